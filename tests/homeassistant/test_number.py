"""Numbers: how a shutter moves."""

import pytest
from homeassistant.components.button import DOMAIN as BUTTON
from homeassistant.components.number import (
    ATTR_MAX,
    ATTR_MIN,
    ATTR_STEP,
    ATTR_VALUE,
    DOMAIN as NUMBER,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

pytestmark = pytest.mark.usefixtures("all_enabled")
"""Settings are disabled at first."""

# Key, value where none is set, least, most, step.
NUMBERS = (
    ("opening_time", 25, 1, 300, 0.1),
    ("closing_time", 25, 1, 300, 0.1),
    ("start_delay", 0, 0, 5, 0.1),
    ("slat_time", 0, 0, 10, 0.1),
    ("slat_share", 0, 0, 80, 1),
    ("opening_half", 50, 25, 75, 1),
    ("closing_half", 50, 25, 75, 1),
)
ONLY_TIMED = (*((NUMBER, key) for key, *_ in NUMBERS), (BUTTON, "calibrate"), (BUTTON, "half_way"))


@pytest.fixture
def plant() -> Plant:
    """Two shutters without, and one with a position."""
    return plant_of("""
  - {kind: shutter, where: "21"}
  - {kind: shutter, where: "22"}
  - {kind: advanced_shutter, where: "23", position: 40}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
""")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """An entry that has asked for what there is."""
    entry = config_entry(options={CONF_OBJECTS: {"2-21": {}, "2-22": {}}})
    await set_up(hass, entry, 4)
    await settle(hass, simulator)
    return entry


async def set_value(hass: HomeAssistant, value: float, *keys: str) -> None:
    """Set one or many numbers with one action."""
    numbers = [entity_id(hass, NUMBER, key) for key in keys]
    await hass.services.async_call(
        NUMBER, SERVICE_SET_VALUE, {ATTR_ENTITY_ID: numbers, ATTR_VALUE: value}, blocking=True
    )


def value(hass: HomeAssistant, key: str) -> float:
    """Return what a number shows."""
    return float(state_of(hass, NUMBER, key).state)


def ids(hass: HomeAssistant, key: str) -> set[tuple[str, str]]:
    """Return what an object has of what only an actuator without a position needs."""
    registry = er.async_get(hass)
    return {
        (platform, name)
        for platform, name in ONLY_TIMED
        if registry.async_get_entity_id(platform, DOMAIN, f"{MAC}-{key}-{name}")
    }


@pytest.mark.parametrize("number", NUMBERS)
async def test_each_number_is_kept_within_its_limits(
    hass: HomeAssistant, entry: MockConfigEntry, number: tuple[str, float, float, float, float]
) -> None:
    key, default, low, high, step = number
    state = state_of(hass, NUMBER, f"2-21-{key}")
    assert float(state.state) == default
    assert (state.attributes[ATTR_MIN], state.attributes[ATTR_MAX], state.attributes[ATTR_STEP]) == (low, high, step)
    await set_value(hass, high, f"2-21-{key}")
    assert value(hass, f"2-21-{key}") == high
    assert entry.options[CONF_OBJECTS]["2-21"] == {key: high}
    with pytest.raises(ServiceValidationError):
        await set_value(hass, high + 1, f"2-21-{key}")
    assert value(hass, f"2-21-{key}") == high


async def test_one_action_sets_the_time_of_many_shutters(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_value(hass, 31.5, "2-21-opening_time", "2-22-opening_time")
    assert value(hass, "2-21-opening_time") == value(hass, "2-22-opening_time") == 31.5
    objects = entry.options[CONF_OBJECTS]
    assert objects["2-21"] == objects["2-22"] == {"opening_time": 31.5}
    assert value(hass, "2-21-closing_time") == 25
    assert simulator.executed == []


async def test_the_numbers_survive_a_restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    wanted = {"opening_time": 31.5, "closing_time": 28.0, "start_delay": 0.7, "slat_time": 1.4, "slat_share": 20.0}
    for key, number in wanted.items():
        await set_value(hass, number, f"2-21-{key}")
    assert entry.options[CONF_OBJECTS]["2-21"] == wanted
    await hass.config_entries.async_reload(entry.entry_id)
    assert {key: value(hass, f"2-21-{key}") for key in wanted} == wanted


async def test_a_setting_can_be_changed_without_a_connection(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.faults.refuse()
    simulator.faults.close_all()
    await until(lambda: state_of(hass, "cover", "2-21").state == STATE_UNAVAILABLE)
    await set_value(hass, 12, "2-21-closing_time")
    assert value(hass, "2-21-closing_time") == 12


async def test_a_shutter_that_reports_its_position_has_no_times(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert ids(hass, "2-23") == set()
    assert ids(hass, "2-21") == set(ONLY_TIMED)


async def test_the_times_go_when_a_shutter_turns_out_to_report_its_position(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await set_value(hass, 30, "2-21-opening_time")
    number = entity_id(hass, NUMBER, "2-21-opening_time")
    others = len(er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id))
    simulator.emit("*#2*21*10*11*35*001*0##")
    simulator.emit("*2*1*21##")
    simulator.emit("*#2*21*10*10*80*001*0##")
    await until(lambda: ids(hass, "2-21") == set())
    await hass.async_block_till_done()
    assert hass.states.get(number) is None
    assert state_of(hass, "cover", "2-21").attributes["current_position"] == 80
    left = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert len(left) == others - len(ONLY_TIMED)
    await hass.config_entries.async_reload(entry.entry_id)
    assert ids(hass, "2-21") == set()
    assert hass.states.get(number) is None
