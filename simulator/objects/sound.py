"""Amplifiers, spoken to in both languages (WHO 16 and 22). protocol.md 4.16 and 4.22, gateways.md 7.

On the bus there is one language (the same telegrams were seen for both), here WHO 16; what only WHO 22 knows is told as
WHO 22. rendering.py decides what a client reads.
"""

import re
from collections.abc import Callable, Iterable
from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame, Kind
from .base import Answer, BusObject, register

OLD, NEW = 16, 22
ON, OFF, STATUS = "3", "13", "5"
SOURCES = 4
ROUTE = re.compile(r"1(?P<area>[1-9])(?P<source>[1-9])")
# WHO 22 dimensions and their limits: volume, treble, mid, bass, balance, 3D, preset, loudness.
LIMITS = {
    "1": (0, 31),
    "2": (1, 63),
    "3": (1, 63),
    "4": (1, 63),
    "17": (1, 63),
    "18": (0, 10),
    "19": (2, 25),
    "20": (0, 1),
}
# What an H4890's zone said of itself when it was switched on (sessions.jsonl).
DEFAULTS = {"1": 2, "2": 30, "3": 30, "4": 30, "17": 10, "18": 0, "19": 3, "20": 1}
# WHO 16 dimensions by their WHO 22 number: volume, treble, bass, balance.
OLD_DIMENSIONS = {"1": "1", "2": "2", "4": "3", "17": "4"}
NEW_DIMENSIONS = {old: new for new, old in OLD_DIMENSIONS.items()}
# WHO 16 steps: WHAT of n up from the first number, n down from the second; n is 1-15.
OLD_STEPS = {"1": (1000, 1100), "2": (2000, 2100)}
# WHO 22 steps: WHAT up, WHAT down.
NEW_STEPS = {
    "1": ("3", "4"),
    "4": ("36", "37"),
    "3": ("38", "39"),
    "2": ("40", "41"),
    "17": ("42", "43"),
    "19": ("55", "56"),
}


def old_step(what: str, steps: dict[str, tuple[int, int]]) -> tuple[str, int] | None:
    """Read a WHO 16 WHAT that moves something by n: what it moves, and by how much."""
    number = int(what) if what.isdigit() else 0
    for name, (up, down) in steps.items():
        if up < number <= up + 15:
            return name, number - up
        if down < number <= down + 15:
            return name, down - number
    return None


