"""What an object is called until the user says better: what it is, and where."""

from typing import Final

from .own import Where, Who
from .own.addresses import parse_address
from .own.items.thermo_values import ThermoKind, thermo_kind

_KINDS: Final[dict[str, str]] = {Who.LIGHTING: "light", Who.AUTOMATION: "cover"}
_THERMO_KINDS: Final = {ThermoKind.PROBE: "probe", ThermoKind.CENTRAL: "central_unit"}
_ENERGY_KINDS: Final = {"1": "stop_and_go", "5": "meter", "7": "energy_actuator"}
_WITH_POINTS: Final = frozenset((Who.LIGHTING, Who.AUTOMATION))


def device_kind(key: str) -> str:
    """Return the translation key of the default name of an object, by its key `<WHO>-<WHERE>`."""
    who, _, where = key.partition("-")
    match who:
        case Who.THERMOREGULATION:
            return _THERMO_KINDS.get(thermo_kind(Where(where)), "zone")
        case Who.ENERGY_MANAGEMENT:
            return _ENERGY_KINDS.get(where[:1], "object")
        case _:
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
