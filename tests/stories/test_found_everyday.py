"""What random use has found of everyday things, each as the shortest story of it; its judge looks at it."""

from dataclasses import replace

import pytest

from .run import run
from .steps import Act, AnyStep, House, Reload, Restart, Sequence, Thing, Trouble, Wall

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def found(model: str, things: tuple[Thing, ...], *steps: AnyStep) -> list[str]:
    """Return what is wrong after this."""
    return [str(one) for one in run(Sequence(0, House(model, things), steps)).findings]


@pytest.mark.parametrize("enabled", [True, False])
def test_a_load_that_was_forced_when_it_was_read_is_asked_when_that_ends(enabled: bool) -> None:
    forced = Act("button.press", ("3-#2",))
    steps = (forced, Reload(after=20.0), Wall("3-#2", "end_forcing", after=20.0))
    assert found("MH202", (Thing("load", "3-#2", {"enabled": enabled}),), *steps) == []


PANEL = Thing(
    "alarm",
    "5-0",
    {"zones": (1, 2), "arm_aux": 5},
    {"traits": (("panel", 1),), "disarm_channel": 5, "arm_channel": 5, "night_channel": 5},
)


@pytest.mark.parametrize("armed", [True, False])
@pytest.mark.parametrize("raised", ["intrude", "tamper", "panic"])
def test_an_alarm_that_was_ended_while_the_gateway_was_away_is_over(armed: bool, raised: str) -> None:
    # Armed again, it tells the same as before.
    again = (Wall("5-0", "arm", after=1.0),) if armed else ()
    before = (Wall("5-0", "arm"),) if armed else ()
    away = (Trouble("refuse", 25.0, after=5.0), Wall("5-0", "disarm", after=1.0))
    assert found("F454", (PANEL,), *before, Wall("5-0", raised, (1,), after=1.0), *away, *again) == []


@pytest.mark.parametrize("channel", [1, 9])
def test_a_technical_alarm_that_was_ended_while_the_gateway_was_away_is_over(channel: int) -> None:
    away = (Trouble("refuse", 25.0, after=5.0), Wall("5-0", "reset_technical", (channel,), after=1.0))
    assert found("F461", (PANEL,), Wall("5-0", "raise_technical", (channel,)), *away) == []


def test_an_alarm_that_still_is_one_stays_one_when_the_gateway_comes_back() -> None:
    steps = (Wall("5-0", "panic", (2,)), Wall("5-0", "raise_technical", (9,)), Trouble("refuse", 25.0, after=5.0))
    assert found("F454", (PANEL,), *steps) == []


@pytest.mark.parametrize("pause", [1.0, 40.0])
def test_the_way_in_which_an_alarm_was_armed_outlives_home_assistant(pause: float) -> None:
    armed = Act("alarm_control_panel.alarm_arm_night", ("5-0",))
    assert found("F454", (PANEL,), armed, Restart(pause, after=20.0)) == []


def test_a_technical_alarm_does_not_bring_back_the_alarm_of_the_zone_with_its_number() -> None:
    steps = (
        Wall("5-0", "tamper", (1,)),
        Wall("5-0", "disarm", after=5.0),
        Wall("5-0", "raise_technical", (1,), after=5.0),
    )
    assert found("F459", (PANEL,), *steps) == []


def test_the_last_of_three_orders_in_one_moment_is_the_last_on_the_bus() -> None:
    channels = {"disarm_channel": 7, "arm_channel": 3, "home_channel": 3}
    panel = replace(
        PANEL, fields={**PANEL.fields, "arm_aux": 3, "disarm_aux": 7}, settings={**PANEL.settings, **channels}
    )
    steps = (Act(f"alarm_control_panel.alarm_{order}", ("5-0",)) for order in ("arm_away", "arm_home", "disarm"))
    assert found("F461", (panel,), *steps) == []


def test_of_three_orders_at_once_the_last_tells_in_which_way_it_is_armed() -> None:
    steps = (
        Act("alarm_control_panel.alarm_arm_night", ("5-0",), after=5.0),
        Act("alarm_control_panel.alarm_disarm", ("5-0",)),
        Act("alarm_control_panel.alarm_arm_night", ("5-0",), after=0.1),
    )
    assert found("MH201", (PANEL,), *steps) == []


def test_an_alarm_that_was_ended_by_an_order_of_which_nothing_was_heard_is_over() -> None:
    steps = (
        Act("alarm_control_panel.alarm_arm_away", ("5-0",), after=5.0),
        Wall("5-0", "intrude", (1,), after=1.0),
        Trouble("lose_events", 5.0, after=5.0),
        Act("alarm_control_panel.alarm_disarm", ("5-0",)),
        Act("alarm_control_panel.alarm_arm_away", ("5-0",), after=1.0),
    )
    assert found("MyHomeServer1", (PANEL,), *steps) == []


def test_a_load_that_was_cut_off_unheard_before_it_was_forced_is_shown_as_that_afterwards() -> None:
    steps = (
        Trouble("lose_events", 10.0, after=20.0),
        Wall("3-#2", "set_enabled", (False,), after=2.0),
        Act("button.press", ("3-#2",), after=70.0),
        Wall("3-#2", "end_forcing", after=6.0),
    )
    assert found("F455", (Thing("load", "3-#2", {"enabled": True}),), *steps) == []


def test_a_panel_whose_general_request_is_refused_once_is_read_all_the_same() -> None:
    """It was heard of meanwhile, by what happened alone: that told nothing of its mains."""
    lamp = Thing("dali", "1-14", settings={"traits": (("steps", 100),)})
    steps = (
        Act("alarm_control_panel.alarm_arm_away", ("5-0",)),
        Reload(after=0.1),
        Wall("5-0", "disarm"),
        Trouble("nack_next", 25.0),
    )
    assert found("MH200", (lamp, PANEL), *steps) == []


@pytest.mark.parametrize("after", [0.6, 1.0])
def test_an_alarm_that_is_ended_right_after_the_panel_was_read_is_over(after: float) -> None:
    """That it is disarmed was told in the answer, too, where it was said when there was an alarm."""
    zone = Thing("zone", "4-2")
    steps = (
        Act("climate.set_temperature", ("4-2",), {"temperature": 21.0}),
        Act("climate.set_temperature", ("4-2",), {"temperature": 19.5, "hvac_mode": "cool"}, after=0.1),
        Wall("5-0", "intrude", (1,)),
        Reload(after=1.0),
        Wall("5-0", "disarm", after=after),
    )
    assert found("F459", (zone, PANEL), *steps) == []


def test_what_is_heard_while_the_entities_go_is_not_in_the_way_of_its_entity_afterwards() -> None:
    """A shutter is stopped while they go, which takes a moment; the channel of the alarm is heard first then."""
    times = {"opening_time": 12, "closing_time": 12}
    shutter = Thing("shutter", "2-31", {**times}, {**times})
    panel = replace(PANEL, fields={"zones": (1, 7), "arm_aux": 8, "disarm_aux": 5})
    steps = (
        Act("openwebnet.boost", ("4-3",), {"temperature": 24.0, "hours": 1}),
        Act("cover.set_cover_position", ("2-31",), {"position": 80}, after=0.2),
        Act("alarm_control_panel.alarm_disarm", ("5-0",), after=0.0),
        Reload(after=0.1),
    )
    assert found("MH200", (Thing("zone", "4-3"), shutter, panel), *steps) == []
