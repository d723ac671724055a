"""Sensors of the gateway itself: how well the connection does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfTime

from .coordinator import Coordinator
from .gateway_entity import GatewayEntity
from .own.gateway import Gateway


@dataclass(frozen=True, kw_only=True)
class GatewaySensorDescription(SensorEntityDescription):
    """A figure of the connection."""

    value: Callable[[Gateway], float | datetime | None]


GATEWAY: tuple[GatewaySensorDescription, ...] = (
    GatewaySensorDescription(
        key="last_frame",
        translation_key="last_frame",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value=lambda gateway: gateway.last_frame,
    ),
    GatewaySensorDescription(
        key="reconnections",
        translation_key="reconnections",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=lambda gateway: gateway.reconnections,
    ),
    GatewaySensorDescription(
        key="queue",
        translation_key="queue",
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        value=lambda gateway: gateway.waiting,
    ),
    GatewaySensorDescription(
        key="answer_time",
        translation_key="answer_time",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value=lambda gateway: None if gateway.answer_time is None else 1000 * gateway.answer_time,
    ),
)


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
        return self.entity_description.value(self.coordinator.gateway)
