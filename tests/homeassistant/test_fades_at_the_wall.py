"""Fades on a bus that takes its time, and somebody at the wall: what was set there last is what a lamp ends at."""

import asyncio

import pytest
from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_BRIGHTNESS_PCT,
    ATTR_TRANSITION,
    DOMAIN as LIGHT,
)
from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_OFF
from homeassistant.core import HomeAssistant

from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import plant_of, set_up, settle, state_of
from .test_fades import HUNDRED, call


@pytest.fixture
def model() -> str:
    """A gateway that shows commands of others; some show ours too, or tell a level twice."""
    return "F454"


@pytest.fixture
def tells() -> str:
    """How much a lamp tells of a change."""
    return "captured"


@pytest.fixture
def speed() -> int:
    """Telegrams a second; a bus carries ten to twenty."""
    return 15


@pytest.fixture
def plant(model: str, tells: str, speed: int) -> Plant:
    """Two dimmers on a bus."""
    lines = (f'  - {{kind: dimmer, where: "{where}", steps: 100, tells: {tells}}}' for where in ("11", "12"))
    return plant_of("\n".join(lines), speed=speed, model=model)


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, percent: int) -> None:
    """Set up a house with a lamp that is on."""
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"1-11": HUNDRED, "1-12": HUNDRED}}))
    await settle(hass, simulator)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS_PCT: percent})
    await asyncio.sleep(5)
    simulator.executed.clear()


async def fade_out_and_press(hass: HomeAssistant, simulator: Simulator, *whats: str, after: float) -> int:
    """Fade a lamp from 90 to 0 in ten seconds, press at the wall after some; return how it is in the end."""
    lamp = simulator.objects["1-11"]
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 10})
    await asyncio.sleep(after)
    for what in whats:
        lamp.press(what)
        await asyncio.sleep(0.2)
    await asyncio.sleep(4)
    frames = list(simulator.executed)
    await asyncio.sleep(12)
    # It is asked at the most how it is.
    assert [frame for frame in simulator.executed[len(frames) :] if not frame.startswith("*#1*11*1")] == []
    return int(lamp.level)


SOON = [index * 0.019 for index in range(12)]


@pytest.mark.parametrize("after", SOON)
async def test_a_lamp_that_is_switched_off_while_a_level_is_on_its_way_stays_off(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, after: float
) -> None:
    await begin(hass, simulator, config_entry, 10)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 204, ATTR_TRANSITION: 10})
    await asyncio.sleep(5 + after)
    simulator.objects["1-11"].press("0")
    await asyncio.sleep(10)
    assert simulator.objects["1-11"].level == 0
    assert state_of(hass, LIGHT, "1-11").state == STATE_OFF


@pytest.mark.parametrize("tells", ["captured", "what", "all"])
@pytest.mark.parametrize("model", ["F454", "MH202", "MyHomeServer1"])
@pytest.mark.parametrize(("what", "level"), [("10", 100), ("7", 50), ("3", 10), ("0", 0)])
async def test_a_level_that_is_set_at_the_wall_stays_although_one_of_the_fade_was_on_its_way(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: str, level: int
) -> None:
    await begin(hass, simulator, config_entry, 90)
    ends = []
    for after in SOON[::2]:
        ends.append(await fade_out_and_press(hass, simulator, what, after=3 + after))
        await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS_PCT: 90})
        await asyncio.sleep(3)
    assert ends == [level] * len(ends)


@pytest.mark.parametrize("tells", ["captured", "all"])
@pytest.mark.parametrize(
    ("what", "levels"),
    [("1", range(55, 66)), ("11", range(55, 66)), ("30", range(65, 76)), ("31", range(45, 56))],
    ids=["on", "on for a minute", "up", "down"],
)
async def test_whatever_is_pressed_at_the_wall_ends_a_fade(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: str, levels: range
) -> None:
    await begin(hass, simulator, config_entry, 90)
    for after in SOON[::3]:
        assert await fade_out_and_press(hass, simulator, what, after=3 + after) in levels
        await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS_PCT: 90})
        await asyncio.sleep(3)


