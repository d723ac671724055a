"""Action: what one call asks of an object, in one frame or several, as one unit; and what was asked and not told yet.

begun ----> its frames are sent one after the other ----> done ----> the next action of its row
|                      |                                                        |
|  a later action of the same object determines all that this one does         |  somebody else has asked for some of
v                      v                                                        v  what it determines, meanwhile
superseded: what is not written is dropped, and its caller gets            dropped: it is older
the later one's result. Of one that is determined in part, it ends with
the first frame that changes nothing else

A row is what one caller asks, one action at once after the other: a scene gives back what was in several, each of which
it awaits. What somebody else asks meanwhile is later than all of the row.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import dropwhile
from typing import Final

from ..exceptions import NotConfirmed

_MOST_ROWS: Final = 16
"""Rows that are remembered after their last action: of more callers at once than people, scenes and automations are."""
_SAME_MOMENT: Final = 0.01
"""Seconds in which all that is asked for at once begins."""
_MOST_ASKED: Final = 64
"""What is asked of a quantity and remembered until it is told: more than a slider does while a bus is late."""


class Superseded(Exception):
    """A later action for the same object has taken the place of this one. Never leaves `Actions.perform`."""


class Row:
    """What one caller asks of one object, one action at once after the other."""

    def __init__(self, caller: object) -> None:
        """Begin; without a caller it has one action."""
        self.caller: Final = caller
        self.begun = asyncio.get_running_loop().time()
        """When the last of them was asked for, by the event loop's time."""
        self.until = float("inf")
        """The event loop's time at which the next action is another story."""
        self.overruled: frozenset[str] = frozenset()
        """The aspects that somebody else has asked for since."""
        self.memory: object = None
        """What an action leaves to those that follow."""

    def is_of(self, other: Row) -> bool:
        """Tell whether the same caller asks, perhaps of another object."""
        return self is other or (self.caller is not None and self.caller == other.caller)


