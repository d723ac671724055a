"""Object store: the one writer of what is known of the objects of an entry, in the entry's options.

It works while the entry is not loaded too. What is corrupted costs only itself: it is passed over, told by `corrupted`,
and left as it is until the object is written again.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_CODE, CONF_DEVICE_CLASS, CONF_ENTITY_ID, CONF_MODEL
from homeassistant.core import HomeAssistant, callback, valid_entity_id

from ..const import (
    CONF_ADD_AUTOMATICALLY,
    CONF_CLOSING_HALF,
    CONF_CLOSING_TIME,
    CONF_COLOUR,
    CONF_COMMAND_GAP,
    CONF_COMMAND_SESSIONS,
    CONF_FADING,
    CONF_FILL_GAPS,
    CONF_FOLLOWS_ALL,
    CONF_IGNORED,
    CONF_INVERTED,
    CONF_KEEP_CLOCK,
    CONF_LOCK_CODE,
    CONF_MEMBERS,
    CONF_MODES,
    CONF_MOTION_TIME,
    CONF_OBJECTS,
    CONF_OPEN_FOR,
    CONF_OPENING_HALF,
    CONF_OPENING_TIME,
    CONF_SLAT_SHARE,
    CONF_SLAT_TIME,
    CONF_START_DELAY,
    CONF_TRAITS,
    CONF_UNLOCK_TIME,
    CONF_USED_AS,
    CONF_VIRTUAL,
    CONF_WHERE,
    FADINGS,
    HEATING_PROGRAMS,
    HEATING_SCENARIOS,
    HIGHEST_HALF,
    LONGEST_MOTION_TIME,
    LONGEST_OPEN_FOR,
    LONGEST_TRAVEL_TIME,
    LONGEST_UNLOCK_TIME,
    LOWEST_HALF,
    MODES,
    SHORTEST_MOTION_TIME,
    SHORTEST_UNLOCK_TIME,
    SOURCE_NAMES,
    USED_AS_LIGHT,
    USES,
)
from ..own import InvalidTag, Where
from ..own.items import BaseItem, Traits
from ..own.profiles import PROFILES
from .alarm_orders import ACTIONS, CHANNELS, MAX_CHANNEL
from .key import ObjectKey

type Setting = str | float | bool | dict[str, int] | list[str]
type Settings = dict[str, Setting]


class Virtual(NamedTuple):
    """What a virtual actuator does."""

    entity_id: str
    """The entity that it drives, and whose state it tells."""
    follows_all: bool = True
    """Whether it does what its area and all are told, as actuators do."""


VIRTUAL_KINDS: Final = ("light", "cover")
"""The kinds of actuator whose place can be taken."""


class _Content(NamedTuple):
    """What the options hold."""

    options: object
    objects: Mapping[ObjectKey, Settings]
    ignored: tuple[ObjectKey, ...]
    virtual: Mapping[ObjectKey, Virtual]
    corrupted: list[str]


def _within(low: float, high: float) -> Callable[[object], bool]:
    def is_within(value: object) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high

    return is_within


def _whole(low: int, high: int) -> Callable[[object], bool]:
    is_within = _within(low, high)
    return lambda value: is_within(value) and isinstance(value, int | float) and float(value).is_integer()


def _unlock_time(seconds: float) -> float:
    """Return what an actuator can do of it, never less."""
    return SHORTEST_UNLOCK_TIME if seconds <= SHORTEST_UNLOCK_TIME else math.ceil(seconds)


def _open_for(minutes: float) -> float:
    """Return whole seconds, as minutes; only 0 is for ever."""
    return round(max(round(60 * minutes), 1) / 60, 4) if minutes else 0


_POSSIBLE: Final[Mapping[str, Callable[[float], float]]] = {CONF_UNLOCK_TIME: _unlock_time, CONF_OPEN_FOR: _open_for}
"""What the bus can do of a number: that is what is shown of it, and what is sent."""


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_traits(value: object) -> bool:
    is_bits = _within(0, 2**32 - 1)
    return isinstance(value, dict) and all(
        _is_text(name) and isinstance(bits, int) and is_bits(bits) for name, bits in value.items()
    )


def _are_keys(value: object) -> bool:
    return isinstance(value, list) and all(_is_key(one) for one in value)


def _is_key(value: object) -> bool:
    try:
        ObjectKey.parse(value)
    except ValueError:
        return False
    return True


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


_SETTINGS: Final[Mapping[str, Callable[[object], bool]]] = {
    CONF_WHERE: _is_text,
    CONF_TRAITS: _are_traits,
    CONF_MEMBERS: _are_keys,
    CONF_USED_AS: lambda value: value in USES,
    CONF_DEVICE_CLASS: _is_text,
    CONF_INVERTED: _is_bool,
    CONF_COLOUR: _is_bool,
    CONF_FADING: lambda value: value in FADINGS,
    CONF_MODES: lambda value: value in MODES,
    CONF_OPENING_TIME: _within(0.1, LONGEST_TRAVEL_TIME),
    CONF_CLOSING_TIME: _within(0.1, LONGEST_TRAVEL_TIME),
    CONF_OPENING_HALF: _within(LOWEST_HALF, HIGHEST_HALF),
    CONF_CLOSING_HALF: _within(LOWEST_HALF, HIGHEST_HALF),
    CONF_START_DELAY: _within(0, LONGEST_TRAVEL_TIME),
    CONF_SLAT_SHARE: _within(0, 99),
    CONF_SLAT_TIME: _within(0, LONGEST_TRAVEL_TIME),
    CONF_UNLOCK_TIME: _within(SHORTEST_UNLOCK_TIME, LONGEST_UNLOCK_TIME),
    CONF_OPEN_FOR: _within(0, LONGEST_OPEN_FOR),
    CONF_MOTION_TIME: _within(SHORTEST_MOTION_TIME, LONGEST_MOTION_TIME),
    CONF_CODE: _is_text,
    **{channel.number: _whole(0, MAX_CHANNEL) for channel in CHANNELS.values()},
    **{channel.action: lambda value: value in ACTIONS for channel in CHANNELS.values()},
}
"""What each setting of an object may be; one that is not here may be anything plain."""

_OPTIONS: Final[Mapping[str, Callable[[object], bool]]] = {
    CONF_ADD_AUTOMATICALLY: _is_bool,
    CONF_KEEP_CLOCK: _is_bool,
    CONF_FILL_GAPS: _is_bool,
    CONF_LOCK_CODE: _is_text,
    **dict.fromkeys((*SOURCE_NAMES, *HEATING_PROGRAMS, *HEATING_SCENARIOS), _is_text),
    CONF_COMMAND_SESSIONS: _within(1, 4),
    CONF_COMMAND_GAP: _within(0, 1000),
    CONF_MODEL: lambda value: value in PROFILES,
    CONF_OBJECTS: lambda value: isinstance(value, dict),
    CONF_IGNORED: lambda value: isinstance(value, list | tuple),
    CONF_VIRTUAL: lambda value: isinstance(value, dict),
}
"""What each option of an entry may be."""


class ObjectStore:
    """What is known of the objects of one entry."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Read and write the options of an entry, loaded or not."""
        self._hass: Final = hass
        self._entry: Final = entry
        self._read: _Content | None = None

    # Options of the entry --------------------------------------------------------------------------------------

    def _option(self, name: str) -> Any:  # noqa: ANN401 - each option has a type of its own
        value = self._entry.options.get(name)
        return value if value is not None and _OPTIONS[name](value) else None

    @property
    def adds_automatically(self) -> bool:
        """Whether what is heard is added without asking; on by default."""
        return self._option(CONF_ADD_AUTOMATICALLY) is not False

    @property
    def keeps_clock(self) -> bool:
        """Whether the gateway's clock is set by Home Assistant's; off by default."""
        return self._option(CONF_KEEP_CLOCK) is True

    @property
    def fills_gaps(self) -> bool:
        """Whether the hours in which Home Assistant was off are read from the meters after a start; off by default."""
        return self._option(CONF_FILL_GAPS) is True

    @property
    def lock_code(self) -> str:
        """What is asked for before anything is unlocked; empty for nothing."""
        return str(self._option(CONF_LOCK_CODE) or "")

    def source_name(self, source: int) -> str:
        """Return what a person calls a source of sound, 1-4; empty for one without a name."""
        return str(self._option(SOURCE_NAMES[source - 1]) or "") if 1 <= source <= len(SOURCE_NAMES) else ""

    @property
    def program_names(self) -> Mapping[str, str]:
        """What a person calls programs and scenarios of the heating; a name that two have is none."""
        named = {one: self._option(one) for one in (*HEATING_PROGRAMS, *HEATING_SCENARIOS)}
        names = list(named.values())
        return {one: str(name) for one, name in named.items() if name and names.count(name) == 1}

    @property
    def command_sessions(self) -> int | None:
        """Command sessions at the same time, 1-4; `None`: what the model takes."""
        sessions = self._option(CONF_COMMAND_SESSIONS)
        return None if sessions is None else int(sessions)

    @property
    def command_gap(self) -> float | None:
        """Seconds between two frames; `None`: what the model takes."""
        gap = self._option(CONF_COMMAND_GAP)
        return None if gap is None else gap / 1000

    @property
    def model(self) -> str | None:
        """What discovery or a person says the gateway is; `None`: nobody."""
        model = self._option(CONF_MODEL)
        return None if model is None else str(model)

    @callback
    def set_options(self, **options: object) -> None:
        """Keep options of the entry; `None` removes one."""
        kept = {**self._entry.options, **options}
        self._hass.config_entries.async_update_entry(
            self._entry, options={name: value for name, value in kept.items() if value is not None}
        )

    # Objects ---------------------------------------------------------------------------------------------------

    @property
    def objects(self) -> Mapping[ObjectKey, Settings]:
        """The objects that were added, with their settings."""
        return self._content().objects

    @property
    def ignored(self) -> tuple[ObjectKey, ...]:
        """The objects that the user removed."""
        return self._content().ignored

    @property
    def corrupted(self) -> list[str]:
        """The places in the options that cannot be read: `objects.1-12.opening_time`."""
        return self._content().corrupted

    @property
    def virtual(self) -> Mapping[ObjectKey, Virtual]:
        """The virtual actuators, with what each does."""
        return self._content().virtual

    @callback
    def set_virtual(self, key: ObjectKey, virtual: Virtual | None) -> None:
        """Keep what a virtual actuator does; `None` removes it."""
        kept = {known: value for known, value in self._raw(CONF_VIRTUAL).items() if known != key}
        if virtual is not None:
            kept[key] = virtual._asdict()
        self.set_options(**{CONF_VIRTUAL: kept or None})

    def settings(self, key: ObjectKey) -> Settings:
        """Return what is remembered of an object."""
        return self.objects.get(key, {})

    def traits(self, key: ObjectKey) -> Traits:
        """Return what an object has shown itself to be."""
        traits = self.settings(key).get(CONF_TRAITS)
        return traits if isinstance(traits, dict) else {}

    def number(self, key: ObjectKey, name: str, default: float) -> float:
        """Return a number that is remembered of an object, as far as the bus can do it."""
        value = self.settings(key).get(name)
        if not isinstance(value, int | float):
            return default
        possible = _POSSIBLE.get(name)
        return float(value if possible is None else possible(value))

    def members(self, key: ObjectKey) -> list[ObjectKey]:
        """Return the members of a group that a person has named."""
        members = self.settings(key).get(CONF_MEMBERS)
        return [ObjectKey(member) for member in members] if isinstance(members, list) else []

    def used_as(self, key: ObjectKey) -> str:
        """Return what an actuator of WHO 1 is to be in Home Assistant: one of `USES`."""
        return str(self.settings(key).get(CONF_USED_AS, USED_AS_LIGHT))

    @callback
    def add(self, key: ObjectKey, traits: Traits = {}, settings: Mapping[str, Setting] = {}) -> None:  # noqa: B006
        """Add an object, or settings to one that is there; it is ignored no longer, and nobody acts in its place."""
        known = {**self.settings(key), **settings}
        if traits:
            known[CONF_TRAITS] = {**self.traits(key), **traits}
        objects = {**self._raw(CONF_OBJECTS), key: {name: value for name, value in known.items() if value != {}}}
        changed: dict[str, object] = {CONF_OBJECTS: objects, CONF_IGNORED: [one for one in self.ignored if one != key]}
        virtual = self._raw(CONF_VIRTUAL)
        if key in virtual:
            changed[CONF_VIRTUAL] = {one: value for one, value in virtual.items() if one != key} or None
        self.set_options(**changed)

    @callback
    def update(self, key: ObjectKey, **settings: Setting) -> None:
        """Keep settings of an object."""
        known = {**self.settings(key), **settings}
        kept = {name: value for name, value in known.items() if value != {}}
        self.set_options(**{CONF_OBJECTS: {**self._raw(CONF_OBJECTS), key: kept}})

    @callback
    def remove(self, *keys: ObjectKey) -> None:
        """Drop objects for good: they stay away until the user asks for them again."""
        objects = {known: settings for known, settings in self._raw(CONF_OBJECTS).items() if known not in keys}
        ignored = [*dict.fromkeys((*self.ignored, *keys))]
        self.set_options(**{CONF_OBJECTS: objects, CONF_IGNORED: ignored})

    @callback
    def restore_ignored(self, keys: Iterable[str]) -> None:
        """Ignore objects no longer."""
        wanted = set(keys)
        self.set_options(**{CONF_IGNORED: [key for key in self.ignored if key not in wanted]})

    @callback
    def drop_corrupted(self) -> None:
        """Write what can be read in the place of everything."""
        kept = {name: self._option(name) for name in _OPTIONS if name not in (CONF_OBJECTS, CONF_IGNORED)}
        kept[CONF_VIRTUAL] = {key: virtual._asdict() for key, virtual in self.virtual.items()} or None
        self.set_options(**{**kept, CONF_OBJECTS: dict(self.objects), CONF_IGNORED: list(self.ignored)})

    # Reading ---------------------------------------------------------------------------------------------------

    def _raw(self, name: str) -> Mapping[str, object]:
        """Return what is kept by keys as it is written, also what cannot be read."""
        kept: Mapping[str, object] | None = self._option(name)
        return kept or {}

    def _content(self) -> _Content:
        options = self._entry.options
        if self._read is None or self._read.options is not options:
            corrupted = [name for name, is_right in _OPTIONS.items() if name in options and not is_right(options[name])]
            objects = {}
            for text, settings in self._raw(CONF_OBJECTS).items():
                place = f"{CONF_OBJECTS}.{text}"
                try:
                    key = ObjectKey.parse(text)
                except ValueError:
                    corrupted.append(place)
                    continue
                objects[key] = _readable(key, settings, place, corrupted)
            ignored = []
            for text in self._option(CONF_IGNORED) or ():
                try:
                    ignored.append(ObjectKey.parse(text))
                except ValueError:
                    corrupted.append(f"{CONF_IGNORED}.{text}")
            virtual = _virtual(self._raw(CONF_VIRTUAL), corrupted)
            self._read = _Content(options, objects, tuple(ignored), virtual, corrupted)
        return self._read


