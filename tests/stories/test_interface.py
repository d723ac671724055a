"""Life in the interface: devices, entries, flows, rights."""

import asyncio
from typing import Any

import pytest
from homeassistant.components import automation
from homeassistant.config_entries import SOURCE_DHCP, SOURCE_SSDP, SOURCE_USER, ConfigEntryDisabler, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_SOURCE, EVENT_HOMEASSISTANT_STOP, STATE_ON
from homeassistant.core import Context, CoreState, HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.ssdp import ATTR_UPNP_MODEL_NAME, ATTR_UPNP_SERIAL, SsdpServiceInfo
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.openwebnet.const import CONF_IGNORED, CONF_OBJECTS, DOMAIN

from .conftest import House, MakeBus, MakeHouse
from .scripted import HOST, MAC, ScriptedBus

AT_ONCE = 5.0
"""Seconds in which what is to end at once has ended."""


# Devices -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["the gateway is away", "disabled"])
async def test_a_device_can_be_deleted_while_its_gateway_is_not_there(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, hass_ws_client: WebSocketGenerator, why: str
) -> None:
    house = await live_in({"1-11": {}, "1-12": {}})
    known = er.async_get(hass).async_get(house.entity_id("light", "1-11"))
    assert known is not None
    assert known.device_id is not None
    if why == "disabled":
        await hass.config_entries.async_set_disabled_by(house.entry.entry_id, ConfigEntryDisabler.USER)
    else:
        await bus.leave()
        await hass.config_entries.async_reload(house.entry.entry_id)
    await hass.async_block_till_done()
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)
    answer = await client.remove_device(known.device_id)
    assert answer["success"], answer
    assert house.entry.options[CONF_IGNORED] == ["1-11"]
    assert house.entry.options[CONF_OBJECTS].keys() == {"1-12"}
    assert dr.async_get(hass).async_get(known.device_id) is None


# One entry for a gateway -------------------------------------------------------------------------------------


def discovered(mac: str | None = MAC) -> SsdpServiceInfo:
    """Return what a gateway says of itself in the network."""
    return SsdpServiceInfo(
        ssdp_usn="uuid:pnp-webserver-1::upnp:rootdevice",
        ssdp_st="upnp:rootdevice",
        ssdp_location=f"http://{HOST}:49153/description.xml",
        upnp={ATTR_UPNP_SERIAL: mac, ATTR_UPNP_MODEL_NAME: "F454"},
    )


