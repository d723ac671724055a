"""DALI lights, sensors, locks."""

import pytest

from .kit import ACK, NACK, House, plant, whole_plant


async def test_a_dali_light_takes_colour_and_white(house: House) -> None:
    assert await house.ask("*#1*16*#12*353*74*80##") == [ACK]
    assert await house.told("*#1*16*12*353*74*80##")
    assert await house.ask("*#1*16*#14*153##") == [ACK]
    assert await house.told("*#1*16*14*153##")
    assert await house.ask("*#1*16*12##") == ["*#1*16*12*353*74*80##", ACK]
    assert await house.ask("*#1*16*14##") == ["*#1*16*14*153##", ACK]
    assert house["1-16"].level == 80
    await house.ask("*#1*16*#12*360*10*10##")
    assert house["1-16"].hsv == (353, 74, 80)


async def test_a_lamp_without_colour_answers_with_junk(house: House) -> None:
    assert await house.ask("*#1*17*12##") == ["*#1*17*12*511*127*255##", ACK]
    assert await house.ask("*#1*17*14##") == ["*#1*17*14*1##", ACK]
    await house.ask("*#1*17*#12*240*90*80##")
    assert (await house.events.rest())[-1] == "*#1*17*12*511*127*255##"
    assert not house["1-17"].on


async def test_a_colour_request_to_everybody_is_answered_by_dali_lights(start) -> None:
    house = await House.of(await start(whole_plant(model="F459")))
    assert await house.ask("*#1*0*12##") == ["*#1*16*12*0*0*100##", "*#1*17*12*511*127*255##", ACK]


async def test_a_dali_light_is_a_dimmer_too(house: House) -> None:
    await house.ask("*#1*16*#1*150*0##")
    assert await house.told("*#1*16*1*150*5##")


async def test_an_f461_sums_up_a_group(start) -> None:
    house = await House.of(await start(whole_plant(model="F461")))
    await house.ask("*1*1*#1##")
    assert "*#1*#1*15*1##" in await house.events.rest()


async def test_motion_begins_and_ends(start) -> None:
    house = await House.of(await start(whole_plant(), time_factor=500))
    sensor = house["1-18"]
    sensor.detect()
    assert await house.told("*1*34*18##")
    assert await house.ask("*#1*18##") == ["*1*34*18##", ACK]
    assert await house.told("*1*34*18##", "*1*39*18##")
    assert not sensor.motion
    sensor.detect()
    sensor.end()
    assert await house.told("*1*34*18##", "*1*39*18##")


@pytest.mark.parametrize(
    ("dimension", "value"),
    [("5", "2"), ("6", "350"), ("7", "0*1*30")],
)
async def test_what_a_motion_sensor_knows(house: House, dimension: str, value: str) -> None:
    assert await house.ask(f"*#1*18*{dimension}##") == [f"*#1*18*{dimension}*{value}##", ACK]


async def test_a_light_sensor_pushes_lux(house: House) -> None:
    house["1-0015"].set_lux(24126)
    assert await house.told("*#1*0015*6*24126##")
    assert await house.ask("*#1*0015##") == [NACK]


async def test_a_locked_actuator_ignores_commands_and_no_event_says_so(house: House) -> None:
    assert await house.ask("*14*0*11##") == [ACK]
    assert await house.ask("*1*1*11##") == [ACK]
    assert await house.events.rest() == []
    assert not house["1-11"].on
    assert await house.ask("*#14*11##") == ["*14*0*11##", ACK]
    assert await house.ask("*#1*11##") == ["*1*0*11##", ACK]
    await house.ask("*14*1*11##")
    await house.ask("*1*1*11##")
    assert (await house.events.rest())[-1] == "*1*1*11##"


async def test_locking_an_area_is_told_and_concerns_shutters_too(house: House) -> None:
    await house.ask("*14*0*1##")
    assert await house.told("*14*0*1##")
    house["2-14"].press("2")
    house["1-11"].press("1")
    await house.events.rest()
    assert house["2-14"].moving is None
    assert not house["1-11"].on
    assert not house["1-21"].locked


async def test_an_answer_of_a_locked_light_and_shutter_at_one_address(start) -> None:
    house = await House.of(await start(whole_plant(model="MyHomeServer1")))
    await house.ask("*14*0*0##")
    assert await house.ask("*1*1*11##") == [NACK]


# How much is told after a change


def lamp(kind: str, more: str) -> str:
    return f'\n  - {{kind: {kind}, where: "19", level: 60{more}}}\n'


@pytest.mark.parametrize(
    ("tells", "what", "level"),
    [
        # F454 and MH202, sessions.jsonl: `*1*5*14##` `*#1*14*1*130*5##`; a level brings itself alone (MH200, F461).
        ("captured", ["*1*5*19##", "*#1*19*1*130*5##"], ["*#1*19*1*150*5##"]),
        # MH200, sessions.jsonl: `*1*5*62##` brings `*1*5*62##`.
        ("what", ["*1*5*19##"], ["*#1*19*1*150*5##"]),
        ("all", ["*1*5*19##", "*#1*19*1*130*5##"], ["*1*7*19##", "*#1*19*1*150*5##"]),
    ],
)
async def test_what_a_dimmer_tells_after_a_change(start, tells: str, what: list[str], level: list[str]) -> None:
    house = await House.of(await start(plant(lamp("dimmer", f", tells: {tells}"))))
    await house.ask("*1*5*19##")
    assert await house.told(*what)
    await house.ask("*#1*19*#1*150*0##")
    assert await house.told(*level)
    assert house["1-19"].truth() == {"on": True, "level": 50, "fault": False, "locked": False}


@pytest.mark.parametrize(
    ("tells", "colour", "white", "level"),
    [
        # F461, sessions.jsonl: `*#1*25#4#02*#12*240*90*80##` brings that dimension alone.
        ("captured", ["*#1*19*12*240*90*80##"], ["*#1*19*14*153##"], ["*#1*19*1*150*5##"]),
        (
            "all",
            ["*1*9*19##", "*#1*19*1*180*5##", "*#1*19*12*240*90*80##"],
            ["*1*9*19##", "*#1*19*1*180*5##", "*#1*19*14*153##"],
            ["*1*7*19##", "*#1*19*1*150*5##", "*#1*19*14*153##"],
        ),
    ],
    ids=["captured", "all"],
)
async def test_what_a_colour_lamp_tells_after_a_change(
    start, tells: str, colour: list[str], white: list[str], level: list[str]
) -> None:
    house = await House.of(
        await start(plant(lamp("dali", f", colour: true, white: true, tells: {tells}"), model="F461"))
    )
    lit = house["1-19"]
    await house.ask("*#1*19*#12*240*90*80##")
    assert await house.told(*colour)
    assert (lit.on, lit.level, lit.hsv, lit.colour_mode) == (True, 80, (240, 90, 80), "colour")
    await house.ask("*#1*19*#14*153##")
    assert await house.told(*white)
    assert (lit.mired, lit.colour_mode) == (153, "white")
    await house.ask("*#1*19*#1*150*0##")
    assert await house.told(*level)
    assert lit.hsv == (240, 90, 50)
