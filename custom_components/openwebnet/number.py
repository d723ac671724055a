"""Numbers that tune an object: how long a shutter takes (WHO 2)."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberMode
from homeassistant.const import EntityCategory, Platform, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_CLOSING_TIME, CONF_OPENING_TIME, DEFAULT_TRAVEL_TIME
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own.items import Automation, BaseItem

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every shutter its travel times."""
    entry.runtime_data.add_platform(Platform.NUMBER, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[TravelTime]:
    """Return the entities of an object; an actuator that reports its position needs no times."""
    if isinstance(item, Automation) and not item.state.is_advanced:
        yield TravelTime(coordinator, item, CONF_OPENING_TIME)
        yield TravelTime(coordinator, item, CONF_CLOSING_TIME)


class TravelTime(OpenWebNetEntity[Automation], NumberEntity):
    """How long a shutter takes from one end to the other."""

    _attr_device_class = NumberDeviceClass.DURATION
    _attr_entity_category = EntityCategory.CONFIG
    _attr_mode = NumberMode.BOX
    _attr_native_min_value = 1
    _attr_native_max_value = 300
    _attr_native_step = 0.1
    _attr_native_unit_of_measurement = UnitOfTime.SECONDS

    def __init__(self, coordinator: Coordinator, item: Automation, key: str) -> None:
        """Tune one direction."""
        super().__init__(coordinator, item, key)
        self._key = key
        self._attr_translation_key = key

    @property
    @override
    def available(self) -> bool:
        """A setting can be changed at any time."""
        return True

    @property
    @override
    def native_value(self) -> float:
        return self.coordinator.number_setting(self.item, self._key, DEFAULT_TRAVEL_TIME)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Keep the time; the cover takes it for its next movement."""
        self.coordinator.remember(self.item, **{self._key: value})
