"""What an object is called until the user says better: what it is, and where."""

from collections.abc import Mapping
from typing import Final

from .own import Where, Who
from .own.addresses import Scope, parse_address
from .own.items.thermo_values import ThermoKind, thermo_kind

_KINDS: Final[dict[str, str]] = {
    Who.SCENE: "scenario_module",
    Who.LIGHTING: "light",
    Who.AUTOMATION: "cover",
    Who.LOAD_CONTROL: "load",
    Who.DOOR_ENTRY_SYSTEM: "door_station",
    Who.VIDEO_DOOR_ENTRY: "camera",
    Who.AUXILIARY: "auxiliary",
    Who.CEN_1: "cen",
    Who.SOUND_DIFFUSION_1: "sound_zone",
    Who.MH200N_SCENE: "scene",
    Who.SOUND_DIFFUSION_2: "sound_zone",
    Who.LIGHTING_MANAGEMENT: "light_management",
}
_KINDS_BY_DIGIT: Final[dict[str, dict[str, str]]] = {
    Who.ENERGY_MANAGEMENT: {"1": "stop_and_go", "5": "meter", "7": "energy_actuator"},
    Who.CEN_2: {"2": "cen_plus", "3": "contact"},
    Who.BURGLAR_ALARM: {"0": "alarm", "#": "alarm_zone"},
}
"""What the first character of the address decides; the number that the device was given follows it."""
_THERMO_KINDS: Final = {ThermoKind.PROBE: "probe", ThermoKind.CENTRAL: "central_unit"}
_CENTRAL_OF_99: Final = "#0"
_WITH_POINTS: Final = frozenset((Who.LIGHTING, Who.AUTOMATION, Who.CEN_1))
_SENSORS: Final = {"motion": "motion_sensor", "illuminance": "light_sensor"}
"""What shares the addresses of lights and is none: trait -> kind."""


def device_kind(key: str, traits: Mapping[str, int]) -> str:
    """Return the translation key of the default name of an object, by its key `<WHO>-<WHERE>` and what it is."""
    who, _, where = key.partition("-")
    if who == Who.THERMOREGULATION:
        kind = _THERMO_KINDS.get(thermo_kind(Where(where)), "zone")
        return f"{kind}_4" if kind == "central_unit" and where != _CENTRAL_OF_99 else kind
    if who in _KINDS_BY_DIGIT:
        return _KINDS_BY_DIGIT[who].get(where[:1], "object")
    kind = _KINDS.get(who, "object")
    if who in (Who.LIGHTING, Who.AUTOMATION) and parse_address(Where(where)).scope is Scope.GROUP:
        return f"{kind}_group"
    if who == Who.LIGHTING and "light" not in traits:
        return next((sensor for trait, sensor in _SENSORS.items() if trait in traits), kind)
    return kind


def device_label(key: str) -> str:
    """Return what tells an object from others of its kind: the address of a point, or the number it was given."""
    who, _, where = key.partition("-")
    if who == Who.THERMOREGULATION:
        return where.removeprefix(f"{_CENTRAL_OF_99}#")
    if who in _KINDS_BY_DIGIT:
        return where[1:].partition("#")[0]
    if who in _WITH_POINTS:
        where = where.removeprefix("#")
    base, _, bus = where.partition("#4#")
    return f"{base} / I {int(bus)}" if bus.isdigit() else where


def device_model(key: str) -> str:
    """Return the address in the words of the configurators, or as it stands in frames."""
    return device_place(key) or f"WHERE {key.partition('-')[2]}"


def device_place(key: str) -> str | None:
    """Return area, point and interface of an address, in the words of the configurators, where it has them."""
    who, _, where = key.partition("-")
    if who in _WITH_POINTS:
        address = parse_address(Where(where))
        number = address.bus.removeprefix("#4#")
        bus = f" / I {int(number)}" if number.isdigit() else ""
        if address.scope is Scope.GROUP:
            return f"G {address.group}{bus}"
        if address.area is not None and address.point is not None:
            return f"A {address.area} / PL {address.point}{bus}"
    return None
