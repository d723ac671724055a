"""Life in the interface: what is bounded, and what is refused."""

import asyncio
import logging
from itertools import pairwise
from typing import Any

import pytest
from homeassistant.components.alarm_control_panel import AlarmControlPanelEntityFeature, AlarmControlPanelState
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.flows.myhome_yaml import BrokenFile, read_plan

from .conftest import House, MakeBus, MakeHouse
from .scripted import F454, F461, MAC, ScriptedBus

# Flash ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flash", ["short", "long"])
@pytest.mark.parametrize("before", ["0", "1"])
async def test_a_light_that_flashes_is_afterwards_as_it_was(
    bus: ScriptedBus, live_in: MakeHouse, before: str, flash: str
) -> None:
    bus.answer("*#1*11##", f"*1*{before}*11##")
    bus.on(r"\*1\*(\d+)\*11##", lambda match: bus.tell(match[0], after=0.2))
    house = await live_in({"1-11": {}})
    await house.call("light", "turn_on", "1-11", flash=flash)
    await house.wait(60)
    assert bus.commands()[-1] == f"*1*{before}*11##"
    assert (house.state("light", "1-11") == STATE_ON) is (before == "1")


async def test_a_dimmer_that_flashes_is_afterwards_as_it_was_although_its_level_is_asked_for(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    bus.answer("*#1*11##", "*1*0*11##")
    bus.answer("*#1*11*1##", "*#1*11*1*150*255##")
    bus.on(r"\*1\*(\d+)\*11##", lambda match: bus.tell(match[0], after=0.2))
    house = await live_in({"1-11": {"traits": {"steps": 100}}})
    await house.call("light", "turn_on", "1-11", flash="long")
    await house.wait(60)
    assert bus.frames(r"\*#1\*11\*1##")
    assert bus.commands()[-1] == "*1*0*11##"


# The alarm --------------------------------------------------------------------------------------------------


async def test_arming_that_changes_nothing_is_an_error(bus: ScriptedBus, live_in: MakeHouse) -> None:
    bus.answer("*#5*0##", "*5*1*##", "*5*9*##")
    house = await live_in({"5-0": {"arm_channel": 1, "disarm_channel": 1}})
    assert house.state("alarm_control_panel", "5-0") == AlarmControlPanelState.DISARMED
    with pytest.raises(HomeAssistantError):
        await house.call("alarm_control_panel", "alarm_arm_away", "5-0")
    assert bus.frames(r"\*9\*\d+\*1##")


def settings(hass: HomeAssistant, house: House, domain: str, *words: str) -> list[str]:
    """Return the unique ids of the alarm's settings of a platform in which all of some words stand."""
    known = er.async_entries_for_config_entry(er.async_get(hass), house.entry.entry_id)
    return [
        entry.unique_id.removeprefix(f"{MAC}-")
        for entry in known
        if entry.domain == domain and "-5-0-" in entry.unique_id and all(word in entry.unique_id for word in words)
    ]


@pytest.mark.usefixtures("all_enabled")
async def test_an_alarm_is_armed_by_on_and_disarmed_by_off_where_that_is_chosen(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """Each channel has a `select` that says what is sent, `on` among others."""
    armed = ["*5*9*##"]
    bus.answer("*#5*0##", lambda: ["*5*1*##", *armed])

    def switch(match: Any) -> None:
        armed[:] = ["*5*8*##" if match[1] == "1" else "*5*9*##"]
        bus.tell(*armed, after=2)

    bus.on(r"\*9\*([01])\*1##", switch)
    house = await live_in({"5-0": {"arm_channel": 1, "disarm_channel": 1}})
    [arm] = [key for key in settings(hass, house, "select", "arm") if "disarm" not in key]
    [disarm] = settings(hass, house, "select", "disarm")
    await house.call("select", "select_option", arm, option="on")
    await house.call("select", "select_option", disarm, option="off")
    await house.call("alarm_control_panel", "alarm_arm_away", "5-0")
    await house.wait(5)
    assert bus.commands()[-1] == "*9*1*1##"
    assert house.state("alarm_control_panel", "5-0") == AlarmControlPanelState.ARMED_AWAY
    await house.call("alarm_control_panel", "alarm_disarm", "5-0")
    await house.wait(5)
    assert bus.commands()[-1] == "*9*0*1##"
    assert house.state("alarm_control_panel", "5-0") == AlarmControlPanelState.DISARMED


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("part", "feature"),
    [("home", AlarmControlPanelEntityFeature.ARM_HOME), ("night", AlarmControlPanelEntityFeature.ARM_NIGHT)],
)
async def test_a_part_of_an_alarm_is_armed_by_a_channel_of_its_own(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, part: str, feature: AlarmControlPanelEntityFeature
) -> None:
    """The channel is a number among the settings of the alarm."""
    bus.answer("*#5*0##", "*5*1*##", "*5*9*##")
    bus.on(r"\*9\*\d+\*3##", lambda _: bus.tell("*5*8*##", after=2))
    house = await live_in({"5-0": {"arm_channel": 1, "disarm_channel": 1}})
    [channel] = settings(hass, house, "number", part)
    await house.call("number", "set_value", channel, value=3)
    await house.wait(1)
    assert house.attribute("alarm_control_panel", "5-0", "supported_features") & feature
    await house.call("alarm_control_panel", f"alarm_arm_{part}", "5-0")
    await house.wait(5)
    assert bus.frames(r"\*9\*\d+\*3##")
    assert house.state("alarm_control_panel", "5-0") == f"armed_{part}"


# Gap and sessions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [None, F454])
async def test_a_gap_that_was_set_is_kept_from_the_first_frame(
    make_bus: MakeBus, live_in: MakeHouse, model: int | None
) -> None:
    """Also behind a gateway that does not say what it is."""
    bus = await make_bus(model=model, mac=None if model is None else MAC)
    await live_in({"1-11": {}}, at=bus, command_gap=1000, command_sessions=1)
    times = [one.at for one in bus.received]
    assert len(times) > 10
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.99


@pytest.mark.parametrize("model", [None, F454])
async def test_as_many_sessions_are_used_as_were_set(make_bus: MakeBus, live_in: MakeHouse, model: int | None) -> None:
    bus = await make_bus(model=model, mac=None if model is None else MAC)
    house = await live_in({f"1-1{number}": {} for number in (1, 2, 3)}, at=bus, command_sessions=3)
    bus.delay = 2.0
    await asyncio.gather(*(house.calling("light", "turn_on", f"1-1{number}") for number in (1, 2, 3)))
    switched = [one for one in bus.received if one.frame.startswith("*1*1*")]
    assert len({one.session for one in switched}) == 3


# Values that cannot be --------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["Radio", "Source", "Source 12", ""])
async def test_a_source_that_is_none_is_an_error(bus: ScriptedBus, live_in: MakeHouse, source: str) -> None:
    house = await live_in({"16-31": {}})
    before = len(bus.received)
    with pytest.raises(HomeAssistantError) as raised:
        await house.call("media_player", "select_source", "16-31", source=source)
    assert raised.value.translation_key != "invalid_value"
    assert len(bus.received) == before


@pytest.mark.parametrize("kelvin", [16, 1000, 20000, 500000, 700000])
async def test_a_white_temperature_outside_the_limits_is_an_error(
    make_bus: MakeBus, live_in: MakeHouse, kelvin: int
) -> None:
    """1 mired would be an answer of a lamp without white."""
    bus = await make_bus(model=F461)
    house = await live_in({"1-21": {"traits": {"steps": 100, "white": 1}}}, at=bus)
    with pytest.raises(HomeAssistantError):
        await house.call("light", "turn_on", "1-21", color_temp_kelvin=kelvin)
    assert not bus.commands()
    assert house.attribute("light", "1-21", "supported_color_modes") == ["color_temp"]


async def test_a_white_temperature_is_shown_within_its_limits(make_bus: MakeBus, live_in: MakeHouse) -> None:
    bus = await make_bus(model=F461)
    house = await live_in({"1-21": {"traits": {"steps": 100, "white": 1}}}, at=bus)
    highest = house.attribute("light", "1-21", "max_color_temp_kelvin")
    await house.call("light", "turn_on", "1-21", color_temp_kelvin=highest)
    [frame] = bus.frames(r"\*#1\*21\*#14\*\d+##")
    bus.tell("*1*10*21##", "*#1*21*1*200*255##", frame.replace("#14", "14"))
    await house.wait(10)
    assert house.attribute("light", "1-21", "color_temp_kelvin") <= highest


# Files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["[" * 5000, "light: " + "{a: " * 5000, "light: " + "[" * 5000 + "]" * 5000],
    ids=["lists", "mappings", "closed lists"],
)
def test_a_file_with_thousands_of_brackets_is_a_broken_one(text: str) -> None:
    with pytest.raises(BrokenFile):
        read_plan(text, MAC)


