"""Timed moves of a basic actuator, without a bus: what is sent when, by what is told."""

from dataclasses import dataclass, field

import pytest

from custom_components.openwebnet.covers.timed_move import Order, Phase, TimedMove
from custom_components.openwebnet.own.timing import TIMING as BUS_TIMING
from custom_components.openwebnet.own.travel import CLOSED, OPEN, Direction, Goal, Mechanics, Part, Travel
from custom_components.openwebnet.timing import TIMING

FULL = 20.0
UP, DOWN, STOP = Order.UP, Order.DOWN, Order.STOP


@dataclass
class Motor:
    """A motor that does what is sent, 0.55 s after it; `sent` has the orders and their times."""

    at: float | None
    tilt: float | None = None
    slat_time: float = 0.0
    now: float = 0.0
    sent: list[tuple[Order, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.travel = Travel(Mechanics(opening_time=FULL, closing_time=FULL, slat_time=self.slat_time))
        self.travel.place(self.at, self.tilt)
        self.move = TimedMove(self.travel)
        self.expected: Direction | None = None

    def to(self, value: float, part: Part = Part.CURTAIN) -> None:
        """Ask for a position or a tilt."""
        self._send(self.move.begin(Goal(part, value), self.now, self.expected))

    def _send(self, order: Order | None) -> None:
        if order is None:
            return
        self.sent.append((order, self.now))
        self.expected = order.value
        if order is not STOP:
            self.move.accepted(self.now)

    def tells(self, direction: Direction | None) -> None:
        """Tell of the motor on the bus."""
        self.expected = direction
        if direction is None:
            self.travel.stop(self.now)
        else:
            self.travel.start(direction, self.now)
        self._send(self.move.told(direction, self.now, self.expected))

    def wait(self, seconds: float) -> None:
        """Let time go by, and what is due be done."""
        end = self.now + seconds
        while self.move.due is not None and self.move.due <= end:
            self.now = max(self.now, self.move.due)
            self._send(self.move.tick(self.now, self.expected))
        self.now = end

    @property
    def orders(self) -> list[Order]:
        return [order for order, _ in self.sent]


@pytest.mark.parametrize(("at", "target", "order"), [(50, 80, UP), (50, 20, DOWN), (0, 10, UP), (100, 95, DOWN)])
def test_it_is_stopped_where_it_is_wanted(at: float, target: float, order: Order) -> None:
    motor = Motor(at)
    motor.to(target)
    motor.wait(0.55)
    motor.tells(order.value)
    motor.wait(FULL)
    assert motor.orders == [order, STOP]
    assert motor.sent[1][1] == pytest.approx(0.55 + abs(target - at) / 100 * FULL - BUS_TIMING.motor_stop)
    motor.tells(None)
    assert motor.move.phase is Phase.STANDING


@pytest.mark.parametrize(("target", "first"), [(20, DOWN), (80, UP)])
def test_from_an_unknown_place_it_goes_to_the_nearer_end_first(target: float, first: Order) -> None:
    motor = Motor(None)
    motor.to(target)
    motor.wait(0.55)
    motor.tells(first.value)
    motor.wait(FULL + TIMING.end_margin)
    assert motor.orders == [first, UP if first is DOWN else DOWN]
    assert motor.sent[1][1] == pytest.approx(0.55 + FULL + TIMING.end_margin)


@pytest.mark.parametrize("is_told_again", [True, False])
def test_a_motor_that_runs_already_needs_not_tell_it_again(is_told_again: bool) -> None:
    motor = Motor(None)
    motor.tells(Direction.DOWN)
    motor.wait(1)
    motor.to(20)
    if is_told_again:
        motor.wait(0.55)
        motor.tells(Direction.DOWN)
    motor.wait(2 * FULL)
    assert motor.orders[:2] == [DOWN, UP]


def test_what_does_not_start_is_given_up() -> None:
    motor = Motor(50)
    motor.to(80)
    motor.wait(TIMING.start_within)
    assert (motor.orders, motor.move.phase) == ([UP], Phase.STANDING)


def test_a_stop_at_the_wall_ends_it() -> None:
    motor = Motor(50)
    motor.to(80)
    motor.wait(0.55)
    motor.tells(Direction.UP)
    motor.wait(2)
    motor.tells(None)
    motor.wait(FULL)
    assert (motor.orders, motor.move.phase) == ([UP], Phase.STANDING)


def test_a_stop_that_failed_is_sent_again_until_it_stands() -> None:
    motor = Motor(50)
    motor.to(80)
    motor.wait(0.55)
    motor.tells(Direction.UP)
    motor.wait(6)
    motor.move.failed(STOP, motor.now, maybe_done=False)
    motor.wait(TIMING.order_again)
    assert motor.orders == [UP, STOP, STOP]
    motor.tells(None)
    motor.wait(FULL)
    assert (len(motor.sent), motor.move.phase) == (3, Phase.STANDING)


def test_position_and_tilt_are_one_move_the_curtain_first() -> None:
    motor = Motor(100, tilt=100, slat_time=2)
    motor.to(50)
    motor.to(50, Part.SLATS)
    assert motor.orders == [DOWN]
    motor.wait(0.55)
    motor.tells(Direction.DOWN)
    motor.wait(FULL)
    assert motor.orders == [DOWN, STOP]
    motor.tells(None)
    # Closing turned the slats shut.
    assert motor.orders == [DOWN, STOP, UP]
    motor.wait(0.55)
    motor.tells(Direction.UP)
    motor.wait(2)
    assert motor.orders == [DOWN, STOP, UP, STOP]


@pytest.mark.parametrize(("target", "order"), [(80, STOP), (CLOSED, None), (OPEN, None)])
def test_at_a_shut_down_only_what_nobody_would_stop_is_stopped(target: float, order: Order | None) -> None:
    motor = Motor(50)
    motor.to(target)
    motor.wait(0.55)
    motor.tells(Direction.UP if target > 50 else Direction.DOWN)
    assert motor.move.shut_down() is order
    assert motor.move.due is None


def test_after_a_shut_down_nothing_goes_on_although_what_was_asked_for_instead_is_refused() -> None:
    motor = Motor(50)
    motor.to(80)
    motor.wait(0.55)
    motor.tells(Direction.UP)
    before = motor.move.take_over()
    motor.move.shut_down()
    motor.move.resume(before)
    assert motor.move.due is None


def test_over_a_lost_connection_it_is_stopped_by_time_and_its_place_is_unknown() -> None:
    motor = Motor(50)
    motor.to(80)
    motor.move.lost(motor.now)
    motor.wait(FULL)
    assert motor.orders[:2] == [UP, STOP]
    motor.tells(None)
    assert motor.travel.way(motor.now) is None


def test_a_movement_that_was_refused_is_given_up() -> None:
    motor = Motor(50)
    assert motor.move.begin(Goal(Part.CURTAIN, 80), motor.now, None) is UP
    motor.move.failed(UP, motor.now, maybe_done=False)
    assert (motor.move.phase, motor.move.due) == (Phase.STANDING, None)


def test_what_is_told_of_an_older_order_while_the_new_one_waits_to_be_written_ends_nothing() -> None:
    motor = Motor(None)
    motor.to(100, Part.SLATS)
    assert motor.move.begin(Goal(Part.CURTAIN, 20), motor.now, Direction.UP) is DOWN
    motor.wait(0.5)
    motor.tells(Direction.UP)
    assert motor.move.phase is Phase.ASKED
    motor.move.accepted(motor.now)
    motor.tells(Direction.DOWN)
    motor.wait(FULL + 5)
    # From the end it goes on to where it was sent.
    assert motor.orders == [UP, UP]


def test_what_was_under_way_goes_on_where_the_next_order_is_refused() -> None:
    motor = Motor(50)
    motor.to(80)
    motor.wait(0.55)
    motor.tells(Direction.UP)
    due = motor.move.due
    assert motor.move.begin(Goal(Part.CURTAIN, 20), motor.now, Direction.UP) is DOWN
    motor.move.failed(DOWN, motor.now, maybe_done=False)
    assert (motor.move.phase, motor.move.due) == (Phase.MOVING, due)
    motor.wait(FULL)
    assert motor.orders[-1] is STOP


def test_what_was_under_way_does_not_go_on_where_more_was_asked_for_since() -> None:
    motor = Motor(50)
    motor.to(80)
    course = motor.move.take_over()
    motor.move.take_over()
    motor.move.resume(course)
    assert motor.move.phase is Phase.STANDING


def test_a_movement_that_may_have_been_carried_out_is_waited_for_and_stopped() -> None:
    motor = Motor(50)
    assert motor.move.begin(Goal(Part.CURTAIN, 80), motor.now, None) is UP
    motor.move.failed(UP, motor.now, maybe_done=True)
    motor.wait(0.55)
    motor.tells(Direction.UP)
    motor.wait(FULL)
    assert motor.orders == [STOP]


def test_what_may_have_been_lost_is_sent_again_when_it_is_asked_again_at_once() -> None:
    motor = Motor(50)
    assert motor.move.begin(Goal(Part.CURTAIN, 80), motor.now, None) is UP
    motor.move.failed(UP, motor.now, maybe_done=True)
    motor.wait(0.4)
    assert motor.move.begin(Goal(Part.CURTAIN, 80), motor.now, Direction.UP) is UP


@pytest.mark.parametrize("phase", [Phase.WRITTEN, Phase.MOVING, Phase.STOPPING])
def test_a_wall_switch_that_turns_it_round_ends_it(phase: Phase) -> None:
    motor = Motor(50)
    motor.to(80)
    if phase is not Phase.WRITTEN:
        motor.wait(0.55)
        motor.tells(Direction.UP)
    if phase is Phase.STOPPING:
        motor.wait(6)
    assert motor.move.phase is phase
    sent = len(motor.sent)
    motor.tells(Direction.DOWN)
    motor.wait(FULL)
    assert (len(motor.sent), motor.move.phase) == (sent, Phase.STANDING)


@pytest.mark.parametrize("phase", [Phase.MOVING, Phase.STOPPING])
def test_what_is_told_twice_changes_nothing(phase: Phase) -> None:
    motor = Motor(50)
    motor.to(80)
    motor.wait(0.55)
    motor.tells(Direction.UP)
    if phase is Phase.STOPPING:
        motor.wait(6)
    due = motor.move.due
    motor.tells(Direction.UP)
    assert (motor.move.phase, motor.move.due) == (phase, due)


def test_what_nobody_moves_takes_no_notice_of_anything() -> None:
    motor = Motor(50)
    motor.move.lost(motor.now)
    motor.tells(Direction.UP)
    motor.move.failed(STOP, motor.now, maybe_done=False)
    assert motor.move.tick(motor.now, None) is None
    assert (motor.orders, motor.move.phase, motor.move.due) == ([], Phase.STANDING, None)


def test_a_stop_that_fails_until_the_end_is_reached_is_not_sent_for_ever() -> None:
    motor = Motor(50)
    motor.to(90)
    motor.wait(0.55)
    motor.tells(Direction.UP)
    motor.wait(8)
    assert motor.orders == [UP, STOP]
    for _ in range(20):
        motor.move.failed(STOP, motor.now, maybe_done=False)
        motor.wait(TIMING.order_again)
    assert motor.move.phase is Phase.STANDING
    assert len(motor.sent) < 20


def test_a_later_leg_that_is_refused_is_tried_again_for_a_while() -> None:
    """The action was told to be done when the first leg began."""
    move = Motor(50).move
    assert move.begin(Goal(Part.CURTAIN, 80), 0.0, None) is UP
    for number in range(TIMING.most_orders):
        move.failed(UP, float(number), maybe_done=False, is_awaited=False)
        assert (move.phase, move.due) == (Phase.ASKED, number + TIMING.order_again)
        assert move.tick(number + TIMING.order_again, None) is UP
    move.failed(UP, 100.0, maybe_done=False, is_awaited=False)
    assert (move.phase, move.due) == (Phase.STANDING, None)


def test_where_it_is_wanted_it_is_stopped_while_an_order_to_leave_waits() -> None:
    move = Motor(50).move
    assert move.begin(Goal(Part.CURTAIN, 80), 0.0, None) is UP
    assert move.begin(Goal(Part.CURTAIN, 50), 0.1, None) is STOP


@pytest.mark.parametrize(("end", "away", "back"), [(CLOSED, Direction.UP, DOWN), (OPEN, Direction.DOWN, UP)])
def test_a_curtain_that_runs_away_from_its_end_is_sent_back_to_it(end: float, away: Direction, back: Order) -> None:
    """The bus may tell late that it left: a stop alone would leave it a little open."""
    motor = Motor(end, tilt=end, slat_time=2.0)
    motor.tells(away)
    motor.wait(0.5)
    motor.to(end)
    assert motor.sent == [(back, 0.5)]


def test_a_curtain_whose_slats_are_turned_at_its_end_is_only_stopped() -> None:
    motor = Motor(CLOSED, tilt=CLOSED, slat_time=2.0)
    motor.to(OPEN, Part.SLATS)
    motor.tells(Direction.UP)
    motor.wait(0.5)
    motor.to(CLOSED)
    assert [order for order, _ in motor.sent] == [UP, STOP]


@pytest.mark.parametrize(("after", "then"), [(0.05, [UP, DOWN]), (0.2, [UP])])
def test_what_is_asked_for_right_before_a_stop_is_told_is_later_than_that(after: float, then: list[Order]) -> None:
    """The bus takes longer to tell a stop: whoever asked has seen the motor run, or knew that it had stopped."""
    motor = Motor(None, slat_time=2.0)
    motor.to(50)
    motor.wait(0.6)
    motor.tells(Direction.UP)
    motor.wait(1.0)
    motor.to(CLOSED, Part.SLATS)
    motor.wait(after)
    motor.tells(None)
    motor.wait(0.2)
    assert [order for order, _ in motor.sent] == then


@pytest.mark.parametrize(("told", "at"), [(1.35, OPEN), (0.6, pytest.approx(94, abs=2))])
def test_a_motor_that_was_told_late_may_be_at_its_end_early(told: float, at: float) -> None:
    """The stop at the end is its own: it had turned for longer than the bus knew."""
    motor = Motor(50)
    motor.to(OPEN)
    motor.wait(told)
    motor.tells(Direction.UP)
    motor.wait(FULL / 2 - 0.75 - (told - 1.35 if told > 1 else 0.5))
    motor.tells(None)
    assert motor.travel.way(motor.now) == at


def test_what_goes_on_already_goes_where_it_was_sent_when_to_say_it_again_is_refused() -> None:
    motor = Motor(0)
    motor.to(60)
    motor.wait(0.6)
    motor.tells(Direction.UP)
    motor.wait(1.0)
    motor.to(OPEN)
    motor.move.failed(UP, motor.now, maybe_done=False)
    motor.wait(FULL)
    assert [order for order, _ in motor.sent] == [UP, STOP]
