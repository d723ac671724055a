"""What random use has found of groups, areas and all, and of what is lost, each as the shortest story of it."""

import asyncio

import pytest

from .home import Home
from .play import Player
from .run import FairLoop, run
from .steps import Act, AnyStep, Broadcast, House, Plain, Reload, Sequence, Thing, Trouble, Wall

pytestmark = pytest.mark.usefixtures("socket_enabled")

TIMES: dict[str, Plain] = {"opening_time": 14, "closing_time": 12}
SLOW: dict[str, Plain] = {"opening_time": 26, "closing_time": 25}
DIMMERS = tuple(
    Thing("dimmer", f"1-1{point}", {"groups": (1,), "level": 20}, {"traits": (("steps", 100),)}) for point in (1, 2, 3)
)
GROUP = Thing("many_lights", "1-#1", settings={"members": tuple(dimmer.key for dimmer in DIMMERS)})
LAMP = Thing("dali", "1-11", settings={"traits": (("steps", 100),)})
ALL_SHUTTERS = Thing("many_covers", "2-0")


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def found(model: str, things: tuple[Thing, ...], *steps: AnyStep, many: tuple[Thing, ...] = ()) -> list[str]:
    """Return what is wrong after this."""
    return [str(one) for one in run(Sequence(0, House(model, things, collectives=many), steps)).findings]


def shutter(where: str, times: dict[str, Plain], **fields: Plain) -> Thing:
    return Thing("shutter", f"2-{where}", times | fields, times)


def test_a_lamp_is_faded_although_its_area_was_told_a_level_just_before() -> None:
    steps = (
        Act("light.turn_on", ("1-11",), {"brightness": 128}),
        Act("light.turn_on", ("1-1",), {"brightness": 255}, after=70.0),
        Act("light.turn_on", ("1-11",), {"brightness": 191, "transition": 4.0}),
    )
    assert found("MH200N", (LAMP,), *steps, many=(Thing("many_lights", "1-1"),)) == []


def test_a_shutter_that_was_moved_with_all_others_is_known_although_nobody_heard_it_begin() -> None:
    steps = (
        Act("cover.set_cover_position", ("2-31",), {"position": 50}),
        Act("cover.open_cover", ("2-0",), after=90.0),
        Trouble("refuse", 25.0, after=0.55),
    )
    assert found("H4890", (shutter("31", SLOW),), *steps, many=(ALL_SHUTTERS,)) == []


def test_a_direction_that_is_told_after_a_stop_that_was_lost_is_not_believed() -> None:
    things = (shutter("41", TIMES), shutter("32", TIMES, position=0, repeats_direction=True))
    steps = (
        Trouble("lose_events", 10.0),
        Act("cover.open_cover", ("2-32", "2-41")),
        Act("cover.stop_cover", ("2-32",), after=1.0),
    )
    assert found("F450", things, *steps) == []


def test_a_run_of_which_only_the_end_was_heard_is_a_run() -> None:
    things = (shutter("41", TIMES, position=100), shutter("32", TIMES, position=0, run_time=0))
    steps = (
        Act("cover.close_cover", ("2-32",)),
        Act("cover.open_cover", ("2-41",)),
        Trouble("lose_events", 10.0, after=90.0),
        Act("cover.open_cover", ("2-32",)),
        Act("cover.close_cover", ("2-41",), after=0.7),
        Act("cover.open_cover", ("2-41",), after=1.0),
        # A gateway of one session asks for nothing while this one is to be stopped in time.
        Act("cover.set_cover_position", ("2-41",), {"position": 30}, after=1.5),
    )
    assert found("F450", things, *steps) == []


@pytest.mark.parametrize("service", ["open_cover", "stop_cover"])
def test_a_shutter_on_its_way_to_a_position_does_what_all_are_told_since(service: str) -> None:
    steps = (
        Act("cover.close_cover", ("2-31",)),
        Act("cover.set_cover_position", ("2-31",), {"position": 60}, after=90.0),
        Act(f"cover.{service}", ("2-0",), after=3.0),
    )
    assert found("F454", (shutter("31", SLOW),), *steps, many=(ALL_SHUTTERS,)) == []


def test_a_position_that_is_asked_for_after_all_were_told_to_open_is_reached() -> None:
    steps = (
        Act("cover.close_cover", ("2-31",)),
        Act("cover.open_cover", ("2-0",), after=90.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 60}, after=0.1),
    )
    assert found("F454", (shutter("31", SLOW),), *steps, many=(ALL_SHUTTERS,)) == []


@pytest.mark.parametrize(
    "ended_by", [Wall("1-12", "press", ("0",), after=1.0), Act("light.turn_off", ("1-12",), after=1.0)]
)
def test_a_lamp_that_is_switched_off_while_its_group_is_faded_stays_off(ended_by: AnyStep) -> None:
    steps = (Act("light.turn_on", ("1-#1",), {"brightness": 191, "transition": 4.0}), ended_by)
    assert found("F454", DIMMERS, *steps, many=(GROUP,)) == []


