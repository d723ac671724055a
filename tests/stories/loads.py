"""Load control: loads that a central unit cuts off and gives back, and that people force on.

Home Assistant can only force one (protocol.md 4.3); what else happens to it, the load control does.
"""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any, Final, override

from homeassistant.core import State

from .further import after
from .houses import carries
from .kinds import Kind
from .steps import Act, AnyStep, House, Plain, Reload, Thing, Wall
from .wants import Facets, Wants, one

_WHO: Final = 3
_LOAD: Final = "load"


class Load(Kind):
    """A load by its priority: a button forces it on, and two sensors show how it is."""

    platform = "button"
    ending = "-force"

    @override
    def sensors(self, thing: Thing) -> Mapping[str, str]:
        return {name: f"{thing.key}-{name}" for name in ("enabled", "forced")}

    @override
    def facts(self, thing: Thing, item: Any) -> Facets:
        # Of a forced one nobody tells whether it would have current otherwise: an answer has one WHAT.
        return {"forced": item.forced, "enabled": None if item.forced else item.enabled}

    @override
    def shown(self, state: State) -> Facets:
        return {}

    @override
    def asked(self, service: str, data: Mapping[str, Plain], before: Wants) -> Wants:
        return {"forced": one(True)}


# By chance


def furnish(chance: Random, house: House) -> House:
    """Return a house that has, now and then, loads of the older load control."""
    if not carries(house.model, _WHO) or chance.random() > 0.3:
        return house
    found = [
        Thing(_LOAD, f"{_WHO}-#{number}", {"enabled": chance.random() < 0.7})
        for number in chance.sample(range(1, 9), chance.randint(1, 3))
    ]
    return replace(house, things=(*house.things, *found))


def use(chance: Random, house: House) -> list[AnyStep]:
    """Force one on, let the load control have it again, cut it off, or give it back."""
    loads = [thing.key for thing in house.things if thing.kind == _LOAD]
    steps: list[AnyStep] = []
    if loads and chance.random() < 0.1:
        # What it is when nobody forces it is not told to who begins to listen now.
        key = chance.choice(loads)
        return [
            Act("button.press", (key,), after=after(chance)),
            Reload(after=after(chance)),
            Wall(key, "end_forcing", after=after(chance)),
        ]
    for _ in range(chance.randint(1, 3) if loads else 0):
        key = chance.choice(loads)
        match chance.choice(("force", "force", "end", "cut", "give")):
            case "force":
                steps.append(Act("button.press", (key,), after=after(chance)))
            case "end":
                steps.append(Wall(key, "end_forcing", after=after(chance)))
            case what:
                steps.append(Wall(key, "set_enabled", (what == "give",), after=after(chance)))
    return steps
