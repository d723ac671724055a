"""Colours and white: a lamp that gets one is as bright as it was, and what others give it is shown."""

import asyncio

import pytest
from homeassistant.components.light import (
    ATTR_BRIGHTNESS_PCT,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_HS_COLOR,
    ATTR_TRANSITION,
    DOMAIN as LIGHT,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle

RED = {ATTR_HS_COLOR: (10, 90)}
BLUE = {ATTR_HS_COLOR: (200, 90)}
WARM = {ATTR_COLOR_TEMP_KELVIN: 3000}
_SECONDS = 6
"""In which all that was asked for is done and told."""


@pytest.fixture
def plant() -> Plant:
    """A lamp with colour, one with white, and one with both, behind a bus that takes its time."""
    return plant_of(
        """
  - {kind: dali, where: "14", colour: true}
  - {kind: dali, where: "15", white: true}
  - {kind: dali, where: "16", colour: true, white: true}
""",
        model="F461",
        speed=15,
    )


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """An entry that knows what the lamps can do."""
    entry = config_entry(options={})
    await set_up(hass, entry)
    await settle(hass, simulator)
    simulator.executed.clear()
    return entry


@pytest.fixture
def live(simulator: Simulator, entry: MockConfigEntry) -> Simulator:
    """The plant, once the entry knows it."""
    return simulator


async def call(hass: HomeAssistant, service: str, where: str, **data: object) -> None:
    """Call an action of a lamp; it is done and told afterwards."""
    target = {ATTR_ENTITY_ID: entity_id(hass, LIGHT, f"1-{where}")}
    await hass.services.async_call(LIGHT, service, {**target, **data}, blocking=True)
    await asyncio.sleep(_SECONDS)


@pytest.mark.parametrize("on", [{}, {ATTR_TRANSITION: 3}], ids=["on", "faded in"])
@pytest.mark.parametrize("off", [{}, {ATTR_TRANSITION: 3}], ids=["off", "faded out"])
@pytest.mark.parametrize(
    "given",
    [("14", RED, BLUE), ("15", WARM, {ATTR_COLOR_TEMP_KELVIN: 4000}), ("16", RED, WARM), ("16", WARM, BLUE)],
    ids=["colour", "white", "white after colour", "colour after white"],
)
async def test_a_lamp_that_is_off_gets_a_colour_or_white_as_bright_as_it_was(
    hass: HomeAssistant,
    live: Simulator,
    given: tuple[str, dict[str, object], dict[str, object]],
    off: dict[str, object],
    on: dict[str, object],
) -> None:
    where, first, then = given
    await call(hass, SERVICE_TURN_ON, where, **first, **{ATTR_BRIGHTNESS_PCT: 30})
    await call(hass, SERVICE_TURN_OFF, where, **off)
    assert live.objects[f"1-{where}"].level == 0
    await call(hass, SERVICE_TURN_ON, where, **then, **on)
    assert live.objects[f"1-{where}"].level == 30


async def test_a_lamp_gets_a_colour_as_bright_as_it_was_before_a_restart(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await call(hass, SERVICE_TURN_ON, "14", **RED, **{ATTR_BRIGHTNESS_PCT: 30})
    await call(hass, SERVICE_TURN_OFF, "14")
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass, simulator)
    await call(hass, SERVICE_TURN_ON, "14", **BLUE)
    assert simulator.objects["1-14"].level == 30


async def test_a_colour_right_after_a_brightness_or_an_off_is_as_bright_as_was_asked_for(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    target = {ATTR_ENTITY_ID: entity_id(hass, LIGHT, "1-14")}
    await call(hass, SERVICE_TURN_ON, "14", **RED, **{ATTR_BRIGHTNESS_PCT: 30})
    # It has not told yet that it is off.
    await hass.services.async_call(LIGHT, SERVICE_TURN_OFF, target, blocking=True)
    await call(hass, SERVICE_TURN_ON, "14", **BLUE)
    assert simulator.objects["1-14"].level == 30
    await call(hass, SERVICE_TURN_OFF, "14", **{ATTR_TRANSITION: 3})
    # A colour lights it, which it does not tell.
    bright = {**target, **RED, ATTR_BRIGHTNESS_PCT: 80}
    await hass.services.async_call(LIGHT, SERVICE_TURN_ON, bright, blocking=True)
    await call(hass, SERVICE_TURN_ON, "14", **BLUE)
    assert simulator.objects["1-14"].level == 80
