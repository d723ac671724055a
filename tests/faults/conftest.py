"""A house for a model of gateway."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator

from .house import MAC, OBJECTS, OWN_COMMANDS, House, password, plant
from .ledger import Ledger

type MakeHouse = Callable[..., Awaitable[House]]


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations):
    """Let Home Assistant see what is in custom_components."""


@pytest.fixture
async def attempts(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note every attempt to connect: the loop's times."""
    times: list[float] = []
    loop = asyncio.get_running_loop()
    connect = loop.create_connection

    async def noted(*args: Any, **options: Any) -> object:
        times.append(loop.time())
        return await connect(*args, **options)

    monkeypatch.setattr(loop, "create_connection", noted)
    return times


@pytest.fixture
async def make_house(hass: HomeAssistant, socket_enabled: None, attempts: list[float]) -> AsyncIterator[MakeHouse]:
    """Return what makes a house: a running gateway of a model, and an entry that has read everything."""
    simulators: list[Simulator] = []

    async def make(model: str, objects: dict[str, Any] | None = None) -> House:
        simulator = Simulator(Plant.parse(plant(model)))
        simulators.append(simulator)
        await simulator.start()
        entry = MockConfigEntry(
            domain=DOMAIN,
            unique_id=MAC,
            title=model,
            data={CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: password(model)},
            options={CONF_OBJECTS: {**OBJECTS, **(objects or {})}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True},
        )
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        ledger = Ledger(simulator.executed, frozenset(simulator.objects), OWN_COMMANDS, simulator.forgotten)
        house = House(hass, simulator, entry, ledger, attempts)
        await house.agreement(60)
        return house

    yield make
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.sleep(1)
    for simulator in simulators:
        await simulator.stop()
