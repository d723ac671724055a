"""Timing things side by side, and what comes of it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    rounds: int = 7
    """Rounds, of which the median counts; what is compared takes turns."""
    events: int = 20_000
    entities: int = 500
    many: int = 2_000
    """Entities, or objects, where a large house is measured."""
    corpus: int = 20
    """How often we read the corpus in one round; the others once."""


FULL = Scale()
SMOKE = Scale(rounds=1, events=200, entities=20, many=40, corpus=1)
"""Only shows that the benchmarks work."""


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table."""

    number: int
    """Which of the things that are measured it belongs to."""
    what: str
    value: float | None
    """A ratio, or another number that means the same on any machine; `None` where it could not be measured."""
    target: str
    met: bool | None
    """`None` where there is no target."""
    detail: str
    """The figures that the ratio was made of, or why there are none."""


def at_most(number: int, what: str, value: float, most: float, detail: str, *, unit: str = "") -> Result:
    """Make the line of something that should be small."""
    return Result(number, what, value, f"at most {most:g} {unit}".rstrip(), value <= most, detail)


def side_by_side(actions: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, float]:
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


def outcome(result: Result) -> tuple[str, str, str]:
    """Return what was measured, the target and whether it is met, as they are printed."""
    measured = "fails" if result.value is None else f"{result.value:.2f}"
    return measured, result.target, {True: "yes", False: "**no**", None: ""}[result.met]


def table(results: list[Result]) -> str:
    """Return the results as a table in Markdown."""
    rows = [("#", "What", "Measured", "Target", "Met", "Figures")]
    rows += [
        (str(result.number), result.what, *outcome(result), result.detail)
        for result in sorted(results, key=lambda result: result.number)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
