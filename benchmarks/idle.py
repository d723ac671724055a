"""An hour in which nothing happens, on a clock that skips what nobody waits for."""

import asyncio
import gc
import selectors
import tracemalloc
from collections.abc import Mapping
from typing import override

from custom_components.openwebnet.own import Where, Who
from custom_components.openwebnet.own.gateway import Gateway

from .gateway import PlainGateway
from .house import addresses
from .measure import Result, Scale, at_most

HOUR = 3600.0
LIGHTS = 40
SECONDS_BETWEEN = 10.0
MOST_GROWTH = 8.0
_PATIENCE = 0.002
"""Real seconds after which nothing more is on its way over loopback."""


class _SkippingSelector(selectors.DefaultSelector):
    """Waits for sockets as ever; instead of waiting for a timer it moves the clock there."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        self.wakes = 0

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        ready = super().select(_PATIENCE)
        if not ready and timeout is not None:
            self.skipped += timeout
            self.wakes += 1
        return ready


class _SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop on such a clock."""

    def __init__(self, selector: _SkippingSelector) -> None:
        super().__init__(selector)
        self._skipping = selector

    @override
    def time(self) -> float:
        return super().time() + self._skipping.skipped


def measure(_: Scale) -> list[Result]:
    """Count how often a timer wakes the library, and what it keeps."""
    selector = _SkippingSelector()
    with asyncio.Runner(loop_factory=lambda: _SkippingLoop(selector)) as runner:
        told = runner.run(_hours(selector))
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


async def _hours(selector: _SkippingSelector) -> Mapping[str, float]:
    loop = asyncio.get_running_loop()
    async with PlainGateway() as gateway:
        ours = Gateway("127.0.0.1", gateway.port, "")
        await ours.connect()
        for where in addresses(LIGHTS):
            ours.get_item(Who.LIGHTING, Where(where))
        task = asyncio.create_task(ours.run())
        # The first half hour belongs to the sweep.
        await asyncio.sleep(HOUR / 2)
        wakes, begin, connections = selector.wakes, loop.time(), gateway.sessions
        await asyncio.sleep(HOUR)
        # The sleep itself ends with one.
        wakes = selector.wakes - wakes - 1
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
