"""Diagnostics: all that helps to find a fault, and nothing that is nobody's business."""

import contextlib
import json
import logging
import re
from typing import Any

import pytest
from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.own import OWNException, ResponseError, parse_message
from simulator import Simulator
from simulator.auth import Auth
from tests.waiting import until

from . import HOST, MAC, PASSWORD
from .conftest import MakeEntry
from .kit import set_up, settle, start_up

DOTTED = re.compile(r"\d+\.\d+\.\d+\.\d+")
HANDSHAKE = re.compile(r"(?:->|<-) \*#(\d{6,})(?:\*(\d{6,}))?##$")
IP = (192, 168, 1, 35)
NETMASK = (255, 255, 255, 0)
ALARM_CODE = "86420"
FACTORY_NUMBER = "305419896"
LETTERS = "Garibaldi1860!"
SETTINGS = {"1-11": {}, "2-14": {"opening_time": 20.5}}


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> MockConfigEntry:
    """Set up a gateway that has told all that the tests look at."""
    entry = config_entry(title="Via Roma 1", options={CONF_OBJECTS: SETTINGS, CONF_IGNORED: ["1-02"]})
    await async_setup_component(hass, "diagnostics", {})
    await start_up(hass, entry)
    await settle(hass, simulator)
    assert entry.options[CONF_OBJECTS].keys() == {"1-11", "1-12", "2-14", "2-15", "4-1", "18-51"}
    return entry


def _spellings(*numbers: int) -> set[str]:
    """Return an address as it could stand in a frame: decimal and hex, with leading zeros and without."""
    return {"*".join(form(number) for number in numbers) for form in (str, "{:02}".format, "{:03}".format)} | {
        "*".join(format(number, form) for number in numbers) for form in ("x", "02x")
    }


def _assert_discreet(diagnostics: object, *secrets: str) -> None:
    text = json.dumps(diagnostics).lower()
    mac = bytes.fromhex(MAC)
    addresses = _spellings(*mac) | _spellings(*IP) | _spellings(*NETMASK) | _spellings(*map(int, HOST.split(".")))
    for secret in (PASSWORD, HOST, "via roma", ALARM_CODE, FACTORY_NUMBER, LETTERS, *addresses, *secrets):
        assert secret.lower() not in text
    assert MAC not in re.sub(r"[:.-]", "", text)
    assert not DOTTED.search(text)


def _objects(diagnostics: dict[str, Any]) -> dict[str, Any]:
    return {f"{item['who']}-{item['key']}": item["state"] for item in diagnostics["objects"]}


async def test_an_entry_tells_its_settings_its_gateway_and_every_object(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator, entry: MockConfigEntry
) -> None:
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert diagnostics["entry"]["data"] == {CONF_HOST: REDACTED, CONF_PORT: simulator.port, CONF_PASSWORD: REDACTED}
    assert diagnostics["entry"]["options"] == entry.options
    assert diagnostics["entry"]["unique_id"] == REDACTED
    assert diagnostics["entry"]["state"] == "loaded"
    gateway = diagnostics["gateway"]
    assert gateway["state"] == "connected"
    assert gateway["problem"] is None
    assert (gateway["mac"], gateway["model"], gateway["firmware"]) == (REDACTED, "F454", "2.0.51")
    assert gateway["profile"]["command_sessions"] == 2
    assert gateway["profile"]["executes_in_spite_of_nack"] == []
    # Command sessions that nobody needs any more are closed.
    assert gateway["sessions"] == {"event": True, "command": 0, "busy": 0}
    assert gateway["reconnections"] == 0
    assert gateway["connections_last_minute"] == 0
    # The gateway is asked whether it is there by a frame that stands for nothing.
    asked = [received for received in simulator.received if received.frame != "*#*1##"]
    sent = sum(one["attempts"] for one in (*diagnostics["requests"], *diagnostics["commands"]))
    assert gateway["frames"]["sent"] == len(asked) == sent
    assert gateway["frames"]["answer"] > gateway["frames"]["sent"]
    assert diagnostics["discovered"] == []
    objects = _objects(diagnostics)
    assert objects.keys() >= {*entry.options[CONF_OBJECTS], "1-02", "13-", "1013-"}
    assert objects["1-12"]["on"] is True
    assert objects["2-15"]["movement"] == "stopped"
    assert objects["13-"]["mac"] == REDACTED
    _assert_discreet(diagnostics)


