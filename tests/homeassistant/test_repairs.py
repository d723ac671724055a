"""Issues open by what really happens, each has a way to mend it, and they close when it is over."""

import datetime as dt
from typing import Any

import pytest
from homeassistant.components.repairs import DOMAIN as REPAIRS_DOMAIN
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.openwebnet.const import CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.own import refresh
from simulator import Simulator
from tests.waiting import until

from . import MAC, OBJECTS, OTHER_MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of


class Repair:
    """A fix flow, as the web page runs it."""

    def __init__(self, hass: HomeAssistant, client: ClientSessionGenerator) -> None:
        self._hass = hass
        self._client = client
        self._flow_id = ""

    async def open(self, issue_id: str) -> dict[str, Any]:
        """Begin to mend an issue; return the first step."""
        await async_setup_component(self._hass, REPAIRS_DOMAIN, {})
        client = await self._client()
        answer = await client.post("/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id})
        assert answer.status == 200, await answer.text()
        step: dict[str, Any] = await answer.json()
        self._flow_id = step["flow_id"]
        return step

    async def submit(self, **values: Any) -> dict[str, Any]:
        """Send a step; return the next one, or how it ended."""
        client = await self._client()
        answer = await client.post(f"/api/repairs/issues/fix/{self._flow_id}", json=values)
        assert answer.status == 200, await answer.text()
        step: dict[str, Any] = await answer.json()
        return step


@pytest.fixture
def repair(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Repair:
    return Repair(hass, hass_client)


def _issue(hass: HomeAssistant, issue_id: str) -> ir.IssueEntry | None:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return issue if issue is not None and issue.active else None


# The connection


async def test_a_refused_password_leads_to_where_the_new_one_is_entered(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.password = "67890"
    simulator.faults.reset_all()
    issue_id = f"password_refused_{entry.entry_id}"
    await until(lambda: _issue(hass, issue_id) is not None)
    assert (await repair.open(issue_id))["step_id"] == "confirm"
    result = await repair.submit()
    assert result["type"] == "abort"
    (flow,) = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    assert result["next_flow"] == ["config_flow", flow["flow_id"]]
    # It is only over when the gateway has taken the password.
    assert _issue(hass, issue_id) is not None
    await hass.config_entries.flow.async_configure(flow["flow_id"], {"password": "67890"})
    await hass.async_block_till_done()
    await until(lambda: entry.state is ConfigEntryState.LOADED)
    assert _issue(hass, issue_id) is None


async def test_the_password_is_asked_for_again_where_nobody_does(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.password = "67890"
    simulator.faults.reset_all()
    issue_id = f"password_refused_{entry.entry_id}"
    await until(lambda: any(entry.async_get_active_flows(hass, {SOURCE_REAUTH})))
    for flow in tuple(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])
    await repair.open(issue_id)
    result = await repair.submit()
    (flow,) = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    assert result["next_flow"] == ["config_flow", flow["flow_id"]]


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


async def test_an_entry_that_is_removed_takes_its_issues_along(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, f"actuator_fault_{entry.entry_id}_1-11") is not None)
    await hass.config_entries.async_remove(entry.entry_id)
    assert _issue(hass, f"actuator_fault_{entry.entry_id}_1-11") is None


# Faults


async def test_a_fault_is_told_until_the_actuator_works_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    light = simulator.objects["1-11"]
    light.set_fault(True)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    await until(lambda: _issue(hass, issue_id) is not None)
    step = await repair.open(issue_id)
    assert step["description_placeholders"] == {"name": "Light 11", "address": "A 1 / PL 1"}
    assert (await repair.submit())["errors"] == {"base": "still_faulty"}
    light.fault = False
    assert (await repair.submit())["type"] == "create_entry"
    assert _issue(hass, issue_id) is None


async def test_a_fault_that_ends_by_itself_closes_its_issue(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, issue_id) is not None)
    simulator.emit("*1*1*11##")
    await until(lambda: _issue(hass, issue_id) is None)
    # And a second time.
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, issue_id) is not None)


async def test_a_fault_that_ended_while_the_entry_was_reloaded_is_not_told_for_ever(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    issue_id = f"actuator_fault_{entry.entry_id}_1-11"
    simulator.emit("*1*19*11##")
    await until(lambda: _issue(hass, issue_id) is not None)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: _issue(hass, issue_id) is None)


# The clock


