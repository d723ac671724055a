"""Numbers that tune an object: how a shutter moves, how long something is open, which channels arm the alarm."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.number import NumberDeviceClass, NumberEntity, NumberEntityDescription, NumberMode
from homeassistant.const import Platform, UnitOfRatio, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import (
    CONF_CLOSING_HALF,
    CONF_CLOSING_TIME,
    CONF_MOTION_TIME,
    CONF_OPEN_FOR,
    CONF_OPENING_HALF,
    CONF_OPENING_TIME,
    CONF_SLAT_SHARE,
    CONF_SLAT_TIME,
    CONF_START_DELAY,
    CONF_UNLOCK_TIME,
    DEFAULT_OPEN_FOR,
    DEFAULT_TRAVEL_TIME,
    DEFAULT_UNLOCK_TIME,
    DOMAIN,
    HIGHEST_HALF,
    LONGEST_MOTION_TIME,
    LONGEST_OPEN_FOR,
    LONGEST_UNLOCK_TIME,
    LOWEST_HALF,
    SHORTEST_MOTION_TIME,
    SHORTEST_TRAVEL_TIME,
    SHORTEST_UNLOCK_TIME,
    USED_AS_LOCK,
    USED_AS_VALVE,
)
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .covers.mechanics import mechanics_of
from .covers.timed_cover import TimedCoverEntity
from .entity import SettingEntity
from .objects.alarm_orders import CHANNELS, MAX_CHANNEL
from .objects.key import ObjectKey
from .own.items import AlarmSystem, Automation, BaseItem, Light
from .own.timing import TIMING
from .own.travel import Direction

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SettingDescription(NumberEntityDescription):
    """A number that tunes an object; its key is the setting's name."""

    default: float = 0.0
    """What counts until a person says better."""
    is_whole: bool = False
    """Whether nothing between two whole numbers makes sense."""


def _seconds(key: str, low: float, high: float, default: float = 0.0, *, step: float = 0.1) -> SettingDescription:
    return SettingDescription(
        key=key,
        device_class=NumberDeviceClass.DURATION,
        mode=NumberMode.BOX,
        native_min_value=low,
        native_max_value=high,
        native_step=step,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        default=default,
    )


NUMBERS: Final = (
    _seconds(CONF_OPENING_TIME, SHORTEST_TRAVEL_TIME, 300, DEFAULT_TRAVEL_TIME),
    _seconds(CONF_CLOSING_TIME, SHORTEST_TRAVEL_TIME, 300, DEFAULT_TRAVEL_TIME),
    _seconds(CONF_START_DELAY, 0, 5),
    _seconds(CONF_SLAT_TIME, 0, 10),
    SettingDescription(
        key=CONF_SLAT_SHARE,
        mode=NumberMode.BOX,
        native_min_value=0,
        native_max_value=80,
        native_step=1,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    ),
)


HALVES: Final = {
    SettingDescription(
        key=key,
        mode=NumberMode.BOX,
        native_min_value=LOWEST_HALF,
        native_max_value=HIGHEST_HALF,
        native_step=1,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    ): direction
    for key, direction in ((CONF_OPENING_HALF, Direction.UP), (CONF_CLOSING_HALF, Direction.DOWN))
}

UNLOCK_TIME: Final = _seconds(
    CONF_UNLOCK_TIME, SHORTEST_UNLOCK_TIME, LONGEST_UNLOCK_TIME, DEFAULT_UNLOCK_TIME, step=0.5
)
OPEN_FOR: Final = SettingDescription(
    key=CONF_OPEN_FOR,
    device_class=NumberDeviceClass.DURATION,
    mode=NumberMode.BOX,
    # 0 for ever.
    native_min_value=0,
    native_max_value=LONGEST_OPEN_FOR,
    native_step=1,
    native_unit_of_measurement=UnitOfTime.MINUTES,
    default=DEFAULT_OPEN_FOR,
)

MOTION_TIME: Final = _seconds(CONF_MOTION_TIME, SHORTEST_MOTION_TIME, LONGEST_MOTION_TIME, TIMING.motion, step=1)

ALARM_CHANNELS: Final = tuple(
    SettingDescription(
        key=channel.number,
        mode=NumberMode.BOX,
        # 0 for none: nobody knows which channels an alarm was programmed to listen to.
        native_min_value=0,
        native_max_value=MAX_CHANNEL,
        native_step=1,
        is_whole=True,
    )
    for channel in CHANNELS.values()
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object the numbers that it is tuned by."""
    entry.runtime_data.add_platform(Platform.NUMBER, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[NumberEntity]:
    """Return the entities of an object; an actuator that reports its position needs no times."""
    match item:
        case Automation() if not item.state.is_advanced and not item.is_collective:
            yield from (CoverNumber(coordinator, item, description) for description in NUMBERS)
            yield from (HalfWay(coordinator, item, description) for description in HALVES)
        case Light() if coordinator.store.used_as(ObjectKey.of(item)) == USED_AS_LOCK:
            yield SettingNumber(coordinator, item, UNLOCK_TIME)
        case Light() if coordinator.store.used_as(ObjectKey.of(item)) == USED_AS_VALVE:
            yield SettingNumber(coordinator, item, OPEN_FOR)
        case Light() if "motion" in coordinator.objects.traits(item) and item.state.motion_timeout is None:
            yield SettingNumber(coordinator, item, MOTION_TIME)
        case AlarmSystem():
            yield from (SettingNumber(coordinator, item, description) for description in ALARM_CHANNELS)


class SettingNumber[ItemT: BaseItem](SettingEntity[ItemT], NumberEntity):
    """A number that is remembered of an object."""

    entity_description: SettingDescription

    def __init__(self, coordinator: Coordinator, item: ItemT, description: SettingDescription) -> None:
        """Tune an object."""
        super().__init__(coordinator, item, description.key)
        self.entity_description = description
        self.is_whole = description.is_whole

    @property
    @override
    def native_value(self) -> float:
        known = self.entity_description
        return self.coordinator.store.number(self.object_key, known.key, known.default)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Keep the number; what depends on it takes it at once, a cover after the movement that it is in."""
        if self.is_whole and not value.is_integer():
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="invalid_value",
                translation_placeholders={"name": self.device_name},
            )
        self._keep(value)


class CoverNumber(TimedCoverEntity, SettingNumber[Automation]):
    """A number that the position of a shutter is told by."""

    # To be gone when its actuator is heard to report its position.
    _shows_item = True


class HalfWay(CoverNumber):
    """Where the curtain is after half of a way's time."""

    @property
    @override
    def native_value(self) -> float:
        mechanics = mechanics_of(self.coordinator.store, self.object_key)
        return round(mechanics.half_way(HALVES[self.entity_description]))
