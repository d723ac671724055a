"""Run: plays a sequence in a world of its own, and shrinks one that fails."""

import asyncio
from dataclasses import dataclass
from typing import Final

import custom_components.openwebnet  # noqa: F401 - the harness of Home Assistant has a package of this name, too
from tests.virtual_time import VirtualTimeLoop

from .calm import leftovers, uncalm
from .home import Home, logged
from .judge import Fault, Finding, Judge
from .play import Player, Story
from .steps import Sequence

LONGEST: Final = 20_000.0
"""Seconds of the virtual clock after which a sequence hangs."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a sequence."""

    sequence: Sequence
    findings: tuple[Finding, ...]
    actions: int

    @property
    def faults(self) -> frozenset[tuple[str, str, str]]:
        """What is wrong: the kind of fault, the object, and what of it."""
        return frozenset(finding.sort for finding in self.findings)


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
