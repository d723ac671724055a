"""What a lamp was before it was made to blink, and the way back to that."""

from typing import NamedTuple

from .lighting import Light
from .occurrence import monotonic


class Before(NamedTuple):
    """How a lamp was, or was about to be."""

    is_on: bool | None = None
    level: int | None = None
    """Percent."""
    off_at: float | None = None
    """The event loop's time at which a timer switches it off."""


async def give_back(light: Light, before: Before) -> None:
    """Let a lamp be as it was. Raises `OWNException` or `TimeoutError`."""
    if not before.is_on or (before.off_at is not None and before.off_at <= monotonic()):
        await light.turn_off()
        return
    if before.level and light.state.steps is not None:
        await light.set_level(before.level)
    else:
        # Not every gateway takes any time: it must not blink for ever.
        await light.turn_on()
    if before.off_at is not None:
        await light.turn_on_until(before.off_at)
