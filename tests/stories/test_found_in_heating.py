"""What random use has found of thermostats, each as the shortest story of it; the judge of random use looks at it."""

import pytest

from .run import run
from .steps import Act, AnyStep, Apply, House, Reload, Sequence, Snapshot, Thing, Trouble, Wall

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def found(model: str, thing: Thing, *steps: AnyStep) -> list[str]:
    """Return what is wrong after this was done with a thermostat."""
    return [str(one) for one in run(Sequence(0, House(model, (thing,)), steps)).findings]


def test_a_season_that_waits_to_be_written_is_not_what_is_told_of_an_older_one() -> None:
    zone = Thing("zone", "4-2", {"family": "generic", "season": "heating", "mode": "manual", "set_point": 18})
    steps = (
        Snapshot("warm", ("4-2",), after=5.0),
        Act("climate.set_hvac_mode", ("4-2",), {"hvac_mode": "heat"}, after=0.6),
        Act("climate.set_hvac_mode", ("4-2",), {"hvac_mode": "cool"}),
        Act("climate.turn_off", ("4-2",), after=0.6),
        Apply("warm", after=0.5),
    )
    assert found("F459", zone, *steps) == []


def test_no_preset_leaves_a_central_unit_as_it_was_just_asked_to_regulate() -> None:
    unit = Thing("central_unit", "4-#0#1", {"mode": "302", "season": "heating"})
    steps = (
        Act("climate.set_temperature", ("4-#0#1",), {"temperature": 21.0}, after=5.0),
        Act("climate.set_preset_mode", ("4-#0#1",), {"preset_mode": "protection"}, after=20.0),
        Act("climate.set_hvac_mode", ("4-#0#1",), {"hvac_mode": "cool"}, after=20.0),
        Act("climate.set_preset_mode", ("4-#0#1",), {"preset_mode": "none"}),
    )
    assert found("H4890", unit, *steps) == []


@pytest.mark.parametrize("mode", ["off", "protection", "manual"])
@pytest.mark.parametrize("unit_mode", ["110#0200", "302"])
def test_a_scene_of_a_central_unit_and_its_zones_brings_back_each(mode: str, unit_mode: str) -> None:
    zone = Thing("zone", "4-1", {"season": "heating", "mode": mode, "set_point": 23})
    unit = Thing("central_unit", "4-#0", {"mode": unit_mode, "season": "heating"})
    steps = (
        Snapshot("night", ("4-1", "4-#0"), after=5.0),
        Act("climate.set_temperature", ("4-#0",), {"temperature": 18.0}, after=1.0),
        Apply("night", after=60.0),
    )
    assert [str(one) for one in run(Sequence(0, House("F454", (zone, unit)), steps)).findings] == []


def test_a_set_point_outlives_two_changes_of_the_season_that_wait_for_a_slow_gateway() -> None:
    unit = Thing("central_unit", "4-#0#1", {"mode": "302", "season": "heating"})
    steps = (
        Act("climate.set_temperature", ("4-#0#1",), {"temperature": 21.0}, after=5.0),
        Trouble("slow", 10.0, after=20.0),
        Act("climate.turn_off", ("4-#0#1",), after=0.1),
        Act("climate.set_temperature", ("4-#0#1",), {"temperature": 16.0}, after=0.1),
        Act("climate.set_hvac_mode", ("4-#0#1",), {"hvac_mode": "cool"}, after=0.05),
        Act("climate.set_hvac_mode", ("4-#0#1",), {"hvac_mode": "heat"}, after=0.05),
    )
    assert found("MH201", unit, *steps) == []


def test_a_scene_right_after_a_restart_gives_each_zone_what_it_had_although_its_season_is_asked_for_first() -> None:
    zones = (Thing("zone", "4-1"), Thing("zone", "4-4"))
    unit = Thing("central_unit", "4-#0#1", {"mode": "303"})
    others = (Thing("dimmer", "1-11"), Thing("relay", "1-12"), Thing("dali", "1-13"))
    steps = (
        Snapshot("night", ("1-11", "1-12", "1-13", "4-#0#1", "4-1", "4-4")),
        Reload(after=0.1),
        Apply("night", after=0.1),
    )
    house = House("F455", (*others, *zones, unit))
    assert [str(one) for one in run(Sequence(0, house, steps)).findings] == []


@pytest.mark.parametrize("pause", [3.0, 5.0, 7.0])
@pytest.mark.parametrize("after", [0.0, 0.01, 0.02, 0.05, 0.3])
def test_a_unit_that_regulates_by_hand_for_a_moment_of_its_vacation_runs_by_itself_again(
    after: float, pause: float
) -> None:
    """What ends the vacation is written, and not answered yet, when it is told to run by itself."""
    unit = Thing("central_unit", "4-#0", {"mode": "3103", "season": "heating"})
    steps = (
        Act("openwebnet.set_vacation", ("4-#0",), {"days": 14, "program": 1}, after=5.0),
        Act("climate.set_temperature", ("4-#0",), {"temperature": 16.0}, after=pause),
        Act("climate.set_hvac_mode", ("4-#0",), {"hvac_mode": "auto"}, after=after),
    )
    assert found("MH201", unit, *steps) == []


@pytest.mark.parametrize("after", [0.05, 0.1, 0.3, 1.0])
def test_a_vacation_that_is_being_ended_can_be_ended_with_another_program(after: float) -> None:
    unit = Thing("central_unit", "4-#0#1", {"mode": "303"})
    steps = (
        Act("openwebnet.set_vacation", ("4-#0#1",), {"days": 2, "program": 3}, after=5.0),
        Act("openwebnet.end_vacation", ("4-#0#1",), {"program": 3}, after=5.0),
        Act("openwebnet.end_vacation", ("4-#0#1",), {"program": 1}, after=after),
    )
    assert found("F454", unit, *steps) == []


@pytest.mark.parametrize("after", [0.05, 0.1, 0.15])
def test_a_scene_lets_a_smart_zone_run_by_itself_that_had_not_told_its_preset_when_it_was_kept(after: float) -> None:
    zone = Thing("zone", "4-4", {"smart": True, "season": "heating", "set_point": 18.0, "smart_whats": True})
    things = (zone, Thing("central_unit", "4-#0", {"mode": "3101", "season": "heating"}))
    steps = (
        Wall("4-4", "press", ("24",), after=20.0),
        Wall("4-#0", "set_mode", ("3101",), after=0.05),
        Wall("4-4", "press", ("manual",), after=0.3),
        Snapshot("auto", ("4-#0", "4-4"), after=0.4 + after),
        Act("openwebnet.boost", ("4-4",), {"temperature": 24.0, "hours": 1}, after=20.0),
        Apply("auto", after=90.0),
    )
    assert [str(one) for one in run(Sequence(0, House("F453AV", things), steps)).findings] == []
