"""The burglar alarm: WHO 5. Central units refuse to be armed by it; they listen to auxiliary channels (WHO 9)."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, cast, override

from homeassistant.components.alarm_control_panel import (
    AlarmControlPanelEntity,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
    CodeFormat,
)
from homeassistant.const import CONF_CODE, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import ExtraStoredData, RestoredExtraData, RestoreEntity

from .const import DOMAIN
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .errors import NOT_CONFIRMED, async_call_gateway
from .objects.alarm_orders import ACTIONS, CHANNELS, MAX_CHANNEL, AlarmOrder
from .own import Where, Who
from .own.items import Alarm, AlarmSystem, Auxiliary, BaseItem
from .own.items.alarm import AlarmKind, pending_alarms
from .own.items.auxiliary import AuxAction
from .timing import TIMING

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


_ARMED: Final = {
    AlarmOrder.ARM: (AlarmControlPanelState.ARMED_AWAY, AlarmControlPanelEntityFeature.ARM_AWAY),
    AlarmOrder.HOME: (AlarmControlPanelState.ARMED_HOME, AlarmControlPanelEntityFeature.ARM_HOME),
    AlarmOrder.NIGHT: (AlarmControlPanelState.ARMED_NIGHT, AlarmControlPanelEntityFeature.ARM_NIGHT),
    AlarmOrder.VACATION: (AlarmControlPanelState.ARMED_VACATION, AlarmControlPanelEntityFeature.ARM_VACATION),
}
"""What an order arms, and the feature that it is."""
_ARMED_AS: Final = "armed_as"
"""Where the way in which it is armed is kept over a restart."""


class AlarmPanel(OpenWebNetEntity[AlarmSystem], AlarmControlPanelEntity, RestoreEntity):
    """The system as a whole; it is armed and disarmed by the channels that the user has named.

    The bus tells that it is armed, not in which way: that is the last order of ours, while it stays armed.
    """

    _armed_as: AlarmControlPanelState | None = None
    _ordered_as: AlarmControlPanelState | None = None
    """What it is armed as once it tells that it is armed: the order that is under way."""
    _told: asyncio.Event | None = None
    """Ends the waiting of the order that was given last; a later one ends it, too."""
    _was_armed: bool | None = None
    """What it has told last."""
    _comes_to: tuple[bool, float] | None = None
    """Whether the order that was sent last arms it, as long as it has not told that, and until when it should have."""
    _sent_as: tuple[AlarmControlPanelState | None, float] = (None, float("-inf"))
    """What the order that was sent last arms it as, and until when that may be told after what older ones come to."""
    _heard_at = float("-inf")
    """When it has told something last, by the event loop's time."""
    _disarmed_at = float("-inf")
    """When it has told that it is disarmed last, by the event loop's time."""
    _is_sure = True
    """Whether it is what it has told: it may have told more, or have been told so, while nobody heard of that."""

    def __init__(self, coordinator: Coordinator, item: AlarmSystem) -> None:
        """Show a system of which nothing was told yet."""
        super().__init__(coordinator, item)
        self._one_by_one: Final = asyncio.Lock()
        """Orders have channels of their own, which a gateway takes side by side: the last has to be the last there."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        kept = await self.async_get_last_extra_data()
        armed_as = None if kept is None else kept.as_dict().get(_ARMED_AS)
        self._armed_as = next((state for state, _ in _ARMED.values() if state.value == armed_as), None)
        self._was_armed = self.item.state.armed
        self.async_on_remove(self.coordinator.objects.add_frame_listener(self._on_any_frame))
        self.async_on_remove(self.coordinator.objects.add_listener(self.item, self._on_connection))

    @callback
    def _on_connection(self) -> None:
        if not self.coordinator.is_connected:
            self._is_sure = False

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep in which way it is armed: the state is that of a gateway that is gone when Home Assistant stops."""
        return RestoredExtraData({_ARMED_AS: self._armed_as})

    @callback
    def _on_any_frame(self, item: BaseItem) -> None:
        """Take in the alarms, which are told of zones and devices."""
        if item is self.item:
            self._heard_at = self.hass.loop.time()
        elif isinstance(item, Alarm):
            self.async_write_ha_state()

    @callback
    @override
    def _on_change(self) -> None:
        armed = self.item.state.armed
        if armed is not self._was_armed:
            self._was_armed = armed
            if self._comes_to is not None and self._comes_to[0] is armed:
                self._comes_to = None
        if armed is False:
            self._armed_as = None
            self._disarmed_at = self.hass.loop.time()
        elif self._ordered_as is not None:
            self._armed_as = self._ordered_as
        elif armed and self._armed_as is None and self.hass.loop.time() < self._sent_as[1]:
            self._armed_as = self._sent_as[0]
        super()._on_change()

    @property
    @override
    def supported_features(self) -> AlarmControlPanelEntityFeature:
        features = AlarmControlPanelEntityFeature(0)
        for order, (_, feature) in _ARMED.items():
            if self._channel(order) is not None:
                features |= feature
        return features

    @property
    @override
    def code_format(self) -> CodeFormat | None:
        code = self._code
        if not code:
            return None
        return CodeFormat.NUMBER if code.isdecimal() else CodeFormat.TEXT

    @property
    @override
    def code_arm_required(self) -> bool:
        return bool(self._code)

    @property
    def _code(self) -> str:
        return str(self.coordinator.store.settings(self.object_key).get(CONF_CODE) or "")

    @property
    @override
    def alarm_state(self) -> AlarmControlPanelState | None:
        if self._is_triggered:
            return AlarmControlPanelState.TRIGGERED
        match self.item.state.armed:
            case True:
                return self._armed_as or AlarmControlPanelState.ARMED_AWAY
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
        """Arm all of it."""
        await self._arm(AlarmOrder.ARM, code)

    @override
    async def async_alarm_arm_home(self, code: str | None = None) -> None:
        """Arm the part for when somebody is at home."""
        await self._arm(AlarmOrder.HOME, code)

    @override
    async def async_alarm_arm_night(self, code: str | None = None) -> None:
        """Arm the part for the night."""
        await self._arm(AlarmOrder.NIGHT, code)

    @override
    async def async_alarm_arm_vacation(self, code: str | None = None) -> None:
        """Arm what is armed for a vacation."""
        await self._arm(AlarmOrder.VACATION, code)

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        """Disarm."""
        await self._order(AlarmOrder.DISARM, code)

    async def _arm(self, order: AlarmOrder, code: str | None) -> None:
        state, _ = _ARMED[order]
        if await self._order(order, code, arms_as=state):
            self._armed_as = state
            self.async_write_ha_state()

    async def _order(self, order: AlarmOrder, code: str | None, arms_as: AlarmControlPanelState | None = None) -> bool:
        """Give an order by its channel; tell whether it was carried out, and no later one took its place.

        Raises `HomeAssistantError` where the panel does not change.
        """
        if (code or "") != self._code and self._code:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="wrong_code")
        channel = self._channel(order)
        if channel is None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_alarm_channel")
        armed = order is not AlarmOrder.DISARM
        action = self._action(order)
        if self._told is not None:
            self._told.set()
        told = self._told = asyncio.Event()
        try:
            async with self._one_by_one:
                has_to_be_sent = action is not AuxAction.TOGGLE or await self._is_toggled_by(armed, channel)
                if self._told is not told:
                    return False
                if has_to_be_sent:
                    await self._send(action, channel, armed, arms_as)
            has_changed = await self._becomes(armed, told)
            if self._told is not told:
                return False
        finally:
            if self._told is told:
                self._told = self._ordered_as = None
        if not has_changed:
            self._comes_to = None
            raise self._error("alarm_unchanged", channel)
        return has_to_be_sent

    async def _is_toggled_by(self, armed: bool, channel: int) -> bool:
        """Tell whether a toggle does what is wanted. Raises `HomeAssistantError` where nobody knows."""
        if self._comes_to is not None and self.hass.loop.time() < self._comes_to[1]:
            return self._comes_to[0] is not armed
        if not self._is_sure or self.item.state.armed is None:
            await async_call_gateway(self.item.send_panel_request(), self.device_name, asks=True)
            self._is_sure = True
        known = self.item.state.armed
        # What disarms it would end the alarm; what toggles it would arm it.
        if known is None or (known is armed is False and self._is_triggered):
            raise self._error("toggle_not_sent", channel)
        return known is not armed

    async def _send(self, action: AuxAction, channel: int, armed: bool, arms_as: AlarmControlPanelState | None) -> None:
        """Tell the channel that it is armed, or disarmed, by."""
        auxiliary = cast("Auxiliary", self.coordinator.gateway.get_item(Who.AUXILIARY, Where(str(channel))))
        before, was_sure = self._comes_to, self._is_sure
        self._ordered_as = arms_as
        self._comes_to, self._is_sure = (armed, self.hass.loop.time() + TIMING.alarm_effect), False
        try:
            await self._command(auxiliary.send(action))
        except HomeAssistantError as error:
            if error.translation_key == NOT_CONFIRMED:
                self._comes_to = None
            else:
                self._comes_to, self._is_sure = before, was_sure
            raise
        self._is_sure = was_sure
        self.coordinator.run_in_background(self._make_sure(armed), "alarm")
        self._sent_as = arms_as, self.hass.loop.time() + self.item.client.timing.effect

    async def _make_sure(self, armed: bool) -> None:
        """Ask the panel, where nothing was heard of an order: what that has changed may be told by a lost frame.

        A later order may have taken the place of it, which is done as soon as that one comes true.
        """
        sent_at = self.hass.loop.time()
        await asyncio.sleep(self.item.client.timing.effect)
        is_told = (self._heard_at if armed else self._disarmed_at) >= sent_at
        if is_told:
            return
        asked_at = self.hass.loop.time()
        with suppress(HomeAssistantError):
            await async_call_gateway(self.item.send_panel_request(), self.device_name, asks=True)
            # Some gateways answer by events.
            await asyncio.sleep(self.item.client.timing.first_answer)
            if self._heard_at >= asked_at:
                # Silence ends no alarm.
                self.coordinator.gateway.has_told(self.item.who, asked_at)

    def _action(self, order: AlarmOrder) -> AuxAction:
        settings = CHANNELS[order]
        chosen = self.coordinator.store.settings(self.object_key).get(settings.action)
        return ACTIONS.get(str(chosen), ACTIONS[settings.default])

    def _error(self, key: str, channel: int) -> HomeAssistantError:
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"name": self.device_name, "channel": str(channel)},
        )

    async def _becomes(self, armed: bool, told: asyncio.Event) -> bool:
        """Wait until the panel tells that it is armed, or is not, or `told` is set; ask it where it says nothing."""
        end = self.item.add_listener(lambda: told.set() if self.item.state.armed is armed else None)
        try:
            if self.item.state.armed is armed:
                return True
            with suppress(TimeoutError):
                async with asyncio.timeout(TIMING.alarm_effect):
                    await told.wait()
            if self.item.state.armed is not armed and self._told is told:
                with suppress(HomeAssistantError):
                    await async_call_gateway(self.item.send_panel_request(), self.device_name, asks=True)
            return self.item.state.armed is armed
        finally:
            end()

    def _channel(self, order: AlarmOrder) -> int | None:
        channel = round(self.coordinator.store.number(self.object_key, CHANNELS[order].number, 0))
        return channel if 1 <= channel <= MAX_CHANNEL else None
