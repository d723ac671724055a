"""Judge of alarms: the way in which one was armed in Home Assistant is the one that is shown."""

from collections.abc import Iterator

from .alarms import ALARM, ARM
from .home import Home
from .play import Done, Story
from .steps import Thing


def wrong_way(home: Home, story: Story) -> Iterator[tuple[str, str]]:
    """Tell which alarms are armed, and shown as armed in another way than they were told last."""
    for thing in home.house.things:
        kind, state = home.kind(thing), home.state(thing)
        if thing.kind != ALARM or kind is None or state is None:
            continue
        shown, last = home.shown(thing, kind, state).get("way"), _last(thing, story)
        wanted = "" if last is None else last.service.removeprefix(ARM)
        if last is not None and shown is not None and shown != wanted:
            yield thing.key, f"is shown as armed {shown} after {last.service}"


def _last(thing: Thing, story: Story) -> Done | None:
    """Return the order that armed it last; None where anybody may have told it something since."""
    orders = [done for done in story.done if done.thing.key == thing.key]
    if not orders or not orders[-1].service.startswith(ARM):
        return None
    last = orders[-1]
    if last.returned is None or last.error or story.troubled(last.called, last.returned):
        return None
    walls = (one.time for one in story.happened if one.key == thing.key and one.what == "wall")
    others = (done for done in orders[:-1] if done.returned is None or done.returned >= last.called)
    return None if any(time >= last.called for time in walls) or any(others) else last
