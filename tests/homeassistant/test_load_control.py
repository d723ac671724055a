"""The older load control: loads that are cut off and forced on, and the meter."""

import pytest
from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.components.sensor import ATTR_STATE_CLASS, DOMAIN as SENSOR, SensorDeviceClass
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_ENTITY_ID,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_OFF,
    STATE_ON,
    STATE_UNKNOWN,
    EntityCategory,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of


@pytest.fixture
def plant() -> Plant:
    """A load that has current, one that was cut off, and the meter."""
    return plant_of("""
  - {kind: load, where: "#2"}
  - {kind: load, where: "#8", enabled: false}
  - {kind: load_control, where: "10", voltage: 230, current: 12, power: 2760, energy: 1520}
""")


@pytest.fixture
def entry(config_entry: MakeEntry) -> MockConfigEntry:
    """An entry that knows them: no request finds them."""
    return config_entry(options={CONF_OBJECTS: {"3-#2": {}, "3-#8": {}, "3-10": {}}})


def _shows(hass: HomeAssistant, platform: str, key: str, state: str) -> bool:
    return state_of(hass, platform, key).state == state


async def force(hass: HomeAssistant, load: str) -> None:
    """Press the button of a load."""
    target = {ATTR_ENTITY_ID: entity_id(hass, BUTTON, f"{load}-force")}
    await hass.services.async_call(BUTTON, SERVICE_PRESS, target, blocking=True)


async def test_a_load_is_forced_until_the_bus_says_that_it_is_over(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    assert _shows(hass, BINARY_SENSOR, "3-#2-forced", STATE_OFF)
    await force(hass, "3-#2")
    assert simulator.executed == ["*3*2*#2##"]
    await until(lambda: _shows(hass, BINARY_SENSOR, "3-#2-forced", STATE_ON))
    assert _shows(hass, BINARY_SENSOR, "3-#8-forced", STATE_OFF)
    simulator.objects["3-#2"].end_forcing()
    await until(lambda: _shows(hass, BINARY_SENSOR, "3-#2-forced", STATE_OFF))


async def test_what_the_load_control_cuts_off_is_shown(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    assert _shows(hass, BINARY_SENSOR, "3-#2-enabled", STATE_ON)
    assert _shows(hass, BINARY_SENSOR, "3-#8-enabled", STATE_OFF)
    simulator.objects["3-#2"].set_enabled(False)
    await until(lambda: _shows(hass, BINARY_SENSOR, "3-#2-enabled", STATE_OFF))
    # Of all at once.
    simulator.emit("*3*1*0##")
    await until(lambda: _shows(hass, BINARY_SENSOR, "3-#2-enabled", STATE_ON))
    assert _shows(hass, BINARY_SENSOR, "3-#8-enabled", STATE_ON)


async def test_the_end_of_forcing_that_nobody_heard_is_found_after_a_connection(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    await force(hass, "3-#2")
    await until(lambda: _shows(hass, BINARY_SENSOR, "3-#2-forced", STATE_ON))
    simulator.objects["3-#2"].forced = False
    simulator.faults.close_all()
    await until(lambda: _shows(hass, BINARY_SENSOR, "3-#2-forced", STATE_OFF), 120)


async def test_a_load_that_cannot_be_forced_says_so(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await force(hass, "3-#2")
    assert error.value.translation_key == "refused"
    assert _shows(hass, BINARY_SENSOR, "3-#2-forced", STATE_OFF)


async def test_the_priority_of_a_load_is_its_address(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await set_up(hass, entry)
    for load in "28":
        assert state_of(hass, SENSOR, f"3-#{load}-priority").state == load
        known = er.async_get(hass).async_get(entity_id(hass, SENSOR, f"3-#{load}-priority"))
        assert known is not None
        assert known.entity_category is EntityCategory.DIAGNOSTIC


@pytest.mark.usefixtures("all_enabled")
async def test_everything_has_a_name(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await set_up(hass, entry)
    names = {state.name for state in hass.states.async_all() if state.name.startswith("Load")}
    assert names == {
        *(f"Load #{load} {name}" for load in "28" for name in ("Enabled", "Forced", "Force on", "Priority")),
        *(f"Load control {name}" for name in ("Voltage", "Current", "Power", "Energy")),
    }


async def test_the_meter_is_asked_again_and_again(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await until(lambda: _shows(hass, SENSOR, "3-10-power", "2760"))
    shown = {
        "voltage": (SensorDeviceClass.VOLTAGE, "230", "V"),
        "current": (SensorDeviceClass.CURRENT, "12", "A"),
        "power": (SensorDeviceClass.POWER, "2760", "W"),
    }
    for key, (device_class, value, unit) in shown.items():
        state = state_of(hass, SENSOR, f"3-10-{key}")
        assert (state.attributes[ATTR_DEVICE_CLASS], state.state) == (device_class, value)
        assert state.attributes[ATTR_UNIT_OF_MEASUREMENT] == unit
    simulator.objects["3-10"].power = 690
    await until(lambda: _shows(hass, SENSOR, "3-10-power", "690"), TIMING.meter_poll + 10)


async def test_a_load_that_tells_what_it_takes_shows_it_from_then_on(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await settle(hass, simulator)
    registry = er.async_get(hass)
    assert registry.async_get_entity_id(SENSOR, "openwebnet", f"{MAC}-3-#2-power") is None
    simulator.emit("*#3*#2*0*231*5*1150*7##")
    await until(lambda: registry.async_get_entity_id(SENSOR, "openwebnet", f"{MAC}-3-#2-power") is not None)
    await hass.async_block_till_done()
    await until(lambda: _shows(hass, SENSOR, "3-#2-power", "1150"))
    assert _shows(hass, SENSOR, "3-#2-voltage", "231")
    simulator.emit("*#3*#2*3*900##")
    await until(lambda: _shows(hass, SENSOR, "3-#2-power", "900"))
    await hass.config_entries.async_reload(entry.entry_id)
    assert registry.async_get_entity_id(SENSOR, "openwebnet", f"{MAC}-3-#2-power") is not None
    assert registry.async_get_entity_id(SENSOR, "openwebnet", f"{MAC}-3-#8-power") is None


@pytest.mark.usefixtures("all_enabled")
async def test_an_energy_of_no_known_unit_stays_out_of_the_statistics(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_up(hass, entry)
    await until(lambda: _shows(hass, SENSOR, "3-10-energy", "1520"))
    attributes = state_of(hass, SENSOR, "3-10-energy").attributes
    assert attributes.keys().isdisjoint((ATTR_DEVICE_CLASS, ATTR_STATE_CLASS, ATTR_UNIT_OF_MEASUREMENT))


async def test_a_load_and_the_meter_appear_when_they_are_heard(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    await settle(hass, simulator)
    assert entry.options[CONF_OBJECTS] == {}
    simulator.objects["3-#8"].set_enabled(True)
    simulator.emit("*#3*10*3*2760##")
    # `0` is no device.
    simulator.emit("*3*1*0##")
    await until(lambda: entry.options[CONF_OBJECTS].keys() == {"3-#8", "3-10"})
    await hass.async_block_till_done()
    assert _shows(hass, BINARY_SENSOR, "3-#8-enabled", STATE_ON)
    assert state_of(hass, BUTTON, "3-#8-force").state == STATE_UNKNOWN
    assert _shows(hass, SENSOR, "3-10-power", "2760")
