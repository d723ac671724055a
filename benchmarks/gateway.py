"""The plainest gateway that can be: opens every session, answers every frame at once, and notes what it got."""

import asyncio
from typing import Self


class PlainGateway:
    """Answers ACK to everything."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.held = asyncio.Event()
        """Answers are held back while this is not set."""
        self.held.set()
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        try:
            await reader.readuntil(b"##")
            writer.write(b"*#*1##")
            while True:
                self.frames.append((await reader.readuntil(b"##")).decode())
                await self.held.wait()
                writer.write(b"*#*1##")
        except asyncio.IncompleteReadError, ConnectionError:
            writer.close()
