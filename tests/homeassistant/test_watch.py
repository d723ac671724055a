"""What is watched for a person: issues open by what really happens, can be mended, and close when it is over."""

import asyncio
import datetime as dt

import pytest
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry, Repair
from .kit import entity_id, plant_of, set_up, settle, state_of


@pytest.fixture
def plant() -> Plant:
    """No meter: what it tells all day is not what these tests are about."""
    return plant_of("""
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "12", steps: 100, level: 60, on: true}
  - {kind: relay, where: "02"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
""")


def _issue(hass: HomeAssistant, issue_id: str) -> ir.IssueEntry | None:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return issue if issue is not None and issue.active else None


def _name(hass: HomeAssistant, issue_id: str) -> str | None:
    issue = _issue(hass, issue_id)
    return issue.translation_placeholders["name"] if issue and issue.translation_placeholders else None


# Faults


async def test_a_fault_is_told_until_the_actuator_works_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    light = simulator.objects["1-11"]
    light.set_fault(True)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    await until(lambda: _issue(hass, issue_id) is not None)
    step = await repair.open(issue_id)
    assert step["description_placeholders"].items() >= {"name": "Light 11", "address": "A 1 / PL 1"}.items()
    assert (await repair.submit())["errors"] == {"base": "still_faulty"}
    light.fault = False
    assert (await repair.submit())["type"] == "create_entry"
    assert _issue(hass, issue_id) is None


async def test_a_fault_that_is_found_by_the_scan_is_told(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.objects["1-11"].set_fault(True)
    entry = config_entry()
    await set_up(hass, entry, 4)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    await until(lambda: _issue(hass, issue_id) is not None)


async def test_a_fault_that_is_known_before_the_device_is_called_by_the_device(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.objects["1-11"].set_fault(True)
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}}})
    await set_up(hass, entry, 4)
    await until(lambda: _name(hass, f"actuator_fault_{entry.entry_id}_1-11") == "Light 11")


async def test_a_device_that_is_renamed_is_called_so_by_its_repair(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.objects["1-11"].set_fault(True)
    entry = config_entry()
    await set_up(hass, entry, 4)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    await until(lambda: _issue(hass, issue_id) is not None)
    registry = dr.async_get(hass)
    for identifier, called in ((f"{MAC}-1-12", "Table"), (f"{MAC}-1-11", "Laundry")):
        device = registry.async_get_device_by_identifier((DOMAIN, identifier), entry.entry_id)
        assert device is not None
        registry.async_update_device(device.id, name_by_user=called)
    await until(lambda: _name(hass, issue_id) == "Laundry")


async def test_a_fault_of_an_object_that_waits_is_told_when_it_is_added(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.objects["1-11"].set_fault(True)
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await set_up(hass, entry, 0)
    await settle(hass, simulator)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    assert _issue(hass, issue_id) is None
    entry.runtime_data.objects.add(ObjectKey("1-11"))
    assert _issue(hass, issue_id) is not None


async def test_a_fault_that_ends_by_itself_closes_its_issue(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, issue_id) is not None)
    simulator.emit("*1*1*11##")
    await until(lambda: _issue(hass, issue_id) is None)
    # And a second time.
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, issue_id) is not None)


async def test_a_fault_that_ended_while_the_entry_was_reloaded_is_not_told_for_ever(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, issue_id) is not None)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: _issue(hass, issue_id) is None)


# The clock


