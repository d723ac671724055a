"""Judge of a story: truth, intent, honesty and service, object by object."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, override

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import State

from simulator.bus import Source
from simulator.frames import take_apart

from . import virtual_judge
from .climates import ASKED, POSITION
from .collectives import told_also, untrue
from .home import Home
from .kinds import UNTOLD_COLOUR, Kind, Released
from .play import Done, Happened, Story
from .steps import Thing
from .timers import TIMERS, at_the_end, is_on, wrong_timer
from .wants import Facets, Is, Want, Wants, Within, broken, near

PUSHES: Final = 3.0
"""Seconds in which a central unit tells its zones what it was told: what they were asked for meanwhile is overruled."""
ASKED_BEFORE: Final = 1.0
"""Seconds in which a bus has carried the answers to a request."""
SETTLES: Final = 0.5
"""Seconds after somebody pressed a wall switch in which nobody can know what has come of it."""
STARTS: Final = 1.5
"""The same of a motor, which starts late."""
ON_ITS_WAY: Final = 5.0
"""Seconds in which what was asked for is told, at the slowest bus, while all else is read."""
STOPS_LATER: Final = frozenset(("nack_next",))
"""Faults of a gateway that is there: what it does not take is sent again, a moment later."""
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
FLASHES: Final = 15.0
"""Seconds in which a flash is over."""
MOST_REQUESTS: Final = 40
"""How often the same is asked in the quiet time."""
IN_FLIGHT: Final = 5.0
"""Seconds in which a command that was acknowledged reaches the bus."""
UNEVEN: Final = 6.0
"""Percent by which a curtain that winds unevenly may be elsewhere: one point of its way is known, and it has its own
between that and the ends."""
ANSWERS: Final = 4.0
"""Seconds in which a gateway answers, or is given up."""
TOO_LONG: Final = 60.0
"""Seconds in which a person has an answer."""


class Fault(StrEnum):
    """What can be wrong."""

    UNTRUE = "untrue"
    LOST = "lost intent"
    DISHONEST = "dishonest"
    SERVICE = "without service"
    UNCALM = "uncalm"
    BROKEN = "harness"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong."""

    fault: Fault
    key: str
    """The object, or whatever else it is about."""
    text: str

    @override
    def __str__(self) -> str:
        return f"{self.fault}: {self.key}: {self.text}"

    @property
    def sort(self) -> tuple[str, str, str]:
        """What makes two findings the same: the kind, the object, and what of it is wrong."""
        return str(self.fault), self.key, self.text.partition(" is ")[0]


@dataclass(slots=True)
class Expectation:
    """What is wanted of one object at the end."""

    wants: Wants
    unheard: bool = False
    """Something has happened to it that Home Assistant could not hear of."""
    measured: bool = True
    """Its position is known: the times that are set are right, and it was at an end since."""
    wrong_times: bool = False
    may_be_unknown: bool = False
    """Home Assistant was away while it moved: nobody can say when that began."""
    is_stopped: bool = False
    """It stands where it was stopped, of which nobody has to know where that is."""
    last: Done | None = None
    late: dict[str, float] = field(default_factory=dict)
    """Percent that it has moved before the bus could tell that it moves."""


