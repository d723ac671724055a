"""Behaviour of a gateway model: the ways in which gateways differ; models.py says which model does what."""

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from .auth import Auth


class Ask(StrEnum):
    """What a client's frame is, as far as acknowledging goes."""

    COMMAND = "command or write to one object"
    BROADCAST = "command to an area, a group or everybody"
    REQUEST = "request to one object"
    GENERAL = "request to an area, a group or everybody"


class Ack(StrEnum):
    """When a frame that went to the bus is acknowledged."""

    QUEUED = "as soon as it is queued"
    CONFIRMED = "when an object took it or answered; NACK when none did"
    ALWAYS = "when an object answered, or after a while all the same"


class AnswersOn(StrEnum):
    """The sessions that answers to a request come on."""

    COMMAND = "command"
    EVENT = "event"
    BOTH = "both"


class Translations(StrEnum):
    """Whose commands are shown as ``*WHO*1000#WHAT*WHERE##`` events."""

    NONE = "nobody's"
    OTHERS = "those of others on the bus, not of the gateway's own clients"
    ALL = "everybody's"


class GroupOrder(StrEnum):
    """How a command to several objects is shown on event sessions."""

    BEFORE = "members first, the broadcast frame 0.9 s later"
    AFTER = "the broadcast frame first, members follow"
    ONLY = "the broadcast frame alone"


class WhenFull(StrEnum):
    """What a new session meets when all are in use."""

    CLOSE = "the connection is closed"
    NACK = "the session request is refused"


class ZoneAnswer(StrEnum):
    """What follows a change of a heating zone. The plants differ; that the gateway makes the difference is assumed."""

    LONG = "long"
    """dimension 12, mode, temperature, then 12, mode, 14 and 13 (F454, sessions.jsonl)"""
    SHORT = "short"
    """dimension 12, mode, temperature (F461, sessions.jsonl)"""


class ClockForm(StrEnum):
    """The unasked clock frames of a gateway."""

    NONE = "none"
    WRITES_AT_MINUTE = "*#13**#1...## and *#13**#0...## at the full minute"
    WRITES_EVERY_SECOND = "*#13**#0...## and *#13**#1...## every second"
    BOTH_IN_ONE = "*#13**22...## every 30 s"
    TIME = "*#13**0...## every 30 s"


CLOCK_PERIODS = {
    ClockForm.WRITES_AT_MINUTE: 60.0,
    ClockForm.WRITES_EVERY_SECOND: 1.0,
    ClockForm.BOTH_IN_ONE: 30.0,
    ClockForm.TIME: 30.0,
}

CONFIRMED = MappingProxyType(dict.fromkeys(Ask, Ack.CONFIRMED))

# By WHO, for all models that say nothing else: the alarm is answered from memory, and is small (protocol.md 4.5).
ACK_OF_WHO = MappingProxyType({(5, Ask.GENERAL): Ack.CONFIRMED})

