"""Thermal objects: what all of WHO 4 that measures or regulates shares. protocol.md 4.4, gateways.md 5."""

import re
from typing import ClassVar, override

from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import BusObject

HEATING, COOLING, GENERIC = "1", "2", "3"
SEASONS = {HEATING: "heating", COOLING: "cooling"}
# After a set point write: dimension 12 soon, dimension 14 late (F454, sessions.jsonl).
SOON, LATE = 0.2, 1.2
MODES = {"02": "protection", "03": "off", "10": "manual", "11": "auto"}
CENTRAL = re.compile(r"#0(#[1-9]\d?)?")
MIN_SET_POINT, MAX_SET_POINT = 5.0, 40.0
THERMO_DIAGNOSTICS = 1004

TEMPERATURE = Field(
    "temperature",
    FieldType.NUMBER,
    "Measured degrees Celsius.",
    default=20.0,
    minimum=-30,
    maximum=50,
)
SEASON = Field("season", FieldType.TEXT, "Heating or cooling.", default="heating", choices=tuple(SEASONS.values()))


def coded(degrees: float) -> str:
    """Write degrees Celsius as sign digit and tenths: 21.5 is 0215, -4.8 is 1048."""
    tenths = round(degrees * 10)
    return f"{'1' if tenths < 0 else '0'}{abs(tenths):03}"


def decoded(text: str) -> float:
    """Read what `coded` writes."""
    return int(text[1:]) / 10 * (-1 if text[0] == "1" else 1)


def limited(degrees: float) -> float:
    """Keep a set point within what can be set."""
    return min(MAX_SET_POINT, max(MIN_SET_POINT, degrees))


class HeatingCentral(BusObject):
    """A central unit, as far as its zones know it: that it is there."""

    who = 4

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept `#0` and `#0#Z`."""
        if not CENTRAL.fullmatch(where):
            raise ValueError(f"{where!r} is not a central unit: #0 or #0#Z")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own address only."""
        return frame.where == self.where


class Thermal(BusObject):
    """What WHO 4 objects share: a temperature and how it is told."""

    who = 4
    diagnostics: ClassVar[int] = THERMO_DIAGNOSTICS

    def __init__(self, spec: Spec) -> None:
        """Take the temperature."""
        super().__init__(spec)
        self.temperature = spec.number("temperature")
        self._told = self.temperature

    def tells(self, *values: str) -> str:
        """Return a dimension reply; the first value is the dimension."""
        return f"*#4*{self.where}*{'*'.join(values)}##"

    def temperature_frame(self) -> str:
        """Return dimension 0."""
        return self.tells("0", coded(self.temperature))

    def set_temperature(self, degrees: float) -> None:
        """Measure this, and push it."""
        self.temperature = degrees
        self._told = degrees
        self.report(self.temperature_frame())
