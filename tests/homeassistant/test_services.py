"""The actions: a frame of one's own, the clock, a scan, timers, vacations."""

import asyncio
from typing import Any

import probatio
import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import HOST, MAC, OBJECTS, OTHER_MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of


@pytest.fixture
def plant() -> Plant:
    return plant_of(OBJECTS + '  - {kind: central_unit, where: "#0"}\n')


async def _call(hass: HomeAssistant, service: str, *, response: bool = False, **data: Any) -> Any:
    return await hass.services.async_call(DOMAIN, service, data, blocking=True, return_response=response)


def _frames(simulator: Simulator) -> list[str]:
    return [received.frame for received in simulator.received]


async def test_a_request_is_sent_and_its_answer_returned(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    answer = await _call(hass, "send_frame", response=True, frame=" *#1*12## ", config_entry_id=entry.entry_id)
    assert answer == {"frames": ["*1*8*12##"]}


async def test_a_command_is_sent_without_naming_the_only_gateway(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    assert await _call(hass, "send_frame", frame="*1*1*11##") is None
    assert "*1*1*11##" in _frames(simulator)


@pytest.mark.parametrize("frame", ["", "*1*1*12", "hello", "*#*1##", "*#*0##", "*99*0##", "*#1*12*1*105*255##"])
async def test_what_is_no_command_or_request_is_named_and_not_sent(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, frame: str
) -> None:
    await set_up(hass, config_entry(), 7)
    with pytest.raises(ServiceValidationError) as raised:
        await _call(hass, "send_frame", frame=frame)
    assert raised.value.translation_key == "invalid_frame"
    assert raised.value.translation_placeholders == {"frame": frame}
    assert frame not in _frames(simulator)


async def test_a_frame_that_is_refused_raises(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    await settle(hass, simulator)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as raised:
        await _call(hass, "send_frame", frame="*1*1*11##")
    assert raised.value.translation_key == "refused"
    assert raised.value.translation_placeholders == {"name": "*1*1*11##"}


async def test_a_request_without_an_answer_raises(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    await settle(hass, simulator)
    simulator.faults.drop_acks(1)
    with pytest.raises(HomeAssistantError) as raised:
        await _call(hass, "send_frame", frame="*#1*11##")
    assert raised.value.translation_key == "not_answered"


async def test_with_two_gateways_one_has_to_be_named(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    other_plant = plant_of(OBJECTS, mac=OTHER_MAC)
    async with Simulator(other_plant, host=HOST, port=0) as other:
        entry = config_entry(unique_id="000350aabbcc", data={"port": other.port})
        await set_up(hass, entry, 7)
        with pytest.raises(ServiceValidationError):
            await _call(hass, "send_frame", frame="*1*1*11##")
        await _call(hass, "send_frame", frame="*1*1*11##", config_entry_id=entry.entry_id)
        assert "*1*1*11##" in _frames(other)
        assert "*1*1*11##" not in _frames(simulator)
        await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError):
        await _call(hass, "sync_clock", config_entry_id=entry.entry_id)


async def test_the_clock_of_the_gateway_is_set(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    await hass.config.async_set_time_zone("Europe/Rome")
    freezer.move_to("2026-11-22 13:20:05+00:00")
    await set_up(hass, config_entry(), 7)
    await _call(hass, "sync_clock")
    written = [frame for frame in _frames(simulator) if frame.startswith("*#13**#22*")]
    assert written == ["*#13**#22*14*20*05*001*00*22*11*2026##"]


async def test_a_scan_finds_what_was_built_in_since(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 8)
    await until(lambda: "*#4*#0##" in _frames(simulator))
    before = _frames(simulator).count("*#1*0##")
    await _call(hass, "rescan")
    assert _frames(simulator).count("*#1*0##") == before + 1


async def test_a_scan_that_is_cut_off_raises(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 8)
    await entry.runtime_data.gateway.close()
    with pytest.raises(HomeAssistantError) as raised:
        await _call(hass, "rescan")
    assert raised.value.translation_key == "not_scanned"


@pytest.mark.parametrize(
    ("duration", "frame"),
    [
        ({"seconds": 0.5}, "*1*18*11##"),
        ("00:15:00", "*1*16*11##"),
        ({"hours": 1, "minutes": 2, "seconds": 3}, "*#1*11*#2*1*2*3##"),
        ({"seconds": 7}, "*#1*11*#2*0*0*7##"),
    ],
)
async def test_a_light_is_on_for_a_time_of_its_actuator(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, duration: object, frame: str
) -> None:
    await set_up(hass, config_entry(), 7)
    await _call(hass, "turn_on_timed", entity_id=entity_id(hass, "light", "1-11"), duration=duration)
    assert frame in _frames(simulator)


@pytest.mark.parametrize("duration", [{"seconds": 0.2}, {"hours": 256}])
async def test_a_time_that_no_actuator_has_is_refused(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, duration: object
) -> None:
    await set_up(hass, config_entry(), 7)
    with pytest.raises(ServiceValidationError, match="half a second"):
        await _call(hass, "turn_on_timed", entity_id=entity_id(hass, "light", "1-11"), duration=duration)


@pytest.mark.parametrize("use", ["switch", "outlet", "fan"])
async def test_what_an_actuator_switches_can_be_timed_whatever_it_is(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, use: str
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"1-11": {"used_as": use}}}), 7)
    platform = "fan" if use == "fan" else "switch"
    await _call(hass, "turn_on_timed", entity_id=entity_id(hass, platform, "1-11"), duration={"minutes": 2})
    assert "*1*12*11##" in _frames(simulator)


async def test_what_is_no_actuator_has_no_timer(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"9-4": {}}}), 7)
    with pytest.raises(ServiceValidationError, match="no timer"):
        await _call(hass, "turn_on_timed", entity_id=entity_id(hass, "switch", "9-4"), duration={"minutes": 2})


