"""Boosts and vacations: what zones and central units do for some hours or days, and what comes after it."""

from random import Random
from typing import Final

from .further import after
from .steps import Act, AnyStep, House, Plain, Snapshot, Wall

BOOST: Final = "boost"
SET_VACATION: Final = "set_vacation"
END_VACATION: Final = "end_vacation"
HOUR: Final = 3600.0

_SERVICES: Final = "openwebnet"
_HEATED: Final = ("zone", "central_unit")


def furnish(_: Random, house: House) -> House:
    """Return the house as it is."""
    return house


def use(chance: Random, house: House) -> list[AnyStep]:
    """Boost a zone, or all of them, or go on a vacation."""
    units = [thing.key for thing in house.things if thing.kind == "central_unit"]
    heated = [thing.key for thing in house.things if thing.kind in _HEATED]
    if not heated or chance.random() < 0.4:
        return []
    if units and chance.random() < 0.6:
        return _vacation(chance, units[0])
    return _boost(chance, chance.choice(heated))


def _boost(chance: Random, key: str) -> list[AnyStep]:
    data: dict[str, Plain] = {"temperature": chance.choice((17.5, 22.0, 26.0)), "hours": 1}
    steps: list[AnyStep] = [Act(f"{_SERVICES}.{BOOST}", (key,), data, after=chance.choice((0.1, 3.0, 20.0, 20.0)))]
    if chance.random() < 0.2:
        # Before it is over, somebody wants another.
        steps.append(Act(f"{_SERVICES}.{BOOST}", (key,), {**data, "temperature": 24.0}, after=after(chance)))
    if chance.random() < 0.7:
        steps.append(Snapshot("boosted", (key,), after=HOUR + chance.choice((5.0, 60.0))))
    return steps


def _vacation(chance: Random, key: str) -> list[AnyStep]:
    days, program = chance.choice((1, 2, 14)), chance.choice((None, 1, 2, 3))
    then: dict[str, Plain] = {} if program is None else {"program": program}
    begin = Act(f"{_SERVICES}.{SET_VACATION}", (key,), {"days": days, **then}, after=chance.choice((3.0, 20.0)))
    match chance.choice(("stays", "over", "ended", "day")):
        case "over" if days <= 2:
            return [begin, *(Wall(key, "pass_midnight", after=20.0) for _ in range(days))]
        case "ended":
            return [begin, Act(f"{_SERVICES}.{END_VACATION}", (key,), then, after=after(chance))]
        case "day":
            return [begin, Wall(key, "pass_midnight", after=20.0)]
    return [begin]
