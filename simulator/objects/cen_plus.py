"""CEN+ controls (WHO 25). protocol.md 4.25, gateways.md 9."""

import re
from collections.abc import Callable
from random import Random
from typing import override

from ..bus import Telegram
from ..frames import Frame
from .base import BusObject, register
from .cen import BUTTONS, HELD_EVERY, button_tag

CONTROL = re.compile(r"2(?P<number>0|[1-9]\d{0,3})")
LAST = 2047
SHORT_PRESS, LONG_START, LONG_HELD, LONG_END = "21", "22", "23", "24"
# By direction and speed: clockwise, fast.
TURNS = {(True, False): "25", (True, True): "26", (False, False): "27", (False, True): "28"}
PRESSES = frozenset((SHORT_PRESS, LONG_START, LONG_HELD, LONG_END, *TURNS.values()))


@register
class CenPlus(BusObject):
    """A control with CEN+ buttons or knobs, WHERE `2` and the number of the object, 0-2047."""

    kind = "cen_plus"
    who = 25

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 20-22047."""
        match = CONTROL.fullmatch(where)
        if match is None or int(match["number"]) > LAST:
            raise ValueError(f"{where!r} is not a CEN+ object: 2 and a number 0-{LAST}")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match presses of its own address: WHAT decides, a contact may have the same number."""
        return frame.where == self.where and frame.what in PRESSES

    @override
    def command(self, telegram: Telegram) -> bool:
        """Take a virtual press: everybody hears it from the wire itself."""
        params = telegram.frame.what_params
        return len(params) == 1 and params[0].isdigit() and int(params[0]) in BUTTONS

    def press(self, button: int = 1) -> None:
        """Press a button shortly: one frame."""
        self._send(SHORT_PRESS, button)

    def hold(self, button: int = 1, seconds: float = 1.0) -> None:
        """Press a button for so long: after half a second it is a long press, told every half second until its end."""
        if seconds < HELD_EVERY:
            self.later(seconds, self._sender(SHORT_PRESS, button))
            return
        for number in range(1, int(seconds / HELD_EVERY) + 1):
            self.later(number * HELD_EVERY, self._sender(LONG_START if number == 1 else LONG_HELD, button))
        # Not together with the last "held", and after it.
        self.later(seconds + 0.01, self._sender(LONG_END, button))

    def rotate(self, button: int = 1, *, clockwise: bool = True, fast: bool = False) -> None:
        """Turn a knob by a notch."""
        self._send(TURNS[clockwise, fast], button)

    def _sender(self, what: str, button: int) -> Callable[[], None]:
        return lambda: self._send(what, button)

    def _send(self, what: str, button: int) -> None:
        self.transmit(f"*25*{what}#{int(button_tag(button))}*{self.where}##")

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody presses, holds or turns."""
        random.choice((self.press, self.hold, self.rotate))(random.choice((1, 2)))
        return True
