"""Virtual time: an event loop whose clock jumps to the next timer where a real one would sleep.

Sockets are real, and so is everything that runs in an executor: the clock stands still while there is something to
read or a thread to wait for. It does not run by itself at all, so a busy machine makes nothing late. A thread that is
no executor's says by `watch` whether it is busy. Another process is unknown to this loop: a test that talks to one is
marked `real_time`.
"""

import asyncio
import os
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import Context
from typing import Final, override

_BEGIN: Final = 1_000.0
"""Seconds on the clock of a new loop; 0 would be "never" to some."""
_LOOK: Final = 0.001
"""Real seconds between two looks at a busy thread."""
_LONGEST_LOOK: Final = 10.0
"""Real seconds after which a thread that is still busy waits for the clock itself."""


class _PollingSelector(selectors.DefaultSelector):
    """Looks for what is ready, and skips the time until the next timer when nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.now = _BEGIN
        self.jumps = 0
        self.in_executors = 0
        self.busy: Callable[[], bool] = lambda: False
        self.on_jump: Callable[[float], object] = lambda _: None

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self.in_executors:
            return super().select(None)
        # The kernel may have what was just written still in its hands.
        os.sched_yield()
        ready = super().select(0) or self._wait_for_threads()
        if not ready:
            self.now += timeout
            self.jumps += 1
            self.on_jump(timeout)
        return ready

    def _wait_for_threads(self) -> list[tuple[selectors.SelectorKey, int]]:
        end = time.monotonic() + _LONGEST_LOOK
        while self.busy() and time.monotonic() < end:
            ready = super().select(_LOOK)
            if ready:
                return ready
        # It may have called the loop just before it had nothing to do any more.
        return super().select(0)


class _Moment(float):
    """When a timer ends. Of two that end at once, which is common on this clock alone, the older one comes first."""

    number = 0

    @override
    def __lt__(self, other: float) -> bool:
        if isinstance(other, _Moment) and self == other:
            return self.number < other.number
        return super().__lt__(other)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop on which waiting for a timer takes no time."""

    def __init__(self) -> None:
        self._polling: Final = _PollingSelector()
        self._timers = 0
        super().__init__(self._polling)

    @property
    def jumps(self) -> int:
        """How often the clock has jumped to a timer."""
        return self._polling.jumps

    def watch(self, busy: Callable[[], bool]) -> None:
        """Let the clock stand still while `busy()` is true of a thread."""
        self._polling.busy = busy

    def lead(self, on_jump: Callable[[float], object]) -> None:
        """Tell another clock by how many seconds this one has jumped, each time."""
        self._polling.on_jump = on_jump

    # Home Assistant binds another clock in the place of this one, which is ignored.
    time = property(lambda self: self._now, lambda self, _: None)

    def _now(self) -> float:
        return self._polling.now

    @override
    def call_at[*Ts](
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        moment = _Moment(when)
        self._timers += 1
        moment.number = self._timers
        return super().call_at(moment, callback, *args, context=context)

    @override
    def run_in_executor[T, *Ts](
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        def is_executed(_: asyncio.Future[T]) -> None:
            self._polling.in_executors -= 1

        future = super().run_in_executor(executor, func, *args)
        self._polling.in_executors += 1
        future.add_done_callback(is_executed)
        return future

    @override
    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        self._polling.in_executors += 1
        try:
            await super().shutdown_default_executor(timeout)
        finally:
            self._polling.in_executors -= 1
