"""Everyday things by chance: what stands in a house and is used beside everything else, each kind in its own module.

Each kind is drawn by a chance of its own, after everything else: a seed keeps the house and the steps that it had.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from . import alarms, boosts, loads, presses
from .steps import AnyStep, House

type Furnish = Callable[[Random, House], House]
"""Returns the house with what is further in it, or as it was."""
type Use = Callable[[Random, House], list[AnyStep]]
"""Returns what somebody does with it without a break; nothing where the house has nothing of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of everyday things."""

    name: str
    furnish: Furnish
    use: Use
    most: int = 3
    """How often somebody uses it."""


PARTS: Final = (
    Part("loads", loads.furnish, loads.use),
    Part("alarms", alarms.furnish, alarms.use),
    Part("presses", presses.furnish, presses.use),
    Part("boosts", boosts.furnish, boosts.use, most=2),
)


def with_everyday(seed: int, house: House, steps: tuple[AnyStep, ...]) -> tuple[House, tuple[AnyStep, ...]]:
    """Return a house that has, now and then, such things, and the steps with what is done with them."""
    played = list(steps)
    for part in PARTS:
        chance = Random(f"{seed}-{part.name}")
        house = part.furnish(chance, house)
        for _ in range(chance.randint(1, part.most)):
            place = chance.randint(0, len(played))
            played[place:place] = part.use(chance, house)
    return house, tuple(played)
