"""What went over the wire lately, for whoever has to find a fault.

The cost of a frame stays small: only what came is kept, and it is decoded when somebody asks. What was said while a
session was opened never gets here, so no password and nothing that was made of one; see `discreet` for the rest.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Final, NamedTuple, override

from .budget import BUDGET_ATTEMPTS, Budget
from .client import Client
from .exceptions import InvalidAuthentication, InvalidSession, NotConfirmed, NotSent, ResponseError
from .items import ITEM_CLASSES, BaseItem, item_class
from .items.base import Item, Table
from .listeners import Listeners
from .messages import (
    ACK,
    NACK,
    BaseMessage,
    DimensionRequest,
    DimensionWriting,
    GenericMessage,
    NormalMessage,
    StatusRequest,
)
from .sender import Priority
from .session import SessionType
from .tags import Where, Who
from .timing import Timing

FRAMES: Final = 500
"""Frames that are kept."""
COMMANDS: Final = 50
"""Commands that are kept, and as many requests."""
KINDS: Final = 1024
"""Kinds of frame that are counted apart; noise must not fill the memory."""
HIDDEN: Final = "x"
"""What stands in the place of each private value."""

_LOGGER = logging.getLogger(__name__)


class Way(StrEnum):
    """How a frame went."""

    EVENT = "event"
    """Received on the event session."""
    ANSWER = "answer"
    """Received on a command session."""
    SENT = "sent"
    """Sent on a command session."""


class Noted(NamedTuple):
    """A frame that was received or sent."""

    at: float
    """Seconds since 1970."""
    way: Way
    message: BaseMessage


class Outcome(Enum):
    """What became of a command or a request."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    """The gateway answered NACK."""
    NOT_CONFIRMED = "not_confirmed"
    """It was written, and its answer was lost."""
    NOT_ANSWERED = "not_answered"
    NOT_SENT = "not_sent"
    NO_SESSION = "no_session"
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 - the name of an outcome
    REPLACED = "replaced"
    """A newer one for the same address made it pointless before it was written."""
    GIVEN_UP = "given_up"
    """Nobody waited for it any more."""
    FAILED = "failed"


@dataclass(slots=True)
class Command:
    """A command or a request, and how it went."""

    message: BaseMessage
    priority: Priority
    asked: float
    """The event loop's time at which it was asked for."""
    at: float = field(default_factory=time.time)
    """The same in seconds since 1970."""
    written: float | None = None
    """The event loop's time at which it was written last."""
    attempts: int = 0
    """How often it was written."""
    ended: float | None = None
    outcome: Outcome = Outcome.PENDING

    @property
    def waited(self) -> float | None:
        """Seconds until it was written last; `None` when it was not."""
        return None if self.written is None else self.written - self.asked

    @property
    def answered(self) -> float | None:
        """Seconds from then to its end; `None` before it."""
        return None if self.written is None or self.ended is None else self.ended - self.written


@dataclass(frozen=True, slots=True)
class Unknown:
    """A kind of frame that nobody has described."""

    example: BaseMessage
    """The first one."""
    count: int


@dataclass(slots=True)
class _Kind:
    example: BaseMessage
    count: int = 0


type Done = asyncio.Future[Sequence[BaseMessage]]
type Listener = Callable[[Noted], None]
type _Key = tuple[type, type[BaseMessage], object, object, object]


class Journal:
    """The last frames and commands, and how many there were."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.frames: Final[deque[Noted]] = deque(maxlen=FRAMES)
        """The last frames, the oldest first."""
        self.commands: Final[deque[Command]] = deque(maxlen=COMMANDS)
        """The last that change something, the oldest first."""
        self.requests: Final[deque[Command]] = deque(maxlen=COMMANDS)
        """The last that only ask."""
        self.counts: Final[dict[Way, int]] = dict.fromkeys(Way, 0)
        """Frames since the gateway was set up."""
        self.kinds_left_out = 0
        """Frames of kinds beyond `KINDS`."""
        self._open: Final[dict[Done, Command]] = {}
        self._kinds: Final[dict[_Key, _Kind]] = {}
        self._connections: Final[deque[float]] = deque(maxlen=BUDGET_ATTEMPTS)
        self._listeners: Final = Listeners[Noted]()

    def add_listener(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(noted)` for every frame, as it goes. Returns the way to end it."""
        return self._listeners.add(listener)

    def note(self, way: Way, message: BaseMessage) -> None:
        """Keep a frame. Raises nothing, whatever listeners do."""
        noted = Noted(time.time(), way, message)
        self.frames.append(noted)
        self.counts[way] += 1
        self._listeners.tell(noted)

    def count(self, item: BaseItem | None, message: BaseMessage) -> None:
        """Count a received frame among its kind; `item` is the object that it is of."""
        # What has no WHO is told apart by the beginning of the frame.
        who, what = message.who, message.what
        key = (type(item), type(message), who or tuple(message.tags[:2]), what, message.dimension)
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= KINDS:
                self.kinds_left_out += 1
                return
            kind = self._kinds[key] = _Kind(message)
        kind.count += 1

    def unknown(self) -> Sequence[Unknown]:
        """Return the kinds of frame that nobody has described, the most frequent first."""
        found = [Unknown(kind.example, kind.count) for kind in self._kinds.values() if meaning(kind.example) is None]
        return sorted(found, key=lambda unknown: -unknown.count)

    def asked(self, done: Done, message: BaseMessage, priority: Priority) -> None:
        """Begin a command or a request that ends when `done` is."""
        command = Command(message, priority, asyncio.get_running_loop().time())
        (self.requests if isinstance(message, StatusRequest | DimensionRequest) else self.commands).append(command)
        self._open[done] = command
        done.add_done_callback(self._end)

    def sent(self, done: Done, message: BaseMessage) -> None:
        """Take note that it was written."""
        self.note(Way.SENT, message)
        command = self._open.get(done)
        if command is not None:
            command.written = asyncio.get_running_loop().time()
            command.attempts += 1

    def _end(self, done: Done) -> None:
        command = self._open.pop(done)
        command.ended = done.get_loop().time()
        command.outcome = _outcome(done, is_written=command.written is not None)

    def connecting(self, now: float) -> None:
        """Count an attempt to connect, at the event loop's time `now`."""
        self._connections.append(now)

    def connections(self, now: float, seconds: float = 60.0) -> int:
        """Return how many attempts to connect there were in the last `seconds` before the event loop's time `now`."""
        return sum(at > now - seconds for at in self._connections)


