"""Waiting until something holds, on whatever clock the event loop has."""

import asyncio
from collections.abc import Callable

_STEP = 0.01
_STEPS = 1000


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Return when `condition()` is true; fail when it is not within so many seconds.

    It is looked at a hundred times a second, and more seldom where it is given more than ten seconds.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    step = max(_STEP, seconds / _STEPS)
    while not condition():
        assert loop.time() < end, f"not within {seconds} s"
        await asyncio.sleep(step)
