"""Scan: the whole bus is read, what people look at first before the rest, what is known before what is looked for.

    lights and shutters       their general requests
    meters                    their power alone (`first_requests`)
    what else is known        the general requests of its kind, then one by one what has not answered
    what is only looked for   general requests that perhaps nobody answers, and meters

Meanwhile the upkeep of an object waits: its requests would keep the bus from being quiet, and may not be needed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Final

from ..commands.pipeline import CommandPipeline
from ..exceptions import InvalidAuthentication, InvalidSession, NotSent
from ..items import BaseItem, Energy
from ..items.registry import first_read, general_requests, system_of
from ..wire.messages import BaseMessage
from ..wire.tags import Who
from .general_requests import MAX_GAP, Quiet, ask_all, ask_one, find_meters

_FIRST: Final = first_read()

_LOGGER = logging.getLogger(__name__)


class Scan:
    """Reads the bus."""

    def __init__(
        self,
        name: str,
        commands: CommandPipeline,
        known: Collection[BaseItem],
        heard_at: Mapping[BaseItem, float],
        *,
        ask_alone: Callable[[BaseItem], Awaitable[None]],
        on_read: Callable[[], None],
        on_told: Callable[[Who, float], None],
    ) -> None:
        """Prepare. `known` are the objects that are devices, `heard_at` when each was heard last.

        `on_read` is called when an object may be asked that might not before, `on_told` when a subsystem has answered
        a general request, with the event loop's time of that.
        """
        self.asked_at_once: Who | None = None
        """The subsystem that a general request is just about."""
        self.asked_at: Final[dict[Who | None, float]] = {}
        """The event loop's time of the last general request to each subsystem."""
        self._name: Final = name
        self._commands: Final = commands
        self._known: Final = known
        self._heard_at: Final = heard_at
        self._ask_alone: Final = ask_alone
        self._on_read: Final = on_read
        self._on_told: Final = on_told
        self._running: Final = asyncio.Lock()
        self._awaited: Sequence[BaseItem] = ()
        """What was known to answer the general request that is under way when it was sent."""
        self._unread: Final[set[Who]] = set()
        """The subsystems that are still to be asked, or are just asked."""
        self._unanswered: Final[set[Who | None]] = set()
        """The subsystems whose general requests were refused, or met with silence."""
        self._asked_alone: Final[set[BaseItem]] = set()
        """What was asked by itself since the scan began."""
        self._is_urgent = False
        """What people look at first is not read yet."""
        self._last_events: Final[dict[Who | None, float]] = {}
        """The event loop's time of the last event of each subsystem, of any at `None`."""
        self._quiet: Final = Quiet(
            lambda who: self._last_events.get(who, 0.0),
            lambda _: bool(self._awaited),
            self._is_told,
            commands.timing,
        )

    @property
    def is_running(self) -> bool:
        """Whether the bus is just being read."""
        return self._running.locked()

    def hear(self, event: BaseMessage) -> None:
        """Take note of an event."""
        self._last_events[None] = self._last_events[event.who] = asyncio.get_running_loop().time()

    def expect(self) -> None:
        """Let the upkeep wait for a run that is about to begin."""
        self._is_urgent = True
        self._unread.update(one.who for one in self._requests() if one.who is not None)

    def is_done_with(self, item: BaseItem) -> bool:
        """Whether an object may be asked: its kind has been, and what people look at first."""
        return not self._is_urgent and item.who not in self._unread

    async def run(self) -> bool:
        """Ask everything. Tell whether all could be asked. Raises `InvalidAuthentication`.

        One at a time: a second general request cuts the answers to the first one short.
        """
        async with self._running:
            begin = asyncio.get_running_loop().time()
            self.expect()
            try:
                await self._read(begin)
            except InvalidAuthentication:
                raise
            except (NotSent, InvalidSession) as error:
                _LOGGER.debug("%s could not be read as a whole: %s", self._name, error)
                return False
            finally:
                self.asked_at_once = None
                self._is_urgent = False
                self._unread.clear()
        return True

    async def _read(self, begin: float) -> None:
        self._unanswered.clear()
        self._asked_alone.clear()
        known = {system_of(item.who) for item in self._known}
        wanted = [one for one in self._requests() if one.who is not None and system_of(one.who) in known]
        await self._ask_all([one for one in wanted if one.who in _FIRST])
        for request in [request for item in self._known for request in item.first_requests()]:
            await ask_one(self._commands, request)
        self._is_urgent = False
        self._on_read()
        await self._ask_all([one for one in wanted if one.who not in _FIRST])
        await self._ask_each_since(begin)
        await self._ask_all([one for one in self._requests() if one not in wanted])
        await self._ask_each_since(begin)
        await self._look_for_meters()
        await self._ask_each_since(begin)

    async def _look_for_meters(self) -> None:
        """Ask the addresses of meters, where the gateway does not ask them all at once, or nothing came of it."""
        meters = {item.key for item in self._known if isinstance(item, Energy)}
        if Who.ENERGY_DIAGNOSTICS in self._unanswered:
            await find_meters(self._commands, meters, MAX_GAP)
        elif not meters:
            await find_meters(self._commands)

    def _requests(self) -> Sequence[BaseMessage]:
        return general_requests(has_colours=self._commands.profile.has_colours)

    async def _ask_all(self, requests: Sequence[BaseMessage]) -> None:
        left = [request.who for request in requests]

        def begin(request: BaseMessage) -> None:
            self.asked_at_once = request.who
            self.asked_at[request.who] = asyncio.get_running_loop().time()
            self._awaited = self._asked_by(request)

        def end(request: BaseMessage, is_answered: bool) -> None:
            left.remove(request.who)
            if is_answered and request.who is not None:
                self._on_told(request.who, self.asked_at[request.who])
            if request.who is not None and request.who not in left:
                self._unread.discard(request.who)
                self._on_read()

        unanswered = await ask_all(self._commands, self._quiet, requests, before=begin, after=end)
        self._unanswered.update(request.who for request in unanswered)
        self.asked_at_once = None

    async def _ask_each_since(self, begin: float) -> None:
        """Ask each object that was not heard since a time, once: what does not answer then is asked again later."""
        for item in [item for item in self._known if self._heard_at.get(item, 0.0) < begin]:
            if item not in self._asked_alone:
                self._asked_alone.add(item)
                await self._ask_alone(item)

    def _asked_by(self, request: BaseMessage) -> Sequence[BaseItem]:
        """Return the known objects that answer a general request."""
        return [item for item in self._known if item.who is request.who and item.status_requests()]

    def _is_told(self, request: BaseMessage, since: float) -> bool:
        """Tell whether all that was known to answer a general request has, since a time, and nothing else."""
        awaited = self._awaited
        # Where one has turned up that was not known, more may follow.
        is_all = bool(awaited) and len(self._asked_by(request)) == len(awaited)
        return is_all and all(self._heard_at.get(item, 0.0) >= since for item in awaited)
