"""Further things by chance: what stands in a house, and is done, beside what there was first.

They are drawn by a chance of their own, so that a seed keeps the house and the steps that it had without them.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from .kinds import brightness_of
from .steps import Act, AnyStep, Apply, House, Plain, Reload, Setting, Snapshot, Thing, Trouble, Wall
from .virtual import use

UNLOCK_TIMES: Final = (0.5, 1.0, 2.0, 10.0)
"""Seconds."""
OPEN_TIMES: Final = (0.0, 1.0, 3.0, 60.0)
"""Minutes that are over before everything has to be true, and those that are not; 0 is for ever."""
HALVES: Final = (35.0, 40.0, 50.0, 60.0, 65.0)
"""Percent that a curtain is open after half of its time."""

type Idea = Callable[[Random, House], list[AnyStep]]
"""What somebody may do further; nothing where the house has nothing for it."""


def refitted(chance: Random, house: House) -> House:
    """Return a house in which some relays release a lock or open a valve, and some are told together."""
    things = tuple(_refitted(chance, thing) for thing in house.things)
    return replace(house, things=things, collectives=_collectives(chance, things) if chance.random() < 0.5 else ())


def _collectives(chance: Random, things: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Return groups, areas and all that somebody has added by hand, with the members of the groups."""
    found: list[Thing] = []
    for who, kind in (("1", "many_lights"), ("2", "many_covers")):
        points = [thing for thing in things if thing.key.startswith(f"{who}-")]
        groups: dict[Plain, list[str]] = {}
        for thing in points:
            in_groups = thing.fields.get("groups", ())
            for group in in_groups if isinstance(in_groups, tuple) else ():
                groups.setdefault(group, []).append(thing.key)
        for group, keys in groups.items():
            found.append(Thing(kind, f"{who}-#{group}", settings={"members": tuple(keys)}))
        areas = sorted({thing.key[2] for thing in points})
        found += [Thing(kind, f"{who}-{where}") for where in areas if chance.random() < 0.4]
        if points and chance.random() < 0.3:
            found.append(Thing(kind, f"{who}-0"))
    return tuple(found)


def _refitted(chance: Random, thing: Thing) -> Thing:
    if thing.kind == "relay" and not thing.settings and chance.random() < 0.6:
        used = chance.choice(("lock", "valve"))
        settings: dict[str, Plain] = {"used_as": used}
        if chance.random() < 0.7:
            name, value = _time(chance, used)
            settings[name] = value
        return replace(thing, settings=settings)
    if thing.kind in ("shutter", "advanced_shutter"):
        grouped = replace(thing, fields={**thing.fields, "groups": (1,) if chance.random() < 0.6 else ()})
        return _uneven(chance, grouped) if thing.kind == "shutter" and chance.random() < 0.6 else grouped
    return thing


def _uneven(chance: Random, shutter: Thing) -> Thing:
    """Let a curtain without slats wind unevenly, as somebody has seen and set."""
    if shutter.fields.get("slat_time") or shutter.fields.get("slat_share"):
        return shutter
    halves: dict[str, Plain] = {name: chance.choice(HALVES) for name in ("opening_half", "closing_half")}
    return replace(shutter, fields={**shutter.fields, **halves}, settings={**shutter.settings, **halves})


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


def _together(chance: Random, house: House) -> list[AnyStep]:
    """Act on many at once, and on some of them."""
    if not house.collectives:
        return []
    many = chance.choice(house.collectives)
    steps: list[AnyStep] = []
    for _ in range(chance.randint(1, 3)):
        is_one = chance.random() < 0.3
        same = [thing for thing in house.things if thing.key.startswith(many.key[:2]) and _is_told_so(thing)]
        thing = chance.choice(same) if is_one and same else many
        service, data = _of_many(chance, many)
        if thing.kind == "relay":
            data = {}
        steps.append(Act(service, (thing.key,), data, after=after(chance)))
    return steps


def _is_told_so(thing: Thing) -> bool:
    return not thing.settings.get("used_as")


def _of_many(chance: Random, many: Thing) -> tuple[str, dict[str, Plain]]:
    if many.kind == "many_lights":
        data: dict[str, Plain] = {}
        service = chance.choice(("turn_on", "turn_off", "level"))
        if service == "level":
            data["brightness"] = brightness_of(chance.choice((20, 50, 75, 100)))
            if chance.random() < 0.2:
                data["transition"] = 4.0
        return f"light.{service.replace('level', 'turn_on')}", data
    service = chance.choice(("open_cover", "close_cover", "stop_cover", "set_cover_position"))
    return f"cover.{service}", {"position": chance.choice((0, 30, 60, 100))} if service.startswith("set") else {}


