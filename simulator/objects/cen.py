"""CEN controls (WHO 15). protocol.md 4.15, gateways.md 9."""

from collections.abc import Callable
from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from .base import PointObject, register

# A release 0.14 s after the press was captured; from half a second on it is a long press, told again every half second.
SHORT, HELD_EVERY = 0.14, 0.5
RELEASED, LONG_RELEASED, HELD = "1", "2", "3"
BUTTONS = range(32)


def button_tag(button: int) -> str:
    """Write a button's number: two digits; ValueError for one that there is not."""
    if button not in BUTTONS:
        raise ValueError(f"a control has buttons 0-31, not {button}")
    return f"{button:02}"


@register
class Cen(PointObject):
    """A control with CEN buttons. What clients press in its name is taken as if it was pressed here."""

    kind = "cen"
    who = 15
    lockable: ClassVar[bool] = False

    def press(self, button: int = 1, seconds: float = SHORT) -> None:
        """Press a button for so long: a press, "held" every half second, and the release that belongs to it."""
        tag = button_tag(button)
        self.transmit(f"*15*{tag}*{self.where}##")
        if seconds < HELD_EVERY:
            self.later(seconds, self._teller(tag, RELEASED))
            return
        for number in range(1, int(seconds / HELD_EVERY) + 1):
            self.later(number * HELD_EVERY, self._teller(tag, HELD))
        # Not together with the last "held", and after it.
        self.later(seconds + 0.01, self._teller(tag, LONG_RELEASED))

    def _teller(self, tag: str, phase: str) -> Callable[[], None]:
        return lambda: self.transmit(f"*15*{tag}#{phase}*{self.where}##")

    @override
    def command(self, telegram: Telegram) -> bool:
        """Take a virtual press: everybody hears it from the wire itself."""
        what = telegram.frame.what
        return len(what) == 2 and int(what) in BUTTONS and telegram.frame.what_params in ((), ("1",), ("2",), ("3",))

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody presses a button, now and then a long time."""
        self.press(random.choice((1, 2)), random.choice((SHORT, SHORT, 1.7)))
        return True
