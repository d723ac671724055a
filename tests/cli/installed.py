"""The packages as they are installed: laid out by the build's own hook, for a Python that has nothing else."""

import asyncio
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
import types
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def hook_of(root: Path):
    """Return the build hook, made as hatchling makes it."""

    @dataclass
    class BuildHookInterface:
        root: str

    module = types.ModuleType("hatchling.builders.hooks.plugin.interface")
    module.__dict__["BuildHookInterface"] = BuildHookInterface
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, module.__name__, module)
        spec = importlib.util.spec_from_file_location("build_hook", root / WHEEL["hooks"]["custom"]["path"])
        assert spec is not None
        assert spec.loader is not None
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
    return script.BuildHook(str(root))


def lay_out(site: Path) -> Path:
    """Fill the folder that a wheel of this repository is unpacked to, with PyYAML, which it depends on."""
    for source, target in WHEEL["force-include"].items():
        shutil.copytree(ROOT / source, site / target, ignore=shutil.ignore_patterns("__pycache__"))
    build_data: dict[str, dict[str, str]] = {"force_include": {}}
    hook = hook_of(ROOT)
    hook.initialize("standard", build_data)
    for source, target in build_data["force_include"].items():
        (site / target).parent.mkdir(exist_ok=True)
        shutil.copy(source, site / target)
    hook.finalize("standard", build_data, "")
    assert yaml.__file__ is not None
    shutil.copytree(Path(yaml.__file__).parent, site / "yaml")
    return site


def python(site: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a Python that has only these packages."""
    env = {"PYTHONPATH": str(site), "PATH": os.environ["PATH"], **environment}
    argv = (sys.executable, "-S", "-P", *arguments)
    return subprocess.run(argv, env=env, cwd=site, text=True, check=False, capture_output=True, timeout=60)


def program(site: Path, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the distribution as its script does."""
    module, _, function = PROJECT["project"]["scripts"][name].partition(":")
    code = f"import sys; from {module} import {function}; sys.argv[0] = {name!r}; sys.exit({function}())"
    return python(site, "-c", code, *arguments, **environment)


@asynccontextmanager
async def serving(site: Path) -> AsyncIterator[int]:
    """Start a simulator by its command; give its port."""
    module, _, function = PROJECT["project"]["scripts"]["openwebnet-simulator"].partition(":")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-S", "-P", "-c", f"import sys; from {module} import {function}; sys.exit({function}())"),
        *("--port", "0", "-q", "--password", "12345"),
        env={"PYTHONPATH": str(site), "PATH": os.environ["PATH"]},
        cwd=site,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        line = (await process.stdout.readline()).decode()
    try:
        yield int(line.rpartition(":")[2])
    finally:
        process.terminate()
        await process.wait()
