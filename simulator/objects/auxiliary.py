"""Auxiliary channels (WHO 9). protocol.md 4.9."""

import re
from collections.abc import Callable, Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, BusObject, register

OFF, ON, TOGGLE = "0", "1", "2"
LAST_WHAT = 10


@register
class Aux(BusObject):
    """An auxiliary channel, WHERE 1-9. What is sent to it is what everybody is told; it adds what follows by itself."""

    kind = "aux"
    who = 9
    facets: ClassVar[tuple[str, ...]] = ("on", "what")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("on", FieldType.BOOLEAN, "Whether it is on at the start.", default=False),
        Field("pulse", FieldType.NUMBER, "Seconds after which an ON is followed by OFF (3.9 was seen).", minimum=0.1),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the state at the start."""
        super().__init__(spec)
        self.what = ON if spec.flag("on") else OFF
        """The last WHAT, toggles resolved."""
        self._pulse = spec.optional("pulse")
        self._cancel: Callable[[], None] | None = None

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 1-9."""
        if not re.fullmatch(r"[1-9]", where):
            raise ValueError(f"{where!r} is not an auxiliary channel 1-9")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its number, and everybody: ``0``, or no WHERE at all."""
        return frame.where in ("", "0", self.where)

    @property
    def on(self) -> bool:
        """Return whether it is on."""
        return self.what == ON

    def press(self, what: str | None = None) -> None:
        """Let something on the bus drive the channel; without WHAT it toggles."""
        self.transmit(f"*9*{what or (OFF if self.on else ON)}*{self.where}##")

    @override
    def command(self, telegram: Telegram) -> bool:
        """Take any WHAT; a toggle is followed by the state it led to, an ON by OFF where it is a pulse."""
        what = telegram.frame.what
        if not what.isdigit() or int(what) > LAST_WHAT:
            return False
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        if what == TOGGLE:
            what = OFF if self.on else ON
            self.report(f"*9*{what}*{self.where}##", cause=telegram)
        self.what = what
        if what == ON and self._pulse:
            self._cancel = self.later(self._pulse, self._end_of_pulse)
        return True

    def _end_of_pulse(self) -> None:
        self._cancel = None
        self.what = OFF
        self.report(f"*9*{OFF}*{self.where}##")

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with the last WHAT."""
        return [(0.0, f"*9*{self.what}*{self.where}##")]

    @override
    def halt(self) -> None:
        """A pulse is forgotten: what is on stays on."""
        self._cancel = None
