"""Its lights: one entity a light, whose id is MAC, WHO and WHERE."""

from typing import Any, Final, override

from homeassistant.components.light import ColorMode, LightEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

LIGHTS: Final = {"1-34": "Desk", "1-35": "Mirror"}


class TheirLight(LightEntity):
    """A light that does nothing."""

    _attr_should_poll = False
    _attr_has_entity_name = True
    _attr_name = None
    _attr_is_on = False
    _attr_color_mode = ColorMode.ONOFF
    _attr_supported_color_modes = {ColorMode.ONOFF}  # noqa: RUF012 - as Home Assistant's own are

    def __init__(self, mac: str, address: str, name: str) -> None:
        """Be called as it calls them."""
        self._attr_unique_id = f"{mac}-{address}"
        self._attr_device_info = DeviceInfo(identifiers={("myhome", f"{mac}-{address}")}, name=name)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Do nothing."""

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Do nothing."""


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add them."""
    mac = entry.data[CONF_MAC]
    async_add_entities(TheirLight(mac, address, name) for address, name in LIGHTS.items())
