"""What each command prints, and what it ends with."""

import asyncio
import io
import json
import os
import signal
from pathlib import Path

import pytest

from cli import __main__ as program
from simulator import Simulator
from simulator.behaviour import FAILED_LOGINS

from .conftest import Ended, Run

COMMANDS = ("monitor", "send", "scan", "check", "record")


async def interrupted(run: Run, simulator: Simulator, *arguments: str, frames: tuple[str, ...] = ()) -> Ended:
    """Run a command, let the bus tell frames, and press Ctrl-C."""
    running = asyncio.ensure_future(run(*arguments))
    while not any(session.kind == "event" for session in simulator.sessions):
        await asyncio.sleep(0.1)
    for frame in frames:
        simulator.emit(frame)
    await asyncio.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)
    return await running


# send ----------------------------------------------------------------------------------------------------------


async def test_send_carries_out_a_command(run: Run, simulator: Simulator) -> None:
    ended = await run("send", "*1*1*11##")
    assert (ended.status, ended.out, ended.err) == (0, "accepted\n", "")
    assert simulator.executed == ["*1*1*11##"]


async def test_send_prints_the_answer_in_words(run: Run) -> None:
    ended = await run("send", "*#1*11##")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.splitlines() == ["*1*0*11##                 light A 1 / PL 1: off", "accepted"]


async def test_send_prints_an_answer_that_comes_as_events(run: Run) -> None:
    # An F454 acknowledges a general request at once.
    lines = (await run("send", "*#2*0##")).out.splitlines()
    assert "*2*0*16##                 cover A 1 / PL 6: stopped" in lines
    assert lines[-1] == "accepted"


async def test_send_ends_with_1_for_a_refusal(run: Run) -> None:
    ended = await run("send", "*1*77*11##")
    assert (ended.status, ended.out) == (1, "refused\n")


async def test_send_ends_with_1_for_an_answer_that_does_not_come(run: Run, simulator: Simulator) -> None:
    simulator.faults.drop_acks(1)
    ended = await run("send", "*1*1*11##")
    assert (ended.status, ended.out) == (1, "")
    assert "no answer to *1*1*11##" in ended.err


# scan ----------------------------------------------------------------------------------------------------------


async def test_scan_prints_a_table_for_each_kind(run: Run) -> None:
    ended = await run("scan")
    assert ended.status == 0
    lines = ended.out.splitlines()
    assert lines[0] == "Gateway: F454, firmware 2.0.51"
    assert [line for line in lines if line and not line.startswith(" ")][1:4] == ["Light", "Motion sensor", "Cover"]
    assert any(line.startswith("  1-12 ") and "A 1 / PL 2" in line and "level 63" in line for line in lines)
    assert "asking cover all 0" in ended.err


async def test_scan_prints_one_document(run: Run) -> None:
    document = json.loads((await run("scan", "--json")).out)
    assert document["gateway"] == {"model": "F454", "firmware": "2.0.51"}
    found = {(one["who"], one["where"]): one for one in document["objects"]}
    light = found["1", "12"]
    assert (light["kind"], light["address"]) == ("light", "A 1 / PL 2")
    assert (light["state"]["on"], light["state"]["level"]) == (True, 63)
    assert found["2", "36"]["state"]["position"] == 40
    assert found["5", ""]["kind"] == "alarm_system"


async def test_scan_ends_with_1_where_the_connection_is_lost(run: Run, simulator: Simulator) -> None:
    running = asyncio.ensure_future(run("scan"))
    await asyncio.sleep(5)
    await simulator.stop()
    ended = await running
    assert (ended.status, ended.out) == (1, "")
    assert "the connection to the gateway was lost" in ended.err


# monitor -------------------------------------------------------------------------------------------------------


