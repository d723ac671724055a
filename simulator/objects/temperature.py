"""WHO 4: zones, probes and a small central unit. protocol.md 4.4, gateways.md 5."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random
from typing import ClassVar, override

from simulator.bus import Telegram
from simulator.fields import Field, FieldType, Spec
from simulator.frames import Frame, Kind

from .base import Answer, BusObject, register

HEATING, COOLING, GENERIC = "1", "2", "3"
# The five frames of a zone's answer, spread over 1.3 s, the first after 0.57 s (F461, sessions.jsonl).
STATUS_TIMES = (0.57, 0.75, 0.93, 1.12, 1.3)
# After a set point write: dimension 12 soon, dimension 14 late (F454, sessions.jsonl).
SOON, LATE = 0.2, 1.2
# Off and protection read 35.0 degrees while the plant cools (gateways.md 5).
COOLING_OFF = 35.0
MODES = {"02": "protection", "03": "off", "10": "manual", "11": "auto"}
KNOB_LIMIT = 3
MIN_SET_POINT, MAX_SET_POINT = 5.0, 40.0
# A room follows its heating slowly: degrees in a second towards the set point, and away from it with the valve closed.
HEATING_RATE, COOLING_RATE = 0.002, 0.0008
HYSTERESIS = 0.2
ZONE = re.compile(r"[1-9]\d?")
# Through the central unit, possibly with its number; or plain, where zeros in front mean all probes of the zone.
ZONE_ADDRESS = re.compile(r"#(?P<central>\d+)(?:#1)?|0{0,2}(?P<plain>\d+)")
PROBE = re.compile(r"[1-9]\d\d")


def coded(degrees: float) -> str:
    """Write degrees Celsius as sign digit and tenths: 21.5 is 0215, -4.8 is 1048."""
    tenths = round(degrees * 10)
    return f"{'1' if tenths < 0 else '0'}{abs(tenths):03}"


def decoded(text: str) -> float:
    """Read what `coded` writes."""
    return int(text[1:]) / 10 * (-1 if text[0] == "1" else 1)


class Thermal(BusObject):
    """What WHO 4 objects share: a temperature and how it is told."""

    who = 4

    def __init__(self, spec: Spec) -> None:
        """Take the temperature."""
        super().__init__(spec)
        self.temperature = spec.number("temperature")
        self._told = self.temperature

    def tells(self, *values: str) -> str:
        """Give a dimension reply; the first value is the dimension."""
        return f"*#4*{self.where}*{'*'.join(values)}##"

    def temperature_frame(self) -> str:
        """Give dimension 0."""
        return self.tells("0", coded(self.temperature))

    def set_temperature(self, degrees: float) -> None:
        """Measure this, and push it."""
        self.temperature = degrees
        self._told = degrees
        self.report(self.temperature_frame())


TEMPERATURE = Field(
    "temperature",
    FieldType.NUMBER,
    "Measured degrees Celsius.",
    default=20.0,
    minimum=-30,
    maximum=50,
)


@register
class Zone(Thermal):
    """A zone with its probe: measures, regulates, has a local knob and a valve."""

    kind = "zone"
    fields: ClassVar[tuple[Field, ...]] = (
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
        Field("season", FieldType.TEXT, "Heating or cooling.", default="heating", choices=("heating", "cooling")),
        Field(
            "offset",
            FieldType.INTEGER,
            "Local knob, degrees.",
            default=0,
            minimum=-KNOB_LIMIT,
            maximum=KNOB_LIMIT,
        ),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says."""
        super().__init__(spec)
        self.set_point = spec.number("set_point")
        self.mode = spec.text("mode")
        self.season = spec.text("season")
        self.offset = spec.integer("offset")
        self.knob = ""
        """``4`` off, ``5`` protection, set at the probe itself; empty while the knob shows an offset."""
        self.fan = 0
        self.valve = False
        self._mode_what = ""

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 1-99."""
        if not ZONE.fullmatch(where):
            message = f"{where!r} is not a zone 1-99"
            raise ValueError(message)
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match the zone plain, through the central unit, with all its probes, and everybody."""
        if frame.where == "0":
            return True
        match = ZONE_ADDRESS.fullmatch(frame.where)
        return match is not None and self.where in (match["central"], match["plain"])

    # What it tells

    @property
    def effective(self) -> float:
        """The set point with the knob's offset: dimension 12."""
        if self.season == "cooling" and self.mode in ("off", "protection"):
            return COOLING_OFF
        return min(MAX_SET_POINT, max(MIN_SET_POINT, self.set_point + self.offset))

    def mode_what(self) -> str:
        """Give the WHAT of the mode: manual is told as the season alone (gateways.md 5)."""
        family = HEATING if self.season == "heating" else COOLING
        if self.mode == "manual":
            return "1" if self.season == "heating" else "0"
        if self._mode_what.startswith(GENERIC) and self.mode != "auto":
            return self._mode_what
        return family + next(suffix for suffix, mode in MODES.items() if mode == self.mode)

    def mode_frame(self) -> str:
        """Give the frame of the mode."""
        return f"*4*{self.mode_what()}*{self.where}##"

    def effective_frame(self) -> str:
        """Give dimension 12; whatever mode was written, 3 is reported."""
        return self.tells("12", coded(self.effective), "3")

    def set_point_frame(self) -> str:
        """Give dimension 14."""
        return self.tells("14", coded(self.set_point), "3")

    def knob_frame(self) -> str:
        """Give dimension 13."""
        return self.tells("13", self.knob or f"{'1' if self.offset < 0 else '0'}{abs(self.offset)}")

    def valve_frame(self) -> str:
        """Give dimension 19: cooling valve, heating valve."""
        heating = self.season == "heating"
        return self.tells("19", str(int(self.valve and not heating)), str(int(self.valve and heating)))

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Plain: five frames. Through the central unit: the mode that it set."""
        if frame.where.startswith("#"):
            what = self.mode_what()
            if self.mode == "manual":
                what = f"{HEATING if self.season == 'heating' else COOLING}10#{coded(self.set_point)}"
            return [(STATUS_TIMES[0], f"*4*{what}*#{self.where}##")]
        frames = (
            self.temperature_frame(),
            self.effective_frame(),
            self.mode_frame(),
            self.set_point_frame(),
            self.knob_frame(),
        )
        return list(zip(STATUS_TIMES, frames, strict=True))

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Answer with the one dimension that was asked for."""
        tellers = {
            "0": self.temperature_frame,
            "11": lambda: self.tells("11", str(self.fan)),
            "12": self.effective_frame,
            "13": self.knob_frame,
            "14": self.set_point_frame,
            "19": self.valve_frame,
        }
        if frame.dimension in tellers and not frame.dimension_params:
            yield 0.1, tellers[frame.dimension]()

    # What it is told

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 14: set point and mode. Dimension 11: fan."""
        frame = telegram.frame
        if frame.dimension == "11" and frame.values:
            self.fan = int(frame.values[0] or 0)
            self.report(self.tells("11", str(self.fan)), cause=telegram, after=SOON)
            return True
        if frame.dimension != "14" or not frame.values or len(frame.values[0]) != 4:
            return False
        self.mode = "manual"
        self._set_season({HEATING: "heating", COOLING: "cooling"}.get("".join(frame.values[1:2])))
        self.set_point = min(MAX_SET_POINT, max(MIN_SET_POINT, decoded(frame.values[0])))
        self._tell_change(telegram)
        return True

    @override
    def command(self, telegram: Telegram) -> bool:
        """Off, protection, automatic, season, release of the knob."""
        what = telegram.frame.what
        if what == "40":
            self.offset, self.knob = 0, ""
        elif what in ("0", "1"):
            self._set_season("heating" if what == "1" else "cooling")
        elif len(what) == 3 and what[0] in "123" and what[1:] in MODES:
            self.mode = MODES[what[1:]]
            self._mode_what = what
            if telegram.frame.what_params and self.mode == "manual":
                self.set_point = decoded(telegram.frame.what_params[0])
        else:
            return what[:2] in ("11", "21", "31") and len(what) == 3
        self._tell_change(telegram)
        return True

    def turn_knob(self, offset: int) -> None:
        """Turn the local knob by hand, -3 to 3 degrees."""
        self.offset = min(KNOB_LIMIT, max(-KNOB_LIMIT, offset))
        self.knob = ""
        self.report(self.knob_frame(), self.effective_frame())

    def _set_season(self, season: str | None) -> None:
        if season is not None:
            self.season = season

    def _tell_change(self, telegram: Telegram) -> None:
        self.report(self.effective_frame(), self.mode_frame(), cause=telegram, after=SOON)
        self.report(self.temperature_frame(), cause=telegram, after=SOON + 0.3)
        self.report(self.set_point_frame(), self.knob_frame(), cause=telegram, after=LATE)

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Open and close the valve, and let the room follow it."""
        heating = self.season == "heating"
        missing = self.effective - self.temperature if heating else self.temperature - self.effective
        wanted = self.mode not in ("off", "protection") and missing > (-HYSTERESIS if self.valve else HYSTERESIS)
        if wanted != self.valve:
            self.valve = wanted
            self.report(self.valve_frame())
        drift = HEATING_RATE if self.valve else -COOLING_RATE
        self.temperature = min(45.0, max(5.0, self.temperature + (drift if heating else -drift) * seconds))
        if abs(self.temperature - self._told) >= 0.1:
            self._told = self.temperature
            self.report(self.temperature_frame())

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody turns the knob."""
        self.turn_knob(random.randint(-KNOB_LIMIT, KNOB_LIMIT))
        return True


@register
class Probe(Thermal):
    """A slave or external probe (WHERE PZZ, P00): it pushes its temperature and answers no request (gateways.md 5)."""

    kind = "probe"
    fields: ClassVar[tuple[Field, ...]] = (TEMPERATURE,)

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept PZZ."""
        if not PROBE.fullmatch(where):
            message = f"{where!r} is not a probe 100-999"
            raise ValueError(message)
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Listen to nothing."""
        return frame.kind is Kind.REPLY and frame.where == self.where

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Drift a little."""
        self.temperature += random.uniform(-0.002, 0.002) * seconds
        if abs(self.temperature - self._told) >= 0.1:
            self.set_temperature(self.temperature)
