"""Work that goes on until somebody interrupts it."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any


async def until_interrupted(work: Coroutine[Any, Any, None], seconds: float | None = None) -> None:
    """Do `work` until it ends, for so many seconds at most, or until SIGINT or SIGTERM. Raises what it raises."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    # A program in the background of a shell has no SIGINT of its own.
    # Where there is none of a loop (Windows), Ctrl-C ends the whole program, which comes to the same.
    handled = [number for number in (signal.SIGINT, signal.SIGTERM) if _handles(loop, number, task.cancel)]
    try:
        done, _ = await asyncio.wait((task,), timeout=seconds)
        if not done:
            task.cancel()
            await asyncio.wait((task,))
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
    if not task.cancelled():
        task.result()


def _handles(loop: asyncio.AbstractEventLoop, number: signal.Signals, action: Callable[[], object]) -> bool:
    try:
        loop.add_signal_handler(number, action)
    except NotImplementedError:
        return False
    return True
