"""What the tests of the library share: a scripted gateway that answers, and what is asked of one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import override

from custom_components.openwebnet.own import BaseItem, BaseMessage, NormalMessage, StatusRequest, Where, Who
from custom_components.openwebnet.own.commands.connect_limiter import ConnectLimiter
from custom_components.openwebnet.own.commands.exchange import CommandObserver, Exchange, Outcome
from custom_components.openwebnet.own.commands.pipeline import CommandPipeline
from custom_components.openwebnet.own.gateway.event_session import ConnectionState
from custom_components.openwebnet.own.gateway.gateway import Gateway
from custom_components.openwebnet.own.items import Light
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from custom_components.openwebnet.own.priority import Priority
from custom_components.openwebnet.own.profiles import Profile
from custom_components.openwebnet.own.timing import TIMING, Timing
from custom_components.openwebnet.own.wire.connection import ConnectionParams
from simulator import Simulator

from .conftest import Script, ScriptedGateway, read_frame

ACK = "*#*1##"
NACK = "*#*0##"


def now() -> float:
    """Return the event loop's time."""
    return asyncio.get_running_loop().time()


def pauses(times: Sequence[float]) -> list[float]:
    """Return the seconds between moments."""
    return [later - earlier for earlier, later in pairwise(times)]


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame that a gateway was sent, and when."""

    at: float
    session: int
    """The number of the connection, from 1."""
    frame: str


@dataclass
class Desk:
    """A gateway without a password that notes what it is sent, and answers what it was told to, ACK by default."""

    answers: dict[str, str] = field(default_factory=dict)
    """What it says to a frame; nothing at all for an empty text."""
    delay: float = 0.0
    """Seconds before each answer."""
    delays: dict[str, float] = field(default_factory=dict)
    """The same for some frames."""
    leaves_after: list[str] = field(default_factory=list)
    """Frames after which it closes the session without an answer, each as often as it stands here."""
    heard: list[Heard] = field(default_factory=list)
    """What came on command sessions."""
    signs: list[Heard] = field(default_factory=list)
    """What came on event sessions."""
    connected: list[float] = field(default_factory=list)
    """When each connection was made."""
    ended: list[tuple[int, float]] = field(default_factory=list)
    """The number of each command session that the client has closed, and when."""
    sessions: int = 0
    """Command sessions that are open."""
    most_sessions: int = 0
    listened: list[int] = field(default_factory=list)
    """How many event sessions were open, after each change."""
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is clear, nothing is answered."""

    def __post_init__(self) -> None:
        self.is_open.set()
        self._listeners: set[asyncio.StreamWriter] = set()

    @property
    def frames(self) -> list[str]:
        """The frames that came on command sessions."""
        return [heard.frame for heard in self.heard]

    @property
    def listening(self) -> int:
        """Event sessions that are open."""
        return len(self._listeners)

    def times_of(self, frame: str) -> list[float]:
        """Return when a frame came on a command session."""
        return [heard.at for heard in self.heard if heard.frame == frame]

    def tell(self, *frames: str) -> None:
        """Send frames to every event session."""
        for writer in self._listeners:
            writer.write("".join(frames).encode())

    def hang_up(self) -> None:
        """Close every event session."""
        for writer in self._listeners:
            writer.close()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection."""
        self.connected.append(now())
        number = len(self.connected)
        writer.write(ACK.encode())
        selector = await read_frame(reader)
        writer.write(ACK.encode())
        if selector == "*99*1##":
            await self._serve_events(number, reader, writer)
        else:
            await self._serve_commands(number, reader, writer)

    async def _serve_events(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._listeners.add(writer)
        self.listened.append(self.listening)
        try:
            while True:
                frame = await read_frame(reader)
                self.signs.append(Heard(now(), number, frame))
        finally:
            self._listeners.discard(writer)
            self.listened.append(self.listening)

    async def _serve_commands(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        self.most_sessions = max(self.most_sessions, self.sessions)
        try:
            while True:
                frame = await read_frame(reader)
                self.heard.append(Heard(now(), number, frame))
                await self.is_open.wait()
                if frame in self.leaves_after:
                    self.leaves_after.remove(frame)
                    return
                if delay := self.delays.get(frame, self.delay):
                    await asyncio.sleep(delay)
                writer.write(self.answers.get(frame, ACK).encode())
        except asyncio.IncompleteReadError:
            self.ended.append((number, now()))
        finally:
            self.sessions -= 1


async def leaves_at_once(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Close a connection without a word, as a gateway without a free session does."""