def test_a_group_that_is_switched_off_while_it_is_faded_stays_off() -> None:
    steps = (
        Act("light.turn_on", ("1-#1",), {"brightness": 191, "transition": 4.0}),
        Act("light.turn_off", ("1-#1",), after=1.0),
    )
    assert found("F454", DIMMERS, *steps, many=(GROUP,)) == []


def test_a_position_that_is_asked_for_right_after_all_were_stopped_is_reached() -> None:
    steps = (
        Act("cover.close_cover", ("2-41",)),
        Act("cover.stop_cover", ("2-0",), after=90.0),
        Act("cover.set_cover_position", ("2-41",), {"position": 30}),
    )
    assert found("F459", (shutter("41", TIMES, position=0),), *steps, many=(ALL_SHUTTERS,)) == []


def test_a_valve_that_is_closed_while_its_area_is_faded_stays_closed() -> None:
    valve = Thing("relay", "1-14", settings={"used_as": "valve", "open_for": 0.0})
    steps = (
        Act("light.turn_on", ("1-1",), {"brightness": 191, "transition": 4.0}),
        Act("valve.open_valve", ("1-14",), after=0.5),
        Act("valve.close_valve", ("1-14",), after=0.5),
    )
    assert found("F461", (*DIMMERS, valve), *steps, many=(Thing("many_lights", "1-1"),)) == []


def test_a_position_for_a_group_that_was_stopped_in_the_same_moment_is_reached() -> None:
    group = Thing("many_covers", "2-#1", settings={"members": ("2-41", "2-42")})
    things = tuple(shutter(where, TIMES, position=0, groups=(1,)) for where in ("41", "42"))
    steps = (
        Act("cover.close_cover", ("2-#1",)),
        Act("cover.stop_cover", ("2-#1",), after=90.0),
        Act("cover.set_cover_position", ("2-#1",), {"position": 60}),
    )
    assert found("F453AV", things, *steps, many=(group,)) == []


def test_a_shutter_that_is_to_be_stopped_right_after_all_were_told_to_open_opens() -> None:
    steps = (
        Act("cover.open_cover", ("2-42",)),
        Act("cover.set_cover_position", ("2-42",), {"position": 70}, after=90.0),
        # Its stop is due at 4.09 s.
        Act("cover.open_cover", ("2-0",), after=4.04),
    )
    times: dict[str, Plain] = {"opening_time": 14, "closing_time": 12}
    assert found("F454", (shutter("42", times),), *steps, many=(ALL_SHUTTERS,)) == []


def test_each_lamp_of_a_group_that_flashes_is_afterwards_as_it_was() -> None:
    steps = (
        Act("light.turn_on", ("1-11",), {"brightness": 255}),
        Act("light.turn_on", ("1-12",), {"brightness": 76}),
        Act("light.turn_off", ("1-13",)),
        Act("light.turn_on", ("1-#1",), {"flash": "short"}, after=20.0),
    )
    assert found("F454", DIMMERS, *steps, many=(GROUP,)) == []


async def executed(house: House, *steps: AnyStep) -> list[str]:
    """Return the frames that the bus has executed after this."""
    home = Home(house)
    await home.start()
    try:
        await Player(home).play(steps)
        return list(home.simulator.executed)
    finally:
        await home.stop()


@pytest.mark.parametrize("after", [13.3, 13.45])
@pytest.mark.parametrize("many", ["2-0", "2-3", "2-#1"])
def test_a_stop_for_many_is_the_last_word_for_one_that_is_about_to_go_on(many: str, after: float) -> None:
    lights = tuple(Thing("relay", f"1-1{point}") for point in range(1, 9))
    group = Thing("many_covers", many, settings={"members": ("2-31",)} if many == "2-#1" else {})
    house = House("MH200N", (shutter("31", TIMES, position=100, groups=(1,)), *lights), collectives=(group,))
    steps = (
        Act("cover.set_cover_position", ("2-31",), {"position": 30}),
        # They keep the only session busy when it is at its end, and its way up is due.
        Act("light.turn_on", tuple(light.key for light in lights), after=after),
        Act("cover.stop_cover", (many,), after=0.1),
    )
    with asyncio.Runner(loop_factory=FairLoop) as runner:
        frames = runner.run(executed(house, *steps))
    assert "*2*2*31##" in frames
    assert "*2*1*31##" not in frames


def test_all_lamps_switched_off_in_the_moment_they_were_switched_on_stay_off_also_where_one_was_fading() -> None:
    steps = (
        Act("light.turn_on", ("1-11",), {"brightness": 191, "transition": 20.0}),
        Act("light.turn_on", ("1-0",), after=6.0),
        Act("light.turn_off", ("1-0",)),
    )
    assert found("MH200N", (LAMP,), *steps, many=(Thing("many_lights", "1-0"),)) == []