async def test_a_clock_without_a_time_zone_is_given_one(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    # What an F454 says of itself as long as nobody has configured it.
    simulator.emit("*#13**#0*21*06*40*999##")
    issue_id = f"clock_without_time_zone_{entry.entry_id}"
    await until(lambda: _issue(hass, issue_id) is not None)
    step = await repair.open(issue_id)
    assert step["description_placeholders"] == {"name": "F454"}
    assert (await repair.submit())["type"] == "create_entry"
    assert any(frame.startswith("*#13**#22*") for frame in (item.frame for item in simulator.received))
    assert _issue(hass, issue_id) is None


async def test_a_gateway_that_never_tells_a_time_zone_is_not_complained_of(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    simulator.emit("*#13**#0*21*06*40*##")
    simulator.emit("*#13**#0*21*06*40##")
    simulator.emit("*1*1*02##")
    await until(lambda: state_of(hass, "light", "1-02").state == STATE_ON)
    assert _issue(hass, f"clock_without_time_zone_{entry.entry_id}") is None


# Silence


@pytest.fixture
def soon_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a device for silent in a moment."""
    monkeypatch.setattr(refresh, "EFFECT", 0.05)
    monkeypatch.setattr(refresh, "SILENT_PAUSE", 0.1)


async def _fall_silent(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> str:
    """Take the light 11 off the bus, and let it be asked; return the id of its issue."""
    simulator.objects["1-11"].unplugged = True
    assert await entry.runtime_data.gateway.sweep()
    await until(lambda: state_of(hass, "light", "1-11").state == STATE_UNAVAILABLE)
    return f"silent_device_{entry.entry_id}_1-11"


def _pass(hass: HomeAssistant, **time: float) -> None:
    async_fire_time_changed(hass, dt_util.utcnow() + dt.timedelta(**time))


async def test_a_device_that_does_not_answer_is_unavailable_alone(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, soon_silent: None
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    await _fall_silent(hass, simulator, entry)
    assert state_of(hass, "light", "1-12").state == STATE_ON
    assert "1-11" in entry.options[CONF_OBJECTS]
    simulator.objects["1-11"].unplugged = False
    # It is asked again now and then.
    await until(lambda: state_of(hass, "light", "1-11").state != STATE_UNAVAILABLE)


async def test_a_day_of_silence_is_told_until_the_device_answers(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, soon_silent: None
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    _pass(hass, hours=23)
    assert _issue(hass, issue_id) is None
    _pass(hass, hours=25)
    issue = _issue(hass, issue_id)
    assert issue is not None
    assert issue.translation_placeholders == {"name": "Light 11", "address": "A 1 / PL 1"}
    simulator.objects["1-11"].unplugged = False
    simulator.objects["1-11"].press()
    await until(lambda: _issue(hass, issue_id) is None)


async def test_a_device_that_answers_within_a_day_is_nobodys_business(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, soon_silent: None
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    simulator.objects["1-11"].unplugged = False
    await until(lambda: state_of(hass, "light", "1-11").state != STATE_UNAVAILABLE)
    _pass(hass, hours=25)
    assert _issue(hass, issue_id) is None


async def test_a_silent_device_can_be_removed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair, soon_silent: None
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    light = entity_id(hass, "light", "1-11")
    _pass(hass, hours=25)
    step = await repair.open(issue_id)
    assert (step["type"], step["menu_options"]) == ("menu", ["remove", "leave"])
    assert step["description_placeholders"] == {"name": "Light 11", "address": "A 1 / PL 1"}
    assert (await repair.submit(next_step_id="remove"))["type"] == "create_entry"
    await hass.async_block_till_done()
    assert entry.options[CONF_IGNORED] == ["1-11"]
    assert _issue(hass, issue_id) is None
    assert hass.states.get(light) is None
    assert dr.async_get(hass).async_get_device_by_identifier((DOMAIN, f"{MAC}-1-11"), entry.entry_id) is None
    assert _issue(hass, issue_id) is None


async def test_a_silent_device_can_be_left_without_more_words(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair, soon_silent: None
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    _pass(hass, hours=25)
    await repair.open(issue_id)
    result = await repair.submit(next_step_id="leave")
    assert (result["type"], result["reason"]) == ("abort", "left")
    issue = _issue(hass, issue_id)
    assert issue is not None
    assert issue.dismissed_version is not None
    assert "1-11" in entry.options[CONF_OBJECTS]
    simulator.objects["1-11"].unplugged = False
    await until(lambda: _issue(hass, issue_id) is None)


async def test_a_silent_device_that_is_removed_elsewhere_takes_its_issue_along(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, soon_silent: None
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    issue_id = await _fall_silent(hass, simulator, entry)
    _pass(hass, hours=25)
    assert _issue(hass, issue_id) is not None
    entry.runtime_data.forget("1-11")
    assert _issue(hass, issue_id) is None


async def test_an_issue_of_a_gateway_that_is_not_loaded_explains_itself(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, repair: Repair, soon_silent: None
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    silent = await _fall_silent(hass, simulator, entry)
    _pass(hass, hours=25)
    simulator.emit("*1*19*12##")
    simulator.emit("*#13**#0*21*06*40*999##")
    await until(lambda: _issue(hass, f"clock_without_time_zone_{entry.entry_id}") is not None)
    await hass.config_entries.async_unload(entry.entry_id)
    await repair.open(silent)
    assert (await repair.submit(next_step_id="remove"))["reason"] == "not_connected"
    for issue_id in (f"actuator_fault_{entry.entry_id}_1-12", f"clock_without_time_zone_{entry.entry_id}"):
        await repair.open(issue_id)
        assert (await repair.submit())["errors"] == {"base": "not_connected"}
