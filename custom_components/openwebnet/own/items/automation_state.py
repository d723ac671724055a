"""State of an actuator with a motor (WHO 2): what it knows of itself, and the table of what frames do to it."""

from enum import Enum
from typing import Final, NamedTuple

from ..wire.messages import BaseMessage, DimensionResponse, NormalMessage
from .table import Args, Row, Table, whole

UNKNOWN_POSITION: Final = 255


class Movement(Enum):
    """What the motor does."""

    STOPPED = "stopped"
    UP = "up"
    DOWN = "down"


class AutomationState(NamedTuple):
    """What an actuator has told. `None` is unknown."""

    movement: Movement | None = None
    position: int | None = None
    """Percent, 0 closed .. 100 open; only advanced actuators tell it. While moving it is where the movement began."""
    is_stale: bool = False
    """Whether it has moved since it told its position."""
    is_doubtful: bool = False
    """Whether the movement was told together with a stop, or after a newer order, which some gateways do of none."""
    is_advanced: bool = False
    """Whether the actuator was heard to report positions (dimension 10)."""
    priority: str | None = None
    """The priority told last, as written: three binary digits, safety, high, medium; `0` and `000` are none."""
    information: int | None = None
    """What an advanced actuator adds: 0 normal, 12 PUL and disabled, 13 disabled, 14 not executed, 15 PUL."""


def _moving(movement: Movement) -> Row[AutomationState]:
    return Row(movement.value, lambda state, _: state._replace(movement=movement, is_stale=state.is_advanced))


def _advanced_movement(movement: Movement) -> Row[AutomationState]:
    def read(state: AutomationState, args: Args) -> AutomationState:
        # Up and down have a step before the priority; transmitters add whether they set or clear it.
        at = 0 if args.tag == "10" else 1
        priority = args.parameters[at] if len(args.parameters) > at and is_priority(args.parameters[at]) else None
        return state._replace(movement=movement, priority=priority, is_stale=state.is_advanced)

    return Row(f"{movement.value}, with priority", read, source="live captures: *2*11#100#001#1*0## (protocol.md 4.2)")


def is_priority(text: str) -> bool:
    return len(text) == 3 and not text.strip("01")


# The status of dimension 10. 13 and 14 are movements by a step.
_STATUS: Final = {
    "10": Movement.STOPPED,
    "11": Movement.UP,
    "12": Movement.DOWN,
    "13": Movement.UP,
    "14": Movement.DOWN,
}


_INFORMATION: Final = frozenset(("0", "12", "13", "14", "15"))


def _advanced(state: AutomationState, args: Args) -> AutomationState:
    status, level, *rest = args.values
    if status not in _STATUS:
        raise ValueError(f"unknown status {status}")
    position = int(level)
    if position != UNKNOWN_POSITION:
        whole(level, 0, 100)
    return AutomationState(
        _STATUS[status],
        None if position == UNKNOWN_POSITION else position,
        is_advanced=True,
        priority=rest[0] if rest else None,
        information=int(rest[1]) if len(rest) > 1 and rest[1] in _INFORMATION else None,
    )


AUTOMATION: Final = Table[AutomationState](
    whats={
        "0": _moving(Movement.STOPPED),
        "1": _moving(Movement.UP),
        "2": _moving(Movement.DOWN),
        "10": _advanced_movement(Movement.STOPPED),
        "11": _advanced_movement(Movement.UP),
        "12": _advanced_movement(Movement.DOWN),
    },
    dimensions={
        "10": Row(
            "status, position, priority, information",
            _advanced,
            source="the official example leaves out the 10; firmware and captures have it (protocol.md 6, row 22)",
        ),
        "11": Row("go to a position", source="only written; reading it is refused (gateways.md 13.5)"),
    },
)


def ordered(command: BaseMessage) -> Movement | None:
    """Return the movement that a command orders."""
    return None if command.what is None else _COMMANDS.get(command.what.tag)


_COMMANDS: Final = {
    "0": Movement.STOPPED,
    "10": Movement.STOPPED,
    "1": Movement.UP,
    "11": Movement.UP,
    "2": Movement.DOWN,
    "12": Movement.DOWN,
}
RUNS: Final = frozenset((Movement.UP, Movement.DOWN))


def tells_movement(message: BaseMessage) -> bool:
    if isinstance(message, NormalMessage):
        return not message.is_translation
    return tells_position(message)


def tells_position(message: BaseMessage) -> bool:
    return isinstance(message, DimensionResponse) and message.dimension.tag == "10"
