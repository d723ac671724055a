"""Sensors: temperature (WHO 4), power and energy (WHO 18)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    LIGHT_LUX,
    PERCENTAGE,
    EntityCategory,
    Platform,
    UnitOfEnergy,
    UnitOfPower,
    UnitOfTemperature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .gateway_sensor import GATEWAY, GatewaySensor
from .own.items import BaseItem, Energy, Light, Temperature
from .own.items.thermo_values import ThermoKind

# Nothing is asked of the gateway.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ItemSensorDescription[ItemT: BaseItem](SensorEntityDescription):
    """A sensor and the value of an object that it shows."""

    value: Callable[[ItemT], float | None]


TEMPERATURE = ItemSensorDescription[Temperature](
    key="temperature",
    device_class=SensorDeviceClass.TEMPERATURE,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    suggested_display_precision=1,
    value=lambda item: item.state.temperature,
)


HUMIDITY = ItemSensorDescription[Temperature](
    key="humidity",
    device_class=SensorDeviceClass.HUMIDITY,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=PERCENTAGE,
    value=lambda item: item.state.humidity,
)
OFFSET = ItemSensorDescription[Temperature](
    key="offset",
    translation_key="offset",
    device_class=SensorDeviceClass.TEMPERATURE_DELTA,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    value=lambda item: item.state.offset,
)
ILLUMINANCE = ItemSensorDescription[Light](
    key="illuminance",
    device_class=SensorDeviceClass.ILLUMINANCE,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=LIGHT_LUX,
    value=lambda item: item.state.illuminance,
)


def _energy(
    key: str, value: Callable[[Energy], float | None], *, enabled: bool = True
) -> ItemSensorDescription[Energy]:
    return ItemSensorDescription(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.ENERGY,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfEnergy.WATT_HOUR,
        suggested_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=2,
        entity_registry_enabled_default=enabled,
        value=value,
    )


ENERGY: tuple[ItemSensorDescription[Energy], ...] = (
    ItemSensorDescription(
        key="power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        value=lambda item: item.state.power,
    ),
    _energy("energy_total", lambda item: item.total),
    # The dashboard makes months and days of the total by itself.
    _energy("energy_month", lambda item: item.state.energy_month, enabled=False),
    _energy("energy_day", lambda item: item.state.energy_day, enabled=False),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object that measures its entities, and the gateway its own."""
    async_add_entities(GatewaySensor(entry.runtime_data, description) for description in GATEWAY)
    entry.runtime_data.add_platform(Platform.SENSOR, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[SensorEntity]:
    """Return the entities of an object."""
    traits = coordinator.traits(item)
    match item:
        case Energy():
            yield from (ItemSensor(coordinator, item, description) for description in ENERGY)
        case Temperature():
            yield ItemSensor(coordinator, item, TEMPERATURE, is_main=item.kind is ThermoKind.PROBE)
            if "humidity" in traits:
                yield ItemSensor(coordinator, item, HUMIDITY)
            if item.kind is ThermoKind.ZONE:
                yield ItemSensor(coordinator, item, OFFSET)
        case Light() if "illuminance" in traits:
            yield ItemSensor(coordinator, item, ILLUMINANCE)


class ItemSensor[ItemT: BaseItem](OpenWebNetEntity[ItemT], SensorEntity):
    """A value of an object."""

    entity_description: ItemSensorDescription[ItemT]

    def __init__(
        self,
        coordinator: Coordinator,
        item: ItemT,
        description: ItemSensorDescription[ItemT],
        *,
        is_main: bool = False,
    ) -> None:
        """Show what `description` says; `is_main` where the object is there for nothing else."""
        super().__init__(coordinator, item, None if is_main else description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> float | None:
        return self.entity_description.value(self.item)
