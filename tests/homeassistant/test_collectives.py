"""Groups, areas and all: one frame for an action, and what is shown is what the members are."""

import asyncio

import pytest
from homeassistant.components.cover import CoverEntityFeature
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

_RELAY = 65
"""Seconds after which an actuator has let go of its motor."""
POINTS = ("1-11", "1-12", "1-13", "1-21", "2-31", "2-32", "2-41")


@pytest.fixture
def plant() -> Plant:
    return plant_of("""
  - {kind: dimmer, where: "11", steps: 100, level: 40, on: true, groups: [5]}
  - {kind: dimmer, where: "12", steps: 100, level: 80, on: true, groups: [5]}
  - {kind: relay, where: "13"}
  - {kind: relay, where: "21"}
  - {kind: shutter, where: "31", opening_time: 20, closing_time: 20, groups: [6]}
  - {kind: shutter, where: "32", opening_time: 10, closing_time: 10, groups: [6]}
  - {kind: advanced_shutter, where: "41", opening_time: 20, closing_time: 20, position: 40}
""")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """Groups 5 and 6 with named members, area 1, and all of both."""
    times = {"opening_time": 20, "closing_time": 20}
    objects = {
        **{key: {} for key in POINTS},
        "2-31": times,
        "2-32": {"opening_time": 10, "closing_time": 10},
        "1-#5": {"members": ["1-11", "1-12"]},
        "2-#6": {"members": ["2-31", "2-32"]},
        "1-1": {},
        "1-0": {},
        "2-4": {},
    }
    entry = config_entry(options={CONF_OBJECTS: objects})
    await set_up(hass, entry)
    await settle(hass, simulator)
    simulator.received.clear()
    return entry


async def _call(hass: HomeAssistant, service: str, one: str, **data: object) -> None:
    domain, _, name = service.partition(".")
    await hass.services.async_call(domain, name, {"entity_id": one, **data}, blocking=True)


def _written(simulator: Simulator) -> list[str]:
    return [one.frame for one in simulator.received if not one.frame.startswith("*#") or "*#1*#5#" in one.frame]


