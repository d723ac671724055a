"""Entities of the objects of a gateway: made on every platform, and made anew where a setting decides what they are."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..own.items import BaseItem
from .devices import gateway_id, move_entity_settings
from .key import ObjectKey

type EntityMaker = Callable[[BaseItem], Iterable[Entity]]


class _Maker(NamedTuple):
    """How a platform makes and adds entities."""

    platform: Platform
    async_add_entities: AddConfigEntryEntitiesCallback
    make: EntityMaker


class ObjectEntities:
    """Which entities there are, by platform and unique id, and who makes them."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Start without any platform."""
        self._hass: Final = hass
        self._entry: Final = entry
        self._gateway_id: Final = gateway_id(entry)
        self._makers: Final[list[_Maker]] = []
        self._there: Final[set[tuple[Platform, str | None]]] = set()

    @callback
    def add_platform(
        self,
        platform: Platform,
        async_add_entities: AddConfigEntryEntitiesCallback,
        make: EntityMaker,
        items: Iterable[BaseItem],
    ) -> None:
        """Let a platform give entities to the objects there are, and to those that come later."""
        maker = _Maker(platform, async_add_entities, make)
        self._makers.append(maker)
        for item in items:
            self._add(maker, item)

    @callback
    def add(self, item: BaseItem) -> None:
        """Give an object the entities that it has not yet."""
        for maker in self._makers:
            self._add(maker, item)

    @callback
    def close(self) -> None:
        """Make no more: what is added while its platform goes would outlive that, and be in the way of the next."""
        self._makers.clear()

    def _add(self, maker: _Maker, item: BaseItem) -> None:
        new = [entity for entity in maker.make(item) if (maker.platform, entity.unique_id) not in self._there]
        if new:
            self._there.update((maker.platform, entity.unique_id) for entity in new)
            maker.async_add_entities(new)

    def preview(self, item: BaseItem) -> list[Entity]:
        """Make the entities of an object, to look at: what it has of them may be disabled, or not be there yet."""
        return [entity for maker in self._makers for entity in maker.make(item)]

    @callback
    def forget(self, key: ObjectKey) -> None:
        """Take note that the entities of an object are gone."""
        self._there.difference_update([one for one in self._there if key.owns(self._gateway_id, one[1] or "")])

    @callback
    def recreate(self, item: BaseItem) -> None:
        """Give an object its entities anew, after a setting that decides what they are; the others are removed."""
        key = ObjectKey.of(item)
        wanted = {(maker.platform, entity.unique_id) for maker in self._makers for entity in maker.make(item)}
        registry = er.async_get(self._hass)
        main = key.unique_id(self._gateway_id)
        for known in er.async_entries_for_config_entry(registry, self._entry.entry_id):
            platform = Platform(known.domain)
            if key.owns(self._gateway_id, known.unique_id) and (platform, known.unique_id) not in wanted:
                registry.async_remove(known.entity_id)
                self._there.discard((platform, known.unique_id))
                if known.unique_id == main:
                    successors = (domain for domain, unique_id in wanted if unique_id == main)
                    move_entity_settings(self._hass, self._entry, known, next(successors, None))
        self.add(item)