@pytest.mark.parametrize("after", SOON[::3])
async def test_a_timer_that_is_set_at_the_wall_runs_although_a_level_was_on_its_way(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, after: float
) -> None:
    await begin(hass, simulator, config_entry, 90)
    assert await fade_out_and_press(hass, simulator, "17", after=3 + after) > 50
    await asyncio.sleep(30)
    assert simulator.objects["1-11"].level == 0


@pytest.mark.parametrize("after", SOON[::3])
async def test_the_last_step_of_a_fade_does_not_put_out_what_is_lit_at_the_wall_just_before_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, after: float
) -> None:
    await begin(hass, simulator, config_entry, 90)
    assert await fade_out_and_press(hass, simulator, "10", after=9.85 + after) == 100


@pytest.mark.parametrize("frame", ["*1*1*11##", "*1*1*0##", "*1*1*1##"])
async def test_an_on_that_changes_nothing_ends_a_fade(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, frame: str
) -> None:
    await begin(hass, simulator, config_entry, 90)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 10})
    await asyncio.sleep(3)
    simulator.emit(frame)
    await asyncio.sleep(12)
    assert 55 < simulator.objects["1-11"].level < 66


@pytest.mark.parametrize("model", ["F454", "MH202", "MyHomeServer1"])
async def test_what_was_asked_of_many_just_before_does_not_end_a_fade(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry, 90)
    entry = hass.config_entries.async_entries("openwebnet")[0].entry_id
    for frame in ("*1*1*0##", "*1*1*11##", "*1*11*1##"):
        send = {"config_entry_id": entry, "frame": frame}
        await hass.services.async_call("openwebnet", "send_frame", send, blocking=True)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS_PCT: 20, ATTR_TRANSITION: 4})
    await asyncio.sleep(10)
    assert simulator.objects["1-11"].level == 20


@pytest.mark.parametrize("pause", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("after", SOON[::2])
async def test_a_lamp_that_is_switched_off_and_on_again_at_the_wall_stays_on(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, after: float, pause: float
) -> None:
    await begin(hass, simulator, config_entry, 10)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS_PCT: 90, ATTR_TRANSITION: 10})
    await asyncio.sleep(3 + after)
    lamp = simulator.objects["1-11"]
    lamp.press("0")
    await asyncio.sleep(pause)
    lamp.press("1")
    await asyncio.sleep(12)
    assert lamp.level > 0


@pytest.mark.parametrize("speed", [0])
async def test_nothing_is_written_where_nothing_was_on_its_way(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry, 90)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 10})
    await asyncio.sleep(3)
    written = list(simulator.executed)
    simulator.objects["1-11"].press("10")
    await asyncio.sleep(12)
    assert simulator.executed == written


@pytest.mark.parametrize(("tells", "speed"), [("captured", 10), ("all", 10), ("all", 15)])
async def test_a_fade_writes_no_more_than_the_bus_carries_so_that_the_wall_is_served_soon(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry, 90)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 10})
    await asyncio.sleep(8)
    simulator.objects["1-11"].press("10")
    await asyncio.sleep(0.6)
    assert simulator.objects["1-11"].level == 100
    await asyncio.sleep(12)
    assert simulator.objects["1-11"].level == 100


async def test_somebody_who_goes_on_to_press_while_a_lamp_is_given_back_has_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry, 90)
    lamp = simulator.objects["1-11"]
    for after in SOON:
        assert await fade_out_and_press(hass, simulator, "3", "0", "10", after=3 + after) == 100
        lamp.press("10")
        await asyncio.sleep(3)


@pytest.mark.parametrize("presses", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("speed", [8])
@pytest.mark.parametrize("model", ["F453AV", "F454"])
async def test_a_level_of_its_own_that_a_late_bus_tells_after_a_fade_began_is_nobodys_order(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, presses: int
) -> None:
    """The lamp tells what it went on with, then the first steps: lower, and ours."""
    await begin(hass, simulator, config_entry, 20)
    await call(hass, SERVICE_TURN_OFF, "11")
    await asyncio.sleep(5)
    # Others have the bus for a while.
    for number in range(presses):
        simulator.objects["1-12"].press(str(number % 2))
    turning_on = hass.async_create_task(call(hass, SERVICE_TURN_ON, "11"))
    await asyncio.sleep(0.2)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 76, ATTR_TRANSITION: 2})
    await turning_on
    await asyncio.sleep(20)
    assert simulator.objects["1-11"].level == 30
