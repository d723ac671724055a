"""What a page is told while it looks on: the plant when that has changed, and every frame.

Nothing listens to the gateways while nobody looks. A page acknowledges what it has got; while it owes some, frames wait
in a list with an end, and the page is told how many did not fit.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final, override

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.device_registry import EVENT_DEVICE_REGISTRY_UPDATED
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_registry import EVENT_ENTITY_REGISTRY_UPDATED
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN
from ..coordinator import Coordinator, OpenWebNetConfigEntry
from ..follow import follow_gateways
from ..own import BaseMessage
from ..own.commands.exchange import Exchange, Outcome
from ..own.items import BaseItem
from ..own.observer import GatewayObserver, Way
from ..timing import TIMING
from .frames import HOME_ASSISTANT, Origins, Record, outcome, record
from .plant import snapshot

MAX_WAITING: Final = 1000
"""Frames that wait for a page; as many as it keeps."""
MAX_UNACKNOWLEDGED: Final = 4
"""Messages that a page may owe an acknowledgement for."""

type Send = Callable[[dict[str, Any]], None]
type _Frame = tuple[int, float, Way, BaseMessage, str]


class Feed:
    """What one page is told."""

    def __init__(self, hass: HomeAssistant, send: Send) -> None:
        """Tell a page by `send`, which takes JSON."""
        self._hass: Final = hass
        self._send: Final = send
        self._number = 0
        """Of the last frame: what comes later about a frame names it by that."""
        self._sent = 0
        self._acknowledged = 0
        self._frames: Final[deque[tuple[str, _Frame]]] = deque(maxlen=MAX_WAITING)
        self._outcomes: Final[deque[Record]] = deque(maxlen=MAX_WAITING)
        self._lost = 0
        self._is_plant_changed = False
        self._timer: CALLBACK_TYPE | None = None
        self._stops: Final[list[CALLBACK_TYPE]] = []

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Tell what there is, and all that comes. Returns the way to end it."""
        self._send({"plant": snapshot(self._hass), "seq": self._next()})
        self._stops.append(follow_gateways(self._hass, self._attach))
        self._stops.append(async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry))
        for event in (EVENT_DEVICE_REGISTRY_UPDATED, EVENT_ENTITY_REGISTRY_UPDATED):
            self._stops.append(self._hass.bus.async_listen(event, self._on_registry))
        return self._stop

    @callback
    def acknowledge(self, number: int) -> None:
        """Take note that a page has got what it was told, up to a message."""
        self._acknowledged = max(self._acknowledged, min(number, self._sent))
        if self._has_news:
            self._schedule(TIMING.panel_pause)

    @callback
    def _stop(self) -> None:
        for stop in self._stops:
            stop()
        self._stops.clear()
        if self._timer is not None:
            self._timer()
            self._timer = None

    @callback
    def _attach(self, entry: OpenWebNetConfigEntry) -> CALLBACK_TYPE:
        """Listen to a gateway; what its journal has comes first."""
        coordinator = entry.runtime_data
        watcher = _Watcher(self, coordinator)
        for noted in coordinator.gateway.journal.frames:
            self.add_frame(entry.entry_id, (noted.at, noted.way, noted.message, ""))
        self.change_plant()
        return coordinator.gateway.add_observer(watcher)

    @callback
    def _on_entry(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            self.change_plant()

    @callback
    def _on_registry(self, _: Event[Any]) -> None:
        self.change_plant()

    # What is told ----------------------------------------------------------------------------------------------

    def add_frame(self, entry_id: str, frame: tuple[float, Way, BaseMessage, str]) -> int:
        """Tell a frame; return its number."""
        self._number += 1
        if len(self._frames) == MAX_WAITING:
            self._lost += 1
        self._frames.append((entry_id, (self._number, *frame)))
        self._schedule(TIMING.panel_pause)
        return self._number

    def add_outcome(self, shown: Record) -> None:
        """Tell how a command or a request went."""
        self._outcomes.append(shown)
        self._schedule(TIMING.panel_pause)

    def change_plant(self) -> None:
        """Tell the plant anew."""
        self._is_plant_changed = True
        self._schedule(TIMING.plant_pause)

    @property
    def _has_news(self) -> bool:
        return bool(self._frames or self._outcomes or self._is_plant_changed)

    def _schedule(self, pause: float) -> None:
        if self._timer is None and self._sent - self._acknowledged < MAX_UNACKNOWLEDGED:
            self._timer = async_call_later(self._hass, pause, self._flush)

    def _next(self) -> int:
        self._sent += 1
        return self._sent

    @callback
    def _flush(self, _: object) -> None:
        self._timer = None
        told: dict[str, Any] = {"seq": self._next()}
        if self._is_plant_changed:
            self._is_plant_changed = False
            told["plant"] = snapshot(self._hass)
        if self._frames:
            told["frames"] = [
                {"n": number, "entry_id": entry_id, **record(at, way, message, by or None)}
                for entry_id, (number, at, way, message, by) in self._frames
            ]
            self._frames.clear()
        if self._outcomes:
            told["outcomes"] = list(self._outcomes)
            self._outcomes.clear()
        if self._lost:
            told["lost"] = self._lost
            self._lost = 0
        self._send(told)


class _Watcher(GatewayObserver):
    """Listens to one gateway for a page."""

    def __init__(self, feed: Feed, coordinator: Coordinator) -> None:
        self._feed: Final = feed
        self._coordinator: Final = coordinator
        self._entry_id: Final = coordinator.entry.entry_id
        self._origins: Final = Origins()
        self._written: Final[deque[tuple[BaseMessage, int]]] = deque(maxlen=64)
        """Frames of ours whose outcome is still to come, by the numbers that the page knows them by."""
        self._waiting = set(coordinator.objects.discovered)

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        number = self._feed.add_frame(self._entry_id, (time.time(), way, message, self._origins.of(way, message)))
        if way is Way.SENT:
            self._written.append((message, number))
        elif self._coordinator.objects.discovered.keys() != self._waiting:
            self._waiting = set(self._coordinator.objects.discovered)
            self._feed.change_plant()

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        if exchange.outcome is Outcome.PENDING:
            return
        number = next((number for message, number in reversed(self._written) if message is exchange.message), None)
        if number is not None:
            self._feed.add_outcome({"n": number, **outcome(exchange)})
        elif exchange.outcome not in (Outcome.REPLACED, Outcome.GIVEN_UP):
            # It was never written, which is worth a line.
            number = self._feed.add_frame(self._entry_id, (exchange.at, Way.SENT, exchange.message, HOME_ASSISTANT))
            self._feed.add_outcome({"n": number, **outcome(exchange)})

    @override
    def on_state(self) -> None:
        self._feed.change_plant()

    @override
    def on_silence(self, item: BaseItem) -> None:
        self._feed.change_plant()
