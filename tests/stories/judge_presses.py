"""Judge of presses: each is told once, at once, and several in a row with their number."""

from collections.abc import Generator, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import State

from simulator.frames import take_apart
from simulator.models import model_named

from .home import Home
from .play import Story
from .presses import CEN, CEN_PLUS, Told, told
from .steps import Thing

IN_A_ROW: Final = 0.6
"""Seconds between two presses that belong together (docs/en/platforms.md, event)."""
UNCLEAR: Final = (0.5, 0.7)
"""Seconds between two of which nobody can say whether they do."""
AT_ONCE: Final = 0.3
"""Seconds in which a press is told."""
STARTS: Final = 30.0
"""Seconds after a reload or a restart in which nobody may listen yet."""

_PHASES: Final = {"": "press_start", "1": "press_end", "2": "long_press_end", "3": "long_press_repeat"}
_PLUS: Final = {
    "21": "press_end",
    "22": "long_press_start",
    "23": "long_press_repeat",
    "24": "long_press_end",
    "25": "rotate_clockwise_slow",
}


class Pressed(NamedTuple):
    """A frame of a button."""

    at: float
    button: int
    event: str


def wrong_presses(home: Home, story: Story) -> Iterator[tuple[str, str]]:
    """Tell which presses are told in another way than they were, and which entities show another than the last."""
    for thing in home.house.things:
        if thing.kind not in (CEN, CEN_PLUS):
            continue
        # A core of tests forgets entity ids, which an area is part of, and with them what was kept over a restart.
        is_kept = not thing.area or not any(one.what == "restart" for one in story.happened)
        frames = sorted(_frames(thing, home), key=lambda one: one.button)
        for button, some in groupby(frames, key=lambda one: one.button):
            key, rows = f"{thing.key}-{button}", _rows(list(some))
            last = yield from _wrong(key, rows, home, story)
            if is_kept and last is not None and (state := _state(home, key)) is not None:
                shown = told(0.0, key, state)
                if shown[2:] != last[2:]:
                    yield key, f"shows {_short((shown,))} after {_short((last,))}"


def _frames(thing: Thing, home: Home) -> Iterator[Pressed]:
    """Return what the gateway has shown of a control."""
    who, _, where = thing.key.partition("-")
    model = model_named(home.house.model)
    shows_release = model is not None and model.cen_releases
    for carried in home.simulator.carried:
        frame = take_apart(carried.text)
        if frame is None or (str(frame.who), frame.where) != (who, where) or not frame.what:
            continue
        phase = frame.what_params[0] if frame.what_params else ""
        if thing.kind == CEN_PLUS:
            yield Pressed(carried.at, int(phase), _PLUS[frame.what])
        elif shows_release or not phase:
            yield Pressed(carried.at, int(frame.what), _PHASES[phase])


def _rows(frames: Sequence[Pressed]) -> list[list[Pressed]]:
    rows: list[list[Pressed]] = []
    for frame in frames:
        last = rows[-1][-1] if rows else None
        # A busy bus tells late that a button is still held.
        goes_on = frame.event in ("long_press_repeat", "long_press_end")
        if last is None or last.event == "long_press_end" or (frame.at - last.at >= IN_A_ROW and not goes_on):
            rows.append([])
        rows[-1].append(frame)
    return rows


def _wrong(
    key: str, rows: Sequence[list[Pressed]], home: Home, story: Story
) -> Generator[tuple[str, str], None, Told | None]:
    """Tell what is wrong with each row; return what was to be told last, where that was heard."""
    last: Told | None = None
    for number, row in enumerate(rows):
        expected = _expected(key, row)
        later = rows[number + 1][0].at if number + 1 < len(rows) else story.end
        begin, end = row[0].at - 0.01, min(row[-1].at + IN_A_ROW + AT_ONCE, later - 0.01)
        before = rows[number - 1][-1].at if number else 0.0
        is_apart = row[0].at - before > UNCLEAR[1] and later - row[-1].at > UNCLEAR[1]
        is_sure = is_apart and _is_clear(row) and _is_heard(begin, end, story)
        is_told = [one for one in home.presses.told if one.key == key and begin <= one.at <= end]
        if is_sure and (wrong := _differs(expected, is_told)):
            yield key, wrong
        last = expected[-1] if is_sure else None
    return last


def _expected(key: str, row: Sequence[Pressed]) -> list[Told]:
    """Return what is to be told of presses that belong together."""
    first = row[0].event
    found: list[Told] = []
    count = 0
    for number, frame in enumerate(row):
        is_held = any(one.event.startswith("long_press") for one in row[:number])
        event = frame.event if frame.event != "long_press_repeat" or is_held else "long_press_start"
        found.append(Told(frame.at, key, event, None))
        count += frame.event == first
        if count > 1 and frame.event == first:
            found.append(Told(frame.at, key, "multi_press_ongoing", count))
    if count > 1:
        found.append(Told(row[-1].at + IN_A_ROW, key, "multi_press_end", count))
    return found


def _is_clear(row: Sequence[Pressed]) -> bool:
    """Tell whether it is clear what belongs together: nobody holds a button, or turns it, in the midst of a row."""
    first = row[0].event
    if first == "press_end" and any(one.event == "press_start" for one in row):
        # It ends a press that began long before.
        return False
    if first.startswith("long_press") and any(one.event in ("press_start", "press_end") for one in row):
        # Nobody presses a button that they hold.
        return False
    is_plain = first in ("press_start", "press_end") and all(one.event in ("press_start", "press_end") for one in row)
    is_one = sum(one.event == first for one in row) == 1
    pairs = [(one, other) for one, other in pairwise(row) if other.event == first]
    # A button is released before it is pressed again; some gateways show no release.
    has_releases = any(one.event == "press_end" for one in row) and first == "press_start"
    is_in_order = not has_releases or all(one.event != first for one, _ in pairs)
    return (is_plain or is_one) and is_in_order and all(other.at - one.at < UNCLEAR[0] for one, other in pairs)


def _is_heard(begin: float, end: float, story: Story) -> bool:
    """Tell whether the connection was good."""
    starts = (one.time for one in story.happened if one.what in ("reload", "restart"))
    return not story.troubled(begin, end) and not any(begin - STARTS <= time <= end for time in starts)


def _differs(expected: Sequence[Told], is_told: Sequence[Told]) -> str:
    """Tell what is wrong with what was told; what an entity tells twice in one moment counts once."""
    wanted, seen = _changes(expected), _changes(is_told)
    if [one[2:] for one in seen] != [one[2:] for one in wanted]:
        return f"was told {_short(seen)}, pressed {_short(wanted)}"
    late = [one.event for one, other in zip(seen, wanted, strict=True) if one.at - other.at > AT_ONCE]
    return f"{', '.join(late)} was told late" if late else ""


def _changes(events: Sequence[Told]) -> list[Told]:
    return [next(same) for _, same in groupby(events, key=lambda one: one[2:])]


def _short(events: Sequence[Told]) -> str:
    return " ".join(f"{one.event}{one.presses or ''}" for one in events) or "nothing"


def _state(home: Home, key: str) -> State | None:
    found = home.entity_id("event", key)
    state = None if found is None else home.hass.states.get(found)
    return None if state is None or state.state == STATE_UNAVAILABLE else state
