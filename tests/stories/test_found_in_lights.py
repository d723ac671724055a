"""What random use has found of lights, each as the shortest story of it; the judge of random use looks at it."""

import pytest

from .run import run
from .steps import Act, AnyStep, Apply, House, Reload, Restart, Sequence, Snapshot, Thing, Trouble, Wall

pytestmark = pytest.mark.usefixtures("socket_enabled")

TRAITS = {"traits": (("steps", 100), ("colour", 1), ("white", 1))}


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def found(model: str, lamp: Thing, *steps: AnyStep, **head: int) -> list[str]:
    """Return what is wrong after this was done with a lamp."""
    return [str(one) for one in run(Sequence(0, House(model, (lamp,), head), steps)).findings]


def test_a_colour_leaves_the_real_level_where_only_a_step_of_ten_was_told() -> None:
    lamp = Thing("dali", "1-21", {"tells": "what", "colour": True}, TRAITS)
    steps = (
        Act("light.turn_on", ("1-21",), {"color_temp_kelvin": 4000, "brightness": 128}),
        Act("light.turn_on", ("1-21",), after=0.2),
        Act("light.turn_on", ("1-21",), {"hs_color": (240, 30)}, after=0.9),
    )
    assert found("F453AV", lamp, *steps) == []


def test_the_last_step_of_a_fade_that_a_scene_ends_is_not_taken_for_somebody_elses() -> None:
    lamp = Thing("dali", "1-21", {"on": True, "colour": True}, TRAITS)
    steps = (
        Snapshot("before", ("1-21",)),
        Act("light.turn_on", ("1-21",), {"brightness": 191, "transition": 6.0}),
        # While that is on its way.
        Apply("before", after=0.5),
    )
    assert found("F455", lamp, *steps) == []


def test_a_fade_goes_on_where_a_lamp_tells_steps_of_ten_of_the_fade_before() -> None:
    lamp = Thing("dali", "1-12", {"on": True, "tells": "all", "level": 50})
    steps = (
        Act("light.turn_on", ("1-12",)),
        Act("light.turn_on", ("1-12",), {"brightness": 191, "transition": 6.0}),
        Act("light.turn_on", ("1-12",), {"brightness": 76, "transition": 2.0}, after=1.0),
    )
    assert found("H4890", lamp, *steps, speed=8) == []


def test_a_flash_ends_although_the_gateway_is_away_when_it_is_due() -> None:
    lamp = Thing("dimmer", "1-12", {"on": True, "level": 50}, TRAITS)
    steps = (
        Act("light.turn_on", ("1-12",), {"brightness": 128}),
        Act("light.turn_on", ("1-12",), {"flash": "short"}, after=20.0),
        Trouble("restart", 0.0, after=1.0),
    )
    assert found("F454", lamp, *steps) == []


def test_a_flash_right_after_a_lamp_was_switched_on_leaves_it_on() -> None:
    lamp = Thing("relay", "1-14", {"on": False})
    steps = (Act("light.turn_on", ("1-14",)), Act("light.turn_on", ("1-14",), {"flash": "short"}, after=0.1))
    assert found("MH200N", lamp, *steps) == []


def test_a_flash_in_a_fade_leaves_the_lamp_as_it_was_to_be() -> None:
    lamp = Thing("dali", "1-24", {"on": True, "level": 50, "tells": "all"}, TRAITS)
    steps = (
        Act("light.turn_on", ("1-24",), {"brightness": 255, "transition": 4.0}),
        Act("light.turn_on", ("1-24",), {"flash": "short"}, after=0.5),
    )
    assert found("F453AV", lamp, *steps) == []


