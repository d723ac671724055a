"""What a release consists of."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.release import INTEGRATION, ROOT, ReleaseError, committed, notes_of, pack, time_of_commit, version_of

CHANGELOG = """# Changelog

## [0.2.0] - unreleased

- Soon.

## [0.1.0] - 2026-12-01

### Added

- All.

## [0.0.1] - 2026-11-01

- Some.
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the commit that is checked out."""
    archive = tmp_path_factory.mktemp("release") / "openwebnet.zip"
    pack(archive, committed(INTEGRATION), time_of_commit())
    return archive


def test_the_archive_has_the_files_of_the_integration_without_its_folder(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "HEAD", INTEGRATION],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert names == {name.removeprefix(f"{INTEGRATION}/") for name in listed}
    assert {
        "manifest.json",
        "own/items/lighting.py",
        "translations/it.json",
        "brand/icon.png",
        "panel/openwebnet-panel.js",
    } <= names


def test_a_clean_clone_of_the_commit_gives_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    subprocess.run(["git", "checkout", "--quiet", commit.strip()], cwd=clone, check=True)
    # What lies about there is none of it.
    (clone / INTEGRATION / "left.py").write_text("")
    (clone / INTEGRATION / "manifest.json").write_text("{}")
    again = tmp_path / "openwebnet.zip"
    pack(again, committed(INTEGRATION, root=clone), time_of_commit(clone))
    assert again.read_bytes() == archive.read_bytes()


STARTS = """
import asyncio, sys
from homeassistant import bootstrap, loader, setup
from homeassistant.core import HomeAssistant
from homeassistant.config_entries import SOURCE_USER, ConfigEntries

async def start(folder):
    hass = HomeAssistant(folder)
    hass.config_entries = ConfigEntries(hass, {})
    hass.config.skip_pip = True
    loader.async_setup(hass)
    await bootstrap.async_load_base_functionality(hass)
    await hass.config_entries.async_initialize()
    integration = await loader.async_get_integration(hass, "openwebnet")
    print(integration.file_path)
    flow = await hass.config_entries.flow.async_init("openwebnet", context={"source": SOURCE_USER})
    print(flow["type"].value, flow["step_id"])
    print(await setup.async_setup_component(hass, "openwebnet", {}), hass.services.has_service("openwebnet", "rescan"))
    for platform in ("light", "cover", "climate", "sensor", "repairs", "diagnostics", "trigger"):
        await integration.async_get_platform(platform)
    await hass.async_stop(force=True)

asyncio.run(start(sys.argv[1]))
"""


@pytest.mark.parametrize(
    "python", [Path(sys.executable), ROOT / ".venv-e2e" / "bin" / "python"], ids=["oldest", "newest"]
)
def test_home_assistant_starts_with_what_the_archive_unpacks_to(archive: Path, tmp_path: Path, python: Path) -> None:
    if not python.exists():
        pytest.skip("the newest Home Assistant is not there: scripts/setup e2e")
    unpacked = tmp_path / "custom_components" / "openwebnet"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(unpacked)
    done = subprocess.run(
        [python, "-c", STARTS, tmp_path], cwd=tmp_path, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == [str(unpacked), "form user", "True True"]


def test_a_tag_must_be_the_version_of_the_manifest() -> None:
    assert version_of("v0.1.0", '{"version": "0.1.0"}') == "0.1.0"
    with pytest.raises(ReleaseError, match=r"the tag is v9\.9\.9"):
        version_of("v9.9.9", '{"version": "0.1.0"}')


def test_the_notes_are_what_the_changelog_says_of_the_version() -> None:
    assert notes_of("0.1.0", CHANGELOG) == "### Added\n\n- All.\n"
    assert notes_of("0.0.1", CHANGELOG) == "- Some.\n"
    with pytest.raises(ReleaseError, match=r"gives 0\.2\.0 no date"):
        notes_of("0.2.0", CHANGELOG)
    with pytest.raises(ReleaseError, match=r"says nothing of 0\.3\.0"):
        notes_of("0.3.0", CHANGELOG)


def test_the_script_ends_with_1_for_another_tag(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts/release.py"), "v9.9.9", str(tmp_path / "dist")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, (tmp_path / "dist").exists()) == (1, False)
    assert "the tag is v9.9.9" in done.stderr


def test_the_release_is_what_hacs_installs() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert hacs["zip_release"] is True
    release = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert f"dist/{hacs['filename']}" in release
    assert re.fullmatch(r"\d{4}\.\d+\.\d+", hacs["homeassistant"])
