"""Coordinator of one gateway: runs its sessions, and gives each of its objects entities."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .connecting import async_connect_gateway
from .const import CONF_MEMBERS, CONF_MODES, CONF_TRAITS, CONF_WHERE, DOMAIN
from .errors import async_result_of
from .issues import Issue, close_issue, open_issues, report_another, report_corrupted, report_problem
from .objects.devices import (
    async_replace_gateway,
    connection_params,
    follow_title,
    gateway_id,
    update_gateway_device,
)
from .objects.entities import ObjectEntities
from .objects.handover import take_over
from .objects.key import ObjectKey
from .objects.store import ObjectStore, Setting, heard_settings
from .own import (
    AnotherGateway,
    BaseMessage,
    InvalidAuthentication,
    Where,
)
from .own.gateway import ConnectionState, Gateway, Problem
from .own.items import BaseItem, Light, Traits
from .own.items.action import current_action
from .own.items.point import PointItem
from .own.listeners import Listeners
from .own.observer import GatewayObserver, Way
from .timing import TIMING

_LOGGER = logging.getLogger(__name__)

MAX_OBJECTS: Final = 500
"""Objects that are discovered: more than a bus with its interfaces has, and a bound for noise."""

MAX_CHANGES: Final = 100
"""Changes of the connection that are kept for a person to look at."""


class ConnectionChange(NamedTuple):
    """A change of the connection to a gateway."""

    at: datetime
    state: ConnectionState
    problem: Problem | None


type OpenWebNetConfigEntry = ConfigEntry[Coordinator]
type EntityMaker = Callable[[Coordinator, BaseItem], Iterable[Entity]]


class Coordinator(GatewayObserver):
    """Stands between one gateway and Home Assistant; the only place that knows both."""

    def __init__(self, hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> None:
        """Prepare; nothing is connected yet."""
        self.hass: Final = hass
        self.entry: Final = entry
        self.store: Final = ObjectStore(hass, entry)
        params = connection_params(entry.data)
        taken = take_over(hass, params)
        self.gateway: Final = taken or Gateway(
            params,
            mac=entry.unique_id,
            sessions=self.store.command_sessions,
            gap=self.store.command_gap,
            model=self.store.model,
        )
        self._is_taken: Final = taken is not None
        """The config flow has connected already, and read the bus."""
        self.gateway_id: Final = gateway_id(entry)
        self.device_id = ""
        """The gateway's own device."""
        self._shown_identity = self.gateway.identity
        self._tried: Final = asyncio.Event()
        """Set when a first attempt to connect has ended, however."""
        self.discovered: Final[dict[ObjectKey, BaseItem]] = {}
        """Objects that were heard and that the user has not added yet."""
        self._objects: Final[dict[BaseItem, Traits]] = {}
        """The objects that have entities, each with what it has told of itself."""
        self._entities: Final = ObjectEntities(hass, entry)
        self._listeners: Final[dict[BaseItem | None, Listeners[()]]] = {}
        """Who follows an object beside its state: settings, silence; of `None` the connection too."""
        self._frame_listeners: Final[Listeners[BaseItem]] = Listeners()
        self._stoppable: Final[set[asyncio.Task[Any]]] = set()
        """What a person waits for, and that ends when this does."""
        self._shutdown: Final[list[Callable[[], Coroutine[None, None, None]]]] = []
        self.connections: Final[deque[ConnectionChange]] = deque(maxlen=MAX_CHANGES)
        """How the connection changed lately, the oldest first."""

    # Connection ------------------------------------------------------------------------------------------------

    @property
    def available(self) -> bool:
        """Whether the gateway is connected."""
        return self.gateway.available

    @property
    def is_connected(self) -> bool:
        """Whether events are heard at this moment; a short loss does not make the gateway unavailable."""
        return self.gateway.state is ConnectionState.CONNECTED

    async def async_connect(self) -> None:
        """Connect, make the gateway's device and begin to read events. Raises what Home Assistant understands.

        Where objects are known, they are there also while the gateway is not, and it is waited for in the background.
        What the gateway is, is asked for later; only where another one was found, nothing is begun before it is known
        to be the right one again.
        """
        report_corrupted(self.hass, self.entry, self.store.corrupted)
        is_doubted = (Issue.GATEWAY_REPLACED, "") in open_issues(self.hass, self.entry)
        if is_doubted or not (self.store.objects or self._is_taken):
            await async_connect_gateway(self.hass, self.entry, self.gateway, identify=is_doubted)
            self.show_gateway()
            self._start()
            return
        self.show_gateway()
        self._start()
        with contextlib.suppress(TimeoutError):
            if self._is_taken:
                return
            async with asyncio.timeout(TIMING.first_connection):
                await self._tried.wait()
        if self.gateway.state is ConnectionState.REFUSED:
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key="invalid_auth")

    @callback
    def show_gateway(self) -> None:
        """Show on the gateway's device what it is, as far as anybody has told."""
        gateway = self.gateway
        self._shown_identity = gateway.identity
        self.device_id = update_gateway_device(self.hass, self.entry, gateway.identity, gateway.model).id

    @callback
    def _start(self) -> None:
        """Begin to read events, as soon as there is a connection; what is on the bus is asked for in the background."""
        self.entry.async_on_unload(self.gateway.add_observer(self))
        # The connection may be there already, made by whoever has set it up.
        self._note_connection()
        self.entry.async_on_unload(follow_title(self.hass, self.entry))
        task = self.run_in_background(self._run(), "")

        async def stop(_: Event | None = None) -> None:
            for stoppable in tuple(self._stoppable):
                stoppable.cancel()
            await self._shut_down()
            task.cancel()
            await self.gateway.close()

        self.entry.async_on_unload(stop)
        self.entry.async_on_unload(self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))

    async def run_until_stopped[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Do something that ends at once when the entry is unloaded, or Home Assistant stops.

        Raises `HomeAssistantError` in that case, and what `work` raises.
        """
        task = self.hass.async_create_background_task(work, f"{DOMAIN} {self.entry.title}")
        self._stoppable.add(task)
        task.add_done_callback(self._stoppable.discard)
        return await async_result_of(task, self.entry.title)

    async def _shut_down(self) -> None:
        """Do what has to be done while there still is a connection."""
        work = [asyncio.ensure_future(shut_down()) for shut_down in self._shutdown]
        if work:
            _, late = await asyncio.wait(work, timeout=TIMING.shutdown)
            for one in late:
                one.cancel()

    @callback
    def add_shutdown(self, work: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
        """Do `work` before the connection is closed. Returns the way to end it."""
        self._shutdown.append(work)
        return lambda: self._shutdown.remove(work)

    @callback
    def run_in_background(self, work: Coroutine[None, None, None], name: str) -> asyncio.Task[None]:
        """Do something until it ends, or the entry is unloaded; it is no part of the action that has begun it."""

        async def alone() -> None:
            current_action.set(None)
            await work

        name = f"{DOMAIN} {self.entry.title} {name}".rstrip()
        return self.entry.async_create_background_task(self.hass, alone(), name)

    async def _run(self) -> None:
        try:
            while True:
                try:
                    await self.gateway.run()
                except InvalidAuthentication:
                    self.entry.async_start_reauth(self.hass)
                    await asyncio.sleep(TIMING.password_pause)
        except AnotherGateway as error:
            # The address may be another gateway's by now: nobody else's house is shown or switched.
            report_another(self.hass, self.entry, error.mac)
            self.hass.config_entries.async_schedule_reload(self.entry.entry_id)

    # What the gateway tells ------------------------------------------------------------------------------------

    @override
    def on_state(self) -> None:
        """Tell a person what only a person can mend; a short loss is nobody's business."""
        self._note_connection()
        if not self.gateway.available or self.gateway.problem is None:
            report_problem(self.hass, self.entry, self.gateway.problem)
        if self.gateway.problem is not None or self.gateway.state is not ConnectionState.CONNECTING:
            self._tried.set()
        if self.is_connected:
            # The password is right: nobody has to be asked for it.
            for flow in list(self.entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})):
                self.hass.config_entries.flow.async_abort(flow["flow_id"])
        if self.gateway.identity != self._shown_identity:
            self.show_gateway()
            mac = self.gateway.identity.mac
            if self.entry.unique_id is None and mac is not None:
                self.hass.async_create_task(self._take_id(mac), f"{DOMAIN} id")
        self.show_all()

    def _note_connection(self) -> None:
        change = ConnectionChange(dt_util.utcnow(), self.gateway.state, self.gateway.problem)
        if not self.connections or change[1:] != self.connections[-1][1:]:
            self.connections.append(change)

    @callback
    def show_all(self) -> None:
        """Let all that follows the connection or the options show them as they are now."""
        for listeners in tuple(self._listeners.values()):
            listeners.notify()

    async def _take_id(self, mac: str) -> None:
        """Give the entry, and all that it has, the id of its gateway, which has only now told it."""
        if self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, mac) is None:
            await async_replace_gateway(self.hass, self.entry, mac)
            await self.hass.config_entries.async_setup(self.entry.entry_id)

    @override
    def on_silence(self, item: BaseItem) -> None:
        self._notify(item)

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if item is None or way is Way.SENT:
            return
        self._take_in(item)
        self._frame_listeners.notify(item)

    def _take_in(self, item: BaseItem) -> None:
        """Keep what an object shows itself to be, and take in one that is not known."""
        known = self._objects.get(item)
        if known is not None:
            told = item.traits
            if told != known:
                self._keep_traits(item, told)
        elif item.heard and item.is_device and not item.is_part_of_others:
            self._discover(item)

    @callback
    def add_frame_listener(self, listener: Callable[[BaseItem], None]) -> Callable[[], None]:
        """Call `listener(item)` after every frame of an object, and when one that was heard is added.

        Returns the way to end it.
        """
        return self._frame_listeners.add(listener)

    @callback
    def add_listener(self, item: BaseItem | None, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` when the connection has changed, and, of an object, its settings or whether it answers.

        Returns the way to end it.
        """
        return self._listeners.setdefault(item, Listeners()).add(listener)

    def _notify(self, item: BaseItem) -> None:
        if item in self._listeners:
            self._listeners[item].notify()

    # Objects ---------------------------------------------------------------------------------------------------

    @callback
    def restore(self) -> None:
        """Make the objects that are remembered."""
        for key in self.store.objects:
            self._objects[self._item(key, self.store.traits(key))] = {}
        for item in self._objects:
            self._show_members(item)
        # What the config flow has heard is no news, but what it has not seen come.
        for item in self.gateway.items:
            if item.heard:
                self._take_in(item)

    def _item(self, key: ObjectKey, traits: Traits | None = None) -> BaseItem:
        """Return the object of a key, spelled as the gateway does."""
        where = Where(str(self.store.settings(key).get(CONF_WHERE, key.where)))
        return self.gateway.get_item(key.who, where, traits)

    def _show_members(self, item: BaseItem) -> None:
        """Let a group, an area or all be what its members are."""
        if isinstance(item, PointItem) and item.is_collective:
            members = [self._item(key) for key in self.store.members(ObjectKey.of(item))]
            self.gateway.show_members(item, [member for member in members if isinstance(member, PointItem)])

    def item_of(self, key: ObjectKey) -> BaseItem | None:
        """Return the object of a key, if it was heard of."""
        return next((item for item in self.gateway.items if ObjectKey.of(item) == key), None)

    def _keep_traits(self, item: BaseItem, told: Traits) -> None:
        """Keep what an object has told of itself; it may be worth more entities."""
        self._objects[item] = told
        traits = self.traits(item)
        if traits != self.store.traits(ObjectKey.of(item)):
            was_actuator = isinstance(item, Light) and _is_actuator(self.store.traits(ObjectKey.of(item)))
            self.set_settings(item, **{CONF_TRAITS: dict(traits)})
            if was_actuator and not _is_actuator(traits):
                # What looked like a light has shown that it is a sensor.
                self.recreate_entities(item)
            else:
                self._entities.add(item)

    def traits(self, item: BaseItem) -> Mapping[str, int]:
        """Return what an object has ever shown itself to be."""
        return {**self.store.traits(ObjectKey.of(item)), **item.traits}

    def is_actuator(self, item: Light) -> bool:
        """Tell whether it switches something, and is not only a sensor that shares the addresses of lights."""
        return _is_actuator(self.traits(item))

    @callback
    def set_settings(self, item: BaseItem, **settings: Setting) -> None:
        """Keep settings of an object; what depends on them follows at once."""
        self.store.update(ObjectKey.of(item), **settings)
        if CONF_MEMBERS in settings:
            self._show_members(item)
        if CONF_MODES in settings:
            # What is said of a central unit counts for its zones.
            self.show_all()
        self._notify(item)

    def _discover(self, item: BaseItem) -> None:
        """Take in an object that was heard and is not known."""
        key = ObjectKey.of(item)
        if key in self.store.ignored or self._is_repeated(item):
            return
        if len(self._objects) + len(self.discovered) >= MAX_OBJECTS:
            _LOGGER.debug("%s is one too many for a bus", key)
        elif self.store.adds_automatically:
            self.add_object(key)
        else:
            self.discovered.setdefault(key, item)

    def _is_repeated(self, item: BaseItem) -> bool:
        """Tell whether another subsystem tells of the same thing, and it is known by that."""
        return item.twin is not None and any((known.who, known.where) == item.twin for known in self._objects)

    @callback
    def add_object(self, key: ObjectKey, traits: Traits | None = None, **settings: Setting) -> BaseItem:
        """Give an object its entities, now and after every restart; it waits no longer, and is ignored no longer.

        `traits` are what it is known to be, where it has not been heard yet.
        """
        item = self._item(key, traits)
        self.discovered.pop(key, None)
        self._objects[item] = item.traits
        self.store.add(key, {**(traits or {}), **self.traits(item)}, {**heard_settings(item), **settings})
        self._show_members(item)
        self._notify(item)
        self._entities.add(item)
        if item.heard:
            self._frame_listeners.notify(item)
        return item

    @callback
    def add_discovered(self) -> None:
        """Add all that was discovered."""
        for key, item in tuple(self.discovered.items()):
            del self.discovered[key]
            self._discover(item)

    @callback
    def remove_object(self, key: ObjectKey) -> None:
        """Drop an object for good: it stays away until the user asks for it again."""
        self.discovered.pop(key, None)
        for item in [item for item in self._objects if ObjectKey.of(item) == key]:
            del self._objects[item]
        for issue in (Issue.SILENT_DEVICE, Issue.ACTUATOR_FAULT):
            close_issue(self.hass, self.entry, issue, key)
        self._entities.forget(key)
        self.store.remove(key)

    @callback
    def restore_ignored(self, keys: Iterable[str]) -> None:
        """Ignore objects no longer: those that were heard are added at once, the others count as new."""
        wanted = set(keys)
        self.store.restore_ignored(wanted)
        for item in self.gateway.items:
            if item.heard and item.is_device and ObjectKey.of(item) in wanted and not self._is_repeated(item):
                self.add_object(ObjectKey.of(item))

    # Entities --------------------------------------------------------------------------------------------------

    @callback
    def add_platform(
        self, platform: Platform, async_add_entities: AddConfigEntryEntitiesCallback, make: EntityMaker
    ) -> None:
        """Let a platform give entities to the objects there are, and to those that come later."""
        self._entities.add_platform(platform, async_add_entities, partial(make, self), self._objects)

    def make_entities_of(self, item: BaseItem) -> Iterable[Entity]:
        """Make the entities of an object anew, to look at."""
        return self._entities.preview(item)

    @callback
    def recreate_entities(self, item: BaseItem) -> None:
        """Give an object its entities anew, after a setting that decides what they are; the others are removed."""
        self._entities.recreate(item)


def _is_actuator(traits: Traits) -> bool:
    return "light" in traits or traits.keys().isdisjoint(("motion", "illuminance"))
