"""Heating: what is shown is true, and what is given back is what was."""

import asyncio
from functools import partial
from typing import Any, Final

import pytest
from homeassistant.components.climate import HVACAction, HVACMode
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from .conftest import House, MakeHouse, MakeSimulated
from .scripted import ScriptedBus

SOON: Final = 30.0
"""Seconds in which what is in doubt is asked for."""


def is_now(bus: ScriptedBus, where: str, *frames: str) -> None:
    """Let a zone answer in these words from now on."""
    bus.answer(f"*#4*{where}##", *frames)


def told(where: str, mode: str, effective: str, as_set: str, knob: str = "00") -> list[str]:
    """Return the five frames of a zone."""
    return [
        f"*#4*{where}*0*0195##",
        f"*#4*{where}*12*{effective}*3##",
        f"*4*{mode}*{where}##",
        f"*#4*{where}*14*{as_set}*3##",
        f"*#4*{where}*13*{knob}##",
    ]


async def live_with_zone(bus: ScriptedBus, live_in: MakeHouse, *frames: str, **objects: Any) -> House:
    """Live in a house with zone 1, that says this of itself."""
    is_now(bus, "1", *frames)
    bus.answer("*#4*0##", *frames)
    return await live_in({"4-1": {}, **objects})


def zone(house: House, key: str = "4-1") -> tuple[str, str | None, float | None]:
    """Return state, preset and target of a thermostat."""
    shown = house.shown("climate", key)
    return shown.state, shown.attributes.get("preset_mode"), shown.attributes.get("temperature")


# What a zone tells -------------------------------------------------------------------------------------------------


