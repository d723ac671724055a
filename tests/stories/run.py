"""Run: plays a sequence in a world of its own, and shrinks one that fails."""

import asyncio
import random
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from typing import Final, override

import custom_components.openwebnet  # noqa: F401 - the harness of Home Assistant has a package of this name, too
from tests.virtual_time import VirtualTimeLoop

from .calm import leftovers, uncalm
from .findings import Fault, Finding
from .home import Home, logged
from .judge import Judge
from .play import Player, Story
from .steps import Sequence

_NEXT: Final = 1e-9
"""Seconds between two timers that are due together."""
LONGEST: Final = 20_000.0
"""Seconds of the virtual clock after which a sequence hangs."""


class FairLoop(VirtualTimeLoop):
    """A loop on which what is due at the same moment happens in the order in which it was asked for."""

    def __init__(self) -> None:
        """Count nothing yet."""
        super().__init__()
        self._delay = 0.0

    @override
    def call_at[*Ts](
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        # A heap of timers keeps no order among equals.
        self._delay += _NEXT
        return super().call_at(when + self._delay, callback, *args, context=context)


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
    # Pauses are jittered by chance, too.
    random.seed(sequence.seed)
    with asyncio.Runner(loop_factory=FairLoop) as runner:
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
