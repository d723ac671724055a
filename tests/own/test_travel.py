"""Position and tilt told from time."""

import pytest
from hypothesis import given
from hypothesis.strategies import builds, floats, none, one_of, sampled_from

from custom_components.openwebnet.own.timing import TIMING
from custom_components.openwebnet.own.travel import CLOSED, EARLY_END, OPEN, Direction, Goal, Mechanics, Part, Travel

CURTAIN, SLATS = Part.CURTAIN, Part.SLATS
DIRECTIONS = sampled_from(Direction)
PERCENT = floats(0, 100)
MECHANICS = builds(
    Mechanics,
    opening_time=floats(1, 300),
    closing_time=floats(1, 300),
    start_delay=floats(0, 5),
    slat_share=floats(0, 80),
    slat_time=one_of(sampled_from([0.0]), floats(0.1, 10)),
    opening_half=one_of(none(), floats(25, 75)),
    closing_half=one_of(none(), floats(25, 75)),
)


def travel(way: float | None = None, tilt: float | None = None, **mechanics: float) -> Travel:
    """Return a shutter that opens in 20 s and closes in 10 s."""
    shutter = Travel(Mechanics(20, 10, **mechanics))
    shutter.place(way, tilt)
    return shutter


def test_opening_and_closing_have_their_own_times() -> None:
    """10 s up are half the way, 10 s down all of it."""
    shutter = travel(0)
    shutter.start(Direction.UP, 100)
    assert shutter.position(105) == pytest.approx(25)
    shutter.stop(110)
    assert shutter.position(500) == pytest.approx(50)
    shutter.start(Direction.DOWN, 500)
    assert shutter.position(503) == pytest.approx(20)
    assert shutter.position(600) == 0


def test_after_half_of_the_time_the_curtain_is_where_it_was_said_to_be() -> None:
    """Both ways on their own, and monotone between the ends."""
    shutter = travel(0, opening_half=35, closing_half=75)
    shutter.start(Direction.UP, 0)
    assert shutter.position(10) == pytest.approx(35)
    shutter.stop(20)
    shutter.start(Direction.DOWN, 100)
    assert shutter.position(105) == pytest.approx(75)
    seen = [shutter.position(100 + index / 10) or 0.0 for index in range(101)]
    assert seen == sorted(seen, reverse=True)
    assert (seen[0], seen[-1]) == (100, 0)


def test_what_is_not_said_of_half_of_the_time_moves_evenly() -> None:
    shutter = travel(0, slat_share=20)
    assert shutter.mechanics.half_way(Direction.UP) == shutter.mechanics.half_way(Direction.DOWN) == 37.5
    shutter.start(Direction.UP, 0)
    assert shutter.way(5) == pytest.approx(25)


def test_an_unknown_position_becomes_known_by_a_full_run() -> None:
    """And by nothing that is much less."""
    shutter = travel()
    shutter.start(Direction.DOWN, 0)
    shutter.stop(10 - EARLY_END - 0.1)
    assert shutter.position(10) is None
    assert shutter.time_to(Goal(CURTAIN, 50), 10) is None
    shutter.start(Direction.UP, 20)
    assert shutter.time_to_know(CURTAIN, Direction.UP, 25) == pytest.approx(15)
    assert shutter.position(39.9) is None
    assert shutter.position(40) == 100
    shutter.stop(41)
    assert shutter.position(41) == 100


def test_from_an_unknown_position_the_nearer_end_comes_first() -> None:
    assert travel().toward(Goal(CURTAIN, 50), 0) is Direction.UP
    assert travel().toward(Goal(CURTAIN, 49), 0) is Direction.DOWN


def test_turning_round_while_moving() -> None:
    """The motor pauses before it turns round; hearing the same direction again changes nothing."""
    shutter = travel(0)
    shutter.start(Direction.UP, 0)
    shutter.start(Direction.UP, 5)
    shutter.start(Direction.DOWN, 10)
    assert shutter.direction is Direction.DOWN
    assert shutter.position(11) == pytest.approx(40 - 5 * TIMING.motor_start)
    shutter.stop(11)
    assert shutter.direction is None


