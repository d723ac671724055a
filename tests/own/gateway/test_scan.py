"""What is read first, at a bus that takes its time."""

import asyncio

import pytest

from custom_components.openwebnet.own import Who
from custom_components.openwebnet.own.items import BaseItem, Energy
from custom_components.openwebnet.own.observer import Way
from simulator import Plant, Simulator

from ...waiting import until
from ..kit import Watcher, gateway_of, item_of, now, running

LIGHTS, SHUTTERS, ZONES, METERS = 40, 20, 20, 3
SPEED = 15.0
FRAMES_OF_A_ZONE = 5


def plant_of(model: str) -> Plant:
    """Return a plant with some of each."""
    points = [f"{area}{point}" for area in range(1, 10) for point in range(1, 10)]
    objects = [f'{{kind: relay, where: "{where}", on: true}}' for where in points[:LIGHTS]]
    shutters = points[LIGHTS : LIGHTS + SHUTTERS]
    objects += [f'{{kind: shutter, where: "{where}", opening_time: 20, closing_time: 18}}' for where in shutters]
    objects += [f'{{kind: zone, where: "{zone}"}}' for zone in range(1, ZONES + 1)]
    objects += [f'{{kind: meter, where: "5{number}", power: 500}}' for number in range(1, METERS + 1)]
    lines = "\n".join(f"  - {one}" for one in objects)
    return Plant.parse(f'model: {model}\npassword: "12345"\nspeed: {SPEED}\nobjects:\n{lines}')


@pytest.mark.parametrize("model", ["F454", "MH201", "MyHomeServer1", "MH200N"])
async def test_what_people_look_at_is_true_as_soon_as_the_bus_can_tell_it(socket_enabled: None, model: str) -> None:
    """Lights and shutters, power, then zones; nothing is asked twice."""
    async with Simulator(plant_of(model)) as simulator:
        gateway = gateway_of(simulator)
        items: list[BaseItem] = []
        for key in simulator.objects:
            who, _, where = key.partition("-")
            items.append(item_of(BaseItem, gateway, Who(who), where))
        watcher = Watcher(gateway)
        begin = now()

        def is_true(who: Who) -> bool:
            mine = [item for item in items if item.who is who]
            return all(item.heard and not item.completion_requests() for item in mine)

        def is_powered() -> bool:
            return all(item.state.power is not None for item in items if isinstance(item, Energy))

        async with running(gateway):
            await until(lambda: is_true(Who.LIGHTING), 60)
            # A gap of 150 ms, and four questions what the gateway is.
            assert now() - begin <= 1.0 + LIGHTS / SPEED
            await until(lambda: is_true(Who.AUTOMATION), 60)
            assert now() - begin <= 1.6 + (LIGHTS + SHUTTERS) / SPEED
            await until(is_powered, 60)
            power = now() - begin
            assert power <= 3.0 + (LIGHTS + SHUTTERS) / SPEED
            await until(lambda: is_true(Who.THERMOREGULATION), 60)
            assert now() - begin - power <= 2.0 + ZONES * FRAMES_OF_A_ZONE / SPEED
            await until(gateway.scanned.is_set, 120)
        sent = [told.frame for told in watcher.told if told.way is Way.SENT]
        assert not [frame for frame in sent if frame.startswith(("*#1*", "*#2*", "*#4*")) and sent.count(frame) > 1]


async def test_what_the_answer_to_a_general_request_tells_is_not_asked_again(socket_enabled: None) -> None:
    objects = """
  - {kind: dimmer, where: "11", on: true, level: 35}
  - {kind: shutter, where: "21", position: 0}
  - {kind: advanced_shutter, where: "22", position: 30}
  - {kind: advanced_shutter, where: "0312", position: 100}
"""
    async with Simulator(
        Plant.parse(f'model: F454\npassword: "12345"\nspeed: {SPEED}\nobjects:{objects}')
    ) as simulator:
        gateway = gateway_of(simulator)
        for who, where in ((Who.LIGHTING, "11"), *((Who.AUTOMATION, where) for where in ("21", "22", "0312"))):
            item_of(BaseItem, gateway, who, where)
        watcher = Watcher(gateway)
        async with running(gateway):
            await until(gateway.scanned.is_set, 120)
            await asyncio.sleep(10)
        sent = [told.frame for told in watcher.told if told.way is Way.SENT]
        assert [frame for frame in sent if frame.startswith(("*#1*", "*#2*"))] == ["*#1*0##", "*#2*0##"]


async def test_what_is_not_there_any_more_is_asked_once_in_a_scan(socket_enabled: None) -> None:
    """Each question to nobody holds up a small gateway for seconds."""
    async with Simulator(plant_of("MH200N")) as simulator:
        gateway = gateway_of(simulator)
        for where in ("11", "99"):
            item_of(BaseItem, gateway, Who.LIGHTING, where)
        simulator.objects["1-11"].unplugged = True
        async with running(gateway):
            await gateway.scanned.wait()
        asked = [one.frame for one in simulator.received]
    # A frame that is refused is written twice, and one that does not answer any more is asked again three times.
    assert max(asked.count(f"*#1*{where}##") for where in ("11", "99")) <= 2 + 3 * 2
