"""What stands behind the cog wheel: nothing in it reloads the entry, and everything in it counts at once."""

import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.openwebnet.const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_COMMAND_GAP,
    CONF_COMMAND_SESSIONS,
    CONF_FILL_GAPS,
    CONF_IGNORED,
    CONF_KEEP_CLOCK,
    CONF_OBJECTS,
    DOMAIN,
)
from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.objects.kinds import ADDABLE
from custom_components.openwebnet.own.profiles import DEFAULT, PROFILES
from simulator import Simulator
from tests.waiting import until

from . import FOUND, MAC, OBJECTS
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, state_of

SETTINGS = {"1-11": {"traits": {}}, "2-14": {"opening_time": 20.5}}


async def _open(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> ConfigFlowResult:
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await hass.config_entries.options.async_configure(result["flow_id"], {"next_step_id": step})


async def _submit(hass: HomeAssistant, result: ConfigFlowResult, values: dict[str, Any]) -> ConfigFlowResult:
    return await hass.config_entries.options.async_configure(result["flow_id"], values)


async def _save(hass: HomeAssistant, result: ConfigFlowResult, values: dict[str, Any]) -> None:
    result = await _submit(hass, result, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


def _form(result: ConfigFlowResult) -> dict[str, tuple[Any, Any]]:
    """Return what a form shows: name -> (default, suggested value)."""
    schema = result["data_schema"]
    assert schema is not None
    return {
        str(marker): (
            marker.default() if callable(marker.default) else None,
            (marker.description or {}).get("suggested_value"),
        )
        for marker in schema.schema
    }


def _choices(result: ConfigFlowResult, field: str) -> dict[str, str]:
    """Return what a list of a form offers: value -> label."""
    schema = result["data_schema"]
    assert schema is not None
    return {option["value"]: option["label"] for option in schema.schema[field].config["options"]}


@contextmanager
def _no_reload(entry: MockConfigEntry) -> Iterator[None]:
    """Fail when what runs the gateway is not the same afterwards."""
    before = entry.runtime_data
    yield
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data is before


def _device(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> dr.DeviceEntry:
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, f"{MAC}-{key}"), entry.entry_id)
    assert device is not None
    return device


# The menu


async def test_the_menu_shows_what_there_is_to_do(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry()
    entry.add_to_hass(hass)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["menu_options"] == ["add", "settings", "import_yaml", "virtual"]

    hass.config_entries.async_update_entry(entry, options={CONF_IGNORED: ["1-11"]})
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["menu_options"] == ["add", "ignored", "settings", "import_yaml", "virtual"]


async def test_the_menu_counts_what_waits(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False, CONF_IGNORED: ["1-11"]})
    await set_up(hass, entry)
    await until(lambda: entry.runtime_data.objects.discovered.keys() == set(FOUND) - {"1-11"})
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["menu_options"] == ["new_devices", "add", "ignored", "settings", "import_yaml", "virtual"]
    assert result["description_placeholders"] == {"waiting": "6", "ignored": "1"}


# Settings


async def test_a_setting_changes_and_everything_else_stays(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_OBJECTS: SETTINGS, CONF_IGNORED: ["1-02"]})
    entry.add_to_hass(hass)
    result = await _open(hass, entry, "settings")
    assert _form(result) == {
        CONF_ADD_AUTOMATICALLY: (True, True),
        CONF_KEEP_CLOCK: (False, None),
        CONF_FILL_GAPS: (False, None),
        CONF_MODEL: (None, None),
        CONF_COMMAND_SESSIONS: (None, None),
        CONF_COMMAND_GAP: (None, None),
    }
    await _save(hass, result, {CONF_ADD_AUTOMATICALLY: False, CONF_KEEP_CLOCK: True, CONF_FILL_GAPS: True})
    assert entry.options == {
        CONF_OBJECTS: SETTINGS,
        CONF_IGNORED: ["1-02"],
        CONF_ADD_AUTOMATICALLY: False,
        CONF_KEEP_CLOCK: True,
        CONF_FILL_GAPS: True,
    }


