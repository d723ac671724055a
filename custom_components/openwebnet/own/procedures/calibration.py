"""How long a shutter takes, measured by its actuator's own full runs.

An actuator whose time was set for its shutter stops at the end and says so. One that was left at the factory's 60 s
says so after 60 s, wherever the shutter is (gateways.md 13.5): then the time that is measured is the actuator's.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from ..exceptions import OWNException
from ..items.automation import Automation
from ..items.automation_state import Movement


class RunDisturbed(OWNException):
    """Something else has moved the shutter while it was measured."""


class EndNotTold(OWNException):
    """The actuator was asked whether it still moves, and had not told by itself that it stood."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What was measured, in seconds from the frame that tells of the start to the one that tells of the end."""

    opening: float
    closing: float


async def measure_runs(shutter: Automation) -> Runs:
    """Move a shutter up, down and up again, and return how long the last two took.

    A stop that somebody gives at the wall looks like the end, so a time counts only when it was measured twice: by the
    first run, which is as long as the others where the actuator's timer ends them all, or else by another run down and
    up.

    The times are those between the actuator's own frames: that commands wait while the bus is busy, because many
    shutters are measured at once, does not matter.

    Raises `TimeoutError` when a movement does not start or its end is not reported, `EndNotTold` when only an answer
    has told the end, `RunDisturbed` when it is turned round or stopped meanwhile, and what the commands raise.
    """
    if shutter.state.movement in _OPPOSITE:
        # Some gateways tell a stop after any command (protocol.md 4.2): on the way it would look like the end of it.
        with _Movements(shutter) as movements:
            await shutter.stop()
            await movements.heard(Movement.STOPPED, shutter.client.timing.motor_start_timeout)
    first = await _run(shutter, shutter.open, Movement.UP, may_stand=True)
    closing = await _run(shutter, shutter.close, Movement.DOWN)
    opening = await _run(shutter, shutter.open, Movement.UP)
    if not (_is_same(first, opening) and _is_same(closing, opening)):
        _compare(shutter, closing, await _run(shutter, shutter.close, Movement.DOWN))
        _compare(shutter, opening, await _run(shutter, shutter.open, Movement.UP))
    return Runs(opening, closing)


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= _TOLERANCE


def _compare(shutter: Automation, one: float, other: float) -> None:
    """Raise `RunDisturbed` where the same run took another time."""
    if not _is_same(one, other):
        raise RunDisturbed(f"{shutter.key} was stopped while it was measured: {one:.1f} s, then {other:.1f} s")


async def _run(
    shutter: Automation, command: Callable[[], Awaitable[None]], movement: Movement, *, may_stand: bool = False
) -> float:
    """Run to an end; return the seconds between the frames that tell of start and stop."""
    timing = shutter.client.timing
    with _Movements(shutter) as movements:
        await command()
        try:
            begin = await movements.heard(movement, timing.motor_start_timeout, unless=_OPPOSITE[movement])
        except TimeoutError:
            if may_stand:
                return 0.0
            raise
        end = await movements.heard(Movement.STOPPED, timing.longest_run, unless=_OPPOSITE[movement])
        if movements.were_asked:
            raise EndNotTold(f"{shutter.key} did not tell its end by itself")
        with suppress(TimeoutError):
            await movements.heard(movement, timing.run_rest, unless=_OPPOSITE[movement])
            raise RunDisturbed(f"{shutter.key} went on by itself while it was measured")
        return end - begin


_TOLERANCE: Final = 0.5
"""Seconds by which the same run differs: the bus was busy, or the motor warm."""
_OPPOSITE: Final = {Movement.UP: Movement.DOWN, Movement.DOWN: Movement.UP}


class _Movements:
    """What a shutter tells of its movements from now on, and when."""

    def __init__(self, shutter: Automation) -> None:
        self._shutter: Final = shutter
        self._told: Final[asyncio.Queue[tuple[Movement | None, float, bool]]] = asyncio.Queue()
        self.were_asked = False
        """Whether the one that was waited for last was told by an answer."""
        self._end: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self._end = self._shutter.add_listener(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _note(self) -> None:
        shutter = self._shutter
        self._told.put_nowait((shutter.state.movement, asyncio.get_running_loop().time(), shutter.was_asked))

    async def heard(self, wanted: Movement, seconds: float, *, unless: Movement | None = None) -> float:
        """Wait for a movement; return when it was told. Raises `TimeoutError`, and `RunDisturbed` for `unless`."""
        async with asyncio.timeout(seconds):
            while True:
                movement, at, self.were_asked = await self._told.get()
                if movement is wanted:
                    return at
                if movement is unless:
                    raise RunDisturbed(f"{self._shutter.key} was turned round while it was measured")
