"""Waiting until something holds, on whatever clock the event loop has."""

import asyncio
from collections.abc import Callable
from typing import Final

_STEP: Final = 0.01


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Return when `condition()` is true, which is looked at a hundred times a second; fail after so many seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not condition():
        assert loop.time() < end, f"not within {seconds} s"
        await asyncio.sleep(_STEP)
