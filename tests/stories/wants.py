"""Wants: what is to hold of one facet of an object, and whether it does."""

from dataclasses import dataclass
from typing import override

type Facets = dict[str, object]
"""What is so of an object, by name: `on`, `level`, `position`, `mode` and so on."""


@dataclass(frozen=True, slots=True)
class Is:
    """A value among some."""

    values: frozenset[object]

    def holds(self, value: object) -> bool:
        return value in self.values

    @override
    def __str__(self) -> str:
        return " or ".join(sorted(map(str, self.values)))


@dataclass(frozen=True, slots=True)
class Within:
    """A number between two others; of an angle, around the circle."""

    low: float
    high: float
    circle: float = 0.0

    def holds(self, value: object) -> bool:
        if not isinstance(value, int | float):
            return False
        turns = (0.0, self.circle, -self.circle) if self.circle else (0.0,)
        return any(self.low <= value + turn <= self.high for turn in turns)

    @override
    def __str__(self) -> str:
        return f"{self.low:g}..{self.high:g}"


type Want = Is | Within
type Wants = dict[str, Want]


def one(*values: object) -> Is:
    """Want one of some values."""
    return Is(frozenset(values))


def near(value: float, tolerance: float, circle: float = 0.0) -> Within:
    """Want a number, nearly."""
    return Within(value - tolerance, value + tolerance, circle)


def broken(wants: Wants, facets: Facets) -> list[str]:
    """Tell which wants do not hold; what the object does not have, or cannot be said, is not wanted."""
    return [
        f"{name} is {_short(facets[name])}, not {want}"
        for name, want in wants.items()
        if facets.get(name) is not None and not want.holds(facets[name])
    ]


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
