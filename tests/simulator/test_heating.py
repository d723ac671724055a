"""Central units with their zones, probes, actuators, smart thermostats."""

import asyncio
from datetime import date, timedelta

import pytest

from .kit import ACK, FAST, NACK, House, plant, until, whole_plant

# What every change of a mode is followed by in the plant of these tests: remote control, then two zones.
ZONES_AUTO = ["*4*111*1##", "*#4*1*0*0205##", "*4*111*2##", "*#4*2*0*0190##"]


@pytest.mark.parametrize(
    ("command", "central", "mode"),
    [
        ("303", "303", "off"),
        ("103", "103", "off"),
        ("302", "302", "protection"),
        ("102", "102", "protection"),
        ("202", "202", "protection"),
        ("311", "311", "auto"),
        ("111", "111", "auto"),
        ("3102", "3102", "auto"),
        ("1116", "1116", "auto"),
        ("2215", "2215", "auto"),
        ("3213", "3213", "auto"),
        ("112#0215#2", "112#0215#2", "manual"),
        ("33002#3103", "33003", "auto"),
        ("13001#1101", "13002", "auto"),
    ],
)
async def test_a_central_unit_takes_a_mode_and_pushes_it_to_its_zones(
    house: House, command: str, central: str, mode: str
) -> None:
    assert await house.ask(f"*4*{command}*#0##") == [ACK]
    assert await house.told(f"*4*{central}*#0##", "*4*21*#0##")
    await until(lambda: house["4-2"].mode == mode)
    assert house["4-1"].mode == mode
    assert (await house.ask("*#4*#0##"))[-2] == f"*4*{central}*#0##"


async def test_what_follows_a_change_of_the_central_unit(house: House) -> None:
    house["4-2"].offset = -1
    await house.ask("*4*3102*#0##")
    assert await house.told("*4*3102*#0##", "*4*21*#0##", "*4*24*#0##", *ZONES_AUTO, "*#4*2*12*0170*3##")


async def test_manual_is_a_write_and_the_zones_confirm_the_set_point(house: House) -> None:
    assert await house.ask("*#4*#0*#14*0180*1##") == [ACK]
    frames = await house.events.read_until("*#4*2*14*0180*3##")
    assert frames[:3] == ["*4*110#0180*#0##", "*4*21*#0##", "*4*1*1##"]
    assert house["4-1"].set_point == 18.0


@pytest.mark.parametrize("what", ["100", "101", "110", "33005", "13005", "1117", "3217", "99"])
async def test_what_a_central_unit_refuses(house: House, what: str) -> None:
    await house.ask(f"*4*{what}*#0##")
    await house.simulator.wait_idle()
    assert await house.ask("*#4*#0##") == ["*4*21*#0##", "*4*110#0200*#0##", ACK]


async def test_the_season_goes_to_all_zones(house: House) -> None:
    await house.ask("*4*0*#0##")
    assert await house.told("*4*0*#0##", "*4*210#0200*#0##", "*4*21*#0##", "*4*0*1##")
    assert house["4-2"].season == "cooling"


async def test_a_holiday_ends_at_midnight(house: House) -> None:
    await house.ask("*4*115#1102*#0##")
    assert await house.told("*4*115#2*#0##")
    assert (await house.ask("*#4*#0##"))[-2] == "*4*115#1102*#0##"
    await house.events.rest()
    house["4-#0"].pass_midnight()
    assert await house.told("*4*1102*#0##")


async def test_a_holiday_without_a_program_means_the_first(house: House) -> None:
    await house.ask("*4*115*#0##")
    assert await house.told("*4*115#1*#0##")
    assert (await house.ask("*#4*#0##"))[-2] == "*4*115#1101*#0##"


async def test_a_vacation_counts_its_days_and_ends_in_its_program(house: House) -> None:
    central = house["4-#0"]
    await house.ask("*4*33002#3103*#0##")
    assert await house.told("*4*33003*#0##", "*4*21*#0##", *ZONES_AUTO)
    end = date.today() + timedelta(days=2)  # noqa: DTZ011
    assert await house.ask("*#4*#0*30##") == [f"*#4*#0*30*{end:%d*%m*%Y}##", ACK]
    assert central.days == 2
    await house.events.rest()
    central.pass_midnight()
    central.pass_midnight()
    assert await house.told("*4*33002*#0##", "*4*3000*#0##", "*4*3103*#0##")


