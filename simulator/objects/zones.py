"""Zones of the heating (WHO 4). protocol.md 4.4, gateways.md 5."""

import re
from collections.abc import Iterable
from random import Random
from typing import ClassVar, override

from simulator.bus import Telegram
from simulator.fields import Field, FieldType, Spec
from simulator.frames import Frame

from .base import Answer, register
from .temperature import (
    COOLING,
    GENERIC,
    HEATING,
    LATE,
    MAX_SET_POINT,
    MIN_SET_POINT,
    MODES,
    SEASON,
    SEASONS,
    SOON,
    TEMPERATURE,
    Thermal,
    coded,
    decoded,
    limited,
)
from .zone_actuators import ZoneActuator

# The five frames of a zone's answer, spread over 1.3 s, the first after 0.57 s (F461, sessions.jsonl).
STATUS_TIMES = (0.57, 0.75, 0.93, 1.12, 1.3)
# Off and protection read 35.0 degrees while the plant cools (gateways.md 5).
COOLING_OFF = 35.0
KNOB_LIMIT = 3
KNOBS = {"off": "4", "protection": "5"}
# A room follows its heating slowly: degrees in a second towards the set point, and away from it with the valve closed.
HEATING_RATE, COOLING_RATE = 0.002, 0.0008
HYSTERESIS = 0.2
ZONE = re.compile(r"[1-9]\d?")
# Through the central unit, possibly with its number; or plain, where zeros in front mean all probes of the zone.
ZONE_ADDRESS = re.compile(r"#(?P<central>\d+)(?:#1)?|0{0,2}(?P<plain>\d+)")
# Dimension 7, states: set point, protection, comfort, eco, off (protocol.md 4.4; "off" was seen as 2 as well).
SMART_STATES = {"manual": "1", "protection": "2", "auto": "3", "off": "5"}
SMART_MODES = {"1": "manual", "2": "protection", "3": "auto", "4": "auto", "5": "off"}
# What a zone says that needs a pump, and that needs it no more (in no public table; gateways.md 5).
PUMP_ON, PUMP_OFF = "4001", "4002"


