"""The last word wins: what was asked for last is what is done, whatever was under way."""

import asyncio
import re
from typing import Any

import pytest
from homeassistant.components.climate import HVACMode
from homeassistant.components.cover import CoverState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_OFF
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from .conftest import House, MakeHouse, MakeSimulated
from .scripted import Motor, ScriptedBus

SECONDS = 20.0
"""How long the shutters take from one end to the other."""
TIMES = {"opening_time": SECONDS, "closing_time": SECONDS}
SHUTTER = {"2-51": TIMES}
NEARLY = 4.0
"""Percent by which a shutter may be beside where it was sent: 0.8 s."""
LONG = 3 * SECONDS


def stood(hass: HomeAssistant, way: float | None, tilt: float | None = None) -> None:
    """Let the shutter be remembered to have stood somewhere."""
    mock_restore_cache_with_extra_data(hass, [(State("cover.cover_51", CoverState.OPEN), {"way": way, "tilt": tilt})])


def position(house: House) -> int | None:
    """Return the position that is shown."""
    shown: int | None = house.attribute("cover", "2-51", "current_position")
    return shown


async def move(house: House, position: int, **more: Any) -> None:
    """Send the shutter somewhere: the ends as a person does it."""
    match position:
        case 0:
            await house.call("cover", "close_cover", "2-51")
        case 100:
            await house.call("cover", "open_cover", "2-51")
        case _:
            await house.call("cover", "set_cover_position", "2-51", position=position, **more)


# Shutters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("positions", "pause"),
    [
        ((20, 80), 0.2),
        ((20, 80), 0.5),
        ((80, 20), 0.2),
        ((0, 80), 0.2),
        ((100, 20), 0.5),
        ((20, 80, 30), 0.2),
        ((20, 80), 0.7),
        ((80, 20), 3.0),
        ((20, 100), 0.2),
        ((80, 0), 0.2),
    ],
)
async def test_a_shutter_goes_to_the_position_that_was_asked_for_last(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, positions: tuple[int, ...], pause: float
) -> None:
    motor = Motor(bus, at=50, seconds=SECONDS)
    stood(hass, 50)
    house = await live_in(SHUTTER)
    for wanted in positions:
        await move(house, wanted)
        await asyncio.sleep(pause)
    await house.wait(LONG)
    assert motor.at == pytest.approx(positions[-1], abs=NEARLY)
    assert position(house) == pytest.approx(positions[-1], abs=NEARLY)


@pytest.mark.parametrize(("first", "then"), [(100, 90), (90, 80), (0, 10), (30, 10)])
async def test_a_shutter_that_was_just_stopped_moves_on(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, first: int, then: int
) -> None:
    """The bus tells the stop 0.5 s after it was written."""
    motor = Motor(bus, at=50, seconds=SECONDS, stop=0.5)
    stood(hass, 50)
    house = await live_in(SHUTTER)
    await move(house, first)
    await asyncio.sleep(2)
    await house.call("cover", "stop_cover", "2-51")
    await asyncio.sleep(0.2)
    await move(house, then)
    await house.wait(LONG)
    assert motor.at == pytest.approx(then, abs=NEARLY)


@pytest.mark.parametrize("way", [0, 100])
@pytest.mark.parametrize(
    "wanted", [(50, 50, "scene"), (0, 50, "scene"), (70, 20, "scene"), (50, 50, "script"), (0, 50, "script")]
)
async def test_position_and_tilt_of_a_venetian_blind_are_both_reached(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, wanted: tuple[int, int, str], way: int
) -> None:
    curtain, slats, by = wanted
    motor = Motor(bus, at=way, seconds=SECONDS, slats=2)
    motor.tilt = way
    stood(hass, way, way)
    house = await live_in({"2-51": {**TIMES, "slat_time": 2}})
    if by == "scene":
        state = {"state": CoverState.OPEN, "current_position": curtain, "current_tilt_position": slats}
        assert await async_setup_component(hass, "scene", {})
        scene = {"entities": {house.entity_id("cover", "2-51"): state}}
        await hass.services.async_call("scene", "apply", scene, blocking=True)
    else:
        await house.call("cover", "set_cover_position", "2-51", position=curtain)
        await house.call("cover", "set_cover_tilt_position", "2-51", tilt_position=slats)
    await house.wait(2 * LONG)
    assert not motor.moves
    assert motor.at == pytest.approx(curtain, abs=NEARLY)
    assert motor.slats_at == pytest.approx(slats, abs=15)


