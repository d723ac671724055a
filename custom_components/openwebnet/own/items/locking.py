"""WHO 14: actuators locked and unlocked (protocol.md 4.14)."""

from typing import Final, NamedTuple

from ..wire.tags import Who
from .point import PointItem
from .registry import register
from .sends import sends
from .table import Row, Table


class LockState(NamedTuple):
    """What was told of the lock of an actuator. `None` is unknown."""

    locked: bool | None = None
    """Whether the actuator takes no commands."""


LOCKING: Final = Table[LockState](
    whats={
        "0": Row("locked", lambda _state, _args: LockState(locked=True), source="no event for a point (official text)"),
        "1": Row("unlocked", lambda _state, _args: LockState(locked=False)),
    },
    dimensions={},
)


@register
class ActuatorLock(PointItem[LockState]):
    """The lock of the actuator at an address: a side of the light or motor there, not a thing of its own."""

    who = Who.ACTUATORS_LOCKS
    table = LOCKING
    new_state = LockState
    title = "locking of actuators"

    @sends("*14*0*W##")
    async def lock(self) -> None:
        """Let the actuator take no more commands. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("0")

    @sends("*14*1*W##")
    async def unlock(self) -> None:
        """Let the actuator take commands again. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("1")
