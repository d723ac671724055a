"""The alarm, the door, load control and lighting management."""

import pytest

from .kit import ACK, NACK, House, whole_plant

DUMP = ["*5*1*{}##", "*5*9*{}##", "*5*5*{}##", "*5*7*{}##"]
ZONES = ["*5*11*#5##", "*5*11*#6##", "*5*11*#1##", "*5*11*#2##", "*5*11*#3##", "*5*18*#4##", "*5*11*#12##"]


async def test_the_dump_has_the_system_first_and_zones_5_to_8_before_1_to_4(house: House) -> None:
    assert await house.ask("*#5##") == [*(frame.format("") for frame in DUMP), *ZONES, ACK]
    assert await house.ask("*#5*#4##") == ["*5*18*#4##", ACK]


async def test_an_mh202_writes_0_for_the_system(start) -> None:
    house = await House.of(await start(whole_plant(model="MH202")))
    assert (await house.ask("*#5*0##"))[:4] == [frame.format("0") for frame in DUMP]


@pytest.mark.parametrize("frame", ["*5*8##", "*5*9##", "*5*8*0##", "*5*8#1234##"])
async def test_nobody_arms_it_over_who_5(house: House, frame: str) -> None:
    assert await house.ask(frame) == [NACK]
    assert not house["5-0"].armed
    assert house.simulator.executed == []


async def test_an_auxiliary_channel_arms_and_disarms_it(house: House) -> None:
    assert await house.ask("*9*6*9##") == [ACK]
    assert await house.told("*9*6*9##", "*5*8*##")
    assert house["5-0"].armed
    await house.ask("*9*6*1##")
    await house.ask("*9*7*9##")
    assert (await house.events.rest())[-1] == "*5*9*##"
    assert not house["5-0"].armed


async def test_alarms_are_told_and_pend_until_it_is_disarmed(house: House) -> None:
    alarm = house["5-0"]
    alarm.arm()
    alarm.intrude(2)
    alarm.tamper(3)
    alarm.panic(1)
    alarm.raise_technical(4)
    assert await house.told("*5*8*##", "*5*15*#2##", "*5*16*#3##", "*5*17*#1##", "*5*12*#4##")
    alarm.reset_technical(4)
    assert await house.told("*5*13*#4##")
    answer = await house.ask("*#5##")
    assert answer[-4:] == ["*5*15*#2##", "*5*16*#3##", "*5*17*#1##", ACK]
    alarm.disarm()
    await house.simulator.wait_idle()
    assert "*5*15*#2##" not in await house.ask("*#5##")


async def test_battery_mains_and_zones(house: House) -> None:
    alarm = house["5-0"]
    alarm.set_battery("low")
    alarm.set_mains(False)
    alarm.set_zone(4, True)
    alarm.set_battery("fault")
    alarm.set_mains(True)
    alarm.call_silently()
    alarm.set_programming(True)
    assert await house.told(
        "*5*10*##",
        "*5*6*##",
        "*5*11*#4##",
        "*5*4*##",
        "*5*7*##",
        "*5*31*##",
        "*5*26*##",
    )


async def test_lost_devices_are_told_to_who_asks_the_unit(house: House) -> None:
    house["5-0"].lose_device("21")
    assert await house.told("*5*14*21##")
    assert "*5*14*21##" not in await house.ask("*#5##")
    assert "*5*14*21##" in await house.ask("*#5*0##")


async def test_somebody_rings_and_is_let_in(house: House) -> None:
    door = house["6-4000"]
    door.ring()
    assert await house.told("*6*6*4100##")
    assert await house.ask("*6*10*4000##") == [ACK]
    assert await house.ask("*7*0*4000*##") == [ACK]
    assert await house.ask("*6*12*4000##") == [ACK]
    assert await house.told("*6*10*4000##", "*6*12*4000##")
    assert (door.unlocked, door.camera, door.light) == (1, True, True)
    await house.ask("*7*9**##")
    await house.simulator.wait_idle()
    assert not door.camera


@pytest.mark.parametrize("model", ["F454", "MH202", "MyHomeServer1", "MH200N", "F450", "H4890"])
async def test_who_8_is_refused(start, model: str) -> None:
    house = await House.of(await start(whole_plant(model=model)))
    assert await house.ask("*8*19*20##") == [NACK]


async def test_a_load_can_only_be_forced(house: House) -> None:
    assert await house.ask("*#3*#2##") == ["*3*1*#2##", ACK]
    assert await house.ask("*3*2*#2##") == [ACK]
    assert (await house.events.rest())[-1] == "*3*2*#2##"
    for frame in ("*3*0*#2##", "*3*1*0##", "*3*3*#2##", "*#3*0##"):
        assert await house.ask(frame) == [NACK]
    house["3-#2"].end_forcing()
    house["3-#2"].set_enabled(False)
    assert await house.told("*3*3*#2##", "*3*0*#2##")
    assert await house.ask("*#3*10*0##") == ["*#3*10*0*230*12*2760*1520##", ACK]
    assert await house.ask("*#3*10*3##") == ["*#3*10*3*2760##", ACK]


async def test_lighting_management_answers_on_events(house: House) -> None:
    where = "1001#11#00#0#8"
    assert await house.ask(f"*#24*{where}*#3*200##") == [ACK]
    assert await house.told(f"*#24*{where}*3*200##")
    assert await house.ask(f"*#24*{where}*3##") == [ACK]
    assert await house.told(f"*#24*{where}*3*200##")
    await house.ask(f"*#24*{where}*18#1##")
    assert await house.told(f"*#24*{where}*18*1*300*0##")
    await house.ask(f"*#24*{where}*#1*101##")
    await house.ask(f"*#24*{where}*1##")
    assert await house.told(f"*#24*{where}*1*100##")
