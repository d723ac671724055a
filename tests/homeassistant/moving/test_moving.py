"""Moving in from the MyHOME integration: entity ids and all that hangs on them stay, and there is a way back."""

import pytest
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity, async_should_expose
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, CONF_VIRTUAL, DOMAIN
from simulator import Simulator
from tests.homeassistant import MAC, PASSWORD
from tests.homeassistant.conftest import MakeEntry, Repair
from tests.homeassistant.kit import entity_id, scanned, set_up
from tests.waiting import until

from .theirs import STUCK, Theirs, device, have_theirs, row, set_up_theirs, state, their_id

HOUSE = (
    Theirs(Platform.LIGHT, "1-11", "Kitchen"),
    Theirs(Platform.LIGHT, "1-12", "Table"),
    Theirs(Platform.BUTTON, "1-12", "Table", "lock"),
    Theirs(Platform.SWITCH, "1-02", "Pump", device_class="outlet"),
    Theirs(Platform.COVER, "2-14", "Shutter", device_class="shutter", state="open"),
    Theirs(Platform.CLIMATE, "4-1", "Living", state="heat"),
    Theirs(Platform.SENSOR, "4-500", "Outside", "temperature", "temperature", "°C", "7.5"),
    Theirs(Platform.SENSOR, "18-51", "House", "power", "power", "W", "350"),
    Theirs(Platform.SENSOR, "18-51", "House", "total-energy", "energy", "Wh", "7654000"),
    Theirs(Platform.BINARY_SENSOR, "9-3", "Channel"),
    Theirs(Platform.SENSOR, "13-0", "Gateway", "uptime"),
)
MOVED = {
    (Platform.LIGHT, "1-11"): "1-11",
    (Platform.LIGHT, "1-12"): "1-12",
    (Platform.SWITCH, "1-02"): "1-02",
    (Platform.COVER, "2-14"): "2-14",
    (Platform.CLIMATE, "4-1"): "4-1",
    (Platform.SENSOR, "4-500-temperature"): "4-500",
    (Platform.SENSOR, "18-51-power"): "18-51-power",
    (Platform.SENSOR, "18-51-total-energy"): "18-51-energy_total",
}
"""What of it has a counterpart, and which."""


ONE = pytest.mark.parametrize("version", ["2.0"])
"""For what does not depend on it."""


@pytest.fixture(params=["0.9", "2.0"])
def version(request: pytest.FixtureRequest) -> str:
    """Their version."""
    return str(request.param)


@pytest.fixture
async def theirs(hass: HomeAssistant, version: str) -> MockConfigEntry:
    """Their entry, set up."""
    have_theirs(hass, HOUSE, version=version)
    return await set_up_theirs(hass)


