"""Thermostats: zones with and without a central unit, and the central unit itself."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.climate import (
    ATTR_CURRENT_HUMIDITY,
    ATTR_CURRENT_TEMPERATURE,
    ATTR_FAN_MODE,
    ATTR_HVAC_ACTION,
    ATTR_HVAC_MODE,
    ATTR_HVAC_MODES,
    ATTR_PRESET_MODE,
    ATTR_PRESET_MODES,
    ATTR_TEMPERATURE,
    DOMAIN as CLIMATE,
    PRESET_NONE,
    SERVICE_SET_FAN_MODE,
    SERVICE_SET_HVAC_MODE,
    SERVICE_SET_PRESET_MODE,
    SERVICE_SET_TEMPERATURE,
    HVACAction,
    HVACMode,
)
from homeassistant.components.select import ATTR_OPTION, DOMAIN as SELECT, SERVICE_SELECT_OPTION
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

OBJECTS = """
  - {kind: relay, where: "11"}
  - {kind: meter, where: "51"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0, humidity: 55}
  - {kind: zone, where: "2", temperature: 18.0, set_point: 19.0}
  - {kind: actuator, where: "2#1"}
"""
CENTRAL = '  - {kind: central_unit, where: "#0"}\n'


@pytest.fixture
def plant(request: pytest.FixtureRequest) -> Plant:
    """Two zones; with a central unit where a test says so."""
    return plant_of(OBJECTS + getattr(request, "param", ""))


with_central = pytest.mark.parametrize("plant", [CENTRAL], indirect=True, ids=["central unit"])


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """Set up an entry that knows what there is."""
    keys = {key for key in simulator.objects if key.startswith("4-") and key != "4-2#1"}
    entry = config_entry(options={CONF_OBJECTS: {key: {} for key in (*keys, "18-51")}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    return entry


async def call(hass: HomeAssistant, service: str, key: str, **data: object) -> None:
    """Call an action of a thermostat and wait for it."""
    data = {ATTR_ENTITY_ID: entity_id(hass, CLIMATE, key), **data}
    await hass.services.async_call(CLIMATE, service, data, blocking=True)


def _shows(hass: HomeAssistant, key: str, state: Any = None, **attributes: Any) -> bool:
    shown = state_of(hass, CLIMATE, key)
    return state in (None, shown.state) and all(
        shown.attributes.get(name) == value for name, value in attributes.items()
    )


async def test_a_zone_shows_what_it_measures_and_does(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await begin(hass, simulator, config_entry)
    zone = simulator.objects["4-1"]
    assert _shows(hass, "4-1", HVACMode.HEAT, temperature=21.0, current_temperature=20.5, preset_mode=PRESET_NONE)
    attributes = state_of(hass, CLIMATE, "4-1").attributes
    assert attributes[ATTR_HVAC_MODES] == [HVACMode.OFF, HVACMode.HEAT, HVACMode.COOL]
    assert attributes[ATTR_PRESET_MODES] == [PRESET_NONE, "protection"]
    zone.set_temperature(21.5)
    await until(lambda: _shows(hass, "4-1", **{ATTR_CURRENT_TEMPERATURE: 21.5}))
    zone.set_humidity(61)
    await until(lambda: _shows(hass, "4-1", **{ATTR_CURRENT_HUMIDITY: 61}))
    zone.set_valve(True)
    await until(lambda: _shows(hass, "4-1", **{ATTR_HVAC_ACTION: HVACAction.HEATING}))
    zone.set_valve(False)
    await until(lambda: _shows(hass, "4-1", **{ATTR_HVAC_ACTION: HVACAction.IDLE}))
    assert sorted(key for key in entry.options[CONF_OBJECTS] if key.startswith("4-")) == ["4-1", "4-2"]


async def test_actuators_tell_what_a_zone_without_valves_does(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await begin(hass, simulator, config_entry)
    for code, action in (("1", HVACAction.HEATING), ("0", HVACAction.IDLE)):
        simulator.emit(f"*#4*1#3*20*{code}##")
        await until(partial(_shows, hass, "4-1", **{ATTR_HVAC_ACTION: action}))
    simulator.emit("*4*0*1##")
    simulator.emit("*#4*1#3*20*6##")
    await until(lambda: _shows(hass, "4-1", HVACMode.COOL, **{ATTR_HVAC_ACTION: HVACAction.COOLING}))
    simulator.emit("*#4*1#3*20*5##")
    simulator.emit("*4*303*1##")
    await until(lambda: _shows(hass, "4-1", HVACMode.OFF, **{ATTR_HVAC_ACTION: HVACAction.OFF}))
    assert not [key for key in entry.options[CONF_OBJECTS] if key.startswith("4-") and "#" in key]


async def test_a_zone_of_its_own_is_commanded_by_its_own_address(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_SET_TEMPERATURE, "4-1", **{ATTR_TEMPERATURE: 19.5})
    assert simulator.executed[-1] == "*#4*1*#14*0195*3##"
    await until(lambda: _shows(hass, "4-1", HVACMode.HEAT, **{ATTR_TEMPERATURE: 19.5}))
    await call(hass, SERVICE_SET_HVAC_MODE, "4-1", **{ATTR_HVAC_MODE: HVACMode.OFF})
    assert simulator.executed[-1] == "*4*303*1##"
    await until(lambda: _shows(hass, "4-1", HVACMode.OFF))
    # It says "heating", nothing else: it is no longer off.
    await call(hass, SERVICE_TURN_ON, "4-1")
    assert simulator.executed[-1] == "*#4*1*#14*0195*3##"
    await until(lambda: _shows(hass, "4-1", HVACMode.HEAT))
    await call(hass, SERVICE_SET_PRESET_MODE, "4-1", **{ATTR_PRESET_MODE: "protection"})
    assert simulator.executed[-1] == "*4*302*1##"
    await until(lambda: _shows(hass, "4-1", HVACMode.HEAT, **{ATTR_PRESET_MODE: "protection"}))
    await call(hass, SERVICE_SET_PRESET_MODE, "4-1", **{ATTR_PRESET_MODE: PRESET_NONE})
    await until(lambda: _shows(hass, "4-1", HVACMode.HEAT, **{ATTR_PRESET_MODE: PRESET_NONE}))
    await call(hass, SERVICE_SET_HVAC_MODE, "4-1", **{ATTR_HVAC_MODE: HVACMode.COOL})
    assert simulator.executed[-1] == "*#4*1*#14*0195*2##"
    await until(lambda: _shows(hass, "4-1", HVACMode.COOL))
    await call(hass, SERVICE_SET_TEMPERATURE, "4-1", **{ATTR_TEMPERATURE: 20, ATTR_HVAC_MODE: HVACMode.HEAT})
    assert simulator.executed[-1] == "*#4*1*#14*0200*1##"
    await call(hass, SERVICE_SET_TEMPERATURE, "4-1", **{ATTR_TEMPERATURE: 20, ATTR_HVAC_MODE: HVACMode.OFF})
    assert simulator.executed[-1] == "*4*303*1##"


@pytest.mark.usefixtures("all_enabled")
async def test_demand_is_told_by_valves_and_by_actuators(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)

    def demands(key: str) -> str:
        return state_of(hass, BINARY_SENSOR, f"{key}-demand").state

    assert demands("4-1") == STATE_OFF
    simulator.objects["4-1"].set_valve(True)
    await until(lambda: demands("4-1") == STATE_ON)
    simulator.objects["4-1"].set_valve(False)
    await until(lambda: demands("4-1") == STATE_OFF)
    simulator.emit("*#4*2#3*20*1##")
    await until(lambda: demands("4-2") == STATE_ON)
    assert demands("4-1") == STATE_OFF
    simulator.emit("*#4*2#3*20*0##")
    await until(lambda: demands("4-2") == STATE_OFF)


async def test_what_is_in_effect_and_the_knob_are_sensors(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)

    def shown() -> list[str]:
        keys = ("effective_set_point", "knob")
        return [state_of(hass, SENSOR, f"4-1-{key}").state for key in keys]

    def has_knob() -> bool:
        found = er.async_get(hass).async_get_entity_id(SENSOR, DOMAIN, f"{MAC}-4-1-knob")
        return found is not None and hass.states.get(found) is not None

    await until(lambda: state_of(hass, SENSOR, "4-1-effective_set_point").state == "21.0")
    # Not every probe has a knob: one that was never turned is none to look at.
    assert not has_knob()
    simulator.emit("*#4*1*13*02##")
    simulator.emit("*#4*1*12*0230*3##")
    await until(lambda: has_knob() and shown() == ["23.0", "plus_2"])
    simulator.emit("*#4*1*13*00##")
    await until(lambda: shown()[1] == "zero")
    for position, name in (("4", "off"), ("5", "protection"), ("6", "override")):
        simulator.emit(f"*#4*1*13*{position}##")
        await until(partial(lambda name: shown()[1] == name, name))


@with_central
async def test_the_end_of_a_vacation_is_asked_for_and_shown(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)

    def end() -> str:
        return state_of(hass, SENSOR, "4-#0-vacation_end").state

    assert end() == STATE_UNKNOWN
    assert "*#4*#0*30##" not in [one.frame for one in simulator.received]
    simulator.objects["4-#0"].set_mode("33005#3101")
    await until(lambda: end() != STATE_UNKNOWN)
    first = dt_util.parse_datetime(end(), raise_on_error=True)
    assert first == dt_util.start_of_local_day(simulator.now() + dt.timedelta(days=5))
    simulator.emit("*#4*#0*31*08*59##")
    await until(lambda: dt_util.parse_datetime(end()) == first + dt.timedelta(hours=8, minutes=59))
    simulator.objects["4-#0"].set_mode("311")
    await until(lambda: end() == STATE_UNKNOWN)
    # The next one has an end of its own, also where the unit does not tell it at once.
    simulator.faults.nack_next(1)
    simulator.emit("*4*33009*#0##")
    await until(lambda: _shows(hass, "4-#0", **{ATTR_PRESET_MODE: "vacation"}))
    assert end() == STATE_UNKNOWN


@with_central
@pytest.mark.usefixtures("all_enabled")
async def test_modes_that_a_house_has_not_are_taken_off_the_cards(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)

    async def select(key: str, option: str) -> None:
        data = {ATTR_ENTITY_ID: entity_id(hass, SELECT, f"{key}-modes"), ATTR_OPTION: option}
        await hass.services.async_call(SELECT, SERVICE_SELECT_OPTION, data, blocking=True)

    def modes(key: str) -> list[HVACMode]:
        offered: list[HVACMode] = state_of(hass, CLIMATE, key).attributes[ATTR_HVAC_MODES]
        return offered

    both = [HVACMode.OFF, HVACMode.HEAT, HVACMode.COOL, HVACMode.AUTO]
    heating = [HVACMode.OFF, HVACMode.HEAT, HVACMode.AUTO]
    assert modes("4-1") == modes("4-#0") == both
    await select("4-#0", "heat")
    assert modes("4-1") == modes("4-2") == modes("4-#0") == heating
    assert state_of(hass, SELECT, "4-1-modes").state == "heat"
    await select("4-2", "heat_cool")
    assert (modes("4-1"), modes("4-2")) == (heating, both)
    with pytest.raises(ServiceValidationError):
        await call(hass, SERVICE_SET_HVAC_MODE, "4-1", **{ATTR_HVAC_MODE: HVACMode.COOL})
    # What the bus tells is shown all the same.
    simulator.emit("*4*210#0250*1##")
    await until(lambda: _shows(hass, "4-1", HVACMode.COOL))
    assert modes("4-1") == [HVACMode.OFF, HVACMode.HEAT, HVACMode.COOL, HVACMode.AUTO]


@with_central
async def test_programs_and_scenarios_have_the_names_that_a_person_gives_them(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_SET_PRESET_MODE, "4-#0", **{ATTR_PRESET_MODE: "program_2"})
    await until(lambda: _shows(hass, "4-#0", **{ATTR_PRESET_MODE: "program_2"}))
    flows = hass.config_entries.options
    shown = await flows.async_init(entry.entry_id)
    step = await flows.async_configure(shown["flow_id"], {"next_step_id": "programs"})
    names = {"program_2": "Weekdays", "scenario_3": "Guests", "scenario_4": "Twice", "scenario_5": "Twice"}
    await flows.async_configure(step["flow_id"], {**names, "scenario_6": "vacation", "program_1": " "})
    # At once, without a frame.
    assert _shows(hass, "4-#0", **{ATTR_PRESET_MODE: "Weekdays"})
    presets = state_of(hass, CLIMATE, "4-#0").attributes[ATTR_PRESET_MODES]
    assert presets[2:10] == [
        "program_1", "Weekdays", "program_3",
        "scenario_1", "scenario_2", "Guests", "scenario_4", "scenario_5",
    ]  # fmt: skip
    assert (presets.count("vacation"), "scenario_6" in presets) == (1, True)
    await call(hass, SERVICE_SET_PRESET_MODE, "4-#0", **{ATTR_PRESET_MODE: "Guests"})
    assert simulator.executed[-1] == "*4*3203*#0##"
    await until(lambda: _shows(hass, "4-#0", **{ATTR_PRESET_MODE: "Guests"}))
    await call(hass, SERVICE_SET_PRESET_MODE, "4-#0", **{ATTR_PRESET_MODE: PRESET_NONE})
    assert simulator.executed[-1] == "*4*311*#0##"


@with_central
async def test_a_zone_of_a_central_unit_is_commanded_through_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    assert HVACMode.AUTO in state_of(hass, CLIMATE, "4-1").attributes[ATTR_HVAC_MODES]
    await call(hass, SERVICE_SET_TEMPERATURE, "4-1", **{ATTR_TEMPERATURE: 19.5})
    assert simulator.executed[-1] == "*#4*#1*#14*0195*1##"
    await until(lambda: _shows(hass, "4-1", HVACMode.HEAT, **{ATTR_TEMPERATURE: 19.5}))
    for mode, frame in (
        (HVACMode.AUTO, "*4*311*#1##"),
        (HVACMode.OFF, "*4*303*#1##"),
        (HVACMode.HEAT, "*#4*#1*#14*0195*1##"),
    ):
        await call(hass, SERVICE_SET_HVAC_MODE, "4-1", **{ATTR_HVAC_MODE: mode})
        assert simulator.executed[-1] == frame
        await until(partial(_shows, hass, "4-1", mode))
    await call(hass, SERVICE_SET_PRESET_MODE, "4-1", **{ATTR_PRESET_MODE: "protection"})
    assert simulator.executed[-1] == "*4*302*#1##"
    await until(lambda: _shows(hass, "4-1", **{ATTR_PRESET_MODE: "protection"}))
    await call(hass, SERVICE_TURN_ON, "4-1")
    assert simulator.executed[-1] == "*4*311*#1##"
    await call(hass, SERVICE_TURN_OFF, "4-1")
    assert simulator.executed[-1] == "*4*303*#1##"


async def test_a_central_unit_of_before_a_restart_counts_before_it_is_heard(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"4-1": {}, "4-#0": {}, "18-51": {}}}))
    await settle(hass, simulator)
    await call(hass, SERVICE_SET_TEMPERATURE, "4-1", **{ATTR_TEMPERATURE: 19.5})
    assert simulator.executed[-1] == "*#4*#1*#14*0195*1##"


async def test_a_fan_appears_when_it_is_heard_and_is_set_by_the_plain_zone(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await begin(hass, simulator, config_entry)
    simulator.emit("*#4*1*11*0##")
    await until(lambda: _shows(hass, "4-1", **{ATTR_FAN_MODE: "auto"}))
    await call(hass, SERVICE_SET_FAN_MODE, "4-1", **{ATTR_FAN_MODE: "medium"})
    assert simulator.executed[-1] == "*#4*1*#11*2##"
    await until(lambda: _shows(hass, "4-1", **{ATTR_FAN_MODE: "medium"}))
    await hass.config_entries.async_reload(entry.entry_id)
    assert "fan_modes" in state_of(hass, CLIMATE, "4-1").attributes


async def test_nothing_known_is_unknown_and_a_mode_needs_a_set_point(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"4-1": {}, "4-2": {}, "4-9": {}, "18-51": {}}}))
    assert state_of(hass, CLIMATE, "4-9").state == STATE_UNKNOWN
    with pytest.raises(ServiceValidationError) as error:
        await call(hass, SERVICE_SET_HVAC_MODE, "4-9", **{ATTR_HVAC_MODE: HVACMode.HEAT})
    assert error.value.translation_key == "no_set_point"


async def test_a_refused_set_point_raises(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await begin(hass, simulator, config_entry)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_SET_TEMPERATURE, "4-1", **{ATTR_TEMPERATURE: 19.5})
    assert error.value.translation_key == "refused"
    assert _shows(hass, "4-1", **{ATTR_TEMPERATURE: 21.0})


@with_central
async def test_a_central_unit_and_the_zones_that_follow_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    central = simulator.objects["4-#0"]
    assert _shows(hass, "4-#0", **{ATTR_PRESET_MODE: PRESET_NONE})
    await call(hass, SERVICE_SET_TEMPERATURE, "4-#0", **{ATTR_TEMPERATURE: 22})
    assert simulator.executed[-1] == "*#4*#0*#14*0220*1##"
    await until(lambda: _shows(hass, "4-#0", HVACMode.HEAT, **{ATTR_TEMPERATURE: 22.0}))
    for preset, frame, mode in (
        ("program_2", "*4*3102*#0##", HVACMode.AUTO),
        ("scenario_16", "*4*3216*#0##", HVACMode.AUTO),
        ("protection", "*4*302*#0##", HVACMode.HEAT),
        ("holiday", "*4*315#3102*#0##", HVACMode.AUTO),
        (PRESET_NONE, "*4*311*#0##", HVACMode.AUTO),
    ):
        await call(hass, SERVICE_SET_PRESET_MODE, "4-#0", **{ATTR_PRESET_MODE: preset})
        assert simulator.executed[-1] == frame
        await until(partial(_shows, hass, "4-#0", mode, **{ATTR_PRESET_MODE: preset}))
    await until(lambda: _shows(hass, "4-1", HVACMode.AUTO))
    with pytest.raises(ServiceValidationError) as error:
        await call(hass, SERVICE_SET_PRESET_MODE, "4-#0", **{ATTR_PRESET_MODE: "vacation"})
    assert error.value.translation_key == "vacation_needs_days"
    for mode, frame in (
        (HVACMode.OFF, "*4*303*#0##"),
        (HVACMode.COOL, "*#4*#0*#14*0220*2##"),
        (HVACMode.AUTO, "*4*311*#0##"),
    ):
        await call(hass, SERVICE_SET_HVAC_MODE, "4-#0", **{ATTR_HVAC_MODE: mode})
        assert simulator.executed[-1] == frame
        await until(partial(_shows, hass, "4-#0", mode))
    assert "*4*0*#0##" in simulator.executed
    await call(hass, SERVICE_TURN_OFF, "4-#0")
    await until(lambda: _shows(hass, "4-#0", HVACMode.OFF))
    await call(hass, SERVICE_TURN_ON, "4-#0")
    await until(lambda: _shows(hass, "4-#0", HVACMode.AUTO))
    central.set_mode("13005#3101")
    await until(lambda: _shows(hass, "4-#0", HVACMode.AUTO, **{ATTR_PRESET_MODE: "vacation"}))
    await call(hass, SERVICE_SET_TEMPERATURE, "4-#0", **{ATTR_TEMPERATURE: 20, ATTR_HVAC_MODE: HVACMode.OFF})
    assert simulator.executed[-1] == "*4*303*#0##"
    await settle(hass, simulator)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError):
        await call(hass, SERVICE_TURN_ON, "4-#0")


async def test_a_central_unit_that_has_said_nothing(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"4-#0#1": {}, "18-51": {}}}))
    await settle(hass, simulator)
    assert _shows(hass, "4-#0#1", STATE_UNKNOWN, **{ATTR_PRESET_MODE: None})
