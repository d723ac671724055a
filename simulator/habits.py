"""Habits of a gateway: what a check of one has found, and what its frames show, in place of what its model does."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from .auth import Auth
from .behaviour import Ack, AnswersOn, Ask, Model, WhenFull

type Found = Mapping[str, object]
"""A report of `openwebnet check --json`, of the action `check_gateway`, or in a diagnostics file."""

SIGNS: Final = frozenset(("command_sessions", "event_sessions", "selectors", "general"))
"""What only such a report has."""
AUTHS: Final = {"none": Auth.NONE, "open": Auth.OPEN, "hmac-sha1": Auth.SHA1, "hmac-sha256": Auth.SHA256}
REFUSALS: Final = {"refused": WhenFull.NACK, "closed": WhenFull.CLOSE}
_NACK: Final = re.compile(r"\*#\*[02-9]##")
_REQUEST: Final = re.compile(r"\*#(?P<who>\d+)(?:\*[\d#]*){0,2}##")


@dataclass(frozen=True, slots=True)
class Told:
    """A frame that a gateway has told."""

    at: float
    """Seconds after the first one."""
    frame: str
    is_event: bool
    """Whether it came on an event session."""


@dataclass(slots=True)
class Habits:
    """What is known of one gateway, as fields of a `Model`."""

    fields: dict[str, object] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    """What could not be read."""

    def of(self, model: Model) -> Model:
        """Return the model with these habits; what is told by WHO is put beside what the model does with others."""
        values = dict(self.fields)
        for name in ("ack_of_who", "answers", "silent_whos"):
            if name in values:
                values[name] = MappingProxyType({**getattr(model, name), **_mapping(values[name])})
        if "refused" in values:
            values["routes"] = model.routes - frozenset(_mapping(values.pop("refused")))
        if "auth" in values:
            values["auths"] = model.auths | {values["auth"]}
        return replace(model, **values)  # type: ignore[arg-type]


def habits_of(report: Found | None, told: Sequence[Told]) -> Habits:
    """Return what a report says, and beside it what frames show."""
    habits = Habits()
    _take_frames(habits, told)
    if report is not None:
        _take_report(habits, report)
    return habits


# Frames ----------------------------------------------------------------------------------------------------------


def _take_frames(habits: Habits, told: Sequence[Told]) -> None:
    events = [one for one in told if one.is_event]
    if any(_NACK.fullmatch(one.frame) for one in events):
        habits.fields["shows_nacks"] = True
    if any(_REQUEST.fullmatch(one.frame) for one in events):
        habits.fields["echoes_requests"] = True


# Reports ---------------------------------------------------------------------------------------------------------


def _take_report(habits: Habits, report: Found) -> None:
    for name, read in _READERS.items():
        try:
            habits.fields.update(read(report))
        except (KeyError, TypeError, ValueError) as error:
            habits.unread.append(f"{name} of a check: {report.get(name)!r} ({error})")


def _mapping(value: object) -> Mapping[object, object]:
    if not isinstance(value, Mapping):
        raise TypeError("it is no table")
    return value


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} is no number")
    return value


def _sessions(of: str) -> Callable[[Found], dict[str, object]]:
    def read(report: Found) -> dict[str, object]:
        found = _mapping(report[of])
        given, refusal = _number(found["given"], "given"), found["refusal"]
        # Where all that were asked for were given, nobody knows how many more there are.
        return {of: int(given), "when_full": REFUSALS[str(refusal)]} if refusal is not None and given else {}

    return read


def _authentication(report: Found) -> dict[str, object]:
    told = report["authentication"]
    # One that asked for nothing may ask others: it depends on where they come from (protocol.md 2.3).
    return {} if told in (None, "none") else {"auth": AUTHS[str(told)]}


def _selectors(report: Found) -> dict[str, object]:
    found = _mapping(report["selectors"])
    taken = frozenset(str(number) for number, reply in found.items() if reply == "granted")
    unknown = frozenset("019") - frozenset(str(number) for number in found)
    return {"selectors": taken | unknown} if taken else {}


def _idle(report: Found) -> dict[str, object]:
    closed, watched = report["idle_close"], _number(report.get("idle_watched", 0.0), "idle_watched")
    if closed is not None:
        return {"command_idle": _number(closed, "idle_close")}
    return {"command_idle": 0.0} if watched else {}


def _sign_of_life(report: Found) -> dict[str, object]:
    return {} if report["sign_of_life"] is None else {"keep_alive_nack": report["sign_of_life"] == "NACK"}


def _identity(name: str) -> Callable[[Found], dict[str, object]]:
    def read(report: Found) -> dict[str, object]:
        return {} if report[name] is None else {name: int(_number(report[name], name))}

    return read


def _seen(name: str, into: str) -> Callable[[Found], dict[str, object]]:
    def read(report: Found) -> dict[str, object]:
        return {} if report[name] is None else {into: bool(report[name])}

    return read


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of a request."""

    who: int
    outcome: str
    at_once: object
    on_command: float
    on_event: float


def _answers(report: Found, name: str) -> Iterator[_Answer]:
    asked = report[name]
    if not isinstance(asked, Sequence) or isinstance(asked, str):
        raise TypeError("it is no list")
    for one in map(_mapping, asked):
        match = _REQUEST.fullmatch(str(one["request"]))
        if match is None:
            raise ValueError(f"{one['request']} is no request")
        counts = (_number(one[way], way) for way in ("on_command", "on_event"))
        yield _Answer(int(match["who"]), str(one["outcome"]), one["at_once"], *counts)


def _general(report: Found) -> dict[str, object]:
    """Read how general requests are answered; of a subsystem that refuses them all, nothing goes to the bus."""
    acks: dict[tuple[int, Ask], Ack] = {}
    answers: dict[int, AnswersOn] = {}
    outcomes: dict[int, set[str]] = {}
    for name, ask in (("general", Ask.GENERAL), ("single", Ask.REQUEST)):
        for one in _answers(report, name):
            outcomes.setdefault(one.who, set()).add(one.outcome)
            if one.outcome != "answered":
                continue
            if isinstance(one.at_once, bool):
                acks[one.who, ask] = Ack.QUEUED if one.at_once else Ack.CONFIRMED
            if one.on_command and one.on_event:
                answers[one.who] = AnswersOn.BOTH
            elif one.on_command:
                answers[one.who] = AnswersOn.COMMAND
            elif not one.at_once:
                # Of what is acknowledged at once, answers come too late for the session that asked.
                answers[one.who] = AnswersOn.EVENT
    refused = {who: True for who, each in outcomes.items() if each == {"refused"}}
    return {name: found for name, found in (("ack_of_who", acks), ("answers", answers), ("refused", refused)) if found}


_READERS: Final[Mapping[str, Callable[[Found], dict[str, object]]]] = {
    "object_model": _identity("object_model"),
    "device_type": _identity("device_type"),
    "authentication": _authentication,
    "selectors": _selectors,
    "command_sessions": _sessions("command_sessions"),
    "event_sessions": _sessions("event_sessions"),
    "idle_close": _idle,
    "sign_of_life": _sign_of_life,
    "general": _general,
    "echoes_requests": _seen("echoes_requests", "echoes_requests"),
    "shows_refusals": _seen("shows_refusals", "shows_nacks"),
}
"""What of a report tells a habit, by the name of its field."""
