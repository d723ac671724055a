"""WHO 15: CEN, the buttons of scenario modules (protocol.md 4.15, gateways.md 9).

`*15*BB[#p]*W##`: the button stands in the WHAT, in two digits. p: none pressed, 1 released after a short press, 3 still
held (every half second), 2 released after a long press. MH200 and F452 tell the first frame only.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage
from ..wire.tags import Who
from .base import Traits
from .kinds import BUTTON, POINTS, Field, Kind
from .occurrence import Occurrence
from .point import PointItem
from .press import MAX_BUTTON, ButtonPress, LastPress, Press, button_number, mask, unmask
from .registry import register
from .sends import sends
from .table import Args, Row, Table


class CenState(NamedTuple):
    """What happened at the buttons of an address."""

    press: LastPress = None
    buttons: frozenset[int] = frozenset()
    """The buttons heard of."""
    held: frozenset[int] = frozenset()
    """The buttons that are held down since a frame with parameter 3."""


_PRESSES: Final = {
    "": Press.PRESS_START,
    "1": Press.PRESS_END,
    "2": Press.LONG_PRESS_END,
    "3": Press.LONG_PRESS_REPEAT,
}


def _press(state: CenState, args: Args) -> CenState:
    button = button_number(args.tag)
    press = _PRESSES[args.parameters[0] if args.parameters else ""]
    held = state.held - {button}
    if press is Press.LONG_PRESS_REPEAT:
        if button not in state.held:
            press = Press.LONG_PRESS_START
        held |= {button}
    return CenState(Occurrence.after(state.press, ButtonPress(button, press)), state.buttons | {button}, held)


_BUTTON: Final = Row[CenState](
    "button pressed; #1 released, #3 held, #2 released after it was held",
    _press,
    source="the WHAT is the button, not the kind of press (protocol.md 6, row 46)",
)

CEN: Final = Table[CenState](whats={"?": _BUTTON, "??": _BUTTON}, dimensions={})


@register
class Cen(PointItem[CenState]):
    """A CEN command: up to 32 buttons at one address."""

    who = Who.CEN_1
    table = CEN
    new_state = CenState
    title = "CEN"
    kinds = (Kind("cen", {**POINTS, BUTTON: Field(0, MAX_BUTTON)}),)

    @property
    @override
    def traits(self) -> Traits:
        """`buttons`: the buttons heard of, as bits."""
        return {"buttons": mask(self.state.buttons)} if self.state.buttons else {}

    @override
    def restore(self, traits: Traits) -> None:
        self._state = self._state._replace(buttons=unmask(traits.get("buttons", 0)))

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: a button has no state."""
        return ()

    @sends("*15*??*W##", "*15*??#1*W##", source="firmware refuses `000n` as a command (protocol.md 4.15)")
    async def press(self, button: int) -> None:
        """Act as a short press of a button, 0-31: pressed and released. Never repeat it.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        await self.send_phase(button, Press.PRESS_START)
        await self.send_phase(button, Press.PRESS_END)

    @sends("*15*??*W##", "*15*??#1*W##", "*15*??#2*W##", "*15*??#3*W##")
    async def send_phase(self, button: int, press: Press) -> None:
        """Act as one phase of a press of a button, 0-31; the two of a held button are one frame.

        Raises `ValueError` outside and for a rotation, `ResponseError` for a NACK.
        """
        await self.send_normal_message(f"{button_number(str(button)):02}{_phase(press)}")


def _phase(press: Press) -> str:
    if press is Press.LONG_PRESS_START:
        press = Press.LONG_PRESS_REPEAT
    for parameter, phase in _PRESSES.items():
        if phase is press:
            return f"#{parameter}" if parameter else ""
    raise ValueError(f"a CEN button knows no {press}")


__all__ = ["CEN", "MAX_BUTTON", "Cen", "CenState"]
