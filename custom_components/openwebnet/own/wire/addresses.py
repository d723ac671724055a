"""What a WHERE of the SCS bus means for lights, automation and CEN (protocol.md 3.1)."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from .tags import DIGITS, Where


class Scope(Enum):
    """How many objects an address names."""

    GENERAL = "general"
    AREA = "area"
    GROUP = "group"
    POINT = "point"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """A WHERE taken apart."""

    scope: Scope
    area: int | None = None
    """0-10."""
    point: int | None = None
    """0-15."""
    group: int | None = None
    """1-255."""
    bus: str = ""
    """The bus it is on: empty for the one of the gateway, `#4#01` to `#4#15` behind an interface."""

    @property
    def is_collective(self) -> bool:
        """Whether it stands for many: a group, an area, or all."""
        return self.scope in (Scope.GROUP, Scope.AREA, Scope.GENERAL)

    @property
    def key(self) -> str:
        """The one canonical spelling."""
        match self.scope:
            case Scope.GENERAL:
                return f"0{self.bus}"
            case Scope.AREA:
                return f"{_AREAS.get(self.area or 0, self.area)}{self.bus}"
            case Scope.GROUP:
                return f"#{self.group}{self.bus}"
            case _:
                return f"{_point_text(self.area or 0, self.point or 0)}{self.bus}"

    def covers(self, other: Address) -> bool:
        """Tell whether a frame for this address concerns the point `other`; groups cannot be told from addresses."""
        match self.scope:
            case Scope.GENERAL:
                return not self.bus or self.bus == other.bus
            case Scope.AREA:
                return self.area == other.area and self.bus == other.bus
            case Scope.POINT:
                return self == other
            case _:
                return False


_GROUP_DIGITS: Final = 3
_AREAS: Final = {0: "00", 10: "100"}


def _point_text(area: int, point: int) -> str:
    # Area 0 has two digits up to point 9 in the firmware of nearly all gateways (gateways.md 3).
    if area == 0:
        return f"0{point}" if point < 10 else f"00{point}"
    # Point 0 is set up by software only; what was seen of area 1 was spelled `10` (gateways.md 13.4).
    if area < 10 and point < 10:
        return f"{area}{point}"
    return f"{area:02}{point:02}"


@lru_cache(4096)
def parse_address(where: Where) -> Address:
    """Take a WHERE apart. What fits no rule gets `Scope.OTHER`; nothing raises."""
    text, _, level = str(where).partition("#")
    parameters = level.split("#") if level else []
    if not text:
        # A group: #G, #G#4#I.
        if not parameters or parameters[0].strip(DIGITS) or not 0 < len(parameters[0]) <= _GROUP_DIGITS:
            return Address(Scope.OTHER)
        return Address(Scope.GROUP, group=int(parameters[0]), bus=_bus(parameters[1:]))
    scope, area, point = _parse_point(text)
    bus = _bus(parameters)
    if bus == "#3" and scope is Scope.POINT:
        # The riser spelled out names the same device as the address without it.
        bus = ""
    return Address(scope, area, point, bus=bus)


def spellings(where: Where) -> tuple[Where, ...]:
    """Return the spellings of an address, the one to try first in front; one for most.

    A point of area 0 is `02` for most gateways and `0002` for some (protocol.md 3.1).
    """
    address = parse_address(where)
    if address.scope is not Scope.POINT or address.area != 0 or not 0 < (address.point or 0) < 10:
        return (where,)
    suffix = str(where)[len(where.tag) :]
    return Where(f"0{address.point}{suffix}"), Where(f"000{address.point}{suffix}")


def _bus(parameters: list[str]) -> str:
    # The interface has two digits; some texts leave out the first (protocol.md 3.1).
    if len(parameters) == 2 and parameters[0] == "4" and len(parameters[1]) == 1:
        parameters = ["4", f"0{parameters[1]}"]
    return "".join(f"#{parameter}" for parameter in parameters)


def _parse_point(text: str) -> tuple[Scope, int | None, int | None]:
    if text in ("0", "00", "100"):
        return (Scope.GENERAL, None, None) if text == "0" else (Scope.AREA, 10 if text == "100" else 0, None)
    match len(text):
        case 1:
            return Scope.AREA, int(text), None
        case 2:
            return Scope.POINT, int(text[0]), int(text[1])
        case 4:
            return Scope.POINT, int(text[:2]), int(text[2:])
        case _:
            return Scope.OTHER, None, None
