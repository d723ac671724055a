"""Observer of a gateway: who is told of frames, exchanges, connections and objects that fall silent."""

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Final, override

from .commands.exchange import Exchange
from .items import BaseItem
from .wire.messages import BaseMessage
from .wire.tags import Who

_LOGGER = logging.getLogger(__name__)


class Way(StrEnum):
    """How a frame went."""

    EVENT = "event"
    """Received on the event session."""
    ANSWER = "answer"
    """Received on a command session."""
    SENT = "sent"
    """Sent on a command session."""


class GatewayObserver:
    """Somebody who is told what happens at a gateway. Override what is of interest; no method may block."""

    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        """Take note of a frame; `item` is the object that it is about, which has taken it in already."""

    def on_exchange(self, exchange: Exchange) -> None:
        """Take note of a command or a request: when it is asked for, and once more when it has ended."""

    def on_connecting(self) -> None:
        """Take note of an attempt to connect."""

    def on_state(self) -> None:
        """Take note that `state`, `problem`, `available` or `identity` of the gateway have changed."""

    def on_silence(self, item: BaseItem) -> None:
        """Take note that an object does not answer any more, or does so again."""

    def on_told(self, who: Who, since: float) -> None:
        """Take note that a subsystem has told all of it, in answer to a general request at a time of the event loop."""


class Observers(GatewayObserver):
    """All observers of a gateway, told in the order in which they were added; one that raises is logged."""

    def __init__(self) -> None:
        """Start with none."""
        # Replaced when it changes: an observer may add or remove one while they are told.
        self._all: tuple[GatewayObserver, ...] = ()
        self._of_frames: tuple[Callable[[Way, BaseMessage, BaseItem | None], None], ...] = ()

    def add(self, observer: GatewayObserver) -> Callable[[], None]:
        """Add one. Returns the way to remove it, which may be gone more than once."""
        self._set((*self._all, observer))
        return lambda: self._set(tuple(other for other in self._all if other is not observer))

    def _set(self, observers: tuple[GatewayObserver, ...]) -> None:
        self._all = observers
        # A frame is the only thing that happens often: only those are called that listen to it.
        self._of_frames = tuple(one.on_frame for one in observers if type(one).on_frame is not _on_no_frame)

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        for listener in self._of_frames:
            try:
                listener(way, message, item)
            except Exception:
                _LOGGER.exception("Error in an observer of %s", message)

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        self._tell(lambda observer: observer.on_exchange(exchange))

    @override
    def on_connecting(self) -> None:
        self._tell(lambda observer: observer.on_connecting())

    @override
    def on_state(self) -> None:
        self._tell(lambda observer: observer.on_state())

    @override
    def on_silence(self, item: BaseItem) -> None:
        self._tell(lambda observer: observer.on_silence(item))

    @override
    def on_told(self, who: Who, since: float) -> None:
        self._tell(lambda observer: observer.on_told(who, since))

    def _tell(self, call: Callable[[GatewayObserver], None]) -> None:
        for observer in self._all:
            try:
                call(observer)
            except Exception:
                _LOGGER.exception("Error in an observer")


_on_no_frame: Final = GatewayObserver.on_frame
