"""What random use has found, each as the shortest story of it; the judge of random use looks at it."""

import pytest

from .run import run
from .steps import Act, AnyStep, Apply, House, Reload, Restart, Sequence, Snapshot, Thing, Trouble, Wall

pytestmark = pytest.mark.usefixtures("socket_enabled")

TIMES = {"opening_time": 13, "closing_time": 12}


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def found(model: str, things: tuple[Thing, ...], *steps: AnyStep, **head: int) -> list[str]:
    """Return what is wrong after this."""
    return [str(one) for one in run(Sequence(0, House(model, things, head), steps)).findings]


def zone(number: int, **fields: str | float | bool) -> Thing:
    return Thing("zone", f"4-{number}", {"season": "heating", "set_point": 20.5, **fields})


def test_a_zone_that_tells_late_what_it_was_set_to_before_is_asked() -> None:
    zones = (zone(1, mode="protection"), zone(2, mode="protection"), zone(4, mode="off"))
    steps = (
        Snapshot("before", ("4-1", "4-2", "4-4"), after=3.0),
        Act("climate.set_hvac_mode", ("4-1",), {"hvac_mode": "cool"}, after=3.0),
        Apply("before", after=90.0),
    )
    assert found("F455", zones, *steps) == []


@pytest.mark.parametrize("after", [0.8, 1.0, 1.3, 1.5, 1.8, 2.1])
def test_a_knob_that_is_turned_while_the_zone_answers_is_shown(after: float) -> None:
    assert found("F453AV", (zone(2),), Reload(), Wall("4-2", "set_knob", ("off",), after=after)) == []


def test_a_central_unit_takes_a_set_point_of_its_zones_before_they_have_told_any() -> None:
    things = (zone(3), zone(4), Thing("central_unit", "4-#0", {"mode": "302"}))
    steps = (
        Reload(),
        Act("climate.set_preset_mode", ("4-#0",), {"preset_mode": "program_1"}, after=0.0),
        Act("climate.set_hvac_mode", ("4-#0",), {"hvac_mode": "cool"}, after=0.0),
    )
    assert found("F454", things, *steps) == []


@pytest.mark.parametrize("after", [0.3, 0.4, 0.5, 0.6, 0.8, 1.0])
def test_a_scene_brings_a_smart_zone_back_that_still_tells_what_it_was_set_to_before(after: float) -> None:
    things = (zone(3, smart=True, mode="auto"), zone(4, smart=True, mode="auto"), Thing("central_unit", "4-#0"))
    steps = (
        Snapshot("before", ("4-3", "4-4"), after=3.0),
        Act("climate.set_hvac_mode", ("4-#0",), {"hvac_mode": "cool"}, after=3.0),
        Apply("before", after=after),
    )
    assert found("MH200N", things, *steps) == []


@pytest.mark.parametrize("after", [0.8, 1.5, 4.0])
def test_a_shutter_that_is_told_once_more_where_to_go_goes_on_meanwhile(after: float) -> None:
    shutter = Thing("shutter", "2-31", TIMES | {"position": 100}, TIMES)
    steps = (
        Act("cover.open_cover", ("2-31",), after=3.0),
        Act("cover.close_cover", ("2-31",), after=70.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 20}, after=after),
    )
    assert found("MyHomeServer1", (shutter,), *steps) == []


def test_a_blind_that_opens_for_good_opens_over_a_restart() -> None:
    times = TIMES | {"slat_time": 2}
    blind = Thing("shutter", "2-31", times | {"position": 0}, times)
    steps = (
        Act("cover.close_cover_tilt", ("2-31",), after=3.0),
        Act("cover.open_cover", ("2-31",), after=0.4),
        Restart(5.0, after=3.0),
    )
    assert found("MH201", (blind,), *steps) == []


@pytest.mark.parametrize("model", ["F454", "MH200N", "MyHomeServer1"])
def test_a_stop_whose_event_is_lost_was_when_it_was_written(model: str) -> None:
    shutter = Thing("shutter", "2-31", TIMES | {"position": 100}, TIMES)
    steps = (
        Act("cover.open_cover", ("2-31",), after=3.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 35}, after=70.0),
        Trouble("lose_events", 10.0, after=3.0),
    )
    assert found(model, (shutter,), *steps) == []


