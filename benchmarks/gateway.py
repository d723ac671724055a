"""The plainest gateway that can be: opens every session, answers every frame at once, and notes what it got.

`python -m benchmarks.gateway` serves one and prints its port: a gateway is another machine, whose work is not ours.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

ACK = b"*#*1##"
NACK = b"*#*0##"
EVENT_SESSION = b"*99*1##"
ASKS_ALL_LIGHTS = b"*#1*0##"


# There is nothing but lights. Whoever asks all others would wait for their answers.
_ASKS_OTHERS = re.compile(rb"\*#(?!1\*)\d+\*0(#|\*|##)")


class PlainGateway:
    """Answers ACK to everything but what it has not; tells its event sessions what it is told to tell."""

    def __init__(self, wheres: Sequence[str] = (), *, pause: float = 0.0) -> None:
        """Take `pause` seconds for each frame; have lights at these addresses, which are off when all are asked."""
        self.frames: list[str] = []
        self.held = asyncio.Event()
        """The answers to commands are held back while this is not set."""
        self.held.set()
        self.port = 0
        self.events: list[asyncio.StreamWriter] = []
        """The event sessions."""
        self.sessions = 0
        """How many were opened."""
        self._pause = pause
        self._all_lights = "".join(f"*1*0*{where}##" for where in wheres).encode()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self.events:
            writer.close()

    def tell(self, data: bytes) -> None:
        """Send frames to every event session."""
        for writer in self.events:
            writer.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(writer)
            kind = await reader.readuntil(b"##")
            await self._answer(writer)
            self.sessions += 1
            if kind == EVENT_SESSION:
                self.events.append(writer)
                await reader.read()
                self.events.remove(writer)
            while kind != EVENT_SESSION:
                frame = await reader.readuntil(b"##")
                self.frames.append(frame.decode())
                await self.held.wait()
                if frame == ASKS_ALL_LIGHTS:
                    writer.write(self._all_lights)
                await self._answer(writer, NACK if _ASKS_OTHERS.match(frame) else ACK)
        except asyncio.IncompleteReadError, ConnectionError:
            pass
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, answer: bytes = ACK) -> None:
        if self._pause:
            await asyncio.sleep(self._pause)
        writer.write(answer)


def _processors() -> set[int]:
    """Return the processors that we may run on; none where the system does not tell."""
    return os.sched_getaffinity(0) if sys.platform == "linux" else set()


@asynccontextmanager
async def elsewhere() -> AsyncIterator[int]:
    """Serve a plain gateway in another process, on a processor of its own where there are two; gives its port."""
    processors = _processors()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.gateway"),
        cwd=Path(__file__).parent.parent,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdout is None or process.stdin is None:
        message = "the other process has no pipes"
        raise RuntimeError(message)
    port = int(await process.stdout.readline())
    # Two that take turns on one processor wake each other in a third of the time.
    if len(processors) > 1:
        os.sched_setaffinity(process.pid, {max(processors)})
        os.sched_setaffinity(0, processors - {max(processors)})
    yield port
    if len(processors) > 1:
        os.sched_setaffinity(0, processors)
    # It ends with its standard input.
    process.stdin.close()
    await process.wait()


async def _serve_until_input_ends() -> None:
    async with PlainGateway() as gateway:
        sys.stdout.write(f"{gateway.port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve_until_input_ends())