async def test_sessions_and_gap_count_at_once_and_are_given_back_to_the_model(
    hass: HomeAssistant, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    with _no_reload(entry):
        result = await _open(hass, entry, "settings")
        chosen = {CONF_ADD_AUTOMATICALLY: True, CONF_COMMAND_SESSIONS: 3, CONF_COMMAND_GAP: 0}
        await _save(hass, result, chosen)
        assert entry.options[CONF_COMMAND_SESSIONS] == 3
        assert entry.options[CONF_COMMAND_GAP] == 0
        profile = entry.runtime_data.gateway.profile
        assert (profile.command_sessions, profile.gap) == (3, 0)
        result = await _open(hass, entry, "settings")
        await _save(hass, result, {CONF_ADD_AUTOMATICALLY: True})
        assert CONF_COMMAND_SESSIONS not in entry.options
        profile = entry.runtime_data.gateway.profile
        assert (profile.command_sessions, profile.gap) == (2, 0.05)


@pytest.mark.parametrize("plant", [plant_of(OBJECTS, model="MH201")])
async def test_the_model_that_a_person_names_counts_at_once_where_the_gateway_tells_none(
    hass: HomeAssistant, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    gateway = entry.runtime_data.gateway
    assert gateway.profile == DEFAULT
    with _no_reload(entry):
        await _save(hass, await _open(hass, entry, "settings"), {CONF_ADD_AUTOMATICALLY: True, CONF_MODEL: "MH201"})
    assert gateway.profile == PROFILES["MH201"]
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert device is not None
    assert device.model == "MH201"


async def test_what_waits_is_added_as_soon_as_it_is_to_be_added_by_itself(
    hass: HomeAssistant, config_entry: MakeEntry
) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: entry.runtime_data.objects.discovered.keys() == set(FOUND))
    with _no_reload(entry):
        await _save(hass, await _open(hass, entry, "settings"), {CONF_ADD_AUTOMATICALLY: True})
    assert not entry.runtime_data.objects.discovered
    assert set(entry.options[CONF_OBJECTS]) == set(FOUND)
    assert state_of(hass, "light", "1-12").state == "on"


async def test_what_waits_goes_on_waiting_until_then(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    with _no_reload(entry):
        await _save(hass, await _open(hass, entry, "settings"), {CONF_ADD_AUTOMATICALLY: False})
        entry.runtime_data.remove_object(ObjectKey("1-12"))
        await _save(hass, await _open(hass, entry, "ignored"), {CONF_IGNORED: []})
    assert "1-12" not in entry.options[CONF_OBJECTS]


# New devices


async def test_what_waits_is_added_when_it_is_ticked(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"2-14": SETTINGS["2-14"]}, CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: entry.runtime_data.objects.discovered.keys() == set(FOUND) - {"2-14"})
    with _no_reload(entry):
        result = await _open(hass, entry, "new_devices")
        choices = _choices(result, "new_devices")
        assert choices.keys() == set(FOUND) - {"2-14"}
        assert (choices["1-11"], choices["18-51"]) == ("Light 11 (A 1 / PL 1)", "Energy meter 1")
        default, _ = _form(result)["new_devices"]
        assert set(default) == set(choices)

        await _save(hass, result, {"new_devices": ["1-12"]})
    assert entry.options[CONF_OBJECTS].keys() == {"2-14", "1-12"}
    assert entry.options[CONF_OBJECTS]["2-14"] == SETTINGS["2-14"]
    assert entry.options[CONF_OBJECTS]["1-12"]["traits"]["steps"] == 100
    assert entry.options[CONF_ADD_AUTOMATICALLY] is False
    assert state_of(hass, "light", "1-12").state == "on"
    assert "1-11" in entry.runtime_data.objects.discovered
    assert "1-12" not in entry.runtime_data.objects.discovered


async def test_what_is_added_can_be_given_an_area_and_what_is_not_wanted_is_ignored(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    area = ar.async_get(hass).async_create("Kitchen")
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: {"1-11", "1-12", "1-02"} <= entry.runtime_data.objects.discovered.keys())
    with _no_reload(entry):
        result = await _open(hass, entry, "new_devices")
        # Ignoring counts more than adding: everything is ticked in the list above.
        values = {"new_devices": ["1-11", "1-12"], "area_id": area.id, CONF_IGNORED: ["1-11"]}
        await _save(hass, result, values)
    assert entry.options[CONF_OBJECTS].keys() == {"1-12"}
    assert entry.options[CONF_IGNORED] == ["1-11"]
    lamp = _device(hass, entry, "1-12")
    assert lamp.area_id == area.id
    assert lamp.name == "Light 12"
    assert lamp.model == "A 1 / PL 2"
    simulator.objects["1-11"].press()
    simulator.objects["1-02"].press()
    await until(lambda: entry.runtime_data.objects.discovered["1-02"].state.on)
    assert "1-11" not in entry.runtime_data.objects.discovered


async def test_what_waits_can_be_added_one_by_one_with_name_kind_and_area(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    kitchen = ar.async_get(hass).async_create("Kitchen")
    hall = ar.async_get(hass).async_create("Hall")
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: {"1-11", "1-12", "1-02"} <= entry.runtime_data.objects.discovered.keys())
    with _no_reload(entry):
        result = await _open(hass, entry, "new_devices")
        values = {"new_devices": ["1-02", "1-11", "1-12"], "area_id": hall.id, "one_by_one": True}
        result = await hass.config_entries.options.async_configure(result["flow_id"], values)
        assert result["step_id"] == "new_device"
        assert result["description_placeholders"] == {"name": "Light 02", "model": "A 0 / PL 2", "left": "3"}
        assert result["last_step"] is False
        # One of them is added elsewhere meanwhile: it is not asked for any more.
        entry.runtime_data.objects.add(ObjectKey("1-11"))
        values = {"name": " Pump ", "used_as": "switch", "area_id": kitchen.id}
        result = await hass.config_entries.options.async_configure(result["flow_id"], values)
        assert (result["description_placeholders"] or {})["name"] == "Light 12"
        # A dimmer is a light.
        assert "used_as" not in _form(result)
        assert result["last_step"] is True
        await _save(hass, result, {"area_id": hall.id})
    assert entry.options[CONF_OBJECTS].keys() == {"1-02", "1-11", "1-12"}
    pump = _device(hass, entry, "1-02")
    assert (pump.name_by_user, pump.area_id) == ("Pump", kitchen.id)
    assert state_of(hass, "switch", "1-02").name == "Pump"
    assert _device(hass, entry, "1-12").area_id == hall.id
    assert _device(hass, entry, "1-12").name_by_user is None


async def test_settings_made_while_the_list_was_open_stay(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: "2-14" in entry.runtime_data.objects.discovered)
    result = await _open(hass, entry, "new_devices")
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_OBJECTS: SETTINGS})
    await _save(hass, result, {"new_devices": ["2-14"]})
    assert entry.options[CONF_OBJECTS]["2-14"]["opening_time"] == 20.5


