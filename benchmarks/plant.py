"""A full bus at its real speed: how long it takes until everything is known, and what is asked for that."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import override

from custom_components.openwebnet.own.gateway.gateway import Gateway
from custom_components.openwebnet.own.items import BaseItem
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from custom_components.openwebnet.own.wire.connection import ConnectionParams
from custom_components.openwebnet.own.wire.messages import BaseMessage
from simulator import Plant, Simulator

from .measure import Result, Scale, at_most

PLANT = Path(__file__).parent.parent / "simulator" / "plants" / "full_bus.yaml"
MOST_OF_ANSWERS = 1.1
MOST_REQUESTS = 15
LONGEST = 180.0


@dataclass(frozen=True, slots=True)
class _Round:
    """One time that everything was read."""

    taken: float
    """Seconds."""
    frames: int
    """What the bus had to carry."""
    requests: Sequence[str]


class _Told(GatewayObserver):
    """Notes each frame that came."""

    def __init__(self, told: set[str]) -> None:
        self._told = told

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if way is not Way.SENT:
            self._told.add(str(message))


def measure(scale: Scale) -> list[Result]:
    """Connect to a F454 with 175 objects behind it."""
    plant = Plant.load(PLANT)
    rounds = [asyncio.run(_measure(plant)) for _ in range(scale.rounds)]
    ratios = [one.taken * plant.speed / one.frames for one in rounds]
    middle = sorted(rounds, key=lambda one: one.taken)[len(rounds) // 2]
    most = max(rounds, key=lambda one: len(one.requests)).requests
    return [
        at_most(
            6,
            f"Reading the state of {len(plant.make_objects())} objects after connecting, "
            "as a multiple of the time that the answers alone take",
            median(ratios),
            MOST_OF_ANSWERS,
            f"{middle.taken:.1f} s; {middle.frames} frames, {plant.speed:g} a second",
            unit="x",
        ),
        at_most(6, "The same: requests", len(most), MOST_REQUESTS, ", ".join(most)),
    ]


async def _measure(plant: Plant) -> _Round:
    async with Simulator(plant, port=0) as simulator:
        gateway = Gateway(ConnectionParams("127.0.0.1", simulator.port, plant.password or ""))
        loop = asyncio.get_running_loop()
        told: set[str] = set()
        """What the bus had to carry: each frame once, though it is told on both sessions."""
        gateway.add_observer(_Told(told))
        await gateway.connect()
        simulator.received.clear()
        told.clear()
        begin = loop.time()
        running = asyncio.create_task(gateway.run())
        async with asyncio.timeout(LONGEST):
            while not _known(gateway, simulator):
                await asyncio.sleep(0.02)
        taken = loop.time() - begin
        requests = [received.frame for received in simulator.received]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await gateway.close()
    return _Round(taken, len(told), requests)


def _known(gateway: Gateway, simulator: Simulator) -> bool:
    """Tell whether each object has told its whole state."""
    known = {f"{item.who.value}-{item.key}": item for item in gateway.items if item.heard}
    return all(key in known and not known[key].completion_requests() for key in simulator.objects)
