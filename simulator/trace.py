"""A plant from what was recorded of a real one: a trace, the panel's export, a diagnostics file, or plain frames.

What a frame tells of an object is a row of `RULES`. A frame that no row fits, and that tells of an object, is listed.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .fields import PlantError, Value
from .frames import ALPHABET
from .habits import SIGNS, Found as Report, Told, habits_of
from .models import DEFAULT_MODEL, MODELS, model_named
from .objects import KINDS
from .objects.temperature import COOLING, HEATING, MODES, SEASONS
from .objects.zones import SMART_STATES
from .plant import Plant
from .simulator import Simulator

type Values = dict[str, Value]
type Match = re.Match[str]

FRAME: Final = re.compile(r"\*[0-9*#]+?##")
OF_GATEWAY: Final = re.compile(r"\*#?(?:13|1013)\*")
FORMAT: Final = "openwebnet-trace"
VERSION: Final = 1
_SENT: Final = ("out", "sent")
_TELLING: Final = {"frame", "format", "model", "firmware", "connection"}
"""What a line of a trace has at least one of."""


@dataclass(slots=True)
class Trace:
    """What was recorded."""

    model: str = ""
    firmware: str = ""
    told: list[Told] = field(default_factory=list)
    check: Report | None = None
    """What a check of the gateway has found, if it was checked."""
    unread: list[str] = field(default_factory=list)
    """Lines in which nothing was found, and whatever else could not be read."""


def read(path: Path) -> Trace:
    """Read a file; PlantError where it cannot be read, or has no frame in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlantError(f"{path}:1: cannot be read: {error}") from error
    trace = Trace()
    begin: datetime | None = None
    for entry in _entries(text, trace):
        _take_identity(trace, entry)
        if entry.keys() >= SIGNS:
            trace.check = entry
        frame = entry.get("frame")
        # A command or a request of a diagnostics file has an outcome, and stands among its frames as well.
        if not isinstance(frame, str) or "outcome" in entry or {entry.get("direction"), entry.get("way")} & {*_SENT}:
            continue
        if not ALPHABET.fullmatch(frame):
            # What is private was made illegible; what was hidden of the gateway itself is not missed.
            if not OF_GATEWAY.match(frame):
                trace.unread.append(frame)
            continue
        at = _moment(entry.get("time"))
        begin = begin or at
        seconds = (at - begin).total_seconds() if at is not None and begin is not None else 0.0
        is_event = entry.get("session", entry.get("way", "event")) == "event"
        trace.told.append(Told(max(seconds, 0.0), frame, is_event))
    if not trace.told and trace.check is None:
        raise PlantError(f"{path}:1: has no frame of a gateway in it")
    return trace


type Entry = Mapping[str, object]


def _entries(text: str, trace: Trace) -> Iterator[Entry]:
    """Yield everything that may be a frame or an identity: of one document, or of each line."""
    try:
        yield from _parts(json.loads(text))
    except ValueError:
        pass
    else:
        return
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            found: object = json.loads(line)
        except ValueError:
            found = [{"frame": frame} for frame in FRAME.findall(line)]
        parts = list(_parts(found))
        if not any(_TELLING & part.keys() for part in parts):
            trace.unread.append(line)
        yield from parts


def _parts(node: object) -> Iterator[Entry]:
    if isinstance(node, dict):
        yield node
        for one in node.values():
            yield from _parts(one)
    elif isinstance(node, list):
        for one in node:
            yield from _parts(one)


def _take_identity(trace: Trace, entry: Entry) -> None:
    if entry.get("format") == FORMAT and entry.get("version") != VERSION:
        trace.unread.append(f"version {entry.get('version')} of the format")
    model, firmware = entry.get("model"), entry.get("firmware")
    if not trace.model and isinstance(model, str) and model:
        known = model_named(model)
        if known is not None:
            trace.model = known.name
        elif entry.get("format") == FORMAT or entry.keys() >= {"model", "firmware"}:
            trace.unread.append(f"model {model}")
    if not trace.firmware and isinstance(firmware, str) and re.fullmatch(r"\d+(\.\d+)*", firmware):
        trace.firmware = firmware


def _moment(time: object) -> datetime | None:
    """Read a time: a text, or the seconds since 1970 of the panel."""
    try:
        if isinstance(time, int | float):
            return datetime.fromtimestamp(time, UTC)
        return datetime.fromisoformat(time) if isinstance(time, str) else None
    except ValueError, OverflowError, OSError:
        return None


# What frames tell ------------------------------------------------------------------------------------------------


