"""Dry contacts and infrared sensors (WHO 25). protocol.md 4.25."""

import re
from collections.abc import Iterable
from random import Random
from typing import ClassVar, override

from ..fields import Field, FieldType, Spec
from ..frames import Frame, Kind
from .base import Answer, BusObject, register

CONTACT = re.compile(r"3(?P<number>[1-9]\d{0,2})")
ALL = "30"
ON, OFF = "31", "32"
ASKED, UNASKED = "0", "1"
# 1-201 for automation; the alarm type ZN goes up to 99.
LAST = 201


@register
class Contact(BusObject):
    """A dry contact (or an infrared sensor), WHERE `3N`: on means closed, or movement."""

    kind = "contact"
    who = 25
    facets: ClassVar[tuple[str, ...]] = ("on",)
    fields: ClassVar[tuple[Field, ...]] = (Field("on", FieldType.BOOLEAN, "Closed at the start.", default=False),)

    def __init__(self, spec: Spec) -> None:
        """Take the state at the start."""
        super().__init__(spec)
        self.on = spec.flag("on")

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 31-3201."""
        match = CONTACT.fullmatch(where)
        if match is None or int(match["number"]) > LAST:
            raise ValueError(f"{where!r} is not a contact: 3 and a number 1-{LAST}")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match requests to it, and to all contacts."""
        return frame.kind is Kind.REQUEST and frame.where in (ALL, self.where)

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer, marked as asked for."""
        return [(0.0, self._frame(ASKED))]

    def set_on(self, on: bool) -> None:
        """Close or open it; it tells when that is a change."""
        if on != self.on:
            self.on = on
            self.report(self._frame(UNASKED))

    def _frame(self, asked: str) -> str:
        return f"*25*{ON if self.on else OFF}#{asked}*{self.where}##"

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody opens a window or closes it."""
        self.set_on(not self.on)
        return True
