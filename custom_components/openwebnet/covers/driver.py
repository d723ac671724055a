"""Driver of a basic actuator: sends what its timed move wants, when it is due, and hears what comes of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.exceptions import HomeAssistantError

from ..errors import NOT_CONFIRMED
from ..identify.showing import leave_alone
from ..own.items import Automation
from ..own.items.action import Superseded
from ..own.items.automation_state import Movement
from ..own.travel import Direction, Goal
from ..timing import TIMING
from .calibration import Calibration
from .timed_move import Course, Order, Phase, TimedMove

_LOGGER = logging.getLogger(__name__)

DIRECTIONS: Final[dict[Movement | None, Direction]] = {Movement.UP: Direction.UP, Movement.DOWN: Direction.DOWN}

type Send = Callable[[Awaitable[None]], Awaitable[None]]
"""Awaits the gateway's answer to a command. Raises `HomeAssistantError`."""


class Driver:
    """Drives one actuator; whatever else is asked for ends what it does by itself."""

    def __init__(
        self,
        item: Automation,
        move: TimedMove,
        calibration: Calibration,
        *,
        send: Send,
        run_in_background: Callable[[Coroutine[None, None, None], str], asyncio.Task[None]],
    ) -> None:
        """Stand still."""
        self._item: Final = item
        self._move: Final = move
        self._calibration: Final = calibration
        self._send: Final = send
        self._run_in_background: Final = run_in_background
        self._due: CALLBACK_TYPE | None = None
        self._ordering: asyncio.Task[None] | None = None
        """What sends an order that nobody waits for."""

    @property
    def expected(self) -> Direction | None:
        """What the motor does, or will do by the last command that was written."""
        return DIRECTIONS.get(self._item.expected_movement)

    async def go(self, goal: Goal, *, instead: bool = False, again: Direction | None = None) -> None:
        """Go to a goal, and to what else is still to be reached, or `instead` of that.

        Where nothing would have to be sent, it is told to move `again`. Raises `HomeAssistantError`.
        """
        self._calibration.end()
        order = self._move.begin(goal, _now(), self.expected, instead=instead)
        if order is None and again is not None:
            order = Order(again)
        if order is None:
            # Nothing that is sent would tell that it is to be where it is.
            leave_alone(self._item)
        await self._carry_out(order)

    async def instead(self, command: Awaitable[None]) -> None:
        """Send a command instead of what moves it by itself, which goes on where that is refused.

        Raises `HomeAssistantError` when it is not accepted.
        """
        course = self.take_over()
        try:
            await self._send(command)
        except HomeAssistantError as error:
            if error.translation_key != NOT_CONFIRMED:
                self._move.resume(course)
                self.schedule()
            raise

    def run(self, direction: Direction) -> Awaitable[None]:
        """Return the command to run to an end."""
        return self._item.open() if direction is Direction.UP else self._item.close()

    def take_over(self) -> Course | None:
        """End what moves it by itself."""
        course = self._move.take_over()
        self.schedule()
        self._calibration.end()
        return course

    def schedule(self) -> None:
        """See that the move is told when something is due."""
        if self._due is not None:
            self._due()
            self._due = None
        if self._move.due is not None:
            self._due = asyncio.get_running_loop().call_at(self._move.due, self._tick).cancel
        self._item.expect_stop(self._move.stop_due)

    def hear(self, direction: Direction | None) -> None:
        """Take in what the bus tells of the motor, of no older command than the last."""
        self._follow_up(self._move.told(direction, self._item.since, self.expected))

    async def shut_down(self) -> None:
        """Stop what nobody would stop any more; not what has just been told to go on with others."""
        if self.ordered_with_others is not None:
            self._move.end()
        order = self._move.shut_down()
        self.schedule()
        end = _now() + TIMING.shutdown
        while order is not None and _now() < end:
            try:
                await self._carry_out(order)
            except HomeAssistantError as error:
                _LOGGER.debug("%r: %s", self._item, error)
                await asyncio.sleep(TIMING.order_again)
            else:
                return

    # Orders ----------------------------------------------------------------------------------------------------

    async def _carry_out(self, order: Order | None, *, is_awaited: bool = True) -> None:
        """Send what a move wants to be sent. Raises `HomeAssistantError` when it is not accepted."""
        leg = self._move.leg
        if is_awaited:
            self._item.for_many.overrule()
        try:
            if order is Order.STOP:
                await self._send(self._item.stop())
            elif order is not None:
                await self._send(self.run(order.value))
        except HomeAssistantError as error:
            if order is not None and self._move.leg is leg:
                maybe_done = error.translation_key == NOT_CONFIRMED
                self._move.failed(order, _now(), maybe_done=maybe_done, is_awaited=is_awaited)
            raise
        except Superseded:
            # Many are told something else, this one among them: it is not ordered any more.
            if self._move.leg is leg and self._move.phase is Phase.ASKED:
                self._move.end()
            raise
        else:
            if order not in (None, Order.STOP) and self._move.leg is leg:
                self._move.accepted(_now())
        finally:
            self.schedule()

    async def _carry_out_later(self, order: Order) -> None:
        """Send what a move wants to be sent while nobody waits for it."""
        try:
            await self._carry_out(order, is_awaited=False)
        except HomeAssistantError as error:
            _LOGGER.debug("%r: %s", self._item, error)

    @callback
    def _tick(self) -> None:
        self._due = None
        until = self._item.for_many.may_follow_until
        if _now() < until:
            # A stop of its own would end what many have just been told.
            self._due = asyncio.get_running_loop().call_at(until, self._tick).cancel
            return
        self._follow_up(self._move.tick(max(_now(), self._move.due or 0.0), self.expected))

    def _follow_up(self, order: Order | None) -> None:
        if order is not None:
            self._ordering = self._run_in_background(self._carry_out_later(order), "move")
        self.schedule()

    # Others ----------------------------------------------------------------------------------------------------

    @property
    def ordered_with_others(self) -> tuple[Direction, float] | None:
        """Where many were told to go just now, and when, if that was later than what it was asked for itself."""
        movement, at = self._item.for_many.just_now or (None, float("-inf"))
        direction = DIRECTIONS.get(movement)
        return None if direction is None else (direction, at)

    @callback
    def follow_others(self, at: float) -> None:
        """Give up a move of its own that is older than what it was told together with others."""
        # What waits to be written is later than what is done.
        if self._move.phase is Phase.ASKED:
            return
        self.take_over()
        direction = DIRECTIONS.get(self._item.state.movement)
        if direction is not None:
            self._move.follow(direction, _now(), at)
            self.schedule()

    @callback
    def give_up(self) -> None:
        """Go on to nothing after a stop for a group: from an end, or with an order that waits, which it overtakes.

        What is to be stopped on its way is: not every member does what its group is told.
        """
        waits = self._move.phase is Phase.ASKED and self._ordering is not None
        if waits and self._ordering is not None:
            self._ordering.cancel()
        if waits or (self._move.leg is not None and self._move.leg.is_full_run):
            self.take_over()


def _now() -> float:
    return asyncio.get_running_loop().time()
