"""DALI lights with colour and white (WHO 1). protocol.md 4.1, gateways.md 3 (an F461's plant)."""

from collections.abc import Iterable
from typing import ClassVar, Self, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, register
from .dimming import LEVEL_FIELD, REPORTED_SPEED, TELLS_FIELD, Dimmer100
from .lighting import FAULT_FIELD, FULL, ON_FIELD

# What a lamp without the feature says of its colour and of its white.
NO_COLOUR = "511*127*255"
NO_WHITE = "1"
COLOUR_LIMITS = (359, 100, 100)
MAX_MIRED = 65534
# Answers took 160-380 ms.
ANSWER_DELAY = 0.16


@register
class DaliLight(Dimmer100):
    """A DALI light: a dimmer of 100 steps with hue, saturation and value (dimension 12), or mired (14), or neither.

    That a colour's value is the level is assumed; that white leaves the level alone, too.
    """

    kind = "dali"
    facets: ClassVar[tuple[str, ...]] = ("on", "level", "hsv", "mired", "colour_mode", "fault", "locked")
    fields: ClassVar[tuple[Field, ...]] = (
        ON_FIELD,
        LEVEL_FIELD,
        FAULT_FIELD,
        TELLS_FIELD,
        Field("colour", FieldType.BOOLEAN, "Whether it has colour; else it says 511*127*255.", default=False),
        Field("white", FieldType.BOOLEAN, "Whether its white can be tuned; else it says 1.", default=False),
        Field("mired", FieldType.INTEGER, "White at the start.", default=250, minimum=2, maximum=MAX_MIRED),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the lamp can do."""
        super().__init__(spec)
        self.has_colour = spec.flag("colour")
        self.has_white = spec.flag("white")
        self.hsv = (0, 0, self.last_level)
        self.mired = spec.integer("mired")
        self.colour_mode = "colour" if self.has_colour else "white" if self.has_white else ""
        """What it shines in: "colour", "white", or "" for neither; at the start, colour goes first (assumed)."""

    @classmethod
    @override
    def make(cls, spec: Spec) -> Self:
        """Make one: there are no kinds to choose from."""
        return cls(spec)

    @override
    def set_level(self, level: int) -> None:
        """Take a level; it is the value of the colour as well."""
        super().set_level(level)
        if level:
            self.hsv = (*self.hsv[:2], level)

    def colour_frame(self) -> str:
        """Return dimension 12."""
        return self.tells("12", "*".join(map(str, self.hsv)) if self.has_colour else NO_COLOUR)

    def white_frame(self) -> str:
        """Return dimension 14."""
        return self.tells("14", str(self.mired) if self.has_white else NO_WHITE)

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimensions 12 and 14; a lamp that cannot do it answers with what it is."""
        frame = telegram.frame
        if frame.dimension not in ("12", "14"):
            return super().write(telegram)
        values = tuple(int(value) for value in frame.values if value)
        if frame.dimension == "12":
            return self._write_colour(telegram, values)
        return self._write_white(telegram, values)

    def _write_colour(self, telegram: Telegram, values: tuple[int, ...]) -> bool:
        if len(values) != 3 or any(value > limit for value, limit in zip(values, COLOUR_LIMITS, strict=True)):
            return False
        if self.has_colour and not self.fault:
            self.hsv = (values[0], values[1], values[2])
            self.set_level(min(FULL, values[2]))
            self.colour_mode = "colour"
        self._tell(self.colour_frame(), telegram)
        return True

    def _write_white(self, telegram: Telegram, values: tuple[int, ...]) -> bool:
        if len(values) != 1 or not 1 <= values[0] <= MAX_MIRED:
            return False
        if self.has_white and not self.fault:
            self.mired = values[0]
            self.set_level(self.last_level)
            self.colour_mode = "white"
        self._tell(self.white_frame(), telegram)
        return True

    def _tell(self, frame: str, telegram: Telegram) -> None:
        """Tell what was written; a lamp that was off tells nothing of being on then (F461, sessions.jsonl)."""
        if self.tells_what != "all" or self.fault:
            self.report(frame, cause=telegram, after=ANSWER_DELAY)
        else:
            self.later(ANSWER_DELAY, self._tell_everything)

    def _tell_everything(self) -> None:
        """Tell all as it is by now, not as it was when it was written."""
        self.report(*(self.everything(REPORTED_SPEED) if self.on else [self.says("0")]))

    @override
    def everything(self, speed: str) -> list[str]:
        """Add the colour or the white that it shines in."""
        shining = {"colour": self.colour_frame, "white": self.white_frame}
        more = [shining[self.colour_mode]()] if self.colour_mode else []
        return [*super().everything(speed), *more]

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Add 12 and 14, to everybody's request too."""
        if frame.dimension == "12":
            yield ANSWER_DELAY, self.colour_frame()
        elif frame.dimension == "14":
            yield ANSWER_DELAY, self.white_frame()
        else:
            yield from super().dimension(frame)
