"""WHO 4: valves, pumps and fan coils (`Z#N`), split units (`3#Z#N`) (protocol.md 3.2 and 4.4)."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import Where, Who
from .base import Item
from .registry import register
from .sends import sends
from .table import Args, Row, Table, whole
from .thermo_values import ActuatorCode, FanSpeed, ThermoKind, thermo_kind


class ThermoActuatorState(NamedTuple):
    """What an actuator has told. `None` is unknown."""

    code: ActuatorCode | None = None
    fan: FanSpeed | None = None

    @property
    def is_active(self) -> bool | None:
        """Whether it heats or cools."""
        return None if self.code is None else self.code.is_active


@register
class ThermoActuator(Item[ThermoActuatorState]):
    """An actuator of a zone (`1#2`), all of a zone (`1#0`), of no zone (`0#2`), or all there are (`0#0`).

    A frame for all is about none in particular. 4001 and 4002 come from here too: a zone asks a pump.
    """

    who = Who.THERMOREGULATION
    kind: Final = ThermoKind.ACTUATOR
    table = Table[ThermoActuatorState](
        whats={
            "4001": Row("undocumented: a pump is asked for; the parameter is the zone", source="live captures"),
            "4002": Row("undocumented: a pump is no longer asked for", source="live captures"),
        },
        dimensions={
            "11": Row("speed of the fan", lambda state, args: state._replace(fan=FanSpeed(args.values[0]))),
            "17": Row("undocumented, without values", source="live capture of a MH201"),
            "20": Row("state", lambda state, args: state._replace(code=ActuatorCode(args.values[0]))),
        },
    )
    new_state = ThermoActuatorState
    title = "heating and cooling"

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return thermo_kind(where) is ThermoKind.ACTUATOR

    @override
    @sends("*#4*W*20##", source="F455 and MH202 refuse all of a zone: ask `1#1` (protocol.md 4.4)")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for the state."""
        return (DimensionRequest((self.who, self.where, "20")),)


class SplitMode(Enum):
    """What a split unit does."""

    OFF = "0"
    WINTER = "1"
    SUMMER = "2"
    FAN = "3"
    DRY = "4"
    AUTO = "5"


class SplitFan(Enum):
    """How fast it blows."""

    AUTO = "0"
    SPEED_1 = "1"
    SPEED_2 = "2"
    SPEED_3 = "3"
    SILENT = "4"


class SplitState(NamedTuple):
    """What a split unit has told. `None` is unknown, or does not matter in the mode."""

    mode: SplitMode | None = None
    set_point: float | None = None
    """Degrees Celsius."""
    fan: SplitFan | None = None
    swing: bool | None = None


def _split(state: SplitState, args: Args) -> SplitState:
    # An empty value is "unchanged"; trailing ones may be missing.
    mode, temperature, fan, swing, *_ = (*args.values, "", "", "", "")
    return SplitState(
        SplitMode(mode) if mode else state.mode,
        whole(temperature, 0, 999) / 10 if temperature else state.set_point,
        SplitFan(fan) if fan else state.fan,
        bool(whole(swing, 0, 1)) if swing else state.swing,
    )


@register
class SplitUnit(Item[SplitState]):
    """A split unit of the air conditioning, commanded by infrared: it is told what was sent to it."""

    who = Who.THERMOREGULATION
    kind: Final = ThermoKind.SPLIT
    table = Table[SplitState](
        whats={}, dimensions={"22": Row("mode, set point, fan, swing; empty is unchanged", _split)}
    )
    new_state = SplitState
    title = "heating and cooling"

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return thermo_kind(where) is ThermoKind.SPLIT

    @override
    @sends("*#4*W*22##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for the state."""
        return (DimensionRequest((self.who, self.where, "22")),)

    @sends("*#4*W*#22*MODE*TENTHS*FAN*SWING##")
    async def set(
        self,
        mode: SplitMode,
        *,
        temperature: float | None = None,
        fan: SplitFan | None = None,
        swing: bool | None = None,
    ) -> None:
        """Set the mode, degrees in steps of half a degree (0-99), fan and swing; what is not given stays.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        tenths = "" if temperature is None else str(5 * whole(str(round(temperature * 2)), 0, 198))
        await self.send_dimension_writing(
            "22",
            mode.value,
            tenths,
            "" if fan is None else fan.value,
            "" if swing is None else str(int(swing)),
        )
