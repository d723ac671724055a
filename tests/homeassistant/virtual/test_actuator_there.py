"""A real actuator at the address of a virtual one: it is found, named, and left alone."""

import asyncio

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, CONF_VIRTUAL, DOMAIN
from simulator import Plant, Simulator
from tests.foreign import Lamp
from tests.waiting import until

from ..conftest import MakeEntry, Repair
from ..kit import plant_of, set_up, settle, state_of

LAMP = "light.desk_lamp"


@pytest.fixture
def plant(model: str) -> Plant:
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "21", steps: 100, level: 50}
  - {kind: light_button, where: "21"}
""",
        model=model,
    )


@pytest.fixture
def options() -> dict[str, object]:
    """A lamp and a virtual actuator."""
    return {CONF_OBJECTS: {"1-11": {}}, CONF_VIRTUAL: {"1-21": {"entity_id": LAMP}}}


def _issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    return ir.async_get(hass).async_get_issue(DOMAIN, f"virtual_address_taken_{entry.entry_id}_1-21")


def _is_on(hass: HomeAssistant) -> bool:
    state = hass.states.get(LAMP)
    return state is not None and state.state == "on"


async def _press(simulator: Simulator, what: str) -> None:
    simulator.objects["1-21-button"].press(what)
    await asyncio.sleep(20)


@pytest.mark.parametrize("model", ["F454", "MyHomeServer1", "MH201", "MH202"])
async def test_one_that_is_there_from_the_start_is_never_touched(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, options: dict[str, object]
) -> None:
    await hass.services.async_call("light", "turn_on", {"entity_id": LAMP}, blocking=True)
    entry = config_entry(options=options)
    await set_up(hass, entry)
    await until(lambda: _issue(hass, entry) is not None)
    issue = _issue(hass, entry)
    assert issue is not None
    assert issue.translation_placeholders == {"address": "A 2 / PL 1", "entity": "Desk lamp"}
    await settle(hass, simulator)
    assert simulator.executed == []
    await _press(simulator, "0")
    assert _is_on(hass), "the button is that of the other one"
    assert set(entry.options[CONF_OBJECTS]) == {"1-11"}


@pytest.mark.parametrize("model", ["F454", "MyHomeServer1", "MH202"])
async def test_one_that_comes_later_is_found_by_what_it_tells(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, options: dict[str, object]
) -> None:
    actuator = simulator.objects["1-21"]
    actuator.unplugged = True
    entry = config_entry(options=options)
    await set_up(hass, entry)
    await settle(hass, simulator)
    await _press(simulator, "1")
    assert _is_on(hass)
    assert _issue(hass, entry) is None
    await asyncio.sleep(2 * 3600)
    actuator.unplugged = False
    await _press(simulator, "0")
    await until(lambda: _issue(hass, entry) is not None)
    simulator.executed.clear()
    await hass.services.async_call("light", "turn_on", {"entity_id": LAMP}, blocking=True)
    await _press(simulator, "0")
    assert simulator.executed == []
    assert _is_on(hass)


async def test_one_that_says_nothing_by_itself_is_found_when_the_bus_is_read(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, options: dict[str, object]
) -> None:
    simulator.objects["1-21"].unplugged = True
    entry = config_entry(options=options)
    await set_up(hass, entry)
    await settle(hass, simulator)
    simulator.objects["1-21"].unplugged = False
    await until(lambda: _issue(hass, entry) is not None, 25 * 3600)


async def test_the_virtual_one_goes_on_when_the_other_is_gone(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    lamp: Lamp,
    options: dict[str, object],
    repair: Repair,
) -> None:
    entry = config_entry(options=options)
    await set_up(hass, entry)
    await until(lambda: _issue(hass, entry) is not None)
    # It stays stopped until somebody has asked, also where it cannot be asked just now.
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert _issue(hass, entry) is not None
    await settle(hass, simulator)
    step = await repair.open(f"virtual_address_taken_{entry.entry_id}_1-21")
    assert step["type"] == "menu"
    assert step["menu_options"] == ["confirm", "remove"]
    assert (await repair.submit(next_step_id="confirm"))["step_id"] == "confirm"
    assert (await repair.submit())["errors"] == {"base": "still_answers"}
    simulator.objects["1-21"].unplugged = True
    assert (await repair.submit())["type"] == "create_entry"
    assert _issue(hass, entry) is None
    await settle(hass, simulator)
    await _press(simulator, "1")
    assert _is_on(hass)
    assert simulator.executed == ["*1*0*21##", "*1*10*21##"]


async def test_without_a_connection_it_cannot_be_told(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    lamp: Lamp,
    options: dict[str, object],
    repair: Repair,
) -> None:
    entry = config_entry(options=options)
    await set_up(hass, entry)
    await until(lambda: _issue(hass, entry) is not None)
    await simulator.stop()
    await repair.open(f"virtual_address_taken_{entry.entry_id}_1-21")
    await repair.submit(next_step_id="confirm")
    assert (await repair.submit())["errors"] == {"base": "not_connected"}
    simulator.objects["1-21"].unplugged = True
    await simulator.start()
    await until(lambda: _issue(hass, entry) is None)
    await until(lambda: simulator.executed == ["*1*0*21##"])


async def test_the_virtual_one_is_removed_and_the_other_becomes_a_device(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    lamp: Lamp,
    options: dict[str, object],
    repair: Repair,
) -> None:
    entry = config_entry(options=options)
    await set_up(hass, entry)
    await until(lambda: _issue(hass, entry) is not None)
    await settle(hass, simulator)
    await repair.open(f"virtual_address_taken_{entry.entry_id}_1-21")
    assert (await repair.submit(next_step_id="remove"))["type"] == "create_entry"
    assert _issue(hass, entry) is None
    assert CONF_VIRTUAL not in entry.options
    await until(lambda: "1-21" in entry.options[CONF_OBJECTS])
    await hass.async_block_till_done()
    assert state_of(hass, "light", "1-21").state == "off"
    await _press(simulator, "1")
    assert state_of(hass, "light", "1-21").state == "on"
