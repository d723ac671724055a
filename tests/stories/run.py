"""Run: plays a sequence in a world of its own, and shrinks one that fails."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final

import custom_components.openwebnet  # noqa: F401 - the harness of Home Assistant has a package of this name, too
from tests.virtual_time import VirtualTimeLoop

from .calm import leftovers, uncalm
from .home import Home, logged
from .judge import Fault, Finding, Judge
from .people import random_sequence
from .play import Player, Story
from .steps import AnyStep, Sequence, Thing

LONGEST: Final = 20_000.0
"""Seconds of the virtual clock after which a sequence hangs."""
MOST_TRIES: Final = 150
"""Runs that the shrinking of one sequence is worth."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a sequence."""

    sequence: Sequence
    findings: tuple[Finding, ...]
    actions: int

    @property
    def faults(self) -> frozenset[tuple[Fault, str]]:
        """What is wrong, by the kind of fault and the object."""
        return frozenset((finding.fault, finding.key) for finding in self.findings)


def run(sequence: Sequence) -> Result:
    """Play a sequence on a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(_run(sequence))


async def _run(sequence: Sequence) -> Result:
    loop = asyncio.get_running_loop()
    findings: list[Finding] = []
    story = Story()

    def failed(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        findings.append(Finding(Fault.UNCALM, "loop", f"{context.get('message')}: {context.get('exception')!r}"))

    loop.set_exception_handler(failed)
    with logged(loop) as book:
        home = Home(sequence.house)
        await home.start()
        try:
            player = Player(home)
            story = player.story
            async with asyncio.timeout(LONGEST):
                await player.play(sequence.steps)
                findings += Judge(home, story).findings()
                findings += await leftovers(home)
        except Exception as error:  # noqa: BLE001 - one sequence of thousands
            place = error.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            line = "" if place is None else f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
            findings.append(Finding(Fault.BROKEN, "harness", f"{error!r} {line}"))
        finally:
            await home.stop()
        findings += uncalm(book, story)
    return Result(sequence, tuple(dict.fromkeys(findings)), len(story.done))


def play_seed(job: tuple[int, str, bool]) -> tuple[Result, Result | None]:
    """Play the sequence of a seed, in a house with a gateway of a model or of any; shrink it where it is to be."""
    seed, model, shrinks = job
    result = run(random_sequence(seed, model))
    return result, shrink(result) if shrinks and result.findings else None


def shrink(result: Result) -> Result:
    """Leave out steps and things, as long as one of the faults stays."""
    tries = MOST_TRIES
    best = result
    wanted = result.faults

    def attempt(sequence: Sequence) -> bool:
        nonlocal tries, best
        tries -= 1
        tried = run(sequence)
        if not tried.faults & wanted:
            return False
        best = tried
        return True

    size = max(len(best.sequence.steps) // 2, 1)
    while size and tries > 0:
        start = 0
        while start < len(best.sequence.steps) and tries > 0:
            steps = best.sequence.steps
            if not attempt(replace(best.sequence, steps=steps[:start] + steps[start + size :])):
                start += size
        size //= 2
    for thing in best.sequence.house.things:
        house = best.sequence.house
        left = tuple(one for one in house.things if one is not thing)
        if tries > 0 and left and not any(thing.key in _keys(step) for step in best.sequence.steps):
            attempt(replace(best.sequence, house=replace(house, things=left)))
    for index in range(len(best.sequence.house.things)):
        for name in tuple(best.sequence.house.things[index].fields):
            if tries > 0:
                attempt(_without(best.sequence, index, name))
    for index, step in enumerate(best.sequence.steps):
        if step.after and tries > 0:
            steps = best.sequence.steps
            attempt(replace(best.sequence, steps=(*steps[:index], replace(step, after=0.0), *steps[index + 1 :])))
    return best


def _without(sequence: Sequence, index: int, name: str) -> Sequence:
    """Return the sequence with a field of a thing as the simulator has it by itself."""
    things = sequence.house.things
    thing = things[index]
    if name in thing.settings or name.endswith("ing_time"):
        return sequence
    fields = {key: value for key, value in thing.fields.items() if key != name}
    changed: Thing = replace(thing, fields=fields)
    return replace(sequence, house=replace(sequence.house, things=(*things[:index], changed, *things[index + 1 :])))


def _keys(step: AnyStep) -> tuple[str, ...]:
    things = getattr(step, "things", None) or (getattr(step, "thing", ""),)
    return tuple(things)