async def test_a_zone_that_is_manual_for_an_hour_is_what_it_was_before_after_it(house: House) -> None:
    zone = house["4-1"]
    zone.press("off")
    assert await house.ask("*4*312#0240#1*1##") == [ACK]
    await asyncio.sleep(3500 / FAST)
    assert (zone.mode, zone.set_point) == ("manual", 24.0)
    await asyncio.sleep(200 / FAST)
    assert zone.mode == "off"
    await house.ask("*4*312#0240#1*1##")
    # Somebody wants something else meanwhile.
    zone.press("19")
    await asyncio.sleep(4000 / FAST)
    assert (zone.mode, zone.set_point) == ("manual", 19.0)


async def test_a_central_unit_that_is_manual_for_some_hours_goes_back_to_its_program(house: House) -> None:
    await house.ask("*4*1102*#0##")
    await house.ask("*4*312#0230#2*#0##")
    await house.events.rest()
    assert house["4-1"].set_point == 23.0
    await asyncio.sleep(7300 / FAST)
    assert await house.told("*4*1102*#0##")
    assert house["4-1"].mode == "auto"


async def test_back_from_vacation(house: House) -> None:
    await house.ask("*4*1102*#0##")
    await house.ask("*4*33009#3103*#0##")
    await house.events.rest()
    await house.ask("*4*3000*#0##")
    assert await house.told("*4*3000*#0##", "*4*1102*#0##")
    await house.ask("*4*3000#3101*#0##")
    await until(lambda: house["4-#0"].mode == "3101")


async def test_the_last_program_and_the_last_scenario(house: House) -> None:
    for what in ("1103", "2207", "303", "3100"):
        await house.ask(f"*4*{what}*#0##")
        await house.simulator.wait_idle()
    assert house["4-#0"].mode == "1103"
    await house.ask("*4*3200*#0##")
    await until(lambda: house["4-#0"].mode == "2207")


async def test_the_end_of_a_vacation_can_be_written(house: House) -> None:
    assert await house.ask("*#4*#0*31##") == [NACK]
    assert await house.ask("*#4*#0*#30*12*06*2027##") == [ACK]
    assert await house.ask("*#4*#0*#31*08*59##") == [ACK]
    assert await house.ask("*#4*#0*30##") == ["*#4*#0*30*12*06*2027##", ACK]
    assert await house.ask("*#4*#0*31##") == ["*#4*#0*31*08*59##", ACK]
    assert await house.ask("*#4*#0*14##") == [NACK]


async def test_a_central_unit_without_remote_control_obeys_nobody(house: House) -> None:
    central = house["4-#0"]
    central.set_remote(False)
    assert await house.told("*4*20*#0##")
    await house.ask("*4*303*#0##")
    await house.ask("*#4*#0*#14*0180*1##")
    assert await house.ask("*#4*#0##") == ["*4*20*#0##", "*4*110#0200*#0##", ACK]
    await house.events.rest()
    central.set_mode("303")
    assert await house.told("*4*303*#0##")
    with pytest.raises(ValueError, match="not a mode"):
        central.set_mode("110")


async def test_troubles_and_what_the_probes_do(house: House) -> None:
    central = house["4-#0"]
    house["4-1"].set_knob("off")
    house["4-2"].set_knob("protection")
    central.set_failure(True)
    central.set_battery_low(True)
    assert await house.told(
        "*#4*1*13*4##",
        "*#4*2*13*5##",
        "*4*30*#0##",
        "*#1004*#0*11*111011111111111111111111##",
        "*4*31*#0##",
        "*#1004*#0*11*111011111011111111111111##",
    )
    answer = await house.ask("*#4*#0##")
    assert [frame.split("*")[2] for frame in answer[:-2]] == ["21", "22", "23", "30", "31"]


async def test_a_central_unit_of_four_zones(start) -> None:
    zones = "".join(f"  - {{kind: zone, where: '{number}'}}\n" for number in (6, 7, 9, 10))
    house = await House.of(await start(plant(f"\n  - {{kind: central_unit, where: '#0#6'}}\n{zones}")))
    assert await house.ask("*4*303*#0#6##") == [ACK]
    await until(lambda: house["4-9"].mode == "off")
    assert (house["4-10"].mode, house["4-1"].mode) == ("manual", "manual")
    assert await house.ask("*#4*#0#6##") == ["*4*21*#0#6##", "*4*303*#0#6##", ACK]
    assert await house.ask("*4*311*#7##") == [ACK]
    await until(lambda: house["4-7"].mode == "auto")


