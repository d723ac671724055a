"""Dimmers of 10 and of 100 steps (WHO 1). protocol.md 4.1, gateways.md 3."""

from collections.abc import Iterable
from typing import ClassVar, Self, override

from ..address import Address, Scope
from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, register
from .lighting import FAULT_FIELD, FULL, ON_FIELD, STEPS, Light

# A dimmer that is told speed 0 reports speed 5, and says 2 when it is asked later (gateways.md 3).
REPORTED_SPEED = "5"
READ_SPEED = "2"
# After a general request the level follows the WHAT half a second later (F454, sessions.jsonl).
GENERAL_LEVEL_DELAY = 0.5

LEVEL_FIELD = Field(
    "level",
    FieldType.INTEGER,
    "Level in percent when on.",
    default=FULL,
    minimum=1,
    maximum=FULL,
)

TELLS_FIELD = Field(
    "tells",
    FieldType.TEXT,
    "After a change, captured: a WHAT brings WHAT and level (F454, MH202), a level or colour itself (F461, MH200);"
    " what: a WHAT brings itself alone (MH200); all: WHAT, level and colour after any change (assumed).",
    default="captured",
    choices=("captured", "what", "all"),
)


@register
class Dimmer(Light):
    """What the two kinds of dimmer share; `steps` chooses between them."""

    kind = "dimmer"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("steps", FieldType.INTEGER, "10 or 100 levels.", default=100, choices=("10", "100")),
        ON_FIELD,
        LEVEL_FIELD,
        FAULT_FIELD,
        TELLS_FIELD,
    )

    def __init__(self, spec: Spec) -> None:
        """Take the level at the start."""
        super().__init__(spec)
        self.last_level = spec.integer("level")
        self.level = self.last_level if spec.flag("on") else 0
        self.tells_what = spec.text("tells")
        """How much it tells after a change: see the field `tells`."""

    @classmethod
    @override
    def make(cls, spec: Spec) -> Self:
        """Choose the class by the number of steps."""
        chosen = DIMMERS[spec.integer("steps")]
        dimmer = chosen(spec)
        assert isinstance(dimmer, cls)  # noqa: S101 - both are dimmers
        return dimmer

    @override
    def what(self) -> str:
        """Return WHAT 2-10 for the level, or the timer or blink that runs."""
        if not self.on:
            return "0"
        return self.special or self.level_what()

    def level_what(self) -> str:
        """Return the dimming WHAT that this dimmer says for its level."""
        raise NotImplementedError


class Dimmer10(Dimmer):
    """A dimmer of ten steps: WHAT n is n * 10 %, and there is no dimension 1."""

    @override
    def step_level(self, what: str) -> int:
        """Return n * 10 %."""
        return int(what) * 10

    @override
    def shifted(self, direction: int, count: str) -> int:
        """Move by whole steps and stay on."""
        return min(FULL, max(20, self.level + direction * 10 * int(count or 1)))

    @override
    def level_what(self) -> str:
        """Return the nearest step; the lowest WHAT is 2."""
        return str(min(10, max(2, round(self.level / 10))))


class Dimmer100(Dimmer):
    """A dimmer of a hundred steps: dimension 1 tells its level, WHAT only roughly."""

    @override
    def step_level(self, what: str) -> int:
        """Return the measured level of the nominal step."""
        return STEPS[what]

    @override
    def shifted(self, direction: int, count: str) -> int:
        """Move by `count` percent, or by a nominal step of ten where no count is given, and stay on."""
        return min(FULL, max(1, self.level + direction * int(count or 10)))

    @override
    def level_what(self) -> str:
        """Return the step whose level is nearest."""
        return min(STEPS, key=lambda what: abs(STEPS[what] - self.level))

    def level_frame(self, speed: str) -> str:
        """Return the dimension 1 frame; 100 is off."""
        return self.tells("1", str(100 + self.level), speed)

    @override
    def after_command(self, frame: Frame) -> list[str]:
        """On: WHAT and level. Off: WHAT alone, or the level alone where a speed was given (protocol.md 4.1)."""
        speed = frame.what_params[-1] if frame.what_params else ""
        reported = REPORTED_SPEED if speed in ("", "0") else speed
        if self.fault:
            return self.state_frames()
        if self.tells_what == "all":
            return self.everything(reported)
        if not self.on:
            return [self.level_frame(reported) if speed else self.says("0")]
        return [self.says(self.what()), *([self.level_frame(reported)] if self.tells_what == "captured" else [])]

    def everything(self, speed: str) -> list[str]:
        """Return all that can be told of it."""
        return [self.says(self.what()), self.level_frame(speed)]

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 1: level and speed; the rest is as with any light."""
        frame = telegram.frame
        if frame.dimension != "1":
            return super().write(telegram)
        if not 1 <= len(frame.values) <= 2 or not frame.values[0]:
            return False
        if self.fault:
            self.report(*self.state_frames(), cause=telegram)
            return True
        self._stop_special()
        self.set_level(min(FULL, max(0, int(frame.values[0]) - 100)))
        speed = frame.values[1] if len(frame.values) > 1 else ""
        reported = REPORTED_SPEED if speed in ("", "0") else speed
        frames = self.everything(reported) if self.tells_what == "all" else [self.level_frame(reported)]
        self.report(*frames, cause=telegram)
        return True

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with WHAT; after a general request the level of a lit dimmer follows."""
        answers = list(super().status(frame))
        target = Address.parse(frame.where)
        if self.on and not self.fault and target is not None and target.scope is not Scope.POINT:
            self.later(GENERAL_LEVEL_DELAY, self._tell_level)
        return answers

    def _tell_level(self) -> None:
        """Tell the level as it is now, not as it was when that was asked."""
        if self.on:
            self.report(self.level_frame("1"))

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Dimension 1: level, with the speed that reads always show. Dimension 4 stays unanswered (gateways.md 3)."""
        if frame.dimension == "1" and not self.fault:
            yield 0.0, self.level_frame(READ_SPEED)
        yield from super().dimension(frame)


DIMMERS: dict[int, type[Dimmer]] = {10: Dimmer10, 100: Dimmer100}
