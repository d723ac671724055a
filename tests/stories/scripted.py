"""A gateway that follows a script: it answers as a table says, and tells its events at exact times.

bus.answer("*#1*11##", "*1*1*11##")                             # what a request is answered with; NACK otherwise
bus.on(r"\\*1*1*(\\d+)##", lambda _: bus.tell("*1*1*11##", after=0.5))  # what comes of a command; ACK by default
bus.tell("*2*1*51##", after=3)                                    # somebody at the wall
await bus.leave(); await bus.come_back()                          # a power cut
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

HOST: Final = "127.0.0.1"
MAC: Final = "000350010203"
ACK: Final = "*#*1##"
NACK: Final = "*#*0##"
SILENCE: Final = ""
F454: Final = 51
F461: Final = 134
MH202: Final = 5

_EVENTS: Final = "*99*1##"
_CHALLENGE: Final = b"*#603356072##"
_COMMANDS: Final = ("*99*0##", "*99*9##")
_WRITING: Final = re.compile(r"\*#\d+\*[\d#]*\*#")
_FRAME: Final = re.compile(r"[^*]*(\*[\d*#]*?##)")

type Hook = Callable[[re.Match[str]], str | None]
"""Is called when a frame comes, with its match; returns what is answered, `None` for what is usual."""
type Frames = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Received:
    """A frame that came on a command session."""

    at: float
    frame: str
    session: int
    """The number of its connection, from 1."""


class ScriptedBus:
    """A gateway without a password on a port of its own, and whatever a test wants behind it."""

    def __init__(self, *, model: int | None = F454, mac: str | None = MAC) -> None:
        """Prepare; `model` is what it says of itself in WHO 1013, `None` for a gateway that says nothing."""
        self.port = 0
        self.received: Final[list[Received]] = []
        self.connected: Final[list[float]] = []
        """When each connection was made."""
        self.delay = 0.01
        """Seconds from a frame to its answer."""
        self.refuses_password = False
        """Whether it asks for a password, and takes none."""
        self.refuses_commands = False
        """Whether it has no command session to give."""
        self.is_full = False
        """Whether it closes each connection at once."""
        self.hangs_up_after: float | None = None
        """Seconds after its handshake at which an event session is closed."""
        self.endless: Final[dict[str, str]] = {}
        """Requests that are answered with the same frame for ever, ten times a second."""
        self.losing: str | None = None
        """Events that get lost: a pattern."""
        self._answers: Final[dict[str, Frames]] = {}
        self._hooks: Final[list[tuple[re.Pattern[str], Hook]]] = []
        self._server: asyncio.Server | None = None
        self._events: Final[set[asyncio.StreamWriter]] = set()
        self._commands: Final[set[asyncio.StreamWriter]] = set()
        self._tasks: Final[set[asyncio.Task[None]]] = set()
        self._timers: Final[list[asyncio.TimerHandle]] = []
        if mac is not None:
            numbers = "*".join(str(byte) for byte in bytes.fromhex(mac))
            self.answer("*#13**12##", f"*#13**12*{numbers}##")
        if model is not None:
            self.answer("*#1013**1##", f"*#1013**1*{model}*0*0*0##")

    # Being there ---------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen; after the first time on the same port again."""
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def leave(self) -> None:
        """Be away: nobody listens, and every session is lost."""
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """End for good: nothing happens behind it any more either."""
        for timer in self._timers:
            timer.cancel()
        await self.leave()

    async def come_back(self) -> None:
        """Be there again."""
        await self.start()

    def hang_up(self, *, events: bool = True, commands: bool = True) -> None:
        """Reset sessions; it goes on listening."""
        for writer in (*(self._events if events else ()), *(self._commands if commands else ())):
            writer.transport.abort()

    @property
    def listeners(self) -> int:
        """How many event sessions are open."""
        return len(self._events)

    # What it says --------------------------------------------------------------------------------------------

    def answer(self, request: str, *frames: str | Frames) -> None:
        """Answer a request with frames and ACK; a function is called for them each time."""

        def told() -> Iterator[str]:
            for frame in frames:
                if isinstance(frame, str):
                    yield frame
                else:
                    yield from frame()

        self._answers[request] = told

    def answer_also(self, request: str, frames: Frames) -> None:
        """Add to what a request is answered with."""
        self.answer(request, *filter(None, (self._answers.get(request),)), frames)

    def forget(self, request: str) -> Frames:
        """Answer a request with NACK from now on; return what answered it."""
        return self._answers.pop(request)

    def on(self, pattern: str, hook: Hook) -> None:
        """Call `hook` for each frame of a command session that a pattern describes as a whole."""
        self._hooks.append((re.compile(pattern), hook))

    def tell(self, *frames: str, after: float = 0.0) -> None:
        """Tell events, now or later."""
        self.later(after, self._tell, frames)

    def later[*Ts](self, seconds: float, action: Callable[[*Ts], None], *args: *Ts) -> asyncio.TimerHandle:
        """Do something later, unless the test is over by then."""
        timer = asyncio.get_running_loop().call_later(seconds, action, *args)
        self._timers.append(timer)
        return timer

    def _tell(self, frames: Sequence[str]) -> None:
        told = [frame for frame in frames if self.losing is None or not re.search(self.losing, frame)]
        for writer in self._events:
            writer.write("".join(told).encode())

    # What it heard -------------------------------------------------------------------------------------------

    def frames(self, pattern: str = ".*", since: float = 0.0) -> list[str]:
        """Return the frames that came on command sessions, from a time on."""
        wanted = re.compile(pattern)
        return [one.frame for one in self.received if one.at >= since and wanted.fullmatch(one.frame)]

    def times(self, pattern: str, since: float = 0.0) -> list[float]:
        """Return when such frames came."""
        wanted = re.compile(pattern)
        return [one.at for one in self.received if one.at >= since and wanted.fullmatch(one.frame)]

    def commands(self, since: float = 0.0) -> list[str]:
        """Return the frames that came on command sessions and did not only ask, from a time on."""
        return [frame for frame in self.frames(since=since) if is_command(frame)]

    # Sessions ------------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected.append(asyncio.get_running_loop().time())
        number = len(self.connected)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if not self.is_full:
                await self._talk(number, reader, writer)
        except ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            self._events.discard(writer)
            self._commands.discard(writer)
            writer.transport.abort() if self._server is None else writer.close()

    async def _talk(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACK.encode())
        selector = await _read(reader)
        if selector != _EVENTS and self.refuses_commands:
            writer.write(NACK.encode())
            return
        if self.refuses_password:
            writer.write(_CHALLENGE)
            await _read(reader)
            writer.write(NACK.encode())
            return
        writer.write(ACK.encode())
        if selector == _EVENTS:
            self._events.add(writer)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.hangs_up_after):
                    await reader.read(-1)
            return
        assert selector in _COMMANDS, selector
        self._commands.add(writer)
        while True:
            frame = await _read(reader)
            self.received.append(Received(asyncio.get_running_loop().time(), frame, number))
            answer = self._answer(frame)
            while frame in self.endless and not writer.is_closing():
                writer.write(self.endless[frame].encode())
                await asyncio.sleep(0.1)
            await asyncio.sleep(self.delay)
            writer.write(answer.encode())

    def _answer(self, frame: str) -> str:
        said: str | None = None
        for pattern, hook in self._hooks:
            match = pattern.fullmatch(frame)
            if match is not None:
                reply = hook(match)
                said = said if reply is None else reply
        if said is not None:
            return said
        if is_command(frame):
            return ACK
        frames = self._answers.get(frame)
        return NACK if frames is None else "".join(frames()) + ACK


