"""A plant that is made from what was recorded of another one."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from simulator import HOUSE, Plant, PlantError, Simulator
from simulator.trace import plant_of, read, replay

from .conftest import Run
from .installed import ROOT

# What only tells when something happens, or says nothing of its own accord.
UNHEARD = {"cen", "cen_plus", "scenario_module", "source", "probe"}
# What a trace cannot tell apart from it.
ALIKE = {"dimmer": {"relay", "dimmer"}, "advanced_shutter": {"shutter", "advanced_shutter"}}


def trace_of(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "trace.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return path


async def test_a_recorded_house_is_made_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "house.jsonl"
    assert (await run("record", str(file), "--seconds", "60")).status == 0
    plant, unknown = plant_of(read(file))
    assert (plant.model.name, plant.firmware) == ("F454", "2.0.51")
    made = {spec.text("where"): spec for spec in plant.objects}
    house = [spec for spec in Plant.load(HOUSE).objects if spec.kind not in UNHEARD]
    for spec in house:
        found = [one for one in plant.objects if one.text("where") == spec.text("where")]
        assert {one.kind for one in found} & ALIKE.get(spec.kind, {spec.kind}), spec
    assert made["12"].values["level"] == 63
    assert made["36"].values["position"] == 40
    assert made["4"].values["set_point"] == 22.5
    alarm = made["0"]
    assert (alarm.values["zones"], alarm.values["divided"]) == ((1, 2, 3, 4), (4,))
    # Answers of diagnostics are the only thing that is not taken.
    assert [frame for frame in unknown if not frame.startswith(("*#1001*", "*#1004*", "*#1018*"))] == []


@pytest.mark.parametrize(
    ("frames", "kind", "values"),
    [
        (["*1*1*12##"], "relay", {"on": True}),
        (["*1*1*12##", "*#1*12*1*163*255##"], "dimmer", {"on": True, "level": 63, "steps": 100}),
        (["*#1*12*1*163*255##", "*1*0*12##"], "dimmer", {"on": False, "level": 63}),
        (["*#1*12*1*100*255##"], "dimmer", {"on": False}),
        (["*2*1*0312#4#02##"], "shutter", {}),
        (["*2*1*36##", "*#2*36*10*10*40*001*0##"], "advanced_shutter", {"position": 40}),
        (["*#4*1*0*1015##", "*#4*1*14*0200*1##"], "zone", {"temperature": -1.5, "set_point": 20.0}),
        (["*#4*4*7*1*2##", "*#4*4*60*46##"], "zone", {"smart": True, "mode": "off", "humidity": 46}),
        (["*4*303*3##", "*#4*3*13*12##"], "zone", {"mode": "off", "offset": -2}),
        (["*4*110#0180*#0##"], "central_unit", {"mode": "110#0180"}),
        (["*4*4002#1*0#3##"], "actuator", {}),
        (["*#1*0015*6*24125##"], "light_sensor", {"lux": 24125}),
        (["*1*1*12##", "*#1*12*12*511*127*255##", "*#1*12*14*1##"], "relay", {"on": True}),
        (["*9*1*3##"], "aux", {"on": True}),
        (["*25*31#1*37##"], "contact", {"on": True}),
        (["*25*21#3*25##"], "cen_plus", {}),
        (["*15*03#1*38##"], "cen", {}),
        (["*#18*51*113*480##"], "meter", {"power": 480}),
    ],
)
def test_frames_make_an_object(tmp_path: Path, frames: list[str], kind: str, values: dict[str, object]) -> None:
    plant, unknown = plant_of(read(trace_of(tmp_path, *({"frame": frame} for frame in frames))))
    assert unknown == []
    (spec,) = plant.objects
    assert spec.kind == kind
    assert {name: spec.values[name] for name in values} == values


def test_a_diagnostics_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "diagnostics.json"
    content = {
        "gateway": {"model": "MH202", "firmware": "1.0.24"},
        "commands": [{"time": "2026-01-01T10:00:00+00:00", "frame": "*1*1*99##", "outcome": "confirmed"}],
        "frames": [
            {"time": "2026-01-01T10:00:00+00:00", "way": "sent", "frame": "*1*1*98##"},
            {"time": "2026-01-01T10:00:01+00:00", "way": "event", "frame": "*1*1*11##"},
            {"time": "2026-01-01T10:00:05+00:00", "way": "answer", "frame": "*2*0*16##"},
            {"time": "2026-01-01T10:00:05+00:00", "way": "event", "frame": "*#13**12*x*x*x*x*x*x##"},
        ],
    }
    file.write_text(json.dumps({"home_assistant": {}, "data": content}, indent=2))
    trace = read(file)
    assert [(told.at, told.is_event) for told in trace.told] == [(0.0, True), (4.0, False)]
    plant, unknown = plant_of(trace)
    assert (plant.model.name, plant.firmware, unknown) == ("MH202", "1.0.24", [])
    assert [(spec.kind, spec.text("where")) for spec in plant.objects] == [("relay", "11"), ("shutter", "16")]


def test_the_export_of_the_panel_is_read_with_its_times(tmp_path: Path) -> None:
    lines = [
        {"format": "openwebnet-trace", "version": 1, "model": "MH202"},
        {"time": 1767225600.25, "way": "event", "frame": "*1*1*11##"},
        {"time": 1767225601, "way": "sent", "frame": "*#1*12##"},
        {"time": 1767225601.5, "way": "answer", "frame": "*1*0*12##"},
        {"time": 1767225603.75, "way": "event", "frame": "*1*0*11##"},
    ]
    trace = read(trace_of(tmp_path, *lines))
    assert [(told.at, told.frame, told.is_event) for told in trace.told] == [
        (0.0, "*1*1*11##", True),
        (1.25, "*1*0*12##", False),
        (3.5, "*1*0*11##", True),
    ]
    plant, unknown = plant_of(trace)
    assert (plant.model.name, unknown) == ("MH202", [])
    assert [spec.text("where") for spec in plant.objects] == ["11", "12"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"way": "event", "text": "*1*1*12##"}, '{"way": "event", "text": "*1*1*12##"}'),
        ({"format": "openwebnet-trace", "version": 2}, "version 2 of the format"),
        ({"format": "openwebnet-trace", "version": 1, "model": "F999"}, "model F999"),
        ({"frame": "*5*9#x*0##"}, "*5*9#x*0##"),
        ({"frame": "*99*1*2##"}, "*99*1*2##"),
    ],
)
def test_what_cannot_be_read_of_an_export_is_listed(tmp_path: Path, line: dict[str, object], told: str) -> None:
    _, unknown = plant_of(read(trace_of(tmp_path, line, {"frame": "*1*1*11##"})))
    assert unknown == [told]


def test_plain_frames_are_read_and_what_is_none_is_told(tmp_path: Path) -> None:
    plant, unknown = plant_of(read(trace_of(tmp_path, "10:00  *1*1*11##  light", "nothing", "*99*1*2##", "*1*0*0##")))
    assert [spec.text("where") for spec in plant.objects] == ["11"]
    assert unknown == ["nothing", "*99*1*2##"]


def test_the_model_is_told_by_the_gateway(tmp_path: Path) -> None:
    plant, _ = plant_of(read(trace_of(tmp_path, {"frame": "*#1013**1*67*15*5*0##"})))
    assert plant.model.name == "MyHomeServer1"


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        {"frame": "*#18*51*51*" + "9" * 5000 + "##"},
        {"frame": "*5*11*#" + "1" * 5000 + "##"},
    ],
    ids=["nested", "value", "zone"],
)
def test_what_no_gateway_has_ever_said_is_listed_and_costs_nothing_else(tmp_path: Path, line: object) -> None:
    plant, unknown = plant_of(read(trace_of(tmp_path, line, {"frame": "*1*1*11##"})))
    assert [spec.text("where") for spec in plant.objects] == ["11"]
    assert unknown == [line["frame"] if isinstance(line, dict) else line]


def test_a_number_that_no_meter_can_count_to_is_listed(tmp_path: Path) -> None:
    plant, (unknown,) = plant_of(read(trace_of(tmp_path, "*#18*51*51*" + "9" * 3000 + "##", "*1*1*11##")))
    assert [spec.kind for spec in plant.objects] == ["relay"]
    assert unknown.startswith("meter 51: ")


def test_a_frame_is_read_whatever_stands_where_its_direction_and_way_do(tmp_path: Path) -> None:
    lines = ({"frame": "*1*1*11##", "direction": []}, {"frame": "*1*1*12##", "way": {"a": 1}})
    plant, unknown = plant_of(read(trace_of(tmp_path, *lines)))
    assert ([spec.text("where") for spec in plant.objects], unknown) == (["11", "12"], [])


def test_one_address_in_two_spellings_is_one_object(tmp_path: Path) -> None:
    plant, unknown = plant_of(read(trace_of(tmp_path, "*1*1*02##", "*1*1*0002##")))
    assert (len(plant.objects), unknown) == (1, [])


def test_times_without_a_zone_go_with_times_that_have_one(tmp_path: Path) -> None:
    lines = [{"time": f"2026-01-01T00:00:0{second}", "frame": "*1*1*11##"} for second in ("0", "1+00:00", "2")]
    assert [told.at for told in read(trace_of(tmp_path, *lines)).told] == [0.0, 1.0, 2.0]


def test_a_frame_that_never_ends_is_read_once(tmp_path: Path) -> None:
    # Read anew at each of its `*`, it would take the better part of an hour.
    file = trace_of(tmp_path, "*1" * 1_000_000, "noise *1*1*11##*1 *1*0*12##")
    assert [told.frame for told in read(file).told] == ["*1*1*11##", "*1*0*12##"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_text('{"model": "MH202"}\n{"frame": "*1*1*11##"}', encoding=encoding)
    trace = read(file)
    assert (trace.model, trace.unread, len(trace.told)) == ("MH202", [], 1)


@pytest.mark.parametrize("content", ["", "nothing", "{}"])
def test_a_file_without_frames_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(PlantError, match="has no frame"):
        read(trace_of(tmp_path, content))


async def test_events_are_told_again_in_their_times(tmp_path: Path, socket_enabled: None) -> None:
    told = [
        ("10:00:00", "event", "*1*1*11##"),
        ("10:00:20", "event", "*1*0*11##"),
        ("10:00:30", "command", "*1*1*12##"),
    ]
    lines = [{"time": f"2026-01-01T{at}+00:00", "session": session, "frame": frame} for at, session, frame in told]
    trace = read(trace_of(tmp_path, *lines))
    plant, _ = plant_of(trace)
    async with Simulator(plant, "127.0.0.1", 0) as simulator:
        reader, writer = await asyncio.open_connection("127.0.0.1", simulator.port)
        writer.write(b"*99*1##")
        assert await reader.readuntil(b"##") + await reader.readuntil(b"##") == b"*#*1##*#*1##"
        loop = asyncio.get_running_loop()
        telling = asyncio.create_task(replay(trace, simulator, 1.0))
        heard = [(await reader.readuntil(b"##"), loop.time()) for _ in range(2)]
        await telling
        writer.close()
    assert [frame for frame, _ in heard] == [b"*1*1*11##", b"*1*0*11##"]
    assert heard[1][1] - heard[0][1] == pytest.approx(20, abs=0.1)


@pytest.mark.real_time
async def test_the_command_serves_such_a_plant(tmp_path: Path, socket_enabled: None) -> None:
    file = trace_of(tmp_path, {"model": "MH202"}, {"frame": "*1*1*11##"}, {"frame": "*99*1*2##"})

    async def simulator(*arguments: str) -> tuple[int | None, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "simulator", "--port", "0", *arguments),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    status, out, err = await simulator("--from", str(file), "--replay", "--at", "1", "quit")
    assert status == 0
    assert out.startswith("listening on ")
    assert "not understood: *99*1*2##" in err
    assert (await simulator("--replay"))[0] == 2
    assert (await simulator("--from", str(tmp_path)))[0] == 2
    assert (await simulator("--from", str(file), str(HOUSE.with_name("flat.yaml"))))[0] == 2
