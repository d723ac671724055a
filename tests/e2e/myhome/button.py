"""Its buttons that lock an actuator: they have no counterpart."""

from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_MAC
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback


class TheirLock(ButtonEntity):
    """A button that does nothing."""

    _attr_should_poll = False
    _attr_has_entity_name = True
    _attr_name = "Lock"

    def __init__(self, mac: str) -> None:
        """Belong to a light."""
        self._attr_unique_id = f"{mac}-1-34-lock"
        self._attr_device_info = DeviceInfo(identifiers={("myhome", f"{mac}-1-34")}, name="Desk")

    @override
    async def async_press(self) -> None:
        """Do nothing."""


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one."""
    async_add_entities([TheirLock(entry.data[CONF_MAC])])
