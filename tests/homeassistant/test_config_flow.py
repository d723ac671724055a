"""Setting up by hand and by discovery, and what can be changed later; always against a listening gateway."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_SSDP,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_SOURCE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.ssdp import ATTR_UPNP_MODEL_NAME, ATTR_UPNP_SERIAL, SsdpServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_COMMAND_GAP,
    CONF_COMMAND_SESSIONS,
    CONF_IGNORED,
    CONF_OBJECTS,
    DEFAULT_PASSWORD,
    DOMAIN,
)
from simulator import Simulator

from . import HOST, MAC, PASSWORD, eventually, setup_integration
from .conftest import MakeEntry

type Break = Callable[[Simulator], None]

NEW_ENTRY_OPTIONS = {CONF_OBJECTS: {}, CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True}
OTHER_MAC = "000350aabbcc"
OTHER_HOST = "192.0.2.7"


def _busy(simulator: Simulator) -> None:
    simulator.faults.busy = True


def _closes_at_once(simulator: Simulator) -> None:
    simulator.faults.accept_then_close = True


def _silent(simulator: Simulator) -> None:
    simulator.faults.silent_handshake = True


def _no_answers(simulator: Simulator) -> None:
    simulator.faults.drop_acks(1)


def _other_password(simulator: Simulator) -> None:
    simulator.password = "98765"


# What a gateway can do to a set-up, and what the user is told.
REFUSALS = pytest.mark.parametrize(
    ("break_it", "error"),
    [
        pytest.param(_busy, "cannot_connect", id="all sessions in use"),
        pytest.param(_closes_at_once, "cannot_connect", id="closes at once"),
        pytest.param(_silent, "cannot_connect", id="says nothing"),
        pytest.param(_no_answers, "cannot_connect", id="answers no request"),
        pytest.param(_other_password, "invalid_auth", id="wrong password"),
    ],
)


def _repair(simulator: Simulator) -> None:
    simulator.faults.clear()
    simulator.password = PASSWORD


def _connection(simulator: Simulator, **changes: Any) -> dict[str, Any]:
    return {CONF_HOST: simulator.host, CONF_PORT: simulator.port, CONF_PASSWORD: PASSWORD, **changes}


def _form(result: ConfigFlowResult) -> dict[str, tuple[Any, Any]]:
    """Return what a form shows: name -> (default, suggested value)."""
    schema = result["data_schema"]
    assert schema is not None
    shown = {}
    for marker in schema.schema:
        default = marker.default() if callable(marker.default) else None
        shown[str(marker)] = (default, (marker.description or {}).get("suggested_value"))
    return shown


def _choices(result: ConfigFlowResult, field: str) -> dict[str, str]:
    """Return what a list of a form offers: value -> label."""
    schema = result["data_schema"]
    assert schema is not None
    options = schema.schema[field].config["options"]
    return {option["value"]: option["label"] for option in options}


async def _start(hass: HomeAssistant, source: str = SOURCE_USER, data: object = None) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(DOMAIN, context={CONF_SOURCE: source}, data=data)


async def _submit(hass: HomeAssistant, result: ConfigFlowResult, values: dict[str, Any]) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_configure(result["flow_id"], values)
    await hass.async_block_till_done()
    return result


def _assert_refused(result: ConfigFlowResult, step: str, error: str) -> None:
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == step
    assert result["errors"] == {"base": error}


def _assert_aborted(result: ConfigFlowResult, reason: str) -> None:
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == reason


def _assert_created(result: ConfigFlowResult, title: str, data: dict[str, Any], unique_id: str | None = MAC) -> None:
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == title
    assert result["data"] == data
    assert result["options"] == NEW_ENTRY_OPTIONS
    assert result["result"].unique_id == unique_id


# By hand


async def test_the_form_suggests_the_port_and_no_password(hass: HomeAssistant) -> None:
    result = await _start(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert result["errors"] == {}
    assert _form(result) == {CONF_HOST: (None, None), CONF_PORT: (20000, None), CONF_PASSWORD: (None, None)}


async def test_a_gateway_is_asked_what_it_is_and_becomes_an_entry(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))
    assert len(mock_setup_entry.mock_calls) == 1


async def test_the_sessions_of_the_check_are_closed(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    await _submit(hass, await _start(hass), _connection(simulator))
    await eventually(lambda: not simulator.sessions)


async def test_an_entry_is_set_up_at_once(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await _submit(hass, await _start(hass), _connection(simulator))
    assert result["result"].state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_no_password_is_needed_where_none_is_asked_for(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    simulator.password = None
    address = {CONF_HOST: simulator.host, CONF_PORT: simulator.port}
    result = await _submit(hass, await _start(hass), address)
    _assert_created(result, "F454", {**address, CONF_PASSWORD: ""})


async def test_a_password_with_letters_is_taken(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    simulator.password = "abc123def"
    data = _connection(simulator, password="abc123def")
    result = await _submit(hass, await _start(hass), data)
    _assert_created(result, "F454", data)


async def test_blanks_around_the_host_are_dropped(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _submit(hass, await _start(hass), _connection(simulator, host=f" {simulator.host} "))
    _assert_created(result, "F454", _connection(simulator))


@REFUSALS
@pytest.mark.usefixtures("mock_setup_entry", "short_timeouts")
async def test_the_form_comes_back_filled_in_and_ends_with_an_entry(
    hass: HomeAssistant,
    simulator: Simulator,
    break_it: Break,
    error: str,
) -> None:
    break_it(simulator)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_refused(result, "user", error)
    assert _form(result) == {
        CONF_HOST: (None, simulator.host),
        CONF_PORT: (20000, simulator.port),
        CONF_PASSWORD: (None, None),
    }
    await eventually(lambda: not simulator.sessions)

    _repair(simulator)
    result = await _submit(hass, result, _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))


async def test_a_gateway_that_does_not_listen_can_be_tried_again(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    await simulator.faults.refuse()
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_refused(result, "user", "cannot_connect")

    await simulator.faults.refuse(False)
    result = await _submit(hass, result, _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))


async def test_a_host_that_can_be_none_can_be_corrected(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    # No name is looked up in tests; this is what the lookup raises.
    error = UnicodeEncodeError("idna", "192.168..1", 8, 9, "label empty")
    with patch.object(hass.loop, "getaddrinfo", side_effect=error):
        result = await _submit(hass, await _start(hass), _connection(simulator, host="192.168..1"))
    _assert_refused(result, "user", "cannot_connect")

    result = await _submit(hass, result, _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))


async def test_a_missing_password_is_asked_for(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _submit(hass, await _start(hass), {CONF_HOST: simulator.host, CONF_PORT: simulator.port})
    _assert_refused(result, "user", "invalid_auth")

    result = await _submit(hass, result, _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))


async def test_an_error_of_ours_is_logged_and_the_form_stays(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock, caplog: pytest.LogCaptureFixture
) -> None:
    with patch("custom_components.openwebnet.own.gateway.Gateway.identify", side_effect=RuntimeError("what a bug")):
        result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_refused(result, "user", "unknown")
    assert "what a bug" in caplog.text
    assert PASSWORD not in caplog.text
    await eventually(lambda: not simulator.sessions)

    result = await _submit(hass, result, _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))


async def test_the_same_gateway_is_set_up_once_and_gets_its_new_address(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST, CONF_PORT: 20000})
    entry.add_to_hass(hass)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_aborted(result, "already_configured")
    assert entry.data == _connection(simulator)


async def test_an_ignored_gateway_can_be_set_up_by_hand(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id=MAC, source=SOURCE_IGNORE).add_to_hass(hass)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))


async def test_a_gateway_that_tells_no_mac_is_known_by_its_address(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    simulator.faults.nack_next(2)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_created(result, "F454", _connection(simulator), unique_id=None)

    simulator.faults.nack_next(2)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_aborted(result, "already_configured")


async def test_a_gateway_that_tells_no_model_is_named_by_its_host(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    simulator.faults.nack_next(8)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_created(result, f"MyHOME ({HOST})", _connection(simulator), unique_id=None)


# Discovered by SSDP


def _discovered(
    host: str | None = HOST, *, serial: object = "00:03:50:01:02:03", model: object = "F454"
) -> SsdpServiceInfo:
    return SsdpServiceInfo(
        ssdp_usn="uuid:pnp-webserver-1::upnp:rootdevice",
        ssdp_st="upnp:rootdevice",
        ssdp_location=None if host is None else f"http://{host}:49153/description.xml",
        upnp={ATTR_UPNP_SERIAL: serial, ATTR_UPNP_MODEL_NAME: model},
    )


def _pending(hass: HomeAssistant) -> dict[str, Any]:
    [flow] = hass.config_entries.flow.async_progress()
    return dict(flow["context"])


@pytest.mark.parametrize(
    "serial",
    ["00:03:50:01:02:03", "000350010203", "00-03-50-01-02-03", " 00:03:50:01:02:03\n", [None, "00:03:50:01:02:03"]],
)
async def test_a_discovered_gateway_is_offered_and_set_up_with_the_defaults(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock, serial: object
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=serial))
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    assert result["description_placeholders"] == {"name": "F454", "host": HOST}
    assert _form(result) == {CONF_PORT: (20000, None), CONF_PASSWORD: (DEFAULT_PASSWORD, None)}
    assert _pending(hass)["unique_id"] == MAC
    assert _pending(hass)["title_placeholders"] == {"name": f"F454 ({HOST})"}

    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    _assert_created(result, "F454", _connection(simulator, password=DEFAULT_PASSWORD))


async def test_an_ipv6_address_is_taken_without_its_brackets(hass: HomeAssistant) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered("[fe80::203:50ff:fe01:203]"))
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert ip_address(placeholders["host"]).version == 6


@REFUSALS
@pytest.mark.usefixtures("mock_setup_entry", "short_timeouts")
async def test_a_discovered_gateway_that_refuses_can_be_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    break_it: Break,
    error: str,
) -> None:
    break_it(simulator)
    result = await _start(hass, SOURCE_SSDP, _discovered())
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    _assert_refused(result, "confirm", error)
    # The password that was refused, or not, is not shown again.
    assert _form(result) == {CONF_PORT: (20000, simulator.port), CONF_PASSWORD: (None, None)}

    _repair(simulator)
    result = await _submit(hass, result, {CONF_PORT: simulator.port, CONF_PASSWORD: PASSWORD})
    _assert_created(result, "F454", _connection(simulator))


async def test_a_known_gateway_that_is_discovered_gets_its_new_address(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    result = await _start(hass, SOURCE_SSDP, _discovered())
    _assert_aborted(result, "already_configured")
    assert entry.data == _connection(simulator)


async def test_a_gateway_is_offered_once(hass: HomeAssistant) -> None:
    await _start(hass, SOURCE_SSDP, _discovered())
    _assert_aborted(await _start(hass, SOURCE_SSDP, _discovered()), "already_in_progress")


async def test_setting_up_by_hand_ends_the_offer(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    await _start(hass, SOURCE_SSDP, _discovered())
    result = await _start(hass)
    result = await _submit(hass, result, _connection(simulator))
    _assert_created(result, "F454", _connection(simulator))
    assert not hass.config_entries.flow.async_progress()


async def test_the_gateway_itself_knows_its_mac_better_than_its_description(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=OTHER_MAC))
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    _assert_created(result, "F454", _connection(simulator))


async def test_a_gateway_known_by_its_real_mac_is_not_set_up_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    config_entry().add_to_hass(hass)
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=OTHER_MAC))
    _assert_aborted(await _submit(hass, result, {CONF_PORT: simulator.port}), "already_configured")


async def test_the_description_names_a_gateway_that_does_not_name_itself(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(model="MH202"))
    simulator.faults.nack_next(8)
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    _assert_created(result, "MH202", _connection(simulator))


@pytest.mark.parametrize("serial", [None, "", "unknown", []])
async def test_a_description_without_a_mac_is_offered_while_there_is_no_gateway(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock, serial: object
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=serial, model=None))
    assert _pending(hass)["title_placeholders"] == {"name": f"MyHOME ({HOST})"}
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    _assert_created(result, "F454", _connection(simulator))

    _assert_aborted(await _start(hass, SOURCE_SSDP, _discovered(serial=serial, model=None)), "already_configured")


async def test_a_gateway_without_any_mac_gets_no_unique_id(
    hass: HomeAssistant, simulator: Simulator, mock_setup_entry: AsyncMock
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=None))
    simulator.faults.nack_next(2)
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    _assert_created(result, "F454", _connection(simulator), unique_id=None)


async def test_a_description_without_an_address_is_left_alone(hass: HomeAssistant) -> None:
    _assert_aborted(await _start(hass, SOURCE_SSDP, _discovered(None)), "no_address")


# Seen by DHCP


async def test_a_known_gateway_seen_by_dhcp_gets_its_new_address(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    result = await _start(hass, SOURCE_DHCP, DhcpServiceInfo(ip=HOST, hostname="f454", macaddress=MAC))
    _assert_aborted(result, "already_configured")
    assert entry.data == _connection(simulator)


async def test_dhcp_offers_nothing_new(hass: HomeAssistant) -> None:
    result = await _start(hass, SOURCE_DHCP, DhcpServiceInfo(ip=HOST, hostname="f454", macaddress=MAC))
    _assert_aborted(result, "not_configured")


# A new password


async def test_a_refused_password_is_asked_for_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_PASSWORD: "1"})
    entry.add_to_hass(hass)
    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    assert result["description_placeholders"] == {"name": "F454", "host": HOST}
    assert _form(result) == {CONF_PASSWORD: (None, None)}

    result = await _submit(hass, result, {CONF_PASSWORD: PASSWORD})
    _assert_aborted(result, "reauth_successful")
    assert entry.data == _connection(simulator)
    assert entry.options == NEW_ENTRY_OPTIONS
    assert len(mock_setup_entry.mock_calls) == 1


@REFUSALS
@pytest.mark.usefixtures("mock_setup_entry", "short_timeouts")
async def test_a_new_password_can_be_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    break_it: Break,
    error: str,
) -> None:
    entry = config_entry(data={CONF_PASSWORD: "1"})
    entry.add_to_hass(hass)
    result = await entry.start_reauth_flow(hass)
    break_it(simulator)
    result = await _submit(hass, result, {CONF_PASSWORD: PASSWORD})
    _assert_refused(result, "reauth_confirm", error)

    _repair(simulator)
    _assert_aborted(await _submit(hass, result, {CONF_PASSWORD: PASSWORD}), "reauth_successful")
    assert entry.data == _connection(simulator)


async def test_the_password_can_be_dropped(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_PASSWORD: "1"})
    entry.add_to_hass(hass)
    simulator.password = None
    result = await entry.start_reauth_flow(hass)
    _assert_aborted(await _submit(hass, result, {}), "reauth_successful")
    assert entry.data == _connection(simulator, password="")


async def test_the_password_of_another_gateway_is_not_taken(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(unique_id=OTHER_MAC, data={CONF_PASSWORD: "1"})
    entry.add_to_hass(hass)
    result = await entry.start_reauth_flow(hass)
    _assert_aborted(await _submit(hass, result, {CONF_PASSWORD: PASSWORD}), "wrong_gateway")
    assert entry.data[CONF_PASSWORD] == "1"


async def test_a_password_that_is_changed_while_running_is_asked_for_and_taken(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data={CONF_PASSWORD: "1"})
    await setup_integration(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    [flow] = hass.config_entries.flow.async_progress()
    result = await hass.config_entries.flow.async_configure(flow["flow_id"])

    _assert_aborted(await _submit(hass, result, {CONF_PASSWORD: PASSWORD}), "reauth_successful")
    assert entry.state is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


# Another address


async def test_the_connection_can_be_changed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST, CONF_PORT: 20001, CONF_PASSWORD: "1"})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    assert _form(result) == {CONF_HOST: (None, OTHER_HOST), CONF_PORT: (20000, 20001), CONF_PASSWORD: (None, None)}

    _assert_aborted(await _submit(hass, result, _connection(simulator)), "reconfigure_successful")
    assert entry.data == _connection(simulator)
    assert entry.options == NEW_ENTRY_OPTIONS
    assert len(mock_setup_entry.mock_calls) == 1


async def test_a_password_that_is_left_empty_stays(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    result = await _submit(hass, result, {CONF_HOST: simulator.host, CONF_PORT: simulator.port})
    _assert_aborted(result, "reconfigure_successful")
    assert entry.data == _connection(simulator)


@REFUSALS
@pytest.mark.usefixtures("mock_setup_entry", "short_timeouts")
async def test_another_address_can_be_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    break_it: Break,
    error: str,
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    break_it(simulator)
    result = await entry.start_reconfigure_flow(hass)
    result = await _submit(hass, result, _connection(simulator))
    _assert_refused(result, "reconfigure", error)
    assert _form(result)[CONF_HOST] == (None, simulator.host)
    assert entry.data[CONF_HOST] == OTHER_HOST

    _repair(simulator)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "reconfigure_successful")
    assert entry.data == _connection(simulator)


async def test_an_entry_does_not_turn_into_another_gateway(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(unique_id=OTHER_MAC, data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "wrong_gateway")
    assert entry.data[CONF_HOST] == OTHER_HOST


@pytest.mark.parametrize("unique_id", [None, OTHER_MAC])
async def test_an_entry_does_not_take_the_address_of_another(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    mock_setup_entry: AsyncMock,
    unique_id: str | None,
) -> None:
    config_entry().add_to_hass(hass)
    entry = config_entry(unique_id=unique_id, data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "already_configured")


async def test_a_gateway_without_a_mac_does_not_turn_into_one_that_is_set_up(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    config_entry(data={CONF_HOST: "gateway.test"}).add_to_hass(hass)
    entry = config_entry(unique_id=None, data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "already_configured")


async def test_a_gateway_that_tells_no_mac_now_is_taken_for_the_same(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST})
    entry.add_to_hass(hass)
    simulator.faults.nack_next(2)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "reconfigure_successful")
    assert entry.unique_id == MAC


async def test_an_entry_that_is_running_can_be_changed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await setup_integration(hass, entry)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator, host="localhost")), "reconfigure_successful")
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data[CONF_HOST] == "localhost"
    await hass.config_entries.async_unload(entry.entry_id)


# Options


async def _open(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> ConfigFlowResult:
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await hass.config_entries.options.async_configure(result["flow_id"], {"next_step_id": step})


async def _save(hass: HomeAssistant, result: ConfigFlowResult, values: dict[str, Any]) -> None:
    result = await hass.config_entries.options.async_configure(result["flow_id"], values)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


SETTINGS = {"1-11": {"traits": {}}, "2-14": {"opening_time": 20.5}}


async def test_the_menu_shows_what_there_is_to_do(
    hass: HomeAssistant, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry()
    entry.add_to_hass(hass)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["menu_options"] == ["settings"]

    hass.config_entries.async_update_entry(entry, options={CONF_IGNORED: ["1-11"]})
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["menu_options"] == ["settings", "ignored"]


async def test_a_setting_changes_and_everything_else_stays(
    hass: HomeAssistant, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    entry = config_entry(options={CONF_OBJECTS: SETTINGS, CONF_IGNORED: ["1-02"]})
    entry.add_to_hass(hass)
    result = await _open(hass, entry, "settings")
    assert _form(result) == {
        CONF_ADD_AUTOMATICALLY: (True, True),
        CONF_COMMAND_SESSIONS: (None, None),
        CONF_COMMAND_GAP: (None, None),
    }
    await _save(hass, result, {CONF_ADD_AUTOMATICALLY: False})
    assert entry.options == {CONF_OBJECTS: SETTINGS, CONF_IGNORED: ["1-02"], CONF_ADD_AUTOMATICALLY: False}


async def test_sessions_and_gap_are_chosen_and_given_back_to_the_model(
    hass: HomeAssistant, config_entry: MakeEntry, simulator: Simulator
) -> None:
    entry = config_entry()
    await setup_integration(hass, entry)
    result = await _open(hass, entry, "settings")
    chosen = {CONF_ADD_AUTOMATICALLY: True, CONF_COMMAND_SESSIONS: 3, CONF_COMMAND_GAP: 0}
    await _save(hass, result, chosen)
    assert entry.options[CONF_COMMAND_SESSIONS] == 3
    assert entry.options[CONF_COMMAND_GAP] == 0
    profile = entry.runtime_data.gateway.profile
    assert (profile.command_sessions, profile.gap) == (3, 0)
    result = await _open(hass, entry, "settings")
    await _save(hass, result, {CONF_ADD_AUTOMATICALLY: True})
    assert CONF_COMMAND_SESSIONS not in entry.options
    profile = entry.runtime_data.gateway.profile
    assert (profile.command_sessions, profile.gap) == (2, 0.05)


async def test_what_was_removed_can_be_taken_back(
    hass: HomeAssistant, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    ignored = ["1-12", "2-14", "4-1", "4-500", "4-#0", "4-#0#1", "18-51", "18-71#0", "18-11", "9-1"]
    entry = config_entry(options={CONF_OBJECTS: SETTINGS, CONF_IGNORED: ignored})
    entry.add_to_hass(hass)
    result = await _open(hass, entry, "ignored")
    assert _form(result) == {CONF_IGNORED: ([], None)}
    assert _choices(result, CONF_IGNORED) == {
        "1-12": "Light 12",
        "2-14": "Cover 14",
        "4-1": "Zone 1",
        "4-500": "Probe 500",
        "4-#0": "Central unit #0",
        "4-#0#1": "Central unit #0#1",
        "18-51": "Energy meter 51",
        "18-71#0": "Energy actuator 71#0",
        "18-11": "Stop&Go 11",
        "9-1": "Auxiliary 1",
    }
    await _save(hass, result, {CONF_IGNORED: ["4-1", "1-12"]})
    assert entry.options == {
        CONF_OBJECTS: SETTINGS,
        CONF_IGNORED: [key for key in ignored if key not in ("1-12", "4-1")],
        CONF_ADD_AUTOMATICALLY: True,
    }


async def test_objects_are_named_in_the_language_of_the_house(
    hass: HomeAssistant, config_entry: MakeEntry, mock_setup_entry: AsyncMock
) -> None:
    hass.config.language = "it"
    entry = config_entry(options={CONF_IGNORED: ["1-12", "4-1"]})
    entry.add_to_hass(hass)
    result = await _open(hass, entry, "ignored")
    assert _choices(result, CONF_IGNORED) == {"1-12": "Luce 12", "4-1": "Zona 1"}


async def test_what_waits_is_added_when_it_is_ticked(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_OBJECTS: {"2-14": SETTINGS["2-14"]}, CONF_ADD_AUTOMATICALLY: False})
    await setup_integration(hass, entry)
    await eventually(lambda: {"1-11", "1-12", "18-51"} <= entry.runtime_data.waiting.keys())
    result = await _open(hass, entry, "new_devices")
    choices = _choices(result, "new_devices")
    assert choices.items() >= {"1-11": "Light 11", "1-12": "Light 12", "18-51": "Energy meter 51"}.items()
    assert "2-14" not in choices
    assert _form(result) == {"new_devices": (list(choices), None)}

    await _save(hass, result, {"new_devices": ["1-12"]})
    assert entry.state is ConfigEntryState.LOADED
    assert entry.options[CONF_OBJECTS].keys() == {"2-14", "1-12"}
    assert entry.options[CONF_OBJECTS]["2-14"] == SETTINGS["2-14"]
    assert entry.options[CONF_ADD_AUTOMATICALLY] is False

    await eventually(lambda: "1-11" in entry.runtime_data.waiting)
    assert "1-12" not in entry.runtime_data.waiting
    await hass.config_entries.async_unload(entry.entry_id)


async def test_settings_made_while_the_list_was_open_stay(hass: HomeAssistant, config_entry: MakeEntry) -> None:
    entry = config_entry(options={CONF_ADD_AUTOMATICALLY: False})
    await setup_integration(hass, entry)
    await eventually(lambda: "2-14" in entry.runtime_data.waiting)
    result = await _open(hass, entry, "new_devices")
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_OBJECTS: SETTINGS})
    await _save(hass, result, {"new_devices": ["2-14"]})
    assert entry.options[CONF_OBJECTS]["2-14"] == SETTINGS["2-14"]
    await hass.config_entries.async_unload(entry.entry_id)
