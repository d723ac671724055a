"""WHO 5: the burglar alarm, to be watched only (protocol.md 4.5, gateways.md 9).

Arming and disarming by WHO 5 are refused by real panels; they are done by a channel of WHO 9 that the panel was
programmed to listen to. So there are no such commands here.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, StatusRequest
from ..wire.tags import DIGITS, Where, Who
from .base import GeneralRequest, Item, Traits
from .kinds import NUMBER, Field, Kind
from .occurrence import Occurrence
from .registry import register
from .sender import Sender
from .sends import sends
from .table import Args, Row, Table

SYSTEM: Final = "0"


class AlarmKind(Enum):
    """What an alarm is about."""

    TECHNICAL = "12"
    INTRUSION = "15"
    TAMPERING = "16"
    """Or a 24 h alarm."""
    ANTI_PANIC = "17"
    SILENT = "31"


_REPEATED: Final = frozenset(AlarmKind) - {AlarmKind.SILENT}
"""The alarms that the system repeats, when it is asked, until they are over (protocol.md 4.5); of the silent one, which
is of no zone, nobody knows."""


class AlarmState(NamedTuple):
    """What the system, a zone, a sensor or another device has told. `None` is unknown."""

    armed: bool | None = None
    """Engaged (8) or disengaged (9); nothing else tells it: an active system or zone is not armed."""
    active: bool | None = None
    """Whether the system works (1) or not (2)."""
    maintenance: bool | None = None
    programming: bool | None = None
    zone_active: bool | None = None
    """Whether a zone takes part (11) or was taken out (18)."""
    mains: bool | None = None
    battery_fault: bool | None = None
    battery_low: bool | None = None
    answers: bool | None = None
    """False when the panel does not hear the device (14); no frame says that it does again."""
    delay_ended: Occurrence[None] | None = None
    alarm: Occurrence[AlarmKind] | None = None
    turned: Occurrence[bool] | None = None
    """The last time that the system was engaged or disengaged, as far as that was heard."""
    alarms: frozenset[AlarmKind] = frozenset()
    """The alarms since the system was last engaged or disengaged, that were in its last answer or came later; only the
    technical one has an end of its own."""


def _armed(state: AlarmState, args: Args) -> AlarmState:
    armed = args.tag == "8"
    # Status answers repeat 8 or 9, with the alarms that are on after it.
    if armed is state.armed:
        return state
    turned = state.turned if state.armed is None else Occurrence.after(state.turned, armed)
    return state._replace(armed=armed, turned=turned, alarms=frozenset())


def _turned(state: AlarmState, args: Args) -> AlarmState:
    """Take in that it was armed or disarmed just now: that ends an alarm, also of a system of which nothing was known.

    Disarming does also where it was not armed.
    """
    armed = args.tag == "8"
    if armed and state.armed:
        return state
    return state._replace(armed=armed, turned=Occurrence.after(state.turned, armed), alarms=frozenset())


def _active(state: AlarmState, args: Args) -> AlarmState:
    return state._replace(active=args.tag == "1", maintenance=False)


def _alarm(state: AlarmState, args: Args) -> AlarmState:
    kind = AlarmKind(args.tag)
    return state._replace(alarm=Occurrence.after(state.alarm, kind), alarms=state.alarms | {kind})


def _no_technical_alarm(state: AlarmState, _: Args) -> AlarmState:
    return state._replace(alarms=state.alarms - {AlarmKind.TECHNICAL})


ALARM: Final = Table[AlarmState](
    whats={
        "0": Row(
            "maintenance",
            lambda state, _: state._replace(maintenance=True),
            source="the official monitor list also prints it for a system that is off (protocol.md 4.5)",
        ),
        "1": Row("system active", _active, source="not the same as armed (gateways.md 9)"),
        "2": Row("system inactive", _active, source="the official monitor list prints *5*2*0## for a silent alarm"),
        "3": Row("delay ended", lambda state, _: state._replace(delay_ended=Occurrence.after(state.delay_ended, None))),
        "4": Row("battery of the system faulty", lambda state, _: state._replace(battery_fault=True)),
        "5": Row("battery fine", lambda state, _: state._replace(battery_fault=False, battery_low=False)),
        "6": Row("no mains", lambda state, _: state._replace(mains=False)),
        "7": Row("mains present", lambda state, _: state._replace(mains=True)),
        "8": Row("engaged: armed", _turned, apply_answer=_armed),
        "9": Row("disengaged: disarmed", _turned, apply_answer=_armed),
        "10": Row("battery running down", lambda state, _: state._replace(battery_low=True)),
        "11": Row("zone active", lambda state, _: state._replace(zone_active=True)),
        "12": Row("technical alarm", _alarm),
        "13": Row("end of technical alarm", _no_technical_alarm),
        "14": Row("device does not answer", lambda state, _: state._replace(answers=False)),
        "15": Row("intrusion alarm", _alarm),
        "16": Row("tampering or 24 h alarm", _alarm),
        "17": Row("anti-panic alarm", _alarm),
        "18": Row("zone taken out", lambda state, _: state._replace(zone_active=False)),
        "26": Row("programming begins", lambda state, _: state._replace(programming=True)),
        "27": Row("programming ends", lambda state, _: state._replace(programming=False)),
        "31": Row("silent alarm", _alarm),
    },
    dimensions={},
)


class Alarm(Item[AlarmState]):
    """What the objects of the alarm share."""

    who = Who.BURGLAR_ALARM
    title = "burglar alarm"
    table = ALARM
    new_state = AlarmState
    has_private_parameters = True
    tells_pending = True

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self._alarmed: Final[dict[AlarmKind, float]] = {}
        """The alarms that were ever told, and when they were last."""

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        before = self.state.alarm
        changed = super().update(message, is_answer=is_answer)
        alarm = self.state.alarm
        if alarm is not None and alarm is not before:
            self._alarmed[alarm.what] = alarm.at
        return changed

    def told_at(self, kind: AlarmKind) -> float:
        """Return the event loop's time at which an alarm was told last; the beginning of time for none."""
        return self._alarmed.get(kind, float("-inf"))

    @override
    def end_untold(self, since: float) -> bool:
        over = {kind for kind in self.state.alarms & _REPEATED if self.told_at(kind) < since}
        self._state = self.state._replace(alarms=self.state.alarms - over)
        return bool(over)

    @classmethod
    @override
    def canonical(cls, where: Where) -> str:
        """Return `0` for the system, which is written as nothing, `*` or `0` (protocol.md 6, row 35)."""
        return str(where) or SYSTEM