# The WHOs that the simulator knows at all; a frame of any other is malformed to a gateway.
WHOS = frozenset((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 18, 22, 24, 25, 1000, 1001, 1004, 1008, 1013, 1018))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One gateway model. Times in seconds."""

    name: str
    auth: Auth
    """How a password is asked for, where there is one."""
    auths: frozenset[Auth] = frozenset(Auth)
    """What it can do at all: numeric-only models have no HMAC."""
    selectors: frozenset[str] = frozenset("019")
    """The N of the session requests ``*99*N##`` that it takes."""
    command_sessions: int
    event_sessions: int
    when_full: WhenFull
    command_idle: float = 120.0
    """Silent close of a command session without traffic; 0 for never."""
    event_idle: float = 105.0
    """Close of an event session without a word from the client; 0 for never."""
    event_age: float = 0.0
    """Close of an event session after so long in any case; 0 for never."""
    closes_on_selector: bool = False
    """``*99*1##`` sent as a keep-alive closes the event session."""
    keep_alive_nack: bool = False
    """An ACK sent on the event session to keep it alive is answered with NACK."""

    ack: MappingProxyType[Ask, Ack] = CONFIRMED
    ack_of_who: MappingProxyType[tuple[int, Ask], Ack] = field(default_factory=lambda: MappingProxyType({}))
    ack_local_bus: MappingProxyType[Ask, Ack] = field(default_factory=lambda: MappingProxyType({}))
    """When a frame with a local bus (``#4#NN``) is acknowledged, where that differs."""
    ack_of_frame: tuple[tuple[str, Ack], ...] = ()
    """Patterns of a frame's text that go before everything else."""
    ack_delay: float = 0.013
    """From queueing to the ACK."""
    nack_after: float = 2.0
    """From the telegram to the NACK when nobody confirms."""
    silent_whos: MappingProxyType[int, float] = field(default_factory=lambda: MappingProxyType({}))
    """Requests to a plant that is not there: nothing at all for so long."""

    routes: frozenset[int] = WHOS
    translators: frozenset[int] = frozenset()
    """WHOs that are routed only when the plant has such objects."""
    needs_object: frozenset[int] = frozenset((17,))
    """WHOs that are refused when nothing in the plant has the address: the gateway itself holds the scenes."""
    swallows: frozenset[int] = frozenset()
    """WHOs whose commands are acknowledged and never sent."""
    normalises_area_0: bool = False
    """``000n`` is taken, and shown as ``0n``."""

    answers: MappingProxyType[int, AnswersOn] = field(default_factory=lambda: MappingProxyType({}))
    """By WHO: the sessions that answers come on; `ANSWERS` where nothing is said, and both where nothing is either."""
    cuts_general_requests: bool = False
    """A general request ends the answers to an earlier one that are still coming."""
    translations: Translations = Translations.OTHERS
    group_order: GroupOrder = GroupOrder.AFTER
    relayed_stop: float = 0.0
    """A stop of a cover is shown so long after a direction command of a client; 0 for never."""
    echoes_requests: bool = False
    """Requests of clients are shown on event sessions."""
    echoes_writes: bool = False
    """Writes of clients are shown on event sessions."""
    shows_nacks: bool = False
    """A NACK of a command session is shown on event sessions too."""
    extra_dimension_13: bool = False
    """A level frame is followed by one of dimension 13."""
    group_summary: bool = False
    """A light command to a group is followed by ``*#1*#G*15*0/1##``."""
    repeats_sound: bool = False
    """Events of WHO 16 are repeated as WHO 22."""
    alarm_system: str = ""
    """How WHERE of the whole alarm system is written: empty, or ``0`` as the panel says it."""
    cen_releases: bool = True
    """What follows the press of a CEN button is shown."""
    bare_set_point: bool = False
    """Dimension 14 of a zone has no second value."""
    zone_answer: ZoneAnswer = ZoneAnswer.LONG
    """What follows a change of a zone."""
    manual_heating: bool = True
    """The set point of a zone can be written plainly (dimension 14) while it heats."""
    always_remarks: bool = False
    """A central unit always says 22, 23 and 24, whatever its probes do."""

    clock: ClockForm = ClockForm.NONE
    zone_form: str = "*ZZZ"
    """What follows the seconds of a time: the zone, an empty value, nothing."""
    device_type: int = 200
    """WHO 13 dimension 15; 200 is the placeholder that many share."""
    object_model: int
    """WHO 1013 dimension 1."""
    firmware: str


# By WHO, for all models that say nothing else: values come as events, the asker gets an ACK only (protocol.md 5.3).
ANSWERS = MappingProxyType({22: AnswersOn.EVENT, 24: AnswersOn.EVENT})

# A gateway takes no password for so long after so many wrong ones in so long (HMAC only, protocol.md 2.5).
FAILED_LOGINS, FAILED_WITHIN, BLOCKED_FOR = 3, 60.0, 60.0

# How long an energy request waits for an answer before it is acknowledged without one (within the 300 ms that the
# firmware results observed).
ALWAYS_AFTER = 0.25
