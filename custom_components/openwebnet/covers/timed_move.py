"""Timed move of a basic actuator to a position and a tilt: it knows none, so it is stopped in time.

Pure: it is told what happens and when, and returns what to send. Times are seconds of any monotonic clock.

    STANDING - begin -> ASKED - accepted -> WRITTEN - it moves -> MOVING - its time is over -> STOPPING
       ^               |                  |                   |                           |
       |               | refused: a later | told too late:    | stopped, or turned round, | a stop that failed
       |               | leg tries again  | no move of ours   | by somebody else          | is sent again
       |               | or what was under way goes on        |                           |
       +---------------+------------------+-------------------+                           |
       +------------------- it stands; the next goal begins ------------------------------+

The relay closes about 0.55 s after the command, so the clock runs from the frame that says it moves. A frame that tells
of an older command, while a newer one is on its way, is not for this move: whoever counts the echoes says so.

From an unknown place it goes to the nearer end first, since only there the place becomes known. Position and tilt are
two goals of one move: the curtain first, since it takes the slats along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from ..own.timing import TIMING as BUS_TIMING
from ..own.travel import CLOSED, EARLY_END, OPEN, Direction, Goal, Part, Travel
from ..timing import TIMING


class Order(Enum):
    """What to send to the motor."""

    UP = Direction.UP
    DOWN = Direction.DOWN
    STOP = None


class Phase(Enum):
    """How far a move has come; see the drawing of the module."""

    STANDING = auto()
    ASKED = auto()
    WRITTEN = auto()
    MOVING = auto()
    STOPPING = auto()


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement of a move."""

    goal: Goal
    direction: Direction
    seeks: bool
    """It goes to an end, where the place becomes known, and on from there."""

    @property
    def is_full_run(self) -> bool:
        """Whether it goes to an end, where the actuator stops by itself."""
        return self.seeks or (self.goal.part is Part.CURTAIN and self.goal.value in (CLOSED, OPEN))


@dataclass(frozen=True, slots=True)
class Course:
    """A move that is under way: it goes on where what is asked for instead is refused."""

    phase: Phase
    due: float | None
    leg: Leg | None
    goals: Mapping[Part, Goal]
    is_unheard: bool