async def test_what_is_shown_is_what_the_members_are(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    group, area, all_lights = (state_of(hass, "light", key) for key in ("1-#5", "1-1", "1-0"))
    assert (group.state, area.state, all_lights.state) == ("on", "on", "on")
    assert round(group.attributes["brightness"] / 2.55) == 60, "the mean of 40 and 80"
    assert round(area.attributes["brightness"] / 2.55) == 60, "a lamp that is off, and is no dimmer, counts for nothing"
    assert state_of(hass, "cover", "2-4").attributes["current_position"] == 40
    assert state_of(hass, "cover", "2-#6").state == "unknown", "nobody knows where its members are"


async def test_an_action_is_one_frame_and_the_members_tell_what_became_of_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await _call(hass, "light.turn_off", entity_id(hass, "light", "1-1"))
    await until(lambda: state_of(hass, "light", "1-1").state == "off")
    assert _written(simulator) == ["*1*0*1##"]
    assert {key: state_of(hass, "light", key).state for key in ("1-11", "1-12", "1-13")} == dict.fromkeys(
        ("1-11", "1-12", "1-13"), "off"
    )
    assert state_of(hass, "light", "1-#5").state == "off"
    simulator.objects["1-21"].press()
    await until(lambda: state_of(hass, "light", "1-0").state == "on")
    assert state_of(hass, "light", "1-1").state == "off", "that one is in area 2"


async def test_one_that_is_switched_alone_changes_its_groups(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await _call(hass, "light.turn_off", entity_id(hass, "light", "1-11"))
    await until(lambda: round(state_of(hass, "light", "1-#5").attributes["brightness"] / 2.55) == 80)
    await _call(hass, "light.turn_off", entity_id(hass, "light", "1-12"))
    await until(lambda: state_of(hass, "light", "1-#5").state == "off")


async def test_one_that_does_not_follow_keeps_its_truth(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    # What was locked does not do what all are told.
    simulator.objects["1-12"].locked = True
    await _call(hass, "light.turn_off", entity_id(hass, "light", "1-#5"))
    await until(lambda: state_of(hass, "light", "1-11").state == "off")
    await settle(hass, simulator)
    assert state_of(hass, "light", "1-12").state == "on"
    group = state_of(hass, "light", "1-#5")
    assert group.state == "on"
    assert round(group.attributes["brightness"] / 2.55) == 80


async def test_a_group_of_shutters_moves_until_the_last_one_stands(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    group = entity_id(hass, "cover", "2-#6")
    await _call(hass, "cover.open_cover", group)
    assert _written(simulator) == ["*2*1*#6##"]
    await until(lambda: state_of(hass, "cover", "2-#6").state == "opening")
    await _call(hass, "cover.stop_cover", entity_id(hass, "cover", "2-32"))
    await until(lambda: state_of(hass, "cover", "2-32").state != "opening")
    assert state_of(hass, "cover", "2-#6").state == "opening"
    await asyncio.sleep(20)
    await _call(hass, "cover.stop_cover", entity_id(hass, "cover", "2-31"))
    await until(lambda: state_of(hass, "cover", "2-#6").state != "opening")


async def test_the_position_of_shutters_is_the_mean(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    group = entity_id(hass, "cover", "2-#6")
    await _call(hass, "cover.open_cover", group)
    await asyncio.sleep(_RELAY)
    assert state_of(hass, "cover", "2-#6").state == "open"
    assert state_of(hass, "cover", "2-#6").attributes["current_position"] == 100
    simulator.received.clear()
    await _call(hass, "cover.close_cover", group)
    await asyncio.sleep(5.6)
    await _call(hass, "cover.stop_cover", group)
    assert _written(simulator) == ["*2*2*#6##", "*2*0*#6##"]
    await settle(hass, simulator)
    long, short = (state_of(hass, "cover", key).attributes["current_position"] for key in ("2-31", "2-32"))
    assert 100 > long > short > 0
    assert abs(state_of(hass, "cover", "2-#6").attributes["current_position"] - (long + short) / 2) <= 1


async def test_each_member_goes_to_a_position_in_its_own_time(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    group = entity_id(hass, "cover", "2-#6")
    assert state_of(hass, "cover", "2-#6").attributes["supported_features"] & CoverEntityFeature.SET_POSITION
    await _call(hass, "cover.open_cover", group)
    await asyncio.sleep(_RELAY)
    await _call(hass, "cover.set_cover_position", group, position=30)
    await until(lambda: abs(state_of(hass, "cover", "2-#6").attributes["current_position"] - 30) <= 1)
    await settle(hass, simulator)
    for key in ("2-31", "2-32"):
        assert abs(simulator.objects[key].position - 30) <= 2


@pytest.mark.usefixtures("all_enabled")
async def test_many_have_no_travel_times(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    numbers = {row.unique_id for row in er.async_get(hass).entities.values() if row.domain == "number"}
    assert not [one for one in numbers if "-2-#6-" in one or "-2-4-" in one]
    assert [one for one in numbers if "-2-31-" in one]


async def test_members_are_named_in_the_settings(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    async def submit(result: ConfigFlowResult, values: dict[str, object]) -> ConfigFlowResult:
        return await hass.config_entries.options.async_configure(result["flow_id"], values)

    result = await hass.config_entries.options.async_init(entry.entry_id)
    result = await submit(result, {"next_step_id": "groups"})
    result = await submit(result, {"group": "1-#5"})
    assert result["description_placeholders"] == {"name": "Light group 5"}
    result = await submit(result, {"members": ["1-21"]})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[CONF_OBJECTS]["1-#5"]["members"] == ["1-21"]
    assert state_of(hass, "light", "1-#5").state == "off"
    simulator.objects["1-21"].press()
    await until(lambda: state_of(hass, "light", "1-#5").state == "on")


@pytest.mark.parametrize("pause", [0.001, 0.004, 0.008, 0.012, 0.1])
async def test_a_group_that_is_stopped_while_its_members_are_being_sent_stands(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, pause: float
) -> None:
    group = entity_id(hass, "cover", "2-#6")
    for service in ("close", "open"):
        await _call(hass, f"cover.{service}_cover", group)
        await asyncio.sleep(_RELAY)
    going = asyncio.create_task(_call(hass, "cover.set_cover_position", group, position=30))
    await asyncio.sleep(pause)
    await _call(hass, "cover.stop_cover", group)
    await going
    await asyncio.sleep(_RELAY)
    assert [round(simulator.objects[key].position) for key in ("2-31", "2-32")] == pytest.approx([100, 100], abs=5)


@pytest.mark.parametrize("key", ["1-#5", "1-1"])
async def test_a_member_without_an_entity_is_switched_with_those_that_fade(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str
) -> None:
    disabled = entity_id(hass, "light", "1-12")
    er.async_get(hass).async_update_entity(disabled, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass, simulator)
    group = entity_id(hass, "light", key)
    await _call(hass, "light.turn_off", group, transition=3)
    await asyncio.sleep(5)
    assert [simulator.objects[f"1-{where}"].level for where in ("11", "12")] == [0, 0]
    await _call(hass, "light.turn_on", group, brightness_pct=60, transition=3)
    await asyncio.sleep(5)
    assert [simulator.objects[f"1-{where}"].level for where in ("11", "12")] == [60, 60]
    await _call(hass, "light.turn_on", group, flash="short")
    await asyncio.sleep(5)
    assert [simulator.objects[f"1-{where}"].level for where in ("11", "12")] == [60, 60]


async def test_a_member_that_is_used_as_something_else_is_left_as_it_is_by_a_fade(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    objects = {**entry.options[CONF_OBJECTS], "1-13": {"used_as": "valve"}}
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_OBJECTS: objects})
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass, simulator)
    await _call(hass, "valve.open_valve", entity_id(hass, "valve", "1-13"))
    await _call(hass, "light.turn_off", entity_id(hass, "light", "1-1"), transition=3)
    await asyncio.sleep(5)
    assert simulator.objects["1-13"].level == 100
