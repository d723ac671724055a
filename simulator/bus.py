"""Bus (SCS): carries telegrams one after another to every object and to the gateway.

A telegram is written as the OpenWebNet frame it corresponds to; the seven bytes of the wire are of no use to a client.
The bus carries 10-20 telegrams a second (protocol.md 5.5).
"""

import asyncio
import logging
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from .clock import Clock
from .frames import Frame, take_apart
from .journal import Journal

_LOGGER = logging.getLogger(__name__)

AHEAD = 8
"""Answers that a command waits for at the most: objects that answer all at once compete for the bus with whoever has
something to say, and on a busy bus a command takes 0.1 to 1.2 s (gateways.md 13.5)."""
_POINT = re.compile(r"(?!00(?!\d))\d\d(\d\d)?(#4#\d\d)?")
"""A light point, as opposed to an area or all."""


class Source(StrEnum):
    """Who put a telegram on the bus."""

    CLIENT = "client"
    """this gateway, for one of its clients"""
    WALL = "wall"
    """a wall switch, a keypad, another gateway"""
    OBJECT = "object"
    """an object that tells its state"""


@dataclass(eq=False, slots=True)
class Telegram:
    """One telegram, and what came of it."""

    frame: Frame
    source: Source
    cause: Telegram | None = None
    """The telegram that this one reports on or answers."""
    confirmed: bool = False
    """An object at the address took it."""
    queued_at: float = 0.0
    """The clock's time since which it waits for the bus."""
    replies: int = 0
    pending: int = 0
    """Answers that objects have promised and not yet sent."""
    carried: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Carried, and every promised answer carried too."""
    acknowledged: bool = False
    """The client already has its ACK: later answers are for the event sessions only."""
    cut: bool = False
    """A later general request has cut this one short: answers that are not on the wire yet never come."""

    @classmethod
    def make(cls, text: str, source: Source, cause: Telegram | None = None) -> Telegram:
        """Make a telegram of a frame's text; ValueError when it is no frame."""
        frame = take_apart(text)
        if frame is None:
            raise ValueError(f"not a frame: {text}")
        return cls(frame, source, cause)


class Carried(NamedTuple):
    """What remains of a telegram."""

    text: str
    source: Source
    waited: float
    """Seconds for the bus to be free."""
    at: float
    """The clock's time."""


class Receiver(Protocol):
    """What is connected to the bus."""

    def receive(self, telegram: Telegram) -> None:
        """Take a telegram that has just been carried."""


class Bus:
    """Telegrams in order, `speed` of them a second; 0 for no pacing."""

    def __init__(self, clock: Clock, speed: float) -> None:
        """Make an empty bus."""
        self._clock = clock
        self.speed = speed
        self.receivers: list[Receiver] = []
        self.listener: Callable[[Telegram], None] | None = None
        self.forgotten: list[str] = []
        """Commands of clients that were queued when the gateway was switched off."""
        self.carried: list[Carried] = Journal()
        """Every frame that was on the bus; as the gateway's `executed`."""
        self._queue: deque[Telegram] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._free_at = 0.0
        self._idle = asyncio.Event()
        self._idle.set()

    def send(self, telegram: Telegram) -> None:
        """Queue a telegram."""
        if telegram.cause is not None and telegram.cause.cut:
            self._settle(telegram.cause)
            return
        telegram.queued_at = self._clock.time()
        self._queue.insert(self._place(telegram), telegram)
        self._idle.clear()
        if self._timer is None:
            self._schedule()

    def _place(self, telegram: Telegram) -> int:
        """Return where a telegram joins the queue."""
        place = len(self._queue)
        if telegram.source is Source.OBJECT or place <= AHEAD or not _POINT.fullmatch(telegram.frame.where):
            return place
        for number, other in enumerate(reversed(self._queue)):
            is_order = other.source is not Source.OBJECT and not other.frame.asks
            # An object says what is so when it says it: nothing overtakes what is of its own address.
            if is_order or (other.frame.who, other.frame.where) == (telegram.frame.who, telegram.frame.where):
                return min(len(self._queue) - number + AHEAD, place)
        return AHEAD

    def send_later(self, delay: float, telegram: Telegram) -> None:
        """Queue an answer after `delay` seconds; its cause waits for it."""
        if telegram.cause is not None:
            telegram.cause.pending += 1

        def send() -> None:
            if telegram.cause is not None:
                telegram.cause.pending -= 1
            self.send(telegram)

        if delay > 0:
            self._clock.call_later(delay, send)
        else:
            send()

    def cut(self, request: Telegram) -> None:
        """Take the answers to a request that are still waiting off the queue, and let no more come."""
        request.cut = True
        self._queue = deque(telegram for telegram in self._queue if telegram.cause is not request)
        self._settle(request)
        if not self._queue:
            self._clock.cancel(self._timer)
            self._timer = None
            self._idle.set()

    async def wait_idle(self) -> None:
        """Wait until nothing is queued."""
        await self._idle.wait()

    def clear(self) -> None:
        """Forget everything queued."""
        waiting = (telegram for telegram in self._queue if telegram.source is Source.CLIENT)
        self.forgotten.extend(telegram.frame.text for telegram in waiting if not telegram.frame.asks)
        self._queue.clear()
        self._timer = None
        self._free_at = 0.0
        self._idle.set()

    def _schedule(self) -> None:
        wait = self._free_at - self._clock.time() if self.speed else 0.0
        self._timer = self._clock.call_later(wait, self._carry)

    def _carry(self) -> None:
        """Deliver the next telegram to the gateway and to everybody, then arrange for the one after it."""
        self._timer = None
        telegram = self._queue.popleft()
        if self.speed:
            self._free_at = self._clock.time() + 1 / self.speed
        _LOGGER.debug("bus %s (%s)", telegram.frame.text, telegram.source)
        now = self._clock.time()
        self.carried.append(Carried(telegram.frame.text, telegram.source, now - telegram.queued_at, now))
        if self.listener is not None:
            self.listener(telegram)
        for receiver in self.receivers:
            receiver.receive(telegram)
        telegram.carried.set()
        self._settle(telegram)
        if telegram.cause is not None:
            telegram.cause.replies += 1
            self._settle(telegram.cause)
        if not self._queue:
            self._idle.set()
        elif self._timer is None:
            # Nobody has sent anything while this one was delivered: what was queued before goes on.
            self._schedule()

    def _settle(self, telegram: Telegram) -> None:
        """A request is settled when no promised answer is waiting or queued any more."""
        if telegram.pending == 0 and not any(other.cause is telegram for other in self._queue):
            telegram.settled.set()
