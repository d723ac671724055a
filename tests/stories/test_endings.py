"""Nothing that must end lasts for ever: what is not told is asked for."""

import asyncio
import logging
from typing import Any

import pytest
from homeassistant.components.cover import CoverState
from homeassistant.const import EVENT_STATE_CHANGED, STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant, State, callback
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from tests.waiting import until

from .conftest import House, MakeHouse
from .scripted import Motor, ScriptedBus

SECONDS = 20.0
TIMES = {"opening_time": SECONDS, "closing_time": SECONDS}
MARGIN = 30.0
"""Seconds after the time that something takes, in which it is asked whether it has ended."""
HOUR = 3600.0


def stood(hass: HomeAssistant, way: float | None, entity: str = "cover.cover_51") -> None:
    """Let a shutter be remembered to have stood somewhere."""
    mock_restore_cache_with_extra_data(hass, [(State(entity, CoverState.OPEN), {"way": way, "tilt": None})])


def moves(house: House, key: str) -> bool:
    """Tell whether a shutter is shown as moving."""
    return house.state("cover", key) in (CoverState.OPENING, CoverState.CLOSING)


# Shutters --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "end"),
    [
        ("*2*2*51##", CoverState.CLOSED),
        ("*2*1*51##", CoverState.OPEN),
        ("*2*12#100#001*51##", CoverState.CLOSED),
        ("*2*11#100#001#1*51##", CoverState.OPEN),
    ],
)
async def test_a_shutter_whose_stop_is_not_told_is_asked_when_it_must_have_arrived(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, frame: str, end: str
) -> None:
    """Somebody at the wall."""
    stood(hass, 50)
    bus.answer("*#2*51##", "*2*0*51##")
    house = await live_in({"2-51": TIMES})
    bus.tell(frame)
    await house.wait(5)
    assert moves(house, "2-51")
    await house.wait(SECONDS + MARGIN - 5)
    assert house.state("cover", "2-51") == end


