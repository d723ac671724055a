"""WHO 4: zones and probes of heating and cooling (protocol.md 3.2 and 4.4, gateways.md 5).

Zone 5 has two addresses. `5` is the zone's own: what it measures, how it is set, what its knob and valves do. `#5` is
the zone behind the central unit: a frame for it is the central unit's order for zone 5. Both are told in the same
words, a `ThermoState`, and stay two objects, because they can differ: a zone whose knob stands on off is off while the
central unit still says automatic. What the zone does is told by `5`. Which address a command goes by is a matter of the
command: see `Temperature.central` and `Temperature.own`.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, DimensionResponse, DimensionWriting, NormalMessage, StatusRequest
from ..wire.tags import Where, Who
from .base import Args, BaseItem, GeneralRequest, Item, Row, Table, Traits, whole
from .kinds import NUMBER, Field, Kind
from .registry import register
from .sender import Sender
from .sends import sends
from .thermo_values import (
    MODES,
    ActuatorCode,
    FanSpeed,
    Season,
    ThermoIntent,
    ThermoKind,
    ThermoMode,
    celsius,
    read_order,
    set_point,
    thermo_kind,
)

__all__ = ["FanSpeed", "Knob", "Season", "Temperature", "ThermoKind", "ThermoMode", "ThermoState", "ZoneMode"]


class Knob(Enum):
    """Where the knob of a probe stands, when not on a number of degrees."""

    OFF = "off"
    PROTECTION = "protection"
    OVERRIDE = "override"


class ZoneMode(Enum):
    """How a zone of a newer thermostat is set (dimension 7)."""

    SET_POINT = "1"
    PROTECTION = "2"
    COMFORT = "3"
    ECO = "4"
    OFF = "5"


class ThermoState(NamedTuple):
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
    knob: Knob | None = None
    program: int | None = None
    scenario: int | None = None
    days: int | None = None
    hours: int | None = None
    """What goes with the mode; see `thermo_values.Order`."""
    fan: FanSpeed | None = None
    heating_actuator: ActuatorCode | None = None
    cooling_actuator: ActuatorCode | None = None
    actuator: ActuatorCode | None = None
    """What an actuator told under the zone's own address."""
    zone_mode: ZoneMode | None = None


def _mode(state: ThermoState, args: Args) -> ThermoState:
    order = read_order(args)
    return state._replace(
        mode=order.mode,
        season=order.season or state.season,
        set_point=state.set_point if order.temperature is None else order.temperature,
        program=order.program,
        scenario=order.scenario,
        days=order.days,
        hours=order.hours,
    )


_KNOB: Final[dict[str, int | Knob]] = {
    **{f"{steps:02}": steps for steps in range(4)},
    **{f"1{steps}": -steps for steps in range(1, 4)},
    "0": 0,
    "4": Knob.OFF,
    "04": Knob.OFF,
    "5": Knob.PROTECTION,
    "05": Knob.PROTECTION,
    "6": Knob.OVERRIDE,
}


def _knob(state: ThermoState, args: Args) -> ThermoState:
    position = _KNOB[args.values[0]]
    if isinstance(position, Knob):
        return state._replace(offset=None, knob=position)
    return state._replace(offset=position, knob=None)


def _valves(state: ThermoState, args: Args) -> ThermoState:
    cooling, heating, *_ = args.values
    if cooling:
        code = ActuatorCode(cooling)
        state = state._replace(cooling_actuator=code, cooling_valve=code.is_active)
    if heating:
        code = ActuatorCode(heating)
        state = state._replace(heating_actuator=code, heating_valve=code.is_active)
    return state


_CONTEXTS: Final[dict[str, Season | None]] = {"0": None, "1": Season.HEATING, "2": Season.COOLING, "3": None}


def _zone_mode(state: ThermoState, args: Args) -> ThermoState:
    context, mode, *temperature = args.values
    return state._replace(
        season=_CONTEXTS[context] or state.season,
        zone_mode=ZoneMode(mode),
        set_point=celsius(temperature[0]) if temperature and temperature[0] else state.set_point,
    )


