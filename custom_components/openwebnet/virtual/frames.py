"""What the frames of an actuator's address ask for, and which frame tells its state (protocol.md 4.1 and 4.2).

A gateway shows what a wall button sends as the translation of a command (`*1*1000#1*W##`), or as if it were a state
(`*1*1*W##`), or as both, one after the other: here both are commands, since nobody is there who could tell a state.
A state goes to the bus as the frame that sets it: a client cannot send what only actuators do.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ..own import BaseMessage, Where, Who
from ..own.items.light_state import TIMERS
from ..own.timing import TIMING as BUS_TIMING
from ..own.wire.messages import DimensionWriting, NormalMessage
from ..timing import TIMING

_STEP: Final = 10
"""Percent of a step up or down that says nothing else."""
_LOWEST_STEP: Final = 2
"""The lowest WHAT that is a level: 20 %."""
_NEVER_SHOWN: Final = 4
"""Writes in a row that did not come back, after which a gateway counts as one that does not show them."""
_SAME_LEVEL: Final = 2
"""Percent by which a level may be rounded on its way to a lamp and back."""


class Act(Enum):
    """What an entity is to do."""

    ON = "on"
    """On; open."""
    OFF = "off"
    """Off; close."""
    TOGGLE = "toggle"
    STOP = "stop"
    LEVEL = "level"
    """Go to a level or position, in percent."""
    STEP = "step"
    """Change it by percent, down where that is negative."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a frame asks for."""

    act: Act
    percent: int = 0
    seconds: float | None = None
    """After which it is to be off again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A state, as far as a frame can tell it."""

    what: str
    """`0` off, `1` on; of a cover `0` standing, `1` moving up, `2` moving down."""
    level: int | None = None
    """Percent of what is on, where it has a level."""

    @property
    def tag(self) -> str:
        """The WHAT that tells it: a level by the nearest of ten steps."""
        return self.what if self.level is None else str(min(max(round(self.level / 10), _LOWEST_STEP), 10))

    def is_told_by(self, told: Shown | None) -> bool:
        """Tell whether another state, the one told last, says the same."""
        if told is None or told.what != self.what:
            return False
        if self.level is None or told.level is None:
            return self.level is told.level
        return self.tag == told.tag or abs(self.level - told.level) <= _SAME_LEVEL

    def message(self, who: Who, where: Where) -> BaseMessage:
        """Return the frame that tells it."""
        return NormalMessage((who, self.tag, where))


def wanted(message: BaseMessage) -> Wanted | None:
    """Return what a frame asks of an actuator; `None` for one that asks for nothing that an entity can do."""
    if isinstance(message, NormalMessage):
        what, *parameters = (message.what.parameters or ("",)) if message.is_translation else message.what.split("#")
        return _of_light(what, parameters) if message.who is Who.LIGHTING else _of_cover(what, parameters)
    if isinstance(message, DimensionWriting):
        return _of_writing(message)
    return None


def _of_light(what: str, parameters: list[str]) -> Wanted | None:
    match what:
        case "0":
            return Wanted(Act.OFF)
        case "1":
            return Wanted(Act.ON)
        case "30" | "31":
            step = _number(parameters[:1], 1, 100) or _STEP
            return Wanted(Act.STEP, step if what == "30" else -step)
        case "32":
            return Wanted(Act.TOGGLE)
    number = _number([what], 0, 99)
    if number in TIMERS:
        return Wanted(Act.ON, seconds=TIMERS[number])
    return Wanted(Act.LEVEL, 10 * number) if number is not None and _LOWEST_STEP <= number <= 10 else None


def _of_cover(what: str, parameters: list[str]) -> Wanted | None:
    match what:
        case "0" | "10":
            return Wanted(Act.STOP)
        case "1":
            return Wanted(Act.ON)
        case "2":
            return Wanted(Act.OFF)
        case "11" | "12":
            # 100 is fully, as the transmitters send it.
            step = _number(parameters[:1], 1, 99)
            if step is not None:
                return Wanted(Act.STEP, step if what == "11" else -step)
            return Wanted(Act.ON if what == "11" else Act.OFF)
    return None


def _of_writing(message: DimensionWriting) -> Wanted | None:
    values = list(message.values)
    match message.who, message.dimension.tag:
        case Who.LIGHTING, "1":
            level = _number(values[:1], 100, 200)
            if level is None:
                return None
            return Wanted(Act.LEVEL, level - 100) if level > 100 else Wanted(Act.OFF)
        case Who.LIGHTING, "2":
            times = [_number([value], 0, 255) for value in values]
            if len(times) != 3 or None in times:
                return None
            hours, minutes, seconds = (time or 0 for time in times)
            return Wanted(Act.ON, seconds=3600 * hours + 60 * minutes + seconds)
        case Who.AUTOMATION, "11":
            position = _number(values[:1], 0, 100)
            return None if position is None else Wanted(Act.LEVEL, position)
    return None


