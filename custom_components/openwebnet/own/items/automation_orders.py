"""Orders for many: what a group, an area or all of the shutters were told, of which one actuator is one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..listeners import Listeners
from .automation_state import RUNS, AutomationState, Movement
from .occurrence import monotonic
from .sender import Sender


@dataclass(slots=True, eq=False)
class _Order:
    """What many are told."""

    movement: Movement
    written: float = float("-inf")
    """The event loop's time at which it was written."""
    is_overruled: bool = False
    """Whether this one was asked for something else alone since it was asked."""


class OrdersForMany:
    """What many were told, and whether this one is seen to do it.

    What counts is what was asked for last: it may be written first, or need no frame at all.
    """

    __slots__ = ("_client", "_echoes", "_last", "_listeners", "_waiting")

    def __init__(self, client: Sender) -> None:
        """Start with nothing asked."""
        self._client: Final = client
        self._last: _Order | None = None
        """What was written last; until it is told that this one does that."""
        self._echoes: tuple[_Order, ...] = ()
        """What was written from here, and may be shown by the bus."""
        self._waiting: tuple[_Order, ...] = ()
        """What was asked and is not written yet, the oldest first."""
        self._listeners: Final[Listeners[float]] = Listeners()

    @property
    def waiting(self) -> Movement | None:
        """What was asked last and is not written yet."""
        return self._waiting[-1].movement if self._waiting else None

    def asked(self, movement: Movement) -> None:
        """Take note that it is asked, and may wait."""
        self._waiting = (*self._waiting, _Order(movement))

    def done(self, movement: Movement) -> None:
        """Take note that it waits no more: it was written, or came to nothing."""
        done = self._first_waiting(movement)
        self._waiting = tuple(order for order in self._waiting if order is not done)

    def written(self, movement: Movement, goes_on: Movement | None) -> None:
        """Take note that it is written to many of which this one does `goes_on`."""
        order = self._first_waiting(movement) or _Order(movement)
        order.written = monotonic()
        self._echoes = (*self._recent_echoes, order)
        self._begin(order, goes_on)

    def told(self, movement: Movement, goes_on: Movement | None) -> None:
        """Take note that the bus shows an order for many: somebody else's, unless it is the echo of one of ours."""
        echoes = self._recent_echoes
        ours = next((one for one in echoes if one.movement is movement), None)
        self._echoes = tuple(one for one in echoes if one is not ours)
        if ours is None:
            self._begin(_Order(movement, monotonic()), goes_on)

    def _begin(self, order: _Order, goes_on: Movement | None) -> None:
        self._last = order
        if order.movement is goes_on in RUNS and not order.is_overruled:
            # Nothing will tell it: it goes on, and now to the end.
            self._last = None
            self._listeners.notify(order.written)

    @property
    def _recent_echoes(self) -> tuple[_Order, ...]:
        since = monotonic() - self._client.timing.effect
        return tuple(one for one in self._echoes if one.written >= since)

    def written_at(self, movement: Movement) -> float | None:
        """Return when many were told a movement that this one has not told yet, by the event loop's time."""
        return self._last.written if self._last is not None and self._last.movement is movement else None

    def _first_waiting(self, movement: Movement) -> _Order | None:
        return next((order for order in self._waiting if order.movement is movement), None)

    def overrule(self) -> None:
        """Take note that this one is asked for something alone: what many are told so far is older."""
        for order in (*self._waiting, self._last):
            if order is not None:
                order.is_overruled = True

    def forget(self) -> None:
        """Expect nothing of it any more: it was refused, or this one was told something else alone."""
        self._last = None

    @property
    def may_follow_until(self) -> float:
        """The event loop's time until which it may show that it does what many were told just now."""
        if self._last is None or self._last.is_overruled:
            return float("-inf")
        timing = self._client.timing
        return self._last.written + timing.motor_start + timing.event_delay

    @property
    def just_now(self) -> tuple[Movement, float] | None:
        """What many were told just now, and the event loop's time of that, until it shows that it does it."""
        last = self._last
        if last is None or last.is_overruled or monotonic() - last.written >= self._client.timing.motor_settled:
            return None
        return last.movement, last.written

    def add_listener(self, listener: Callable[[float], None]) -> Callable[[], None]:
        """Call `listener(at)` when it does what many were told at this time of the event loop.

        It is not called where it was asked for something else alone since.

        Where it moved that way already, nothing else tells it. Returns the way to end it.
        """
        return self._listeners.add(listener)

    def notice(self, before: Movement | None, after: AutomationState, *, is_reply: bool, echo_after: float) -> None:
        """Take in what is told: an answer, or what an order comes to, within `echo_after` seconds."""
        if self._last is None:
            return
        last, movement, timing = self._last, after.movement, self._client.timing
        ordered, seconds = last.movement, monotonic() - last.written
        if movement is before and seconds < timing.motor_told and is_reply:
            # It tells nothing new, and of what it did before the order; later nearly everybody does what they are told.
            return
        # A stop that may be one between two movements is in doubt.
        has_stopped = movement is Movement.STOPPED or (after.is_doubtful and movement is before is not ordered)
        turns = has_stopped and before in RUNS and seconds <= timing.motor_settled
        if movement is ordered:
            self._last = None
        # It does that, or has stopped to turn round.
        if not last.is_overruled and (turns or (movement is ordered and seconds <= echo_after)):
            self._listeners.notify(last.written)
