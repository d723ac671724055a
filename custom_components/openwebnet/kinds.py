"""What a person can add by hand: each kind of object, and how its address is made (protocol.md 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .const import CONF_USED_AS, USED_AS_FAN, USED_AS_OUTLET, USED_AS_SWITCH
from .own import Where, Who
from .own.addresses import Address, Scope
from .own.items import item_class

AREA: Final = "area"
POINT: Final = "point"
INTERFACE: Final = "interface"
NUMBER: Final = "number"
BUTTON: Final = "button"
SCENARIO: Final = "scenario"

MAX_INTERFACE: Final = 15


@dataclass(frozen=True, slots=True)
class Field:
    """A number that a person gives."""

    low: int
    high: int
    required: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object."""

    who: Who
    fields: Mapping[str, Field]
    """What its address is made of."""
    where: str = ""
    """How the address is made of them; empty: as an area and a point of the bus are spelled."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """What is remembered of an object of this kind."""
    traits: Mapping[str, int] = field(default_factory=dict)
    """What it would tell of itself if it were heard."""


class AddressError(ValueError):
    """A part of an address that cannot be."""

    def __init__(self, name: str) -> None:
        """Blame a field."""
        super().__init__(name)
        self.name: Final = name
        """The field."""


_BUS: Final = {INTERFACE: Field(1, MAX_INTERFACE, required=False)}
_POINT: Final = {AREA: Field(0, 10), POINT: Field(0, 15), **_BUS}


def _number(low: int, high: int) -> Mapping[str, Field]:
    return {NUMBER: Field(low, high)}


KINDS: Final[Mapping[str, Kind]] = {
    "light": Kind(Who.LIGHTING, _POINT),
    "switch": Kind(Who.LIGHTING, _POINT, settings={CONF_USED_AS: USED_AS_SWITCH}),
    "outlet": Kind(Who.LIGHTING, _POINT, settings={CONF_USED_AS: USED_AS_OUTLET}),
    "fan": Kind(Who.LIGHTING, _POINT, settings={CONF_USED_AS: USED_AS_FAN}),
    "light_group": Kind(Who.LIGHTING, {**_number(1, 255), **_BUS}, "#{number}"),
    "cover": Kind(Who.AUTOMATION, _POINT),
    "cover_group": Kind(Who.AUTOMATION, {**_number(1, 255), **_BUS}, "#{number}"),
    "zone": Kind(Who.THERMOREGULATION, _number(1, 99), "{number}"),
    "central_unit": Kind(Who.THERMOREGULATION, {}, "#0"),
    "central_unit_4": Kind(Who.THERMOREGULATION, _number(1, 99), "#0#{number}"),
    "probe": Kind(Who.THERMOREGULATION, _number(100, 900), "{number}"),
    "contact": Kind(Who.CEN_2, _number(1, 201), "3{number}", traits={"contact": 1}),
    "cen": Kind(Who.CEN_1, {**_POINT, BUTTON: Field(0, 31)}),
    "cen_plus": Kind(Who.CEN_2, {**_number(0, 2047), BUTTON: Field(0, 31)}, "2{number}"),
    "scenario_module": Kind(Who.SCENE, {**_number(1, 99), **_BUS, SCENARIO: Field(1, 31)}, "{number:02}"),
    "scene": Kind(Who.MH200N_SCENE, _number(1, 9999), "{number}"),
    "auxiliary": Kind(Who.AUXILIARY, _number(1, 9), "{number}"),
    "meter": Kind(Who.ENERGY_MANAGEMENT, _number(1, 255), "5{number}"),
    "energy_actuator": Kind(Who.ENERGY_MANAGEMENT, _number(1, 255), "7{number}#0"),
    "stop_and_go": Kind(Who.ENERGY_MANAGEMENT, _number(1, 127), "1{number}"),
    "alarm": Kind(Who.BURGLAR_ALARM, {}, "0", traits={"panel": 1}),
    "alarm_zone": Kind(Who.BURGLAR_ALARM, _number(0, 15), "#{number}"),
    "sound_zone": Kind(Who.SOUND_DIFFUSION_1, {AREA: Field(0, 9), POINT: Field(1, 9)}, "{area}{point}"),
    "door_station": Kind(Who.DOOR_ENTRY_SYSTEM, _number(0, 99), "{door}"),
}
_FIRST_DOOR: Final = 4000
_MASKED: Final = {BUTTON: "buttons", SCENARIO: "scenarios"}
"""What is no part of the address but one of many at it: field -> the trait that has a bit for each."""


def object_of(kind: Kind, values: Mapping[str, float]) -> tuple[str, dict[str, int]]:
    """Return the key of an object and its traits, by what a person gave. Raises `AddressError`."""
    numbers: dict[str, int] = {}
    for name, limits in kind.fields.items():
        value = values.get(name)
        if value is None:
            if limits.required:
                raise AddressError(name)
        elif value != int(value) or not limits.low <= value <= limits.high:
            raise AddressError(name)
        else:
            numbers[name] = int(value)
    bus = f"#4#{numbers[INTERFACE]:02}" if INTERFACE in numbers else ""
    if kind.where:
        where = kind.where.format(**numbers, door=_FIRST_DOOR + numbers.get(NUMBER, 0)) + bus
    else:
        where = Address(Scope.POINT, numbers[AREA], numbers[POINT], bus=bus).key
        if where == "00":
            # Point 0 of area 0 would be spelled as area 0 is.
            raise AddressError(POINT)
    traits = {trait: 1 << numbers[name] for name, trait in _MASKED.items() if name in numbers}
    canonical = item_class(kind.who, Where(where)).canonical(Where(where))
    return f"{kind.who.value}-{canonical}", {**kind.traits, **traits}
