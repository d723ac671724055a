"""Base of all bus objects. An object receives telegrams and sends telegrams; it knows nothing of TCP."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import ClassVar, Self, override

from ..address import Address, Scope
from ..behaviour import Model
from ..bus import Bus, Source, Telegram
from ..clock import Clock
from ..fields import Field, FieldType, Spec
from ..frames import Frame, Kind

type Answer = tuple[float, str]
"""Seconds after the request, and the frame."""

COMMON = (
    Field("where", FieldType.TEXT, "Address, as in a frame.", required=True),
    Field("name", FieldType.TEXT, "For the log and the reader only.", default=""),
)
GROUPS = Field("groups", FieldType.INTEGERS, "Groups that the object belongs to.", default=(), minimum=1, maximum=255)

# Diagnostic bits of a device without faults.
HEALTHY = "1" * 24
# WHO 14: lock and unlock.
SPECIAL_COMMANDS = 14
LOCK, UNLOCK = "0", "1"

KINDS: dict[str, type[BusObject]] = {}


def register[T: type[BusObject]](cls: T) -> T:
    """Let a kind of object stand in plant files."""
    KINDS[cls.kind] = cls
    return cls


class BusObject(ABC):
    """One object of the bus: an actuator, a zone, a meter."""

    kind: ClassVar[str]
    who: ClassVar[int]
    also: ClassVar[frozenset[int]] = frozenset()
    """Other WHOs that it takes frames of: a sound zone is spoken to in two languages."""
    diagnostics: ClassVar[int] = 0
    """The WHO in which it answers ``*#WHO*0*7##`` with its 24 diagnostic bits; 0 for none (protocol.md 4.99)."""
    fields: ClassVar[tuple[Field, ...]] = ()
    facets: ClassVar[tuple[str, ...]] = ()
    """The attributes that tell how it really is, whatever it has told: what `truth` gives."""

    def __init__(self, spec: Spec) -> None:
        """Take the address and the name; subclasses take the rest."""
        self.where = self.canonical(spec.text("where"))
        self.name = spec.text("name")
        self.unplugged = False
        """Taken off the bus: it hears nothing and says nothing."""
        self._bus: Bus | None = None
        self._clock: Clock | None = None

    @classmethod
    def make(cls, spec: Spec) -> Self:
        """Make the object of a plant file's entry; a kind with several classes chooses here."""
        return cls(spec)

    @classmethod
    def all_fields(cls) -> tuple[Field, ...]:
        """Return every field that an entry of this kind may have."""
        return (*COMMON, *cls.fields)

    @classmethod
    @abstractmethod
    def canonical(cls, where: str) -> str:
        """Return the canonical spelling of an address; ValueError for an impossible one."""

    @abstractmethod
    def concerns(self, frame: Frame) -> bool:
        """Return whether a frame of this WHO is for this object."""

    @property
    def key(self) -> str:
        """Return WHO and WHERE: the name of the object in `Simulator.objects`."""
        return f"{self.who}-{self.where}"

    def truth(self) -> Mapping[str, object]:
        """Return how it really is, by name: what a test compares with what a client shows."""
        return {name: getattr(self, name) for name in self.facets}

    def attach(self, bus: Bus, clock: Clock, model: Model) -> None:  # noqa: ARG002 - for subclasses
        """Connect to the bus of a gateway of this model: what is known of some objects is known of one plant only."""
        self._bus = bus
        self._clock = clock
        bus.receivers.append(self)

    def neighbours[T: BusObject](self, kind: type[T]) -> list[T]:
        """Return the objects of a class on the same bus: what a device knows of others by its configuration."""
        return [item for item in self._bus.receivers if isinstance(item, kind)] if self._bus else []

    def hears(self, frame: Frame) -> bool:
        """Return whether a frame is for this object."""
        return (frame.who == self.who or frame.who in self.also) and self.concerns(frame)

    def receive(self, telegram: Telegram) -> None:
        """Take a telegram off the bus; what other objects say does not matter to this one."""
        frame = telegram.frame
        if telegram.source is Source.OBJECT or self.unplugged:
            return
        if self.diagnostics and frame.who == self.diagnostics:
            self.answer(telegram, self.diagnosis(frame))
        if not self.hears(frame):
            return
        if frame.kind is Kind.COMMAND:
            telegram.confirmed |= self.command(telegram)
        elif frame.kind is Kind.WRITE:
            telegram.confirmed |= self.write(telegram)
        elif frame.kind is Kind.REQUEST:
            self.answer(telegram, self.status(frame))
        elif frame.kind is Kind.DIMENSION:
            self.answer(telegram, self.dimension(frame))

    def refuses(self, frame: Frame) -> bool:  # noqa: ARG002 - for subclasses
        """Return whether the gateway answers NACK before the bus, because this object takes no such frame now."""
        return False

    def command(self, telegram: Telegram) -> bool:  # noqa: ARG002 - for subclasses
        """Carry out a command; whether it was understood."""
        return False

    def write(self, telegram: Telegram) -> bool:  # noqa: ARG002 - for subclasses
        """Carry out a dimension write; whether it was understood."""
        return False

    def status(self, frame: Frame) -> Iterable[Answer]:  # noqa: ARG002 - for subclasses
        """Answer a status request."""
        return ()

    def dimension(self, frame: Frame) -> Iterable[Answer]:  # noqa: ARG002 - for subclasses
        """Answer a dimension request; nothing where the object has no such dimension."""
        return ()

    def diagnosis(self, frame: Frame) -> Iterable[Answer]:
        """Answer dimension 7 of the diagnostics, asked of everybody or of this object: a bit 0 is a fault."""
        if frame.dimension == "7" and frame.where in ("0", self.where):
            yield 0.1, f"*#{self.diagnostics}*{self.where}*7*{self.diagnostic_bits()}##"

    def diagnostic_bits(self) -> str:
        """Return the 24 bits, the highest first; all is well where the facts name no bit."""
        return HEALTHY

    def tick(self, seconds: float, random: Random) -> None:  # noqa: B027 - most objects need none
        """Live for some simulated seconds: temperatures drift, meters count. Only in a plant with `life`."""

    def live_press(self, random: Random) -> bool:  # noqa: ARG002 - for subclasses
        """Do what somebody in the house would do with it; whether there is anything to do."""
        return False

    def halt(self) -> None:  # noqa: B027 - most objects have nothing running
        """Forget what is going on: the simulator stops and takes all timers with it."""

    @property
    def clock(self) -> Clock:
        """Return the clock of the bus that the object is on."""
        if self._clock is None:
            raise RuntimeError(f"{self.key} is not on a bus")
        return self._clock

    def now(self) -> float:
        """Simulated seconds; 0 while off the bus."""
        return self._clock.time() if self._clock else 0.0

    def later(self, delay: float, action: Callable[[], None]) -> Callable[[], None]:
        """Do something after `delay` seconds; the result cancels it."""
        handle = self.clock.call_later(delay, action)
        return lambda: self.clock.cancel(handle)

    def answer(self, request: Telegram, answers: Iterable[Answer]) -> None:
        """Promise frames in answer to a request."""
        for delay, text in list(answers):
            self._send_later(delay, Telegram.make(text, Source.OBJECT, request))

    def report(self, *texts: str, cause: Telegram | None = None, after: float = 0.0) -> None:
        """Tell a state of one's own accord, or because of a command."""
        for text in texts:
            self._send_later(after, Telegram.make(text, Source.OBJECT, cause))

    def transmit(self, text: str) -> None:
        """Send what a wall switch sends: a command for everybody, this object included."""
        self._send_later(0.0, Telegram.make(text, Source.WALL))

    def _send_later(self, delay: float, telegram: Telegram) -> None:
        # A plant that is not started has no bus to tell: the state is changed, and nobody hears it.
        if self._bus is not None and self._clock is not None and self._clock.running and not self.unplugged:
            self._bus.send_later(delay, telegram)


