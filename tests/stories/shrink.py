"""Shrink: makes a sequence that fails as small as it can be."""

from dataclasses import replace
from typing import Final

from .people import random_sequence
from .run import Result, run
from .steps import AnyStep, House, Sequence, Thing

MOST_TRIES: Final = 150
"""Runs that one sequence is worth."""


class Shrinker:
    """Leaves out steps, things, fields and pauses, as long as one of the faults stays."""

    def __init__(self, result: Result) -> None:
        """Begin with what came of a sequence."""
        self.best = result
        self._wanted: Final = result.faults
        self._tries = MOST_TRIES

    def shrink(self) -> None:
        """Make it as small as it can be."""
        self._leave_out_steps()
        # Amplifiers before the sources that they need.
        for thing in sorted(self.best.sequence.house.things, key=lambda thing: thing.kind == "source"):
            self._leave_out_thing(thing)
        for index in range(len(self.best.sequence.house.things)):
            for name in tuple(self.best.sequence.house.things[index].fields):
                self._leave_out_field(index, name)
        for index in range(len(self.best.sequence.steps)):
            self._leave_out_pause(index)

    def _attempt(self, sequence: Sequence) -> bool:
        if self._tries <= 0:
            return False
        self._tries -= 1
        tried = run(sequence)
        if not tried.faults & self._wanted:
            return False
        self.best = tried
        return True

    def _leave_out_steps(self) -> None:
        size = max(len(self.best.sequence.steps) // 2, 1)
        while size and self._tries > 0:
            start = 0
            while start < len(self.best.sequence.steps) and self._tries > 0:
                steps = self.best.sequence.steps
                if not self._attempt(replace(self.best.sequence, steps=steps[:start] + steps[start + size :])):
                    start += size
            size //= 2

    def _leave_out_thing(self, thing: Thing) -> None:
        sequence = self.best.sequence
        left = tuple(one for one in sequence.house.things if one is not thing)
        is_needed = thing.kind == "source" and any(one.kind == "amplifier" for one in left)
        if left and not is_needed and not any(thing.key in _keys(step) for step in sequence.steps):
            self._attempt(_with_things(sequence, left))

    def _leave_out_field(self, index: int, name: str) -> None:
        """Let the simulator take what it takes by itself, unless Home Assistant has been told of it."""
        things = self.best.sequence.house.things
        thing = things[index]
        if name in thing.settings or name.endswith(("ing_time", "_aux")) or name in ("motor_delay", "zones"):
            return
        changed = replace(thing, fields={key: value for key, value in thing.fields.items() if key != name})
        self._attempt(_with_things(self.best.sequence, (*things[:index], changed, *things[index + 1 :])))

    def _leave_out_pause(self, index: int) -> None:
        steps = self.best.sequence.steps
        if steps[index].after:
            changed = replace(steps[index], after=0.0)
            self._attempt(replace(self.best.sequence, steps=(*steps[:index], changed, *steps[index + 1 :])))


def shrink(result: Result) -> Result:
    """Return the smallest sequence that has one of the same faults."""
    shrinker = Shrinker(result)
    shrinker.shrink()
    return shrinker.best


def play_seed(job: tuple[int, str, bool]) -> tuple[Result, Result | None]:
    """Play the sequence of a seed, in a house with a gateway of a model or of any; shrink it where it is to be."""
    seed, model, shrinks = job
    result = run(random_sequence(seed, model))
    return result, shrink(result) if shrinks and result.findings else None


def _with_things(sequence: Sequence, things: tuple[Thing, ...]) -> Sequence:
    house: House = replace(sequence.house, things=things)
    return replace(sequence, house=house)


def _keys(step: AnyStep) -> tuple[str, ...]:
    things = getattr(step, "things", None) or (getattr(step, "thing", ""),)
    return tuple(things)
