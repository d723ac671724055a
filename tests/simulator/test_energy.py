"""Energy actuators, Stop&Go and diagnostics."""

import re

import pytest

from .kit import ACK, NACK, House, until, whole_plant


async def test_an_energy_actuator_answers_with_its_whole_address(house: House) -> None:
    assert await house.ask("*#18*71#0*113##") == ["*#18*71#0*113*17##", ACK]
    assert await house.ask("*#18*71#0*71##") == ["*#18*71#0*71*0*0*1*0*1*1##", ACK]
    assert await house.ask("*#18*71#0*73##") == ["*#18*71#0*73*1##", ACK]
    assert await house.ask("*#18*71*113##") == [NACK]
    answer = await house.ask("*#18*71#0*72#1##")
    assert re.fullmatch(r"\*#18\*71#0\*72#1\*5000\*\d+\*\d+\*20\d\d\*\d+\*\d+##", answer[0])


async def test_forcing_lasts_tens_of_minutes(start) -> None:
    house = await House.of(await start(whole_plant(), time_factor=2000))
    actuator = house["18-71#0"]
    actuator.set_enabled(False)
    assert await house.told("*#18*71#0*71*1*0*1*0*1*1##")
    assert await house.ask("*18*73#1*71#0##") == [ACK]
    assert await house.told("*#18*71#0*71*0*1*1*0*1*1##", "*#18*71#0*71*0*0*1*0*1*1##")
    await house.ask("*18*73*71#0##")
    await until(lambda: actuator.forced)
    await house.ask("*18*74*71#0##")
    await until(lambda: not actuator.forced)


async def test_a_totalizer_is_reset_and_the_other_is_not(house: House) -> None:
    assert await house.ask("*18*75#2*71#0##") == [ACK]
    assert (await house.events.read()).startswith("*#18*71#0*72#2*0*")
    assert (await house.ask("*#18*71#0*72#1##"))[0].startswith("*#18*71#0*72#1*5000*")


async def test_over_the_threshold_and_tripped(house: House) -> None:
    actuator = house["18-71#0"]
    actuator.set_below_threshold(False)
    actuator.set_protection(True)
    assert await house.told("*#18*71#0*71*0*0*0*0*1*1##", "*#18*71#0*71*0*0*0*1*1*1##")


async def test_a_stop_and_go_has_thirteen_bits(house: House) -> None:
    device = house["18-11"]
    assert await house.ask("*#18*11*250##") == ["*#18*11*250*0000000000000##", ACK]
    await house.events.rest()
    device.trip()
    assert await house.told("*#18*11*250*0000000010001##")
    assert await house.ask("*#18*11*251##") == ["*#18*11*251*1##", ACK]
    assert await house.ask("*#18*11*263##") == ["*#18*11*263*0##", ACK]
    assert await house.ask("*#18*11*264##") == [NACK]
    await house.ask("*18*22*11##")
    await house.ask("*18*27*11##")
    assert (await house.events.rest())[-1] == "*#18*11*250*0000010000000##"
    assert not device.is_open
    device.set_bit("power_failure_upstream", True)
    assert await house.told("*#18*11*250*1000010000000##")
    with pytest.raises(KeyError):
        device.set_bit("opened", True)


async def test_a_stop_and_go_is_opened_and_keeps_its_days(house: House) -> None:
    assert await house.ask("*18*21*11##") == [ACK]
    assert await house.told("*#18*11*250*0000000000001##")
    assert await house.ask("*#18*11*#212*10##") == [ACK]
    assert await house.ask("*#18*11*212##") == ["*#18*11*212*10##", ACK]


async def test_energy_devices_are_found_by_their_diagnostics(start) -> None:
    house = await House.of(await start(whole_plant(model="F459")))
    healthy = "1" * 24
    assert await house.ask("*#1018*0*7##") == [
        f"*#1018*51*7*{healthy}##",
        f"*#1018*71#0*7*{healthy}##",
        f"*#1018*11*7*{healthy}##",
        ACK,
    ]
    assert await house.ask("*#1018*51*7##") == [f"*#1018*51*7*{healthy}##", ACK]


async def test_an_mh200n_passes_energy_only_where_there_is_some(start) -> None:
    house = await House.of(await start(whole_plant(model="MH200N")))
    assert await house.ask("*#18*71#0*113##") == ["*#18*71#0*113*17##", ACK]
