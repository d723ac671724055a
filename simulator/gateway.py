"""The gateway: a TCP server between its clients and the bus."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .behaviour import BLOCKED_FOR, CLOCK_PERIODS, FAILED_LOGINS, FAILED_WITHIN, AnswersOn, ClockForm
from .bus import Bus, Source, Telegram
from .commands import Commands
from .events import answers_on, shown
from .faults import Faults
from .frames import ACK, NACK, Frame
from .journal import Journal
from .objects.gateway import GatewayData
from .session import SELECTOR, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .auth import Auth
    from .behaviour import Model
    from .clock import Clock
    from .objects import BusObject
    from .plant import Plant

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """A frame that came from a client after its handshake; `time` is `time.monotonic()`."""

    session: str
    frame: str
    time: float


class Gateway:
    """Sessions, routing of events, and the listening socket."""

    def __init__(self, plant: Plant, bus: Bus, clock: Clock, host: str, port: int) -> None:
        """Serve a bus as the plant's model does."""
        self.plant = plant
        self.bus = bus
        self.clock = clock
        self.host = host
        self.port = port
        self.faults = Faults(self)
        self.data = GatewayData(plant.model, plant.mac, plant.firmware or plant.model.firmware, lambda: self.host)
        self.sessions: list[Session] = []
        self.received: list[Received] = Journal()
        self.executed: list[str] = Journal()
        self.connections = 0
        self.objects: Sequence[BusObject] = ()
        self._failed_logins: deque[float] = deque(maxlen=FAILED_LOGINS)
        self._blocked_until = 0.0
        self._commands = Commands(self)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        bus.listener = self._heard

    @property
    def model(self) -> Model:
        """How it behaves."""
        return self.plant.model

    @property
    def password(self) -> str | None:
        """What clients have to know."""
        return self.plant.password

    @property
    def auth(self) -> Auth:
        """How it is asked for."""
        return self.plant.auth

    # Listening

    async def start(self) -> None:
        """Listen, and begin to tell the time."""
        self.data.restarted()
        self.connections = 0
        await self.set_listening(listening=True)
        seconds = self.data.now().second if self.model.clock is ClockForm.WRITES_AT_MINUTE else 0
        self._schedule_clock(seconds)

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        await self.set_listening(listening=False)
        for session in list(self.sessions):
            session.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._commands.clear()
        self._failed_logins.clear()
        self._blocked_until = 0.0

    async def set_listening(self, *, listening: bool) -> None:
        """Open or close the listening socket; a port chosen once is kept."""
        if not listening and self._server is not None:
            self._server.close()
            self._server = None
        elif listening and self._server is None:
            self._server = await asyncio.start_server(self._accept, self.host, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        session = Session(self, reader, writer, self.connections)
        self.sessions.append(session)
        task = asyncio.get_running_loop().create_task(session.run())
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _LOGGER.error("a session failed", exc_info=error)

    # Sessions

    def ended(self, session: Session) -> None:
        """Forget a session that is closed."""
        if session in self.sessions:
            self.sessions.remove(session)

    def is_full(self, kind: str) -> bool:
        """Tell whether all sessions of a kind are in use."""
        limit = self.model.command_sessions if kind == "command" else self.model.event_sessions
        return sum(session.kind == kind for session in self.sessions) >= limit

    def idle_time(self, kind: str) -> float:
        """Seconds after which an idle session is closed; 0 for never."""
        if kind == "event":
            return self.model.event_idle if self.plant.event_idle is None else self.plant.event_idle
        return self.model.command_idle if self.plant.command_idle is None else self.plant.command_idle

    @property
    def login_blocked(self) -> bool:
        """Whether no password is taken now, because of wrong ones before."""
        return self.clock.time() < self._blocked_until

    def login_failed(self) -> None:
        """Count a wrong password; too many in a short time, and none is taken for a while."""
        now = self.clock.time()
        self._failed_logins.append(now)
        if len(self._failed_logins) == FAILED_LOGINS and now - self._failed_logins[0] <= FAILED_WITHIN:
            self._blocked_until = now + BLOCKED_FOR
            self._failed_logins.clear()

    def reset_all(self) -> None:
        """Reset every connection."""
        for session in list(self.sessions):
            session.reset()

    def close_all(self) -> None:
        """Close every connection."""
        for session in list(self.sessions):
            session.close()

    def note_received(self, kind: str, text: str, when: float) -> None:
        """Remember a frame of a client."""
        self.received.append(Received(kind, text, when))

    async def take(self, session: Session, text: str) -> None:
        """Carry out a frame of a client."""
        if session.kind == "command":
            await self._commands.take(session, text)
        elif text == ACK and self.model.keep_alive_nack:
            session.send(NACK)
        elif SELECTOR.fullmatch(text) and self.model.closes_on_selector:
            session.close()

    # Events

    def has_who(self, who: int) -> bool:
        """Tell whether the plant has objects of a WHO."""
        return any(item.who == who for item in self.objects)

    def has_object(self, frame: Frame) -> bool:
        """Tell whether the plant has an object that a frame is for."""
        return any(item.hears(frame) for item in self.objects)

    def answers_on_command(self, request: Frame) -> bool:
        """Tell whether the answers to a request come on the command session."""
        return answers_on(self.model, request) is not AnswersOn.EVENT

    def _heard(self, telegram: Telegram) -> None:
        if telegram.source is Source.CLIENT and not telegram.frame.asks:
            self.executed.append(telegram.frame.text)
        self._commands.heard(telegram)
        for delay, text in shown(self.model, telegram):
            if delay:
                self.clock.call_later(delay, self._teller(text))
            else:
                self.tell_events(text)

    def _teller(self, text: str) -> Callable[[], None]:
        return lambda: self.tell_events(text)

    def tell_events(self, text: str) -> None:
        """Send a frame to every event session."""
        if self.faults.use_lose_event():
            return
        for _ in range(2 if self.faults.use_repeat_event() else 1):
            for session in list(self.sessions):
                if session.kind == "event":
                    session.send(text)

    def write_events(self, data: bytes) -> None:
        """Write raw bytes to every event session."""
        for session in list(self.sessions):
            if session.kind == "event":
                session.write(data)

    # The time

    def _schedule_clock(self, passed: float = 0.0) -> None:
        form = self.model.clock
        if not self.plant.clock or form is ClockForm.NONE:
            return
        self.clock.call_later(CLOCK_PERIODS[form] - passed, self._tell_time)

    def _tell_time(self) -> None:
        time, date = self.data.time_text(), self.data.date_text()
        forms = {
            ClockForm.WRITES_AT_MINUTE: (f"*#13**#1*{date}##", f"*#13**#0*{time}##"),
            ClockForm.WRITES_EVERY_SECOND: (f"*#13**#0*{time}##", f"*#13**#1*{date}##"),
            ClockForm.BOTH_IN_ONE: (f"*#13**22*{time}*{date}##",),
            ClockForm.TIME: (f"*#13**0*{time}##",),
            ClockForm.NONE: (),
        }
        for text in forms[self.model.clock]:
            self.tell_events(text)
        self._schedule_clock()
