"""What the objects of WHO 4 share: addresses, temperatures, modes, codes (protocol.md 3.2 and 4.4, gateways.md 5)."""

from enum import Enum
from typing import Final, NamedTuple

from ..wire.tags import DIGITS, Where
from .table import Args, whole

MIN_SET_POINT: Final = 5.0
MAX_SET_POINT: Final = 40.0
MAX_PROGRAM: Final = 16
"""Weekly programs 1-3 are documented; firmware takes up to 16 (protocol.md 6, row 26)."""
MAX_SCENARIO: Final = 16
SEASON_WHATS: Final = frozenset(("0", "1"))
"""The WHATs that are a season alone: cooling, heating."""


class ThermoKind(Enum):
    """What a WHERE of WHO 4 names (protocol.md 3.2)."""

    GENERAL = "general"
    ZONE = "zone"
    ZONE_BEHIND_CENTRAL = "zone behind the central unit"
    CENTRAL = "central unit"
    PROBE = "probe"
    """A slave probe of a zone (`PZZ`), one that belongs to none (`p00`), or all of a zone (`0ZZ`)."""
    ACTUATOR = "actuator"
    SPLIT = "split unit"
    OTHER = "other"


def thermo_kind(where: Where) -> ThermoKind:
    """Tell what an address names. `#0#1` is a central unit, not zone 1; `1#2` an actuator, not zone 1."""
    zone, *parameters = str(where).split("#")
    if not all(parameters) or not (zone or parameters):
        return ThermoKind.OTHER
    if not zone and parameters[0] == "0":
        return _CENTRAL_KINDS.get(len(parameters), ThermoKind.OTHER)
    if not parameters and zone == "0":
        return ThermoKind.GENERAL
    if len(parameters) == 2 and zone == "3":
        return ThermoKind.SPLIT
    return _KINDS.get((len(zone), len(parameters)), ThermoKind.OTHER)


_CENTRAL_KINDS: Final = {1: ThermoKind.CENTRAL, 2: ThermoKind.CENTRAL}
_KINDS: Final = {
    (1, 0): ThermoKind.ZONE,
    (2, 0): ThermoKind.ZONE,
    (3, 0): ThermoKind.PROBE,
    (0, 1): ThermoKind.ZONE_BEHIND_CENTRAL,
    # With the number of the central unit behind it.
    (0, 2): ThermoKind.ZONE_BEHIND_CENTRAL,
    (1, 1): ThermoKind.ACTUATOR,
    (2, 1): ThermoKind.ACTUATOR,
}
"""Digits before the first `#` and parameters after it -> kind."""


def celsius(text: str) -> float:
    """Read a temperature in tenths of a degree: a sign digit (1 is minus) and three digits, or three digits.

    `0215` is 21.5, `1048` is -4.8, `025` is 2.5. A `#` before it is dropped. Raises `ValueError` for anything else.
    """
    text = text.removeprefix("#")
    if len(text) not in (3, 4) or text.strip(DIGITS) or (len(text) == 4 and text[0] not in "01"):
        raise ValueError(f"{text!r} is no temperature")
    tenths = int(text[-3:])
    # No minus zero: 1000 is 0.
    return (-tenths if len(text) == 4 and text[0] == "1" else tenths) / 10


def tenths(temperature: float) -> str:
    """Write a temperature of 0-99.9 degrees as the bus does: `0215`."""
    return f"0{round(temperature * 10):03}"


def set_point(temperature: float) -> str:
    """Write a set point of 5-40 degrees, in steps of half a degree. Raises `ValueError` outside."""
    if not MIN_SET_POINT <= temperature <= MAX_SET_POINT:
        raise ValueError(f"{temperature} is not within {MIN_SET_POINT} and {MAX_SET_POINT}")
    return tenths(round(temperature * 2) / 2)


class ThermoMode(Enum):
    """What a zone or a central unit was set to."""

    AUTO = "auto"
    MANUAL = "manual"
    OFF = "off"
    PROTECTION = "protection"
    """Antifreeze when heating, thermal protection when cooling: it still regulates, it is not off."""
    MANUAL_TIMED = "manual for some hours"
    PROGRAM = "weekly program"
    SCENARIO = "scenario"
    HOLIDAY = "holiday until midnight"
    VACATION = "vacation for some days"


class Season(Enum):
    """Whether a zone heats or cools."""

    HEATING = "heating"
    COOLING = "cooling"


