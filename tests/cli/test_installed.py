"""The packages as they are installed, in a Python that has nothing else."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from custom_components.openwebnet import own

from .installed import PROJECT, ROOT, program, python

pytestmark = pytest.mark.real_time


def test_the_library_has_the_same_names_as_in_the_integration_and_needs_nothing(site: Path) -> None:
    code = (
        "import sys, json, openwebnet_client, openwebnet_client.cli.__main__ as c;"
        "print(json.dumps([sorted(openwebnet_client.__all__), sorted({m.partition('.')[0] for m in sys.modules})]))"
    )
    ended = python(site, "-c", code)
    assert ended.returncode == 0, ended.stderr
    names, modules = json.loads(ended.stdout)
    assert names == sorted(own.__all__)
    assert {name for name in modules if name not in sys.stdlib_module_names} <= {"__main__", "openwebnet_client"}


def test_nothing_installed_names_a_package_of_the_repository(site: Path) -> None:
    for package in ("openwebnet_client", "openwebnet_simulator"):
        assert (site / package / "py.typed").exists()
        for path in (site / package).rglob("*.py"):
            assert "custom_components" not in path.read_text()
            assert "from simulator" not in path.read_text()


def test_the_version_is_the_manifest_s(tmp_path: Path) -> None:
    assert "version" in PROJECT["project"]["dynamic"]
    path = ROOT / PROJECT["tool"]["hatch"]["version"]["path"]
    assert path.name == "manifest.json"
    assert json.loads(path.read_text())["version"]


async def test_both_commands_work_with_each_other(site: Path, port: int) -> None:
    def send(*arguments: str, **environment: str) -> tuple[int, str]:
        ended = program(site, "openwebnet", "send", "127.0.0.1", "--port", str(port), *arguments, **environment)
        return ended.returncode, ended.stdout

    assert await asyncio.to_thread(send, "*1*1*11##", "--password", "12345") == (0, "accepted\n")
    assert await asyncio.to_thread(send, "*1*77*11##", OPENWEBNET_PASSWORD="12345") == (1, "refused\n")
    assert await asyncio.to_thread(send, "*1*1*11##", "--password", "54321") == (1, "")
    assert await asyncio.to_thread(send, "light on") == (2, "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
async def test_a_command_works_where_standard_streams_are_closed(site: Path, port: int, closed: str) -> None:
    module, _, function = PROJECT["project"]["scripts"]["openwebnet"].partition(":")
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f'exec "$@" {closed}', "sh"),
        *(sys.executable, "-S", "-P", "-c", f"import sys; from {module} import {function}; sys.exit({function}())"),
        *("send", "127.0.0.1", "*#1*12##", "--port", str(port), "--password", "12345"),
        env={"PYTHONPATH": str(site), "PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
    assert (b"accepted" in out) == (">&-" not in closed.split())


async def test_what_reads_a_monitor_may_go_away(site: Path, port: int) -> None:
    module, _, function = PROJECT["project"]["scripts"]["openwebnet"].partition(":")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-S", "-P", "-c", f"import sys; from {module} import {function}; sys.exit({function}())"),
        *("monitor", "127.0.0.1", "--port", str(port), "--password", "12345", "--raw"),
        env={"PYTHONPATH": str(site), "PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    switching = asyncio.create_task(switch_on_and_off(port))
    async with asyncio.timeout(60):
        await process.stdout.readline()
        # Closes the reader's end of the pipe.
        process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
        errors = await process.stderr.read()
        assert (await process.wait(), errors) == (0, b"")
    switching.cancel()
    await asyncio.wait((switching,))


async def switch_on_and_off(port: int) -> None:
    client = own.Client("127.0.0.1", port, "12345")
    await client.start()
    try:
        while True:
            for what in "10":
                await client.request(own.NormalMessage(("1", what, "11")))
                await asyncio.sleep(0.3)
    finally:
        await client.close()
