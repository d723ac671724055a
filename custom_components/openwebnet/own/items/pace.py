"""Pace of what goes on by itself in many steps, so that a bus is not flooded: one step at a time, with a pause."""

import asyncio
from types import TracebackType
from typing import Final, Self


class Pace:
    """Lets those who wait go one after the other, in order; a step ends before the next one begins."""

    def __init__(self, seconds: float) -> None:
        """Let at least as many seconds pass from one step to the next."""
        self._seconds: Final = seconds
        self._lock: Final = asyncio.Lock()
        self._next = float("-inf")

    async def __aenter__(self) -> Self:
        """Wait for the turn."""
        await self._lock.acquire()
        try:
            now = asyncio.get_running_loop().time()
            if now < self._next:
                await asyncio.sleep(self._next - now)
        except BaseException:
            self._lock.release()
            raise
        self._next = asyncio.get_running_loop().time() + self._seconds
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one have its turn."""
        self._lock.release()
