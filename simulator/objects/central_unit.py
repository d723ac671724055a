"""Central units of 99 and of 4 zones (WHO 4). protocol.md 4.4, gateways.md 5."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, register
from .for_hours import TIMED, ForHours, hours_of
from .temperature import (
    COOLING,
    GENERIC,
    HEATING,
    MODES,
    SEASON,
    SEASONS,
    SOON,
    THERMO_DIAGNOSTICS,
    HeatingCentral,
    decoded,
)
from .zones import Zone

# A 3550 answers in 0.17 s (gateways.md 13.7).
ANSWER_DELAY = 0.17
# From the central unit's own frames to those of its zones; assumed.
ZONES_LATE = 0.5
MODE = re.compile(
    r"(?P<family>[123])(?:(?P<plain>02|03|10|11|12)|(?P<holiday>15)"
    r"|1(?P<weekly>\d\d)|2(?P<scenario>\d\d)|3(?P<days>\d{3}))"
)
WHAT = re.compile(r"\d+(?:#\d+)*")
PROGRAM = re.compile(r"[123]1\d\d|[123]")
LAST = 16
END_OF_VACATION, LAST_PROGRAM, LAST_SCENARIO = "3000", "3100", "3200"
REMOTE_OFF, REMOTE_ON = "20", "21"
FAILURE, BATTERY = "30", "31"
# Bits of WHO 1004 dimension 7, counted from the right.
BATTERY_BIT, GENERIC_BIT = 15, 21
VALUES_OF = {"30": 3, "31": 2, "32": 2}


@dataclass(frozen=True, slots=True)
class Doing:
    """What a central unit does, and how long."""

    what: str
    """The mode frame's WHAT with its parameters."""
    zones: str
    """The mode that its zones are in: one of `MODES`."""
    set_point: float | None = None
    then: str = ""
    """The weekly program that follows a holiday or a vacation, with its family: 3102."""
    days: int = 0
    """Days of vacation left."""


def understood(what: str, params: tuple[str, ...], last: Doing) -> Doing | None:
    """Read a mode command; None for what is none.

    Zones of a central unit with a program, a scenario, a holiday or a vacation are automatic: what a vacation does to
    them is not documented.
    """
    match = MODE.fullmatch(what)
    if match is None or what in (LAST_PROGRAM, LAST_SCENARIO, END_OF_VACATION):
        return last if what in (LAST_PROGRAM, LAST_SCENARIO, END_OF_VACATION) else None
    family, number = match["family"], int(match["weekly"] or match["scenario"] or 1)
    if not 1 <= number <= LAST:
        return None
    if match["plain"]:
        return _plain(match["plain"], what, params)
    if match["holiday"]:
        # Without a program, it is program 1 (gateways.md 5).
        then = params[0] if params else f"{family}101"
        return Doing(f"{what}#{family}10{then[-1]}", "auto", then=then) if PROGRAM.fullmatch(then) else None
    if match["days"]:
        return _vacation(what[:2], int(match["days"]), params)
    return Doing(what, "auto")


def _plain(suffix: str, what: str, params: tuple[str, ...]) -> Doing | None:
    if suffix in ("10", "12"):
        if not params or len(params[0]) != 4:
            return None
        return Doing("#".join((what, *params)), "manual", decoded(params[0]))
    return Doing(what, MODES[suffix])


def _vacation(head: str, days: int, params: tuple[str, ...]) -> Doing | None:
    if not params or not PROGRAM.fullmatch(params[0]):
        return None
    # The event shows the days plus one, and no program (protocol.md 4.4).
    return Doing(f"{head}{days + 1:03}", "auto", then=params[0], days=days)


