"""A simulated gateway on a thread of its own: the browser's calls block, and a house goes on meanwhile."""

import asyncio
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from simulator import Plant, Simulator

TIME_FACTOR = 10.0
"""How much faster the bus is than a real one; Home Assistant is not."""


class Bus:
    """Runs the simulator, and calls it from tests."""

    def __init__(self, plant: Plant) -> None:
        self._simulator = Simulator(plant, time_factor=TIME_FACTOR)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        """Where the gateway listens, at 127.0.0.1; the same after a restart."""
        return self._simulator.port

    @property
    def sessions(self) -> int:
        """How many connections clients have open now."""
        return self.do(lambda simulator: len(simulator.sessions))

    def start(self) -> None:
        """Switch the gateway on."""
        asyncio.run_coroutine_threadsafe(self._simulator.start(), self._loop).result()

    def stop(self) -> None:
        """Switch the gateway off."""
        asyncio.run_coroutine_threadsafe(self._simulator.stop(), self._loop).result()

    def do[T](self, act: Callable[[Simulator], T]) -> T:
        """Do something on the bus, or look at it: a wall button, an object's state."""

        async def run() -> T:
            return act(self._simulator)

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    def press(self, key: str, what: str | None = None) -> None:
        """Press the wall button of an object: `1-12`."""
        self.do(lambda simulator: simulator.objects[key].press(*([] if what is None else [what])))

    def wait_for(self, frame: str, seconds: float = 10) -> None:
        """Wait until a client's command has reached the bus. Raises `TimeoutError` with those that have."""
        end = time.monotonic() + seconds
        while frame not in (executed := self.do(lambda simulator: list(simulator.executed))):
            if time.monotonic() > end:
                raise TimeoutError(f"{frame} was not executed, but {executed}")
            time.sleep(0.05)

    def forget(self) -> None:
        """Forget what was executed so far."""
        self.do(lambda simulator: simulator.executed.clear())