async def test_a_shutter_whose_address_is_spelled_in_another_way_is_asked_too(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """Area 0, point 1, as a MH202 spells it."""
    bus.answer("*#2*0001##", "*2*0*0001##")
    house = await live_in({"2-01": TIMES})
    bus.tell("*2*1*0001##")
    await house.wait(5)
    assert moves(house, "2-01")
    await house.wait(SECONDS + MARGIN - 5)
    assert house.state("cover", "2-01") == CoverState.OPEN


@pytest.mark.parametrize(("action", "end"), [("close_cover", CoverState.CLOSED), ("open_cover", CoverState.OPEN)])
async def test_an_own_command_whose_end_is_not_told_ends(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, action: str, end: str
) -> None:
    motor = Motor(bus, at=50, seconds=SECONDS, relay=SECONDS)
    motor.tells_stop = False
    stood(hass, 50)
    house = await live_in({"2-51": TIMES})
    await house.call("cover", action, "2-51")
    await house.wait(SECONDS + MARGIN)
    assert house.state("cover", "2-51") == end


async def test_an_advanced_actuator_whose_end_is_not_told_is_asked(bus: ScriptedBus, live_in: MakeHouse) -> None:
    bus.answer("*#2*31##", "*2*0*31##")
    bus.answer("*#2*31*10##", "*#2*31*10*10*100*001*0##")
    house = await live_in({"2-31": {"traits": {"advanced": 1}}})
    bus.answer("*#2*31*10##", "*#2*31*10*10*0*001*0##")
    bus.tell("*2*2*31##", "*#2*31*10*12*100*001*0##")
    await house.wait(5)
    assert moves(house, "2-31")
    # It has no time of its own: the longest run of a motor.
    await house.wait(5 * 60 + MARGIN)
    assert house.state("cover", "2-31") == CoverState.CLOSED
    assert house.attribute("cover", "2-31", "current_position") == 0


async def test_a_shutter_that_says_for_an_hour_that_it_moves_is_asked_more_and_more_rarely(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """And what is shown is not written each second."""
    stood(hass, 100)
    bus.answer("*#2*51##", "*2*2*51##")
    house = await live_in({"2-51": TIMES})
    entity = house.entity_id("cover", "2-51")
    written: list[Event[Any]] = []

    @callback
    def note(event: Event[Any]) -> None:
        if event.data["entity_id"] == entity:
            written.append(event)

    begin = house.now
    bus.tell("*2*2*51##")
    await house.wait(SECONDS + MARGIN)
    assert bus.frames(r"\*#2\*(51|0)##", begin)
    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    await asyncio.sleep(HOUR)
    times = bus.times(r"\*#2\*(51|0)##", begin)
    third = HOUR / 3
    assert 0 < sum(time > begin + 2 * third for time in times) < sum(time < begin + third for time in times) <= 60
    assert len(written) <= 60


async def test_a_group_whose_members_have_stopped_is_not_asked_any_more(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    Motor(bus, at=0, seconds=SECONDS)
    stood(hass, 0)
    house = await live_in({"2-51": TIMES, "2-5": {}})
    begin = house.now
    bus.tell("*2*1*5##", "*2*1*51##")
    await house.wait(5)
    assert moves(house, "2-5")
    bus.tell("*2*0*51##")
    await asyncio.sleep(HOUR)
    assert not moves(house, "2-5")
    assert bus.frames(r"\*#2\*5##", begin) == []


async def after_a_stop_that_is_followed_by_the_direction(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> tuple[House, Motor]:
    """Let somebody stop a closing shutter at the wall, at 75 %; the gateway tells the direction behind the stop."""
    motor = Motor(bus, at=100, seconds=SECONDS)
    stood(hass, 100)
    house = await live_in({"2-51": TIMES})
    motor.press("2")
    await house.wait(5)
    motor.tells_stop = False
    motor.press("0")
    bus.tell("*2*0*51##", "*2*2*51##")
    return house, motor


async def test_a_direction_that_is_told_together_with_a_stop_is_doubted(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """A F454: nothing moves any more."""
    house, motor = await after_a_stop_that_is_followed_by_the_direction(hass, bus, live_in)
    await house.wait(15)
    assert not moves(house, "2-51")
    assert house.attribute("cover", "2-51", "current_position") == pytest.approx(motor.at, abs=5)


@pytest.mark.parametrize("wanted", [50, 20])
async def test_after_a_doubtful_direction_a_position_is_reached_by_sending_one(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, wanted: int
) -> None:
    house, motor = await after_a_stop_that_is_followed_by_the_direction(hass, bus, live_in)
    motor.tells_stop = True
    await asyncio.sleep(1)
    await house.call("cover", "set_cover_position", "2-51", position=wanted)
    await house.wait(2 * SECONDS)
    assert bus.frames(r"\*2\*2\*51##")
    assert motor.at == pytest.approx(wanted, abs=8)


# Lights ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "seconds"),
    [("*1*11*11##", 60), ("*1*16*11##", 900), ("*1*18*11##", 0.5), ("*#1*11*2*0*1*30##", 90)],
)
async def test_a_timed_light_whose_end_is_not_told_is_asked_when_its_time_is_over(
    bus: ScriptedBus, live_in: MakeHouse, frame: str, seconds: float
) -> None:
    bus.answer("*#1*11##", "*1*0*11##")
    house = await live_in({"1-11": {}})
    bus.tell("*1*1*11##", frame)
    await asyncio.sleep(seconds / 2)
    assert house.state("light", "1-11") == STATE_ON
    await house.wait(seconds / 2 + MARGIN)
    assert house.state("light", "1-11") == STATE_OFF


@pytest.mark.parametrize("seconds", [30, 90])
async def test_a_light_that_was_switched_on_for_a_time_is_asked_when_that_is_over(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, seconds: int
) -> None:
    """An actuator that is no dimmer tells that it is on, and nothing more."""
    is_on: list[bool] = []
    bus.answer("*#1*11##", lambda: ["*1*1*11##" if is_on else "*1*0*11##"])

    def switch(_: Any) -> None:
        is_on.append(True)
        bus.tell("*1*1*11##", after=0.3)
        bus.later(seconds, is_on.clear)

    bus.on(r"\*1\*17\*11##|\*#1\*11\*#2\*.*", switch)
    house = await live_in({"1-11": {}})
    target = {"entity_id": house.entity_id("light", "1-11"), "duration": {"seconds": seconds}}
    await hass.services.async_call("openwebnet", "turn_on_timed", target, blocking=True)
    await house.wait(seconds / 2)
    assert house.state("light", "1-11") == STATE_ON
    await house.wait(seconds / 2 + MARGIN)
    assert house.state("light", "1-11") == STATE_OFF


async def test_a_light_that_blinks_is_asked_whether_it_still_does(bus: ScriptedBus, live_in: MakeHouse) -> None:
    """Blinking has no time of its own."""
    bus.answer("*#1*11##", "*1*0*11##")
    house = await live_in({"1-11": {}})
    bus.tell("*1*21*11##")
    await house.wait(1)
    assert house.state("light", "1-11") == STATE_ON
    await house.wait(HOUR)
    assert house.state("light", "1-11") == STATE_OFF


# Motion ------------------------------------------------------------------------------------------------------

SENSOR = {"1-03": {"traits": {"motion": 1}}}


def motion(house: House) -> str:
    """Return what is shown of the motion sensor."""
    return house.state("binary_sensor", "1-03-motion")


async def test_motion_ends_after_the_time_of_the_sensor(bus: ScriptedBus, live_in: MakeHouse) -> None:
    """A K4659 tells the begin only; each one begins the time anew."""
    bus.answer("*#1*03*7##", "*#1*03*7*0*2*0##")
    house = await live_in(SENSOR)
    bus.tell("*1*34*03##")
    await house.wait(90)
    assert motion(house) == STATE_ON
    bus.tell("*1*34*03##")
    await house.wait(90)
    assert motion(house) == STATE_ON
    await house.wait(60 + MARGIN)
    assert motion(house) == STATE_OFF


async def test_motion_ends_also_where_the_sensor_tells_no_time(bus: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_in(SENSOR)
    bus.tell("*1*34*03##")
    await house.wait(1)
    assert motion(house) == STATE_ON
    await house.wait(HOUR)
    assert motion(house) == STATE_OFF


async def test_motion_ends_when_the_sensor_says_so(bus: ScriptedBus, live_in: MakeHouse) -> None:
    """An AM5658 tells both."""
    bus.answer("*#1*03*7##", "*#1*03*7*0*2*0##")
    house = await live_in(SENSOR)
    bus.tell("*1*34*03##")
    await house.wait(5)
    assert motion(house) == STATE_ON
    bus.tell("*1*39*03##")
    await house.wait(1)
    assert motion(house) == STATE_OFF


# Groups ------------------------------------------------------------------------------------------------------


async def test_a_group_of_shutters_ends_with_its_members(bus: ScriptedBus, live_in: MakeHouse) -> None:
    members = ("51", "52")
    for where in members:
        bus.answer(f"*#2*{where}##", f"*2*0*{where}##")
    bus.answer("*#2*#3##", *(f"*2*0*{where}##" for where in members))
    house = await live_in({"2-#3": TIMES, "2-51": TIMES, "2-52": TIMES})
    bus.tell("*2*1*#3##", *(f"*2*1*{where}##" for where in members))
    await house.wait(5)
    assert moves(house, "2-#3")
    bus.tell("*2*0*51##", after=5)
    bus.tell("*2*0*52##", after=8)
    await house.wait(SECONDS + MARGIN)
    assert not moves(house, "2-#3")


async def test_a_group_of_lights_is_off_when_all_its_members_are(bus: ScriptedBus, live_in: MakeHouse) -> None:
    lit = {"11", "12"}
    bus.answer("*#1*#3##", lambda: (f"*1*{int(where in lit)}*{where}##" for where in ("11", "12")))
    house = await live_in({"1-#3": {}, "1-11": {}, "1-12": {}})
    bus.tell("*1*1*#3##", "*1*1*11##", "*1*1*12##")
    await house.wait(5)
    assert house.state("light", "1-#3") == STATE_ON
    for where in ("11", "12"):
        lit.discard(where)
        bus.tell(f"*1*0*{where}##")
        await asyncio.sleep(2)
    await house.wait(MARGIN)
    assert house.state("light", "1-#3") == STATE_OFF


# A gateway that hangs up -------------------------------------------------------------------------------------


async def test_a_gateway_that_hangs_up_again_and_again_is_unavailable_until_it_is_well(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house = await live_in({"1-11": {}})
    bus.tell("*1*1*11##")
    await house.wait(1)
    assert house.state("light", "1-11") == STATE_ON
    caplog.clear()
    caplog.set_level(logging.INFO)
    bus.hangs_up_after = 0.5
    bus.hang_up()
    await house.wait(20)
    shown = set()
    for _ in range(300):
        await house.wait(1)
        shown.add(house.state("light", "1-11"))
    assert shown == {STATE_UNAVAILABLE}
    lines = [record for record in caplog.records if record.name.startswith("custom_components.openwebnet")]
    assert len(lines) <= 2, [line.getMessage() for line in lines]
    bus.hangs_up_after = None
    await until(lambda: house.state("light", "1-11") != STATE_UNAVAILABLE, 300)


async def test_whether_a_load_is_forced_is_asked_for_although_it_tells_its_power(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """What no command changes tells nothing of what was commanded."""
    bus.answer("*#18*71#0*71##", "*#18*71#0*71*0*0*1*0*1*1##")
    bus.answer("*#18*71#0*113##", "*#18*71#0*113*250##")
    house = await live_in({"18-71#0": {}})
    bus.answer("*#18*71#0*71##", "*#18*71#0*71*0*1*1*0*1*1##")
    await house.call("switch", "turn_on", "18-71#0")
    bus.tell("*#18*71#0*113*300##")
    await house.wait(10)
    assert house.state("switch", "18-71#0") == STATE_ON
