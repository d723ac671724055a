"""A member of a group, of an area or of all that does not answer any more: it counts for nothing."""

import asyncio

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE

from simulator import Simulator
from tests.waiting import until

from .conftest import House, MakeSimulated

LAMPS = """
  - {kind: relay, where: "11", on: true, groups: [1]}
  - {kind: relay, where: "12", groups: [1]}
"""
KNOWN = {"1-11": {}, "1-12": {}, "1-0": {}, "1-1": {}, "1-#1": {"members": ["1-11", "1-12"]}}
COLLECTIVES = ("1-0", "1-1", "1-#1")
SHUTTERS = """
  - {kind: advanced_shutter, where: "31", position: 0}
  - {kind: advanced_shutter, where: "32", position: 100}
"""


async def take_away(house: House, simulator: Simulator, *keys: str) -> None:
    """Unplug some, and let that be noticed."""
    for key in keys:
        simulator.objects[key].unplugged = True
    assert await house.entry.runtime_data.gateway.scan()
    platform = "light" if keys[0].startswith("1-") else "cover"
    await until(lambda: all(house.state(platform, key) == STATE_UNAVAILABLE for key in keys), 120)


async def test_a_lamp_that_is_gone_keeps_no_group_on(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(LAMPS, known=KNOWN)
    assert [house.state("light", key) for key in COLLECTIVES] == [STATE_ON] * 3
    await take_away(house, simulator, "1-11")
    assert [house.state("light", key) for key in COLLECTIVES] == [STATE_OFF] * 3
    simulator.objects["1-11"].unplugged = False
    simulator.objects["1-11"].press("1")
    await until(lambda: [house.state("light", key) for key in COLLECTIVES] == [STATE_ON] * 3)


async def test_a_group_of_which_nobody_answers_is_not_there(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(LAMPS, known=KNOWN)
    await take_away(house, simulator, "1-11", "1-12")
    assert [house.state("light", key) for key in COLLECTIVES] == [STATE_UNAVAILABLE] * 3
    simulator.objects["1-12"].unplugged = False
    simulator.objects["1-12"].press("1")
    await until(lambda: [house.state("light", key) for key in COLLECTIVES] == [STATE_ON] * 3)


async def test_where_a_shutter_stood_that_is_gone_is_no_part_of_the_mean(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(SHUTTERS, known={"2-31": {}, "2-32": {}, "2-0": {}})
    assert house.attribute("cover", "2-0", "current_position") == 50
    await take_away(house, simulator, "2-32")
    assert house.attribute("cover", "2-0", "current_position") == 0
    assert house.state("cover", "2-0") == "closed"


async def test_shutters_are_closed_when_all_are(live_with: MakeSimulated) -> None:
    plant = "".join(
        f'\n  - {{kind: advanced_shutter, where: "{area}{point}", position: {9 if (area, point) == (3, 1) else 0}}}'
        for area in (3, 4, 5)
        for point in range(1, 9)
    )
    keys = [f"2-{area}{point}" for area in (3, 4, 5) for point in range(1, 9)]
    house, _ = await live_with(plant, known={key: {} for key in (*keys, "2-0")})
    await asyncio.sleep(30)
    assert house.state("cover", "2-0") == "open"
