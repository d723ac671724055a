"""Zones of the heating (WHO 4): what they understand and tell. protocol.md 4.4, gateways.md 5 and 12."""

import re
from collections.abc import Iterable
from random import Random
from typing import ClassVar, override

from ..behaviour import Model, ZoneAnswer
from ..bus import Bus, Telegram
from ..clock import Clock
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, register
from .for_hours import TIMED, ForHours, hours_of
from .regulation import HEAT_PROTECTION, KNOB_LIMIT, KNOBS, REGULATION, Regulator
from .temperature import (
    COOLING,
    GENERIC,
    HEATING,
    LATE,
    MODES,
    SEASONS,
    SOON,
    HeatingCentral,
    coded,
    decoded,
    limited,
)
from .zone_actuators import ZoneActuator

# The five frames of a zone's answer, spread over 1.3 s, the first after 0.57 s (F461, sessions.jsonl).
STATUS_TIMES = (0.57, 0.75, 0.93, 1.12, 1.3)
# A zone's temperature follows what a change made it tell (F454: 0.5 s after the write, sessions.jsonl).
TEMPERATURE_AFTER = 0.3
ZONE = re.compile(r"[1-9]\d?")
# Through the central unit, possibly with its number; or plain, where zeros in front mean all probes of the zone.
ZONE_ADDRESS = re.compile(r"#(?P<central>\d+)(?:#1)?|0{0,2}(?P<plain>\d+)")
# Dimension 7, states of a smart thermostat. Live (MyHomeServer1), 2 is off; that 5 is protection then is assumed. The
# documents tell 2 protection, 5 off (protocol.md 4.4).
SMART_STATES = {
    "live": {"manual": "1", "off": "2", "auto": "3", "protection": "5"},
    "documented": {"manual": "1", "protection": "2", "auto": "3", "off": "5"},
}
ECO = "4"
# What a zone says that needs a pump, and that needs it no more (in no public table; gateways.md 5).
PUMP_ON, PUMP_OFF = "4001", "4002"
# WHATs of protection that the other season ignores (protocol.md 4.4, commands).
SEASONAL_PROTECTION = {"102": "heating", "202": "cooling"}


