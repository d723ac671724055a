"""How late the machine is: what moves by the clock meanwhile is no fault of what is tested."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant, callback

BEAT: Final = 0.01
"""Seconds between two looks at the clock."""
HOPS: Final = 5
"""Turns of the loop between a frame of a motor and the motor that stands: frame, timer, command, relay, frame."""
ALWAYS: Final = 0.1
"""Seconds that even an idle machine may take for them."""


class Lateness:
    """Looks at the clock from an action, or `begin`, on."""

    def __init__(self) -> None:
        """Have seen nothing late."""
        self._worst = 0.0

    async def watch(self) -> None:
        """Compare the clock with what it should show; for ever."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT
            await asyncio.sleep(BEAT)
            self._worst = max(self._worst, loop.time() - due)

    @callback
    def begin(self, _: Event | None = None) -> None:
        """Forget what was late before."""
        self._worst = 0.0

    @property
    def seconds(self) -> float:
        """Seconds that a motor may have run too long, or was told of too late, at the worst moment since."""
        return ALWAYS + HOPS * self._worst

    def percent(self, whole: float) -> float:
        """Return how far a motor gets in that time that takes `whole` seconds for 100 %."""
        return 100 * self.seconds / whole


@asynccontextmanager
async def watched(hass: HomeAssistant) -> AsyncIterator[Lateness]:
    """Look at the clock in the background."""
    lateness = Lateness()
    ignore = hass.bus.async_listen(EVENT_CALL_SERVICE, lateness.begin)
    watching = asyncio.create_task(lateness.watch())
    try:
        yield lateness
    finally:
        watching.cancel()
        ignore()
