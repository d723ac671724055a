"""Orders to the burglar alarm: which auxiliary channel a central unit was programmed to listen to, and for what.

A central unit refuses arming and disarming by WHO 5 (protocol.md 4.5). What its channels are told differs from plant to
plant: 6 and 7 (enabled, disabled) or 1 and 0 (on, off).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..own.items.auxiliary import AuxAction

MAX_CHANNEL: Final = 9

ACTIONS: Final[Mapping[str, AuxAction]] = {
    "enabled": AuxAction.ENABLED,
    "disabled": AuxAction.DISABLED,
    "on": AuxAction.ON,
    "off": AuxAction.OFF,
    "toggle": AuxAction.TOGGLE,
}
"""What a channel may be told."""


class AlarmOrder(StrEnum):
    """What the alarm may be told to do."""

    ARM = "arm"
    DISARM = "disarm"
    HOME = "home"
    NIGHT = "night"
    VACATION = "vacation"


@dataclass(frozen=True, slots=True)
class Channel:
    """The settings of the channel that an order goes to."""

    number: str
    """Name of the setting that has its number, 1-9; 0 is none."""
    action: str
    """Name of the setting that has what it is told."""
    default: str
    """What it is told where nothing was chosen."""


CHANNELS: Final[Mapping[AlarmOrder, Channel]] = {
    order: Channel(f"{order}_channel", f"{order}_action", "disabled" if order is AlarmOrder.DISARM else "enabled")
    for order in AlarmOrder
}
