"""The life of an entry: set up, lose and find the gateway, remember, forget, unload."""

import asyncio
import logging

import pytest
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from simulator import Simulator
from tests.waiting import until

from . import FOUND, MAC, PASSWORD
from .conftest import MakeEntry
from .kit import entity_id, set_up, settle, start_up, state_of


async def test_the_whole_plant_is_found_and_remembered(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    assert set(entry.options[CONF_OBJECTS]) == set(FOUND)
    devices = dr.async_get(hass)
    gateway_device = devices.async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert gateway_device is not None
    assert gateway_device.model == "F454"
    assert (dr.CONNECTION_NETWORK_MAC, "00:03:50:01:02:03") in gateway_device.connections
    light = devices.async_get_device_by_identifier((DOMAIN, f"{MAC}-1-02"), entry.entry_id)
    assert light is not None
    assert light.via_device_id == gateway_device.id
    assert light.name == "Light 02"
    assert light.model == "A 0 / PL 2"
    assert er.async_get(hass).async_get(entity_id(hass, "light", "1-02")) is not None


async def test_the_gateways_device_is_called_as_its_entry_is_at_once(
    hass: HomeAssistant, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    hass.config_entries.async_update_entry(entry, title="Cellar")
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert device is not None
    assert device.name == "Cellar"


async def test_a_restart_shows_what_is_remembered_before_any_scan(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(
        options={CONF_OBJECTS: {"1-11": {}, "1-12": {"traits": {"steps": 100}}, "99-1": {}, "1-x": {}}}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert len(hass.states.async_entity_ids("light")) == 2


async def test_what_is_heard_later_is_added_without_a_reload(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    before = entry.runtime_data
    simulator.emit("*1*1*0715##")
    await until(lambda: "1-0715" in entry.options[CONF_OBJECTS])
    await hass.async_block_till_done()
    assert state_of(hass, "light", "1-0715").state == STATE_ON
    assert entry.runtime_data is before


async def test_the_spelling_of_the_gateway_is_remembered_and_used(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.emit("*1*1*0007##")
    await until(lambda: "1-07" in entry.options[CONF_OBJECTS])
    assert entry.options[CONF_OBJECTS]["1-07"] == {"where": "0007"}
    await hass.async_block_till_done()
    assert state_of(hass, "light", "1-07").state == STATE_ON


async def test_new_objects_wait_where_the_user_wants_to_choose(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: entry.runtime_data.objects.discovered.keys() == set(FOUND))
    assert not hass.states.async_entity_ids("light")
    assert entry.options[CONF_OBJECTS] == {}


async def test_what_the_user_removes_stays_removed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, hass_ws_client: WebSocketGenerator
) -> None:
    await async_setup_component(hass, "config", {})
    entry = config_entry()
    await set_up(hass, entry, 7)
    client = await hass_ws_client(hass)
    devices = dr.async_get(hass)
    light = devices.async_get_device_by_identifier((DOMAIN, f"{MAC}-1-11"), entry.entry_id)
    gateway_device = devices.async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert light is not None
    assert gateway_device is not None
    refused = await client.remove_device(gateway_device.id)
    assert not refused["success"]
    removed = await client.remove_device(light.id)
    assert removed["success"]
    await hass.async_block_till_done()
    assert entry.options[CONF_IGNORED] == ["1-11"]
    assert "1-11" not in entry.options[CONF_OBJECTS]
    simulator.objects["1-11"].press()
    simulator.objects["1-02"].press()
    await until(lambda: state_of(hass, "light", "1-02").state == STATE_ON)
    assert "1-11" not in entry.options[CONF_OBJECTS]
    assert er.async_get(hass).async_get_entity_id("light", DOMAIN, f"{MAC}-1-11") is None


async def test_a_gateway_that_is_not_there_is_tried_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await simulator.stop()
    entry = config_entry()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await simulator.start()
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED


async def test_a_refused_password_asks_for_another_at_setup(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.password = "67890"
    entry = config_entry()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == [SOURCE_REAUTH]
    await until(lambda: not simulator.sessions)


async def test_a_password_that_changes_at_run_time_asks_for_another(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.password = "67890"
    simulator.faults.reset_all()
    await until(lambda: bool(hass.config_entries.flow.async_progress()))
    assert hass.config_entries.flow.async_progress()[0]["context"]["source"] == SOURCE_REAUTH
    assert state_of(hass, "light", "1-11").state == STATE_UNAVAILABLE
    connections = simulator.connections
    await asyncio.sleep(3600)
    # Now and then, so as not to lock it; a person is asked all the time.
    assert simulator.connections - connections <= 12
    assert len(hass.config_entries.flow.async_progress()) == 1
    simulator.password = PASSWORD
    await until(lambda: state_of(hass, "light", "1-12").state == STATE_ON, 600)
    await hass.async_block_till_done()
    assert not hass.config_entries.flow.async_progress()


async def test_a_password_that_was_wrong_at_setup_and_is_right_again_needs_nobody(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.password = "67890"
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}, "1-12": {}}})
    await start_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == [SOURCE_REAUTH]
    await asyncio.sleep(3600)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert len(hass.config_entries.flow.async_progress()) == 1
    simulator.password = PASSWORD
    await asyncio.sleep(400)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()
    assert state_of(hass, "light", "1-12").state == STATE_ON


async def test_what_is_known_is_there_before_the_gateway_is(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    """As after a power cut."""
    await simulator.stop()
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}, "1-12": {}}})
    begin = hass.loop.time()
    await start_up(hass, entry)
    assert hass.loop.time() - begin <= 1
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "light", "1-11").state == STATE_UNAVAILABLE
    await asyncio.sleep(1000)
    assert state_of(hass, "light", "1-11").state == STATE_UNAVAILABLE
    await simulator.start()
    await until(lambda: state_of(hass, "light", "1-12").state == STATE_ON, 8)