@pytest.mark.parametrize("model", ["MH200N", "F453AV"])
def test_a_shutter_does_not_go_on_to_what_was_asked_of_it_alone_before_all_were_told_otherwise(model: str) -> None:
    steps = (
        Act("cover.stop_cover", ("2-0",)),
        # It goes to an end first, where it is known, and waits for the stop to be written.
        Act("cover.set_cover_position", ("2-41",), {"position": 60}),
        Act("cover.close_cover", ("2-0",)),
        Act("cover.open_cover", ("2-0",), after=1.0),
    )
    assert found(model, (shutter("41", TIMES, position=50),), *steps, many=(ALL_SHUTTERS,)) == []


def test_a_shutter_that_began_to_move_with_others_unheard_stands_nowhere_known_after_a_reload() -> None:
    steps = (
        Act("cover.close_cover", ("2-41",)),
        Act("cover.set_cover_position", ("2-41",), {"position": 60}, after=70.0),
        Act("cover.close_cover", ("2-0",), after=3.0),
        Trouble("half_open", 120.0, after=0.3),
        Reload(after=20.0),
    )
    assert found("F454", (shutter("41", TIMES),), *steps, many=(ALL_SHUTTERS,)) == []


def test_a_direction_in_doubt_that_an_order_for_many_then_causes_begins_with_that() -> None:
    times = {**SLOW, "slat_time": 2}
    steps = (
        Act("cover.open_cover", ("2-41",)),
        Act("cover.close_cover", ("2-41",), after=70.0),
        Act("cover.stop_cover", ("2-41",), after=6.0),
        Act("cover.close_cover", ("2-4",), after=0.5),
        Act("cover.set_cover_position", ("2-41",), {"position": 60}, after=2.5),
    )
    things = (Thing("shutter", "2-41", {**times, "repeats_direction": True, "position": 50}, times),)
    assert found("F461", things, *steps, many=(Thing("many_covers", "2-4"),)) == []


def test_a_shutter_moves_by_nothing_that_was_refused_for_its_group() -> None:
    steps = (
        Act("cover.close_cover", ("2-41",)),
        Act("cover.set_cover_position", ("2-41",), {"position": 35}, after=70.0),
        Trouble("nack_next", 30.0, after=40.0),
        Act("cover.open_cover", ("2-0",), after=20.0),
        Wall("2-41", "press", ("0",), after=6.0),
    )
    assert found("MH200N", (shutter("41", SLOW),), *steps, many=(ALL_SHUTTERS,)) == []


def test_a_shutter_that_is_stopped_while_an_order_for_all_waits_stays_where_it_is() -> None:
    advanced = Thing("advanced_shutter", "2-32", {**SLOW, "position": 50})
    steps = (
        Act("cover.open_cover", ("2-0",)),
        Act("cover.close_cover", ("2-32",), after=0.1),
        Act("cover.open_cover", ("2-0",), after=0.5),
        Act("cover.open_cover", ("2-0",), after=0.1),
        Act("cover.stop_cover", ("2-32",)),
    )
    assert found("F454", (advanced,), *steps, many=(ALL_SHUTTERS,)) == []


def test_slats_are_turned_after_the_shutter_has_gone_where_its_area_was_told() -> None:
    times = {**TIMES, "slat_time": 2}
    steps = (
        Act("cover.close_cover", ("2-33",)),
        Act("cover.set_cover_position", ("2-33",), {"position": 50}, after=40.0),
        Act("cover.close_cover", ("2-3",), after=40.0),
        Act("cover.set_cover_tilt_position", ("2-33",), {"tilt_position": 100}, after=0.55),
    )
    assert found("F459", (Thing("shutter", "2-33", times, times),), *steps, many=(Thing("many_covers", "2-3"),)) == []


def test_a_lamp_flashes_and_is_then_as_its_group_was_told_just_before() -> None:
    steps = (
        Act("light.turn_on", ("1-#1",)),
        # The only session of the gateway is busy with that.
        Act("light.turn_on", ("1-12",), after=20.0),
        Act("light.turn_off", ("1-#1",)),
        Act("light.turn_on", ("1-11",), {"flash": "long"}),
    )
    assert found("MH200", DIMMERS, *steps, many=(GROUP,)) == []


@pytest.mark.parametrize("model", ["MH202", "MH200N"])
def test_a_shutter_goes_where_it_was_asked_to_go_last_although_all_were_told_otherwise_just_before(model: str) -> None:
    steps = (
        Act("cover.open_cover", ("2-41",)),
        Act("cover.set_cover_position", ("2-41",), {"position": 30}, after=70.0),
        # These wait for their turn.
        Act("cover.stop_cover", ("2-0",), after=0.05),
        Act("cover.open_cover", ("2-0",), after=0.05),
        Act("cover.set_cover_position", ("2-41",), {"position": 50}),
    )
    assert found(model, (shutter("41", SLOW),), *steps, many=(ALL_SHUTTERS,)) == []


