"""Fans: actuators of WHO 1 that switch one."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import USED_AS_FAN
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .objects.key import ObjectKey
from .own.items import BaseItem, Light

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every actuator that switches a fan its entity."""
    entry.runtime_data.add_platform(Platform.FAN, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[ActuatorFan]:
    """Return the entities of an object."""
    if (
        isinstance(item, Light)
        and coordinator.objects.is_actuator(item)
        and coordinator.store.used_as(ObjectKey.of(item)) == USED_AS_FAN
    ):
        yield ActuatorFan(coordinator, item)


class ActuatorFan(OpenWebNetEntity[Light], FanEntity):
    """A fan that is switched on and off; its speed is not the bus's business."""

    _attr_supported_features = FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF

    @property
    @override
    def is_on(self) -> bool | None:
        return self.item.state.on

    @override
    async def async_turn_on(self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any) -> None:
        """Switch on."""
        await self._command(self.item.turn_on())

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        await self._command(self.item.turn_off())
