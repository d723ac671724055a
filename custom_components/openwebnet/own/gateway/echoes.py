"""Whether a gateway shows the answers to requests on its event sessions too; some do, some do not (protocol.md 5.3)."""

from collections import deque
from typing import Final

from ..wire.messages import BaseMessage

MIRRORED: Final = 3
"""Answers that must have appeared on both sessions before a gateway counts as one that shows them on both."""


class Echoes:
    """Finds out whether a gateway shows the answers to requests on its event sessions too."""

    def __init__(self) -> None:
        """Know nothing."""
        self._seen = 0
        self._answers: Final[deque[str]] = deque(maxlen=16)
        self._events: Final[deque[str]] = deque(maxlen=16)

    @property
    def are_certain(self) -> bool:
        """Whether answers were seen on both sessions often enough."""
        return self._seen >= MIRRORED

    def answered(self, message: BaseMessage) -> None:
        """Take note of a frame of an answer."""
        if not self.are_certain:
            self._note(str(message), self._answers, self._events)

    def told(self, message: BaseMessage) -> None:
        """Take note of an event."""
        if not self.are_certain:
            self._note(str(message), self._events, self._answers)

    def _note(self, text: str, here: deque[str], there: deque[str]) -> None:
        if text in there:
            there.remove(text)
            self._seen += 1
        else:
            here.append(text)
