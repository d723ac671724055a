"""Where a shutter is, told from the time it has been moving: for actuators that report no position.

It knows no bus and no clock: times are given to it, in seconds of any monotonic clock.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

CLOSED: Final = 0.0
OPEN: Final = 100.0


class Direction(Enum):
    """Which way."""

    UP = 1
    DOWN = -1


@dataclass(slots=True)
class Travel:
    """The position of one shutter, 0 closed .. 100 open; `None` until it was at an end once."""

    opening_time: float
    """Seconds from closed to open; more than 0."""
    closing_time: float
    """Seconds from open to closed; more than 0."""
    _position: float | None = None
    _direction: Direction | None = None
    _since: float = 0.0

    def position(self, now: float) -> float | None:
        """Return the position at a time."""
        if self._direction is None:
            return self._position
        way = (now - self._since) / self._full_time(self._direction) * OPEN
        if self._position is None:
            # From anywhere, a run as long as the whole way ends at an end.
            if way < OPEN:
                return None
            return OPEN if self._direction is Direction.UP else CLOSED
        return min(max(self._position + way * self._direction.value, CLOSED), OPEN)

    @property
    def direction(self) -> Direction | None:
        """Which way it moves; `None` while it stands."""
        return self._direction

    def start(self, direction: Direction, now: float) -> None:
        """Tell that the motor runs. Telling it again while it runs the same way changes nothing."""
        if self._direction is direction:
            return
        self.stop(now)
        self._direction, self._since = direction, now

    def stop(self, now: float) -> None:
        """Tell that the motor stands."""
        self._position = self.position(now)
        self._direction = None

    def place(self, position: float | None) -> None:
        """Set where it stands: what was remembered, or what is known from elsewhere."""
        self._position = position
        self._direction = None

    def time_to(self, target: float, now: float) -> float | None:
        """Return the seconds of running from the position at `now` to `target`; `None` while that is unknown."""
        position = self.position(now)
        if position is None:
            return None
        direction = Direction.UP if target > position else Direction.DOWN
        return abs(target - position) / OPEN * self._full_time(direction)

    def _full_time(self, direction: Direction) -> float:
        return self.opening_time if direction is Direction.UP else self.closing_time
