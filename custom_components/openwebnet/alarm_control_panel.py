"""The burglar alarm: WHO 5. Central units refuse to be armed by it; they listen to auxiliary channels (WHO 9)."""

from collections.abc import Iterable
from typing import cast, override

from homeassistant.components.alarm_control_panel import (
    AlarmControlPanelEntity,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_ARM_CHANNEL, CONF_DISARM_CHANNEL, DOMAIN
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own import Where, Who
from .own.items import Alarm, AlarmSystem, Auxiliary, BaseItem
from .own.items.alarm import AlarmKind, pending_alarms
from .own.items.auxiliary import AuxAction

# Commands queue up in the library, which knows what a gateway can take.
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
    """The system as a whole; it is armed and disarmed by the channels that the user has named."""

    _attr_code_arm_required = False

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.add_frame_listener(self._on_any_frame))

    @callback
    def _on_any_frame(self, item: BaseItem) -> None:
        """Take in the alarms, which are told of zones and devices."""
        if isinstance(item, Alarm) and item is not self.item:
            self.async_write_ha_state()

    @property
    @override
    def supported_features(self) -> AlarmControlPanelEntityFeature:
        if self._channel(CONF_ARM_CHANNEL) is None:
            return AlarmControlPanelEntityFeature(0)
        return AlarmControlPanelEntityFeature.ARM_AWAY

    @property
    @override
    def alarm_state(self) -> AlarmControlPanelState | None:
        if self._is_triggered:
            return AlarmControlPanelState.TRIGGERED
        match self.item.state.armed:
            case True:
                return AlarmControlPanelState.ARMED_AWAY
            case False:
                return AlarmControlPanelState.DISARMED
        return None

    @property
    def _is_triggered(self) -> bool:
        alarms = (item for item in self.coordinator.gateway.items if isinstance(item, Alarm))
        # Technical alarms are of water and gas, armed or not: a binary sensor.
        return any(pending_alarms(item, self.item) - {AlarmKind.TECHNICAL} for item in alarms)

    @override
    async def async_alarm_arm_away(self, code: str | None = None) -> None:
        """Arm, by the channel that the panel listens to."""
        await self._send(CONF_ARM_CHANNEL, AuxAction.ENABLED)

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        """Disarm, by the channel that the panel listens to."""
        await self._send(CONF_DISARM_CHANNEL, AuxAction.DISABLED)

    async def _send(self, setting: str, action: AuxAction) -> None:
        channel = self._channel(setting)
        if channel is None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_alarm_channel")
        auxiliary = cast("Auxiliary", self.coordinator.gateway.get_item(Who.AUXILIARY, Where(str(channel))))
        await self._command(auxiliary.send(action))

    def _channel(self, setting: str) -> int | None:
        channel = round(self.coordinator.store.number(self.object_key, setting, 0))
        return channel if 1 <= channel <= 9 else None
