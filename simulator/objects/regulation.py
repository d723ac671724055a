"""Regulation of a room: mode, season, set point and knob, what comes of them, and the valve. gateways.md 5 and 12."""

from random import Random
from typing import ClassVar, override

from ..fields import Field, FieldType, Spec
from .temperature import MAX_SET_POINT, MIN_SET_POINT, MODES, SEASON, TEMPERATURE, Thermal, limited

# What protection regulates to: antifreeze (MyHOME issue 383, `*#4*2*12*0070*3##` beside `*4*102*2##`) and, while the
# plant cools, 35.0 (F461, sessions.jsonl: `*#4*6*12*0350*3##` beside `*4*202*6##`).
ANTIFREEZE, HEAT_PROTECTION = 7.0, 35.0
# A room follows its heating slowly: degrees in a second towards the set point, and away from it with the valve closed.
HEATING_RATE, COOLING_RATE = 0.002, 0.0008
HYSTERESIS = 0.2
KNOB_LIMIT = 3
KNOBS = {"off": "4", "protection": "5"}

REGULATION = (
    TEMPERATURE,
    Field(
        "set_point",
        FieldType.NUMBER,
        "Wanted degrees Celsius.",
        default=20.0,
        minimum=MIN_SET_POINT,
        maximum=MAX_SET_POINT,
    ),
    Field(
        "mode",
        FieldType.TEXT,
        "What the zone does at the start.",
        default="manual",
        choices=tuple(MODES.values()),
    ),
    SEASON,
    Field(
        "offset",
        FieldType.INTEGER,
        "Local knob, degrees.",
        default=0,
        minimum=-KNOB_LIMIT,
        maximum=KNOB_LIMIT,
    ),
    Field(
        "off_reads",
        FieldType.NUMBER,
        "Degrees that dimension 12 tells while it is off; where not given, 35 while the plant cools, else as set;"
        " as set on an F461.",
    ),
)


class Regulator(Thermal):
    """A room that is regulated: `mode` and `set_point` are asked for, `acting` and `effective` are done."""

    facets: ClassVar[tuple[str, ...]] = (
        "mode",
        "acting",
        "season",
        "set_point",
        "effective",
        "temperature",
        "offset",
        "knob",
        "valve",
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says; the valve is closed."""
        super().__init__(spec)
        self.set_point = spec.number("set_point")
        self.mode = spec.text("mode")
        self.season = spec.text("season")
        self.offset = spec.integer("offset")
        self.knob = ""
        """``4`` off, ``5`` protection, set at the probe itself; empty while the knob shows an offset."""
        self.valve = False
        self._off_reads = spec.optional("off_reads")

    @property
    def heats(self) -> bool:
        """Return whether it is the season of heating."""
        return self.season == "heating"

    @property
    def acting(self) -> str:
        """Return the mode that is in effect: off and protection of the knob go before what was asked for."""
        if self.mode == "off" or self.knob == KNOBS["off"]:
            return "off"
        return "protection" if self.knob == KNOBS["protection"] else self.mode

    @property
    def effective(self) -> float:
        """Return the set point in effect: dimension 12."""
        if self.acting == "protection":
            return ANTIFREEZE if self.heats else HEAT_PROTECTION
        if self.acting == "off" and (reads := self.off_reading()) is not None:
            return reads
        return limited(self.set_point + self.offset)

    def off_reading(self) -> float | None:
        """Return what dimension 12 tells while it is off; None for what is set."""
        return self._off_reads

    def wants(self) -> bool:
        """Return whether the valve has to be open: never while it is off, and in protection only beyond its limit."""
        missing = self.effective - self.temperature if self.heats else self.temperature - self.effective
        return self.acting != "off" and missing > (-HYSTERESIS if self.valve else HYSTERESIS)

    def set_valve(self, opened: bool) -> None:
        """Open or close the valve."""
        self.valve = opened

    def close_valve(self) -> None:
        """Close the valve where nothing is regulated any more."""
        if self.valve and self.acting in ("off", "protection") and not self.wants():
            self.set_valve(False)

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Open and close the valve, and let the room follow it."""
        wanted = self.wants()
        if wanted != self.valve:
            self.set_valve(wanted)
        drift = HEATING_RATE if self.valve else -COOLING_RATE
        self.temperature = min(45.0, max(5.0, self.temperature + (drift if self.heats else -drift) * seconds))
        if abs(self.temperature - self._told) >= 0.1:
            self._told = self.temperature
            self.report(self.temperature_frame())
