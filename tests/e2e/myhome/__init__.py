"""The MyHOME integration, as far as Home Assistant's registries know it: made for these tests, with none of its code.

It is copied into the configuration of the Home Assistant that is tested. It speaks with no gateway.
"""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

PLATFORMS = (Platform.BUTTON, Platform.LIGHT)


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up what it has."""
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Take it away."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
