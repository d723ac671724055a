"""Where a shutter is, told from the time its motor has been running: for actuators that report no position.

It knows no bus and no clock: times are given to it, in seconds of any monotonic clock.

The motor winds a *way* from 0 (closed) to 100 (open): evenly, unless it is told where the curtain is after half of the
time, since a roll is thicker the more is on it. Then the way follows a parabola through that. A roller shutter rests on
the sill for the first share of it, while its slats open; the position that a person sees only counts what comes after.
The slats of a venetian blind turn first, whenever the motor turns round, and only then the way goes on.
"""

from dataclasses import dataclass
from enum import Enum
from math import sqrt
from typing import Final

from .timing import TIMING

CLOSED: Final = 0.0
OPEN: Final = 100.0
NEARLY: Final = 0.5
"""Percent of the way: who stops so near to an end is at it, since it is shown as one."""
_STRAIGHT: Final = 1e-6
"""Of a bend, below which there is none."""
EARLY_END: Final = 0.5
"""Seconds by which an actuator may stop at an end before the time that is set for it."""
SHORTEST: Final = 0.1
"""Seconds that are left for the curtain, where the slats are said to take as long as everything."""


class Direction(Enum):
    """Which way."""

    UP = 1
    DOWN = -1

    @property
    def end(self) -> float:
        """What position, way and slats come to at the end."""
        return OPEN if self is Direction.UP else CLOSED


class Part(Enum):
    """What of a shutter is moved somewhere."""

    CURTAIN = "curtain"
    SLATS = "slats"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached."""

    part: Part
    value: float
    """Percent, 0 closed .. 100 open."""


@dataclass(frozen=True, slots=True)
class Mechanics:
    """How a shutter moves; seconds of its motor turning."""

    opening_time: float
    """Seconds from closed to open, slats included; more than 0."""
    closing_time: float
    """Seconds from open to closed, slats included; more than 0."""
    start_delay: float = 0.0
    """Seconds from the frame that tells of the movement to the motor turning."""
    slat_share: float = 0.0
    """Percent of the way, below 100, in which the curtain rests on the sill and only the slats open or close."""
    slat_time: float = 0.0
    """Seconds in which the slats turn from closed to open, before the curtain moves; 0 for slats that do not turn."""
    opening_half: float | None = None
    """Position of the curtain after half of the time of opening; `None` for one that moves evenly."""
    closing_half: float | None = None
    """The same of closing."""

    def curtain_time(self, direction: Direction) -> float:
        """Return the seconds of the whole way, without the turning of the slats."""
        full = self.opening_time if direction is Direction.UP else self.closing_time
        return max(full - self.slat_time, SHORTEST)

    def full_time(self, direction: Direction) -> float:
        """Return the seconds from one end to the other."""
        return self.slat_time + self.curtain_time(direction)

    def turning_time(self, tilt: float | None, direction: Direction) -> float:
        """Return the seconds in which the slats turn before the curtain moves; all of it where `tilt` is unknown."""
        return self.slat_time if tilt is None else abs(direction.end - tilt) / OPEN * self.slat_time

    def _bend(self, direction: Direction) -> float:
        """Return what makes the way even at 0, and slow at the beginning or the end at 1 or -1."""
        half = self.opening_half if direction is Direction.UP else self.closing_half
        return 0.0 if half is None else min(max(2 - 4 * _done(self.way(half), direction), -1.0), 1.0)

    def elapsed(self, way: float, direction: Direction) -> float:
        """Return the share of the curtain's time, 0 .. 1, that a full run has taken when it is at a part of the way."""
        bend, done = self._bend(direction), _done(way, direction)
        if abs(bend) < _STRAIGHT:
            return done
        return min(max((bend - 1 + sqrt(max((1 - bend) ** 2 + 4 * bend * done, 0.0))) / (2 * bend), 0.0), 1.0)

    def way_after(self, elapsed: float, direction: Direction) -> float:
        """Return the part of the way that a full run is at after a share of the curtain's time, 0 .. 1."""
        bend, share = self._bend(direction), min(elapsed, 1.0)
        done = bend * share**2 + (1 - bend) * share
        return _done(done * OPEN, direction) * OPEN

    def half_way(self, direction: Direction) -> float:
        """Return the position of the curtain after half of its time."""
        return self.position(self.way_after(0.5, direction))

    def position(self, way: float) -> float:
        """Return the position of the curtain, 0 .. 100, at a part of the way."""
        return max((way - self.slat_share) / (OPEN - self.slat_share) * OPEN, CLOSED)

    def way(self, position: float) -> float:
        """Return the part of the way for a position of the curtain; 0 is closed, with the slats closed."""
        return self.slat_share + position / OPEN * (OPEN - self.slat_share) if position > CLOSED else CLOSED