async def test_monitor_tells_events_in_words_until_it_is_interrupted(run: Run, simulator: Simulator) -> None:
    ended = await interrupted(run, simulator, "monitor", frames=("*1*1*11##", "*#4*1*0*0215##", "*99*99*1##"))
    assert (ended.status, ended.err) == (0, "")
    texts = [line.split("  ", 1)[1] for line in ended.out.splitlines()]
    assert texts[0].startswith("*1*1*11##                 light A 1 / PL 1: on (on yes")
    assert texts[1] == "*#4*1*0*0215##            zone 1: measured temperature (temperature 21.5)"
    assert texts[2] == "*99*99*1##                not understood"


async def test_monitor_prints_one_object_a_line(run: Run, simulator: Simulator) -> None:
    ended = await interrupted(run, simulator, "monitor", "--json", frames=("*1*1*11##", "*#4*1*0*0215##"))
    light, zone = map(json.loads, ended.out.splitlines())
    assert (light["frame"], light["who"], light["where"], light["meaning"]) == ("*1*1*11##", "1", "11", "on")
    assert (zone["kind"], zone["changed"]) == ("zone", {"temperature": 21.5})


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        (("--who", "2"), ["*2*1*16##"]),
        (("--where", "12"), ["*1*1*12##"]),
        (("--who", "1", "--who", "2", "--where", "11", "--where", "16"), ["*1*1*11##", "*2*1*16##"]),
    ],
)
async def test_monitor_shows_what_is_wanted(
    run: Run, simulator: Simulator, filters: tuple[str, ...], shown: list[str]
) -> None:
    frames = ("*1*1*11##", "*1*1*12##", "*2*1*16##", "*4*303*0##")
    ended = await interrupted(run, simulator, "monitor", "--raw", *filters, frames=frames)
    assert ended.out.splitlines() == shown


async def test_monitor_goes_on_after_the_connection_was_lost(run: Run, simulator: Simulator) -> None:
    running = asyncio.ensure_future(run("monitor", "--raw"))
    await asyncio.sleep(1)
    simulator.faults.close_all()
    await asyncio.sleep(10)
    simulator.emit("*1*1*11##")
    await asyncio.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)
    ended = await running
    assert (ended.status, ended.out.splitlines()[-1]) == (0, "*1*1*11##")
    assert "the connection was lost" in ended.err
    assert "the connection is back" in ended.err


async def test_monitor_stays_alive_on_a_quiet_bus(run: Run, simulator: Simulator) -> None:
    running = asyncio.ensure_future(run("monitor", "--raw"))
    await asyncio.sleep(600)
    os.kill(os.getpid(), signal.SIGINT)
    assert (await running).err == ""


# record --------------------------------------------------------------------------------------------------------


async def test_record_writes_both_sessions_without_what_is_private(
    run: Run, simulator: Simulator, tmp_path: Path
) -> None:
    file = tmp_path / "trace.jsonl"
    running = asyncio.ensure_future(run("record", str(file), "--seconds", "40"))
    await asyncio.sleep(30)
    simulator.emit("*#13**10*192*168*1*50##")
    simulator.emit("*#13**12*0*3*80*1*2*3##")
    simulator.emit("*1*1*11##")
    ended = await running
    assert ended.status == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[0]["format"] == "openwebnet-trace"
    assert {"time", "model", "firmware"} in [set(line) for line in lines]
    frames = [line for line in lines if "frame" in line]
    assert {(line["session"], line["direction"]) for line in frames} == {
        ("event", "in"),
        ("command", "in"),
        ("command", "out"),
    }
    assert sorted(line["time"] for line in lines) == [line["time"] for line in lines]
    texts = [line["frame"] for line in frames]
    assert "*1*1*11##" in texts
    assert "*#13**10*x*x*x*x##" in texts
    for private in ("192*168", "0*3*80", "12345", "127.0.0.1", str(simulator.port)):
        assert private not in file.read_text()


async def test_record_keeps_the_file_where_no_gateway_lets_it_in(
    run: Run, simulator: Simulator, tmp_path: Path
) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_text("of yesterday")
    assert (await run("record", str(file), "--password", "54321")).status == 1
    await simulator.stop()
    assert (await run("record", str(file))).status == 1
    assert file.read_text() == "of yesterday"


