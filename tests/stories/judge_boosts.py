"""Judge of boosts and vacations: what was before a boost is there again after it, and a vacation has its end."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.util import dt as dt_util

from .boosts import BOOST, HOUR, SET_VACATION
from .home import Home
from .play import Done, Story
from .wants import Wants, near, one

_SLACK: Final = 60.0
"""Seconds before and after its end in which nobody can say whether it is over."""
_SETTLES: Final = 10.0
"""Seconds in which what was asked before is done."""


def end_of(done: Done) -> float | None:
    """Return when a boost is over; None for what is none."""
    if done.service != BOOST or done.returned is None:
        return None
    return done.returned + HOUR * float(str(done.data["hours"]))


def wanted_after(done: Done, meanwhile: Wants, story: Story) -> Wants:
    """Return what is wanted in the end of what was boosted: `meanwhile` as long as it goes on, then what was before."""
    end = end_of(done)
    if end is None or abs(end - story.end) < _SLACK:
        return {}
    if end > story.end:
        return meanwhile
    others = [one for one in story.done if one.thing.key == done.thing.key and one is not done]
    is_alone = not any(one.called <= end and (one.returned or story.end) >= done.called - _SETTLES for one in others)
    is_first = not any(one.called < done.called < (end_of(one) or 0.0) for one in others)
    if not (is_alone and is_first) or story.had("restart", done.called, end):
        # What somebody asked just before may not have been done; what comes after two boosts, nobody has said; without
        # current the plant forgets the hours.
        return {}
    was = {name: value for name, value in done.facts.items() if value is not None and name != "then"}
    return {name: near(value, 0.05) if isinstance(value, float) else one(value) for name, value in was.items()}


def is_of_no_vacation(done: Done, story: Story) -> bool:
    """Tell whether somebody was told that there is no vacation to end, or none that a scene can bring back.

    One that was ended meanwhile has no end any more (docs/en/platforms.md, climate).
    """
    if done.error.endswith("no_vacation"):
        return "vacation" not in (done.facts["mode"], done.shown.get("mode"))
    in_scene = (one.scene for one in story.done if one.scene is not None and one.called == done.called)
    return done.error.endswith("vacation_needs_days") and any(scene.get("mode") == "vacation" for scene in in_scene)


def wrong_ends(home: Home, story: Story) -> Iterator[tuple[str, str]]:
    """Tell which vacations have another end than is shown."""
    for done in story.done:
        if done.service != SET_VACATION or done.error or done.returned is None:
            continue
        unit = home.simulator.objects[done.thing.key]
        found = home.entity_id("sensor", f"{done.thing.key}-vacation_end")
        state = None if found is None else home.hass.states.get(found)
        is_quiet = not story.troubled(done.called, story.end) and not any(
            one.key in ("", done.thing.key) and one.time >= done.called for one in story.happened
        )
        if not unit.days or state is None or state.state == STATE_UNAVAILABLE or not is_quiet:
            continue
        day, month, year = map(int, unit._ends["30"])
        end = dt_util.parse_datetime(state.state)
        shown = None if end is None else dt_util.as_local(end).date()
        if shown != (wanted := date(year, month, day)):
            yield done.thing.key, f"the vacation is shown to end {shown}, not {wanted}"
