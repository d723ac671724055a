"""What random use has found of shutters, each as the shortest story of it; the judge of random use looks at it."""

import pytest

from .run import run
from .steps import Act, AnyStep, House, Plain, Restart, Sequence, Thing, Trouble, Wall

pytestmark = pytest.mark.usefixtures("socket_enabled")

TIMES: dict[str, Plain] = {"opening_time": 13, "closing_time": 12, "slat_time": 2}


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def found(model: str, *steps: AnyStep, **fields: Plain) -> list[str]:
    """Return what is wrong after this was done with a shutter."""
    shutter = Thing("shutter", "2-31", TIMES | fields, TIMES)
    return [str(one) for one in run(Sequence(0, House(model, (shutter,)), steps)).findings]


@pytest.mark.parametrize("after", [2.0, 3.0, 4.0])
@pytest.mark.parametrize("model", ["MH200N", "F455"])
def test_a_shutter_that_was_stopped_before_its_motor_started_is_ordered_again(model: str, after: float) -> None:
    steps = (
        Act("cover.close_cover", ("2-31",)),
        Wall("2-31", "press", ("0",), after=0.2),
        Act("cover.set_cover_position", ("2-31",), {"position": 0}, after=after),
    )
    assert found(model, *steps, position=100) == []


@pytest.mark.parametrize("after", [0.2, 3.0])
def test_an_order_for_a_shutter_is_not_done_while_nobody_hears_whether_it_still_moves(after: float) -> None:
    steps = (
        Act("cover.set_cover_position", ("2-31",), {"position": 70}),
        Trouble("refuse", 25.0, after=2.0),
        Wall("2-31", "press", ("0",)),
        Act("cover.set_cover_tilt_position", ("2-31",), {"tilt_position": 25}, after=after),
    )
    assert found("F455", *steps) == []


def test_the_later_of_two_positions_at_once_is_reached() -> None:
    things = [Thing("shutter", key, TIMES, TIMES) for key in ("2-31", "2-32")]
    steps = (
        Act("cover.open_cover", ("2-31",)),
        # With this the only session of the gateway is busy.
        Act("cover.open_cover", ("2-32",), after=3.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}),
        Act("cover.set_cover_position", ("2-31",), {"position": 70}),
    )
    assert [str(one) for one in run(Sequence(0, House("H4890", tuple(things)), steps)).findings] == []


@pytest.mark.parametrize("after", [0.1, 0.3, 0.5])
def test_a_direction_that_was_overtaken_and_is_told_ends_no_later_move(after: float) -> None:
    steps = (
        Act("cover.open_cover", ("2-31",)),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}, after=70.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 80}, after=30.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 20}, after=after),
    )
    assert found("F454", *steps, tells_overtaken=True) == []


@pytest.mark.parametrize("after", [0.3, 0.6, 0.8])
def test_a_direction_that_a_busy_bus_tells_late_ends_no_later_move(after: float) -> None:
    things = (Thing("shutter", "2-31", TIMES, TIMES), Thing("relay", "1-12"))
    steps: tuple[AnyStep, ...] = (
        Act("cover.open_cover", ("2-31",)),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}, after=70.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 80}, after=30.0),
        *(Wall("1-12", "press", (what,), after=0.1) for what in "101010"),
        Act("cover.set_cover_position", ("2-31",), {"position": 20}, after=after),
    )
    assert [str(one) for one in run(Sequence(0, House("F454", things, {"speed": 8}), steps)).findings] == []


def test_a_direction_that_is_repeated_after_a_stop_which_followed_it_at_once_moves_nothing() -> None:
    times: dict[str, Plain] = {"opening_time": 13, "closing_time": 12}
    shutter = Thing("shutter", "2-31", times | {"repeats_direction": True}, times)
    steps = (
        Act("cover.open_cover", ("2-31",)),
        Act("cover.close_cover", ("2-31",), after=70.0),
        Act("cover.close_cover", ("2-31",), after=3.0),
        Act("cover.stop_cover", ("2-31",)),
    )
    assert [str(one) for one in run(Sequence(0, House("F454", (shutter,)), steps)).findings] == []


