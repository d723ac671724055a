"""One gateway: an event session that is kept alive, the way of the commands, and what the gateway is."""

import asyncio
import contextlib
import datetime as dt
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, cast

from .commands import Commands
from .exceptions import InvalidAuthentication, InvalidSession, OWNException
from .items import BaseItem, GatewayDiagnostics, GatewayItem, Traits
from .journal import Journal, JournalBudget, JournalClient
from .liveness import Liveness
from .messages import BaseMessage
from .profiles import Profile, model_name, profile_of
from .refresh import REREAD, Refresher, SilenceListener
from .sender import OnFrame, Priority
from .tags import Where, Who

FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between two attempts to connect: doubled from the first to the longest."""
LONGEST_REREAD_PAUSE: Final = 15.0
"""Seconds between two attempts to read everything: while the gateway gives no command session, what is shown is old."""
HEALTHY: Final = 60.0
"""Seconds after which a connection counts as good, and the next pause is the first one again."""
GRACE: Final = 10.0
"""Seconds without a connection that nobody is told of."""
_DOUBTS: Final = 3
"""How often in a row a gateway has to leave, or fall silent, without a word when it is told the password, to have
refused it. One that restarts at that moment does the same; three failures lock some for a minute (protocol.md 2.5)."""

_LOGGER = logging.getLogger(__name__)

type FrameListener = Callable[[BaseItem, BaseMessage], None]


class ConnectionState(Enum):
    """How it stands with the event session."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"
    REFUSED = "refused"
    """The password is wrong; nothing is tried until a person acts, since some gateways lock after three failures."""
    STOPPED = "stopped"


class Problem(Enum):
    """Why there is no connection."""

    NO_ANSWER = "no_answer"
    """It cannot be reached, or says nothing."""
    SESSION_REFUSED = "session_refused"
    """It closes the connection before it asks for a password: no free session, or this address is not allowed."""
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 - the name of a problem


@dataclass(frozen=True, slots=True)
class Identity:
    """What a gateway says it is. `None` where it says nothing."""

    mac: str | None
    """12 lower-case hex digits."""
    model: str | None
    firmware: str | None


@dataclass(frozen=True, slots=True)
class Sessions:
    """What is open between us and a gateway."""

    event: bool
    command: int
    """Command sessions."""
    busy: int
    """Those of them that send, or wait for an answer."""


