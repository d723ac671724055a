"""Gateway: an event session that is kept alive, the way of the commands, and the objects behind it."""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast, override

from ..commands.connect_limiter import ConnectLimiter
from ..commands.exchange import CommandObserver, Exchange, Outcome
from ..commands.pipeline import CommandPipeline
from ..exceptions import AnotherGateway, InvalidAuthentication, InvalidSession, NotSent, OWNException
from ..items import BaseItem, GatewayDiagnostics, GatewayItem, Traits
from ..items.point import PointItem
from ..items.registry import diagnosed_by
from ..items.store import ItemStore
from ..journal import Journal
from ..observer import GatewayObserver, Observers, Way
from ..priority import Priority
from ..profiles import Profile, profile_of
from ..timing import TIMING, Timing
from ..wire.connection import ConnectionParams
from ..wire.messages import BaseMessage, DimensionRequest, StatusRequest
from ..wire.tags import Where, Who
from .answers import Answers
from .event_session import ConnectionState, EventSession, Problem, jittered
from .groups import GroupTracker
from .identity import UNKNOWN, Identity, ask_identity
from .liveness import Liveness
from .pending import Pending
from .state_updater import StateUpdater

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sessions:
    """What is open between us and a gateway."""

    event: bool
    command: int
    """Command sessions."""
    busy: int
    """Those of them that send, or wait for an answer."""