def test_time_to_a_position() -> None:
    """Seconds of running from here."""
    shutter = travel(50)
    assert shutter.time_to(Goal(CURTAIN, 100), 0) == pytest.approx(10)
    assert shutter.time_to(Goal(CURTAIN, 0), 0) == pytest.approx(5)
    assert shutter.time_to(Goal(CURTAIN, 50), 0) == 0


def test_a_stop_just_before_an_end_is_the_end() -> None:
    """An actuator that stops some hundredths early leaves no remainder that adds up."""
    shutter = travel(0)
    shutter.start(Direction.UP, 0)
    shutter.stop(19.95)
    assert shutter.position(20) == 100
    shutter.start(Direction.DOWN, 20)
    shutter.stop(29.5)
    assert shutter.position(30) == pytest.approx(5)


def test_nothing_moves_in_the_start_delay() -> None:
    shutter = travel(0, start_delay=2)
    shutter.start(Direction.UP, 0)
    assert shutter.position(2) == 0
    assert shutter.time_to(Goal(CURTAIN, 50), 0) == pytest.approx(12)
    assert shutter.time_to(Goal(CURTAIN, 50), 1) == pytest.approx(11)
    assert shutter.time_to(Goal(CURTAIN, 50), 4) == pytest.approx(8)
    assert shutter.position(12) == pytest.approx(50)
    shutter.stop(12)
    # Whoever stops it before the motor turns has moved nothing.
    shutter.start(Direction.DOWN, 20)
    shutter.stop(21.9)
    assert shutter.position(30) == pytest.approx(50)


def test_a_full_run_takes_the_start_delay_as_well() -> None:
    shutter = travel(start_delay=2)
    shutter.start(Direction.DOWN, 0)
    assert shutter.time_to_know(CURTAIN, Direction.DOWN, 0) == pytest.approx(12)
    assert shutter.position(11.9) is None
    assert shutter.position(12) == 0


def test_the_curtain_rests_on_the_sill_while_its_slats_open() -> None:
    """A quarter of 20 s: 5 s for the slats, 15 s for the curtain."""
    shutter = travel(0, slat_share=25)
    shutter.start(Direction.UP, 0)
    assert shutter.position(5) == 0
    assert shutter.way(4) == pytest.approx(20)
    assert shutter.position(8) == pytest.approx(20)
    assert shutter.position(20) == 100
    assert shutter.time_to(Goal(CURTAIN, 20), 0) == pytest.approx(8)


def test_a_curtain_that_comes_down_is_closed_before_its_slats_are() -> None:
    shutter = travel(100, slat_share=40)
    shutter.start(Direction.DOWN, 0)
    assert shutter.position(3) == pytest.approx(50)
    assert shutter.position(6) == 0
    assert shutter.way(6) == pytest.approx(40)
    assert shutter.way(10) == 0
    assert shutter.time_to(Goal(CURTAIN, 0), 6) == pytest.approx(4)


def test_the_slats_of_a_blind_turn_before_the_curtain_moves() -> None:
    """2 s for the slats; the rest of the 20 s up and 10 s down for the curtain."""
    blind = travel(0, 0, slat_time=2)
    blind.start(Direction.UP, 0)
    assert (blind.position(1), blind.tilt(1)) == (0, 50)
    assert (blind.position(2), blind.tilt(2)) == (0, 100)
    assert blind.position(11) == pytest.approx(50)
    blind.stop(11)
    blind.start(Direction.UP, 20)
    assert blind.position(29) == 100
    blind.stop(20 + 1.8)
    assert blind.position(30) == pytest.approx(60)
    blind.start(Direction.DOWN, 30)
    assert blind.tilt(30.5) == pytest.approx(75)
    assert blind.position(32) == pytest.approx(60)
    assert blind.position(34) == pytest.approx(35)
    assert (blind.position(40), blind.tilt(40)) == (0, 0)


