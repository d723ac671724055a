"""Lights: WHO 1."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.light import ATTR_BRIGHTNESS, ColorMode, LightEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.color import brightness_to_value, value_to_brightness

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own.items import BaseItem, Light

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0

LEVELS = (1, 100)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every light its entity."""
    entry.runtime_data.add_platform(Platform.LIGHT, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[OpenWebNetLight]:
    """Return the entities of an object."""
    if isinstance(item, Light) and _is_light(coordinator, item):
        yield OpenWebNetLight(coordinator, item)


def _is_light(coordinator: Coordinator, item: Light) -> bool:
    """Tell whether it is not only a sensor that shares the subsystem."""
    traits = coordinator.traits(item)
    is_sensor = "motion" in traits or "illuminance" in traits
    return not is_sensor or "light" in traits


class OpenWebNetLight(OpenWebNetEntity[Light], LightEntity):
    """A light actuator; a dimmer once it has reported a level."""

    @property
    @override
    def is_on(self) -> bool | None:
        return self.item.state.on

    @property
    @override
    def color_mode(self) -> ColorMode:
        return ColorMode.ONOFF if self.item.state.steps is None else ColorMode.BRIGHTNESS

    @property
    @override
    def supported_color_modes(self) -> set[ColorMode]:
        return {self.color_mode}

    @property
    @override
    def brightness(self) -> int | None:
        level = self.item.state.level
        return value_to_brightness(LEVELS, level) if level else None

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on, at a brightness if one is asked for."""
        if ATTR_BRIGHTNESS in kwargs:
            level = round(brightness_to_value(LEVELS, kwargs[ATTR_BRIGHTNESS]))
            await self._command(self.item.set_level(max(level, 1)))
        else:
            await self._command(self.item.turn_on())

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        await self._command(self.item.turn_off())
