"""WHO 18: Stop&Go, the differential circuit breaker that closes again by itself (protocol.md 4.18)."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import DIGITS, Where, Who
from .base import Item
from .kinds import NUMBER, Field, Kind
from .registry import register
from .sends import sends
from .table import Args, Row, Table, whole


def is_stop_and_go(where: Where) -> bool:
    """Tell by the first digit: `1N` is a Stop&Go (protocol.md 3.3)."""
    text = str(where)
    return text.startswith("1") and len(text) in (2, 3, 4) and not text.strip(DIGITS)


class BreakerBit(Enum):
    """What a Stop&Go tells of itself: the dimension that tells it alone."""

    OPEN = "251"
    FAILURE = "252"
    BLOCKED = "253"
    OPEN_BY_NEUTRAL_SHORT_CIRCUIT = "254"
    OPEN_BY_GROUND_FAULT = "255"
    OPEN_BY_OVER_VOLTAGE = "256"
    SELF_TEST_OFF = "257"
    AUTOMATIC_RESET_OFF = "258"
    CHECK_OFF = "259"
    WAITING_FOR_CLOSING = "260"
    FIRST_DAY_OF_OPENING = "261"
    POWER_FAILURE_DOWNSTREAM = "262"
    POWER_FAILURE_UPSTREAM = "263"


BITS: Final = tuple(BreakerBit)


class StopAndGoState(NamedTuple):
    """What a Stop&Go has told."""

    known: frozenset[BreakerBit] = frozenset()
    up: frozenset[BreakerBit] = frozenset()

    def has(self, bit: BreakerBit) -> bool | None:
        """Tell whether something is so; `None` while that is unknown."""
        return bit in self.up if bit in self.known else None


def _mask(_: StopAndGoState, args: Args) -> StopAndGoState:
    mask = args.values[0]
    if len(mask) != len(BITS) or mask.strip("01"):
        raise ValueError(f"{mask} is not 13 bits")
    # The first bit stands last.
    up = frozenset(bit for bit, digit in zip(BITS, reversed(mask), strict=True) if digit == "1")
    return StopAndGoState(frozenset(BITS), up)


def _bit(state: StopAndGoState, args: Args) -> StopAndGoState:
    bit = frozenset((BreakerBit(args.tag),))
    return StopAndGoState(state.known | bit, state.up | bit if whole(args.values[0], 0, 1) else state.up - bit)


STOP_AND_GO: Final = Table[StopAndGoState](
    whats={
        "21": Row("open", source="firmware only"),
        "22": Row("close", source="firmware only"),
        "23": Row("differential test", source="firmware only"),
        "24": Row("differential test, negative", source="firmware only"),
        "26": Row("automatic reset on"),
        "27": Row("automatic reset off"),
        "28": Row("tracking on", source="firmware only"),
        "29": Row("tracking off", source="firmware only"),
    },
    dimensions={
        "212": Row("days between self-tests", source="firmware only"),
        "250": Row("all bits, b13 .. b1", _mask),
        **{bit.value: Row(bit.name.lower().replace("_", " "), _bit) for bit in BITS},
    },
)


@register
class StopAndGo(Item[StopAndGoState]):
    """A Stop&Go, `11` to `1127`."""

    who = Who.ENERGY_MANAGEMENT
    table = STOP_AND_GO
    new_state = StopAndGoState
    title = "energy"
    kinds = (Kind("stop_and_go", {NUMBER: Field(1, 127)}, "1{number}"),)

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return is_stop_and_go(where)

    @override
    @sends("*#18*W*250##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for all bits."""
        return (DimensionRequest((self.who, self.where, "250")),)

    @sends(*(f"*#18*W*{bit.value}##" for bit in BITS))
    async def send_bit_request(self, bit: BreakerBit) -> None:
        """Ask for one bit. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request(bit.value)

    @sends("*18*21*W##", source="firmware only (protocol.md 4.18)")
    async def open(self) -> None:
        """Cut the supply. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("21")

    @sends("*18*22*W##", source="firmware only (protocol.md 4.18)")
    async def close(self) -> None:
        """Switch the supply on. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("22")

    @sends("*18*26*W##")
    async def enable_automatic_reset(self) -> None:
        """Let it close again by itself. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("26")

    @sends("*18*27*W##")
    async def disable_automatic_reset(self) -> None:
        """Let it stay open once it has opened. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("27")

    @sends("*18*28*W##", "*18*29*W##", source="firmware only (protocol.md 4.18)")
    async def set_tracking(self, *, on: bool) -> None:
        """Switch tracking on or off. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("28" if on else "29")

    @sends("*#18*W*#212*DAYS##", source="firmware only; the range is not documented (protocol.md 4.18)")
    async def set_self_test_days(self, days: int) -> None:
        """Set the days between self-tests, 1-255. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("212", str(whole(str(days), 1, 255)))
