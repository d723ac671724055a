"""Wait for the end of what the integration asks by itself after it was set up, so that a test meets its own frames."""

import asyncio

from homeassistant.core import HomeAssistant

from simulator import Simulator

QUIET = 0.25
"""Seconds without a frame of a client."""


async def settle(hass: HomeAssistant, simulator: Simulator) -> None:
    """Wait until nothing more is asked. Raises `TimeoutError`."""
    async with asyncio.timeout(10):
        before = -1
        while before != len(simulator.received):
            before = len(simulator.received)
            await asyncio.sleep(QUIET)
        # Meters are told to report their power when everything else is known; unlike a request, that is a write.
        for key in simulator.objects:
            if key.startswith("18-5"):
                while not any(frame.startswith(f"*#18*{key[3:]}*#1200") for frame in simulator.executed):
                    await asyncio.sleep(0.01)
    await hass.async_block_till_done()
