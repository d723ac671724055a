"""A simulated gateway, and an entry for it."""

from collections.abc import AsyncIterator, Callable

import pytest
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.helpers.entity import Entity
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator

from . import HOST, MAC, OBJECTS, PASSWORD
from .kit import plant_of

type MakeEntry = Callable[..., MockConfigEntry]


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
