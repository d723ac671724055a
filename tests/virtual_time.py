"""Virtual time: an event loop whose clock jumps to the next timer where a real one would sleep.

Sockets are real, and so is everything that runs in an executor: the clock stands still while there is something to
read or a thread to wait for. It does not run by itself at all, so a busy machine makes nothing late. What has a thread
of its own (the recorder), or another process, is unknown to this loop: such tests are marked `real_time`.
"""

import asyncio
import os
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Final, override

_BEGIN: Final = 1_000.0
"""Seconds on the clock of a new loop; 0 would be "never" to some."""


class _PollingSelector(selectors.DefaultSelector):
    """Looks for what is ready, and skips the time until the next timer when nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.now = _BEGIN
        self.jumps = 0
        self.threads = 0
        """What runs in an executor."""

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self.threads:
            return super().select(None)
        # The kernel may have what was just written still in its hands.
        os.sched_yield()
        ready = super().select(0)
        if not ready:
            self.now += timeout
            self.jumps += 1
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop on which waiting for a timer takes no time."""

    def __init__(self) -> None:
        self._polling: Final = _PollingSelector()
        super().__init__(self._polling)

    @property
    def jumps(self) -> int:
        """How often the clock has jumped to a timer."""
        return self._polling.jumps

    @property
    def time(self) -> Callable[[], float]:  # type: ignore[override]
        """Return the clock; Home Assistant binds another one in its place, which is ignored."""
        return self._now

    @time.setter
    def time(self, _: Callable[[], float]) -> None:
        pass

    def _now(self) -> float:
        return self._polling.now

    @override
    def run_in_executor[T, *Ts](  # type: ignore[override]
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        future = super().run_in_executor(executor, func, *args)
        self._polling.threads += 1
        future.add_done_callback(self._thread_is_over)
        return future

    def _thread_is_over(self, _: asyncio.Future[object]) -> None:
        self._polling.threads -= 1

    @override
    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        self._polling.threads += 1
        try:
            await super().shutdown_default_executor(timeout)
        finally:
            self._polling.threads -= 1