async def test_what_the_gateway_says_of_its_network_and_clock_is_told_as_far_as_it_should(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator, entry: MockConfigEntry
) -> None:
    for frame in (
        f"*#13**10*{'*'.join(map(str, IP))}##",
        f"*#13**11*{'*'.join(map(str, NETMASK))}##",
        "*#13**22*21*30*05*001*02*13*10*2026##",
        "*#13**19*1*2*3*4##",
    ):
        simulator.emit(frame)
    gateway = next(item for item in entry.runtime_data.gateway.items if item.who.value == "13")
    await until(lambda: gateway.state.uptime)
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    told = _objects(diagnostics)["13-"]
    assert told["ip_address"] == REDACTED
    assert told["netmask"] == REDACTED
    assert told["clock"] == "2026-10-13T21:30:05+01:00"
    assert told["date"] == "2026-10-13"
    assert told["time"] == "21:30:05+01:00"
    assert told["uptime"] == 93784.0
    _assert_discreet(diagnostics)


async def test_what_an_object_knows_is_told_by_name_however_deep(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.emit("*15*03*0112##")
    await until(lambda: "15-0112" in entry.options[CONF_OBJECTS])
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    press = _objects(diagnostics)["15-0112"]["press"]
    assert press["what"] == {"button": 3, "press": "press_start"}
    assert press["number"] == 1


def _handshakes(caplog: pytest.LogCaptureFixture) -> set[str]:
    """Return the numbers of all handshakes that the simulated gateway has had: nonces, results and digests."""
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("simulator")]
    said = [match for line in lines if (match := HANDSHAKE.search(line))]
    return {number for match in said for number in match.groups() if number}


@pytest.mark.parametrize(
    ("auth", "password"), [("open", PASSWORD), ("sha1", LETTERS), ("sha256", LETTERS), ("sha256", PASSWORD)]
)
async def test_no_frame_tells_a_password_a_handshake_an_address_or_a_code(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    device_registry: dr.DeviceRegistry,
    simulator: Simulator,
    config_entry: MakeEntry,
    caplog: pytest.LogCaptureFixture,
    auth: str,
    password: str,
) -> None:
    caplog.set_level(logging.INFO, "simulator")
    simulator.plant.auth = Auth(auth)
    simulator.password = password
    entry = config_entry(title="Via Roma 1", data={CONF_PASSWORD: password})
    await async_setup_component(hass, "diagnostics", {})
    await set_up(hass, entry)
    await settle(hass, simulator)
    journal = entry.runtime_data.gateway.journal
    private = (
        *(f"*#13**12*{mac}##" for mac in _spellings(*bytes.fromhex(MAC)) if mac.replace("*", "").isdecimal()),
        f"*#13**12*{'*'.join(map(str, bytes.fromhex(MAC)[:4]))}##",
        *(f"*#13**10*{address}##" for address in (_spellings(*IP) | {"127*0*0*1"}) if "c0" not in address),
        f"*#13**#10*{'*'.join(map(str, IP))}##",
        f"*#13**11*{'*'.join(map(str, NETMASK))}##",
        f"*5*8#{ALARM_CODE}*0##",
        f"*#1001*12*13*{FACTORY_NUMBER}##",
        f"*1001*10#{FACTORY_NUMBER}*0##",
        f"*#1023*1*5*{ALARM_CODE}##",
        f"*#{FACTORY_NUMBER}##",
        f"*#{FACTORY_NUMBER}*{ALARM_CODE}##",
        "*1*1*99##",
    )
    private = tuple(frame for frame in private if set(frame) <= set("0123456789*#"))
    for frame in private:
        simulator.emit(frame)
    await until(lambda: any(str(noted.message) == "*1*1*99##" for noted in journal.frames))
    with contextlib.suppress(OWNException):
        await entry.runtime_data.gateway.request(parse_message(f"*5*9#{ALARM_CODE}*0##"))
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    handshakes = _handshakes(caplog)
    assert len(handshakes) >= 4
    _assert_discreet(diagnostics, *handshakes)
    frames = [noted["frame"] for noted in diagnostics["frames"]]
    assert {"*#13**12*x*x*x*x*x*x##", "*#13**10*x*x*x*x##", "*5*8#x*0##", "*#1001*12*13*x##", "*#x##"} <= {*frames}
    assert "*5*9#x*0##" in [command["frame"] for command in diagnostics["commands"]]
    device = device_registry.async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert device is not None
    diagnostics = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert "*#13**12*x*x*x*x*x*x##" in [noted["frame"] for noted in diagnostics["frames"]]
    _assert_discreet(diagnostics, *handshakes)


