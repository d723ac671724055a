"""Waiting until something holds, on whatever clock the event loop has."""

import asyncio
from collections.abc import Callable
from typing import Final

_STEP: Final = 0.01
_STEPS: Final = 6000


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Return when `condition()` is true, which is looked at a hundred times a second; fail after so many seconds.

    More than a minute is looked at more seldom.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    step = max(_STEP, seconds / _STEPS)
    while not condition():
        assert loop.time() < end, f"not within {seconds} s"
        await asyncio.sleep(step)
