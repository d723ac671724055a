"""The blueprints: Home Assistant takes them, and what is made of them does what they say."""

import asyncio
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components import automation
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import BLUEPRINT_SCHEMA, Blueprint
from homeassistant.core import HomeAssistant, State
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "blueprints" / "automation" / "openwebnet"
NAMES = sorted(path.name for path in FOLDER.glob("*.yaml"))
pytestmark = pytest.mark.usefixtures("time_of_day")

HEARD = {"15-0112": {"traits": {"buttons": 0b10010}}, "25-21": {"traits": {"buttons": 0b1000}}}


@pytest.fixture
def plant() -> Plant:
    """A dimmer, a relay, a shutter, and a control of each kind."""
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "12", steps: 100, level: 20, on: true}
  - {kind: shutter, where: "14", opening_time: 20, closing_time: 10}
  - {kind: cen, where: "0112"}
  - {kind: cen_plus, where: "21"}
""",
        model="MH202",
    )


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, tmp_path: Path) -> MockConfigEntry:
    """A gateway, and the blueprints where Home Assistant looks for them."""
    shutil.copytree(FOLDER, tmp_path / "blueprints" / "automation" / "openwebnet")
    hass.config.config_dir = str(tmp_path)
    entry = config_entry(options={CONF_OBJECTS: HEARD})
    await set_up(hass, entry, 5)
    await settle(hass, simulator)
    assert await async_setup_component(hass, "homeassistant", {})
    return entry


async def _use(hass: HomeAssistant, name: str, **inputs: object) -> None:
    rule = {"alias": "rule", "use_blueprint": {"path": f"openwebnet/{name}", "input": inputs}}
    assert await async_setup_component(hass, automation.DOMAIN, {automation.DOMAIN: [rule]})
    await hass.async_block_till_done()
    state = hass.states.get("automation.rule")
    assert state is not None
    assert state.state == "on"


@pytest.mark.parametrize("name", NAMES)
def test_home_assistant_takes_each_blueprint_and_it_can_be_imported(name: str) -> None:
    content = load_yaml_dict(FOLDER / name)
    blueprint = Blueprint(content, path=name, expected_domain="automation", schema=AUTOMATION_BLUEPRINT_SCHEMA)
    assert blueprint.validate() is None
    BLUEPRINT_SCHEMA(content)
    repository = json.loads((ROOT / "custom_components" / "openwebnet" / "manifest.json").read_text())["documentation"]
    assert blueprint.metadata["source_url"] == f"{repository}/blob/main/blueprints/automation/openwebnet/{name}"


def test_there_is_a_blueprint_to_dim_and_one_to_toggle() -> None:
    assert NAMES == ["button_dims_light.yaml", "button_toggles.yaml"]


@pytest.mark.parametrize(
    ("key", "press"), [("25-21-3", ["*25*21#3*21##"]), ("15-0112-4", ["*15*04*0112##", "*15*04#1*0112##"])]
)
async def test_a_short_press_toggles(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str, press: list[str]
) -> None:
    lamp = entity_id(hass, "light", "1-11")
    await _use(hass, "button_toggles.yaml", button=entity_id(hass, "event", key), toggled={"entity_id": lamp})
    for frame in press:
        simulator.emit(frame)
    await until(lambda: state_of(hass, "light", "1-11").state == "on")
    await settle(hass, simulator)
    assert simulator.executed[-1] == "*1*1*11##"
    for frame in press:
        simulator.emit(frame)
    await until(lambda: state_of(hass, "light", "1-11").state == "off")
    await settle(hass, simulator)
    assert simulator.executed[-1] == "*1*0*11##"


async def test_two_presses_in_a_row_are_two(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    lamp = entity_id(hass, "light", "1-11")
    button = entity_id(hass, "event", "25-21-3")
    await _use(hass, "button_toggles.yaml", button=button, toggled={"entity_id": lamp})
    simulator.executed.clear()
    # The second one comes before the first one's command is confirmed.
    for _ in range(2):
        simulator.emit("*25*21#3*21##")
        await asyncio.sleep(0.012)
    await until(lambda: simulator.executed == ["*1*1*11##", "*1*0*11##"])


async def test_a_double_press_toggles_where_it_is_wanted(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    button, lamp = entity_id(hass, "event", "25-21-3"), entity_id(hass, "light", "1-11")
    toggled = {"entity_id": lamp}
    await _use(hass, "button_toggles.yaml", button=button, toggled=toggled, press=["multi_press_end"])
    for presses, executed in ((1, []), (3, []), (2, ["*1*1*11##"])):
        simulator.executed.clear()
        for _ in range(presses):
            simulator.objects["25-21"].press(3)
        await asyncio.sleep(3)
        assert [frame for frame in simulator.executed if frame.startswith("*1*")] == executed


async def test_a_long_press_toggles_a_cover_where_it_is_wanted(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    cover = entity_id(hass, "cover", "2-14")
    button = entity_id(hass, "event", "25-21-3")
    await _use(hass, "button_toggles.yaml", button=button, toggled={"entity_id": [cover]}, press=["long_press_start"])
    simulator.executed.clear()
    simulator.emit("*25*21#3*21##")
    simulator.emit("*25*22#3*21##")
    await until(lambda: simulator.executed)
    await settle(hass, simulator)
    assert simulator.executed == ["*2*2*14##"]


def _is_at(hass: HomeAssistant, level: int) -> bool:
    return _level(state_of(hass, "light", "1-12")) == level


def _level(state: State) -> int:
    return round((state.attributes["brightness"] or 0) / 2.55)


@pytest.mark.parametrize(
    ("direction", "begin", "levels"),
    [
        ("both", 20, (30, 40, 50)),
        ("both", 80, (70, 60, 50)),
        ("brighter", 60, (70, 80, 90)),
        ("darker", 40, (30, 20, 10)),
    ],
)
async def test_a_light_is_dimmed_while_the_button_is_held(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    direction: str,
    begin: int,
    levels: tuple[int, ...],
) -> None:
    lamp = entity_id(hass, "light", "1-12")
    await _set_level(hass, lamp, begin)
    await _use(
        hass, "button_dims_light.yaml", button=entity_id(hass, "event", "25-21-3"), light=lamp, direction=direction
    )
    for what, level in zip(("22", "23", "23"), levels, strict=True):
        simulator.emit(f"*25*{what}#3*21##")
        await until(partial(_is_at, hass, level))
        await _waits(hass)
    simulator.emit("*25*24#3*21##")
    await until(lambda: not _is_running(hass))
    assert _level(state_of(hass, "light", "1-12")) == levels[-1]


async def test_dimming_ends_at_the_limits_and_when_the_release_is_not_heard(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    lamp = entity_id(hass, "light", "1-12")
    await _use(hass, "button_dims_light.yaml", button=entity_id(hass, "event", "15-0112-1"), light=lamp, step=30)
    await _set_level(hass, lamp, 40)
    simulator.emit("*15*01*0112##")
    simulator.emit("*15*01#3*0112##")
    await until(lambda: _level(state_of(hass, "light", "1-12")) == 70)
    await _waits(hass)
    simulator.emit("*15*01#3*0112##")
    await until(lambda: _level(state_of(hass, "light", "1-12")) == 100)
    await until(lambda: not _is_running(hass))
    await _set_level(hass, lamp, 20)
    simulator.emit("*15*01*0112##")
    simulator.emit("*15*01#3*0112##")
    await until(lambda: _level(state_of(hass, "light", "1-12")) == 50)
    await until(lambda: not _is_running(hass))
    assert _level(state_of(hass, "light", "1-12")) == 50


@pytest.mark.parametrize(("toggles", "expected", "executed"), [(True, "on", ["*1*1*12##"]), (False, "off", [])])
async def test_a_short_press_switches_where_it_is_wanted_and_what_is_off_is_not_made_darker(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, toggles: bool, expected: str, executed: list[str]
) -> None:
    lamp = entity_id(hass, "light", "1-12")
    await hass.services.async_call("light", "turn_off", {"entity_id": lamp}, blocking=True)
    await until(lambda: state_of(hass, "light", "1-12").state == "off")
    button = entity_id(hass, "event", "25-21-3")
    await _use(hass, "button_dims_light.yaml", button=button, light=lamp, direction="darker", toggles=toggles)
    simulator.executed.clear()
    simulator.emit("*25*22#3*21##")
    simulator.emit("*25*24#3*21##")
    await until(lambda: state_of(hass, "event", "25-21-3").attributes["event_type"] == "long_press_end")
    await hass.async_block_till_done()
    simulator.emit("*25*21#3*21##")
    await until(lambda: state_of(hass, "event", "25-21-3").attributes["event_type"] == "press_end")
    await settle(hass, simulator)
    assert simulator.executed == executed
    assert state_of(hass, "light", "1-12").state == expected


async def _set_level(hass: HomeAssistant, lamp: str, level: int) -> None:
    data: dict[str, Any] = {"entity_id": lamp, "brightness_pct": level}
    await hass.services.async_call("light", "turn_on", data, blocking=True)
    await until(lambda: _level(state_of(hass, "light", "1-12")) == level)


def _is_running(hass: HomeAssistant) -> bool:
    state = hass.states.get("automation.rule")
    assert state is not None
    return bool(state.attributes["current"])


async def _waits(hass: HomeAssistant) -> None:
    """Hold the button for another half second, after which it tells that it is held."""
    await asyncio.sleep(0.5)
    assert _is_running(hass)
