"""The TCP connection of a session: frames in a queue, and the knowledge that it was lost."""

import asyncio
import socket
from collections import deque
from dataclasses import dataclass, field
from typing import Final, cast, override

from ..exceptions import InvalidSession
from .framing import FrameSplitter


@dataclass(frozen=True, slots=True)
class ConnectionParams:
    """Where a gateway is, and its password, which is not printed."""

    host: str
    port: int
    password: str = field(repr=False)

    @override
    def __str__(self) -> str:
        """Name the gateway in a log."""
        return f"{self.host}:{self.port}"


_READ_SIZE: Final = 16 * 1024
"""Bytes read at once: bounds how long a burst keeps the event loop."""
_PAUSE_ABOVE: Final = 4096
"""Frames in the queue above which no more are read until they are taken."""


class Connection(asyncio.BufferedProtocol):
    """One TCP connection."""

    def __init__(self) -> None:
        self.frames: Final[deque[str]] = deque()
        self.lost = False
        self._splitter: Final = FrameSplitter()
        self._buffer: Final = memoryview(bytearray(_READ_SIZE))
        self._waiters: Final[list[asyncio.Future[None]]] = []
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self._gone: Final = asyncio.Event()
        """Set when the other side has closed too."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        sock: socket.socket | None = transport.get_extra_info("socket")
        if sock is not None:
            _keep_alive(sock)

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    @override
    def buffer_updated(self, nbytes: int) -> None:
        if self.lost:
            # It is being closed.
            return
        self.frames.extend(self._splitter.feed(self._buffer[:nbytes]))
        if self.frames:
            self._wake()
        if len(self.frames) > _PAUSE_ABOVE and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._gone.set()
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def next_frame(self) -> str:
        """Return the next frame. Raises `InvalidSession` when the connection is lost and all was read."""
        while not self.frames:
            if self.lost:
                raise InvalidSession("the connection to the gateway was lost")
            if self._paused and self._transport is not None:
                self._paused = False
                self._transport.resume_reading()
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await waiter
        return self.frames.popleft()

    def write(self, frame: str) -> None:
        """Send a frame. Raises `InvalidSession` when the connection is known to be lost."""
        if self.lost or self._transport is None or self._transport.is_closing():
            raise InvalidSession("the connection to the gateway was lost")
        self._transport.write(frame.encode("ascii"))

    async def part(self, seconds: float) -> None:
        """Say that we close, and wait up to so many seconds until the other side has closed too.

        Only then is a gateway with few sessions free to give this one away again. Whoever waits for a frame has to be
        released before, by `give_up`.
        """
        transport = self._transport
        if transport is None or self._gone.is_set():
            return
        if not transport.is_closing():
            if self._paused:
                transport.resume_reading()
            transport.write_eof()
        try:
            async with asyncio.timeout(seconds):
                await self._gone.wait()
        except TimeoutError:
            transport.abort()
        finally:
            transport.close()

    def give_up(self) -> None:
        """Take no more frames, and release whoever waits for one."""
        self.frames.clear()
        self.lost = True
        self._wake()

    def close(self) -> None:
        """Close, and release whoever waits."""
        self.give_up()
        if self._transport is not None:
            self._transport.close()


def _keep_alive(sock: socket.socket) -> None:
    """Let the system find a peer that is gone: 30 s idle, then 3 probes 10 s apart."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # Not every system can set these.
    if hasattr(socket, "TCP_KEEPIDLE"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30)
    if hasattr(socket, "TCP_KEEPINTVL"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
    if hasattr(socket, "TCP_KEEPCNT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