def _number(texts: list[str], low: int, high: int) -> int | None:
    """Return the one number of a list, if it is there and within limits."""
    number = int(texts[0]) if texts and texts[0].isdigit() else None
    return number if number is not None and low <= number <= high else None


def shown_by(who: Who, asked: Wanted) -> Shown | None:
    """Return the state that others take an address to be in after a frame; `None` where the frame does not tell it."""
    match asked.act:
        case Act.ON:
            return Shown("1")
        case Act.OFF:
            return Shown("0" if who is Who.LIGHTING else "2")
        case Act.STOP:
            return Shown("0")
        case Act.LEVEL if who is Who.LIGHTING:
            return Shown("1", asked.percent)
    return None


class Talk:
    """What was said at one address: who said it, and what others take its state to be.

    What we write comes back as an event at some gateways and at some not, as a translation or as it is, in the order in
    which it was written: an echo is counted off, so that the next equal frame is somebody's. At a gateway that has
    shown none of what was written so far, an equal frame is somebody's at once.
    """

    def __init__(self, who: Who) -> None:
        """Know nothing."""
        self.told: Shown | None = None
        """What the bus was told last, by anybody; `None` where that is not known."""
        self._who: Final = who
        self._written: Final[deque[tuple[Wanted, float]]] = deque(maxlen=16)
        """What was written from here, and when; what came back, and what was written before that, is gone."""
        self._written_to_all: Final[deque[tuple[Wanted, float]]] = deque(maxlen=16)
        """What was written to the area or to all, and when: every gateway shows that, some several times."""
        self._back_of_all: tuple[Wanted, float] | None = None
        """What came back of that last, and when first."""
        self.is_crossed = False
        """Nobody knows what was said last: something was said while a frame of ours was on its way, or was it that?"""
        self.written_at = float("-inf")
        """When something was written last."""
        self._not_shown = 1
        """How many writes in a row have not come back; one, before it is known whether any does."""
        self._moved_at = float("-inf")
        """When a direction was written last."""
        self._last: tuple[Wanted, float] | None = None
        """The last command that may be shown once more, and when."""

    def write(self, message: BaseMessage, now: float, *, to_all: bool = False) -> None:
        """Take note of a frame of this address, or of its area or all, that went out from here."""
        asked = wanted(message)
        if asked is None:
            return
        self.told = shown_by(self._who, asked)
        self.is_crossed = False
        if to_all:
            self._written_to_all.append((asked, now))
            return
        self._drop_old(now)
        self._written.append((asked, now))
        self.written_at = now
        if self._who is Who.AUTOMATION and asked.act in (Act.ON, Act.OFF):
            self._moved_at = now

    def hear(self, message: BaseMessage, now: float, *, to_all: bool = False) -> Wanted | None:
        """Return what somebody else asks for with a frame; `None` for an echo, and for what asks for nothing.

        `to_all` tells a frame to the area, or to all, which some controls send several times (gateways.md 2).
        """
        asked = wanted(message)
        if asked is None:
            return None
        is_translation = isinstance(message, NormalMessage) and message.is_translation
        may_be_again = to_all or (isinstance(message, NormalMessage) and not is_translation)
        last = self._last
        self._last = (asked, now) if is_translation or to_all else None
        is_relayed = asked.act is Act.STOP and not is_translation and now - self._moved_at <= TIMING.relayed_stop
        if self._is_echo_of_all(asked, now) if to_all else is_relayed or self._is_echo(asked, now):
            return None
        if may_be_again and last is not None and last[0] == asked and now - last[1] <= TIMING.effect_shown:
            # The same press, shown once more.
            return None
        self.told = shown_by(self._who, asked)
        self.is_crossed = now - self.written_at <= TIMING.crossing
        return asked

    def _is_echo(self, asked: Wanted, now: float) -> bool:
        self._drop_old(now)
        # Of a gateway that has not shown the last one, what is late is somebody's.
        since = now - TIMING.unsure_echo if self._not_shown else float("-inf")
        if self._not_shown >= _NEVER_SHOWN or all(ours != asked or at < since for ours, at in self._written):
            return False
        while self._written.popleft()[0] != asked:
            pass
        self.is_crossed, self._not_shown = self._not_shown > 0, 0
        # It may have come to the bus after what somebody else has said since.
        self.told = shown_by(self._who, self._written[-1][0] if self._written else asked)
        return True

    def _is_echo_of_all(self, asked: Wanted, now: float) -> bool:
        """Count off what came back, on a busy bus late; shown once more at once, it is still that."""
        back, written = self._back_of_all, self._written_to_all
        if back is not None and back[0] == asked and now - back[1] <= TIMING.effect_shown:
            return True
        while written and (now - written[0][1] > BUS_TIMING.echo_of_command or written[0][0] != asked):
            written.popleft()
        if not written:
            return False
        written.popleft()
        self._back_of_all = asked, now
        return True

    def _drop_old(self, now: float) -> None:
        """Forget what has not come back in time."""
        while self._written and now - self._written[0][1] > TIMING.effect_shown:
            self._written.popleft()
            self._not_shown += 1
