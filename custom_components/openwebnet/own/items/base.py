"""What all bus objects share: a state that frames change, told by tables, and a way to send.

An item module holds three things side by side: the state of an object as a named tuple, the `Table` that says
what each WHAT and each dimension does to it, and the class with the commands, each marked with the frames it `sends`.

A state lasts; what only happens (a press, a call, a scenario, a sample of a history) is an `Occurrence` in it, whose
number makes every one a change, so that listeners hear of the second of two equal ones too.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, override, runtime_checkable

from ..listeners import Listeners
from ..priority import Priority
from ..wire.messages import (
    BaseMessage,
    DimensionRequest,
    DimensionWriting,
    NormalMessage,
    StatusRequest,
)
from ..wire.tags import Where, Who
from .action import Action, Actions, current_action
from .kinds import Kind
from .sender import Sender
from .sends import sends
from .table import Table

NOTHING: Final[frozenset[str]] = frozenset()
STATE: Final = frozenset(("state",))
"""The one aspect of an object whose frames tell all of it."""
MEASURED: Final = frozenset(("measured",))
"""What no command changes: it tells that an object is there, and settles no doubt."""
_LOGGER = logging.getLogger(__name__)


@runtime_checkable
class State(Protocol):
    """A named tuple: of what changes with each frame it is the quickest to make anew."""

    def _asdict(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class GeneralRequest:
    """A request that every object of a subsystem answers."""

    message: BaseMessage
    rank: int
    """When it is sent: the lowest goes first."""
    needs_colours: bool = False
    """Only for gateways that speak to lamps with colour."""


type Traits = Mapping[str, int]
type PeriodicTask = Callable[[], Awaitable[None]]
type Listener = Callable[[], None]


class BaseItem:
    """One bus object: its address, its decoded state, its commands."""

    who: ClassVar[Who]
    """The subsystem; set by each class."""
    title: ClassVar[str]
    """The subsystem in words, for documentation."""
    kinds: ClassVar[Sequence[Kind]] = ()
    """What a person calls such objects, by their addresses; the first that fits counts. Nothing else is a device."""
    general_requests: ClassVar[Sequence[GeneralRequest]] = ()
    """What finds the objects of this class."""
    private_dimensions: ClassVar[frozenset[str]] = frozenset()
    """Dimensions whose values diagnostics hide: what identifies a house or a device."""
    tells_pending: ClassVar[bool] = False
    """Whether an answer to a general request tells what is pending, and what is not in it has ended."""
    has_private_parameters: ClassVar[bool] = False
    """Whether a parameter of a WHAT can be somebody's code, or the number printed on a device."""
    has_members: ClassVar[bool] = False
    """Whether areas and groups of this subsystem switch their members together, and can be asked for them."""
    broadcasts: ClassVar[frozenset[str]] = frozenset()
    """Addresses of all: what is told of one of them is told of every object of the class."""
    is_silent: bool = False
    """Whether it has answered before and does not any more."""
    tells_orders_apart: ClassVar[bool] = False
    """Whether what `tells` returns of an order of ours is never of an older one that it comes soon after."""
    measurements: ClassVar[frozenset[str]] = frozenset()
    """Dimensions that tell what is measured, of an object that takes commands too."""
    diagnoses: ClassVar[Who | None] = None
    """Of a class of diagnostics: the subsystem of the devices that answer."""

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address; nothing is asked or sent."""
        self.client = client
        self.heard = False
        """Whether a frame has told something of the object."""
        self.key: Final = self.canonical(where)
        """The one canonical spelling of the address."""
        self._where = where
        self._listeners: Final[Listeners[()]] = Listeners()
        self.actions: Actions | None = None
        self._acted_on: BaseItem = self
        """What an action is of that sends frames here: of an address that takes orders for another object, that one."""
        """Made with the first action: most objects are never told anything."""

    @override
    def __repr__(self) -> str:
        """Show class and address."""
        return f"<{type(self).__name__} {self.who.value} {self._where}>"

    @property
    def where(self) -> Where:
        """The address in the spelling that the gateway used last, which is the one to send."""
        return self._where

    @classmethod
    def accepts(cls, where: Where) -> bool:
        """Tell whether an address is one of this class; of the classes of a subsystem, one at the most accepts it."""
        return bool(str(where))

    @classmethod
    def own_kinds(cls) -> Sequence[Kind]:
        """Return the kinds that this class says of itself, not those it inherits."""
        own: Sequence[Kind] = vars(cls).get("kinds", ())
        return own

    @classmethod
    def kind_of(cls, where: Where, traits: Iterable[str] = ()) -> Kind | None:  # noqa: ARG003 - for those that need it
        """Return the kind of the object at an address, by what it has shown itself to be; `None` for no device."""
        return next((kind for kind in cls.kinds if kind.numbers(where) is not None), None)

    @classmethod
    def canonical(cls, where: Where) -> str:
        """Return the one spelling that names this address in this subsystem."""
        return where.key

    @classmethod
    def spelling(cls, where: Where) -> Where:
        """Return the address to send to, after a frame came from `where`."""
        return where

    @property
    def is_device(self) -> bool:
        """Whether the address names one thing on the bus, not a general, area or group address."""
        return self.kind_of(self._where) is not None

    @property
    def is_followed(self) -> bool:
        """Whether its state is kept up to date: that of devices, and of what only shows in others."""
        return self.is_device

    def affected(self, known: Iterable[BaseItem]) -> Iterable[BaseItem]:
        """Return those of the known objects that a frame of this one may have changed, and which need not say so."""
        return ()

    def affected_aspects(self, message: BaseMessage) -> frozenset[str]:
        """Return what of those that are `affected` such a frame can change."""
        return STATE

    def affects_others(self, message: BaseMessage) -> bool:
        """Tell whether a frame of the bus for this object is one that may have changed those that are `affected`."""
        return self.heard and isinstance(message, NormalMessage) and bool(self.tells(message))

    @property
    def twin(self) -> tuple[Who, Where] | None:
        """WHO and WHERE under which another subsystem tells the same events; `None` for most."""
        return None

    @property
    def subject(self) -> object:
        """What its frames are about: the same for two objects that tell the same events."""
        return self

    @property
    def is_part_of_others(self) -> bool:
        """Whether it is shown by what uses it alone: a source of sound by the zones that play it."""
        return False

    @property
    def state(self) -> State:
        """What is known of the object."""
        raise NotImplementedError

    def add_listener(self, listener: Listener) -> Callable[[], None]:
        """Call `listener()` after every frame that changed the state. Returns the way to end it."""
        return self._listeners.add(listener)

    def receive(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        """Take in a frame of this address; tell whether it changed the state, after telling the listeners.

        `is_answer` tells a frame that answers a request from one that tells what has just happened.
        """
        where = message.where
        # A gateway spells an address in one way; what a person typed may be another (protocol.md 3.1).
        if where is not None and where is not self._where and not isinstance(message, StatusRequest | DimensionRequest):
            self._where = self.spelling(where)
        if not self.update(message, is_answer=is_answer):
            return False
        self._listeners.notify()
        return True

    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        """Change the state by a frame; tell whether it changed."""
        raise NotImplementedError

    @sends("*#WHO*W##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return the requests that read the whole state."""
        return (StatusRequest((self.who, self._where)),)

    async def send_status_request(self) -> None:
        """Ask for the state and take in the answer. Raises `OWNException` or `TimeoutError` when there is none."""
        for request in self.status_requests():
            await self._send(request)

    @property
    def traits(self) -> Traits:
        """What the object has shown itself to be, by the frames it sent: worth keeping over a restart."""
        return {}

    def restore(self, traits: Traits) -> None:
        """Take back what `traits` told before a restart; what is not understood is ignored."""

    def first_requests(self) -> Sequence[BaseMessage]:
        """Return what is asked of the object alone before slow general requests, where none tells it."""
        return ()

    def periodic_tasks(self) -> Sequence[tuple[float, PeriodicTask]]:
        """Return what has to be done again and again: pairs of an interval in seconds and what to do."""
        return ()

    @property
    def periodic_delay(self) -> float:
        """Seconds from a connection to the first of the periodic tasks."""
        return 0.0

    def completion_requests(self) -> Sequence[BaseMessage]:
        """Return the requests for what the frames so far have left open."""
        return ()

    def changes(self, command: BaseMessage) -> frozenset[str]:
        """Return what of the object a command changes; a frame that `tells` it settles the doubt whether it did."""
        return STATE

    def purpose(self, command: BaseMessage) -> frozenset[str]:
        """Return what of the object a command is sent for; it may change more."""
        return self.changes(command)

    @staticmethod
    def is_report(message: BaseMessage) -> bool:
        """Tell whether a frame comes from the object itself, whatever it tells: no request, and no order for it."""
        if isinstance(message, NormalMessage):
            return not message.is_translation
        return not isinstance(message, StatusRequest | DimensionRequest | DimensionWriting)

    def tells(self, message: BaseMessage) -> frozenset[str]:
        """Return what of the object a frame tells."""
        if not self.is_report(message):
            return NOTHING
        is_measured = message.dimension is not None and message.dimension.tag in self.measurements
        return MEASURED if is_measured else STATE

    def leaves_open(self, order: BaseMessage) -> frozenset[str]:
        """Return what of the object an order of somebody else changes, and does not tell: a toggle, a step."""
        return NOTHING

    def requests_for(self, aspects: frozenset[str]) -> Sequence[BaseMessage]:
        """Return the requests that tell some aspects of the object."""
        return self.status_requests()

    def written(self, command: BaseMessage) -> None:
        """Take note that a command for this object was written; the bus tells its effect later."""

    def written_to_many(self, command: BaseMessage) -> None:
        """Take note that a frame was written for a group, an area or all, to which this object belongs."""
        self.written(command)

    def told_to_many(self, message: BaseMessage) -> None:
        """Take note that the bus shows a command for a group, an area or all, to which this object belongs."""

    def asked_of_many(self, command: BaseMessage) -> None:
        """Take note that a command is asked for a group, an area or all, to which this object belongs, and may wait."""

    def done_for_many(self, command: BaseMessage) -> None:
        """Take note that such a command waits no more: it was written, or came to nothing."""

    def refused_to_many(self, command: BaseMessage, since: float) -> None:
        """Take note that such a command, written at or after a time of the event loop, was refused."""

    @property
    def passes_after(self) -> float | None:
        """Seconds after which the present state should have ended by itself; `None` for one that lasts.

        If nobody tells the end by then, the object is asked.
        """
        return None

    def expire(self) -> bool:
        """End a state that passes, whose end not every device tells and none can be asked for; tell whether it did."""
        return False

    def end_untold(self, since: float) -> bool:
        """End what is pending and was not told since a time of the event loop; tell whether there was any."""
        return False

    def notify(self) -> None:
        """Tell the listeners of a change that no frame of this object has brought."""
        self._listeners.notify()

    def _drop(self, action: Action) -> bool:
        return self.client.drop(action)

    def _echo_after(self) -> float:
        """Return the seconds after which the bus tells no more what was asked for."""
        return self.client.timing.echo_of_command

    def _at_once(self) -> float:
        """Return the seconds within which the next action of a row begins."""
        return self.client.timing.at_once

    async def perform(
        self,
        aspects: frozenset[str],
        work: Callable[[], Awaitable[None]],
        caller: object = None,
        members: Iterable[BaseItem] = (),
    ) -> None:
        """Do `work` as one unit: a later action that determines all these `aspects` drops what is left of it.

        What a `caller` asks at once one after the other is as old as its beginning: what somebody else has asked since
        is not asked again. `members` are those that this is told to as well. Raises what `work` raises, or what the
        later action raises in its place.
        """
        if self.actions is None:
            self.actions = Actions(self._drop, self._at_once)
        theirs = [member.actions for member in members]
        if theirs and caller is not None and all(one is not None and one.is_asked_with(caller) for one in theirs):
            # A scene of each of them, and of what they are together: that would make all the same.
            return
        known = [one for one in theirs if one is not None]
        await self.actions.perform(aspects, work, caller, known)

    async def _send(self, message: BaseMessage, *, priority: Priority | None = None, replaces: str = "") -> None:
        action = current_action.get()
        if action is not None and self._acted_on.actions is action.owner:
            action.check(self.purpose(message))
        answer = await self.client.request(message, priority=priority, replaces=replaces)
        if not self.client.delivers_answers:
            for frame in answer:
                self._take_answer(frame)

    def _take_answer(self, frame: BaseMessage) -> None:
        # Answers hold frames of other addresses and subsystems (gateways.md 13.3).
        if frame.who is self.who and frame.where is not None and self.canonical(frame.where) == self.key:
            self.receive(frame, is_answer=True)

    async def send_dimension_request(self, dimension: str, *, priority: Priority | None = None) -> None:
        """Ask for a dimension and take in the answer. Raises `ResponseError` for a NACK."""
        await self._send(DimensionRequest((self.who, self._where, dimension)), priority=priority)

    async def send_normal_message(self, what: str, *, priority: Priority | None = None, replaces: str = "") -> None:
        """Send a command; for `priority` and `replaces` see `Sender`. Raises `ResponseError` for a NACK."""
        await self._send(NormalMessage((self.who, what, self._where)), priority=priority, replaces=replaces)

    async def send_dimension_writing(
        self, dimension: str, *values: str, priority: Priority | None = None, replaces: str = ""
    ) -> None:
        """Write a dimension; for `priority` and `replaces` see `Sender`. Raises `ResponseError` for a NACK."""
        message = DimensionWriting((self.who, self._where, dimension, *values))
        await self._send(message, priority=priority, replaces=replaces)


class Item[S: State](BaseItem):
    """An item whose frames are told by a table."""

    table: Table[S]
    """What its frames mean."""
    new_state: Callable[[], S]
    """Makes the state in which nothing is known."""

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self._state = type(self).new_state()

    @property
    @override
    def state(self) -> S:
        """What is known of the object."""
        return self._state

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        state = self._after(message, is_answer=is_answer)
        if state is None:
            return False
        self.heard = True
        if state == self._state:
            return False
        self._state = state
        return True

    def _after(self, message: BaseMessage, *, is_answer: bool) -> S | None:
        """Return the state after a frame; `None` for a frame that tells nothing, or nothing that makes sense."""
        found = self.table.find(message)
        if found is None:
            return None
        row, args = found
        apply = row.apply_answer if is_answer and row.apply_answer is not None else row.apply
        if apply is None:
            return None
        try:
            return apply(self._state, args)
        except (ValueError, LookupError, OverflowError) as error:
            _LOGGER.debug("Ignored %s, a %s: %s", message, row.meaning, error)
            return None
