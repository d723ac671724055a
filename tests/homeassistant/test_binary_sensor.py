"""Yes or no: contacts with class and inversion, motion, faults, central units, breakers."""

import pytest
from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR, BinarySensorDeviceClass
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_ENTITY_ID, STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of


@pytest.fixture
def plant() -> Plant:
    """What tells a yes or no."""
    return plant_of("""
  - {kind: relay, where: "11"}
  - {kind: meter, where: "51"}
  - {kind: motion_sensor, where: "18"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: central_unit, where: "#0"}
  - {kind: contact, where: "3201", on: true}
  - {kind: contact, where: "32"}
  - {kind: stop_and_go, where: "11"}
""")


def _shows(hass: HomeAssistant, key: str, state: str) -> bool:
    return state_of(hass, BINARY_SENSOR, key).state == state


async def test_contacts_are_found_and_followed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    await until(lambda: {"25-3201", "25-32"} <= entry.options[CONF_OBJECTS].keys())
    await hass.async_block_till_done()
    assert _shows(hass, "25-3201", STATE_ON)
    assert _shows(hass, "25-32", STATE_OFF)
    simulator.objects["25-32"].set_on(True)
    await until(lambda: _shows(hass, "25-32", STATE_ON))


@pytest.mark.usefixtures("all_enabled")
async def test_class_and_inversion_are_settings(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    settings = {"25-3201": {"inverted": True, "device_class": "window"}, "25-32": {"device_class": "nonsense"}}
    entry = config_entry(options={CONF_OBJECTS: {**settings, "18-51": {}}})
    await set_up(hass, entry)
    assert _shows(hass, "25-3201", STATE_UNKNOWN)
    await settle(hass, simulator)
    assert _shows(hass, "25-3201", STATE_OFF)
    assert state_of(hass, BINARY_SENSOR, "25-3201").attributes[ATTR_DEVICE_CLASS] == BinarySensorDeviceClass.WINDOW
    assert ATTR_DEVICE_CLASS not in state_of(hass, BINARY_SENSOR, "25-32").attributes
    coordinator = entry.runtime_data
    item = next(item for item in coordinator.gateway.items if str(item.where) == "3201")
    inverted = {ATTR_ENTITY_ID: entity_id(hass, "switch", "25-3201-inverted")}
    assert state_of(hass, "switch", "25-3201-inverted").state == STATE_ON
    await hass.services.async_call("switch", "turn_off", inverted, blocking=True)
    assert _shows(hass, "25-3201", STATE_ON)
    await hass.services.async_call("switch", "turn_on", inverted, blocking=True)
    assert _shows(hass, "25-3201", STATE_OFF)
    coordinator.objects.set_settings(item, inverted=False, device_class="door")
    assert _shows(hass, "25-3201", STATE_ON)
    assert state_of(hass, BINARY_SENSOR, "25-3201").attributes[ATTR_DEVICE_CLASS] == BinarySensorDeviceClass.DOOR


async def test_motion(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry())
    registry = er.async_get(hass)
    simulator.objects["1-18"].detect()
    await until(lambda: registry.async_get_entity_id(BINARY_SENSOR, DOMAIN, f"{MAC}-1-18-motion") is not None)
    await until(lambda: _shows(hass, "1-18-motion", STATE_ON))
    simulator.objects["1-18"].end()
    await until(lambda: _shows(hass, "1-18-motion", STATE_OFF))


async def test_the_fault_of_an_actuator_is_kept_in_mind(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}, "18-51": {}}})
    await set_up(hass, entry)
    registry = er.async_get(hass)
    assert registry.async_get_entity_id(BINARY_SENSOR, DOMAIN, f"{MAC}-1-11-fault") is None
    simulator.objects["1-11"].set_fault(True)
    await until(lambda: registry.async_get_entity_id(BINARY_SENSOR, DOMAIN, f"{MAC}-1-11-fault") is not None)
    await until(lambda: _shows(hass, "1-11-fault", STATE_ON))
    simulator.objects["1-11"].set_fault(False)
    simulator.objects["1-11"].press()
    await until(lambda: _shows(hass, "1-11-fault", STATE_OFF))
    await hass.config_entries.async_reload(entry.entry_id)
    assert _shows(hass, "1-11-fault", STATE_OFF)


async def test_what_a_central_unit_complains_of(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"4-#0": {}, "18-51": {}}}))
    await settle(hass, simulator)
    for key in ("failure", "battery"):
        assert _shows(hass, f"4-#0-{key}", STATE_OFF)
    assert _shows(hass, "4-#0-remote_control", STATE_ON)
    central = simulator.objects["4-#0"]
    central.set_failure(True)
    central.set_battery_low(True)
    await until(lambda: _shows(hass, "4-#0-failure", STATE_ON) and _shows(hass, "4-#0-battery", STATE_ON))
    central.set_remote(False)
    await until(lambda: _shows(hass, "4-#0-remote_control", STATE_OFF))


async def test_a_central_unit_names_its_faults_and_what_its_probes_do(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"4-#0": {}, "18-51": {}}}))
    await settle(hass, simulator)
    for key in ("probe_off", "probe_protection"):
        assert _shows(hass, f"4-#0-{key}", STATE_OFF)
    simulator.emit("*4*22*#0##")
    await until(lambda: _shows(hass, "4-#0-probe_off", STATE_ON))
    assert _shows(hass, "4-#0-probe_protection", STATE_OFF)

    def faults() -> list[str]:
        named: list[str] = state_of(hass, BINARY_SENSOR, "4-#0-failure").attributes["faults"]
        return named

    assert faults() == []
    # Bits 14 and 15 from the right.
    simulator.emit("*#1004*#0*11*111111111001111111111111##")
    await until(lambda: faults() == ["probe_silent", "battery"])
    simulator.emit("*#1004*#0*11*111111111111111111111111##")
    await until(lambda: faults() == [])


async def test_a_breaker_that_trips(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"18-11": {}, "18-51": {}}}))
    await settle(hass, simulator)
    assert _shows(hass, "18-11-open", STATE_OFF)
    simulator.objects["18-11"].trip()
    await until(lambda: _shows(hass, "18-11-open", STATE_ON))
    assert _shows(hass, "18-11-failure", STATE_OFF)
