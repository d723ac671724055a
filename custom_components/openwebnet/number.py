"""Numbers that tune an object: how a shutter moves (WHO 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberEntityDescription, NumberMode
from homeassistant.const import PERCENTAGE, EntityCategory, Platform, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import (
    CONF_CLOSING_TIME,
    CONF_OPENING_TIME,
    CONF_SLAT_SHARE,
    CONF_SLAT_TIME,
    CONF_START_DELAY,
    DEFAULT_TRAVEL_TIME,
    SHORTEST_TRAVEL_TIME,
)
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .own.items import Automation, BaseItem
from .timed_cover import TimedCoverEntity

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class CoverNumberDescription(NumberEntityDescription):
    """A number that tells how a shutter moves; its key is the setting's name."""

    default: float = 0.0
    """What counts until a person says better."""


def _seconds(key: str, low: float, high: float, default: float = 0.0) -> CoverNumberDescription:
    return CoverNumberDescription(
        key=key,
        translation_key=key,
        device_class=NumberDeviceClass.DURATION,
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_min_value=low,
        native_max_value=high,
        native_step=0.1,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        default=default,
    )


NUMBERS: Final = (
    _seconds(CONF_OPENING_TIME, SHORTEST_TRAVEL_TIME, 300, DEFAULT_TRAVEL_TIME),
    _seconds(CONF_CLOSING_TIME, SHORTEST_TRAVEL_TIME, 300, DEFAULT_TRAVEL_TIME),
    _seconds(CONF_START_DELAY, 0, 5),
    _seconds(CONF_SLAT_TIME, 0, 10),
    CoverNumberDescription(
        key=CONF_SLAT_SHARE,
        translation_key=CONF_SLAT_SHARE,
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
        native_min_value=0,
        native_max_value=80,
        native_step=1,
        native_unit_of_measurement=PERCENTAGE,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every shutter the numbers that its position is told by."""
    entry.runtime_data.add_platform(Platform.NUMBER, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[CoverNumber]:
    """Return the entities of an object; an actuator that reports its position needs no times."""
    if isinstance(item, Automation) and not item.state.is_advanced:
        yield from (CoverNumber(coordinator, item, description) for description in NUMBERS)


class CoverNumber(TimedCoverEntity, NumberEntity):
    """A number that the position of a shutter is told by."""

    entity_description: CoverNumberDescription

    def __init__(self, coordinator: Coordinator, item: Automation, description: CoverNumberDescription) -> None:
        """Tune a shutter."""
        super().__init__(coordinator, item, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """A setting can be changed at any time."""
        return True

    @property
    @override
    def native_value(self) -> float:
        known = self.entity_description
        return self.coordinator.number_setting(self.item, known.key, known.default)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Keep the number; the cover takes it at once, or after the movement that it is in."""
        self.coordinator.remember(self.item, **{self.entity_description.key: value})
