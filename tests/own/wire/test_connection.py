"""A TCP connection: frames in a queue, bounded, and the knowledge that it was lost."""

import asyncio
import socket

import pytest

from custom_components.openwebnet.own import InvalidSession
from custom_components.openwebnet.own.wire.connection import Connection, ConnectionParams

from ...waiting import until
from ..conftest import ScriptedGateway, Serve, read_frame
from ..kit import leaves_at_once, now, says_nothing

FRAME = "*1*1*12##"


async def connect(gateway: ScriptedGateway) -> tuple[Connection, asyncio.Transport]:
    """Connect to a gateway."""
    transport, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", gateway.port)
    return connection, transport


def test_the_password_of_a_gateway_is_not_printed() -> None:
    params = ConnectionParams("192.0.2.7", 20000, "not for you")
    assert str(params) == f"{params}" == "192.0.2.7:20000"
    for text in (repr(params), f"{params!r}", str([params]), f"{[params]}", str(ValueError(params))):
        assert "192.0.2.7" in text
        assert "not for you" not in text


def test_two_ways_to_a_gateway_are_the_same_only_with_the_same_password() -> None:
    params = ConnectionParams("192.0.2.7", 20000, "12345")
    assert params == ConnectionParams("192.0.2.7", 20000, "12345")
    others = (
        ConnectionParams("192.0.2.7", 20000, "54321"),
        ConnectionParams("192.0.2.7", 20001, "12345"),
        ConnectionParams("192.0.2.8", 20000, "12345"),
    )
    assert params not in others


async def test_frames_come_in_order_and_none_is_lost_with_the_connection(serve: Serve) -> None:
    async def tell_and_leave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*1*1*11##*1*1*1")
        await writer.drain()
        await asyncio.sleep(1)
        writer.write(b"2##*1*1*1")

    connection, _ = await connect(await serve(tell_and_leave))
    begin = now()
    assert await connection.next_frame() == "*1*1*11##"
    assert now() == begin
    assert await connection.next_frame() == "*1*1*12##"
    assert now() - begin == pytest.approx(1)
    # Half a frame is none.
    with pytest.raises(InvalidSession, match="lost"):
        await connection.next_frame()
    assert connection.lost
    with pytest.raises(InvalidSession, match="lost"):
        connection.write(FRAME)


async def test_what_is_written_arrives(serve: Serve) -> None:
    arrived: list[str] = []

    async def listen(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while True:
            arrived.append(await read_frame(reader))

    connection, _ = await connect(await serve(listen))
    connection.write("*1*1*11##")
    connection.write("*1*1*12##")
    await until(lambda: len(arrived) == 2)
    assert arrived == ["*1*1*11##", "*1*1*12##"]
    connection.close()


async def test_nothing_is_written_into_a_connection_that_is_not_made_or_is_closed(serve: Serve) -> None:
    with pytest.raises(InvalidSession):
        Connection().write(FRAME)
    connection, _ = await connect(await serve(says_nothing))
    connection.close()
    with pytest.raises(InvalidSession):
        connection.write(FRAME)


async def test_closing_releases_everybody_who_waits(serve: Serve) -> None:
    gateway = await serve(says_nothing)
    connection, _ = await connect(gateway)
    waiting = [asyncio.create_task(connection.next_frame()) for _ in range(3)]
    await until(lambda: gateway.open == 1)
    assert not any(task.done() for task in waiting)
    connection.close()
    assert all(isinstance(error, InvalidSession) for error in await asyncio.gather(*waiting, return_exceptions=True))
    await until(lambda: gateway.open == 0)


async def test_what_nobody_has_read_goes_with_a_close(serve: Serve) -> None:
    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(FRAME.encode() * 2)
        await reader.read()

    connection, _ = await connect(await serve(tell))
    assert await connection.next_frame() == FRAME
    connection.close()
    with pytest.raises(InvalidSession):
        await connection.next_frame()


async def test_a_gateway_that_says_more_than_is_read_has_to_wait(serve: Serve) -> None:
    """The memory is bounded, and nothing is lost."""
    count = 200_000
    written = 0

    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        while written < count:
            writer.write(FRAME.encode() * 1000)
            written += 1000
            await writer.drain()

    connection, _ = await connect(await serve(flood))
    await asyncio.sleep(60)
    kept = len(connection.frames)
    assert 4096 < kept < 4096 + 16 * 1024 / len(FRAME)
    # What the two systems' buffers hold, and no more.
    assert written < count
    await asyncio.sleep(60)
    assert len(connection.frames) == kept
    for _ in range(count):
        assert await connection.next_frame() == FRAME
    with pytest.raises(InvalidSession):
        await connection.next_frame()


async def test_the_system_looks_for_a_peer_that_is_gone(serve: Serve) -> None:
    connection, transport = await connect(await serve(says_nothing))
    sock: socket.socket = transport.get_extra_info("socket")
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    names = [name for name in ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT") if hasattr(socket, name)]
    values = [sock.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in names]
    assert dict(zip(names, values, strict=True)) == {
        name: value
        for name, value in {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}.items()
        if name in names
    }
    connection.close()


async def test_a_connection_that_the_gateway_resets_is_lost(serve: Serve) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_frame(reader)
        writer.transport.abort()

    connection, _ = await connect(await serve(reset, leaves_at_once))
    connection.write(FRAME)
    with pytest.raises(InvalidSession):
        await connection.next_frame()
    assert connection.lost
