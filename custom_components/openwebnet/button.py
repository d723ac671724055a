"""Buttons: door locks (WHO 6), loads (WHO 3), presses (WHO 15, 25), what is done once to an actuator, the clock."""

from collections.abc import Iterable
from typing import Final, cast, override

from homeassistant.components.button import ButtonDeviceClass, ButtonEntity
from homeassistant.components.cover import ATTR_CURRENT_POSITION, ATTR_POSITION, DOMAIN as COVER_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_SET_COVER_POSITION, EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import CALIBRATE_COVER, DOMAIN, USED_AS_LOCK, USED_AS_VALVE
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .covers.mechanics import mechanics_of
from .covers.timed_cover import TimedCoverEntity
from .entity import OpenWebNetEntity
from .gateway_check import async_check_and_tell
from .identify.identify import async_identify, cover_entity_id
from .objects.key import ObjectKey
from .own import Where, Who
from .own.items import Automation, BaseItem, Cen, CenPlus, DoorEntry, GatewayItem, Light, Load, Temperature
from .own.items.temperature import ThermoKind
from .own.travel import CLOSED, OPEN, Direction

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give the gateway and every object that something can be done to its entities."""
    coordinator = entry.runtime_data
    clock = cast("GatewayItem", coordinator.gateway.get_item(Who.GATEWAY, Where()))
    async_add_entities([SyncClock(coordinator, clock), CheckGateway(coordinator, clock)])
    coordinator.add_platform(Platform.BUTTON, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[ButtonEntity]:
    """Return the entities of an object."""
    match item:
        case DoorEntry(has_lock=True):
            yield OpenLock(coordinator, item, "open_lock")
        case Light() if coordinator.objects.is_actuator(item) and _may_blink(coordinator, item):
            yield Identify(coordinator, item, "identify")
        case Automation():
            yield Identify(coordinator, item, "identify")
            if not item.state.is_advanced and not item.is_collective:
                yield Calibrate(coordinator, item, "calibrate")
                yield HalfWay(coordinator, item, "half_way")
        case Cen() | CenPlus():
            for button in sorted(item.state.buttons):
                yield VirtualPress(coordinator, item, button)
        case Temperature(kind=ThermoKind.ZONE) if "only_measures" not in coordinator.objects.traits(item):
            yield ReleaseKnob(coordinator, item, "release_knob")
        case Load(is_meter=False):
            yield ForceLoad(coordinator, item, "force")


def _may_blink(coordinator: Coordinator, item: Light) -> bool:
    """Tell whether an actuator may be switched to show which one it is: nothing is unlocked for that."""
    return coordinator.store.used_as(ObjectKey.of(item)) not in (USED_AS_LOCK, USED_AS_VALVE)


class SyncClock(OpenWebNetEntity[GatewayItem], ButtonEntity):
    """Sets the gateway's clock to Home Assistant's."""

    _shows_item = False
    _attr_entity_category = EntityCategory.CONFIG
    _attr_entity_registry_enabled_default = False
    _attr_translation_key = "sync_clock"

    def __init__(self, coordinator: Coordinator, item: GatewayItem) -> None:
        """Belong to the gateway's own device."""
        super().__init__(coordinator, item, "sync_clock")
        self._attr_unique_id = f"{coordinator.gateway_id}-sync_clock"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, coordinator.gateway_id)})

    @override
    async def async_press(self) -> None:
        """Set date, time and time zone."""
        await self._command(self.item.set_clock(dt_util.now()))


class CheckGateway(OpenWebNetEntity[GatewayItem], ButtonEntity):
    """Finds out how the gateway behaves; the diagnostics of its device tell what came of it."""

    _shows_item = False
    _attr_translation_key = "check_gateway"

    def __init__(self, coordinator: Coordinator, item: GatewayItem) -> None:
        """Belong to the gateway's own device."""
        super().__init__(coordinator, item, "check_gateway")
        self._attr_unique_id = f"{coordinator.gateway_id}-check_gateway"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, coordinator.gateway_id)})

    @override
    async def async_press(self) -> None:
        """Ask it, for three minutes at the most. Raises `HomeAssistantError`."""
        await async_check_and_tell(self.hass, self.coordinator.entry)


