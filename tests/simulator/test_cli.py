"""``python -m simulator`` as a program."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .kit import ACK, Wire

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.real_time


async def run(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *arguments, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )


@pytest.fixture
async def served(socket_enabled: None) -> AsyncIterator[Process]:
    process = await run("--port", "0", "--password", "12345", "--model", "MH202")
    yield process
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def listening(process: Process) -> tuple[str, int]:
    assert process.stdout is not None
    async with asyncio.timeout(10):
        line = (await process.stdout.readline()).decode()
    assert line.startswith("listening on 127.0.0.1:")
    host, _, port = line.split()[-1].rpartition(":")
    return host, int(port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_listens_and_ends_with_0(served: Process, number: signal.Signals) -> None:
    host, port = await listening(served)
    wire = Wire(*await asyncio.open_connection(host, port))
    assert await wire.read() == ACK
    wire.send("*99*0##")
    assert (await wire.read()).startswith("*#")
    served.send_signal(number)
    async with asyncio.timeout(10):
        _, log = await served.communicate()
    assert served.returncode == 0
    assert b"handshake 1 <- *99*0##" in log


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--model", "F999"), b"unknown model 'F999'"),
        (("--model", "MH201", "--auth", "sha256"), b"MH201 has no sha256 authentication"),
        (("missing.yaml",), b"missing.yaml:1: cannot be read"),
        (("--port", "70000"), b"'70000' is no port"),
        (("--port", "-1"), b"'-1' is no port"),
        (("--host", ""), b"an empty text is no address"),
        (("--time-factor", "nan"), b"expected a number, not 'nan'"),
        (("--auth", "none", "--password", "12"), b"a password is not asked for"),
    ],
)
async def test_a_wrong_command_line_ends_with_2(
    socket_enabled: None, arguments: tuple[str, ...], message: bytes
) -> None:
    process = await run("--port", "0", *arguments)
    async with asyncio.timeout(10):
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert b"openwebnet-simulator: " in errors
    assert message in errors


async def test_an_address_that_cannot_be_ends_with_1(socket_enabled: None) -> None:
    process = await run("--port", "0", "--host", "a..b")
    async with asyncio.timeout(10):
        _, errors = await process.communicate()
    assert (process.returncode, errors) == (1, b"openwebnet-simulator: cannot listen on a..b:0: 'a..b' is no address\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_ends_with_0_before_it_serves_as_well(
    socket_enabled: None, tmp_path: Path, number: signal.Signals
) -> None:
    file = tmp_path / "frames"
    os.mkfifo(file)
    process = await run("--port", "0", "--from", str(file))
    # Its other end is open when the simulator is about to read.
    with await asyncio.to_thread(file.open, "w"):
        process.send_signal(number)
        async with asyncio.timeout(10):
            assert await process.communicate() == (b"", b"")
    assert process.returncode == 0
