"""What the documentation promises."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import automation
from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.cover import CoverState
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_SOURCE,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant, ServiceCall, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_restore_cache_with_extra_data

from custom_components.openwebnet.const import CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.flows.myhome_yaml import read_plan
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import House, MakeBus, MakeHouse
from .scripted import HOST, MAC, MH202, Motor, ScriptedBus

SECONDS = 20.0
TIMES = {"opening_time": 33.0, "closing_time": 33.0}
OTHER_MAC = "000350aabbcc"
BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation" / "openwebnet"


def domains(hass: HomeAssistant, house: House, key: str) -> set[str]:
    """Return what an object is shown as."""
    known = er.async_entries_for_config_entry(er.async_get(hass), house.entry.entry_id)
    return {entry.domain for entry in known if f"-{key}" in entry.unique_id}


def stood(hass: HomeAssistant, way: float | None) -> None:
    """Let the shutter be remembered to have stood somewhere."""
    mock_restore_cache_with_extra_data(hass, [(State("cover.cover_51", CoverState.OPEN), {"way": way, "tilt": None})])


# Replaced ----------------------------------------------------------------------------------------------------


async def test_a_gateway_that_was_replaced_by_one_with_another_password_can_be_taken_over(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    plant = 'model: F454\npassword: "54321"\nauth: open\nmac: "00:03:50:01:02:03"\nspeed: 0\nobjects:\n'
    async with Simulator(Plant.parse(plant + '  - {kind: relay, where: "11"}'), host=HOST, port=0) as simulator:
        data = {CONF_HOST: HOST, CONF_PORT: simulator.port, CONF_PASSWORD: "12345"}
        options = {CONF_OBJECTS: {"1-11": {}}, CONF_IGNORED: []}
        entry = MockConfigEntry(domain=DOMAIN, unique_id=OTHER_MAC, data=data, options=options)
        entry.add_to_hass(hass)
        registry = er.async_get(hass)
        old = registry.async_get_or_create(
            "light", DOMAIN, f"{OTHER_MAC}-1-11", config_entry=entry, suggested_object_id="table"
        )
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        [flow] = hass.config_entries.flow.async_progress()
        assert flow["context"]["source"] == SOURCE_REAUTH
        configure = hass.config_entries.flow.async_configure
        result = await configure(flow["flow_id"], {CONF_PASSWORD: "54321"})
        assert result["type"] is FlowResultType.FORM, result.get("reason")
        assert not result["errors"]
        result = await configure(flow["flow_id"], {})
        assert result["type"] is FlowResultType.ABORT
        await hass.async_block_till_done()
        assert entry.unique_id == MAC
        assert entry.data[CONF_PASSWORD] == "54321"
        assert registry.async_get_entity_id("light", DOMAIN, f"{MAC}-1-11") == old.entity_id
        await hass.config_entries.async_unload(entry.entry_id)


# Sensors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("device", "shown"),
    [
        ("sensor: {it: {where: '19', class: illuminance}}", "sensor"),
        ("binary_sensor: {it: {where: '19', class: motion}}", "binary_sensor"),
        ("sensor: {it: {where: '3', class: temperature}}", "sensor"),
        ("sensor: {it: {where: '500', class: temperature}}", "sensor"),
    ],
)
async def test_sensors_of_an_imported_file_are_sensors(
    hass: HomeAssistant, live_in: MakeHouse, device: str, shown: str
) -> None:
    [taken] = read_plan(device, MAC).taken
    house = await live_in({taken.key: {**taken.settings, "traits": dict(taken.traits)}})
    found = domains(hass, house, taken.key)
    assert shown in found
    assert not found & {"light", "climate"}


@pytest.mark.parametrize(("kind", "shown"), [("motion_sensor", "binary_sensor"), ("light_sensor", "sensor")])
async def test_a_sensor_of_motion_or_light_can_be_added_by_hand(
    hass: HomeAssistant, live_in: MakeHouse, kind: str, shown: str
) -> None:
    house = await live_in()
    flows = hass.config_entries.options
    result = await flows.async_init(house.entry.entry_id)
    result = await flows.async_configure(result["flow_id"], {"next_step_id": "add"})
    schema = result["data_schema"]
    assert schema is not None
    [kinds] = schema.schema.values()
    assert kind in kinds.config["options"]
    result = await flows.async_configure(result["flow_id"], {"kind": kind})
    result = await flows.async_configure(result["flow_id"], {"area": 1, "point": 5})
    while result["type"] is FlowResultType.FORM:
        result = await flows.async_configure(result["flow_id"], {})
    await house.wait(1)
    found = domains(hass, house, "1-15")
    assert shown in found
    assert "light" not in found


# Shutters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [100, 60])
async def test_identifying_a_shutter_of_unknown_position_leaves_it_nearly_where_it_was(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, at: int
) -> None:
    motor = Motor(bus, at=at, seconds=SECONDS)
    stood(hass, None)
    house = await live_in({"2-51": TIMES})
    await house.call("button", "press", "2-51-identify")
    await house.wait(3 * SECONDS)
    assert motor.at == pytest.approx(at, abs=1.5)


async def test_a_calibration_measures_what_the_actuator_tells(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """when nobody disturbs it."""
    motor = Motor(bus, at=40, seconds=SECONDS, relay=SECONDS)
    stood(hass, 40)
    house = await live_in({"2-51": TIMES})
    await calibrate(hass, house)
    measured = house.entry.options[CONF_OBJECTS]["2-51"]
    assert [measured[name] for name in TIMES] == pytest.approx([SECONDS, SECONDS], abs=0.5)
    assert motor.at == 100
    assert house.attribute("cover", "2-51", "current_position") == 100


async def calibrate(hass: HomeAssistant, house: House) -> None:
    """Calibrate travel times of the shutter."""
    target = {"entity_id": house.entity_id("cover", "2-51")}
    await hass.services.async_call(DOMAIN, "calibrate_cover", target, blocking=True)


@pytest.mark.parametrize("runs", [(2,), (3,), (2, 3)], ids=str)
@pytest.mark.parametrize("after", [1.0, 12.0])
async def test_a_stop_at_the_wall_ends_a_calibration(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, runs: tuple[int, ...], after: float
) -> None:
    """In the second or the third run, or in both: a time counts only when it was measured twice."""
    motor = Motor(bus, at=40, seconds=SECONDS, relay=SECONDS)
    begun: list[str] = []

    def stop_on_the_way(match: Any) -> None:
        begun.append(match[0])
        if len(begun) in runs:
            bus.later(0.55 + after, motor.press, "0")

    bus.on(r"\*2\*[12]\*51##", stop_on_the_way)
    stood(hass, 40)
    house = await live_in({"2-51": TIMES})
    with pytest.raises(HomeAssistantError):
        await calibrate(hass, house)
    await house.wait(2 * SECONDS)
    assert house.entry.options[CONF_OBJECTS]["2-51"] == TIMES
    shown = house.attribute("cover", "2-51", "current_position")
    assert shown is None or shown == pytest.approx(motor.at, abs=5)


# Attempts ----------------------------------------------------------------------------------------------------


def most_in_a_minute(times: list[float]) -> int:
    """Return how many of these moments lie within a minute at most."""
    return max(sum(begin <= time < begin + 60 for time in times) for begin in times)


async def test_reloads_in_a_row_do_not_storm_the_gateway(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await live_in({"1-11": {}})
    bus.connected.clear()
    for _ in range(12):
        await hass.config_entries.async_reload(house.entry.entry_id)
        await hass.async_block_till_done()
    await house.wait(60)
    assert most_in_a_minute(bus.connected) <= 10


async def test_wrong_passwords_and_a_set_up_do_not_storm_the_gateway(hass: HomeAssistant, bus: ScriptedBus) -> None:
    bus.refuses_password = True
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={CONF_SOURCE: SOURCE_USER})
    data = {CONF_HOST: HOST, CONF_PORT: bus.port, CONF_PASSWORD: "12345"}
    for _ in range(5):
        result = await flows.async_configure(result["flow_id"], data)
        assert result["type"] is FlowResultType.FORM
    bus.refuses_password = False
    result = await flows.async_configure(result["flow_id"], data)
    while result["type"] is FlowResultType.SHOW_PROGRESS:
        await hass.async_block_till_done()
        result = await flows.async_configure(result["flow_id"])
    if result["type"] is FlowResultType.FORM:
        await flows.async_configure(result["flow_id"], {CONF_OBJECTS: []})
    await asyncio.sleep(120)
    await hass.async_block_till_done()
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1
    assert most_in_a_minute(bus.connected) <= 10


# Buttons -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("all_enabled")
async def test_a_virtual_press_that_the_model_does_not_pass_on_is_an_error(
    make_bus: MakeBus, live_in: MakeHouse
) -> None:
    """A MH202 confirms the frames, and that is all."""
    bus = await make_bus(model=MH202)
    house = await live_in({"15-0112": {"traits": {"buttons": 0b10}}}, at=bus)
    with pytest.raises(HomeAssistantError):
        await house.call("button", "press", "15-0112-press_1")


async def test_the_blueprint_to_toggle_works_with_a_control_that_tells_only_that_it_is_pressed(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, tmp_path: Path
) -> None:
    """A touch screen."""
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation" / "openwebnet")
    hass.config.config_dir = str(tmp_path)
    bus.on(r"\*1\*([01])\*11##", lambda match: bus.tell(match[0], after=0.2))
    bus.answer("*#1*11##", "*1*0*11##")
    house = await live_in({"1-11": {}, "15-0112": {"traits": {"buttons": 0b10000}}})
    inputs = {
        "button": house.entity_id("event", "15-0112-4"),
        "toggled": {"entity_id": house.entity_id("light", "1-11")},
    }
    rule = {"alias": "rule", "use_blueprint": {"path": "openwebnet/button_toggles.yaml", "input": inputs}}
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, automation.DOMAIN, {automation.DOMAIN: [rule]})
    for _ in range(6):
        bus.tell("*15*04*0112##")
        await house.wait(3)
    assert bus.commands() == ["*1*1*11##", "*1*0*11##"] * 3


# What is away ------------------------------------------------------------------------------------------


async def test_whether_the_gateway_is_connected_is_a_sensor(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await live_in({"1-11": {}})
    known = er.async_entries_for_config_entry(er.async_get(hass), house.entry.entry_id)
    classes = BinarySensorDeviceClass.CONNECTIVITY
    [sensor] = [one.entity_id for one in known if classes in (one.original_device_class, one.device_class)]

    def shown() -> str | None:
        state = hass.states.get(sensor)
        return state.state if state is not None else None

    assert shown() == STATE_ON
    await bus.leave()
    await house.wait(30)
    assert house.state("light", "1-11") == STATE_UNAVAILABLE
    assert shown() == STATE_OFF
    await bus.come_back()
    await until(lambda: shown() == STATE_ON)


async def go_on(house: House, freezer: FrozenDateTimeFactory, hours: int) -> None:
    """Let hours go by, on the clock of the wall too."""
    for _ in range(4 * hours):
        await house.wait(900)
        freezer.tick(900)
    await house.wait(1)


def is_reported(hass: HomeAssistant) -> bool:
    """Tell whether a person was told of a device that does not answer."""
    return any(domain == DOMAIN and "silent_device" in issue for domain, issue in ir.async_get(hass).issues)


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_device_that_never_answers_is_unavailable_and_reported_after_a_day(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, freezer: FrozenDateTimeFactory, restarts: bool
) -> None:
    """Also over a restart; its neighbour is well."""
    bus.answer("*#1*0##", "*1*1*12##")
    bus.answer("*#1*12##", "*1*1*12##")
    house = await live_in({"1-11": {}, "1-12": {}})
    await go_on(house, freezer, 1)
    assert house.state("light", "1-11") == STATE_UNAVAILABLE
    assert house.state("light", "1-12") == STATE_ON
    assert not is_reported(hass)
    for _ in range(2):
        await go_on(house, freezer, 12)
        if restarts:
            await hass.config_entries.async_reload(house.entry.entry_id)
    await go_on(house, freezer, 1)
    assert is_reported(hass)
    bus.tell("*1*0*11##")
    await house.wait(1)
    assert house.state("light", "1-11") == STATE_OFF
    assert not is_reported(hass)


# ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("key", "entity", "name"), [("1-11", "1-11-fault", "Problem"), ("18-11", "18-11-open", "Breaker open")]
)
async def test_binary_sensors_say_what_they_tell(live_in: MakeHouse, key: str, entity: str, name: str) -> None:
    house = await live_in({key: {"traits": {"fault": 1}} if key == "1-11" else {}})
    assert house.attribute("binary_sensor", entity, "friendly_name").endswith(f" {name}")


@pytest.mark.parametrize(
    "spelling",
    [
        ("0102", "12"),
        ("12", "0102"),
        ("12#4#02", "0102#4#02"),
        ("0001", "01"),
        ("01", "0001"),
        ("12", "12"),
    ],
)
async def test_a_trigger_by_address_knows_its_other_spellings(
    hass: HomeAssistant,
    bus: ScriptedBus,
    live_in: MakeHouse,
    service_calls: list[ServiceCall],
    spelling: tuple[str, str],
) -> None:
    wanted, told = spelling
    house = await live_in()
    trigger = {"trigger": "openwebnet.frame_received", "options": {"who": 1, "where": wanted}}
    rule = {"alias": "frame", "triggers": trigger, "actions": {"action": "test.automation"}}
    assert await async_setup_component(hass, automation.DOMAIN, {automation.DOMAIN: [rule]})
    await hass.async_block_till_done()
    bus.tell(f"*1*1*{told}##", "*1*1*13##", "*1*1*0102#4#03##")
    await house.wait(1)
    assert len(service_calls) == 1
