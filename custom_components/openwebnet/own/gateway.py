"""One gateway: an event session that is kept alive, the way of the commands, and what the gateway is."""

import asyncio
import contextlib
import datetime as dt
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, cast

from .budget import SPARED, Budget
from .client import Client
from .commands import Commands
from .echoes import Echoes
from .exceptions import InvalidAuthentication, InvalidSession, NotSent, OWNException, ResponseError
from .items import BaseItem, Energy, GatewayDiagnostics, GatewayItem, Traits
from .items.point import PointItem
from .messages import ACK, BaseMessage, DimensionRequest, DimensionWriting, NormalMessage, StatusRequest
from .profiles import Profile, model_name, profile_of
from .scan import COLOUR_REQUESTS, Quiet, ask_all, find_meters
from .sender import OnFrame, Priority
from .session import SessionType
from .tags import Where, Who

FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between two attempts to connect: doubled from the first to the longest."""
HEALTHY: Final = 60.0
"""Seconds after which a connection counts as good, and the next pause is the first one again."""
GRACE: Final = 10.0
"""Seconds without a connection that nobody is told of."""
SILENCE: Final = 90.0
"""Seconds without an event after which the gateway is asked whether it is there; a healthy one can be silent for hours
(protocol.md 2.8), so silence alone means nothing."""
ECHO: Final = 5.0
"""Seconds in which an answer appears on the event session, on a gateway that shows answers there."""
COMPLETION_DELAY: Final = 1.0
"""Seconds after which the rest of a state is asked for, if no frame told it by then; a zone takes 1.3 s for its five
frames (gateways.md 5), a dimmer tells its level right after it was switched on."""

EFFECT: Final = 4.0
"""Seconds in which a command shows its effect as a frame of its object; a motor takes 0.6 s (field.md E). After that,
and after a request whose answer was lost, the state is asked for."""
_ASK_AGAIN: Final = 3
"""How often a state is asked for that nothing tells."""
_DOUBTS: Final = 3
"""How often in a row a gateway has to leave, or fall silent, without a word when it is told the password, to have
refused it. One that restarts at that moment does the same; three failures lock some for a minute (protocol.md 2.5)."""

BROADCAST_DELAY: Final = 0.5
"""Seconds after the last frame to an area, a group or all, after which the members are asked for, together."""
MEMBERS_BEFORE: Final = 1.5
"""Seconds by which members report before the frame to all of them; a MyHomeServer1 takes 0.9 s (protocol.md 5.2)."""

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
        self._name: Final = f"{host}:{port}"
        self._events: Final = Client(host, port, password, SessionType.EventSession)
        self._tuning = (sessions, gap)
        self._budget: Final = Budget()
        self._commands: Final = Commands(
            host, port, password, deliver=self._take, on_command=self._expect, budget=self._budget
        )
        self._events.add_callback(self._on_event)
        self._frame_listeners: Final[list[FrameListener]] = []
        self._state_listeners: Final[list[Callable[[], None]]] = []
        self._last_event = 0.0
        self._grace: asyncio.TimerHandle | None = None
        self._echoes = Echoes()
        self._known: Final[dict[BaseItem, None]] = {}
        """The objects that are devices, in the order they were heard of."""
        self._heard_at: Final[dict[BaseItem, float]] = {}
        """When each object was heard last."""
        self._open: Final[dict[BaseItem, float]] = {}
        """Objects whose state is told in part only, and when to ask for the rest."""
        self._unsure: Final[dict[BaseItem, tuple[float, int]]] = {}
        """Objects whose state may be another than the one told last: when to ask, and how often it was asked."""
        self._due: dict[tuple[BaseItem, int], float] = {}
        """What has to be done again, and when."""
        self._wake: Final = asyncio.Event()
        self._sweeping: Final = asyncio.Lock()
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
    def answer_time(self) -> float | None:
        """Seconds that the last answer took."""
        return self._commands.answer_time

    @property
    def last_frame(self) -> dt.datetime | None:
        """When the last event came."""
        if not self._last_event:
            return None
        ago = asyncio.get_running_loop().time() - self._last_event
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
        if item.is_device and item not in self._known:
            self._get_to_know(item)
        return item

    def add_frame_listener(self, listener: FrameListener) -> Callable[[], None]:
        """Call `listener(item, frame)` for every frame of an object, from whichever session. Returns the way to end."""
        self._frame_listeners.append(listener)
        return lambda: self._frame_listeners.remove(listener)

    def add_state_listener(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` when `state` changed. Returns the way to end it."""
        self._state_listeners.append(listener)
        return lambda: self._state_listeners.remove(listener)

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
                tasks.create_task(self._stay_alive())
                tasks.create_task(self._watch_silence())
                tasks.create_task(self._watch_password())
                tasks.create_task(self._read_everything())
                tasks.create_task(self._keep_up())
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

    async def _stay_alive(self) -> None:
        while True:
            await asyncio.sleep(self._commands.profile.keep_alive)
            # A MH201 answers this with NACK, the others with nothing; both are right (protocol.md 2.8).
            await self._events.send_message(ACK(), force=True)

    async def _watch_silence(self) -> None:
        """Tell a dead event session from a quiet bus. Raises `InvalidSession` or `TimeoutError` for a dead one."""
        loop = asyncio.get_running_loop()
        checked = loop.time()
        while True:
            quiet_since = max(self._last_event, checked)
            await asyncio.sleep(max(quiet_since + SILENCE - loop.time(), 0))
            if self._last_event > quiet_since:
                continue
            await self._probe()
            checked = loop.time()

    async def _probe(self) -> None:
        """Ask the gateway whether it is there, and whether the event session still is one."""
        device = next((item for item in self._known if item.who in _MIRRORED_WHOS), None)
        try:
            with contextlib.suppress(ResponseError):
                await self._commands.request(DimensionRequest((Who.GATEWAY, "", "15")))
            if device is None or not self._echoes.are_certain:
                # Nothing can be provoked on the event session of this gateway.
                await self._renew()
                return
            before = self._last_event
            with contextlib.suppress(ResponseError):
                await self._commands.request(StatusRequest((device.who, device.where)))
        except InvalidAuthentication:
            raise
        except NotSent, InvalidSession:
            # It gives us no command session now: others may use them. That says nothing of the event session.
            await self._renew()
            return
        end = asyncio.get_running_loop().time() + ECHO
        while self._last_event == before:
            if asyncio.get_running_loop().time() > end:
                raise InvalidSession("the gateway answers, but its event session is dead")
            await asyncio.sleep(ECHO / 20)

    async def _renew(self) -> None:
        """Put a fresh event session, which is surely alive, in the place of the present one.

        It is opened before the other is closed, so that nothing is missed; where the gateway has none to spare, the
        present one goes on. Raises `TimeoutError` when the gateway does not answer.
        """
        await self._budget.take(spared=SPARED)
        try:
            await self._events.renew()
        except InvalidSession as error:
            if isinstance(error, InvalidAuthentication) or not self._events.is_connected:
                raise
            _LOGGER.debug("%s: %s", self._name, error)

    async def _read_everything(self) -> None:
        """Read everything once, however often that is interrupted."""
        pause = FIRST_PAUSE
        while not await self.sweep():
            await asyncio.sleep(_jittered(pause))
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _keep_up(self) -> None:
        """Read what frames leave open, and do what has to be done again and again."""
        loop = asyncio.get_running_loop()
        self._due = {(item, number): loop.time() for item in self._known for number, _ in enumerate(item.upkeep())}
        while True:
            await self._complete(loop.time())
            await self._make_sure(loop.time())
            await self._do_due(loop.time())
            self._wake.clear()
            times = (*self._open.values(), *self._due.values(), *(due for due, _ in self._unsure.values()))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(min(times, default=None)):
                    await self._wake.wait()

    def tune(self, sessions: int | None, gap: float | None) -> None:
        """Change what was given as `sessions` and `gap`; it counts from the next frame on."""
        self._tuning = (sessions, gap)
        self._commands.profile = self._tuned(profile_of(self.identity.model))

    async def sweep(self) -> bool:
        """Ask the whole bus; what did not answer to a general request is asked alone. Tell whether all was asked.

        One at a time: a second general request cuts the answers to the first one short.
        """
        async with self._sweeping:
            begin = asyncio.get_running_loop().time()
            quiet = Quiet(lambda: self._last_event)
            try:
                await quiet.wait()
                await ask_all(self._commands, quiet)
                if self.profile.has_colours:
                    await ask_all(self._commands, quiet, COLOUR_REQUESTS)
                if not any(isinstance(item, Energy) for item in self._known):
                    await find_meters(self._commands)
                for item in [item for item in self._known if self._heard_at.get(item, 0.0) < begin]:
                    for request in item.status_requests():
                        await self._ask_for(item, request)
            except InvalidAuthentication:
                raise
            except (NotSent, InvalidSession) as error:
                _LOGGER.debug("%s could not be read as a whole: %s", self._name, error)
                return False
        return True

    async def _ask_for(self, item: BaseItem, request: BaseMessage) -> None:
        """Ask; when the answer is lost, the object stays unsure. Raises `NotSent` or `InvalidSession`."""
        try:
            await self._commands.request(request)
        except ResponseError:
            _LOGGER.debug("%s refuses %s", self._name, request)
        except TimeoutError:
            self._doubt(item)

    def _doubt(self, item: BaseItem, asked: int = 0) -> None:
        self._unsure[item] = (asyncio.get_running_loop().time() + EFFECT, asked)
        self._wake.set()

    def _expect(self, command: BaseMessage) -> None:
        """Expect a command to show its effect: an event that got lost would leave a state untrue for ever."""
        if command.who is None or command.where is None:
            return
        with contextlib.suppress(KeyError):
            item = self._events.get_item(command.who, command.where, client=self._commands)
            if item in self._known and item.status_requests():
                self._doubt(item)

    async def _make_sure(self, now: float) -> None:
        """Read the objects whose state may have changed without a word."""
        for item, (due, asked) in tuple(self._unsure.items()):
            if due > now or item not in self._unsure:
                continue
            if asked + 1 < _ASK_AGAIN:
                self._doubt(item, asked + 1)
            else:
                del self._unsure[item]
            for request in item.status_requests():
                if not await self._ask(request):
                    # That does not count; it is asked when the gateway has a session for us again.
                    self._doubt(item, asked)
                    break

    async def _complete(self, now: float) -> None:
        for item in [item for item, due in self._open.items() if due <= now]:
            if not item.is_device and self._sweeping.locked():
                self._open[item] = now + BROADCAST_DELAY
                continue
            del self._open[item]
            for request in item.missing() if item.is_device else self._requests_after(item, now):
                if not await self._ask(request) and item.is_device:
                    self._open.setdefault(item, asyncio.get_running_loop().time() + EFFECT)
                    break

    def _requests_after(self, broadcast: BaseItem, now: float) -> Sequence[BaseMessage]:
        """Return what to ask after a frame to many; some gateways tell what became of each, some do not."""
        if not isinstance(broadcast, PointItem):
            return ()
        members = [
            item
            for item in self._known
            if isinstance(item, PointItem) and item.who is broadcast.who and broadcast.address.covers(item.address)
        ]
        since = now - BROADCAST_DELAY - MEMBERS_BEFORE
        if members and all(self._heard_at.get(item, 0.0) >= since for item in members):
            return ()
        return broadcast.status_requests()

    async def _do_due(self, now: float) -> None:
        for (item, number), due in tuple(self._due.items()):
            if due <= now:
                interval, action = item.upkeep()[number]
                self._due[item, number] = now + interval
                await self._try(action())

    async def _ask(self, request: BaseMessage) -> bool:
        """Ask what nobody waits for; tell whether it could be sent."""
        try:
            await self._commands.request(request)
        except InvalidAuthentication:
            raise
        except (NotSent, InvalidSession) as error:
            _LOGGER.debug("%s: %s", self._name, error)
            return False
        except (OWNException, TimeoutError) as error:
            _LOGGER.debug("%s: %s", self._name, error)
        return True

    async def _try(self, action: Awaitable[object]) -> None:
        """Do what nobody waits for: that it failed is of no interest, it comes again."""
        try:
            await action
        except InvalidAuthentication:
            raise
        except (OWNException, TimeoutError) as error:
            _LOGGER.debug("%s: %s", self._name, error)

    async def close(self) -> None:
        """Close both sessions. Whoever runs `run` has to cancel it first."""
        await self._events.close()
        await self._commands.close()
        self._change(ConnectionState.STOPPED)

    def _take(self, message: BaseMessage) -> None:
        """Take in a data frame of an answer."""
        self._echoes.answered(message)
        item = self._events.handle(message, client=self._commands)
        if item is not None:
            self._tell(item, message)

    def _on_event(self, item: BaseItem, message: BaseMessage) -> None:
        self._last_event = asyncio.get_running_loop().time()
        self._echoes.told(message)
        self._tell(item, message)

    def _tell(self, item: BaseItem, message: BaseMessage) -> None:
        if item.heard:
            now = asyncio.get_running_loop().time()
            if _tells(message):
                self._heard_at[item] = now
                self._unsure.pop(item, None)
            diagnosed = _DIAGNOSED.get(item.who)
            if diagnosed is not None and item.where.key not in ("", "0"):
                # What answers a request for diagnostics is there, and will be asked for its state.
                with contextlib.suppress(KeyError):
                    self.get_item(diagnosed, item.where)
            elif not item.is_device:
                self._tell_members(item, message, now)
            elif item not in self._known:
                self._get_to_know(item)
        for listener in self._frame_listeners:
            listener(item, message)

    def _tell_members(self, item: BaseItem, message: BaseMessage, now: float) -> None:
        """See that the members of an area or a group are looked at after a frame to all of them."""
        if item.who in _MIRRORED_WHOS and isinstance(message, NormalMessage) and not message.is_translation:
            self._open[item] = now + BROADCAST_DELAY
            self._wake.set()

    def _get_to_know(self, item: BaseItem) -> None:
        self._known[item] = None
        item.add_listener(lambda _: self._changed(item))
        now = asyncio.get_running_loop().time()
        for number, _ in enumerate(item.upkeep()):
            self._due[item, number] = now
        # The frame that made it known was taken in before the listener was there.
        self._changed(item)
        self._wake.set()

    def _changed(self, item: BaseItem) -> None:
        if item.missing():
            self._open[item] = asyncio.get_running_loop().time() + COMPLETION_DELAY
            self._wake.set()

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


def _tells(message: BaseMessage) -> bool:
    """Tell whether a frame may say how an object is, and not only what somebody wants of it."""
    if isinstance(message, NormalMessage):
        return not message.is_translation
    return not isinstance(message, StatusRequest | DimensionRequest | DimensionWriting)


_DIAGNOSED: Final = {
    Who.ENERGY_DIAGNOSTICS: Who.ENERGY_MANAGEMENT,
    Who.THERMOREGULATION_DIAGNOSTICS: Who.THERMOREGULATION,
}
"""The subsystem whose devices answer a request for diagnostics."""
_MIRRORED_WHOS: Final = frozenset((Who.LIGHTING, Who.AUTOMATION))
