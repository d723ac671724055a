"""Home: a Home Assistant core and a simulated gateway for one house, started, stopped, and started again."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant import loader
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    STATE_OFF,
    STATE_ON,
)
from homeassistant.core import CoreState, Event, HomeAssistant, State
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    frame,
    restore_state as rs,
)
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant, mock_storage

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, CONF_VIRTUAL, DOMAIN
from simulator import Plant, Simulator

from .climates import kind_of
from .kinds import Kind
from .presses import PressWatch
from .steps import MAC, House, Plain, Thing
from .virtual import OtherSystem, options as virtual_options
from .wants import Facets

OURS: Final = "custom_components/openwebnet"
_ENTRY: Final = "stories"
_TOLD: Final = (STATE_ON, STATE_OFF)
_BY_HAND: Final = frozenset(("load",))
"""Kinds that no request finds: somebody has added them."""
_QUIET_LOGGERS: Final = ("simulator", "homeassistant.loader", "aiohttp_fast_zlib")
"""What these warn of is no fault of ours: that the integration is a custom one, say."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A warning or an error."""

    time: float
    logger: str
    level: int
    text: str
    traceback: bool


class LogBook(logging.Handler):
    """Keeps warnings and errors, with the loop's time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Keep everything from now on."""
        super().__init__(logging.WARNING)
        self._loop: Final = loop
        self.lines: Final[list[LogLine]] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(_QUIET_LOGGERS) or record.levelno >= logging.ERROR:
            text, raised = record.getMessage(), record.exc_info and record.exc_info[1]
            text = f"{text}: {raised!r}" if raised else text
            self.lines.append(LogLine(self._loop.time(), record.name, record.levelno, text, bool(raised)))


@contextmanager
def logged(loop: asyncio.AbstractEventLoop) -> Iterator[LogBook]:
    """Keep the log of a sequence; nobody else writes it anywhere."""
    book, root = LogBook(loop), logging.getLogger()
    handlers, level = root.handlers, root.level
    root.handlers = [book]
    root.setLevel(logging.WARNING)
    try:
        yield book
    finally:
        root.handlers = handlers
        root.setLevel(level)


def _options(thing: Thing) -> dict[str, object]:
    """Return the settings as they stand in the options of the entry."""
    return {name: _listed(name, value) if isinstance(value, tuple) else value for name, value in thing.settings.items()}


def _listed(name: str, value: tuple[Plain, ...]) -> object:
    """Return a list; only traits are pairs."""
    return {str(pair[0]): pair[1] for pair in value if isinstance(pair, tuple)} if name == "traits" else list(value)


