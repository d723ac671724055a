"""Kinds of object: what each is called, and how its address is made of numbers and read.

A pattern is an address with names in braces for its numbers: `5{number}`, `#0#{number}`, `{area}{point}`. The same
pattern makes an address, reads one, and knows one that no bus can have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ..wire.addresses import Address, Scope, parse_address
from ..wire.tags import Where

AREA: Final = "area"
POINT: Final = "point"
INTERFACE: Final = "interface"
NUMBER: Final = "number"
BUTTON: Final = "button"
SCENARIO: Final = "scenario"

MAX_INTERFACE: Final = 15
_BUS: Final = re.compile(r"#4#(\d{2})$")
_MASKED: Final = {BUTTON: "buttons", SCENARIO: "scenarios"}
"""What is no part of the address but one of many at it: field -> the trait that has a bit for each."""


@dataclass(frozen=True, slots=True)
class Field:
    """A number that an address is made of, or that stands beside it."""

    low: int
    high: int
    required: bool = True

    def holds(self, number: float) -> bool:
        """Tell whether a number is whole and within the limits."""
        return number == int(number) and self.low <= number <= self.high


class AddressError(ValueError):
    """A part of an address that cannot be."""

    def __init__(self, name: str) -> None:
        """Blame a field."""
        super().__init__(name)
        self.name: Final = name
        """The field."""


# `001` is another address than `1`: all probes of zone 1 (protocol.md 3.2). Modules are `01` in events, also `1`.
_DIGITS: Final = {"": r"(?:0|[1-9]\d{0,4})", "02": r"\d{1,2}", "03": r"\d{3}"}
"""The digits of a number, by its format."""

BUS: Final = {INTERFACE: Field(1, MAX_INTERFACE, required=False)}
"""The bus behind an interface, where there is one."""
AREAS: Final = {AREA: Field(0, 10), **BUS}
POINTS: Final = {AREA: Field(0, 10), POINT: Field(0, 15), **BUS}


@dataclass(frozen=True)
class Kind:
    """A kind of object."""

    name: str
    """As in translations: `light`, `energy_actuator`."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    """The numbers of the address; one whose name is `button` or `scenario` stands beside it."""
    pattern: str = ""
    """How the address is made of them; empty: as an area, or an area and a point, of the bus are spelled."""
    traits: Mapping[str, int] = field(default_factory=dict)
    """What such an object would tell of itself if it were heard."""
    by_hand: bool = True
    """Whether a person can add one that was not heard."""
    label_is_address: bool = False
    """Whether it is told from others by its address as it stands in frames, not by its number."""

    @cached_property
    def _form(self) -> re.Pattern[str]:
        # Text, name, format, text, name, format, text ...
        parts = re.split(r"\{(\w+):?(\w*)\}", self.pattern)
        form = re.escape(parts[0])
        for name, spec, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            # Two numbers side by side have one digit each.
            digits = r"\d" if AREA in parts else _DIGITS[spec]
            form += f"(?P<{name}>{digits}){re.escape(text)}"
        return re.compile(form)

    @property
    def _scope(self) -> Scope:
        return Scope.POINT if POINT in self.fields else Scope.AREA

    def address(self, values: Mapping[str, float]) -> tuple[Where, dict[str, int]]:
        """Return the address of an object and its traits, by what a person gave. Raises `AddressError`."""
        numbers: dict[str, int] = {}
        for name, limits in self.fields.items():
            value = values.get(name)
            if value is None:
                if limits.required:
                    raise AddressError(name)
            elif limits.holds(value):
                numbers[name] = int(value)
            else:
                raise AddressError(name)
        bus = f"#4#{numbers[INTERFACE]:02}" if INTERFACE in numbers else ""
        if self.pattern:
            text = self.pattern.format(**numbers) + bus
        else:
            text = Address(self._scope, numbers[AREA], numbers.get(POINT), bus=bus).key
            if text == "00" and POINT in numbers:
                # Point 0 of area 0 would be spelled as area 0 is.
                raise AddressError(POINT)
        traits = {trait: 1 << numbers[name] for name, trait in _MASKED.items() if name in numbers}
        return Where(text), {**self.traits, **traits}

    def numbers(self, where: Where) -> dict[str, int] | None:
        """Return the numbers of an address of this kind; `None` for any other, and for one that no bus has."""
        numbers = self._read(where)
        if numbers is None or any(not self.fields[name].holds(number) for name, number in numbers.items()):
            return None
        return numbers

    def _read(self, where: Where) -> dict[str, int] | None:
        text = str(where)
        if not self.pattern:
            address = parse_address(where)
            if address.scope is not self._scope or address.area is None:
                return None
            if address.point == 0 and not address.area:
                # `0000` would be canonical as area 0 is.
                return None
            numbers = {AREA: address.area} if address.point is None else {AREA: address.area, POINT: address.point}
            interface = address.bus
        else:
            bus = _BUS.search(text) if INTERFACE in self.fields else None
            interface = bus.group() if bus else ""
            match = self._form.fullmatch(text.removesuffix(interface))
            if match is None:
                return None
            numbers = {name: int(number) for name, number in match.groupdict().items()}
        if interface:
            found = _BUS.fullmatch(interface)
            if found is None:
                return None
            numbers[INTERFACE] = int(found.group(1))
        return numbers


def label(kind: Kind | None, where: Where) -> str:
    """Return what tells an object from others of its kind: the number it was given, or the address of a point."""
    numbers = kind.numbers(where) if kind is not None else None
    if kind is None or numbers is None or kind.label_is_address:
        return str(where)
    if NUMBER in numbers:
        # Modules are numbered in two digits.
        text = f"{numbers[NUMBER]:02}" if kind.pattern == "{number:02}" else str(numbers[NUMBER])
    elif AREA in numbers and POINT not in numbers:
        text = str(numbers[AREA])
    else:
        text = str(where).partition("#4#")[0]
    return f"{text} / I {numbers[INTERFACE]}" if INTERFACE in numbers else text


def place(kind: Kind | None, where: Where) -> str | None:
    """Return the address in the words of the configurators, `A 1 / PL 2 / I 4` or `G 5`; `None` for any other."""
    numbers = kind.numbers(where) if kind is not None and INTERFACE in kind.fields else None
    if numbers is None or SCENARIO in (kind.fields if kind is not None else ()):
        return None
    if AREA not in numbers and not (kind is not None and kind.pattern.startswith("#")):
        return None
    if AREA in numbers:
        parts = [f"A {numbers[AREA]}", *([f"PL {numbers[POINT]}"] if POINT in numbers else [])]
    else:
        parts = [f"G {numbers[NUMBER]}"]
    return " / ".join((*parts, f"I {numbers[INTERFACE]}") if INTERFACE in numbers else parts)
