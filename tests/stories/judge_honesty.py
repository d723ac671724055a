"""Honesty: no action that said done had no effect."""

from collections.abc import Iterator, Sequence
from typing import Final

from .findings import Fault, Finding
from .kinds import Kind, Released
from .play import Done
from .steps import Thing
from .timers import wrong_timer
from .wants import broken
from .witness import SETTLES, STARTS, Witness

IN_FLIGHT: Final = 5.0
"""Seconds in which a command that was acknowledged reaches the bus."""


class HonestyJudge(Witness):
    """Looks at the actions that said done."""

    def findings(self, thing: Thing, kind: Kind) -> Iterator[Finding]:
        actions = [done for done in self._story.done if done.thing.key == thing.key and done.scene is None]
        for index, done in enumerate(actions):
            if done.error or done.returned is None or done.excused or self.is_forgotten(thing):
                continue
            later = actions[index + 1 :]
            if self.is_refused_in_vain(thing, done) or any(other.called <= done.returned for other in later):
                continue
            scenes = [other for other in self._story.done if other.thing.key == thing.key and other.scene is not None]
            if any(done.called <= other.called <= done.returned for other in scenes):
                # In its place; and something else may have taken the place of that.
                continue
            # A slow bus carries it a moment later.
            next_ones = (other.executed for other in later if other.called > done.returned + IN_FLIGHT)
            last = next(next_ones, len(self._home.simulator.executed))
            if isinstance(kind, Released) and (wrong := wrong_timer(self._home, done, self._story, last)):
                yield Finding(Fault.LOST, thing.key, wrong)
            if self.executed(thing, done.executed, last) or not self._was_missing(thing, kind, done):
                continue
            if self._goes_on(thing, done, [one for one in self._story.done if one.thing.key == thing.key]):
                continue
            if self._was_to_follow(thing, done):
                continue
            yield Finding(
                Fault.DISHONEST, thing.key, f"{done.service} {dict(done.data) or ''} said done, nothing was sent"
            )

    def _was_missing(self, thing: Thing, kind: Kind, done: Done) -> bool:
        """Tell whether the action asked for something that was not so already, as far as that can be known."""
        # By times that are wrong nobody knows where it is.
        seen = done.facts if self.times_are_right(thing, {}) else done.shown
        return bool(broken(kind.asked(done.service, done.data, {}), seen))

    def _goes_on(self, thing: Thing, done: Done, others: Sequence[Done]) -> bool:
        """Tell whether a movement was under way, or just ordered, that may do what was asked: intent tells if not."""
        # That the current has just gone off, or somebody has just pressed a switch, is not known yet.
        news = [one.begin for one in self._story.troubles]
        news += [one.time for one in self._story.happened if one.key == thing.key]
        is_news = any(done.called - SETTLES <= time <= done.called for time in news)
        # Nor what happens while nothing is told.
        is_news = is_news or self._story.troubled(done.called - SETTLES, done.called)
        # Of one that does not tell its end nobody knows that it stands, until it is asked.
        is_untold = thing.fields.get("tells_end") is False
        if (done.shown if is_news or is_untold else done.facts).get("moving") not in (None, "no"):
            return True
        just = [other.executed for other in others if done.called - STARTS < other.called < done.called]
        is_ordered = bool(just) and self.executed(thing, just[0], done.executed)
        return "moving" in done.facts and (is_ordered or self._was_turned(thing, done))

    def _was_to_follow(self, thing: Thing, done: Done) -> bool:
        """Tell whether Home Assistant was gone before a shutter had done what was asked before this."""
        ends = [one.time for one in self._story.happened if one.what in ("reload", "restart")]
        is_moving = done.shown.get("moving") not in (None, "no")
        return is_moving and any(done.called < time < done.called + self.flight(thing) for time in ends)

    def _was_turned(self, thing: Thing, done: Done) -> bool:
        """Tell whether a movement was ordered a moment ago for the second leg of what was asked long before."""
        received = self._home.simulator.received[: done.received]
        last = next((one for one in reversed(received) if self._is_for(thing, one.frame)), None)
        return last is not None and done.called - STARTS < last.time
