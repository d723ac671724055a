"""What an object is called until the user says better: what it is, and where."""

from typing import Final

from .own import Where, Who
from .own.addresses import parse_address
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
"""What the first character of the address decides."""
_THERMO_KINDS: Final = {ThermoKind.PROBE: "probe", ThermoKind.CENTRAL: "central_unit"}
_WITH_POINTS: Final = frozenset((Who.LIGHTING, Who.AUTOMATION, Who.CEN_1))


def device_kind(key: str) -> str:
    """Return the translation key of the default name of an object, by its key `<WHO>-<WHERE>`."""
    who, _, where = key.partition("-")
    if who == Who.THERMOREGULATION:
        return _THERMO_KINDS.get(thermo_kind(Where(where)), "zone")
    if who in _KINDS_BY_DIGIT:
        return _KINDS_BY_DIGIT[who].get(where[:1], "object")
    return _KINDS.get(who, "object")


def device_model(key: str) -> str:
    """Return the address in the words of the configurators: area and point, where it has them."""
    who, _, where = key.partition("-")
    if who in _WITH_POINTS:
        address = parse_address(Where(where))
        if address.area is not None and address.point is not None:
            bus = f" / {address.bus[1:]}" if address.bus else ""
            return f"A {address.area} / PL {address.point}{bus}"
    return f"WHERE {where}"
