"""Work that goes on until somebody interrupts it."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def until_interrupted(work: Coroutine[Any, Any, None], seconds: float | None = None) -> None:
    """Do `work` until it ends, for so many seconds at most, or until SIGINT or SIGTERM. Raises what it raises."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    # A program in the background of a shell has no SIGINT of its own.
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        done, _ = await asyncio.wait((task,), timeout=seconds)
        if not done:
            task.cancel()
            await asyncio.wait((task,))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    if not task.cancelled():
        task.result()
