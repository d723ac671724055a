"""How long a shutter takes, measured by its actuator's own full runs.

An actuator whose time was set for its shutter stops at the end and says so. One that was left at the factory's 60 s
says so after 60 s, wherever the shutter is (field.md E): then the time that is measured is the actuator's.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from .items.automation import Automation, Movement
from .messages import BaseMessage

LONGEST_RUN: Final = 180.0
"""Seconds after which a run counts as one that nobody reports the end of."""
START_WITHIN: Final = 5.0
"""Seconds in which a motor that is not at its end starts."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What was measured, in seconds."""

    opening: float
    closing: float


async def measure_runs(shutter: Automation) -> Runs:
    """Move a shutter up, down and up again, and return how long the last two took.

    Raises `TimeoutError` when a movement does not start or its end is not reported, and what the commands raise.
    Anything else that moves it meanwhile spoils the result.
    """
    await _run(shutter, shutter.open, Movement.UP, may_stand=True)
    closing = await _run(shutter, shutter.close, Movement.DOWN)
    opening = await _run(shutter, shutter.open, Movement.UP)
    return Runs(opening, closing)


async def _run(
    shutter: Automation, command: Callable[[], Awaitable[None]], movement: Movement, *, may_stand: bool = False
) -> float:
    """Run to an end; return the seconds between the frames that tell of start and stop."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()

    def note(_: BaseMessage) -> None:
        changed.set()

    async def until(wanted: Movement, seconds: float) -> float:
        async with asyncio.timeout(seconds):
            while shutter.state.movement is not wanted:
                changed.clear()
                await changed.wait()
        return loop.time()

    remove = shutter.add_listener(note)
    try:
        await command()
        try:
            begin = await until(movement, START_WITHIN)
        except TimeoutError:
            if may_stand:
                return 0.0
            raise
        return await until(Movement.STOPPED, LONGEST_RUN) - begin
    finally:
        remove()