@pytest.mark.parametrize("after", [0.0, 0.2, 0.5])
def test_a_mode_that_waits_for_the_gateway_is_not_dropped_by_a_preset_that_changes_nothing(after: float) -> None:
    steps = (
        Reload(),
        Act("climate.set_hvac_mode", ("4-2",), {"hvac_mode": "cool"}, after=after),
        Act("climate.set_preset_mode", ("4-2",), {"preset_mode": "none"}, after=0.1),
    )
    assert found("F450", (zone(2, mode="manual"),), *steps) == []


def test_an_answer_that_is_older_than_what_was_told_meanwhile_is_doubted() -> None:
    things = (zone(1, mode="auto", family="season"), Thing("central_unit", "4-#0", {"mode": "3102"}))
    steps = (
        Act("climate.set_hvac_mode", ("4-#0",), {"hvac_mode": "heat"}, after=3.0),
        Act("climate.set_preset_mode", ("4-#0",), {"preset_mode": "program_1"}, after=1.5),
    )
    assert found("F455", things, *steps) == []


def test_a_full_run_that_ends_a_little_early_was_to_the_end() -> None:
    shutter = Thing("shutter", "2-41", TIMES | {"position": 50, "run_time": 11.8}, TIMES)
    assert found("F459", (shutter,), Act("cover.close_cover", ("2-41",), after=3.0)) == []


def test_a_shutter_that_was_ordered_to_move_as_home_assistant_stops_is_not_remembered_where_it_stood() -> None:
    times = TIMES | {"slat_time": 2}
    blind = Thing("shutter", "2-42", times | {"position": 50, "run_time": 0}, times)
    steps = (
        Act("cover.open_cover", ("2-42",), after=3.0),
        Act("cover.set_cover_position", ("2-42",), {"position": 35}, after=70.0),
        # Written, and not acknowledged yet.
        Restart(40.0, after=0.005),
    )
    assert found("F459", (blind,), *steps) == []


def test_what_a_later_action_has_dropped_does_not_count_as_asked() -> None:
    zones = (zone(3, season="cooling", mode="protection"),)
    times = TIMES | {"slat_time": 2}
    steps = (
        Snapshot("before", ("4-3",), after=3.0),
        Act("climate.set_hvac_mode", ("4-3",), {"hvac_mode": "heat"}, after=3.0),
        # The gateway is busy with a request, so that the scene waits.
        Act("cover.close_cover_tilt", ("2-32",), after=1.0),
        Apply("before", after=0.5),
        Act("climate.set_temperature", ("4-3",), {"temperature": 21.0, "hvac_mode": "cool"}, after=0.2),
    )
    assert found("F450", (*zones, Thing("shutter", "2-32", times, times)), *steps) == []


def test_a_central_unit_whose_mode_was_not_heard_is_asked_though_its_report_was() -> None:
    steps = (
        Act("climate.set_preset_mode", ("4-#0",), {"preset_mode": "scenario_2"}, after=3.0),
        Act("climate.set_hvac_mode", ("4-#0",), {"hvac_mode": "auto"}),
        Trouble("lose_events", 10.0),
    )
    assert found("MH200N", (Thing("central_unit", "4-#0"),), *steps) == []


SOURCES = tuple(Thing("source", f"16-10{number}") for number in range(1, 5))


def test_an_amplifier_whose_answer_was_lost_in_part_is_asked_again() -> None:
    amplifiers = tuple(Thing("amplifier", f"16-1{number}", {"on": True}) for number in (2, 1))
    shutters = tuple(Thing("advanced_shutter", f"2-3{number}") for number in (1, 2))
    things = (Thing("aux", "9-5"), *amplifiers, *SOURCES, *shutters)
    assert found("F454", things, Reload(), Trouble("lose_events", 10.0, after=0.6)) == []


