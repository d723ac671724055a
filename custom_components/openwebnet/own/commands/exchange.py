"""Exchange: a command or a request, when it was asked for, written and ended, and how."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from ..exceptions import InvalidAuthentication, InvalidSession, NotConfirmed, NotSent, ResponseError
from ..priority import Priority
from ..wire.messages import BaseMessage


class Outcome(Enum):
    """What became of a command or a request."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    """The gateway answered NACK."""
    NOT_CONFIRMED = "not_confirmed"
    """It was written, and its answer was lost."""
    NOT_ANSWERED = "not_answered"
    NOT_SENT = "not_sent"
    NO_SESSION = "no_session"
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 - the name of an outcome
    REPLACED = "replaced"
    """A newer one for the same address made it pointless before it was written."""
    GIVEN_UP = "given_up"
    """Nobody waited for it any more."""
    FAILED = "failed"


@dataclass(slots=True, eq=False)
class Exchange:
    """A command or a request, and how it went."""

    message: BaseMessage
    priority: Priority
    asked: float
    """The event loop's time at which it was asked for."""
    at: float = field(default_factory=time.time)
    """The same in seconds since 1970."""
    written: float | None = None
    """The event loop's time at which it was written last."""
    attempts: int = 0
    """How often it was written."""
    ended: float | None = None
    outcome: Outcome = Outcome.PENDING

    @property
    def waited(self) -> float | None:
        """Seconds until it was written last; `None` when it was not."""
        return None if self.written is None else self.written - self.asked

    @property
    def answered(self) -> float | None:
        """Seconds from then to its end; `None` before it."""
        return None if self.written is None or self.ended is None else self.ended - self.written

    def end(self, done: asyncio.Future[Sequence[BaseMessage]]) -> None:
        """Take the outcome of a future that is done."""
        self.ended = done.get_loop().time()
        self.outcome = self._outcome(done)

    def _outcome(self, done: asyncio.Future[Sequence[BaseMessage]]) -> Outcome:
        if done.cancelled():
            return Outcome.GIVEN_UP
        error = done.exception()
        if self.written is None and (error is None or isinstance(error, ResponseError | NotConfirmed)):
            # What came instead of it was written.
            return Outcome.REPLACED
        if error is None:
            return Outcome.CONFIRMED
        return next((outcome for kind, outcome in _OUTCOMES.items() if isinstance(error, kind)), Outcome.FAILED)


_OUTCOMES: Final[Mapping[type[Exception], Outcome]] = {
    ResponseError: Outcome.REFUSED,
    NotConfirmed: Outcome.NOT_CONFIRMED,
    NotSent: Outcome.NOT_SENT,
    InvalidAuthentication: Outcome.PASSWORD_REFUSED,
    InvalidSession: Outcome.NO_SESSION,
    TimeoutError: Outcome.NOT_ANSWERED,
}
"""The outcome of an error; the narrower kind comes first."""


class CommandObserver:
    """Who is told what the command sessions do. Override what is of interest; no method may block."""

    def on_sent(self, message: BaseMessage) -> None:
        """Take note of a frame that was written."""

    def on_answer(self, message: BaseMessage) -> None:
        """Take in a frame of an answer, ACK and NACK included, the moment it comes."""

    def on_exchange(self, exchange: Exchange) -> None:
        """Take note of a command or a request: when it is asked for, and once more when it has ended."""
