"""Service: with a gateway that is there, and lets us in, every action succeeds."""

from collections.abc import Iterator
from typing import Final

from simulator.bus import Source

from .findings import Fault, Finding
from .judge_boosts import is_of_no_vacation
from .play import Done
from .witness import Witness

ANSWERS: Final = 4.0
"""Seconds in which a gateway answers, or is given up."""
TOO_LONG: Final = 60.0
"""Seconds in which a person has an answer."""


class ServiceJudge(Witness):
    """Looks at the actions that failed."""

    def findings(self) -> Iterator[Finding]:
        for done in self._story.done:
            end = done.returned if done.returned is not None else self._story.end
            asked = f"{done.service} {dict(done.data) or ''}".strip()
            if done.error.startswith("bare"):
                yield Finding(Fault.SERVICE, done.thing.key, f"{asked}: {done.error}")
            elif done.returned is None:
                yield Finding(Fault.SERVICE, done.thing.key, f"{asked}: never answered")
            elif done.excused or self._story.troubled(done.called, end):
                continue
            elif done.error and not self._is_beyond_help(done):
                yield Finding(Fault.SERVICE, done.thing.key, f"{asked}: {done.error}")
            elif not done.error and end - done.called > TOO_LONG:
                yield Finding(Fault.SERVICE, done.thing.key, f"{asked}: no answer for {end - done.called:.0f} s")
        for key, time in self._story.skipped:
            if not self._story.troubled(time, time):
                yield Finding(Fault.SERVICE, key, "was not available")

    def _is_beyond_help(self, done: Done) -> bool:
        """Tell whether nobody could have done it, and the caller was told so.

        No gateway is asked for more than ten connections in a minute; and of what waits on a bus that is full of what
        others tell nobody knows whether it will be carried out.
        """
        if is_of_no_vacation(done, self._story):
            return True
        is_busy = done.error.endswith("busy") and self._has_used_up_connections(done)
        return is_busy or (done.error.endswith("not_confirmed") and self._waited_for_bus(done))

    def _has_used_up_connections(self, done: Done) -> bool:
        """Tell whether Home Assistant, or the entry, was started again and again in the minute before."""
        starts = [one for one in self._story.happened if one.what in ("reload", "restart")]
        return sum(done.called - 60 <= one.time <= done.called for one in starts) > 1

    def _waited_for_bus(self, done: Done) -> bool:
        """Tell whether a command waited for the bus for longer than anybody waits for a gateway."""
        since = self._home.simulator.carried[done.carried :]
        return any(one.source is Source.CLIENT and one.waited > ANSWERS for one in since)
