"""The moments at which the simulator lets a fault happen."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from simulator import Plant, Simulator
from simulator.faults import Moment

PLANT = """
model: F454
objects:
  - {kind: relay, where: "11"}
"""


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway with a light and without a password."""
    async with Simulator(Plant.parse(PLANT)) as simulator:
        yield simulator


async def opened(simulator: Simulator, selector: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a session."""
    reader, writer = await asyncio.open_connection(simulator.host, simulator.port)
    assert await reader.readuntil(b"##") == b"*#*1##"
    writer.write(f"*99*{selector}##".encode())
    assert await reader.readuntil(b"##") == b"*#*1##"
    return reader, writer


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until the connection is closed."""
    async with asyncio.timeout(5):
        return await reader.read()


async def test_in_the_handshake_the_frame_that_makes_the_moment_is_lost(simulator: Simulator) -> None:
    simulator.faults.at(Moment.HANDSHAKE, simulator.faults.close_all, r"^\*99\*0##$")
    reader, writer = await asyncio.open_connection(simulator.host, simulator.port)
    writer.write(b"*99*0##")
    assert await rest(reader) == b"*#*1##"
    writer.close()
    # Once only.
    _, writer = await opened(simulator, "0")
    writer.close()


async def test_a_command_that_has_just_come_is_not_carried_out(simulator: Simulator) -> None:
    reader, writer = await opened(simulator, "0")
    simulator.faults.at(Moment.REQUEST, simulator.faults.close_all, r"^\*1\*")
    writer.write(b"*#1*11##")
    await reader.readuntil(b"*#*1##")
    writer.write(b"*1*1*11##")
    assert await rest(reader) == b""
    assert simulator.executed == []
    writer.close()


@pytest.mark.parametrize(
    ("moment", "selector", "half"),
    [(Moment.ANSWER, "0", b"*#*"), (Moment.EVENT, "1", b"*1*1")],
)
async def test_half_a_frame_is_all_that_comes(simulator: Simulator, moment: Moment, selector: str, half: bytes) -> None:
    reader, writer = await opened(simulator, selector)
    _, command = (reader, writer) if selector == "0" else await opened(simulator, "0")
    simulator.faults.at(moment, simulator.faults.close_all)
    command.write(b"*1*1*11##")
    assert await rest(reader) == half
    assert simulator.executed == ["*1*1*11##"]
    writer.close()
    command.close()


async def test_the_other_half_comes_when_the_connection_goes_on(simulator: Simulator) -> None:
    reader, writer = await opened(simulator, "0")
    happened: list[bool] = []
    simulator.faults.at(Moment.ANSWER, lambda: happened.append(True))
    writer.write(b"*1*1*11##")
    assert await reader.readuntil(b"##") == b"*#*1##"
    assert happened == [True]
    writer.close()