async def test_a_list_that_is_sent_after_the_entry_was_unloaded_is_kept(
    hass: HomeAssistant, config_entry: MakeEntry
) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    await until(lambda: {"1-11", "1-12"} <= entry.runtime_data.objects.discovered.keys())
    result = await _open(hass, entry, "new_devices")
    await hass.config_entries.async_unload(entry.entry_id)
    await _save(hass, result, {"new_devices": ["1-12"], CONF_IGNORED: ["1-11"]})
    assert entry.options[CONF_OBJECTS] == {"1-12": {}}
    assert entry.options[CONF_IGNORED] == ["1-11"]
    assert entry.state is ConfigEntryState.NOT_LOADED


# Ignored devices


async def test_what_was_removed_can_be_taken_back(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    ignored = ["1-12", "2-14", "4-1", "4-500", "4-#0", "4-#0#1", "18-51", "18-71#0", "18-11", "9-1"]
    entry = config_entry(options={CONF_OBJECTS: SETTINGS, CONF_IGNORED: ignored})
    entry.add_to_hass(hass)
    result = await _open(hass, entry, "ignored")
    assert _form(result) == {CONF_IGNORED: ([], None)}
    # By kind, then by address.
    assert list(_choices(result, CONF_IGNORED).items()) == [
        ("1-12", "Light 12 (A 1 / PL 2)"),
        ("2-14", "Cover 14 (A 1 / PL 4)"),
        ("4-#0", "Heating control unit"),
        ("4-#0#1", "Heating control unit 1"),
        ("4-500", "Probe 500"),
        ("4-1", "Zone 1"),
        ("9-1", "Auxiliary 1"),
        ("18-71#0", "Energy actuator 1"),
        ("18-51", "Energy meter 1"),
        ("18-11", "Stop&Go 1"),
    ]
    await _save(hass, result, {CONF_IGNORED: ["4-1", "1-12"]})
    assert entry.options == {
        CONF_OBJECTS: SETTINGS,
        CONF_IGNORED: [key for key in ignored if key not in ("1-12", "4-1")],
        CONF_ADD_AUTOMATICALLY: True,
    }


async def test_what_is_taken_back_is_there_at_once_when_it_was_heard(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(options={CONF_IGNORED: ["1-12", "1-0715", "2-14"]})
    await set_up(hass, entry, 5)
    await until(lambda: entry.runtime_data.gateway.items[-1].heard)
    with _no_reload(entry):
        await _save(hass, await _open(hass, entry, "ignored"), {CONF_IGNORED: ["1-12", "1-0715"]})
        assert state_of(hass, "light", "1-12").state == "on"
        assert entry.options[CONF_IGNORED] == ["2-14"]
        assert "1-0715" not in entry.options[CONF_OBJECTS]
        # What was not heard counts as new.
        simulator.emit("*1*1*0715##")
        await until(lambda: "1-0715" in entry.options[CONF_OBJECTS])


async def test_objects_are_named_in_the_language_of_the_house(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    hass.config.language = "it"
    entry = config_entry(options={CONF_IGNORED: ["1-12", "4-1"]})
    entry.add_to_hass(hass)
    result = await _open(hass, entry, "ignored")
    assert _choices(result, CONF_IGNORED) == {"1-12": "Luce 12 (A 1 / PL 2)", "4-1": "Zona 1"}


# By hand

BY_HAND = [
    ("light", {"area": 1, "point": 9}, "1-19", "Light 19", "A 1 / PL 9"),
    ("light", {"area": 0, "point": 3}, "1-03", "Light 03", "A 0 / PL 3"),
    ("light", {"area": 10, "point": 15}, "1-1015", "Light 1015", "A 10 / PL 15"),
    ("light", {"area": 3, "point": 0, "interface": 2}, "1-30#4#02", "Light 30 / I 2", "A 3 / PL 0 / I 2"),
    ("switch", {"area": 2, "point": 1}, "1-21", "Light 21", "A 2 / PL 1"),
    ("outlet", {"area": 2, "point": 2}, "1-22", "Light 22", "A 2 / PL 2"),
    ("fan", {"area": 2, "point": 3}, "1-23", "Light 23", "A 2 / PL 3"),
    ("lock", {"area": 2, "point": 4}, "1-24", "Light 24", "A 2 / PL 4"),
    ("valve", {"area": 2, "point": 5}, "1-25", "Light 25", "A 2 / PL 5"),
    ("motion_sensor", {"area": 4, "point": 1}, "1-41", "Motion sensor 41", "A 4 / PL 1"),
    ("light_sensor", {"area": 4, "point": 2}, "1-42", "Light sensor 42", "A 4 / PL 2"),
    ("light_group", {"number": 7}, "1-#7", "Light group 7", "G 7"),
    ("light_area", {"area": 10}, "1-100", "Lights in area 10", "A 10"),
    ("light_area", {"area": 0, "interface": 2}, "1-00#4#02", "Lights in area 0 / I 2", "A 0 / I 2"),
    ("light_all", None, "1-0", "All lights", "WHERE 0"),
    ("cover_area", {"area": 5}, "2-5", "Shutters in area 5", "A 5"),
    ("cover_all", None, "2-0", "All shutters", "WHERE 0"),
    ("cover", {"area": 5, "point": 12}, "2-0512", "Cover 0512", "A 5 / PL 12"),
    ("cover_group", {"number": 3, "interface": 1}, "2-#3#4#01", "Cover group 3 / I 1", "G 3 / I 1"),
    ("zone", {"number": 42}, "4-42", "Zone 42", "WHERE 42"),
    ("central_unit", None, "4-#0", "Heating control unit", "WHERE #0"),
    ("central_unit_4", {"number": 4}, "4-#0#4", "Heating control unit 4", "WHERE #0#4"),
    ("temperature_sensor", {"number": 7}, "4-7", "Zone probe 7", "WHERE 7"),
    ("probe", {"number": 500}, "4-500", "Probe 500", "WHERE 500"),
    ("contact", {"number": 201}, "25-3201", "Contact 201", "WHERE 3201"),
    ("cen", {"area": 7, "point": 7, "button": 3}, "15-77", "CEN 77", "A 7 / PL 7"),
    ("cen_plus", {"number": 5, "button": 1}, "25-25", "CEN+ 5", "WHERE 25"),
    ("scenario_module", {"number": 5, "scenario": 2}, "0-05", "Scenario module 05", "WHERE 05"),
    ("scene", {"number": 12}, "17-12", "Scene 12", "WHERE 12"),
    ("auxiliary", {"number": 9}, "9-9", "Auxiliary 9", "WHERE 9"),
    ("meter", {"number": 255}, "18-5255", "Energy meter 255", "WHERE 5255"),
    ("energy_actuator", {"number": 1}, "18-71#0", "Energy actuator 1", "WHERE 71#0"),
    ("stop_and_go", {"number": 127}, "18-1127", "Stop&Go 127", "WHERE 1127"),
    ("load", {"number": 8}, "3-#8", "Load #8", "WHERE #8"),
    ("load_control", None, "3-10", "Load control", "WHERE 10"),
    ("alarm", None, "5-0", "Alarm", "WHERE 0"),
    ("alarm_zone", {"number": 8}, "5-#8", "Alarm zone 8", "WHERE #8"),
    ("sound_zone", {"area": 1, "point": 2}, "16-12", "Sound 12", "WHERE 12"),
    ("door_station", {"number": 1}, "6-4001", "Door station 4001", "WHERE 4001"),
]


async def _choose_kind(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> ConfigFlowResult:
    return await _submit(hass, await _open(hass, entry, "add"), {"kind": kind})


def test_every_kind_is_tried() -> None:
    assert {kind for kind, *_ in BY_HAND} == ADDABLE.keys()


@pytest.mark.parametrize(("kind", "address", "key", "name", "model"), BY_HAND)
async def test_an_address_given_by_hand_says_what_it_will_be_called(
    hass: HomeAssistant,
    config_entry: MakeEntry,
    *,
    kind: str,
    address: dict[str, int] | None,
    key: str,
    name: str,
    model: str,
) -> None:
    entry = config_entry(options={CONF_IGNORED: [key]})
    entry.add_to_hass(hass)
    result = await _choose_kind(hass, entry, kind)
    if address is not None:
        assert result["step_id"] == "address"
        result = await _submit(hass, result, address)
    assert result["step_id"] == "details"
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert (placeholders["name"], placeholders["model"]) == (name, model)
    await _save(hass, result, {})
    assert list(entry.options[CONF_OBJECTS]) == [key]
    assert entry.options[CONF_IGNORED] == []


async def test_every_kind_is_there_at_once_and_after_a_restart(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    with _no_reload(entry):
        for kind, address, *_ in BY_HAND:
            result = await _choose_kind(hass, entry, kind)
            if address is not None:
                result = await _submit(hass, result, address)
            await _save(hass, result, {})
    names = {key: name for _, _, key, name, _ in BY_HAND}
    assert {key: _device(hass, entry, key).name for key in names} == names
    states = set(hass.states.async_entity_ids())
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert set(hass.states.async_entity_ids()) == states


async def test_what_is_added_by_hand_can_be_switched(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    area = ar.async_get(hass).async_create("Kitchen")
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    with _no_reload(entry):
        result = await _choose_kind(hass, entry, "light")
        result = await _submit(hass, result, {"area": 0, "point": 2})
        await _save(hass, result, {"name": " Table ", "area_id": area.id})
    lamp = _device(hass, entry, "1-02")
    assert (lamp.name, lamp.name_by_user, lamp.area_id) == ("Light 02", "Table", area.id)
    assert entity_id(hass, "light", "1-02") == "light.kitchen_table"
    await hass.services.async_call("light", "turn_on", {"entity_id": "light.kitchen_table"}, blocking=True)
    await until(lambda: state_of(hass, "light", "1-02").state == "on")


async def test_a_switch_is_a_switch_from_the_beginning(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    result = await _choose_kind(hass, entry, "outlet")
    await _save(hass, await _submit(hass, result, {"area": 0, "point": 2}), {})
    assert entry.options[CONF_OBJECTS]["1-02"]["used_as"] == "outlet"
    assert state_of(hass, "switch", "1-02").attributes["device_class"] == "outlet"
    assert not hass.states.async_entity_ids("light")


@pytest.mark.usefixtures("all_enabled")
async def test_a_shutter_brings_its_times(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry)
    result = await _choose_kind(hass, entry, "cover")
    result = await _submit(hass, result, {"area": 1, "point": 4})
    assert set(_form(result)) == {"name", "area_id", "opening_time", "closing_time"}
    await _save(hass, result, {"opening_time": 20.5})
    assert float(state_of(hass, "number", "2-14-opening_time").state) == 20.5


@pytest.mark.parametrize("kind", [known for known, good, *_ in BY_HAND if good])
async def test_what_a_form_suggests_as_an_address_is_accepted(
    hass: HomeAssistant, config_entry: MakeEntry, kind: str
) -> None:
    entry = config_entry(options={CONF_OBJECTS: SETTINGS})
    entry.add_to_hass(hass)
    result = await _choose_kind(hass, entry, kind)
    suggested = {name: value for name, (_, value) in _form(result).items() if value is not None}
    result = await _submit(hass, result, suggested)
    assert result["step_id"] == "details"


async def test_more_buttons_of_the_same_command_can_be_added(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    for button in (3, 5):
        result = await _choose_kind(hass, entry, "cen")
        await _save(hass, await _submit(hass, result, {"area": 7, "point": 7, "button": button}), {})
    assert entry.options[CONF_OBJECTS]["15-77"]["traits"] == {"buttons": 0b101000}
    assert state_of(hass, "event", "15-77-3")
    assert state_of(hass, "event", "15-77-5")


@pytest.mark.parametrize(
    ("kind", "address", "field", "error"),
    [
        ("light", {"area": 11, "point": 1}, "area", "bad_area"),
        ("light", {"area": 1.5, "point": 1}, "area", "bad_area"),
        ("light", {"area": 1, "point": 16}, "point", "bad_point"),
        ("light", {"area": 0, "point": 0}, "point", "bad_point"),
        ("light", {"area": 1, "point": 1, "interface": 16}, "interface", "bad_interface"),
        ("zone", {"number": 100}, "number", "bad_number"),
        ("cen", {"area": 1, "point": 1, "button": 32}, "button", "bad_button"),
        ("scenario_module", {"number": 1, "scenario": 0}, "scenario", "bad_scenario"),
        ("light", {"area": 1, "point": 1}, "point", "already_added"),
    ],
)
async def test_an_address_that_cannot_be_names_its_field_and_can_be_corrected(
    hass: HomeAssistant,
    config_entry: MakeEntry,
    *,
    kind: str,
    address: dict[str, float],
    field: str,
    error: str,
) -> None:
    entry = config_entry(options={CONF_OBJECTS: SETTINGS})
    entry.add_to_hass(hass)
    result = await _choose_kind(hass, entry, kind)
    result = await _submit_unchecked(hass, result, address)
    assert result["step_id"] == "address"
    assert result["errors"] == {field: error}
    assert {name: suggested for name, (_, suggested) in _form(result).items() if name in address} == address
    good = next(good for known, good, *_ in BY_HAND if known == kind)
    assert good is not None
    result = await _submit(hass, result, good)
    assert result["step_id"] == "details"


async def _submit_unchecked(
    hass: HomeAssistant, result: ConfigFlowResult, values: dict[str, float]
) -> ConfigFlowResult:
    """Submit what a form would not let through."""
    flow = hass.config_entries.options._progress[result["flow_id"]]
    assert flow.cur_step is not None
    flow.cur_step["data_schema"] = None
    return await _submit(hass, result, values)


# Bringing along

OLD = """
"00:03:50:01:02:03":
  light:
    table: {where: "12", name: "Table"}
    hall: {where: "1101"}
  switch:
    pump: {where: "02", name: Pump, class: outlet}
  cover:
    kitchen: {where: "14", name: Kitchen, travel_time: 31, slat_tilt: true}
  fan:
    bath: {where: "17"}
"""


type Upload = Callable[[bytes], Awaitable[str]]


@pytest.fixture
def upload(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Upload:
    """Upload a file, as the page does; what comes back is what the form takes."""
    # Home Assistant keeps such files in a folder that all tests of a machine would share.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def send(content: bytes) -> str:
        assert await async_setup_component(hass, "file_upload", {})
        client = await hass_client()
        answer = await client.post("/api/file_upload", data={"file": BytesIO(content)})
        assert answer.status == 200
        told = await answer.json()
        return str(told["file_id"])

    return send


async def test_a_file_is_reported_on_and_then_taken_over(
    hass: HomeAssistant, config_entry: MakeEntry, upload: Upload
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    with _no_reload(entry):
        file_id = await upload(OLD.encode())
        result = await _submit(hass, await _open(hass, entry, "import_yaml"), {"file": file_id})
        assert result["step_id"] == "import_summary"
        assert result["description_placeholders"] == {
            "count": "3",
            "left_count": "3",
            "taken": "* Table (Light 12)\n* Pump (Light 02)\n* Kitchen (Cover 14)",
            "left": "* light hall (1101): The address must be that of a single device of this type.\n"
            "* Kitchen, slat_tilt: This setting is not imported; the device is.\n"
            "* fan: This type is not supported.",
        }
        await _save(hass, result, {})
    assert _device(hass, entry, "1-12").name_by_user == "Table"
    assert _device(hass, entry, "2-14").name_by_user == "Kitchen"
    assert entry.options[CONF_OBJECTS]["1-12"]["traits"]["steps"] == 100
    assert entry.options[CONF_OBJECTS]["2-14"]["opening_time"] == 31
    assert entry.options[CONF_OBJECTS]["1-02"]["used_as"] == "outlet"
    # What was a light until now is a switch at once.
    assert state_of(hass, "switch", "1-02")


@pytest.mark.parametrize("content", [b"", b"- 1", b"\xff\xfe", b"a: [", b"a: 1"])
async def test_what_is_no_configuration_can_be_replaced_by_one(
    hass: HomeAssistant, config_entry: MakeEntry, upload: Upload, content: bytes
) -> None:
    entry = config_entry()
    entry.add_to_hass(hass)
    result = await _submit(hass, await _open(hass, entry, "import_yaml"), {"file": await upload(content)})
    assert result["errors"] == {"file": "broken_file"}
    result = await _submit(hass, result, {"file": await upload(OLD.encode())})
    await _save(hass, result, {})
    assert entry.options[CONF_OBJECTS].keys() == {"1-12", "1-02", "2-14"}


async def test_a_long_report_is_cut_short(hass: HomeAssistant, config_entry: MakeEntry, upload: Upload) -> None:
    entry = config_entry()
    entry.add_to_hass(hass)
    content = "gateway:\n  light:\n" + "".join(f'    l{n}: {{where: "01{n}"}}\n' for n in range(10, 16))
    content += "  climate:\n" + "".join(f'    z{n}: {{zone: "{n}"}}\n' for n in range(1, 60))
    result = await _submit(hass, await _open(hass, entry, "import_yaml"), {"file": await upload(content.encode())})
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert placeholders["count"] == "65"
    assert len(placeholders["taken"].splitlines()) == 51
    assert placeholders["left"] == "-"
