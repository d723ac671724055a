"""Memory for each object of the bus."""

import asyncio
import gc
import tracemalloc

from custom_components.openwebnet.own import Client, SessionType, Where, Who, parse_message
from custom_components.openwebnet.own.commands.pipeline import CommandPipeline
from custom_components.openwebnet.own.gateway.state_updater import StateUpdater
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from .house import addresses, house
from .measure import Result, Scale, at_most

MOST_KIB = 4.0
KIB = 1024


def measure(scale: Scale) -> list[Result]:
    """Weigh lights that have told their state: in the library, and with what the integration keeps of them."""
    return [_library(scale.many), asyncio.run(_integration(scale.many))]


def _library(count: int) -> Result:
    async def weigh() -> int:
        client = Client("127.0.0.1", 1, "", SessionType.EventSession)
        commands = CommandPipeline(ConnectionParams("127.0.0.1", 1, ""))
        updater = StateUpdater("benchmark", commands, GatewayObserver())
        wheres = addresses(count)
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for where in wheres:
            message = parse_message(f"*1*1*{where}##")
            item = client.get_item(Who.LIGHTING, Where(where), client=commands)
            item.receive(message)
            updater.on_frame(Way.ANSWER, message, item)
        del message, item
        gc.collect()
        weight = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        return weight

    each = asyncio.run(weigh()) / count / KIB
    return at_most(11, f"Memory of an object in own/, {count} lights: KiB", each, MOST_KIB, "")


async def _integration(count: int) -> Result:
    """Weigh a whole house twice as large as another; what is twice as much is what the lights need."""
    weights = []
    for number in (count // 2, count):
        gc.collect()
        tracemalloc.start()
        async with house(number) as one:
            gc.collect()
            weights.append(tracemalloc.get_traced_memory()[0])
            kinds = len([state for state in one.hass.states.async_all() if state.entity_id.startswith("light.")])
        tracemalloc.stop()
        if kinds != number:
            message = f"{kinds} lights instead of {number}"
            raise RuntimeError(message)
    each = (weights[1] - weights[0]) / (count - count // 2) / KIB
    return Result(
        11,
        "The same with all that Home Assistant keeps of it: KiB",
        each,
        "",
        None,
        "entities, states, registry entries and a device for each light",
    )
