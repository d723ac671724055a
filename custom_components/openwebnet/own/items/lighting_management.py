"""WHO 24: lighting management, the profiles of a zone with light sensors (protocol.md 4.24).

WHERE has a recipient and a sender: `ZONE#DEVICE#00#ZONE#DEVICE`, with zone 0 none, 1000 all, 1000+n zone n. All of it
is known from the official text alone.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage
from ..wire.tags import Who
from .base import Item
from .registry import register
from .sends import sends
from .table import Args, Row, Table, whole


class ManagementMode(Enum):
    """How a zone is regulated."""

    STOP = "0"
    AUTO = "1"
    MANUAL = "2"


class ManagementExit(Enum):
    """What ends the mode."""

    AT_TIME = "1"
    AFTER_TIME = "2"
    PROFILE = "3"
    NORMAL = "4"
    NEVER = "5"


class LightSensor(NamedTuple):
    """What a sensor of the zone measures."""

    number: int
    lux: int
    error: int
    """0 none, 1 not configured, 2 not complete."""


class ManagementState(NamedTuple):
    """What a zone has told. `None` is unknown."""

    profile: int | None = None
    slave_offset: bool | None = None
    switch_on_level: int | None = None
    """Percent, 1-100."""
    max_lux: int | None = None
    maintained_lux: int | None = None
    auto_on: bool | None = None
    on_delay: int | None = None
    """Seconds, 0-300."""
    auto_off: bool | None = None
    off_delay: int | None = None
    """Seconds, 0-900."""
    delay: int | None = None
    """Seconds, 0-3600."""
    standby_time: int | None = None
    """Seconds, 0-900."""
    standby_level: int | None = None
    off_level: int | None = None
    slave_offset_level: int | None = None
    """Percent."""
    mode: ManagementMode | None = None
    exit: ManagementExit | None = None
    exit_time: dt.timedelta | None = None
    sensor: LightSensor | None = None
    """The one that told last."""


class Setting(Enum):
    """A number of a zone: its dimension, the field of the state, its limits."""

    SWITCH_ON_LEVEL = ("1", "switch_on_level", 1, 100)
    MAX_LUX = ("2", "max_lux", 1, 2000)
    MAINTAINED_LUX = ("3", "maintained_lux", 0, 2000)
    AUTO_ON = ("4", "auto_on", 0, 1)
    ON_DELAY = ("5", "on_delay", 0, 300)
    AUTO_OFF = ("6", "auto_off", 0, 1)
    OFF_DELAY = ("7", "off_delay", 0, 900)
    DELAY = ("8", "delay", 0, 3600)
    STANDBY_TIME = ("9", "standby_time", 0, 900)
    STANDBY_LEVEL = ("10", "standby_level", 0, 100)
    OFF_LEVEL = ("11", "off_level", 0, 100)
    SLAVE_OFFSET_LEVEL = ("12", "slave_offset_level", 0, 100)

    def __init__(self, dimension: str, field: str, low: int, high: int) -> None:
        """Take the parts apart."""
        self.dimension: Final = dimension
        self.field: Final = field
        self.low: Final = low
        self.high: Final = high


def _setting(setting: Setting) -> Callable[[ManagementState, Args], ManagementState]:
    def read(state: ManagementState, args: Args) -> ManagementState:
        value: int | bool = whole(args.values[0], setting.low, setting.high)
        if setting in (Setting.AUTO_ON, Setting.AUTO_OFF):
            value = bool(value)
        return state._replace(**{setting.field: value})  # type: ignore[arg-type]

    return read


def _mode(state: ManagementState, args: Args) -> ManagementState:
    mode, end, *time = args.values
    hours, minutes, seconds = (int(value or "0") for value in (*time, "", "", "")[:3])
    return state._replace(
        mode=ManagementMode(mode),
        exit=ManagementExit(end),
        exit_time=dt.timedelta(hours=hours, minutes=minutes, seconds=seconds),
    )


def _sensor(state: ManagementState, args: Args) -> ManagementState:
    number, lux, error, *_ = args.values
    return state._replace(sensor=LightSensor(int(number), whole(lux, 0, 65535), whole(error, 0, 2)))


LIGHTING_MANAGEMENT: Final = Table[ManagementState](
    whats={
        "1": Row("profile", lambda state, args: state._replace(profile=int(args.parameters[0]))),
        "2": Row(
            "offset of the slave",
            lambda state, args: state._replace(slave_offset=bool(whole(args.parameters[0], 0, 1))),
        ),
    },
    dimensions={
        **{
            setting.dimension: Row(
                f"{setting.field.replace('_', ' ')}, {setting.low}-{setting.high}", _setting(setting)
            )
            for setting in Setting
        },
        "17": Row("mode, its end and the time of it", _mode),
        "18": Row("light sensor: number, lux, error", _sensor),
    },
    with_parameters=frozenset(("18",)),
)


@register
class LightingManagement(Item[ManagementState]):
    """A zone of the lighting management, as one pair of recipient and sender."""

    who = Who.LIGHTING_MANAGEMENT
    table = LIGHTING_MANAGEMENT
    new_state = ManagementState
    title = "lighting management"

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: it is asked dimension by dimension."""
        return ()

    @sends("*24*1#PROFILE*W##")
    async def activate(self, profile: int) -> None:
        """Activate a profile, 1-255. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(f"1#{whole(str(profile), 1, 255)}")

    @sends("*24*2#ON*W##")
    async def set_slave_offset(self, *, on: bool) -> None:
        """Switch the offset of the slave on or off. Raises `ResponseError` for a NACK."""
        await self.send_normal_message(f"2#{int(on)}")

    @sends(*(f"*#24*W*#{setting.dimension}*VALUE##" for setting in Setting))
    async def set(self, setting: Setting, value: int) -> None:
        """Set a number within its limits. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing(setting.dimension, str(whole(str(value), setting.low, setting.high)))

    @sends(*(f"*#24*W*{setting.dimension}##" for setting in Setting))
    async def send_setting_request(self, setting: Setting) -> None:
        """Ask for a number; it comes as an event. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request(setting.dimension)

    @sends("*#24*W*17##")
    async def send_mode_request(self) -> None:
        """Ask for the mode; it comes as an event. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("17")

    @sends("*#24*W*18#SENSOR##")
    async def send_sensor_request(self, sensor: int) -> None:
        """Ask for a light sensor, 1-255; it comes as an event. Raises `ValueError` outside, `ResponseError`."""
        await self.send_dimension_request(f"18#{whole(str(sensor), 1, 255)}")
