"""What is known of the habits of each model, and what of it a check has found (docs/protocol/gateways.md 1 and 13)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..profiles import PROFILES, profile_of
from .line import Authentication, Reply
from .report import COLOURS, Comparison, Outcome, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is known of a model; `None` where nobody knows."""

    authentications: frozenset[Authentication] | None = None
    """The ways in which it can ask for a password (gateways.md 1 and 13.10)."""
    command_sessions: int | None = None
    """gateways.md 1."""
    idle_close: float | None = None
    """Seconds after which an idle command session is closed (protocol.md 2.8)."""
    sign_of_life: str = "nothing"
    """protocol.md 2.8."""
    echoes_requests: bool = False
    """gateways.md 1."""
    shows_refusals: bool = False
    """gateways.md 1."""


_NUMERIC: Final = frozenset((Authentication.OPEN,))
_FOUR: Final = Habits(command_sessions=4)

HABITS: Final[Mapping[str, Habits]] = {
    "F454": Habits(command_sessions=4, idle_close=30.0),
    "F455": _FOUR,
    "F461": _FOUR,
    "MyHomeServer1": Habits(command_sessions=4, idle_close=30.0),
    "MH200": Habits(authentications=_NUMERIC, command_sessions=1),
    "MH200N": Habits(authentications=_NUMERIC, command_sessions=1, idle_close=30.0),
    "MH201": Habits(authentications=_NUMERIC, command_sessions=1, sign_of_life="NACK", echoes_requests=True),
    "MH202": Habits(command_sessions=2, shows_refusals=True),
}
DEFAULT: Final = Habits()
"""What all models have in common that nothing else is known of."""


def compare(report: Report) -> list[Comparison]:
    """Return what is known of the model beside what was found; what was not found is left out."""
    if report.model is None:
        return [Comparison("model", "one that we know", f"{report.object_model} / {report.device_type}", fits=False)]
    found = [*_sessions(report), *_behaviour(report), *_colours(report)]
    if report.model not in PROFILES:
        found.insert(0, Comparison("model", "one that we know", report.model, fits=False))
    return found


def _sessions(report: Report) -> Iterator[Comparison]:
    habits, profile = HABITS.get(report.model or "", DEFAULT), profile_of(report.model)
    asked, known = report.authentication, habits.authentications
    if asked is not None and known is not None:
        is_known = asked in known or asked is Authentication.NONE
        yield Comparison("authentication", " or ".join(sorted(known)), asked, fits=is_known)
    refused = [number for number in ("0", "9") if report.selectors.get(number) is not Reply.GRANTED]
    if len(refused) < 2:
        yield Comparison(
            "command selectors", "0 and 9", "0 and 9" if not refused else f"{refused[0]} is refused", fits=not refused
        )
    given, refusal = report.command_sessions.given, report.command_sessions.refusal
    if habits.command_sessions is not None and given:
        # Where we could open all that we asked for, nobody knows how many more there are.
        fits = given == habits.command_sessions and refusal is not None
        yield Comparison("command sessions", str(habits.command_sessions), _count(given, refusal), fits=fits)
    if given:
        fits = given >= profile.command_sessions
        yield Comparison("command sessions we use", str(profile.command_sessions), _count(given, refusal), fits=fits)


def _count(given: int, refusal: Reply | None) -> str:
    return str(given) if refusal is not None else f"{given} or more"


_TOLERANCE: Final = 0.2
"""Part of a duration by which "about" may be off."""


def _behaviour(report: Report) -> Iterator[Comparison]:
    habits, profile = HABITS.get(report.model or "", DEFAULT), profile_of(report.model)
    closed = report.idle_close
    if report.idle_watched:
        text = f"{closed:.0f} s" if closed is not None else f"not within {report.idle_watched:.0f} s"
        known = habits.idle_close
        if known is not None and (closed is not None or report.idle_watched > known * (1 + _TOLERANCE)):
            fits = closed is not None and abs(closed - known) <= known * _TOLERANCE
            yield Comparison("idle command session closed after", f"{known:.0f} s", text, fits=fits)
        fits = closed is None or closed > profile.command_idle
        yield Comparison("idle command session kept for", f"{profile.command_idle:.0f} s", text, fits=fits)
    if report.sign_of_life is not None:
        fits = report.sign_of_life == habits.sign_of_life
        yield Comparison("answer to a sign of life", habits.sign_of_life, report.sign_of_life, fits=fits)
    for name, known_habit, seen in (
        ("requests shown as events", habits.echoes_requests, report.echoes_requests),
        ("refusals shown as events", habits.shows_refusals, report.shows_refusals),
    ):
        if seen is not None:
            yield Comparison(name, _yes(known_habit), _yes(seen), fits=seen == known_habit)


def _colours(report: Report) -> Iterator[Comparison]:
    # That no lamp answers says nothing of the gateway.
    colours = [asked for asked in report.general if asked.purpose == COLOURS and asked.outcome is Outcome.ANSWERED]
    if colours:
        has_colours = profile_of(report.model).has_colours
        yield Comparison("speaks to lamps with colour", _yes(has_colours), "yes", fits=has_colours)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
