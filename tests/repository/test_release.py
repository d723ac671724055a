"""What a release consists of."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.release import INTEGRATION, ROOT, ReleaseError, notes_of, pack, version_of

CHANGELOG = """# Changelog

## [0.2.0] - unreleased

- Soon.

## [0.1.0] - 2026-12-01

### Added

- All.

## [0.0.1] - 2026-11-01

- Some.
"""


def test_the_archive_has_the_files_of_the_integration_without_its_folder(tmp_path: Path) -> None:
    archive = tmp_path / "openwebnet.zip"
    pack(archive)
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
    wanted = {str(path.relative_to(INTEGRATION)) for path in INTEGRATION.rglob("*") if path.is_file()}
    assert names == {name for name in wanted if "__pycache__" not in name}
    assert {
        "manifest.json",
        "own/items/lighting.py",
        "translations/it.json",
        "brand/icon.png",
        "panel/openwebnet-panel.js",
    } <= names


def test_a_tag_must_be_the_version_of_the_manifest() -> None:
    version = json.loads((INTEGRATION / "manifest.json").read_text())["version"]
    assert version_of(f"v{version}") == version
    with pytest.raises(ReleaseError, match=r"the tag is v9\.9\.9"):
        version_of("v9.9.9")


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
