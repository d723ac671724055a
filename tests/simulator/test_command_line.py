"""Commands for a running simulator, from its standard input and from its command line; and what others get with it."""

import asyncio
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from simulator import Plant, Simulator
from simulator.console import FAULTS, Console, ConsoleError, methods
from simulator.objects import KINDS

from .kit import ACK, NACK, House, Wire

ROOT = Path(__file__).parents[2]
PLANTS = ROOT / "simulator" / "plants"
PLANT = """
password: none
speed: 0
command_idle: 0
objects:
  - {kind: relay, where: "11", name: "Hall"}
  - {kind: shutter, where: "21", opening_time: 20, closing_time: 10}
  - {kind: zone, where: "1"}
  - {kind: contact, where: "31"}
  - {kind: cen, where: "31"}
  - {kind: cen_plus, where: "21"}
  - {kind: alarm, where: "0", zones: [1, 2]}
"""
UNLOCKED = "speed: 0\ncommand_idle: 0\nobjects:" + PLANT.partition("objects:")[2]


class Program:
    """The simulator as a program, with its standard input and output."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.host = ""
        self.port = 0

    async def line(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(10):
            return (await self.process.stdout.readline()).decode().rstrip()

    async def listening(self) -> None:
        line = await self.line()
        assert line.startswith("listening on ")
        self.host, _, port = line.split()[-1].rpartition(":")
        self.port = int(port)

    def type(self, *lines: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())

    async def connect(self, selector: str) -> Wire:
        wire = Wire(*await asyncio.open_connection(self.host, self.port))
        assert await wire.read() == ACK
        wire.send(f"*99*{selector}##")
        return wire

    async def ended(self) -> tuple[int | None, str]:
        async with asyncio.timeout(10):
            out, errors = await self.process.communicate()
        return self.process.returncode, (out + errors).decode()


type Start = Callable[..., Awaitable[Program]]


@pytest.fixture
async def program(socket_enabled: None, tmp_path: Path) -> AsyncIterator[Start]:
    """Start the simulator as a program, and end it after the test."""
    plant = tmp_path / "plant.yaml"
    plant.write_text(UNLOCKED)
    started: list[Process] = []

    async def start(*arguments: str, stdin: int | None = PIPE, streams: str = "") -> Program:
        shell = ("sh", "-c", f'exec "$@" {streams}', "sh") if streams else ()
        command = (*shell, sys.executable, "-m", "simulator", "--port", "0", "-q", *arguments, str(plant))
        started.append(await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=stdin, stdout=PIPE, stderr=PIPE))
        return Program(started[-1])

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.mark.real_time
async def test_what_is_typed_happens_on_the_bus(program: Start) -> None:
    served = await program("--commands")
    await served.listening()
    events = await served.connect("1")
    assert await events.read() == ACK
    served.type("press 1-11")
    await events.read_until("*1*1*11##")
    served.type("set_temperature 4-1 21.5")
    await events.read_until("*#4*1*0*0215##")
    served.type("emit *1*1*99##", 'emit "no frame##"')
    assert [await events.read(), await events.read()] == ["*1*1*99##", "no frame##"]
    events.close()


@pytest.mark.real_time
async def test_what_cannot_be_is_told_and_ends_nothing(program: Start) -> None:
    served = await program("--commands")
    await served.listening()
    served.type("pres 1-11", "press 1-99", "press 1-11 1 2", "fault busy perhaps", 'emit "', "quit")
    assert await served.line() == "error: there is no command 'pres': try help"
    assert await served.line() == "error: there is no object '1-99': see objects"
    assert await served.line() == "error: too many arguments: [WHAT:str]"
    assert await served.line() == "error: expected on or off, not 'perhaps'"
    assert (await served.line()).startswith("error: ")
    assert await served.ended() == (0, "")


@pytest.mark.real_time
async def test_an_unplugged_object_is_as_if_it_were_not_there(program: Start) -> None:
    served = await program("--commands", "--time-factor", "50")
    await served.listening()
    command = await served.connect("0")
    assert await command.read() == ACK
    assert await command.ask("*#1*11##") == ["*1*0*11##", ACK]
    served.type("unplug 1-11", "objects")
    assert await served.line() == "1-11         relay              Hall  (unplugged)"
    assert "*1*0*11##" not in await command.ask("*#1*11##")
    served.type("plug 1-11", "show 1-11")
    while "unplugged: False" not in await served.line():
        pass
    assert await command.ask("*#1*11##") == ["*1*0*11##", ACK]
    command.close()


@pytest.mark.real_time
async def test_a_power_cut_closes_everything_and_comes_to_an_end(program: Start) -> None:
    served = await program("--commands")
    await served.listening()
    events = await served.connect("1")
    assert await events.read() == ACK
    served.type("press 1-11")
    await events.read_until("*1*1*11##")
    served.type("off", "press 15-31 1")
    assert await events.read() == ""
    assert await served.line() == "error: press: the simulator is not started"
    with pytest.raises(ConnectionRefusedError):
        await served.connect("0")
    served.type("on", "show 1-11")
    while "on: True" not in await served.line():
        pass
    command = await served.connect("0")
    assert await command.read() == ACK
    command.close()
    served.type("off", "quit")
    assert (await served.ended())[0] == 0


@pytest.mark.real_time
async def test_commands_come_from_a_file_as_well_and_its_end_ends_nothing(program: Start, tmp_path: Path) -> None:
    commands = tmp_path / "commands"
    commands.write_text("fault busy on\nobjects")
    with commands.open("rb") as file:
        served = await program("--commands", stdin=file.fileno())
    await served.listening()
    assert (await served.line()).startswith("1-11 ")
    wire = await served.connect("0")
    assert await wire.read() == NACK
    served.process.send_signal(signal.SIGTERM)
    assert (await served.ended())[0] == 0


@pytest.mark.real_time
@pytest.mark.parametrize("streams", ["<&-", "<&- >&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full"])
async def test_commands_are_carried_out_wherever_the_standard_streams_lead(program: Start, streams: str) -> None:
    plan = [word for second in ("0.1", "0.2") for word in ("--at", second, "help")]
    served = await program("--commands", *plan, "--at", "0.3", "quit", streams=streams)
    status, text = await served.ended()
    assert status == 0
    assert ("listening on" in text) == (streams == "<&-")
    assert text.count("cannot print any more") == (streams == ">/dev/full")


@pytest.mark.real_time
async def test_a_number_without_an_end_is_told_and_ends_nothing(program: Start) -> None:
    served = await program("--commands")
    await served.listening()
    served.type("clock nan", "clock 1e300", "set_temperature 4-1 inf", "quit")
    assert await served.line() == "error: expected a number, not 'nan'"
    assert (await served.line()).startswith("error: ")
    assert await served.line() == "error: expected a number, not 'inf'"
    assert await served.ended() == (0, "")


@pytest.mark.real_time
async def test_without_being_asked_to_it_reads_nothing(program: Start) -> None:
    served = await program()
    await served.listening()
    served.type("quit")
    wire = await served.connect("0")
    assert await wire.read() == ACK
    wire.close()


@pytest.mark.real_time
async def test_the_command_line_says_what_happens_when(program: Start) -> None:
    served = await program(
        "--time-factor", "20", "--at", "4", "fault busy on", "--at", "8", "fault clear", "--at", "12", "quit"
    )
    await served.listening()
    answers: list[str] = []
    while len(answers) < 3:
        try:
            wire = await served.connect("0")
            answer = await wire.read()
            wire.close()
        except ConnectionError:
            break
        if not answers or answer != answers[-1]:
            answers.append(answer)
    assert answers == [ACK, NACK, ACK]
    assert (await served.ended())[0] == 0


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("soon", "press 1-11"), "expected a number, not 'soon'"),
        (("nan", "press 1-11"), "expected a number, not 'nan'"),
        (("-1", "press 1-11"), "expected a number of seconds from now, not '-1'"),
        (("1", "pres 1-11"), "there is no command 'pres'"),
    ],
)
async def test_a_plan_that_cannot_be_ends_with_2(program: Start, arguments: tuple[str, str], message: str) -> None:
    served = await program("--at", *arguments)
    status, text = await served.ended()
    assert status == 2
    assert message in text


# The commands themselves


async def test_each_fault_can_be_begun_and_ended(start: Callable[..., Awaitable[Simulator]]) -> None:
    simulator = await start(Plant.parse(UNLOCKED))
    console = Console(simulator)
    listed = await console.run("fault")
    for name in FAULTS:
        assert f"fault {name}" in listed
        await console.run(f"fault {name}")
        await console.run("fault clear")
    house = await House.of(simulator)
    assert await house.ask("*1*1*11##") == [ACK]
    await console.run("fault nack_next 1")
    assert await house.ask("*1*0*11##") == [NACK]
    assert await house.ask("*1*0*11##") == [ACK]
    house.close()
    with pytest.raises(ConsoleError, match="there is no fault 'nix'"):
        await console.run("fault nix")


async def test_the_password_can_be_changed(start: Callable[..., Awaitable[Simulator]]) -> None:
    simulator = await start(Plant.parse(UNLOCKED))
    console = Console(simulator)
    await console.run("password 54321")
    assert simulator.password == "54321"
    await console.run("password none")
    assert simulator.password is None
    with pytest.raises(ConsoleError):
        await console.run("password")


async def test_arguments_are_read_as_what_they_are(start: Callable[..., Awaitable[Simulator]]) -> None:
    house = await House.of(await start(Plant.parse(UNLOCKED)))
    console = Console(house.simulator)
    await console.run("rotate 25-21 2 clockwise=off fast=on")
    assert await house.events.read() == "*25*28#2*21##"
    await console.run("set_on 25-31 yes")
    assert (await house.events.read()).startswith("*25*31#")
    for line, problem in (
        ("set_on 25-31", "missing a required argument"),
        ("set_temperature 4-1 warm", "expected a number"),
        ("rotate 25-21 two", "expected a whole number"),
        ("press 25-31", "is a contact, and cannot be told press"),
        ("press", "which object"),
    ):
        with pytest.raises(ConsoleError, match=problem):
            await console.run(line)
    house.close()


async def test_help_tells_what_an_object_can_be_told(start: Callable[..., Awaitable[Simulator]]) -> None:
    console = Console(await start(Plant.parse(UNLOCKED)))
    assert "emit FRAME" in await console.run("help")
    assert (await console.run("help 25-21")).splitlines() == [
        "hold 25-21 [BUTTON:int] [SECONDS:float]",
        "press 25-21 [BUTTON:int]",
        "rotate 25-21 [BUTTON:int] [clockwise=on|off] [fast=on|off]",
    ]


def test_what_somebody_can_do_in_a_house_is_a_command() -> None:
    wanted = {
        "alarm": {"arm", "intrude"},
        "contact": {"set_on"},
        "door_station": {"ring"},
        "meter": {"set_power"},
        "motion_sensor": {"detect"},
        "relay": {"press", "set_fault"},
        "zone": {"set_temperature", "turn_knob"},
    }
    for kind, names in wanted.items():
        assert names <= methods(KINDS[kind]).keys(), kind


# For others


def test_it_needs_the_standard_library_and_a_yaml_reader_only() -> None:
    code = (
        "import sys; before = set(sys.modules); import simulator.__main__;"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    # The YAML reader's fast half, where it has one, is compiled by Cython.
    imported = {name for name in done.stdout.split() if "cython" not in name} - sys.stdlib_module_names - {"_yaml"}
    assert imported == {"simulator", "yaml"}


def test_the_reference_names_every_kind_and_field() -> None:
    page = (ROOT / "simulator" / "PLANT.md").read_text(encoding="utf-8")
    for name, kind in KINDS.items():
        section = page.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
        for field in kind.fields:
            assert f"| `{field.name}` |" in section, f"{name}: {field.name}"


@pytest.mark.parametrize("path", sorted(PLANTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_a_plant(path: Path) -> None:
    assert Plant.load(path).make_objects()


def test_the_rooms_of_the_hotel_have_the_same_addresses_behind_two_interfaces() -> None:
    keys = Plant.load(PLANTS / "hotel_floor.yaml").make_objects().keys()
    rooms = [
        {key.removesuffix(interface) for key in keys if key.endswith(interface)} for interface in ("#4#01", "#4#02")
    ]
    assert rooms[0] == rooms[1] == {"1-11", "1-12", "1-13", "2-21", "15-31"}