def test_a_source_that_is_switched_off_is_not_shown_as_the_one_that_plays() -> None:
    steps = (
        Act("media_player.select_source", ("16-21",), {"source": "Source 4"}, after=3.0),
        Trouble("lose_events", 10.0, after=70.0),
        Act("media_player.select_source", ("16-21",), {"source": "Source 2"}),
    )
    assert found("F453AV", (Thing("amplifier", "16-21"), *SOURCES), *steps) == []


def test_a_stop_that_has_to_be_on_time_does_not_wait_for_a_request_that_nobody_answers() -> None:
    def shutter(number: int, seconds: int) -> Thing:
        times = {"opening_time": seconds, "closing_time": seconds}
        return Thing("shutter", f"2-3{number}", times, times)

    shutters = (shutter(1, 25), shutter(2, 15), shutter(3, 27))
    things = (Thing("aux", "9-4"), zone(1), zone(4), *shutters)
    steps = (Reload(), Act("cover.set_cover_position", ("2-31", "2-32", "2-33"), {"position": 50}))
    assert found("F453AV", things, *steps) == []


def test_a_stop_that_is_refused_as_the_entry_is_unloaded_is_sent_again() -> None:
    shutter = Thing("shutter", "2-31", TIMES, TIMES)
    steps = (
        Act("cover.open_cover", ("2-31",), after=3.0),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}, after=70.0),
        Trouble("nack_next", 10.0, after=2.0),
        Reload(),
    )
    assert found("F454", (shutter,), *steps) == []


def test_a_mode_in_doubt_is_asked_for_though_the_zone_was_asked_often_just_before() -> None:
    def central(service: str, after: float, **data: str | float) -> Act:
        return Act(f"climate.{service}", ("4-#0",), data, after=after)

    steps = (
        central("set_hvac_mode", 0.0, hvac_mode="cool"),
        central("turn_off", 1.5),
        central("set_temperature", 0.9, temperature=16.0),
        Act("climate.set_temperature", ("4-2",), {"temperature": 21.0}, after=8.0),
        # It is told that it is off before the zone has told the last time that it is by hand.
        central("set_temperature", 0.0, temperature=25.0, hvac_mode="off"),
    )
    assert found("MH202", (zone(2, mode="protection"), Thing("central_unit", "4-#0")), *steps) == []


def test_a_level_that_was_asked_for_before_a_colour_does_not_tell_how_bright_that_is() -> None:
    traits = (("steps", 100), ("colour", 1), ("white", 1))
    lamp = Thing("dali", "1-14", {"colour": True}, {"traits": traits})
    steps = (
        Act("light.turn_on", ("1-14",), {"brightness": 76, "transition": 2.0}),
        Act("light.turn_on", ("1-14",), {"hs_color": (40, 30), "brightness": 255}),
    )
    assert found("MyHomeServer1", (lamp,), *steps) == []


def test_a_fade_is_not_ended_by_the_level_that_a_lamp_had_when_it_was_switched_on_just_before() -> None:
    times = {"opening_time": 14, "closing_time": 12}
    things = (Thing("dali", "1-24", {"colour": True}), Thing("shutter", "2-31", times, times))
    steps = (
        # The gateway is busy for a moment.
        Act("cover.close_cover", ("2-31",)),
        Act("cover.open_cover", ("2-31",), after=0.0),
        Act("light.turn_on", ("1-24",), after=0.0),
        Act("light.turn_on", ("1-24",), {"hs_color": (40, 80), "brightness": 76, "transition": 2.0}, after=0.0),
    )
    assert found("F461", things, *steps) == []


def shutter(key: str, **more: str | float | bool) -> Thing:
    """Return a shutter whose times are set right."""
    fields: dict[str, str | float | bool] = {**TIMES, **more}
    settings = {name: value for name, value in fields.items() if name in _SET}
    return Thing("shutter", key, fields, settings)


_SET = ("opening_time", "closing_time", "slat_time")


def test_a_shutter_whose_relay_is_still_on_at_its_end_is_remembered_there() -> None:
    steps = (Act("cover.close_cover", ("2-33",)), Reload(after=70.0))
    assert found("F455", (shutter("2-33", tells_end=False),), *steps) == []


