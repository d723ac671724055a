"""Sensor of a value of an object, by a description."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription

from ..coordinator import Coordinator
from ..entity import OpenWebNetEntity
from ..own.items import BaseItem


@dataclass(frozen=True, kw_only=True)
class ItemSensorDescription[ItemT: BaseItem](SensorEntityDescription):
    """A sensor and the value of an object that it shows."""

    value_fn: Callable[[ItemT], float | None]


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
