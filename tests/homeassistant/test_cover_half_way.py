"""A shutter that moves unevenly: it is told where it is after half of its time, and is right then."""

import asyncio

import pytest
from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.components.cover import ATTR_CURRENT_POSITION, ATTR_POSITION, DOMAIN as COVER
from homeassistant.components.number import DOMAIN as NUMBER, SERVICE_SET_VALUE
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_SET_COVER_POSITION
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components.openwebnet.const import CONF_OBJECTS
from custom_components.openwebnet.panel import settings
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

pytestmark = pytest.mark.usefixtures("all_enabled")

UP, DOWN = 35, 70
"""Where the curtains are after half of the time."""
TIMES = {"opening_time": 20, "closing_time": 20}


@pytest.fixture
def plant() -> Plant:
    """Two curtains that wind up unevenly."""
    motor = f"opening_time: 20, closing_time: 20, position: 0, opening_half: {UP}, closing_half: {DOWN}"
    return plant_of(f"""
  - {{kind: shutter, where: "21", {motor}}}
  - {{kind: shutter, where: "22", {motor}}}
""")


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    """Set up the house, with the first curtain fully closed."""
    entry = config_entry(options={CONF_OBJECTS: {"2-21": TIMES, "2-22": TIMES}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    await run(hass, "close_cover")


async def run(hass: HomeAssistant, action: str, **data: object) -> None:
    """Let the first curtain do something, and wait until it stands."""
    target = {ATTR_ENTITY_ID: entity_id(hass, COVER, "2-21")}
    await hass.services.async_call(COVER, action, {**target, **data}, blocking=True)
    await asyncio.sleep(65)


def shown(hass: HomeAssistant) -> int | None:
    """Return the position of the first curtain."""
    position: int | None = state_of(hass, COVER, "2-21").attributes.get(ATTR_CURRENT_POSITION)
    return position


async def press(hass: HomeAssistant) -> None:
    """Move for half of the time."""
    target = {ATTR_ENTITY_ID: entity_id(hass, BUTTON, "2-21-half_way")}
    await hass.services.async_call(BUTTON, SERVICE_PRESS, target, blocking=True)
    await asyncio.sleep(65)


async def tell(hass: HomeAssistant, key: str, value: float) -> None:
    """Say where it is then."""
    target = {ATTR_ENTITY_ID: entity_id(hass, NUMBER, f"2-21-{key}")}
    await hass.services.async_call(NUMBER, SERVICE_SET_VALUE, {**target, "value": value}, blocking=True)


async def test_who_looks_where_it_is_half_way_has_the_right_position_from_then_on(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    shutter = simulator.objects["2-21"]
    await press(hass)
    # It moves unevenly, and nobody knows yet.
    assert shown(hass) == 50
    assert shutter.position == pytest.approx(UP, abs=2)
    await tell(hass, "opening_half", UP)
    await run(hass, "open_cover")
    assert shown(hass) == 100
    await press(hass)
    assert shutter.position == pytest.approx(DOWN, abs=2)
    await tell(hass, "closing_half", DOWN)
    for end, target in (("close_cover", UP), ("open_cover", DOWN), ("close_cover", UP)):
        await run(hass, end)
        await run(hass, SERVICE_SET_COVER_POSITION, **{ATTR_POSITION: target})
        assert shown(hass) == pytest.approx(target, abs=1)
        assert shutter.position == pytest.approx(target, abs=2)
    # Between, the curve is not that of this motor, which has a kink: near it all the same.
    for target in (60, 20, 80, 45):
        await run(hass, SERVICE_SET_COVER_POSITION, **{ATTR_POSITION: target})
        assert shown(hass) == pytest.approx(target, abs=1)
        assert shutter.position == pytest.approx(target, abs=15)


async def test_half_way_begins_at_an_end(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await begin(hass, simulator, config_entry)
    await run(hass, SERVICE_SET_COVER_POSITION, **{ATTR_POSITION: 40})
    simulator.executed.clear()
    with pytest.raises(ServiceValidationError) as error:
        await press(hass)
    assert error.value.translation_key == "at_no_end"
    assert simulator.executed == []


async def test_it_is_kept_over_a_restart_and_copied_with_the_other_settings(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await tell(hass, "opening_half", UP)
    (entry,) = hass.config_entries.async_entries("openwebnet")
    coordinator = entry.runtime_data
    source, target = (next(item for item in coordinator.gateway.items if item.key == key) for key in ("21", "22"))
    rows = settings.changes(coordinator, source, [target])
    assert [(row["name"], row["old"], row["new"]) for row in rows] == [("opening_half", 50, UP)]
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: float(state_of(hass, NUMBER, "2-21-opening_half").state) == UP)
