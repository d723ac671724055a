"""One gateway: an event session that is kept alive, the way of the commands, and the objects behind it."""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from .commands import Commands
from .exceptions import AnotherGateway, InvalidAuthentication, InvalidSession, NotSent, OWNException
from .identity import UNKNOWN, Identity, ask_identity
from .items import BaseItem, GatewayDiagnostics, GatewayItem, Traits
from .journal import Journal, JournalBudget, JournalClient
from .link import ConnectionState, Link, Problem, jittered
from .listeners import Listeners
from .liveness import Liveness
from .messages import BaseMessage
from .profiles import Profile, profile_of
from .refresh import Refresher, SilenceListener
from .sender import OnFrame, Priority
from .tags import Where, Who
from .timing import TIMING, Timing

_LOGGER = logging.getLogger(__name__)

type FrameListener = Callable[[BaseItem, BaseMessage], None]


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
        self,
        host: str,
        port: int,
        password: str,
        *,
        mac: str | None = None,
        sessions: int | None = None,
        gap: float | None = None,
        timing: Timing = TIMING,
    ) -> None:
        """Prepare; nothing is connected yet.

        `mac` (12 lower-case hex digits) is the gateway's, if it is known: no other is taken for it. `sessions` (1-4
        command sessions) and `gap` (seconds between two frames) are for a gateway that takes more, or less, than its
        model is known to.
        """
        self._timing: Final = timing
        self.identity = UNKNOWN
        self.journal: Final = Journal()
        """What went over the wire lately."""
        self._name: Final = f"{host}:{port}"
        self._mac: Final = mac
        self._events: Final = JournalClient(host, port, password, self.journal, timing)
        self._tuning = (sessions, gap)
        self._budget: Final = JournalBudget(self.journal, timing)
        self._commands: Final = Commands(
            host,
            port,
            password,
            deliver=self._take,
            on_command=self._expect,
            budget=self._budget,
            journal=self.journal,
            timing=timing,
        )
        self._events.add_callback(self._on_event)
        self._frame_listeners: Final = Listeners[BaseItem, BaseMessage]()
        self._link: Final = Link(self._name, self._events, self._budget, timing)
        self._refresher: Final = Refresher(self._name, self._commands, lambda: self._liveness.last_event)
        self._liveness: Final = Liveness(
            self._name, self._events, self._commands, self._budget, lambda: self._refresher.known
        )

    @property
    def state(self) -> ConnectionState:
        """How it stands with the connection."""
        return self._link.state

    @property
    def problem(self) -> Problem | None:
        """Why there is no connection, as far as the last attempt told."""
        return self._link.problem

    @property
    def reconnections(self) -> int:
        """How often the connection came back."""
        return self._link.reconnections

    @property
    def available(self) -> bool:
        """Whether there is a connection, or there was one until a moment ago."""
        return self._link.available

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
        return self._frame_listeners.add(listener)

    def add_state_listener(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` when `state`, `available` or `identity` changed. Returns the way to end it."""
        return self._link.listeners.add(listener)

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

    async def connect(self, *, identify: bool = False) -> None:
        """Open the event session; where wanted, ask the gateway what it is before anything else: `run` asks it too.

        Raises `TimeoutError`, `InvalidSession` or `InvalidAuthentication` as `BaseClient.start` does, and what
        `identify` raises; nothing stays open then.
        """
        try:
            await self._link.open()
            if identify:
                await self.identify()
        except BaseException:
            await self.close()
            raise

    async def identify(self) -> Identity:
        """Ask the gateway what it is, and treat it accordingly; a question that it refuses stays unanswered.

        Raises `AnotherGateway` when it is not the one that was expected, `TimeoutError` when it does not answer,
        `NotSent`, `InvalidSession` or `InvalidAuthentication` when it cannot be asked.
        """
        gateway = cast("GatewayItem", self.get_item(Who.GATEWAY, Where()))
        device = cast("GatewayDiagnostics", self.get_item(Who.DEVICE_DIAGNOSTICS, Where()))
        identity = await ask_identity(self._commands, gateway, device)
        if self._mac and identity.mac and identity.mac != self._mac:
            raise AnotherGateway(identity.mac)
        if identity != self.identity:
            self.identity = identity
            self._commands.profile = self._tuned(profile_of(identity.model))
            self._link.listeners.tell()
        return identity

    def _tuned(self, profile: Profile) -> Profile:
        sessions, gap = self._tuning
        return replace(
            profile,
            command_sessions=profile.command_sessions if sessions is None else sessions,
            gap=profile.gap if gap is None else gap,
        )

    async def run(self) -> None:
        """Keep the event session alive and the objects up to date, until cancelled.

        It never gives up. Raises `InvalidAuthentication` when the gateway refuses the password, and `AnotherGateway`
        when another one answers at its address, whose house is not touched: a person has to act.
        """
        await self._link.keep(self._live)

    async def _live(self) -> None:
        """Read events and keep things up until the connection is lost. Raises as `run` does."""
        self._commands.welcome()
        another: AnotherGateway | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read_events())
                tasks.create_task(self._liveness.stay_alive())
                tasks.create_task(self._liveness.watch_silence())
                tasks.create_task(self._watch_password())
                tasks.create_task(self._read_everything())
                tasks.create_task(self._refresher.keep_up())
        except* AnotherGateway as group:
            another = cast("AnotherGateway", group.exceptions[0])
        except* (OWNException, TimeoutError) as group:
            _LOGGER.debug("%s: %s", self._name, group.exceptions[0])
        if another is not None:
            await self.close()
            raise another
        if self._commands.password_refused.is_set():
            await self._link.refuse()
            raise InvalidAuthentication("the gateway has refused the password")

    async def _watch_password(self) -> None:
        """End it all when a command session finds that the password is not right any more."""
        await self._commands.password_refused.wait()
        raise InvalidAuthentication("the gateway has refused the password")

    async def _read_events(self) -> None:
        await self._events.loop(client=self._commands)
        raise InvalidSession("the event session was closed")

    async def _read_everything(self) -> None:
        """Ask the gateway what it is, and the whole bus, however often that is interrupted; once more each day."""
        while True:
            pause = self._timing.sweep_pause
            while not (await self._is_identified() and await self.sweep()):
                await asyncio.sleep(jittered(pause))
                pause = min(2 * pause, self._timing.longest_sweep_pause)
            if self.identity is UNKNOWN:
                # Its answer may have been lost.
                await self._is_identified()
            await asyncio.sleep(self._timing.reread)

    async def _is_identified(self) -> bool:
        """Ask the gateway what it is; tell whether that could be asked. Raises as `run` does."""
        try:
            await self.identify()
        except InvalidAuthentication:
            raise
        except (NotSent, InvalidSession) as error:
            _LOGGER.debug("%s could not be asked what it is: %s", self._name, error)
            return False
        except TimeoutError as error:
            # It may answer other things.
            _LOGGER.debug("%s does not say what it is: %s", self._name, error)
        return True

    def tune(self, sessions: int | None, gap: float | None) -> None:
        """Change what was given as `sessions` and `gap`; it counts from the next frame on."""
        self._tuning = (sessions, gap)
        self._commands.profile = self._tuned(profile_of(self.identity.model))

    async def sweep(self) -> bool:
        """Ask the whole bus. Tell whether all could be asked. Raises `InvalidAuthentication`."""
        return await self._refresher.sweep()

    async def close(self) -> None:
        """Close both sessions. Whoever runs `run` has to cancel it first."""
        await self._commands.close()
        await self._link.close()

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
        self._frame_listeners.tell(item, message)


_DIAGNOSED: Final = {
    Who.ENERGY_DIAGNOSTICS: Who.ENERGY_MANAGEMENT,
    Who.THERMOREGULATION_DIAGNOSTICS: Who.THERMOREGULATION,
}
"""The subsystem whose devices answer a request for diagnostics."""