def is_command(frame: str) -> bool:
    """Tell whether a frame changes something, and does not only ask."""
    return not frame.startswith("*#") or _WRITING.match(frame) is not None


async def _read(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"##")).decode()


class Motor:
    """A shutter behind a basic actuator: it tells directions and stops, and knows no position. `at` is where it is.

    Each command takes effect a moment after it was written, also when another one follows meanwhile.
    """

    def __init__(
        self,
        bus: ScriptedBus,
        where: str = "51",
        *,
        at: float = 50.0,
        seconds: float = 20.0,
        slats: float = 0.0,
        relay: float = 60.0,
        start: float = 0.55,
        stop: float = 0.08,
    ) -> None:
        """Stand somewhere; `seconds` are those of the whole way, `relay` those after which the actuator stops."""
        self.tells_stop = True
        self.refuses = 0
        """How many stops are refused first."""
        self.tilt = 100.0
        self._bus: Final = bus
        self._where: Final = where
        self._seconds, self._slats, self._relay = seconds, slats, relay
        self._at = at
        self._direction = 0
        self._since = 0.0
        self._end: asyncio.TimerHandle | None = None
        self._delays: Final = {"0": stop, "1": start, "2": start}
        self._starting: Final[set[asyncio.TimerHandle]] = set()
        bus.on(rf"\*2\*([012])\*{where}##", self._command)
        bus.answer(f"*#2*{where}##", lambda: [self._frame()])
        bus.answer_also("*#2*0##", lambda: [self._frame()])

    @property
    def at(self) -> float:
        """Percent that it is really open."""
        return self._now()[0]

    @property
    def slats_at(self) -> float:
        """Percent that its slats are really open."""
        return self._now()[1]

    @property
    def moves(self) -> bool:
        """Whether its relay is on."""
        return bool(self._direction)

    def press(self, what: str) -> None:
        """Press the switch at the wall: 1 up, 2 down, 0 stop."""
        self._act(what)

    def _now(self) -> tuple[float, float]:
        passed = asyncio.get_running_loop().time() - self._since
        end = 100.0 if self._direction > 0 else 0.0
        if not self._direction:
            return self._at, self.tilt
        turning = abs(end - self.tilt) / 100 * self._slats
        if passed < turning:
            return self._at, self.tilt + self._direction * passed / self._slats * 100
        moved = (passed - turning) / (self._seconds - self._slats) * 100
        return min(max(self._at + self._direction * moved, 0.0), 100.0), end

    def _frame(self) -> str:
        return f"*2*{ {0: '0', 1: '1', -1: '2'}[self._direction] }*{self._where}##"

    def _command(self, match: re.Match[str]) -> str | None:
        what = match[1]
        if what == "0" and self.refuses:
            self.refuses -= 1
            return NACK
        if what == "0":
            for starting in self._starting:
                starting.cancel()
            self._starting.clear()
        timer = self._bus.later(self._delays[what], self._act, what)
        if what != "0":
            self._starting.add(timer)
        return None

    def _act(self, what: str) -> None:
        direction = {"0": 0, "1": 1, "2": -1}[what]
        self._at, self.tilt = self._now()
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if direction and self._direction == -direction:
            self._bus.tell(f"*2*0*{self._where}##")
        self._direction, self._since = direction, asyncio.get_running_loop().time()
        if direction:
            self._end = self._bus.later(self._relay, self._act, "0")
        if direction or self.tells_stop:
            self._bus.tell(self._frame())