async def _with_central_unit(hass: HomeAssistant, entry: Any) -> str:
    await set_up(hass, entry, 8)
    await until(lambda: "4-#0" in entry.options[CONF_OBJECTS])
    await hass.async_block_till_done()
    return entity_id(hass, "climate", "4-#0")


async def test_a_vacation_of_some_days_begins(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    central = await _with_central_unit(hass, config_entry())
    await _call(hass, "set_vacation", entity_id=central, days=14, program=2)
    assert "*4*33014#3102*#0##" in _frames(simulator)
    await until(lambda: state_of(hass, "climate", "4-#0").attributes["preset_mode"] == "vacation")


async def test_a_vacation_until_a_day_and_an_hour_begins(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    await hass.config.async_set_time_zone("Europe/Rome")
    freezer.move_to("2026-11-28 13:20:00+00:00")
    central = await _with_central_unit(hass, config_entry())
    await _call(hass, "set_vacation", entity_id=central, until="2026-12-01 14:30:00")
    told = [frame for frame in _frames(simulator) if frame.startswith(("*4*33", "*#4*#0*#3"))]
    assert told == ["*4*33003#3101*#0##", "*#4*#0*#30*01*12*2026##", "*#4*#0*#31*14*30##"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "vacation_needs_days"),
        ({"until": "2020-01-01 12:00:00"}, "bad_vacation"),
        ({"until": "2999-01-01 12:00:00"}, "bad_vacation"),
    ],
)
async def test_a_vacation_that_cannot_be_is_refused(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, data: dict[str, Any], key: str
) -> None:
    central = await _with_central_unit(hass, config_entry())
    with pytest.raises(ServiceValidationError) as raised:
        await _call(hass, "set_vacation", entity_id=central, **data)
    assert raised.value.translation_key == key


