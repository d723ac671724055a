"""Lights: WHO 1."""

from collections.abc import Iterable

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import USED_AS_LIGHT
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .lights.group import LightGroup
from .lights.light_entity import OpenWebNetLight
from .objects.key import ObjectKey
from .own.items import BaseItem, Light

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every light its entity."""
    entry.runtime_data.add_platform(Platform.LIGHT, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[OpenWebNetLight]:
    """Return the entities of an object."""
    if (
        isinstance(item, Light)
        and coordinator.objects.is_actuator(item)
        and coordinator.store.used_as(ObjectKey.of(item)) == USED_AS_LIGHT
    ):
        yield LightGroup(coordinator, item) if item.is_collective else OpenWebNetLight(coordinator, item)
