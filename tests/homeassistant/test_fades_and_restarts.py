"""Fades, and what is left of them: a lamp that was faded out comes back as it was, also after a restart."""

import asyncio

import pytest
from homeassistant.components.light import ATTR_BRIGHTNESS_PCT, ATTR_TRANSITION
from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON
from homeassistant.core import HomeAssistant

from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import plant_of, set_up, settle
from .test_fades import HUNDRED, call


@pytest.fixture
def plant() -> Plant:
    """A dimmer on a bus of fifteen telegrams a second."""
    return plant_of('  - {kind: dimmer, where: "11", steps: 100}', speed=15)


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    """Set up a house with a lamp at 80 %."""
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"1-11": HUNDRED}}))
    await settle(hass, simulator)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS_PCT: 80})
    await asyncio.sleep(5)


async def reload(hass: HomeAssistant, simulator: Simulator) -> None:
    """Load the integration once more."""
    await hass.config_entries.async_reload(hass.config_entries.async_entries("openwebnet")[0].entry_id)
    await settle(hass, simulator)


async def lit(hass: HomeAssistant, simulator: Simulator) -> int:
    """Turn the lamp on; return how bright it is."""
    await call(hass, SERVICE_TURN_ON, "11")
    await asyncio.sleep(5)
    return int(simulator.objects["1-11"].level)


@pytest.mark.parametrize("after", [2, 10], ids=["in the middle of a fade", "afterwards"])
async def test_a_lamp_that_was_faded_out_comes_back_as_it_was_after_a_reload(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, after: float
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 5})
    await asyncio.sleep(after)
    await reload(hass, simulator)
    assert simulator.objects["1-11"].level == 0
    # Twice: what was kept is kept again.
    await reload(hass, simulator)
    assert await lit(hass, simulator) == 80
    simulator.objects["1-11"].press("3")
    await asyncio.sleep(2)
    await call(hass, SERVICE_TURN_OFF, "11")
    await asyncio.sleep(2)
    await reload(hass, simulator)
    assert await lit(hass, simulator) == 10


async def test_a_lamp_that_was_lit_since_goes_on_as_it_is_by_itself_after_a_reload(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 5})
    await asyncio.sleep(10)
    entry = hass.config_entries.async_entries("openwebnet")[0].entry_id
    await hass.config_entries.async_unload(entry)
    simulator.objects["1-11"].press("7")
    await asyncio.sleep(2)
    await hass.config_entries.async_setup(entry)
    await settle(hass, simulator)
    simulator.objects["1-11"].press("0")
    await asyncio.sleep(2)
    assert await lit(hass, simulator) == 50


@pytest.mark.parametrize("seconds", [0, 2], ids=["at once", "gradually"])
@pytest.mark.parametrize("times", [1, 2])
async def test_a_lamp_that_is_turned_off_again_while_it_fades_out_comes_back_as_it_was(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, seconds: int, times: int
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 10})
    await asyncio.sleep(5)
    for _ in range(times):
        await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: seconds})
    await asyncio.sleep(4)
    assert simulator.objects["1-11"].level == 0
    assert await lit(hass, simulator) == 80


@pytest.mark.parametrize("after", [index * 0.03 for index in range(6)])
async def test_a_lamp_that_is_switched_off_at_the_wall_while_it_fades_out_comes_back_as_it_was(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, after: float
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 10})
    await asyncio.sleep(5 + after)
    simulator.objects["1-11"].press("0")
    await asyncio.sleep(4)
    assert simulator.objects["1-11"].level == 0
    assert await lit(hass, simulator) == 80


@pytest.mark.parametrize("by", ["the wall", "an action"])
async def test_what_was_set_while_a_lamp_faded_out_is_what_it_comes_back_with(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, by: str
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 10})
    await asyncio.sleep(5)
    if by == "the wall":
        simulator.objects["1-11"].press("3")
    else:
        await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS_PCT: 10})
    await asyncio.sleep(3)
    await call(hass, SERVICE_TURN_OFF, "11")
    await asyncio.sleep(3)
    assert await lit(hass, simulator) == 10
    simulator.objects["1-11"].press("0")
    await asyncio.sleep(3)
    assert await lit(hass, simulator) == 10