class Gateway(CommandObserver):
    """A gateway and the objects behind it.

    Every frame enters its object here, once: `_on_event` for what comes on the event session, `on_answer` for what a
    command session brings. Everybody else is an observer.
    """

    def __init__(
        self,
        params: ConnectionParams,
        *,
        mac: str | None = None,
        sessions: int | None = None,
        gap: float | None = None,
        model: str | None = None,
        timing: Timing = TIMING,
    ) -> None:
        """Prepare; nothing is connected yet.

        `mac` (12 lower-case hex digits) is the gateway's, if it is known: no other is taken for it. `sessions` (1-4
        command sessions) and `gap` (seconds between two frames) are for a gateway that takes more, or less, than its
        model is known to. `model` is what somebody else says it is: it counts until the gateway says better, which not
        all do.
        """
        self.identity = UNKNOWN
        self.journal: Final = Journal()
        """What went over the wire lately."""
        self.scanned: Final = asyncio.Event()
        """Set when the whole bus has been asked for the first time, whether all could be asked or not."""
        self._timing: Final = timing
        self._name: Final = str(params)
        self._mac = mac
        self._tuning = (sessions, gap)
        self._told_model = model
        self._is_read = False
        """The whole bus was read since the connection was made: who goes on with it has nothing to ask."""
        self._store: Final = ItemStore()
        self._observers: Final = Observers()
        limiter = ConnectLimiter(timing, self._observers.on_connecting, params=params)
        self._commands: Final = CommandPipeline(params, observer=self, limiter=limiter, timing=timing)
        self._commands.profile = self._tuned()
        self._session: Final = EventSession(params, limiter=limiter, observer=self._observers, timing=timing)
        self._groups: Final = GroupTracker(timing)
        self._updater: Final = StateUpdater(self._name, self._commands, self._observers, self._groups)
        self._liveness: Final = Liveness(self._session, self._commands)
        self._answers: Final = Answers(self._timing)
        for observer in (self.journal, self._liveness, self._groups, self._updater, Pending()):
            self._observers.add(observer)

    @property
    def state(self) -> ConnectionState:
        """How it stands with the connection."""
        return self._session.state

    @property
    def problem(self) -> Problem | None:
        """Why there is no connection, as far as the last attempt told."""
        return self._session.problem

    @property
    def reconnections(self) -> int:
        """How often the connection came back."""
        return self._session.reconnections

    @property
    def available(self) -> bool:
        """Whether there is a connection, or there was one until a moment ago."""
        return self._session.available

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
        return Sessions(self._session.is_connected, *self._commands.sessions)

    @property
    def answer_time(self) -> float | None:
        """Seconds that the last answer took."""
        return self._commands.answer_time

    @property
    def last_frame(self) -> dt.datetime | None:
        """When the last event came."""
        return _moment(self._liveness.last_event or None)

    @property
    def items(self) -> Sequence[BaseItem]:
        """All objects heard of so far."""
        return self._store.items

    def get_item(self, who: Who, where: Where, traits: Traits | None = None) -> BaseItem:
        """Return the object of an address; from now on it is kept up to date.

        `traits` are what it told of itself before a restart. Raises `KeyError` for a WHO that has no item class.
        """
        item = self._store.get(who, where, self._commands)
        if traits:
            item.restore(traits)
        self._updater.get_to_know(item)
        self._groups.get_to_know(item)
        return item

    def stand_in(self, who: Who, where: Where) -> PointItem[Any]:
        """Return the object of an address where no actuator is: no device, and asked for nothing by itself.

        Raises `KeyError` for an address that is none of a point.
        """
        item = self._store.get(who, where, self._commands)
        if not isinstance(item, PointItem):
            raise KeyError(where)
        item.is_virtual = True
        self._updater.forget(item)
        self._groups.forget(item)
        return item

    @property
    def asked_at_once(self) -> Who | None:
        """The subsystem of which all objects are just asked: what they tell may be an answer."""
        return self._updater.asked_at_once

    def show_members(self, group: PointItem[Any], members: Iterable[PointItem[Any]] = ()) -> None:
        """Let a group, an area or all be what its members are; those of a group are `members`, if any are named."""
        self._groups.show(group, members)

    def members(self, group: BaseItem) -> frozenset[PointItem[Any]]:
        """Return the members of a group, an area or all, as far as they are known."""
        return self._groups.members(group)

    def add_observer(self, observer: GatewayObserver) -> Callable[[], None]:
        """Tell `observer` what happens. Returns the way to end it."""
        return self._observers.add(observer)

    def has_told(self, who: Who, since: float) -> None:
        """Take note that all of a subsystem was told in answer to a request at a time of the event loop."""
        self._observers.on_told(who, since)

    def groups_of(self, item: BaseItem) -> Sequence[BaseItem]:
        """Return the groups, areas and all that an object belongs to, as far as somebody looks at them."""
        return self._groups.groups_of(item)

    def silent_since(self, item: BaseItem) -> float | None:
        """Return the event loop's time at which an object was found to answer no more; `None` where it does.

        Only an object that has answered before can fall silent, and a group of which no member answers.
        """
        members = self._groups.members(item) if isinstance(item, PointItem) and item.is_collective else ()
        if members and all(member.is_silent for member in members):
            return max(self._updater.silent_since(member) or 0.0 for member in members)
        return self._updater.silent_since(item)

    def heard_at(self, item: BaseItem) -> dt.datetime | None:
        """Return when an object told something last; `None` where it never did."""
        return _moment(self._updater.heard_at(item))

    async def request(
        self,
        message: BaseMessage,
        *,
        priority: Priority | None = None,
        replaces: str = "",
    ) -> Sequence[BaseMessage]:
        """Send a frame; see `CommandPipeline.request`."""
        return await self._commands.request(message, priority=priority, replaces=replaces)

    async def connect(self, *, identify: bool = False) -> None:
        """Open the event session; where wanted, ask the gateway what it is before anything else: `run` asks it too.

        Raises `TimeoutError`, `InvalidSession` or `InvalidAuthentication` as `BaseClient.start` does, and what
        `identify` raises; nothing stays open then.
        """
        try:
            await self._session.open()
            if identify:
                await self.identify()
        except BaseException:
            await self.close()
            raise

    async def identify(self, *, briefly: bool = False) -> Identity:
        """Ask the gateway what it is, and treat it accordingly; a question that it refuses stays unanswered.

        `briefly` asks for its MAC address alone: whether it is the same as before.

        Raises `AnotherGateway` when it is not the one that was expected, `TimeoutError` when it does not answer,
        `NotSent`, `InvalidSession` or `InvalidAuthentication` when it cannot be asked.
        """
        gateway = cast("GatewayItem", self.get_item(Who.GATEWAY, Where()))
        device = cast("GatewayDiagnostics", self.get_item(Who.DEVICE_DIAGNOSTICS, Where()))
        identity = await ask_identity(self._commands, gateway, device, briefly=briefly)
        if self._mac and identity.mac and identity.mac != self._mac:
            raise AnotherGateway(identity.mac)
        # Whoever did not know it before does from now on.
        self._mac = self._mac or identity.mac
        if identity != self.identity:
            self.identity = identity
            self._commands.profile = self._tuned()
            self._observers.on_state()
        return identity

    @property
    def model(self) -> str | None:
        """What it says it is, else what it is said to be."""
        return self.identity.model or self._told_model

    def _tuned(self) -> Profile:
        profile = profile_of(self.model)
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
        await self._session.keep(self._live)

    async def _live(self) -> None:
        """Read events and keep things up until the connection is lost. Raises as `run` does."""
        self._commands.password_refused.clear()
        self._commands.welcome()
        if not self._is_read:
            self._updater.expect_scan()
        another: AnotherGateway | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._session.read(self._on_event))
                tasks.create_task(self._liveness.stay_alive())
                tasks.create_task(self._liveness.watch_silence())
                tasks.create_task(self._watch_password())
                tasks.create_task(self._read_everything())
                tasks.create_task(self._updater.keep_up(anew=not self._is_read))
        except* AnotherGateway as group:
            another = cast("AnotherGateway", group.exceptions[0])
        except* (OWNException, TimeoutError) as group:
            _LOGGER.debug("%s: %s", self._name, group.exceptions[0])
        self._is_read = False
        if another is not None:
            await self.close()
            raise another
        if self._commands.password_refused.is_set():
            await self._session.refuse()
            raise InvalidAuthentication("the gateway has refused the password")

    async def _watch_password(self) -> None:
        """End it all when a command session finds that the password is not right any more."""
        await self._commands.password_refused.wait()
        raise InvalidAuthentication("the gateway has refused the password")

    async def _read_everything(self) -> None:
        """Ask the gateway what it is, and the whole bus, however often that is interrupted; once more each day."""
        while True:
            if self._is_read:
                await asyncio.sleep(self._timing.reread)
            pause = self._timing.scan_pause
            # That it is the same gateway has to be known before anything else; what else it is has time.
            was_known = self.identity is not UNKNOWN
            while not (await self._is_identified(briefly=was_known) and await self.scan()):
                await asyncio.sleep(jittered(pause))
                pause = min(2 * pause, self._timing.longest_scan_pause)
            # Whoever takes it over from here on need not read the bus again.
            self._is_read = True
            if was_known or self.identity is UNKNOWN:
                # Its answer may have been lost.
                await self._is_identified()

    async def _is_identified(self, *, briefly: bool = False) -> bool:
        """Ask the gateway what it is; tell whether that could be asked. Raises as `run` does."""
        try:
            await self.identify(briefly=briefly)
        except InvalidAuthentication:
            raise
        except (NotSent, InvalidSession) as error:
            _LOGGER.debug("%s could not be asked what it is: %s", self._name, error)
            return False
        except TimeoutError as error:
            # It may answer other things.
            _LOGGER.debug("%s does not say what it is: %s", self._name, error)
        return True

    def tune(self, sessions: int | None, gap: float | None, model: str | None = None) -> None:
        """Change what was given as `sessions`, `gap` and `model`; it counts from the next frame on."""
        self._tuning = (sessions, gap)
        self._told_model = model
        self._commands.profile = self._tuned()

    async def scan(self) -> bool:
        """Ask the whole bus. Tell whether all could be asked. Raises `InvalidAuthentication`."""
        is_whole = await self._updater.scan()
        self.scanned.set()
        return is_whole

    async def close(self) -> None:
        """Close both sessions. Whoever runs `run` has to cancel it first."""
        await self._commands.close()
        await self._session.close()

    # Frames --------------------------------------------------------------------------------------------------

    def _on_event(self, message: BaseMessage) -> None:
        self._take(Way.EVENT, message, is_answer=self._answers.is_answer(message))

    @override
    def on_answer(self, message: BaseMessage) -> None:
        self._answers.answered(message)
        self._take(Way.ANSWER, message, is_answer=True)

    def _take(self, way: Way, message: BaseMessage, *, is_answer: bool) -> None:
        """Let a frame enter its object, and tell everybody."""
        item = self._store.receive(message, self._commands, is_answer=is_answer)
        if item is not None and item.diagnoses is not None and item.heard:
            # What answers a request for diagnostics is there, and will be asked for its state.
            diagnosed = diagnosed_by(item)
            if diagnosed is not None:
                self.get_item(*diagnosed)
        self._observers.on_frame(way, message, item)

    @override
    def on_sent(self, message: BaseMessage) -> None:
        if isinstance(message, StatusRequest | DimensionRequest):
            self._answers.asked(message)
        item = self._item_of(message)
        if item is not None:
            item.written(message)
            self._groups.note_written(item, message)
        self._observers.on_frame(Way.SENT, message, item)

    def _item_of(self, message: BaseMessage) -> BaseItem | None:
        if message.who is not None and message.where is not None:
            with contextlib.suppress(KeyError):
                return self._store.get(message.who, message.where, self._commands)
        return None

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        message = exchange.message
        if isinstance(message, StatusRequest | DimensionRequest):
            if exchange.outcome is not Outcome.PENDING:
                self._answers.ended(message)
        else:
            item = self._item_of(message)
            if isinstance(item, PointItem) and item.is_collective:
                self._groups.note_exchange(item, exchange)
        self._observers.on_exchange(exchange)


def _moment(at: float | None) -> dt.datetime | None:
    """Return the time of day of a time of the event loop."""
    if at is None:
        return None
    ago = asyncio.get_running_loop().time() - at
    return dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago)