def _outcome(done: Done, *, is_written: bool) -> Outcome:
    if done.cancelled():
        return Outcome.GIVEN_UP
    error = done.exception()
    if not is_written and (error is None or isinstance(error, ResponseError | NotConfirmed)):
        # What came instead of it was written.
        return Outcome.REPLACED
    if error is None:
        return Outcome.CONFIRMED
    return next((outcome for kind, outcome in _OUTCOMES.items() if isinstance(error, kind)), Outcome.FAILED)


_OUTCOMES: Final[Mapping[type[Exception], Outcome]] = {
    ResponseError: Outcome.REFUSED,
    NotConfirmed: Outcome.NOT_CONFIRMED,
    NotSent: Outcome.NOT_SENT,
    InvalidAuthentication: Outcome.PASSWORD_REFUSED,
    InvalidSession: Outcome.NO_SESSION,
    TimeoutError: Outcome.NOT_ANSWERED,
}
"""The outcome of an error; the narrower kind comes first."""


class JournalClient(Client):
    """An event session whose frames are noted, also those of no object."""

    def __init__(self, host: str, port: int, password: str, journal: Journal, timing: Timing) -> None:
        """Prepare the session; see `BaseClient`."""
        super().__init__(host, port, password, SessionType.EventSession, timing=timing)
        self._journal: Final = journal

    @override
    def _received(self, item: BaseItem | None, message: BaseMessage) -> None:
        self._journal.note(Way.EVENT, message)
        self._journal.count(item, message)


class JournalBudget(Budget):
    """Attempts to connect that are counted."""

    def __init__(self, journal: Journal, timing: Timing) -> None:
        """Start with nothing spent."""
        super().__init__(timing)
        self._journal: Final = journal

    @override
    def spend(self, now: float) -> None:
        super().spend(now)
        self._journal.connecting(now)


# Reading ---------------------------------------------------------------------------------------------------------


def meaning(message: BaseMessage) -> str | None:
    """Return what a frame means, in the words of the items' tables; `None` for what nobody has described."""
    match message:
        case ACK():
            return "accepted"
        case NACK(code=code):
            return "busy" if code == "6" else "refused"
        case StatusRequest():
            return "asks for the state" if message.who in ITEM_CLASSES else None
        case NormalMessage() if message.is_translation:
            return "a command was seen on the bus"
    table = _table(message)
    if table is None:
        return None
    found = table.find(message)
    return found[0].meaning if found is not None else _wish(table, message)


def _wish(table: Table[Any], message: BaseMessage) -> str | None:
    """Return what a frame asks for, or sets; `None` for one that does neither."""
    if not isinstance(message, DimensionRequest | DimensionWriting):
        return None
    row = table.dimensions.get(message.dimension.tag)
    verb = "asks for" if isinstance(message, DimensionRequest) else "sets"
    return f"{verb}: {row.meaning}" if row is not None else None


def _table(message: BaseMessage) -> Table[Any] | None:
    """Return the table of the object that a frame is about; its state may be of any class."""
    if message.who is None:
        return None
    try:
        kind = item_class(message.who, message.where or Where())
    except KeyError:
        return None
    return kind.table if issubclass(kind, Item) else None


_PRIVATE: Final = frozenset((Who.GATEWAY, dimension) for dimension in ("10", "11", "12"))
"""IP address, netmask and MAC address (protocol.md 4.13)."""
_FACTORY_NUMBER: Final = "13"
"""The dimension of WHO 1000 and above that tells the number printed on a device (protocol.md 4.99)."""
_CODES: Final = frozenset((Who.BURGLAR_ALARM, Who.ACCESS_CONTROL_DIAGNOSTICS))
"""Where a parameter of a WHAT can be a person's code; of diagnostics it can be a factory number."""


def discreet(message: BaseMessage) -> str:
    """Return a frame as it may be shown to others, with `HIDDEN` for each private value.

    Hidden are what identifies the gateway in its network, factory numbers, what may be the code of an alarm, and
    what looks like a part of a handshake.
    """
    tags = message.tags
    who = message.who
    if who is None:
        is_handshake = isinstance(message, GenericMessage) and tags[0].startswith("#") and len(tags) <= 2
        return f"*#{'*'.join(HIDDEN for _ in tags)}##" if is_handshake else str(message)
    is_diagnostics = int(who.value) >= int(Who.DIAGNOSTICS.value)
    if message.what is not None and message.what.parameters and (is_diagnostics or who in _CODES):
        what = "#".join((message.what.tag, *(HIDDEN for _ in message.what.parameters)))
        return f"*{'*'.join((tags[0], what, *tags[2:]))}##"
    dimension = message.dimension
    if dimension is not None and message.values:
        is_private = (who, dimension.tag) in _PRIVATE or (is_diagnostics and dimension.tag == _FACTORY_NUMBER)
        if is_private or who is Who.ACCESS_CONTROL_DIAGNOSTICS:
            return f"*{'*'.join((*tags[:3], *(HIDDEN for _ in message.values)))}##"
    return str(message)