async def test_a_zone_that_is_switched_on_at_the_wall_is_on_at_what_was_chosen(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """Live, F461: the set point in effect is told, the one by hand is not."""
    house = await live_with_zone(bus, live_in, *told("1", "303", "0210", "0210"))
    assert zone(house) == (HVACMode.OFF, "none", None)
    is_now(bus, "1", *told("1", "0", "0240", "0240"))
    bus.tell("*4*0*1##", "*#4*1*12*0240*3##")
    await house.wait(SOON)
    assert zone(house) == (HVACMode.COOL, "none", 24.0)


async def test_antifreeze_shows_what_is_in_effect(bus: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_with_zone(bus, live_in, *told("1", "1", "0170", "0170"))
    is_now(bus, "1", *told("1", "102", "0070", "0170"))
    bus.tell("*4*102*1##", "*#4*1*12*0070*3##", "*#4*1*14*0170*3##")
    await house.wait(SOON)
    assert zone(house) == (HVACMode.HEAT, "protection", 7.0)


@pytest.mark.parametrize(
    ("frames", "state"), [("111 01 1", HVACMode.AUTO), ("303 02 0", HVACMode.OFF)], ids=["auto", "off"]
)
async def test_a_season_3_s_after_a_set_point_is_no_mode(
    bus: ScriptedBus, live_in: MakeHouse, frames: str, state: HVACMode
) -> None:
    mode, knob, season = frames.split()
    zone_frames = told("1", mode, f"0{200 + 10 * int(knob)}", "0200", knob)
    house = await live_with_zone(bus, live_in, *zone_frames, **{"4-#0": {}})
    assert house.state("climate", "4-1") == state
    bus.tell(f"*#4*1*13*{knob}##", f"*#4*1*12*0{200 + 10 * int(knob)}*3##")
    await house.wait(3)
    bus.tell(f"*4*{season}*1##")
    for _ in range(10):
        await house.wait(0.5)
        assert house.state("climate", "4-1") == state


@pytest.mark.parametrize(
    ("frame", "state", "preset"),
    [
        ("*#4*1*7*1*2##", HVACMode.OFF, "none"),
        ("*#4*1*7*1*5##", HVACMode.HEAT, "protection"),
        ("*#4*1*7*1*3##", HVACMode.AUTO, "comfort"),
        ("*#4*1*7*1*4##", HVACMode.AUTO, "eco"),
        ("*#4*1*7*1*1*0210##", HVACMode.HEAT, "none"),
    ],
)
async def test_a_smart_zone_is_shown_by_dimension_7(
    bus: ScriptedBus, live_in: MakeHouse, frame: str, state: HVACMode, preset: str
) -> None:
    house = await live_with_zone(bus, live_in, *told("1", "1", "0200", "0200"))
    bus.tell(frame)
    await house.wait(0.5)
    assert zone(house)[:2] == (state, preset)


@pytest.mark.parametrize(
    ("knob", "shown"), [("4", (HVACMode.OFF, "none", None)), ("5", (HVACMode.HEAT, "protection", 7.0))]
)
async def test_the_knob_on_off_or_protection_is_what_the_zone_does(
    bus: ScriptedBus, live_in: MakeHouse, knob: str, shown: tuple[str, str, float | None]
) -> None:
    house = await live_with_zone(bus, live_in, *told("1", "1", "0210", "0210"))
    is_now(bus, "1", *told("1", "1", "0070" if knob == "5" else "0210", "0210", knob))
    bus.tell(f"*#4*1*13*{knob}##")
    await house.wait(SOON)
    assert zone(house) == shown
    is_now(bus, "1", *told("1", "1", "0210", "0210"))
    bus.tell("*#4*1*13*00##")
    await house.wait(SOON)
    assert zone(house) == (HVACMode.HEAT, "none", 21.0)


async def test_an_actuator_without_its_number_tells_what_the_zone_does(bus: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_with_zone(bus, live_in, *told("1", "1", "0210", "0210"))
    bus.tell("*#4*1*20*1##")
    await house.wait(1)
    assert house.attribute("climate", "4-1", "hvac_action") == HVACAction.HEATING


async def test_valves_fan_and_humidity_are_asked_after_a_start_and_what_is_refused_is_not_asked_again(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    bus.answer("*#4*1*19##", "*#4*1*19*0*1##")
    bus.answer("*#4*1*60##", "*#4*1*60*46##")
    house = await live_with_zone(bus, live_in, *told("1", "1", "0210", "0210"))
    assert house.attribute("climate", "4-1", "hvac_action") == HVACAction.HEATING
    assert house.attribute("climate", "4-1", "current_humidity") == 46
    asked = len(bus.frames(r"\*#4\*1\*(19|11|60)##"))
    await bus.leave()
    bus.answer("*#4*1*19##", "*#4*1*19*0*0##")
    await bus.come_back()
    await house.wait(120)
    assert house.attribute("climate", "4-1", "hvac_action") == HVACAction.IDLE
    assert asked >= 3


async def test_a_set_point_that_was_never_told_is_asked_when_it_is_needed(bus: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_with_zone(bus, live_in, "*#4*1*0*0195##", "*4*303*1##")
    bus.answer("*#4*1*14##", "*#4*1*14*0185*3##")
    await house.call("climate", "set_hvac_mode", "4-1", hvac_mode="heat")
    assert bus.frames(r"\*#4\*1\*#14\*.*") == ["*#4*1*#14*0185*1##"]


# Over a restart ----------------------------------------------------------------------------------------------------


async def test_the_season_is_kept_over_a_restart(hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse) -> None:
    kept = {"season": "cooling", "set_point": 24.5, "program": 3}
    mock_restore_cache_with_extra_data(
        hass,
        [(State("climate.zone_1", HVACMode.OFF), kept), (State("climate.heating_control_unit", HVACMode.OFF), kept)],
    )
    bus.answer("*#4*#0##", "*4*21*#0##", "*4*303*#0##")
    house = await live_with_zone(bus, live_in, *told("1", "303", "0210", "0210"), **{"4-#0": {}})
    assert house.entity_id("climate", "4-1") == "climate.zone_1"
    bus.tell("*4*310#0215*#0##", "*4*310*1##")
    await house.wait(1)
    assert house.state("climate", "4-#0") == HVACMode.COOL
    assert house.state("climate", "4-1") == HVACMode.COOL
    await house.call("climate", "set_preset_mode", "4-#0", preset_mode="holiday")
    assert bus.frames(r"\*4\*315.*") == ["*4*315#3103*#0##"]


async def test_heat_is_written_with_its_season_where_that_is_not_told_since_the_start(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    mock_restore_cache_with_extra_data(hass, [(State("climate.zone_1", HVACMode.OFF), {"season": "heating"})])
    house = await live_with_zone(bus, live_in, *told("1", "303", "0210", "0210"))
    await house.call("climate", "set_temperature", "4-1", temperature=22, hvac_mode="heat")
    assert bus.frames(r"\*#4\*1\*#14\*.*") == ["*#4*1*#14*0220*1##"]


# Scenes ------------------------------------------------------------------------------------------------------------

HOUSE: Final = """
  - {kind: zone, where: "1", set_point: 21}
  - {kind: zone, where: "2", set_point: 18.5}
"""
SMART: Final = """
  - {kind: zone, where: "1", set_point: 21, smart: true}
  - {kind: zone, where: "2", set_point: 18.5, smart: true}
"""
CENTRAL: Final = '  - {kind: central_unit, where: "#0"}\n'


async def keep(house: House, key: str) -> None:
    """Make a scene of what is now."""
    ids = [house.entity_id("climate", key)]
    await house.hass.services.async_call(
        "scene", "create", {"scene_id": "kept", "snapshot_entities": ids}, blocking=True
    )


async def give_back(house: House) -> None:
    """Turn the scene on."""
    await house.hass.services.async_call("scene", "turn_on", {"entity_id": "scene.kept"}, blocking=True)
    await house.wait(SOON)


AWAY: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "heat": ("set_temperature", {"temperature": 25, "hvac_mode": "heat"}),
    "off": ("set_hvac_mode", {"hvac_mode": "off"}),
    "protection": ("set_preset_mode", {"preset_mode": "protection"}),
    "auto": ("set_hvac_mode", {"hvac_mode": "auto"}),
    "nothing": ("", {}),
}


PLANTS: Final = {"alone": HOUSE, "central": HOUSE + CENTRAL, "smart": SMART + CENTRAL}


@pytest.mark.parametrize(
    ("plant", "mode", "away"),
    [
        (plant, mode, away)
        for plant in PLANTS
        for mode in ("manual", "off", "protection", "auto")
        for away in AWAY
        # A zone without a central unit has no program.
        if plant != "alone" or "auto" not in (mode, away)
    ],
)
async def test_a_scene_gives_a_zone_back_as_it_was(
    hass: HomeAssistant, live_with: MakeSimulated, plant: str, mode: str, away: str
) -> None:
    house, simulator = await live_with(PLANTS[plant], known={})
    item = simulator.objects["4-1"]
    item.press(mode)
    await house.wait(SOON)
    was = (item.mode, item.season, item.set_point), zone(house)
    await keep(house, "4-1")
    service, data = AWAY[away]
    if service:
        await house.call("climate", service, "4-1", **data)
        await house.wait(SOON)
    await give_back(house)
    set_point = item.set_point if mode in ("off", "protection", "auto") and away == "heat" else was[0][2]
    assert ((item.mode, item.season, item.set_point), zone(house)[:2]) == ((*was[0][:2], set_point), was[1][:2])


@pytest.mark.parametrize("away", ["nothing", "heat", "off", "protection"])
@pytest.mark.parametrize(
    "mode", ["110#0200", "303", "102", "111", "1102", "1207", "315#3102", "13005#3101"], ids=lambda text: f"in {text}"
)
async def test_a_scene_gives_a_central_unit_back_as_it_was(
    hass: HomeAssistant, live_with: MakeSimulated, mode: str, away: str
) -> None:
    house, simulator = await live_with(HOUSE + CENTRAL)
    item = simulator.objects["4-#0"]
    item.set_mode(mode)
    await house.wait(SOON)
    was, shown = (item.mode[1:], item.season), zone(house, "4-#0")
    await keep(house, "4-#0")
    service, data = AWAY[away]
    if service:
        await house.call("climate", service, "4-#0", **data)
        await house.wait(SOON)
    if mode.startswith("13") and service:
        with pytest.raises(HomeAssistantError):
            await give_back(house)
        return
    await give_back(house)
    assert (item.mode[1:].partition("#")[0], item.season) == (was[0].partition("#")[0], was[1])
    assert zone(house, "4-#0") == shown


@pytest.mark.parametrize("mode", ["off", "manual", "auto"])
@pytest.mark.parametrize("key", ["4-1", "4-#0"])
async def test_no_preset_where_none_runs_changes_nothing(live_with: MakeSimulated, key: str, mode: str) -> None:
    house, simulator = await live_with(HOUSE + CENTRAL)
    item = simulator.objects[key]
    if key == "4-1":
        item.press(mode)
    else:
        item.set_mode({"off": "303", "manual": "110#0200", "auto": "311"}[mode])
    await house.wait(SOON)
    executed = len(simulator.executed)
    await house.call("climate", "set_preset_mode", key, preset_mode="none")
    await house.wait(SOON)
    assert len(simulator.executed) == executed


@pytest.mark.parametrize("key", ["4-1", "4-#0"])
async def test_a_temperature_for_the_automatic_mode_is_refused_with_a_text(live_with: MakeSimulated, key: str) -> None:
    house, simulator = await live_with(HOUSE + CENTRAL)
    executed = len(simulator.executed)
    with pytest.raises(ServiceValidationError) as error:
        await house.call("climate", "set_temperature", key, temperature=21, hvac_mode="auto")
    assert error.value.translation_key == "program_has_temperature"
    assert len(simulator.executed) == executed


async def test_what_is_asked_during_a_scene_is_the_last_word(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(HOUSE)
    await keep(house, "4-1")
    scene = house.hass.async_create_task(give_back(house))
    await house.wait(0)
    await house.call("climate", "set_temperature", "4-1", temperature=25)
    await scene
    assert simulator.objects["4-1"].set_point == 25


# The central unit --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["303", "1102", "102", "13005#3101"])
async def test_a_central_unit_shows_a_target_only_by_hand(live_with: MakeSimulated, mode: str) -> None:
    house, simulator = await live_with(HOUSE + CENTRAL)
    simulator.objects["4-#0"].set_mode("110#0220")
    await house.wait(SOON)
    assert zone(house, "4-#0")[2] == 22.0
    simulator.objects["4-#0"].set_mode(mode)
    await house.wait(SOON)
    assert zone(house, "4-#0")[2] is None


async def test_a_holiday_returns_to_the_program_that_ran_before(bus: ScriptedBus, live_in: MakeHouse) -> None:
    bus.answer("*#4*#0##", "*4*21*#0##", "*4*1103*#0##")
    house = await live_in({"4-#0": {}})
    bus.tell("*4*110#0200*#0##")
    await house.wait(1)
    await house.call("climate", "set_preset_mode", "4-#0", preset_mode="holiday")
    assert bus.frames(r"\*4\*315.*") == ["*4*315#3103*#0##"]


async def test_a_vacation_that_is_extended_returns_to_the_program_that_it_began_with(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """What is told of a vacation has no program."""
    bus.on(r"\*4\*33\d{3}#3102\*#0##", partial(_tell_vacation, bus))
    bus.answer("*#4*#0##", "*4*21*#0##", "*4*1101*#0##")
    house = await live_in({"4-#0": {}})
    target = {"entity_id": house.entity_id("climate", "4-#0")}
    for data in ({"days": 5, "program": 2}, {"days": 7}):
        await house.hass.services.async_call("openwebnet", "set_vacation", {**target, **data}, blocking=True)
        await house.wait(2)
    assert bus.frames(r"\*4\*33.*") == ["*4*33005#3102*#0##", "*4*33007#3102*#0##"]


def _tell_vacation(bus: ScriptedBus, _: Any) -> None:
    bus.tell("*4*13006*#0##", "*4*21*#0##", after=0.3)


async def test_a_central_unit_that_was_never_told_a_set_point_takes_that_of_its_zones(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(HOUSE + '  - {kind: central_unit, where: "#0", mode: "302"}\n')
    simulator.objects["4-2"].press("21")
    await house.wait(SOON)
    await house.call("climate", "set_hvac_mode", "4-#0", hvac_mode="heat")
    assert simulator.executed[-1] == "*#4*#0*#14*0210*1##"


async def test_a_season_that_is_told_late_does_not_count_for_the_one_that_is_asked_for_next(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await live_with_zone(bus, live_in, *told("1", "1", "0170", "0170"))
    await house.call("climate", "set_temperature", "4-1", temperature=21, hvac_mode="cool")
    # First of what was asked now, then of what was before.
    bus.tell("*#4*1*12*0210*3##", "*4*0*1##", "*#4*1*12*0170*3##", "*4*1*1##")
    await house.wait(0.5)
    assert zone(house)[0] == HVACMode.HEAT
    await house.call("climate", "set_hvac_mode", "4-1", hvac_mode="heat")
    assert bus.commands()[-1].endswith("*1##")
    assert bus.commands()[-1].startswith("*#4*1*#14*")


@pytest.mark.parametrize("pause", [1.2, 2.0, 2.5])
@pytest.mark.parametrize("first", [("set_temperature", {"temperature": 25}), ("set_hvac_mode", {"hvac_mode": "auto"})])
async def test_protection_ends_although_the_zone_has_just_told_what_it_was_set_to_before(
    live_with: MakeSimulated, first: tuple[str, dict[str, Any]], pause: float
) -> None:
    house, _ = await live_with(
        "  - {kind: zone, where: '1', set_point: 18, mode: manual}\n"
        "  - {kind: central_unit, where: '#0', mode: '110#0180'}"
    )
    await house.call("climate", first[0], "4-1", **first[1])
    await house.call("climate", "set_preset_mode", "4-1", preset_mode="protection")
    await asyncio.sleep(pause)
    await house.call("climate", "set_preset_mode", "4-1", preset_mode="none")
    await house.wait(30)
    assert house.attribute("climate", "4-1", "preset_mode") == "none"
