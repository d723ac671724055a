"""Timer of a lamp: how long it is on for, by a command that was written, or by what somebody else was heard to set."""

from contextlib import suppress
from typing import Final

from ..wire.messages import TRANSLATION, BaseMessage, DimensionWriting
from .light_state import TIMERS, duration
from .occurrence import monotonic
from .table import Args

_SECONDS: Final = {str(what): seconds for what, seconds in TIMERS.items()}

_SOONEST: Final = 1.0
"""Seconds until it is asked whether it is over, at the soonest."""

_LATE: Final = 10.0
"""Seconds after its end in which it may still go on: it began when a busy bus had carried the command."""


class LightTimer:
    """The timer that may be running, where what the lamp has told last says nothing of one.

    An actuator that is no dimmer tells that it is on, and nothing of its end; and what it tells of an older command
    comes after what a wall switch has set meanwhile.
    """

    __slots__ = ("_is_doubtful", "_set_at", "_until")

    def __init__(self) -> None:
        """Start with none."""
        self._until: float | None = None
        """When it is over."""
        self._set_at = float("-inf")
        self._is_doubtful = False
        """Whether something was told or written since, which may have ended it."""

    def written(self, command: BaseMessage) -> None:
        """Take note of a command for the lamp."""
        if command.dimension is None:
            if command.what is not None:
                seconds = TIMERS.get(int(command.what.tag))
                self._set(seconds)
        elif isinstance(command, DimensionWriting):
            if command.dimension.tag == "2":
                self._set(duration(Args("2", (), command.values)))
            else:
                self._is_doubtful = True

    def told(self, message: BaseMessage) -> None:
        """Take note of what the lamp, or a wall switch, tells of it being on; or of many of which it is one."""
        what, dimension = message.what, message.dimension
        if dimension is not None and dimension.tag == "2":
            with suppress(ValueError):
                self._set(duration(Args("2", (), message.values)) or None)
            return
        if what is None:
            return
        # Some gateways pass the command of a wall switch on, and no more of its timer.
        told = what.parameters[0] if what.tag == TRANSLATION and what.parameters else what.tag
        if seconds := _SECONDS.get(told):
            self._set(seconds)
        elif self._until is not None and monotonic() >= self._until + _LATE:
            self._until = None

    def doubt(self, settled: float) -> None:
        """Take note that the lamp was switched: by the command of the timer, or by what came since `settled` seconds.

        An actuator tells that it is on where it was switched on for good, too, and nothing of a timer in either case.
        """
        if self._until is not None and monotonic() - self._set_at > settled:
            self._is_doubtful = True

    def _set(self, seconds: float | None) -> None:
        now = monotonic()
        self._until = None if seconds is None else now + seconds
        self._set_at, self._is_doubtful = now, False

    @property
    def until(self) -> float | None:
        """When it is over; `None` where none is known to run for sure."""
        return None if self._is_doubtful else self._until

    def left(self) -> float | None:
        """Return the seconds after which it is worth asking whether it is over; `None` for no timer."""
        # One that goes on is asked more and more rarely, beginning with this.
        return None if self._until is None else max(self._until - monotonic(), _SOONEST)
