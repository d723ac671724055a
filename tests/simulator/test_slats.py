"""Shutters whose slats move before the curtain does."""

import pytest

from simulator import Simulator
from simulator.objects.automation import Shutter

from .kit import House, plant, until

TIMES = "opening_time: 40, closing_time: 40"


async def shutter_of(start, motor: str) -> tuple[House, Shutter]:
    """Start a house with a shutter."""
    simulator: Simulator = await start(plant(f'\n  - {{kind: shutter, where: "19", {TIMES}, {motor}}}\n'))
    return await House.of(simulator), simulator.object(Shutter, "2-19")


@pytest.mark.parametrize("motor", ["slat_share: 50, position: 0", "slat_time: 20, position: 0", "motor_delay: 20"])
async def test_a_full_run_there_and_back_ends_at_the_ends(start, motor: str) -> None:
    house, shutter = await shutter_of(start, motor)
    for what, end in (("1", 100), ("2", 0)):
        await house.ask(f"*2*{what}*19##")
        await until(lambda: shutter.moving is not None)
        await until(lambda: shutter.moving is None)
        assert (shutter.position, shutter.tilt) == (end, end)
    house.close()


async def test_the_curtain_rests_while_the_slats_of_a_roller_shutter_open(start) -> None:
    house, shutter = await shutter_of(start, "slat_share: 90, position: 0")
    await house.ask("*2*1*19##")
    await until(lambda: shutter.moving == "up")
    assert shutter.position == 0
    await until(lambda: shutter.position > 0)
    house.close()


async def test_the_slats_of_a_blind_turn_first(start) -> None:
    house, blind = await shutter_of(start, "slat_time: 30, position: 60")
    assert (blind.position, blind.tilt) == (60, 100)
    await house.ask("*2*2*19##")
    await until(lambda: blind.tilt < 100)
    assert blind.position == 60
    await until(lambda: blind.position < 60)
    assert blind.tilt == 0
    house.close()
