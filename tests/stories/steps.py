"""Steps of a sequence: plain values that can be printed, played from what was printed, and left out one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, override

import yaml

MAC: Final = "000350010203"

type Plain = str | int | float | bool | tuple[Plain, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happens `after` so many seconds."""

    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Act(Step):
    """A person calls an action of Home Assistant, for some objects or an area."""

    service: str
    """`light.turn_on`."""
    things: tuple[str, ...]
    data: Mapping[str, Plain] = field(default_factory=dict)
    area: str = ""
    """Target of the action; `things` are what is in it then."""


@dataclass(frozen=True, slots=True)
class Snapshot(Step):
    """A person keeps how some objects are: `scene.create`."""

    scene: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apply(Step):
    """A person applies what was kept: `scene.turn_on`."""

    scene: str


@dataclass(frozen=True, slots=True)
class Wall(Step):
    """Somebody does something at an object itself: a method of the simulated one."""

    thing: str
    method: str
    values: tuple[Plain, ...] = ()


@dataclass(frozen=True, slots=True)
class Broadcast(Step):
    """A wall switch for an area, a group or everybody."""

    frame: str


@dataclass(frozen=True, slots=True)
class Setting(Step):
    """A person changes a setting of an object: a number, or what a relay is used as."""

    thing: str
    name: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Reload(Step):
    """A person reloads the entry."""


@dataclass(frozen=True, slots=True)
class Restart(Step):
    """Home Assistant stops, and starts again."""

    pause: float = 5.0
    """Seconds between."""


@dataclass(frozen=True, slots=True)
class Trouble(Step):
    """A fault of tests/faults/table.py begins, and ends after so many seconds."""

    fault: str
    seconds: float


type AnyStep = Act | Snapshot | Apply | Wall | Broadcast | Setting | Reload | Restart | Trouble


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of a plant, and what a person has set of it in Home Assistant."""

    kind: str
    """Of simulator/PLANT.md."""
    key: str
    """WHO and WHERE."""
    fields: Mapping[str, Plain] = field(default_factory=dict)
    settings: Mapping[str, Plain] = field(default_factory=dict)
    area: str = ""
    """Of Home Assistant."""


@dataclass(frozen=True, slots=True)
class House:
    """A gateway and what is behind it."""

    model: str
    things: tuple[Thing, ...]
    head: Mapping[str, Plain] = field(default_factory=dict)
    """Other fields of the plant."""
    collectives: tuple[Thing, ...] = ()
    """Groups, areas and all that have entities; nothing on the bus is one of them."""
    virtual: tuple[Thing, ...] = ()
    """Buttons at addresses where nothing answers, for which an entity of another system acts."""

    def thing(self, key: str) -> Thing:
        """Return an object, or many, by WHO and WHERE."""
        return next(thing for thing in (*self.things, *self.collectives, *self.virtual) if thing.key == key)

    @property
    def password(self) -> str:
        """A password that this model can have: with letters where it has to."""
        return "Abcdef12" if self.model == "MyHomeServer1" else "12345"

    def plant(self) -> str:
        """Write the plant file."""
        objects = [
            {
                "kind": thing.kind,
                "where": thing.key.partition("-")[2].removesuffix("-button"),
                **{k: _listed(v) for k, v in thing.fields.items()},
            }
            for thing in (*self.things, *self.virtual)
        ]
        mac = ":".join(MAC[i : i + 2] for i in range(0, 12, 2))
        return yaml.safe_dump(
            {"model": self.model, "password": self.password, "mac": mac, **dict(self.head), "objects": objects}
        )


def _listed(value: Plain) -> object:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Sequence:
    """What happens in a house, by a seed or after shrinking."""

    seed: int
    house: House
    steps: tuple[AnyStep, ...]

    @override
    def __str__(self) -> str:
        """Print it so that it can be read, and played again."""
        things = "".join(f"\n            {thing!r}," for thing in self.house.things)
        collectives = "".join(f"\n            {thing!r}," for thing in self.house.collectives)
        virtual = "".join(f"\n            {thing!r}," for thing in self.house.virtual)
        steps = "".join(f"\n        {step!r}," for step in self.steps)
        return (
            f"Sequence(\n    seed={self.seed},\n    house=House(\n        model={self.house.model!r},"
            f"\n        things=({things}\n        ),\n        head={dict(self.house.head)!r},"
            f"\n        collectives=({collectives}\n        ),"
            f"\n        virtual=({virtual}\n        ),\n    ),"
            f"\n    steps=({steps}\n    ),\n)"
        )


WORDS: Final = {
    one.__name__: one
    for one in (Act, Snapshot, Apply, Wall, Broadcast, Setting, Reload, Restart, Trouble, Thing, House, Sequence)
}


def read(text: str) -> Sequence:
    """Read what was printed: an expression of the words above, and of nothing else."""
    found = eval(text, {"__builtins__": {}, **WORDS})
    assert isinstance(found, Sequence)
    return found