def _tenths(text: str) -> float:
    """Read a temperature of four digits; the first one is the sign."""
    return (-1 if text[0] == "1" else 1) * int(text[1:]) / 10


def _knob(text: str) -> int:
    """Read how far a local knob is turned; the first digit is the sign."""
    return (-1 if text[0] == "1" else 1) * int(text[1])


def _mode(what: str) -> Values:
    """Read what a zone does: 0 and 1 are cooling and heating by hand, others have a season and a mode."""
    if len(what) == 1:
        return {"mode": "manual", "season": SEASONS[HEATING if what == "1" else COOLING]}
    season = SEASONS.get(what[0])
    return {"mode": MODES[what[1:]], **({"season": season} if season else {})}


def _smart(season: str, state: str, degrees: str | None) -> Values:
    """Read dimension 7 of a smart thermostat."""
    values: Values = {"smart": True, "season": SEASONS[season]}
    mode = next((mode for mode, told in SMART_STATES["live"].items() if told == state), None)
    if mode is not None:
        values["mode"] = mode
    if mode == "manual" and degrees is not None:
        values["set_point"] = _tenths(degrees)
    return values


@dataclass(frozen=True, slots=True)
class Rule:
    """What a frame tells of an object: its kind, and the fields of it that are known then."""

    pattern: re.Pattern[str]
    kind: str
    values: Callable[[Match], Values]


def _row(pattern: str, kind: str, values: Callable[[Match], Values] = lambda _: {}) -> Rule:
    point = r"(?P<where>(?!00(?!\d)|100)(?:\d\d|\d{4})(?:#4#\d\d)?)"
    return Rule(re.compile(pattern.replace("POINT", point)), kind, values)


