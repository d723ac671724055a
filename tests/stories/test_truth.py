"""What is shown is true."""

import asyncio
from functools import partial
from typing import Any

import pytest
from homeassistant.components.climate import HVACMode
from homeassistant.components.cover import CoverState
from homeassistant.components.light import ColorMode
from homeassistant.const import EVENT_STATE_CHANGED, STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from tests.waiting import until

from .conftest import House, MakeBus, MakeHouse
from .scripted import F461, Motor, ScriptedBus

SOON = 30.0
"""Seconds in which what is in doubt is asked for."""


def changes(hass: HomeAssistant, entity: str) -> list[str]:
    """Collect the states that an entity shows from now on."""
    shown: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        if event.data["entity_id"] == entity and event.data["new_state"] is not None:
            shown.append(event.data["new_state"].state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    return shown


# Lamps with colour ---------------------------------------------------------------------------------------

LAMP = {"1-21": {"traits": {"steps": 100, "colour": 1, "white": 1}}}


@pytest.fixture
async def lamp(make_bus: MakeBus) -> ScriptedBus:
    """A lamp behind a F461 that is off, and tells of each command that alone which it sets."""
    bus = await make_bus(model=F461)
    level = [0]

    def coloured(match: Any) -> None:
        level[0] = int(match[3])
        bus.tell(f"*#1*21*12*{match[1]}*{match[2]}*{match[3]}##", after=0.2)

    def white(match: Any) -> None:
        level[0] = level[0] or 80
        bus.tell(f"*#1*21*14*{match[1]}##", after=0.2)

    bus.on(r"\*#1\*21\*#12\*(\d+)\*(\d+)\*(\d+)##", coloured)
    bus.on(r"\*#1\*21\*#14\*(\d+)##", white)
    bus.answer("*#1*21##", lambda: [f"*1*{-(-level[0] // 10)}*21##" if level[0] else "*1*0*21##"])
    bus.answer("*#1*21*1##", lambda: [f"*#1*21*1*{100 + level[0]}*255##"])
    return bus


async def test_a_lamp_that_gets_a_colour_while_it_is_off_is_shown_on(lamp: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_in(LAMP, at=lamp)
    assert house.state("light", "1-21") == STATE_OFF
    await house.call("light", "turn_on", "1-21", hs_color=(240, 100), brightness=128)
    await house.wait(SOON)
    assert house.state("light", "1-21") == STATE_ON
    assert house.attribute("light", "1-21", "brightness") == pytest.approx(128, abs=2)


async def test_a_lamp_that_gets_a_white_temperature_after_a_colour_shows_white(
    lamp: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await live_in(LAMP, at=lamp)
    await house.call("light", "turn_on", "1-21", hs_color=(240, 100), brightness=128)
    lamp.tell("*#1*21*1*150*255##", after=0.3)
    await house.wait(SOON)
    assert house.attribute("light", "1-21", "color_mode") == ColorMode.HS
    await house.call("light", "turn_on", "1-21", color_temp_kelvin=4000)
    await house.wait(SOON)
    assert house.attribute("light", "1-21", "color_mode") == ColorMode.COLOR_TEMP
    assert house.attribute("light", "1-21", "color_temp_kelvin") == 4000


async def test_a_lamp_shows_what_was_chosen_last_at_the_wall(lamp: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_in(LAMP, at=lamp)
    lamp.tell("*#1*21*1*150*255##", "*#1*21*12*240*100*50##")
    await house.wait(1)
    assert house.attribute("light", "1-21", "color_mode") == ColorMode.HS
    lamp.tell("*#1*21*14*250##")
    await house.wait(1)
    assert house.attribute("light", "1-21", "color_mode") == ColorMode.COLOR_TEMP
    lamp.tell("*#1*21*12*120*80*50##")
    await house.wait(1)
    assert house.attribute("light", "1-21", "color_mode") == ColorMode.HS


# Heating -------------------------------------------------------------------------------------------------

BEFORE = {
    "off": ("*4*303*#0##", "*4*303*{}##", HVACMode.OFF),
    "auto": ("*4*3101*#0##", "*4*111*{}##", HVACMode.AUTO),
    "protection": ("*4*102*#0##", "*4*102*{}##", HVACMode.HEAT),
}


@pytest.mark.parametrize("by", ["the wall", "us"])
@pytest.mark.parametrize("before", BEFORE)
async def test_zones_are_asked_when_their_central_unit_has_changed_what_they_do(
    bus: ScriptedBus, live_in: MakeHouse, before: str, by: str
) -> None:
    """The zones do not tell by themselves."""
    central, mode, shown = BEFORE[before]
    now = [central, mode, "0200"]

    def answer(where: str) -> list[str]:
        set_point = f"{now[2]}*3##"
        told = [now[1].format(where), f"*#4*{where}*0*0195##"]
        return [*told, f"*#4*{where}*12*{set_point}", f"*#4*{where}*14*{set_point}", f"*#4*{where}*13*00##"]

    def change(_: Any = None) -> None:
        now[:] = ["*4*110#0215*#0##", "*4*110*{}##", "0215"]
        bus.tell("*4*110#0215*#0##", after=0.3)

    for where in ("1", "2"):
        bus.answer(f"*#4*{where}##", partial(answer, where))
    bus.answer("*#4*0##", lambda: [*answer("1"), *answer("2")])
    bus.answer("*#4*#0##", lambda: ["*4*21*#0##", now[0]])
    bus.on(r"\*#4\*#0\*#14\*0215\*\d##", change)
    house = await live_in({"4-1": {}, "4-2": {}, "4-#0": {}})
    bus.tell("*4*1*#0##")
    await house.wait(1)
    assert house.state("climate", "4-1") == shown
    if by == "us":
        await house.call("climate", "set_temperature", "4-#0", temperature=21.5)
    else:
        change()
    await house.wait(SOON)
    for key in ("4-1", "4-2"):
        assert house.state("climate", key) == HVACMode.HEAT
        assert house.attribute("climate", key, "temperature") == 21.5
        assert house.attribute("climate", key, "preset_mode") == "none"


# Shutters ----------------------------------------------------------------------------------------------------


async def test_a_position_over_a_gap_of_the_connection_is_not_made_up(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    motor = Motor(bus, at=100, seconds=20)
    remembered = [(State("cover.cover_51", CoverState.OPEN), {"way": 100, "tilt": None})]
    mock_restore_cache_with_extra_data(hass, remembered)
    house = await live_in({"2-51": {"opening_time": 20, "closing_time": 20}})
    motor.press("2")
    await house.wait(2)
    await bus.leave()
    await asyncio.sleep(8)
    motor.press("0")
    await asyncio.sleep(17)
    await bus.come_back()
    await until(lambda: house.state("cover", "2-51") != STATE_UNAVAILABLE)
    await house.wait(SOON)
    assert motor.at == pytest.approx(50, abs=1)
    assert house.state("cover", "2-51") in (CoverState.OPEN, STATE_UNKNOWN)
    assert house.attribute("cover", "2-51", "current_position") in (None, *range(47, 54))


# Auxiliary channels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["*0", "*", ""])
async def test_what_is_told_to_all_channels_is_true_of_each(bus: ScriptedBus, live_in: MakeHouse, where: str) -> None:
    is_on = [False]

    def answer(*channels: str) -> list[str]:
        return [f"*9*{int(is_on[0])}*{channel}##" for channel in channels]

    bus.answer("*#9*1##", partial(answer, "1"))
    bus.answer("*#9*2##", partial(answer, "2"))
    bus.answer("*#9*0##", partial(answer, "1", "2"))
    house = await live_in({"9-1": {}, "9-2": {}})
    for what, shown in (("1", STATE_ON), ("0", STATE_OFF)):
        is_on[0] = what == "1"
        bus.tell(f"*9*{what}{where}##")
        await house.wait(SOON)
        assert [house.state("switch", key) for key in ("9-1", "9-2")] == [shown, shown]


# Sound -------------------------------------------------------------------------------------------------------


def play(bus: ScriptedBus, source: int) -> None:
    """Let area 3 play a source, without a word."""
    sources = [f"*16*{3 if number == source else 13}*10{number}##" for number in (2, 3)]
    bus.answer("*#16*0*5##", "*16*3*31##", *sources)
    bus.answer("*#16*100*5##", *sources)
    bus.answer("*#16*31*5##", "*16*3*31##")
    for number, frame in zip((2, 3), sources, strict=True):
        bus.answer(f"*#16*10{number}*5##", frame)
    for where in ("#3", "132", "133"):
        bus.answer(f"*#16*{where}*5##", f"*16*3*13{source}##")


async def plays_the_second(bus: ScriptedBus, live_in: MakeHouse) -> House:
    """Let the area of an amplifier be given source 2."""
    play(bus, 2)
    house = await live_in({"16-31": {}})
    bus.tell("*16*3*102##", "*16*3*132##")
    await house.wait(1)
    assert house.attribute("media_player", "16-31", "source") == "Source 2"
    return house


async def test_a_source_that_was_changed_while_the_gateway_was_away_is_asked_for(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await plays_the_second(bus, live_in)
    await bus.leave()
    play(bus, 3)
    await asyncio.sleep(5)
    await bus.come_back()
    await house.wait(60)
    assert house.attribute("media_player", "16-31", "source") == "Source 3"


async def test_a_source_that_we_chose_is_shown_although_the_event_is_lost(bus: ScriptedBus, live_in: MakeHouse) -> None:
    house = await plays_the_second(bus, live_in)
    bus.on(r"\*16\*3\*133##", lambda _: play(bus, 3))
    await house.call("media_player", "select_source", "16-31", source="Source 3")
    await house.wait(SOON)
    assert bus.frames(r"\*16\*3\*133##")
    assert house.attribute("media_player", "16-31", "source") == "Source 3"


# Scenes ------------------------------------------------------------------------------------------------


async def test_a_scene_that_is_asked_for_its_state_was_not_started_by_that(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """The answer comes on both sessions."""

    def answer() -> list[str]:
        bus.tell("*17*1*12##", "*17*3*12##", after=0.05)
        return ["*17*1*12##", "*17*3*12##"]

    bus.answer("*#17*12##", answer)
    house = await live_in({"17-12": {}})
    started = changes(hass, house.entity_id("event", "17-12-activated"))
    bus.tell("*17*1*12##")
    await house.wait(10)
    assert len(started) == 1
    await hass.services.async_call("openwebnet", "send_frame", {"frame": "*#17*12##"}, blocking=True)
    await house.wait(10)
    assert len(started) == 1
    bus.tell("*17*1*12##")
    await house.wait(10)
    assert len(started) == 2


async def test_a_scene_of_the_gateway_that_is_started_at_the_wall_shows_when(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await live_in({"17-12": {}})
    assert house.state("scene", "17-12") == STATE_UNKNOWN
    bus.tell("*17*1*12##")
    await house.wait(1)
    assert house.state("scene", "17-12") != STATE_UNKNOWN


async def test_a_scenario_of_a_module_that_is_started_at_the_wall_shows_when(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """Its neighbours show nothing."""
    house = await live_in({"0-01": {"traits": {"scenarios": 0b1100}}})
    assert house.state("scene", "0-01-3") == STATE_UNKNOWN
    bus.tell("*0*3*01##")
    await house.wait(1)
    assert house.state("scene", "0-01-3") != STATE_UNKNOWN
    assert house.state("scene", "0-01-2") == STATE_UNKNOWN


# Meters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nonsense", ["", "4294967295", "-5", "43#86"])
async def test_an_answer_without_a_value_does_not_make_a_total_dip(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, nonsense: str
) -> None:
    total = ["43086"]
    bus.answer("*#18*51*51##", lambda: [f"*#18*51*51*{total[0]}##"])
    bus.answer("*#18*51*113##", "*#18*51*113*350##")
    house = await live_in({"18-51": {}})
    shown = changes(hass, house.entity_id("sensor", "18-51-energy_total"))
    for text in ("43086", nonsense, "43090"):
        total[0] = text
        bus.tell(f"*#18*51*51*{text}##")
        await house.wait(400)
    numbers = [43.086, *(float(state) for state in shown if state != STATE_UNKNOWN)]
    assert numbers == sorted(numbers)
    assert float(house.state("sensor", "18-51-energy_total")) == 43.09


# Sensors ----------------------------------------------------------------------------------------------------


def entities(hass: HomeAssistant, house: House, key: str) -> set[str]:
    """Return what an object is shown as."""
    registry = er.async_entries_for_config_entry(er.async_get(hass), house.entry.entry_id)
    return {entry.domain for entry in registry if f"-{key}" in entry.unique_id}


@pytest.mark.parametrize("frame", ["*#1*0015*5*2##", "*#1*0015*7*0*1*0##"])
async def test_what_is_first_heard_as_a_sensor_is_no_light(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, frame: str
) -> None:
    house = await live_in()
    bus.tell(frame)
    await house.wait(5)
    assert not entities(hass, house, "1-0015") & {"light", "button", "switch", "select"}
    bus.tell("*1*34*0015##")
    await house.wait(5)
    assert house.state("binary_sensor", "1-0015-motion") == STATE_ON
    assert not entities(hass, house, "1-0015") & {"light", "button", "switch", "select"}


@pytest.mark.parametrize("frame", ["*1*34*0015##", "*#1*0015*6*350##"])
async def test_what_was_taken_for_a_light_and_shows_that_it_is_a_sensor_is_no_light_any_more(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, frame: str
) -> None:
    house = await live_in({"1-0015": {}})
    assert "light" in entities(hass, house, "1-0015")
    bus.tell(frame)
    await house.wait(5)
    assert entities(hass, house, "1-0015") & {"binary_sensor", "sensor"}
    assert not entities(hass, house, "1-0015") & {"light", "button", "switch", "select"}


@pytest.mark.parametrize(
    "frame", ["*1*32*12##", "*1*1000#32*12##", "*1*30*12##", "*1*30#2#255*12##", "*1*32*#3##", "*1*32*1##", "*1*32*0##"]
)
async def test_what_a_toggle_or_a_step_of_somebody_else_has_made_of_a_lamp_is_asked_for(
    bus: ScriptedBus, live_in: MakeHouse, frame: str
) -> None:
    now = ["*1*0*12##"]
    for request in ("*#1*12##", "*#1*#3##", "*#1*1##", "*#1*0##"):
        bus.answer(request, lambda: now)
    house = await live_in({"1-12": {}, "1-#3": {"members": ["1-12"]}})
    assert house.state("light", "1-12") == STATE_OFF
    now[:] = ["*1*5*12##"]
    bus.tell(frame)
    await house.wait(20)
    assert house.state("light", "1-12") == STATE_ON


async def test_a_toggle_whose_effect_is_told_is_not_asked_about(bus: ScriptedBus, live_in: MakeHouse) -> None:
    bus.answer("*#1*12##", "*1*0*12##")
    house = await live_in({"1-12": {}})
    since = house.now
    bus.tell("*1*32*12##", "*1*1*12##", after=0.1)
    await house.wait(20)
    assert not bus.frames(r"\*#1\*.*", since=since)
