"""Further things by chance: what stands in a house, and is done, beside what there was first.

They are drawn by a chance of their own, so that a seed keeps the house and the steps that it had without them.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from .steps import Act, AnyStep, House, Plain, Setting, Thing

UNLOCK_TIMES: Final = (0.5, 1.0, 2.0, 10.0)
"""Seconds."""
OPEN_TIMES: Final = (0.0, 1.0, 3.0, 60.0)
"""Minutes that are over before everything has to be true, and those that are not; 0 is for ever."""

type Idea = Callable[[Random, House], list[AnyStep]]
"""What somebody may do further; nothing where the house has nothing for it."""


def refitted(chance: Random, house: House) -> House:
    """Return a house in which some relays release a lock or open a valve."""
    return replace(house, things=tuple(_refitted(chance, thing) for thing in house.things))


def _refitted(chance: Random, thing: Thing) -> Thing:
    if thing.kind == "relay" and not thing.settings and chance.random() < 0.6:
        used = chance.choice(("lock", "valve"))
        settings: dict[str, Plain] = {"used_as": used}
        if chance.random() < 0.7:
            name, value = _time(chance, used)
            settings[name] = value
        return replace(thing, settings=settings)
    return thing


def _time(chance: Random, used: str) -> tuple[str, float]:
    return ("unlock_time", chance.choice(UNLOCK_TIMES)) if used == "lock" else ("open_for", chance.choice(OPEN_TIMES))


def after(chance: Random) -> float:
    """Return seconds until somebody does something further."""
    return chance.choice((0.0, 0.1, 0.5, 1.0, 3.0, 20.0))


def _other_time(chance: Random, house: House) -> list[AnyStep]:
    """Let a lock or a valve have another time."""
    timed = [thing for thing in house.things if thing.settings.get("used_as") in ("lock", "valve")]
    if not timed:
        return []
    thing = chance.choice(timed)
    name, value = _time(chance, str(thing.settings["used_as"]))
    return [Setting(thing.key, name, value, after=after(chance))]


def _other_use(chance: Random, house: House) -> list[AnyStep]:
    """Let a relay release a lock or open a valve from now on."""
    relays = [thing for thing in house.things if thing.kind == "relay"]
    if not relays or chance.random() < 0.7:
        return []
    return [Setting(chance.choice(relays).key, "used_as", chance.choice(("lock", "valve")), after=after(chance))]


def _release(chance: Random, house: House) -> list[AnyStep]:
    """Unlock or open, and now and then end that."""
    services = {"lock": ("lock.unlock", "lock.lock"), "valve": ("valve.open_valve", "valve.close_valve")}
    timed = [thing for thing in house.things if thing.settings.get("used_as") in services]
    if not timed:
        return []
    thing = chance.choice(timed)
    begin, end = services[str(thing.settings["used_as"])]
    steps: list[AnyStep] = [Act(begin, (thing.key,), after=after(chance))]
    return [*steps, Act(end, (thing.key,), after=after(chance))] if chance.random() < 0.3 else steps


_IDEAS: Final[tuple[Idea, ...]] = (_other_time, _other_use, _release)


def with_more(chance: Random, house: House, steps: tuple[AnyStep, ...]) -> tuple[AnyStep, ...]:
    """Return the steps with some further ones between them."""
    played = list(steps)
    for idea in _IDEAS:
        place = chance.randint(0, len(played))
        played[place:place] = idea(chance, house)
    return tuple(played)
