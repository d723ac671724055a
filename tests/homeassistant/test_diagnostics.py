"""Diagnostics: all that helps to find a fault, and nothing that is nobody's business."""

import json
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
from simulator import Simulator

from . import HOST, MAC, PASSWORD, eventually, setup_integration
from .conftest import MakeEntry

ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|\d+\*\d+\*\d+\*\d+")
SETTINGS = {"1-11": {}, "2-14": {"opening_time": 20.5}}


@pytest.fixture
async def entry(hass: HomeAssistant, config_entry: MakeEntry) -> MockConfigEntry:
    """Set up a gateway that has told all that the tests look at."""
    entry = config_entry(title="Via Roma 1", options={CONF_OBJECTS: SETTINGS, CONF_IGNORED: ["1-02"]})
    await async_setup_component(hass, "diagnostics", {})
    await setup_integration(hass, entry)
    await eventually(lambda: {"1-12", "4-1", "18-51"} <= entry.options[CONF_OBJECTS].keys())
    return entry


def _assert_discreet(diagnostics: object) -> None:
    text = json.dumps(diagnostics).lower()
    for secret in (PASSWORD, HOST, "via roma"):
        assert secret not in text
    assert MAC not in re.sub(r"[:.-]", "", text)
    assert not ADDRESS.search(text)


def _objects(diagnostics: dict[str, Any]) -> dict[str, Any]:
    return {f"{item['who']}-{item['key']}": item["state"] for item in diagnostics["objects"]}


async def test_an_entry_tells_its_settings_its_gateway_and_every_object(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await eventually(lambda: entry.options[CONF_OBJECTS].keys() == {"1-11", "1-12", "2-14", "2-15", "4-1", "18-51"})
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert diagnostics["entry"]["data"] == {CONF_HOST: REDACTED, CONF_PORT: simulator.port, CONF_PASSWORD: REDACTED}
    assert diagnostics["entry"]["options"] == entry.options
    assert diagnostics["entry"]["unique_id"] == REDACTED
    assert diagnostics["entry"]["state"] == "loaded"
    assert diagnostics["gateway"] == {"state": "connected", "mac": REDACTED, "model": "F454", "firmware": "2.0.51"}
    assert diagnostics["waiting"] == []
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
        "*#13**10*192*168*1*35##",
        "*#13**11*255*255*255*0##",
        "*#13**22*21*30*05*001*02*13*10*2026##",
        "*#13**19*1*2*3*4##",
    ):
        simulator.emit(frame)
    gateway = next(item for item in entry.runtime_data.gateway.items if item.who.value == "13")
    await eventually(lambda: gateway.state.uptime)
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    told = _objects(diagnostics)["13-"]
    assert told["ip_address"] == REDACTED
    assert told["netmask"] == REDACTED
    assert told["clock"] == "2026-10-13T21:30:05+01:00"
    assert told["date"] == "2026-10-13"
    assert told["time"] == "21:30:05+01:00"
    assert told["uptime"] == 93784.0
    _assert_discreet(diagnostics)


async def test_what_waits_is_told(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, options={CONF_ADD_AUTOMATICALLY: False})
    await hass.config_entries.async_reload(entry.entry_id)
    await eventually(lambda: "1-12" in entry.runtime_data.waiting)
    diagnostics: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert "1-12" in diagnostics["waiting"]


async def test_an_entry_that_cannot_be_set_up_tells_what_it_has(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, simulator: Simulator, config_entry: MakeEntry
) -> None:
    simulator.faults.busy = True
    entry = config_entry()
    await async_setup_component(hass, "diagnostics", {})
    await setup_integration(hass, entry)
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
