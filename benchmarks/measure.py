"""Timing things side by side, and what comes of it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table."""

    what: str
    value: float
    """A ratio, or another number without a unit."""
    target: str
    met: bool
    detail: str
    """The figures that the ratio was made of."""


def side_by_side(actions: Mapping[str, Callable[[], None]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of each action; they take turns, so that a slow moment meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            begin = time.perf_counter()
            action()
            times[name].append(time.perf_counter() - begin)
    return {name: median(taken) for name, taken in times.items()}


def table(results: list[Result]) -> str:
    """Return the results as a table in Markdown."""
    rows = [("What", "Measured", "Target", "Met", "Figures")]
    rows += [
        (result.what, f"{result.value:.2f}", result.target, "yes" if result.met else "**no**", result.detail)
        for result in results
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
