"""Scenarios that can be started: WHO 0 modules and WHO 17 scenes."""

from collections.abc import Iterable
from typing import Any, Final, override

from homeassistant.components.scene import BaseScene
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .occurrences import AnyOccurrence, OccurrenceEntity
from .own.items import BaseItem, ScenarioModule, Scene
from .timing import TIMING

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every scenario its entity."""
    entry.runtime_data.add_platform(Platform.SCENE, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[BaseScene]:
    """Return the entities of an object: of a module, one for each scenario that was heard."""
    match item:
        case ScenarioModule():
            for scenario in sorted(item.state.scenarios):
                yield ModuleScenario(coordinator, item, scenario)
        case Scene():
            yield GatewayScene(coordinator, item)


class _BusScene[ItemT: ScenarioModule | Scene](OccurrenceEntity[ItemT], BaseScene):
    """A scene that is started here or at the wall; its state is when that was last."""

    _own_until = 0.0
    """Until when the bus tells of our own start."""

    async def _start(self) -> None:
        """Start it. Raises `HomeAssistantError`."""
        raise NotImplementedError

    @override
    def _last(self) -> AnyOccurrence | None:
        return self.item.state.activated

    @override
    def _tell(self, occurrence: AnyOccurrence) -> bool:
        if occurrence.at <= self._own_until:
            return False
        self._async_record_activation()
        return True

    @override
    async def _async_activate(self, **kwargs: Any) -> None:
        self._own_until = self.hass.loop.time() + TIMING.fresh
        try:
            await self._start()
        except BaseException:
            self._own_until = 0.0
            raise
        self._async_record_activation()
        self.async_write_ha_state()


class ModuleScenario(_BusScene[ScenarioModule]):
    """One scenario of a scenario module."""

    _attr_translation_key = "scenario"

    def __init__(self, coordinator: Coordinator, item: ScenarioModule, scenario: int) -> None:
        """Start a scenario, 1-31."""
        super().__init__(coordinator, item, str(scenario))
        self._scenario: Final = scenario
        self._attr_translation_placeholders = {"scenario": str(scenario)}

    @override
    def _tell(self, occurrence: AnyOccurrence) -> bool:
        return occurrence.what == self._scenario and super()._tell(occurrence)

    @override
    async def _start(self) -> None:
        await self._command(self.item.activate(self._scenario))


class GatewayScene(_BusScene[Scene]):
    """A scene that the gateway keeps."""

    @override
    async def _start(self) -> None:
        await self._command(self.item.start())
