"""Something that is done while an actuator shows itself."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from homeassistant.exceptions import HomeAssistantError

from .conftest import House


async def identified(house: House, key: str, after: float, then: Callable[[], Awaitable[object]]) -> None:
    """Let an actuator show itself, do something meanwhile, and wait until nothing more comes of either."""
    pressed = house.calling("button", "press", f"{key}-identify")
    await asyncio.sleep(after)
    await then()
    with suppress(HomeAssistantError):
        await pressed
    await house.wait(100)