RULES: Final = (
    _row(r"\*1\*(?P<what>[01])\*POINT##", "relay", lambda m: {"on": m["what"] == "1"}),
    _row(r"\*1\*19\*POINT##", "relay", lambda _: {"fault": True}),
    _row(
        r"\*1\*(?P<what>[2-9]|10)\*POINT##",
        "dimmer",
        lambda m: {"on": True, "steps": 10, "level": int(m["what"]) * 10},
    ),
    _row(
        r"\*#1\*POINT\*1\*(?P<level>1\d\d|200)\*\d+##",
        "dimmer",
        lambda m: {"steps": 100, "on": m["level"] != "100", **_level(int(m["level"]) - 100)},
    ),
    _row(r"\*1\*(?:34|39)\*POINT##", "motion_sensor"),
    _row(r"\*#1\*POINT\*[57]\*.*##", "motion_sensor"),
    _row(r"\*#1\*POINT\*6\*(?P<lux>\d+)##", "light_sensor", lambda m: {"lux": int(m["lux"])}),
    # A lamp that has no colour, or no white that can be chosen, says so when it is asked.
    _row(r"\*#1\*POINT\*(?:12\*511\*127\*255|14\*1)##", "relay"),
    _row(r"\*#1\*POINT\*12\*.*##", "dali", lambda _: {"colour": True}),
    _row(r"\*#1\*POINT\*14\*.*##", "dali", lambda _: {"white": True}),
    _row(r"\*#1\*POINT\*13\*.*##", "dimmer"),
    _row(r"\*2\*[012]\*POINT##", "shutter"),
    _row(
        r"\*#2\*POINT\*10\*\d+\*(?P<position>\d+)\*.*##",
        "advanced_shutter",
        lambda m: {"position": int(m["position"])},
    ),
    _row(r"\*#3\*(?P<where>#?\d+)\*.*##", "load_control"),
    _row(r"\*3\*\d+\*(?P<where>#\d+)##", "load"),
    _row(r"\*#4\*(?P<where>[1-9]\d?)\*0\*(?P<t>\d{4})##", "zone", lambda m: {"temperature": _tenths(m["t"])}),
    _row(r"\*#4\*(?P<where>[1-9]\d?)\*14\*(?P<t>\d{4})(?:\*\d)?##", "zone", lambda m: {"set_point": _tenths(m["t"])}),
    _row(
        r"\*#4\*(?P<where>[1-9]\d?)\*7\*(?P<season>[12])\*(?P<state>\d)(?:\*(?P<t>\d{4}))?##",
        "zone",
        lambda m: _smart(m["season"], m["state"], m["t"]),
    ),
    _row(r"\*#4\*(?P<where>[1-9]\d?)\*13\*(?P<knob>[01][0-3])##", "zone", lambda m: {"offset": _knob(m["knob"])}),
    _row(r"\*#4\*(?P<where>[1-9]\d?)\*60\*(?P<percent>\d+)##", "zone", lambda m: {"humidity": int(m["percent"])}),
    _row(r"\*#4\*(?P<where>[1-9]\d?)\*\d+(?:\*.*)?##", "zone"),
    _row(r"\*4\*(?P<what>[01]|[123](?:02|03|10|11))\*(?P<where>[1-9]\d?)##", "zone", lambda m: _mode(m["what"])),
    _row(r"\*4\*\d+(?:#\d+)*\*(?P<where>[1-9]\d?)##", "zone"),
    _row(r"\*#4\*(?P<where>[1-9]00)\*15\*\d\*?(?P<t>\d{4})##", "probe", lambda m: {"temperature": _tenths(m["t"])}),
    _row(r"\*#4\*(?P<where>[1-9]\d\d)\*0\*(?P<t>\d{4})##", "probe", lambda m: {"temperature": _tenths(m["t"])}),
    _row(
        r"\*4\*(?P<what>[123]10)#(?P<t>\d{4})\*(?P<where>#0(?:#\d+)?)##",
        "central_unit",
        lambda m: {**_mode(m["what"]), "mode": f"{m['what']}#{m['t']}"},
    ),
    _row(r"\*#?4\*(?:\d+(?:#\d+)*\*)?(?P<where>#0(?:#\d+)?)(?:\*.*)?##", "central_unit"),
    _row(r"\*#4\*(?P<where>\d{1,2}#[1-9])\*#?20\*.*##", "actuator"),
    _row(r"\*4\*400[12]#\d+\*(?P<where>\d{1,2}#[1-9])##", "actuator"),
    _row(r"\*9\*(?P<what>[01])\*(?P<where>\d+)##", "aux", lambda m: {"on": m["what"] == "1"}),
    _row(r"\*15\*\d\d(?:#\d)?\*(?P<where>\d+)##", "cen"),
    _row(r"\*16\*(?P<what>3|13)\*(?P<where>[1-9]\d)##", "amplifier", lambda m: {"on": m["what"] == "3"}),
    _row(r"\*(?:16\*\d+|#16)\*(?P<where>[1-9]\d)(?:\*.*)?##", "amplifier"),
    _row(r"\*(?:16\*\d+|#16)\*(?P<where>10\d)(?:\*.*)?##", "source"),
    _row(r"\*17\*\d+\*(?P<where>\d+)##", "scene"),
    _row(r"\*#18\*(?P<where>5\d+)\*113\*(?P<power>\d+)##", "meter", lambda m: {"power": int(m["power"])}),
    _row(r"\*#18\*(?P<where>5\d+)\*51\*(?P<total>\d+)##", "meter", lambda m: {"total": int(m["total"])}),
    _row(r"\*#18\*(?P<where>5\d+)\*.*##", "meter"),
    _row(r"\*#18\*(?P<where>7\d+#0)\*.*##", "energy_actuator"),
    _row(r"\*(?:18\*\d+|#18)\*(?P<where>1\d+)(?:\*.*)?##", "stop_and_go"),
    _row(r"\*#24\*(?P<where>[\d#]+)\*.*##", "light_management"),
    _row(r"\*25\*3(?P<what>[12])#\d\*(?P<where>3\d+)##", "contact", lambda m: {"on": m["what"] == "1"}),
    _row(r"\*25\*2[1-8]#\d+\*(?P<where>2\d+)##", "cen_plus"),
    _row(r"\*0\*\d+\*(?P<where>\d\d)##", "scenario_module"),
)
"""The first row that fits a frame counts."""

RANKS: Final = ("relay", "light_sensor", "motion_sensor", "dimmer", "dali", "shutter", "advanced_shutter")
"""Of two kinds that one address was heard as, the later one counts: each does what those before it do."""
_SHARED: Final = {kind: KINDS[kind].who for kind in RANKS}
ALARM: Final = re.compile(r"\*5\*(?P<what>\d+)\*(?:#(?P<zone>\d+))?\*?##")
INACTIVE: Final = "18"
SAYS_NOTHING: Final = re.compile(
    r"\*#\*\d##"  # ACK and NACK
    r"|\*#\d+(?:\*[\d#]*){0,2}##"  # requests
    r"|\*#\d+\*[\d#]*\*#.*"  # writes
    r"|\*\d+\*1000(?:#\d+)*\*.*"  # translations
    r"|\*#?(?:13|1013)\*.*"  # the gateway itself
    r"|\*(?:1|2)\*\d+(?:#\d+)*\*(?:\d|00|100|#\d+)(?:#4#\d\d)?##"  # to an area, a group, all
    r"|\*16\*3\*1[1-9]\d##"  # a source, to an environment
    r"|\*#1\*(?:\d|00|100|#\d+)(?:#4#\d\d)?\*15\*[01]##"  # whether any of them is on
)
"""Frames that tell of no single object."""


