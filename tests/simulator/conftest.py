"""Fixtures: a running simulator, a command session and an event session of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from simulator import Plant, Simulator

from .kit import FAST, House, Wire, plant, whole_plant


@pytest.fixture
async def start(socket_enabled: None) -> AsyncIterator[Callable[..., Awaitable[Simulator]]]:
    """Start simulators, and stop them after the test."""
    async with AsyncExitStack() as stack:

        async def started(wanted: Plant | None = None, time_factor: float = FAST) -> Simulator:
            simulator = Simulator(wanted or plant(), time_factor=time_factor)
            return await stack.enter_async_context(simulator)

        yield started


@pytest.fixture
async def simulator(start: Callable[..., Awaitable[Simulator]]) -> Simulator:
    return await start()


@pytest.fixture
async def command(simulator: Simulator) -> AsyncIterator[Wire]:
    wire = await Wire.open(simulator, "0")
    yield wire
    wire.close()


@pytest.fixture
async def events(simulator: Simulator) -> AsyncIterator[Wire]:
    wire = await Wire.open(simulator, "1")
    yield wire
    wire.close()


@pytest.fixture
async def house(start: Callable[..., Awaitable[Simulator]]) -> AsyncIterator[House]:
    """An F454 with every kind of object, and both sessions of it."""
    simulator = await start(whole_plant())
    house = await House.of(simulator)
    yield house
    house.close()