def test_a_shutter_that_goes_where_it_is_wanted_already_is_not_overruled_by_what_waits_for_its_area() -> None:
    """The position needs no frame of its own, and what was asked before it is written after that."""
    # Nobody knows where it stands: it goes up first.
    steps = (
        Act("cover.set_cover_position", ("2-31",), {"position": 60}),
        Act("cover.close_cover", ("2-3",), after=20.0),
        Act("cover.set_cover_position", ("2-3",), {"position": 60}, after=0.0),
    )
    house = (shutter("31", {"opening_time": 16, "closing_time": 15}),)
    assert found("MyHomeServer1", house, *steps, many=(Thing("many_covers", "2-3"),)) == []


@pytest.mark.parametrize("after", [0.05, 0.1, 0.3])
def test_what_is_answered_to_a_question_to_an_area_ends_no_run_that_nobody_heard(after: float) -> None:
    """It was stopped before its motor started; the area is asked when nothing was told of it."""
    steps = (
        Act("cover.open_cover", ("2-31",)),
        Act("cover.close_cover", ("2-3",), after=20.0),
        Wall("2-31", "press", ("0",), after=after),
    )
    things = (shutter("31", SLOW, position=100), shutter("32", SLOW, position=100))
    assert found("MH202", things, *steps, many=(Thing("many_covers", "2-3"),)) == []


@pytest.mark.parametrize(("first", "second"), [(0.05, 0.1), (0.1, 0.05), (0.15, 0.0), (0.2, 0.0)])
def test_a_fade_that_follows_a_level_and_an_off_for_groups_goes_to_its_end(first: float, second: float) -> None:
    """What is told of the level before it comes in two frames: the second is of no later order than the first."""
    lamp = Thing("dimmer", "1-22", {"on": True, "groups": (1, 2), "tells": "all"})
    other = Thing("dimmer", "1-11", {"groups": (2, 1)})
    groups = tuple(Thing("many_lights", f"1-#{group}", settings={"members": (other.key, lamp.key)}) for group in (2, 1))
    steps = (
        Act("light.turn_on", ("1-22",), {"brightness": 128}),
        Act("light.turn_on", ("1-#1",), {"brightness": 128}, after=3.0),
        Act("light.turn_off", ("1-#2",), after=first),
        Act("light.turn_on", ("1-22",), {"brightness": 255, "transition": 4.0}, after=second),
    )
    assert found("MH200", (other, lamp), *steps, many=groups) == []


@pytest.mark.parametrize("after", [0.05, 0.1, 0.2])
def test_a_fade_goes_on_although_the_lamp_tells_late_that_a_wall_switch_had_put_its_group_out(after: float) -> None:
    things = tuple(
        Thing("dali", f"1-{number}", {"on": True, "level": 50, "groups": (2,), "tells": "captured", "white": True})
        for number in range(12, 15)
    )
    steps = (
        Broadcast("*1*0*#2##", after=20.0),
        Act("light.turn_on", ("1-12",), {"brightness": 191, "transition": 6.0}, after=after),
        Act("light.turn_on", ("1-13",), {"brightness": 76, "transition": 2.0}, after=0.0),
    )
    group = Thing("many_lights", "1-#2", {}, {"members": tuple(thing.key for thing in things)})
    house = House("MH200N", things, {"speed": 8}, (group,))
    assert [str(one) for one in run(Sequence(0, house, steps)).findings] == []


def test_a_fade_goes_on_where_a_late_bus_tells_at_which_level_a_lamp_went_on_before_it() -> None:
    things = (
        Thing("dali", "1-21", {"on": False}),
        Thing("relay", "1-22", {}, {"used_as": "outlet"}),
        Thing("dali", "1-23", {"on": True, "groups": (2,), "tells": "all"}, {"traits": (("steps", 100), ("white", 1))}),
        Thing("cen", "15-55"),
    )
    many = (Thing("many_lights", "1-#2", {}, {"members": ("1-23",)}), Thing("many_lights", "1-2"))
    steps = (
        Act("light.turn_off", ("1-2",), after=20.0),
        Act("light.turn_on", ("1-#2",), after=0.5),
        Act("light.turn_on", ("1-2",), {"brightness": 51, "transition": 4.0}, after=0.1),
        Wall("15-55", "press", (1, 1.2), after=0.0),
        Act("switch.turn_on", ("1-22",), after=0.0),
    )
    house = House("H4890", things, {"speed": 8}, many)
    assert [str(one) for one in run(Sequence(0, house, steps)).findings] == []
