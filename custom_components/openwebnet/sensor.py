"""Sensors: temperature (WHO 4), power and energy (WHO 18, WHO 3)."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    LIGHT_LUX,
    EntityCategory,
    Platform,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfPower,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import GatewayEntity, OpenWebNetEntity
from .own import OWNException, ResponseError
from .own.gateway import Gateway
from .own.items import BaseItem, CentralUnit, Energy, Light, Load, Temperature
from .own.items.temperature import Knob
from .own.items.thermo_values import ThermoKind, ThermoMode
from .sensors.energy import energy_sensors
from .sensors.item_sensor import ItemSensor, ItemSensorDescription

_LOGGER = logging.getLogger(__name__)

# The end of a vacation is all that is asked of the gateway; the library knows what one can take.
PARALLEL_UPDATES = 0


TEMPERATURE = ItemSensorDescription[Temperature](
    key="temperature",
    device_class=SensorDeviceClass.TEMPERATURE,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    suggested_display_precision=1,
    value_fn=lambda item: item.state.temperature,
)


HUMIDITY = ItemSensorDescription[Temperature](
    key="humidity",
    device_class=SensorDeviceClass.HUMIDITY,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    value_fn=lambda item: item.state.humidity,
)
OFFSET = ItemSensorDescription[Temperature](
    key="offset",
    translation_key="offset",
    device_class=SensorDeviceClass.TEMPERATURE_DELTA,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    value_fn=lambda item: item.state.offset,
)
EFFECTIVE = ItemSensorDescription[Temperature](
    key="effective_set_point",
    translation_key="effective_set_point",
    device_class=SensorDeviceClass.TEMPERATURE,
    native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    suggested_display_precision=1,
    value_fn=lambda item: item.effective_set_point,
)
KNOB_DEGREES: Final = {
    -3: "minus_3",
    -2: "minus_2",
    -1: "minus_1",
    0: "zero",
    1: "plus_1",
    2: "plus_2",
    3: "plus_3",
}
"""Degrees that a knob adds, as a state."""
ILLUMINANCE = ItemSensorDescription[Light](
    key="illuminance",
    device_class=SensorDeviceClass.ILLUMINANCE,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=LIGHT_LUX,
    value_fn=lambda item: item.state.illuminance,
)


PRIORITY = ItemSensorDescription[Load](
    key="priority",
    translation_key="priority",
    entity_category=EntityCategory.DIAGNOSTIC,
    value_fn=lambda item: item.priority,
)
LOAD_CONTROL: tuple[ItemSensorDescription[Load], ...] = (
    ItemSensorDescription(
        key="voltage",
        device_class=SensorDeviceClass.VOLTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfElectricPotential.VOLT,
        value_fn=lambda item: item.state.voltage,
    ),
    ItemSensorDescription(
        key="current",
        device_class=SensorDeviceClass.CURRENT,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        value_fn=lambda item: item.state.current,
    ),
    ItemSensorDescription(
        key="power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        value_fn=lambda item: item.state.power,
    ),
    # What it counts is not known: as an energy of a wrong unit it would stay in the statistics for good.
    ItemSensorDescription(
        key="energy",
        translation_key="energy",
        entity_registry_enabled_default=False,
        value_fn=lambda item: item.state.energy,
    ),
)


@dataclass(frozen=True, kw_only=True)
class GatewaySensorDescription(SensorEntityDescription):
    """A figure of the connection."""

    value_fn: Callable[[Gateway], float | datetime | None]


GATEWAY: tuple[GatewaySensorDescription, ...] = (
    GatewaySensorDescription(
        key="last_frame",
        translation_key="last_frame",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda gateway: gateway.last_frame,
    ),
    GatewaySensorDescription(
        key="reconnections",
        translation_key="reconnections",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda gateway: gateway.reconnections,
    ),
    GatewaySensorDescription(
        key="queue",
        translation_key="queue",
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda gateway: gateway.waiting,
    ),
    GatewaySensorDescription(
        key="answer_time",
        translation_key="answer_time",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=lambda gateway: None if gateway.answer_time is None else 1000 * gateway.answer_time,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object that measures its entities, and the gateway its own."""
    async_add_entities(GatewaySensor(entry.runtime_data, description) for description in GATEWAY)
    entry.runtime_data.add_platform(Platform.SENSOR, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[SensorEntity]:
    """Return the entities of an object."""
    traits = coordinator.objects.traits(item)
    match item:
        case Energy():
            yield from energy_sensors(coordinator, item)
        case Temperature():
            yield ItemSensor(coordinator, item, TEMPERATURE, is_main=item.kind is ThermoKind.PROBE)
            if "humidity" in traits:
                yield ItemSensor(coordinator, item, HUMIDITY)
            if item.kind is ThermoKind.ZONE and "only_measures" not in traits:
                yield from _of_zone(coordinator, item, traits)
        case CentralUnit():
            yield VacationEnd(coordinator, item, "vacation_end")
        case Light() if "illuminance" in traits:
            yield ItemSensor(coordinator, item, ILLUMINANCE)
        case Load(is_meter=True):
            yield from (ItemSensor(coordinator, item, description) for description in LOAD_CONTROL)
        case Load():
            yield ItemSensor(coordinator, item, PRIORITY)
            if "measures" in traits:
                yield from (ItemSensor(coordinator, item, description) for description in LOAD_CONTROL)


def _of_zone(coordinator: Coordinator, item: Temperature, traits: Mapping[str, int]) -> Iterable[SensorEntity]:
    yield ItemSensor(coordinator, item, OFFSET)
    if "effective" in traits:
        yield ItemSensor(coordinator, item, EFFECTIVE)
    if "knob" in traits:
        yield KnobSensor(coordinator, item, "knob")


class KnobSensor(OpenWebNetEntity[Temperature], SensorEntity):
    """Where the knob of a zone stands."""

    _attr_translation_key = "knob"
    _attr_device_class = SensorDeviceClass.ENUM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_options = [*KNOB_DEGREES.values(), *(position.value for position in Knob)]

    @property
    @override
    def native_value(self) -> str | None:
        state = self.item.state
        if state.knob is not None:
            return state.knob.value
        return None if state.offset is None else KNOB_DEGREES[state.offset]


class VacationEnd(OpenWebNetEntity[CentralUnit], SensorEntity):
    """When the vacation of a central unit ends, by what the unit tells; it is asked for that when one begins."""

    _attr_translation_key = "vacation_end"
    _attr_device_class = SensorDeviceClass.TIMESTAMP
    _asked_for: tuple[int, int] | None = None
    """Which vacation it is whose end was asked for, and its days."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._ask()

    @callback
    @override
    def _on_change(self) -> None:
        self._ask()
        super()._on_change()

    def _ask(self) -> None:
        """Ask for the end, once for each number of days: a vacation may be changed while it runs."""
        days = self.item.state.days if self.item.state.mode is ThermoMode.VACATION else None
        vacation = None if days is None else (self.item.vacations, days)
        if vacation is not None and vacation != self._asked_for:
            self.coordinator.run_in_background(self._request(), "vacation")
        self._asked_for = vacation

    async def _request(self) -> None:
        try:
            await self.item.send_vacation_request()
        except ResponseError:
            _LOGGER.debug("%s does not tell the end of a vacation", self.object_key)
        except OWNException, TimeoutError:
            # With its next frame.
            self._asked_for = None

    @property
    @override
    def native_value(self) -> datetime | None:
        state = self.item.state
        if state.mode is not ThermoMode.VACATION or state.vacation_end_date is None:
            return None
        # The unit keeps local time.
        end = datetime.combine(state.vacation_end_date, state.vacation_end_time or time())
        return end.replace(tzinfo=dt_util.get_default_time_zone())


class GatewaySensor(GatewayEntity, SensorEntity):
    """A figure of the connection, looked at now and then: nothing is asked of the gateway for it."""

    entity_description: GatewaySensorDescription

    def __init__(self, coordinator: Coordinator, description: GatewaySensorDescription) -> None:
        """Show what `description` says."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> float | datetime | None:
        return self.entity_description.value_fn(self.coordinator.gateway)
