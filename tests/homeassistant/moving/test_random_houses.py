"""Whatever stands in the registries: what moves in keeps all a person gave it and acts, and goes back as it was."""

from functools import partial
from random import Random
from typing import Final

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import DOMAIN
from simulator import Simulator
from tests.homeassistant.conftest import MakeEntry
from tests.homeassistant.kit import set_up
from tests.waiting import until

from .theirs import MYHOME, Theirs, have_theirs, row, set_up_theirs, state

POOL: Final = (
    Theirs(Platform.LIGHT, "1-11", "Kitchen"),
    Theirs(Platform.SWITCH, "1-11", "Kitchen"),
    Theirs(Platform.LIGHT, "1-12", "Table"),
    Theirs(Platform.BUTTON, "1-12", "Table", "lock"),
    Theirs(Platform.BUTTON, "1-12", "Table", "unlock"),
    Theirs(Platform.SWITCH, "1-02", "Pump", device_class="outlet"),
    Theirs(Platform.LIGHT, "1-99", "Nobody"),
    Theirs(Platform.LIGHT, "1-0116", "No address"),
    Theirs(Platform.COVER, "2-14", "Shutter", device_class="shutter", state="open"),
    Theirs(Platform.BUTTON, "2-14", "Shutter", "calibrate"),
    Theirs(Platform.CLIMATE, "4-1", "Living", state="heat"),
    Theirs(Platform.SENSOR, "4-1", "Living", "temperature", "temperature", "°C", "20.5"),
    Theirs(Platform.SENSOR, "4-500", "Outside", "temperature", "temperature", "°C", "7.5"),
    Theirs(Platform.SENSOR, "18-51", "House", "power", "power", "W", "350"),
    Theirs(Platform.SENSOR, "18-51", "House", "total-energy", "energy", "Wh", "7654000"),
    Theirs(Platform.SENSOR, "18-51", "House", "daily-energy", "energy", "Wh", "12"),
    Theirs(Platform.BINARY_SENSOR, "9-3", "Channel"),
    Theirs(Platform.BINARY_SENSOR, "25-31", "Door", device_class="door"),
    Theirs(Platform.SENSOR, "13-0", "Gateway", "uptime"),
)
SWITCHED: Final = {
    f"{Platform.LIGHT}-1-11",
    f"{Platform.SWITCH}-1-11",
    f"{Platform.LIGHT}-1-12",
    f"{Platform.SWITCH}-1-02",
}
"""What of it can be switched at the simulated bus."""


def _dress(hass: HomeAssistant, entry: MockConfigEntry, random: Random) -> None:
    """Let a person give some of them a name, an area, labels, and whatever else there is."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    areas = [ar.async_get(hass).async_create(name).id for name in ("Cellar", "Attic")]
    for one in er.async_entries_for_config_entry(entities, entry.entry_id):
        given: dict[str, object] = {
            "name": f"My {one.unique_id[-5:]}",
            "area_id": random.choice(areas),
            "icon": "mdi:home",
            "aliases": ["the old one"],
            "labels": {"evening"},
            "hidden_by": er.RegistryEntryHider.USER,
            "disabled_by": er.RegistryEntryDisabler.USER,
            "new_entity_id": f"{one.domain}.my_{random.randrange(10**6)}",
        }
        chosen = {name: value for name, value in given.items() if random.random() < 0.2}
        if "area_id" in chosen:
            # Home Assistant wants one with an area of its own to have a name of its own.
            chosen["name"] = given["name"]
        entities.async_update_entity(one.entity_id, **chosen)  # type: ignore[arg-type]
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        if random.random() < 0.3:
            devices.async_update_device(device.id, name_by_user=f"Thing {random.randrange(100)}")
        if random.random() < 0.3:
            devices.async_update_device(device.id, area_id=random.choice(areas), labels={"outside"})


def _given(one: er.RegistryEntry) -> tuple[object, ...]:
    """Return what a person gave an entity."""
    return (one.id, one.area_id, one.icon, sorted(map(str, one.aliases)), one.labels, one.hidden_by, one.disabled_by)


def _rows(hass: HomeAssistant, platform: str) -> dict[str, er.RegistryEntry]:
    return {one.entity_id: one for one in er.async_get(hass).entities.values() if one.platform == platform}


async def _do(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> None:
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(flow["flow_id"], {"next_step_id": step})
    result = await hass.config_entries.options.async_configure(flow["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def _acts(hass: HomeAssistant, simulator: Simulator, one: er.RegistryEntry) -> None:
    """See that it shows what is so, and that it can be switched."""
    await until(lambda: state(hass, one.entity_id).state != STATE_UNAVAILABLE, 120)
    _, who, where = one.unique_id.split("-", 2)
    if f"{one.domain}-{who}-{where}" not in SWITCHED:
        return
    for wanted in ("on", "off"):
        await hass.services.async_call(one.domain, f"turn_{wanted}", {"entity_id": one.entity_id}, blocking=True)
        await until(partial(_is, hass, one.entity_id, wanted))
        assert simulator.objects[f"{who}-{where}"].on is (wanted == "on")


def _is(hass: HomeAssistant, one: str, wanted: str) -> bool:
    return state(hass, one).state == wanted


@pytest.mark.parametrize("seed", range(16))
async def test_whatever_stands_in_the_registries_moves_and_goes_back(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, seed: int
) -> None:
    random = Random(seed)
    house = [one for one in POOL if random.random() < 0.7]
    have_theirs(hass, house, version=random.choice(("0.9", "2.0")))
    theirs = await set_up_theirs(hass)
    _dress(hass, theirs, random)
    await hass.async_block_till_done()
    before = _rows(hass, MYHOME)
    names = {one: state(hass, one).name for one in before if hass.states.get(one) is not None}
    entry = config_entry()
    # It has read the bus, or has just been made.
    await set_up(hass, entry, random.choice((0, 7)))

    for _ in range(2):
        await _do(hass, entry, "move_in")
        ours, left = _rows(hass, DOMAIN), _rows(hass, MYHOME)
        moved = before.keys() & ours.keys()
        assert moved | left.keys() == before.keys(), "none is lost, and none is there twice"
        assert {one: _given(ours[one]) for one in moved} == {one: _given(before[one]) for one in moved}
        assert {one: left[one].unique_id for one in left} == {one: before[one].unique_id for one in left}
        assert len({(one.domain, one.unique_id) for one in ours.values()}) == len(ours)
        for one in moved:
            if before[one].name is not None:
                assert row(hass, one).name == before[one].name
            if ours[one].disabled_by is None and ours[one].entity_category is not EntityCategory.CONFIG:
                await _acts(hass, simulator, ours[one])

        await _do(hass, entry, "move_back")
        assert theirs.state is ConfigEntryState.LOADED
        back = _rows(hass, MYHOME)
        assert {one: (back[one].unique_id, back[one].device_id, back[one].name, _given(back[one])) for one in back} == {
            one: (before[one].unique_id, before[one].device_id, before[one].name, _given(before[one])) for one in before
        }
        assert {one: state(hass, one).name for one in names} == names
        await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
        await hass.async_block_till_done()
