"""Import of `myhome.yaml`: what the configuration file of the MyHOME integration (`myhome.yaml`) says of a plant.

What is known of its format: sections by platform under each gateway, and in them one mapping per device with its
address, its name and what tunes it. Where more is not known, several spellings are understood, and whatever is not
taken is reported with the reason.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.cover import CoverDeviceClass
from homeassistant.const import CONF_DEVICE_CLASS
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.yaml import parse_yaml
from yaml import YAMLError

from ..const import (
    CONF_CLOSING_TIME,
    CONF_INVERTED,
    CONF_OPENING_TIME,
    CONF_USED_AS,
    USED_AS_OUTLET,
    USED_AS_SWITCH,
)
from ..moving.addresses import read_where
from ..objects.key import ObjectKey
from ..objects.store import Setting
from ..own import InvalidTag, Where, Who

MAX_SIZE: Final = 500_000
"""Characters of a file; a plant of 175 objects has some ten thousand."""
MAX_NODES: Final = 20_000
"""Values in a file."""
LONGEST_TIME: Final = 300.0
SHORTEST_TIME: Final = 1.0


class BrokenFile(Exception):
    """A file that is no configuration at all."""


class Reason(StrEnum):
    """Why something of a file is not taken."""

    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    TWICE = "twice"
    OTHER_GATEWAY = "other_gateway"
    UNKNOWN_KIND = "unknown_kind"
    SETTING = "setting"
    """The device is taken, but something that tunes it is not."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An object of the file."""

    key: ObjectKey
    name: str | None
    settings: Mapping[str, Setting]
    traits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Left:
    """What is not taken."""

    what: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a file."""

    taken: list[Taken] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


type Device = Mapping[Any, Any]


def read_plan(text: str, gateway_id: str) -> Plan:
    """Read a file for a gateway. Raises `BrokenFile` when it is no configuration."""
    if len(text) > MAX_SIZE:
        raise BrokenFile
    try:
        content = parse_yaml(text)
    except (HomeAssistantError, YAMLError, RecursionError) as error:
        raise BrokenFile from error
    _check_size(content)
    if not isinstance(content, dict) or not any(isinstance(value, dict | list) for value in content.values()):
        raise BrokenFile
    plan = Plan()
    known: set[ObjectKey] = set()
    for section in _sections(content, gateway_id, plan):
        for platform, name, device in _devices(section, plan):
            taken = _take(platform, name, device, plan)
            if taken is None:
                continue
            if taken.key in known:
                plan.left.append(Left(name, Reason.TWICE))
                continue
            known.add(taken.key)
            plan.taken.append(taken)
    return plan


def _check_size(content: object) -> None:
    """Raise `BrokenFile` for what is larger than any plant: an alias may stand for as much as one likes."""
    nodes = 0
    waiting = [content]
    while waiting:
        node = waiting.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise BrokenFile
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _sections(content: Device, gateway_id: str, plan: Plan) -> Iterator[Device]:
    """Yield the gateway's section; where there is one only, it is taken whichever gateway it names."""
    if any(str(name) in _WHOS for name in content):
        yield content
        return
    sections = {str(name): section for name, section in content.items() if isinstance(section, dict)}
    for name, section in sections.items():
        mac = _mac(section.get("mac")) or _mac(name)
        if len(sections) > 1 and mac not in (None, gateway_id):
            plan.left.append(Left(name, Reason.OTHER_GATEWAY))
        else:
            yield section


def _mac(text: object) -> str | None:
    digits = re.sub(r"[:.-]", "", str(text)).lower()
    return digits if re.fullmatch(r"[0-9a-f]{12}", digits) else None


def _devices(section: Device, plan: Plan) -> Iterator[tuple[str, str, Device]]:
    """Yield platform, name and content of each device."""
    for platform, content in section.items():
        if not isinstance(content, dict | list):
            # Something about the gateway itself.
            continue
        if platform not in _WHOS:
            plan.left.append(Left(str(platform), Reason.UNKNOWN_KIND))
            continue
        named = content.items() if isinstance(content, dict) else enumerate(content, 1)
        for name, device in named:
            if isinstance(device, dict):
                yield platform, str(device.get("name") or f"{platform} {name}"), device
            else:
                plan.left.append(Left(f"{platform} {name}", Reason.NO_ADDRESS))


def _take(platform: str, name: str, device: Device, plan: Plan) -> Taken | None:
    text = next((str(device[spelling]) for spelling in ("where", "zone", "address") if spelling in device), "")
    if not text:
        plan.left.append(Left(name, Reason.NO_ADDRESS))
        return None
    try:
        where = read_where(text, device.get("interface"))
        who = _who(platform, device, where)
    except ValueError, InvalidTag:
        plan.left.append(Left(f"{name} ({text})", Reason.BAD_ADDRESS))
        return None
    if who is None:
        plan.left.append(Left(name, Reason.UNKNOWN_KIND))
        return None
    key = _key(who, where)
    if key is None or (platform == "climate" and not _regulates(key)):
        plan.left.append(Left(f"{name} ({text})", Reason.BAD_ADDRESS))
        return None
    settings, left = _settings(platform, who, device)
    plan.left.extend(Left(f"{name}, {setting}", Reason.SETTING) for setting in left)
    given = device.get("name")
    return Taken(key, str(given) if given else None, settings, _traits(who, device))


