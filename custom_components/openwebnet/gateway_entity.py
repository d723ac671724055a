"""What the entities of the gateway itself share."""

from typing import Final

from homeassistant.const import EntityCategory
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import DOMAIN
from .coordinator import Coordinator


class GatewayEntity(Entity):
    """An entity that shows the gateway, not an object behind it."""

    _attr_has_entity_name = True
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: Coordinator, key: str) -> None:
        """Show what `key` names."""
        self.coordinator: Final = coordinator
        self._attr_unique_id = f"{coordinator.gateway_id}-{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, coordinator.gateway_id)})