def _temperature_of_probe(state: ThermoState, args: Args) -> ThermoState:
    # A probe number comes first; one library test leaves it out.
    return state._replace(temperature=celsius(args.values[1] if len(args.values) > 1 else args.values[0]))


THERMOREGULATION: Final = Table[ThermoState](
    whats={
        "0": Row(
            "cooling season",
            lambda state, _: state._replace(season=Season.COOLING),
            source="the function of the zone, not 'switched on' (protocol.md 6, row 25)",
        ),
        "1": Row("heating season", lambda state, _: state._replace(season=Season.HEATING)),
        **{what: Row(meaning, _mode) for what, meaning in MODES.items()},
        "40": Row("release of the knob"),
        "4001": Row("undocumented: a pump is asked for; the parameter is the zone", source="live captures"),
        "4002": Row("undocumented: a pump is no longer asked for", source="live captures"),
    },
    dimensions={
        "0": Row("measured temperature", lambda state, args: state._replace(temperature=celsius(args.values[0]))),
        "5": Row("undocumented: local control, repeated by another gateway", source="live captures"),
        "7": Row("context, mode, set point", _zone_mode, source="live: MyHomeServer1 with newer thermostats"),
        "11": Row("speed of the fan", lambda state, args: state._replace(fan=FanSpeed(args.values[0]))),
        "12": Row("set point in effect", lambda state, args: state._replace(local_set_point=celsius(args.values[0]))),
        "13": Row("knob", _knob, source="4 off, 5 protection, also as 04 and 05 (protocol.md 6, row 32)"),
        "14": Row("set point", lambda state, args: state._replace(set_point=celsius(args.values[0]))),
        "15": Row("temperature of a probe", _temperature_of_probe, source="the second value (protocol.md 4.4)"),
        "17": Row("undocumented, without values", source="live capture of a MH201"),
        "19": Row("valves", _valves, source="cooling first, then heating; either may be empty"),
        "20": Row(
            "actuator",
            lambda state, args: state._replace(actuator=ActuatorCode(args.values[0])),
            source="comes without the number of the actuator too (protocol.md 4.4)",
        ),
        "60": Row("humidity, %", lambda state, args: state._replace(humidity=whole(args.values[0], 0, 100))),
    },
    with_parameters=frozenset(("15",)),
)


_SENSOR: Final = Kind("temperature_sensor", {NUMBER: Field(1, 99)}, "{number}", traits={"only_measures": 1})
"""A zone of which a person wants to see the temperature only; it tells nothing that says so."""
_OTHER_CLASSES: Final = (ThermoKind.CENTRAL, ThermoKind.ACTUATOR, ThermoKind.SPLIT)