@register
class CentralUnit(HeatingCentral):
    """A central unit: it takes modes, programs and holidays, tells them, and pushes them to its zones.

    WHERE `#0` with 99 zones, `#0#Z` with four. The numbers of weekly programs and scenarios are not checked further
    than firmware does (1-16). With remote control disabled it obeys nobody on the bus, and the gateway refuses what is
    meant for it and for zones through it (the plainest reading of 20).
    """

    kind = "central_unit"
    who = 4
    diagnostics: ClassVar[int] = THERMO_DIAGNOSTICS
    facets: ClassVar[tuple[str, ...]] = ("mode", "season", "set_point", "days", "remote", "failure", "battery_low")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("mode", FieldType.TEXT, "The mode's WHAT with its parameters.", default="110#0200"),
        SEASON,
        Field("remote", FieldType.BOOLEAN, "Whether remote control is enabled.", default=True),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the mode."""
        super().__init__(spec)
        self.remote = spec.flag("remote")
        self.season = spec.text("season")
        self.failure = False
        self.battery_low = False
        self._program = Doing("3101", "auto")
        self._scenario = Doing("3201", "auto")
        if WHAT.fullmatch(spec.text("mode")) is None:
            raise ValueError(f"mode has to be a WHAT with its parameters like 110#0200, not {spec.text('mode')!r}")
        what, *params = spec.text("mode").split("#")
        self._doing = understood(what, tuple(params), self._program) or Doing(spec.text("mode"), "manual")
        if what[1:2] == "1" and len(what) == 4:
            self._program = self._doing
        self._ends: dict[str, tuple[str, ...]] = {}
        self._timed: ForHours[Doing] = ForHours()

    @property
    def mode(self) -> str:
        """Return the WHAT that tells the mode, with its parameters."""
        return self._doing.what

    @property
    def set_point(self) -> float | None:
        """Return the set point for all zones; None where each has its own."""
        return self._doing.set_point

    @property
    def days(self) -> int:
        """Return days of vacation left."""
        return self._doing.days

    @property
    def then(self) -> str:
        """Return the weekly program that follows a holiday or a vacation, 1-9; empty where none does."""
        return self._doing.then[-1:]

    @property
    def zones(self) -> list[Zone]:
        """Return the zones that obey it."""
        return [zone for zone in self.neighbours(Zone) if zone.obeys(self.where)]

    # What it is told

    @override
    def refuses(self, frame: Frame) -> bool:
        """Refuse, with remote control disabled, what is meant for it or goes through it."""
        if self.remote or frame.who != self.who or frame.asks or not frame.where.startswith("#"):
            return False
        return frame.where == self.where or any(zone.concerns(frame) for zone in self.zones)

    @override
    def command(self, telegram: Telegram) -> bool:
        """Take a season or a mode, tell it, and push it to the zones."""
        frame = telegram.frame
        if not self.remote:
            return False
        if frame.what in ("0", "1"):
            self._set_season("heating" if frame.what == "1" else "cooling", telegram)
            return True
        doing = understood(frame.what, frame.what_params, self._before(frame))
        if doing is None:
            return False
        before = [self.tells(END_OF_VACATION)] if frame.what == END_OF_VACATION else []
        self._begin(doing, telegram, *before)
        return True

    def _before(self, frame: Frame) -> Doing:
        """Return what "last program", "last scenario" and "end of vacation" go back to."""
        if frame.what == LAST_SCENARIO:
            return self._scenario
        if frame.what_params:
            return Doing(frame.what_params[0], "auto")
        return self._program

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 14: manual with a set point. 30, 31: end of the vacation. 32: for how long manual lasts (kept)."""
        frame = telegram.frame
        if not self.remote:
            return False
        if frame.dimension == "14" and frame.values and len(frame.values[0]) == 4:
            family = frame.values[1] if len(frame.values) > 1 else GENERIC
            doing = Doing(f"{family}10#{frame.values[0]}", "manual", decoded(frame.values[0]))
            self._begin(doing, telegram)
            return True
        if len(frame.values) != VALUES_OF.get(frame.dimension):
            return False
        self._ends[frame.dimension] = frame.values
        self.report(self.tells_dimension(frame.dimension), cause=telegram, after=SOON)
        return True

    def _begin(self, doing: Doing, telegram: Telegram | None, *before: str) -> None:
        what, *params = doing.what.split("#")
        if what[1:] == TIMED and (hours := hours_of(tuple(params))):
            self._timed.begin(self._doing, hours, self.later, lambda last: self._begin(last, None))
        else:
            self._timed.forget()
        self._doing = doing
        if doing.what[1] == "1" and len(doing.what) == 4:
            self._program = doing
        elif doing.what[1] == "2" and len(doing.what) == 4:
            self._scenario = doing
        if doing.days:
            # The day after the last day of the vacation.
            end = self.clock.now() + timedelta(days=doing.days)
            self._ends["30"] = (f"{end.day:02}", f"{end.month:02}", str(end.year))
        if doing.what[0] in SEASONS:
            self.season = SEASONS[doing.what[0]]
        event = doing.what
        if doing.what[1:3] == "15":
            # The event has the program's number, the status answer its WHAT (protocol.md 4.4).
            event = f"{doing.what[:3]}#{doing.then[-1]}"
        self._tell(telegram, *before, self.tells(event))

    def _set_season(self, season: str, telegram: Telegram | None) -> None:
        """Summer or winter; a mode of one season becomes the same one of the other (assumed)."""
        self.season = season
        digit = HEATING if season == "heating" else COOLING
        if self._doing.what[0] in SEASONS:
            self._doing = Doing(digit + self._doing.what[1:], self._doing.zones, self._doing.set_point)
        self._tell(telegram, self.tells("1" if season == "heating" else "0"), self.tells(self._doing.what))

    def _tell(self, telegram: Telegram | None, *frames: str) -> None:
        self.report(*frames, *self.remarks(), cause=telegram, after=SOON)
        if self.clock.running:
            self.later(SOON + ZONES_LATE, self._push)
        else:
            self._push()

    def _push(self) -> None:
        for zone in self.zones:
            zone.follow(self._doing.zones, self.season, self._doing.set_point)

    # What is done to it

    def set_mode(self, what: str) -> None:
        """Turn it to a mode at the unit itself: the WHAT with its parameters, as in a command."""
        name, *params = what.split("#")
        doing = understood(name, tuple(params), self._program)
        if doing is None:
            raise ValueError(f"{what!r} is not a mode of a central unit")
        self._begin(doing, None)

    def set_season(self, season: str) -> None:
        """Turn it to "heating" or "cooling" at the unit itself."""
        self._set_season(season, None)

    def set_remote(self, enabled: bool) -> None:
        """Enable or disable remote control at the unit itself."""
        self.remote = enabled
        self.report(self.tells(REMOTE_ON if enabled else REMOTE_OFF))

    def set_failure(self, failure: bool) -> None:
        """Find a failure, or repair it; only finding one is told, with the diagnostic bits."""
        self.failure = failure
        self._tell_trouble(FAILURE if failure else "")

    def set_battery_low(self, low: bool) -> None:
        """Let the battery run down, or change it; only the first is told, with the diagnostic bits."""
        self.battery_low = low
        self._tell_trouble(BATTERY if low else "")

    def _tell_trouble(self, what: str) -> None:
        frames = [self.tells(what)] if what else []
        self.report(*frames, f"*#{self.diagnostics}*{self.where}*11*{self.diagnostic_bits()}##")

    @override
    def halt(self) -> None:
        """Stay as it is: the hours of a timed mode are forgotten."""
        self._timed.forget()

    def pass_midnight(self) -> None:
        """Let a day end: a holiday is over, a vacation is a day shorter or over."""
        doing = self._doing
        if doing.days > 1:
            self._doing = Doing(f"{doing.what[:2]}{doing.days:03}", doing.zones, then=doing.then, days=doing.days - 1)
            self.report(self.tells(self._doing.what))
        elif doing.then:
            family, number = doing.then[0] if len(doing.then) > 1 else GENERIC, doing.then[-1]
            over = [self.tells(END_OF_VACATION)] if doing.days else []
            self._begin(Doing(f"{family}10{number}", "auto"), None, *over)

    # What it tells

    def tells(self, what: str) -> str:
        """Return a frame with a WHAT."""
        return f"*4*{what}*{self.where}##"

    def tells_dimension(self, dimension: str) -> str:
        """Return the end of the vacation."""
        return f"*#4*{self.where}*{dimension}*{'*'.join(self._ends[dimension])}##"

    def remarks(self) -> list[str]:
        """Return remote control, what its probes do by themselves, and its troubles."""
        zones = self.zones
        whats = {
            REMOTE_ON if self.remote else REMOTE_OFF: True,
            "22": any(zone.knob == "4" for zone in zones),
            "23": any(zone.knob == "5" for zone in zones),
            "24": any(zone.offset for zone in zones),
            FAILURE: self.failure,
            BATTERY: self.battery_low,
        }
        return [self.tells(what) for what, so in whats.items() if so]

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with the remarks and the mode."""
        return [(ANSWER_DELAY, text) for text in (*self.remarks(), self.tells(self.mode))]

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Dimensions 30 and 31: the end of a vacation, where one was ever set. Nothing else can be asked."""
        if frame.dimension in ("30", "31") and frame.dimension in self._ends:
            yield ANSWER_DELAY, self.tells_dimension(frame.dimension)

    @override
    def diagnostic_bits(self) -> str:
        """Return battery and generic failure as their bits."""
        faulty = {BATTERY_BIT: self.battery_low, GENERIC_BIT: self.failure}
        return "".join("0" if faulty.get(bit) else "1" for bit in range(24, 0, -1))
