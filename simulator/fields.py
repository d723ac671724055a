"""Fields of a plant file, as a table: the checks and the printed reference come from the same rows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class PlantError(ValueError):
    """A plant file is wrong; the message starts with NAME:LINE."""


class FieldType(StrEnum):
    """What kind of value a field takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INTEGERS = "list of integers"
    MAC = "mac address"
    VERSION = "version"


TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")

LARGEST = 10**18
"""What is not below it, or is not a number at all as nan, is no number: no device counts so far."""

type Value = str | int | float | bool | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, type, default, limits and a sentence for the reference."""

    name: str
    type: FieldType
    doc: str
    default: Value = None
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def read(self, text: str) -> Value:
        """Understand a scalar of the file; ValueError says what is wrong."""
        try:
            value = READERS[self.type](text)
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from None
        if self.choices and text not in self.choices:
            raise ValueError(f"{self.name} has to be one of {', '.join(self.choices)}, not {text!r}")
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._limit(value)
        return value

    def _limit(self, value: float) -> None:
        if self.minimum is not None and value < self.minimum:
            raise ValueError(f"{self.name} has to be at least {self.minimum:g}, not {value:g}")
        if self.maximum is not None and value > self.maximum:
            raise ValueError(f"{self.name} has to be at most {self.maximum:g}, not {value:g}")


def _boolean(text: str) -> bool:
    try:
        return TRUTH[text.lower()]
    except KeyError:
        raise ValueError(f"expected true or false, not {text!r}") from None


def number(text: str) -> float:
    """Read a number; ValueError for what is none."""
    try:
        value = float(text)
    except ValueError:
        value = LARGEST
    if not -LARGEST < value < LARGEST:
        raise ValueError(f"expected a number, not {text!r}")
    return value


def integer(text: str) -> int:
    """Read a whole number; ValueError for what is none."""
    try:
        value = int(text)
    except ValueError:
        value = LARGEST
    if not -LARGEST < value < LARGEST:
        raise ValueError(f"expected a whole number, not {text!r}")
    return value


def _mac(text: str) -> str:
    lowered = text.lower().replace("-", ":")
    if not MAC.fullmatch(lowered):
        raise ValueError(f"expected a MAC address like 00:03:50:01:02:03, not {text!r}")
    return lowered


def _version(text: str) -> str:
    if not VERSION.fullmatch(text):
        raise ValueError(f"expected a version like 2.0.51, not {text!r}")
    return text


READERS: Mapping[FieldType, Callable[[str], Value]] = {
    FieldType.TEXT: str,
    FieldType.INTEGER: integer,
    FieldType.NUMBER: number,
    FieldType.BOOLEAN: _boolean,
    FieldType.INTEGERS: integer,
    FieldType.MAC: _mac,
    FieldType.VERSION: _version,
}


@dataclass(frozen=True, slots=True)
class Spec:
    """The fields of one object of the plant, defaults filled in."""

    kind: str
    values: Mapping[str, Value]
    line: int = 0

    def text(self, name: str) -> str:
        """Return a text field."""
        return str(self.values[name] or "")

    def number(self, name: str) -> float:
        """Return a number field."""
        value = self.values[name]
        return float(value) if isinstance(value, int | float) else 0.0

    def optional(self, name: str) -> float | None:
        """Return a number field that may be missing."""
        value = self.values[name]
        return float(value) if isinstance(value, int | float) else None

    def integer(self, name: str) -> int:
        """Return a whole-number field."""
        return int(self.number(name))

    def flag(self, name: str) -> bool:
        """Return a boolean field."""
        return bool(self.values[name])

    def integers(self, name: str) -> frozenset[int]:
        """Return a list field."""
        value = self.values[name]
        return frozenset(value) if isinstance(value, tuple) else frozenset()