@register
class Zone(Thermal):
    """A zone with its probe: measures, regulates, has a local knob, a valve and possibly actuators on the bus."""

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
        SEASON,
        Field(
            "offset",
            FieldType.INTEGER,
            "Local knob, degrees.",
            default=0,
            minimum=-KNOB_LIMIT,
            maximum=KNOB_LIMIT,
        ),
        Field("humidity", FieldType.INTEGER, "Relative humidity, where it is measured.", minimum=0, maximum=100),
        Field("smart", FieldType.BOOLEAN, "A smart thermostat: it tells dimension 7 as well.", default=False),
        Field("pump", FieldType.INTEGER, "Actuator N of zone 0 is its pump.", minimum=1, maximum=9),
        Field("central", FieldType.TEXT, "The central unit it obeys; by address where not given.", default=""),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says."""
        super().__init__(spec)
        self.set_point = spec.number("set_point")
        self.mode = spec.text("mode")
        self.season = spec.text("season")
        self.offset = spec.integer("offset")
        self.humidity = spec.optional("humidity")
        self.smart = spec.flag("smart")
        self.knob = ""
        """``4`` off, ``5`` protection, set at the probe itself; empty while the knob shows an offset."""
        self.fan = 0
        self.valve = False
        self._pump = spec.optional("pump")
        self._central = spec.text("central")
        self._mode_what = ""

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 1-99."""
        if not ZONE.fullmatch(where):
            raise ValueError(f"{where!r} is not a zone 1-99")
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
        """Return the set point with the knob's offset: dimension 12."""
        if self.season == "cooling" and self.mode in ("off", "protection"):
            return COOLING_OFF
        return limited(self.set_point + self.offset)

    def mode_what(self) -> str:
        """Return the WHAT of the mode: manual is told as the season alone (gateways.md 5)."""
        family = HEATING if self.season == "heating" else COOLING
        if self.mode == "manual":
            return "1" if self.season == "heating" else "0"
        if self._mode_what.startswith(GENERIC) and self.mode != "auto":
            return self._mode_what
        return family + next(suffix for suffix, mode in MODES.items() if mode == self.mode)

    def mode_frame(self) -> str:
        """Return the frame of the mode."""
        return f"*4*{self.mode_what()}*{self.where}##"

    def effective_frame(self) -> str:
        """Return dimension 12; whatever mode was written, 3 is reported."""
        return self.tells("12", coded(self.effective), "3")

    def set_point_frame(self) -> str:
        """Return dimension 14."""
        return self.tells("14", coded(self.set_point), "3")

    def knob_frame(self) -> str:
        """Return dimension 13."""
        return self.tells("13", self.knob or f"{'1' if self.offset < 0 else '0'}{abs(self.offset)}")

    def valve_frame(self) -> str:
        """Return dimension 19: cooling valve, heating valve."""
        heating = self.season == "heating"
        return self.tells("19", str(int(self.valve and not heating)), str(int(self.valve and heating)))

    def smart_frame(self) -> str:
        """Return dimension 7: context, state, and the set point where there is one."""
        context = HEATING if self.season == "heating" else COOLING
        values = (coded(self.set_point),) if self.mode == "manual" else ()
        return self.tells("7", context, SMART_STATES[self.mode], *values)

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
        if self.smart:
            tellers["7"] = self.smart_frame
        if self.humidity is not None:
            tellers["60"] = self._humidity_frame
        if frame.dimension in tellers and not frame.dimension_params:
            yield 0.1, tellers[frame.dimension]()

    def _humidity_frame(self) -> str:
        return self.tells("60", str(round(self.humidity or 0)))

    # What it is told

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 14: set point and mode. 11: fan. 7: all of it at once, where the thermostat is a smart one."""
        frame = telegram.frame
        if frame.dimension == "11" and frame.values and not frame.where.startswith("#"):
            self.fan = int(frame.values[0] or 0)
            self.report(self.tells("11", str(self.fan)), cause=telegram, after=SOON)
            self._drive_actuators()
            return True
        if frame.dimension == "7" and self.smart:
            return self._write_smart(telegram)
        if frame.dimension != "14" or not frame.values or len(frame.values[0]) != 4:
            return False
        self.mode = "manual"
        self._set_season(SEASONS.get("".join(frame.values[1:2])))
        self.set_point = limited(decoded(frame.values[0]))
        self._tell_change(telegram)
        return True

    def _write_smart(self, telegram: Telegram) -> bool:
        values = telegram.frame.values
        if len(values) < 2 or values[1] not in SMART_MODES:
            return False
        self._set_season(SEASONS.get(values[0]))
        self.mode, self._mode_what = SMART_MODES[values[1]], ""
        if len(values) > 2 and len(values[2]) == 4:
            self.set_point = limited(decoded(values[2]))
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
            params = telegram.frame.what_params
            if params and len(params[0]) != 4:
                return False
            self.mode = MODES[what[1:]]
            self._mode_what = what
            if params and self.mode == "manual":
                self.set_point = limited(decoded(params[0]))
        else:
            return what[:2] in ("11", "21", "31") and len(what) == 3
        self._tell_change(telegram)
        return True

    def turn_knob(self, offset: int) -> None:
        """Turn the local knob by hand, -3 to 3 degrees."""
        self.offset = min(KNOB_LIMIT, max(-KNOB_LIMIT, offset))
        self.knob = ""
        self.report(self.knob_frame(), self.effective_frame())

    def set_knob(self, position: str) -> None:
        """Turn the local knob to "off" or "protection"."""
        self.offset, self.knob = 0, KNOBS[position]
        self.report(self.knob_frame())

    def set_humidity(self, percent: int) -> None:
        """Measure this, and push it."""
        self.humidity = percent
        self.report(self._humidity_frame())

    def set_valve(self, opened: bool) -> None:
        """Open or close the valve: dimension 19, the pump is called, the actuators are told."""
        self.valve = opened
        self.report(self.valve_frame())
        if self._pump:
            what = PUMP_ON if opened else PUMP_OFF
            self.report(f"*4*{what}#{self.where}*0#{self._pump:g}##", f"*4*{what}*{self.where}##")
        self._drive_actuators()

    def _drive_actuators(self) -> None:
        for actuator in self.neighbours(ZoneActuator):
            state = actuator.wanted(active=self.valve, speed=self.fan)
            if actuator.zone == self.where and actuator.state != state:
                self.transmit(f"*#4*{actuator.where}*#20*{state}##")

    def _set_season(self, season: str | None) -> None:
        if season is not None:
            self.season = season

    def _tell_change(self, telegram: Telegram) -> None:
        smart = [self.smart_frame()] if self.smart else []
        self.report(*smart, self.effective_frame(), self.mode_frame(), cause=telegram, after=SOON)
        self.report(self.temperature_frame(), cause=telegram, after=SOON + 0.3)
        self.report(self.set_point_frame(), self.knob_frame(), cause=telegram, after=LATE)

    # What its central unit does with it

    def obeys(self, central: str) -> bool:
        """Return whether it belongs to the central unit at `central`.

        Of a 4-zone unit ``#0#Z`` only its own zone is known; that the other three follow it is assumed.
        """
        if self._central:
            return self._central == central
        first = int(central[3:] or 1)
        return central == "#0" or first <= int(self.where) < first + 4

    def follow(self, mode: str, season: str, set_point: float | None) -> None:
        """Take what the central unit says, and tell it: mode, temperature, and the offset where there is one."""
        self.mode, self.season, self._mode_what = mode, season, ""
        if set_point is not None:
            self.set_point = limited(set_point)
        self.report(self.mode_frame(), self.temperature_frame())
        if self.offset:
            self.report(self.effective_frame())
        # Live (MH200N): a zone confirms its set point with dimension 14 after the central unit changed.
        if set_point is not None:
            self.report(self.set_point_frame(), after=LATE)
        if self.smart:
            self.report(self.smart_frame())

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Open and close the valve, and let the room follow it."""
        heating = self.season == "heating"
        missing = self.effective - self.temperature if heating else self.temperature - self.effective
        wanted = self.mode not in ("off", "protection") and missing > (-HYSTERESIS if self.valve else HYSTERESIS)
        if wanted != self.valve:
            self.set_valve(wanted)
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