async def begin(hass: HomeAssistant, source: str, data: object = None) -> ConfigFlowResult:
    """Begin to set something up."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={CONF_SOURCE: source}, data=data)


async def nameless(hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse) -> House:
    """Live with a gateway that tells no MAC, and with a light that was given an id; later it tells the MAC."""
    mac = bus.forget("*#13**12##")
    house = await live_in({"1-11": {}}, unique_id=None)
    er.async_get(hass).async_update_entity(house.entity_id("light", "1-11"), new_entity_id="light.table")
    bus.answer("*#13**12##", mac)
    return house


async def test_an_entry_gets_its_id_when_the_gateway_tells_its_mac(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """Its devices and entities move with it."""
    house = await nameless(hass, bus, live_in)
    assert house.entry.unique_id is None
    await hass.config_entries.async_reload(house.entry.entry_id)
    await house.settle()
    assert house.entry.unique_id == MAC
    bus.tell("*1*1*11##")
    await house.wait(1)
    table = hass.states.get("light.table")
    assert table is not None
    assert table.state == STATE_ON
    registry = er.async_get(hass)
    assert registry.async_get_entity_id("light", DOMAIN, f"{MAC}-1-11") == "light.table"
    known = er.async_entries_for_config_entry(registry, house.entry.entry_id)
    assert all(entity.unique_id.startswith(MAC) for entity in known)


@pytest.mark.parametrize("source", [SOURCE_SSDP, SOURCE_USER])
async def test_a_gateway_that_told_no_mac_is_not_set_up_twice(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, source: str
) -> None:
    await nameless(hass, bus, live_in)
    result = await begin(hass, source, discovered() if source == SOURCE_SSDP else None)
    if result["type"] is FlowResultType.FORM:
        data = {CONF_PORT: bus.port} if source == SOURCE_SSDP else {CONF_HOST: HOST, CONF_PORT: bus.port}
        result = await hass.config_entries.flow.async_configure(result["flow_id"], data)
    assert result["type"] is FlowResultType.ABORT, result["step_id"]
    assert result["reason"] == "already_configured"


# Automations -------------------------------------------------------------------------------------------------


async def test_an_automation_by_device_goes_on_when_the_event_entity_is_renamed(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, service_calls: list[ServiceCall]
) -> None:
    house = await live_in({"25-21": {"traits": {"buttons": 0b1000}}})
    entity = house.entity_id("event", "25-21-3")
    known = er.async_get(hass).async_get(entity)
    assert known is not None
    trigger = {"platform": "device", "domain": DOMAIN, "device_id": known.device_id}
    trigger |= {"type": "press_end", "subtype": "button_3"}
    rule = {"alias": "press", "trigger": trigger, "action": {"service": "test.automation"}}
    assert await async_setup_component(hass, automation.DOMAIN, {automation.DOMAIN: [rule]})
    bus.tell("*25*21#3*21##")
    await house.wait(1)
    assert len(service_calls) == 1
    er.async_get(hass).async_update_entity(entity, new_entity_id="event.bell")
    await house.wait(1)
    bus.tell("*25*21#3*21##")
    await house.wait(1)
    assert len(service_calls) == 2


# Used as -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("use", ["switch", "outlet", "fan"])
async def test_what_a_light_was_given_moves_along_when_it_is_used_as_something_else(
    hass: HomeAssistant, live_in: MakeHouse, use: str
) -> None:
    house = await live_in({"1-11": {}})
    area = ar.async_get(hass).async_create("Cellar").id
    label = lr.async_get(hass).async_create("Water").label_id
    registry = er.async_get(hass)
    light = house.entity_id("light", "1-11")
    given: dict[str, Any] = {"name": "Pump", "icon": "mdi:pump", "area_id": area, "labels": {label}}
    registry.async_update_entity(light, **given, aliases=["the pump"])
    registry.async_update_entity_options(light, "conversation", {"should_expose": False})
    await house.call("select", "select_option", "1-11-used_as", option=use)
    await house.wait(1)
    assert house.find("light", "1-11") is None
    moved = registry.async_get(house.entity_id("fan" if use == "fan" else "switch", "1-11"))
    assert moved is not None
    assert {name: getattr(moved, name) for name in given} == given
    assert "the pump" in moved.aliases
    assert moved.options["conversation"] == {"should_expose": False}


# What an error says ------------------------------------------------------------------------------------------


async def test_an_error_of_a_busy_gateway_does_not_say_that_there_is_no_connection(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    """It is there, and answers nothing in time."""
    await async_load_integrations(hass, {DOMAIN})
    lights = [f"1-{light}" for light in range(12, 20)]
    house = await live_in({"1-11": {}, **{key: {} for key in lights}})
    bus.delay = 4.9
    others = [house.calling("light", "turn_on", key) for key in lights]
    await asyncio.sleep(0.1)
    with pytest.raises(HomeAssistantError) as raised:
        await house.call("light", "turn_on", "1-11")
    bus.delay = 0.01
    await asyncio.gather(*others, return_exceptions=True)
    assert house.entry.runtime_data.available
    assert "no connection" not in str(raised.value)


# Rights ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["rescan", "sync_clock", "import_energy_history"])
async def test_what_changes_the_house_is_not_for_everybody(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse, hass_read_only_user: MockUser, action: str
) -> None:
    house = await live_in({"18-51": {}})
    data = {"entity_id": house.entity_id("sensor", "18-51-energy_total")} if action.startswith("import") else {}
    before = len(bus.received)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN, action, data, blocking=True, context=Context(user_id=hass_read_only_user.id)
        )
    assert len(bus.received) == before


# The end -----------------------------------------------------------------------------------------------------


async def test_a_scan_of_the_flow_ends_at_once_when_home_assistant_stops(
    hass: HomeAssistant, make_bus: MakeBus, caplog: pytest.LogCaptureFixture
) -> None:
    bus = await make_bus()
    # It is silent when it is asked for its lights.
    bus.endless["*#1*0##"] = ""
    result = await begin(hass, SOURCE_USER)
    data = {CONF_HOST: HOST, CONF_PORT: bus.port}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], data)
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    await asyncio.sleep(2)
    before = hass.loop.time()
    hass.set_state(CoreState.stopping)
    hass.bus.async_fire_internal(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=False)
    assert hass.loop.time() - before < AT_ONCE
    hass.set_state(CoreState.running)
    assert "Something is blocking" not in caplog.text


# The host ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [SOURCE_SSDP, SOURCE_DHCP])
async def test_a_host_that_was_entered_as_a_name_stays_one(hass: HomeAssistant, bus: ScriptedBus, source: str) -> None:
    """HA PR #128007."""
    data = {CONF_HOST: "localhost", CONF_PORT: bus.port, CONF_PASSWORD: ""}
    entry = MockConfigEntry(domain=DOMAIN, unique_id=MAC, data=data)
    entry.add_to_hass(hass)
    found = DhcpServiceInfo(ip=HOST, hostname="gateway", macaddress=MAC) if source == SOURCE_DHCP else discovered()
    result = await begin(hass, source, found)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert entry.data[CONF_HOST] == "localhost"


# Languages ---------------------------------------------------------------------------------------------------


async def test_sources_of_sound_are_called_as_the_house_speaks(
    hass: HomeAssistant, bus: ScriptedBus, live_in: MakeHouse
) -> None:
    hass.config.language = "it"
    house = await live_in({"16-31": {}})
    bus.tell("*16*3*31##", "*16*3*102##", "*16*3*132##")
    await house.wait(1)
    shown = [house.attribute("media_player", "16-31", "source")]
    shown += house.attribute("media_player", "16-31", "source_list")
    assert not [name for name in shown if name.startswith("Source")]
    assert all("2" in name for name in shown)


async def test_an_error_is_wholly_in_the_language_of_the_house(live_in: MakeHouse) -> None:
    """What is put into the translated text is no text of the library."""
    house = await live_in({"16-31": {}})
    with pytest.raises(HomeAssistantError) as raised:
        await house.call("media_player", "select_source", "16-31", source="Source 12")
    assert raised.value.translation_key
    assert "within" not in str(raised.value.translation_placeholders)
