"""A shutter that is told something else before the first order was answered."""

import asyncio

import pytest
from homeassistant.components.cover import ATTR_POSITION, DOMAIN as COVER
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_CLOSE_COVER,
    SERVICE_OPEN_COVER,
    SERVICE_SET_COVER_POSITION,
    SERVICE_STOP_COVER,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.openwebnet.const import CONF_OBJECTS
from custom_components.openwebnet.own.items import Automation
from custom_components.openwebnet.own.items.automation_state import Movement
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle

TIMES = {"opening_time": 20, "closing_time": 20}


@pytest.fixture
def plant() -> Plant:
    """One basic actuator."""
    return plant_of("""
  - {kind: shutter, where: "21", opening_time: 20, closing_time: 20, position: 50}
""")


@pytest.mark.parametrize("later", [30, 80])
async def test_an_order_that_is_refused_does_not_end_the_one_that_has_taken_its_place(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, later: int
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"2-21": TIMES}}))
    await settle(hass, simulator)

    async def go(position: int) -> None:
        target = {ATTR_ENTITY_ID: entity_id(hass, COVER, "2-21"), ATTR_POSITION: position}
        await hass.services.async_call(COVER, SERVICE_SET_COVER_POSITION, target, blocking=True)

    for position in (0, 50):
        await go(position)
        await asyncio.sleep(70)
    simulator.faults.nack_next(1)
    simulator.faults.slow = 0.1
    received = len(simulator.received)
    first = asyncio.create_task(go(60))
    await until(lambda: len(simulator.received) > received)
    second = asyncio.create_task(go(later))
    with pytest.raises(HomeAssistantError):
        await first
    await second
    await asyncio.sleep(70)
    assert simulator.objects["2-21"].position == pytest.approx(later, abs=2)


@pytest.mark.parametrize(
    ("service", "data"),
    [
        (SERVICE_SET_COVER_POSITION, {ATTR_POSITION: 20}),
        (SERVICE_CLOSE_COVER, {}),
        (SERVICE_OPEN_COVER, {}),
        (SERVICE_STOP_COVER, {}),
    ],
)
async def test_it_stops_where_it_was_sent_although_the_next_order_is_refused(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, service: str, data: dict[str, int]
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"2-21": TIMES}}))
    await settle(hass, simulator)
    target = {ATTR_ENTITY_ID: entity_id(hass, COVER, "2-21")}

    async def call(service: str, data: dict[str, int]) -> None:
        await hass.services.async_call(COVER, service, {**target, **data}, blocking=True)

    await call(SERVICE_CLOSE_COVER, {})
    await asyncio.sleep(70)
    await call(SERVICE_SET_COVER_POSITION, {ATTR_POSITION: 60})
    await asyncio.sleep(5)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError):
        await call(service, data)
    await asyncio.sleep(70)
    assert simulator.objects["2-21"].position == pytest.approx(60, abs=2)


async def test_a_refused_order_is_not_expected_to_move_anything(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"2-21": TIMES}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    target = {ATTR_ENTITY_ID: entity_id(hass, COVER, "2-21")}
    await hass.services.async_call(COVER, SERVICE_OPEN_COVER, target, blocking=True)
    await asyncio.sleep(2)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError):
        await hass.services.async_call(COVER, SERVICE_CLOSE_COVER, target, blocking=True)
    item = next(item for item in entry.runtime_data.gateway.items if item.key == "21")
    assert isinstance(item, Automation)
    assert item.expected_movement is Movement.UP
