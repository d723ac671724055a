"""The check of a gateway: it only asks, one thing after the other, and never storms.

One command session and one event session first; how many more there are is tried when all else is known.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Final, cast

from ..client import Client
from ..commands.connect_limiter import ConnectLimiter
from ..exceptions import InvalidSession
from ..gateway.general_requests import Quiet
from ..items import BaseItem, GatewayDiagnostics, GatewayItem, item_class
from ..items.registry import general_requests, system_of
from ..items.store import ItemStore
from ..journal import meaning, redact
from ..profiles import model_name
from ..timing import TIMING, Timing
from ..wire.connection import ConnectionParams
from ..wire.handshake import SessionType
from ..wire.messages import (
    ACK,
    NACK,
    BaseMessage,
    DimensionRequest,
    MessageType,
    StatusRequest,
)
from ..wire.tags import Where, Who
from .habits import compare
from .line import Heard, Line, Reply, quiet_after
from .report import COLOURS, Asked, Outcome, Report, Surplus

MAX_SESSIONS: Final = 5
"""Sessions of a kind that are asked for: one more than any model is known to give."""
_SELECTORS: Final = (SessionType.OldCommandSession, SessionType.CommandSession)

type Progress = Callable[[str], None]


async def check(params: ConnectionParams, *, progress: Progress = lambda _: None, timing: Timing = TIMING) -> Report:
    """Find out how a gateway behaves, in `Timing.longest_check` at most.

    It only asks: nothing is switched, nothing is written. `progress` is told what is being done. Raises
    `InvalidAuthentication` when the password is refused, `InvalidSession` when the gateway gives no command session,
    `TimeoutError` when it cannot be reached.
    """
    one = Check(params, progress, timing)
    try:
        await one.run()
    finally:
        one.close()
    return one.report


class Check:
    """One check of one gateway."""

    def __init__(self, params: ConnectionParams, progress: Progress, timing: Timing) -> None:
        """Prepare; nothing is connected yet."""
        self.report: Final = Report()
        self._params: Final = params
        self._progress: Final = progress
        self._timing: Final = timing
        self._limiter: Final = ConnectLimiter(timing)
        self._loop: Final = asyncio.get_running_loop()
        self._begin: Final = self._loop.time()
        # Objects need somebody who could send; it is never connected.
        self._nobody: Final = Client(params.host, params.port, params.password)
        self._store: Final = ItemStore()
        self._line: Line | None = None
        """The command session that everything is asked on."""
        self._selector = _SELECTORS[0]
        self._events: Line | None = None
        self._heard: Final[list[Heard]] = []
        """What came on the event session."""
        self._reader: asyncio.Task[None] | None = None
        self._lines: Final[list[Line]] = []

    async def run(self) -> None:
        """Do it all. Raises as `check` does."""
        await self._open_command_session()
        await self._open_event_session()
        await self._identify()
        await self._ask_generally()
        await self._ask_singly()
        await self._give_sign_of_life()
        await self._count_sessions()
        report = self.report
        report.comparison = compare(report)
        report.seconds = self._loop.time() - self._begin

    def close(self) -> None:
        """Close what is open."""
        if self._reader is not None:
            self._reader.cancel()
        for line in self._lines:
            line.close()

    # Sessions ------------------------------------------------------------------------------------------------

    async def _open(self, session_type: SessionType) -> tuple[Line, Reply]:
        await self._limiter.take()
        line = Line(self._params, session_type, self._timing)
        self._lines.append(line)
        reply = await line.open()
        if self.report.authentication is None:
            self.report.authentication = line.authentication
        return line, reply

    async def _open_command_session(self) -> None:
        """Try both selectors, and keep a session."""
        for selector in _SELECTORS:
            self._progress(f"asking for a command session with selector {selector}")
            if self._line is not None:
                self._line.close()
                await asyncio.sleep(self._timing.refused_pause)
            line, reply = await self._open(selector)
            self.report.selectors[selector.value] = reply
            if reply is Reply.UNREACHABLE:
                raise TimeoutError(f"cannot reach {self._params}")
            if reply is Reply.GRANTED:
                self._line, self._selector = line, selector
        if self._line is None:
            said = " and ".join(f"{reply} with selector {number}" for number, reply in self.report.selectors.items())
            raise InvalidSession(f"the gateway gives no command session: {said}")
        if not self._line.is_open:
            await self._renew()

    async def _renew(self) -> None:
        """Put a fresh command session in the place of one that is of no use any more."""
        if self._line is not None:
            self._line.close()
        self._line = None
        await asyncio.sleep(self._timing.refused_pause)
        line, reply = await self._open(self._selector)
        if reply is Reply.GRANTED:
            self._line = line
        else:
            self.report.is_whole = False

    async def _open_event_session(self) -> None:
        self._progress("asking for an event session")
        line, reply = await self._open(SessionType.EventSession)
        self.report.selectors[SessionType.EventSession.value] = reply
        if reply is Reply.GRANTED:
            self._events = line
            self._reader = asyncio.create_task(self._listen(line))

    async def _listen(self, line: Line) -> None:
        with contextlib.suppress(InvalidSession):
            while True:
                heard = await line.hear()
                self._heard.append(heard)
                self._take(heard)

    def _take(self, heard: Heard) -> None:
        """Let the object of a frame take it, and note what nobody understands."""
        message = heard.message
        if message is None:
            self.report.no_frames += 1
            return
        self._store.receive(message, self._nobody)
        if meaning(message) is None:
            text = redact(message)
            self.report.not_understood[text] = self.report.not_understood.get(text, 0) + 1

    def _listens(self) -> bool:
        return self._events is not None and self._events.is_open

    def _last_heard(self, who: Who | None) -> float:
        """Return when an event of a subsystem was heard last; of any for `None`."""
        of_it = (one.at for one in reversed(self._heard) if who is None or (one.message and one.message.who is who))
        return next(of_it, 0.0)

    # Requests ------------------------------------------------------------------------------------------------

    async def _identify(self) -> None:
        self._progress("asking what it is")
        gateway = cast("GatewayItem", self._store.get(Who.GATEWAY, Where(), self._nobody))
        device = cast("GatewayDiagnostics", self._store.get(Who.DEVICE_DIAGNOSTICS, Where(), self._nobody))
        for item in (gateway, device):
            for request in item.status_requests():
                await self._ask(request)
        report = self.report
        report.firmware, report.device_type = gateway.state.firmware, gateway.state.device_type
        report.object_model = device.state.model
        report.model = model_name(report.object_model, report.device_type)

    async def _ask_generally(self) -> None:
        """Send the general requests, each when the bus is quiet (gateways.md 13.3)."""
        quiet = quiet_after(self._last_heard, self._timing)
        silent: set[Who] = set()
        for request in general_requests(has_colours=True):
            asked = Asked(str(request), _purpose(request))
            self.report.general.append(asked)
            system = system_of(cast("Who", request.who))
            if system not in silent and self._may_ask():
                self._progress(f"asking all: {asked.purpose}")
                await self._ask(request, asked, quiet=quiet)
            if asked.outcome is Outcome.SILENT:
                silent.add(system)

    async def _ask_singly(self) -> None:
        """Ask one object of each subsystem, and one that is not there."""
        for item in self._one_of_each():
            request = item.status_requests()[0]
            asked = Asked(str(request), _purpose(request))
            self.report.single.append(asked)
            if self._may_ask():
                self._progress(f"asking one: {asked.purpose}")
                await self._ask(request, asked)
        lights = {item.key for item in self._store.items if item.who in (Who.LIGHTING, Who.AUTOMATION)}
        nobody = next((f"{point}" for point in range(99, 10, -1) if f"{point}" not in lights), None)
        if nobody is not None and self._may_ask():
            self._progress("asking a light that is not there")
            request = StatusRequest((Who.LIGHTING, nobody))
            self.report.absent = Asked(str(request), "a light that is not there")
            await self._ask(request, self.report.absent)

    def _one_of_each(self) -> Sequence[BaseItem]:
        systems = {system_of(cast("Who", request.who)) for request in general_requests(has_colours=True)}
        found: dict[Who, BaseItem] = {}
        for item in self._store.items:
            if item.who in systems and item.heard and item.is_device and item.status_requests():
                found.setdefault(item.who, item)
        return list(found.values())

    def _may_ask(self) -> bool:
        """Tell whether there is a session, and time for one more request and for what follows."""
        timing = self._timing
        kept = timing.idle_watch + 2 * timing.check_silence
        may = self._line is not None and self._loop.time() - self._begin < timing.longest_check - kept
        self.report.is_whole = self.report.is_whole and may
        return may

    async def _ask(self, request: BaseMessage, asked: Asked | None = None, *, quiet: Quiet | None = None) -> None:
        """Send a request, and note what comes on both sessions."""
        asked = asked or Asked(str(request), _purpose(request))
        line = self._line
        if line is None:
            return
        begin, place = self._loop.time(), len(self._heard)
        answer: list[Heard] = []
        end: float | None = None
        try:
            line.send(request)
            async with asyncio.timeout(self._timing.check_silence) as limit:
                while end is None:
                    heard = await line.hear()
                    limit.reschedule(heard.at + self._timing.check_silence)
                    self._take(heard)
                    if heard.message is not None and heard.message.type in (MessageType.ACK, MessageType.NACK):
                        end = heard.at
                        asked.outcome = Outcome.REFUSED if isinstance(heard.message, NACK) else Outcome.ACKNOWLEDGED
                    else:
                        answer.append(heard)
        except TimeoutError:
            asked.outcome = Outcome.SILENT
        except InvalidSession:
            asked.outcome = Outcome.LOST
        if end is None:
            # What comes later would be taken for the answer to the next request.
            await self._renew()
        elif quiet is not None:
            await quiet.wait(request, begin)
        else:
            await asyncio.sleep(self._timing.event_delay)
        events = self._heard[place:]
        self._note_events(request, asked, events)
        on_event = [heard for heard in events if _answers(request, heard, is_general=quiet is not None)]
        on_command = [heard for heard in answer if heard.message is not None]
        asked.on_command, asked.on_event = len(on_command), len(on_event)
        if end is None:
            return
        asked.took = end - begin
        if asked.outcome is Outcome.REFUSED or not (on_command or on_event):
            return
        asked.outcome = Outcome.ANSWERED
        came = [heard.at for heard in (*on_command, *on_event)]
        asked.last = max(came) - begin
        asked.at_once = not on_command and min(came) > end

    def _note_events(self, request: BaseMessage, asked: Asked, events: Sequence[Heard]) -> None:
        if not self._listens():
            return
        report = self.report
        seen = [heard.message for heard in events]
        # What the gateway answers by itself never reaches the bus.
        if request.who not in (Who.GATEWAY, Who.DEVICE_DIAGNOSTICS):
            report.echoes_requests = bool(report.echoes_requests) or request in seen
        if asked.outcome is Outcome.REFUSED:
            report.shows_refusals = bool(report.shows_refusals) or any(isinstance(one, NACK) for one in seen)

    # What follows --------------------------------------------------------------------------------------------

    async def _give_sign_of_life(self) -> None:
        if self._events is None or not self._listens():
            return
        self._progress("giving a sign of life on the event session")
        place = len(self._heard)
        self._events.send(ACK())
        await asyncio.sleep(self._timing.sign_answer)
        answers = [heard.message for heard in self._heard[place:] if heard.message and heard.message.who is None]
        if not self._listens():
            self.report.sign_of_life = "closed"
        elif not answers:
            self.report.sign_of_life = "nothing"
        else:
            self.report.sign_of_life = "NACK" if isinstance(answers[0], NACK) else str(answers[0])

    async def _count_sessions(self) -> None:
        """Ask for more sessions of each kind, while the command session that stands is watched for being idle."""
        report = self.report
        async with asyncio.TaskGroup() as tasks:
            if self._line is not None:
                tasks.create_task(self._watch_idle(self._line))
            report.command_sessions.given = int(self._line is not None)
            report.event_sessions.given = int(self._listens())
            for kind, selector, surplus in (
                ("command", self._selector, report.command_sessions),
                ("event", SessionType.EventSession, report.event_sessions),
            ):
                await self._count(kind, selector, surplus)
            self._progress("watching an idle command session")

    async def _count(self, kind: str, selector: SessionType, surplus: Surplus) -> None:
        more: list[Line] = []
        try:
            while surplus.given and surplus.given < MAX_SESSIONS and surplus.refusal is None:
                self._progress(f"asking for {kind} session {surplus.given + 1}")
                until = self._begin + self._timing.longest_check - self._timing.check_silence
                if self._limiter.wait_time(self._loop.time()) + self._loop.time() > until:
                    self.report.is_whole = False
                    return
                line, reply = await self._open(selector)
                more.append(line)
                if reply is Reply.GRANTED:
                    surplus.given += 1
                else:
                    surplus.refusal = reply
        finally:
            for line in more:
                line.close()

    async def _watch_idle(self, line: Line) -> None:
        """Wait for a command session on which nothing happens to be closed."""
        report, timing = self.report, self._timing
        left = self._begin + timing.longest_check - self._loop.time()
        try:
            async with asyncio.timeout(min(timing.idle_watch, left)):
                while True:
                    await line.hear()
        except TimeoutError:
            report.idle_watched = self._loop.time() - line.used
        except InvalidSession:
            report.idle_close = report.idle_watched = self._loop.time() - line.used


def _purpose(request: BaseMessage) -> str:
    who, where = cast("Who", request.who), request.where or Where()
    if who is Who.LIGHTING and isinstance(request, DimensionRequest) and str(where) == "0":
        return COLOURS
    try:
        return item_class(who, where).title
    except KeyError:
        return who.name.lower().replace("_", " ")


def _answers(request: BaseMessage, heard: Heard, *, is_general: bool) -> bool:
    """Tell whether an event may answer a request."""
    event = heard.message
    if event is None or event.who is None or isinstance(event, StatusRequest | DimensionRequest):
        return False
    if isinstance(request, DimensionRequest) and event.dimension != request.dimension:
        # A lamp that tells its state meanwhile says nothing of a request for colours.
        return False
    if is_general:
        return system_of(event.who) is system_of(cast("Who", request.who))
    return event.who is request.who and event.where == request.where
