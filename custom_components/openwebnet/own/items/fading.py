"""Fade: a lamp goes from its level to another in a time, by levels that are written one after the other.

begun ----> a level is written whenever it is the lamp's turn ----> the last level is written: done
|                      |
|  somebody else commands the lamp, or the bus tells a level or an off that is none of these
v                      v
ended: nothing more is written, but what they have set once more where a level that was under way has overtaken it
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from ..exceptions import NotConfirmed, OWNException
from ..wire.messages import BaseMessage
from .action import current_action
from .last_word import LastWord, asked_what
from .light_intent import ordered_level
from .lighting import Light

_OTHER: Final = 10
"""Percent by which a level differs from those of a fade, when somebody else has set it: dimmers have their limits."""
_LOGGER = logging.getLogger(__name__)


class Fade:
    """One fade of one lamp. How many levels it takes is up to the pace that all fades of a gateway share."""

    def __init__(self, light: Light, percent: int, seconds: float) -> None:
        """Go to 0-100 % in some seconds from `begin` on."""
        self.percent: Final = percent
        """Where it goes to."""
        self._light: Final = light
        self._seconds: Final = seconds
        start = light.expected_level
        self._start: Final = percent if start is None else start
        """Where nobody has told the level, there is nothing to go from: one frame does it all."""
        self._is_sure = not light.state.level_is_nominal and light.has_hundred_steps
        """Whether the level that it comes from, or one on its way, was told as a percent."""
        self._earlier: Final = list(light.untold_levels)
        """What was asked for before, and may still be told."""
        self._is_told_in_part = light.state.level_is_nominal
        """Whether a step was told of what was asked for before, which a percent may follow."""
        self._told_earlier: int | None = None
        """What was told of that last."""
        self._may_tell_own = light.has_own_level_to_tell
        """Whether it was switched on before, with a level of its own, and may still tell that."""
        self._own: int | None = None
        """The level of its own that it has told: on a busy bus once for each time that it was switched on."""
        self._seen = self._shown
        """What was told last, whoever had caused it."""
        self._told = self._start
        """The level of its way that was told last."""
        self._written: int | None = None
        self._waits = False
        """Whether that waits to be written, or for its answer: it may be dropped for what is asked for later."""
        self._is_fine = light.has_hundred_steps
        """Whether that was written as a percent, and not as one of ten steps, which are nominal for some dimmers."""
        self._again: Final = list(light.client.timing.fade_pauses)
        self._begin = 0.0
        self._has_begun = False
        self._ended: Final = asyncio.Event()
        self._is_left_to_others = False
        """Whether somebody else commands the lamp."""
        self._was_switched_off = False
        """Whether that was the command to be off."""
        self._word: Final = LastWord(light)

    async def begin(self) -> None:
        """Write the first level. Raises `ResponseError` for a NACK, and what else a command raises."""
        self._begin = _now()
        try:
            with self._watching():
                await self._step(is_first=True)
        except BaseException:
            self.end()
            raise
        self._has_begun = True

    async def run(self) -> None:
        """Write the others, up to the last, unless somebody else does something with the lamp."""
        # It is no part of the action that has begun it.
        current_action.set(None)
        with self._watching():
            while not self._ended.is_set() and not self._is_there:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause):
                        await self._ended.wait()
                await self._go_on()
            if self._is_left_to_others or not self._ended.is_set():
                await self._word.settle()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be written."""
        return self._ended.is_set() or (self._is_there and not self._waits)

    @property
    def is_taken_over(self) -> bool:
        """Whether it has ended before its end, and not because the lamp was switched off."""
        return self._ended.is_set() and not self._was_switched_off

    def is_step(self, command: BaseMessage) -> bool:
        """Tell whether a command is the level that it has written last."""
        return self._written is not None and self._light.is_level(command, self._written)

    def end(self) -> None:
        """Write nothing more."""
        self._ended.set()

    async def _go_on(self) -> None:
        try:
            await self._step()
        except (OWNException, TimeoutError) as error:
            if self._written is not None and not isinstance(error, NotConfirmed):
                self._word.gave_up(self._written)
            # The next level makes good for one that was lost.
            if self._is_there and not await self._may_try_again(error):
                _LOGGER.warning("%r was not faded to its end: %s", self._light, error)
                self.end()
            self._written = None

    async def _may_try_again(self, error: Exception) -> bool:
        """Wait before the last level is written once more, unless it may have been carried out."""
        if isinstance(error, NotConfirmed) or not self._again:
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(self._again.pop(0)):
                await self._ended.wait()
        return True

    async def _step(self, *, is_first: bool = False) -> None:
        async with self._light.client.pace:
            level = self._level
            if self._ended.is_set() or level == self._written:
                return
            self._written, self._is_fine = level, self._light.has_hundred_steps
            # The first is in its place among all that was asked of the lamp.
            self._waits = True
            try:
                await (self._light.set_level(level) if is_first else self._light.fade_to(level))
            finally:
                self._waits = False
            if not is_first:
                await self._word.wait_a_moment()

    @property
    def _shown(self) -> tuple[bool | None, int | None, bool]:
        state = self._light.state
        return state.on, state.level, state.level_is_nominal

    @property
    def _is_there(self) -> bool:
        """Whether the last level was written."""
        return self._written == self._light.nearest_level(self.percent)

    @property
    def _level(self) -> int:
        """The level that it should have now."""
        way = self.percent - self._start
        share = min((_now() - self._begin) / self._seconds, 1.0) if self._seconds > 0 else 1.0
        level = self._start + round(share * way)
        if level == self._start and way:
            # What is asked for has to begin.
            level += 1 if way > 0 else -1
        return self._light.nearest_level(level)

    @property
    def _pause(self) -> float:
        """Seconds until the next percent."""
        return self._seconds / max(abs(self.percent - self._start), 1)

    # Others ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _watching(self) -> Iterator[None]:
        removers = (
            self._light.add_listener(self._on_change),
            self._light.add_frame_listener(self._on_frame),
            self._light.add_command_listener(self._on_written),
        )
        try:
            yield
        finally:
            for remove in removers:
                remove()

    def _leave_to_others(self, *, is_off: bool = False) -> None:
        if not self._ended.is_set():
            self._is_left_to_others, self._was_switched_off = True, is_off
            self.end()

    def _on_frame(self, message: BaseMessage, is_answer: bool) -> None:
        """Take in what the bus shows of the lamp, or of many of which it is one, whether it changes anything or not."""
        if not self._ended.is_set() and self._word.is_order_of_others(message, is_answer=is_answer):
            self._leave_to_others(is_off=asked_what(message) == "0")
        if self._is_left_to_others:
            self._word.hear_others(message, is_answer=is_answer)
        else:
            self._word.hear(message)

    def _on_change(self) -> None:
        """Take in what the bus tells of the lamp."""
        state = self._light.state
        level = 0 if state.on is False else state.level
        seen, self._seen = self._seen, self._shown
        if seen == self._seen:
            # It is told of its colour, say.
            return
        is_rest, self._is_told_in_part = self._is_told_in_part and bool(level), False
        if self._is_of_earlier(level) or (
            is_rest and not state.level_is_nominal and not self._word.is_under_way(level)
        ):
            return
        if state.on is False:
            if self._told and self._written != 0:
                self._leave_to_others(is_off=True)
            return
        if level is None or state.level_is_nominal or self._light.is_collective:
            return
        if (self._may_tell_own or level == self._own) and self._word.is_not_next(level):
            # With which it went on: ours are told after it, and so is what was asked for in between.
            self._may_tell_own, self._own = False, level
            self._word.leave_out(level)
            return
        reached = self._start if self._written is None else self._written
        low, high = sorted((self._told, reached))
        is_rough = self._light.has_hundred_steps and not (self._is_fine and self._is_sure)
        if is_rough or low - _OTHER < level < high + _OTHER or self._word.is_under_way(level):
            self._told, self._is_sure = level, True
            # Frames come in the order in which they were caused.
            self._earlier.clear()
        elif self._earlier:
            # A step of ten that was asked for before is another percent for each dimmer.
            self._earlier.clear()
        else:
            self._leave_to_others()

    def _is_of_earlier(self, level: int | None) -> bool:
        """Count off what was asked for before; a step of ten may be followed by the same as a percent."""
        if level in self._earlier:
            # A nominal step is followed by what the level really is.
            del self._earlier[: self._earlier.index(level) + (not self._light.state.level_is_nominal)]
            self._told_earlier = level
            return True
        return bool(level) and level == self._told_earlier

    def _keeps_level(self, command: BaseMessage) -> bool:
        """Tell whether a command is a colour with a level that was written just now."""
        is_colour = command.dimension is not None and command.dimension.tag == "12"
        return is_colour and self._word.has_written(int(command.values[2]))

    def _on_written(self, command: BaseMessage) -> None:
        """Take in what was written to the lamp; before the first level, that was asked for earlier."""
        level = ordered_level(command)
        if self._word.is_giving_back or self.is_step(command):
            if level is not None:
                self._word.wrote(level, command)
        elif command.dimension is not None and command.dimension.tag == "14":
            return
        elif self._keeps_level(command):
            # It was asked for before the fade, and has waited.
            return
        elif self._has_begun:
            self._was_switched_off = asked_what(command) == "0"
            self.end()
            self._word.overrule()
        else:
            self._earlier[:] = [level for level in self._light.untold_levels if level != self._written]
            self._may_tell_own |= self._light.has_own_level_to_tell


def _now() -> float:
    return asyncio.get_running_loop().time()
