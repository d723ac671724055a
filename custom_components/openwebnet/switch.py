"""Switches: actuators that are no lights (WHO 1), locks (14), auxiliaries (9), forced loads (18), and settings."""

from collections.abc import Iterable
from typing import Any, Final, cast, override

from homeassistant.components.switch import SwitchDeviceClass, SwitchEntity
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_COLOUR, CONF_INVERTED, USED_AS_OUTLET, USED_AS_SWITCH
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity, SettingEntity
from .objects.key import ObjectKey
from .own import Who
from .own.items import ActuatorLock, Automation, Auxiliary, BaseItem, CenPlus, EnergyActuator, Light

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
        case Light() if coordinator.objects.is_actuator(item):
            if coordinator.store.used_as(ObjectKey.of(item)) in (USED_AS_SWITCH, USED_AS_OUTLET):
                yield ActuatorSwitch(coordinator, item)
            yield LockSwitch(coordinator, item)
            if coordinator.objects.traits(item).keys() & {"colour", "white"}:
                yield SettingSwitch(coordinator, item, CONF_COLOUR, default=True)
        case Automation():
            yield LockSwitch(coordinator, item)
        case Auxiliary():
            yield OnOffSwitch(coordinator, item)
        case EnergyActuator():
            yield ForceSwitch(coordinator, item)
        case CenPlus(is_contact=True):
            yield SettingSwitch(coordinator, item, CONF_INVERTED, default=False)


class OnOffSwitch[ItemT: Light | Auxiliary](OpenWebNetEntity[ItemT], SwitchEntity):
    """Something that is switched on and off: an auxiliary channel."""

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


class ActuatorSwitch(OnOffSwitch[Light]):
    """An actuator for lights that switches something else."""

    @property
    @override
    def device_class(self) -> SwitchDeviceClass:
        is_outlet = self.coordinator.store.used_as(self.object_key) == USED_AS_OUTLET
        return SwitchDeviceClass.OUTLET if is_outlet else SwitchDeviceClass.SWITCH


class LockSwitch(OpenWebNetEntity[Light | Automation], SwitchEntity):
    """The lock of an actuator: on, it takes no commands. The bus does not tell it of a point (protocol.md 4.14)."""

    _attr_assumed_state = True
    _attr_entity_category = EntityCategory.CONFIG
    _attr_entity_registry_enabled_default = False
    _attr_translation_key = "lock"

    def __init__(self, coordinator: Coordinator, item: Light | Automation) -> None:
        """Lock an actuator."""
        super().__init__(coordinator, item, "lock")

    @property
    def _lock(self) -> ActuatorLock:
        return cast("ActuatorLock", self.coordinator.gateway.get_item(Who.ACTUATORS_LOCKS, self.item.where))

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._lock.add_listener(self._on_lock))

    @callback
    def _on_lock(self) -> None:
        self._attr_is_on = self._lock.state.locked
        self.async_write_ha_state()

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let the actuator take no more commands."""
        await self._command(self._lock.lock())
        self._attr_is_on = True
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Let the actuator take commands again."""
        await self._command(self._lock.unlock())
        self._attr_is_on = False
        self.async_write_ha_state()


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


class SettingSwitch[ItemT: BaseItem](SettingEntity[ItemT], SwitchEntity):
    """A setting of an object that is on or off."""

    def __init__(self, coordinator: Coordinator, item: ItemT, key: str, *, default: bool) -> None:
        """Tune an object; `default` counts until a person says better."""
        super().__init__(coordinator, item, key)
        self._default: Final = default

    @property
    @override
    def is_on(self) -> bool:
        return bool(self.coordinator.store.settings(self.object_key).get(self._key, self._default))

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Keep that it is so."""
        self._keep(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Keep that it is not so."""
        self._keep(False)
