"""Yes or no: contacts (WHO 25), motion (WHO 1), faults of actuators, central units and meters, alarm zones (WHO 5)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own.items import AlarmSystem, AlarmZone, BaseItem, CenPlus, CentralUnit, Light, StopAndGo
from .own.items.central_unit import CentralFlag
from .own.items.stop_and_go import BreakerBit

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ItemBinaryDescription[ItemT: BaseItem](BinarySensorEntityDescription):
    """A yes or no of an object."""

    value: Callable[[ItemT], bool | None]


MOTION = ItemBinaryDescription[Light](
    key="motion", device_class=BinarySensorDeviceClass.MOTION, value=lambda item: item.state.motion
)
LIGHT_FAULT = ItemBinaryDescription[Light](
    key="fault",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
    value=lambda item: item.state.fault,
)
CONTACT = ItemBinaryDescription[CenPlus](key="contact", value=lambda item: item.state.contact)
ZONE = ItemBinaryDescription[AlarmZone](
    key="zone", device_class=BinarySensorDeviceClass.SAFETY, value=lambda item: bool(item.state.alarms)
)


def _problem[ItemT: BaseItem](key: str, value: Callable[[ItemT], bool | None]) -> ItemBinaryDescription[ItemT]:
    return ItemBinaryDescription(
        key=key,
        translation_key=key,
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=value,
    )


CENTRAL: tuple[ItemBinaryDescription[CentralUnit], ...] = (
    _problem("failure", lambda item: item.state.has(CentralFlag.FAILURE)),
    ItemBinaryDescription(
        key="battery",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda item: item.state.has(CentralFlag.BATTERY),
    ),
    ItemBinaryDescription(
        key="remote_control",
        translation_key="remote_control",
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda item: item.state.remote_control,
    ),
)

ALARM: tuple[ItemBinaryDescription[AlarmSystem], ...] = (
    ItemBinaryDescription(
        key="mains",
        device_class=BinarySensorDeviceClass.POWER,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda item: item.state.mains,
    ),
    ItemBinaryDescription(
        key="battery",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda item: item.state.battery_low,
    ),
)

BREAKER: tuple[ItemBinaryDescription[StopAndGo], ...] = (
    ItemBinaryDescription(
        key="open",
        translation_key="breaker_open",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value=lambda item: item.state.has(BreakerBit.OPEN),
    ),
    _problem("failure", lambda item: item.state.has(BreakerBit.FAILURE)),
    _problem("ground_fault", lambda item: item.state.has(BreakerBit.OPEN_BY_GROUND_FAULT)),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object that tells a yes or no its entities."""
    entry.runtime_data.add_platform(Platform.BINARY_SENSOR, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[BinarySensorEntity]:
    """Return the entities of an object."""
    match item:
        case Light():
            if coordinator.traits(item).get("motion"):
                yield ItemBinarySensor(coordinator, item, MOTION)
            if item.state.fault:
                yield ItemBinarySensor(coordinator, item, LIGHT_FAULT)
        case CenPlus(is_contact=True):
            yield ItemBinarySensor(coordinator, item, CONTACT, is_main=True)
        case CentralUnit():
            yield from (ItemBinarySensor(coordinator, item, description) for description in CENTRAL)
        case AlarmZone():
            yield ItemBinarySensor(coordinator, item, ZONE, is_main=True)
        case AlarmSystem():
            yield from (ItemBinarySensor(coordinator, item, description) for description in ALARM)
        case StopAndGo():
            yield from (ItemBinarySensor(coordinator, item, description) for description in BREAKER)


class ItemBinarySensor[ItemT: BaseItem](OpenWebNetEntity[ItemT], BinarySensorEntity):
    """A yes or no of an object."""

    entity_description: ItemBinaryDescription[ItemT]

    def __init__(
        self,
        coordinator: Coordinator,
        item: ItemT,
        description: ItemBinaryDescription[ItemT],
        *,
        is_main: bool = False,
    ) -> None:
        """Show what `description` says; `is_main` where the object is there for nothing else."""
        super().__init__(coordinator, item, None if is_main else description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.value(self.item)
