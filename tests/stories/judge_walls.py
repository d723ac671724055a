"""Judge of wall switches for many: what all were told there last is what they do, whatever one was asked before."""

from collections.abc import Iterator
from typing import Final

from .collectives import told_also
from .home import Home
from .play import Done, Happened, Story
from .steps import Thing

IN_FLIGHT: Final = 2.0
"""Seconds before it in which what somebody has asked for may be written after it."""
ENDS: Final = {"1": 100.0, "2": 0.0}
_RUNS_TO_ITS_END: Final = (0, 60)
"""The times that a relay may stay closed, of which a curtain surely reaches its end: the first is exactly its way."""


def overruled(home: Home, story: Story) -> Iterator[tuple[str, str]]:
    """Tell which shutters and lamps do not do what all were told last, although nobody has asked for more."""
    for thing in home.house.things:
        what = _last_told(home, story, thing)
        item = home.simulator.objects[thing.key]
        if what is None:
            continue
        if thing.kind == "shutter" and thing.fields.get("run_time", 60) in _RUNS_TO_ITS_END and what in ENDS:
            if abs(item.position - ENDS[what]) > 1:
                yield thing.key, f"stands at {item.position:.0f} although all were told {what} at the wall last"
        elif thing.kind in ("dimmer", "relay") and what == "0" and item.on:
            yield thing.key, "is on although all were switched off at the wall last"


def _last_told(home: Home, story: Story, thing: Thing) -> str | None:
    """Return what all were told at the wall, where that is the last of all that happened to an object."""
    happened = [one for one in story.happened if one.key in ("", thing.key)]
    last = max(happened, key=lambda one: one.time, default=None)
    if last is None or not last.to_many or not isinstance(last.value, tuple):
        return None
    if not (last.heard and last.live) or _is_disturbed(story, last) or _is_asked_since(home, story, thing, last):
        return None
    return str(last.value[0])


def _is_disturbed(story: Story, told: Happened) -> bool:
    return any(one.begin - 5 <= told.time <= one.end + 5 for one in story.troubles)


def _is_asked_since(home: Home, story: Story, thing: Thing, told: Happened) -> bool:
    who, wheres = thing.key.partition("-")[0], told_also(home, thing)
    return any(_is_later(done, told) for done in story.done if done.thing.key in {f"{who}-{one}" for one in wheres})


def _is_later(done: Done, told: Happened) -> bool:
    return done.returned is None or max(done.called, done.returned) > told.time - IN_FLIGHT
