"""Plan of moving in: which entities of the MyHOME integration become which of this one, and which cannot, and why.

What is known of its ids: `<MAC>-<WHO>-<WHERE>`, with `-<what it shows>` where an address has several entities; the
MAC has colons, and the WHERE may have its bus interface as `31I02` or `31#4#02`. How it words what an entity shows
differs from version to version, so that is read word by word, together with the entity's class.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NamedTuple

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.cover import CoverDeviceClass
from homeassistant.const import CONF_DEVICE_CLASS, Platform
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.entity_registry import RegistryEntry

from ..const import CONF_USED_AS, USED_AS_LIGHT, USED_AS_LOCK, USED_AS_OUTLET, USED_AS_SWITCH
from ..objects.key import ObjectKey
from ..objects.store import Setting
from ..own import InvalidTag, Who
from .addresses import read_where

_ID: Final = re.compile(
    r"(?P<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5})-(?P<who>\d+)-(?P<where>[\d#]*(?:i\d{1,2})?)(?:-(?P<shows>.+))?",
    re.IGNORECASE,
)


class Reason(StrEnum):
    """Why something does not move; also the translation key."""

    UNKNOWN_ID = "unknown_id"
    OTHER_GATEWAY = "other_gateway"
    BAD_ADDRESS = "bad_address"
    NO_COUNTERPART = "no_counterpart"
    OTHER_TYPE = "other_type"
    TWICE = "twice"
    VIRTUAL = "virtual"


class NotMoved(Exception):
    """Something that does not move, with the reason."""

    def __init__(self, reason: Reason) -> None:
        """Say why."""
        super().__init__(reason)
        self.reason: Final = reason


@dataclass(frozen=True, slots=True)
class Move:
    """An entity that moves: what it is here."""

    row: RegistryEntry
    key: ObjectKey
    part: str | None
    """`None` for the main entity of the object."""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    traits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """An entity that does not move."""

    entity_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of an entry."""

    moves: list[Move] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    devices: dict[ObjectKey, str] = field(default_factory=dict)
    """The devices of objects, also of those that have no entities there, by their ids."""


class _Id(NamedTuple):
    mac: str
    key: ObjectKey
    shows: frozenset[str]


def plan_move(
    rows: Iterable[RegistryEntry],
    devices: Iterable[DeviceEntry],
    mac: str | None,
    domain: str,
    virtual: Collection[ObjectKey] = (),
) -> Plan:
    """Plan what becomes of entities and devices of `domain` at the gateway `mac`, which may be unknown.

    At the addresses of `virtual` actuators nothing is taken.
    """
    plan = Plan()
    taken: dict[tuple[ObjectKey, str | None], str] = {}
    """By object and part, the type of entity that it is: an object has one main entity, of one type."""
    # The main entity of an address first: what else there is may depend on it. Buttons are of least interest.
    for row in sorted(rows, key=lambda row: (row.domain == Platform.BUTTON, len(row.unique_id), row.entity_id)):
        try:
            move = _move(row, mac, virtual)
        except NotMoved as error:
            plan.left.append(Left(row.entity_id, error.reason))
            continue
        target = (move.key, move.part)
        if target in taken:
            plan.left.append(Left(row.entity_id, Reason.TWICE))
            continue
        if taken.get((move.key, None)) == Platform.CLIMATE and move.traits == _ONLY_MEASURES:
            move = replace(move, traits={})
        taken[target] = row.domain
        plan.moves.append(move)
        if row.device_id is not None:
            plan.devices.setdefault(move.key, row.device_id)
    for device in devices:
        for identifier in device.identifiers:
            if identifier[0] == domain and (key := _key_of_device(identifier[1], mac)) is not None:
                plan.devices.setdefault(key, device.id)
    return plan


def _key_of_device(identifier: str, mac: str | None) -> ObjectKey | None:
    try:
        return _read(identifier, mac).key
    except NotMoved:
        return None


def _move(row: RegistryEntry, mac: str | None, virtual: Collection[ObjectKey]) -> Move:
    """Return what an entity becomes. Raises `NotMoved`."""
    read = _read(row.unique_id, mac)
    if read.key in virtual:
        raise NotMoved(Reason.VIRTUAL)
    kind = read.key.kind()
    rule = _RULES.get((read.key.who, row.domain))
    if rule is None:
        types = {domain for who, domain in _RULES if who is read.key.who}
        is_main = row.entity_category is None and not read.shows
        raise NotMoved(Reason.OTHER_TYPE if is_main and types else Reason.NO_COUNTERPART)
    found = rule(row, read, "" if kind is None else kind.name)
    traits = {**(kind.traits if kind else {}), **found.traits}
    return Move(row, read.key, found.part, found.settings, traits)


