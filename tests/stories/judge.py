"""Judge of a story: truth, intent, honesty and service, object by object."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import State

from . import virtual_judge
from .alarms import ALARM
from .boosts import BOOST
from .collectives import untrue
from .expectation import Expectation
from .findings import Fault, Finding
from .home import Home
from .judge_alarms import wrong_way
from .judge_boosts import end_of, wanted_after, wrong_ends
from .judge_covers import CoverJudge
from .judge_honesty import HonestyJudge
from .judge_presses import wrong_presses
from .judge_service import ServiceJudge
from .judge_walls import overruled
from .kinds import UNTOLD_COLOUR, Kind, Released
from .play import Done, Happened, Story
from .steps import Thing
from .timers import TIMERS, at_the_end, is_on
from .wants import Facets, Is, Want, Wants, Within, broken
from .witness import SETTLES, STARTS, Witness

PUSHES: Final = 3.0
"""Seconds in which a central unit tells its zones what it was told: what they were asked for meanwhile is overruled."""
AT_ONCE: Final = 0.01
"""Seconds in which what is asked for is asked at once."""
AT_ONCE_TOLD: Final = 1.0
"""Seconds in which what somebody does at an object is told."""
READ_AGAIN: Final = 60.0
"""Seconds after a change that nobody heard of in which an object is read again."""
ASKED_BEFORE: Final = 1.0
"""Seconds in which a bus has carried the answers to a request."""
ON_ITS_WAY: Final = 5.0
"""Seconds in which what was asked for is told, at the slowest bus, while all else is read."""
STOPS_LATER: Final = frozenset(("nack_next",))
"""Faults of a gateway that is there: what it does not take is sent again, a moment later."""
FLASHES: Final = 15.0
"""Seconds in which a flash is over."""
MOST_REQUESTS: Final = 40
"""How often the same is asked in the quiet time."""


class Judge(Witness):
    """Looks at one object after another."""

    def __init__(self, home: Home, story: Story) -> None:
        """Judge what happened in a home."""
        super().__init__(home, story)
        self._covers: Final = CoverJudge(home, story)
        self._honesty: Final = HonestyJudge(home, story)
        self._service: Final = ServiceJudge(home, story)

    def findings(self) -> Iterator[Finding]:
        """Tell what is wrong."""
        for thing in self._home.house.things:
            kind = self._home.kind(thing)
            if kind is not None:
                yield from self._of(thing, kind)
        yield from self._service.findings()
        yield from (Finding(Fault.UNTRUE, key, text) for key, text in untrue(self._home))
        yield from (Finding(Fault.LOST, key, text) for key, text in wrong_way(self._home, self._story))
        yield from (Finding(Fault.UNTRUE, key, text) for key, text in wrong_presses(self._home, self._story))
        yield from (Finding(Fault.UNTRUE, key, text) for key, text in wrong_ends(self._home, self._story))
        yield from (Finding(Fault.LOST, key, text) for key, text in overruled(self._home, self._story))
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
        self._covers.wait_for_bus(thing, expected)
        lost = broken(expected.wants, facts)
        if lost and expected.last is not None:
            asked = f"{expected.last.service} {dict(expected.last.data) or ''}".strip()
            yield Finding(Fault.LOST, thing.key, f"{', '.join(lost)} after {asked}")
        yield from self._truth(thing, kind, expected, bool(lost))
        yield from self._honesty.findings(thing, kind)

    # Truth

    def _truth(self, thing: Thing, kind: Kind, expected: Expectation, is_lost: bool) -> Iterator[Finding]:
        state = self._home.state(thing)
        if state is None or state.state == STATE_UNAVAILABLE:
            yield Finding(Fault.UNTRUE, thing.key, f"is {state.state if state else 'no entity'}")
            return
        if expected.unheard:
            return
        facts = kind.facts(thing, self._home.simulator.objects[thing.key])
        shown = self._home.shown(thing, kind, state)
        for name, want in self._to_show(thing, kind.true(thing, facts), shown, expected, is_lost).items():
            value = shown.get(name)
            if value is None and name in ("source", "set_point") and facts.get("mode") != "manual":
                continue
            if name in _NEEDED and not _offers(state, name):
                continue
            if name == "season" and not self._was_season_told(thing if value is not None else None):
                continue
            if name == "season" and self._is_season_lost(thing):
                continue
            if value is None:
                what = STATE_UNKNOWN if state.state == STATE_UNKNOWN else f"not shown ({state.state})"
                yield Finding(Fault.UNTRUE, thing.key, f"{name} is {what}, is really {facts[name]}")
            elif not _widened(want, expected.late.get(name, 0.0)).holds(value):
                yield Finding(Fault.UNTRUE, thing.key, f"{name} is shown as {value}, is really {facts[name]}")

    def _is_season_lost(self, thing: Thing) -> bool:
        """Tell whether what a unit was asked to heat or cool by may be told by a lost frame: no other tells it."""
        asked = (done for done in self._story.done if done.thing is thing and "hvac_mode" in done.data)
        return any(self._story.had("lose_events", done.called, done.called + ON_ITS_WAY) for done in asked)

    def _was_season_told(self, thing: Thing | None) -> bool:
        """Tell whether any frame has told whether the plant heats or cools: 3xx do not (protocol.md 4.4).

        A central unit that has not told its own, since Home Assistant was there, shows that of its zones, which may be
        another.
        """
        is_unit = thing is not None and thing.kind == "central_unit"
        since = self._story.away[-1].start if is_unit and self._story.away else 0
        told = (one.text for one in self._home.simulator.carried[since:] if _TELLS_SEASON.match(one.text))
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
        expected = Expectation({}, measured=self.times_are_right(thing, {}))
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
                # Everything is asked anew; a timer that runs is not told, nor its end where that frame is lost.
                expected.unheard = any(self._ends_unheard(one, thing, event.time) for one in self._story.happened)
                self._covers.take_reload(thing, event, expected)
            elif event.what in ("opening_time", "closing_time"):
                times[event.what] = float(str(event.value))
                expected.wrong_times = not self.times_are_right(thing, times)
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
        for key, time in self._orders(thing):
            heard = not self._story.had("lose_events", time, time + PUSHES)
            events.append((time + PUSHES, Happened("wall", time, key, heard)))
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
            # Of a scene of both, the zones' part comes after the unit's.
            if done.thing.key in units and not self._is_of_one_scene(thing, done):
                yield done.thing.key, max(done.called, done.returned or self._story.end)
                if (end := end_of(done)) is not None:
                    yield done.thing.key, end
        for one in self._story.happened:
            if one.key in units and one.what == "wall":
                yield one.key, one.time

    def _is_of_one_scene(self, thing: Thing, of_unit: Done) -> bool:
        """Tell whether one scene has asked both for something, and nobody the zone for anything else meanwhile."""
        mine = [done for done in self._story.done if done.thing.key == thing.key]
        is_same = any(done.scene is not None and abs(done.called - of_unit.called) < AT_ONCE for done in mine)
        end = (of_unit.returned or self._story.end) + PUSHES
        is_later = any(of_unit.called + AT_ONCE <= done.called <= end for done in mine)
        return of_unit.scene is not None and is_same and not is_later

    def _has_just_changed_alone(self, thing: Thing, done: Done) -> bool:
        """Tell whether somebody was at the object itself while nobody was connected, and it was hardly read since."""
        walls = [one for one in self._story.happened if one.what == "wall" and one.key == thing.key]
        begins = [one.begin for one in self._story.troubles]
        alone = [one for one in walls if not one.live or any(0 <= begin - one.time < AT_ONCE_TOLD for begin in begins)]
        return any(one.time < done.called < one.time + READ_AGAIN for one in alone)

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
        if self.is_forgotten(thing) or self._is_in_trouble(thing, done) or self.is_refused_in_vain(thing, done):
            expected.wants = {}
            expected.last = done
            if self._story.had("lose_events", done.called, done.called + self.flight(thing)):
                # That it moves, or stands, may be heard late, or never: so nobody can say since when.
                expected.measured = False
            return
        is_deaf = expected.unheard or self._story.had("half_open", done.called, done.called)
        is_deaf |= self._has_just_changed_alone(thing, done)
        # Nobody can bring back a vacation without saying when it ends.
        is_brought_back = thing.kind in _ALWAYS_BROUGHT_BACK and done.shown.get("mode") != "vacation"
        if is_deaf and done.scene == done.shown and not is_brought_back:
            # Home Assistant itself asks for nothing that it shows already, and cannot know that it is not so.
            expected.wants = {}
            return
        # What was not heard before is overruled, or asked; where the curtain is, the slats alone do not tell.
        # Whoever arms an alarm hears nothing of its mains or battery.
        expected.unheard &= done.data.get("preset_mode") == "none" or thing.kind == ALARM
        expected.may_be_unknown = expected.may_be_unknown and "tilt" in done.service
        known = expected.measured
        before = {} if self._is_interrupted(expected.last, done) else expected.wants
        if expected.last is not None and expected.last.service == "boost":
            # That was for some hours, and not for what is asked by hand after it.
            before = {name: want for name, want in before.items() if name != "set_point"}
        if "tilt" in done.service and (expected.is_stopped or done.shown.get("tilt") is None):
            # Who has to find out how the slats stand moves the curtain a little.
            before = {name: want for name, want in before.items() if name != "position"}
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
        if thing.kind == "shutter":
            self._covers.take_action(thing, done, expected, was_known=known)

    def _wanted(self, thing: Thing, kind: Kind, done: Done, before: Wants) -> Wants:
        """Return what is wanted after an action, where `before` was wanted until then."""
        if isinstance(kind, Released) and is_on(done):
            return at_the_end(done, self._story)
        if done.service == BOOST:
            return wanted_after(done, kind.asked(done.service, done.data, {}), self._story)
        if done.service == "stop_cover":
            return {**kind.asked(done.service, done.data, before), **self._covers.stays(thing, done)}
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

    def _ends_unheard(self, one: Happened, thing: Thing, time: float) -> bool:
        """Tell whether a wall switch has set a timer that runs at a time, whose end is told while frames get lost."""
        if one.key != thing.key or not isinstance(one.value, tuple) or not one.value:
            return False
        end = one.time + TIMERS.get(str(one.value[0]), 0.0)
        return one.time <= time < end and self._story.had("lose_events", end, end + 1.0)

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
        is_same_moment = other.thing is done.thing and other is not done and abs(other.called - done.called) < AT_ONCE
        return is_same_moment and (other.scene is None) != (done.scene is None)

    def _is_in_trouble(self, thing: Thing, done: Done) -> bool:
        """Tell whether a fault was active while a cover was on its way: it cannot be stopped through a gateway away."""
        if thing.key.startswith("2-") and thing.kind == "shutter":
            away = (one for one in self._story.troubles if one.fault not in STOPS_LATER)
            return any(one.touches(done.called, done.called + self.flight(thing)) for one in away)
        if isinstance(seconds := done.data.get("transition"), float):
            # Its last level is tried again for a while, and then a line in the log says that it was not reached.
            end = done.called + seconds
            # Nor does it go on where Home Assistant goes meanwhile, and cannot write it.
            ends = (one.time for one in self._story.happened if one.what in ("reload", "restart"))
            goes = any(done.called < time <= end for time in ends)
            return self._story.had("half_open", done.called, end) or (goes and self._story.troubled(done.called, end))
        if thing.kind == "advanced_shutter":
            # All current is off then, and the motor stops where it is.
            return self._story.had("restart", done.called, done.called + self.flight(thing))
        return False


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