def test_a_file_that_grows_by_aliases_is_a_broken_one() -> None:
    levels = ["x: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"x{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 6)]
    text = "\n".join([*levels, "light: {table: {where: '12', name: *a5}}"])
    with pytest.raises(BrokenFile):
        read_plan(text, MAC)


def test_a_file_with_more_devices_than_a_house_can_have_is_a_broken_one() -> None:
    """A bus has 175 addresses, and fifteen interfaces."""
    text = "light:\n" + "".join(f" l{n}: {{where: '12', name: 'A light of a house'}}\n" for n in range(20_000))
    with pytest.raises(BrokenFile):
        read_plan(text, MAC)


# Options ----------------------------------------------------------------------------------------------------

GOOD: dict[str, Any] = {"1-11": {}, "2-51": {"opening_time": 20}}
NOT_NAMED = (
    ({"objects": {**GOOD, "1-12": {"where": "twelve"}}}, "1-12"),
    ({"objects": {**GOOD, "1-12": {"where": "13"}}}, "1-12"),
    ({"objects": {**GOOD, "2-52": {"opening_time": float("inf")}}}, "2-52"),
    ({"objects": {**GOOD, "2-52": {"slat_share": 400}}}, "2-52"),
    ({"objects": {**GOOD, "15-12": {"traits": {"buttons": -1}}}}, "15-12"),
    ({"objects": {**GOOD, "15-12": {"traits": {"buttons": 1 << 40}}}}, "15-12"),
)


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"objects": {**GOOD, "2-52": {"opening_time": "fast"}}}, "2-52"),
        ({"objects": {**GOOD, "2-52": "fast"}}, "2-52"),
        ({"objects": {**GOOD, "2-52": [1]}}, "2-52"),
        ({"objects": {**GOOD, "1-12": {"traits": [1]}}}, "1-12"),
        ({"objects": {**GOOD, "1-12": {"traits": {"steps": "many"}}}}, "1-12"),
        ({"objects": {**GOOD, "1-12": {"traits": {"steps": 1.5}}}}, "1-12"),
        ({"objects": {**GOOD, "1-12": {"used_as": ["switch"]}}}, "1-12"),
        ({"objects": {**GOOD, "1-12": {"where": 12}}}, "1-12"),
        ({"objects": {**GOOD, "25-31": {"device_class": 7}}}, "25-31"),
        ({"objects": {**GOOD, "2-52": {"opening_time": float("nan")}}}, "2-52"),
        ({"objects": {**GOOD, "lamp": {}}}, "lamp"),
        ({"ignored": 5}, "ignored"),
        ({"ignored": [5]}, "ignored"),
        ({"add_automatically": "yes"}, "add_automatically"),
        ({"command_gap": "short"}, "command_gap"),
        ({"command_sessions": [2]}, "command_sessions"),
        ({"keep_clock": 1}, "keep_clock"),
        *NOT_NAMED,
    ],
    ids=lambda value: str(value).replace(str(GOOD)[1:-1], "good"),
)
async def test_options_that_were_corrupted_are_named_and_the_rest_works(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, options: dict[str, Any], place: str
) -> None:
    more = {name: value for name, value in options.items() if name != CONF_OBJECTS}
    house = await live_in(options.get(CONF_OBJECTS, GOOD), settle=False, **more)
    issues = [issue for (domain, _), issue in ir.async_get(hass).issues.items() if domain == DOMAIN]
    named = [str((issue.translation_placeholders or {}).get("places")) for issue in issues]
    assert place in " ".join(named)
    bus.tell("*1*1*11##")
    await house.wait(1)
    assert house.state("light", "1-11") == STATE_ON
    assert house.shown("cover", "2-51")
    if place in ("1-12", "2-52"):
        platform = "light" if place == "1-12" else "cover"
        assert house.shown(platform, place)


