"""Coordinator of one gateway: runs its sessions, and gives each of its objects entities."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
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
from .const import DOMAIN
from .errors import async_result_of
from .issues import Issue, close_issue, open_issues, report_another, report_corrupted, report_problem
from .objects.devices import (
    async_replace_gateway,
    connection_params,
    follow_title,
    gateway_id,
    update_gateway_device,
)
from .objects.handover import take_over
from .objects.key import ObjectKey
from .objects.known import KnownObjects
from .objects.store import ObjectStore
from .own import (
    AnotherGateway,
    BaseMessage,
    DimensionRequest,
    InvalidAuthentication,
    StatusRequest,
)
from .own.gateway import ConnectionState, Gateway, Problem
from .own.items import BaseItem
from .own.items.action import current_action
from .own.observer import GatewayObserver, Way
from .timing import TIMING

_LOGGER = logging.getLogger(__name__)

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
        self.objects: Final = KnownObjects(hass, entry, self.gateway, self.store)
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
        self.objects.show_all()

    def _note_connection(self) -> None:
        change = ConnectionChange(dt_util.utcnow(), self.gateway.state, self.gateway.problem)
        if not self.connections or change[1:] != self.connections[-1][1:]:
            self.connections.append(change)

    async def _take_id(self, mac: str) -> None:
        """Give the entry, and all that it has, the id of its gateway, which has only now told it."""
        if self.hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, mac) is None:
            await async_replace_gateway(self.hass, self.entry, mac)
            await self.hass.config_entries.async_setup(self.entry.entry_id)

    @override
    def on_silence(self, item: BaseItem) -> None:
        for one in (item, *self.gateway.groups_of(item)):
            self.objects.notify(one)

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        # What somebody asks tells nothing of the object.
        if item is None or way is Way.SENT or isinstance(message, StatusRequest | DimensionRequest):
            return
        self.objects.hear(item)

    # Objects ---------------------------------------------------------------------------------------------------

    @callback
    def add_platform(
        self, platform: Platform, async_add_entities: AddConfigEntryEntitiesCallback, make: EntityMaker
    ) -> None:
        """Let a platform give entities to the objects there are, and to those that come later."""
        self.objects.add_platform(platform, async_add_entities, partial(make, self))

    @callback
    def remove_object(self, key: ObjectKey) -> None:
        """Drop an object for good, and what is to be repaired of it."""
        for issue in (Issue.SILENT_DEVICE, Issue.ACTUATOR_FAULT):
            close_issue(self.hass, self.entry, issue, key)
        self.objects.remove(key)
