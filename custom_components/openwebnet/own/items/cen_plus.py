"""WHO 25: CEN+ buttons, dry contacts and infrared detectors (protocol.md 3.4 and 4.25, gateways.md 9).

What an object is shows in the WHAT of its frames: 21-28 are buttons, 31 and 32 a contact. The first digit of WHERE (2 a
CEN+ object, 3 a contact) is only what it is taken for until it was heard.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, StatusRequest
from ..wire.tags import DIGITS, Where, Who
from .base import GeneralRequest, Item, Traits
from .kinds import BUS, BUTTON, NUMBER, Field, Kind
from .occurrence import Occurrence
from .press import MAX_BUTTON, ButtonPress, LastPress, Press, button_number, mask, unmask
from .registry import register
from .sender import Sender
from .sends import sends
from .table import Args, Row, Table, whole

ALL_CONTACTS: Final = "30"


class ScenarioPlus(Enum):
    """What "scenario plus" frames tell: known by firmware and touch screens only."""

    ON = "11"
    OFF = "12"
    INCREASE = "13"
    DECREASE = "14"


class CenPlusState(NamedTuple):
    """What happened at the buttons of an object, or how a contact stands. `None` is unknown."""

    press: LastPress = None
    buttons: frozenset[int] = frozenset()
    """The buttons heard of."""
    contact: bool | None = None
    """True: closed, or something is detected. What that means depends on the wiring."""
    scenario_plus: Occurrence[ScenarioPlus] | None = None


_PRESSES: Final = {
    "21": Press.PRESS_END,
    "22": Press.LONG_PRESS_START,
    "23": Press.LONG_PRESS_REPEAT,
    "24": Press.LONG_PRESS_END,
    "25": Press.ROTATE_CLOCKWISE_SLOW,
    "26": Press.ROTATE_CLOCKWISE_FAST,
    "27": Press.ROTATE_COUNTERCLOCKWISE_SLOW,
    "28": Press.ROTATE_COUNTERCLOCKWISE_FAST,
}
_CODES: Final = {press: what for what, press in _PRESSES.items()}


def _press(state: CenPlusState, args: Args) -> CenPlusState:
    button = button_number(args.parameters[0])
    press = Occurrence.after(state.press, ButtonPress(button, _PRESSES[args.tag]))
    return state._replace(press=press, buttons=state.buttons | {button})


def _scenario_plus(state: CenPlusState, args: Args) -> CenPlusState:
    return state._replace(scenario_plus=Occurrence.after(state.scenario_plus, ScenarioPlus(args.tag)))


CEN_PLUS: Final = Table[CenPlusState](
    whats={
        **{what.value: Row(f"scenario plus: {what.name.lower()}", _scenario_plus) for what in ScenarioPlus},
        "15": Row("scenario plus: unknown"),
        **{what: Row(f"button: {press}", _press) for what, press in _PRESSES.items()},
        "31": Row(
            "contact closed, or detection",
            lambda state, _: state._replace(contact=True),
            source="parameter 1 is an event, 0 the answer to a request",
        ),
        "32": Row("contact open, or no detection", lambda state, _: state._replace(contact=False)),
    },
    dimensions={},
)


@register
class CenPlus(Item[CenPlusState]):
    """A CEN+ object (`2` and its number, 0-2047) or a contact (`3` and its number, 1-201, or zone and number)."""

    who = Who.CEN_2
    table = CEN_PLUS
    new_state = CenPlusState
    title = "CEN+, contacts"
    kinds = (
        Kind("contact", {NUMBER: Field(1, 201), **BUS}, "3{number}", traits={"contact": 1}),
        Kind("cen_plus", {NUMBER: Field(0, 2047), **BUS, BUTTON: Field(0, MAX_BUTTON)}, "2{number}"),
    )
    general_requests = (GeneralRequest(StatusRequest((Who.CEN_2, ALL_CONTACTS)), 40),)

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self._was_contact = False

    @property
    def is_contact(self) -> bool:
        """Whether it is a contact: by what was heard, by its address when nothing was."""
        if self.state.contact is not None or self._was_contact:
            return True
        return not self.state.buttons and str(self.where).startswith("3")

    @property
    def object_number(self) -> int | None:
        """The number of the CEN+ object or contact; `None` for an address that has no leading 2 or 3."""
        number = self.where.tag[1:]
        if self.where.tag[:1] not in ("2", "3") or not 0 < len(number) <= 4 or number.strip(DIGITS):
            return None
        return int(number)

    @property
    @override
    def traits(self) -> Traits:
        """`buttons`: the buttons heard of, as bits; `contact` when it is one."""
        traits = {
            "buttons": mask(self.state.buttons),
            "contact": int(self._was_contact or self.state.contact is not None),
        }
        return {name: value for name, value in traits.items() if value}

    @override
    def restore(self, traits: Traits) -> None:
        self._was_contact = bool(traits.get("contact"))
        self._state = self._state._replace(buttons=unmask(traits.get("buttons", 0)))

    @override
    @sends("*#25*W##", source="`30` asks all contacts (protocol.md 4.25)")
    def status_requests(self) -> Sequence[BaseMessage]:
        """Ask a contact for its state; a button has none."""
        return super().status_requests() if self.is_contact else ()

    @sends("*25*21#BUTTON*W##")
    async def press(self, button: int) -> None:
        """Act as a short press of a button, 0-31. Never repeat it. Raises `ValueError`, `ResponseError`."""
        await self.send_phase(button, Press.PRESS_END)

    @sends(*(f"*25*{what}#BUTTON*W##" for what in _PRESSES))
    async def send_phase(self, button: int, press: Press) -> None:
        """Act as one phase of a press or rotation of a button, 0-31; a short press is `press_end` alone.

        Raises `ValueError` outside and for `press_start`, `ResponseError` for a NACK.
        """
        if press not in _CODES:
            raise ValueError(f"a CEN+ button knows no {press}")
        await self.send_normal_message(f"{_CODES[press]}#{button_number(str(button))}")

    @sends("*25*31#1*W##", "*25*32#1*W##")
    async def act_as_contact(self, *, closed: bool) -> None:
        """Tell the bus of a change of a contact that only exists in software. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("31#1" if closed else "32#1")

    @sends(
        *(f"*25*{action.value}#P#P*W##" for action in ScenarioPlus),
        source="firmware and touch screens (protocol.md 4.25)",
    )
    async def send_scenario_plus(self, action: ScenarioPlus, *parameters: int) -> None:
        """Send a "scenario plus" frame, 0-255 each parameter. Raises `ValueError` outside, `ResponseError`."""
        texts = [action.value, *(str(whole(str(parameter), 0, 255)) for parameter in parameters)]
        await self.send_normal_message("#".join(texts))
