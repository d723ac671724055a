"""Gateway: a TCP server between its clients and the bus."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from .access import Access
from .behaviour import CLOCK_PERIODS, ClockForm
from .bus import Bus, Source, Telegram
from .clock import Clock
from .commands import Commands
from .events import shown
from .faults import Faults
from .frames import ACK, NACK
from .identity import GatewayData
from .journal import Journal
from .objects import BusObject
from .plant import Plant
from .session import SELECTOR, Session, SessionContext

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """A frame that came from a client after its handshake; `time` is that of the event loop."""

    session: str
    frame: str
    time: float


class Gateway:
    """Sessions, routing of events, and the listening socket."""

    def __init__(
        self, plant: Plant, bus: Bus, clock: Clock, objects: Sequence[BusObject], *, host: str, port: int
    ) -> None:
        """Serve a bus and its objects as the plant's model does."""
        self.model: Final = plant.model
        self._clock = clock
        self.host = host
        self.port = port
        self.faults = Faults(self)
        self._tells_time = plant.clock
        self.data = GatewayData(plant, clock, lambda: self.host)
        self._access = Access(plant, clock)
        self._context = SessionContext(self._access, self.faults, clock, self._take)
        self.received: list[Received] = Journal()
        self.executed: list[str] = Journal()
        self.refused: list[str] = Journal()
        self.connections = 0
        self._commands = Commands(
            plant=plant,
            bus=bus,
            clock=clock,
            objects=objects,
            faults=self.faults,
            data=self.data,
            tell=self.tell_events,
            refused=self.refused,
        )
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        bus.listener = self._heard

    @property
    def sessions(self) -> list[Session]:
        """Return the connections that are open."""
        return self._context.sessions

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
        self._access.clear()

    async def set_listening(self, *, listening: bool) -> None:
        """Open or close the listening socket; a port chosen once is kept."""
        if listening and not self._clock.running:
            # A fault that ends while it is switched off.
            return
        if not listening and self._server is not None:
            self._server.close()
            self._server = None
        elif listening and self._server is None:
            try:
                self._server = await asyncio.start_server(self._accept, self.host, self.port)
            except UnicodeError as error:
                # What cannot even be looked up.
                raise OSError(f"{self.host!r} is no address") from error
            self.port = self._server.sockets[0].getsockname()[1]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        session = Session(self._context, reader, writer, self.connections)
        self.sessions.append(session)
        task = asyncio.get_running_loop().create_task(session.run())
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _LOGGER.error("a session failed", exc_info=error)

    # Sessions

    def reset_all(self) -> None:
        """Reset every connection."""
        for session in list(self.sessions):
            session.reset()

    def close_all(self) -> None:
        """Close every connection."""
        for session in list(self.sessions):
            session.close()

    async def _take(self, session: Session, text: str) -> None:
        """Carry out a frame of a client."""
        self.received.append(Received(session.kind, text, asyncio.get_running_loop().time()))
        if self.faults.half_open:
            return
        if session.kind == "command":
            await self._commands.take(session, text)
        elif text == ACK and self.model.keep_alive_nack:
            session.send(NACK)
        elif SELECTOR.fullmatch(text) and self.model.closes_on_selector:
            session.close()

    # Events

    def _heard(self, telegram: Telegram) -> None:
        if telegram.source is Source.CLIENT and not telegram.frame.asks:
            self.executed.append(telegram.frame.text)
        self._commands.heard(telegram)
        for delay, text in shown(self.model, telegram):
            if delay:
                self._clock.call_later(delay, self._teller(text))
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
        if not self._tells_time or form is ClockForm.NONE:
            return
        self._clock.call_later(CLOCK_PERIODS[form] - passed, self._tell_time)

    def _tell_time(self) -> None:
        clock, date = self.data.time_text(), self.data.date_text()
        forms = {
            ClockForm.WRITES_AT_MINUTE: (f"*#13**#1*{date}##", f"*#13**#0*{clock}##"),
            ClockForm.WRITES_EVERY_SECOND: (f"*#13**#0*{clock}##", f"*#13**#1*{date}##"),
            ClockForm.BOTH_IN_ONE: (f"*#13**22*{clock}*{date}##",),
            ClockForm.TIME: (f"*#13**0*{clock}##",),
            ClockForm.NONE: (),
        }
        for text in forms[self.model.clock]:
            self.tell_events(text)
        self._schedule_clock()
