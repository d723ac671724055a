"""WHO 3: the older load control (protocol.md 4.3, gateways.md 6). WHO 18 has taken its place."""

from collections.abc import Sequence
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, StatusRequest
from ..wire.tags import DIGITS, Who
from .base import Args, Item, Row, Table, whole
from .kinds import NUMBER, Field, Kind
from .registry import register
from .sends import sends

LOADS: Final = 8
_MAX: Final = 4294967295


class LoadState(NamedTuple):
    """What the load control has told of one load, or of all of them. `None` is unknown."""

    enabled: bool | None = None
    forced: bool | None = None
    """Kept on although the load control would cut it off."""
    voltage: int | None = None
    """As told; no source gives a unit, the example (230) reads as volt."""
    current: int | None = None
    """As told; no source gives a unit."""
    power: int | None = None
    """As told; no source gives a unit, the example reads as watt."""
    energy: int | None = None
    """As told; no source gives a unit."""


def _all(state: LoadState, args: Args) -> LoadState:
    voltage, current, power, energy, *_ = (whole(value, 0, _MAX) for value in args.values)
    return state._replace(voltage=voltage, current=current, power=power, energy=energy)


LOAD_CONTROL: Final = Table[LoadState](
    whats={
        "0": Row("disabled", lambda state, _: state._replace(enabled=False), source="refused as a command"),
        "1": Row("enabled", lambda state, _: state._replace(enabled=True), source="refused as a command"),
        "2": Row("forced", lambda state, _: state._replace(forced=True)),
        "3": Row("end of forcing", lambda state, _: state._replace(forced=False), source="refused as a command"),
    },
    dimensions={
        "0": Row("voltage, current, power, energy", _all, source="units are not documented"),
        "1": Row("voltage", lambda state, args: state._replace(voltage=whole(args.values[0], 0, _MAX))),
        "2": Row("current", lambda state, args: state._replace(current=whole(args.values[0], 0, _MAX))),
        "3": Row("power", lambda state, args: state._replace(power=whole(args.values[0], 0, _MAX))),
        "4": Row("energy", lambda state, args: state._replace(energy=whole(args.values[0], 0, _MAX))),
    },
)


@register
class Load(Item[LoadState]):
    """A load by its priority (`#1` to `#8`), the meter of the control (`10`), or all of it (`0`)."""

    who = Who.LOAD_CONTROL
    table = LOAD_CONTROL
    new_state = LoadState
    title = "load control (older)"
    kinds = (Kind("load", {NUMBER: Field(1, LOADS)}, "#{number}", by_hand=False, label_is_address=True),)

    @property
    def priority(self) -> int | None:
        """1 to 8, the first to be cut off is 8; `None` for the meter and for all."""
        number = str(self.where).removeprefix("#")
        return int(number) if self.is_device and not number.strip(DIGITS) else None

    @override
    @sends("*#3*W##", source="the general request *#3*0## is refused (gateways.md 6)")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for the state of a load; only a load answers."""
        return (StatusRequest((self.who, self.where)),) if self.is_device else ()

    @sends("*3*2*W##", source="the only command that firmware takes (gateways.md 6)")
    async def force(self) -> None:
        """Keep the load on. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("2")

    @sends("*#3*W*0##", source="one request becomes up to five telegrams (gateways.md 6)")
    async def send_measurement_request(self) -> None:
        """Ask the meter (`10`) for voltage, current, power and energy. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("0")

    @sends("*#3*W*1##", "*#3*W*2##", "*#3*W*3##", "*#3*W*4##")
    async def send_single_request(self, dimension: int) -> None:
        """Ask the meter (`10`) for one quantity: 1 voltage, 2 current, 3 power, 4 energy.

        Raises `ValueError` for any other, `ResponseError` for a NACK.
        """
        await self.send_dimension_request(str(whole(str(dimension), 1, 4)))