@register
class Amplifier(BusObject):
    """An amplifier, WHERE `EA` in WHO 16 and `3#E#A` in WHO 22: on or off, volume, tone, its environment's source."""

    kind = "amplifier"
    who = OLD
    also: ClassVar[frozenset[int]] = frozenset((NEW,))
    facets: ClassVar[tuple[str, ...]] = ("on", "volume", "source")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("on", FieldType.BOOLEAN, "Whether it is on at the start.", default=False),
        Field("volume", FieldType.INTEGER, "Volume at the start.", default=DEFAULTS["1"], minimum=0, maximum=31),
        Field("source", FieldType.INTEGER, "Source of its environment.", default=1, minimum=1, maximum=SOURCES),
        Field(
            "tells_of_many",
            FieldType.BOOLEAN,
            "Whether it tells what a frame to all amplifiers, or to its environment, has made of it; else it has to be"
            " asked (assumed).",
            default=True,
        ),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the state at the start."""
        super().__init__(spec)
        self.on = spec.flag("on")
        self.source = spec.integer("source")
        self.tells_of_many = spec.flag("tells_of_many")
        self.values = DEFAULTS | {"1": spec.integer("volume")}
        """By WHO 22 dimension."""
        self.area, self.point = self.where[0], self.where[1]
        self._new = f"3#{self.area}#{self.point}"

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 01-99."""
        if not re.fullmatch(r"\d[1-9]", where):
            raise ValueError(f"{where!r} is not an amplifier: environment and number, 01-99")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match the amplifier, its environment, everybody, and what the environment is connected to."""
        if frame.who == OLD:
            route = ROUTE.fullmatch(frame.where)
            return frame.where in (self.where, f"#{self.area}", "0") or (
                route is not None and route["area"] == self.area
            )
        where = frame.where.removeprefix("5#")
        return where in (self._new, f"3#{self.area}#0", f"4#{self.area}") or frame.where == "5#3#0#0"

    @property
    def volume(self) -> int:
        """Return 0-31."""
        return self.values["1"]

    def press(self, what: str | None = None) -> None:
        """Press a control on the wall: a WHO 16 WHAT; without one it switches on or off."""
        self.transmit(f"*16*{what or (OFF if self.on else ON)}*{self.where}##")

    def set_volume(self, volume: int) -> None:
        """Turn the volume at the amplifier."""
        self._set("1", volume, None)

    # Commands

    @override
    def command(self, telegram: Telegram) -> bool:
        """Do what WHAT says, in either language."""
        frame = telegram.frame
        return self._new_command(telegram, frame) if frame.who == NEW else self._old_command(telegram, frame)

    def _old_command(self, telegram: Telegram, frame: Frame) -> bool:
        if route := ROUTE.fullmatch(frame.where):
            self.source = int(route["source"])
            return True
        step = old_step(frame.what, OLD_STEPS)
        if step is not None:
            self._set(step[0], self.values[step[0]] + step[1], telegram)
            return True
        actions: dict[str, Callable[[], None]] = {
            "0": lambda: self._switch(True, telegram),
            ON: lambda: self._switch(True, telegram),
            "10": lambda: self._switch(False, telegram),
            OFF: lambda: self._switch(False, telegram),
            "20": lambda: self._next_source(telegram),
            "23": lambda: self._next_source(telegram),
            "50": lambda: self._switch(True, telegram),
            "53": lambda: self._switch(True, telegram),
        }
        return self._do(actions, frame.what, ("30", "33", "40"))

    def _new_command(self, telegram: Telegram, frame: Frame) -> bool:
        for dimension, (up, down) in NEW_STEPS.items():
            if frame.what in (up, down):
                count = int("".join(frame.what_params[:1]) or 1)
                self._set(dimension, self.values[dimension] + (count if frame.what == up else -count), telegram)
                return True
        actions: dict[str, Callable[[], None]] = {
            "0": lambda: self._switch(False, telegram),
            "1": lambda: self._switch(True, telegram),
            "22": lambda: self._next_source(telegram),
            "34": lambda: self._switch(True, telegram),
            "35": lambda: self._on_with(telegram),
        }
        return self._do(actions, frame.what, ())

    def _do(self, actions: dict[str, Callable[[], None]], what: str, without_effect: tuple[str, ...]) -> bool:
        if what in actions:
            actions[what]()
        return what in actions or what in without_effect

    def _switch(self, on: bool, telegram: Telegram) -> None:
        self.on = on
        self._tell(telegram, *self._state_frames())

    def _next_source(self, telegram: Telegram) -> None:
        self.source = self.source % SOURCES + 1
        self._switch(True, telegram)

    def _on_with(self, telegram: Telegram) -> None:
        params = telegram.frame.what_params
        if len(params) == 3 and params[2].isdigit():
            self.source = int(params[2])
        self._switch(True, telegram)

    def _set(self, dimension: str, value: int, telegram: Telegram | None) -> None:
        low, high = LIMITS[dimension]
        self.values[dimension] = min(high, max(low, value))
        self._tell(telegram, self._value_frame(dimension))

    def _tell(self, cause: Telegram | None, *texts: str) -> None:
        """Tell what has changed, unless a frame to many has changed it, of which it tells nothing."""
        if cause is None or self.tells_of_many or self._is_for_me_alone(cause.frame):
            self.report(*texts, cause=cause)

    def _is_for_me_alone(self, frame: Frame) -> bool:
        return frame.where == self.where if frame.who == OLD else frame.where.removeprefix("5#") == self._new

    @override
    def write(self, telegram: Telegram) -> bool:
        """Set a value, in either language."""
        frame = telegram.frame
        dimension = frame.dimension if frame.who == NEW else NEW_DIMENSIONS.get(frame.dimension, "")
        if dimension not in LIMITS or len(frame.values) != 1 or not frame.values[0]:
            return False
        self._set(dimension, int(frame.values[0]), telegram)
        return True

    # What it tells

    def _state_frames(self) -> list[str]:
        switched = f"*16*{ON if self.on else OFF}*{self.where}##"
        return [switched, self._value_frame("1")] if self.on else [switched]

    def _value_frame(self, dimension: str) -> str:
        value = self.values[dimension]
        if dimension in OLD_DIMENSIONS:
            return f"*#16*{self.where}*{OLD_DIMENSIONS[dimension]}*{value}##"
        return f"*#22*{self._new}*{dimension}*{value}##"

    def _new_frame(self, where: str, dimension: str) -> str:
        # Media type 4 is stereo; an H4890 shows 10 for what is off.
        value = f"{int(self.on)}*{4 if self.on else 10}" if dimension == "12" else str(self.values[dimension])
        return f"*#22*{'5#' if where.startswith('5#') else ''}{self._new}*{dimension}*{value}##"

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """WHO 22 only: dimension 12. WHO 16 is asked with dimension 5."""
        if frame.who == NEW:
            yield 0.0, self._new_frame(frame.where, "12")

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Answer in the language of the question."""
        if frame.who == NEW:
            if frame.dimension in LIMITS or frame.dimension == "12":
                yield 0.0, self._new_frame(frame.where, frame.dimension)
        elif frame.dimension == STATUS:
            for text in self._state_frames():
                yield 0.0, text
        elif frame.dimension in NEW_DIMENSIONS and frame.kind is Kind.DIMENSION:
            yield 0.0, self._value_frame(NEW_DIMENSIONS[frame.dimension])

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody wants music, or quiet."""
        self.press()
        return True
