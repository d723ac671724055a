"""A house: Home Assistant, and a gateway that follows a script or is simulated."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator

from .scripted import HOST, MAC, ScriptedBus

PASSWORD = "12345"
QUIET = 40.0
"""Seconds without a frame of ours, after which nothing more is asked by itself."""


class House:
    """Home Assistant with an entry, and the gateway that it is about."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry, received: Callable[[], int]) -> None:
        self.hass = hass
        self.entry = entry
        self._received = received

    async def start(self, *, loaded: bool = True) -> None:
        """Set the entry up."""
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()
        assert (self.entry.state is ConfigEntryState.LOADED) is loaded, self.entry.state

    async def settle(self) -> None:
        """Wait for the end of what is asked by itself at the start."""
        before = -1
        while before != self._received():
            before = self._received()
            await asyncio.sleep(QUIET)
        await self.hass.async_block_till_done()

    async def wait(self, seconds: float) -> None:
        """Let time go by."""
        await asyncio.sleep(seconds)
        await self.hass.async_block_till_done()

    @property
    def now(self) -> float:
        """The time on the clock of the event loop."""
        return self.hass.loop.time()

    def find(self, platform: str, key: str) -> str | None:
        """Return the entity of an object (`2-51`, `18-51-power`), if it has one."""
        ids = (f"{self.entry.unique_id or self.entry.entry_id}-{key}", f"{self.entry.entry_id}-{key}")
        registry = er.async_get(self.hass)
        return next(filter(None, (registry.async_get_entity_id(platform, DOMAIN, one) for one in ids)), None)

    def entity_id(self, platform: str, key: str) -> str:
        """Return the entity of an object. Fails when it has none."""
        found = self.find(platform, key)
        assert found is not None, f"no {platform} {key}"
        return found

    def shown(self, platform: str, key: str) -> State:
        """Return what is shown of an object."""
        state = self.hass.states.get(self.entity_id(platform, key))
        assert state is not None, f"{platform} {key} has no state"
        return state

    def state(self, platform: str, key: str) -> str:
        """Return the state that is shown of an object."""
        return self.shown(platform, key).state

    def attribute(self, platform: str, key: str, name: str) -> Any:
        """Return an attribute that is shown of an object."""
        return self.shown(platform, key).attributes.get(name)

    async def call(self, platform: str, service: str, key: str, *, context: Context | None = None, **data: Any) -> None:
        """Call an action of an object's entity, and wait for its end."""
        target = {ATTR_ENTITY_ID: self.entity_id(platform, key)}
        await self.hass.services.async_call(platform, service, {**target, **data}, blocking=True, context=context)

    def calling(self, platform: str, service: str, key: str, **data: Any) -> asyncio.Task[None]:
        """Call an action of an object's entity, and go on."""
        return asyncio.create_task(self.call(platform, service, key, **data))


type MakeHouse = Callable[..., Awaitable[House]]
type MakeSimulated = Callable[..., Awaitable[tuple[House, Simulator]]]
type MakeBus = Callable[..., Awaitable[ScriptedBus]]


def failing(reason: str, *cases: Any) -> list[Any]:
    """Return cases of a parametrized test that fail today."""
    mark = pytest.mark.xfail(reason=reason, strict=True)
    return [pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=mark) for case in cases]


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations):
    """Let Home Assistant see what is in custom_components."""


@pytest.fixture
def all_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable what is disabled by default."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)


@pytest.fixture
async def make_bus(socket_enabled: None) -> AsyncIterator[MakeBus]:
    """Make scripted gateways that listen."""
    buses: list[ScriptedBus] = []

    async def make(**options: Any) -> ScriptedBus:
        bus = ScriptedBus(**options)
        await bus.start()
        buses.append(bus)
        return bus

    yield make
    for bus in buses:
        await bus.close()


@pytest.fixture
async def bus(make_bus: MakeBus) -> ScriptedBus:
    """A scripted F454 that listens."""
    return await make_bus()


def _entry(
    hass: HomeAssistant, port: int, objects: Mapping[str, Any], unique_id: str | None, options: Mapping[str, Any]
) -> MockConfigEntry:
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=unique_id,
        title="Home",
        data={CONF_HOST: HOST, CONF_PORT: port, CONF_PASSWORD: PASSWORD},
        options={CONF_OBJECTS: dict(objects), CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True, **options},
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def live_in(hass: HomeAssistant, bus: ScriptedBus) -> MakeHouse:
    """Set up an entry that knows some objects, behind the scripted gateway, and let all be asked."""

    async def make(
        objects: Mapping[str, Any] = {},
        *,
        at: ScriptedBus | None = None,
        settle: bool = True,
        unique_id: str | None = MAC,
        **options: Any,
    ) -> House:
        server = at or bus
        house = House(hass, _entry(hass, server.port, objects, unique_id, options), lambda: len(server.received))
        await house.start()
        if settle:
            await house.settle()
        return house

    return make


@pytest.fixture
async def live_with(hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[MakeSimulated]:
    """Set up an entry behind a simulated gateway: `house, simulator = await live_with(objects, ...)`."""
    simulators: list[Simulator] = []

    async def make(
        objects: str, *, known: Mapping[str, Any] | None = None, settle: bool = True, model: str = "F454", **head: Any
    ) -> tuple[House, Simulator]:
        lines = {"model": model, "password": f'"{PASSWORD}"', "auth": "open", "mac": "00:03:50:01:02:03", "speed": 0}
        text = "\n".join(f"{name}: {value}" for name, value in {**lines, **head}.items())
        simulator = Simulator(Plant.parse(f"{text}\nobjects:\n{objects}"), host=HOST, port=0)
        await simulator.start()
        simulators.append(simulator)
        keys = {key: {} for key in simulator.objects} if known is None else known
        house = House(hass, _entry(hass, simulator.port, keys, MAC, {}), lambda: len(simulator.received))
        await house.start()
        if settle:
            await house.settle()
        return house, simulator

    yield make
    for entry in hass.config_entries.async_entries(DOMAIN):
        if entry.state is ConfigEntryState.LOADED:
            await hass.config_entries.async_unload(entry.entry_id)
    for simulator in simulators:
        await simulator.stop()
