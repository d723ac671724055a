"""Switches: actuators that are no lights, their locks, auxiliary channels, forced loads."""

from functools import partial

import pytest
from homeassistant.components.light import DOMAIN as LIGHT
from homeassistant.components.switch import (
    DOMAIN as SWITCH,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    SwitchDeviceClass,
)
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_ENTITY_ID, STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.objects.key import ObjectKey
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

OBJECTS: dict[str, dict[str, object]] = {
    "1-11": {"used_as": "switch"},
    "1-12": {"used_as": "outlet"},
    "1-13": {},
    "1-18": {"used_as": "switch", "traits": {"motion": 1}},
    "2-21": {},
    "9-1": {},
    "18-71#0": {},
}


@pytest.fixture
def plant() -> Plant:
    """What can be switched."""
    return plant_of("""
  - {kind: relay, where: "11", on: true}
  - {kind: relay, where: "12"}
  - {kind: relay, where: "13"}
  - {kind: motion_sensor, where: "18"}
  - {kind: shutter, where: "21", opening_time: 20, closing_time: 18}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: aux, where: "1"}
  - {kind: energy_actuator, where: "71#0", power: 17, total: 402345}
""")


@pytest.fixture
def entry(config_entry: MakeEntry) -> MockConfigEntry:
    """An entry that knows the objects."""
    return config_entry(options={CONF_OBJECTS: OBJECTS})


async def call(hass: HomeAssistant, service: str, key: str) -> None:
    """Call an action of a switch and wait for it."""
    await hass.services.async_call(SWITCH, service, {ATTR_ENTITY_ID: entity_id(hass, SWITCH, key)}, blocking=True)


def _shows(hass: HomeAssistant, key: str, state: str) -> bool:
    return state_of(hass, SWITCH, key).state == state


async def test_an_actuator_that_is_used_as_a_switch_is_one(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    await until(lambda: _shows(hass, "1-11", STATE_ON))
    assert state_of(hass, SWITCH, "1-11").attributes[ATTR_DEVICE_CLASS] == SwitchDeviceClass.SWITCH
    assert state_of(hass, SWITCH, "1-12").attributes[ATTR_DEVICE_CLASS] == SwitchDeviceClass.OUTLET
    await call(hass, SERVICE_TURN_OFF, "1-11")
    assert simulator.executed[-1] == "*1*0*11##"
    await until(lambda: _shows(hass, "1-11", STATE_OFF))
    await call(hass, SERVICE_TURN_ON, "1-12")
    assert simulator.executed[-1] == "*1*1*12##"
    simulator.objects["1-11"].press()
    await until(lambda: _shows(hass, "1-11", STATE_ON))


async def test_what_is_used_as_something_else_moves_without_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    registry = er.async_get(hass)
    coordinator = entry.runtime_data
    item = coordinator.objects.add(ObjectKey("1-13"), used_as="outlet")
    coordinator.objects.recreate_entities(item)
    await hass.async_block_till_done()
    assert registry.async_get_entity_id(LIGHT, DOMAIN, f"{MAC}-1-13") is None
    await call(hass, SERVICE_TURN_ON, "1-13")
    await until(lambda: _shows(hass, "1-13", STATE_ON))
    coordinator.objects.set_settings(item, used_as="light")
    coordinator.objects.recreate_entities(item)
    await hass.async_block_till_done()
    assert registry.async_get_entity_id(SWITCH, DOMAIN, f"{MAC}-1-13") is None
    assert state_of(hass, LIGHT, "1-13").state == STATE_ON


async def test_a_sensor_is_no_switch(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    registry = er.async_get(hass)
    for key in ("1-18", "1-18-lock"):
        assert registry.async_get_entity_id(SWITCH, DOMAIN, f"{MAC}-{key}") is None


async def test_a_refused_switch_raises(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    for key in ("1-12", "9-1", "18-71#0"):
        simulator.faults.nack_next(1)
        with pytest.raises(HomeAssistantError) as error:
            await call(hass, SERVICE_TURN_ON, key)
        assert error.value.translation_key == "refused"


async def test_an_auxiliary_channel_both_ways(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    for service, state, frame in ((SERVICE_TURN_ON, STATE_ON, "*9*1*1##"), (SERVICE_TURN_OFF, STATE_OFF, "*9*0*1##")):
        await call(hass, service, "9-1")
        assert simulator.executed[-1] == frame
        await until(partial(_shows, hass, "9-1", state))
    simulator.objects["9-1"].press()
    await until(lambda: _shows(hass, "9-1", STATE_ON))


async def test_a_load_is_forced_and_given_back(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    await until(lambda: _shows(hass, "18-71#0", STATE_OFF))
    await call(hass, SERVICE_TURN_ON, "18-71#0")
    assert "*18*73*71#0##" in simulator.executed
    assert simulator.objects["18-71#0"].forced is True
    await until(lambda: _shows(hass, "18-71#0", STATE_ON))
    await call(hass, SERVICE_TURN_OFF, "18-71#0")
    assert "*18*74*71#0##" in simulator.executed
    await until(lambda: _shows(hass, "18-71#0", STATE_OFF))


@pytest.mark.usefixtures("all_enabled")
async def test_an_actuator_is_locked(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    for key in ("1-13", "2-21"):
        lock = f"{key}-lock"
        where = key.partition("-")[2]
        assert _shows(hass, lock, STATE_UNKNOWN)
        await call(hass, SERVICE_TURN_ON, lock)
        assert simulator.executed[-1] == f"*14*0*{where}##"
        assert simulator.objects[key].locked is True
        assert _shows(hass, lock, STATE_ON)
        await call(hass, SERVICE_TURN_OFF, lock)
        assert simulator.executed[-1] == f"*14*1*{where}##"
        assert _shows(hass, lock, STATE_OFF)
    simulator.emit("*14*0*13##")
    await until(lambda: _shows(hass, "1-13-lock", STATE_ON))


async def test_locks_are_there_for_who_wants_them(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    lock = er.async_get(hass).async_get(entity_id(hass, SWITCH, "1-13-lock"))
    assert lock is not None
    assert lock.disabled
    assert lock.entity_category == "config"
