"""Judge of virtual actuators: the entity is what was asked last, and the bus was told last what the entity is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import State
from homeassistant.util.color import brightness_to_value

from simulator.frames import Frame, take_apart

from .home import Home
from .kinds import LEVELS
from .play import Happened, Story
from .steps import Thing
from .virtual import ACTED, LAMP, address, entity_id, is_reached
from .wants import Facets, Wants, broken, near, one

SETTLES: Final = {"wall": 1.1, ACTED: 1.5}
"""Seconds after which somebody has to press, or act in Home Assistant, to be the last: a busy bus tells late."""
ON_ITS_WAY: Final = 5.0
"""Seconds in which the bus tells what happened at the wall, and that may be lost."""
ROUNDED: Final = 5.5
"""Percent by which a step of ten differs from what it tells."""


@dataclass(slots=True)
class Wish:
    """What is asked of one entity at the end."""

    wants: Wants = field(default_factory=dict)
    is_sure: bool = True
    """Everything that was said at the address was heard."""
    at: dict[str, float] = field(default_factory=dict)
    """When it was last asked for, by what it was asked."""


def lost(home: Home, story: Story) -> Iterator[tuple[str, str]]:
    """Tell which entities are not what was asked of them last."""
    for thing in home.house.virtual:
        facets = _shown(thing, home.hass.states.get(entity_id(thing)))
        if wrong := broken(_wish(thing, home, story).wants, facets):
            yield thing.key, f"{', '.join(wrong)} though asked last"


def untrue(home: Home, story: Story) -> Iterator[tuple[str, str]]:
    """Tell at which addresses the bus was told last something else than the entity is."""
    for thing in home.house.virtual:
        told = _told(thing, home)
        facets = _shown(thing, home.hass.states.get(entity_id(thing)))
        if told is None:
            yield thing.key, "nothing was told of it"
        elif _wish(thing, home, story).is_sure and (wrong := broken(_says(thing, told), facets)):
            yield thing.key, f"the bus was told {told.text} but {', '.join(wrong)}"


def _wish(thing: Thing, home: Home, story: Story) -> Wish:
    wish = Wish()
    frame = f"*{address(thing)}##"
    written = [one.time for one in home.simulator.received if one.frame.endswith(frame) and one.frame[1] != "#"]
    for event in story.happened:
        if event.what == "restart" and thing.kind != LAMP:
            # Of this curtain nobody goes on to think where it is to go.
            wish.wants = {}
        if event.key != thing.key:
            continue
        is_heard = event.what == ACTED or (event.heard and event.live and not _is_troubled(event, story))
        if not is_heard:
            wish.wants, wish.is_sure = {}, False
        else:
            wish.is_sure |= event.what != ACTED
            others = (at for by, at in wish.at.items() if by != event.what)
            is_doubtful = any(event.time - at <= SETTLES[event.what] for at in others)
            # What is pressed may look like the echo of what Home Assistant has just told of the entity.
            is_doubtful |= event.what == "wall" and any(0 <= event.time - at <= SETTLES["wall"] for at in written)
            wish.wants = {} if is_doubtful else _asked(thing, event, wish.wants)
        wish.at[event.what] = event.time
    return wish


def _is_troubled(event: Happened, story: Story) -> bool:
    """Tell whether the bus may have told it to nobody."""
    ends = (one.time for one in story.happened if one.what in ("reload", "restart"))
    return any(0 <= time - event.time <= ON_ITS_WAY for time in ends) or any(
        spell.begin - ON_ITS_WAY <= event.time and story.troubled(event.time, event.time + ON_ITS_WAY)
        for spell in story.troubles
    )


def _asked(thing: Thing, event: Happened, before: Wants) -> Wants:
    values = event.value if isinstance(event.value, tuple) else ()
    what, level = (*values, None, None)[:2]
    if thing.kind == LAMP:
        if isinstance(what, int):
            # The level that a touch screen tells.
            return {"on": one(True), "level": near(what, 1)}
        if what in ("0", "turn_off"):
            return {"on": one(False), **{name: want for name, want in before.items() if name == "level"}}
        new: Wants = {"on": one(True)}
        if isinstance(level, int):
            return {**new, "level": near(brightness_to_value(LEVELS, level), 1)}
        return {**before, **new}
    if isinstance(level, int):
        return {"position": near(level, 0.5)}
    goals = {"1": 100, "2": 0, "open_cover": 100, "close_cover": 0}
    return {"position": near(goals[str(what)], 0.5)} if what in goals else {}


def _told(thing: Thing, home: Home) -> Frame | None:
    """Return the last frame that anybody has said at the address, or to all that it is among."""
    who, where = int(thing.key[0]), address(thing)
    for carried in reversed(home.simulator.carried):
        frame = take_apart(carried.text)
        if frame is None or frame.who != who or not (frame.what or frame.values):
            continue
        if frame.where == where or is_reached(thing, frame):
            return frame
    return None


def _says(thing: Thing, frame: Frame) -> Wants:
    if frame.values:
        return {"on": one(True), "level": near(int(frame.values[0]) - 100, 1)}
    what = int(frame.what_params[0] if frame.what == "1000" else frame.what)
    if thing.kind != LAMP:
        return {"moving": one(what)}
    if what in (0, 1):
        return {"on": one(bool(what))}
    return {"on": one(True), "level": near(10 * what, ROUNDED if what > 2 else 20)}


def _shown(thing: Thing, state: State | None) -> Facets:
    if state is None:
        return {}
    if thing.kind == LAMP:
        brightness = state.attributes.get("brightness")
        level = {} if brightness is None else {"level": brightness_to_value(LEVELS, brightness)}
        return {"on": state.state == "on", **level}
    moving = {"opening": 1, "closing": 2}.get(state.state, 0)
    return {"moving": moving, "position": state.attributes.get("current_position")}
