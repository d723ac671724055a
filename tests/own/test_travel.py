"""Position told from time."""

import pytest

from custom_components.openwebnet.own.travel import Direction, Travel


def travel(position: float | None = None) -> Travel:
    """Return a shutter that opens in 20 s and closes in 10 s."""
    shutter = Travel(20, 10)
    shutter.place(position)
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


def test_an_unknown_position_becomes_known_by_a_full_run() -> None:
    """And by nothing less."""
    shutter = travel()
    shutter.start(Direction.DOWN, 0)
    shutter.stop(9.9)
    assert shutter.position(10) is None
    assert shutter.time_to(50, 10) is None
    shutter.start(Direction.UP, 20)
    assert shutter.position(39.9) is None
    assert shutter.position(40) == 100
    shutter.stop(41)
    assert shutter.position(41) == 100


def test_turning_round_while_moving() -> None:
    """The new direction begins where the old one ended; hearing the same direction again changes nothing."""
    shutter = travel(0)
    shutter.start(Direction.UP, 0)
    shutter.start(Direction.UP, 5)
    shutter.start(Direction.DOWN, 10)
    assert shutter.direction is Direction.DOWN
    assert shutter.position(11) == pytest.approx(40)
    shutter.stop(11)
    assert shutter.direction is None


def test_time_to_a_position() -> None:
    """Seconds of running from here."""
    shutter = travel(50)
    assert shutter.time_to(100, 0) == pytest.approx(10)
    assert shutter.time_to(0, 0) == pytest.approx(5)
    assert shutter.time_to(50, 0) == 0
