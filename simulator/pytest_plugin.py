"""Plugin of pytest: a gateway for the tests of any client, in a thread of its own.

pytest_plugins = ["openwebnet_simulator.pytest_plugin"]


def test_a_light_is_switched(openwebnet_gateway):
gateway = openwebnet_gateway(model="MH202", password="12345")
my_client.switch_on(gateway.host, gateway.port, "12345", light="11")
assert gateway.simulator.executed == ["*1*1*11##"]
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

import pytest

from .plant import HOUSE, Plant
from .simulator import Simulator

LONGEST_WAIT: Final = 30.0
"""Real seconds for what a test asks of the simulator."""


class Served:
    """A simulator that runs in a thread of its own, so that the test may block."""

    def __init__(self, simulator: Simulator) -> None:
        """Start the thread; nothing is served before `start`."""
        self.simulator: Final = simulator
        """Read it as you like; change it by `do`."""
        self._loop: Final = asyncio.new_event_loop()
        self._thread: Final = threading.Thread(target=self._loop.run_forever, name="openwebnet-simulator", daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        """The address that it listens on."""
        return self.simulator.host

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self.simulator.port

    def do[T](self, action: Callable[[], T]) -> T:
        """Do something with the simulator in its own thread, and return the result: `do(lambda: lamp.press())`."""
        done = Future[T]()

        def work() -> None:
            try:
                done.set_result(action())
            except BaseException as error:  # noqa: BLE001 - it belongs to the test, also what would end the thread
                done.set_exception(error)

        self._loop.call_soon_threadsafe(work)
        return done.result(LONGEST_WAIT)

    def wait_idle(self) -> None:
        """Wait until the bus has nothing queued."""
        asyncio.run_coroutine_threadsafe(self.simulator.wait_idle(), self._loop).result(LONGEST_WAIT)

    def start(self) -> None:
        """Listen, also again after `stop`: on the same port. Raises `OSError` when it cannot."""
        asyncio.run_coroutine_threadsafe(self.simulator.start(), self._loop).result(LONGEST_WAIT)

    def stop(self) -> None:
        """Close every connection, and listen no more."""
        asyncio.run_coroutine_threadsafe(self.simulator.stop(), self._loop).result(LONGEST_WAIT)

    def close(self) -> None:
        """Stop, and end the thread."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONGEST_WAIT)
        self._loop.close()


class Serve(Protocol):
    """Starts gateways for a test."""

    def __call__(
        self,
        plant: Plant | Path | str = HOUSE,
        *,
        model: str | None = None,
        password: str | None = None,
        auth: str | None = None,
        time_factor: float = 1.0,
    ) -> Served:
        """Start a gateway: a plant, which stays as it is, or its file, with what is to differ from it."""


@pytest.fixture
def openwebnet_gateway() -> Iterator[Serve]:
    """Start simulated gateways, which end with the test."""

    def serve(
        plant: Plant | Path | str = HOUSE,
        *,
        model: str | None = None,
        password: str | None = None,
        auth: str | None = None,
        time_factor: float = 1.0,
    ) -> Served:
        chosen = replace(plant) if isinstance(plant, Plant) else Plant.load(plant)
        chosen.choose(model, password, auth)
        one = Served(Simulator(chosen, time_factor=time_factor))
        served.callback(one.close)
        one.start()
        return one

    with ExitStack() as served:
        yield serve
