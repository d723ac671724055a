"""Covers: what is expected of them, whose way is measured by time."""

from typing import Final

from simulator.bus import Source

from .climates import ASKED, POSITION
from .collectives import told_also
from .expectation import Expectation
from .play import Done, Happened
from .steps import Thing
from .wants import Wants, Within, near
from .witness import Witness

MOTOR_START: Final = 0.55
"""Seconds after which a motor turns (gateways.md 13.5)."""
LATE_START: Final = 0.5
"""Seconds by which the end of a full run may come early, and is told from somebody's stop."""
TOLD_AT_ONCE: Final = 0.1
"""Seconds in which a bus that is not busy tells of a movement."""
MOVEMENTS: Final = 5
"""Of which it counts how late they were told."""
STOP_AGAIN: Final = 1.2
"""Seconds after which a stop that was refused is sent again."""
TRIED: Final = 3
"""Times in a row."""
UNEVEN: Final = 12.0
"""Percent by which a curtain that winds unevenly may be elsewhere: one point of its way is known, and it has its own
between that and the ends; where it is turned on its way, that adds up."""


class CoverJudge(Witness):
    """Knows how far a motor can have come."""

    def take_action(self, thing: Thing, done: Done, expected: Expectation, *, was_known: bool) -> None:
        """Leave out where a basic actuator goes as far as nobody can know that."""
        if "tilt" not in done.service:
            expected.way = done
        if self._stops_at_once(thing) and done.shown.get("position") is None:
            # It is at the end in no time, wherever that is: nobody can tell a full run from a short one.
            expected.wants = {name: want for name, want in expected.wants.items() if name == "moving"}
        is_end = done.service in ("open_cover", "close_cover") or done.data.get("position") in (0, 100)
        expected.measured = was_known or (is_end and not expected.wrong_times and self._flies_alone(thing, done))
        if not expected.measured and not is_end:
            expected.wants = {name: want for name, want in expected.wants.items() if name == "moving"}

    def wait_for_bus(self, thing: Thing, expected: Expectation) -> None:
        """Allow for the way of a motor while its start and its stop wait for the bus: nobody can foresee that."""
        last = expected.last
        if thing.kind == "advanced_shutter" and last is not None and expected.is_stopped:
            self._wait_for_stop(thing, last, expected)
        if thing.kind != "shutter":
            return
        uneven = UNEVEN if "opening_half" in thing.fields else 0.0
        if last is None:
            expected.late["position"] = uneven
            return
        carried, wheres = self._home.simulator.carried, told_also(self._home, thing)
        stop = f"*2*0*{wheres[0]}##"
        all_starts = {f"*2*{what}*{where}##" for where in wheres for what in "12"}
        way = expected.way or last
        stood = max((at for at, one in enumerate(carried[: way.carried]) if one.text == stop), default=0)
        since = carried[way.carried :]
        # What waits before it holds up the only session of some.
        stops = (one.waited for one in since if one.source is Source.CLIENT)
        starts = (one.waited for one in carried[stood:] if one.text in all_starts)
        late = max(starts, default=0.0)
        if late > LATE_START and last.shown.get("position") is None:
            # It had to go to an end first: a full run of which the beginning is told late looks like one cut short.
            expected.wants = {name: want for name, want in expected.wants.items() if name == "moving"}
        waited = max(stops, default=0.0) + late + self._stops_refused(way, stop) * STOP_AGAIN
        fastest = min(float(str(thing.fields[name])) for name in ("opening_time", "closing_time"))
        slats, share = (float(str(thing.fields.get(name, 0))) for name in ("slat_time", "slat_share"))
        winding = (fastest - slats) * (1 - share / 100)
        untold = self._never_told(all_starts, {f"*2*0*{where}##" for where in wheres})
        for name, seconds in (("position", winding), ("tilt", slats)):
            want = expected.wants.get(name)
            if seconds:
                expected.late[name] = (late + untold + self._told_late(stop, all_starts)) / seconds * 100 + uneven
            if isinstance(want, Within) and seconds and want.high - want.low > 2 * POSITION:
                slack = waited / seconds * 100 + uneven
                expected.wants[name] = Within(want.low - slack, want.high + slack)

    def _wait_for_stop(self, thing: Thing, last: Done, expected: Expectation) -> None:
        """Allow for what an advanced actuator goes on while its stop waits for the bus."""
        stops = {f"*2*0*{where}##" for where in told_also(self._home, thing)}
        waits = [one.waited for one in self._home.simulator.carried[last.carried :] if one.text in stops]
        fastest = min(float(str(thing.fields[name])) for name in ("opening_time", "closing_time"))
        want, slack = expected.wants.get("position"), max(waits, default=0.0) / fastest * 100
        if isinstance(want, Within):
            expected.wants["position"] = Within(want.low - slack, want.high + slack)

    def _told_late(self, stop: str, starts: set[str]) -> float:
        """Add up how late the bus has told of the last movements: what that makes stays until an end is met."""
        told = [one for one in self._home.simulator.carried if one.text == stop or one.text in starts]
        told = [one for one in told if one.source is not Source.CLIENT]
        # Answers tell the same again.
        news = [
            one for before, one in zip([None, *told], told, strict=False) if before is None or before.text != one.text
        ]
        waits = [one.waited for one in news]
        return sum(max(waited - TOLD_AT_ONCE, 0.0) for waited in waits[-2 * MOVEMENTS :])

    def _never_told(self, starts: set[str], stops: set[str]) -> float:
        """Add up how long it may have moved before a stop although nothing tells it: ordered twice, it starts once."""
        received = self._home.simulator.received
        orders = [one.time for one in received if one.frame in starts]
        ends = [one.time for one in received if one.frame in stops]
        count = sum(sum(0 <= end - time <= 2 * MOTOR_START for time in orders) > 1 for end in ends)
        return min(count, MOVEMENTS) * MOTOR_START

    def _stops_refused(self, last: Done, stop: str) -> int:
        """Count the stops of a movement that were refused before one was carried out; none, where none was at all."""
        simulator = self._home.simulator
        tried = sum(one.frame == stop for one in simulator.received[last.received :])
        done = sum(text == stop for text in simulator.executed[last.executed :])
        # One that was tried often enough, and refused until the end was reached, could not do more.
        return max(tried - done, 0) if done or tried >= TRIED else 0

    def stays(self, thing: Thing, done: Done) -> Wants:
        """Return what is wanted of a cover that was stopped: it moves until the stop is carried out, and no more."""
        position = done.facts.get("position")
        if not isinstance(position, float) or done.returned is None:
            return {}
        fastest = min(float(str(thing.fields[name])) for name in ("opening_time", "closing_time"))
        return {"position": near(position, ASKED + (done.returned - done.called) / fastest * 100)}

    def _stops_at_once(self, thing: Thing) -> bool:
        """Tell whether its relay runs for exactly its way."""
        return thing.kind == "shutter" and thing.fields.get("run_time") == 0

    def _flies_alone(self, thing: Thing, done: Done) -> bool:
        end = done.called + self.flight(thing)
        others = [other.called for other in self._story.done if other.thing.key == thing.key]
        others += [one.time for one in self._story.happened if one.key in ("", thing.key)]
        return not any(done.called < time < end for time in others) and end < self._story.end

    def take_reload(self, thing: Thing, event: Happened, expected: Expectation) -> None:
        """A basic actuator is stopped where it is when Home Assistant goes: somewhere on its way, not beyond."""
        last = expected.last
        if thing.kind != "shutter" or last is None or event.time > last.called + self.flight(thing):
            return
        want = expected.wants.pop("position", None)
        expected.wants.pop("tilt", None)
        is_timed = last.service == "set_cover_position" and last.data.get("position") not in (0, 100)
        begin = last.facts.get("position")
        if (
            is_timed
            and isinstance(want, Within)
            and isinstance(begin, float)
            and expected.measured
            and last.shown.get("position") is not None
        ):
            expected.wants["position"] = Within(min(want.low, begin - ASKED), max(want.high, begin + ASKED))
            # It may not be told that it stands before nobody listens.
            expected.may_be_unknown = True
        elif not is_timed and want is not None and last.scene is None and last.service in ("open_cover", "close_cover"):
            # It goes to its end by itself.
            expected.wants["position"] = want
            expected.may_be_unknown = True
