"""Groups of lights whose members are not alike: each gets the brightness that was asked for."""

import asyncio

import pytest
from homeassistant.components.light import DOMAIN as LIGHT, SERVICE_TURN_OFF, SERVICE_TURN_ON
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle

_LAMPS = {
    "1-11": {"traits": {"steps": 100}},
    "1-12": {"traits": {"steps": 10}},
    "1-13": {},
    "1-21": {"traits": {"steps": 100}},
    "1-22": {"traits": {"steps": 100}},
    "1-23": {},
}
_SECONDS = 5
"""In which all that was asked for is done."""


@pytest.fixture
def plant() -> Plant:
    """An area of dimmers of both kinds and a relay, and one of dimmers that are alike; a group of some of each."""
    return plant_of(
        """
  - {kind: dimmer, where: "11", steps: 100, groups: [5]}
  - {kind: dimmer, where: "12", steps: 10, groups: [5]}
  - {kind: relay, where: "13", groups: [5]}
  - {kind: dimmer, where: "21", steps: 100, groups: [6]}
  - {kind: dimmer, where: "22", steps: 100, groups: [6]}
  - {kind: relay, where: "23", groups: [6]}
""",
        speed=15,
    )


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """A house in which all of them are known."""
    groups = {
        "1-#5": {"members": ["1-11", "1-12", "1-13"]},
        "1-#6": {"members": ["1-21", "1-22", "1-23"]},
        "1-1": {},
        "1-2": {},
        "1-0": {},
    }
    entry = config_entry(options={CONF_OBJECTS: {**_LAMPS, **groups}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    simulator.executed.clear()
    return entry


async def _call(hass: HomeAssistant, service: str, key: str, **data: object) -> None:
    await hass.services.async_call(LIGHT, service, {ATTR_ENTITY_ID: entity_id(hass, LIGHT, key), **data}, blocking=True)
    await asyncio.sleep(_SECONDS)


def _levels(simulator: Simulator, *wheres: str) -> list[int]:
    return [simulator.objects[f"1-{where}"].level for where in wheres]


def _commands(simulator: Simulator) -> list[str]:
    return sorted(frame for frame in simulator.executed if not frame.startswith("*#") or "*#1*1" in frame)


@pytest.mark.parametrize("key", ["1-#5", "1-1"])
async def test_members_that_are_dimmed_by_other_frames_are_told_a_brightness_one_by_one(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str
) -> None:
    await _call(hass, SERVICE_TURN_ON, key, brightness_pct=30)
    assert _commands(simulator) == ["*#1*11*#1*130*255##", "*1*1*13##", "*1*3*12##"]
    assert _levels(simulator, "11", "12", "13") == [30, 30, 100]
    await _call(hass, SERVICE_TURN_ON, key, brightness_pct=64)
    assert _levels(simulator, "11", "12") == [64, 60]
    simulator.executed.clear()
    await _call(hass, SERVICE_TURN_OFF, key)
    await _call(hass, SERVICE_TURN_ON, key)
    where = key.partition("-")[2]
    assert _commands(simulator) == [f"*1*0*{where}##", f"*1*1*{where}##"]


async def test_all_lamps_of_a_house_with_both_kinds_are_as_bright_as_was_asked_for(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await _call(hass, SERVICE_TURN_ON, "1-0", brightness_pct=30)
    assert _levels(simulator, "11", "12", "13", "21", "22", "23") == [30, 30, 100, 30, 30, 100]


@pytest.mark.parametrize("key", ["1-#6", "1-2"])
async def test_members_that_are_dimmed_by_the_same_frame_get_one(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str
) -> None:
    await _call(hass, SERVICE_TURN_ON, key, brightness_pct=30)
    assert _commands(simulator) == [f"*#1*{key.partition('-')[2]}*#1*130*255##"]
    assert _levels(simulator, "21", "22") == [30, 30]


async def test_a_member_without_an_entity_is_told_a_brightness_with_the_others(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    disabled = entity_id(hass, LIGHT, "1-12")
    er.async_get(hass).async_update_entity(disabled, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass, simulator)
    await _call(hass, SERVICE_TURN_ON, "1-#5", brightness_pct=30)
    assert _levels(simulator, "11", "12", "13") == [30, 30, 100]


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize("group_first", [True, False])
async def test_a_scene_of_lamps_and_of_the_area_that_they_are_gives_each_lamp_what_it_had(
    hass: HomeAssistant, simulator: Simulator, group_first: bool
) -> None:
    assert await async_setup_component(hass, "scene", {})
    await _call(hass, SERVICE_TURN_OFF, "1-0")
    await _call(hass, SERVICE_TURN_ON, "1-21", brightness_pct=40)
    lamps, area = [entity_id(hass, LIGHT, f"1-2{point}") for point in (1, 2, 3)], entity_id(hass, LIGHT, "1-2")
    kept = [area, *lamps] if group_first else [*lamps, area]
    scene = {"scene_id": "evening", "snapshot_entities": kept}
    await hass.services.async_call("scene", "create", scene, blocking=True)
    await _call(hass, SERVICE_TURN_ON, "1-0", brightness_pct=90)
    await hass.services.async_call("scene", "turn_on", {ATTR_ENTITY_ID: "scene.evening"}, blocking=True)
    await asyncio.sleep(_SECONDS)
    assert _levels(simulator, "21", "22") == [40, 0]
    assert not simulator.objects["1-23"].on


@pytest.mark.usefixtures("entry")
async def test_an_area_that_is_asked_for_right_after_one_of_its_lamps_is_switched(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """One after the other, as a script does: the area is the last word."""
    context = Context()
    for key in ("1-21", "1-22", "1-23", "1-2"):
        data = {ATTR_ENTITY_ID: entity_id(hass, LIGHT, key), "brightness_pct": 80 if key == "1-2" else 30}
        await hass.services.async_call(LIGHT, SERVICE_TURN_ON, data, blocking=True, context=context)
    await asyncio.sleep(_SECONDS)
    assert _levels(simulator, "21", "22") == [80, 80]