def test_a_white_that_is_asked_for_right_after_a_colour_that_fades_is_the_last_word_on_colour() -> None:
    lamp = Thing("dali", "1-12", {"on": False, "tells": "what", "level": 50, "colour": True, "white": True}, TRAITS)
    steps = (
        Act("light.turn_on", ("1-12",), {"hs_color": (40, 30), "brightness": 191, "transition": 6.0}),
        Act("light.turn_on", ("1-12",), {"color_temp_kelvin": 6500}),
    )
    assert found("F454", lamp, *steps) == []


def test_a_lamp_that_flashes_before_it_was_read_is_on_afterwards_as_it_was() -> None:
    lamps = tuple(Thing("relay", f"1-{where}", {"on": True}) for where in ("11", "12", "13", "14", "24"))
    steps = (
        Act("light.turn_on", ("1-24",)),
        Restart(5.0, after=20.0),
        Act("light.turn_on", ("1-24",), {"flash": "short"}),
    )
    # It is the last to tell.
    assert [str(one) for one in run(Sequence(0, House("MH202", lamps, {"speed": 8}), steps)).findings] == []


def test_a_white_that_was_asked_for_in_the_moment_of_a_reload_is_not_kept() -> None:
    lamp = Thing("dali", "1-14", {"colour": True, "white": True, "tells": "all"}, TRAITS)
    steps = (
        Act("light.turn_on", ("1-14",), {"hs_color": (359, 100)}),
        Reload(after=1.5),
        Act("light.turn_on", ("1-14",), {"color_temp_kelvin": 6500, "brightness": 76, "transition": 2.0}, after=1.8),
        Reload(),
    )
    assert found("MyHomeServer1", lamp, *steps, speed=5) == []


def test_a_lamp_that_flashes_on_its_way_is_afterwards_where_it_was_to_go() -> None:
    lamp = Thing("dimmer", "1-22", {"on": True, "level": 20, "steps": 100}, TRAITS)
    steps = (
        Act("light.turn_on", ("1-22",), {"brightness": 191, "transition": 6.0}, after=5.0),
        # The first level is not written yet.
        Act("light.turn_on", ("1-22",), {"flash": "short"}),
    )
    assert found("F453AV", lamp, *steps) == []


@pytest.mark.parametrize("model", ["H4890", "F454"])
def test_a_timer_of_a_wall_switch_ends_although_an_older_on_is_told_after_it(model: str) -> None:
    lamp = Thing("relay", "1-12", {"on": False})
    steps = (
        Act("light.turn_on", ("1-12",), after=5.0),
        Wall("1-12", "press", ("17",), after=0.05),
        Trouble("lose_events", 5.0, after=28.0),
    )
    assert found(model, lamp, *steps) == []


def test_a_flash_ends_although_nobody_has_heard_that_it_began() -> None:
    lamp = Thing("dimmer", "1-11", {"on": False, "tells": "what", "level": 100, "steps": 10})
    steps = (
        Act("light.turn_off", ("1-11",), after=5.0),
        Act("light.turn_on", ("1-11",), {"flash": "long"}, after=20.0),
        Trouble("half_open", 120.0, after=0.2),
    )
    assert found("MyHomeServer1", lamp, *steps, speed=5) == []


def test_a_lamp_that_is_switched_on_while_it_flashes_on_its_way_goes_to_the_end_of_that() -> None:
    lamp = Thing("dali", "1-11", {"on": False, "tells": "captured", "level": 100}, TRAITS)
    steps = (
        Act("light.turn_on", ("1-11",), {"brightness": 76, "transition": 2.0}, after=5.0),
        Act("light.turn_on", ("1-11",), {"flash": "long"}, after=0.1),
        Act("light.turn_on", ("1-11",), after=0.1),
    )
    assert found("MH201", lamp, *steps, speed=8) == []