async def _step(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> ConfigFlowResult:
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert step in result["menu_options"]
    return await hass.config_entries.options.async_configure(result["flow_id"], {"next_step_id": step})


async def _do(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> None:
    result = await _step(hass, entry, step)
    result = await hass.config_entries.options.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def test_entity_ids_go_over_and_are_alive(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, theirs: MockConfigEntry
) -> None:
    before = {ours: their_id(hass, platform, suffix) for (platform, suffix), ours in MOVED.items()}
    entry = config_entry()
    await set_up(hass, entry, 7)
    await _do(hass, entry, "move_in")
    assert {ours: entity_id(hass, platform, ours) for (platform, _), ours in MOVED.items()} == before
    assert theirs.disabled_by is ConfigEntryDisabler.USER
    assert theirs.state is ConfigEntryState.NOT_LOADED
    await until(lambda: state(hass, before["1-12"]).attributes.get("brightness") is not None)
    await hass.services.async_call("light", "turn_off", {"entity_id": before["1-12"]}, blocking=True)
    await until(lambda: state(hass, before["1-12"]).state == "off")
    assert simulator.objects["1-12"].level == 0
    await until(lambda: state(hass, before["4-1"]).attributes.get("current_temperature") == 20.5)


async def test_what_a_person_gave_them_stays(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry
) -> None:
    await async_setup_component(hass, "homeassistant", {})
    entities = er.async_get(hass)
    kitchen, table = their_id(hass, Platform.LIGHT, "1-11"), their_id(hass, Platform.LIGHT, "1-12")
    area = ar.async_get(hass).async_create("Ground floor")
    entities.async_update_entity(
        kitchen,
        name="Ceiling",
        icon="mdi:lamp",
        aliases=["big light"],
        labels={"evening"},
        hidden_by=er.RegistryEntryHider.USER,
    )
    entities.async_update_entity(table, disabled_by=er.RegistryEntryDisabler.USER)
    async_expose_entity(hass, "conversation", kitchen, True)
    cover = their_id(hass, Platform.COVER, "2-14")
    dr.async_get(hass).async_update_device(
        device(hass, cover).id, area_id=area.id, labels={"outside"}, name_by_user="Big shutter"
    )
    row_id = row(hass, kitchen).id
    entry = config_entry()
    await set_up(hass, entry, 7)
    await _do(hass, entry, "move_in")
    moved = row(hass, kitchen)
    assert (moved.platform, moved.id) == (DOMAIN, row_id)
    assert (moved.name, moved.icon, moved.labels, moved.hidden_by) == (
        "Ceiling",
        "mdi:lamp",
        {"evening"},
        er.RegistryEntryHider.USER,
    )
    assert "big light" in moved.aliases
    assert moved.disabled_by is None
    assert async_should_expose(hass, "conversation", kitchen)
    assert row(hass, table).disabled_by is er.RegistryEntryDisabler.USER
    its = device(hass, cover)
    assert (its.identifiers, its.area_id, its.labels) == ({(DOMAIN, f"{MAC}-2-14")}, area.id, {"outside"})
    assert state(hass, cover).name == "Big shutter"


async def test_each_is_called_as_before(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry, version: str
) -> None:
    names = {suffix: state(hass, their_id(hass, platform, suffix)).name for platform, suffix in MOVED}
    # Where a device and what it shows are named apart, the words for the latter are ours: in the person's language.
    names |= {"18-51-total-energy": "House Total energy"} if version >= "2" else {}
    ids = {suffix: their_id(hass, platform, suffix) for platform, suffix in MOVED}
    entry = config_entry()
    await set_up(hass, entry, 7)
    await _do(hass, entry, "move_in")
    assert {suffix: state(hass, one).name for suffix, one in ids.items()} == names


async def test_a_person_sees_what_moves_and_what_does_not_and_why(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    result = await _step(hass, entry, "move_in")
    texts = result["description_placeholders"] or {}
    assert texts["count"] == str(len(MOVED))
    ours = entity_id(hass, "light", "1-12")
    assert f"* {their_id(hass, Platform.LIGHT, '1-12')}: Table (← {ours})" in texts["taken"].splitlines()
    channel, uptime = (
        their_id(hass, Platform.BINARY_SENSOR, "9-3"),
        their_id(hass, Platform.SENSOR, "13-0-uptime"),
    )
    assert texts["left"].splitlines() == [
        f"* {channel}: In this integration, the entity is of a different type and cannot keep its entity ID.",
        f"* {uptime}: The address must be that of a single device of this type.",
        f"* {their_id(hass, Platform.BUTTON, '1-12-lock')}: This integration has no equivalent entity.",
    ]
    assert theirs.state is ConfigEntryState.LOADED, "looking changes nothing"


@ONE
async def test_what_is_of_another_type_here_is_replaced_and_a_virtual_actuator_is_not(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry
) -> None:
    virtual = {"1-11": {"entity_id": "light.desk", "follows_all": False}}
    entry = config_entry(options={CONF_OBJECTS: {"1-02": {}}, CONF_VIRTUAL: virtual})
    await set_up(hass, entry)
    ours = entity_id(hass, "light", "1-02")
    pump, kitchen = their_id(hass, Platform.SWITCH, "1-02"), their_id(hass, Platform.LIGHT, "1-11")
    result = await _step(hass, entry, "move_in")
    texts = result["description_placeholders"] or {}
    assert any(line.startswith(f"* {pump}: ") and f"(← {ours})" in line for line in texts["taken"].splitlines())
    reason = "A virtual actuator takes the place of an actuator at this address."
    assert f"* {kitchen}: {reason}" in texts["left"].splitlines()
    await hass.config_entries.options.async_configure(result["flow_id"], {})
    await hass.async_block_till_done()
    assert er.async_get(hass).async_get(ours) is None
    assert entity_id(hass, "switch", "1-02") == pump
    assert entry.options[CONF_VIRTUAL] == virtual


async def test_everything_goes_back_in_one_step(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry
) -> None:
    def all_of_theirs() -> dict[str, tuple[object, ...]]:
        rows = er.async_entries_for_config_entry(er.async_get(hass), theirs.entry_id)
        return {row.entity_id: (row.unique_id, row.device_id, row.name, row.disabled_by) for row in rows}

    er.async_get(hass).async_update_entity(
        their_id(hass, Platform.LIGHT, "1-12"), disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.async_block_till_done()
    before = all_of_theirs()
    names = {one: state(hass, one).name for one in before if hass.states.get(one) is not None}
    entry = config_entry()
    await set_up(hass, entry, 7)
    await _do(hass, entry, "move_in")
    assert len(all_of_theirs()) == len(HOUSE) - len(MOVED)
    await _do(hass, entry, "move_back")
    assert all_of_theirs() == before
    assert (entry.disabled_by, entry.state) == (ConfigEntryDisabler.USER, ConfigEntryState.NOT_LOADED)
    assert (theirs.disabled_by, theirs.state) == (None, ConfigEntryState.LOADED)
    assert {one: state(hass, one).name for one in names} == names
    assert state(hass, their_id(hass, Platform.COVER, "2-14")).state == "open"


@ONE
async def test_a_new_gateway_goes_on_with_moving_in(
    hass: HomeAssistant, simulator: Simulator, theirs: MockConfigEntry
) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    data = {CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: PASSWORD}
    result = await scanned(hass, await hass.config_entries.flow.async_configure(result["flow_id"], data))
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["next_flow"][0] == "options_flow"
    kitchen = their_id(hass, Platform.LIGHT, "1-11")
    step = hass.config_entries.options.async_get(result["next_flow"][1])
    assert step["step_id"] == "move_in"
    await hass.config_entries.options.async_configure(result["next_flow"][1], {})
    await hass.async_block_till_done()
    assert entity_id(hass, "light", "1-11") == kitchen


async def test_without_the_other_integration_nobody_is_asked(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    menu = result["menu_options"]
    assert "settings" in menu
    assert "move_in" not in menu
    assert "move_back" not in menu


@ONE
async def test_two_at_once_are_told_and_mended_by_moving_in(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry, repair: Repair, issue_registry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    kitchen = their_id(hass, Platform.LIGHT, "1-11")
    issue = f"two_integrations_{entry.entry_id}"
    assert issue_registry.async_get_issue(DOMAIN, issue) is not None
    step = await repair.open(issue)
    assert step["menu_options"] == ["move_in", "disable"]
    step = await repair.submit(next_step_id="move_in")
    assert step["description_placeholders"]["count"] == str(len(MOVED))
    step = await repair.submit()
    assert step["type"] == "create_entry"
    await hass.async_block_till_done()
    assert entity_id(hass, "light", "1-11") == kitchen
    assert issue_registry.async_get_issue(DOMAIN, issue) is None


@ONE
async def test_two_at_once_are_mended_by_disabling_the_other(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry, repair: Repair, issue_registry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    kitchen = their_id(hass, Platform.LIGHT, "1-11")
    await repair.open(f"two_integrations_{entry.entry_id}")
    step = await repair.submit(next_step_id="disable")
    assert step["type"] == "create_entry"
    await hass.async_block_till_done()
    assert theirs.disabled_by is ConfigEntryDisabler.USER
    assert their_id(hass, Platform.LIGHT, "1-11") == kitchen
    assert issue_registry.async_get_issue(DOMAIN, f"two_integrations_{entry.entry_id}") is None


@ONE
async def test_two_at_once_are_told_when_the_other_is_enabled_again(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry, repair: Repair, issue_registry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await _do(hass, entry, "move_in")
    await hass.config_entries.async_set_disabled_by(theirs.entry_id, None)
    await hass.async_block_till_done()
    issue = f"two_integrations_{entry.entry_id}"
    assert issue_registry.async_get_issue(DOMAIN, issue) is not None
    # Its entities are made anew: they have come a second time, and may move again.
    again = their_id(hass, Platform.LIGHT, "1-11")
    assert again != entity_id(hass, "light", "1-11")


async def test_at_another_gateway_they_are_no_matter(
    hass: HomeAssistant, config_entry: MakeEntry, issue_registry
) -> None:
    have_theirs(hass, HOUSE)
    await set_up_theirs(hass, host="192.0.2.7", unique_id="00:03:50:aa:bb:cc")
    entry = config_entry()
    await set_up(hass, entry, 7)
    assert issue_registry.async_get_issue(DOMAIN, f"two_integrations_{entry.entry_id}") is None


@ONE
@pytest.mark.parametrize("step_id", ["move_in", "disable"])
async def test_of_one_that_is_removed_meanwhile_nothing_is_left_to_mend(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry, repair: Repair, step_id: str
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    issue = f"two_integrations_{entry.entry_id}"
    await repair.open(issue)
    await hass.config_entries.async_remove(theirs.entry_id)
    await hass.async_block_till_done()
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue) is None
    step = await repair.submit(next_step_id=step_id)
    assert (step["type"], step["reason"]) == ("abort", "gone")


@ONE
@pytest.mark.parametrize("way", ["options", "repair"])
async def test_nothing_moves_while_the_other_cannot_be_stopped(
    hass: HomeAssistant, config_entry: MakeEntry, theirs: MockConfigEntry, repair: Repair, way: str
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    kitchen = their_id(hass, Platform.LIGHT, "1-11")
    hass.config_entries.async_update_entry(theirs, data={**theirs.data, STUCK: True})
    if way == "repair":
        await repair.open(f"two_integrations_{entry.entry_id}")
        await repair.submit(next_step_id="move_in")
        step = await repair.submit()
    else:
        started = await _step(hass, entry, "move_in")
        step = dict(await hass.config_entries.options.async_configure(started["flow_id"], {}))
    assert step["errors"] == {"base": "still_running"}
    assert their_id(hass, Platform.LIGHT, "1-11") == kitchen
