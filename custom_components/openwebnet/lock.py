"""Locks: actuators of WHO 1 that release one for a time, and those of entrances (WHO 6)."""

from collections.abc import Iterable
from typing import Any, Final, override

from homeassistant.components.lock import LockEntity
from homeassistant.const import ATTR_CODE, Platform
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later

from .const import CONF_UNLOCK_TIME, DEFAULT_UNLOCK_TIME, DOMAIN, USED_AS_LOCK
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity, one_action
from .objects.key import ObjectKey
from .own.items import BaseItem, DoorEntry, Light
from .timing import TIMING

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0

DOOR_LOCK: Final = "lock"


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every lock its entity."""
    entry.runtime_data.add_platform(Platform.LOCK, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[CodedLock[Any]]:
    """Return the entities of an object."""
    match item:
        case DoorEntry(has_lock=True):
            yield DoorLock(coordinator, item)
        case Light() if coordinator.objects.is_actuator(item):
            if coordinator.store.used_as(ObjectKey.of(item)) == USED_AS_LOCK:
                yield ActuatorLock(coordinator, item)


class CodedLock[ItemT: BaseItem](OpenWebNetEntity[ItemT], LockEntity):
    """A lock that asks for a code, where one is set."""

    @property
    @override
    def code_format(self) -> str | None:
        code = self.coordinator.store.lock_code
        if not code:
            return None
        return r"^\d+$" if code.isdecimal() else r"^.+$"

    def _check(self, kwargs: dict[str, Any]) -> None:
        """Raise `ServiceValidationError` for a wrong code."""
        code = self.coordinator.store.lock_code
        if code and kwargs.get(ATTR_CODE) != code:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="wrong_code")


class ActuatorLock(CodedLock[Light]):
    """A lock that an actuator releases: on is unlocked, and the actuator itself ends it."""

    @property
    @override
    def is_locked(self) -> bool | None:
        on = self.item.state.on
        return None if on is None else not on

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Release it for its time."""
        self._check(kwargs)
        await self._release()

    @one_action("on", "level", "colour")
    async def _release(self) -> None:
        seconds = self.coordinator.store.number(self.object_key, CONF_UNLOCK_TIME, DEFAULT_UNLOCK_TIME)
        if seconds.is_integer():
            await self._command(self.item.turn_on_for(0, 0, int(seconds)))
        else:
            await self._command(self.item.turn_on_timed(seconds))

    @override
    @one_action("on", "level", "colour")
    async def async_lock(self, **kwargs: Any) -> None:
        """Release it no longer."""
        await self._command(self.item.turn_off())


class DoorLock(CodedLock[DoorEntry]):
    """The lock of an entrance. The bus tells that it is released, and not when that is over: after some seconds."""

    _attr_assumed_state = True
    _attr_is_locked = True
    _attr_translation_key = "lock"

    def __init__(self, coordinator: Coordinator, item: DoorEntry) -> None:
        """Show the lock of an entrance."""
        super().__init__(coordinator, item, DOOR_LOCK)
        self._told = item.state.lock_opened
        self._relock: CALLBACK_TYPE | None = None

    @callback
    @override
    def _on_change(self) -> None:
        opened = self.item.state.lock_opened
        if opened is not None and opened != self._told:
            self._told = opened
            self._attr_is_locked = False
            self._end_release()
            self._relock = async_call_later(
                self.hass, TIMING.door_release, HassJob(self._on_relock, cancel_on_shutdown=True)
            )
        super()._on_change()

    @callback
    def _on_relock(self, _: object) -> None:
        self._relock = None
        self._attr_is_locked = True
        self.async_write_ha_state()

    def _end_release(self) -> None:
        if self._relock is not None:
            self._relock()
            self._relock = None

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Release it; it locks by itself."""
        self._check(kwargs)
        await self._command(self.item.open_lock())

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        """Tell that nobody can."""
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="locks_by_itself")

    @override
    async def async_will_remove_from_hass(self) -> None:
        self._end_release()
