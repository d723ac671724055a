"""WHO 13: the gateway itself (protocol.md 4.13, gateways.md 8)."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple, override

from ..exceptions import ResponseError
from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import Where, Who
from .base import Item
from .registry import register
from .sends import sends
from .table import Args, Row, Table, whole

SHARED_TYPE: Final = 200
"""The device type that several models share; the model is then in WHO 1013 (gateways.md 8)."""


class GatewayState(NamedTuple):
    """What the gateway has told of itself. `None` is unknown."""

    clock: dt.datetime | None = None
    """Date and time of the last report that had both; with an offset where the gateway has a time zone."""
    time: dt.time | None = None
    zone_is_unset: bool | None = None
    """Whether its clock has no time zone because nobody has set one; some models never tell one (gateways.md 8)."""
    date: dt.date | None = None
    weekday: int | None = None
    """0 Sunday .. 6 Saturday, as told with the date; it follows from the date, and a gateway may have it wrong."""
    ip_address: str | None = None
    netmask: str | None = None
    mac: str | None = None
    """12 lower-case hex digits."""
    device_type: int | None = None
    firmware: str | None = None
    hardware: str | None = None
    kernel: str | None = None
    distribution: str | None = None
    uptime: dt.timedelta | None = None


UNSET_ZONE: Final = "999"
"""What a gateway tells that has a time zone, before anybody has set it (gateways.md 8)."""


def _zone(text: str) -> dt.timezone | None:
    """Read a time zone: sign digit (0 plus, 1 minus) and two digits of hours. Empty and 999 mean none is set."""
    if text in ("", UNSET_ZONE):
        return None
    if len(text) != 3 or text[0] not in "01":
        raise ValueError(f"{text!r} is no time zone")
    hours = whole(text[1:], 0, 14)
    return dt.timezone(dt.timedelta(hours=-hours if text[0] == "1" else hours))


def _zone_is_unset(values: Sequence[str]) -> bool | None:
    told = values[3] if len(values) > 3 else ""
    return told == UNSET_ZONE if told else None


def _time(state: GatewayState, args: Args) -> GatewayState:
    return state._replace(time=_time_of(args.values), zone_is_unset=_zone_is_unset(args.values))


def _time_of(values: Sequence[str]) -> dt.time:
    zone = _zone(values[3]) if len(values) > 3 else None
    return dt.time(int(values[0]), int(values[1]), int(values[2]), tzinfo=zone)


def _date_of(values: Sequence[str]) -> dt.date:
    # The day of the week that comes first follows from the date.
    return dt.date(int(values[3]), int(values[2]), int(values[1]))


def _weekday_of(values: Sequence[str]) -> int:
    # 00 is Sunday (protocol.md 6, row 43).
    return whole(values[0], 0, 6)


def _date(state: GatewayState, args: Args) -> GatewayState:
    return state._replace(date=_date_of(args.values), weekday=_weekday_of(args.values))


def _clock(state: GatewayState, args: Args) -> GatewayState:
    time, date = _time_of(args.values[:4]), _date_of(args.values[4:])
    clock = dt.datetime.combine(date, time)
    weekday, unset = _weekday_of(args.values[4:]), _zone_is_unset(args.values)
    return state._replace(time=time, zone_is_unset=unset, date=date, weekday=weekday, clock=clock)


def _dotted(values: Sequence[str], count: int) -> str:
    return ".".join(str(whole(value, 0, 255)) for value in _exactly(values, count))


def _exactly(values: Sequence[str], count: int) -> Sequence[str]:
    if len(values) < count:
        raise ValueError("too few values")
    return values[:count]


def _mac(values: Sequence[str]) -> str:
    return "".join(f"{whole(value, 0, 255):02x}" for value in _exactly(values, 6))


def _uptime(values: Sequence[str]) -> dt.timedelta:
    days, hours, minutes, seconds = (int(value) for value in _exactly(values, 4))
    return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


GATEWAY: Final = Table[GatewayState](
    whats={},
    dimensions={
        "0": Row(
            "time",
            _time,
            source="a zone may be missing, empty or 999: none is set (gateways.md 8)",
        ),
        "1": Row("date", _date, source="00 is Sunday (protocol.md 6, row 43)"),
        "10": Row("IP address", lambda state, args: state._replace(ip_address=_dotted(args.values, 4))),
        "11": Row("netmask", lambda state, args: state._replace(netmask=_dotted(args.values, 4))),
        "12": Row("MAC address", lambda state, args: state._replace(mac=_mac(args.values))),
        "15": Row("device type", lambda state, args: state._replace(device_type=int(args.values[0]))),
        "16": Row("firmware version", lambda state, args: state._replace(firmware=_dotted(args.values, 3))),
        "17": Row("hardware version", lambda state, args: state._replace(hardware=_dotted(args.values, 3))),
        "19": Row("uptime", lambda state, args: state._replace(uptime=_uptime(args.values))),
        "22": Row("date and time", _clock),
        "23": Row("kernel version", lambda state, args: state._replace(kernel=_dotted(args.values, 3))),
        "26": Row("subsystems, by the Zigbee interface", source="the form is not documented (protocol.md 4.13)"),
        "66": Row("product information, by the Zigbee interface", source="protocol.md 4.13"),
        "67": Row("number of products, by the Zigbee interface", source="protocol.md 4.13"),
        "70": Row("identify, by the Zigbee interface", source="protocol.md 4.13"),
        "71": Row("channel, by the Zigbee interface", source="protocol.md 4.13"),
        "24": Row("distribution version", lambda state, args: state._replace(distribution=_dotted(args.values, 3))),
    },
    # The gateway's clock is broadcast in the form of a write (protocol.md 4.13).
    writes_are_reports=frozenset(("0", "1", "22")),
)


@register
class GatewayItem(Item[GatewayState]):
    """The gateway as an object of its own bus; its WHERE is empty."""

    who = Who.GATEWAY
    table = GATEWAY
    new_state = GatewayState
    title = "gateway"
    private_dimensions = frozenset(("10", "11", "12"))

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return True

    @override
    @sends("*#13**12##", "*#13**15##", "*#13**16##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for what identifies the gateway: MAC address, type and firmware."""
        return tuple(DimensionRequest((self.who, "", dimension)) for dimension in ("12", "15", "16"))

    @sends("*#13**0##", "*#13**1##", "*#13**22##")
    async def send_clock_request(self) -> None:
        """Ask for time and date, each alone and together. Raises `ResponseError` for a NACK."""
        for dimension in ("0", "1", "22"):
            await self.send_dimension_request(dimension)

    @sends("*#13**22##")
    async def read_clock(self) -> None:
        """Ask for date and time together, or one by one where that is refused. Raises `ResponseError` for a NACK."""
        try:
            await self.send_dimension_request("22")
        except ResponseError:
            await self.send_dimension_request("0")
            await self.send_dimension_request("1")

    @sends("*#13**10##", "*#13**11##")
    async def send_network_request(self) -> None:
        """Ask for IP address and netmask. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("10")
        await self.send_dimension_request("11")

    @sends("*#13**17##", "*#13**19##", "*#13**23##", "*#13**24##")
    async def send_details_request(self) -> None:
        """Ask for hardware, uptime, kernel and distribution. Raises `ResponseError` for a NACK."""
        for dimension in ("17", "19", "23", "24"):
            await self.send_dimension_request(dimension)

    @sends("*#13**#22*HH*MM*SS*ZONE*WEEKDAY*DAY*MONTH*YEAR##", source="three digits of zone (protocol.md 6, row 42)")
    async def set_clock(self, now: dt.datetime) -> None:
        """Set date, time and time zone.

        `now` must have a time zone; only whole hours of offset exist on the bus, and they include summer time.
        Raises `ValueError` without one, `ResponseError` for a NACK.
        """
        await self.send_dimension_writing("22", *_time_texts(now), *_date_texts(now))

    @sends("*#13**#0*HH*MM*SS*ZONE##")
    async def set_time(self, now: dt.datetime) -> None:
        """Set time and time zone, as `set_clock`. Raises `ValueError` without a time zone, `ResponseError`."""
        await self.send_dimension_writing("0", *_time_texts(now))

    @sends("*#13**#1*WEEKDAY*DAY*MONTH*YEAR##")
    async def set_date(self, date: dt.date) -> None:
        """Set the date. Raises `ResponseError` for a NACK."""
        await self.send_dimension_writing("1", *_date_texts(date))


def _time_texts(now: dt.datetime) -> Sequence[str]:
    offset = now.utcoffset()
    if offset is None:
        raise ValueError("the time has no time zone")
    hours = round(offset.total_seconds() / 3600)
    return (*(f"{part:02}" for part in (now.hour, now.minute, now.second)), f"{int(hours < 0)}{abs(hours):02}")


def _date_texts(date: dt.date) -> Sequence[str]:
    return f"{date.isoweekday() % 7:02}", f"{date.day:02}", f"{date.month:02}", f"{date.year:04}"


class DeviceState(NamedTuple):
    """What the gateway has told in WHO 1013. `None` is unknown."""

    model: int | None = None
    """The object model; the table of names is in `profiles`."""
    configurators: int | None = None
    brand: int | None = None
    line: int | None = None
    bits: str | None = None
    """What the gateway tells when nothing answers on the bus: 32 bits, not documented (gateways.md 2)."""


def _model(state: DeviceState, args: Args) -> DeviceState:
    model, *rest = (whole(value, 0, 65535) for value in args.values)
    configurators, brand, line = (*rest, None, None, None)[:3]
    return state._replace(model=model, configurators=configurators, brand=brand, line=line)


def _bits(state: DeviceState, args: Args) -> DeviceState:
    bits = args.values[0]
    if not bits or bits.strip("01") or len(bits) > 32:
        raise ValueError(f"{bits!r} is no bit mask")
    return state._replace(bits=bits)


@register
class GatewayDiagnostics(Item[DeviceState]):
    """WHO 1013: the gateway as a device; tells the model where the type of WHO 13 is shared (gateways.md 8)."""

    who = Who.DEVICE_DIAGNOSTICS
    table = Table[DeviceState](
        whats={},
        dimensions={
            "1": Row("object model, configurators, brand, line", _model),
            "11": Row("bit mask, by itself", _bits, source="firmware of MH200N, F453AV, F459, H4684, F450"),
        },
    )
    new_state = DeviceState
    title = "diagnostics of the gateway"
    private_dimensions = frozenset(("13",))
    has_private_parameters = True

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        return True

    @classmethod
    @override
    def canonical(cls, where: Where) -> str:
        """Return nothing for `0`: a request for it is answered without an address (gateways.md 8)."""
        return "" if str(where) == "0" else where.key

    @override
    @sends("*#1013**1##")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask for the object model."""
        return (DimensionRequest((self.who, "", "1")),)
