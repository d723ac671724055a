"""What the settings of a shutter share that is moved by time (WHO 2)."""

from typing import override

from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er

from ..entity import OpenWebNetEntity
from ..own.items import Automation


class TimedCoverEntity(OpenWebNetEntity[Automation]):
    """Something that only an actuator needs that reports no position: gone as soon as it is heard to report one."""

    @callback
    @override
    def _on_change(self) -> None:
        if not self.item.state.is_advanced:
            # Nothing that it shows changes by a frame.
            return
        registry = er.async_get(self.hass)
        if registry.async_is_registered(self.entity_id):
            registry.async_remove(self.entity_id)
