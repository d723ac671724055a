"""A full bus at its real speed: how long it takes until everything is known, and what is asked for that."""

import asyncio
from pathlib import Path

from custom_components.openwebnet.own.gateway import Gateway
from simulator import Plant, Simulator

from .measure import Result, Scale, at_most

PLANT = Path(__file__).parent.parent / "simulator" / "plants" / "full_bus.yaml"
MOST_OF_ANSWERS = 1.1
MOST_REQUESTS = 15
LONGEST = 180.0


def measure(_: Scale) -> list[Result]:
    """Connect to a F454 with 175 objects behind it; once, the bus sets the pace."""
    return asyncio.run(_measure())


async def _measure() -> list[Result]:
    plant = Plant.load(PLANT)
    async with Simulator(plant, port=0) as simulator:
        gateway = Gateway("127.0.0.1", simulator.port, plant.password or "")
        loop = asyncio.get_running_loop()
        told: set[str] = set()
        """What the bus had to carry: each frame once, though it is told on both sessions."""
        gateway.add_frame_listener(lambda _, message: told.add(str(message)))
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
    alone = len(told) / plant.speed
    return [
        at_most(
            6,
            f"Full state of {len(simulator.objects)} objects after connecting: time that the answers alone need",
            taken / alone,
            MOST_OF_ANSWERS,
            f"{taken:.1f} s; {len(told)} frames, {plant.speed:g} a second",
            unit="x",
        ),
        at_most(6, "The same: requests", len(requests), MOST_REQUESTS, ", ".join(requests)),
    ]


def _known(gateway: Gateway, simulator: Simulator) -> bool:
    """Tell whether each object has told its whole state."""
    known = {f"{item.who.value}-{item.key}": item for item in gateway.items if item.heard}
    return all(key in known and not known[key].missing() for key in simulator.objects)
