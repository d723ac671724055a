"""Life in the interface: an import of history that is interrupted. It needs a recorder."""

import asyncio

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, HomeAssistant

from tests.homeassistant.recorder import watch_recorder

from .conftest import MakeSimulated

AT_ONCE = 5.0
"""Seconds in which what is to end at once has ended."""


@pytest.fixture
async def watched_recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock wait for the recorder."""
    watch_recorder(monkeypatch)


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(watched_recorder, recorder_mock, enable_custom_integrations):
    """The recorder has to be there before Home Assistant is."""


@pytest.mark.parametrize("why", ["Home Assistant stops", "the entry is unloaded"])
async def test_an_import_of_history_ends_at_once(hass: HomeAssistant, live_with: MakeSimulated, why: str) -> None:
    house, simulator = await live_with('  - {kind: meter, where: "51", power: 350, total: 1234567}', speed=15)
    meter = {"entity_id": house.entity_id("sensor", "18-51-energy_total")}
    call = hass.services.async_call("openwebnet", "import_energy_history", meter, blocking=True)
    importing = hass.async_create_task(call)
    before = len(simulator.received)
    await asyncio.sleep(5)
    assert len(simulator.received) > before
    assert not importing.done()
    begin = hass.loop.time()
    if why == "the entry is unloaded":
        await hass.config_entries.async_unload(house.entry.entry_id)
    else:
        hass.set_state(CoreState.stopping)
        hass.bus.async_fire_internal(EVENT_HOMEASSISTANT_STOP)
    await asyncio.wait([importing], timeout=60)
    ended = hass.loop.time()
    hass.set_state(CoreState.running)
    assert importing.done()
    importing.exception()
    assert ended - begin < AT_ONCE
