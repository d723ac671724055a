"""The burglar alarm: WHO 5. It is shown; central units refuse to be armed over the bus."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.alarm_control_panel import AlarmControlPanelEntity, AlarmControlPanelState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own.items import AlarmSystem, BaseItem

# Nothing is sent to the bus.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give the alarm system its entity."""
    entry.runtime_data.add_platform(Platform.ALARM_CONTROL_PANEL, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[AlarmPanel]:
    """Return the entities of an object."""
    if isinstance(item, AlarmSystem):
        yield AlarmPanel(coordinator, item)


class AlarmPanel(OpenWebNetEntity[AlarmSystem], AlarmControlPanelEntity):
    """The system as a whole."""

    _attr_code_arm_required = False

    @property
    @override
    def alarm_state(self) -> AlarmControlPanelState | None:
        state = self.item.state
        if state.alarms:
            return AlarmControlPanelState.TRIGGERED
        match state.armed:
            case True:
                return AlarmControlPanelState.ARMED_AWAY
            case False:
                return AlarmControlPanelState.DISARMED
        return None
