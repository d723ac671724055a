"""Gateways that do not say what they are: what they were discovered as counts."""

import pytest
from homeassistant.config_entries import SOURCE_SSDP, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MODEL, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.service_info.ssdp import ATTR_UPNP_MODEL_NAME, ATTR_UPNP_SERIAL, SsdpServiceInfo

from custom_components.openwebnet.const import DOMAIN
from custom_components.openwebnet.objects.devices import async_replace_gateway
from custom_components.openwebnet.own.profiles import DEFAULT, PROFILES
from simulator import Plant, Simulator

from . import HOST, MAC, OTHER_MAC
from .conftest import MakeEntry
from .kit import plant_of, scanned, set_up, settle

MH201 = {CONF_MODEL: "MH201"}


@pytest.fixture
def plant() -> Plant:
    return plant_of("  - {kind: relay, where: '11'}\n", model="MH201")


def discovered() -> SsdpServiceInfo:
    return SsdpServiceInfo(
        ssdp_usn="uuid:pnp-webserver-1::upnp:rootdevice",
        ssdp_st="upnp:rootdevice",
        ssdp_location=f"http://{HOST}:49153/description.xml",
        upnp={ATTR_UPNP_SERIAL: "00:03:50:01:02:03", ATTR_UPNP_MODEL_NAME: "MH201"},
    )


async def test_a_discovered_mh201_is_treated_as_one(hass: HomeAssistant, simulator: Simulator) -> None:
    flows = hass.config_entries.flow
    result = await flows.async_init(DOMAIN, context={"source": SOURCE_SSDP}, data=discovered())
    result = await scanned(hass, await flows.async_configure(result["flow_id"], {CONF_PORT: simulator.port}))
    result = await flows.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "MH201"
    entry = result["result"]
    assert entry.data[CONF_MODEL] == "MH201"
    assert entry.runtime_data.gateway.profile == PROFILES["MH201"]


async def test_what_it_was_discovered_as_counts_from_the_first_frame_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data=MH201)
    await set_up(hass, entry)
    assert entry.runtime_data.gateway.profile == PROFILES["MH201"]
    await settle(hass, simulator)
    assert entry.runtime_data.gateway.profile == PROFILES["MH201"]
    gateway = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert gateway is not None
    assert gateway.model == "MH201"


async def test_an_entry_that_was_made_by_hand_learns_the_model_from_a_discovery(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    assert entry.runtime_data.gateway.profile == DEFAULT
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_SSDP}, data=discovered())
    assert result["reason"] == "already_configured"
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data[CONF_HOST] == HOST
    assert entry.runtime_data.gateway.profile == PROFILES["MH201"]


async def test_what_the_old_gateway_was_discovered_as_says_nothing_of_its_replacement(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry(data=MH201)
    await set_up(hass, entry)
    await async_replace_gateway(hass, entry, OTHER_MAC)
    assert entry.unique_id == OTHER_MAC
    assert CONF_MODEL not in entry.data
