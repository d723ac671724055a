"""Build hook of hatchling: what the installed packages have beside the files of the repository.

The commands in cli/ import the library where it lies in the repository; installed, it is `openwebnet_client`.
"""

import tempfile
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARY: Final = ("custom_components.openwebnet.own", "openwebnet_client")
"""The package of the library: in the repository, and installed."""
COMMANDS: Final = "openwebnet_client/cli"
TYPED: Final = ("openwebnet_client", "openwebnet_simulator")


class BuildHook(BuildHookInterface):  # type: ignore[misc]  # it is there while it builds only
    """Adds the commands, with the installed name of the library, and the marks of typed packages."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files to a folder that goes away after the build."""
        self._folder = tempfile.TemporaryDirectory()
        made = Path(self._folder.name)
        for path in sorted(Path(self.root, "cli").glob("*.py")):
            copy = made / path.name
            copy.write_text(path.read_text(encoding="utf-8").replace(*LIBRARY), encoding="utf-8")
            build_data["force_include"][str(copy)] = f"{COMMANDS}/{path.name}"
        for package in TYPED:
            # One file can go to one place only.
            copy = made / f"{package}.typed"
            copy.touch()
            build_data["force_include"][str(copy)] = f"{package}/py.typed"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        self._folder.cleanup()