class PointObject(BusObject):
    """An object with an area, a point and groups: WHO 1, 2 and 15. Actuators can be locked with WHO 14."""

    lockable: ClassVar[bool] = True

    def __init__(self, spec: Spec) -> None:
        """Take the groups."""
        super().__init__(spec)
        self.groups = spec.integers("groups")
        self.address = Address.parse(self.where)
        self.locked = False
        """Locked with WHO 14: commands are ignored, requests are answered."""

    @classmethod
    @override
    def all_fields(cls) -> tuple[Field, ...]:
        """Add the groups to the common fields."""
        return (*COMMON, GROUPS, *cls.fields)

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept points only."""
        address = Address.parse(where)
        if address is None or address.scope is not Scope.POINT:
            raise ValueError(f"{where!r} is not the address of a point")
        return str(address)

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match general, area, group and point, on this object's bus level."""
        target = Address.parse(frame.where)
        return target is not None and self.address is not None and target.reaches(self.address, self.groups)

    @override
    def receive(self, telegram: Telegram) -> None:
        """Be deaf to commands while locked; that nobody confirms them then is assumed."""
        frame = telegram.frame
        if self.lockable and frame.who == SPECIAL_COMMANDS and telegram.source is not Source.OBJECT:
            if self.concerns(frame):
                self._special(telegram)
        elif frame.asks or not self.locked or frame.who != self.who:
            super().receive(telegram)

    def _special(self, telegram: Telegram) -> None:
        frame = telegram.frame
        if frame.kind is Kind.REQUEST:
            self.answer(telegram, [(0.0, f"*14*{LOCK if self.locked else UNLOCK}*{self.where}##")])
        elif frame.kind is Kind.COMMAND and frame.what in (LOCK, UNLOCK):
            self.locked = frame.what == LOCK
            telegram.confirmed = True

    def says(self, what: str) -> str:
        """Return the status frame with a WHAT."""
        return f"*{self.who}*{what}*{self.where}##"

    def tells(self, *values: str) -> str:
        """Return the dimension reply; the first value is the dimension."""
        return f"*#{self.who}*{self.where}*{'*'.join(values)}##"
