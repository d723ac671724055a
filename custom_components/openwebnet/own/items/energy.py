"""WHO 18: energy meters and actuators, Stop&Go (protocol.md 3.3 and 4.18, gateways.md 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, override

from ..messages import BaseMessage, DimensionRequest
from ..tags import Where, Who
from .base import Args, Item, Row, Sender, Table, Upkeep, whole

NO_DATA: Final = 4294967295
"""All ones: the meter has no value (protocol.md 4.18)."""
ELECTRICITY: Final = "1"
MAX_PUSH_MINUTES: Final = 255
PUSH_MINUTES: Final = 125
PUSH_INTERVAL: Final = 3600.0
"""Seconds after which power reports are asked for again, well before the time they were asked for is over."""
ENERGY_INTERVAL: Final = 300.0
"""Seconds between readings of what a meter does not report by itself."""


@dataclass(frozen=True, slots=True)
class EnergyState:
    """What a meter has told. `None` is unknown."""

    power: int | None = None
    """Watt, now."""
    energy_total: int | None = None
    """Watt hours since the meter was installed or reset."""
    energy_month: int | None = None
    """Watt hours, this month."""
    energy_day: int | None = None
    """Watt hours, today."""
    push_minutes: int | None = None
    """Minutes for which the meter said it will report its power by itself; 0 when it stopped."""


def _amount(args: Args) -> int | None:
    # An empty value is 0 (gateways.md 6).
    value = int(args.values[0] or "0")
    return None if value == NO_DATA else whole(str(value), 0, NO_DATA)


ENERGY: Final = Table[EnergyState](
    whats={},
    dimensions={
        "51": Row("energy in total, Wh", lambda state, args: replace(state, energy_total=_amount(args))),
        "53": Row("energy this month, Wh", lambda state, args: replace(state, energy_month=_amount(args))),
        "54": Row("energy today, Wh", lambda state, args: replace(state, energy_day=_amount(args))),
        "113": Row("active power, W", lambda state, args: replace(state, power=_amount(args))),
        "1200": Row(
            "minutes of power reports",
            lambda state, args: replace(state, push_minutes=whole(args.values[0], 0, MAX_PUSH_MINUTES)),
        ),
    },
)


class Energy(Item[EnergyState]):
    """A meter (`5N`), an energy actuator (`7N#0`) or a Stop&Go (`1N`)."""

    who = Who.ENERGY_MANAGEMENT
    table = ENERGY

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where, EnergyState())

    @property
    @override
    def is_device(self) -> bool:
        return str(self.where) != "0"

    @property
    def is_meter(self) -> bool:
        """Whether the address is one of a meter, which can report its power by itself."""
        where = str(self.where)
        return where.startswith("5") and len(where) > 1

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        return tuple(DimensionRequest((self.who, self.where, dimension)) for dimension in ("113", "51", "53", "54"))

    @override
    def upkeep(self) -> Sequence[tuple[float, Upkeep]]:
        energy = (ENERGY_INTERVAL, self.send_energy_request)
        if not self.is_meter:
            # Actuators do not report by themselves (protocol.md 4.18).
            return (energy, (ENERGY_INTERVAL, self.send_power_request))
        return (energy, (PUSH_INTERVAL, self._renew_power_reports))

    async def _renew_power_reports(self) -> None:
        await self.start_power_reports(PUSH_MINUTES)

    async def send_power_request(self) -> None:
        """Ask for the power. Raises `ResponseError` for a NACK."""
        await self._send(DimensionRequest((self.who, self.where, "113")))

    async def send_energy_request(self) -> None:
        """Ask for the energy in total, this month and today. Raises `ResponseError` for a NACK."""
        for dimension in ("51", "53", "54"):
            await self._send(DimensionRequest((self.who, self.where, dimension)))

    async def start_power_reports(self, minutes: int) -> None:
        """Let the meter report its power by itself for 1-255 minutes; 0 ends it.

        Field use reads the number as a duration, the official text as an interval (protocol.md 4.18). Raises
        `ValueError` outside, `ResponseError` for a NACK, which on a MyHomeServer1 does not mean that it was not done.
        """
        await self.send_dimension_writing(f"1200#{ELECTRICITY}", str(whole(str(minutes), 0, MAX_PUSH_MINUTES)))
