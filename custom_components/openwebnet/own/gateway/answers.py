"""Answers on the event session: told from events that tell what has just happened (protocol.md 5.3).

Some gateways show the frames of an answer on their event sessions too, some there only. A frame that came with
the answer is told again within `Timing.event_delay`; where none came with it, all that fits is an answer for as long.
"""

import asyncio
from typing import Final

from ..items.registry import tells_answers_apart
from ..timing import Timing
from ..wire.messages import BaseMessage
from ..wire.tags import Where, Who

type _Question = tuple[Who | None, Where | None, str]
"""What is asked or answered: WHO, WHERE, and the dimension; none for a status, which is told by a WHAT."""

_TOLD_APART: Final = tells_answers_apart()
"""The subsystems for which an answer is something else than an event: of the others nothing has to be remembered."""
_EVERYBODY: Final = Where("0")
"""Whom a general request is to."""


class Answers:
    """What is being asked, and what was answered just now."""

    def __init__(self, timing: Timing) -> None:
        """Start with nothing asked."""
        self._timing: Final = timing
        self._until: Final[dict[_Question, float]] = {}
        """Questions, and the event loop's time until which they may be answered on the event session."""
        self._in_session: Final[set[_Question]] = set()
        """Those of them that are answered where they were asked."""
        self._copies: Final[dict[str, float]] = {}
        """Frames of answers, and until when they may be told once more."""

    def asked(self, request: BaseMessage) -> None:
        """Take note that a request is written."""
        if request.who in _TOLD_APART:
            question = _question(request)
            self._in_session.discard(question)
            self._until[question] = float("inf")

    def answered(self, frame: BaseMessage) -> None:
        """Take note of a frame that came where it was asked for."""
        answered = self._until.keys() & _questions(frame)
        if answered:
            self._in_session.update(answered)
            now = self._now
            self._copies.pop(str(frame), None)
            _forget(self._copies, now)
            self._copies[str(frame)] = now + self._timing.event_delay

    def ended(self, request: BaseMessage) -> None:
        """Take note that a request was answered, or was not."""
        question = _question(request)
        if self._until.pop(question, None) is None:
            # It was never written.
            return
        if question in self._in_session:
            self._in_session.discard(question)
        else:
            self._until[question] = self._now + self._timing.event_delay

    def is_answer(self, event: BaseMessage) -> bool:
        """Tell whether an event may be an answer to what we have asked, of its object or of all."""
        if not (self._until or self._copies):
            return False
        now = self._now
        _forget(self._until, now)
        _forget(self._copies, now)
        if self._copies and self._copies.pop(str(event), None) is not None:
            return True
        return any(self._until.get(question, 0.0) >= now for question in _questions(event))

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _forget[T](known: dict[T, float], now: float) -> None:
    # The oldest come first.
    while known and next(iter(known.values())) < now:
        del known[next(iter(known))]


def _question(message: BaseMessage) -> _Question:
    return message.who, message.where, "" if message.dimension is None else message.dimension.tag


def _questions(message: BaseMessage) -> set[_Question]:
    """Return the question that a frame answers: to its object, and to all."""
    who, where, dimension = _question(message)
    return {(who, where, dimension), (who, _EVERYBODY, dimension)}
