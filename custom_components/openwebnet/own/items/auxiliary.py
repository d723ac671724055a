"""WHO 9: auxiliary channels (protocol.md 4, gateways.md 9). One may switch off by itself seconds after it went on."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, StatusRequest
from ..wire.tags import Where, Who
from .base import GeneralRequest, Item
from .kinds import NUMBER, Field, Kind
from .occurrence import Occurrence
from .registry import register
from .sends import sends
from .table import Args, Row, Table


class AuxAction(Enum):
    """What a channel was told."""

    OFF = "0"
    ON = "1"
    TOGGLE = "2"
    STOP = "3"
    UP = "4"
    DOWN = "5"
    ENABLED = "6"
    DISABLED = "7"
    RESET_GENERAL = "8"
    RESET_BISTABLE = "9"
    RESET_TRISTABLE = "10"


class AuxState(NamedTuple):
    """What a channel has told. `None` is unknown."""

    on: bool | None = None
    enabled: bool | None = None
    last: Occurrence[AuxAction] | None = None
    """What it was told last, as an event."""


_ON: Final[dict[AuxAction, bool | None]] = {
    AuxAction.OFF: False,
    AuxAction.ON: True,
    # What it was is not always known, and a lost frame would turn it round for good.
    AuxAction.TOGGLE: None,
}
_ENABLED: Final = {AuxAction.ENABLED: True, AuxAction.DISABLED: False}


def _action(state: AuxState, args: Args) -> AuxState:
    action = AuxAction(args.tag)
    return AuxState(
        _ON.get(action, state.on), _ENABLED.get(action, state.enabled), Occurrence.after(state.last, action)
    )


AUXILIARY: Final = Table[AuxState](
    whats={action.value: Row(action.name.lower().replace("_", " "), _action) for action in AuxAction}, dimensions={}
)


@register
class Auxiliary(Item[AuxState]):
    """A channel, 1 to 9; `0` is all."""

    who = Who.AUXILIARY
    table = AUXILIARY
    new_state = AuxState
    title = "auxiliary channels"
    broadcasts = frozenset(("", "0"))
    kinds = (Kind("auxiliary", {NUMBER: Field(1, 9)}, "{number}"),)
    general_requests = (GeneralRequest(StatusRequest((Who.AUXILIARY, "0")), 50),)

    @classmethod
    @override
    def accepts(cls, where: Where) -> bool:
        """An empty address is all of them too."""
        return True

    @override
    def completion_requests(self) -> Sequence[BaseMessage]:
        """Ask for what a toggle left open."""
        last = self.state.last
        return self.status_requests() if last is not None and last.what is AuxAction.TOGGLE else ()

    @sends("*9*1*W##")
    async def turn_on(self) -> None:
        """Switch on. Raises `ResponseError` for a NACK."""
        await self.send(AuxAction.ON)

    @sends("*9*0*W##")
    async def turn_off(self) -> None:
        """Switch off. Raises `ResponseError` for a NACK."""
        await self.send(AuxAction.OFF)

    @sends(
        *(f"*9*{action.value}*W##" for action in AuxAction),
        source="6 and 7 are what panels are armed and disarmed by (protocol.md 4.5)",
    )
    async def send(self, action: AuxAction) -> None:
        """Send one of the actions; never repeat a toggle. Raises `ResponseError` for a NACK."""
        await self.send_normal_message(action.value)
