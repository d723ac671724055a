"""Last word: a lamp ends at what was asked of it last, by a fade or by somebody else while levels were under way to it.

A level that was written is carried some time later. Where somebody else has set the lamp in between, it overtakes what
they have set, and the bus tells both: first theirs, then the level. What they have set is then written once more.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from ..exceptions import OWNException
from ..wire.messages import BaseMessage, DimensionWriting, NormalMessage
from .light_intent import ordered_level
from .light_state import CHANGED, MAX_LEVEL, TIMERS, TOLD, WITHOUT_LEVEL, LightState
from .lighting import Light

_MOST_ROUNDS: Final = 3
"""How often it is tried to give a lamp back to somebody who goes on to press."""
_STEP_BELOW: Final = 6
_STEP_ABOVE: Final = 25
"""Percent by which the step that a dimmer tells for its level is nominally below or above that (gateways.md 3)."""
_TELLS_LEVEL: Final = frozenset(dimension for dimension, told in TOLD.items() if "level" in told)
_ORDERING: Final = frozenset(CHANGED) - {"14"}
"""The dimensions that are orders; a white leaves a lamp as bright as it is."""
_ORDERS: Final = {*map(str, range(33))}
"""The WHATs that are orders; what is left are messages of sensors, and the translation."""


class LastWord:
    """What was written to a lamp and not told yet, and what somebody else has made of it since."""

    def __init__(self, light: Light) -> None:
        """Begin with nothing written."""
        self._light: Final = light
        self._earlier: Final[list[BaseMessage]] = []
        """Commands of before the first level, which the bus may still show."""
        self._has_begun = False
        self._under_way: Final[list[int]] = []
        """Levels that were written and not told yet, the oldest first."""
        self._told: int | None = None
        """The last of them that was told."""
        self._not_ours: int | None = None
        """What the frame that is being taken in tells of itself."""
        self._tells_on = False
        """Whether the lamp tells that it is on, without a level, where a level is set."""
        self._step = ""
        """The WHAT of the level that was written last, where it is one of ten steps."""
        self._order = ""
        """The WHAT that somebody else has asked for."""
        self._theirs: LightState | None = None
        """What the lamp was after it had done that."""
        self._is_overtaken = False
        """Whether a level that was under way was told after that."""
        self._heard: Final = asyncio.Event()
        """That something was told, so that more may be."""
        self._is_overruled = False
        self.is_giving_back = False
        """Whether what is written now is what somebody else has set."""

    def wrote(self, level: int, command: BaseMessage) -> None:
        """Take note that a level was written."""
        self._step = asked_what(command)
        if not self._has_begun:
            self._has_begun = True
            self._earlier[:] = self._light.recent_orders
        self._under_way.append(level)

    def gave_up(self, level: int) -> None:
        """Take note that a level was refused, or could not be sent."""
        if level in self._under_way:
            self._under_way.remove(level)

    def is_under_way(self, level: int | None) -> bool:
        """Whether a level was written and not told yet."""
        return level in self._under_way

    def has_written(self, level: int) -> bool:
        """Whether a level was written and not told yet, or was told last."""
        return level in {*self._under_way, self._told}

    def is_not_next(self, level: int) -> bool:
        """Whether a level is another than the first of those that are under way, of which none was told."""
        return self._told is None and self._under_way[:1] != [level]

    def leave_out(self, level: int) -> None:
        """Count the frame that has just told a level to none that was written."""
        self._not_ours = level

    def overrule(self) -> None:
        """Give nothing back: something else is asked of the lamp here."""
        self._is_overruled = True
        self._heard.set()

    def is_order_of_others(self, message: BaseMessage, *, is_answer: bool) -> bool:
        """Tell whether a frame shows that somebody else commands the lamp, or many of which it is one."""
        if is_answer or not self._has_begun:
            return False
        if isinstance(message, DimensionWriting):
            return message.dimension.tag in _ORDERING and not self._is_ours(message)
        if not isinstance(message, NormalMessage):
            return False
        if message.is_translation or message.where != self._light.where:
            return asked_what(message) in _ORDERS and not self._is_ours(message)
        return message.what.tag in WITHOUT_LEVEL and not self._may_be_ours(message.what.tag)

    def _may_be_ours(self, what: str) -> bool:
        """Tell whether a lamp may tell that it is on, without a level, of what was asked before, or of a level."""
        if self._told is None:
            self._tells_on |= what == "1"
            return True
        return self._tells_on and what == "1"

    def _is_ours(self, order: BaseMessage) -> bool:
        same = next((one for one in self._earlier if is_same_order(one, order)), None)
        if same is not None:
            self._earlier.remove(same)
            return True
        if isinstance(order, DimensionWriting):
            return ordered_level(order) in {*self._under_way, self._told}
        return self._is_of_steps(asked_what(order), (*self._under_way, self._told))

    def _is_of_steps(self, what: str, levels: Iterable[int | None]) -> bool:
        """Tell whether a WHAT is what was written for one of some levels; a hundred are written otherwise."""
        is_by_steps = not self._light.has_hundred_steps
        steps = {str(level // 10) for level in levels if level is not None and (is_by_steps or not level)}
        return what in steps or (what == self._step and bool(self._under_way))

    def hear(self, message: BaseMessage) -> None:
        """Take in what is told while levels may be under way."""
        self._heard.set()
        level, not_ours = self._told_level(message), self._not_ours
        self._not_ours = None
        if level is not None and level != not_ours and level in self._under_way:
            del self._under_way[: self._under_way.index(level) + 1]
            self._told = level
            # Frames come in the order in which they were caused; that of many comes late (protocol.md 5.2).
            self._earlier[:] = [one for one in self._earlier if one.where != self._light.where]

    def hear_others(self, message: BaseMessage, *, is_answer: bool) -> None:
        """Take in what is told since somebody else commands the lamp."""
        level = self._told_level(message)
        self._heard.set()
        if level is not None and level in self._under_way:
            self.hear(message)
            self._is_overtaken = self._theirs is not None
            if message.what is not None and message.what.tag == self._order:
                # It may as well be theirs.
                self._keep(self._light.state)
        elif is_answer or (level is not None and level == self._told):
            return
        elif isinstance(message, NormalMessage) and message.is_translation:
            if not self._is_of_steps(asked_what(message), self._under_way):
                # What they did before does not count any more; what comes of this is told later.
                self._order, self._theirs = asked_what(message), None
        elif isinstance(message, NormalMessage) and message.where != self._light.where:
            if asked_what(message) == "0":
                # Some gateways tell nothing else.
                self._keep(LightState(on=False, level=0))
        elif self._tells_theirs(message, level):
            self._keep(self._light.state)

    def _keep(self, theirs: LightState) -> None:
        self._theirs, self._is_overtaken, self._told = theirs, False, None

    def _tells_theirs(self, message: BaseMessage, level: int | None) -> bool:
        if level is not None:
            return True
        what = message.what
        if not isinstance(message, NormalMessage) or what is None or what.tag not in _ORDERS:
            return False
        # Some lamps tell a step of ten before each level.
        nominal = 10 * int(what.tag) if 2 <= int(what.tag) <= 10 else None
        is_step = nominal is not None and any(
            -_STEP_BELOW <= nominal - mine <= _STEP_ABOVE for mine in (*self._under_way, self._told) if mine
        )
        return not is_step or what.tag == self._order

    def _told_level(self, message: BaseMessage) -> int | None:
        """Return the level that a frame tells; `None` for one that tells none, or only the nominal step."""
        if not self._light.is_report(message):
            return None
        if message.dimension is not None:
            return self._light.state.level if message.dimension.tag in _TELLS_LEVEL else None
        is_exact = not self._light.has_hundred_steps or asked_what(message) in {"0", self._step}
        is_here = message.where == self._light.where
        return ordered_level(message) if is_exact and is_here and message.what is not None else None

    async def wait_a_moment(self) -> None:
        """Wait until what was written is told, of a lamp that tells it: a bus gets no more than it carries."""
        if self._told is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._light.client.timing.gradual_told):
                    while self._under_way and not self._is_overruled:
                        self._heard.clear()
                        await self._heard.wait()

    async def settle(self) -> None:
        """Wait until what is under way is told, and let the lamp be what somebody else has made of it meanwhile."""
        for _ in range(_MOST_ROUNDS):
            await self._wait()
            theirs, self._theirs = self._theirs, None
            if theirs is None or not self._is_overtaken or self._under_way or self._is_overruled:
                return
            self.is_giving_back = True
            try:
                with suppress(OWNException, TimeoutError):
                    await _be(self._light, theirs)
            finally:
                self.is_giving_back = False

    async def _wait(self) -> None:
        """Wait until all is told, or nothing more is: a bus with much to carry takes its time."""
        with suppress(TimeoutError):
            while self._under_way and not self._is_overruled:
                self._heard.clear()
                async with asyncio.timeout(self._light.client.timing.overtaken):
                    await self._heard.wait()


async def _be(light: Light, state: LightState) -> None:
    """Let a lamp be as it was. Raises `OWNException` or `TimeoutError`."""
    if state.on is False:
        await light.turn_off()
    elif state.timer is not None and state.timer in TIMERS.values():
        await light.turn_on_timed(state.timer)
    elif state.blinking:
        await light.blink(state.blinking)
    elif state.level_is_nominal and state.step:
        await light.send_normal_message(str(state.step))
    elif state.level:
        await light.set_level(min(state.level, MAX_LEVEL))
    else:
        await light.turn_on()


def asked_what(message: BaseMessage) -> str:
    """Return the WHAT of a command, or of what tells of a command."""
    what = message.what
    if what is None:
        return ""
    is_translation = isinstance(message, NormalMessage) and message.is_translation
    return what.parameters[0] if is_translation and what.parameters else what.tag


def is_same_order(ours: BaseMessage, told: BaseMessage) -> bool:
    """Tell whether what the bus shows is a command that we have written."""
    if isinstance(told, NormalMessage) != isinstance(ours, NormalMessage) or ours.where != told.where:
        return False
    if isinstance(told, NormalMessage):
        return asked_what(ours) == asked_what(told)
    return (ours.dimension, ours.values[:1]) == (told.dimension, told.values[:1])
