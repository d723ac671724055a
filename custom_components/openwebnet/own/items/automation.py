"""WHO 2: shutters, blinds, curtains, gates (protocol.md 4.2, gateways.md 4)."""

from collections.abc import Sequence
from typing import Final, override

from ..exceptions import ResponseError
from ..priority import Priority
from ..wire.messages import BaseMessage, DimensionRequest, StatusRequest
from ..wire.tags import Where, Who
from .action import Intent
from .automation_orders import OrdersForMany
from .automation_state import (
    AUTOMATION,
    RUNS,
    AutomationState,
    Movement,
    is_priority,
    ordered,
    tells_movement,
    tells_position,
)
from .base import NOTHING, GeneralRequest, Traits
from .kinds import AREAS, BUS, NUMBER, POINTS, Field, Kind
from .occurrence import monotonic
from .point import PointItem
from .registry import register
from .sender import Sender
from .sends import sends
from .table import whole

DEFAULT_PRIORITY: Final = "001"
MIN_STEP: Final = 1
MAX_STEP: Final = 99


@register
class Automation(PointItem[AutomationState]):
    """A motor for a shutter, blind, curtain, awning or gate."""

    who = Who.AUTOMATION
    table = AUTOMATION
    new_state = AutomationState
    has_members = True
    title = "automation"
    kinds = (
        Kind("cover", POINTS),
        Kind("cover_group", {NUMBER: Field(1, 255), **BUS}, "#{number}"),
        Kind("cover_area", AREAS),
        Kind("cover_all", pattern="0"),
    )
    general_requests = (GeneralRequest(StatusRequest((Who.AUTOMATION, "0")), 20),)

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self.longest_run: float | None = None
        """Seconds that the shutter takes from one end to the other, where somebody knows it."""
        self._asked: Final[Intent[Movement]] = Intent(self._echo_after)
        """The movements that were written and not told yet."""
        self._waiting: Final[list[tuple[Movement, BaseMessage]]] = []
        """What is asked of it alone and not written yet, the oldest first."""
        self._stopped_at = float("-inf")
        self._paused_at: float | None = None
        """When a stop was told that may be one between two movements: in doubt since."""
        self._early_until = float("-inf")
        """Until when a stop may come before a direction that was told too early to be the effect of its command."""
        self._requested_at = float("-inf")
        """When it was asked how it is: some gateways answer as if it had just happened (protocol.md 5.3)."""
        self.for_many: Final = OrdersForMany(client)
        """What a group, an area or all was told that it belongs to."""
        self.has_untold_run = False
        """Whether it was told to move, alone or with others, and has not told yet what came of that."""
        self._missed: tuple[Movement, float] | None = None
        """A movement that has ended and was never told, and when it began."""
        self._position_at = float("-inf")
        """When it has told its position last."""
        self.since = monotonic()
        """The event loop's time since which it moves, or stands, as was told last."""
        self._was_asked = False

    @property
    def was_asked(self) -> bool:
        """Whether the movement that was told last answers a request: it may have begun, or ended, long before."""
        return self._was_asked

    @override
    def together(self, states: Sequence[AutomationState]) -> AutomationState | None:
        """Return a movement while one of them goes on; where they go both ways, there is none to tell."""
        movements = {state.movement for state in states}
        runs = movements & RUNS
        if len(runs) == 1:
            return self._state._replace(movement=next(iter(runs)))
        return self._state._replace(movement=Movement.STOPPED if movements == {Movement.STOPPED} else None)

    @override
    def expire(self) -> bool:
        """End the movement of a group of whose members nothing is known: it cannot be asked."""
        if not self.is_collective or self._follows or self.state.movement not in RUNS:
            return False
        self._state = self._state._replace(movement=None)
        self._listeners.notify()
        return True

    @property
    def expected_movement(self) -> Movement | None:
        """What the motor does, or will do by the last command that was written, or asked of many."""
        waiting = self._waiting[-1][0] if self._waiting else None
        return self.for_many.waiting or waiting or self._asked.last or self.state.movement

    @property
    def is_settled(self) -> bool:
        """Whether the movement that was told last is that of no older command than the one written last."""
        return not self._asked.pending

    @override
    def written(self, command: BaseMessage) -> None:
        if isinstance(command, StatusRequest):
            self._requested_at = monotonic()
        movement = ordered(command)
        if movement is not None:
            self._stop_waiting(command)
            self._early_until = float("-inf")
            self.for_many.forget()
            self.has_untold_run |= movement in RUNS
            self._asked.ask(movement)

    def _stop_waiting(self, command: BaseMessage) -> None:
        """Take note that a command waits no more: it was written, or never will be."""
        self._waiting[:] = [one for one in self._waiting if one[1] is not command]

    @override
    async def _send(self, message: BaseMessage, *, priority: Priority | None = None, replaces: str = "") -> None:
        begin, movement = monotonic(), ordered(message)
        if movement is not None:
            self._waiting.append((movement, message))
        try:
            await super()._send(message, priority=priority, replaces=replaces)
        except ResponseError:
            # What was refused moves nothing, and is never told.
            if movement is not None:
                self._asked.withdraw(movement, begin)
            raise
        finally:
            self._stop_waiting(message)

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        before, was_settled = self.state, self.is_settled
        if is_answer:
            # Where it is shown as an event too, that comes at once.
            timing = self.client.timing
            self._requested_at = min(self._requested_at, monotonic() - timing.event_delay + timing.answer_shown)
        super().update(message, is_answer=is_answer)
        self._keep_position(before, message)
        if tells_movement(message) and self.state.movement is not None:
            self._missed = self._missed_run(before, self.state.movement, is_answer=is_answer)
            self._count_off(before, self.state.movement, is_answer=is_answer)
            if self._is_reply(is_answer) and self.state.movement is before.movement:
                self._give_up_orders(monotonic() - self.client.timing.effect)
            self._was_asked = self._is_reply(is_answer)
            self.for_many.notice(before.movement, self.state, is_reply=self._was_asked, echo_after=self._echo_after())
        # That an order is told is news, though it moves as it did before.
        return self.state != before or self._missed is not None or (self.is_settled and not was_settled)

    def _keep_position(self, before: AutomationState, message: BaseMessage) -> None:
        """Let a position count that was told a moment before a stop: both are of one answer, in either order."""
        now, stood = monotonic(), before.movement is self.state.movement is Movement.STOPPED
        if tells_position(message):
            self._position_at = now
        elif stood and not before.is_stale and now - self._position_at < self.client.timing.completion_delay:
            self._state = self._state._replace(is_stale=False)

    @override
    def written_to_many(self, command: BaseMessage) -> None:
        super().written_to_many(command)
        movement = ordered(command)
        if movement is not None:
            self.for_many.written(movement, self._goes_on)

    @override
    def told_to_many(self, message: BaseMessage) -> None:
        movement = ordered(message)
        if movement is not None:
            self.for_many.told(movement, self._goes_on)

    @property
    def _goes_on(self) -> Movement | None:
        """The movement that goes on for certain."""
        return None if self.state.is_doubtful or not self.is_settled else self.state.movement

    @property
    @override
    def members_told(self) -> float:
        return self.client.timing.motors_told

    @override
    def asked_of_many(self, command: BaseMessage) -> None:
        movement = ordered(command)
        if movement is not None:
            self.for_many.asked(movement)

    @override
    def done_for_many(self, command: BaseMessage) -> None:
        movement = ordered(command)
        if movement is not None:
            self.for_many.done(movement)

    @override
    def refused_to_many(self, command: BaseMessage, since: float) -> None:
        movement = ordered(command)
        if movement is not None:
            self._asked.withdraw(movement, since)
            self.for_many.forget()
            self.has_untold_run &= not RUNS.isdisjoint(self._asked.pending)

    def _missed_run(
        self, before: AutomationState, movement: Movement, *, is_answer: bool
    ) -> tuple[Movement, float] | None:
        """Return the movement that ends now and whose begin was lost, and when that was: ordered from here."""
        pending, timing = self._asked.pending, self.client.timing
        if movement is not Movement.STOPPED or self._is_reply(is_answer):
            return None
        if not pending or pending[0] not in RUNS or pending[0] is before.movement:
            return None
        if before.movement in RUNS:
            return self._run_after_turn(pending)
        if pending[1:] == (Movement.STOPPED,):
            return self._run_before_stop(pending[0])
        if len(pending) != 1:
            return None
        asked_at = self._asked.asked_at(pending[0])
        is_long_ago = asked_at is not None and monotonic() - asked_at > timing.effect
        return (pending[0], asked_at + timing.motor_start) if asked_at is not None and is_long_ago else None

    def _run_after_turn(self, pending: Sequence[Movement]) -> tuple[Movement, float] | None:
        """Return the movement that it was turned round for long ago, of which nothing was heard before it ended."""
        asked_at, timing = self._asked.asked_at(pending[0]), self.client.timing
        # Before that, it may be the stop between two directions, which a busy bus tells late.
        if len(pending) != 1 or asked_at is None or monotonic() - asked_at <= 2 * timing.motor_settled:
            return None
        return pending[0], asked_at + timing.motor_start

    def _run_before_stop(self, run: Movement) -> tuple[Movement, float] | None:
        """Return the movement that a stop has ended before a bus that was busy could tell of it."""
        asked_at, stopped_at = self._asked.asked_at(run), self._asked.asked_at(Movement.STOPPED)
        if asked_at is None or stopped_at is None:
            return None
        begin = asked_at + self.client.timing.motor_start
        return (run, begin) if begin + self.client.timing.motor_stop < stopped_at else None

    @override
    def tells(self, message: BaseMessage) -> frozenset[str]:
        told, asked = super().tells(message), self._asked.last
        # What it did before the order is no answer to the doubt whether that was carried out.
        is_older = asked is not None and tells_movement(message) and self.state.movement is not asked
        return NOTHING if is_older else told

    def _count_off(self, before: AutomationState, movement: Movement, *, is_answer: bool) -> None:
        now, timing = monotonic(), self.client.timing
        pending = self._asked.pending
        # Some gateways tell a stop before the direction, whether it stood or has to turn round (protocol.md 4.2).
        is_between = bool(pending) and movement is Movement.STOPPED and Movement.STOPPED not in pending
        # Asked long after the order: that is so.
        asked_at = self._asked.asked_at(pending[0]) if pending else None
        is_between = is_between and not (
            asked_at is not None and now - asked_at > timing.motor_settled and self._is_reply(is_answer)
        )
        is_again_to_go = is_between and set(pending) == {before.movement}
        is_early = before.movement in RUNS and not pending and now < self._early_until and not is_answer
        # An answer may come later than the event of what has happened since.
        is_late = is_answer and before.movement in RUNS and not pending and now - self.since < timing.motor_settled
        if movement is Movement.STOPPED and (is_again_to_go or is_early or is_late):
            # It was told once more where to go: it goes on. Whoever has stopped it in this moment shows when asked.
            self._state = self._state._replace(movement=before.movement, is_doubtful=True)
            self._paused_at = now
            return
        # The same told again is the echo of a command that was written twice.
        is_again = movement is before.movement and movement not in pending
        # A direction in doubt may be none: what an order since then has caused begins with its own.
        if movement is not before.movement or (before.is_doubtful and movement in pending):
            self.since = self._begin(movement, now, is_answer=is_answer)
        self._paused_at = None
        is_overtaken = self._is_overtaken(movement, pending)
        if asked_at is not None and movement is pending[0] and movement in RUNS and now - asked_at < timing.motor_told:
            self._early_until = asked_at + timing.motor_settled
        if not is_between:
            self.has_untold_run = False
        if not is_between and not is_again:
            self._asked.told(movement, latency=timing.motor_told if movement in RUNS else None)
        if is_answer or movement not in RUNS:
            is_doubtful = False
        elif movement in pending:
            is_doubtful = is_overtaken
        elif movement is before.movement:
            is_doubtful = before.is_doubtful
        else:
            is_doubtful = now - self._stopped_at < timing.told_together
        if movement is Movement.STOPPED and before.movement is not movement:
            self._stopped_at = now
        self._state = self._state._replace(is_doubtful=is_doubtful)

    def _give_up_orders(self, before: float) -> None:
        """Expect nothing any more of what was ordered before a time: asked, it does something else."""
        for order in set(self._asked.pending):
            asked_at = self._asked.asked_at(order)
            if asked_at is not None and asked_at < before:
                self._asked.withdraw(order, float("-inf"))

    def _is_overtaken(self, movement: Movement, pending: Sequence[Movement]) -> bool:
        """Tell whether something else was ordered before the relay closed for a movement, which is told all the same.

        Some tell a direction that another has overtaken; some repeat the last one after a stop (gateways.md 12).
        """
        if movement not in pending or pending[-1] is movement:
            return False
        asked_at, newer_at = self._asked.asked_at(movement), self._asked.asked_at(pending[-1])
        if asked_at is None or newer_at is None:
            return False
        timing = self.client.timing
        # Told long after its order, it is what follows a stop that was not heard.
        is_late = pending[-1] is Movement.STOPPED and monotonic() - asked_at >= timing.motor_settled
        return is_late or newer_at - asked_at < timing.motor_start

    def _begin(self, movement: Movement, now: float, *, is_answer: bool) -> float:
        """Return since when it does what is told now: long since, where the event was lost and it had to be asked."""
        timing = self.client.timing
        if self._paused_at is not None and movement is Movement.STOPPED:
            return self._paused_at
        asked_at = self._asked.asked_at(movement) or self.for_many.written_at(movement)
        if asked_at is None or now - asked_at < timing.motor_settled:
            return now
        delay = timing.motor_start if movement in RUNS else timing.motor_stop
        return asked_at + delay if self._is_reply(is_answer) else now

    def _is_reply(self, is_answer: bool) -> bool:
        """Tell whether a frame answers a request: some gateways show answers as events only (protocol.md 5.3)."""
        return is_answer or monotonic() - self._requested_at <= self.client.timing.event_delay

    @property
    @override
    def passes_after(self) -> float | None:
        """Seconds of the longest movement; a moment for one that was told together with a stop."""
        if self.state.movement not in RUNS:
            return None
        timing = self.client.timing
        return timing.told_together_doubt if self.state.is_doubtful else self.longest_run or timing.relay_run

    def take_missed_run(self) -> tuple[Movement, float] | None:
        """Return the movement that has just ended and was never told, once, and the event loop's time of its begin."""
        missed, self._missed = self._missed, None
        return missed

    def expect_stop(self, at: float | None) -> None:
        """Let the way be free for a stop at a time of the event loop; `None` when there is none to come."""
        self.client.expect_stop(self.key, at)

    @property
    @override
    def traits(self) -> Traits:
        """`advanced` for an actuator that reports its position."""
        return {"advanced": 1} if self.state.is_advanced else {}

    @override
    def restore(self, traits: Traits) -> None:
        self._state = self._state._replace(is_advanced=bool(traits.get("advanced")))

    @sends("*2*1*W##")
    async def open(self) -> None:
        """Move up. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("1", replaces="position")

    @sends("*2*2*W##")
    async def close(self) -> None:
        """Move down. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("2", replaces="position")

    @sends("*2*0*W##")
    async def stop(self) -> None:
        """Stop. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("0", priority=Priority.STOP)

    @sends(
        "*#2*W*#11#PRIORITY*POSITION##",
        "*2*1*W##",
        "*2*2*W##",
        source="a MH201 refuses position 0: the ends are plain commands (gateways.md 13.5)",
    )
    async def move_to(self, position: int) -> None:
        """Move an advanced actuator to 0 (closed) .. 100 (open).

        Raises `ValueError` outside, `ResponseError` for a NACK. The ends go as plain commands: a MH201 refuses 0 as a
        position (gateways.md 13.5).
        """
        position = whole(str(position), 0, 100)
        if position == 0:
            await self.close()
        elif position == 100:
            await self.open()
        else:
            await self.send_dimension_writing(f"11#{DEFAULT_PRIORITY}", str(position), replaces="position")

    @sends("*#2*W*10##")
    async def send_position_request(self) -> None:
        """Ask for the position; only an advanced actuator answers. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("10")

    @sends("*2*11#STEP#PRIORITY*W##")
    async def step_up(self, step: int | None = None, *, priority: str = DEFAULT_PRIORITY) -> None:
        """Move an advanced actuator up by 1-99 %, or fully; with a priority (`000`, `001` medium, `010`, `100`).

        Raises `ValueError` for another step or priority, `ResponseError` for a NACK.
        """
        await self.send_normal_message(f"11#{_step(step)}#{_priority(priority)}")

    @sends("*2*12#STEP#PRIORITY*W##")
    async def step_down(self, step: int | None = None, *, priority: str = DEFAULT_PRIORITY) -> None:
        """Move an advanced actuator down by 1-99 %, or fully; with a priority (`000`, `001` medium, `010`, `100`).

        Raises `ValueError` for another step or priority, `ResponseError` for a NACK.
        """
        await self.send_normal_message(f"12#{_step(step)}#{_priority(priority)}")

    @sends("*2*10#PRIORITY*W##")
    async def stop_with_priority(self, priority: str) -> None:
        """Stop an advanced actuator with a priority of three binary digits: safety, high, medium.

        Raises `ValueError` for another priority, `ResponseError` for a NACK.
        """
        await self.send_normal_message(f"10#{_priority(priority)}", priority=Priority.STOP)

    @override
    @sends("*#2*W*10##")
    def completion_requests(self) -> Sequence[BaseMessage]:
        """Ask for the position that an advanced actuator did not tell."""
        state = self.state
        if state.is_advanced and state.movement is Movement.STOPPED and (state.position is None or state.is_stale):
            return (DimensionRequest((self.who, self.where, "10")),)
        return ()


def _step(step: int | None) -> str:
    # 100 is "fully", as the transmitters send it (live captures).
    return "100" if step is None else str(whole(str(step), MIN_STEP, MAX_STEP))


def _priority(priority: str) -> str:
    if not is_priority(priority):
        raise ValueError(f"{priority!r} is no priority")
    return priority
