"""WHO 4: a small central unit. protocol.md 4.4."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, override

from simulator.bus import Telegram
from simulator.fields import Field, FieldType, Spec
from simulator.frames import Frame

from .base import Answer, BusObject, register
from .temperature import GENERIC, SOON


@register
class CentralUnit(BusObject):
    """A central unit, as far as zones need one: it takes a mode and tells it. WHERE `#0`, or `#0#Z` with four zones."""

    kind = "central_unit"
    who = 4
    fields: ClassVar[tuple[Field, ...]] = (
        Field("mode", FieldType.TEXT, "The mode's WHAT with its parameters.", default="110#0200"),
        Field("remote", FieldType.BOOLEAN, "Whether remote control is enabled.", default=True),
    )
    WHERE: ClassVar = re.compile(r"#0(#[1-9]\d?)?")

    def __init__(self, spec: Spec) -> None:
        """Take the mode."""
        super().__init__(spec)
        self.mode = spec.text("mode")
        self.remote = spec.flag("remote")

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept `#0` and `#0#Z`."""
        if not cls.WHERE.fullmatch(where):
            message = f"{where!r} is not a central unit: #0 or #0#Z"
            raise ValueError(message)
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own address only."""
        return frame.where == self.where

    @override
    def command(self, telegram: Telegram) -> bool:
        """Take every mode, and tell it."""
        self.mode = telegram.frame.full_what
        self.report(*self._frames(), cause=telegram, after=SOON)
        return True

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 14: manual with a set point. 30-32: ends of holidays and timers, taken without effect."""
        frame = telegram.frame
        if frame.dimension == "14" and frame.values:
            family = frame.values[1] if len(frame.values) > 1 else GENERIC
            self.mode = f"{family}10#{frame.values[0]}"
            self.report(*self._frames(), cause=telegram, after=SOON)
        return frame.dimension in ("14", "30", "31", "32")

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with remote control and mode; a 3550 takes 0.17 s (field.md)."""
        return [(0.17, text) for text in self._frames()]

    def _frames(self) -> list[str]:
        return [f"*4*{'21' if self.remote else '20'}*{self.where}##", f"*4*{self.mode}*{self.where}##"]