async def test_an_mh202_makes_its_remarks_always_and_has_bare_set_points(start) -> None:
    house = await House.of(await start(whole_plant(model="MH202")))
    remarks = ["*4*21*#0##", "*4*22*#0##", "*4*23*#0##", "*4*24*#0##"]
    assert await house.ask("*#4*#0##") == [*remarks, "*4*110#0200*#0##", ACK]
    assert await house.ask("*#4*1*14##") == ["*#4*1*14*0210##", ACK]


# Actuators


async def test_a_zone_drives_its_actuators_as_it_was_captured(house: House) -> None:
    zone = house["4-1"]
    zone.set_valve(True)
    assert await house.told("*#4*1*19*0*1##", "*#4*1#1*#20*1##", "*#4*1#2*#20*6##", "*#4*1#1*20*1##", "*#4*1#2*20*6##")
    await house.ask("*#4*1*#11*3##")
    assert set(await house.events.rest()) == {"*#4*1#2*#20*8##", "*#4*1#2*20*8##", "*#4*1*11*3##"}
    assert await house.ask("*#4*1*11##") == ["*#4*1*11*3##", ACK]
    assert await house.ask("*#4*1#2*20##") == ["*#4*1#2*20*8##", ACK]
    assert await house.ask("*#4*1#0*20##") == ["*#4*1#1*20*1##", "*#4*1#2*20*8##", ACK]
    zone.set_valve(False)
    assert (await house.events.rest())[-2:] == ["*#4*1#1*20*0##", "*#4*1#2*20*5##"]


async def test_an_f455_reads_the_first_actuator_only(start) -> None:
    house = await House.of(await start(whole_plant(model="F455")))
    assert await house.ask("*#4*1#1*20##") == [ACK]
    assert await house.ask("*#4*1#2*20##") == [NACK]
    assert await house.ask("*#4*1#0*20##") == [NACK]


async def test_a_zone_calls_its_pump(start) -> None:
    house = await House.of(await start(plant("\n  - {kind: zone, where: '6', pump: 3}\n")))
    house["4-6"].set_valve(True)
    house["4-6"].set_valve(False)
    assert await house.told(
        "*#4*6*19*0*1##", "*4*4001#6*0#3##", "*4*4001*6##", "*#4*6*19*0*0##", "*4*4002#6*0#3##", "*4*4002*6##"
    )


# Zones and probes


async def test_a_smart_thermostat_tells_dimension_7(start) -> None:
    smart = "\n  - {kind: zone, where: '4', smart: true, humidity: 46, set_point: 16}\n"
    house = await House.of(await start(plant(smart)))
    assert await house.ask("*#4*4*7##") == ["*#4*4*7*1*1*0160##", ACK]
    assert await house.ask("*#4*4*60##") == ["*#4*4*60*46##", ACK]
    await house.events.rest()
    assert await house.ask("*#4*4*#7*2*1*0260##") == [ACK]
    assert await house.told("*#4*4*7*2*1*0260##", "*#4*4*12*0260*3##", "*4*0*4##")
    await house.events.rest()
    await house.ask("*4*303*4##")
    assert await house.told("*#4*4*7*2*2##")
    await house.events.rest()
    house["4-4"].set_humidity(51)
    assert await house.told("*#4*4*60*51##")


@pytest.mark.parametrize("frame", ["*4*110#1*1##", "*4*110##", "*#4*1*#14*21*1##", "*#4*1*#7*1*9##", "*#4*1#1*#20*##"])
async def test_what_cannot_be_read_changes_nothing(house: House, frame: str) -> None:
    await house.ask(frame)
    await house.simulator.wait_idle()
    assert house["4-1"].set_point == 21.0
    assert (await house.ask("*#4*1*14##"))[0] == "*#4*1*14*0210*3##"


async def test_all_probes_of_a_zone_and_an_external_one(start) -> None:
    more = "\n  - {kind: probe, where: '301', temperature: 17}\n  - {kind: probe, where: '500', dimension: '15'}\n"
    house = await House.of(await start(plant(more, model="F459")))
    assert await house.ask("*#4*001*0##") == ["*#4*1*0*0205##", "*#4*301*0*0170##", ACK]
    assert await house.ask("*#4*301*0##") == [NACK]
    house["4-500"].set_temperature(-1)
    assert (await house.events.rest())[-1] == "*#4*500*15*1*1010##"


async def test_heating_devices_say_how_they_are(start) -> None:
    house = await House.of(await start(whole_plant(model="F459")))
    assert await house.ask("*#1004*0*7##") == [
        f"*#1004*1*7*{'1' * 24}##",
        f"*#1004*2*7*{'1' * 24}##",
        f"*#1004*#0*7*{'1' * 24}##",
        ACK,
    ]