@pytest.mark.parametrize("before", ["1-13", "1-21"])
@pytest.mark.parametrize("pause", [0.0, 0.02, 0.1])
def test_a_fade_goes_on_although_a_group_that_was_switched_on_before_it_tells_its_levels(
    before: str, pause: float
) -> None:
    lamp = Thing("dali", "1-21", {"on": False, "level": 75, "groups": (2,), "white": True}, TRAITS)
    group = Thing("many_lights", "1-#2", settings={"members": ("1-21",)})
    steps = (
        # Something else is on its way to the gateway.
        Act("light.turn_off", (before,), after=5.0),
        Act("light.turn_on", ("1-#2",)),
        Act("light.turn_on", ("1-21",), {"brightness": 255, "transition": 4.0}, after=pause),
    )
    house = House("F453AV", (lamp, Thing("relay", "1-13")), {}, (group,))
    assert [str(one) for one in run(Sequence(0, house, steps)).findings] == []


def test_a_flash_ends_at_the_level_asked_for_where_the_darkest_is_told_with_the_same_step_of_ten() -> None:
    things = (Thing("dimmer", "1-21", {"on": True, "tells": "all", "steps": 100}), Thing("cen_plus", "25-22"))
    steps = (
        Wall("25-22", "hold", (2, 1.2), after=5.0),
        Act("light.turn_off", ("1-21",), after=0.0),
        Act("light.turn_on", ("1-21",), {"brightness": 255}, after=0.0),
        Act("light.turn_on", ("1-21",), {"brightness": 3}, after=0.1),
        Act("light.turn_on", ("1-21",), {"brightness": 51}, after=0.5),
        Act("light.turn_on", ("1-21",), {"flash": "long"}, after=1.0),
    )
    house = House("MyHomeServer1", things, {"speed": 8})
    assert [str(one) for one in run(Sequence(0, house, steps)).findings] == []


@pytest.mark.parametrize("after", [0.4, 0.5, 0.6])
def test_a_white_whose_report_is_lost_is_asked_for_although_the_one_before_was_told_meanwhile(after: float) -> None:
    lamp = Thing("dali", "1-13", {"tells": "all", "white": True}, {"traits": (("steps", 100), ("white", 1))})
    steps = (
        Act("light.turn_on", ("1-13",), {"color_temp_kelvin": 4000}, after=5.0),
        Act("light.turn_off", ("1-13",), after=5.0),
        Act("light.turn_on", ("1-13",), {"brightness": 191}, after=20.0),
        Act("light.turn_on", ("1-13",), {"brightness": 51}, after=0.1),
        Act("light.turn_on", ("1-13",), {"color_temp_kelvin": 6500}, after=0.0),
        Trouble("refuse", 25.0, after=after),
    )
    assert found("F454", lamp, *steps) == []


def test_a_colour_right_after_a_restart_keeps_the_level_that_was_asked_for_and_not_told_yet() -> None:
    traits = (("steps", 100), ("colour", 1))
    lamp = Thing("dali", "1-23", {"on": True, "level": 100, "tells": "captured", "colour": True}, {"traits": traits})
    steps = (
        Act("light.turn_off", ("1-23",), after=5.0),
        Act("light.turn_on", ("1-23",), {"hs_color": (359, 80), "brightness": 3}, after=20.0),
        Reload(after=1.0),
        Act("light.turn_on", ("1-23",), {"hs_color": (240, 30)}, after=0.0),
    )
    assert found("F453AV", lamp, *steps) == []


@pytest.mark.parametrize("after", [0.05, 0.1, 0.15])
def test_a_fade_goes_on_where_a_colour_that_was_asked_for_before_it_has_waited(after: float) -> None:
    traits = (("steps", 100), ("colour", 1))
    lamp = Thing("dali", "1-11", {"on": True, "level": 50, "tells": "what", "colour": True}, {"traits": traits})
    steps = (
        Act("light.turn_on", ("1-11",), after=20.0),
        Act("light.turn_on", ("1-11",), {"hs_color": (40, 30)}, after=0.2),
        Act("light.turn_on", ("1-11",), {"brightness": 76, "transition": 2.0}, after=after),
    )
    assert found("MH200N", lamp, *steps) == []
