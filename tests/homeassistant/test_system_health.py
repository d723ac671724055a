"""System health: how each gateway is, at a glance."""

import asyncio
import datetime as dt
import re

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Simulator
from tests.waiting import until

from . import HOST, OBJECTS, OTHER_MAC
from .conftest import MakeEntry
from .kit import plant_of, set_up, settle, state_of


async def test_a_gateway_tells_what_it_is_and_how_it_does(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    await async_setup_component(hass, "system_health", {})
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    freezer.move_to("2026-11-22 13:20:05.5+00:00")
    simulator.emit("*1*1*11##")
    await until(lambda: state_of(hass, "light", "1-11").state == "on")
    await asyncio.sleep(1)
    freezer.tick(1)
    info = await get_system_health_info(hass, DOMAIN)
    assert info == {
        "last_frame": dt.datetime(2026, 11, 22, 13, 20, 5, tzinfo=dt.UTC),
        "gateways": 1,
        "connected": True,
        "connection": "connected",
        "model": "F454",
        "firmware": "2.0.51",
        "objects": 7,
        "reconnections": 0,
    }
    simulator.faults.close_all()
    await until(lambda: entry.runtime_data.gateway.reconnections == 1)
    assert (await get_system_health_info(hass, DOMAIN))["reconnections"] == 1


async def test_a_gateway_that_is_away_tells_so(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await async_setup_component(hass, "system_health", {})
    entry = config_entry()
    await set_up(hass, entry, 6)
    await simulator.faults.refuse(True)
    simulator.faults.close_all()
    gateway = entry.runtime_data.gateway
    await until(lambda: gateway.problem is not None and not gateway.available)
    info = await get_system_health_info(hass, DOMAIN)
    assert info["connected"] is False
    assert info["connection"] == "lost (no_answer)"
    await hass.config_entries.async_unload(entry.entry_id)
    info = await get_system_health_info(hass, DOMAIN)
    assert (info["connected"], info["connection"]) == (False, "not_loaded")
    assert info["objects"] == len(entry.options[CONF_OBJECTS])
    assert [info[key] for key in ("model", "firmware", "last_frame", "reconnections")] == [None] * 4


async def test_of_two_gateways_each_has_its_name(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await async_setup_component(hass, "system_health", {})
    second = config_entry(unique_id=OTHER_MAC, title="Garden")
    await set_up(hass, config_entry(title="House"), 6)
    plant = plant_of(OBJECTS, model="MH202", mac=OTHER_MAC)
    async with Simulator(plant, host=HOST, port=0) as other:
        second.add_to_hass(hass)
        hass.config_entries.async_update_entry(second, data={**second.data, "port": other.port})
        await hass.config_entries.async_setup(second.entry_id)
        assert second.state is ConfigEntryState.LOADED
        # What it is, it is asked behind the setup.
        await until(lambda: second.runtime_data.gateway.identity.model is not None)
        info = await get_system_health_info(hass, DOMAIN)
        assert info["gateways"] == 2
        assert info["model"] == "House: F454; Garden: MH202"
        assert info["connected"] == "House: true; Garden: true"
        assert re.match(r"House: \S+T\S+\+00:00; Garden: ", info["last_frame"])
        await hass.config_entries.async_unload(second.entry_id)
        assert (await get_system_health_info(hass, DOMAIN))["model"] == "House: F454; Garden: -"


async def test_without_a_gateway_there_is_nothing_to_tell(hass: HomeAssistant) -> None:
    await async_setup_component(hass, "system_health", {})
    await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    assert await get_system_health_info(hass, DOMAIN) == {"gateways": 0}
