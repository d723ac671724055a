"""Relays, and what all lights share (WHO 1). protocol.md 4.1, gateways.md 3."""

from collections.abc import Callable, Iterable
from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, PointObject, register

# WHAT 11-18: on for so many seconds (protocol.md 4.1; 17 is 30 s and not 30 min).
TIMERS = {"11": 60, "12": 120, "13": 180, "14": 240, "15": 300, "16": 900, "17": 30, "18": 0.5}
BLINKS = frozenset(str(what) for what in range(20, 30))
# What a 100-step dimmer really does with WHAT 2-10, and says of its level: the steps are nominal. Measured for 3, 4, 5,
# 7, 8, 9 (gateways.md 3); 2 and 6 lie between.
STEPS = {"2": 5, "3": 10, "4": 25, "5": 30, "6": 40, "7": 50, "8": 63, "9": 74, "10": 100}
FAULT = "19"
# Diagnostic bits of a faulty actuator, as an MH200N showed them (sessions.jsonl, suite what19).
FAULT_BITS = "111110111111111111110111"
FULL = 100

ON_FIELD = Field("on", FieldType.BOOLEAN, "Whether it is on at the start.", default=False)
FAULT_FIELD = Field("fault", FieldType.BOOLEAN, "The load is broken: WHAT 19.", default=False)


class Light(PointObject):
    """A light point: on, off, timed, blinking, and possibly broken."""

    who = 1
    facets: ClassVar[tuple[str, ...]] = ("on", "level", "fault", "locked")
    fields: ClassVar[tuple[Field, ...]] = (ON_FIELD, FAULT_FIELD)

    def __init__(self, spec: Spec) -> None:
        """Take the state at the start."""
        super().__init__(spec)
        self.level = FULL if spec.flag("on") else 0
        self.last_level = FULL
        self.fault = spec.flag("fault")
        self.special = ""
        """The timer or blink WHAT that is running."""
        self._off_at = 0.0
        self._cancel: Callable[[], None] | None = None

    @property
    def on(self) -> bool:
        """Return whether it is lit."""
        return self.level > 0

    def press(self, what: str | None = None) -> None:
        """Press a wall switch of this light; without WHAT it toggles."""
        chosen = what if what is not None else "0" if self.on else "1"
        self.transmit(self.says(chosen))

    def set_fault(self, fault: bool) -> None:
        """Break or repair the load; the actuator reports it."""
        self.fault = fault
        self.report(*self.state_frames())

    @override
    def command(self, telegram: Telegram) -> bool:
        """Do what WHAT says."""
        frame = telegram.frame
        effect = self._effect(frame)
        if effect is None:
            return False
        if not self.fault:
            self._stop_special()
            if frame.what in TIMERS or frame.what in BLINKS:
                self.special = frame.what
            self.set_level(effect)
            if frame.what in TIMERS:
                self._start_timer(TIMERS[frame.what])
        self.report(*self.after_command(frame), cause=telegram)
        return True

    def _effect(self, frame: Frame) -> int | None:
        """Return the level that a WHAT leads to; None for one that is not a command."""
        what = frame.what
        if what == "0":
            return 0
        if what == "1" or what in TIMERS or what in BLINKS:
            return self.last_level
        if what == "32":
            return 0 if self.on else self.last_level
        if what in STEPS:
            return self.step_level(what)
        if what in ("30", "31"):
            return self.shifted(1 if what == "30" else -1, frame.what_params[0] if frame.what_params else "")
        return None

    def step_level(self, what: str) -> int:  # noqa: ARG002 - dimmers differ
        """Return the level of a dimming WHAT; a relay is just on."""
        return FULL

    def shifted(self, direction: int, count: str) -> int:  # noqa: ARG002 - dimmers differ
        """Return the level some steps up or down; a relay stays as it is."""
        return self.level

    def set_level(self, level: int) -> None:
        """Take a level in percent; a level above 0 is what "on" will go back to."""
        self.level = level
        if level:
            self.last_level = level

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 2: on for hours, minutes, seconds."""
        frame = telegram.frame
        if frame.dimension != "2" or len(frame.values) != 3 or not all(frame.values):
            return False
        hours, minutes, seconds = map(int, frame.values)
        if not self.fault:
            self._stop_special()
            self.set_level(self.last_level)
            self._start_timer(hours * 3600 + minutes * 60 + seconds)
        self.report(*self.state_frames(), cause=telegram)
        return True

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with WHAT, and the fault bits where there is a fault."""
        return [(0.0, text) for text in self.state_frames()]

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Dimension 2: time left; 3: a status, but only of a light that is on."""
        if frame.dimension == "2" and self._off_at > self.now():
            left = round(self._off_at - self.now())
            yield 0.0, self.tells("2", str(left // 3600), str(left // 60 % 60), str(left % 60))
        if frame.dimension == "3" and self.on:
            yield 0.0, self.says(self.what())

    def what(self) -> str:
        """Return the WHAT of the present state."""
        return self.special if self.special in BLINKS else "1" if self.on else "0"

    def state_frames(self) -> list[str]:
        """Return the frames that tell the present state."""
        if self.fault:
            return [self.says(FAULT), f"*#1001*{self.where}*11*{FAULT_BITS}##"]
        return [self.says(self.what())]

    def after_command(self, frame: Frame) -> list[str]:  # noqa: ARG002 - dimmers differ
        """Return the frames that follow a command."""
        return self.state_frames()

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody presses the switch."""
        self.press()
        return True

    @override
    def halt(self) -> None:
        """Timers are gone: a timed light stays as it is."""
        self._cancel = None
        self._off_at = 0.0

    def _start_timer(self, seconds: float) -> None:
        self._off_at = self.now() + seconds
        self._cancel = self.later(seconds, self._time_is_up)

    def _time_is_up(self) -> None:
        self._cancel = None
        self.special = ""
        self.level = 0
        self.report(*self.state_frames())

    def _stop_special(self) -> None:
        self.special = ""
        self._off_at = 0.0
        if self._cancel is not None:
            self._cancel()
            self._cancel = None


@register
class Relay(Light):
    """An on/off actuator."""

    kind = "relay"
