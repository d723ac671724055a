"""Energy sensors (WHO 18): power, the total, and what a day and a month have used."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import RestoreSensor, SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.const import UnitOfEnergy, UnitOfPower
from homeassistant.core import callback
from homeassistant.helpers.restore_state import RestoreEntity
from homeassistant.util import dt as dt_util

from ..coordinator import Coordinator
from ..own.items import Energy
from .item_sensor import ItemSensor, ItemSensorDescription
from .periods import Counted, begin_of_day, begin_of_month, follow


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


POWER = ItemSensorDescription[Energy](
    key="power",
    device_class=SensorDeviceClass.POWER,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfPower.WATT,
    value_fn=lambda item: item.state.power,
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


def energy_sensors(coordinator: Coordinator, item: Energy) -> Iterable[SensorEntity]:
    """Return the sensors of a meter."""
    yield ItemSensor(coordinator, item, POWER)
    yield TotalSensor(coordinator, item, TOTAL)
    yield from (PeriodSensor(coordinator, item, *period) for period in PERIODS)


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