async def test_a_clock_without_a_time_zone_is_given_one(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    # What an F454 says of itself as long as nobody has configured it.
    simulator.emit("*#13**#0*21*06*40*999##")
    issue_id = f"clock_without_time_zone_{entry.entry_id}"
    await until(lambda: _issue(hass, issue_id) is not None)
    step = await repair.open(issue_id)
    assert step["description_placeholders"] == {"name": "F454"}
    assert (await repair.submit())["type"] == "create_entry"
    assert any(frame.startswith("*#13**#22*") for frame in (item.frame for item in simulator.received))
    assert _issue(hass, issue_id) is None


async def test_a_gateway_that_never_tells_a_time_zone_is_not_complained_of(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    simulator.emit("*#13**#0*21*06*40*##")
    simulator.emit("*#13**#0*21*06*40##")
    simulator.emit("*1*1*02##")
    await until(lambda: state_of(hass, "light", "1-02").state == STATE_ON)
    assert _issue(hass, f"clock_without_time_zone_{entry.entry_id}") is None


# Silence


async def _fall_silent(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> str:
    """Take the light 11 off the bus, and let it be asked; return the id of its issue."""
    simulator.objects["1-11"].unplugged = True
    assert await entry.runtime_data.gateway.scan()
    await until(lambda: state_of(hass, "light", "1-11").state == STATE_UNAVAILABLE)
    return f"silent_device_{entry.entry_id}_1-11"


async def _pass(**time: float) -> None:
    await asyncio.sleep(dt.timedelta(**time).total_seconds())


async def test_a_device_that_does_not_answer_is_unavailable_alone(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    await _fall_silent(hass, simulator, entry)
    assert state_of(hass, "light", "1-12").state == STATE_ON
    assert "1-11" in entry.options[CONF_OBJECTS]
    simulator.objects["1-11"].unplugged = False
    # It is asked again now and then.
    await until(lambda: state_of(hass, "light", "1-11").state != STATE_UNAVAILABLE, TIMING.silent_pause)


async def test_a_day_of_silence_is_told_until_the_device_answers(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    await _pass(hours=23, minutes=59)
    assert _issue(hass, issue_id) is None
    await _pass(minutes=1)
    issue = _issue(hass, issue_id)
    assert issue is not None
    assert issue.translation_placeholders == {"name": "Light 11", "address": "A 1 / PL 1", "bits": "-"}
    simulator.objects["1-11"].unplugged = False
    simulator.objects["1-11"].press()
    await until(lambda: _issue(hass, issue_id) is None)


async def test_a_device_that_answers_within_a_day_is_nobodys_business(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    simulator.objects["1-11"].unplugged = False
    await until(lambda: state_of(hass, "light", "1-11").state != STATE_UNAVAILABLE)
    await _pass(hours=24)
    assert _issue(hass, issue_id) is None


async def test_a_silent_device_can_be_removed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    light = entity_id(hass, "light", "1-11")
    await _pass(hours=24)
    step = await repair.open(issue_id)
    assert (step["type"], step["menu_options"]) == ("menu", ["remove", "leave"])
    assert step["description_placeholders"].items() >= {"name": "Light 11", "address": "A 1 / PL 1"}.items()
    assert (await repair.submit(next_step_id="remove"))["type"] == "create_entry"
    await hass.async_block_till_done()
    assert entry.options[CONF_IGNORED] == ["1-11"]
    assert _issue(hass, issue_id) is None
    assert hass.states.get(light) is None
    assert dr.async_get(hass).async_get_device_by_identifier((DOMAIN, f"{MAC}-1-11"), entry.entry_id) is None
    assert _issue(hass, issue_id) is None


async def test_a_silent_device_can_be_left_without_more_words(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    await _pass(hours=24)
    await repair.open(issue_id)
    result = await repair.submit(next_step_id="leave")
    assert (result["type"], result["reason"]) == ("abort", "left")
    issue = _issue(hass, issue_id)
    assert issue is not None
    assert issue.dismissed_version is not None
    assert "1-11" in entry.options[CONF_OBJECTS]
    simulator.objects["1-11"].unplugged = False
    await until(lambda: _issue(hass, issue_id) is None, TIMING.longest_silent_pause)


async def test_a_silent_device_that_is_removed_elsewhere_takes_its_issue_along(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    await _pass(hours=24)
    assert _issue(hass, issue_id) is not None
    entry.runtime_data.remove_object(ObjectKey("1-11"))
    assert _issue(hass, issue_id) is None


async def test_an_issue_of_a_gateway_that_is_not_loaded_explains_itself(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    silent = await _fall_silent(hass, simulator, entry)
    await _pass(hours=24)
    simulator.emit("*1*19*12##")
    simulator.emit("*#13**#0*21*06*40*999##")
    await until(lambda: _issue(hass, f"clock_without_time_zone_{entry.entry_id}") is not None)
    await hass.config_entries.async_unload(entry.entry_id)
    await repair.open(silent)
    assert (await repair.submit(next_step_id="remove"))["reason"] == "not_connected"
    for issue_id in (f"actuator_fault_{entry.entry_id}_1-12", f"clock_without_time_zone_{entry.entry_id}"):
        await repair.open(issue_id)
        assert (await repair.submit())["errors"] == {"base": "not_connected"}
