"""Wall buttons that command the address of a light or of a shutter, whether anything is there or not.

A button of an actuator that is on the bus is that actuator's own `press`; these stand for those that are left over, and
for touch screens. They hear nothing.
"""

from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from .base import PointObject, register
from .lighting import FULL

_LEVEL, _POSITION = "1", "11#001"


class WallButton(PointObject):
    """A control that sends commands to one address and takes none."""

    lockable: ClassVar[bool] = False

    @property
    @override
    def key(self) -> str:
        """Return the name of the object in `Simulator.objects`: `1-12-button`, beside an actuator `1-12`."""
        return f"{super().key}-button"

    @override
    def receive(self, telegram: Telegram) -> None:
        """Hear nothing."""

    def press(self, what: str = "1") -> None:
        """Press it: a command for everybody at the address."""
        self.transmit(self.says(what))

    def press_all(self, what: str = "0", where: str = "0") -> None:
        """Press a button for an area, a group or all."""
        self.transmit(f"*{self.who}*{what}*{where}##")

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody presses it."""
        self.press(random.choice(("0", "1")))
        return True


@register
class LightButton(WallButton):
    """A wall button or touch screen for a light that is not on the bus."""

    kind = "light_button"
    who = 1

    def dim(self, percent: int, speed: int = 255) -> None:
        """Set a level of 1-100 %, as a touch screen does."""
        if not 1 <= percent <= FULL:
            raise ValueError(f"a level is 1 to {FULL}, not {percent}")
        self.transmit(f"*#1*{self.where}*#{_LEVEL}*{100 + percent}*{speed}##")


@register
class ShutterButton(WallButton):
    """A wall button or touch screen for a shutter that is not on the bus."""

    kind = "shutter_button"
    who = 2

    def move_to(self, position: int) -> None:
        """Send it to a position of 0-100 %, as a touch screen does."""
        if not 0 <= position <= FULL:
            raise ValueError(f"a position is 0 to {FULL}, not {position}")
        self.transmit(f"*#2*{self.where}*#{_POSITION}*{position}##")
