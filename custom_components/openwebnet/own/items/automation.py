"""WHO 2: shutters, blinds, curtains, gates (protocol.md 4.2, gateways.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, override

from ..messages import BaseMessage, DimensionRequest
from ..tags import Who
from .base import Args, Row, Table, Traits, whole
from .point import PointItem

UNKNOWN_POSITION: Final = 255
DEFAULT_PRIORITY: Final = "001"


class Movement(Enum):
    """What the motor does."""

    STOPPED = "stopped"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class AutomationState:
    """What an actuator has told. `None` is unknown."""

    movement: Movement | None = None
    position: int | None = None
    """Percent, 0 closed .. 100 open; only advanced actuators tell it. While moving it is where the movement began."""
    is_advanced: bool = False
    """Whether the actuator was heard to report positions (dimension 10)."""


def _moving(movement: Movement) -> Row[AutomationState]:
    return Row(movement.value, lambda state, _: replace(state, movement=movement))


# The status of dimension 10. 13 and 14 are movements by a step.
_STATUS: Final = {
    "10": Movement.STOPPED,
    "11": Movement.UP,
    "12": Movement.DOWN,
    "13": Movement.UP,
    "14": Movement.DOWN,
}


def _advanced(state: AutomationState, args: Args) -> AutomationState:
    status, level, *_ = args.values
    if status not in _STATUS:
        raise ValueError(f"unknown status {status}")
    position = int(level)
    if position != UNKNOWN_POSITION:
        whole(level, 0, 100)
    return AutomationState(_STATUS[status], None if position == UNKNOWN_POSITION else position, is_advanced=True)


AUTOMATION: Final = Table[AutomationState](
    whats={
        "0": _moving(Movement.STOPPED),
        "1": _moving(Movement.UP),
        "2": _moving(Movement.DOWN),
        "10": _moving(Movement.STOPPED),
        "11": _moving(Movement.UP),
        "12": _moving(Movement.DOWN),
    },
    dimensions={
        "10": Row(
            "status, position, priority, information",
            _advanced,
            source="the official example leaves out the 10; firmware and captures have it (protocol.md 6, row 22)",
        ),
    },
)


class Automation(PointItem[AutomationState]):
    """A motor for a shutter, blind, curtain, awning or gate."""

    who = Who.AUTOMATION
    table = AUTOMATION
    new_state = AutomationState

    @property
    @override
    def traits(self) -> Traits:
        """`advanced` for an actuator that reports its position."""
        return {"advanced": 1} if self.state.is_advanced else {}

    @override
    def restore(self, traits: Traits) -> None:
        self._state = replace(self._state, is_advanced=bool(traits.get("advanced")))

    async def open(self) -> None:
        """Move up. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("1")

    async def close(self) -> None:
        """Move down. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("2")

    async def stop(self) -> None:
        """Stop. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("0")

    async def move_to(self, position: int) -> None:
        """Move an advanced actuator to 0 (closed) .. 100 (open).

        Raises `ValueError` outside, `ResponseError` for a NACK. The ends go as plain commands: a MH201 refuses 0 as a
        position (field.md E).
        """
        position = whole(str(position), 0, 100)
        if position == 0:
            await self.close()
        elif position == 100:
            await self.open()
        else:
            await self.send_dimension_writing(f"11#{DEFAULT_PRIORITY}", str(position))

    async def send_position_request(self) -> None:
        """Ask for the position; only an advanced actuator answers. Raises `ResponseError` for a NACK."""
        await self._send(DimensionRequest((self.who, self.where, "10")))

    @override
    def missing(self) -> Sequence[BaseMessage]:
        state = self.state
        if state.is_advanced and state.movement is Movement.STOPPED and state.position is None:
            return (DimensionRequest((self.who, self.where, "10")),)
        return ()