class Gateway:
    """A gateway and the objects behind it."""

    def __init__(
        self, host: str, port: int, password: str, *, sessions: int | None = None, gap: float | None = None
    ) -> None:
        """Prepare; nothing is connected yet.

        `sessions` (1-4 command sessions) and `gap` (seconds between two frames) are for a gateway that takes more, or
        less, than its model is known to.
        """
        self.state = ConnectionState.STOPPED
        self.identity = Identity(None, None, None)
        self.problem: Problem | None = None
        """Why there is no connection, as far as the last attempt told."""
        self.reconnections = 0
        """How often the connection came back."""
        self.journal: Final = Journal()
        """What went over the wire lately."""
        self._name: Final = f"{host}:{port}"
        self._events: Final = JournalClient(host, port, password, self.journal)
        self._tuning = (sessions, gap)
        self._budget: Final = JournalBudget(self.journal)
        self._commands: Final = Commands(
            host,
            port,
            password,
            deliver=self._take,
            on_command=self._expect,
            budget=self._budget,
            journal=self.journal,
        )
        self._events.add_callback(self._on_event)
        self._frame_listeners: Final[list[FrameListener]] = []
        self._state_listeners: Final[list[Callable[[], None]]] = []
        self._grace: asyncio.TimerHandle | None = None
        self._refresher: Final = Refresher(self._name, self._commands, lambda: self._liveness.last_event)
        self._liveness: Final = Liveness(
            self._name, self._events, self._commands, self._budget, lambda: self._refresher.known
        )
        self._doubts = 0

    @property
    def profile(self) -> Profile:
        """How it is treated."""
        return self._commands.profile

    @property
    def waiting(self) -> int:
        """How many frames wait to be sent."""
        return self._commands.waiting

    @property
    def sessions(self) -> Sessions:
        """The sessions that are open now."""
        return Sessions(self._events.is_connected, *self._commands.sessions)

    @property
    def answer_time(self) -> float | None:
        """Seconds that the last answer took."""
        return self._commands.answer_time

    @property
    def last_frame(self) -> dt.datetime | None:
        """When the last event came."""
        if not self._liveness.last_event:
            return None
        ago = asyncio.get_running_loop().time() - self._liveness.last_event
        return dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago)

    @property
    def items(self) -> Sequence[BaseItem]:
        """All objects heard of so far."""
        return self._events.items

    def get_item(self, who: Who, where: Where, traits: Traits | None = None) -> BaseItem:
        """Return the object of an address; from now on it is kept up to date.

        `traits` are what it told of itself before a restart. Raises `KeyError` for a WHO that has no item class.
        """
        item = self._events.get_item(who, where, client=self._commands)
        if traits:
            item.restore(traits)
        self._refresher.get_to_know(item)
        return item

    def add_frame_listener(self, listener: FrameListener) -> Callable[[], None]:
        """Call `listener(item, frame)` for every frame of an object, from whichever session. Returns the way to end."""
        self._frame_listeners.append(listener)
        return lambda: self._frame_listeners.remove(listener)

    def add_state_listener(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` when `state` changed. Returns the way to end it."""
        self._state_listeners.append(listener)
        return lambda: self._state_listeners.remove(listener)

    def silent_since(self, item: BaseItem) -> float | None:
        """Return the event loop's time at which an object was found to answer no more; `None` where it does.

        Only an object that has answered before can fall silent.
        """
        return self._refresher.silent_since(item)

    def add_silence_listener(self, listener: SilenceListener) -> Callable[[], None]:
        """Call `listener(item)` when an object has fallen silent, or answers again. Returns the way to end it."""
        return self._refresher.add_silence_listener(listener)

    async def request(
        self,
        message: BaseMessage,
        *,
        on_frame: OnFrame | None = None,
        priority: Priority | None = None,
        replaces: str = "",
    ) -> Sequence[BaseMessage]:
        """Send a frame; see `Commands.request`."""
        return await self._commands.request(message, on_frame=on_frame, priority=priority, replaces=replaces)

    async def connect(self) -> None:
        """Open the event session, and ask the gateway what it is.

        Raises `TimeoutError`, `InvalidSession` or `InvalidAuthentication` as `BaseClient.start` does.
        """
        self._change(ConnectionState.CONNECTING)
        try:
            await self._start()
            await self.identify()
        except BaseException:
            await self.close()
            raise
        self._change(ConnectionState.CONNECTED)

    async def _start(self) -> None:
        for doubts in range(1, _DOUBTS + 1):
            await self._budget.take()
            try:
                await self._events.start()
            except InvalidAuthentication as error:
                if not error.doubtful or doubts == _DOUBTS:
                    raise
                await asyncio.sleep(FIRST_PAUSE)
            else:
                return

    async def identify(self) -> Identity:
        """Ask the gateway what it is; a question that it refuses stays unanswered.

        Raises `TimeoutError`, `InvalidSession` or `InvalidAuthentication` when no command session can be opened.
        """
        gateway = cast("GatewayItem", self.get_item(Who.GATEWAY, Where()))
        device = cast("GatewayDiagnostics", self.get_item(Who.DEVICE_DIAGNOSTICS, Where()))
        for item in (gateway, device):
            for request in item.status_requests():
                await self._identify_by(request)
        told = gateway.state
        model = model_name(device.state.model, told.device_type)
        self.identity = Identity(told.mac, model, told.firmware)
        self._commands.profile = self._tuned(profile_of(model))
        return self.identity

    def _tuned(self, profile: Profile) -> Profile:
        sessions, gap = self._tuning
        return replace(
            profile,
            command_sessions=profile.command_sessions if sessions is None else sessions,
            gap=profile.gap if gap is None else gap,
        )

    async def _identify_by(self, request: BaseMessage) -> None:
        try:
            await self._commands.request(request)
        except InvalidSession:
            raise
        except OWNException:
            _LOGGER.debug("%s does not answer %s", self._name, request)

    @property
    def available(self) -> bool:
        """Whether there is a connection, or there was one until a moment ago."""
        return self.state is ConnectionState.CONNECTED or self._grace is not None

    async def run(self) -> None:
        """Keep the event session alive and the objects up to date, until cancelled.

        It never gives up. Raises `InvalidAuthentication` when the gateway refuses the password: a person has to act.
        """
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        if self.state is ConnectionState.CONNECTED and not self._events.is_connected:
            self._change(ConnectionState.LOST)
        while True:
            if await self._open_events():
                begin = loop.time()
                await self._live()
                # It may stand and be dead all the same.
                await self._events.close()
                self._change(ConnectionState.LOST)
                if loop.time() - begin > HEALTHY:
                    pause = FIRST_PAUSE
            await asyncio.sleep(_jittered(pause))
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _open_events(self) -> bool:
        if not self._events.is_connected:
            await self._events.close()
            await self._budget.take()
            try:
                await self._events.start()
            except InvalidAuthentication as error:
                self._doubts += 1
                if not error.doubtful or self._doubts == _DOUBTS:
                    self._change(ConnectionState.REFUSED, Problem.PASSWORD_REFUSED)
                    raise
                _LOGGER.debug("%s left when it was told the password", self._name)
                self._change(self.state, Problem.NO_ANSWER)
                return False
            except InvalidSession as error:
                _LOGGER.debug("%s: %s", self._name, error)
                self._doubts = 0
                self._change(self.state, Problem.SESSION_REFUSED)
                return False
            except TimeoutError as error:
                _LOGGER.debug("%s: %s", self._name, error)
                self._doubts = 0
                self._change(self.state, Problem.NO_ANSWER)
                return False
        self._doubts = 0
        self._commands.welcome()
        self._change(ConnectionState.CONNECTED)
        return True

    async def _live(self) -> None:
        """Read events and keep things up until the connection is lost. Raises `InvalidAuthentication`."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read_events())
                tasks.create_task(self._liveness.stay_alive())
                tasks.create_task(self._liveness.watch_silence())
                tasks.create_task(self._watch_password())
                tasks.create_task(self._read_everything())
                tasks.create_task(self._refresher.keep_up())
        except* (OWNException, TimeoutError) as group:
            _LOGGER.debug("%s: %s", self._name, group.exceptions[0])
        if self._commands.password_refused.is_set():
            await self._events.close()
            self._change(ConnectionState.REFUSED, Problem.PASSWORD_REFUSED)
            raise InvalidAuthentication("the gateway has refused the password")

    async def _watch_password(self) -> None:
        """End it all when a command session finds that the password is not right any more."""
        await self._commands.password_refused.wait()
        raise InvalidAuthentication("the gateway has refused the password")

    async def _read_events(self) -> None:
        await self._events.loop(client=self._commands)
        raise InvalidSession("the event session was closed")

    async def _read_everything(self) -> None:
        """Read everything, however often that is interrupted, and once more each day."""
        while True:
            pause = FIRST_PAUSE
            while not await self.sweep():
                await asyncio.sleep(_jittered(pause))
                pause = min(2 * pause, LONGEST_REREAD_PAUSE)
            await asyncio.sleep(REREAD)

    def tune(self, sessions: int | None, gap: float | None) -> None:
        """Change what was given as `sessions` and `gap`; it counts from the next frame on."""
        self._tuning = (sessions, gap)
        self._commands.profile = self._tuned(profile_of(self.identity.model))

    async def sweep(self) -> bool:
        """Ask the whole bus. Tell whether all could be asked. Raises `InvalidAuthentication`."""
        return await self._refresher.sweep()

    async def close(self) -> None:
        """Close both sessions. Whoever runs `run` has to cancel it first."""
        await self._events.close()
        await self._commands.close()
        self._change(ConnectionState.STOPPED)

    def _expect(self, command: BaseMessage) -> None:
        """Take note of a command that was written."""
        if command.who is not None and command.where is not None:
            with contextlib.suppress(KeyError):
                self._refresher.expect(self._events.get_item(command.who, command.where, client=self._commands))

    def _take(self, message: BaseMessage) -> None:
        """Take in a data frame of an answer."""
        self._liveness.answered(message)
        item = self._events.handle(message, client=self._commands)
        self.journal.count(item, message)
        if item is not None:
            self._tell(item, message, is_answer=True)

    def _on_event(self, item: BaseItem, message: BaseMessage) -> None:
        self._liveness.told(message)
        self._tell(item, message, is_answer=False)

    def _tell(self, item: BaseItem, message: BaseMessage, *, is_answer: bool) -> None:
        if item.heard:
            diagnosed = _DIAGNOSED.get(item.who)
            if diagnosed is None or item.where.key in ("", "0"):
                self._refresher.heard(item, message, is_answer=is_answer)
            else:
                # What answers a request for diagnostics is there, and will be asked for its state.
                with contextlib.suppress(KeyError):
                    self.get_item(diagnosed, item.where)
        for listener in self._frame_listeners:
            listener(item, message)

    def _change(self, state: ConnectionState, problem: Problem | None = None) -> None:
        before, self.state = self.state, state
        if before is state and problem is self.problem:
            return
        self.problem = problem
        if self._grace is not None and state is not ConnectionState.LOST:
            self._grace.cancel()
            self._grace = None
        if state is ConnectionState.LOST and before is ConnectionState.CONNECTED:
            _LOGGER.info("Lost the connection to %s", self._name)
            self._grace = asyncio.get_running_loop().call_later(GRACE, self._end_grace)
        elif state is ConnectionState.CONNECTED and before is ConnectionState.LOST:
            _LOGGER.info("The connection to %s is back", self._name)
            self.reconnections += 1
        self._tell_state()

    def _end_grace(self) -> None:
        self._grace = None
        self._tell_state()

    def _tell_state(self) -> None:
        for listener in tuple(self._state_listeners):
            listener()


def _jittered(pause: float) -> float:
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


_DIAGNOSED: Final = {
    Who.ENERGY_DIAGNOSTICS: Who.ENERGY_MANAGEMENT,
    Who.THERMOREGULATION_DIAGNOSTICS: Who.THERMOREGULATION,
}
"""The subsystem whose devices answer a request for diagnostics."""
