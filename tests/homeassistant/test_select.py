"""What an object is to be: chosen on its device's page, and true at once."""

import pytest
from homeassistant.components.select import DOMAIN as SELECT, SERVICE_SELECT_OPTION
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_ENTITY_ID, ATTR_OPTION
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC, OBJECTS
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, state_of

pytestmark = pytest.mark.usefixtures("all_enabled")
"""Settings are disabled at first."""


@pytest.fixture
def plant() -> Plant:
    return plant_of(OBJECTS + '  - {kind: contact, where: "31"}\n')


async def _select(hass: HomeAssistant, key: str, option: str) -> None:
    data = {ATTR_ENTITY_ID: entity_id(hass, SELECT, key), ATTR_OPTION: option}
    await hass.services.async_call(SELECT, SERVICE_SELECT_OPTION, data, blocking=True)
    await hass.async_block_till_done()


def _has(hass: HomeAssistant, platform: str, key: str) -> bool:
    return er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{MAC}-{key}") is not None


async def test_an_actuator_moves_to_the_platform_of_what_hangs_on_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    before = entry.runtime_data
    assert state_of(hass, SELECT, "1-11-used_as").state == "light"

    await _select(hass, "1-11-used_as", "outlet")
    assert not _has(hass, "light", "1-11")
    outlet = state_of(hass, "switch", "1-11")
    assert outlet.attributes[ATTR_DEVICE_CLASS] == "outlet"
    assert state_of(hass, SELECT, "1-11-used_as").state == "outlet"
    await hass.services.async_call("switch", "turn_on", {ATTR_ENTITY_ID: outlet.entity_id}, blocking=True)
    await until(lambda: simulator.objects["1-11"].on)
    await until(lambda: state_of(hass, "switch", "1-11").state == "on")

    await _select(hass, "1-11-used_as", "switch")
    assert state_of(hass, "switch", "1-11").attributes[ATTR_DEVICE_CLASS] == "switch"
    await _select(hass, "1-11-used_as", "fan")
    assert not _has(hass, "switch", "1-11")
    fan = state_of(hass, "fan", "1-11")
    await hass.services.async_call("fan", "turn_off", {ATTR_ENTITY_ID: fan.entity_id}, blocking=True)
    await until(lambda: state_of(hass, "fan", "1-11").state == "off")
    await hass.services.async_call("fan", "turn_on", {ATTR_ENTITY_ID: fan.entity_id}, blocking=True)
    await until(lambda: simulator.objects["1-11"].on)

    await _select(hass, "1-11-used_as", "light")
    assert not _has(hass, "fan", "1-11")
    await until(lambda: state_of(hass, "light", "1-11").state == "on")
    assert entry.runtime_data is before


async def test_what_it_is_used_as_outlasts_a_restart(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {"used_as": "switch"}}})
    await set_up(hass, entry, 7)
    assert _has(hass, "switch", "1-11")
    assert not _has(hass, "light", "1-11")


async def test_there_is_a_way_back_for_a_switch_that_turns_out_to_dim(
    hass: HomeAssistant, config_entry: MakeEntry
) -> None:
    await set_up(
        hass, config_entry(options={CONF_OBJECTS: {"1-12": {"used_as": "switch", "traits": {"steps": 100}}}}), 7
    )
    await _select(hass, "1-12-used_as", "light")
    assert _has(hass, "light", "1-12")
    assert not _has(hass, "switch", "1-12")


async def test_a_dimmer_is_a_light(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 7)
    assert not _has(hass, SELECT, "1-12-used_as")


async def test_a_shutter_can_be_something_else(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    assert state_of(hass, SELECT, "2-14-device_class").state == "shutter"
    await _select(hass, "2-14-device_class", "gate")
    assert state_of(hass, SELECT, "2-14-device_class").state == "gate"
    assert state_of(hass, "cover", "2-14").attributes[ATTR_DEVICE_CLASS] == "gate"
    assert entry.options[CONF_OBJECTS]["2-14"]["device_class"] == "gate"


async def test_a_contact_watches_what_the_user_says(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry()
    await set_up(hass, entry, 8)
    await until(lambda: _has(hass, SELECT, "25-31-device_class"))
    await hass.async_block_till_done()
    assert state_of(hass, SELECT, "25-31-device_class").state == "none"
    await _select(hass, "25-31-device_class", "window")
    assert state_of(hass, "binary_sensor", "25-31").attributes[ATTR_DEVICE_CLASS] == "window"
    await _select(hass, "25-31-device_class", "none")
    assert ATTR_DEVICE_CLASS not in state_of(hass, "binary_sensor", "25-31").attributes
