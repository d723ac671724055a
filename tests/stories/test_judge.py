"""A judge that cannot complain is worth nothing."""

import asyncio
import logging
from typing import Any

import pytest

from custom_components.openwebnet.lights.light_entity import OpenWebNetLight
from custom_components.openwebnet.own.items import Automation

from .findings import Fault
from .people import random_sequence
from .run import Result, run
from .shrink import shrink
from .steps import Act, AnyStep, Apply, Broadcast, House, Sequence, Snapshot, Thing, Wall, read

RELAY = Thing("relay", "1-11", {"on": False})
DIMMER = Thing("dimmer", "1-12", {"on": True, "level": 50})
ON = Act("light.turn_on", ("1-11",))
OFF = Act("light.turn_off", ("1-11",), after=1.0)

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


def played(*steps: AnyStep, things: tuple[Thing, ...] = (RELAY, DIMMER)) -> Result:
    return run(Sequence(0, House("F454", things), steps))


def faults(result: Result) -> set[tuple[Fault, str]]:
    return {(finding.fault, finding.key) for finding in result.findings}


def test_a_house_in_which_all_is_well_has_no_findings() -> None:
    dimmed = Act("light.turn_on", ("1-12",), {"brightness": 191})
    steps = (ON, Snapshot("before", ("1-11", "1-12"), after=5.0), OFF, dimmed, Apply("before", after=5.0))
    result = played(*steps, Wall("1-11", "press", after=1.0))
    assert result.findings == ()
    assert result.actions == 5


def test_what_has_changed_without_a_word_is_untrue() -> None:
    assert faults(played(Wall("1-11", "set_level", (100,)))) == {(Fault.UNTRUE, "1-11")}


def test_an_actuator_that_does_not_obey_is_a_lost_intent() -> None:
    broken = Thing("relay", "1-11", {"fault": True})
    assert (Fault.LOST, "1-11") in faults(played(ON, things=(broken,)))


def test_what_is_reported_done_and_never_sent_is_dishonest(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: Any, **__: Any) -> None:
        """Say that it is done."""

    monkeypatch.setattr(OpenWebNetLight, "async_turn_on", nothing)
    assert faults(played(ON)) == {(Fault.DISHONEST, "1-11"), (Fault.LOST, "1-11")}


@pytest.mark.parametrize("seconds", [0.0, 3600.0])
def test_an_action_that_fails_or_is_never_answered_is_no_service(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    async def fails(*_: Any, **__: Any) -> None:
        await asyncio.sleep(seconds)
        raise ValueError("no")

    monkeypatch.setattr(OpenWebNetLight, "async_turn_on", fails)
    assert (Fault.SERVICE, "1-11") in faults(played(ON))


def test_warnings_and_what_is_left_after_unloading_are_not_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    def stays(_: OpenWebNetLight) -> None:
        """Have a timer that nobody ends."""

    async def warns(self: OpenWebNetLight, **_: Any) -> None:
        logging.getLogger("custom_components.openwebnet.light").warning("oh")
        # As if it was defined there.
        code = stays.__code__.replace(co_filename="custom_components/openwebnet/light.py")
        monkeypatch.setattr(stays, "__code__", code)
        self.hass.loop.call_later(10_000, stays, self)

    monkeypatch.setattr(OpenWebNetLight, "async_turn_off", warns)
    assert {(Fault.UNCALM, "log"), (Fault.UNCALM, "unload")} <= faults(played(OFF))


def test_what_failed_is_shrunk_to_the_step_that_matters_and_can_be_read_again() -> None:
    steps = (ON, OFF, Wall("1-12", "set_level", (80,), after=2.0), ON, OFF)
    smallest = shrink(played(*steps))
    assert smallest.sequence.steps == (Wall("1-12", "set_level", (80,)),)
    assert [thing.key for thing in smallest.sequence.house.things] == ["1-12"]
    assert faults(run(read(str(smallest.sequence)))) == {(Fault.UNTRUE, "1-12")}


def test_a_seed_is_always_the_same_sequence() -> None:
    assert random_sequence(5) == random_sequence(5)
    assert random_sequence(5) != random_sequence(6)
    assert read(str(random_sequence(5))) == random_sequence(5)


def test_a_shutter_that_stops_although_all_are_closed_at_the_wall_is_a_lost_intent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = {"opening_time": 14, "closing_time": 12}
    shutter = Thing("shutter", "2-31", {**times, "position": 100}, {**times})
    steps = (
        Act("cover.open_cover", ("2-31",)),
        Act("cover.set_cover_position", ("2-31",), {"position": 50}, after=60.0),
        Broadcast("*2*2*0##", after=3.0),
    )
    assert played(*steps, things=(shutter,)).findings == ()
    monkeypatch.setattr(Automation, "told_to_many", lambda *_: None)
    assert faults(played(*steps, things=(shutter,))) == {(Fault.LOST, "2-31")}
