"""Issues open by what really happens, each has a way to mend it, and they close when it is over."""

import asyncio

import pytest
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir

from custom_components.openwebnet.const import CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.issues import Issue, open_issue
from simulator import Simulator
from tests.waiting import until

from . import MAC, OBJECTS, OTHER_MAC
from .conftest import MakeEntry, Repair
from .kit import plant_of, set_up, state_of


def _issue(hass: HomeAssistant, issue_id: str) -> ir.IssueEntry | None:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return issue if issue is not None and issue.active else None


async def test_a_refused_password_is_a_repair_once_and_that_is_home_assistants(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.password = "67890"
    simulator.faults.reset_all()

    def open_issues() -> list[tuple[str, str]]:
        return [(issue.domain, issue.issue_id) for issue in ir.async_get(hass).issues.values() if issue.active]

    await until(lambda: any(entry.async_get_active_flows(hass, {SOURCE_REAUTH})))
    await hass.async_block_till_done()
    assert open_issues() == [("homeassistant", f"config_entry_reauth_{DOMAIN}_{entry.entry_id}")]
    (flow,) = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    await hass.config_entries.flow.async_configure(flow["flow_id"], {"password": "67890"})
    await hass.async_block_till_done()
    await until(lambda: entry.state is ConfigEntryState.LOADED)
    assert open_issues() == []


async def test_a_refused_session_is_tried_again_when_a_person_says_so(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    simulator.faults.accept_then_close = True
    entry = config_entry()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    issue_id = f"session_refused_{entry.entry_id}"
    step = await repair.open(issue_id)
    assert step["description_placeholders"] == {"host": simulator.host}
    assert (await repair.submit())["errors"] == {"base": "still_refused"}
    assert _issue(hass, issue_id) is not None
    simulator.faults.accept_then_close = False
    assert (await repair.submit())["type"] == "create_entry"
    assert entry.state is ConfigEntryState.LOADED
    assert _issue(hass, issue_id) is None


async def test_everything_moves_to_the_gateway_that_replaces_one(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry(unique_id=OTHER_MAC, options={"objects": {"1-11": {}}})
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, f"{OTHER_MAC}-1-11")}, name="Lamp"
    )
    await hass.config_entries.async_setup(entry.entry_id)
    # It is asked what it is when the entry is loaded; then nothing is begun before it is the right one.
    await until(lambda: entry.state is ConfigEntryState.SETUP_RETRY)
    assert entry.error_reason_translation_key == "gateway_replaced"
    # No session is kept at a gateway that may be somebody else's.
    await until(lambda: not simulator.sessions)
    issue_id = f"gateway_replaced_{entry.entry_id}"
    step = await repair.open(issue_id)
    assert step["description_placeholders"] == {
        "name": "F454",
        "host": simulator.host,
        "old": "00:03:50:aa:bb:cc",
        "new": "00:03:50:01:02:03",
    }
    assert (await repair.submit())["type"] == "create_entry"
    await hass.async_block_till_done()
    assert entry.unique_id == MAC
    assert entry.state is ConfigEntryState.LOADED
    assert _issue(hass, issue_id) is None
    moved = dr.async_get(hass).async_get(device.id)
    assert moved is not None
    assert moved.identifiers == {(DOMAIN, f"{MAC}-1-11")}
    await until(lambda: state_of(hass, "light", "1-11").state != STATE_UNAVAILABLE)


async def test_a_replaced_gateway_is_taken_over_though_the_entry_is_just_being_set_up_or_unloaded(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry(unique_id=OTHER_MAC, options={"objects": {"1-11": {}}})
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: entry.state is ConfigEntryState.SETUP_RETRY)
    await repair.open(f"gateway_replaced_{entry.entry_id}")
    simulator.faults.silent_handshake = True
    setup = asyncio.create_task(hass.config_entries.async_reload(entry.entry_id))
    await until(lambda: not entry.state.recoverable)
    simulator.faults.silent_handshake = False
    assert (await repair.submit())["type"] == "create_entry"
    await setup
    await hass.async_block_till_done()
    assert entry.unique_id == MAC
    assert entry.state is ConfigEntryState.LOADED


async def test_a_gateway_with_an_entry_of_its_own_replaces_no_other(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    config_entry().add_to_hass(hass)
    entry = config_entry(unique_id=OTHER_MAC)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: entry.state is ConfigEntryState.SETUP_RETRY)
    step = await repair.open(f"gateway_replaced_{entry.entry_id}")
    assert (step["type"], step["reason"]) == ("abort", "already_configured")
    assert entry.unique_id == OTHER_MAC