async def test_record_ends_with_1_where_the_gateway_says_nothing_for_longer_than_it_should_last(
    run: Run, simulator: Simulator, tmp_path: Path
) -> None:
    simulator.faults.silent_handshake = True
    file = tmp_path / "trace.jsonl"
    assert (await run("record", str(file), "--seconds", "2")).status == 1
    assert not file.exists()


async def test_record_ends_with_2_where_it_cannot_write(run: Run, tmp_path: Path) -> None:
    assert (await run("record", str(tmp_path))).status == 2


# check ---------------------------------------------------------------------------------------------------------


async def test_check_prints_what_it_found_and_where_to_send_it(run: Run) -> None:
    ended = await run("check")
    assert ended.status == 0
    assert "  command sessions           4; one more is refused" in ended.out.splitlines()
    assert "  fits     idle command session closed after: 30 s" in ended.out
    assert "differs" not in ended.out
    assert "Please send the output" in ended.out
    assert "asking all: lighting" in ended.err


async def test_check_prints_one_document(run: Run) -> None:
    document = json.loads((await run("check", "--json")).out)
    assert document["model"] == "F454"
    assert document["command_sessions"] == {"given": 4, "refusal": "refused"}
    assert document["general"][0]["outcome"] == "answered"
    assert all(one["fits"] for one in document["comparison"])


# What goes wrong -----------------------------------------------------------------------------------------------


def arguments_of(name: str, tmp_path: Path) -> tuple[str, ...]:
    return {"send": ("*1*1*11##",), "record": (str(tmp_path / "trace"),)}.get(name, ())


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_wrong_password_ends_with_1(run: Run, name: str, tmp_path: Path) -> None:
    ended = await run(name, *arguments_of(name, tmp_path), "--password", "54321")
    assert (ended.status, ended.out) == (1, "")
    assert "password" in ended.err


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_password_that_is_missing_ends_with_1(
    run: Run, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(program.PASSWORD)
    ended = await run(name, *arguments_of(name, tmp_path))
    assert ended.status == 1
    assert "the gateway asks for a password" in ended.err


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_gateway_that_is_away_ends_with_1(run: Run, simulator: Simulator, name: str, tmp_path: Path) -> None:
    await simulator.stop()
    ended = await run(name, *arguments_of(name, tmp_path))
    assert (ended.status, ended.out) == (1, "")
    assert "cannot reach" in ended.err


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_gateway_without_a_free_session_ends_with_1(
    run: Run, simulator: Simulator, name: str, tmp_path: Path
) -> None:
    simulator.faults.busy = True
    ended = await run(name, *arguments_of(name, tmp_path))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err


async def test_a_password_is_never_tried_so_often_that_the_gateway_locks(run: Run, simulator: Simulator) -> None:
    before = simulator.connections
    await run("check", "--password", "54321")
    assert simulator.connections - before < FAILED_LOGINS


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("fly", "gateway"),
        ("monitor",),
        ("monitor", "gateway", "--raw", "--json"),
        ("monitor", "gateway", "--who", "light"),
        ("monitor", "gateway", "--where", "1*1"),
        ("scan", "gateway", "--port", "0"),
        ("scan", "gateway", "--port", "65536"),
        ("send", "gateway"),
        ("send", "", "*1*1*11##"),
        ("send", "gateway", "light on"),
        ("record", "gateway"),
        ("record", "gateway", "file", "--seconds", "0"),
    ],
)
def test_wrong_usage_ends_with_2(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(list(argv))
    assert ended.value.code == 2
    assert "usage: openwebnet" in capsys.readouterr().err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["--help"])
    assert ended.value.code == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in COMMANDS)
    assert program.PASSWORD in listed


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_ipv6_address_may_be_in_brackets(host: str) -> None:
    assert program.arguments().parse_args(["scan", host]).host == "::1"


def test_a_given_password_goes_before_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setenv(program.PASSWORD, "1")
    assert [program.password_of(given) for given in ("2", "", None)] == ["2", "", "1"]
    monkeypatch.delenv(program.PASSWORD)
    assert program.password_of(None) == ""
