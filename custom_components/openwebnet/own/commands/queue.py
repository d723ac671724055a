"""Queue of commands and requests: their order, and what makes one pointless."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..items.action import Action
from ..items.registry import with_groups
from ..priority import Priority
from ..wire.addresses import parse_address
from ..wire.messages import BaseMessage, MessageType
from .exchange import Exchange

_ASKS: Final = frozenset((MessageType.STATUS_REQUEST, MessageType.DIMENSION_REQUEST))

type Answer = Sequence[BaseMessage]


def asks(message: BaseMessage) -> bool:
    """Tell whether a frame only asks: it may be sent again, a command never."""
    return message.type in _ASKS


@dataclass(slots=True, eq=False)
class Job:
    """One frame to be sent, and who waits for its answer."""

    message: BaseMessage
    priority: Priority
    replaces: str
    deadline: float
    """The event loop's time after which it must not be written any more."""
    done: asyncio.Future[Answer]
    exchange: Exchange
    action: Action | None = None
    """What it is a part of."""
    callers: int = 0

    @property
    def attempts(self) -> int:
        """How often it was written."""
        return self.exchange.attempts

    @property
    def address(self) -> tuple[str, str] | None:
        """WHO and WHERE, if it has both."""
        who, where = self.message.who, self.message.where
        return (who.value, where.key) if who is not None and where is not None else None

    @property
    def is_for_many(self) -> bool:
        """Whether it is for a group, an area or all of those that keep such addresses."""
        who, where = self.message.who, self.message.where
        return who in with_groups() and where is not None and parse_address(where).is_collective

    def meets(self, other: Job) -> bool:
        """Tell whether two frames may be about the same object: then they keep their order."""
        if self.address is None or self.address == other.address:
            return self.address is not None
        if self.asks or other.asks or self.message.who is not other.message.who:
            return False
        # A stop is not held up by what is on its way to others.
        is_held_up = self.priority is not Priority.STOP or other.priority is Priority.STOP
        return is_held_up and (self.is_for_many or other.is_for_many)

    @property
    def asks(self) -> bool:
        """Whether it only asks."""
        return asks(self.message)

    @property
    def is_background(self) -> bool:
        """Whether no person waits for it."""
        return self.priority >= Priority.REFRESH

    def succeed(self, answer: Answer) -> None:
        """Give its callers the answer."""
        if not self.done.done():
            self.done.set_result(answer)

    def fail(self, error: Exception) -> None:
        """Give its callers an error."""
        if not self.done.done():
            self.done.set_exception(error)
            # Nobody may be left to hear of it.
            self.done.exception()


class CommandQueue:
    """What waits, by priority, in order within one."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._waiting: Final[dict[Priority, deque[Job]]] = {priority: deque() for priority in Priority}

    def __len__(self) -> int:
        """Return how many wait."""
        return sum(len(jobs) for jobs in self._waiting.values())

    def __bool__(self) -> bool:
        """Whether any waits."""
        return any(self._waiting.values())

    def __iter__(self) -> Iterator[Job]:
        """Go through a copy of all that wait, the most urgent first."""
        return iter([job for jobs in self._waiting.values() for job in jobs])

    @property
    def people_wait(self) -> bool:
        """Whether a person's command waits."""
        return bool(self._waiting[Priority.STOP] or self._waiting[Priority.USER])

    def equal(self, message: BaseMessage, priority: Priority) -> Job | None:
        """Return a request that waits already and asks the same."""
        if not asks(message):
            return None
        return next((job for job in self._waiting[priority] if job.message == message), None)

    def add(self, new: Job) -> None:
        """Let a job wait; the callers of what it makes pointless wait for it."""
        if not new.asks and new.address is not None:
            for old in self:
                if old.address == new.address and not old.asks and _is_pointless(old, new):
                    self.remove(old)
                    new.done.add_done_callback(_pass_on(old))
            if new.priority is Priority.STOP:
                self._let_before(new)
        self._waiting[new.priority].append(new)

    def _let_before(self, stop: Job) -> None:
        """Let what many were told before a stop be written before it: afterwards what is stopped would move again."""
        for job in tuple(self._waiting[Priority.USER]):
            if job.message.who is stop.message.who and job.is_for_many:
                self.remove(job)
                job.priority = Priority.STOP
                self._waiting[Priority.STOP].append(job)

    def add_again(self, job: Job) -> None:
        """Let a job wait that had its turn and has to be done once more, before its equals."""
        self._waiting[job.priority].appendleft(job)

    def remove(self, job: Job) -> bool:
        """Take a job out; tell whether it waited."""
        jobs = self._waiting[job.priority]
        if job not in jobs:
            return False
        jobs.remove(job)
        return True


def _is_pointless(old: Job, new: Job) -> bool:
    # What goes on by itself ends when somebody else does something.
    is_over = old.priority is Priority.GRADUAL and new.priority < old.priority
    return is_over or new.priority is Priority.STOP or (bool(new.replaces) and old.replaces == new.replaces)


def _pass_on(old: Job) -> Callable[[asyncio.Future[Answer]], None]:
    """Return a callback that gives the outcome of a job to the callers of an older one."""

    def done(new: asyncio.Future[Answer]) -> None:
        if new.cancelled():
            old.done.cancel()
        elif (error := new.exception()) is not None:
            old.fail(error if isinstance(error, Exception) else RuntimeError(str(error)))
        else:
            old.succeed(new.result())

    return done