def test_the_direction_that_is_repeated_after_a_stop_is_not_the_begin_of_the_other_one() -> None:
    blind = shutter("2-41", repeats_direction=True, slat_time=2)
    steps = (
        Act("cover.close_cover", ("2-41",)),
        Act("cover.set_cover_position", ("2-41",), {"position": 50}, after=70.0),
        Act("cover.close_cover_tilt", ("2-41",)),
    )
    assert found("F454", (blind,), *steps) == []


def test_a_stop_that_is_in_doubt_was_when_it_was_told() -> None:
    steps = (
        Act("cover.close_cover", ("2-32",)),
        Act("cover.set_cover_position", ("2-32",), {"position": 50}, after=70.0),
        Trouble("nack_next", 25.0, after=4.0),
        # Somebody stops it in the moment in which it is told once more where to go.
        Act("cover.set_cover_position", ("2-31", "2-32"), {"position": 100}),
        Wall("2-32", "press", ("0",)),
    )
    times = {"opening_time": 14, "closing_time": 12}
    late = Thing("shutter", "2-32", {**times, "motor_delay": 0.5}, {**times, "start_delay": 0.5})
    assert found("MH202", (shutter("2-31", opening_time=16, closing_time=15), late), *steps) == []


def test_a_shutter_is_moved_on_that_was_found_moving_as_it_was_told_where_to_go() -> None:
    blind = shutter("2-31", opening_time=27, closing_time=25, slat_time=2)
    steps = (
        Act("cover.set_cover_position", ("2-31",), {"position": 100}),
        Act("cover.set_cover_tilt_position", ("2-31",), {"tilt_position": 100}, after=0.9),
        Reload(),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}, after=0.1),
    )
    things = (Thing("aux", "9-2"), blind, Thing("dimmer", "1-11"))
    sequence = Sequence(0, House("MyHomeServer1", things, {"speed": 8}), steps)
    assert [str(one) for one in run(sequence).findings] == []


@pytest.mark.parametrize("after", [0.9, 1.2, 1.5, 1.8])
def test_a_set_point_that_is_answered_after_another_was_chosen_is_asked_for_again(after: float) -> None:
    things = (zone(1, answer="short"), Thing("dimmer", "1-24"))
    assert found("F455", things, Reload(), Wall("4-1", "press", ("24",), after=after)) == []


def test_an_answer_to_what_was_asked_in_the_moment_of_an_order_does_not_tell_its_effect() -> None:
    steps = (
        Act("climate.set_temperature", ("4-#0#1",), {"temperature": 19.5}),
        Act("climate.set_preset_mode", ("4-#0#1",), {"preset_mode": "program_1"}, after=1.5),
        Trouble("lose_events", 10.0, after=0.6),
    )
    assert found("MyHomeServer1", (zone(4, mode="off"), Thing("central_unit", "4-#0#1")), *steps) == []


def test_a_set_point_is_kept_that_a_mode_has_taken_the_place_of_before_it_was_written() -> None:
    steps = (
        Wall("4-1", "press", ("21.5",)),
        Act("climate.set_temperature", ("4-4",), {"temperature": 19.5, "hvac_mode": "off"}, after=0.4),
        # The gateway is busy asking the zone.
        Act("climate.set_preset_mode", ("4-1",), {"preset_mode": "protection"}, after=1.0),
        Act("climate.set_temperature", ("4-1",), {"temperature": 16.0, "hvac_mode": "cool"}),
        Act("climate.set_hvac_mode", ("4-1",), {"hvac_mode": "cool"}),
    )
    assert found("F454", (zone(1), zone(4)), *steps) == []


def test_white_that_is_told_while_all_are_asked_whether_they_are_on_is_no_answer() -> None:
    traits = (("steps", 100), ("colour", 1), ("white", 1))
    lamp = Thing("dali", "1-13", {"colour": True, "white": True}, {"traits": traits})
    steps = (
        Reload(),
        Act("light.turn_on", ("1-13",), {"hs_color": (240, 80), "brightness": 76, "transition": 2.0}, after=3.0),
        Act("light.turn_on", ("1-13",), {"color_temp_kelvin": 2700, "brightness": 51}, after=0.9),
        Reload(after=0.3),
    )
    assert found("F461", (lamp, Thing("dali", "1-24", {}, {"traits": traits})), *steps) == []


