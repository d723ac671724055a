"""WHO 4: zones and probes of heating and cooling (protocol.md 3.2 and 4.4, gateways.md 5).

Zone 5 has two addresses. `5` is the zone's own: what it measures, how it is set, what its knob and valves do. `#5` is
the zone behind the central unit: a frame for it is the central unit's order for zone 5. Both are told in the same
words, a `ThermoState`, and stay two objects, because they can differ: a zone whose knob stands on off is off while the
central unit still says automatic. What the zone does is told by `5`. Which address a command goes by is a matter of the
command: see `Temperature.central` and `Temperature.own`.
"""

from collections.abc import Iterable, Sequence
from typing import Final, override

from ..exceptions import ResponseError
from ..wire.messages import BaseMessage, DimensionWriting, StatusRequest
from ..wire.tags import Where, Who
from .base import BaseItem, GeneralRequest, PeriodicTask, Traits
from .kinds import NUMBER, Field, Kind
from .occurrence import monotonic
from .registry import register
from .regulated import REGULATION, SEASON_CODES, Regulated
from .sender import Sender
from .sends import sends
from .table import whole
from .thermo_values import SEASON_WHATS, FanSpeed, Season, ThermoKind, ThermoMode, set_point, thermo_kind
from .zone_state import THERMOREGULATION, Knob, ThermoState, ZoneMode, ZoneReader, disagree

__all__ = ["FanSpeed", "Knob", "Season", "Temperature", "ThermoKind", "ThermoMode", "ThermoState", "ZoneMode"]


_SENSOR: Final = Kind("temperature_sensor", {NUMBER: Field(1, 99)}, "{number}", traits={"only_measures": 1})
"""A zone of which a person wants to see the temperature only; it tells nothing that says so."""
_OTHER_CLASSES: Final = (ThermoKind.CENTRAL, ThermoKind.ACTUATOR, ThermoKind.SPLIT)


