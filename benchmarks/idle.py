"""An hour in which nothing happens, on a clock that skips what nobody waits for."""

import asyncio
import gc
import tracemalloc
from collections.abc import Mapping

from custom_components.openwebnet.own import Where, Who
from custom_components.openwebnet.own.gateway.gateway import Gateway
from custom_components.openwebnet.own.wire.connection import ConnectionParams
from tests.virtual_time import VirtualTimeLoop

from .gateway import PlainGateway
from .house import addresses
from .measure import Result, Scale, at_most

HOUR = 3600.0
LIGHTS = 40
SECONDS_BETWEEN = 10.0
MOST_GROWTH = 8.0


def measure(_: Scale) -> list[Result]:
    """Count how often a timer wakes the library, and what it keeps."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        told = runner.run(_hours())
    return [
        at_most(
            13,
            f"Idle for an hour, {LIGHTS} lights: wake-ups in {SECONDS_BETWEEN:.0f} s",
            told["wakes"] * SECONDS_BETWEEN / HOUR,
            1,
            f"{told['wakes']:.0f} in the hour; {told['connections']:.0f} sessions opened",
        ),
        at_most(13, "The same: growth in KiB", told["growth"] / 1024, MOST_GROWTH, "from one hour to the next"),
    ]


async def _hours() -> Mapping[str, float]:
    loop = asyncio.get_running_loop()
    if not isinstance(loop, VirtualTimeLoop):
        raise TypeError("an hour is measured in virtual time")
    async with PlainGateway() as gateway:
        ours = Gateway(ConnectionParams("127.0.0.1", gateway.port, ""))
        await ours.connect()
        for where in addresses(LIGHTS):
            ours.get_item(Who.LIGHTING, Where(where))
        task = asyncio.create_task(ours.run())
        # The first half hour belongs to the scan.
        await asyncio.sleep(HOUR / 2)
        wakes, begin, connections = loop.jumps, loop.time(), gateway.sessions
        await asyncio.sleep(HOUR)
        # The sleep itself ends with one.
        wakes = loop.jumps - wakes - 1
        connections = gateway.sessions - connections
        if loop.time() - begin > HOUR + 10:
            message = "the clock went wrong"
            raise RuntimeError(message)
        tracemalloc.start()
        weights = []
        # The first of them fill the journal of the last frames, which is bounded.
        for hours in (6, 1):
            await asyncio.sleep(hours * HOUR)
            gateway.frames.clear()
            gc.collect()
            weights.append(tracemalloc.get_traced_memory()[0])
        growth = weights[1] - weights[0]
        tracemalloc.stop()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await ours.close()
    return {"wakes": wakes, "connections": connections, "growth": growth}
