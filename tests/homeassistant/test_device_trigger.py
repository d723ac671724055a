"""Automations by device: the buttons of CEN and CEN+ commands."""

import asyncio
from functools import partial
from unittest.mock import AsyncMock

import pytest
from homeassistant.components import automation
from homeassistant.components.device_automation import DeviceAutomationType, InvalidDeviceAutomationConfig
from homeassistant.components.event import DOMAIN as EVENT
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.trigger import TriggerData, TriggerInfo
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_get_device_automations

from custom_components.openwebnet import device_trigger
from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, state_of


@pytest.fixture
def plant() -> Plant:
    """A control of each kind."""
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: meter, where: "51"}
  - {kind: cen, where: "0112"}
  - {kind: cen_plus, where: "21"}
""",
        model="MH202",
    )


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """An entry that knows two buttons."""
    objects = {"15-0112": {"traits": {"buttons": 0b10}}, "25-21": {"traits": {"buttons": 0b11000}}, "18-51": {}}
    entry = config_entry(options={CONF_OBJECTS: objects})
    await set_up(hass, entry)
    return entry


def _device(hass: HomeAssistant, key: str) -> str:
    known = er.async_get(hass).async_get(entity_id(hass, EVENT, key))
    assert known is not None
    assert known.device_id is not None
    return known.device_id


def _trigger(device_id: str, press: str, subtype: str) -> dict[str, str]:
    return {"platform": "device", "domain": DOMAIN, "device_id": device_id, "type": press, "subtype": subtype}


async def _automate(hass: HomeAssistant, trigger: dict[str, str]) -> bool:
    rule = {
        "alias": "press",
        "trigger": trigger,
        "action": {
            "service": "test.automation",
            "data_template": {"press": "{{ trigger.type }}", "button": "{{ trigger.subtype }}"},
        },
    }
    return await async_setup_component(hass, automation.DOMAIN, {automation.DOMAIN: [rule]})


def _were_called(calls: list[ServiceCall], count: int) -> bool:
    return len(calls) == count


async def test_each_press_of_each_button_is_a_trigger(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    device_id = _device(hass, "15-0112-1")
    found = await async_get_device_automations(hass, DeviceAutomationType.TRIGGER, device_id)
    shown = [(one["type"], one["subtype"]) for one in found if one["domain"] == DOMAIN]
    assert shown == [
        (press, "button_1")
        for press in (
            "press_start",
            "press_end",
            "long_press_start",
            "long_press_end",
            "long_press_repeat",
            "double_press",
            "triple_press",
        )
    ]
    found = await async_get_device_automations(hass, DeviceAutomationType.TRIGGER, _device(hass, "25-21-3"))
    buttons = [one["subtype"] for one in found if one["domain"] == DOMAIN and one["type"] == "press_end"]
    assert buttons == ["button_3", "button_4"]


async def test_a_press_triggers_each_time_and_after_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    assert await _automate(hass, _trigger(_device(hass, "25-21-3"), "press_end", "button_3"))
    for count in (1, 2):
        simulator.objects["25-21"].press(3)
        await until(partial(_were_called, service_calls, count))
    assert service_calls[0].data == {"press": "press_end", "button": "button_3"}
    simulator.objects["25-21"].press(4)
    simulator.objects["25-21"].rotate(3)
    await until(lambda: state_of(hass, EVENT, "25-21-3").attributes["event_type"] == "rotate_clockwise_slow")
    simulator.objects["25-21"].press(3)
    await until(lambda: len(service_calls) == 3)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert len(service_calls) == 3
    simulator.objects["25-21"].press(3)
    await until(lambda: len(service_calls) == 4)


@pytest.mark.parametrize("press", ["double_press", "triple_press"])
async def test_a_row_of_presses_triggers_by_its_number(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall], press: str
) -> None:
    assert await _automate(hass, _trigger(_device(hass, "25-21-3"), press, "button_3"))
    for count in (1, 2, 3, 4):
        for _ in range(count):
            simulator.objects["25-21"].press(3)
        await asyncio.sleep(2)
        assert len(service_calls) == (count >= {"double_press": 2, "triple_press": 3}[press])
    assert service_calls[0].data == {"press": press, "button": "button_3"}


async def test_what_comes_back_is_no_press(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, service_calls: list[ServiceCall]
) -> None:
    assert await _automate(hass, _trigger(_device(hass, "25-21-3"), "press_end", "button_3"))
    simulator.objects["25-21"].press(3)
    await until(lambda: len(service_calls) == 1)
    await simulator.faults.refuse(True)
    simulator.faults.close_all()
    await until(lambda: state_of(hass, EVENT, "25-21-3").state == STATE_UNAVAILABLE)
    await simulator.faults.refuse(False)
    await until(lambda: state_of(hass, EVENT, "25-21-3").state != STATE_UNAVAILABLE)
    assert len(service_calls) == 1
    simulator.objects["25-21"].press(3)
    await until(lambda: len(service_calls) == 2)


async def test_a_button_that_there_is_not_is_refused(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    trigger = _trigger(_device(hass, "25-21-3"), "press_end", "button_9")
    data = TriggerData(id="0", idx="0", alias=None)
    info = TriggerInfo(domain="automation", name="press", variables={}, trigger_data=data)
    with pytest.raises(InvalidDeviceAutomationConfig) as raised:
        await device_trigger.async_attach_trigger(hass, trigger, AsyncMock(), info)
    assert raised.value.translation_key == "no_such_button"
    assert raised.value.translation_placeholders == {"name": "CEN+ 1", "button": "9"}
    with pytest.raises(InvalidDeviceAutomationConfig) as raised:
        await device_trigger.async_attach_trigger(hass, _trigger("gone", "press_end", "button_9"), AsyncMock(), info)
    assert raised.value.translation_placeholders == {"name": "gone", "button": "9"}


async def test_a_button_that_is_disabled_is_not_offered(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    device_id = _device(hass, "25-21-3")
    button = entity_id(hass, EVENT, "25-21-3")
    er.async_get(hass).async_update_entity(button, disabled_by=er.RegistryEntryDisabler.USER)
    found = await device_trigger.async_get_triggers(hass, device_id)
    assert {one["subtype"] for one in found} == {"button_4"}