def test_protection_that_follows_a_change_is_not_taken_for_off() -> None:
    things = (zone(4), zone(2, smart=True, season="cooling", mode="protection"))
    steps = (
        Act("climate.set_preset_mode", ("4-2",), {"preset_mode": "none"}),
        Act("climate.set_hvac_mode", ("4-2",), {"hvac_mode": "heat"}),
        Act("climate.set_temperature", ("4-2",), {"temperature": 21.0, "hvac_mode": "cool"}, after=0.6),
        Act("climate.set_preset_mode", ("4-2",), {"preset_mode": "protection"}),
        Act("climate.set_hvac_mode", ("4-4",), {"hvac_mode": "cool"}),
        Act("climate.set_temperature", ("4-4",), {"temperature": 25.0, "hvac_mode": "off"}),
    )
    sequence = Sequence(0, House("F450", things, {"speed": 8}), steps)
    assert [str(one) for one in run(sequence).findings] == []


def test_comfort_ends_with_none_where_it_is_shown() -> None:
    things = (zone(3, smart=True), Thing("central_unit", "4-#0"))
    steps = (
        Act("climate.set_hvac_mode", ("4-3",), {"hvac_mode": "auto"}),
        Act("climate.set_preset_mode", ("4-3",), {"preset_mode": "none"}, after=0.5),
    )
    assert found("F450", things, *steps) == []


@pytest.mark.parametrize("after", [0.2, 0.4, 0.6])
def test_an_order_of_the_central_unit_before_the_last_does_not_tell_that_one(after: float) -> None:
    steps = (
        Act("climate.set_temperature", ("4-#0",), {"temperature": 21.0, "hvac_mode": "off"}),
        Act("climate.set_preset_mode", ("4-#0",), {"preset_mode": "holiday"}),
        Trouble("lose_events", 10.0, after=after),
    )
    sequence = Sequence(0, House("F461", (Thing("central_unit", "4-#0"),), {"speed": 8}), steps)
    assert [str(one) for one in run(sequence).findings] == []


def test_a_zone_whose_knob_is_turned_to_protection_as_it_is_set_is_asked_what_is_in_effect() -> None:
    steps = (
        Act("climate.set_temperature", ("4-4",), {"temperature": 21.0}),
        Wall("4-4", "set_knob", ("protection",), after=0.2),
    )
    assert found("F461", (zone(4),), *steps) == []


def test_one_of_two_modes_that_was_told_is_not_taken_for_the_last() -> None:
    steps = (
        Act("climate.set_preset_mode", ("4-#0",), {"preset_mode": "program_1"}),
        Trouble("lose_events", 10.0, after=0.4),
        Act("climate.turn_off", ("4-3",), after=0.1),
    )
    assert found("F450", (zone(3), zone(1), Thing("central_unit", "4-#0")), *steps) == []


def test_a_mode_that_is_so_by_an_order_on_its_way_is_not_taken_for_done() -> None:
    steps = (
        Trouble("half_open", 120.0),
        Act("climate.set_preset_mode", ("4-#0",), {"preset_mode": "holiday"}),
        Act("climate.set_hvac_mode", ("4-#0",), {"hvac_mode": "auto"}),
    )
    assert found("F459", (Thing("central_unit", "4-#0"),), *steps) == []


def test_a_general_request_that_was_soon_answered_may_tell_what_was_before_an_order() -> None:
    zones = (zone(4, mode="protection"), Thing("central_unit", "4-#0#1"))
    steps = (
        Restart(5.0),
        Act("climate.turn_off", ("4-#0#1",), after=0.2),
        Trouble("lose_events", 10.0, after=0.4),
    )
    assert found("F459", zones, *steps) == []


def test_the_volume_of_an_amplifier_whose_event_is_lost_is_asked() -> None:
    sources = [Thing("source", f"16-10{number}") for number in range(1, 5)]
    steps = (Act("media_player.turn_on", ("16-11",)), Trouble("lose_events", 10.0, after=0.2))
    assert found("MH202", (Thing("amplifier", "16-11"), *sources), *steps, speed=8) == []
