"""Timers of locks and valves: how long a relay is told to stay on, and what is left of that at the end."""

from typing import Final

from simulator.frames import Frame, take_apart

from .home import Home
from .play import Done, Story
from .wants import Wants, one

TIMERS: Final = {
    str(what): seconds for what, seconds in zip(range(11, 19), (60, 120, 180, 240, 300, 900, 30, 0.5), strict=True)
}
"""WHATs that switch a light on for some seconds."""
_LOCK: Final = ("unlock_time", 1.0, 1.0)
_VALVE: Final = ("open_for", 60.0, 60.0)
"""The setting, what it is where nobody has set it, and how many seconds its unit has."""
_SLACK: Final = 30.0
"""Seconds in which a command reaches the actuator, at the latest."""
_ON: Final = ("unlock", "open_valve")
FOR_EVER: Final = 0.0


def _told(frame: Frame) -> float | None:
    """Return the seconds for which a frame switches a light on; None for one that does not switch it on."""
    if frame.dimension == "2" and len(frame.values) == 3:
        hours, minutes, seconds = map(int, frame.values)
        return 3600.0 * hours + 60 * minutes + seconds
    return FOR_EVER if frame.what == "1" else TIMERS.get(frame.what)


def is_on(done: Done) -> bool:
    """Tell whether an action releases a lock or opens a valve, by itself or in a scene."""
    return done.service in _ON or (done.scene is not None and done.scene.get("on") is True)


def seconds_of(done: Done, story: Story) -> float | None:
    """Return for how long the relay was to be on, as it was set when it was asked for; None where that changed then."""
    name, value, unit = _VALVE if done.service == "open_valve" else _LOCK
    value = float(str(done.thing.settings.get(name, value)))
    for event in story.happened:
        if event.what == name and event.key == done.thing.key:
            if done.called <= event.time <= (done.returned or story.end):
                return None
            if event.time < done.called:
                value = float(str(event.value))
    return value * unit


def at_the_end(done: Done, story: Story) -> Wants:
    """Return what is wanted at the end, of a relay that was told to be on."""
    seconds = seconds_of(done, story)
    if seconds is None or done.returned is None:
        return {}
    if done.scene is not None and done.scene == done.shown:
        # Home Assistant asks for nothing that it shows already: an older timer goes on.
        return {}
    if seconds == FOR_EVER or done.returned + seconds > story.end:
        return {"on": one(True)}
    if done.returned + seconds + _SLACK > story.end:
        return {}
    if story.had("restart", done.called, done.returned + seconds + _SLACK):
        # All current was off, and the actuator has forgotten its timer.
        return {}
    return {"on": one(False)}


def wrong_timer(home: Home, done: Done, story: Story, last: int) -> str:
    """Tell what is wrong with the time that the relay was told; `last` ends the frames that belong to the action."""
    wanted = seconds_of(done, story) if is_on(done) else None
    where = done.thing.key.partition("-")[2]
    frames = (take_apart(text) for text in home.simulator.executed[done.executed : last])
    own = (frame for frame in frames if frame is not None and (frame.who, frame.where) == (1, where))
    told = [seconds for frame in own if (seconds := _told(frame)) is not None]
    if wanted is None or not told or wanted in told:
        return ""
    return f"{done.service} told the actuator {told[-1]:g} s, not {wanted:g}"
