"""WHO 3: the older load control (protocol.md 4.3, gateways.md 6). WHO 18 has taken its place."""

from collections.abc import Sequence
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, DimensionRequest, StatusRequest
from ..wire.tags import Where, Who
from .base import Item, PeriodicTask, Traits
from .kinds import NUMBER, Field, Kind
from .registry import register
from .sender import Sender
from .sends import sends
from .table import Args, Row, Table, whole

LOADS: Final = 8
METER: Final = "10"
_MAX: Final = 4294967295


class LoadState(NamedTuple):
    """What the load control has told of one load, or of all of them. `None` is unknown."""

    enabled: bool | None = None
    forced: bool | None = None
    """Kept on although the load control would cut it off."""
    voltage: int | None = None
    """Volt; see `_UNITS`."""
    current: int | None = None
    """Ampere; see `_UNITS`."""
    power: int | None = None
    """Watt; see `_UNITS`."""
    energy: int | None = None
    """As told: what it counts is not known."""


_UNITS: Final = "units are not documented; V, A, W assumed: the one example has 230, 12, 2760 (protocol.md 4.3)"
_STATE: Final = "refused as a command; that it ends the forcing is assumed: an answer has one WHAT"


def _all(state: LoadState, args: Args) -> LoadState:
    voltage, current, power, energy, *_ = (whole(value, 0, _MAX) for value in args.values)
    return state._replace(voltage=voltage, current=current, power=power, energy=energy)


LOAD_CONTROL: Final = Table[LoadState](
    whats={
        "0": Row("disabled", lambda state, _: state._replace(enabled=False, forced=False), source=_STATE),
        "1": Row("enabled", lambda state, _: state._replace(enabled=True, forced=False), source=_STATE),
        "2": Row("forced", lambda state, _: state._replace(forced=True)),
        "3": Row(
            "end of forcing",
            # What the load control has told while it was forced may have been lost: it is asked.
            lambda state, _: state._replace(forced=False, enabled=None),
            source="refused as a command",
        ),
    },
    dimensions={
        "0": Row("voltage, current, power, energy", _all, source=_UNITS),
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
    broadcasts = frozenset(("0",))
    measurements = frozenset(("0", "1", "2", "3", "4"))
    kinds = (
        Kind("load", {NUMBER: Field(1, LOADS)}, "#{number}", label_is_address=True),
        Kind("load_control", pattern=METER),
    )

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self._did_measure = False

    @property
    @override
    def traits(self) -> Traits:
        """`measures` of a load that has told what it takes; none needs to."""
        state = self._state
        tells = any(value is not None for value in (state.voltage, state.current, state.power, state.energy))
        return {"measures": 1} if not self.is_meter and (tells or self._did_measure) else {}

    @override
    def restore(self, traits: Traits) -> None:
        self._did_measure = bool(traits.get("measures"))

    @property
    def priority(self) -> int | None:
        """1 to 8, the first to be cut off is 8; `None` for the meter and for all."""
        numbers = self.kinds[0].numbers(self.where)
        return None if numbers is None else numbers[NUMBER]

    @property
    def is_meter(self) -> bool:
        """Whether it measures, instead of being a load."""
        return self.key == METER

    @override
    @sends("*#3*W##", source="the general request *#3*0## is refused (gateways.md 6)")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for the state of a load, or for what the meter measures; nothing else answers."""
        if self.is_meter:
            return (DimensionRequest((self.who, self.where, "0")),)
        return (StatusRequest((self.who, self.where)),) if self.is_device else ()

    @override
    def completion_requests(self) -> Sequence[BaseMessage]:
        """Ask a load whose forcing has ended: whether it is enabled is not told with that."""
        is_open = self.state.forced is False and self.state.enabled is None
        return self.status_requests() if is_open and not self.is_meter else ()

    @override
    def periodic_tasks(self) -> Sequence[tuple[float, PeriodicTask]]:
        """Ask the meter again and again: nobody has seen it report by itself."""
        return ((self.client.timing.meter_poll, self.send_measurement_request),) if self.is_meter else ()

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