async def test_objects_that_are_no_mapping_are_named(hass: HomeAssistant, live_in: MakeHouse) -> None:
    house = await live_in(settle=False)
    hass.config_entries.async_update_entry(house.entry, options={CONF_OBJECTS: ["1-11"]})
    await hass.config_entries.async_reload(house.entry.entry_id)
    await hass.async_block_till_done()
    issues = [issue for (domain, _), issue in ir.async_get(hass).issues.items() if domain == DOMAIN]
    assert [(issue.translation_placeholders or {})["places"] for issue in issues] == ["objects"]


# What comes from the bus --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where", ["12345678901234567890", "11#4#1000", "11#4#16", "11#4#00", "1016", "1115", "99999", "11#5", "00"]
)
@pytest.mark.parametrize("frame", ["*1*1*{}##", "*2*1*{}##", "*15*01*{}##"])
async def test_an_address_that_no_bus_has_is_ignored(
    bus: ScriptedBus, live_in: MakeHouse, frame: str, where: str
) -> None:
    house = await live_in(settle=False)
    bus.tell(frame.format(where))
    await house.wait(5)
    assert not house.entry.options[CONF_OBJECTS]


async def test_a_flood_of_addresses_makes_no_flood_of_devices(bus: ScriptedBus, live_in: MakeHouse) -> None:
    """A thousand scenes in a second are no house (a MH200N has 300), but noise."""
    house = await live_in(settle=False)
    bus.tell(*(f"*17*1*{number}##" for number in range(1, 1001)))
    await house.wait(60)
    assert len(house.entry.options[CONF_OBJECTS]) <= 500


async def test_garbage_is_logged_once_and_not_for_every_frame(
    bus: ScriptedBus, live_in: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house = await live_in({"1-11": {}})
    caplog.clear()
    for number in range(60):
        bus.tell(f"*1*a{number}*123##", "*1**##", f"**{number}##", after=number)
    await house.wait(70)
    lines = [one for one in caplog.records if one.name.startswith("custom_comp") and one.levelno >= logging.WARNING]
    assert len(lines) <= 5, [line.getMessage() for line in lines]
    bus.tell("*1*1*11##")
    await house.wait(1)
    assert house.state("light", "1-11") == STATE_ON


async def test_an_answer_that_never_ends_is_given_up(hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_in({"1-11": {}, "1-12": {}}, command_sessions=1)
    bus.endless["*#1*11##"] = "*1*1*11##"
    asked = {"frame": "*#1*11##"}
    asking = asyncio.create_task(hass.services.async_call(DOMAIN, "send_frame", asked, blocking=True))
    done, _ = await asyncio.wait([asking], timeout=120)
    assert done
    with pytest.raises(HomeAssistantError):
        await asking
    await house.call("light", "turn_on", "1-12")
    assert "*1*1*12##" in bus.commands()
