"""WHO 4: the central unit of the heating, `#0` for 99 zones, `#0#Z` for 4 zones (protocol.md 4.4, gateways.md 5).

Its report is a row of frames: 20 or 21 (remote control) first, then those of 22, 23, 24, 30 and 31 that are so, then
the mode; after a change the mode comes first. What a report leaves out is not so any more. It is taken away when the
report has ended: with the mode, or with the 20 or 21 of the next one; so nothing flickers while a report comes in.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, StatusRequest
from ..wire.tags import Where, Who
from .base import STATE, BaseItem, GeneralRequest
from .kinds import NUMBER, Field, Kind
from .registry import register
from .regulated import SEASON_CODES, Regulated
from .sender import Sender
from .sends import sends
from .table import Args, Row, Table, whole
from .thermo_values import (
    END_OF_VACATION,
    MODES,
    SEASON_WHATS,
    Season,
    ThermoKind,
    ThermoMode,
    celsius,
    read_order,
    set_point,
    thermo_kind,
)

MAX_DAYS: Final = 255
MAX_HOURS: Final = 24


class CentralFlag(Enum):
    """What a central unit reports beside its mode."""

    PROBE_OFF = "22"
    """At least one probe is off at its knob."""
    PROBE_PROTECTION = "23"
    PROBE_MANUAL = "24"
    FAILURE = "30"
    BATTERY = "31"
    """The battery is empty."""


class CentralState(NamedTuple):
    """What a central unit has told. `None` is unknown."""

    mode: ThermoMode | None = None
    season: Season | None = None
    set_point: float | None = None
    """Degrees Celsius, of the manual mode."""
    program: int | None = None
    """The weekly program that runs, or that follows a holiday or vacation."""
    scenario: int | None = None
    days: int | None = None
    """Of a vacation, as told; events show one more than was asked for (protocol.md 4.4)."""
    hours: int | None = None
    """Of the timed manual mode."""
    remote_control: bool | None = None
    """Whether the central unit takes commands of others."""
    flags: frozenset[CentralFlag] | None = None
    """`None` until one was told, or a report without any has ended."""
    reported: frozenset[CentralFlag] | None = None
    """The flags of the report that is coming in; `None` between two."""
    vacation_end_date: dt.date | None = None
    """Of a vacation that runs."""
    vacation_end_time: dt.time | None = None
    manual_time: dt.timedelta | None = None
    """How long the timed manual mode lasts."""
    temperature: float | None = None
    """Degrees Celsius, measured at the central unit."""

    @property
    def acting(self) -> ThermoMode | None:
        """What it does: what it was set to."""
        return self.mode

    def has(self, flag: CentralFlag) -> bool | None:
        """Tell whether a flag is up; `None` while that is unknown."""
        return None if self.flags is None else flag in self.flags


def _end_report(state: CentralState) -> CentralState:
    return state if state.reported is None else state._replace(flags=state.reported, reported=None)


def _remote(state: CentralState, args: Args) -> CentralState:
    return _end_report(state)._replace(remote_control=args.tag == "21", reported=frozenset())


def _flag(state: CentralState, args: Args) -> CentralState:
    flag = frozenset((CentralFlag(args.tag),))
    flags = (state.flags or frozenset()) | flag
    return state._replace(flags=flags, reported=None if state.reported is None else state.reported | flag)


def _mode(state: CentralState, args: Args) -> CentralState:
    order = read_order(args)
    if order.mode is not ThermoMode.VACATION:
        # The next vacation has an end of its own.
        state = state._replace(vacation_end_date=None, vacation_end_time=None)
    return _end_report(state)._replace(
        mode=order.mode,
        season=order.season or state.season,
        set_point=state.set_point if order.temperature is None else order.temperature,
        program=order.program,
        scenario=order.scenario,
        days=order.days,
        hours=order.hours,
    )


def _date(state: CentralState, args: Args) -> CentralState:
    day, month, year, *_ = args.values
    return state._replace(vacation_end_date=dt.date(int(year), int(month), int(day)))


def _time(state: CentralState, args: Args) -> CentralState:
    hour, minute, *_ = args.values
    return state._replace(vacation_end_time=dt.time(int(hour), int(minute)))


def _manual_time(state: CentralState, args: Args) -> CentralState:
    hours, minutes, *_ = args.values
    return state._replace(manual_time=dt.timedelta(hours=whole(hours, 0, MAX_HOURS), minutes=whole(minutes, 0, 59)))


CENTRAL_UNIT: Final = Table[CentralState](
    whats={
        "0": Row("summer: cooling season", lambda state, _: state._replace(season=Season.COOLING)),
        "1": Row("winter: heating season", lambda state, _: state._replace(season=Season.HEATING)),
        "20": Row("remote control disabled; a report begins", _remote),
        "21": Row("remote control enabled; a report begins", _remote),
        "22": Row("a probe is off", _flag),
        "23": Row("a probe is in protection", _flag),
        "24": Row("a probe is in manual", _flag),
        "30": Row("failure found", _flag, source="details in WHO 1004"),
        "31": Row("battery empty", _flag),
        **{what: Row(meaning, _mode) for what, meaning in MODES.items()},
        END_OF_VACATION: Row("end of vacation, back to the last or a given weekly program", _mode),
    },
    dimensions={
        "0": Row("measured temperature", lambda state, args: state._replace(temperature=celsius(args.values[0]))),
        "14": Row("set point of the manual mode", source="reading it is refused, or not answered (gateways.md 5)"),
        "30": Row("date of the end of a vacation", _date),
        "31": Row("time of the end of a vacation", _time),
        "32": Row("time of the timed manual mode", _manual_time, source="touch screens, not the official text"),
    },
)


@register
class CentralUnit(Regulated[CentralState]):
    """The central unit. Commands without a season leave the season as it is."""

    who = Who.THERMOREGULATION
    table = CENTRAL_UNIT
    kind: Final = ThermoKind.CENTRAL

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self._return_program: int | None = None
        self.vacations = 0
        """How many were asked for and told: one may take the place of another with the same days left."""
        self._is_vacation_asked = False

    @override
    def affected(self, known: Iterable[BaseItem]) -> Iterable[BaseItem]:
        """`#0` has all zones, `#0#Z` is zone Z of four, and has them all too."""
        return (other for other in known if getattr(other, "kind", None) is ThermoKind.ZONE)

    new_state = CentralState
    title = "heating and cooling"
    kinds = (Kind("central_unit", pattern="#0"), Kind("central_unit_4", {NUMBER: Field(1, 99)}, "#0#{number}"))
    general_requests = (GeneralRequest(StatusRequest((Who.THERMOREGULATION, "#0")), 82),)

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return thermo_kind(where) is ThermoKind.CENTRAL

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        changed = super().update(message, is_answer=is_answer)
        self._return_program = self.state.program or self._return_program
        if self._is_vacation_asked and message.what is not None and self.state.mode is ThermoMode.VACATION:
            self._is_vacation_asked, self.vacations = False, self.vacations + 1
            return True
        return changed

    @override
    def changes(self, command: BaseMessage) -> frozenset[str]:
        return _SEASON if command.what is not None and command.what.tag in SEASON_WHATS else STATE

    @override
    def tells(self, message: BaseMessage) -> frozenset[str]:
        """Tell the mode from the season alone, and from what is reported beside it."""
        told = super().tells(message)
        if not told or message.what is None:
            return told and _MEASURED
        if message.what.tag in SEASON_WHATS:
            return _SEASON
        return _REPORT if message.what.tag in _BESIDE else self._unless_older(STATE)

    @property
    def return_program(self) -> int | None:
        """The weekly program that ran last, or was asked for: what a holiday or a vacation returns to."""
        return self._return_program

    def restore_program(self, program: int) -> None:
        """Take back the program of before a restart, where none was told since."""
        self._return_program = self._return_program or program

    @override
    def completion_requests(self) -> Sequence[BaseMessage]:
        return self.status_requests() if self.state.mode is None else ()

    @sends("*#4*W*#14*TENTHS*SEASON##", source="110 is refused as a command (gateways.md 5)")
    async def set_temperature(self, temperature: float, season: Season | None = None) -> None:
        """Set all zones to 5-40 degrees, in steps of half a degree. Raises `ValueError` outside, `ResponseError`."""
        await self._regulate(temperature, season)

    @sends("*4*312#TENTHS#HOURS*W##", "*4*112#TENTHS#HOURS*W##", "*4*212#TENTHS#HOURS*W##")
    async def set_temperature_for(self, temperature: float, hours: int, season: Season | None = None) -> None:
        """Set all zones to 5-40 degrees for 1-24 hours. Raises `ValueError` outside, `ResponseError` for a NACK."""
        what = f"{SEASON_CODES[season]}12#{set_point(temperature)}#{whole(str(hours), 1, MAX_HOURS)}"
        await self._order(ThermoMode.MANUAL_TIMED, what, hours=hours)

    @sends("*4*311*W##", "*4*111*W##", "*4*211*W##")
    async def set_auto(self, season: Season | None = None) -> None:
        """Let the weekly program run. Raises `ResponseError` for a NACK."""
        await self._order(ThermoMode.AUTO, f"{SEASON_CODES[season]}11")

    @sends("*4*303*W##", "*4*103*W##", "*4*203*W##", source="303 and 103 are two telegrams (gateways.md 5)")
    async def set_off(self, season: Season | None = None) -> None:
        """Switch all zones off. Raises `ResponseError` for a NACK."""
        await self._order(ThermoMode.OFF, f"{SEASON_CODES[season]}03")

    @sends("*4*302*W##", "*4*102*W##", "*4*202*W##")
    async def set_protection(self, season: Season | None = None) -> None:
        """Protect all zones against frost or heat. Raises `ResponseError` for a NACK."""
        await self._order(ThermoMode.PROTECTION, f"{SEASON_CODES[season]}02")

    @sends("*4*0*W##", "*4*1*W##")
    async def set_season(self, season: Season) -> None:
        """Change to winter (heating) or summer (cooling). Raises `ResponseError` for a NACK."""
        await self._set_season(season)

    @sends("*4*31??*W##", "*4*11??*W##", "*4*21??*W##", "*4*3100*W##")
    async def run_program(self, program: int | None = None, season: Season | None = None) -> None:
        """Run a weekly program, 1-3 (firmware takes 1-16), or the last one.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        if program is None:
            await self._order(ThermoMode.PROGRAM, "3100")
        else:
            await self._order(ThermoMode.PROGRAM, f"{SEASON_CODES[season]}1{_two_digits(program)}")
            self._return_program = program

    @sends("*4*32??*W##", "*4*12??*W##", "*4*22??*W##", "*4*3200*W##")
    async def run_scenario(self, scenario: int | None = None, season: Season | None = None) -> None:
        """Run a scenario, 1-16, or the last one. Raises `ValueError` outside, `ResponseError` for a NACK."""
        if scenario is None:
            await self._order(ThermoMode.SCENARIO, "3200")
        else:
            await self._order(ThermoMode.SCENARIO, f"{SEASON_CODES[season]}2{_two_digits(scenario)}")

    @sends("*4*315#31??*W##", source="the season of the program does not matter (gateways.md 5)")
    async def start_holiday(self, program: int) -> None:
        """Begin a holiday until midnight, then a weekly program (1-16). Raises `ValueError`, `ResponseError`."""
        await self._order(ThermoMode.HOLIDAY, f"315#31{_two_digits(program)}")
        self._return_program = program

    @sends("*4*33???#31??*W##", source="days without a program, or behind a #, are refused (gateways.md 5)")
    async def start_vacation(self, days: int, program: int) -> None:
        """Begin a vacation of 1-255 days, then a weekly program (1-16). Raises `ValueError`, `ResponseError`."""
        await self._order(ThermoMode.VACATION, f"33{whole(str(days), 1, MAX_DAYS):03}#31{_two_digits(program)}")
        self._is_vacation_asked = True
        # The event does not tell it (protocol.md 4.4).
        self._return_program = program

    @sends("*4*3000*W##", "*4*3000#31??*W##")
    async def end_vacation(self, program: int | None = None) -> None:
        """End a vacation, run with the last or a given weekly program (1-16). Raises `ValueError`, `ResponseError`."""
        after = "" if program is None else f"#31{_two_digits(program)}"
        await self._order(ThermoMode.PROGRAM, END_OF_VACATION + after)

    @sends("*#4*W*#30*DAY*MONTH*YEAR##", "*#4*W*#31*HOUR*MINUTE##")
    async def set_vacation_end(self, end: dt.datetime) -> None:
        """Set date and time of the end of a vacation, in the time of the central unit; seconds are dropped.

        Raises `ResponseError` for a NACK.
        """
        await self.send_dimension_writing("30", f"{end.day:02}", f"{end.month:02}", f"{end.year:04}")
        await self.send_dimension_writing("31", f"{end.hour:02}", f"{end.minute:02}")

    @sends("*#4*W*#32*HOURS*MINUTES##", source="touch screens and firmware (protocol.md 4.4)")
    async def set_manual_time(self, hours: int, minutes: int) -> None:
        """Set how long the timed manual mode lasts, 0-24 h and 0-59 min. Raises `ValueError`, `ResponseError`."""
        await self.send_dimension_writing("32", f"{whole(str(hours), 0, 24):02}", f"{whole(str(minutes), 0, 59):02}")

    @sends("*#4*W*30##", "*#4*W*31##")
    async def send_vacation_request(self) -> None:
        """Ask for the end of a vacation. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("30")
        await self.send_dimension_request("31")


_SEASON: Final = frozenset(("season",))
_REPORT: Final = frozenset(("report",))
_MEASURED: Final = frozenset(("dimensions",))
_BESIDE: Final = frozenset(("20", "21", *(flag.value for flag in CentralFlag)))
"""The WHATs of a report that tell nothing of the mode."""


def _two_digits(number: int) -> str:
    """Write the number of a program or scenario, 1-16. Raises `ValueError` outside."""
    return f"{whole(str(number), 1, 16):02}"
