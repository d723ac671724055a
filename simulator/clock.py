"""Clock: the one source of time. Every delay of bus, objects and gateway goes through it, so tests can run faster."""

import asyncio
import math
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo


class Clock:
    """Seconds that pass `factor` times as fast as real ones; remembers what it started, so that it can be cancelled."""

    def __init__(self, factor: float = 1.0) -> None:
        """Make a clock; `factor` 20 makes twenty simulated seconds of a real one."""
        if not 0 < factor < math.inf:
            raise ValueError(f"the time factor has to be a number above 0, not {factor:g}")
        self.factor = factor
        self.offset = timedelta()
        """How far the time of day is ahead of the machine's."""
        self.zone: tzinfo | None = None
        """Its time zone; None for the machine's."""
        self._pending: set[asyncio.TimerHandle] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Bind to the running loop."""
        self._loop = asyncio.get_running_loop()

    @property
    def running(self) -> bool:
        """Return whether delays can be started."""
        return self._loop is not None

    def time(self) -> float:
        """Simulated seconds since an arbitrary moment; stands still while stopped."""
        return self._loop.time() * self.factor if self._loop else 0.0

    def now(self) -> datetime:
        """Return the time of day of the gateway and its bus: the machine's, but for `offset` and `zone`."""
        return datetime.now().astimezone(self.zone) + self.offset

    def call_later(self, delay: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        """Do `action` after `delay` simulated seconds."""
        if self._loop is None:
            raise RuntimeError("the simulator is not started")

        def run() -> None:
            self._pending.discard(handle)
            action()

        handle = self._loop.call_later(max(delay, 0.0) / self.factor, run)
        self._pending.add(handle)
        return handle

    def cancel(self, handle: asyncio.TimerHandle | None) -> None:
        """Forget what was to be done."""
        if handle is not None:
            handle.cancel()
            self._pending.discard(handle)

    async def sleep(self, delay: float) -> None:
        """Wait `delay` simulated seconds."""
        await asyncio.sleep(delay / self.factor)

    def real(self, delay: float) -> float:
        """Real seconds that `delay` simulated ones take."""
        return delay / self.factor

    def cancel_all(self) -> None:
        """Forget everything that was to be done."""
        for handle in self._pending:
            handle.cancel()
        self._pending.clear()

    def stop(self) -> None:
        """Cancel everything, and stand still."""
        self.cancel_all()
        self._loop = None