@register
class Temperature(Regulated[ThermoState]):
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
        self._reader: Final = ZoneReader()
        self._lacks: Final[set[str]] = set()
        """Details that it has refused to tell."""

    @override
    def _after(self, message: BaseMessage, *, is_answer: bool) -> ThermoState | None:
        state = super()._after(message, is_answer=is_answer)
        if state is None:
            return None
        return self._reader.read(self.state, state, message, monotonic(), self.client.timing)

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        doubts = frozenset(self._reader.open)
        changed = super().update(message, is_answer=is_answer)
        # What is in doubt is asked, and not shown.
        return changed or self._reader.open != doubts

    @override
    def written(self, command: BaseMessage) -> None:
        super().written(command)
        if isinstance(command, StatusRequest):
            self._reader.asked(monotonic())

    def acts_for(self, zone: Temperature) -> None:
        """Take the orders for a zone, behind the central unit: what is asked of either is asked of that zone."""
        self._wanted, self._acted_on = zone._wanted, zone

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
            is_season = message.what is not None and message.what.tag in SEASON_WHATS
            return frozenset() if is_season else self._unless_older(REGULATION)
        told = _TOLD.get(dimension.tag, frozenset((dimension.tag,)))
        return self._unless_older(told) if told == REGULATION else told

    @override
    def affected(self, known: Iterable[BaseItem]) -> Iterable[BaseItem]:
        """What the central unit is told for a zone changes the zone."""
        if self.kind is not ThermoKind.ZONE_BEHIND_CENTRAL:
            return ()
        zones = (other for other in known if isinstance(other, Temperature) and other.kind is ThermoKind.ZONE)
        return (zone for zone in zones if zone.own == self.own)

    @property
    def effective_set_point(self) -> float | None:
        """Degrees in effect; `None` while what was told is not in effect any more."""
        return None if "12" in self._reader.open else self.state.local_set_point

    @property
    def is_set_point_in_doubt(self) -> bool:
        """Whether what is in effect, or was asked for a moment ago, contradicts it, so that it may be older.

        A knob that was not told adds nothing.
        """
        degrees, asked_at = self._wanted.last_set_point or (self.state.set_point, float("-inf"))
        is_other = degrees != self.state.set_point and monotonic() - asked_at <= self.client.timing.effect
        return is_other or disagree(self.state._replace(offset=self.state.offset or 0))

    @property
    def smart_set_point(self) -> float | None:
        """Degrees that a smart zone is set to: it tells what is in effect, sometimes nothing else (gateways.md 12).

        `None` for other zones, and where it is off or in protection.
        """
        state = self.state
        if state.zone_mode is None or state.acting in (ThermoMode.OFF, ThermoMode.PROTECTION):
            return None
        return state.set_point if state.mode is ThermoMode.MANUAL else self.effective_set_point

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
        """`humidity`, `fan`, `effective` (set point) where there are such, `knob` where it was turned."""
        state = self.state
        shown = {
            "humidity": state.humidity is not None,
            "fan": state.fan is not None,
            "effective": state.local_set_point is not None,
            "knob": state.knob is not None or bool(state.offset),
        }
        return {name: int(value) for name, value in shown.items() if value}

    @override
    def completion_requests(self) -> Sequence[BaseMessage]:
        state = self.state
        is_open = state.temperature is None or state.set_point is None or self._reader.is_in_doubt(monotonic())
        return self.status_requests() if self.kind is ThermoKind.ZONE and is_open else ()

    @property
    @override
    def passes_after(self) -> float | None:
        """The same; and of what is in doubt, and was asked for too often a moment ago."""
        if self.kind is not ThermoKind.ZONE:
            return None
        times = (self._reader.asked_again_after(monotonic()), super().passes_after)
        return min((seconds for seconds in times if seconds is not None), default=None)

    @override
    def periodic_tasks(self) -> Sequence[tuple[float, PeriodicTask]]:
        return ((self.client.timing.reread, self.send_details_request),) if self.kind is ThermoKind.ZONE else ()

    @property
    @override
    def periodic_delay(self) -> float:
        return self.client.timing.details_delay

    @sends("*#4*W*#14*TENTHS*SEASON##", source="a set point written with 1 or 2 is reported with 3 (gateways.md 5)")
    async def set_temperature(self, temperature: float, season: Season | None = None) -> None:
        """Set a zone to 5-40 degrees, in steps of half a degree; without a season for both.

        A zone behind a central unit (`#Z`) takes it from there, one without has its own address. Raises `ValueError`
        outside, `ResponseError` for a NACK.
        """
        await self._regulate(temperature, season)

    @sends("*4*311*#Z##", source="by the own address nothing happens (gateways.md 5)")
    async def set_auto(self) -> None:
        """Let the program of the central unit run. Raises `ResponseError` for a NACK."""
        await self._order(ThermoMode.AUTO, "311", self.central)

    @sends("*4*303*W##")
    async def set_off(self) -> None:
        """Switch the zone off. Raises `ResponseError` for a NACK."""
        await self._order(ThermoMode.OFF, "303")

    @sends(
        "*4*302*W##",
        "*4*102*W##",
        "*4*202*W##",
        source="102 is ignored in cooling, 202 in heating; #Z with a central unit (protocol.md 4.4 and 6, row 28)",
    )
    async def set_protection(self, season: Season | None = None) -> None:
        """Protect against frost, or heat; without a season by the one it is. Raises `ResponseError` for a NACK."""
        await self._order(ThermoMode.PROTECTION, f"{SEASON_CODES[season]}02")

    @sends("*4*312#TENTHS#HOURS*W##", source="touch screens and firmware, not the official text (protocol.md 4.4)")
    async def set_temperature_for(self, temperature: float, hours: int) -> None:
        """Set the zone to 5-40 degrees for 1-24 hours. Raises `ValueError` outside, `ResponseError` for a NACK."""
        what = f"312#{set_point(temperature)}#{whole(str(hours), 1, 24)}"
        await self._order(ThermoMode.MANUAL_TIMED, what, hours=hours)

    @sends("*4*0*W##", "*4*1*W##")
    async def set_season(self, season: Season) -> None:
        """Tell the zone to heat or to cool. Raises `ResponseError` for a NACK."""
        await self._set_season(season)

    @sends("*4*40*Z##")
    async def release_knob(self) -> None:
        """Undo what was set at the knob of the probe. Raises `ResponseError` for a NACK."""
        await self._order(None, "40", self.own)

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

    @sends("*#4*W*19##", "*#4*W*11##", "*#4*W*60##")
    async def send_details_request(self) -> None:
        """Ask for valves, fan and humidity; what is refused is not asked again. Raises `TimeoutError` for silence."""
        for dimension in _DETAILS:
            if dimension in self._lacks:
                continue
            try:
                await self.send_dimension_request(dimension)
            except ResponseError:
                self._lacks.add(dimension)

    @sends("*#4*W*15##", "*#4*W*15#PROBE##")
    async def send_probe_request(self, probe: int | None = None) -> None:
        """Ask for the temperature of a probe; often refused. Raises `ValueError` outside 1-9, `ResponseError`."""
        await self.send_dimension_request("15" if probe is None else f"15#{whole(str(probe), 1, 9)}")

    @sends("*#4*W*20##")
    async def send_actuator_request(self) -> None:
        """Ask for the actuators of the zone. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("20")


_TOLD: Final = {"7": REGULATION, "12": REGULATION, "11": frozenset(("fan",))}
"""Dimension -> what its report tells; a set point (14) alone does not tell whether it is regulated to."""
_DETAILS: Final = ("19", "11", "60")
"""Valves, fan, humidity: a status request does not tell them."""