class Action:
    """One call, and the aspects of its object that it determines."""

    def __init__(self, owner: object, aspects: frozenset[str], row: Row) -> None:
        """Begin."""
        self.owner: Final = owner
        self.aspects: Final = aspects
        self.row: Final = row
        self.successor: Action | None = None
        """The action that has taken its place."""
        self.is_dropped = False
        """Whether what it waited for was taken out of the queue: that is not asked any more."""
        self.done: Final[asyncio.Future[None]] = asyncio.get_running_loop().create_future()

    @property
    def is_under_way(self) -> bool:
        """Whether it goes on to its end: it is not done, and no later action has taken its place."""
        return self.successor is None and not self.done.done()

    def check(self, changed: frozenset[str]) -> None:
        """Go on with a frame that changes some aspects.

        Raises `Superseded` when a later action has taken the place of this one, or somebody else has asked for all that
        the frame changes.
        """
        if self.successor is not None or (changed and changed <= self.row.overruled):
            raise Superseded

    def finish(self, error: BaseException | None = None) -> None:
        """Give the outcome to those that wait for it."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
            # Nobody may wait for it.
            self.done.exception()


def current_row() -> Row | None:
    """Return the row of the action that is being performed."""
    action = current_action.get()
    return None if action is None else action.row


current_action: Final[ContextVar[Action | None]] = ContextVar("current_action", default=None)
"""The action that is being performed, for whoever sends its frames."""


@contextmanager
def unless_overruled() -> Iterator[None]:
    """Send a part of an action, unless somebody else has asked for just that since; the action goes on."""
    try:
        yield
    except Superseded:
        action = current_action.get()
        if action is None or action.successor is not None:
            raise


class Actions:
    """The actions of one object that are under way."""

    __slots__ = ("_at_once", "_drop", "_rows", "_running")

    def __init__(self, drop: Callable[[Action], bool], at_once: Callable[[], float]) -> None:
        """Start with none. `drop` takes what an action has not written yet out of the queue, and tells if it did.

        The next action of a row begins within `at_once()` seconds.
        """
        self._drop: Final = drop
        self._at_once: Final = at_once
        self._running: Final[list[Action]] = []
        self._rows: list[Row] = []

    async def perform(
        self,
        aspects: frozenset[str],
        work: Callable[[], Awaitable[None]],
        caller: object = None,
        members: Sequence[Actions] = (),
    ) -> None:
        """Do `work`, whose frames are one unit. Raises what it raises, or what a later action raises in its place.

        A part of an action that is under way belongs to that one. Nothing is done where somebody else has asked for
        some of these aspects since the `caller` began. What many are told takes the place of what each of the
        `members` was told by somebody else.
        """
        outer = current_action.get()
        if outer is not None and outer.owner is self and aspects <= outer.aspects:
            await work()
            return
        row = self._row_of(caller)
        try:
            if aspects & row.overruled:
                return
            action = Action(self, aspects, row)
            for actions in (self, *members):
                actions.give_way(action)
            await self._do(action, work)
        finally:
            row.until = asyncio.get_running_loop().time() + self._at_once()

    def asked_until(self, caller: object) -> float:
        """Return until when a caller has asked for something, by the event loop's time: without end while it does.

        It is in the past, or the beginning of time, for one that does not ask any more.
        """
        return max((row.until for row in self._rows if row.caller == caller), default=float("-inf"))

    def is_asked_with(self, caller: object) -> bool:
        """Tell whether a caller asks for something in this very moment: a scene does, of all that it has."""
        now = asyncio.get_running_loop().time()
        return any(row.caller == caller and now - row.begun < _SAME_MOMENT for row in self._rows)

    def give_way(self, later: Action) -> None:
        """Drop what is not written of the actions of which a later one of somebody else determines everything."""
        for row in self._rows:
            if not (later.aspects <= row.overruled or row.is_of(later.row)):
                row.overruled |= later.aspects
        for earlier in tuple(self._running):
            # Of what one caller asks of an object, too, the later counts; of a group and its members, both do.
            is_same = later.owner is not self and earlier.row.is_of(later.row)
            if earlier.aspects <= later.aspects and earlier.successor is None and not is_same:
                earlier.successor = later
                earlier.is_dropped = self._drop(earlier)

    def _row_of(self, caller: object) -> Row:
        """Return the row that an action belongs to."""
        now = asyncio.get_running_loop().time()
        self._rows = [row for row in self._rows if row.until >= now]
        if len(self._rows) > _MOST_ROWS:
            ended = [row for row in self._rows if row.until != float("inf")]
            self._rows = [row for row in self._rows if row not in ended[:-_MOST_ROWS]]
        row = None if caller is None else next((row for row in self._rows if row.caller == caller), None)
        if row is None:
            row = Row(caller)
            self._rows.append(row)
        row.begun, row.until = now, float("inf")
        return row

    async def _do(self, action: Action, work: Callable[[], Awaitable[None]]) -> None:
        self._running.append(action)
        token = current_action.set(action)
        try:
            await work()
        except Superseded:
            await self._follow(action)
        except BaseException as error:
            action.finish(error if isinstance(error, Exception) else asyncio.CancelledError())
            raise
        else:
            action.finish()
        finally:
            current_action.reset(token)
            self._running.remove(action)

    async def _follow(self, action: Action) -> None:
        successor = action.successor
        try:
            if successor is not None:
                await asyncio.shield(successor.done)
        except Exception as error:
            action.finish(error)
            raise
        else:
            action.finish()


@dataclass(eq=False, slots=True)
class _Asked[T]:
    """Something that was asked for."""

    value: T
    at: float
    """When it was asked, or accepted."""
    is_open: bool = False
    """Whether it is still on its way to the gateway: what is told of something else is older."""
    waits: bool = False
    """Whether it is not written yet: what is told cannot be of it."""
    action: Action | None = None
    """What it is a part of."""
    may_be_written: bool = False
    """Whether nobody knows what became of it: the bus may tell it, and nothing is composed from it."""

    @property
    def is_dropped(self) -> bool:
        """Whether a later action has taken it out of the queue: that one is not composed from it."""
        return self.is_open and self.action is not None and self.action.is_dropped


class Intent[T]:
    """What was asked of a quantity and has not been told by the bus yet, in the order in which it was asked.

    The bus tells each some time after it was written: while a newer one is on its way, what is told is the older's.
    """

    __slots__ = ("_asked", "_late", "_seconds", "_told")

    def __init__(self, seconds: Callable[[], float], *, late: float = 0.0) -> None:
        """Start with nothing asked. After `seconds()` without being told, what was asked does not count any more.

        Something else that is told up to `late` seconds after a request was made in time for it.
        """
        self._seconds: Final = seconds
        self._late: Final = late
        # Replaced when it changes: nearly always there is nothing, and most objects are never asked for anything.
        self._asked: Sequence[_Asked[T]] = ()
        self._told: T | None = None
        """What was told last."""

    def ask(self, value: T) -> None:
        """Take note that a value was asked for, and written."""
        self._add(_Asked(value, asyncio.get_running_loop().time()))

    def written(self, value: T | None = None) -> None:
        """Take note that a value that was being asked for is written: what was written before it is told before it.

        Without a value it is the first that waits.
        """
        waiting = [at for at, one in enumerate(self._asked) if one.waits and not one.is_dropped]
        place = next((at for at in waiting if value is None or self._asked[at].value == value), None)
        if place is None:
            return
        one, since = self._asked[place], self._asked[place + 1 :]
        one.waits = False
        if not since:
            return
        written, still_waiting = ([other for other in since if other.waits is waits] for waits in (False, True))
        self._asked = (*self._asked[:place], *written, one, *still_waiting)

    def withdraw(self, value: T, since: float) -> None:
        """Take note that what was asked for since a time of the event loop was refused."""
        self._asked = [one for one in self._asked if one.value != value or one.at < since]

    @contextmanager
    def asking(self, value: T) -> Iterator[None]:
        """Take note that a value is asked for, unless that fails.

        What was given up, or not answered, may be written: its echo is not of something else.
        """
        loop = asyncio.get_running_loop()
        asked = _Asked(value, loop.time(), is_open=True, waits=True, action=current_action.get())
        self._add(asked)
        try:
            yield
        except asyncio.CancelledError, NotConfirmed:
            asked.at, asked.is_open, asked.waits, asked.may_be_written = loop.time(), False, False, True
            raise
        except BaseException:
            self._asked = tuple(other for other in self._asked if other is not asked)
            raise
        asked.at, asked.is_open, asked.waits = loop.time(), False, False

    def _add(self, asked: _Asked[T]) -> None:
        """Remember what is asked, and forget what is too old: some gateways tell none of it."""
        self._expire()
        self._asked = (*self._asked[1 - _MOST_ASKED :], asked)

    def told(self, value: T, *, latency: float | None = None) -> None:
        """Count off what the bus tells: the one it is about and those before it; anything else came from elsewhere.

        What is told once more tells nothing new. The same asked twice in a row may be told once. Where what follows
        soon takes the place of what was asked before it, `latency` is the seconds after which the bus tells: the last
        is meant that was asked so long ago.
        """
        is_repeated, self._told = value == self._told, value
        if not self._asked:
            return
        self._expire()
        asked = self._counting
        now = asyncio.get_running_loop().time()
        matching = [index for index, one in enumerate(asked) if one.value == value and not one.waits]
        if not matching:
            self._asked = [one for one in asked if is_repeated or one.is_open or now - one.at < self._late]
            return
        meant = matching[0]
        if latency is not None:
            ready = [index for index in matching if asked[index].at <= now - latency]
            if not ready and is_repeated:
                # It is told once more what an older one has done.
                self._asked = asked
                return
            meant = max(ready, default=meant)
        self._asked = list(dropwhile(lambda one: one.value == value and not one.waits, asked[meant:]))

    @property
    def has_waiting(self) -> bool:
        """Whether something that is asked for is not written yet."""
        self._expire()
        return any(one.waits and not one.is_dropped for one in self._asked)

    @property
    def last(self) -> T | None:
        """The value that was asked last, if it has not been told yet."""
        self._expire()
        return next((one.value for one in reversed(self._asked) if not (one.may_be_written or one.is_dropped)), None)

    @property
    def accepted(self) -> T | None:
        """The same, of what the gateway has taken: whoever leaves out a command for it depends on that."""
        self._expire()
        accepted = (one for one in reversed(self._asked) if not (one.is_open or one.may_be_written))
        return next((one.value for one in accepted), None)

    @property
    def last_wish(self) -> T | None:
        """The same, also of what the present action has just taken the place of: for what that leaves as it is."""
        self._expire()
        return next((asked.value for asked in reversed(self._asked) if not asked.may_be_written), None)

    @property
    def pending(self) -> tuple[T, ...]:
        """All that was asked and not told yet, the oldest first."""
        return tuple(asked.value for asked in self._counting)

    def asked_at(self, value: T) -> float | None:
        """Return the event loop's time at which a value was asked for last, if it has not been told yet."""
        return next((asked.at for asked in reversed(self._counting) if asked.value == value), None)

    @property
    def _counting(self) -> list[_Asked[T]]:
        """What was written, or will be."""
        self._expire()
        return [asked for asked in self._asked if not asked.is_dropped]

    def _expire(self) -> None:
        if not self._asked:
            return
        begin = asyncio.get_running_loop().time() - self._seconds()
        # The oldest comes first.
        if self._asked[0].at < begin:
            self._asked = [asked for asked in self._asked if asked.at >= begin]
