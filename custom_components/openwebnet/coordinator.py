"""One gateway of Home Assistant: runs its sessions, knows its objects, and gives each its entities."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import UNDEFINED

from .const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_COMMAND_GAP,
    CONF_COMMAND_SESSIONS,
    CONF_IGNORED,
    CONF_OBJECTS,
    CONF_TRAITS,
    CONF_USED_AS,
    DOMAIN,
    MANUFACTURER,
    USED_AS_LIGHT,
)
from .issues import Issue, close_issue, open_issues, report_another, report_problem
from .own import (
    AnotherGateway,
    BaseMessage,
    InvalidAuthentication,
    InvalidSession,
    InvalidTag,
    OWNException,
    Where,
    Who,
)
from .own.gateway import Gateway
from .own.items import BaseItem, Light, SoundDiffusion, SoundSystem, Traits
from .own.link import Problem
from .own.listeners import Listeners

_LOGGER = logging.getLogger(__name__)

_SOUND: Final = frozenset((Who.SOUND_DIFFUSION_1, Who.SOUND_DIFFUSION_2))
type OpenWebNetConfigEntry = ConfigEntry[Coordinator]
type EntityMaker = Callable[[Coordinator, BaseItem], Iterable[Entity]]
type Setting = str | float | bool | dict[str, int]
type Settings = dict[str, Setting]


def object_key(item: BaseItem) -> str:
    """Return the key of an object: `<WHO>-<WHERE>`, as in the entry's options and in ids."""
    return f"{item.who.value}-{item.key}"


def first_settings(item: BaseItem) -> Settings:
    """Return what is worth keeping of an object that was heard: how its gateway spells it, and what it is."""
    where = str(item.where)
    spelling: Settings = {"where": where} if where != item.key else {}
    return {**spelling, CONF_TRAITS: dict(item.traits)} if item.traits else spelling


