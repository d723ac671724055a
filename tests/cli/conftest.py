"""The commands against the simulator in the same process, in virtual time."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli import __main__ as program
from simulator import HOUSE, Plant, Simulator

from .installed import lay_out, serving


@pytest.fixture
async def simulator(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Simulator]:
    """The demo house behind an F454, whose password is in the environment."""
    plant = Plant.load(HOUSE)
    assert plant.password is not None
    monkeypatch.setenv(program.PASSWORD, plant.password)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    async with Simulator(plant, "127.0.0.1", 0) as started:
        yield started


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command has left."""

    status: int
    out: str
    err: str


type Run = Callable[..., Awaitable[Ended]]


@pytest.fixture
def run(simulator: Simulator, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with the simulator as its HOST: `await run("send", "*1*1*12##")`."""

    async def command(name: str, *arguments: str) -> Ended:
        options = program.arguments().parse_args([name, "127.0.0.1", "--port", str(simulator.port), *arguments])
        capsys.readouterr()
        status = await program.carry_out(options)
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return command


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a wheel of this repository is unpacked to."""
    return lay_out(tmp_path_factory.mktemp("site"))


@pytest.fixture
async def port(site: Path, socket_enabled: None) -> AsyncIterator[int]:
    """A simulator of its own, started by its command."""
    async with serving(site) as listening:
        yield listening