def _read(text: str, mac: str | None) -> _Id:
    """Read an id. Raises `NotMoved`."""
    match = _ID.fullmatch(text)
    if match is None:
        raise NotMoved(Reason.UNKNOWN_ID)
    found = match["mac"].replace(":", "").lower()
    if mac is not None and found != mac:
        raise NotMoved(Reason.OTHER_GATEWAY)
    try:
        key = ObjectKey.at(Who(match["who"]), read_where(match["where"]))
    except (ValueError, KeyError, InvalidTag) as error:
        raise NotMoved(Reason.BAD_ADDRESS) from error
    if key.kind() is None:
        raise NotMoved(Reason.BAD_ADDRESS)
    return _Id(found, key, frozenset(re.findall(r"[a-z]+", (match["shows"] or "").lower())))


# What an entity becomes ----------------------------------------------------------------------------------------------


class _Found(NamedTuple):
    part: str | None = None
    settings: Mapping[str, Setting] = {}
    traits: Mapping[str, int] = {}


type _Rule = Callable[[RegistryEntry, _Id, str], _Found]


def _main(*classes: str) -> _Rule:
    """The main entity, with its class where it is one of `classes`."""

    def rule(row: RegistryEntry, _: _Id, __: str) -> _Found:
        known = row.original_device_class
        return _Found(settings={CONF_DEVICE_CLASS: known} if known in classes else {})

    return rule


def _used_as(use: str) -> _Rule:
    def rule(row: RegistryEntry, _: _Id, __: str) -> _Found:
        is_outlet = use == USED_AS_SWITCH and row.original_device_class == USED_AS_OUTLET
        return _Found(settings={CONF_USED_AS: USED_AS_OUTLET if is_outlet else use}, traits={"light": 1})

    return rule


def _motion(row: RegistryEntry, read: _Id, _: str) -> _Found:
    if "motion" not in read.shows and row.original_device_class != BinarySensorDeviceClass.MOTION:
        raise NotMoved(Reason.NO_COUNTERPART)
    return _Found("motion", traits={"motion": 1})


def _illuminance(row: RegistryEntry, read: _Id, _: str) -> _Found:
    if not read.shows & {"illuminance", "lux"} and row.original_device_class != "illuminance":
        raise NotMoved(Reason.NO_COUNTERPART)
    return _Found("illuminance", traits={"illuminance": 1})


_ONLY_MEASURES: Final = {"only_measures": 1}
"""What is remembered of a zone of which a person has the temperature only."""


def _measured(row: RegistryEntry, read: _Id, kind: str) -> _Found:
    if "humidity" in read.shows or row.original_device_class == "humidity":
        return _Found("humidity", traits={"humidity": 1})
    if "temperature" in read.shows or row.original_device_class == "temperature":
        return _Found(None) if kind == "probe" else _Found("temperature", traits=_ONLY_MEASURES)
    raise NotMoved(Reason.NO_COUNTERPART)


_PERIODS: Final = {
    "energy_day": {"day", "daily", "today"},
    "energy_month": {"month", "monthly"},
}


def _energy(row: RegistryEntry, read: _Id, _: str) -> _Found:
    if "power" in read.shows or row.original_device_class == "power":
        return _Found("power")
    if "energy" not in read.shows and row.original_device_class != "energy":
        raise NotMoved(Reason.NO_COUNTERPART)
    return _Found(next((part for part, words in _PERIODS.items() if read.shows & words), "energy_total"))


def _calibrate(_: RegistryEntry, read: _Id, kind: str) -> _Found:
    if kind != "cover" or not any(word.startswith("calibrat") for word in read.shows):
        raise NotMoved(Reason.NO_COUNTERPART)
    return _Found("calibrate")


def _part(part: str) -> _Rule:
    return lambda *_: _Found(part)


_RULES: Final[Mapping[tuple[Who, str], _Rule]] = {
    (Who.LIGHTING, Platform.LIGHT): _used_as(USED_AS_LIGHT),
    (Who.LIGHTING, Platform.SWITCH): _used_as(USED_AS_SWITCH),
    (Who.LIGHTING, Platform.LOCK): _used_as(USED_AS_LOCK),
    (Who.LIGHTING, Platform.BINARY_SENSOR): _motion,
    (Who.LIGHTING, Platform.SENSOR): _illuminance,
    (Who.AUTOMATION, Platform.COVER): _main(*CoverDeviceClass),
    (Who.AUTOMATION, Platform.BUTTON): _calibrate,
    (Who.THERMOREGULATION, Platform.CLIMATE): _main(),
    (Who.THERMOREGULATION, Platform.SENSOR): _measured,
    (Who.BURGLAR_ALARM, Platform.ALARM_CONTROL_PANEL): _main(),
    (Who.DOOR_ENTRY_SYSTEM, Platform.LOCK): _part("lock"),
    (Who.AUXILIARY, Platform.SWITCH): _main(),
    (Who.SOUND_DIFFUSION_1, Platform.MEDIA_PLAYER): _main(),
    (Who.SOUND_DIFFUSION_2, Platform.MEDIA_PLAYER): _main(),
    (Who.ENERGY_MANAGEMENT, Platform.SENSOR): _energy,
    (Who.CEN_2, Platform.BINARY_SENSOR): _main(*BinarySensorDeviceClass),
}
"""By subsystem and type of entity: what it is here."""