def _traits(who: Who, device: Device) -> Mapping[str, int]:
    """Return what shows in no address: what a thing would tell of itself."""
    if who is Who.CEN_2:
        return {"contact": 1}
    trait = _TRAITS.get((who, _class(device)))
    return {trait: 1} if trait else {}


_TRAITS: Final = {
    (Who.LIGHTING, "motion"): "motion",
    (Who.LIGHTING, "illuminance"): "illuminance",
    (Who.THERMOREGULATION, "temperature"): "only_measures",
}
"""What the class of a sensor says of the thing at an address that others share."""


def _key(who: Who, where: Where) -> ObjectKey | None:
    """Return the key of an address that names a thing, or a group that can be one."""
    try:
        key = ObjectKey.at(who, where)
    except KeyError:
        return None
    return key if key.kind() is not None else None


def _regulates(key: ObjectKey) -> bool:
    """Tell whether it is a zone or a central unit: a probe regulates nothing."""
    kind = key.kind()
    return kind is not None and kind.name != "probe"


def _sensor(device: Device, _: Where) -> Who | None:
    return {
        "power": Who.ENERGY_MANAGEMENT,
        "energy": Who.ENERGY_MANAGEMENT,
        "temperature": Who.THERMOREGULATION,
        "illuminance": Who.LIGHTING,
    }.get(_class(device))


def _binary_sensor(device: Device, where: Where) -> Who | None:
    # Contacts have addresses that no light has.
    is_contact = re.fullmatch(r"3\d{2,3}", str(where)) is not None
    if _class(device) == "motion" and not is_contact:
        return Who.LIGHTING
    if len(str(where)) == 1:
        return Who.AUXILIARY
    return Who.CEN_2 if str(where).startswith("3") else None


def _lock(_: Device, where: Where) -> Who | None:
    return Who.DOOR_ENTRY_SYSTEM if re.fullmatch(r"4\d{3}", str(where)) else None


_WHOS: Final[Mapping[str, Who | Callable[[Device, Where], Who | None]]] = {
    "light": Who.LIGHTING,
    "switch": Who.LIGHTING,
    "cover": Who.AUTOMATION,
    "climate": Who.THERMOREGULATION,
    "sensor": _sensor,
    "binary_sensor": _binary_sensor,
    "lock": _lock,
    "media_player": Who.SOUND_DIFFUSION_1,
    "alarm_control_panel": Who.BURGLAR_ALARM,
}
"""The sections: the subsystem of their devices, or what tells it."""


def _who(platform: str, device: Device, where: Where) -> Who | None:
    """Tell the subsystem. Raises `ValueError` for one that does not exist."""
    if "who" in device:
        return Who(str(device["who"]))
    rule = _WHOS[platform]
    return rule if isinstance(rule, Who) else rule(device, where)


def _class(device: Device) -> str:
    return str(device.get("class") or device.get("device_class") or "")


_OPENING: Final = ("opening_time", "travel_time_up", "travel_time_open", "time_up")
_CLOSING: Final = ("closing_time", "travel_time_down", "travel_time_close", "time_down")
_UNDERSTOOD: Final = frozenset(
    (
        # The address and the name.
        *("where", "zone", "address", "who", "interface", "name", "entity_name", "class", "device_class"),
        # What this integration finds out by itself, or does not need.
        *("dimmable", "advanced", "heat", "cool", "fan", "standalone", "central", "manufacturer", "model", "icon"),
        *("lock_features", "color_temp", "rgb", "hs"),
    )
)


_CLASSES: Final = {Who.AUTOMATION: frozenset(CoverDeviceClass), Who.CEN_2: frozenset(BinarySensorDeviceClass)}


def _settings(platform: str, who: Who, device: Device) -> tuple[dict[str, Setting], list[str]]:
    """Return what tunes a device, and the names of what is not taken."""
    settings: dict[str, Setting] = {}
    understood = set(_UNDERSTOOD)
    if who is Who.LIGHTING and platform == "switch":
        settings[CONF_USED_AS] = USED_AS_OUTLET if _class(device) == "outlet" else USED_AS_SWITCH
    if who is Who.AUTOMATION:
        times, read = _times(device)
        settings |= times
        understood |= read
    if _class(device) in _CLASSES.get(who, ()):
        settings[CONF_DEVICE_CLASS] = _class(device)
    elif who in _CLASSES:
        understood -= {"class", "device_class"}
    if who is Who.CEN_2 and device.get(CONF_INVERTED) in (True, False):
        settings[CONF_INVERTED] = device[CONF_INVERTED]
        understood.add(CONF_INVERTED)
    return settings, [str(name) for name in device if str(name) not in understood]


def _times(device: Device) -> tuple[dict[str, Setting], set[str]]:
    """Return the travel times of a shutter, and the names under which they were found."""
    both = device.get("travel_time")
    # `travel_time` may be one number for both directions, or one for each.
    parts = {f"travel_time_{name}": value for name, value in both.items()} if isinstance(both, dict) else {}
    times: dict[str, Setting] = {}
    read: set[str] = set()
    for setting, spellings in ((CONF_OPENING_TIME, _OPENING), (CONF_CLOSING_TIME, _CLOSING)):
        for name in (*spellings, "travel_time"):
            seconds = _seconds(device.get(name))
            if seconds is None:
                seconds = _seconds(parts.get(name))
            if seconds is not None:
                times.setdefault(setting, seconds)
                read.add("travel_time" if name in parts else name)
    return times, read


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if SHORTEST_TIME <= value <= LONGEST_TIME else None