def _scene_of_many(chance: Random, house: House) -> list[AnyStep]:
    """Bring many back, with some single ones beside."""
    if not house.collectives or chance.random() < 0.6:
        return []
    some = [thing.key for thing in house.things if thing.key.startswith(("1-", "2-"))]
    keys = {chance.choice(house.collectives).key, *chance.sample(some, chance.randint(0, len(some)))}
    kept = Snapshot("of_many", tuple(sorted(keys)), after=chance.choice((3.0, 90.0)))
    return [kept, *_together(chance, house), Apply("of_many", after=chance.choice((0.5, 90.0)))]


def _flash(chance: Random, house: House) -> list[AnyStep]:
    """Let a lamp flash: afterwards it is as it was."""
    lamps = [thing for thing in house.things if thing.key.startswith("1-") and _is_told_so(thing)]
    if not lamps or chance.random() < 0.5:
        return []
    return [
        Act(
            "light.turn_on",
            (chance.choice(lamps).key,),
            {"flash": chance.choice(("short", "long"))},
            after=after(chance),
        )
    ]


def _hurry_lamp(chance: Random, thing: Thing) -> list[AnyStep]:
    """Set a level, and another, and at once a colour or a white, which leaves it."""
    first, second = (brightness_of(level) for level in chance.sample((20, 50, 75, 100), 2))
    before = Act("light.turn_on", (thing.key,), {"brightness": first}, after=20.0)
    level = Act("light.turn_on", (thing.key,), {"brightness": second}, after=chance.choice((0.05, 0.1)))
    colours: list[dict[str, Plain]] = []
    if thing.fields.get("colour"):
        colours.append({"hs_color": (chance.choice((40, 240)), 100)})
    if thing.fields.get("white"):
        colours.append({"color_temp_kelvin": chance.choice((2700, 6500))})
    if not colours:
        return [before, level, Act("light.turn_on", (thing.key,), after=0.05)]
    colour = chance.choice(colours)
    return [before, level, Act("light.turn_on", (thing.key,), colour, after=chance.choice((0.0, 0.05, 0.2)))]


def _hurry_shutter(chance: Random, thing: Thing) -> list[AnyStep]:
    """Let a shutter go to an end, and half-way; then something comes between it and its stop, or its direction."""
    key, other = (thing.key,), chance.choice(("open", "close"))
    end: list[AnyStep] = [Act(f"cover.{other}_cover", key, after=20.0)]
    half = Act("cover.set_cover_position", key, {"position": chance.choice((40, 60))}, after=70.0)
    match chance.choice(("refused", "lost", "reload", "away", "turned", "stopped")):
        case "refused":
            return [*end, half, Trouble("nack_next", 25.0, after=chance.choice((1.0, 2.0)))]
        case "lost":
            return [Trouble("lose_events", 5.0, after=20.0), Act(f"cover.{other}_cover", key)]
        case "reload":
            return [*end, half, Reload(after=chance.choice((1.0, 3.0)))]
        case "away":
            return [*end, half, Trouble("refuse", 25.0, after=2.0), Wall(thing.key, "press", ("0",), after=1.0)]
        case "turned":
            back = Act(f"cover.{other}_cover", key, after=chance.choice((1.5, 3.0)))
            again = Act("cover.set_cover_position", key, {"position": 50}, after=chance.choice((0.2, 0.4, 0.7)))
            return [*end, half, back, again]
    again = Act("cover.set_cover_position", key, {"position": 50}, after=chance.choice((0.2, 0.4)))
    return [*end, half, Act("cover.stop_cover", key, after=chance.choice((0.1, 2.0))), again]


def hurry(chance: Random, house: House) -> list[AnyStep]:
    """Ask one thing for this and that in a hurry, in the end."""
    lamps = [thing for thing in house.things if thing.kind == "dali"]
    shutters = [thing for thing in house.things if thing.kind == "shutter"]
    if not (lamps or shutters) or chance.random() < 0.4:
        return []
    thing = chance.choice([*lamps, *shutters])
    return _hurry_lamp(chance, thing) if thing.kind == "dali" else _hurry_shutter(chance, thing)


_IDEAS: Final[tuple[Idea, ...]] = (
    *(_other_time, _other_use, _release, _together, _together, _together, _scene_of_many, _flash, use),
)


def with_more(chance: Random, house: House, steps: tuple[AnyStep, ...]) -> tuple[AnyStep, ...]:
    """Return the steps with some further ones between them."""
    played = list(steps)
    for idea in _IDEAS:
        place = chance.randint(0, len(played))
        played[place:place] = idea(chance, house)
    return (*played, *hurry(chance, house))