def test_a_shutter_that_has_run_to_its_end_is_known_although_the_connection_is_lost_before_that_is_asked() -> None:
    times: dict[str, Plain] = {"opening_time": 13, "closing_time": 12}
    shutter = Thing("shutter", "2-31", {**times, "position": 0, "tells_end": False}, times)
    steps = (Act("cover.open_cover", ("2-31",)), Trouble("refuse", 25.0, after=73.0))
    assert not run(Sequence(0, House("F459", (shutter,)), steps)).findings


@pytest.mark.parametrize("model", ["MH200", "MH200N"])
def test_a_shutter_that_is_where_it_is_wanted_does_not_leave_by_an_order_before_that(model: str) -> None:
    steps = (
        Act("cover.close_cover", ("2-31",)),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}, after=40.0),
        # The stop keeps the order that follows it waiting.
        Act("cover.stop_cover", ("2-31",), after=40.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 80}),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}, after=0.05),
    )
    assert found(model, *steps) == []


def test_an_answer_that_comes_later_than_the_event_of_what_has_happened_since_is_not_believed() -> None:
    shutter = Thing("shutter", "2-41", TIMES | {"position": 0}, TIMES)
    steps = (
        Act("cover.open_cover", ("2-41",)),
        Trouble("slow", 20.0, after=30.0),
        Act("cover.close_cover", ("2-4",), after=1.0),
        Act("cover.stop_cover", ("2-41",), after=6.0),
    )
    house = House("MH201", (shutter,), collectives=(Thing("many_covers", "2-4"),))
    assert [str(one) for one in run(Sequence(0, house, steps)).findings] == []


def test_a_shutter_with_slats_that_is_told_to_open_again_is_told_so() -> None:
    # It has stopped by itself, and nobody was told.
    times: dict[str, Plain] = {"opening_time": 13, "closing_time": 12, "slat_time": 2}
    fields: dict[str, Plain] = {**times, "position": 0, "tells_end": False, "run_time": 13}
    shutter = Thing("shutter", "2-31", fields, times | {"opening_time": 21})
    steps = (
        Act("cover.close_cover", ("2-31",)),
        Act("cover.open_cover", ("2-31",), after=40.0),
        Act("cover.open_cover", ("2-31",), after=18.0),
    )
    assert [str(one) for one in run(Sequence(0, House("F450", (shutter,)), steps)).findings] == []


@pytest.mark.parametrize("pause", [5.0, 40.0])
def test_a_shutter_that_was_turned_round_when_home_assistant_went_stands_nowhere_known(pause: float) -> None:
    """The stop between two directions was the last that was heard of it."""
    times: dict[str, Plain] = {"opening_time": 14, "closing_time": 12, "slat_time": 2}
    shutter = Thing("shutter", "2-32", {**times, "position": 0, "tells_end": False, "run_time": 14}, {**times})
    steps = (
        Act("cover.open_cover", ("2-32",)),
        Act("cover.close_cover", ("2-32",), after=60.0),
        Wall("2-32", "press", ("1",), after=4.0),
        Restart(pause, after=0.4),
    )
    assert [str(one) for one in run(Sequence(0, House("F459", (shutter,)), steps)).findings] == []


@pytest.mark.parametrize("run_time", [0, 60])
def test_a_blind_that_a_wall_switch_opens_while_it_is_told_to_close_is_open(run_time: int) -> None:
    steps = (
        Restart(after=0.0, pause=5.0),
        Act("cover.open_cover", ("2-31",), after=20.0),
        Act("cover.close_cover", ("2-31",), after=0.0),
        Wall("2-31", "press", ("1",), after=0.4),
    )
    assert found("F450", *steps, position=0, run_time=run_time) == []
