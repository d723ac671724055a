"""A gateway that follows a script, for what a well-behaved one never does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

type Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class ScriptedGateway:
    """Runs one script after the other, one for each connection; the last one serves all that follow."""

    def __init__(self, *scripts: Script) -> None:
        self.scripts = list(scripts)
        self.connections = 0
        self.open = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self.open += 1
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await script(reader, writer)
        finally:
            self.open -= 1
            self._tasks.discard(task)
            writer.close()

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


type Serve = Callable[..., Awaitable[ScriptedGateway]]


@pytest.fixture
async def serve(socket_enabled: None) -> AsyncIterator[Serve]:
    """Start a scripted gateway: `gateway = await serve(script, ...)`."""
    started: list[ScriptedGateway] = []

    async def start(*scripts: Script) -> ScriptedGateway:
        gateway = ScriptedGateway(*scripts)
        await gateway.start()
        started.append(gateway)
        return gateway

    yield start
    for gateway in started:
        await gateway.stop()


async def read_frame(reader: asyncio.StreamReader) -> str:
    """Read one frame."""
    return (await reader.readuntil(b"##")).decode()


def accepting(*frames: str, then: Script | None = None) -> Script:
    """Return a script that opens any session without a password, and sends some frames."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await read_frame(reader)
        writer.write(b"*#*1##")
        for frame in frames:
            writer.write(frame.encode("latin-1"))
        if then is not None:
            await then(reader, writer)
        else:
            await reader.read()

    return script
