"""Timer of a lamp: how long it is on for, by a command that was written, or by what somebody else was heard to set."""

from typing import Final

from ..wire.messages import TRANSLATION, BaseMessage
from ..wire.tags import What
from .light_state import TIMERS, duration
from .table import Args

_SECONDS: Final = {str(what): seconds for what, seconds in TIMERS.items()}


class LightTimer:
    """The timer that may be running, where what the lamp has told last says nothing of one.

    An actuator that is no dimmer tells that it is on, and nothing of its end; and what it tells of an older command
    comes after what a wall switch has set meanwhile.
    """

    __slots__ = ("_seconds", "_until")

    def __init__(self) -> None:
        """Start with none."""
        self._seconds: float | None = None
        """What the command written last has set."""
        self._until: float | None = None
        """When one is over that was told."""

    def written(self, command: BaseMessage) -> None:
        """Take note of a command for the lamp."""
        if command.dimension is None:
            if command.what is not None:
                self._seconds, self._until = TIMERS.get(int(command.what.tag)), None
        elif command.dimension.tag == "2":
            self._seconds = duration(Args("2", (), command.values))

    def told(self, what: What, now: float) -> None:
        """Take note of what the lamp, or a wall switch, tells of it being on."""
        # Some gateways pass the command of a wall switch on, and no more of its timer.
        told = what.parameters[0] if what.tag == TRANSLATION and what.parameters else what.tag
        if seconds := _SECONDS.get(told):
            self._until = now + seconds
        elif self._until is not None and now >= self._until:
            self._until = None

    def left(self, now: float) -> float | None:
        """Return the seconds after which it is worth asking whether it is over; `None` for no timer."""
        if self._seconds is not None:
            return self._seconds
        return None if self._until is None else max(self._until - now, 0.0)
