"""Actuators of a zone: valves, pumps, fan coils (WHO 4). protocol.md 4.4, gateways.md 5."""

import re
from collections.abc import Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, BusObject, register

ACTUATOR = re.compile(r"(?P<zone>\d\d?)#(?P<number>[1-9])")
OFF, ON, FAN_OFF = "0", "1", "5"
# Fan speeds 1-3 in dimension 20.
FAN_SPEEDS = {1: "6", 2: "7", 3: "8"}


@register
class ZoneActuator(BusObject):
    """An actuator of a zone, WHERE `Z#N`: the zone writes dimension 20 to it, and it says what it does."""

    kind = "actuator"
    who = 4
    facets: ClassVar[tuple[str, ...]] = ("active", "state")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("type", FieldType.TEXT, "A valve or pump, or a fan coil.", default="valve", choices=("valve", "fan")),
    )

    def __init__(self, spec: Spec) -> None:
        """Start switched off."""
        super().__init__(spec)
        self.fan = spec.text("type") == "fan"
        self.state = self.wanted(active=False, speed=0)
        """The code of dimension 20."""
        match = ACTUATOR.fullmatch(self.where)
        assert match is not None  # noqa: S101 - canonical has seen to it
        self.zone, self.number = match["zone"], match["number"]

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept Z#N; zone 0 has the pumps that belong to no zone."""
        match = ACTUATOR.fullmatch(where)
        if match is None or (match["zone"] != "0" and match["zone"].startswith("0")):
            raise ValueError(f"{where!r} is not an actuator Z#N, with N 1-9")
        return where

    @property
    def active(self) -> bool:
        """Return whether heat or cold flows."""
        return self.state not in (OFF, FAN_OFF)

    def wanted(self, *, active: bool, speed: int) -> str:
        """Return the code for a zone that needs it or not; speed 0 is automatic, and then the lowest (assumed)."""
        if self.fan:
            return FAN_SPEEDS[speed or 1] if active else FAN_OFF
        return ON if active else OFF

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match this actuator, all of the zone, and all there are."""
        return frame.where in (self.where, f"{self.zone}#0", "0#0")

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 20: do it, and say so."""
        frame = telegram.frame
        if frame.dimension != "20" or not frame.values or not frame.values[0]:
            return False
        self.state = frame.values[0]
        self.report(self._frame(), cause=telegram)
        return True

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Answer dimension 20."""
        if frame.dimension == "20":
            yield 0.1, self._frame()

    def _frame(self) -> str:
        return f"*#4*{self.where}*20*{self.state}##"
