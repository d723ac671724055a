"""State updater: keeps the states of objects true by asking, where no frame tells.

Events tell most of what changes. The rest is asked for, paced and behind everything that a person wants.

    what happens                                        what is scheduled
    --------------------------------------------------  --------------------------------------------------------------
    a connection; a day has passed                      a scan: the general requests, then what did not answer to them
    a frame leaves something open (completion_requests) the rest, after `completion_delay`
    a command is written                                a doubt, asked after `effect` unless told; of two objects always
    a state begins that passes (passes_after)           its end is asked for, rarer while it goes on, if nobody tells it
    a frame to an area, a group or all (has_members)    its members together, after `members_told`
    a frame may have changed others (affects_others)    a doubt of each of those
    a request of a doubt is not answered                the same doubt again; after `ASK_AGAIN` the object is silent
    an object is silent                                 it is asked more and more rarely, and heard of at once
    periodic_tasks                                      each at its interval, from the connection on

Doubts, the rest of states and periodic tasks are done one after the other by `keep_up`, which sleeps until the next is
due.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, override

from ..commands.pipeline import CommandPipeline
from ..exceptions import InvalidAuthentication, InvalidSession, NotSent, OWNException
from ..items import BaseItem
from ..items.base import STATE
from ..items.point import PointItem
from ..observer import GatewayObserver, Way
from ..wire.messages import BaseMessage, DimensionRequest, NormalMessage, StatusRequest
from ..wire.tags import Who
from .general_requests import ask_one
from .groups import GroupTracker
from .scan import Scan

ASK_AGAIN: Final = 3
"""How often in a row an object is asked in vain before it counts as silent."""

_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class _Doubt:
    """That something of an object may be another than was told."""

    about: frozenset[str]
    due: float
    """When to ask."""
    since: float
    asked: int = 0
    """How often it was asked."""
    causes: frozenset[object] = frozenset()
    """The subjects that were told, or have told, what may have changed it."""
    is_of_several: bool = False
    """Whether two orders were written so soon one after the other that what is told may be of the first."""


class StateUpdater(GatewayObserver):
    """Reads the states of a gateway's objects, and knows which of them do not answer any more."""

    def __init__(
        self, name: str, commands: CommandPipeline, observer: GatewayObserver, groups: GroupTracker | None = None
    ) -> None:
        """Prepare; nothing is asked yet. `observer` is told of objects that fall silent."""
        self._groups: Final = groups or GroupTracker(commands.timing)
        self._name: Final = name
        self._commands: Final = commands
        self._observer: Final = observer
        self._timing: Final = commands.timing
        self._known: Final[dict[BaseItem, None]] = {}
        """The objects that are devices, in the order they were heard of."""
        self._heard_at: Final[dict[BaseItem, float]] = {}
        """When each object was heard last."""
        self._open: Final[dict[BaseItem, float]] = {}
        """Objects whose state is told in part only, and when to ask for the rest."""
        self._open_asked: Final[dict[BaseItem, int]] = {}
        """How often the rest of a state was asked for in vain."""
        self._unsure: Final[dict[BaseItem, _Doubt]] = {}
        """Objects whose state may be another than the one told last."""
        self._asked_at: Final[dict[BaseItem, float]] = {}
        """When each object was asked last, whatever it was."""
        self._ordered_at: Final[dict[BaseItem, float]] = {}
        """When something was asked of each object last."""
        self._answering: Final[set[BaseItem]] = set()
        """Objects that have answered; of the others silence tells nothing, some tell what happens and nothing else."""
        self._silent: Final[dict[BaseItem, float]] = {}
        """Objects that have stopped answering, and when that was found."""
        self._ending: Final[dict[BaseItem, tuple[float, float]]] = {}
        """Objects in a state that passes: when to ask whether it has ended, and the pause after that."""
        self._ends_asked: Final[dict[BaseItem, float]] = {}
        """When each object was asked last whether its state goes on."""
        self._due: Final[dict[tuple[BaseItem, int], float]] = {}
        """What has to be done again, and when."""
        self._wake: Final = asyncio.Event()
        self._wakes_at = float("inf")
        """Until when `keep_up` sleeps."""
        self._scan: Final = Scan(
            name,
            commands,
            self._known,
            self._heard_at,
            ask_alone=self._ask_alone,
            on_read=self._wake.set,
            on_told=observer.on_told,
        )

    def get_to_know(self, item: BaseItem) -> None:
        """Keep an object up to date from now on, if it is a device."""
        if item in self._known or not item.is_followed:
            return
        self._known[item] = None
        item.add_listener(partial(self._changed, item))
        self._schedule(item)
        # The frame that made it known was taken in before the listener was there.
        self._changed(item)

    def forget(self, item: BaseItem) -> None:
        """Keep an object up to date no longer."""
        about: tuple[dict[BaseItem, Any], ...] = (
            *(self._known, self._heard_at, self._open, self._open_asked, self._unsure, self._silent),
            *(self._ending, self._ends_asked, self._ordered_at),
        )
        for one in about:
            one.pop(item, None)
        self._answering.discard(item)
        item.is_silent = False
        for task in [task for task in self._due if task[0] is item]:
            del self._due[task]

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if way is Way.EVENT:
            self._scan.hear(message)
        if item is None or (isinstance(item, PointItem) and item.is_virtual):
            return
        if way is Way.SENT:
            if isinstance(message, StatusRequest | DimensionRequest):
                self._asked_at[item] = asyncio.get_running_loop().time()
            else:
                if item in self._known or item.is_followed:
                    self._expect(item, message)
                elif item.has_members:
                    # Some gateways tell nothing of it, and no member may have heard it.
                    self._leave_open(item, asyncio.get_running_loop().time() + self._timing.effect)
                self._doubt_affected(item, message)
            return
        if item.heard or (item.has_members and not item.is_device):
            self._heard(item, message, is_answer=way is Way.ANSWER)
        if way is Way.EVENT and item.affects_others(message):
            self._doubt_affected(item, message)

    def _heard(self, item: BaseItem, message: BaseMessage, *, is_answer: bool) -> None:
        now = asyncio.get_running_loop().time()
        told = item.tells(message)
        if told or item.is_report(message):
            self._is_there(item, now)
        if told:
            if item in self._unsure and not self._may_be_older(item, now, is_answer=is_answer):
                self._settle(item, told)
            # Some gateways answer on the event session only (protocol.md 5.3).
            if is_answer or item.who is self._scan.asked_at_once:
                self._answering.add(item)
        if item in self._known:
            if not is_answer:
                self._heard_event(item, message, is_told=bool(told))
        elif item.is_followed:
            self.get_to_know(item)
        elif item.has_members and isinstance(message, NormalMessage) and not message.is_translation:
            self._heard_of_many(item, now)

    def _heard_event(self, item: BaseItem, message: BaseMessage, *, is_told: bool) -> None:
        now = asyncio.get_running_loop().time()
        about = item.leaves_open(message)
        if about:
            self._doubt(item, about)
        # The answer to our own question whether a state goes on does not begin it anew.
        if is_told and now - self._ends_asked.get(item, float("-inf")) > self._timing.effect:
            self._expect_end(item, item.passes_after)

    def _heard_of_many(self, item: BaseItem, now: float) -> None:
        self._leave_open(item, now + _members_told(item))
        self._expect_end(item, item.passes_after)
        for member in self._groups.members(item) if isinstance(item, PointItem) else ():
            # A timer of all of them is one of each.
            self._expect_end(member, member.passes_after)

    def _is_there(self, item: BaseItem, now: float) -> None:
        """Take note that an object reports something, whatever doubt that leaves: it is not silent."""
        self._heard_at[item] = now
        if self._silent.pop(item, None) is not None:
            item.is_silent = False
            self._schedule(item)
            self._observer.on_silence(item)

    def _schedule(self, item: BaseItem) -> None:
        """Let the periodic tasks of an object begin."""
        begin = asyncio.get_running_loop().time() + item.periodic_delay
        self._due.update({(item, number): begin for number, _ in enumerate(item.periodic_tasks())})
        self._wake_by(begin)

    def _leave_open(self, item: BaseItem, due: float) -> None:
        """Ask for the rest of a state later."""
        self._open[item] = due
        self._wake_by(due)

    def _wake_by(self, due: float) -> None:
        """Let `keep_up` look at what is due then, if it would sleep for longer."""
        if due < self._wakes_at:
            self._wake.set()

    def _may_be_older(self, item: BaseItem, now: float, *, is_answer: bool) -> bool:
        """Tell whether what is told may be of before a doubt: it was asked too soon, or tells one cause of several."""
        doubt, timing = self._unsure[item], self._timing
        if doubt.is_of_several and not doubt.asked and not is_answer:
            return True
        asked_at = max(self._asked_at.get(item, float("-inf")), self._scan.asked_at.get(item.who, float("-inf")))
        is_soon = asked_at < doubt.since + timing.completion_delay
        return is_soon and (len(doubt.causes) > 1 or now - asked_at <= timing.first_answer)

    def _settle(self, item: BaseItem, told: frozenset[str]) -> None:
        """Ask no more for what an object has told."""
        doubt = self._unsure[item]
        doubt.about -= told
        if not doubt.about or told == STATE:
            del self._unsure[item]

    def _expect(self, item: BaseItem, command: BaseMessage) -> None:
        """Expect a command to show its effect: an event that got lost would leave a state untrue for ever."""
        about = item.changes(command)
        if not item.requests_for(about):
            return
        self._doubt(item, about, causes=self._causes(item) | {item.subject})
        before, now = self._ordered_at.get(item, float("-inf")), asyncio.get_running_loop().time()
        self._ordered_at[item] = now
        if not item.tells_orders_apart and now - before < self._timing.orders_overlap:
            self._unsure[item].is_of_several = True

    def _doubt_affected(self, item: BaseItem, message: BaseMessage) -> None:
        """Doubt the objects that a frame of another one may have changed."""
        about = item.affected_aspects(message)
        for other in item.affected(self._known):
            causes = self._causes(other)
            # What an object tells of itself in other words is no second cause.
            self._doubt(other, about, causes=causes if other.subject == item.subject else causes | {item.subject})

    def _causes(self, item: BaseItem) -> frozenset[object]:
        return self._unsure[item].causes if item in self._unsure else frozenset()

    def silent_since(self, item: BaseItem) -> float | None:
        """Return the event loop's time at which an object was found to answer no more; `None` where it does."""
        return self._silent.get(item)

    def heard_at(self, item: BaseItem) -> float | None:
        """Return the event loop's time at which an object told something last; `None` where it never did."""
        return self._heard_at.get(item)

    @property
    def asked_at_once(self) -> Who | None:
        """The subsystem of which all objects are just asked: what they tell may be an answer."""
        return self._scan.asked_at_once

    def expect_scan(self) -> None:
        """Leave the bus to a scan that is about to begin."""
        self._scan.expect()

    async def scan(self) -> bool:
        """Ask the whole bus; what did not answer to a general request is asked alone. Tell whether all was asked."""
        begin = asyncio.get_running_loop().time()
        try:
            is_whole = await self._scan.run()
        finally:
            self._wake.set()
        # Which kinds answer is known now.
        for item in self._known if is_whole else ():
            if self._heard_at.get(item, 0.0) < begin and item not in self._unsure and self._should_answer(item):
                self._doubt(item, STATE)
        return is_whole

    async def _ask_alone(self, item: BaseItem) -> None:
        """Ask; while it does not answer it stays unsure. Raises `NotSent` or `InvalidSession`."""
        answers = [await ask_one(self._commands, request) for request in item.status_requests()]
        if False in answers:
            self._doubt(item, STATE)
        elif None in answers and item not in self._heard_at and item not in self._unsure:
            # Nobody knows yet whether it ever tells anything: a gateway may have refused that for a moment.
            now = asyncio.get_running_loop().time()
            self._unsure[item] = _Doubt(STATE, now + self._timing.silent_pause, now, ASK_AGAIN - 1)
            self._wake_by(now + self._timing.silent_pause)

    def _should_answer(self, item: BaseItem) -> bool:
        """Tell whether silence tells something of an object: it has answered before, or others of its kind do.

        Of what was never heard and never answered, some tell what happens and nothing else.
        """
        if item in self._answering:
            return True
        kind = item.kind_of(item.where)
        return (
            item not in self._heard_at
            and bool(item.status_requests())
            and any(type(other) is type(item) and other.kind_of(other.where) is kind for other in self._answering)
        )

    async def keep_up(self, *, anew: bool = True) -> None:
        """Read what frames leave open, and do what has to be done again and again, until cancelled.

        With a connection that is made `anew` all of it is due.
        """
        loop = asyncio.get_running_loop()
        if anew:
            for item in self._known:
                self._schedule(item)
        while True:
            await self._complete(loop.time())
            await self._make_sure(loop.time())
            await self._ask_for_ends(loop.time())
            await self._do_due(loop.time())
            self._wake.clear()
            unsure = (doubt.due for doubt in self._unsure.values())
            ending = (due for due, _ in self._ending.values())
            waiting = (*self._open.items(), *((item, due) for (item, _), due in self._due.items()))
            times = (*(due for item, due in waiting if self._scan.is_done_with(item)), *unsure, *ending)
            first = min(times, default=None)
            self._wakes_at = float("inf") if first is None else first
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(first):
                    await self._wake.wait()

    def _changed(self, item: BaseItem) -> None:
        if item not in self._known:
            return
        if item.completion_requests():
            self._leave_open(item, asyncio.get_running_loop().time() + self._timing.completion_delay)
        # One that is in doubt since ends in a moment.
        seconds, ending = item.passes_after, self._ending.get(item)
        if seconds is None or ending is None or asyncio.get_running_loop().time() + 2 * seconds < ending[0]:
            self._expect_end(item, seconds)

    def _expect_end(self, item: BaseItem, seconds: float | None) -> None:
        """Ask whether the state of an object has ended, after so many seconds; `None` for one that does not pass."""
        if seconds is None:
            self._ending.pop(item, None)
        else:
            margin = min(self._timing.ending_margin, seconds)
            due = asyncio.get_running_loop().time() + seconds + margin
            self._ending[item] = (due, margin)
            self._wake_by(due)

    async def _ask_for_ends(self, now: float) -> None:
        """Ask the objects whose state should have ended by now; more and more rarely while it goes on."""
        for item, (due, pause) in tuple(self._ending.items()):
            if due > now or item not in self._ending:
                continue
            if item.passes_after is None:
                # A group, whose members have told it.
                del self._ending[item]
                continue
            longer = min(2 * pause, self._timing.longest_ending_pause)
            self._ending[item] = (now + longer, longer)
            self._ends_asked[item] = now
            if item.expire():
                continue
            for request in item.status_requests():
                if not await self._ask(request):
                    break

    def _doubt(
        self, item: BaseItem, about: frozenset[str], asked: int = 0, causes: frozenset[object] = frozenset()
    ) -> None:
        now = asyncio.get_running_loop().time()
        before = self._unsure.get(item) or _Doubt(about, now, now)
        rarely, timing = asked - ASK_AGAIN - 1, self._timing
        pause = timing.effect if rarely < 0 else min(timing.silent_pause * 2**rarely, timing.longest_silent_pause)
        since = before.since if asked else now
        self._unsure[item] = _Doubt(about | before.about, now + pause, since, asked, causes, before.is_of_several)
        self._wake_by(now + pause)

    async def _make_sure(self, now: float) -> None:
        """Read the objects whose state may have changed without a word."""
        for item, doubt in tuple(self._unsure.items()):
            if doubt.due > now or self._unsure.get(item) is not doubt:
                continue
            if doubt.asked >= ASK_AGAIN:
                was_heard = self._heard_at.get(item, float("-inf")) > doubt.since
                if was_heard or not self._should_answer(item):
                    # It tells what it can; some never tell.
                    del self._unsure[item]
                    continue
                if item not in self._silent:
                    _LOGGER.info("%s: %r does not answer any more", self._name, item)
                    self._silent[item], item.is_silent = now, True
                    self._observer.on_silence(item)
            self._doubt(item, doubt.about, doubt.asked + 1)
            for request in item.requests_for(doubt.about):
                if not await self._ask(request):
                    # That does not count; it is asked when the gateway has a session for us again.
                    if item in self._unsure:
                        self._doubt(item, doubt.about, doubt.asked)
                    break

    async def _complete(self, now: float) -> None:
        for item in [item for item, due in self._open.items() if due <= now and self._scan.is_done_with(item)]:
            if not item.is_device and self._scan.is_running:
                self._open[item] = now + _members_told(item)
                continue
            del self._open[item]
            asked = self._open_asked.pop(item, 0) + 1
            for request in item.completion_requests() if item.is_device else self._requests_after(item, now):
                if not await self._ask(request) and item.is_device:
                    self._open.setdefault(item, asyncio.get_running_loop().time() + self._timing.effect)
                    break
            if item.is_device and asked < ASK_AGAIN and item.completion_requests():
                # The answer may be on its way, or the question was lost.
                self._open_asked[item] = asked
                self._open.setdefault(item, asyncio.get_running_loop().time() + self._timing.effect)

    def _requests_after(self, broadcast: BaseItem, now: float) -> Sequence[BaseMessage]:
        """Return what to ask after a frame to many; some gateways tell what became of each, some do not."""
        if not isinstance(broadcast, PointItem):
            return ()
        members = self._groups.members(broadcast) or {
            item
            for item in self._known
            if isinstance(item, PointItem) and item.who is broadcast.who and broadcast.address.covers(item.address)
        }
        since = now - broadcast.members_told - self._timing.members_before
        if members and all(self._heard_at.get(item, 0.0) >= since for item in members):
            return ()
        return broadcast.status_requests()

    async def _do_due(self, now: float) -> None:
        for (item, number), due in sorted(self._due.items(), key=lambda one: one[0][1]):
            if due <= now and self._scan.is_done_with(item):
                interval, action = item.periodic_tasks()[number]
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


def _members_told(broadcast: BaseItem) -> float:
    return broadcast.members_told if isinstance(broadcast, PointItem) else 0.0