@register
class AlarmSystem(Alarm):
    """The alarm as a whole."""

    kinds = (Kind("alarm", pattern="0", traits={"panel": 1}),)
    general_requests = (GeneralRequest(StatusRequest((Who.BURGLAR_ALARM, "0")), 60),)

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return alarm_class(where) is AlarmSystem

    _was_shown = False

    @property
    @override
    def is_device(self) -> bool:
        """Whether there is a panel: some gateways without one answer that it is disarmed (protocol.md 4.5)."""
        known = self.state._replace(turned=None)
        return self._was_shown or known not in (AlarmState(), AlarmState(armed=False))

    @property
    @override
    def traits(self) -> Traits:
        """`panel` when one was heard."""
        return {"panel": 1} if self.is_device else {}

    @override
    def restore(self, traits: Traits) -> None:
        self._was_shown = bool(traits.get("panel"))

    @override
    @sends("*#5##", source="answered from the gateway's memory")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for system, zones and pending alarms."""
        return (StatusRequest((self.who,)),)

    @override
    def completion_requests(self) -> Sequence[BaseMessage]:
        """Ask a panel that was heard of by what has happened alone: its answer has more."""
        state = self.state
        is_told = state.armed is not None and (state.mains, state.battery_fault) != (None, None)
        return () if is_told or not self.heard else self.status_requests()

    @sends("*#5*0##", source="asked from the panel itself; for start-up (protocol.md 4.5)")
    async def send_panel_request(self) -> None:
        """Ask the panel for everything, silent devices as well. Raises `ResponseError` for a NACK."""
        await self._send(StatusRequest((self.who, SYSTEM)))


@register
class AlarmZone(Alarm):
    """A zone: `#0` to `#8`, `#12` is zone C, `#15` is zone F."""

    kinds = (Kind("alarm_zone", {NUMBER: Field(0, 15)}, "#{number}"),)

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return alarm_class(where) is AlarmZone

    @property
    @override
    def is_device(self) -> bool:
        """Technical alarms have the number of an auxiliary in the place of the zone (protocol.md 4.5)."""
        state = self.state
        of_zone = state.zone_active is not None or bool(self._alarmed.keys() - {AlarmKind.TECHNICAL})
        return super().is_device and (of_zone or not self.heard)

    @property
    def zone(self) -> int | None:
        """The number."""
        number = str(self.where)[1:].partition("#")[0]
        return int(number) if 0 < len(number) <= 3 and not number.strip(DIGITS) else None


@register
class AlarmDevice(Alarm):
    """A sensor `ZS` of a zone, an input device `0n`, the control panel `1`: heard of only when something happens."""

    kinds = ()

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return alarm_class(where) is AlarmDevice

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: it cannot be asked."""
        return ()


def pending_alarms(item: Alarm, system: AlarmSystem) -> frozenset[AlarmKind]:
    """Return the alarms of an object that have not ended: that it was disengaged is told of the system only."""
    turned = system.state.turned
    if turned is None:
        return item.state.alarms
    return frozenset(
        kind for kind in item.state.alarms if kind is AlarmKind.TECHNICAL or item.told_at(kind) > turned.at
    )


def alarm_class(where: Where) -> type[Alarm]:
    """Return the class of an address."""
    text = str(where)
    if text in ("", SYSTEM):
        return AlarmSystem
    return AlarmZone if text.startswith("#") else AlarmDevice
