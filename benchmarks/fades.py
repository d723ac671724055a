"""What fades cost a bus: twenty lamps at once, on a simulated F454 whose bus carries fifteen telegrams a second."""

import asyncio
import time

from homeassistant.components.light import ATTR_BRIGHTNESS, ATTR_TRANSITION, DOMAIN as LIGHT, SERVICE_TURN_ON
from homeassistant.const import ATTR_ENTITY_ID

from custom_components.openwebnet.own import NormalMessage, Who
from custom_components.openwebnet.own.priority import Priority
from simulator import Plant, Simulator

from .house import addresses, house
from .measure import Result, Scale, at_most

LAMPS = 20
SECONDS = 3.0
STOPPED_AFTER = 1.5
SPEED = 15
MOST_TELEGRAMS = 15
MOST_LATE = 4.0
STOP = "*2*0*55##"


def measure(_: Scale) -> list[Result]:
    """Fade twenty lamps over three seconds, and stop a shutter meanwhile."""
    return asyncio.run(_fades())


async def _fades() -> list[Result]:
    lamps = "\n".join(f'  - {{kind: dimmer, where: "{where}", steps: 100}}' for where in addresses(LAMPS))
    plant = Plant.parse(
        f'model: F454\nauth: none\nspeed: {SPEED}\nobjects:\n{lamps}\n  - {{kind: shutter, where: "55"}}\n'
    )
    async with Simulator(plant, port=0) as simulator, house(LAMPS, dimmers=True, port=simulator.port) as one:
        await one.settle()
        await simulator.wait_idle()
        simulator.executed.clear()
        begin = time.perf_counter()
        target = {ATTR_ENTITY_ID: [one.entity_id(where) for where in one.wheres]}
        data = {ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: SECONDS}
        fading = asyncio.create_task(one.hass.services.async_call(LIGHT, SERVICE_TURN_ON, target | data, blocking=True))
        await asyncio.sleep(STOPPED_AFTER)
        stop = NormalMessage((Who.AUTOMATION, "0", "55"))
        before = len(simulator.executed)
        await one.entry.runtime_data.gateway.request(stop, priority=Priority.STOP)
        between = simulator.executed[before:].index(STOP)
        while any(simulator.objects[f"1-{where}"].level < 100 for where in one.wheres):
            await asyncio.sleep(0.01)
        took = time.perf_counter() - begin
        levels = len(simulator.executed) - 1
        await fading
        await simulator.wait_idle()
        await asyncio.sleep(1)
        shown = [state.attributes.get(ATTR_BRIGHTNESS) for state in one.hass.states.async_all(LIGHT)]
    return [
        at_most(
            14,
            f"{LAMPS} lamps faded over {SECONDS:g} s at once: telegrams a second",
            2 * levels / took,
            MOST_TELEGRAMS,
            f"{levels} levels and as many reports in {took:.1f} s",
        ),
        at_most(14, "The same: seconds that the last lamp is late", took - SECONDS, MOST_LATE, ""),
        # The one that is on its way when the stop is pressed is no step that went before it.
        at_most(14, "The same: levels between the press of a stop and its frame", between, 1, "one is on the wire"),
        Result(
            14,
            "The same: all end and are shown at the level asked for",
            float(shown == [255] * LAMPS),
            "1",
            shown == [255] * LAMPS,
            "",
        ),
    ]
