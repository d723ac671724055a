"""Orders for many: what a group, an area or all of the shutters were told, of which one actuator is one."""

from collections.abc import Callable
from typing import Final

from ..listeners import Listeners
from .automation_state import RUNS, AutomationState, Movement
from .occurrence import monotonic
from .sender import Sender


class OrdersForMany:
    """What many were told, and whether this one is seen to do it."""

    __slots__ = ("_client", "_last", "_listeners", "_waiting")

    def __init__(self, client: Sender) -> None:
        """Start with nothing asked."""
        self._client: Final = client
        self._last: tuple[Movement, float] | None = None
        """What was written last, and when; until it is told that this one does that."""
        self._waiting: tuple[Movement, ...] = ()
        """What was asked and is not written yet, the oldest first."""
        self._listeners: Final[Listeners[float]] = Listeners()

    @property
    def waiting(self) -> Movement | None:
        """What was asked last and is not written yet."""
        return self._waiting[-1] if self._waiting else None

    def asked(self, movement: Movement) -> None:
        """Take note that it is asked, and may wait."""
        self._waiting = (*self._waiting, movement)

    def done(self, movement: Movement) -> None:
        """Take note that it waits no more: it was written, or came to nothing."""
        waiting = list(self._waiting)
        if movement in waiting:
            waiting.remove(movement)
            self._waiting = tuple(waiting)

    def written(self, movement: Movement) -> None:
        """Take note that it is written."""
        self._last = movement, monotonic()

    def forget(self) -> None:
        """Expect nothing of it any more: it was refused, or this one was told something else alone."""
        self._last = None

    @property
    def may_follow_until(self) -> float:
        """The event loop's time until which it may show that it does what many were told just now."""
        if self._last is None:
            return float("-inf")
        timing = self._client.timing
        return self._last[1] + timing.motor_start + timing.event_delay

    @property
    def just_now(self) -> tuple[Movement, float] | None:
        """What many were told just now, and the event loop's time of that, until it shows that it does it."""
        is_recent = self._last is not None and monotonic() - self._last[1] < self._client.timing.motor_settled
        return self._last if is_recent else None

    def add_listener(self, listener: Callable[[float], None]) -> Callable[[], None]:
        """Call `listener(at)` when it does what many were told to do at this time of the event loop.

        Where it moved that way already, nothing else tells it. Returns the way to end it.
        """
        return self._listeners.add(listener)

    def notice(self, before: Movement | None, after: AutomationState, *, is_reply: bool, echo_after: float) -> None:
        """Take in what is told: an answer, or what an order comes to, within `echo_after` seconds."""
        if self._last is None:
            return
        (ordered, at), movement, timing = self._last, after.movement, self._client.timing
        seconds = monotonic() - at
        if movement is before and seconds < timing.motor_told and is_reply:
            # It tells nothing new, and of what it did before the order; later nearly everybody does what they are told.
            return
        # A stop that may be one between two movements is in doubt.
        has_stopped = movement is Movement.STOPPED or (after.is_doubtful and movement is before is not ordered)
        turns = has_stopped and before in RUNS and seconds <= timing.motor_settled
        if movement is ordered:
            self._last = None
        # It does that, or has stopped to turn round.
        if turns or (movement is ordered and seconds <= echo_after):
            self._listeners.notify(at)
