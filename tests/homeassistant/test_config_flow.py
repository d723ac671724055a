"""Setting up by hand and by discovery, and what can be changed later; always against a gateway that listens."""

import asyncio
import logging
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from unittest.mock import patch

import pytest
import pytest_socket
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_SSDP,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_MODEL, CONF_PASSWORD, CONF_PORT, CONF_SOURCE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.ssdp import ATTR_UPNP_MODEL_NAME, ATTR_UPNP_SERIAL, SsdpServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_IGNORED,
    CONF_OBJECTS,
    DEFAULT_PASSWORD,
    DOMAIN,
)
from custom_components.openwebnet.own.profiles import PROFILES
from simulator import Simulator
from tests.waiting import until

from . import FOUND, HOST, MAC, OBJECTS, OTHER_MAC, PASSWORD
from .conftest import MakeEntry
from .kit import plant_of, scanned, set_up, settle, start_up

type Break = Callable[[Simulator], None]

OTHER_HOST = "localhost"
"""Another name for where the gateway is."""
FORMER_HOST = "127.0.0.2"
"""Where nobody listens."""
NOWHERE = "192.0.2.7"
"""Where nothing is."""


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


async def _assert_created(
    hass: HomeAssistant,
    result: ConfigFlowResult,
    title: str,
    data: dict[str, Any],
    unique_id: str | None = MAC,
    *,
    model: str | None = None,
) -> ConfigEntry:
    """Add all that is found on the bus; what comes of it is an entry that is running."""
    result = await scanned(hass, result)
    assert result["step_id"] == "found"
    result = await _submit(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == title
    assert result["data"] == data
    options = dict(result["options"])
    assert options.pop(CONF_MODEL, None) == model
    assert tuple(options.pop(CONF_OBJECTS)) == FOUND
    assert options == {CONF_IGNORED: [], CONF_ADD_AUTOMATICALLY: True}
    entry: ConfigEntry = result["result"]
    assert entry.unique_id == unique_id
    assert entry.state is ConfigEntryState.LOADED
    return entry


# By hand


async def test_the_form_suggests_the_port_and_no_password(hass: HomeAssistant) -> None:
    result = await _start(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert result["errors"] == {}
    assert _form(result) == {CONF_HOST: (None, None), CONF_PORT: (20000, None), CONF_PASSWORD: (None, None)}


async def test_a_gateway_is_asked_what_it_is_and_becomes_an_entry_that_is_set_up_at_once(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await _submit(hass, await _start(hass), _connection(simulator))
    entry = await _assert_created(hass, result, "F454", _connection(simulator))
    # The history of the connection begins with the one that the flow has made.
    assert [change.state.value for change in entry.runtime_data.connections] == ["connected"]


LARGE = "\n".join(
    (
        *(f'  - {{kind: relay, where: "1{point}"}}' for point in range(1, 10)),
        *(f'  - {{kind: zone, where: "{zone}"}}' for zone in range(1, 13)),
        *(f'  - {{kind: meter, where: "5{number}"}}' for number in range(1, 6)),
    )
)


@pytest.mark.parametrize("model", ["F454", "MH201", "MH200N", "MyHomeServer1"])
async def test_a_bus_is_read_once_for_the_flow_and_the_entry(
    hass: HomeAssistant, socket_enabled: None, model: str
) -> None:
    """At the speed of a bus, also on one session: the reports of meters, which nobody waits for, end no request."""
    plant = plant_of(LARGE, model=model, speed=15)
    async with Simulator(plant, host=HOST, port=0) as simulator:
        result = await _submit(hass, await _start(hass), _connection(simulator))
        result = await scanned(hass, result)
        assert result["step_id"] == "found"
        result = await _submit(hass, result, {})
        entry = result["result"]
        assert {key.split("-")[0] for key in entry.options[CONF_OBJECTS]} == {"1", "4", "18"}
        assert len(entry.options[CONF_OBJECTS]) == 9 + 12 + 5
        await asyncio.sleep(60)
        frames = [one.frame for one in simulator.received]
        for request in ("*#1*0##", "*#4*0##", "*#25*30##", "*#9*0##"):
            assert frames.count(request) == 1, request
        await hass.config_entries.async_unload(entry.entry_id)


async def test_the_sessions_of_a_flow_that_is_given_up_are_closed(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await scanned(hass, await _submit(hass, await _start(hass), _connection(simulator)))
    assert result["step_id"] == "found"
    hass.config_entries.flow.async_abort(result["flow_id"])
    await until(lambda: not simulator.sessions)


async def test_no_password_is_needed_where_none_is_asked_for(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.password = None
    address = {CONF_HOST: simulator.host, CONF_PORT: simulator.port}
    result = await _submit(hass, await _start(hass), address)
    await _assert_created(hass, result, "F454", {**address, CONF_PASSWORD: ""})


async def test_a_password_with_letters_is_taken(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.password = "abc123def"
    data = _connection(simulator, password="abc123def")
    result = await _submit(hass, await _start(hass), data)
    await _assert_created(hass, result, "F454", data)


async def test_blanks_around_the_host_are_dropped(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await _submit(hass, await _start(hass), _connection(simulator, host=f" {simulator.host} "))
    await _assert_created(hass, result, "F454", _connection(simulator))


@REFUSALS
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
    await until(lambda: not simulator.sessions)

    _repair(simulator)
    result = await _submit(hass, result, _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_a_gateway_that_does_not_listen_can_be_tried_again(hass: HomeAssistant, simulator: Simulator) -> None:
    await simulator.faults.refuse()
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_refused(result, "user", "cannot_connect")

    await simulator.faults.refuse(False)
    result = await _submit(hass, result, _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_a_host_that_can_be_none_can_be_corrected(hass: HomeAssistant, simulator: Simulator) -> None:
    # No name is looked up in tests; this is what the lookup raises.
    error = UnicodeEncodeError("idna", "192.168..1", 8, 9, "label empty")
    with patch.object(hass.loop, "getaddrinfo", side_effect=error):
        result = await _submit(hass, await _start(hass), _connection(simulator, host="192.168..1"))
    _assert_refused(result, "user", "cannot_connect")

    result = await _submit(hass, result, _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_a_missing_password_is_asked_for(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await _submit(hass, await _start(hass), {CONF_HOST: simulator.host, CONF_PORT: simulator.port})
    _assert_refused(result, "user", "invalid_auth")

    result = await _submit(hass, result, _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_an_error_of_ours_is_logged_and_the_form_stays(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    with patch("custom_components.openwebnet.own.gateway.Gateway.identify", side_effect=RuntimeError("what a bug")):
        result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_refused(result, "user", "unknown")
    assert "what a bug" in caplog.text
    assert PASSWORD not in caplog.text
    await until(lambda: not simulator.sessions)

    result = await _submit(hass, result, _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_the_same_gateway_is_set_up_once_and_gets_its_new_address(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data={CONF_HOST: OTHER_HOST})
    await set_up(hass, entry)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_aborted(result, "already_configured")
    assert entry.data == _connection(simulator)
    assert entry.state is ConfigEntryState.LOADED


async def test_an_ignored_gateway_can_be_set_up_by_hand(hass: HomeAssistant, simulator: Simulator) -> None:
    MockConfigEntry(domain=DOMAIN, unique_id=MAC, source=SOURCE_IGNORE).add_to_hass(hass)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_a_gateway_that_tells_no_mac_is_known_by_its_address(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.faults.nack_next(2)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator), unique_id=None)

    await settle(hass, simulator)
    simulator.faults.nack_next(2)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    _assert_aborted(result, "already_configured")


async def test_a_gateway_that_tells_no_model_is_named_by_its_host(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.faults.nack_next(8)
    result = await _submit(hass, await _start(hass), _connection(simulator))
    await _assert_created(hass, result, f"MyHOME ({HOST})", _connection(simulator), unique_id=None)


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
    hass: HomeAssistant, simulator: Simulator, serial: object
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=serial))
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    assert result["description_placeholders"] == {"name": "F454", "host": HOST}
    # The factory password is tried before any is asked for.
    assert _form(result) == {CONF_PORT: (20000, None)}
    assert _pending(hass)["unique_id"] == MAC
    assert _pending(hass)["title_placeholders"] == {"name": f"F454 ({HOST})"}

    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    await _assert_created(hass, result, "F454", _connection(simulator, password=DEFAULT_PASSWORD))


async def test_an_ipv6_address_is_taken_without_its_brackets(hass: HomeAssistant) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered("[fe80::203:50ff:fe01:203]"))
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert ip_address(placeholders["host"]).version == 6


@REFUSALS
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
    # A password is asked for when it is the password that was refused.
    asked = {CONF_PASSWORD: (None, None)} if error == "invalid_auth" else {}
    assert _form(result) == {CONF_PORT: (20000, simulator.port), **asked}

    _repair(simulator)
    given = {CONF_PASSWORD: PASSWORD} if asked else {}
    result = await _submit(hass, result, {CONF_PORT: simulator.port, **given})
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_the_password_of_a_discovered_gateway_is_asked_for_until_it_is_right(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.password = "98765"
    result = await _start(hass, SOURCE_SSDP, _discovered())
    for password in ({}, {CONF_PASSWORD: "1"}, {}):
        result = await _submit(hass, result, {CONF_PORT: simulator.port, **password})
        _assert_refused(result, "confirm", "invalid_auth")
        assert CONF_PASSWORD in _form(result)
    result = await _submit(hass, result, {CONF_PORT: simulator.port, CONF_PASSWORD: "98765"})
    await _assert_created(hass, result, "F454", _connection(simulator, password="98765"))


async def test_a_program_may_give_the_password_at_once(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.password = "98765"
    result = await _start(hass, SOURCE_SSDP, _discovered())
    result = await _submit(hass, result, {CONF_PORT: simulator.port, CONF_PASSWORD: "98765"})
    await _assert_created(hass, result, "F454", _connection(simulator, password="98765"))


async def test_a_known_gateway_that_is_discovered_gets_its_new_address(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    pytest_socket.socket_allow_hosts([HOST, FORMER_HOST])
    entry = config_entry(data={CONF_HOST: FORMER_HOST})
    await start_up(hass, entry)
    _assert_aborted(await _start(hass, SOURCE_SSDP, _discovered()), "already_configured")
    await hass.async_block_till_done()
    assert entry.data == _connection(simulator)
    assert entry.state is ConfigEntryState.LOADED


async def test_a_gateway_is_offered_once(hass: HomeAssistant) -> None:
    await _start(hass, SOURCE_SSDP, _discovered())
    _assert_aborted(await _start(hass, SOURCE_SSDP, _discovered()), "already_in_progress")


async def test_setting_up_by_hand_ends_the_offer(hass: HomeAssistant, simulator: Simulator) -> None:
    await _start(hass, SOURCE_SSDP, _discovered())
    result = await _start(hass)
    result = await _submit(hass, result, _connection(simulator))
    await _assert_created(hass, result, "F454", _connection(simulator))
    assert not hass.config_entries.flow.async_progress()


async def test_the_gateway_itself_knows_its_mac_better_than_its_description(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=OTHER_MAC))
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    await _assert_created(hass, result, "F454", _connection(simulator))


async def test_a_gateway_known_by_its_real_mac_is_not_set_up_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry())
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=OTHER_MAC))
    _assert_aborted(await _submit(hass, result, {CONF_PORT: simulator.port}), "already_configured")


async def test_the_description_names_a_gateway_that_does_not_name_itself(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(model="MH202"))
    simulator.faults.nack_next(8)
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    entry = await _assert_created(hass, result, "MH202", _connection(simulator), model="MH202")
    gateway = entry.runtime_data.gateway
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    # It tells later, which counts more.
    assert gateway.identity.model == gateway.model == "F454"
    assert device is not None
    assert device.model == "F454"


@pytest.mark.parametrize("plant", [plant_of(OBJECTS, model="MH201")])
async def test_what_discovery_says_of_the_model_counts_where_the_gateway_does_not_say_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(model="MH201"))
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    entry = await _assert_created(hass, result, "MH201", _connection(simulator), model="MH201")
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert device is not None
    assert device.model == "MH201"
    assert entry.runtime_data.gateway.profile == PROFILES["MH201"]


@pytest.mark.parametrize("serial", [None, "", "unknown", []])
async def test_a_description_without_a_mac_is_offered_while_there_is_no_gateway(
    hass: HomeAssistant, simulator: Simulator, serial: object
) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=serial, model=None))
    assert _pending(hass)["title_placeholders"] == {"name": f"MyHOME ({HOST})"}
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    await _assert_created(hass, result, "F454", _connection(simulator))

    _assert_aborted(await _start(hass, SOURCE_SSDP, _discovered(serial=serial, model=None)), "already_configured")


async def test_a_gateway_without_any_mac_gets_no_unique_id(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await _start(hass, SOURCE_SSDP, _discovered(serial=None))
    simulator.faults.nack_next(2)
    result = await _submit(hass, result, {CONF_PORT: simulator.port})
    await _assert_created(hass, result, "F454", _connection(simulator), unique_id=None)


async def test_a_description_without_an_address_is_left_alone(hass: HomeAssistant) -> None:
    _assert_aborted(await _start(hass, SOURCE_SSDP, _discovered(None)), "no_address")


# Seen by DHCP


async def test_a_known_gateway_seen_by_dhcp_gets_its_new_address(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    pytest_socket.socket_allow_hosts([HOST, FORMER_HOST])
    entry = config_entry(data={CONF_HOST: FORMER_HOST})
    await start_up(hass, entry)
    result = await _start(hass, SOURCE_DHCP, DhcpServiceInfo(ip=HOST, hostname="f454", macaddress=MAC))
    _assert_aborted(result, "already_configured")
    await hass.async_block_till_done()
    assert entry.data == _connection(simulator)
    assert entry.state is ConfigEntryState.LOADED


async def test_dhcp_offers_nothing_new(hass: HomeAssistant) -> None:
    result = await _start(hass, SOURCE_DHCP, DhcpServiceInfo(ip=HOST, hostname="f454", macaddress=MAC))
    _assert_aborted(result, "not_configured")


# A new password


async def _refused(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Set up an entry whose password the gateway refuses; return the form in which another is asked for."""
    await start_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    [flow] = hass.config_entries.flow.async_progress()
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def test_a_refused_password_is_asked_for_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data={CONF_PASSWORD: "1"})
    result = await _refused(hass, entry)
    assert result["step_id"] == "reauth_confirm"
    assert result["description_placeholders"] == {"name": "F454", "host": HOST}
    assert _form(result) == {CONF_PASSWORD: (None, None)}

    options = dict(entry.options)
    _assert_aborted(await _submit(hass, result, {CONF_PASSWORD: PASSWORD}), "reauth_successful")
    assert entry.data == _connection(simulator)
    assert entry.options == options
    assert entry.state is ConfigEntryState.LOADED


@REFUSALS
async def test_a_new_password_can_be_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    break_it: Break,
    error: str,
) -> None:
    entry = config_entry(data={CONF_PASSWORD: "1"})
    result = await _refused(hass, entry)
    break_it(simulator)
    result = await _submit(hass, result, {CONF_PASSWORD: PASSWORD})
    _assert_refused(result, "reauth_confirm", error)

    _repair(simulator)
    _assert_aborted(await _submit(hass, result, {CONF_PASSWORD: PASSWORD}), "reauth_successful")
    assert entry.data == _connection(simulator)
    assert entry.state is ConfigEntryState.LOADED


async def test_the_password_can_be_dropped(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    entry = config_entry(data={CONF_PASSWORD: "1"})
    result = await _refused(hass, entry)
    simulator.password = None
    _assert_aborted(await _submit(hass, result, {}), "reauth_successful")
    assert entry.data == _connection(simulator, password="")
    assert entry.state is ConfigEntryState.LOADED


async def test_the_password_of_another_gateway_is_taken_only_if_it_replaces_the_old_one(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(unique_id=OTHER_MAC, data={CONF_PASSWORD: "1"})
    result = await _refused(hass, entry)
    result = await _submit(hass, result, {CONF_PASSWORD: PASSWORD})
    assert result["step_id"] == "replace"
    assert entry.unique_id == OTHER_MAC
    assert entry.data[CONF_PASSWORD] == "1"


async def test_a_password_that_is_changed_while_running_is_asked_for_and_taken(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    simulator.password = "98765"
    simulator.faults.reset_all()
    await until(hass.config_entries.flow.async_progress)
    [flow] = hass.config_entries.flow.async_progress()
    result = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert result["step_id"] == "reauth_confirm"

    _assert_aborted(await _submit(hass, result, {CONF_PASSWORD: "98765"}), "reauth_successful")
    assert entry.data == _connection(simulator, password="98765")
    assert entry.state is ConfigEntryState.LOADED


# Another address


async def test_the_connection_can_be_changed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data={CONF_HOST: NOWHERE, CONF_PORT: 20001, CONF_PASSWORD: "1"})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    assert _form(result) == {CONF_HOST: (None, NOWHERE), CONF_PORT: (20000, 20001), CONF_PASSWORD: (None, None)}

    options = dict(entry.options)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "reconfigure_successful")
    assert entry.data == _connection(simulator)
    assert entry.options == options
    assert entry.state is ConfigEntryState.LOADED


async def test_a_password_that_is_left_empty_stays(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    result = await _submit(hass, result, {CONF_HOST: simulator.host, CONF_PORT: simulator.port})
    _assert_aborted(result, "reconfigure_successful")
    assert entry.data == _connection(simulator)


@REFUSALS
async def test_another_address_can_be_tried_again(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    break_it: Break,
    error: str,
) -> None:
    entry = config_entry(data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    break_it(simulator)
    result = await entry.start_reconfigure_flow(hass)
    result = await _submit(hass, result, _connection(simulator))
    _assert_refused(result, "reconfigure", error)
    assert _form(result)[CONF_HOST] == (None, simulator.host)
    assert entry.data[CONF_HOST] == NOWHERE

    _repair(simulator)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "reconfigure_successful")
    assert entry.data == _connection(simulator)


async def test_another_gateway_replaces_the_one_of_the_entry_when_the_user_says_so(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(unique_id=OTHER_MAC, title="Home", data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    result = await _submit(hass, result, _connection(simulator))
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "replace"
    assert _form(result) == {}
    assert result["description_placeholders"] == {
        "name": "Home",
        "host": HOST,
        "model": "F454",
        "old": "00:03:50:aa:bb:cc",
        "new": "00:03:50:01:02:03",
    }
    assert entry.unique_id == OTHER_MAC
    assert entry.data[CONF_HOST] == NOWHERE

    options = dict(entry.options)
    _assert_aborted(await _submit(hass, result, {}), "reconfigure_successful")
    assert entry.unique_id == MAC
    assert entry.title == "Home"
    assert entry.data == _connection(simulator)
    assert entry.options == options
    assert entry.state is ConfigEntryState.LOADED


async def test_a_gateway_that_is_set_up_replaces_no_other(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    config_entry(data={CONF_HOST: "gateway.test"}).add_to_hass(hass)
    entry = config_entry(unique_id=OTHER_MAC, data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "already_configured")


async def test_an_ignored_gateway_can_replace_another(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, unique_id=MAC, source=SOURCE_IGNORE)
    ignored.add_to_hass(hass)
    entry = config_entry(unique_id=OTHER_MAC, data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    result = await _submit(hass, result, _connection(simulator))
    _assert_aborted(await _submit(hass, result, {}), "reconfigure_successful")
    assert entry.unique_id == MAC
    assert hass.config_entries.async_entries(DOMAIN) == [entry]


async def test_a_replaced_gateway_leaves_every_entity_in_its_place(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    entities, devices = er.async_get(hass), dr.async_get(hass)
    known = er.async_entries_for_config_entry(entities, entry.entry_id)
    before = {entity.entity_id: (entity.id, entity.unique_id, entity.device_id) for entity in known}
    there = {device.id for device in dr.async_entries_for_config_entry(devices, entry.entry_id)}
    [light] = [entity for entity in known if entity.unique_id == f"{MAC}-1-12"]
    assert light.device_id is not None
    entities.async_update_entity(light.entity_id, name="Table")
    devices.async_update_device(light.device_id, name_by_user="Dining room")

    plant = plant_of(OBJECTS, mac=OTHER_MAC)
    async with Simulator(plant, host=HOST, port=0) as other:
        result = await entry.start_reconfigure_flow(hass)
        result = await _submit(hass, result, _connection(other))
        assert result["step_id"] == "replace"
        _assert_aborted(await _submit(hass, result, {}), "reconfigure_successful")
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        assert entry.unique_id == OTHER_MAC
        await until(lambda: hass.states.is_state(light.entity_id, "on"))
        await hass.async_block_till_done()
        after = {
            entity.entity_id: (entity.id, entity.unique_id, entity.device_id)
            for entity in er.async_entries_for_config_entry(entities, entry.entry_id)
        }
        assert after == {
            entity_id: (entity, unique_id.replace(MAC, OTHER_MAC), device)
            for entity_id, (entity, unique_id, device) in before.items()
        }
        assert {device.id for device in dr.async_entries_for_config_entry(devices, entry.entry_id)} == there
        gateway = devices.async_get_device_by_identifier((DOMAIN, OTHER_MAC), entry.entry_id)
        assert gateway is not None
        assert gateway.connections == {(dr.CONNECTION_NETWORK_MAC, "00:03:50:aa:bb:cc")}
        lamp = entities.async_get(light.entity_id)
        assert lamp is not None
        assert lamp.name == "Table"
        table = devices.async_get(light.device_id)
        assert table is not None
        assert table.name_by_user == "Dining room"
        assert table.identifiers == {(DOMAIN, f"{OTHER_MAC}-1-12")}
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("unique_id", [None, OTHER_MAC])
async def test_an_entry_does_not_take_the_address_of_another(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    unique_id: str | None,
) -> None:
    config_entry().add_to_hass(hass)
    entry = config_entry(unique_id=unique_id, data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "already_configured")


async def test_a_gateway_without_a_mac_does_not_turn_into_one_that_is_set_up(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    config_entry(data={CONF_HOST: "gateway.test"}).add_to_hass(hass)
    entry = config_entry(unique_id=None, data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "already_configured")


async def test_a_gateway_that_tells_no_mac_now_is_taken_for_the_same(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data={CONF_HOST: NOWHERE})
    entry.add_to_hass(hass)
    simulator.faults.nack_next(2)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator)), "reconfigure_successful")
    assert entry.unique_id == MAC


async def test_an_entry_that_is_running_can_be_changed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await start_up(hass, entry)
    result = await entry.start_reconfigure_flow(hass)
    _assert_aborted(await _submit(hass, result, _connection(simulator, host="localhost")), "reconfigure_successful")
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data[CONF_HOST] == "localhost"
    await hass.config_entries.async_unload(entry.entry_id)
