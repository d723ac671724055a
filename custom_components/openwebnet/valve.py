"""Valves: actuators of WHO 1 that open one, and close it by themselves after a time."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.valve import ValveDeviceClass, ValveEntity, ValveEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_OPEN_FOR, DEFAULT_OPEN_FOR, USED_AS_VALVE
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity, one_action
from .objects.key import ObjectKey
from .own.items import BaseItem, Light

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every actuator that opens a valve its entity."""
    entry.runtime_data.add_platform(Platform.VALVE, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[ActuatorValve]:
    """Return the entities of an object."""
    if (
        isinstance(item, Light)
        and coordinator.objects.is_actuator(item)
        and coordinator.store.used_as(ObjectKey.of(item)) == USED_AS_VALVE
    ):
        yield ActuatorValve(coordinator, item)


class ActuatorValve(OpenWebNetEntity[Light], ValveEntity):
    """A valve: on is open. The actuator has a timer, so that it is closed also when nobody is there to close it."""

    _attr_device_class = ValveDeviceClass.WATER
    _attr_reports_position = False
    _attr_supported_features = ValveEntityFeature.OPEN | ValveEntityFeature.CLOSE

    @property
    @override
    def is_closed(self) -> bool | None:
        on = self.item.state.on
        return None if on is None else not on

    @override
    @one_action("on", "level", "colour")
    async def async_open_valve(self) -> None:
        """Open it, for the longest time that it may be open."""
        seconds = round(60 * self.coordinator.store.number(self.object_key, CONF_OPEN_FOR, DEFAULT_OPEN_FOR))
        if seconds:
            minutes, seconds = divmod(seconds, 60)
            await self._command(self.item.turn_on_for(*divmod(minutes, 60), seconds))
        else:
            await self._command(self.item.turn_on())

    @override
    @one_action("on", "level", "colour")
    async def async_close_valve(self) -> None:
        """Close it."""
        await self._command(self.item.turn_off())
