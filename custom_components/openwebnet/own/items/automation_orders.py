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

    __slots__ = ("_client", "_last", "_listeners", "_waiting")

    def __init__(self, client: Sender) -> None:
        """Start with nothing asked."""
        self._client: Final = client
        self._last: _Order | None = None
        """What was written last; until it is told that this one does that."""
        self._waiting: tuple[_Order, ...] = ()
        """What was asked and is not written yet, the oldest first."""
        self._listeners: Final[Listeners[()]] = Listeners()

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

    def written(self, movement: Movement) -> None:
        """Take note that it is written."""
        self._last = self._first_waiting(movement) or _Order(movement)
        self._last.written = monotonic()

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

    def add_listener(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` when it does what many were told, unless it was asked for something else alone since.

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
            self._listeners.notify()