@pytest.mark.parametrize("at", [10, 60])
@pytest.mark.parametrize("wanted", [30, 70])
async def test_from_an_unknown_place_a_shutter_goes_on_when_its_actuator_has_stopped_it_at_the_end(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, wanted: int, at: int
) -> None:
    """The actuator's own time is the one that is set."""
    motor = Motor(bus, at=at, seconds=SECONDS, relay=SECONDS)
    stood(hass, None)
    house = await live_in(SHUTTER)
    await move(house, wanted)
    await house.wait(2 * LONG)
    assert motor.at == pytest.approx(wanted, abs=NEARLY)
    assert position(house) == pytest.approx(wanted, abs=NEARLY)


SLOW = 60.0
"""Seconds of a shutter that takes its time: what goes wrong can still be mended on the way."""


async def on_its_way(hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse) -> tuple[House, Motor]:
    """Send a slow shutter from 50 to 40, which takes it 6 s."""
    motor = Motor(bus, at=50, seconds=SLOW, relay=2 * SLOW)
    stood(hass, 50)
    house = await live_in({"2-51": {"opening_time": SLOW, "closing_time": SLOW}})
    await move(house, 40)
    return house, motor


def shows_nothing_untrue(house: House, motor: Motor) -> bool:
    """Tell whether the position that is shown is right, or unknown."""
    shown = position(house)
    return shown is None or abs(shown - motor.at) <= NEARLY


