"""Witness: what the parts of the judge look up in what happened."""

from typing import Final

from simulator.frames import take_apart

from .climates import POSITION
from .home import Home
from .play import Done, Story
from .steps import Thing

SETTLES: Final = 0.5
"""Seconds after somebody pressed a wall switch in which nobody can know what has come of it."""
STARTS: Final = 1.5
"""The same of a motor, which starts late."""


class Witness:
    """Looks at what happened in a home."""

    def __init__(self, home: Home, story: Story) -> None:
        """Look at this."""
        self._home: Final = home
        self._story: Final = story

    def is_refused_in_vain(self, thing: Thing, done: Done) -> bool:
        """Tell whether a refusal could not be known: a MyHomeServer1 says no to WHO 18 and does it (gateways.md 6)."""
        says_no = self._home.house.model == "MyHomeServer1" and thing.key.startswith("18-")
        return says_no and self._story.had("nack_next", done.called, done.called)

    def is_forgotten(self, thing: Thing) -> bool:
        """Tell whether the gateway has forgotten a command to it when it was switched off."""
        item = self._home.simulator.objects[thing.key]
        frames = (take_apart(text) for text in self._home.simulator.forgotten)
        return any(frame is not None and item.hears(frame) for frame in frames)

    def flight(self, thing: Thing) -> float:
        """Seconds in which a movement is over: once to an end, and back."""
        longest = max(float(str(thing.fields.get(name, 0))) for name in ("opening_time", "closing_time"))
        return 2 * max(longest, 25.0) + 10

    def times_are_right(self, thing: Thing, changed: dict[str, float]) -> bool:
        if thing.kind != "shutter":
            return True
        set_times = {name: changed.get(name, thing.settings.get(name, 25)) for name in ("opening_time", "closing_time")}
        return all(
            abs(float(str(value)) - float(str(thing.fields[name]))) < POSITION / 100
            for name, value in set_times.items()
        )

    def _is_for(self, thing: Thing, text: str) -> bool:
        frame = take_apart(text)
        return frame is not None and self._home.simulator.objects[thing.key].hears(frame)

    def executed(self, thing: Thing, first: int, last: int) -> bool:
        item = self._home.simulator.objects[thing.key]
        frames = (take_apart(text) for text in self._home.simulator.executed[first:last])
        return any(frame is not None and (item.hears(frame) or _is_route(thing, frame.where)) for frame in frames)


def _is_route(thing: Thing, where: str) -> bool:
    """Tell whether a frame gives an amplifier's environment its source."""
    return thing.kind == "amplifier" and where.startswith(f"1{thing.key.partition('-')[2][0]}")
