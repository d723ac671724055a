"""Intent of a light: level, and white or colour, as asked for and not told by the bus yet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from ..wire.messages import BaseMessage
from .action import Intent
from .base import NOTHING
from .light_state import COLOURS, LEVEL, MAX_LEVEL, ON_AND_LEVEL, TOLD, LightState
from .occurrence import monotonic

_MOST_ORDERS: Final = 8
"""Commands that are remembered: more than anybody asks in the time in which they are shown."""


class LightIntent:
    """What was asked of a light, and not told yet."""

    __slots__ = ("_orders", "_seconds", "asked_on", "colour", "level", "on", "white")

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Start with nothing asked; after `seconds()` what was not told does not count any more."""
        self._seconds: Final = seconds
        self._orders: Sequence[tuple[float, BaseMessage]] = ()
        """The commands that were written last, and when by the event loop's time."""
        self.level: Final[Intent[int]] = Intent(seconds)
        self.on: Final[Intent[bool]] = Intent(seconds)
        """That it goes on with a level of its own, which is told."""
        self.white: Final[Intent[bool]] = Intent(seconds)
        self.colour: Final[Intent[tuple[str, ...]]] = Intent(seconds)
        """The dimension of a colour, or a temperature of white, and its values."""

        self.asked_on: tuple[bool, float] | None = None
        """Whether it was switched on or off last, whether it was told or not, and when by the event loop's time."""

    @contextmanager
    def switching(self, *, value: bool) -> Iterator[None]:
        """Take note that it is to go on or off, unless that fails, or gives way to what is asked for later."""
        before, mine = self.asked_on, (value, monotonic())
        self.asked_on = mine
        try:
            yield
        except BaseException:
            if self.asked_on is mine:
                self.asked_on = before
            raise

    def is_effect(self, message: BaseMessage) -> bool:
        """Tell whether a frame tells a colour, or a white, that was asked for: shown now, although it may be an answer.

        What a lamp tells of itself while it is asked cannot be told from the answer.
        """
        told = _colour(message)
        return told is not None and self.colour.accepted == told

    def is_older_colour(self, message: BaseMessage) -> bool:
        """Tell whether a frame tells the colour, or white, from before the one asked for last, which is to be told."""
        told, asked = _colour(message), self.colour.last
        return told is not None and asked is not None and told[0] == asked[0] and told != asked

    def ask(self, command: BaseMessage) -> None:
        """Take note of a command that was written to many, of which the light is one."""
        level = ordered_level(command)
        # What waits is done after it.
        is_last = not (self.level.has_waiting or self.on.has_waiting)
        if level is not None:
            self.level.ask(level)
            self.asked_on = (bool(level), monotonic()) if is_last else self.asked_on
        elif command.what is not None and command.what.tag == "1":
            self.on.ask(value=True)
            self.asked_on = (True, monotonic()) if is_last else self.asked_on

    def written(self, command: BaseMessage) -> None:
        """Take note of the order in which what was asked for is written."""
        self._orders = (*self._orders[1 - _MOST_ORDERS :], (monotonic(), command))
        level, colour = ordered_level(command), _colour(command)
        if level is not None:
            self.level.written(level)
        elif colour is not None:
            self.colour.written(colour)
            self.white.written()
            if colour[0] == "12":
                self.level.written(int(colour[3]))
        elif command.what is not None and command.what.tag == "1":
            self.on.written()

    @property
    def orders(self) -> Sequence[BaseMessage]:
        """The last commands that were written, to it or to many of which it is one, and may still be shown."""
        begin = monotonic() - self._seconds()
        return [command for at, command in self._orders if at >= begin]

    def withdraw(self, command: BaseMessage, since: float) -> None:
        """Take note that a command that was written to many since a time of the event loop was refused."""
        level = ordered_level(command)
        if level is not None:
            self.level.withdraw(level, since)
        else:
            self.on.withdraw(True, since)
        if self.asked_on is not None and self.asked_on[1] >= since:
            self.asked_on = None

    def told(self, before: LightState, after: LightState, message: BaseMessage, *, is_answer: bool) -> None:
        """Count off what a frame has told."""
        dimension = "" if message.dimension is None else message.dimension.tag
        colour = _colour(message)
        if colour is not None and not is_answer:
            self.colour.told(colour)
            if after.is_white is not None:
                self.white.told(after.is_white)
        level = after.level
        if level is None:
            return
        pending = self.level.pending
        is_asked = level in pending
        if after.level_is_nominal:
            # A step may be that of another level that was asked for before: which one it is, is told next.
            if pending and pending[0] == level:
                self.level.told(level)
            return
        is_level = "level" in TOLD.get(dimension, NOTHING)
        if is_level and level and not is_asked and self.on.last is not None:
            # Its own level, with which it went on: what was asked for after that is still to come.
            self.on.told(value=True)
        elif before.level_is_nominal and not is_asked:
            # What the step of ten is that was told before: of the same order.
            return
        elif level != before.level or (is_answer and is_level):
            self.level.told(level)

    def of_older(self, state: LightState, nearest: int | None) -> frozenset[str]:
        """Return what was told of a level that was asked for before the last: that one may not be told at all.

        `nearest` is the level that comes nearest to the one asked for last.
        """
        if nearest is None or nearest == state.level:
            return NOTHING
        return ON_AND_LEVEL if bool(nearest) is not state.on else LEVEL


def _colour(message: BaseMessage) -> tuple[str, ...] | None:
    dimension = message.dimension
    return None if dimension is None or dimension.tag not in COLOURS else (dimension.tag, *message.values)


def ordered_level(command: BaseMessage) -> int | None:
    """Return the percent that a command for a light asks for; `None` for one that leaves it to the lamp."""
    if command.dimension is not None:
        return int(command.values[0]) - MAX_LEVEL if command.dimension.tag == "1" else None
    step = int(command.what.tag) if command.what is not None else 1
    return 10 * step if step == 0 or 2 <= step <= 10 else None
