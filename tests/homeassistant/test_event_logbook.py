"""The logbook: buttons, scenarios and calls have lines that say what happened, by their event entities alone.

Home Assistant shows each event of an event entity with its type, in words of the integration's translations; so the
integration fires no events of its own, which would be the same lines a second time.
"""

import asyncio
from typing import Any

import pytest
from homeassistant.components.event import DOMAIN as EVENT
from homeassistant.components.recorder import get_instance
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import mock_component
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up
from .recorder import watch_recorder


@pytest.fixture
async def watched_recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    watch_recorder(monkeypatch)


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(watched_recorder, recorder_mock, enable_custom_integrations):
    """The recorder has to be there before Home Assistant is."""


@pytest.fixture
def plant() -> Plant:
    """What tells of something."""
    return plant_of(
        """
  - {kind: cen, where: "0112"}
  - {kind: cen_plus, where: "21"}
  - {kind: scenario_module, where: "02", scenarios: [3]}
  - {kind: door_station, where: "4000"}
""",
        model="MH202",
    )


async def _lines(hass: HomeAssistant, client: WebSocketGenerator, begin: str) -> list[dict[str, Any]]:
    await get_instance(hass).async_block_till_done()
    connection = await client()
    await connection.send_json_auto_id({"type": "logbook/get_events", "start_time": begin})
    response = await connection.receive_json()
    assert response["success"]
    lines: list[dict[str, Any]] = response["result"]
    return [line for line in lines if line.get("entity_id", "").startswith(f"{EVENT}.")]


async def test_what_happens_has_a_line_with_what_it_was(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    hass_ws_client: WebSocketGenerator,
    time_of_day: None,
) -> None:
    mock_component(hass, "frontend")
    assert await async_setup_component(hass, "logbook", {})
    begin = dt_util.utcnow().isoformat()
    await set_up(hass, config_entry())
    for happen in (
        lambda: simulator.objects["15-0112"].press(4),
        lambda: simulator.objects["25-21"].rotate(3),
        lambda: simulator.objects["0-02"].press(3),
        simulator.objects["6-4000"].ring,
        # The first of each makes the entity; the second is an event of one that is there.
        lambda: simulator.objects["25-21"].press(3),
        lambda: simulator.objects["0-02"].press(3),
        simulator.objects["6-4000"].ring,
    ):
        happen()
        await asyncio.sleep(0.5)
    lines = await _lines(hass, hass_ws_client, begin)
    told = [(line["entity_id"], line["attributes"]["event_type"]) for line in lines if "attributes" in line]
    assert told == [
        (entity_id(hass, EVENT, "15-0112-4"), "press_end"),
        (entity_id(hass, EVENT, "25-21-3"), "press_end"),
        (entity_id(hass, EVENT, "0-02-activated"), "activated"),
        (entity_id(hass, EVENT, "6-4100-call"), "ring"),
    ]