SEASONS: Final = {"1": Season.HEATING, "2": Season.COOLING, "3": None}
"""The first digit of a mode; 3 is generic, it leaves the season as it is."""


class Order(NamedTuple):
    """What a WHAT of three or more digits orders or tells."""

    mode: ThermoMode
    season: Season | None = None
    """`None` for the generic form."""
    temperature: float | None = None
    program: int | None = None
    """The weekly program that runs, or that follows; `None` is the last one."""
    scenario: int | None = None
    """`None` is the last one."""
    days: int | None = None
    """Of a vacation. Events of a central unit show one more than was asked for (protocol.md 4.4)."""
    hours: int | None = None


_PLAIN: Final = {
    "02": ThermoMode.PROTECTION,
    "03": ThermoMode.OFF,
    "10": ThermoMode.MANUAL,
    "11": ThermoMode.AUTO,
    "12": ThermoMode.MANUAL_TIMED,
    "15": ThermoMode.HOLIDAY,
}

MODES: Final[dict[str, str]] = {
    **{season + code: mode.value for season in SEASONS for code, mode in _PLAIN.items()},
    **{f"{season}1??": "weekly program 1-16; 00 is the last one" for season in SEASONS},
    **{f"{season}2??": "scenario 1-16; 00 is the last one" for season in SEASONS},
    **{f"{season}3???": "vacation for 0-999 days, then a weekly program" for season in SEASONS},
}
"""WHAT -> meaning, for the tables; a `?` is a digit of the number that is glued to it."""

END_OF_VACATION: Final = "3000"


def read_order(args: Args) -> Order:
    """Read a WHAT of `MODES`, or the end of a vacation. Raises `ValueError` or `LookupError` for anything else."""
    tag, parameters = args.tag, args.parameters
    if tag == END_OF_VACATION:
        return Order(ThermoMode.PROGRAM, program=_program_after(parameters))
    season, code = SEASONS[tag[0]], tag[1:]
    match len(code), code[0]:
        case 2, _:
            return _plain(_PLAIN[code], season, parameters)
        case 3, "1":
            return Order(ThermoMode.PROGRAM, season, program=whole(code[1:], 0, MAX_PROGRAM) or None)
        case 3, "2":
            return Order(ThermoMode.SCENARIO, season, scenario=whole(code[1:], 0, MAX_SCENARIO) or None)
        case 4, "3":
            return Order(ThermoMode.VACATION, season, days=int(code[1:]), program=_program_after(parameters))
        case _:
            raise ValueError(f"unknown mode {tag}")


def _plain(mode: ThermoMode, season: Season | None, parameters: tuple[str, ...]) -> Order:
    match mode:
        case ThermoMode.MANUAL:
            return Order(mode, season, celsius(parameters[0]) if parameters else None)
        case ThermoMode.MANUAL_TIMED:
            temperature = celsius(parameters[0]) if parameters else None
            return Order(mode, season, temperature, hours=int(parameters[1]) if len(parameters) > 1 else None)
        case ThermoMode.HOLIDAY:
            return Order(mode, season, program=_program_after(parameters))
        case _:
            return Order(mode, season)


def _program_after(parameters: tuple[str, ...]) -> int | None:
    """Read the program that follows: 1-16, or a WHAT like `3102` (protocol.md 6, row 27)."""
    if not parameters or not parameters[0]:
        return None
    text = parameters[0]
    if len(text) == 4 and text[0] in SEASONS and text[1] == "1":
        text = text[2:]
    return whole(text, 1, MAX_PROGRAM)


class ActuatorCode(Enum):
    """What a valve, pump or fan coil does (dimensions 19 and 20)."""

    OFF = "0"
    ON = "1"
    OPEN = "2"
    CLOSED = "3"
    STOPPED = "4"
    FAN_OFF = "5"
    FAN_1 = "6"
    FAN_2 = "7"
    FAN_3 = "8"
    FAN_ON = "9"
    OFF_AT_1 = "14"
    OFF_AT_2 = "15"
    OFF_AT_3 = "16"

    @property
    def is_active(self) -> bool:
        """Whether it heats or cools."""
        return self.value in _ACTIVE


_ACTIVE: Final = frozenset(("1", "2", "6", "7", "8", "9"))


class FanSpeed(Enum):
    """The speed that a fan coil is set to (dimension 11)."""

    AUTO = "0"
    SPEED_1 = "1"
    SPEED_2 = "2"
    SPEED_3 = "3"
    OFF = "15"
