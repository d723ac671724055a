"""Shutters that many frames move at once, on a bus that takes its time: where each of them stands afterwards."""

import asyncio

import pytest
from homeassistant.components.cover import ATTR_CURRENT_POSITION, ATTR_POSITION, DOMAIN as COVER
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_CLOSE_COVER,
    SERVICE_OPEN_COVER,
    SERVICE_SET_COVER_POSITION,
    STATE_CLOSED,
    STATE_OPEN,
)
from homeassistant.core import HomeAssistant

from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

KEYS = [f"2-3{point}" for point in range(1, 9)]
RELAY = 22
TIMES = {"opening_time": RELAY, "closing_time": RELAY}
"""What measuring them finds: the relay's time, somewhat longer than the way takes."""


@pytest.fixture
def model() -> str:
    """A gateway that shows the frame to many before what becomes of it."""
    return "F454"


@pytest.fixture
def plant(model: str) -> Plant:
    """Eight shutters on a bus that carries fifteen telegrams a second, and a button for all of them."""
    shutters = "\n".join(
        f'  - {{kind: shutter, where: "{key[2:]}", opening_time: 20, closing_time: 20, run_time: 22, position: 100}}'
        for key in KEYS
    )
    return plant_of(f'{shutters}\n  - {{kind: shutter_button, where: "59"}}', model=model, speed=15)


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    """Set up a house that has the area as well."""
    await set_up(hass, config_entry(options={CONF_OBJECTS: {**dict.fromkeys(KEYS, TIMES), "2-3": {}}}))
    await settle(hass, simulator)


async def call(hass: HomeAssistant, service: str, *keys: str, **data: object) -> None:
    """Call an action of shutters and wait until what comes of it is over."""
    target = [entity_id(hass, COVER, key) for key in keys]
    await hass.services.async_call(COVER, service, {ATTR_ENTITY_ID: target, **data}, blocking=True)
    await asyncio.sleep(60)


def shown(hass: HomeAssistant) -> set[tuple[str, int | None]]:
    """Return all that is shown of the shutters."""
    states = (state_of(hass, COVER, key) for key in KEYS)
    return {(state.state, state.attributes.get(ATTR_CURRENT_POSITION)) for state in states}


each_model = pytest.mark.parametrize("model", ["F454", "MH201", "MH202", "MyHomeServer1"])


@each_model
async def test_all_that_are_closed_at_the_wall_are_closed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    for what, is_shown in (("1", (STATE_OPEN, 100)), ("2", (STATE_CLOSED, 0)), ("1", (STATE_OPEN, 100))):
        simulator.objects["2-59-button"].press_all(what, "0")
        await asyncio.sleep(60)
        assert shown(hass) == {is_shown}


@each_model
async def test_all_of_an_area_that_was_closed_are_closed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_OPEN_COVER, *KEYS)
    assert shown(hass) == {(STATE_OPEN, 100)}
    await call(hass, SERVICE_CLOSE_COVER, "2-3")
    assert shown(hass) == {(STATE_CLOSED, 0)}


@each_model
@pytest.mark.parametrize("after", [0.3, 4.0, 9.0])
async def test_one_that_is_on_its_way_to_a_position_closes_with_all_at_the_wall(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, after: float
) -> None:
    """It goes down already: nothing tells that it is to go on, but the frame to all of them."""
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_OPEN_COVER, *KEYS)
    moving = hass.async_create_task(call(hass, SERVICE_SET_COVER_POSITION, KEYS[0], **{ATTR_POSITION: 50}))
    await asyncio.sleep(after)
    simulator.objects["2-59-button"].press_all("2", "0")
    await moving
    assert simulator.objects[KEYS[0]].position == 0
    assert shown(hass) == {(STATE_CLOSED, 0)}


@each_model
async def test_what_many_were_told_here_is_not_taken_for_an_order_of_the_wall_when_the_bus_shows_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_OPEN_COVER, *KEYS)
    closing = hass.async_create_task(call(hass, SERVICE_CLOSE_COVER, "2-3"))
    await asyncio.sleep(0)
    await call(hass, SERVICE_SET_COVER_POSITION, KEYS[0], **{ATTR_POSITION: 50})
    await closing
    assert simulator.objects[KEYS[0]].position == pytest.approx(50, abs=12)
