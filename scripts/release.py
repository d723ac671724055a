#!/usr/bin/env python3
"""Make what a release consists of: the archive that the store installs, its checksum, and the notes.

    scripts/release.py v0.1.0 [FOLDER]

All is taken from the commit that is checked out, not from the working tree, and has the time of that commit: the same
commit gives the same bytes, on any machine. Needs Python and git. Ends with 1 where the tag, the manifest and the
changelog do not agree.
"""

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
INTEGRATION: Final = "custom_components/openwebnet"


class ReleaseError(Exception):
    """What keeps a version from being released."""


def committed(*paths: str, root: Path = ROOT) -> dict[str, bytes]:
    """Return the files of the commit that is checked out, by their names in the repository."""
    packed = _git(root, "archive", "--format=tar", "HEAD", *paths)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        files = {member.name: archive.extractfile(member) for member in archive if member.isfile()}
        return {name: file.read() for name, file in files.items() if file is not None}


def time_of_commit(root: Path = ROOT) -> int:
    """Return when the commit that is checked out was made."""
    return int(_git(root, "log", "-1", "--format=%ct"))


def version_of(tag: str, manifest: str) -> str:
    """Return the version of a tag. Raises `ReleaseError` when it is not the manifest's."""
    version: str = json.loads(manifest)["version"]
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


def pack(archive: Path, files: Mapping[str, bytes], made: int) -> None:
    """Write the integration's files; the store unpacks them into its folder, so their names begin inside of it.

    Not compressed: what a compressor makes of the same bytes differs between its versions.
    """
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(name for name in files if name.startswith(f"{INTEGRATION}/")):
            entry = zipfile.ZipInfo(name.removeprefix(f"{INTEGRATION}/"), time.gmtime(made)[:6])
            # The same on every system: made by Unix, readable by all.
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            packed.writestr(entry, files[name])


def main(tag: str, folder: str = "dist") -> int:
    """Make the archive, its checksum and the notes in a folder."""
    files = committed(INTEGRATION, "CHANGELOG.md", "hacs.json")
    try:
        version = version_of(tag, files[f"{INTEGRATION}/manifest.json"].decode())
        notes = notes_of(version, files["CHANGELOG.md"].decode())
    except ReleaseError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    archive = target / json.loads(files["hacs.json"])["filename"]
    pack(archive, files, time_of_commit())
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    (target / f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n", encoding="utf-8")
    (target / "notes.md").write_text(notes, encoding="utf-8")
    print(f"{digest}  {archive}")
    return 0


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True).stdout


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
