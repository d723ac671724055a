#!/usr/bin/env python3
"""Make what a release consists of: the archive that HACS installs, and the notes. Needs nothing but Python.

    scripts/release.py v0.1.0 [FOLDER]

Ends with 1 where the tag, the manifest and the changelog do not agree.
"""

import json
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTEGRATION = ROOT / "custom_components" / "openwebnet"
LEFT_OUT = {"__pycache__"}


class ReleaseError(Exception):
    """What keeps a version from being released."""


def version_of(tag: str) -> str:
    """Return the version of a tag. Raises `ReleaseError` when it is not the manifest's."""
    version: str = json.loads((INTEGRATION / "manifest.json").read_text(encoding="utf-8"))["version"]
    if tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, but the manifest has the version {version}")
    return version


def notes_of(version: str, changelog: str) -> str:
    """Return what the changelog says of a version. Raises `ReleaseError` when it says nothing, or has no date."""
    found = re.search(rf"(?ms)^## \[{re.escape(version)}\] - (\S+)\n(.*?)(?=^## |^\[|\Z)", changelog)
    if found is None or not found[2].strip():
        raise ReleaseError(f"CHANGELOG.md says nothing of {version}")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", found[1]):
        raise ReleaseError(f"CHANGELOG.md gives {version} no date")
    return found[2].strip() + "\n"


def pack(archive: Path) -> None:
    """Write the integration's files; HACS unpacks them into its folder, so they begin with none."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(INTEGRATION.rglob("*")):
            if path.is_file() and not LEFT_OUT & set(path.parts):
                packed.write(path, path.relative_to(INTEGRATION))


def main(tag: str, folder: str = "dist") -> int:
    """Make the archive and the notes in a folder."""
    try:
        notes = notes_of(version_of(tag), (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    except ReleaseError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    name: str = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))["filename"]
    pack(target / name)
    (target / "notes.md").write_text(notes, encoding="utf-8")
    print(f"{target / name}, {target / 'notes.md'}")
    return 0


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
