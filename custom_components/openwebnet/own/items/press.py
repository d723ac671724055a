"""What CEN (WHO 15) and CEN+ (WHO 25) share: what happens to a button."""

from enum import StrEnum
from typing import Final, NamedTuple

from .occurrence import Occurrence
from .table import whole

MAX_BUTTON: Final = 31


class Press(StrEnum):
    """What happens to a button; the names are Home Assistant's."""

    PRESS_START = "press_start"
    PRESS_END = "press_end"
    LONG_PRESS_START = "long_press_start"
    LONG_PRESS_REPEAT = "long_press_repeat"
    LONG_PRESS_END = "long_press_end"
    ROTATE_CLOCKWISE_SLOW = "rotate_clockwise_slow"
    ROTATE_CLOCKWISE_FAST = "rotate_clockwise_fast"
    ROTATE_COUNTERCLOCKWISE_SLOW = "rotate_counterclockwise_slow"
    ROTATE_COUNTERCLOCKWISE_FAST = "rotate_counterclockwise_fast"


class ButtonPress(NamedTuple):
    """What happened to which button."""

    button: int
    """0-31."""
    press: Press


type LastPress = Occurrence[ButtonPress] | None


def button_number(text: str) -> int:
    """Read the number of a button. Raises `ValueError` outside 0-31."""
    return whole(text, 0, MAX_BUTTON)


def mask(numbers: frozenset[int]) -> int:
    """Return numbers of buttons, or of anything else from 0 to 31, as bits."""
    return sum(1 << number for number in numbers)


def unmask(bits: int) -> frozenset[int]:
    """Return the numbers that `mask` made bits of."""
    return frozenset(number for number in range(MAX_BUTTON + 1) if bits >> number & 1)