async def test_the_right_gateway_at_its_address_again_closes_the_issue(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(unique_id=OTHER_MAC)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    issue_id = f"gateway_replaced_{entry.entry_id}"
    await until(lambda: entry.state is ConfigEntryState.SETUP_RETRY)
    assert _issue(hass, issue_id) is not None
    other = plant_of(OBJECTS, mac=OTHER_MAC)
    async with Simulator(other, host=simulator.host) as right:
        hass.config_entries.async_update_entry(entry, data={**entry.data, "port": right.port})
        await hass.config_entries.async_reload(entry.entry_id)
        assert entry.state is ConfigEntryState.LOADED
        assert _issue(hass, issue_id) is None
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_faulty_actuator_is_shown_with_the_bits_that_it_tells(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.objects["1-11"].set_fault(True)

    def bits() -> str | None:
        issue = _issue(hass, f"actuator_fault_{entry.entry_id}_1-11")
        return issue.translation_placeholders["bits"] if issue and issue.translation_placeholders else None

    await until(lambda: bits() == "111110111111111111110111")


@pytest.mark.parametrize("how", ["removed", "disabled"])
async def test_an_entry_that_nobody_uses_takes_its_issues_along(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, how: str
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, f"actuator_fault_{entry.entry_id}_1-11") is not None)
    if how == "removed":
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    assert _issue(hass, f"actuator_fault_{entry.entry_id}_1-11") is None


TOLD = {
    Issue.CLOCK_WITHOUT_TIME_ZONE: ("*#13**#0*21*06*40*999##", ""),
    Issue.ACTUATOR_FAULT: ("*1*19*11##", "_1-11"),
}
"""What the bus tells for an issue to open, and what stands behind its id."""


@pytest.mark.parametrize("issue", TOLD)
async def test_what_needs_the_gateway_says_so_while_it_is_not_there(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair, issue: Issue
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    frame, key = TOLD[issue]
    issue_id = f"{issue}_{entry.entry_id}{key}"
    simulator.emit(frame)
    await until(lambda: _issue(hass, issue_id) is not None)
    await repair.open(issue_id)
    simulator.faults.half_open = True
    assert (await repair.submit())["errors"] == {"base": "no_answer"}
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await repair.submit())["errors"] == {"base": "not_connected"}


async def test_an_actuator_that_is_still_faulty_stays_an_issue_until_it_is_not(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.objects["1-11"].set_fault(True)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    await until(lambda: _issue(hass, issue_id) is not None)
    await repair.open(issue_id)
    assert (await repair.submit())["errors"] == {"base": "still_faulty"}
    simulator.objects["1-11"].set_fault(False)
    assert (await repair.submit())["type"] == "create_entry"
    await until(lambda: _issue(hass, issue_id) is None)


async def test_options_that_cannot_be_read_are_dropped_and_all_else_stays(
    hass: HomeAssistant, config_entry: MakeEntry, repair: Repair
) -> None:
    kept = {"1-11": {"used_as": "switch"}, "1-12": {}}
    broken = {**kept, "lamp": {}, "2-14": {"opening_time": "long"}}
    entry = config_entry(options={CONF_OBJECTS: broken, CONF_IGNORED: ["1-02", 5]})
    await set_up(hass, entry)
    issue_id = f"corrupted_options_{entry.entry_id}"
    step = await repair.open(issue_id)
    places = step["description_placeholders"]["places"]
    assert all(place in places for place in ("lamp", "2-14", "ignored")), places
    assert (await repair.submit())["type"] == "create_entry"
    await hass.async_block_till_done()
    await until(lambda: entry.state is ConfigEntryState.LOADED)
    assert _issue(hass, issue_id) is None
    assert entry.options[CONF_OBJECTS].items() >= {**kept, "2-14": {}}.items()
    assert "lamp" not in entry.options[CONF_OBJECTS]
    assert entry.options[CONF_IGNORED] == ["1-02"]
    assert state_of(hass, "switch", "1-11").state != STATE_UNAVAILABLE


async def test_the_issue_of_an_entry_that_is_gone_ends_with_a_word(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await hass.config_entries.async_remove(entry.entry_id)
    # A page that was open all the time may still show it.
    open_issue(hass, entry, Issue.ACTUATOR_FAULT, {"name": "Kitchen"}, key="1-11")
    step = await repair.open(f"actuator_fault_{entry.entry_id}_1-11")
    assert (step["type"], step["reason"]) == ("abort", "gone")