@register
class Zone(Regulator):
    """A zone with its probe: measures, regulates, has a local knob, a valve and possibly actuators on the bus."""

    kind = "zone"
    facets: ClassVar[tuple[str, ...]] = (*Regulator.facets, "humidity", "fan")
    fields: ClassVar[tuple[Field, ...]] = (
        *REGULATION,
        Field("humidity", FieldType.INTEGER, "Relative humidity, where it is measured.", minimum=0, maximum=100),
        Field("smart", FieldType.BOOLEAN, "A smart thermostat: its mode is told in dimension 7.", default=False),
        Field(
            "smart_states",
            FieldType.TEXT,
            "Dimension 7 of a smart one, live: 2 off, 5 protection; documented: 2 protection, 5 off.",
            default="live",
            choices=tuple(SMART_STATES),
        ),
        Field(
            "smart_whats",
            FieldType.BOOLEAN,
            "Whether a smart one tells off, protection and automatic as WHAT too; live it does not.",
            default=False,
        ),
        Field(
            "family",
            FieldType.TEXT,
            "How off and protection are told, live (F461): 303 and 102 or 202; season: 103 or 203, 102 or 202;"
            " generic: 303, 302.",
            default="live",
            choices=("live", "season", "generic"),
        ),
        Field(
            "answer",
            FieldType.TEXT,
            "What follows a change, long (F454): ends with dimensions 14 and 13; short (F461): without them; by model.",
            choices=tuple(ZoneAnswer),
        ),
        Field("pump", FieldType.INTEGER, "Actuator N of zone 0 is its pump.", minimum=1, maximum=9),
        Field(
            "central",
            FieldType.TEXT,
            "The central unit it hangs on, or none; by address where not given. Without that unit it hears no `#Z`.",
            default="",
        ),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says."""
        super().__init__(spec)
        self.humidity = spec.optional("humidity")
        self.smart = spec.flag("smart")
        self.fan = 0
        self._states = SMART_STATES[spec.text("smart_states")]
        self._smart_whats = spec.flag("smart_whats")
        self._family = spec.text("family")
        self._answer = spec.text("answer")
        self._pump = spec.optional("pump")
        self._timed: ForHours[tuple[str, float]] = ForHours()
        self._central = spec.text("central")

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 1-99."""
        if not ZONE.fullmatch(where):
            raise ValueError(f"{where!r} is not a zone 1-99")
        return where

    @override
    def attach(self, bus: Bus, clock: Clock, model: Model) -> None:
        """Connect to the bus; what follows a change was seen to differ by model."""
        super().attach(bus, clock, model)
        self._answer = self._answer or model.zone_answer

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match the zone plain, with all its probes, everybody, and through the central unit where it hangs on one."""
        if frame.where == "0":
            return True
        match = ZONE_ADDRESS.fullmatch(frame.where)
        if match is None:
            return False
        return self.where == match["plain"] or (self.where == match["central"] and self.hangs_on_one())

    def hangs_on_one(self) -> bool:
        """Return whether a central unit that it obeys is there."""
        return any(self.obeys(unit.where) and not unit.unplugged for unit in self.neighbours(HeatingCentral))

    # What it tells

    @override
    def off_reading(self) -> float | None:
        """Add 35.0 while the plant cools (gateways.md 5; MyHomeServer1, sessions.jsonl), but as set for an F461."""
        told = super().off_reading()
        as_set = self.heats or (self._answer == ZoneAnswer.SHORT and not self.smart)
        return HEAT_PROTECTION if told is None and not as_set else told

    def mode_what(self) -> str:
        """Return the WHAT of the mode: manual is told as the season alone (gateways.md 5)."""
        if self.mode == "manual":
            return "1" if self.heats else "0"
        family = HEATING if self.heats else COOLING
        if self._family == "generic" or (self._family == "live" and self.mode == "off"):
            family = GENERIC if self.mode != "auto" else family
        return family + next(suffix for suffix, mode in MODES.items() if mode == self.mode)

    def mode_frame(self) -> str:
        """Return the frame of the mode."""
        return f"*4*{self.mode_what()}*{self.where}##"

    def effective_frame(self) -> str:
        """Return dimension 12; whatever mode was written, 3 is reported."""
        return self.tells("12", coded(self.effective), "3")

    def set_point_frame(self) -> str:
        """Return dimension 14: what was set, also while something else is in effect."""
        return self.tells("14", coded(self.set_point), "3")

    def knob_frame(self) -> str:
        """Return dimension 13."""
        return self.tells("13", self.knob or f"{'1' if self.offset < 0 else '0'}{abs(self.offset)}")

    def valve_frame(self) -> str:
        """Return dimension 19: cooling valve, heating valve."""
        return self.tells("19", str(int(self.valve and not self.heats)), str(int(self.valve and self.heats)))

    def smart_frame(self) -> str:
        """Return dimension 7: context, state, and the set point where there is one."""
        values = (coded(self.set_point),) if self.mode == "manual" else ()
        return self.tells("7", HEATING if self.heats else COOLING, self._states[self.mode], *values)

    def _mode_frames(self) -> list[str]:
        """Return what tells the mode: a smart thermostat tells all but manual in dimension 7 alone."""
        silent = self.smart and self.mode != "manual" and not self._smart_whats
        return [*([self.smart_frame()] if self.smart else []), *([] if silent else [self.mode_frame()])]

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Plain: five frames, a smart one more. Through the central unit: the mode that it set."""
        if frame.where.startswith("#"):
            what = self.mode_what()
            if self.mode == "manual":
                what = f"{HEATING if self.heats else COOLING}10#{coded(self.set_point)}"
            return [(STATUS_TIMES[0], f"*4*{what}*#{self.where}##")]
        first, second, third, fourth, fifth = STATUS_TIMES
        return [
            (first, self.temperature_frame()),
            (second, self.effective_frame()),
            *((third, text) for text in self._mode_frames()),
            (fourth, self.set_point_frame()),
            (fifth, self.knob_frame()),
        ]

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
        self._timed.forget()
        self.mode = "manual"
        self.season = SEASONS.get("".join(frame.values[1:2]), self.season)
        self.set_point = limited(decoded(frame.values[0]))
        self._tell_change(telegram)
        return True

    def _write_smart(self, telegram: Telegram) -> bool:
        values = telegram.frame.values
        modes = {state: mode for mode, state in self._states.items()} | {ECO: "auto"}
        if len(values) < 2 or values[1] not in modes:
            return False
        self._timed.forget()
        self.season = SEASONS.get(values[0], self.season)
        self.mode = modes[values[1]]
        if len(values) > 2 and len(values[2]) == 4:
            self.set_point = limited(decoded(values[2]))
        self._tell_change(telegram)
        return True

    @override
    def command(self, telegram: Telegram) -> bool:
        """Off, protection, automatic, season, release of the knob."""
        what, params = telegram.frame.what, telegram.frame.what_params
        if what == "40":
            self.offset, self.knob = 0, ""
        elif what in ("0", "1"):
            self.season = "heating" if what == "1" else "cooling"
        elif len(what) == 3 and what[0] in "123" and what[1:] in MODES:
            if params and len(params[0]) != 4:
                return False
            if SEASONAL_PROTECTION.get(what, self.season) != self.season:
                return True
            self._timed.forget()
            self.mode = MODES[what[1:]]
            if params and self.mode == "manual":
                self.set_point = limited(decoded(params[0]))
        elif what[1:] == TIMED and (hours := hours_of(params)):
            self._timed.begin((self.mode, self.set_point), hours, self.later, self._go_back)
            self.mode, self.set_point = "manual", limited(decoded(params[0]))
        else:
            return what[:2] in ("11", "21", "31") and len(what) == 3
        self._tell_change(telegram)
        return True

    def _go_back(self, before: tuple[str, float]) -> None:
        """Do again what was before the hours that are over."""
        self.mode, self.set_point = before
        self._tell_change(None)

    @override
    def halt(self) -> None:
        """Stay as it is: the hours are forgotten."""
        self._timed.forget()

    def _tell_change(self, telegram: Telegram | None) -> None:
        """Tell a change as captures do: see `_first_frames`; then the temperature, and what a model adds to that."""
        self.report(*self._first_frames(), cause=telegram, after=SOON)
        self.report(self.temperature_frame(), cause=telegram, after=SOON + TEMPERATURE_AFTER)
        if self._answer == ZoneAnswer.LONG and not self.smart and self.mode in ("manual", "auto"):
            late = (self.effective_frame(), self.mode_frame(), self.set_point_frame(), self.knob_frame())
            self.report(*late, cause=telegram, after=LATE)
        self.close_valve()

    def _first_frames(self) -> list[str]:
        """Return the frames that a change makes it tell.

        Off: the mode alone (F461; MyHomeServer1 in dimension 7). Protection: the mode, dimension 12, and 14 as it was
        (MyHOME issue 383). Else dimension 12 and the mode (F454, F461), after dimension 7 (MyHomeServer1).
        """
        if self.mode == "off":
            return self._mode_frames()
        if self.mode == "protection":
            more = [self.set_point_frame()] if self._answer == ZoneAnswer.LONG and not self.smart else []
            return [*self._mode_frames(), self.effective_frame(), *more]
        if self.smart:
            smart, *what = self._mode_frames()
            return [smart, self.effective_frame(), *what]
        return [self.effective_frame(), *self._mode_frames()]

    # What people do at the thermostat

    def press(self, what: str) -> None:
        """Choose at the thermostat: off, protection, auto, manual, or a set point in degrees; told as captures show."""
        self._timed.forget()
        if what not in MODES.values():
            self._choose(limited(float(what)))
            return
        self.mode = what
        self.report(*self._wall_frames(), self.temperature_frame())
        self.close_valve()

    def _choose(self, degrees: float) -> None:
        was, before, self.mode = self.mode, self.effective, "manual"
        if self.smart and was != "manual":
            # It is manual at what was in effect before it takes the new set point (MyHomeServer1, sessions.jsonl).
            self.set_point = before
            self.report(*self._wall_frames(), self.temperature_frame())
        self.set_point = degrees
        self.report(*(self._first_frames() if self.smart else self._wall_frames()))
        if self._answer == ZoneAnswer.LONG and not self.smart:
            self.report(self.set_point_frame(), after=LATE)

    def _wall_frames(self) -> list[str]:
        """Return what follows a choice at the thermostat: the mode, and what is in effect (F461, gateways.md 12)."""
        return self._mode_frames() if self.mode == "off" else [*self._mode_frames(), self.effective_frame()]

    def turn_knob(self, offset: int) -> None:
        """Turn the local knob by hand, -3 to 3 degrees."""
        self.offset = min(KNOB_LIMIT, max(-KNOB_LIMIT, offset))
        self.knob = ""
        self.report(self.knob_frame(), self.effective_frame())

    def set_knob(self, position: str) -> None:
        """Turn the local knob to "off" or "protection": it goes before the mode, which stays."""
        self.offset, self.knob = 0, KNOBS[position]
        self.report(self.knob_frame())
        self.close_valve()

    def set_humidity(self, percent: int) -> None:
        """Measure this, and push it."""
        self.humidity = percent
        self.report(self._humidity_frame())

    @override
    def set_valve(self, opened: bool) -> None:
        """Open or close the valve: dimension 19, the pump is called, the actuators are told."""
        super().set_valve(opened)
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
        """Take what the central unit says, and tell it: mode, temperature, and what is in effect where that differs."""
        self._timed.forget()
        self.mode, self.season = mode, season
        if set_point is not None:
            self.set_point = limited(set_point)
        if mode == "protection" and not self.smart:
            self.report(*self._first_frames(), self.temperature_frame())
        else:
            self.report(self.mode_frame(), self.temperature_frame())
            if self.offset:
                self.report(self.effective_frame())
        # Live (MH200N): a zone confirms its set point with dimension 14 after the central unit changed.
        if set_point is not None:
            self.report(self.set_point_frame(), after=LATE)
        if self.smart:
            self.report(self.smart_frame())
        self.close_valve()

    def follow_program(self, degrees: float) -> None:
        """Let the weekly program choose another set point, where it is followed; that dimension 12 tells is assumed."""
        if self.mode == "auto":
            self.set_point = limited(degrees)
            self.report(self.effective_frame())

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody turns the knob."""
        self.turn_knob(random.randint(-KNOB_LIMIT, KNOB_LIMIT))
        return True
