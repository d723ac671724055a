"""The pages that repeat what was measured: their rows are found by what they name."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from .measure import Result, outcome

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = (ROOT / "docs" / "performance.md", ROOT / "README.md")
"""Pages with rows of figures."""


def updated(page: str, results: Iterable[Result]) -> str:
    """Return a page with the figures of the results in the rows that name them; all else stays."""
    told = {result.what: outcome(result) for result in results}
    return "\n".join(_row(line, told) for line in page.split("\n"))


def _row(line: str, told: dict[str, tuple[str, str, str]]) -> str:
    if not line.startswith("|"):
        return line
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    for place, cell in enumerate(cells):
        if cell in told:
            # A row has the cells that its table has room for.
            after = told[cell][: len(cells) - place - 1]
            return f"| {' | '.join([*cells[: place + 1], *after])} |"
    return line