class Judge:
    """Looks at one object after another."""

    def __init__(self, home: Home, story: Story) -> None:
        """Judge what happened in a home."""
        self._home: Final = home
        self._story: Final = story

    def findings(self) -> Iterator[Finding]:
        """Tell what is wrong."""
        for thing in self._home.house.things:
            kind = self._home.kind(thing)
            if kind is not None:
                yield from self._of(thing, kind)
        yield from self._service()
        yield from (Finding(Fault.UNTRUE, key, text) for key, text in untrue(self._home))
        yield from (Finding(Fault.LOST, key, text) for key, text in virtual_judge.lost(self._home, self._story))
        yield from (Finding(Fault.UNTRUE, key, text) for key, text in virtual_judge.untrue(self._home, self._story))
        received = Counter(one.frame for one in self._home.simulator.received[self._story.received :])
        for text, count in received.items():
            if count > MOST_REQUESTS:
                yield Finding(Fault.UNCALM, "bus", f"{text} was sent {count} times while nothing happened")

    def _of(self, thing: Thing, kind: Kind) -> Iterator[Finding]:
        expected = self._expected(thing, kind)
        item = self._home.simulator.objects[thing.key]
        facts = kind.facts(thing, item)
        if thing.kind == "zone" and item.knob:
            # The knob on off or protection goes before whatever is asked.
            expected.wants = {}
        self._wait_for_bus(thing, expected)
        lost = broken(expected.wants, facts)
        if lost and expected.last is not None:
            asked = f"{expected.last.service} {dict(expected.last.data) or ''}".strip()
            yield Finding(Fault.LOST, thing.key, f"{', '.join(lost)} after {asked}")
        yield from self._truth(thing, kind, expected, bool(lost))
        yield from self._honesty(thing, kind)

    def _wait_for_bus(self, thing: Thing, expected: Expectation) -> None:
        """Allow for the way of a motor while its start and its stop wait for the bus: nobody can foresee that."""
        last = expected.last
        if thing.kind != "shutter" or last is None:
            return
        carried, wheres = self._home.simulator.carried, told_also(self._home, thing)
        stop = f"*2*0*{wheres[0]}##"
        all_starts = {f"*2*{what}*{where}##" for where in wheres for what in "12"}
        stood = max((at for at, one in enumerate(carried[: last.carried]) if one.text == stop), default=0)
        since = carried[last.carried :]
        # What waits before it holds up the only session of some.
        stops = (one.waited for one in since if one.source is Source.CLIENT)
        starts = (one.waited for one in carried[stood:] if one.text in all_starts)
        late = max(starts, default=0.0)
        if late > LATE_START and last.shown.get("position") is None:
            # It had to go to an end first: a full run of which the beginning is told late looks like one cut short.
            expected.wants = {name: want for name, want in expected.wants.items() if name == "moving"}
        uneven = UNEVEN if "opening_half" in thing.fields else 0.0
        waited = max(stops, default=0.0) + late + self._stops_refused(last, stop) * STOP_AGAIN
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

    # Truth

    def _truth(self, thing: Thing, kind: Kind, expected: Expectation, is_lost: bool) -> Iterator[Finding]:
        state = self._home.state(thing)
        if state is None or state.state == STATE_UNAVAILABLE:
            yield Finding(Fault.UNTRUE, thing.key, f"is {state.state if state else 'no entity'}")
            return
        if expected.unheard:
            return
        facts, shown = kind.facts(thing, self._home.simulator.objects[thing.key]), kind.shown(state)
        for name, want in self._to_show(thing, kind.true(thing, facts), shown, expected, is_lost).items():
            value = shown.get(name)
            if value is None and name in ("source", "set_point") and facts.get("mode") != "manual":
                continue
            if name in _NEEDED and not _offers(state, name):
                continue
            if name == "season" and not self._was_season_told(thing if value is not None else None):
                continue
            if value is None:
                what = STATE_UNKNOWN if state.state == STATE_UNKNOWN else f"not shown ({state.state})"
                yield Finding(Fault.UNTRUE, thing.key, f"{name} is {what}, is really {facts[name]}")
            elif not _widened(want, expected.late.get(name, 0.0)).holds(value):
                yield Finding(Fault.UNTRUE, thing.key, f"{name} is shown as {value}, is really {facts[name]}")

    def _was_season_told(self, thing: Thing | None) -> bool:
        """Tell whether any frame has told whether the plant heats or cools: 3xx do not (protocol.md 4.4).

        A central unit that has not told its own shows that of its zones, which may be another.
        """
        told = (one.text for one in self._home.simulator.carried if _TELLS_SEASON.match(one.text))
        where = "" if thing is None or thing.kind != "central_unit" else f"*{thing.key.partition('-')[2]}##"
        return any(text.endswith(where) for text in told)

    def _to_show(self, thing: Thing, wants: Wants, shown: Facets, expected: Expectation, is_lost: bool) -> Wants:
        """Return what has to be shown of what is true: of a basic actuator the bus does not tell where it stands."""
        is_basic = thing.kind == "shutter"
        if is_basic and not expected.measured:
            wants = {name: want for name, want in wants.items() if name == "moving"}
        is_anywhere = expected.is_stopped or "position" not in expected.wants
        if is_basic and (is_lost or expected.may_be_unknown or is_anywhere):
            # What is shown has to be true, but need not be known.
            wants = {name: want for name, want in wants.items() if name == "moving" or name in shown}
        elif is_basic and "tilt" not in shown and "tilt" not in expected.wants:
            wants = {name: want for name, want in wants.items() if name != "tilt"}
        return wants

    # Intent

    def _expected(self, thing: Thing, kind: Kind) -> Expectation:
        expected = Expectation({}, measured=self._times_are_right(thing, {}))
        expected.wrong_times = not expected.measured
        times: dict[str, float] = {}
        for event in self._events(thing):
            if isinstance(event, Done):
                self._take_action(thing, kind, event, expected)
            elif event.what == "wall":
                expected.wants = {}
                # A bus that is busy carries what was true when somebody asked before.
                expected.unheard |= not event.heard or self._was_just_asked(thing, event)
                # What began to move while nobody was connected stands again, somewhere, when everything is asked.
                expected.measured &= event.heard and (event.live or event.moving)
            elif event.what in ("reload", "restart"):
                # Everything is asked anew.
                expected.unheard = False
                self._take_reload(thing, event, expected)
            elif event.what in ("opening_time", "closing_time"):
                times[event.what] = float(str(event.value))
                expected.wrong_times = not self._times_are_right(thing, times)
                expected.measured = False
                expected.wants = {}
            elif event.what in ("used_as", "collective"):
                expected.wants = {}
            elif event.what == "source":
                expected.wants.pop("source", None)
        return expected

    def _events(self, thing: Thing) -> list[Done | Happened]:
        events: list[tuple[float, Done | Happened]] = [
            (done.called, done) for done in self._story.done if done.thing.key == thing.key
        ]
        for one in self._story.happened:
            if one.key in ("", thing.key):
                # Who acts in the moment of a wall switch cannot know what comes of it.
                settles = STARTS if thing.key.startswith("2-") else SETTLES
                events.append((one.time + (settles if one.what == "wall" else 0.0), one))
        events += [(time + PUSHES, Happened("wall", time, key)) for key, time in self._orders(thing)]
        events += [(time, Happened("source", time)) for time in self._sources(thing)]
        return [event for _, event in sorted(events, key=lambda event: event[0])]

    def _was_just_asked(self, thing: Thing, event: Happened) -> bool:
        who, where = thing.key.split("-", 1)
        asked = (one for one in reversed(self._home.simulator.received) if one.time <= event.time)
        recent = itertools.takewhile(lambda one: event.time - one.time <= ASKED_BEFORE, asked)
        return any(one.frame.startswith((f"*#{who}*0##", f"*#{who}*{where}##", f"*#{who}*{where}*")) for one in recent)

    def _orders(self, thing: Thing) -> Iterator[tuple[str, float]]:
        """Tell when a central unit was told something that its zones follow."""
        if thing.kind != "zone":
            return
        units = {other.key for other in self._home.house.things if other.kind == "central_unit"}
        for done in self._story.done:
            if done.thing.key in units:
                yield done.thing.key, max(done.called, done.returned or self._story.end)
        for one in self._story.happened:
            if one.key in units and one.what == "wall":
                yield one.key, one.time

    def _sources(self, thing: Thing) -> Iterator[float]:
        """Tell when another amplifier of the same environment was given a source: they have one for all."""
        environment = thing.key[: len("16-1")]
        for done in self._story.done:
            is_other = done.thing is not thing and done.thing.key.startswith(environment)
            gives = done.service == "select_source" or (done.scene is not None and "source" in done.scene)
            if thing.kind == done.thing.kind == "amplifier" and is_other and gives:
                # A scene of several comes to the source only in the end.
                yield from (done.called, done.returned or self._story.end)

    def _take_action(self, thing: Thing, kind: Kind, done: Done, expected: Expectation) -> None:
        if done.error or done.returned is None or done.excused:
            expected.wants = {}
            return
        if self._is_forgotten(thing) or self._is_in_trouble(thing, done) or self._is_refused_in_vain(thing, done):
            expected.wants = {}
            expected.last = done
            if self._story.had("lose_events", done.called, done.called + self._flight(thing)):
                # That it moves, or stands, may be heard late, or never: so nobody can say since when.
                expected.measured = False
            return
        is_deaf = expected.unheard or self._story.had("half_open", done.called, done.called)
        if is_deaf and done.scene == done.shown and thing.kind not in _ALWAYS_BROUGHT_BACK:
            # Home Assistant itself asks for nothing that it shows already, and cannot know that it is not so.
            expected.wants = {}
            return
        # What was not heard before is overruled, or asked; where the curtain is, the slats alone do not tell.
        expected.unheard &= done.data.get("preset_mode") == "none"
        expected.may_be_unknown = expected.may_be_unknown and "tilt" in done.service
        known = expected.measured
        before = {} if self._is_interrupted(expected.last, done) else expected.wants
        if done.scene is not None and not self._changes(thing, done, before):
            expected.wants = {}
            return
        expected.wants = self._wanted(thing, kind, done, before)
        if self._gave_way(expected.last, done):
            # It was switched off before that was written: nothing was set.
            expected.wants.pop("set_point", None)
        expected.is_stopped = done.service == "stop_cover" or (expected.is_stopped and "tilt" in done.service)
        expected.last = done
        self._leave_out_what_nobody_knows(thing, done, expected)
        if self._stops_at_once(thing) and done.shown.get("position") is None:
            # It is at the end in no time, wherever that is: nobody can tell a full run from a short one.
            expected.wants = {name: want for name, want in expected.wants.items() if name == "moving"}
        if thing.kind == "shutter":
            is_end = done.service in ("open_cover", "close_cover") or done.data.get("position") in (0, 100)
            expected.measured = known or (is_end and not expected.wrong_times and self._flies_alone(thing, done))
            if not expected.measured and not is_end:
                expected.wants = {name: want for name, want in expected.wants.items() if name == "moving"}

    def _wanted(self, thing: Thing, kind: Kind, done: Done, before: Wants) -> Wants:
        """Return what is wanted after an action, where `before` was wanted until then."""
        if isinstance(kind, Released) and is_on(done):
            return at_the_end(done, self._story)
        if done.service == "stop_cover":
            return {**kind.asked(done.service, done.data, before), **self._stays(thing, done)}
        if done.scene is not None:
            return kind.again(thing, done.scene)
        if done.data.get("preset_mode") == "none" and "smart" in done.shown and _holds(before, "mode", "auto"):
            # Comfort and eco are presets: who takes the one away that is shown regulates by hand.
            return {"mode": Is(frozenset(("manual",)))}
        return kind.asked(done.service, done.data, before)

    @staticmethod
    def _gave_way(last: Done | None, done: Done) -> bool:
        """Tell whether a zone was switched off while it was given a set point."""
        is_off = done.service == "turn_off" or done.data.get("hvac_mode") == "off"
        was_given = last is not None and "temperature" in last.data
        return is_off and was_given and last is not None and (last.returned is None or last.returned > done.called)

    @staticmethod
    def _is_interrupted(last: Done | None, done: Done) -> bool:
        """Tell whether a scene was not done yet: what Home Assistant would have asked last was never asked."""
        is_of_several = last is not None and last.scene is not None and done.thing.kind in _BROUGHT_BACK_IN_PARTS
        return is_of_several and last is not None and (last.returned is None or last.returned > done.called)

    def _changes(self, thing: Thing, done: Done, before: Wants) -> bool:
        """Tell whether Home Assistant itself sees anything to do: it compares with what it shows.

        What was asked for a moment ago and is something else may not be told yet: Home Assistant asks for nothing then.
        """
        assert done.scene is not None
        if UNTOLD_COLOUR in done.scene:
            # Home Assistant warns that the colour is missing, and leaves the lamp alone.
            return False
        if done.shown != done.scene:
            return True
        if any(self._runs_out(one, thing, done) for one in self._story.happened):
            return False
        recent = (other for other in self._story.done if other.thing.key == thing.key and other is not done)
        is_on_its_way = any(
            other.called <= done.called and (other.returned is None or done.called - ON_ITS_WAY <= other.returned)
            for other in recent
        )
        earlier = (other for other in self._story.done if other.thing.key == thing.key and other.called <= done.called)
        if any("flash" in other.data and done.called < other.called + FLASHES for other in earlier):
            # It is shown as it flashes, and goes back to what it was by itself.
            return False
        is_on_its_way |= any(
            one.what == "collective" and one.key == thing.key and done.called - ON_ITS_WAY <= one.time <= done.called
            for one in self._story.happened
        )
        return not (is_on_its_way and (not before or broken(before, done.scene)))

    def _has_told_level(self, thing: Thing, done: Done) -> bool:
        """Tell whether a dimmer had told Home Assistant its level among a hundred before an action."""
        told = f"*#1*{thing.key.partition('-')[2]}*1*"
        carried = enumerate(self._home.simulator.carried[: done.carried])
        numbers = (number for number, one in carried if one.text.startswith(told))
        return any(not any(number in away for away in self._story.away) for number in numbers)

    @staticmethod
    def _runs_out(one: Happened, thing: Thing, done: Done) -> bool:
        """Tell whether a wall switch has set a timer that still runs: no scene brings that back."""
        what = one.value[0] if one.key == thing.key and isinstance(one.value, tuple) and one.value else None
        return one.time <= done.called < one.time + TIMERS.get(str(what), 0.0)

    def _leave_out_what_nobody_knows(self, thing: Thing, done: Done, expected: Expectation) -> None:
        if thing.kind in ("dimmer", "dali") and not (thing.settings.get("traits") or self._has_told_level(thing, done)):
            # Ten steps are all that a dimmer is known to have until it tells a level, and each has its own for them.
            expected.wants.pop("level", None)
        if self._is_overtaken(done):
            expected.wants.pop("source", None)
        if done.data and any(self._runs_out(one, thing, done) for one in self._story.happened):
            # Who dims it, or gives it a colour, leaves its timer as it is.
            expected.wants = {}
        if any(self._is_at_once_with(done, other) for other in self._story.done):
            expected.wants = {}

    def _is_overtaken(self, done: Done) -> bool:
        """Tell whether an amplifier was switched off while it was given a source, of which the rest is dropped."""
        earlier = (other for other in self._story.done if other.thing is done.thing and other.called <= done.called)
        sources = (other for other in earlier if other.service == "select_source")
        is_off = done.service == "turn_off" and done.thing.kind == "amplifier"
        return is_off and any(other.returned is None or other.returned >= done.called for other in sources)

    @staticmethod
    def _is_at_once_with(done: Done, other: Done) -> bool:
        """Tell whether a scene was applied in the moment of another action: nobody can say which was the last."""
        is_same_moment = other.thing is done.thing and other is not done and abs(other.called - done.called) < 0.01
        return is_same_moment and (other.scene is None) != (done.scene is None)

    def _stays(self, thing: Thing, done: Done) -> Wants:
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
        end = done.called + self._flight(thing)
        others = [other.called for other in self._story.done if other.thing.key == thing.key]
        others += [one.time for one in self._story.happened if one.key in ("", thing.key)]
        return not any(done.called < time < end for time in others) and end < self._story.end

    def _is_in_trouble(self, thing: Thing, done: Done) -> bool:
        """Tell whether a fault was active while a cover was on its way: it cannot be stopped through a gateway away."""
        if thing.key.startswith("2-") and thing.kind == "shutter":
            away = (one for one in self._story.troubles if one.fault not in STOPS_LATER)
            return any(one.touches(done.called, done.called + self._flight(thing)) for one in away)
        if isinstance(seconds := done.data.get("transition"), float):
            # Its last level is tried again for a while, and then a line in the log says that it was not reached.
            return self._story.had("half_open", done.called, done.called + seconds)
        if thing.kind == "advanced_shutter":
            # All current is off then, and the motor stops where it is.
            return self._story.had("restart", done.called, done.called + self._flight(thing))
        return False

    def _is_refused_in_vain(self, thing: Thing, done: Done) -> bool:
        """Tell whether a refusal could not be known: a MyHomeServer1 says no to WHO 18 and does it (gateways.md 6)."""
        says_no = self._home.house.model == "MyHomeServer1" and thing.key.startswith("18-")
        return says_no and self._story.had("nack_next", done.called, done.called)

    def _is_forgotten(self, thing: Thing) -> bool:
        """Tell whether the gateway has forgotten a command to it when it was switched off."""
        item = self._home.simulator.objects[thing.key]
        frames = (take_apart(text) for text in self._home.simulator.forgotten)
        return any(frame is not None and item.hears(frame) for frame in frames)

    def _take_reload(self, thing: Thing, event: Happened, expected: Expectation) -> None:
        """A basic actuator is stopped where it is when Home Assistant goes: somewhere on its way, not beyond."""
        last = expected.last
        if thing.kind != "shutter" or last is None or event.time > last.called + self._flight(thing):
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

    def _flight(self, thing: Thing) -> float:
        """Seconds in which a movement is over: once to an end, and back."""
        longest = max(float(str(thing.fields.get(name, 0))) for name in ("opening_time", "closing_time"))
        return 2 * max(longest, 25.0) + 10

    def _times_are_right(self, thing: Thing, changed: dict[str, float]) -> bool:
        if thing.kind != "shutter":
            return True
        set_times = {name: changed.get(name, thing.settings.get(name, 25)) for name in ("opening_time", "closing_time")}
        return all(
            abs(float(str(value)) - float(str(thing.fields[name]))) < POSITION / 100
            for name, value in set_times.items()
        )

    # Honesty

    def _honesty(self, thing: Thing, kind: Kind) -> Iterator[Finding]:
        actions = [done for done in self._story.done if done.thing.key == thing.key and done.scene is None]
        for index, done in enumerate(actions):
            if done.error or done.returned is None or done.excused or self._is_forgotten(thing):
                continue
            later = actions[index + 1 :]
            if self._is_refused_in_vain(thing, done) or any(other.called <= done.returned for other in later):
                continue
            # A slow bus carries it a moment later.
            next_ones = (other.executed for other in later if other.called > done.returned + IN_FLIGHT)
            last = next(next_ones, len(self._home.simulator.executed))
            if isinstance(kind, Released) and (wrong := wrong_timer(self._home, done, self._story, last)):
                yield Finding(Fault.LOST, thing.key, wrong)
            if self._executed(thing, done.executed, last) or not self._was_missing(thing, kind, done):
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
        seen = done.facts if self._times_are_right(thing, {}) else done.shown
        return bool(broken(kind.asked(done.service, done.data, {}), seen))

    def _goes_on(self, thing: Thing, done: Done, others: Sequence[Done]) -> bool:
        """Tell whether a movement was under way, or just ordered, that may do what was asked: intent tells if not."""
        # That the current has just gone off, or somebody has just pressed a switch, is not known yet.
        news = [one.begin for one in self._story.troubles]
        news += [one.time for one in self._story.happened if one.key == thing.key]
        is_news = any(done.called - SETTLES <= time <= done.called for time in news)
        if (done.shown if is_news else done.facts).get("moving") not in (None, "no"):
            return True
        just = [other.executed for other in others if done.called - STARTS < other.called < done.called]
        is_ordered = bool(just) and self._executed(thing, just[0], done.executed)
        return "moving" in done.facts and (is_ordered or self._was_turned(thing, done))

    def _was_to_follow(self, thing: Thing, done: Done) -> bool:
        """Tell whether Home Assistant was gone before a shutter had done what was asked before this."""
        ends = [one.time for one in self._story.happened if one.what in ("reload", "restart")]
        is_moving = done.shown.get("moving") not in (None, "no")
        return is_moving and any(done.called < time < done.called + self._flight(thing) for time in ends)

    def _was_turned(self, thing: Thing, done: Done) -> bool:
        """Tell whether a movement was ordered a moment ago for the second leg of what was asked long before."""
        received = self._home.simulator.received[: done.received]
        last = next((one for one in reversed(received) if self._is_for(thing, one.frame)), None)
        return last is not None and done.called - STARTS < last.time

    def _is_for(self, thing: Thing, text: str) -> bool:
        frame = take_apart(text)
        return frame is not None and self._home.simulator.objects[thing.key].hears(frame)

    def _executed(self, thing: Thing, first: int, last: int) -> bool:
        item = self._home.simulator.objects[thing.key]
        frames = (take_apart(text) for text in self._home.simulator.executed[first:last])
        return any(frame is not None and (item.hears(frame) or _is_route(thing, frame.where)) for frame in frames)

    # Service

    def _service(self) -> Iterator[Finding]:
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


