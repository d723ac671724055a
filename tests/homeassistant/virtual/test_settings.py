"""Virtual actuators in the settings: listed, added, changed, removed; and what cannot be read of them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, CONF_VIRTUAL, DOMAIN
from simulator import Simulator
from tests.foreign import Curtain, Lamp
from tests.waiting import until

from ..conftest import MakeEntry, Repair
from ..kit import set_up, settle

LAMP, CURTAIN = "light.desk_lamp", "cover.curtain"

type Configure = Callable[..., Awaitable[ConfigFlowResult]]


@pytest.fixture
def configure(hass: HomeAssistant) -> Configure:
    """Open the settings of an entry at a step, and submit forms one after the other; return where that ends."""

    async def run(entry: MockConfigEntry, *inputs: dict[str, Any]) -> ConfigFlowResult:
        flow = hass.config_entries.options
        result = await flow.async_init(entry.entry_id)
        for values in ({"next_step_id": "virtual"}, *inputs):
            result = await flow.async_configure(result["flow_id"], values)
        await hass.async_block_till_done()
        return result

    return run


async def test_one_is_added_and_works_at_once(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, configure: Configure
) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    values = {"kind": "light", "area": 2, "point": 1, "entity_id": LAMP, "follows_all": True}
    assert (await configure(entry))["step_id"] == "virtual_add", "there is none that could be changed"
    result = await configure(entry, values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[CONF_VIRTUAL] == {"1-21": {"entity_id": LAMP, "follows_all": True}}
    await until(lambda: simulator.executed == ["*1*0*21##"])
    simulator.objects["1-21-button"].press("1")
    await until(lambda: lamp.is_on is True)


async def test_they_are_listed_changed_and_removed(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    lamp: Lamp,
    curtain: Curtain,
    configure: Configure,
) -> None:
    virtual = {"1-21": {"entity_id": LAMP}, "2-23": {"entity_id": CURTAIN}, "1-22": {"entity_id": "switch.gone"}}
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}}, CONF_VIRTUAL: virtual})
    await set_up(hass, entry)
    await settle(hass, simulator)
    result = await configure(entry)
    assert result["type"] is FlowResultType.MENU
    assert result["menu_options"] == ["virtual_add", "virtual_change", "virtual_remove"]
    assert result["description_placeholders"] == {
        "actuators": "* Light 21 (A 2 / PL 1): Desk lamp\n"
        "* Light 22 (A 2 / PL 2): switch.gone\n"
        "* Cover 23 (A 2 / PL 3): Curtain"
    }
    result = await configure(entry, {"next_step_id": "virtual_change"}, {"actuator": "2-23"})
    assert result["description_placeholders"] == {"address": "A 2 / PL 3"}
    schema = result["data_schema"]
    assert schema is not None
    assert {str(name): (name.description or {}).get("suggested_value") for name in schema.schema} == {
        "entity_id": CURTAIN,
        "follows_all": True,
    }
    await hass.config_entries.options.async_configure(result["flow_id"], {"entity_id": LAMP, "follows_all": False})
    assert entry.options[CONF_VIRTUAL]["2-23"] == {"entity_id": LAMP, "follows_all": False}
    await settle(hass, simulator)
    simulator.objects["2-23-button"].press("1")
    await until(lambda: lamp.is_on is True)
    result = await configure(entry, {"next_step_id": "virtual_remove"}, {"actuators": ["1-22", "2-23"]})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert set(entry.options[CONF_VIRTUAL]) == {"1-21"}
    await configure(entry, {"next_step_id": "virtual_remove"}, {"actuators": ["1-21"]})
    assert CONF_VIRTUAL not in entry.options


async def test_they_are_kept_while_the_gateway_is_not_loaded(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, configure: Configure
) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}}})
    entry.add_to_hass(hass)
    values = {"kind": "cover", "area": 0, "point": 5, "entity_id": LAMP, "follows_all": False}
    await configure(entry, values)
    assert entry.options[CONF_VIRTUAL] == {"2-05": {"entity_id": LAMP, "follows_all": False}}


@pytest.mark.parametrize(
    ("area", "point", "error"),
    [
        (1, 1, {"point": "is_device"}),
        (2, 2, {"point": "already_virtual"}),
        (0, 0, {"point": "bad_point"}),
    ],
)
async def test_an_address_that_is_not_free_is_refused(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    lamp: Lamp,
    configure: Configure,
    area: int,
    point: int,
    error: dict[str, str],
) -> None:
    virtual = {"1-22": {"entity_id": LAMP}}
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}}, CONF_VIRTUAL: virtual})
    entry.add_to_hass(hass)
    values = {"kind": "light", "area": area, "point": point, "entity_id": LAMP, "follows_all": True}
    result = await configure(entry, {"next_step_id": "virtual_add"}, values)
    assert result["errors"] == error
    assert entry.options[CONF_VIRTUAL] == virtual


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ({CONF_OBJECTS: {"1-11": {}}}, (0, 1)),
        # A shutter has its point for itself, as a light has, and a virtual actuator.
        ({CONF_OBJECTS: {"1-01": {}, "2-02": {}, "4-3": {}}, CONF_VIRTUAL: {"1-03": {"entity_id": LAMP}}}, (0, 4)),
        ({CONF_OBJECTS: {f"1-0{point}" if point < 10 else f"1-00{point}": {} for point in range(1, 16)}}, (1, 0)),
    ],
)
async def test_the_address_that_is_suggested_is_free(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    config_entry: MakeEntry,
    lamp: Lamp,
    configure: Configure,
    taken: dict[str, Any],
    free: tuple[int, int],
) -> None:
    entry = config_entry(options=taken)
    entry.add_to_hass(hass)
    steps = [{"next_step_id": "virtual_add"}] if CONF_VIRTUAL in taken else []
    form = await configure(entry, *steps)
    assert form["data_schema"] is not None
    suggested = {str(name): (name.description or {}).get("suggested_value") for name in form["data_schema"].schema}
    assert (suggested["area"], suggested["point"], suggested["interface"]) == (*free, None)
    values = {"kind": "light", "area": free[0], "point": free[1], "entity_id": LAMP, "follows_all": True}
    added = await hass.config_entries.options.async_configure(form["flow_id"], values)
    assert added["type"] is FlowResultType.CREATE_ENTRY


async def test_no_device_is_added_by_hand_at_its_address(
    hass: HomeAssistant, config_entry: MakeEntry, simulator: Simulator
) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}}, CONF_VIRTUAL: {"1-22": {"entity_id": LAMP}}})
    entry.add_to_hass(hass)
    flow = hass.config_entries.options
    result = await flow.async_init(entry.entry_id)
    for values in ({"next_step_id": "add"}, {"kind": "light"}, {"area": 2, "point": 2}):
        result = await flow.async_configure(result["flow_id"], values)
    assert result["errors"] == {"point": "is_virtual"}


@pytest.mark.parametrize(
    ("virtual", "place"),
    [
        ({"1-21": {"entity_id": LAMP}, "1-22": {}}, "virtual.1-22.entity_id"),
        ({"1-21": {"entity_id": LAMP}, "1-22": {"entity_id": "lamp"}}, "virtual.1-22.entity_id"),
        ({"1-21": {"entity_id": LAMP}, "1-22": 5}, "virtual.1-22"),
        ({"1-21": {"entity_id": LAMP}, "4-1": {"entity_id": LAMP}}, "virtual.4-1"),
        ({"1-21": {"entity_id": LAMP}, "1-2": {"entity_id": LAMP}}, "virtual.1-2"),
        ({"1-21": {"entity_id": LAMP}, "lamp": {"entity_id": LAMP}}, "virtual.lamp"),
        ({"1-21": {"entity_id": LAMP, "follows_all": "yes"}}, "virtual.1-21.follows_all"),
        ("lamp", "virtual"),
    ],
)
async def test_what_cannot_be_read_is_named_and_costs_only_itself(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    lamp: Lamp,
    repair: Repair,
    virtual: object,
    place: str,
) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}}, CONF_VIRTUAL: virtual})
    await set_up(hass, entry)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"corrupted_options_{entry.entry_id}")
    assert issue is not None
    assert issue.translation_placeholders == {"name": "F454", "places": place}
    await settle(hass, simulator)
    simulator.objects["1-21-button"].press("1")
    await settle(hass, simulator)
    assert lamp.is_on is isinstance(virtual, dict)
    await repair.open(issue.issue_id)
    assert (await repair.submit())["type"] == "create_entry"
    kept = {"1-21": {"entity_id": LAMP, "follows_all": True}}
    assert entry.options.get(CONF_VIRTUAL) == (kept if isinstance(virtual, dict) else None)