async def test_a_shutter_on_its_way_to_a_position_is_stopped_over_a_reload(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house, motor = await on_its_way(hass, bus, live_in)
    await asyncio.sleep(3)
    await hass.config_entries.async_reload(house.entry.entry_id)
    await house.wait(2 * SLOW)
    assert motor.at > 30
    assert shows_nothing_untrue(house, motor)


async def test_a_shutter_on_its_way_to_a_position_is_stopped_when_home_assistant_stops(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    _, motor = await on_its_way(hass, bus, live_in)
    await asyncio.sleep(3)
    hass.set_state(CoreState.stopping)
    hass.bus.async_fire_internal(EVENT_HOMEASSISTANT_STOP)
    await asyncio.sleep(2 * SLOW)
    assert motor.at > 30
    hass.set_state(CoreState.running)


async def test_a_shutter_is_stopped_although_the_connection_was_reset_when_it_began_to_move(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house, motor = await on_its_way(hass, bus, live_in)
    await asyncio.sleep(0.3)
    bus.hang_up()
    await house.wait(2 * SLOW)
    assert motor.at > 15
    assert shows_nothing_untrue(house, motor)


async def test_a_stop_that_was_refused_is_tried_again(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    motor = Motor(bus, at=50, seconds=SLOW, relay=2 * SLOW)
    motor.refuses = 1
    stood(hass, 50)
    house = await live_in({"2-51": {"opening_time": SLOW, "closing_time": SLOW}})
    await move(house, 40)
    await house.wait(2 * SLOW)
    assert not motor.refuses
    assert motor.at > 30
    assert shows_nothing_untrue(house, motor)


async def test_a_stop_that_was_due_while_the_gateway_was_away_is_tried_when_it_is_back(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house, motor = await on_its_way(hass, bus, live_in)
    await asyncio.sleep(3)
    await bus.leave()
    # Due after three of them, and tried again as soon as somebody listens.
    await asyncio.sleep(5)
    await bus.come_back()
    await house.wait(2 * SLOW)
    assert motor.at > 30
    assert shows_nothing_untrue(house, motor)


# Zones and central units ---------------------------------------------------------------------------------

CENTRAL = """
  - {kind: central_unit, where: "#0", mode: "110#0180"}
  - {kind: zone, where: "1", temperature: 17.5, set_point: 18.0}
"""
ALONE = """
  - {kind: zone, where: "1", temperature: 17.5, set_point: 18.0}
"""


@pytest.mark.parametrize(
    ("objects", "key", "pause"),
    [
        (ALONE, "4-1", 0.0),
        (ALONE, "4-1", 1.1),
        (CENTRAL, "4-1", 0.0),
        (CENTRAL, "4-1", 1.1),
        (CENTRAL, "4-#0", 0.0),
        (CENTRAL, "4-#0", 1.1),
    ],
    ids=lambda value: {ALONE: "alone", CENTRAL: "with central unit"}.get(value, str(value)),
)
async def test_a_mode_that_follows_a_set_point_keeps_it(
    live_with: MakeSimulated, objects: str, key: str, pause: float
) -> None:
    house, simulator = await live_with(objects)
    await house.call("climate", "set_temperature", key, temperature=25)
    await asyncio.sleep(pause)
    await house.call("climate", "set_hvac_mode", key, hvac_mode=HVACMode.HEAT)
    await house.wait(10)
    assert simulator.objects["4-1"].set_point == 25
    assert house.state("climate", key) == HVACMode.HEAT
    assert house.attribute("climate", key, "temperature") == 25


@pytest.mark.parametrize(
    ("first", "then", "season"),
    [
        (HVACMode.HEAT, HVACMode.COOL, "cooling"),
        (HVACMode.COOL, HVACMode.HEAT, "heating"),
        (HVACMode.HEAT, HVACMode.COOL, "heating"),
        (HVACMode.COOL, HVACMode.HEAT, "cooling"),
    ],
)
async def test_a_zone_without_a_central_unit_does_what_it_was_told_last(
    live_with: MakeSimulated, first: HVACMode, then: HVACMode, season: str
) -> None:
    zone = f'  - {{kind: zone, where: "1", temperature: 21, set_point: 21.0, season: {season}}}'
    house, simulator = await live_with(zone)
    await house.call("climate", "set_hvac_mode", "4-1", hvac_mode=first)
    await asyncio.sleep(0.1)
    await house.call("climate", "set_hvac_mode", "4-1", hvac_mode=then)
    await house.wait(10)
    assert simulator.objects["4-1"].season == {HVACMode.HEAT: "heating", HVACMode.COOL: "cooling"}[then]
    assert house.state("climate", "4-1") == then


# Actions of several frames -----------------------------------------------------------------------------------

SLOW_ANSWER = 0.15
"""Seconds that the gateway takes to confirm a frame: the next action comes meanwhile."""


async def switched_off_meanwhile(house: House, platform: str, key: str, service: str, **data: Any) -> None:
    """Call an action, and switch off a tenth of a second later."""
    begun = house.calling(platform, service, key, **data)
    await asyncio.sleep(0.1)
    await house.call(platform, "turn_off", key)
    await asyncio.gather(begun, return_exceptions=True)
    await house.wait(10)


async def test_a_lamp_that_is_switched_off_while_its_white_is_set_is_off(bus: ScriptedBus, live_in: MakeHouse) -> None:
    bus.delay = SLOW_ANSWER
    bus.on(r"\*#1\*21\*#14\*(\d+)##", lambda match: bus.tell(f"*#1*21*14*{match[1]}##", after=0.2))
    bus.on(r"\*#1\*21\*#1\*(\d+)\*\d+##", lambda match: bus.tell(f"*#1*21*1*{match[1]}*255##", after=0.2))
    bus.on(r"\*1\*0\*21##", lambda _: bus.tell("*1*0*21##", after=0.2))
    bus.answer("*#1*21##", "*1*0*21##")
    house = await live_in({"1-21": {"traits": {"steps": 100, "white": 1}}})
    data = {"color_temp_kelvin": 3000, "brightness": 128}
    await switched_off_meanwhile(house, "light", "1-21", "turn_on", **data)
    assert bus.commands()[-1] == "*1*0*21##"
    assert house.state("light", "1-21") == STATE_OFF


async def test_an_amplifier_that_is_switched_off_while_a_source_is_chosen_is_off(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    bus.delay = SLOW_ANSWER
    bus.on(r"\*16\*(3|13)\*(\d+)##", lambda match: bus.tell(match[0], after=0.2))
    bus.answer("*#16*31*5##", "*16*13*31##")
    house = await live_in({"16-31": {}})
    await switched_off_meanwhile(house, "media_player", "16-31", "select_source", source="Source 2")
    assert bus.frames(r"\*16\*\d+\*31##")[-1] == "*16*13*31##"
    assert house.state("media_player", "16-31") == STATE_OFF


async def test_a_central_unit_that_is_switched_off_while_it_is_set_to_cool_is_off(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    bus.delay = SLOW_ANSWER
    bus.on(r"\*4\*([01])\*#0##", lambda match: bus.tell(f"*4*{match[1]}*#0##", after=0.2))
    bus.on(r"\*#4\*#0\*#14\*(\d+)\*(\d)##", lambda match: bus.tell(f"*4*{match[2]}10#{match[1]}*#0##", after=0.2))
    mode = ["110#0210"]

    def off(_: re.Match[str]) -> None:
        mode[:] = ["203"]
        bus.tell("*4*203*#0##", after=0.2)

    bus.on(r"\*4\*303\*#0##", off)
    bus.answer("*#4*#0##", lambda: ["*4*21*#0##", f"*4*{mode[0]}*#0##"])
    house = await live_in({"4-#0": {}})
    assert house.state("climate", "4-#0") == HVACMode.HEAT
    await switched_off_meanwhile(house, "climate", "4-#0", "set_hvac_mode", hvac_mode=HVACMode.COOL)
    assert bus.commands()[-1] == "*4*303*#0##"
    assert house.state("climate", "4-#0") == STATE_OFF
