"""Switches: auxiliary channels (WHO 9), forced energy actuators (WHO 18)."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own.items import Auxiliary, BaseItem, EnergyActuator

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every object that is switched and is no light its entity."""
    entry.runtime_data.add_platform(Platform.SWITCH, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[SwitchEntity]:
    """Return the entities of an object."""
    match item:
        case Auxiliary():
            yield AuxiliarySwitch(coordinator, item)
        case EnergyActuator():
            yield ForceSwitch(coordinator, item)


class AuxiliarySwitch(OpenWebNetEntity[Auxiliary], SwitchEntity):
    """An auxiliary channel."""

    @property
    @override
    def is_on(self) -> bool | None:
        return self.item.state.on

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on."""
        await self._command(self.item.turn_on())

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        await self._command(self.item.turn_off())


class ForceSwitch(OpenWebNetEntity[EnergyActuator], SwitchEntity):
    """An energy actuator: forced, it keeps its load on whatever the central unit wants."""

    @property
    @override
    def is_on(self) -> bool | None:
        return self.item.state.forced

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Force the load on, for the actuator's own time."""
        await self._command(self.item.force())

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """End the forcing."""
        await self._command(self.item.end_forcing())