async def test_a_gateway_that_says_nothing_does_not_hold_up_the_start(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.faults.half_open = True
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}, "1-12": {}}})
    begin = hass.loop.time()
    await start_up(hass, entry)
    assert hass.loop.time() - begin <= 1
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "light", "1-11").state == STATE_UNAVAILABLE
    simulator.faults.half_open = False
    simulator.faults.reset_all()
    await until(lambda: state_of(hass, "light", "1-12").state == STATE_ON, 15)


@pytest.mark.parametrize("cut", ["reset_all", "close_all"])
async def test_what_changed_while_the_sessions_were_cut_is_shown_within_a_second(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, cut: str
) -> None:
    await set_up(hass, config_entry(), 7)
    await settle(hass, simulator)
    getattr(simulator.faults, cut)()
    simulator.objects["1-11"].press()
    begin = hass.loop.time()
    was = state_of(hass, "light", "1-11").state
    await until(lambda: state_of(hass, "light", "1-11").state != was, 1)
    assert hass.loop.time() - begin <= 1


@pytest.mark.parametrize(("away", "within"), [(5, 3), (60, 15), (3600, 7)])
async def test_a_gateway_that_was_away_is_back_and_true_soon_after_its_return(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, away: float, within: float
) -> None:
    await set_up(hass, config_entry(), 7)
    await simulator.stop()
    await asyncio.sleep(away)
    simulator.objects["1-11"].press()
    was = simulator.objects["1-11"].on
    await simulator.start()
    await until(lambda: state_of(hass, "light", "1-11").state == ("on" if was else "off"), within + 3)


async def test_a_gateway_that_closed_every_connection_for_minutes_is_back_within_moments(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    simulator.faults.accept_then_close = True
    simulator.faults.close_all()
    await asyncio.sleep(120)
    simulator.faults.accept_then_close = False
    await until(lambda: state_of(hass, "light", "1-11").state != STATE_UNAVAILABLE, 15)


async def test_one_line_on_loss_and_one_on_return(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, caplog: pytest.LogCaptureFixture
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    caplog.set_level(logging.INFO, "custom_components.openwebnet")
    await simulator.faults.refuse(True)
    simulator.faults.reset_all()
    await until(lambda: state_of(hass, "light", "1-12").state == STATE_UNAVAILABLE)
    await asyncio.sleep(3600)
    await simulator.faults.refuse(False)
    await until(lambda: state_of(hass, "light", "1-12").state == STATE_ON)
    lines = [
        record.message
        for record in caplog.records
        if record.name.startswith("custom_components.openwebnet") and record.levelname != "DEBUG"
    ]
    assert len(lines) == 2
    assert "Lost the connection" in lines[0]
    assert "is back" in lines[1]


async def test_unloading_closes_every_session(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await until(lambda: not simulator.sessions)
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_stopping_home_assistant_closes_every_session(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    await until(lambda: not simulator.sessions)


async def test_a_gateway_that_tells_its_mac_late_is_known_by_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(unique_id=None)
    await set_up(hass, entry, 7)
    await until(lambda: entry.unique_id == MAC)
    assert er.async_get(hass).async_get_entity_id("light", DOMAIN, f"{MAC}-1-11") is not None


async def test_a_gateway_that_refuses_sessions_opens_a_repair_issue_until_it_takes_them(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    issues = ir.async_get(hass)
    issue_id = f"session_refused_{entry.entry_id}"
    await set_up(hass, entry, 7)
    simulator.faults.accept_then_close = True
    simulator.faults.close_all()
    await until(lambda: issues.async_get_issue(DOMAIN, issue_id) is not None)
    simulator.faults.accept_then_close = False
    await until(lambda: issues.async_get_issue(DOMAIN, issue_id) is None)


async def test_a_gateway_that_refuses_sessions_at_setup_is_told_from_one_that_is_not_there(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.faults.accept_then_close = True
    entry = config_entry()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "session_refused"
    issue_id = f"session_refused_{entry.entry_id}"
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None
