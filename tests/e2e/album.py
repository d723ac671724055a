"""The pictures of the documentation: what a test sees in the browser, made small."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

COLOURS = 256
"""A page has few; so many are enough for a picture a third as large."""


@dataclass(frozen=True)
class Album:
    """Where pictures of the documentation go: beside the others, and into the documentation where that is wanted."""

    folders: tuple[Path, ...]

    def keep(self, name: str, shot: bytes) -> None:
        """Keep a picture."""
        picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        for folder in self.folders:
            folder.mkdir(exist_ok=True)
            picture.save(folder / f"{name}.png", optimize=True)
