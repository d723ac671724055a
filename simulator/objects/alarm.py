"""Burglar alarm (WHO 5). protocol.md 4.5, gateways.md 9."""

from collections.abc import Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame, Kind
from .base import Answer, BusObject, register

AUXILIARIES = 9
ACTIVE, ARMED, DISARMED = "1", "8", "9"
ZONE_ACTIVE, ZONE_DIVIDED = "11", "18"
TECHNICAL, TECHNICAL_RESET = "12", "13"
SILENT_DEVICE, INTRUSION, TAMPER, PANIC, SILENT_ALARM = "14", "15", "16", "17", "31"
BATTERIES = {"fault": "4", "ok": "5", "low": "10"}
NO_MAINS, MAINS = "6", "7"
PROGRAMMING = {True: "26", False: "27"}
# Zones are told in this order (a captured state dump); the other numbers after them.
DUMP_ORDER = (5, 6, 7, 8, 1, 2, 3, 4)
# Zones C and F have numbers of their own.
ZONES = (*range(9), 12, 15)


@register
class Alarm(BusObject):
    """An alarm unit with its zones, WHERE `0`. The bus cannot arm it; an auxiliary channel that is named here can.

    Arming and disarming end the pending alarms, but for technical ones, which have an end of their own (assumed).
    """

    kind = "alarm"
    who = 5
    also: ClassVar[frozenset[int]] = frozenset((AUXILIARIES,))
    facets: ClassVar[tuple[str, ...]] = ("armed", "active", "pending", "battery", "mains", "silent_devices")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("zones", FieldType.INTEGERS, "Its zones; C is 12, F is 15.", default=(1,), minimum=0, maximum=15),
        Field("divided", FieldType.INTEGERS, "Zones that are not active.", default=(), minimum=0, maximum=15),
        Field("armed", FieldType.BOOLEAN, "Whether it is armed at the start.", default=False),
        Field("arm_aux", FieldType.INTEGER, "Auxiliary channel that arms it.", minimum=1, maximum=9),
        Field("arm_what", FieldType.TEXT, "What has to be sent there.", default="6"),
        Field("disarm_aux", FieldType.INTEGER, "Channel that disarms it; as arm_aux.", minimum=1, maximum=9),
        Field("disarm_what", FieldType.TEXT, "As arm_what; where both are the same, it toggles.", default="7"),
        Field("takes", FieldType.NUMBER, "Seconds in which a channel arms or disarms it.", default=0.0, minimum=0),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says."""
        super().__init__(spec)
        zones = spec.integers("zones")
        if not zones <= set(ZONES):
            raise ValueError(f"an alarm has zones 0-8, 12 and 15, not {sorted(zones - set(ZONES))}")
        self.zones = sorted(zones, key=lambda zone: (DUMP_ORDER.index(zone) if zone in DUMP_ORDER else 99, zone))
        self.active = {zone: zone not in spec.integers("divided") for zone in self.zones}
        self.armed = spec.flag("armed")
        self.battery = "ok"
        self.mains = True
        self.pending: list[str] = []
        """Frames of alarms that nobody has ended yet."""
        self.silent_devices: list[str] = []
        """Devices that do not answer the unit, told to who asks the unit itself."""
        arm, disarm = spec.optional("arm_aux"), spec.optional("disarm_aux") or spec.optional("arm_aux")
        self._takes = spec.number("takes")
        self._triggers: dict[tuple[str, str], bool | None] = {}
        """What it becomes by which frame; None where that is the other."""
        for channel, what, armed in ((arm, "arm_what", True), (disarm, "disarm_what", False)):
            if channel:
                trigger = f"{channel:g}", spec.text(what)
                self._triggers[trigger] = None if trigger in self._triggers else armed

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 0."""
        if where != "0":
            raise ValueError(f"{where!r} is not an alarm unit: 0")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match requests to the system and to a zone, and the auxiliary channels that it listens to."""
        if frame.who == AUXILIARIES:
            return frame.kind is Kind.COMMAND and (frame.where, frame.what) in self._triggers
        return frame.where in ("", "0") or frame.where[1:] in {str(zone) for zone in self.zones}

    # What is done to it

    @override
    def command(self, telegram: Telegram) -> bool:
        """Be armed or disarmed by an auxiliary channel."""
        frame = telegram.frame
        if frame.who != AUXILIARIES:
            return False
        armed = self._triggers[frame.where, frame.what]
        if self._takes:
            self.later(self._takes, lambda: self._obey(armed, None))
        else:
            self._obey(armed, telegram)
        return True

    def _obey(self, armed: bool | None, telegram: Telegram | None) -> None:
        self._set_armed(not self.armed if armed is None else armed, telegram)

    def arm(self) -> None:
        """Arm it with a key."""
        self._set_armed(True, None)

    def disarm(self) -> None:
        """Disarm it with a key."""
        self._set_armed(False, None)

    def _set_armed(self, armed: bool, telegram: Telegram | None) -> None:
        if not armed or not self.armed:
            self.pending = [frame for frame in self.pending if frame.startswith(f"*5*{TECHNICAL}*")]
        self.armed = armed
        self.report(self._system(ARMED if armed else DISARMED), cause=telegram)

    def set_zone(self, zone: int, active: bool) -> None:
        """Make a zone active, or divide it."""
        self.active[zone] = active
        self.report(self._zone(zone))

    def set_battery(self, state: str) -> None:
        """Let the battery be "ok", "low" or "fault"."""
        self.battery = state
        self.report(self._system(BATTERIES[state]))

    def set_mains(self, present: bool) -> None:
        """Let the mains fail, or come back."""
        self.mains = present
        self.report(self._system(MAINS if present else NO_MAINS))

    def intrude(self, zone: int) -> None:
        """Let somebody break in, armed or not: whether a sensor matters is the unit's own business."""
        self._alarm(f"*5*{INTRUSION}*#{zone}##")

    def tamper(self, zone: int) -> None:
        """Let somebody open a device."""
        self._alarm(f"*5*{TAMPER}*#{zone}##")

    def panic(self, zone: int) -> None:
        """Let somebody call for help."""
        self._alarm(f"*5*{PANIC}*#{zone}##")

    def raise_technical(self, aux: int) -> None:
        """Let gas or water come out: a technical alarm of an auxiliary."""
        self._alarm(f"*5*{TECHNICAL}*#{aux}##")

    def reset_technical(self, aux: int) -> None:
        """End a technical alarm."""
        self.pending = [frame for frame in self.pending if frame != f"*5*{TECHNICAL}*#{aux}##"]
        self.report(f"*5*{TECHNICAL_RESET}*#{aux}##")

    def call_silently(self) -> None:
        """Raise a silent alarm."""
        self.report(self._system(SILENT_ALARM))

    def lose_device(self, device: str) -> None:
        """Let a sensor `ZS` or a device not answer any more."""
        self.silent_devices.append(device)
        self.report(f"*5*{SILENT_DEVICE}*{device}##")

    def set_programming(self, programming: bool) -> None:
        """Begin or end programming at the unit."""
        self.report(self._system(PROGRAMMING[programming]))

    def _alarm(self, frame: str) -> None:
        if frame not in self.pending:
            self.pending.append(frame)
        self.report(frame)

    # What it tells

    def _system(self, what: str) -> str:
        return f"*5*{what}*0##"

    def _zone(self, zone: int) -> str:
        return f"*5*{ZONE_ACTIVE if self.active[zone] else ZONE_DIVIDED}*#{zone}##"

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """One zone, or everything; the devices that do not answer only when the unit itself is asked (WHERE 0)."""
        if frame.who == AUXILIARIES:
            return []
        if frame.where.startswith("#"):
            return [(0.0, self._zone(int(frame.where[1:])))]
        lost = [f"*5*{SILENT_DEVICE}*{device}##" for device in self.silent_devices] if frame.where == "0" else []
        frames = (
            self._system(ACTIVE),
            self._system(ARMED if self.armed else DISARMED),
            self._system(BATTERIES[self.battery]),
            self._system(MAINS if self.mains else NO_MAINS),
            *(self._zone(zone) for zone in self.zones),
            *self.pending,
            *lost,
        )
        return [(0.0, text) for text in frames]
