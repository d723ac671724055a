"""What the coordinator keeps: the life of a device, and of two gateways side by side."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from simulator import Simulator
from tests.waiting import until

from . import FOUND, HOST, MAC, OBJECTS, OTHER_MAC
from .conftest import MakeEntry
from .kit import plant_of, set_up, settle, state_of


async def _walk(hass: HomeAssistant, entry: MockConfigEntry, step: str, *answers: dict[str, object]) -> None:
    """Open the options at a step and answer its forms."""
    options = hass.config_entries.options
    result = await options.async_init(entry.entry_id)
    result = await options.async_configure(result["flow_id"], {"next_step_id": step})
    for answer in answers:
        assert result["type"] is FlowResultType.FORM
        result = await options.async_configure(result["flow_id"], answer)
        assert not result.get("errors")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def test_a_device_is_added_tuned_removed_ignored_and_taken_back_without_a_reload(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, hass_ws_client: WebSocketGenerator
) -> None:
    await async_setup_component(hass, "config", {})
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: entry.runtime_data.objects.discovered.keys() == set(FOUND))
    before = entry.runtime_data

    # Added by hand, before it is ticked in the list of what was heard.
    await _walk(hass, entry, "add", {"kind": "light"}, {"area": 1, "point": 1}, {"name": "Hall"})
    assert "1-11" not in entry.runtime_data.objects.discovered
    assert state_of(hass, "light", "1-11").name == "Hall"

    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, f"{MAC}-1-11"), entry.entry_id)
    assert device is not None
    client = await hass_ws_client(hass)
    assert (await client.remove_device(device.id))["success"]
    await hass.async_block_till_done()
    assert entry.options[CONF_IGNORED] == ["1-11"]
    simulator.objects["1-11"].press()
    await until(lambda: any(item.key == "11" and item.state.on for item in before.gateway.items if item.who == "1"))
    assert not hass.states.async_entity_ids("light")

    await _walk(hass, entry, "ignored", {CONF_IGNORED: ["1-11"]})
    assert entry.options[CONF_IGNORED] == []
    assert state_of(hass, "light", "1-11").state == "on"

    await _walk(hass, entry, "new_devices", {"new_devices": [], CONF_IGNORED: ["1-12"]})
    await _walk(hass, entry, "settings", {CONF_ADD_AUTOMATICALLY: True})
    assert "1-12" not in entry.options[CONF_OBJECTS]
    assert set(entry.options[CONF_OBJECTS]) == set(FOUND) - {"1-12"}
    assert entry.runtime_data is before


async def test_two_gateways_do_not_clash(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    first = config_entry()
    await set_up(hass, first, 7)
    plant = plant_of(OBJECTS, mac=OTHER_MAC)
    async with Simulator(plant, host=HOST, port=0) as other:
        second = config_entry(unique_id=OTHER_MAC, title="Annex", data={CONF_PORT: other.port})
        await set_up(hass, second, 7)
        for gateway in (simulator, other):
            await settle(hass, gateway)
        entities = er.async_get(hass)
        ids = {
            entry.entry_id: {
                entity.unique_id.removeprefix(mac)
                for entity in er.async_entries_for_config_entry(entities, entry.entry_id)
            }
            for entry, mac in ((first, MAC), (second, OTHER_MAC))
        }
        assert ids[first.entry_id] == ids[second.entry_id]
        assert not [state for state in hass.states.async_all() if state.state == "unavailable"]

        # The same address on either bus is another light.
        there = entities.async_get_entity_id("light", DOMAIN, f"{OTHER_MAC}-1-11")
        assert there is not None
        await hass.services.async_call("light", "turn_on", {"entity_id": there}, blocking=True)
        await until(lambda: hass.states.is_state(there, "on"))
        assert state_of(hass, "light", "1-11").state == "off"

        # A frame that both hear is one of each.
        for gateway in (simulator, other):
            gateway.emit("*1*1*77##")
        await until(lambda: all("1-77" in entry.options[CONF_OBJECTS] for entry in (first, second)))
        await hass.config_entries.async_unload(second.entry_id)
        assert first.state is ConfigEntryState.LOADED
        assert state_of(hass, "light", "1-12").state == "on"