@register
class Temperature(Item[ThermoState]):
    """A zone or a probe of the heating."""

    who = Who.THERMOREGULATION
    table = THERMOREGULATION
    new_state = ThermoState
    title = "heating and cooling"
    kinds = (
        Kind("zone", {NUMBER: Field(1, 99)}, "{number}"),
        _SENSOR,
        Kind("probe", {NUMBER: Field(100, 900)}, "{number}"),
    )
    # The last: a gateway without heating does not refuse these, it says nothing for a minute (gateways.md 1).
    general_requests = (GeneralRequest(StatusRequest((Who.THERMOREGULATION, "0")), 80),)

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return bool(str(where)) and thermo_kind(where) not in _OTHER_CLASSES

    @classmethod
    @override
    def kind_of(cls, where: Where, traits: Iterable[str] = ()) -> Kind | None:
        """Return the kind; what a person wants only the temperature of is no zone."""
        kind = super().kind_of(where)
        return _SENSOR if kind is not None and kind.name == "zone" and "only_measures" in traits else kind

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self.kind: Final = thermo_kind(where)
        self._wanted: Final = ThermoIntent(lambda: self.client.timing.echo_of_command)
        self._tells_mode = False
        """Whether the last frame was the set point in effect: the mode comes with it."""

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        """Take in a frame; behind dimension 12, in the place of the mode, the season alone says "by hand".

        Without it a zone that was off, and is given a set point, would stay off (live: MyHomeServer1, "zone 2 OFF ->
        manual"; F454 and F461 tell it in the same way). Elsewhere a season is no mode (protocol.md 6, row 25).
        """
        before = self.state
        in_place, self._tells_mode = self._tells_mode, _is_reply(message, "12")
        changed = super().update(message, is_answer=is_answer)
        self._wanted.told(before, self.state)
        is_season = isinstance(message, NormalMessage) and message.what.tag in _SEASON_WHATS
        if not in_place or not is_season or self.state.mode in _BY_HAND:
            return changed
        self._state = self.state._replace(mode=ThermoMode.MANUAL)
        return True

    @override
    def changes(self, command: BaseMessage) -> frozenset[str]:
        return frozenset(("fan",)) if command.dimension is not None and command.dimension.tag == "11" else REGULATION

    @override
    def tells(self, message: BaseMessage) -> frozenset[str]:
        if not super().tells(message):
            return frozenset()
        dimension = message.dimension
        if dimension is None:
            # The season alone tells no mode (protocol.md 6, row 25).
            return frozenset() if message.what is not None and message.what.tag in _SEASON_WHATS else REGULATION
        return _TOLD.get(dimension.tag, frozenset((dimension.tag,)))

    @property
    @override
    def affected_aspects(self) -> frozenset[str]:
        return REGULATION

    @override
    def affects(self, other: BaseItem) -> bool:
        """What the central unit is told for a zone changes the zone."""
        is_order = self.kind is ThermoKind.ZONE_BEHIND_CENTRAL
        return is_order and isinstance(other, Temperature) and other.kind is ThermoKind.ZONE and other.own == self.own

    @property
    def own(self) -> Where:
        """The zone's own address: the fan and the knob are commanded by it (protocol.md 6, row 28)."""
        return Where(str(self.where).removeprefix("#").partition("#")[0])

    @property
    def central(self) -> Where:
        """The zone's address behind the central unit: automatic goes by it (protocol.md 6, row 28)."""
        return self.where if self.kind is ThermoKind.ZONE_BEHIND_CENTRAL else Where(f"#{self.where}")

    @property
    @override
    def traits(self) -> Traits:
        """`humidity` and `fan` where there are such."""
        state = self.state
        shown = {"humidity": state.humidity is not None, "fan": state.fan is not None}
        return {name: int(value) for name, value in shown.items() if value}

    @override
    def completion_requests(self) -> Sequence[BaseMessage]:
        state = self.state
        if self.kind is ThermoKind.ZONE and (state.temperature is None or state.set_point is None):
            return self.status_requests()
        return ()

    @sends("*#4*W*#14*TENTHS*SEASON##", source="a set point written with 1 or 2 is reported with 3 (gateways.md 5)")
    async def set_temperature(self, temperature: float, season: Season | None = None) -> None:
        """Set a zone to 5-40 degrees, in steps of half a degree; without a season for both.

        A zone behind a central unit (`#Z`) takes it from there, one without has its own address. Raises `ValueError`
        outside, `ResponseError` for a NACK.
        """
        with self._wanted.asking(temperature, season):
            await self.send_dimension_writing("14", set_point(temperature), _SEASON_CODES[season], replaces="set point")

    @property
    def asked_set_point(self) -> float | None:
        """Degrees that were asked for last and have not been told yet."""
        return self._wanted.set_point.last

    @property
    def wanted_season(self) -> Season | None:
        """The season that was asked for last, or told where that is settled."""
        return self._wanted.season.last or self.state.season

    @sends("*4*311*#Z##", source="by the own address nothing happens (gateways.md 5)")
    async def set_auto(self) -> None:
        """Let the program of the central unit run. Raises `ResponseError` for a NACK."""
        await self._order("311", self.central)

    @sends("*4*303*W##")
    async def set_off(self) -> None:
        """Switch the zone off. Raises `ResponseError` for a NACK."""
        await self._order("303", self.where)

    @sends(
        "*4*302*W##",
        "*4*102*W##",
        "*4*202*W##",
        source="102 is ignored in cooling, 202 in heating; #Z with a central unit (protocol.md 4.4 and 6, row 28)",
    )
    async def set_protection(self, season: Season | None = None) -> None:
        """Protect against frost, or heat; without a season by the one it is. Raises `ResponseError` for a NACK."""
        await self._order(f"{_SEASON_CODES[season]}02", self.where)

    @sends("*4*312#TENTHS#HOURS*W##", source="touch screens and firmware, not the official text (protocol.md 4.4)")
    async def set_temperature_for(self, temperature: float, hours: int) -> None:
        """Set the zone to 5-40 degrees for 1-24 hours. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self._order(f"312#{set_point(temperature)}#{whole(str(hours), 1, 24)}", self.where)

    @sends("*4*0*W##", "*4*1*W##")
    async def set_season(self, season: Season) -> None:
        """Tell the zone to heat or to cool. Raises `ResponseError` for a NACK."""
        with self._wanted.asking(None, season):
            await self._order("1" if season is Season.HEATING else "0", self.where)

    @sends("*4*40*Z##")
    async def release_knob(self) -> None:
        """Undo what was set at the knob of the probe. Raises `ResponseError` for a NACK."""
        await self._order("40", self.own)

    @sends("*#4*Z*#11*SPEED##", source="0-3 by the own address; 15 and `#Z` are refused (gateways.md 5)")
    async def set_fan(self, speed: FanSpeed) -> None:
        """Set the speed of the fan. Raises `ValueError` for off, which cannot be set, `ResponseError` for a NACK."""
        if speed is FanSpeed.OFF:
            raise ValueError("a fan cannot be switched off")
        await self._send(DimensionWriting((self.who, self.own, "11", speed.value)), replaces="fan")

    @sends("*#4*W*0##")
    async def send_temperature_request(self) -> None:
        """Ask for the measured temperature; probes (100 and above) push it and refuse. Raises `ResponseError`."""
        await self.send_dimension_request("0")

    @sends("*#4*W*12##", "*#4*W*14##")
    async def send_set_point_request(self) -> None:
        """Ask for the set points, in effect and as set. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("12")
        await self.send_dimension_request("14")

    @sends("*#4*W*13##", "*#4*W*19##", "*#4*W*11##")
    async def send_details_request(self) -> None:
        """Ask for knob, valves and fan. Raises `ResponseError` for a NACK."""
        for dimension in ("13", "19", "11"):
            await self.send_dimension_request(dimension)

    @sends("*#4*W*15##", "*#4*W*15#PROBE##")
    async def send_probe_request(self, probe: int | None = None) -> None:
        """Ask for the temperature of a probe; often refused. Raises `ValueError` outside 1-9, `ResponseError`."""
        await self.send_dimension_request("15" if probe is None else f"15#{whole(str(probe), 1, 9)}")

    @sends("*#4*W*20##")
    async def send_actuator_request(self) -> None:
        """Ask for the actuators of the zone. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("20")

    async def _order(self, what: str, where: Where) -> None:
        await self._send(NormalMessage((self.who, what, where)))


def _is_reply(message: BaseMessage, dimension: str) -> bool:
    return isinstance(message, DimensionResponse) and message.dimension.tag == dimension


_SEASON_WHATS: Final = ("0", "1")
_BY_HAND: Final = (None, ThermoMode.MANUAL, ThermoMode.MANUAL_TIMED)
_SEASON_CODES: Final = {Season.HEATING: "1", Season.COOLING: "2", None: "3"}
REGULATION: Final = frozenset(("regulation",))
_TOLD: Final = {"7": REGULATION, "12": REGULATION, "11": frozenset(("fan",))}
"""Dimension -> what its report tells; a set point (14) alone does not tell whether it is regulated to."""