class OpenLock(OpenWebNetEntity[DoorEntry], ButtonEntity):
    """The lock of an entrance."""

    _shows_item = False
    _attr_translation_key = "open_lock"

    @override
    async def async_press(self) -> None:
        """Open it. Raises `ServiceValidationError` where a code is asked for, which a button cannot be told."""
        if self.coordinator.store.lock_code:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="needs_code")
        await self._command(self.item.open_lock())


class ForceLoad(OpenWebNetEntity[Load], ButtonEntity):
    """A load of the older load control. No switch: the bus has no command that ends the forcing (protocol.md 4.3)."""

    _shows_item = False
    _attr_translation_key = "force"

    @override
    async def async_press(self) -> None:
        """Keep it on, whatever the load control wants; a binary sensor tells when that is over."""
        await self._command(self.item.force())


class VirtualPress(OpenWebNetEntity[Cen | CenPlus], ButtonEntity):
    """A short press of a button, as if somebody did it at the wall."""

    _shows_item = False
    _attr_entity_registry_enabled_default = False
    _attr_translation_key = "press"

    def __init__(self, coordinator: Coordinator, item: Cen | CenPlus, button: int) -> None:
        """Act for a button, 0-31."""
        super().__init__(coordinator, item, f"press_{button}")
        self._button: Final = button
        self._attr_translation_placeholders = {"button": str(button)}

    @override
    async def async_press(self) -> None:
        """Press and release."""
        if not self.coordinator.gateway.profile.passes_on_presses:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="presses_not_passed_on")
        await self._command(self.item.press(self._button))


class Identify(OpenWebNetEntity[Light | Automation], ButtonEntity):
    """Lets an actuator show where it is, and be as it was after it."""

    _shows_item = False
    _attr_device_class = ButtonDeviceClass.IDENTIFY
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_entity_registry_enabled_default = False

    @override
    async def async_press(self) -> None:
        """Show which one it is."""
        await async_identify(self.coordinator, self.item, self.device_name)


class ReleaseKnob(OpenWebNetEntity[Temperature], ButtonEntity):
    """Undoes what was set at the knob of a zone."""

    _shows_item = False
    _attr_translation_key = "release_knob"
    _attr_entity_registry_enabled_default = False

    @override
    async def async_press(self) -> None:
        """Release it."""
        await self._command(self.item.release_knob())


class CoverButton(TimedCoverEntity, ButtonEntity):
    """Something that is found out of a shutter by moving it."""

    _attr_entity_category = EntityCategory.CONFIG
    _attr_entity_registry_enabled_default = False

    async def _act(self, domain: str, action: str, **data: object) -> None:
        """Ask the cover, which knows what else moves it, by an action that anybody can call."""
        cover = cover_entity_id(self.coordinator, self.item)
        if cover is None or self.hass.states.get(cover) is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="cover_is_disabled",
                translation_placeholders={"name": self.device_name},
            )
        target = {ATTR_ENTITY_ID: cover, **data}
        await self.hass.services.async_call(domain, action, target, blocking=True, context=self._context)


class Calibrate(CoverButton):
    """Measures how long a shutter takes."""

    _attr_translation_key = "calibrate"

    @override
    async def async_press(self) -> None:
        """Measure it."""
        await self._act(DOMAIN, CALIBRATE_COVER)


class HalfWay(CoverButton):
    """Moves a shutter from an end for half of its time, for a person to look how far that is."""

    _attr_translation_key = "half_way"

    @override
    async def async_press(self) -> None:
        """Move it. Raises `ServiceValidationError` where it is at no end."""
        cover = cover_entity_id(self.coordinator, self.item)
        state = self.hass.states.get(cover) if cover is not None else None
        position = state.attributes.get(ATTR_CURRENT_POSITION) if state is not None else None
        mechanics = mechanics_of(self.coordinator.store, self.object_key)
        if position not in (CLOSED, OPEN):
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="at_no_end",
                translation_placeholders={"name": self.device_name},
            )
        target = mechanics.half_way(Direction.UP if position == CLOSED else Direction.DOWN)
        await self._act(COVER_DOMAIN, SERVICE_SET_COVER_POSITION, **{ATTR_POSITION: round(target)})
