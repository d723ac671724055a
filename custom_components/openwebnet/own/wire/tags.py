"""The tags that a frame is made of: WHO, WHAT, WHERE, DIMENSION and values (protocol.md 1.1 and 1.3)."""

from enum import StrEnum
from functools import lru_cache
from typing import Final, Self, override

from ..exceptions import InvalidTag

DIGITS: Final = "0123456789"
TAG_CHARACTERS: Final = DIGITS + "#"

# A bus has at most a few hundred addresses; a bound keeps noise from growing the caches.
_CACHE_SIZE: Final = 8192


class Who(StrEnum):
    """The subsystem that a frame belongs to."""

    SCENE = "0"
    LIGHTING = "1"
    AUTOMATION = "2"
    LOAD_CONTROL = "3"
    THERMOREGULATION = "4"
    BURGLAR_ALARM = "5"
    DOOR_ENTRY_SYSTEM = "6"
    VIDEO_DOOR_ENTRY = "7"
    DOOR_ENTRY_TELEPHONY = "8"
    AUXILIARY = "9"
    GATEWAY = "13"
    ACTUATORS_LOCKS = "14"
    CEN_1 = "15"
    SOUND_DIFFUSION_1 = "16"
    MH200N_SCENE = "17"
    ENERGY_MANAGEMENT = "18"
    SOUND_DIFFUSION_2 = "22"
    LIGHTING_MANAGEMENT = "24"
    CEN_2 = "25"
    DIAGNOSTICS = "1000"
    AUTOMATION_DIAGNOSTICS = "1001"
    THERMOREGULATION_DIAGNOSTICS = "1004"
    ALARM_DIAGNOSTICS = "1005"
    DOOR_ENTRY_DIAGNOSTICS = "1008"
    DEVICE_DIAGNOSTICS = "1013"
    ENERGY_DIAGNOSTICS = "1018"
    SOUND_DIAGNOSTICS = "1022"
    ACCESS_CONTROL_DIAGNOSTICS = "1023"
    SYSTEM_DIAGNOSTICS = "1027"


class Tag(str):
    """Digits and single `#`, kept exactly as written: leading zeros are significant."""

    __slots__ = ("tag",)

    tag: str
    """The part before the first `#`."""

    def __new__(cls, text: str | int = "") -> Self:
        """Make a tag. Raises `InvalidTag` when the text holds anything but digits and `#`."""
        text = str(text)
        if text.strip(TAG_CHARACTERS) or "##" in text:
            raise InvalidTag(text)
        self = super().__new__(cls, text)
        self.tag = text.partition("#")[0]
        return self

    @override
    def __repr__(self) -> str:
        """Show the class and the text."""
        return f"{type(self).__name__}({str(self)!r})"

    @property
    def parameters(self) -> tuple[str, ...]:
        """What follows the `#`s; a parameter can be empty (`5#` has one empty parameter)."""
        return tuple(self.split("#")[1:])


class What(Tag):
    """An action or a state: `1`, `11#100#001`, `1000#1` (the translation of a command)."""

    __slots__ = ()


class Dimension(Tag):
    """A quantity of an object: `1`, `511#3#12`. The `#` of a write is not part of it."""

    __slots__ = ()


class Where:
    """An address. Compares and hashes by address; `str()` keeps the spelling it was made from.

    Two spellings name one light point of area 0: `0002` in the official text, `02` in the firmware of
    most gateways (protocol.md 3.1). `key` is the second one, and what two `Where` are compared by.
    """

    __slots__ = ("_text", "key")

    def __init__(self, text: str = "") -> None:
        """Make an address. Raises `InvalidTag` when the text holds anything but digits and `#`."""
        if text.strip(TAG_CHARACTERS) or "##" in text:
            raise InvalidTag(text)
        self._text: Final = text
        self.key: Final = _canonical(text)

    @override
    def __str__(self) -> str:
        """Return the spelling it was made from."""
        return self._text

    @override
    def __repr__(self) -> str:
        """Show the class and the text."""
        return f"Where({self._text!r})"

    @override
    def __eq__(self, other: object) -> bool:
        """Tell whether both name the same address."""
        return self.key == other.key if isinstance(other, Where) else NotImplemented

    @override
    def __hash__(self) -> int:
        """Hash by address."""
        return hash(self.key)

    @property
    def tag(self) -> str:
        """The part before the first `#`; empty for groups and zones behind a central unit (`#5`)."""
        return self._text.partition("#")[0]

    @property
    def parameters(self) -> tuple[str, ...]:
        """What follows the `#`s: `("4", "02")` for `11#4#02`."""
        return tuple(self._text.split("#")[1:])


def _canonical(text: str) -> str:
    point = text.partition("#")[0]
    if len(point) == 4 and point.startswith("000") and point != "0000":
        return text[2:]
    return text


@lru_cache(_CACHE_SIZE)
def cached_where(text: str) -> Where:
    """Return the `Where` of a text, the same object while it is remembered."""
    return Where(text)


@lru_cache(_CACHE_SIZE)
def cached_what(text: str) -> What:
    """Return the `What` of a text, the same object while it is remembered."""
    return What(text)


@lru_cache(_CACHE_SIZE)
def cached_dimension(text: str) -> Dimension:
    """Return the `Dimension` of a text, the same object while it is remembered."""
    return Dimension(text)
