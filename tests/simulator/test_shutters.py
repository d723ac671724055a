"""How long a shutter's relay stays on, and where the curtain is meanwhile."""

import asyncio

from simulator import Simulator
from simulator.objects.automation import Shutter

from .kit import ACK, FAST, House, plant, until


async def shutter_of(start, fields: str = "") -> tuple[House, Shutter]:
    """Start a house with an open shutter that needs 20 s up and 10 s down."""
    more = f'\n  - {{kind: shutter, where: "19", opening_time: 20, closing_time: 10{fields}}}\n'
    simulator: Simulator = await start(plant(more))
    return await House.of(simulator), simulator.object(Shutter, "2-19")


async def seconds_of(house: House, what: str) -> float:
    """Press, and return the simulated seconds from the direction to the stop that is told."""
    house["2-19"].press(what)
    await house.events.read_until(f"*2*{what}*19##")
    begin = asyncio.get_running_loop().time()
    await house.events.read_until("*2*0*19##")
    return (asyncio.get_running_loop().time() - begin) * FAST


async def test_a_relay_left_at_the_factory_tells_its_stop_after_60_s_wherever_the_shutter_is(start) -> None:
    """gateways.md 13.5: actuators left at the factory 60 s limit never report the real end stop."""
    house, shutter = await shutter_of(start)
    assert 59 < await seconds_of(house, "2") < 75
    assert shutter.truth() == {"position": 0, "tilt": 0, "turning": None, "moving": None}


async def test_a_shutter_that_has_arrived_goes_on_saying_that_it_moves(start) -> None:
    house, shutter = await shutter_of(start)
    await house.ask("*2*2*19##")
    await until(lambda: shutter.turning == "down")
    await until(lambda: shutter.position == 0)
    assert shutter.truth() == {"position": 0, "tilt": 0, "turning": None, "moving": "down"}
    assert await house.ask("*#2*19##") == ["*2*2*19##", ACK]


async def test_a_relay_set_to_its_way_stops_at_the_end(start) -> None:
    house, shutter = await shutter_of(start, ", run_time: 0")
    assert 9 < await seconds_of(house, "2") < 25
    assert shutter.position == 0


async def test_a_relay_that_is_set_too_short_stops_on_the_way(start) -> None:
    house, shutter = await shutter_of(start, ", run_time: 5")
    await seconds_of(house, "2")
    assert 35 < shutter.position < 55


async def test_some_tell_no_end(start) -> None:
    """gateways.md 12: some gateways tell no stop at the end of a shutter's way (homebridge-myhome 0.4.8)."""
    house, shutter = await shutter_of(start, ", run_time: 12, tells_end: false")
    await house.ask("*2*2*19##")
    await until(lambda: shutter.moving == "down")
    await until(lambda: shutter.moving is None)
    house["1-11"].set_fault(False)
    assert await house.told("*2*2*19##", "*1*0*11##")
    assert await house.ask("*#2*19##") == ["*2*0*19##", ACK]


async def test_after_a_stop_the_last_direction_may_be_repeated(start) -> None:
    """gateways.md 12: an F454, after a stop at the wall, and nothing moves (homebridge-myhome 0.4.9)."""
    house, shutter = await shutter_of(start, ", repeats_direction: true")
    shutter.press("2")
    await house.events.read_until("*2*2*19##")
    shutter.press("0")
    assert await house.told("*2*1000#0*19##", "*2*0*19##", "*2*2*19##")
    assert shutter.moving is None
