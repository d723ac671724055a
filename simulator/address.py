"""Addresses (WHERE) of lights, automation and the like: general, area, group, point, on which bus level.

protocol.md 3.1; area 0 is spelled ``0n`` by firmware (gateways.md 3), ``10`` was seen live as a point of area 1.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import override


class Scope(StrEnum):
    """How many objects a WHERE means."""

    GENERAL = "general"
    AREA = "area"
    GROUP = "group"
    POINT = "point"


# The private riser may be named explicitly (#3) and is then the same place as no suffix at all.
RISER = "3"
SUFFIX = re.compile(r"(?P<body>#?\d+)(?:#(?P<level>3)|#4#(?P<local>\d\d))?")


@dataclass(frozen=True, slots=True)
class Address:
    """One WHERE, understood."""

    scope: Scope
    area: int = 0
    point: int = 0
    group: int = 0
    bus: str = ""
    """``""`` not said, ``3`` the private riser, ``4#NN`` the local bus behind interface NN."""

    @classmethod
    def parse(cls, where: str) -> Address | None:
        """Understand a WHERE; None for what no gateway accepts."""
        match = SUFFIX.fullmatch(where)
        if match is None:
            return None
        bus = match["level"] or (f"4#{match['local']}" if match["local"] else "")
        body = match["body"]
        if body.startswith("#"):
            return cls(Scope.GROUP, group=int(body[1:]), bus=bus) if 1 <= int(body[1:]) <= 255 else None
        return cls._unsuffixed(body, bus)

    @classmethod
    def _unsuffixed(cls, body: str, bus: str) -> Address | None:
        if body == "0":
            return cls(Scope.GENERAL, bus=bus)
        if body in AREAS:
            return cls(Scope.AREA, area=AREAS[body], bus=bus)
        if len(body) == 2:
            return cls(Scope.POINT, area=int(body[0]), point=int(body[1]), bus=bus)
        if len(body) == 4 and int(body[:2]) <= 10 and int(body[2:]) <= 15:
            return cls(Scope.POINT, area=int(body[:2]), point=int(body[2:]), bus=bus)
        return None

    @override
    def __str__(self) -> str:
        """Return the canonical spelling."""
        suffix = f"#{self.bus}" if self.bus and (self.bus != RISER or self.scope is not Scope.POINT) else ""
        if self.scope is Scope.GENERAL:
            return f"0{suffix}"
        if self.scope is Scope.GROUP:
            return f"#{self.group}{suffix}"
        if self.scope is Scope.AREA:
            return AREA_NAMES[self.area] + suffix
        if self.area <= 9 and self.point <= 9:
            return f"{self.area}{self.point}{suffix}"
        return f"{self.area:02}{self.point:02}{suffix}"

    def reaches(self, point: Address, groups: frozenset[int]) -> bool:
        """Return whether a telegram to this address concerns an object at `point` that is in `groups`.

        The bare general address goes to every level; every other one only to the level it names (protocol.md 3.1).
        """
        if self.scope is Scope.GENERAL and not self.bus:
            return True
        if self.bus.removeprefix(RISER) != point.bus.removeprefix(RISER):
            return False
        if self.scope is Scope.GENERAL:
            return True
        if self.scope is Scope.AREA:
            return self.area == point.area
        if self.scope is Scope.GROUP:
            return self.group in groups
        return (self.area, self.point) == (point.area, point.point)


AREAS = {"00": 0, **{str(area): area for area in range(1, 10)}, "100": 10}
AREA_NAMES = {area: name for name, area in AREAS.items()}