class TimedMove:
    """The move of one shutter."""

    def __init__(self, travel: Travel) -> None:
        """Stand. `travel` tells where it is, by time."""
        self.phase = Phase.STANDING
        self.due: float | None = None
        """When `tick` is to be called."""
        self._travel: Final = travel
        self._goals: Final[dict[Part, Goal]] = {}
        self._leg: Leg | None = None
        self._written = 0.0
        """When the command of the leg was accepted."""
        self._is_confirmed = True
        """Whether it was, or may have been lost: then it is sent again when somebody asks again."""
        self._runs_already = False
        """Whether the bus has told of the movement before its command: that it goes on may not be told."""
        self._is_unheard = False
        """Whether the connection was lost on the way: where it is, is not known any more."""
        self._is_with_others = False
        """Whether the movement was ordered of many, and not every one of them does it."""
        self._refused = 0
        """How often in a row a leg was refused that nobody waits for."""
        self._before: Course | None = None
        """What was under way when the last order was asked for."""
        self._late = 0.0
        """Seconds by which the bus may have told late that the motor turns: so much earlier it may be at its end."""
        self._latest: tuple[Goal, float] | None = None
        """What was asked for last, and when."""

    @property
    def leg(self) -> Leg | None:
        """The movement that was ordered last: what comes of an order for an earlier one tells nothing of it."""
        return self._leg

    @property
    def is_under_way(self) -> bool:
        """Whether it still has something to do."""
        return self.phase is not Phase.STANDING

    @property
    def stop_due(self) -> float | None:
        """When a stop is due on which it depends where it comes to stand."""
        is_timed = self._leg is not None and not self._leg.is_full_run
        return self.due if is_timed and self.phase in (Phase.MOVING, Phase.STOPPING) else None

    def end(self) -> None:
        """Give up; the motor is left as it is."""
        self._goals.clear()
        self._leg = self.due = None
        self.phase = Phase.STANDING
        self._is_unheard = self._is_with_others = False
        self._refused = 0

    def follow(self, direction: Direction, now: float, ordered_at: float) -> None:
        """Take note that it runs to an end by an order for many: its slats may be asked for on the way."""
        self.end()
        goal = self._goals[Part.CURTAIN] = Goal(Part.CURTAIN, direction.end)
        self._leg = Leg(goal, direction, seeks=False)
        self._start(now)
        self._late = max(now - ordered_at - BUS_TIMING.motor_start, 0.0)

    def expect_to_follow(self, direction: Direction, at: float) -> None:
        """Take note that many were told to run to an end, and that it is about to, if it does what they are told."""
        self.end()
        goal = self._goals[Part.CURTAIN] = Goal(Part.CURTAIN, direction.end)
        self._leg = Leg(goal, direction, seeks=False)
        self.phase, self._runs_already, self._is_with_others = Phase.ASKED, False, True
        self.accepted(at)

    def take_over(self) -> Course | None:
        """Give up for something else that is asked for; return what `resume` goes on with if that is refused."""
        self._keep()
        self.end()
        return self._before

    def resume(self, course: Course | None) -> None:
        """Go on with what was under way, unless more was asked for since."""
        if course is not None and course is self._before:
            self.phase, self.due, self._leg = course.phase, course.due, course.leg
            self._goals.clear()
            self._goals.update(course.goals)
            self._is_unheard = course.is_unheard
            self._before = None

    def _keep(self) -> None:
        is_accepted = self.phase not in (Phase.STANDING, Phase.ASKED)
        self._before = (
            Course(self.phase, self.due, self._leg, {**self._goals}, self._is_unheard) if is_accepted else None
        )

    def begin(self, goal: Goal, now: float, expected: Direction | None, *, instead: bool = False) -> Order | None:
        """Go to `goal`, and to what else is still to be reached, or `instead` of that; return what to send.

        `expected` is what the motor does, or will do by the last command that was written.
        """
        self._keep()
        if instead:
            self._goals.clear()
        self._goals[goal.part] = goal
        self._latest = goal, now
        return self._go_on(now, expected)

    def accepted(self, now: float, *, is_confirmed: bool = True) -> None:
        """Take note that the command was accepted, or may have been."""
        if self.phase is Phase.ASKED:
            self.phase = Phase.WRITTEN
            self._is_confirmed = is_confirmed
            self._refused = 0
            self._written = now
            self.due = now + TIMING.start_within
            if self._runs_already:
                self._start(now)

    def failed(self, order: Order, now: float, *, maybe_done: bool, is_awaited: bool = True) -> None:
        """Take note that an order failed; `maybe_done` where it may have been carried out all the same.

        One that somebody waits for is told to fail. The other was told to be done, and is tried again.
        """
        if order is Order.STOP:
            if self.phase is Phase.STOPPING:
                self.due = now + TIMING.order_again
        elif self.phase is Phase.MOVING and is_awaited and not maybe_done:
            # It was said again to one that is on its way, and goes where that was sent before.
            self.resume(self._before)
        elif self.phase is Phase.ASKED:
            if maybe_done:
                self.accepted(now, is_confirmed=False)
            elif is_awaited or self._refused >= TIMING.most_orders:
                self.end()
                self.resume(self._before)
            else:
                self._refused += 1
                self.due = now + TIMING.order_again

    def told(self, direction: Direction | None, now: float, expected: Direction | None) -> Order | None:
        """Take in what the bus tells of the motor, of no older command than ours; return what to send."""
        leg = self._leg
        if leg is None:
            return None
        match self.phase:
            case Phase.ASKED | Phase.WRITTEN:
                if direction is None:
                    # Stood before, or was stopped by the gateway to turn round (protocol.md 4.2).
                    return None
                if direction is leg.direction:
                    self._start(now)
                elif self.phase is Phase.WRITTEN:
                    # Before it was accepted, it is of an older order: ours is yet to be written.
                    self.end()
            case Phase.MOVING:
                return None if direction is leg.direction else self._stopped_on_the_way(direction, now, expected)
            case Phase.STOPPING if direction is None:
                return self._arrived(now, expected)
            case Phase.STOPPING if direction is not leg.direction:
                self.end()
            case _:
                pass
        return None

    def lost(self, now: float) -> None:
        """Take note that the connection was lost: nothing is told any more, and the motor goes on."""
        if self.phase is Phase.STANDING:
            return
        if self.phase is Phase.WRITTEN:
            self._start(max(now, self._written + BUS_TIMING.motor_start))
        self._is_unheard = True

    def tick(self, now: float, expected: Direction | None) -> Order | None:
        """Do what is due; return what to send."""
        if self.due is None or now < self.due:
            return None
        self.due, leg = None, self._leg
        match self.phase:
            case Phase.ASKED if leg is not None:
                return Order(leg.direction)
            case Phase.WRITTEN:
                return self._not_begun(now, expected)
            case Phase.MOVING if leg is not None and leg.is_full_run:
                return self._arrived(now, expected)
            case phase if leg is not None and (phase is Phase.MOVING or self._travel.way(now) != leg.direction.end):
                self.phase = Phase.STOPPING
                return Order.STOP
            case _:
                # It has run to its end meanwhile.
                self.end()
        return None

    def shut_down(self) -> Order | None:
        """End at once; return the stop that a movement needs which nobody would end any more."""
        leg, phase = self._leg, self.phase
        self.end()
        # What was asked for instead may be refused yet, and nothing goes on all the same.
        self._before = None
        needs_stop = leg is not None and not (leg.is_full_run and not leg.seeks)
        # A command that is on its way may be written already.
        return Order.STOP if needs_stop and phase is not Phase.STANDING else None

    def _not_begun(self, now: float, expected: Direction | None) -> Order | None:
        """Give up: what moves later was moved by somebody else."""
        slats = self._goals.get(Part.SLATS) if self._is_with_others else None
        self.end()
        if slats is None:
            return None
        # It does not do what the others do.
        self._goals[Part.SLATS] = slats
        return self._go_on(now, expected)

    # Legs ------------------------------------------------------------------------------------------------------

    def _go_on(self, now: float, expected: Direction | None) -> Order | None:
        """Begin the next leg, or go on with the present one to another goal."""
        while (goal := self._goals.get(Part.CURTAIN) or self._goals.get(Part.SLATS)) is not None:
            if not self._is_reached(goal, now):
                return self._set_out(goal, now, expected)
            # What was asked for before, and waits, may be written all the same.
            awaited = self._leg.direction if self._leg is not None and self.phase is Phase.ASKED else None
            if (runs := expected or awaited) is not None:
                if self._leaves_end(goal, runs):
                    return self._set_out(goal, now, expected)
                self._leg = Leg(goal, runs, seeks=False)
                self.phase, self.due = Phase.STOPPING, None
                return Order.STOP
            del self._goals[goal.part]
        self.end()
        return None

    def _is_reached(self, goal: Goal, now: float) -> bool:
        if _is_end(goal):
            # A curtain that is down may have its slats open.
            return self._travel.way(now) == goal.value
        return self._travel.is_at(goal, now)

    def _leaves_end(self, goal: Goal, runs: Direction) -> bool:
        """Whether it runs away from the end that it is to be at: it may have left that before the bus tells it.

        Where its slats are turned at the end, it stays there.
        """
        turns_slats = self._leg is not None and self._leg.goal.part is Part.SLATS
        return _is_end(goal) and runs.end != goal.value and not turns_slats

    def _set_out(self, goal: Goal, now: float, expected: Direction | None) -> Order | None:
        before = self._leg
        is_end = _is_end(goal)
        if is_end:
            direction = Direction.UP if goal.value == OPEN else Direction.DOWN
        else:
            direction = self._travel.toward(goal, now)
        is_unknown = self._travel.time_to(goal, now) is None
        leg = self._leg = Leg(goal, direction, seeks=is_unknown and not is_end)
        if before is not None and before.direction is direction and expected is direction and not self._is_unheard:
            if self.phase is Phase.MOVING:
                self._start(now)
                return None
            is_just_written = self.phase is Phase.WRITTEN and now - self._written < BUS_TIMING.motor_settled
            if is_just_written and self._is_confirmed:
                return None
        # One that nobody has heard of is said again: it may be refused yet, or was stopped before the motor started.
        self._runs_already = not self._is_unheard and expected is direction and self._travel.direction is direction
        self._is_unheard = False
        self.phase, self.due = Phase.ASKED, None
        return Order(leg.direction)

    def _start(self, now: float) -> None:
        """Let the time of the leg begin."""
        leg = self._leg
        if leg is None:
            return
        begin = self._written + BUS_TIMING.motor_start if self.phase is Phase.WRITTEN else now
        self._late = max(now - begin, 0.0)
        self.phase = Phase.MOVING
        seconds = None if leg.seeks else self._travel.time_to(leg.goal, now)
        if leg.is_full_run:
            part = leg.goal.part if leg.seeks else Part.CURTAIN
            margin = TIMING.end_margin if part is Part.CURTAIN else 0.0
            self.due = now + self._travel.time_to_know(part, leg.direction, now) + margin
        else:
            self.due = now + max((seconds or 0.0) - BUS_TIMING.motor_stop, 0.0)

    def _stopped_on_the_way(self, direction: Direction | None, now: float, expected: Direction | None) -> Order | None:
        """Tell the actuator's own stop at an end from somebody's stop, or turn."""
        leg, (latest, asked_at) = self._leg, self._latest or (None, float("-inf"))
        if direction is None and latest is not None and now - asked_at < BUS_TIMING.motor_stop:
            # A stop takes longer than that: it was pressed before.
            self.end()
            self._goals[latest.part] = latest
            return self._go_on(now, None)
        if leg is None or direction is not None or not leg.is_full_run or self.due is None:
            self.end()
            return None
        # Slats take a second or two: what was stopped half a second sooner has not turned them.
        early = TIMING.end_margin + EARLY_END if leg.goal.part is Part.CURTAIN else BUS_TIMING.motor_stop
        rest = self._travel.time_to(leg.goal, now)
        # Where it began is known, and so how long it takes, but for what the bus told late.
        is_there = rest is not None and rest <= self._late and not leg.seeks
        if not is_there and now < self.due - early - self._late:
            self.end()
            return None
        self._travel.place(leg.direction.end if leg.goal.part is Part.CURTAIN else None, leg.direction.end)
        return self._arrived(now, expected)

    def _arrived(self, now: float, expected: Direction | None) -> Order | None:
        leg = self._leg
        if leg is None:
            return None
        if not leg.seeks:
            self._goals.pop(leg.goal.part, None)
        if self._is_unheard:
            self._travel.place(None)
            self.end()
            return None
        self._leg = self.due = None
        self.phase = Phase.STANDING
        if not self._goals:
            return None
        return self._go_on(now, expected if leg.seeks else None)


def _is_end(goal: Goal) -> bool:
    return goal.part is Part.CURTAIN and goal.value in (CLOSED, OPEN)