class Coordinator:
    """Stands between one gateway and Home Assistant; the only place that knows both."""

    def __init__(self, hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> None:
        """Prepare; nothing is connected yet."""
        self.hass: Final = hass
        self.entry: Final = entry
        sessions: float | None = entry.options.get(CONF_COMMAND_SESSIONS)
        gap: float | None = entry.options.get(CONF_COMMAND_GAP)
        self.gateway: Final = Gateway(
            entry.data[CONF_HOST],
            entry.data[CONF_PORT],
            entry.data[CONF_PASSWORD],
            mac=entry.unique_id,
            sessions=None if sessions is None else int(sessions),
            gap=None if gap is None else gap / 1000,
        )
        self.gateway_id: Final = entry.unique_id or entry.entry_id
        self.device_id = ""
        """The gateway's own device."""
        self._shown_identity = self.gateway.identity
        self.waiting: Final[dict[str, BaseItem]] = {}
        """Objects that were heard and that the user has not added yet."""
        self._objects: Final[dict[BaseItem, Traits]] = {}
        """The objects that have entities, each with what it has told of itself."""
        self._platforms: Final[list[tuple[Platform, AddConfigEntryEntitiesCallback, EntityMaker]]] = []
        self._settings_listeners: Final[dict[BaseItem, Listeners[()]]] = {}
        self._entity_ids: Final[set[tuple[Platform, str | None]]] = set()
        """The entities there are, by platform and unique id."""

    @property
    def available(self) -> bool:
        """Whether the gateway is connected."""
        return self.gateway.available

    async def async_connect(self) -> None:
        """Connect and make the gateway's device. Raises what Home Assistant understands.

        What the gateway is, is asked for later; only where another one was found, nothing is begun before it is known
        to be the right one again.
        """
        placeholders = {"host": str(self.entry.data[CONF_HOST])}
        is_doubted = (Issue.GATEWAY_REPLACED, "") in open_issues(self.hass, self.entry)
        try:
            await self.gateway.connect(identify=is_doubted)
        except AnotherGateway as error:
            report_problem(self.hass, self.entry, None)
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN,
                translation_key="gateway_replaced",
                translation_placeholders=report_another(self.hass, self.entry, error.mac),
            ) from error
        except InvalidAuthentication as error:
            report_problem(self.hass, self.entry, Problem.PASSWORD_REFUSED)
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key="invalid_auth") from error
        except InvalidSession as error:
            report_problem(self.hass, self.entry, Problem.SESSION_REFUSED)
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN, translation_key="session_refused", translation_placeholders=placeholders
            ) from error
        except (OWNException, TimeoutError) as error:
            report_problem(self.hass, self.entry, None)
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN, translation_key="cannot_connect", translation_placeholders=placeholders
            ) from error
        report_problem(self.hass, self.entry, None)
        close_issue(self.hass, self.entry, Issue.GATEWAY_REPLACED)
        self._show_gateway()

    def _show_gateway(self) -> None:
        """Make the gateway's device, with what the gateway has told of itself so far."""
        identity = self._shown_identity = self.gateway.identity
        mac = identity.mac or self.entry.unique_id
        device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={(DOMAIN, self.gateway_id)},
            connections={(dr.CONNECTION_NETWORK_MAC, mac)} if mac else set(),
            manufacturer=MANUFACTURER,
            model=identity.model or UNDEFINED,
            name=self.entry.title,
            sw_version=identity.firmware or UNDEFINED,
        )
        self.device_id = device.id

    @callback
    def restore(self) -> None:
        """Make the objects that are remembered."""
        for key, settings in self._remembered.items():
            who, _, where = key.partition("-")
            traits = settings.get(CONF_TRAITS)
            try:
                item = self.gateway.get_item(
                    Who(who), Where(str(settings.get("where", where))), traits if isinstance(traits, dict) else None
                )
            except KeyError, ValueError, InvalidTag:
                _LOGGER.warning("Cannot use the object %s of the configuration", key)
                continue
            self._objects[item] = {}

    @callback
    def async_start(self) -> None:
        """Begin to read events; what is on the bus is asked for in the background."""
        self.entry.async_on_unload(self.gateway.add_frame_listener(self._on_frame))
        self.entry.async_on_unload(self.gateway.add_state_listener(self._on_state))
        task = self.run_in_background(self._run(), "")

        async def stop(_: Event | None = None) -> None:
            task.cancel()
            await self.gateway.close()

        self.entry.async_on_unload(stop)
        self.entry.async_on_unload(self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, stop))

    @callback
    def run_in_background(self, work: Coroutine[None, None, None], name: str) -> asyncio.Task[None]:
        """Do something until it ends, or the entry is unloaded."""
        return self.entry.async_create_background_task(self.hass, work, f"{DOMAIN} {self.entry.title} {name}".rstrip())

    async def _run(self) -> None:
        try:
            await self.gateway.run()
        except InvalidAuthentication:
            self.entry.async_start_reauth(self.hass)
        except AnotherGateway as error:
            # The address may be another gateway's by now: nobody else's house is shown or switched.
            report_another(self.hass, self.entry, error.mac)
            self.hass.config_entries.async_schedule_reload(self.entry.entry_id)

    @callback
    def _on_state(self) -> None:
        """Tell a person what only a person can mend; a short loss is nobody's business."""
        if not self.gateway.available or self.gateway.problem is None:
            report_problem(self.hass, self.entry, self.gateway.problem)
        if self.gateway.identity != self._shown_identity:
            self._show_gateway()

    @callback
    def add_platform(
        self, platform: Platform, async_add_entities: AddConfigEntryEntitiesCallback, make: EntityMaker
    ) -> None:
        """Let a platform give entities to the objects there are, and to those that come later."""
        self._platforms.append((platform, async_add_entities, make))
        for item in self._objects:
            self._add_entities(platform, async_add_entities, make(self, item))

    def _add_entities(
        self, platform: Platform, async_add_entities: AddConfigEntryEntitiesCallback, entities: Iterable[Entity]
    ) -> None:
        new = [entity for entity in entities if (platform, entity.unique_id) not in self._entity_ids]
        if new:
            self._entity_ids.update((platform, entity.unique_id) for entity in new)
            async_add_entities(new)

    @callback
    def _on_frame(self, item: BaseItem, _: BaseMessage) -> None:
        known = self._objects.get(item)
        if known is not None:
            told = item.traits
            if told != known:
                self._keep_traits(item, told)
        elif item.heard and item.is_device and not item.is_part_of_others:
            self._find(item)

    def _keep_traits(self, item: BaseItem, told: Traits) -> None:
        """Keep what an object has told of itself; it may be worth more entities."""
        self._objects[item] = told
        traits = self.traits(item)
        if traits != self.settings(item).get(CONF_TRAITS, {}):
            self.remember(item, traits=dict(traits))
            self._make_entities(item)

    def _find(self, item: BaseItem) -> None:
        """Take in an object that was heard and is not known."""
        key = object_key(item)
        if key in self.entry.options.get(CONF_IGNORED, ()) or self._is_repeated(item):
            return
        if not self.entry.options.get(CONF_ADD_AUTOMATICALLY, True):
            self.waiting.setdefault(key, item)
            return
        self.adopt(item)

    def _is_repeated(self, item: BaseItem) -> bool:
        """Tell whether an amplifier is known already: some gateways tell WHO 16 again as WHO 22 (gateways.md 7)."""
        if isinstance(item, SoundSystem | SoundDiffusion) and item.twin is not None:
            return any(known.where == item.twin for known in self._objects if known.who in _SOUND and known is not item)
        return False

    @callback
    def adopt(self, item: BaseItem, **settings: Setting) -> None:
        """Give an object its entities, now and after every restart; it waits no longer, and is ignored no longer."""
        key = object_key(item)
        self.waiting.pop(key, None)
        self._objects[item] = item.traits
        ignored = [other for other in self.entry.options.get(CONF_IGNORED, ()) if other != key]
        where = str(item.where)
        spelling: Settings = {"where": where} if where != item.key else {}
        self.remember(item, traits=dict(self.traits(item)), **spelling, **settings)
        self._save({CONF_IGNORED: ignored})
        self._make_entities(item)

    @callback
    def adopt_key(self, key: str, traits: Mapping[str, int] | None = None, **settings: Setting) -> BaseItem:
        """Adopt the object of a key, heard or not. Raises `ValueError` for a key that names nothing.

        `traits` are what it is known to be, where it has not been heard yet.
        """
        who, _, where = key.partition("-")
        try:
            item = self.gateway.get_item(Who(who), Where(where), traits)
        except (KeyError, InvalidTag) as error:
            raise ValueError(f"{key} names no object") from error
        self.adopt(item, **settings)
        return item

    @callback
    def make_again(self, item: BaseItem) -> None:
        """Give an object its entities anew, after a setting that decides what they are; the others are removed."""
        key = object_key(item)
        wanted = {(platform, entity.unique_id) for platform, _, make in self._platforms for entity in make(self, item)}
        registry = er.async_get(self.hass)
        for known in er.async_entries_for_config_entry(registry, self.entry.entry_id):
            if self._belongs(known.unique_id, key) and (Platform(known.domain), known.unique_id) not in wanted:
                registry.async_remove(known.entity_id)
                self._entity_ids.discard((Platform(known.domain), known.unique_id))
        self._make_entities(item)

    def _make_entities(self, item: BaseItem) -> None:
        for platform, async_add_entities, make in self._platforms:
            self._add_entities(platform, async_add_entities, make(self, item))

    def traits(self, item: BaseItem) -> Mapping[str, int]:
        """Return what an object has ever shown itself to be."""
        known = self.settings(item).get(CONF_TRAITS)
        return {**(known if isinstance(known, dict) else {}), **item.traits}

    @property
    def _remembered(self) -> Mapping[str, Settings]:
        objects: Mapping[str, Settings] = self.entry.options.get(CONF_OBJECTS, {})
        return objects

    def settings(self, item: BaseItem) -> Settings:
        """Return what is remembered of an object."""
        return self._remembered.get(object_key(item), {})

    def is_known(self, item: BaseItem) -> bool:
        """Tell whether an object is one of the entry's, not only heard or referred to."""
        return object_key(item) in self._remembered

    def number_setting(self, item: BaseItem, name: str, default: float) -> float:
        """Return a number that is remembered of an object."""
        value = self.settings(item).get(name)
        return float(value) if isinstance(value, int | float) else default

    def is_actuator(self, item: Light) -> bool:
        """Tell whether it switches something, and is not only a sensor that shares the addresses of lights."""
        traits = self.traits(item)
        return "light" in traits or traits.keys().isdisjoint(("motion", "illuminance"))

    def item_of(self, key: str) -> BaseItem | None:
        """Return the object of a key, if it was heard of."""
        return next((item for item in self.gateway.items if object_key(item) == key), None)

    def used_as(self, item: BaseItem) -> str:
        """Return what an actuator of WHO 1 is to be in Home Assistant: `light`, `switch`, `outlet` or `fan`."""
        return str(self.settings(item).get(CONF_USED_AS, USED_AS_LIGHT))

    @callback
    def remember(self, item: BaseItem, **settings: Setting) -> None:
        """Keep settings of an object in the entry's options."""
        known = {**self.settings(item), **settings}
        kept = {name: value for name, value in known.items() if value != {}}
        self._save({CONF_OBJECTS: {**self._remembered, object_key(item): kept}})
        if item in self._settings_listeners:
            self._settings_listeners[item].tell()

    @callback
    def add_settings_listener(self, item: BaseItem, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` when settings of an object have changed. Returns the way to end it."""
        return self._settings_listeners.setdefault(item, Listeners()).add(listener)

    @callback
    def forget(self, key: str) -> None:
        """Drop an object for good: it stays away until the user asks for it again."""
        for item in [item for item in self._objects if object_key(item) == key]:
            del self._objects[item]
        for issue in (Issue.SILENT_DEVICE, Issue.ACTUATOR_FAULT):
            close_issue(self.hass, self.entry, issue, key)
        gone = [known for known in self._entity_ids if self._belongs(known[1] or "", key)]
        self._entity_ids.difference_update(gone)
        self._save(
            {
                CONF_OBJECTS: {known: settings for known, settings in self._remembered.items() if known != key},
                CONF_IGNORED: [*dict.fromkeys((*self.entry.options.get(CONF_IGNORED, ()), key))],
            }
        )

    @callback
    def adopt_waiting(self) -> None:
        """Adopt all that waits."""
        for item in tuple(self.waiting.values()):
            self.waiting.pop(object_key(item))
            self._find(item)

    @callback
    def ignore(self, keys: Iterable[str]) -> None:
        """Let objects that wait stay away until the user asks for them."""
        for key in keys:
            self.waiting.pop(key, None)
            self.forget(key)

    @callback
    def take_back(self, keys: Iterable[str]) -> None:
        """Ignore objects no longer: those that were heard are adopted at once, the others count as new."""
        wanted = set(keys)
        ignored = self.entry.options.get(CONF_IGNORED, ())
        self._save({CONF_IGNORED: [key for key in ignored if key not in wanted]})
        for item in self.gateway.items:
            if item.heard and item.is_device and object_key(item) in wanted and not self._is_repeated(item):
                self.adopt(item)

    def _save(self, changes: Mapping[str, object]) -> None:
        self.hass.config_entries.async_update_entry(self.entry, options={**self.entry.options, **changes})

    def _belongs(self, unique_id: str, key: str) -> bool:
        main = f"{self.gateway_id}-{key}"
        return unique_id == main or unique_id.startswith(f"{main}-")