async def test_a_vacation_is_ended(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    central = await _with_central_unit(hass, config_entry())
    await _call(hass, "set_vacation", entity_id=central, days=14, program=2)
    await until(lambda: state_of(hass, "climate", "4-#0").attributes["preset_mode"] == "vacation")
    await _call(hass, "end_vacation", entity_id=central, program=3)
    assert "*4*3000#3103*#0##" in _frames(simulator)
    await until(lambda: state_of(hass, "climate", "4-#0").attributes["preset_mode"] == "program_3")
    with pytest.raises(ServiceValidationError, match="not in vacation mode"):
        await _call(hass, "end_vacation", entity_id=central)


async def test_a_zone_has_no_vacation_to_end(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    with pytest.raises(ServiceValidationError) as raised:
        await _call(hass, "end_vacation", entity_id=entity_id(hass, "climate", "4-1"))
    assert raised.value.translation_key == "no_central_unit"


async def test_a_boost_is_one_frame_of_the_plants_own_timer(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    central = await _with_central_unit(hass, config_entry())
    await _call(hass, "boost", entity_id=central, temperature=23.5, hours=2)
    assert "*4*312#0235#2*#0##" in _frames(simulator)
    await until(lambda: state_of(hass, "climate", "4-#0").attributes["temperature"] == 23.5)


async def test_a_zone_of_its_own_is_boosted(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 7)
    await _call(hass, "boost", entity_id=entity_id(hass, "climate", "4-1"), temperature=25, hours=1)
    assert "*4*312#0250#1*1##" in _frames(simulator)


@pytest.mark.parametrize("data", [{"temperature": 41, "hours": 1}, {"temperature": 20, "hours": 25}])
async def test_a_boost_that_no_plant_knows_is_refused(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, data: dict[str, Any]
) -> None:
    await set_up(hass, config_entry(), 7)
    with pytest.raises(probatio.Invalid):
        await _call(hass, "boost", entity_id=entity_id(hass, "climate", "4-1"), **data)


@pytest.mark.usefixtures("all_enabled")
async def test_what_was_set_at_the_knob_is_undone(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    await settle(hass, simulator)
    simulator.received.clear()
    button = entity_id(hass, "button", "4-1-release_knob")
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)
    assert simulator.received[0].frame == "*4*40*1##"


async def test_days_and_end_are_not_given_together(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    central = await _with_central_unit(hass, config_entry())
    with pytest.raises(probatio.Invalid):
        await _call(hass, "set_vacation", entity_id=central, days=1, until="2999-01-01 12:00:00")


async def test_a_command_without_a_connection_is_not_sent(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await entry.runtime_data.gateway.close()
    with pytest.raises(HomeAssistantError) as raised:
        await _call(hass, "send_frame", frame="*1*1*11##")
    assert raised.value.translation_key == "not_sent"


async def test_a_command_whose_answer_is_lost_is_not_confirmed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    await settle(hass, simulator)
    simulator.faults.drop_acks(1)
    with pytest.raises(HomeAssistantError) as raised:
        await _call(hass, "send_frame", frame="*1*1*11##")
    assert raised.value.translation_key == "not_confirmed"


async def test_a_zone_has_no_vacation(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 7)
    with pytest.raises(ServiceValidationError) as raised:
        await _call(hass, "set_vacation", entity_id=entity_id(hass, "climate", "4-1"), days=1)
    assert raised.value.translation_key == "no_central_unit"


async def test_a_history_needs_statistics_to_go_to(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 7)
    total = entity_id(hass, "sensor", "18-51-energy_total")
    with pytest.raises(ServiceValidationError) as raised:
        await _call(hass, "import_energy_history", entity_id=total)
    assert raised.value.translation_key == "no_recorder"


async def test_the_gateway_is_checked_and_connected_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    report = await _call(hass, "check_gateway", response=True)
    assert report["model"] == "F454"
    # Ours are not counted as somebody else's.
    assert report["command_sessions"] == {"given": 4, "refusal": "refused"}
    # The plant of these tests closes none.
    assert [one["name"] for one in report["comparison"] if not one["fits"]] == ["idle command session closed after"]
    await settle(hass, simulator)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data.available


async def test_the_button_checks_the_gateway_and_the_diagnostics_tell_what_came_of_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "persistent_notification", {})
    assert await async_setup_component(hass, "diagnostics", {})
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    told: list[str] = []

    @callback
    def on_change(_: object, shown: dict[str, persistent_notification.Notification]) -> None:
        told.extend(one["message"] for one in shown.values())

    persistent_notification.async_register_callback(hass, on_change)
    button = er.async_get(hass).async_get_entity_id("button", DOMAIN, f"{MAC}-check_gateway")
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)
    assert [text.split(".")[0] for text in told] == ["F454 is being checked", "F454 has been checked"]
    await settle(hass, simulator)
    assert entry.runtime_data.available
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert device is not None
    of_device = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert of_device["check"]["model"] == "F454"
    of_entry = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert of_entry["check"] == of_device["check"]


async def test_a_gateway_that_refuses_to_be_checked_is_connected_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    simulator.faults.refused_selectors = frozenset("09")
    with pytest.raises(HomeAssistantError) as raised:
        await _call(hass, "check_gateway", response=True)
    assert raised.value.translation_key == "not_sent"
    simulator.faults.clear()
    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_a_gateway_that_is_being_checked_is_not_checked_once_more(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    first = hass.async_create_task(_call(hass, "check_gateway", response=True))
    await until(lambda: entry.state is ConfigEntryState.NOT_LOADED)
    with pytest.raises(ServiceValidationError, match="not loaded"):
        await _call(hass, "check_gateway", response=True)
    assert (await first)["model"] == "F454"
    assert entry.state is ConfigEntryState.LOADED


async def test_home_assistant_stops_while_a_gateway_is_checked_and_leaves_no_session(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    hass.async_create_task(_call(hass, "check_gateway", response=True))
    await until(lambda: entry.state is ConfigEntryState.NOT_LOADED)
    await asyncio.sleep(5)
    await hass.async_stop(force=True)
    await until(lambda: not simulator.sessions)
