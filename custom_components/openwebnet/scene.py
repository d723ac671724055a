"""Scenarios that can be started: WHO 0 modules and WHO 17 scenes."""

from collections.abc import Iterable
from typing import Any, Final, override

from homeassistant.components.scene import Scene as SceneEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own.items import BaseItem, ScenarioModule, Scene

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every scenario its entity."""
    entry.runtime_data.add_platform(Platform.SCENE, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[SceneEntity]:
    """Return the entities of an object: of a module, one for each scenario that was heard."""
    match item:
        case ScenarioModule():
            for scenario in sorted(item.state.scenarios):
                yield ModuleScenario(coordinator, item, scenario)
        case Scene():
            yield GatewayScene(coordinator, item)


class ModuleScenario(OpenWebNetEntity[ScenarioModule], SceneEntity):
    """One scenario of a scenario module."""

    _attr_translation_key = "scenario"

    def __init__(self, coordinator: Coordinator, item: ScenarioModule, scenario: int) -> None:
        """Start a scenario, 1-31."""
        super().__init__(coordinator, item, str(scenario))
        self._scenario: Final = scenario
        self._attr_translation_placeholders = {"scenario": str(scenario)}

    @override
    async def async_activate(self, **kwargs: Any) -> None:
        """Start it."""
        await self._command(self.item.activate(self._scenario))


class GatewayScene(OpenWebNetEntity[Scene], SceneEntity):
    """A scene that the gateway keeps."""

    @override
    async def async_activate(self, **kwargs: Any) -> None:
        """Start it."""
        await self._command(self.item.start())