_TELLS_SEASON: Final = re.compile(
    r"\*4\*(?:[01]|[12]\d\d.*)\*|\*#4\*[^*]*\*(?:7\*[12]|12\*0(?:070|350)|#14\*\d+\*[12])"
)
_BROUGHT_BACK_IN_PARTS: Final = frozenset(("zone", "central_unit", "amplifier", "shutter"))
"""What a scene asks for in several actions: mode, preset, temperature."""
_ALWAYS_BROUGHT_BACK: Final = frozenset(("zone", "central_unit"))
"""What Home Assistant asks of it again in any case, when a scene is applied."""
_NEEDED: Final = {
    "colour_mode": {"hs", "color_temp"},
    "hue": {"hs"},
    "saturation": {"hs"},
    "mired": {"color_temp"},
    "level": {"brightness", "hs", "color_temp"},
}


def _holds(wants: Wants, name: str, value: object) -> bool:
    want = wants.get(name)
    return want is not None and want.holds(value)


def _widened(want: Want, slack: float) -> Want:
    return Within(want.low - slack, want.high + slack) if isinstance(want, Within) else want


def _offers(state: State, name: str) -> bool:
    """Tell whether a lamp has ever shown that it has this; what it can do is not asked for here."""
    return bool(_NEEDED[name] & set(state.attributes.get("supported_color_modes") or ()))


def _is_route(thing: Thing, where: str) -> bool:
    """Tell whether a frame gives an amplifier's environment its source."""
    return thing.kind == "amplifier" and where.startswith(f"1{thing.key.partition('-')[2][0]}")
