"""What all entities share: an object of the bus, availability, a device, and errors that reach the person."""

from collections.abc import Awaitable, Callable
from functools import partial, update_wrapper
from typing import ClassVar, Final, cast, override

from homeassistant.const import EntityCategory
from homeassistant.core import Context, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import DOMAIN
from .coordinator import Coordinator
from .errors import async_call_gateway
from .objects.devices import object_device_info
from .objects.key import ObjectKey
from .objects.store import Setting
from .own.items import BaseItem
from .own.items.point import PointItem


class _OneAction:
    """Makes a method of an entity one action; see `one_action`."""

    def __init__(self, aspects: frozenset[str]) -> None:
        self._aspects: Final = aspects

    def __call__[F: Callable[..., Awaitable[None]]](self, method: F) -> F:
        async def perform(entity: OpenWebNetEntity[BaseItem], *args: object, **kwargs: object) -> None:
            await entity.perform(self._aspects, partial(method, entity, *args, **kwargs))

        return cast("F", update_wrapper(perform, method))


def one_action(*aspects: str) -> _OneAction:
    """Let a method of an entity be one action for its object, which determines some aspects of it.

    A later action that determines all of them drops what this one has not written yet.
    """
    return _OneAction(frozenset(aspects))


class OpenWebNetEntity[ItemT: BaseItem](Entity):
    """An entity that shows an object of the bus."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _shows_item: ClassVar[bool] = True
    """Whether a frame of the object can change what is shown; a setting or a button shows nothing of it."""

    def __init__(self, coordinator: Coordinator, item: ItemT, key: str | None = None) -> None:
        """Show `item`; `key` tells this entity from the object's main one."""
        self.coordinator: Final = coordinator
        self.item: Final = item
        self.object_key: Final = ObjectKey.of(item)
        self._attr_unique_id = self.object_key.unique_id(coordinator.gateway_id, key)
        self._attr_device_info = object_device_info(
            coordinator.gateway_id, coordinator.device_id, self.object_key, coordinator.objects.traits(item)
        )
        if key is None:
            self._attr_name = None

    @property
    @override
    def available(self) -> bool:
        # Where all else answers, only this one is away.
        return self.coordinator.available and self.coordinator.gateway.silent_since(self.item) is None

    @override
    async def async_added_to_hass(self) -> None:
        if self._shows_item:
            self.async_on_remove(self.item.add_listener(self._on_change))
        self.async_on_remove(self.coordinator.objects.add_listener(self.item, self.async_write_ha_state))

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:  # type: ignore[explicit-override, unused-ignore]
        """Nothing keeps the entity id."""

    @callback
    def _on_change(self) -> None:
        """Show what a frame has changed."""
        self.async_write_ha_state()

    @callback
    def act_with(self, context: Context | None) -> None:
        """Act for the caller of a group, who may have asked this one for something else before."""
        if context is not None:
            self.async_set_context(context)

    async def perform(self, aspects: frozenset[str], work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` as one action, which determines `aspects` of the object, in a row with others of its caller."""
        is_many = isinstance(self.item, PointItem) and self.item.is_collective
        members = self.coordinator.gateway.members(self.item) if is_many else ()
        # Home Assistant has no other way to tell the caller.
        await self.item.perform(aspects, work, self._context and self._context.id, members)

    async def _command(self, command: Awaitable[None]) -> None:
        """Await the gateway's answer to a command; raise an error that a person can read."""
        await async_call_gateway(command, self.device_name)

    @property
    def device_name(self) -> str:
        """What the person calls the object."""
        device = self.device_entry
        return (device.name_by_user or device.name if device else None) or self.item.key


class SettingEntity[ItemT: BaseItem](OpenWebNetEntity[ItemT]):
    """A setting of an object, on the page of its device; nothing of it comes from the bus or goes there.

    Disabled at first: a house has more of them than of anything else.
    """

    _attr_entity_category = EntityCategory.CONFIG
    _attr_entity_registry_enabled_default = False
    _shows_item = False
    is_whole = False
    """Whether it is a number of which nothing between two whole ones makes sense."""

    def __init__(self, coordinator: Coordinator, item: ItemT, key: str) -> None:
        """Tune an object; `key` is the name of the setting."""
        super().__init__(coordinator, item, key)
        self._key: Final = key
        self._attr_translation_key = key

    @property
    def setting(self) -> str:
        """The name of the setting."""
        return self._key

    @property
    @override
    def available(self) -> bool:
        """A setting can be changed at any time."""
        return True

    def _keep(self, value: Setting) -> None:
        """Keep a value; what depends on it follows at once."""
        self.coordinator.objects.set_settings(self.item, **{self._key: value})


class GatewayEntity(Entity):
    """An entity that shows the gateway, not an object behind it."""

    _attr_has_entity_name = True
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: Coordinator, key: str) -> None:
        """Show what `key` names."""
        self.coordinator: Final = coordinator
        self._attr_unique_id = f"{coordinator.gateway_id}-{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, coordinator.gateway_id)})