def noting(script: Script) -> tuple[Script, list[float]]:
    """Return a script that notes when it is run, and those times."""
    times: list[float] = []

    async def noted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        times.append(now())
        await script(reader, writer)

    return noted, times


async def says_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Take a connection, and never say anything."""
    await reader.read()


def params_of(server: ScriptedGateway | Simulator, password: str = "12345") -> ConnectionParams:
    """Return where a gateway is."""
    return ConnectionParams("127.0.0.1", server.port, password)


class CommandLog(CommandObserver):
    """Notes what command sessions do."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.answers: list[str] = []
        self.exchanges: list[tuple[str, Outcome]] = []
        """The frame of each exchange that was told of, and its outcome then."""

    @override
    def on_sent(self, message: BaseMessage) -> None:
        self.sent.append(str(message))

    @override
    def on_answer(self, message: BaseMessage) -> None:
        self.answers.append(str(message))

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        self.exchanges.append((str(exchange.message), exchange.outcome))


def commands_of(
    gateway: ScriptedGateway | Simulator,
    profile: Profile | None = None,
    *,
    password: str = "",
    observer: CommandObserver | None = None,
    timing: Timing = TIMING,
    limiter: ConnectLimiter | None = None,
) -> CommandPipeline:
    """Return the way of commands to a gateway; where it matters not, without a gap between frames."""
    commands = CommandPipeline(params_of(gateway, password), observer=observer, timing=timing, limiter=limiter)
    commands.profile = profile or Profile(gap=0)
    return commands


def switch(what: str, where: str = "11") -> BaseMessage:
    """Return a command for a light."""
    return NormalMessage((Who.LIGHTING, what, where))


type Asking = asyncio.Task[list[BaseMessage]]


def ask(
    commands: CommandPipeline,
    message: BaseMessage,
    *,
    priority: Priority | None = None,
    replaces: str = "",
) -> Asking:
    """Begin to send a frame."""

    async def request() -> list[BaseMessage]:
        return list(await commands.request(message, priority=priority, replaces=replaces))

    return asyncio.create_task(request())


def status(where: str) -> BaseMessage:
    """Return a request for a light."""
    return StatusRequest((Who.LIGHTING, where))


async def outcomes_of(*tasks: Asking) -> list[object]:
    """Return what became of requests, errors as their classes."""
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    return [type(outcome) if isinstance(outcome, BaseException) else outcome for outcome in outcomes]


def item_of[T: BaseItem](kind: type[T], gateway: Gateway, who: Who, where: str) -> T:
    """Return an object of a gateway."""
    item = gateway.get_item(who, Where(where))
    assert isinstance(item, kind)
    return item


def light_of(gateway: Gateway, where: str) -> Light:
    """Return a light of a gateway."""
    return item_of(Light, gateway, Who.LIGHTING, where)


def gateway_of(server: ScriptedGateway | Simulator, *, mac: str | None = None, timing: Timing = TIMING) -> Gateway:
    """Return the gateway at an address, not connected yet."""
    return Gateway(params_of(server), mac=mac, timing=timing)


@dataclass(frozen=True, slots=True)
class Told:
    """A frame that an observer was told of, and when."""

    at: float
    way: Way
    frame: str
    item: BaseItem | None


class Watcher(GatewayObserver):
    """Notes what happens at a gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self.told: list[Told] = []
        self.states: list[ConnectionState] = []
        """The state whenever something has changed."""
        self.silences: list[tuple[float, str, bool]] = []
        """When an object fell silent, or spoke again; its address, and whether it is silent."""
        self._gateway = gateway
        self.end = gateway.add_observer(self)

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        self.told.append(Told(now(), way, str(message), item))

    @override
    def on_state(self) -> None:
        self.states.append(self._gateway.state)

    @override
    def on_silence(self, item: BaseItem) -> None:
        self.silences.append((now(), item.key, self._gateway.silent_since(item) is not None))

    def times_of(self, frame: str, way: Way) -> list[float]:
        """Return when a frame went one way."""
        return [told.at for told in self.told if (told.frame, told.way) == (frame, way)]


@asynccontextmanager
async def running(gateway: Gateway) -> AsyncIterator[list[ConnectionState]]:
    """Let a gateway run; give the states that it goes through."""
    states: list[ConnectionState] = []

    class Noting(GatewayObserver):
        @override
        def on_state(self) -> None:
            if states[-1:] != [gateway.state]:
                states.append(gateway.state)

    gateway.add_observer(Noting())
    task = asyncio.create_task(gateway.run())
    try:
        yield states
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await gateway.close()
