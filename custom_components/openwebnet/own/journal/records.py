"""Journal: the last frames and exchanges of a gateway, and how many there were.

The cost of a frame stays small: only what came is kept, and it is decoded when somebody asks. What was said while a
session was opened never gets here, so no password and nothing that was made of one; see `redact` for the rest.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, override

from ..commands.connect_limiter import MAX_ATTEMPTS
from ..commands.exchange import Exchange, Outcome
from ..items import BaseItem
from ..observer import GatewayObserver, Way
from ..wire.messages import BaseMessage, DimensionRequest, StatusRequest
from .describe import meaning

FRAMES: Final = 500
"""Frames that are kept."""
EXCHANGES: Final = 50
"""Commands that are kept, and as many requests."""
UNSORTED: Final = 256
"""Received frames that are sorted by kind together: that is far cheaper than one by one, among all else."""
KINDS: Final = 1024
"""Kinds of frame that are counted apart; noise must not fill the memory."""


class Noted(NamedTuple):
    """A frame that was received or sent."""

    at: float
    """Seconds since 1970."""
    way: Way
    message: BaseMessage


@dataclass(frozen=True, slots=True)
class Unknown:
    """A kind of frame that nobody has described."""

    example: BaseMessage
    """The first one."""
    count: int


@dataclass(slots=True)
class _Kind:
    example: BaseMessage
    count: int = 0


type _Key = tuple[type, type[BaseMessage], object, object, object]


class Journal(GatewayObserver):
    """The last frames and exchanges, and how many there were."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.frames: Final[deque[Noted]] = deque(maxlen=FRAMES)
        """The last frames, the oldest first."""
        self.commands: Final[deque[Exchange]] = deque(maxlen=EXCHANGES)
        """The last that change something, the oldest first."""
        self.requests: Final[deque[Exchange]] = deque(maxlen=EXCHANGES)
        """The last that only ask."""
        self.counts: Final[dict[Way, int]] = dict.fromkeys(Way, 0)
        """Frames since the gateway was set up."""
        self._left_out = 0
        self._unsorted: Final[list[tuple[type, BaseMessage]]] = []
        self._kinds: Final[dict[_Key, _Kind]] = {}
        self._connections: Final[deque[float]] = deque(maxlen=MAX_ATTEMPTS)

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        self.frames.append(Noted(time.time(), way, message))
        self.counts[way] += 1
        if way is not Way.SENT:
            self._unsorted.append((type(item), message))
            if len(self._unsorted) >= UNSORTED:
                self._sort()

    def _sort(self) -> None:
        """Count what was received by kind."""
        for item_type, message in self._unsorted:
            # What has no WHO is told apart by the beginning of the frame.
            who, what = message.who, message.what
            key = (item_type, type(message), who or tuple(message.tags[:2]), what, message.dimension)
            kind = self._kinds.get(key)
            if kind is not None:
                kind.count += 1
            elif len(self._kinds) < KINDS:
                self._kinds[key] = _Kind(message, 1)
            else:
                self._left_out += 1
        self._unsorted.clear()

    @property
    def kinds_left_out(self) -> int:
        """Frames of kinds beyond `KINDS`."""
        self._sort()
        return self._left_out

    def unknown(self) -> Sequence[Unknown]:
        """Return the kinds of frame that nobody has described, the most frequent first."""
        self._sort()
        found = [Unknown(kind.example, kind.count) for kind in self._kinds.values() if meaning(kind.example) is None]
        return sorted(found, key=lambda unknown: -unknown.count)

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        if exchange.outcome is Outcome.PENDING:
            is_request = isinstance(exchange.message, StatusRequest | DimensionRequest)
            (self.requests if is_request else self.commands).append(exchange)

    @override
    def on_connecting(self) -> None:
        self._connections.append(asyncio.get_running_loop().time())

    def connections(self, now: float, seconds: float = 60.0) -> int:
        """Return how many attempts to connect there were in the last `seconds` before the event loop's time `now`."""
        return sum(at > now - seconds for at in self._connections)
