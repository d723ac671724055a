"""Temperature, power and energy."""

import pytest
from homeassistant.components.sensor import ATTR_STATE_CLASS, DOMAIN as SENSOR, SensorDeviceClass, SensorStateClass
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT, STATE_UNKNOWN, UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, state_of


@pytest.fixture
def plant() -> Plant:
    """A zone, a probe and two meters."""
    return plant_of("""
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: meter, where: "51", power: 350, total: 1234567}
  - {kind: meter, where: "52", power: 20, total: 1000}
""")


async def test_temperatures_are_followed(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 3)
    await until(lambda: state_of(hass, SENSOR, "4-1-temperature").state == "20.5")
    simulator.objects["4-1"].set_temperature(-4.8)
    await until(lambda: state_of(hass, SENSOR, "4-1-temperature").state == "-4.8")


async def test_a_probe_is_a_device_of_its_own(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 3)
    simulator.emit("*#4*500*15*1*0075##")
    await until(lambda: hass.states.get("sensor.probe_500") is not None)
    assert state_of(hass, SENSOR, "4-500").state == "7.5"


async def test_power_is_reported_by_the_meter_itself(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 3)
    await until(lambda: state_of(hass, SENSOR, "18-51-power").state == "350")
    await until(lambda: "*#18*52*#1200#1*125##" in simulator.executed)
    simulator.objects["18-51"].set_power(480)
    await until(lambda: state_of(hass, SENSOR, "18-51-power").state == "480")


async def test_energy_goes_into_the_dashboard_without_a_helper(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 3)
    await until(lambda: state_of(hass, SENSOR, "18-51-energy_total").state == "1234.567")
    attributes = state_of(hass, SENSOR, "18-51-energy_total").attributes
    assert attributes[ATTR_DEVICE_CLASS] == SensorDeviceClass.ENERGY
    assert attributes[ATTR_STATE_CLASS] == SensorStateClass.TOTAL_INCREASING
    assert attributes[ATTR_UNIT_OF_MEASUREMENT] == UnitOfEnergy.KILO_WATT_HOUR
    for key in ("energy_month", "energy_day"):
        entry = er.async_get(hass).async_get(entity_id(hass, SENSOR, f"18-51-{key}"))
        assert entry is not None
        assert entry.disabled


async def test_all_ones_are_no_data(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 3)
    await until(lambda: state_of(hass, SENSOR, "18-51-power").state == "350")
    simulator.emit("*#18*51*113*4294967295##")
    await until(lambda: state_of(hass, SENSOR, "18-51-power").state == STATE_UNKNOWN)


async def test_what_a_central_unit_says_makes_no_zone(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 3)
    for frame in ("*4*21*#0#1##", "*#4*1#1*20*0##", "*#4*#1*14*0210*3##", "*#4*0*0*0210##"):
        simulator.emit(frame)
    simulator.objects["4-1"].set_temperature(19)
    await until(lambda: state_of(hass, SENSOR, "4-1-temperature").state == "19.0")
    assert [key for key in entry.options[CONF_OBJECTS] if key.startswith("4-")] == ["4-1", "4-#0#1"]
