"""Colours and white: a lamp that gets one is as bright as it was, and what others give it is shown."""

import asyncio
from typing import cast

import pytest
from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
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
from homeassistant.util.color import brightness_to_value
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.own import Client, Where, Who
from custom_components.openwebnet.own.items import Light
from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

RED = {ATTR_HS_COLOR: (10, 90)}
BLUE = {ATTR_HS_COLOR: (200, 90)}
WARM = {ATTR_COLOR_TEMP_KELVIN: 3000}
_SECONDS = 6
"""In which all that was asked for is done and told."""
_LONG = 60
"""Seconds after which nothing more is asked for."""


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


async def others_set(simulator: Simulator, *values: int) -> None:
    """Give a lamp the same colour with some values, by sessions of somebody else."""
    client = Client(simulator.host, simulator.port, "12345")
    await client.start()
    lamp = cast("Light", client.get_item(Who.LIGHTING, Where("14"), client=client))
    for value in values:
        await lamp.set_hsv(200, 50, value)
    await client.close()


def brightness(hass: HomeAssistant, where: str) -> int | None:
    """Return the percent that is shown of a lamp."""
    shown: int | None = state_of(hass, LIGHT, f"1-{where}").attributes[ATTR_BRIGHTNESS]
    return None if shown is None else round(brightness_to_value((1, 100), shown))


def requests(simulator: Simulator, where: str) -> list[str]:
    """Return what a lamp was asked for since the frames were forgotten."""
    frames = [received.frame for received in simulator.received]
    return [frame for frame in frames if frame in {f"*#1*{where}##", *(f"*#1*{where}*{one}##" for one in (1, 12, 14))}]


async def test_the_brightness_that_others_give_with_a_colour_is_asked_for_once(
    hass: HomeAssistant, live: Simulator
) -> None:
    await call(hass, SERVICE_TURN_ON, "14", **RED, **{ATTR_BRIGHTNESS_PCT: 80})
    live.received.clear()
    await others_set(live, 50, 40, 30, 20)
    await asyncio.sleep(3)
    assert live.objects["1-14"].level == 20
    assert brightness(hass, "14") == 20
    await asyncio.sleep(_LONG)
    assert requests(live, "14") == ["*#1*14*1##"]


async def test_a_brightness_that_is_given_with_a_colour_is_shown_soon(hass: HomeAssistant, live: Simulator) -> None:
    await call(hass, SERVICE_TURN_ON, "14", **RED, **{ATTR_BRIGHTNESS_PCT: 80})
    live.received.clear()
    given = {ATTR_ENTITY_ID: entity_id(hass, LIGHT, "1-14"), **BLUE, ATTR_BRIGHTNESS_PCT: 30}
    await hass.services.async_call(LIGHT, SERVICE_TURN_ON, given, blocking=True)
    await asyncio.sleep(2)
    assert brightness(hass, "14") == 30
    await asyncio.sleep(_LONG)
    assert requests(live, "14") == ["*#1*14*1##"]


@pytest.mark.parametrize("tells", ["itself", "all"])
@pytest.mark.parametrize("seconds", [5, 60])
async def test_a_lamp_that_is_faded_in_a_colour_is_not_asked_at_every_step(
    hass: HomeAssistant, live: Simulator, seconds: int, tells: str
) -> None:
    live.objects["1-14"].tells_what = tells
    await call(hass, SERVICE_TURN_ON, "14", **RED, **{ATTR_BRIGHTNESS_PCT: 80})
    live.received.clear()
    await call(hass, SERVICE_TURN_ON, "14", **BLUE, **{ATTR_BRIGHTNESS_PCT: 50, ATTR_TRANSITION: seconds})
    await asyncio.sleep(seconds + _LONG)
    assert live.objects["1-14"].level == brightness(hass, "14") == 50
    assert len(requests(live, "14")) <= 1


@pytest.mark.parametrize("gap", [0.0, 0.05, 0.2])
@pytest.mark.parametrize("colour", [RED, WARM])
async def test_a_brightness_that_waits_is_not_dropped_for_a_colour_without_one(
    hass: HomeAssistant, live: Simulator, gap: float, colour: dict[str, object]
) -> None:
    """From off: that it is lit is not told yet when the colour is asked for."""
    target = {ATTR_ENTITY_ID: entity_id(hass, LIGHT, "1-16")}
    for data in ({ATTR_BRIGHTNESS_PCT: 50}, {ATTR_BRIGHTNESS_PCT: 75}, colour):
        hass.async_create_task(hass.services.async_call(LIGHT, SERVICE_TURN_ON, {**target, **data}, blocking=True))
        await asyncio.sleep(gap)
    await asyncio.sleep(_SECONDS)
    assert live.objects["1-16"].level == 75


@pytest.mark.parametrize("gap", [0.0, 0.05])
async def test_two_whites_right_after_each_other_leave_the_lamp_where_its_fade_was_to_end(
    hass: HomeAssistant, live: Simulator, gap: float
) -> None:
    target = {ATTR_ENTITY_ID: entity_id(hass, LIGHT, "1-15")}
    await call(hass, SERVICE_TURN_ON, "15", **{ATTR_BRIGHTNESS_PCT: 2})
    await hass.services.async_call(
        LIGHT, SERVICE_TURN_ON, {**target, ATTR_BRIGHTNESS_PCT: 75, ATTR_TRANSITION: 4}, blocking=True
    )
    await asyncio.sleep(0.2)
    for kelvin in (2700, 6500):
        data = {**target, ATTR_COLOR_TEMP_KELVIN: kelvin}
        hass.async_create_task(hass.services.async_call(LIGHT, SERVICE_TURN_ON, data, blocking=True))
        await asyncio.sleep(gap)
    await asyncio.sleep(_SECONDS)
    assert live.objects["1-15"].level == 75
