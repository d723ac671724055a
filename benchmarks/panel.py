"""What a page of the panel that looks on costs Home Assistant: nothing while nobody does."""

import asyncio
import time
from statistics import median
from typing import Any

from homeassistant.components.websocket_api.messages import event_message, message_to_json_bytes

from custom_components.openwebnet.panel.feed import Feed

from .events import changing_frames
from .house import House, house
from .measure import Result, Scale, at_most

MOST_WITH_ONE = 1.3
A_SECOND = 50
"""Frames: more than a bus carries."""


def measure(scale: Scale) -> list[Result]:
    """Measure the CPU of events that come one by one, without a page and with one, in turns."""
    return asyncio.run(_measure(scale))


async def _measure(scale: Scale) -> list[Result]:
    rounds, seconds = (5, 6.0) if scale.rounds > 1 else (1, 0.2)
    alone: list[float] = []
    looked_at: list[float] = []
    async with house(scale.entities) as one:
        await one.settle()
        for _ in range(rounds):
            alone.append(await _cpu(one, seconds))
            feed = Feed(one.hass, _send)
            stop = feed.start()
            # The plant is told at the start.
            for _ in range(4):
                await asyncio.sleep(0.5)
                feed.acknowledge(_seen[0])
            looked_at.append(await _cpu(one, seconds, feed))
            stop()
    return [
        at_most(
            19,
            f"An event with a page that looks on, {A_SECOND} frames a second: CPU of one without",
            median(looked_at) / median(alone),
            MOST_WITH_ONE,
            f"{1e6 * median(looked_at):.0f} us, alone {1e6 * median(alone):.0f} us",
            unit="x",
        )
    ]


_seen = [0]


def _send(told: dict[str, Any]) -> None:
    """Do what Home Assistant does to send it, but for the socket."""
    _seen[0] = told["seq"]
    message_to_json_bytes(event_message(1, told))


async def _cpu(one: House, seconds: float, feed: Feed | None = None) -> float:
    """Return the CPU of an event, with all that wakes the loop for it."""
    count = int(seconds * A_SECOND)
    telling = changing_frames(one.wheres, count)
    begin = time.process_time()
    for frame in telling:
        one.gateway.tell(frame.encode())
        await asyncio.sleep(1 / A_SECOND)
        if feed is not None:
            feed.acknowledge(_seen[0])
    return (time.process_time() - begin) / count
