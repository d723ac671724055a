"""WHO 4: heating and cooling, zones and probes (protocol.md 3.2 and 4.4, gateways.md 5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, override

from ..messages import BaseMessage, DimensionWriting
from ..tags import DIGITS, Where, Who
from .base import Args, Item, Row, Sender, Table, whole

MIN_SET_POINT: Final = 5.0
MAX_SET_POINT: Final = 40.0


class ThermoKind(Enum):
    """What a WHERE of WHO 4 names (protocol.md 3.2)."""

    GENERAL = "general"
    ZONE = "zone"
    ZONE_BEHIND_CENTRAL = "zone behind the central unit"
    CENTRAL = "central unit"
    PROBE = "probe"
    ACTUATOR = "actuator"
    OTHER = "other"


def thermo_kind(where: Where) -> ThermoKind:
    """Tell what an address names. `#0#1` is a central unit, not zone 1; `1#2` an actuator, not zone 1."""
    zone, *parameters = str(where).split("#")
    if zone.strip(DIGITS) or len(parameters) > 2:
        return ThermoKind.OTHER
    if not zone:
        return ThermoKind.CENTRAL if parameters[:1] == ["0"] else ThermoKind.ZONE_BEHIND_CENTRAL
    if parameters:
        return ThermoKind.ACTUATOR
    if zone == "0":
        return ThermoKind.GENERAL
    return _KINDS_BY_LENGTH.get(len(zone), ThermoKind.OTHER)


_KINDS_BY_LENGTH: Final = {1: ThermoKind.ZONE, 2: ThermoKind.ZONE, 3: ThermoKind.PROBE}


class ThermoMode(Enum):
    """What a zone was set to."""

    AUTO = "auto"
    MANUAL = "manual"
    OFF = "off"
    PROTECTION = "protection"
    """Antifreeze when heating, thermal protection when cooling: it still regulates, it is not off."""


class Season(Enum):
    """Whether a zone heats or cools."""

    HEATING = "heating"
    COOLING = "cooling"


@dataclass(frozen=True, slots=True)
class ThermoState:
    """What a zone or a probe has told. `None` is unknown."""

    temperature: float | None = None
    """Degrees Celsius, measured."""
    set_point: float | None = None
    """Degrees Celsius, as set."""
    local_set_point: float | None = None
    """Degrees Celsius, in effect: the set point and the offset of the knob."""
    offset: int | None = None
    """Degrees that the knob adds, -3 to 3; `None` when it stands on off or protection."""
    mode: ThermoMode | None = None
    season: Season | None = None
    heating_valve: bool | None = None
    cooling_valve: bool | None = None
    humidity: int | None = None
    """Percent."""


def celsius(text: str) -> float:
    """Read a temperature in tenths of a degree: a sign digit (1 is minus) and three digits, or three digits.

    `0215` is 21.5, `1048` is -4.8, `025` is 2.5. A `#` before it is dropped. Raises `ValueError` for anything else.
    """
    text = text.removeprefix("#")
    if len(text) not in (3, 4) or text.strip(DIGITS) or (len(text) == 4 and text[0] not in "01"):
        raise ValueError(f"{text!r} is no temperature")
    tenths = int(text[-3:])
    return (-tenths if len(text) == 4 and text[0] == "1" else tenths) / 10


def tenths(temperature: float) -> str:
    """Write a temperature of 0-99.9 degrees as the bus does: `0215`."""
    return f"0{round(temperature * 10):03}"


_SEASONS: Final = {"1": Season.HEATING, "2": Season.COOLING, "3": None}
_MODES: Final = {"02": ThermoMode.PROTECTION, "03": ThermoMode.OFF, "10": ThermoMode.MANUAL, "11": ThermoMode.AUTO}


def _mode(state: ThermoState, args: Args) -> ThermoState:
    season = _SEASONS[args.tag[0]] or state.season
    mode = _MODES[args.tag[1:]]
    state = replace(state, mode=mode, season=season)
    if mode is ThermoMode.MANUAL and args.parameters:
        state = replace(state, set_point=celsius(args.parameters[0]))
    return state


_KNOB: Final = {
    **{f"{steps:02}": steps for steps in range(4)},
    **{f"1{steps}": -steps for steps in range(1, 4)},
    "0": 0,
    "4": None,
    "04": None,
    "5": None,
    "05": None,
    "6": None,
}
"""Position -> degrees; 4 is off and 5 protection, set at the knob (protocol.md 4.4 and 6, row 32)."""


def _knob(state: ThermoState, args: Args) -> ThermoState:
    position = args.values[0]
    if position not in _KNOB:
        raise ValueError(f"unknown knob position {position}")
    return replace(state, offset=_KNOB[position])


_ACTIVE: Final = frozenset(("1", "2", "6", "7", "8", "9"))


def _valve(text: str, before: bool | None) -> bool | None:
    return text in _ACTIVE if text else before


def _valves(state: ThermoState, args: Args) -> ThermoState:
    cooling, heating, *_ = args.values
    return replace(
        state,
        cooling_valve=_valve(cooling, state.cooling_valve),
        heating_valve=_valve(heating, state.heating_valve),
    )


THERMOREGULATION: Final = Table[ThermoState](
    whats={
        "0": Row("cooling season", lambda state, _: replace(state, season=Season.COOLING)),
        "1": Row("heating season", lambda state, _: replace(state, season=Season.HEATING)),
        **{
            season + mode: Row(f"{meaning.value}, {_SEASONS[season] or 'generic'}", _mode)
            for season in _SEASONS
            for mode, meaning in _MODES.items()
        },
    },
    dimensions={
        "0": Row("measured temperature", lambda state, args: replace(state, temperature=celsius(args.values[0]))),
        "12": Row("set point in effect", lambda state, args: replace(state, local_set_point=celsius(args.values[0]))),
        "13": Row("knob", _knob),
        "14": Row("set point", lambda state, args: replace(state, set_point=celsius(args.values[0]))),
        "15": Row(
            "temperature of a probe",
            lambda state, args: replace(state, temperature=celsius(args.values[1])),
            source="the second value (protocol.md 4.4)",
        ),
        "19": Row("valves", _valves, source="cooling first, then heating; either may be empty"),
        "60": Row("humidity, %", lambda state, args: replace(state, humidity=whole(args.values[0], 0, 100))),
    },
)


class Temperature(Item[ThermoState]):
    """A zone or a probe of the heating."""

    who = Who.THERMOREGULATION
    table = THERMOREGULATION

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where, ThermoState())
        self.kind: Final = thermo_kind(where)

    @property
    @override
    def is_device(self) -> bool:
        return self.kind in (ThermoKind.ZONE, ThermoKind.PROBE, ThermoKind.CENTRAL) and str(self.where)[:1] != "0"

    @override
    def missing(self) -> Sequence[BaseMessage]:
        state = self.state
        if self.kind is ThermoKind.ZONE and (state.temperature is None or state.set_point is None):
            return self.status_requests()
        return ()

    async def set_temperature(self, temperature: float) -> None:
        """Set a zone without a central unit to 5-40 degrees, in steps of half a degree.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        if not MIN_SET_POINT <= temperature <= MAX_SET_POINT:
            raise ValueError(f"{temperature} is not within {MIN_SET_POINT} and {MAX_SET_POINT}")
        value = tenths(round(temperature * 2) / 2)
        await self._send(DimensionWriting((self.who, self.where, "14", value, "3")))
