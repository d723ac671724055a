"""The MyHOME integration, as far as Home Assistant's registries know it: made for these tests, with none of its code.

Its entities say what they are told to; they speak with no gateway. Ids are `<MAC>-<WHO>-<WHERE>[-<what it shows>]`, the
MAC with colons. Version 0.9 names entities as wholes, 2.x names devices and what an entity adds to them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlow
from homeassistant.const import CONF_HOST, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import AnyDeviceEntry, DeviceInfo, format_mac
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_integration,
    mock_platform,
)

from tests.homeassistant import HOST, MAC

MYHOME: Final = "myhome"
THEIR_MAC: Final = format_mac(MAC)
STUCK: Final = "stuck"
"""In the data of an entry of theirs: it does not stop when it is told to."""


class TheirFlow(ConfigFlow, domain=MYHOME):
    """Home Assistant sets up no entry without one."""


@dataclass(frozen=True)
class Theirs:
    """An entity of theirs."""

    platform: Platform
    address: str
    """WHO and WHERE."""
    name: str
    shows: str = ""
    device_class: str | None = None
    unit: str | None = None
    state: str = "on"


class TheirEntity(Entity):
    """An entity in Home Assistant."""

    _attr_should_poll = False

    def __init__(self, one: Theirs, version: str) -> None:
        mac = THEIR_MAC
        self._attr_unique_id = "-".join(filter(None, (mac, one.address, one.shows)))
        self._attr_has_entity_name = version >= "2"
        added = one.shows.replace("-", " ").capitalize()
        self._attr_name = (added or None) if version >= "2" else " ".join(filter(None, (one.name, added)))
        self._attr_device_info = DeviceInfo(identifiers={(MYHOME, f"{mac}-{one.address}")}, name=one.name)
        self._attr_device_class = one.device_class
        self._attr_unit_of_measurement = one.unit
        self._attr_state = one.state


def have_theirs(hass: HomeAssistant, entities: Sequence[Theirs], *, version: str = "2.0") -> None:
    """Install the integration, with these entities."""

    async def set_up(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        await hass.config_entries.async_forward_entry_setups(entry, _platforms(entities))
        return True

    async def unload(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        if entry.data.get(STUCK):
            return False
        return await hass.config_entries.async_unload_platforms(entry, _platforms(entities))

    mock_platform(hass, f"{MYHOME}.config_flow", ModuleType(f"{MYHOME}.config_flow"))
    mock_integration(hass, MockModule(MYHOME, async_setup_entry=set_up, async_unload_entry=unload))
    for platform in _platforms(entities):

        async def add(
            hass: HomeAssistant,
            entry: ConfigEntry,
            async_add_entities: AddConfigEntryEntitiesCallback,
            platform: Platform = platform,
        ) -> None:
            async_add_entities(TheirEntity(one, version) for one in entities if one.platform is platform)

        mock_platform(hass, f"{MYHOME}.{platform}", MockPlatform(async_setup_entry=add))


def _platforms(entities: Iterable[Theirs]) -> list[Platform]:
    return sorted({one.platform for one in entities})


async def set_up_theirs(
    hass: HomeAssistant, *, host: str = HOST, unique_id: str | None = THEIR_MAC, title: str = "Old F454"
) -> MockConfigEntry:
    """Set up an entry of theirs; its entities are in the registries after it."""
    entry = MockConfigEntry(domain=MYHOME, unique_id=unique_id, title=title, data={CONF_HOST: host})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    return entry


def their_id(hass: HomeAssistant, platform: Platform, suffix: str) -> str:
    """Return the entity id of an entity of theirs."""
    found = er.async_get(hass).async_get_entity_id(platform, MYHOME, f"{THEIR_MAC}-{suffix}")
    assert found is not None, f"they have no {platform} {suffix}"
    return found


def state(hass: HomeAssistant, one: str) -> State:
    """Return the state of an entity."""
    found = hass.states.get(one)
    assert found is not None, f"no state of {one}"
    return found


def row(hass: HomeAssistant, one: str) -> er.RegistryEntry:
    """Return an entity's row of the registry."""
    found = er.async_get(hass).async_get(one)
    assert found is not None, f"no row of {one}"
    return found


def device(hass: HomeAssistant, one: str) -> AnyDeviceEntry:
    """Return the device of an entity."""
    found = dr.async_get(hass).async_get(row(hass, one).device_id or "")
    assert found is not None, f"no device of {one}"
    return found