class Travel:
    """One shutter; what is unknown is `None`: the curtain until it was at an end, the slats until they have turned."""

    def __init__(self, mechanics: Mechanics) -> None:
        """Know nothing yet of where it is."""
        self.mechanics = mechanics
        """Not to be changed while it moves."""
        self._way: float | None = None
        self._tilt: float | None = None
        self._direction: Direction | None = None
        self._since = 0.0

    def position(self, now: float) -> float | None:
        """Return the position of the curtain at a time, 0 closed .. 100 open."""
        way = self.way(now)
        return None if way is None else self.mechanics.position(way)

    def way(self, now: float) -> float | None:
        """Return the part of the motor's way at a time, 0 closed .. 100 open."""
        return self._at(now)[0]

    def tilt(self, now: float) -> float | None:
        """Return how far the slats are open at a time, 0 .. 100."""
        return self._at(now)[1]

    @property
    def direction(self) -> Direction | None:
        """Which way it moves; `None` while it stands."""
        return self._direction

    def start(self, direction: Direction, now: float) -> None:
        """Tell that the motor runs. Telling it again while it runs the same way changes nothing."""
        if self._direction is direction:
            return
        # Turned round, it stood before; a stop that is not told, or was lost, was then.
        self.stop(now if self._direction is None else max(self._since, now - TIMING.motor_start))
        self._direction, self._since = direction, now

    def stop(self, now: float) -> None:
        """Tell that the motor stands."""
        way, tilt = self._at(now)
        direction = self._direction
        if way is None and direction is not None and self.time_to_know(Part.CURTAIN, direction, now) <= EARLY_END:
            way = tilt = direction.end
        self.place(way, tilt)

    def place(self, way: float | None, tilt: float | None = None) -> None:
        """Set where it stands: what was remembered, or what is known from elsewhere."""
        self._way, self._tilt = None if way is None else _settled(way), tilt
        self._direction = None

    def is_at(self, goal: Goal, now: float) -> bool:
        """Tell whether it is where it is wanted, to the whole percent that is shown."""
        value = self._value(goal.part, now)
        return value is not None and round(value) == round(goal.value)

    def toward(self, goal: Goal, now: float) -> Direction:
        """Return which way to go; from an unknown place it is the nearer end, since only there the place is known."""
        value = self._value(goal.part, now)
        if value is None:
            return Direction.UP if goal.value >= OPEN / 2 else Direction.DOWN
        return Direction.UP if goal.value > value else Direction.DOWN

    def time_to(self, goal: Goal, now: float) -> float | None:
        """Return the seconds from now to a goal, of a motor that runs or starts now; `None` while that is unknown."""
        way, tilt = self._at(now)
        mechanics = self.mechanics
        if goal.part is Part.SLATS:
            if tilt is None:
                return None
            distance = goal.value - tilt
            seconds = abs(distance) / OPEN * mechanics.slat_time
        else:
            if way is None:
                return None
            distance = mechanics.way(goal.value) - way
            towards = Direction.UP if distance > 0 else Direction.DOWN
            share = mechanics.elapsed(mechanics.way(goal.value), towards) - mechanics.elapsed(way, towards)
            seconds = mechanics.turning_time(tilt, towards) + share * mechanics.curtain_time(towards)
        if distance == 0:
            return 0.0
        return max(self._turns_from(Direction.UP if distance > 0 else Direction.DOWN, now) - now, 0.0) + seconds

    def time_to_know(self, part: Part, direction: Direction, now: float) -> float:
        """Return the seconds from now until a movement has brought a part to an end, wherever it was."""
        mechanics = self.mechanics
        seconds = mechanics.slat_time if part is Part.SLATS else mechanics.full_time(direction)
        return max(self._turns_from(direction, now) + seconds - now, 0.0)

    def _value(self, part: Part, now: float) -> float | None:
        return self.tilt(now) if part is Part.SLATS else self.position(now)

    def _turns_from(self, direction: Direction, now: float) -> float:
        """Return when the motor began to turn, or will, if it is started now."""
        return (self._since if self._direction is direction else now) + self.mechanics.start_delay

    def _at(self, now: float) -> tuple[float | None, float | None]:
        """Return the way and the tilt at a time."""
        direction, mechanics = self._direction, self.mechanics
        turned = 0.0 if direction is None else now - self._since - mechanics.start_delay
        if direction is None or turned <= 0:
            return self._way, self._tilt
        if turned >= mechanics.full_time(direction):
            return direction.end, direction.end
        turning = mechanics.turning_time(self._tilt, direction)
        if turned < turning:
            if self._tilt is None:
                return self._way, None
            return self._way, _moved(self._tilt, turned / mechanics.slat_time, direction)
        if self._way is None:
            return None, direction.end
        elapsed = mechanics.elapsed(self._way, direction) + (turned - turning) / mechanics.curtain_time(direction)
        return mechanics.way_after(elapsed, direction), direction.end


def _done(way: float, direction: Direction) -> float:
    """Return the share of a full run, 0 .. 1, that a part of the way is; and the other way round."""
    return way / OPEN if direction is Direction.UP else 1 - way / OPEN


def _moved(value: float, share: float, direction: Direction) -> float:
    """Return a value of 0 .. 100 after a share of the whole."""
    return min(max(value + share * OPEN * direction.value, CLOSED), OPEN)


def _settled(way: float) -> float:
    if way <= CLOSED + NEARLY:
        return CLOSED
    return OPEN if way >= OPEN - NEARLY else way