def _virtual(written: Mapping[str, object], corrupted: list[str]) -> Mapping[ObjectKey, Virtual]:
    """Return the virtual actuators that can be read; the places of the others are added to `corrupted`."""
    found: dict[ObjectKey, Virtual] = {}
    for text, settings in written.items():
        place = f"{CONF_VIRTUAL}.{text}"
        try:
            key = ObjectKey.parse(text)
        except ValueError:
            corrupted.append(place)
            continue
        if key.kind_name() not in VIRTUAL_KINDS or not isinstance(settings, Mapping):
            corrupted.append(place)
            continue
        entity_id, follows_all = settings.get(CONF_ENTITY_ID), settings.get(CONF_FOLLOWS_ALL, True)
        if not isinstance(entity_id, str) or not valid_entity_id(entity_id):
            # Without an entity there is nothing that it could do.
            corrupted.append(f"{place}.{CONF_ENTITY_ID}")
        elif not isinstance(follows_all, bool):
            corrupted.append(f"{place}.{CONF_FOLLOWS_ALL}")
            found[key] = Virtual(entity_id)
        else:
            found[key] = Virtual(entity_id, follows_all)
    return found


def _readable(key: ObjectKey, settings: object, place: str, corrupted: list[str]) -> Settings:
    """Return the settings of an object that can be read; the places of the others are added to `corrupted`."""
    if not isinstance(settings, Mapping):
        corrupted.append(place)
        return {}
    found: Settings = {}
    for name, value in settings.items():
        is_right = _SETTINGS.get(name, _is_plain)
        if is_right(value) and (name != CONF_WHERE or _spells(key, str(value))):
            found[name] = value
        else:
            corrupted.append(f"{place}.{name}")
    return found


def _spells(key: ObjectKey, text: str) -> bool:
    """Tell whether a text is another spelling of the address of an object."""
    try:
        return ObjectKey.at(key.who, Where(text)) == key
    except KeyError, InvalidTag:
        return False


def heard_settings(item: BaseItem) -> Settings:
    """Return what is worth keeping of an object that was heard: how its gateway spells it, and what it is."""
    where = str(item.where)
    spelling: Settings = {CONF_WHERE: where} if where != item.key else {}
    return {**spelling, CONF_TRAITS: dict(item.traits)} if item.traits else spelling
