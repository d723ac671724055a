"""A simulated gateway, and an entry for it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.repairs import DOMAIN as REPAIRS_DOMAIN
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.virtual_time import VirtualTimeLoop

from . import HOST, MAC, OBJECTS, PASSWORD
from .kit import plant_of

type MakeEntry = Callable[..., MockConfigEntry]


class Repair:
    """A fix flow, as the web page runs it."""

    def __init__(self, hass: HomeAssistant, client: ClientSessionGenerator) -> None:
        self._hass = hass
        self._client = client
        self._flow_id = ""

    async def open(self, issue_id: str) -> dict[str, Any]:
        """Begin to mend an issue; return the first step."""
        await async_setup_component(self._hass, REPAIRS_DOMAIN, {})
        client = await self._client()
        answer = await client.post("/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id})
        assert answer.status == 200, await answer.text()
        step: dict[str, Any] = await answer.json()
        self._flow_id = step["flow_id"]
        return step

    async def submit(self, **values: Any) -> dict[str, Any]:
        """Send a step; return the next one, or how it ended."""
        client = await self._client()
        answer = await client.post(f"/api/repairs/issues/fix/{self._flow_id}", json=values)
        assert answer.status == 200, await answer.text()
        step: dict[str, Any] = await answer.json()
        return step


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Do without what Home Assistant's tests switch on: noting where each timer comes from takes most of the time."""


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations):
    """Let Home Assistant see what is in custom_components."""


@pytest.fixture
def plant() -> Plant:
    """What stands on the bus; a test that wants another plant brings a fixture of this name."""
    return plant_of(OBJECTS)


@pytest.fixture(name="simulator")
async def simulator_fixture(socket_enabled: None, plant: Plant) -> AsyncIterator[Simulator]:
    """A gateway that is listening."""
    async with Simulator(plant, host=HOST, port=0) as simulator:
        yield simulator


@pytest.fixture
def config_entry(simulator: Simulator) -> MakeEntry:
    """Make entries for the simulated gateway; `data` and `options` change single ones of theirs."""

    def make(*, unique_id: str | None = MAC, title: str = "F454", data=None, options=None) -> MockConfigEntry:
        return MockConfigEntry(
            domain=DOMAIN,
            unique_id=unique_id,
            title=title,
            data={CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: PASSWORD, **(data or {})},
            options={CONF_OBJECTS: {}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True, **(options or {})},
        )

    return make


@pytest.fixture
def all_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable what is disabled by default."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)


@pytest.fixture
async def time_of_day(freezer: FrozenDateTimeFactory) -> None:
    """Let the time of day go on as the event loop's clock does: what happens twice happens at two times."""
    loop = asyncio.get_running_loop()
    # What does not wait is on another loop.
    if isinstance(loop, VirtualTimeLoop):
        loop.lead(freezer.tick)


@pytest.fixture
def repair(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Repair:
    """Mend issues."""
    return Repair(hass, hass_client)