class Home:
    """Home Assistant on one side, the bus on the other."""

    begins_as = CoreState.running
    """What Home Assistant is while its entry is set up."""

    def __init__(self, house: House) -> None:
        """Prepare the house; nothing runs yet."""
        self.house: Final = house
        self.simulator: Final = Simulator(Plant.parse(house.plant()))
        self.loop: Final = asyncio.get_running_loop()
        self.entry_options: Final[dict[str, Any]] = {}
        """Further options of the entry."""
        self.presses: Final = PressWatch()
        """What was told of buttons."""
        self.hass: HomeAssistant
        self.entry: MockConfigEntry
        self._used: Final = {thing.key: str(thing.settings.get("used_as", "")) for thing in house.things}
        self._other_system: Final = OtherSystem(house)
        self._stack: AsyncExitStack
        self._storage: Final[dict[str, Any]] = {}
        self._keep: Final = AsyncExitStack()

    async def start(self) -> None:
        """Switch on the gateway and Home Assistant."""
        self._keep.enter_context(mock_storage(self._storage))
        await self.simulator.start()
        objects = {
            thing.key: _options(thing) for thing in self.house.things if thing.settings or thing.kind in _BY_HAND
        }
        objects |= {thing.key: _options(thing) for thing in self.house.collectives}
        options = {CONF_OBJECTS: objects, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True, **self.entry_options}
        if self.house.virtual:
            options[CONF_VIRTUAL] = virtual_options(self.house)
        await self._start_home_assistant(options)

    async def _start_home_assistant(self, options: dict[str, Any]) -> None:
        self._stack = AsyncExitStack()
        core = async_test_home_assistant(self.loop, initial_state=self.begins_as)
        hass = self.hass = await self._stack.enter_async_context(core)
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        # The test core neither reads nor writes what states there were.
        restored = rs.async_get(hass)
        await restored.async_load()

        async def dump(_: Event) -> None:
            await restored.async_dump_states()

        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, dump)
        await self._furnish_core()
        self.presses.listen(hass)
        self.entry = MockConfigEntry(
            domain=DOMAIN,
            entry_id=_ENTRY,
            unique_id=MAC,
            title=self.house.model,
            data={
                CONF_HOST: self.simulator.host,
                CONF_PORT: self.simulator.port,
                CONF_PASSWORD: self.house.password,
            },
            options=options,
        )
        self.entry.add_to_hass(hass)
        await hass.config_entries.async_setup(self.entry.entry_id)

    async def _furnish_core(self) -> None:
        """Set up what the entry does not bring along."""
        assert await async_setup_component(self.hass, "scene", {})
        await self._other_system.set_up(self.hass)

    def furnish(self) -> None:
        """Give every device its area, which a test core does not remember."""
        areas, devices = ar.async_get(self.hass), dr.async_get(self.hass)
        for thing in self.house.things:
            device = devices.async_get_device_by_identifier((DOMAIN, f"{MAC}-{thing.key}"), self.entry.entry_id)
            if thing.area and device is not None and device.area_id is None:
                area = areas.async_get_or_create(thing.area)
                devices.async_update_device(device.id, area_id=area.id)

    async def restart(self, pause: float) -> None:
        """Stop Home Assistant, and start it after some seconds."""
        options = {**self.entry.options}
        await self._stop_home_assistant()
        await asyncio.sleep(pause)
        await self._start_home_assistant({key: options[key] for key in options})

    async def _stop_home_assistant(self) -> None:
        await self.hass.async_stop(force=True)
        await self._stack.aclose()

    async def stop(self) -> None:
        """Switch everything off."""
        await self._stop_home_assistant()
        await self.simulator.stop()
        await self._keep.aclose()

    # Looking

    @property
    def loaded(self) -> bool:
        """Whether the entry is set up."""
        return self.entry.state is ConfigEntryState.LOADED

    def kind(self, thing: Thing) -> Kind | None:
        """Return the kind that an object is at present."""
        return kind_of(thing, self._used.get(thing.key) or "light")

    def use(self, key: str, used_as: str) -> None:
        """Note what an actuator is used as from now on."""
        self._used[key] = used_as

    def entity_id(self, platform: str, key: str) -> str | None:
        """Return an entity by the object and what else its unique id has."""
        return er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, f"{MAC}-{key}")

    def state(self, thing: Thing) -> State | None:
        """Return what Home Assistant shows of an object."""
        kind = self.kind(thing)
        return None if kind is None else self._state_of(kind.platform, thing.key + kind.ending)

    def _state_of(self, platform: str, key: str) -> State | None:
        found = self.entity_id(platform, key)
        return None if found is None else self.hass.states.get(found)

    def shown(self, thing: Thing, kind: Kind, state: State) -> Facets:
        """Return what is shown of an object by its entity, whose state this is, and by others."""
        states = {name: self._state_of("binary_sensor", key) for name, key in kind.sensors(thing).items()}
        known = {name: one.state == STATE_ON for name, one in states.items() if one and one.state in _TOLD}
        return {**kind.shown(state), **known}

    def area_id(self, name: str) -> str:
        """Return the id of an area."""
        return ar.async_get(self.hass).async_get_or_create(name).id
