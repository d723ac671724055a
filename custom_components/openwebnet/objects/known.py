"""Objects that are known behind a gateway: taken in, discovered, set, and followed by who shows them."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..const import (
    CONF_MEMBERS,
    CONF_MODES,
    CONF_MOTION_TIME,
    CONF_OPEN_FOR,
    CONF_TRAITS,
    CONF_UNLOCK_TIME,
    CONF_WHERE,
    DEFAULT_OPEN_FOR,
    DEFAULT_UNLOCK_TIME,
    USED_AS_LOCK,
    USED_AS_VALVE,
)
from ..own import Where
from ..own.gateway import Gateway
from ..own.items import BaseItem, Light, Traits
from ..own.items.point import PointItem
from ..own.listeners import Listeners
from .entities import EntityMaker, ObjectEntities
from .key import ObjectKey
from .store import ObjectStore, Setting, heard_settings

_LOGGER = logging.getLogger(__name__)

MAX_OBJECTS: Final = 500
"""Objects that are discovered: more than a bus with its interfaces has, and a bound for noise."""


class KnownObjects:
    """The objects that have entities, and those that were heard and have none yet."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, gateway: Gateway, store: ObjectStore) -> None:
        """Know nothing yet; `restore` makes what is remembered."""
        self._gateway: Final = gateway
        self._store: Final = store
        self._entities: Final = ObjectEntities(hass, entry)
        self.discovered: Final[dict[ObjectKey, BaseItem]] = {}
        """Objects that were heard and that the user has not added yet."""
        self._objects: Final[dict[BaseItem, Traits]] = {}
        """The objects that have entities, each with what it has told of itself."""
        self._listeners: Final[dict[BaseItem | None, Listeners[()]]] = {}
        """Who follows an object beside its state: settings, silence; of `None` the connection too."""
        self._frame_listeners: Final[Listeners[BaseItem]] = Listeners()

    # Listeners -------------------------------------------------------------------------------------------------

    @callback
    def show_all(self) -> None:
        """Let all that follows the connection or the options show them as they are now."""
        for listeners in tuple(self._listeners.values()):
            listeners.notify()

    @callback
    def add_frame_listener(self, listener: Callable[[BaseItem], None]) -> Callable[[], None]:
        """Call `listener(item)` after every frame of an object, and when one that was heard is added.

        Returns the way to end it.
        """
        return self._frame_listeners.add(listener)

    @callback
    def add_listener(self, item: BaseItem | None, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` when the connection has changed, and, of an object, its settings or whether it answers.

        Returns the way to end it.
        """
        return self._listeners.setdefault(item, Listeners()).add(listener)

    def notify(self, item: BaseItem) -> None:
        """Tell who follows an object that something beside its state has changed."""
        if item in self._listeners:
            self._listeners[item].notify()

    def hear(self, item: BaseItem) -> None:
        """Take in a frame of an object, which has told what it is."""
        self._take_in(item)
        self._frame_listeners.notify(item)

    def _take_in(self, item: BaseItem) -> None:
        """Keep what an object shows itself to be, and take in one that is not known."""
        known = self._objects.get(item)
        if known is not None:
            told = item.traits
            if told != known:
                self._keep_traits(item, told)
        elif item.heard and item.is_device and not item.is_part_of_others:
            self._discover(item)

    # Objects ---------------------------------------------------------------------------------------------------

    @callback
    def restore(self) -> None:
        """Make the objects that are remembered."""
        for key in self._store.objects:
            self._objects[self._item(key, self._store.traits(key))] = {}
        for item in self._objects:
            self._show_members(item)
            self._tune(item)
        # What the config flow has heard is no news, but what it has not seen come.
        for item in self._gateway.items:
            if item.heard:
                self._take_in(item)

    def _item(self, key: ObjectKey, traits: Traits | None = None) -> BaseItem:
        """Return the object of a key, spelled as the gateway does."""
        where = Where(str(self._store.settings(key).get(CONF_WHERE, key.where)))
        return self._gateway.get_item(key.who, where, traits)

    def _show_members(self, item: BaseItem) -> None:
        """Let a group, an area or all be what its members are."""
        if isinstance(item, PointItem) and item.is_collective:
            members = [self._item(key) for key in self._store.members(ObjectKey.of(item))]
            self._gateway.show_members(item, [member for member in members if isinstance(member, PointItem)])

    def _tune(self, item: BaseItem) -> None:
        """Let a light know how long it is on, and a sensor how long a motion lasts, as a person has said."""
        if not isinstance(item, Light):
            return
        key = ObjectKey.of(item)
        item.motion_time = self._store.number(key, CONF_MOTION_TIME, 0) or None
        match self._store.used_as(key):
            case use if use == USED_AS_LOCK:
                item.on_time = self._store.number(key, CONF_UNLOCK_TIME, DEFAULT_UNLOCK_TIME)
            case use if use == USED_AS_VALVE:
                item.on_time = 60 * self._store.number(key, CONF_OPEN_FOR, DEFAULT_OPEN_FOR) or None
            case _:
                item.on_time = None

    def item_of(self, key: ObjectKey) -> BaseItem | None:
        """Return the object of a key, if it was heard of."""
        return next((item for item in self._gateway.items if ObjectKey.of(item) == key), None)

    def _keep_traits(self, item: BaseItem, told: Traits) -> None:
        """Keep what an object has told of itself; it may be worth more entities."""
        self._objects[item] = told
        traits = self.traits(item)
        if traits != self._store.traits(ObjectKey.of(item)):
            was_actuator = isinstance(item, Light) and _is_actuator(self._store.traits(ObjectKey.of(item)))
            self.set_settings(item, **{CONF_TRAITS: dict(traits)})
            if was_actuator and not _is_actuator(traits):
                # What looked like a light has shown that it is a sensor.
                self.recreate_entities(item)
            else:
                self._entities.add(item)

    def traits(self, item: BaseItem) -> Mapping[str, int]:
        """Return what an object has ever shown itself to be."""
        return {**self._store.traits(ObjectKey.of(item)), **item.traits}

    def is_actuator(self, item: Light) -> bool:
        """Tell whether it switches something, and is not only a sensor that shares the addresses of lights."""
        return _is_actuator(self.traits(item))

    @callback
    def set_settings(self, item: BaseItem, **settings: Setting) -> None:
        """Keep settings of an object; what depends on them follows at once."""
        self._store.update(ObjectKey.of(item), **settings)
        if CONF_MEMBERS in settings:
            self._show_members(item)
        self._tune(item)
        if CONF_MODES in settings:
            # What is said of a central unit counts for its zones.
            self.show_all()
        self.notify(item)

    def _discover(self, item: BaseItem) -> None:
        """Take in an object that was heard and is not known."""
        key = ObjectKey.of(item)
        if key in self._store.ignored or self._is_repeated(item):
            return
        if len(self._objects) + len(self.discovered) >= MAX_OBJECTS:
            _LOGGER.debug("%s is one too many for a bus", key)
        elif self._store.adds_automatically:
            self.add(key)
        else:
            self.discovered.setdefault(key, item)

    def _is_repeated(self, item: BaseItem) -> bool:
        """Tell whether another subsystem tells of the same thing, and it is known by that."""
        return item.twin is not None and any((known.who, known.where) == item.twin for known in self._objects)

    @callback
    def add(self, key: ObjectKey, traits: Traits | None = None, **settings: Setting) -> BaseItem:
        """Give an object its entities, now and after every restart; it waits no longer, and is ignored no longer.

        `traits` are what it is known to be, where it has not been heard yet.
        """
        item = self._item(key, traits)
        self.discovered.pop(key, None)
        self._objects[item] = item.traits
        self._store.add(key, {**(traits or {}), **self.traits(item)}, {**heard_settings(item), **settings})
        self._show_members(item)
        self._tune(item)
        self.notify(item)
        self._entities.add(item)
        if item.heard:
            self._frame_listeners.notify(item)
        return item

    @callback
    def add_discovered(self) -> None:
        """Add all that was discovered."""
        for key, item in tuple(self.discovered.items()):
            del self.discovered[key]
            self._discover(item)

    @callback
    def remove(self, key: ObjectKey) -> None:
        """Drop an object for good: it stays away until the user asks for it again."""
        self.discovered.pop(key, None)
        for item in [item for item in self._objects if ObjectKey.of(item) == key]:
            del self._objects[item]
        self._entities.forget(key)
        self._store.remove(key)

    @callback
    def restore_ignored(self, keys: Iterable[str]) -> None:
        """Ignore objects no longer: those that were heard are added at once, the others count as new."""
        wanted = set(keys)
        self._store.restore_ignored(wanted)
        for item in self._gateway.items:
            if item.heard and item.is_device and ObjectKey.of(item) in wanted and not self._is_repeated(item):
                self.add(ObjectKey.of(item))

    # Entities --------------------------------------------------------------------------------------------------

    @callback
    def add_platform(
        self, platform: Platform, async_add_entities: AddConfigEntryEntitiesCallback, make: EntityMaker
    ) -> None:
        """Let a platform give entities to the objects there are, and to those that come later."""
        self._entities.add_platform(platform, async_add_entities, make, self._objects)

    @callback
    def close(self) -> None:
        """Give nothing entities any more; what is heard yet is remembered, and has them after the next start."""
        self._entities.close()

    def make_entities_of(self, item: BaseItem) -> Iterable[Entity]:
        """Make the entities of an object anew, to look at."""
        return self._entities.preview(item)

    @callback
    def recreate_entities(self, item: BaseItem) -> None:
        """Give an object its entities anew, after a setting that decides what they are; the others are removed."""
        self._entities.recreate(item)


def _is_actuator(traits: Traits) -> bool:
    return "light" in traits or traits.keys().isdisjoint(("motion", "illuminance"))