async def test_the_last_frames_and_commands_are_told_with_what_they_mean_and_how_they_went(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator, entry: MockConfigEntry
) -> None:
    gateway = entry.runtime_data.gateway
    await gateway.request(parse_message("*1*0*12##"))
    with pytest.raises(ResponseError):
        await gateway.request(parse_message("*1*77*12##"))
    simulator.emit("*1*1*11##")
    simulator.emit("*1*77*11##")
    simulator.emit("*1*77*12##")
    simulator.emit("*77*1*12##")
    await until(lambda: any(str(noted.message) == "*77*1*12##" for noted in gateway.journal.frames))
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert diagnostics["gateway"]["sessions"] == {"event": True, "command": 1, "busy": 0}
    assert diagnostics["gateway"]["connections_last_minute"] == 1
    switched, refused = [one for one in diagnostics["commands"] if one["frame"] in ("*1*0*12##", "*1*77*12##")]
    assert (switched["frame"], switched["meaning"], switched["priority"]) == ("*1*0*12##", "off", "user")
    assert (switched["outcome"], switched["attempts"]) == ("confirmed", 1)
    assert (switched["waited"], switched["answered"]) == (0, 0.013)
    assert (refused["frame"], refused["meaning"], refused["outcome"]) == ("*1*77*12##", None, "refused")
    assert "confirmed" in [request["outcome"] for request in diagnostics["requests"]]
    told = [(noted["way"], noted["frame"], noted["meaning"]) for noted in diagnostics["frames"]]
    assert ("sent", "*1*0*12##", "off") in told
    assert ("answer", "*#*1##", "accepted") in told
    assert ("answer", "*#*0##", "refused") in told
    emitted = [
        ("event", "*1*1*11##", "on"),
        ("event", "*1*77*11##", None),
        ("event", "*1*77*12##", None),
        ("event", "*77*1*12##", None),
    ]
    assert [one for one in told if one in emitted] == emitted
    assert diagnostics["unknown_frames"] == [
        {"example": "*1*77*11##", "count": 2},
        {"example": "*77*1*12##", "count": 1},
    ]
    _assert_discreet(diagnostics)


async def test_what_waits_is_told(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, options={CONF_ADD_AUTOMATICALLY: False})
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: "1-12" in entry.runtime_data.objects.discovered)
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert "1-12" in diagnostics["discovered"]


async def test_an_entry_that_cannot_be_set_up_tells_what_it_has(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.faults.busy = True
    entry = config_entry()
    await async_setup_component(hass, "diagnostics", {})
    await start_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert diagnostics["entry"]["state"] == "setup_retry"
    assert "gateway" not in diagnostics
    _assert_discreet(diagnostics)


async def test_a_device_tells_its_own_object(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    device_registry: dr.DeviceRegistry,
    entry: MockConfigEntry,
) -> None:
    device = device_registry.async_get_device_by_identifier((DOMAIN, f"{MAC}-2-14"), entry.entry_id)
    assert device is not None
    diagnostics: Any = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert diagnostics["model"] == "A 1 / PL 4"
    assert diagnostics["settings"].keys() == {"2-14"}
    assert diagnostics["settings"]["2-14"]["opening_time"] == 20.5
    assert _objects(diagnostics).keys() == {"2-14"}
    assert diagnostics["objects"][0]["is_silent"] is False
    assert "*2*0*14##" in [noted["frame"] for noted in diagnostics["frames"]]
    assert {noted["frame"].rstrip("#").split("*")[1].strip("#") for noted in diagnostics["frames"]} == {"2"}
    assert all("14" in request["frame"] for request in diagnostics["requests"])
    assert diagnostics["gateway"]["state"] == "connected"
    _assert_discreet(diagnostics)


async def test_the_gateways_device_tells_the_gateway(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    device_registry: dr.DeviceRegistry,
    entry: MockConfigEntry,
) -> None:
    device = device_registry.async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert device is not None
    diagnostics: Any = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert diagnostics["model"] == "F454"
    assert diagnostics["gateway"]["firmware"] == "2.0.51"
    assert diagnostics["settings"] == {}
    assert diagnostics["objects"] == []
    assert len(diagnostics["frames"]) > 10
    _assert_discreet(diagnostics)


async def test_a_device_of_a_gateway_that_is_not_connected_tells_what_it_has(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    device_registry: dr.DeviceRegistry,
    entry: MockConfigEntry,
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    device = device_registry.async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert device is not None
    diagnostics = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert diagnostics == {"model": "F454", "sw_version": "2.0.51"}