@dataclass(slots=True)
class Found:
    """An object that was heard of."""

    kind: str
    where: str
    values: Values = field(default_factory=dict)


def objects_of(trace: Trace) -> tuple[list[Found], list[str]]:
    """Return the objects that a trace tells of, with what it has told of each last, and frames that tell nothing."""
    found: dict[tuple[object, str], Found] = {}
    unknown: dict[str, None] = {}
    for told in trace.told:
        if not _take(found, told.frame) and not SAYS_NOTHING.fullmatch(told.frame):
            unknown[told.frame] = None
    return list(found.values()), list(unknown)


def plant_of(trace: Trace) -> tuple[Plant, list[str]]:
    """Return the plant that a trace tells of, and what of it could not be understood."""
    objects_told, frames = objects_of(trace)
    unknown: dict[str, None] = dict.fromkeys((*trace.unread, *frames))
    described = (trace.check or {}).get("not_understood")
    if isinstance(described, Mapping):
        unknown.update(dict.fromkeys(map(str, described)))
    plant: dict[str, object] = {"model": trace.model or _model_of(trace) or DEFAULT_MODEL}
    if trace.firmware:
        plant["firmware"] = trace.firmware
    objects: list[dict[str, object]] = []
    for one in objects_told:
        known = {entry.name for entry in KINDS[one.kind].all_fields()}
        values = {name: value for name, value in one.values.items() if name in known}
        entry: dict[str, object] = {"kind": one.kind, "where": one.where, **values}
        try:
            # JSON is YAML; each by itself, so that one that cannot be does not spoil the others.
            Plant.parse(json.dumps({"objects": [entry]}))
        except PlantError as error:
            unknown[f"{one.kind} {one.where}: {error}"] = None
        else:
            objects.append(entry)
    made = Plant.parse(json.dumps({**plant, "objects": objects}))
    habits = habits_of(trace.check, trace.told)
    made.model = habits.of(made.model)
    made.auth = made.model.auth
    return made, [*unknown, *habits.unread]


def _take(found: dict[tuple[object, str], Found], frame: str) -> bool:
    """Let a frame tell of its object; tell whether it did."""
    alarm = ALARM.fullmatch(frame)
    if alarm is not None:
        _take_alarm(found, alarm)
        return True
    for rule in RULES:
        match = rule.pattern.fullmatch(frame)
        if match is not None:
            where = match["where"]
            one = found.setdefault((_SHARED.get(rule.kind, rule.kind), where), Found(rule.kind, where))
            if rule.kind in RANKS and RANKS.index(rule.kind) > RANKS.index(one.kind):
                one.kind = rule.kind
            one.values.update(rule.values(match))
            return True
    return False


def _take_alarm(found: dict[tuple[object, str], Found], match: Match) -> None:
    alarm = found.setdefault(("alarm", "0"), Found("alarm", "0", {"zones": (), "divided": ()}))
    if match["zone"] is None:
        return
    zone = int(match["zone"])
    for name, is_in in (("zones", True), ("divided", match["what"] == INACTIVE)):
        others = {one for one in _numbers(alarm.values[name]) if one != zone}
        alarm.values[name] = tuple(sorted(others | ({zone} if is_in else set())))


def _numbers(value: Value) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else ()


def _model_of(trace: Trace) -> str:
    """Return the model by what the gateway says it is (gateways.md 8)."""
    for told in trace.told:
        match = re.fullmatch(r"\*#1013\*\d*\*1\*(\d+)(?:\*.*)?##", told.frame)
        if match is not None:
            return next((one.name for one in MODELS.values() if int(match[1]) == one.object_model > 0), "")
    return ""


async def replay(trace: Trace, simulator: Simulator, time_factor: float) -> None:
    """Tell the events of a trace again, each at its time."""
    passed = 0.0
    for told in sorted((told for told in trace.told if told.is_event), key=lambda told: told.at):
        await asyncio.sleep((told.at - passed) / time_factor)
        passed = told.at
        simulator.emit(told.frame)


def _level(level: int) -> Values:
    """Return the level, where a dimmer is on."""
    return {"level": level} if level else {}
