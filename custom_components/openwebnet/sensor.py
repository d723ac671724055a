"""Sensors: temperature (WHO 4), power and energy (WHO 18, WHO 3)."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, override

from homeassistant.components.sensor import (
    RestoreSensor,
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
    UnitOfEnergy,
    UnitOfPower,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoreEntity
from homeassistant.util import dt as dt_util

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import GatewayEntity, OpenWebNetEntity
from .own import OWNException, ResponseError
from .own.gateway import Gateway
from .own.items import BaseItem, CentralUnit, Energy, Light, Load, Temperature
from .own.items.temperature import Knob
from .own.items.thermo_values import ThermoKind, ThermoMode
from .periods import Counted, begin_of_day, begin_of_month, follow

_LOGGER = logging.getLogger(__name__)

# The end of a vacation is all that is asked of the gateway; the library knows what one can take.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ItemSensorDescription[ItemT: BaseItem](SensorEntityDescription):
    """A sensor and the value of an object that it shows."""

    value_fn: Callable[[ItemT], float | None]


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


def _energy(
    key: str,
    value_fn: Callable[[Energy], float | None],
    state_class: SensorStateClass = SensorStateClass.TOTAL_INCREASING,
    *,
    enabled: bool = True,
) -> ItemSensorDescription[Energy]:
    return ItemSensorDescription(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.ENERGY,
        state_class=state_class,
        native_unit_of_measurement=UnitOfEnergy.WATT_HOUR,
        suggested_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=2,
        entity_registry_enabled_default=enabled,
        value_fn=value_fn,
    )


ENERGY: tuple[ItemSensorDescription[Energy], ...] = (
    ItemSensorDescription(
        key="power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        value_fn=lambda item: item.state.power,
    ),
)
TOTAL = _energy("energy_total", lambda item: item.total)
# The dashboard makes months and days of the total by itself.
PERIODS: tuple[tuple[ItemSensorDescription[Energy], Callable[[datetime], datetime]], ...] = (
    (
        _energy("energy_month", lambda item: item.state.energy_month, SensorStateClass.TOTAL, enabled=False),
        begin_of_month,
    ),
    (_energy("energy_day", lambda item: item.state.energy_day, SensorStateClass.TOTAL, enabled=False), begin_of_day),
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
    traits = coordinator.traits(item)
    match item:
        case Energy():
            yield from (ItemSensor(coordinator, item, description) for description in ENERGY)
            yield TotalSensor(coordinator, item, TOTAL)
            yield from (PeriodSensor(coordinator, item, *period) for period in PERIODS)
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
        return self.entity_description.value_fn(self.item)


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
    _asked_for: int | None = None
    """Days of the vacation whose end was asked for."""

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
        if days is not None and days != self._asked_for:
            self.coordinator.run_in_background(self._request(), "vacation")
        self._asked_for = days

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


class TotalSensor(ItemSensor[Energy], RestoreSensor):
    """Energy in total. An answer without a value is read as 0, which is no news where something was counted.

    Home Assistant would take the next value for energy that was used since.
    """

    _before: float | None = None
    """What was counted before the start, until more than 0 is told."""

    @override
    async def async_added_to_hass(self) -> None:
        data = await self.async_get_last_sensor_data()
        if data is not None and isinstance(data.native_value, int | float):
            self._before = float(data.native_value)
        self._follow()
        await super().async_added_to_hass()

    @callback
    @override
    def _on_change(self) -> None:
        self._follow()
        super()._on_change()

    def _follow(self) -> None:
        if self.item.total:
            self._before = None

    @property
    @override
    def native_value(self) -> float | None:
        total = super().native_value
        return self._before if total == 0 and self._before is not None else total


class PeriodSensor(ItemSensor[Energy], RestoreEntity):
    """Energy of a day or a month, with the moment since when it counts: it may have begun anew while nobody looked."""

    def __init__(
        self,
        coordinator: Coordinator,
        item: Energy,
        description: ItemSensorDescription[Energy],
        begin: Callable[[datetime], datetime],
    ) -> None:
        """Show what `description` says; `begin` tells when the period of a moment began."""
        super().__init__(coordinator, item, description)
        self._begin: Final = begin
        self._counted: Counted | None = None

    @override
    async def async_added_to_hass(self) -> None:
        stored = await self.async_get_last_extra_data()
        self._counted = None if stored is None else Counted.from_dict(stored.as_dict())
        self._count()
        await super().async_added_to_hass()

    @callback
    @override
    def _on_change(self) -> None:
        self._count()
        super()._on_change()

    def _count(self) -> None:
        value = self.native_value
        if value is not None:
            now = dt_util.utcnow()
            self._counted = follow(self._counted, value, now, self._begin(now))

    @property
    @override
    def last_reset(self) -> datetime | None:
        return None if self._counted is None else self._counted.since

    @property
    @override
    def extra_restore_state_data(self) -> Counted | None:
        return self._counted


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
