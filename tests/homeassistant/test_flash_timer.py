"""Flash and identification of a lamp whose timer runs: both end the timer at the actuator."""

import asyncio

import pytest
from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.components.light import ATTR_BRIGHTNESS_PCT, ATTR_FLASH, DOMAIN as LIGHT, SERVICE_TURN_ON
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle

LAMPS = ["1-11", "1-12"]


@pytest.fixture
def plant() -> Plant:
    """A lamp on a relay, and one on a dimmer."""
    return plant_of("""
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "12", steps: 100, level: 40}
""")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """An entry that knows the lamps."""
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}, "1-12": {"traits": {"steps": 100}}}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    return entry


async def call(hass: HomeAssistant, domain: str, service: str, key: str, **data: object) -> None:
    """Call an action for a lamp."""
    light = entity_id(hass, LIGHT, key)
    await hass.services.async_call(domain, service, {ATTR_ENTITY_ID: light, **data}, blocking=True)


async def flash(hass: HomeAssistant, key: str, length: str = "short") -> None:
    """Let it blink."""
    await call(hass, LIGHT, SERVICE_TURN_ON, key, **{ATTR_FLASH: length})


async def goes_out_after(simulator: Simulator, key: str) -> float:
    """Return the seconds until a lamp is off."""
    begin = asyncio.get_running_loop().time()
    await until(lambda: not simulator.objects[key].on, 600)
    return asyncio.get_running_loop().time() - begin


@pytest.mark.parametrize("key", LAMPS)
@pytest.mark.parametrize("seconds", [60, 90])
async def test_a_timer_that_was_set_here_switches_off_at_its_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str, seconds: int
) -> None:
    await call(hass, DOMAIN, "turn_on_timed", key, duration=seconds)
    await asyncio.sleep(20)
    level = simulator.objects[key].level
    await flash(hass, key)
    await asyncio.sleep(3)
    assert simulator.objects[key].level == level
    assert await goes_out_after(simulator, key) == pytest.approx(seconds - 23, abs=1.5)


@pytest.mark.parametrize("key", LAMPS)
async def test_a_timer_that_was_set_at_the_wall_switches_off_at_its_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str
) -> None:
    simulator.objects[key].press("11")
    await asyncio.sleep(20)
    await flash(hass, key)
    assert await goes_out_after(simulator, key) == pytest.approx(40, abs=1.5)


async def test_two_flashes_are_no_reason_to_stay_on(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await call(hass, DOMAIN, "turn_on_timed", "1-11", duration=60)
    await asyncio.sleep(20)
    await flash(hass, "1-11")
    await asyncio.sleep(1)
    await flash(hass, "1-11", "long")
    assert await goes_out_after(simulator, "1-11") == pytest.approx(39, abs=1.5)


async def test_a_timer_that_is_over_in_a_flash_leaves_the_lamp_off(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await call(hass, DOMAIN, "turn_on_timed", "1-11", duration=30)
    await asyncio.sleep(25)
    await flash(hass, "1-11", "long")
    assert await goes_out_after(simulator, "1-11") == pytest.approx(9, abs=1)


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("key", LAMPS)
async def test_a_lamp_that_was_identified_goes_out_at_its_time_too(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str
) -> None:
    await call(hass, DOMAIN, "turn_on_timed", key, duration=60)
    await asyncio.sleep(20)
    button = entity_id(hass, BUTTON, f"{key}-identify")
    await hass.services.async_call(BUTTON, SERVICE_PRESS, {ATTR_ENTITY_ID: button}, blocking=True)
    assert simulator.objects[key].on
    assert await goes_out_after(simulator, key) == pytest.approx(37, abs=4)


@pytest.mark.parametrize("key", LAMPS)
@pytest.mark.parametrize("here", [True, False])
async def test_what_is_on_for_good_since_stays_on(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str, here: bool
) -> None:
    await call(hass, DOMAIN, "turn_on_timed", key, duration=60)
    await asyncio.sleep(10)
    if here:
        brightness = {ATTR_BRIGHTNESS_PCT: 70} if key == "1-12" else {}
        await call(hass, LIGHT, SERVICE_TURN_ON, key, **brightness)
    else:
        simulator.objects[key].press("1")
    await asyncio.sleep(10)
    await flash(hass, key)
    await asyncio.sleep(100)
    assert simulator.objects[key].on


@pytest.mark.parametrize("frame", ["*1*1*0##", "*1*0*0##"])
async def test_a_frame_to_all_puts_a_timer_in_doubt(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, frame: str
) -> None:
    """Whether the lamp is one of them is not known: what it tells then counts, and a flash leaves it as it was."""
    await call(hass, DOMAIN, "turn_on_timed", "1-11", duration=60)
    await asyncio.sleep(10)
    simulator.emit(frame)
    await asyncio.sleep(10)
    await flash(hass, "1-11")
    await asyncio.sleep(3)
    assert simulator.executed[-1] == "*1*1*11##"


async def test_a_timer_that_the_gateway_refuses_leaves_the_lamp_on_and_not_blinking(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await call(hass, DOMAIN, "turn_on_timed", "1-11", duration=60)
    await asyncio.sleep(20)
    await flash(hass, "1-11")
    await until(lambda: simulator.executed[-1] == "*1*1*11##")
    simulator.faults.nack_next(1)
    await asyncio.sleep(10)
    assert simulator.objects["1-11"].on
    assert simulator.objects["1-11"].what() == "1"
    assert simulator.executed[-1] == "*1*1*11##"
