"""Scenario modules F420, 3456 (WHO 0). protocol.md 4.0."""

import re
from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import BusObject, register

MODULE = re.compile(r"\d[1-9](?:#4#\d\d)?|[1-9]0(?:#4#\d\d)?")
START, END, ERASE, LOCK, UNLOCK = "40", "41", "42", "43", "44"
UNAVAILABLE, MEMORY_FULL = "45", "46"
LAST = 31


@register
class ScenarioModule(BusObject):
    """A scenario module: it plays scenarios, records them, and can be locked. Nobody can ask it anything.

    Which loads a scenario moves is not simulated. What a locked module does is assumed: nothing.
    """

    kind = "scenario_module"
    who = 0
    facets: ClassVar[tuple[str, ...]] = ("scenarios", "recording", "locked", "played")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("scenarios", FieldType.INTEGERS, "Scenarios it has recorded.", default=(), minimum=1, maximum=LAST),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what is recorded."""
        super().__init__(spec)
        self.scenarios = set(spec.integers("scenarios"))
        self.recording: int | None = None
        self.locked = False
        self.played: list[int] = []
        """The scenarios that were activated and were there, in order."""

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 01-99, on a local bus too."""
        if not MODULE.fullmatch(where):
            raise ValueError(f"{where!r} is not a scenario module 01-99")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own address only."""
        return frame.where == self.where

    def press(self, scenario: int) -> None:
        """Activate a scenario from a control on the wall."""
        self.transmit(f"*0*{scenario}*{self.where}##")

    def tell_unavailable(self) -> None:
        """Say that it is busy."""
        self.report(f"*0*{UNAVAILABLE}*{self.where}##")

    def tell_memory_full(self) -> None:
        """Say that there is no room for another scenario."""
        self.report(f"*0*{MEMORY_FULL}*{self.where}##")

    @override
    def command(self, telegram: Telegram) -> bool:
        """Play, record, erase, lock."""
        frame = telegram.frame
        number = int(frame.what_params[0]) if frame.what_params and frame.what_params[0].isdigit() else None
        if frame.what in (LOCK, UNLOCK):
            self.locked = frame.what == LOCK
        elif frame.what in (START, END) and number is not None:
            self._record(frame.what, number)
        elif frame.what == ERASE:
            self._erase(number)
        elif frame.what.isdigit() and 1 <= int(frame.what) <= LAST:
            self._play(int(frame.what))
        else:
            return False
        return True

    def _play(self, number: int) -> None:
        if number in self.scenarios and not self.locked:
            self.played.append(number)

    def _record(self, what: str, number: int) -> None:
        if self.locked:
            return
        if what == START:
            self.recording = number
        elif self.recording == number:
            self.recording = None
            self.scenarios.add(number)

    def _erase(self, number: int | None) -> None:
        if self.locked:
            return
        if number is None:
            self.scenarios.clear()
        else:
            self.scenarios.discard(number)

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody wants a scenario."""
        if self.scenarios:
            self.press(random.choice(sorted(self.scenarios)))
        return bool(self.scenarios)