def test_time_to_a_tilt_and_to_a_position_of_a_blind() -> None:
    blind = travel(50, 100, slat_time=2, start_delay=1)
    assert blind.toward(Goal(SLATS, 30), 0) is Direction.DOWN
    assert blind.time_to(Goal(SLATS, 30), 0) == pytest.approx(1 + 1.4)
    assert blind.time_to(Goal(CURTAIN, 100), 0) == pytest.approx(1 + 9)
    assert blind.time_to(Goal(CURTAIN, 25), 0) == pytest.approx(1 + 2 + 2)
    assert blind.is_at(Goal(SLATS, 100), 0)
    assert not blind.is_at(Goal(SLATS, 98), 0)


def test_an_unknown_tilt_becomes_known_when_the_slats_have_turned() -> None:
    blind = travel(50, slat_time=2)
    assert blind.time_to(Goal(SLATS, 30), 0) is None
    assert not blind.is_at(Goal(SLATS, 30), 0)
    blind.start(Direction.DOWN, 0)
    assert blind.time_to_know(SLATS, Direction.DOWN, 0.5) == pytest.approx(1.5)
    assert blind.tilt(1.9) is None
    assert blind.tilt(2) == 0


def test_slats_that_take_as_long_as_everything_leave_something_for_the_curtain() -> None:
    blind = travel(0, 0, slat_time=10)
    blind.start(Direction.DOWN, 0)
    blind.start(Direction.UP, 1)
    assert blind.position(100) == 100


@given(mechanics=MECHANICS, way=one_of(none(), PERCENT), tilt=one_of(none(), PERCENT), direction=DIRECTIONS)
def test_a_full_run_ends_exactly_at_an_end_from_anywhere(
    mechanics: Mechanics, way: float | None, tilt: float | None, direction: Direction
) -> None:
    shutter = Travel(mechanics)
    shutter.place(way, tilt)
    shutter.start(direction, 0)
    end = mechanics.start_delay + mechanics.full_time(direction)
    shutter.stop(end + 1e-6)
    assert shutter.position(end) == shutter.way(end) == shutter.tilt(end) == direction.end


@given(mechanics=MECHANICS, way=PERCENT, tilt=PERCENT, target=floats(0.01, 100), began=floats(0, 1e6))
def test_who_runs_for_the_time_to_a_position_is_there(
    mechanics: Mechanics, way: float, tilt: float, target: float, began: float
) -> None:
    goal = Goal(CURTAIN, target)
    _run_and_meet(mechanics, way, tilt, goal, began)


@given(mechanics=MECHANICS, way=PERCENT, tilt=PERCENT, target=PERCENT, began=floats(0, 1e6))
def test_who_runs_for_the_time_to_a_tilt_is_there_and_the_curtain_has_not_moved(
    mechanics: Mechanics, way: float, tilt: float, target: float, began: float
) -> None:
    if not mechanics.slat_time:
        return
    _run_and_meet(mechanics, way, tilt, Goal(SLATS, target), began)


def _run_and_meet(mechanics: Mechanics, way: float, tilt: float, goal: Goal, began: float) -> None:
    shutter = Travel(mechanics)
    shutter.place(way, tilt)
    before = shutter.position(began)
    seconds = shutter.time_to(goal, began)
    assert seconds is not None
    assert seconds >= 0
    shutter.start(shutter.toward(goal, began), began)
    # On the way the remaining time shrinks as the clock goes on.
    rest = shutter.time_to(goal, began + seconds / 2)
    assert rest == pytest.approx(seconds / 2, abs=1e-4)
    value = shutter.tilt if goal.part is SLATS else shutter.position
    assert value(began + seconds) == pytest.approx(goal.value, abs=1e-3)
    if goal.part is SLATS:
        assert shutter.position(began + seconds) == pytest.approx(before, abs=1e-3)


@given(mechanics=MECHANICS, position=PERCENT)
def test_position_and_way_are_inverse(mechanics: Mechanics, position: float) -> None:
    way = mechanics.way(position)
    assert CLOSED <= way <= OPEN
    assert mechanics.position(way) == pytest.approx(position, abs=1e-9)
