"""What the check of a gateway has found. Nothing in it tells whose gateway it is."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from .line import Authentication, Reply

COLOURS: Final = "colours of lamps"
"""The purpose of the general requests for lamps with colour."""


class Outcome(StrEnum):
    """What became of a request."""

    ANSWERED = "answered"
    ACKNOWLEDGED = "acknowledged"
    """ACK, and nothing else."""
    REFUSED = "refused"
    SILENT = "silent"
    LOST = "connection lost"
    NOT_TRIED = "not tried"


@dataclass(slots=True)
class Asked:
    """A request, and what came."""

    request: str
    """The frame."""
    purpose: str
    """What it asks for."""
    outcome: Outcome = Outcome.NOT_TRIED
    took: float | None = None
    """Seconds until ACK or NACK."""
    last: float | None = None
    """Seconds until the last frame of the answer."""
    on_command: int = 0
    """Frames of the answer on the command session."""
    on_event: int = 0
    """The same on the event session."""
    at_once: bool | None = None
    """Whether the ACK came before the bus was heard; `None` where nothing tells."""


@dataclass(slots=True)
class Surplus:
    """How many sessions of a kind there are, and what one too many meets."""

    given: int = 0
    """Those that were open at the same time; others may have used more."""
    refusal: Reply | None = None
    """`None` where all that were asked for were given."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A habit that is known of the model, and what was found."""

    name: str
    expected: str
    found: str
    fits: bool


@dataclass(slots=True)
class Report:
    """All that was found."""

    model: str | None = None
    firmware: str | None = None
    object_model: int | None = None
    """WHO 1013 dimension 1, of which the model is told (gateways.md 8)."""
    device_type: int | None = None
    """WHO 13 dimension 15."""
    authentication: Authentication | None = None
    selectors: dict[str, Reply] = field(default_factory=dict)
    """By the number of the session request (protocol.md 2.2)."""
    command_sessions: Surplus = field(default_factory=Surplus)
    event_sessions: Surplus = field(default_factory=Surplus)
    idle_close: float | None = None
    """Seconds after which an idle command session was closed; `None` where it was not, while it was watched."""
    idle_watched: float = 0.0
    """Seconds for which one was watched."""
    sign_of_life: str | None = None
    """What an ACK on the event session is answered with: `nothing`, `NACK`, `closed` or a frame."""
    general: list[Asked] = field(default_factory=list)
    """The general requests (protocol.md 5.4)."""
    single: list[Asked] = field(default_factory=list)
    """Requests to one object of each subsystem that has answered."""
    absent: Asked | None = None
    """A request to a light that is not there."""
    echoes_requests: bool | None = None
    """Whether our requests are shown on the event session."""
    shows_refusals: bool | None = None
    """Whether the NACK of a command session is shown on the event session; `None` where nothing was refused."""
    not_understood: dict[str, int] = field(default_factory=dict)
    """Frames that nobody has described, without what is private, and how often each came."""
    no_frames: int = 0
    """What was no frame at all."""
    comparison: list[Comparison] = field(default_factory=list)
    seconds: float = 0.0
    """That the check took."""
    is_whole: bool = True
    """Whether there was time for everything, and no connection was lost."""


def document(report: Report) -> dict[str, Any]:
    """Return a report as JSON can say it."""
    found: dict[str, Any] = asdict(report, dict_factory=lambda pairs: {name: _rounded(value) for name, value in pairs})
    return found


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value
