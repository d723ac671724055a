"""What a check of a gateway has found makes a simulated one that a check finds to be the same."""

import dataclasses
import json
from pathlib import Path

import pytest

from custom_components.openwebnet.own.checkup import Report, check, document
from simulator import HOUSE, Plant, Simulator
from simulator.auth import Auth
from simulator.behaviour import Ack, AnswersOn, Ask
from simulator.trace import plant_of, read

from ..kit import params_of

pytestmark = pytest.mark.usefixtures("socket_enabled")

PASSWORD = "12345"
FRAMES = ("*1*1*11##", "*#1*12*1*150*255##", "*2*0*31##", "*#4*1*0*0215##", "*#4*1*14*0200*1##", "*#18*51*113*120##")


async def checked(plant: Plant) -> Report:
    plant.choose(None, PASSWORD)
    async with Simulator(plant, "127.0.0.1", 0) as simulator:
        return await check(params_of(simulator, PASSWORD))


def habits(report: Report) -> dict[str, object]:
    """Return what a report tells of the gateway, not of how much is on its bus or how long it took."""
    lights = [
        (one.outcome, one.at_once, one.on_command > 0, one.on_event > 0)
        for one in report.general
        if one.request == "*#1*0##"
    ]
    return {
        "identity": (report.model, report.firmware, report.object_model, report.device_type),
        "sessions": (report.authentication, report.selectors, report.command_sessions, report.event_sessions),
        "idle": None if report.idle_close is None else round(report.idle_close),
        "life": (report.sign_of_life, report.echoes_requests, report.shows_refusals),
        "lights": lights,
    }


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("F454", {}),
        ("MH201", {}),
        ("MyHomeServer1", {}),
        ("F454", {"command_sessions": 3, "event_sessions": 2, "command_idle": 20.0}),
        ("F454", {"keep_alive_nack": True, "echoes_requests": True, "shows_nacks": True}),
        ("F454", {"selectors": frozenset("01"), "auth": Auth.SHA1}),
        ("F454", {"ack_of_who": {(1, Ask.GENERAL): Ack.CONFIRMED}, "answers": {1: AnswersOn.COMMAND}}),
        ("MH202", {"answers": {1: AnswersOn.EVENT}, "device_type": 77}),
    ],
)
async def test_a_gateway_is_simulated_with_the_habits_that_a_check_has_found(
    name: str, change: dict[str, object], tmp_path: Path
) -> None:
    plant = Plant.load(HOUSE)
    plant.choose(name)
    plant.model = dataclasses.replace(plant.model, **change)  # type: ignore[arg-type]  # the field's own type
    plant.auth = plant.model.auth
    report = await checked(plant)

    file = tmp_path / "diagnostics.json"
    file.write_text(json.dumps({"data": {"check": document(report), "frames": [{"frame": one} for one in FRAMES]}}))
    made, unknown = plant_of(read(file))
    assert unknown == []
    assert {spec.kind for spec in made.objects} == {"relay", "dimmer", "shutter", "zone", "meter"}
    assert habits(await checked(made)) == habits(report)


def test_a_report_alone_makes_a_gateway_without_objects(tmp_path: Path) -> None:
    file = tmp_path / "check.json"
    found = {**document(Report(model="MH202", echoes_requests=True)), "not_understood": {"*1*77*12##": 2}}
    file.write_text(json.dumps(found))
    plant, unknown = plant_of(read(file))
    assert (plant.model.name, plant.model.echoes_requests, plant.objects) == ("MH202", True, ())
    assert unknown == ["*1*77*12##"]


def test_what_cannot_be_read_of_a_report_is_listed_and_costs_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "check.json"
    found = {**document(Report(model="F454", echoes_requests=True)), "authentication": "rot13", "command_sessions": 7}
    file.write_text(json.dumps(found))
    plant, unknown = plant_of(read(file))
    assert plant.model.echoes_requests
    assert [one.split(" of a check")[0] for one in unknown] == ["authentication", "command_sessions"]


def test_frames_alone_show_refusals_and_echoes(tmp_path: Path) -> None:
    lines = [
        {"format": "openwebnet-trace", "version": 1, "model": "F454"},
        {"session": "event", "direction": "in", "time": "2026-01-01T10:00:00+00:00", "frame": "*#1*11##"},
        {"session": "event", "direction": "in", "time": "2026-01-01T10:00:00+00:00", "frame": "*#*0##"},
    ]
    file = tmp_path / "trace.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    plant, unknown = plant_of(read(file))
    assert unknown == []
    assert plant.model.shows_nacks
    assert plant.model.echoes_requests
