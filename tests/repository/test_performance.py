"""The figures: those of the README stand in docs/performance.md, whose rows are those that the benchmarks print."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.measure import Result
from benchmarks.pages import updated

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def figures(readme: str) -> list[list[str]]:
    """Return the rows of the README's table of figures."""
    _, _, table = readme.partition("| Measured | |\n|---|---|\n")
    return rows(table.partition("\n\n")[0])


def strangers(readme: str, page: str) -> list[list[str]]:
    """Return the figures of a README that the page of all figures does not have."""
    known = {(what, measured) for row in rows(page) for what, measured in pairwise(row)}
    return [row for row in figures(readme) if tuple(row) not in known]


def test_the_figures_of_the_readme_are_those_of_the_page_of_all_figures() -> None:
    assert len(figures(README)) == 4
    assert strangers(README, PAGE) == []


@pytest.mark.parametrize("figure", [row[1] for row in figures(README)])
def test_a_figure_of_the_readme_that_is_another_on_the_page_is_found(figure: str) -> None:
    [what] = [what for what, measured in figures(README) if measured == figure]
    changed = README.replace(f"| {what} | {figure} |", f"| {what} | 17.5 |")
    assert strangers(changed, PAGE) == [[what, "17.5"]]


def test_every_benchmark_has_a_table_with_its_command() -> None:
    assert set(re.findall(r"^## .*`scripts/bench (\w+)`$", PAGE, re.MULTILINE)) == BENCHMARKS.keys()


def test_what_was_measured_is_written_where_a_row_names_it() -> None:
    page = [
        "| # | What | Measured | Target | Met |",
        "| 1 | A | 1.00 | at most 2 x | yes |",
        "| A | 1.00 |",
        "| A",
        "A",
    ]
    result = Result(1, "A", 3.456, "at most 3 x", met=False, detail="unused")
    assert updated("\n".join(page), [result]).split("\n") == [
        page[0],
        "| 1 | A | 3.46 | at most 3 x | **no** |",
        "| A | 3.46 |",
        "| A |",
        "A",
    ]


def test_rows_of_what_was_not_measured_stay() -> None:
    assert updated(PAGE, []) == PAGE
