"""What the code cites is there: sections and rows of docs/protocol, and any other page."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[2]
PROTOCOL = ROOT / "docs" / "protocol"
TREES = ("benchmarks", "custom_components", "docs", "pyproject.toml", "scripts", "simulator", "tests")
SUFFIXES = {"", ".md", ".py", ".sh", ".toml", ".yaml", ".yml"}
MAKE_UP_PAGES = {Path(__file__), ROOT / "tests" / "repository" / "test_docs.py"}
"""Tests that write pages of their own, and speak of them."""
WRITTEN = {"notes.md"}
"""Pages that a script writes somewhere else."""

# A citation may go on in the next line, also of a comment.
GAP: Final = r"(?: |\s*\n\s*(?:# )?)"
REFERENCE: Final = rf"(?:\d+(?:\.\d+)*(?:,{GAP}row{GAP}\d+)?|appendix{GAP}[A-Z]\b)"
CITATION = re.compile(
    rf"(?<![\w/.-])(?P<page>protocol|gateways)\.md"
    rf"(?P<references>{GAP}{REFERENCE}(?:(?:,|{GAP}and|{GAP}to){GAP}{REFERENCE})*)?"
)
PAGE = re.compile(r"[\w./-]*\w\.md\b")
LINK_TARGET = re.compile(r"(?<=\])\([^)\s]+\)")
HEADING = re.compile(r"^#{2,6} (?P<number>\d+(?:\.\d+)*|Appendix [A-Z])\b", re.IGNORECASE)
ROW = re.compile(r"^\| (\d+) \|")


@cache
def sections(page: str) -> dict[str, set[str]]:
    """Return the numbers of the sections of a page of the protocol, with the numbers of their tables' rows."""
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in (PROTOCOL / f"{page}.md").read_text(encoding="utf-8").splitlines():
        if heading := HEADING.match(line):
            number = heading["number"].lower()
            assert number not in found, f"{page}.md has {number} twice"
            current = found[number] = set()
        elif row := ROW.match(line):
            current.add(row[1])
    return found


def files() -> Iterator[Path]:
    """Yield everything that is or could be committed and is not data."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *TREES]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in sorted(filter(None, listed.split("\0"))):
        path = ROOT / name
        if path.is_file() and path.suffix in SUFFIXES and path not in MAKE_UP_PAGES:
            yield path


@cache
def names_of_pages() -> set[str]:
    """Return what a page may be called where its folder is named beside it."""
    return {path.name for path in files() if path.suffix == ".md"} | {"CHANGELOG.md", "README.md"}


def problems_of_citation(page: str, references: str | None) -> Iterator[str]:
    if references is None:
        yield "names no section"
        return
    for number, row in re.findall(r"(\d+(?:\.\d+)*|appendix [a-z])(?:, row (\d+))?", references.lower()):
        if number not in sections(page):
            yield f"docs/protocol/{page}.md has no {number}"
        elif row and row not in sections(page)[number]:
            yield f"docs/protocol/{page}.md {number} has no row {row}"


def broken_citations(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Yield the place, the citation and what is wrong with it."""
    text = path.read_text(encoding="utf-8")
    # Where links lead is looked after by test_docs.py.
    text = LINK_TARGET.sub("", text)
    place = str(path.relative_to(root))
    for match in CITATION.finditer(text):
        cited = re.sub(GAP, " ", match[0])
        line = text.count("\n", 0, match.start()) + 1
        for problem in problems_of_citation(match["page"], match["references"] and cited):
            yield f"{place}:{line}: {cited}: {problem}"
    rest = CITATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    for match in PAGE.finditer(rest):
        if match[0] not in names_of_pages() | WRITTEN and not (root / match[0]).is_file():
            line = rest.count("\n", 0, match.start()) + 1
            yield f"{place}:{line}: {match[0]}: no such page"


def test_every_citation_leads_somewhere() -> None:
    problems = [problem for path in files() for problem in broken_citations(path)]
    assert not problems, "\n".join(["these lead nowhere:", *problems])


def test_there_are_citations() -> None:
    """The numbers are found at all, and so are the rows of the contradictions."""
    texts = [path.read_text(encoding="utf-8") for path in files() if path.suffix == ".py"]
    assert sum(len(CITATION.findall(text)) for text in texts) > 200
    assert {"1.1", "2.8", "4.0", "4.99", "6", "7", "appendix a"} <= sections("protocol").keys()
    assert sections("protocol")["6"] >= {str(row) for row in range(1, 58)}
    assert {str(number) for number in range(14)} | {"13.5"} <= sections("gateways").keys()


@pytest.mark.parametrize(
    "text",
    [
        "(protocol.md 4.2)",
        "(protocol.md 6, row 25)",
        "(protocol.md 3.2 and 4.4, gateways.md 5)",
        "protocol.md 1.1, 1.2 and 1.6: all of it.",
        "(protocol.md 4.6 to 4.8, appendix A)",
        "# measured (gateways.md\n    # 13.5), and more (protocol.md 6,\n    # row 25)",
        "see docs/protocol/protocol.md, README.md in this folder",
        "every `*.md` and any docs/en/index.md#what-this-is",
    ],
)
def test_a_citation_that_leads_somewhere_is_no_problem(tmp_path: Path, text: str) -> None:
    for name in ("docs/protocol/protocol.md", "docs/en/index.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "code.py").write_text(text)
    assert list(broken_citations(tmp_path / "code.py", tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("protocol.md 4.77", ["1: protocol.md 4.77: docs/protocol/protocol.md has no 4.77"]),
        ("\n\nprotocol.md 4.2 and 4.77", ["3: protocol.md 4.2 and 4.77: docs/protocol/protocol.md has no 4.77"]),
        ("protocol.md 6, row 99", ["1: protocol.md 6, row 99: docs/protocol/protocol.md 6 has no row 99"]),
        ("protocol.md 5, row 1", ["1: protocol.md 5, row 1: docs/protocol/protocol.md 5 has no row 1"]),
        ("gateways.md\n# 99", ["1: gateways.md 99: docs/protocol/gateways.md has no 99"]),
        ("protocol.md appendix Q", ["1: protocol.md appendix Q: docs/protocol/protocol.md has no appendix q"]),
        ("protocol.md sections 1.1", ["1: protocol.md: names no section"]),
        ("protocol.md 1.1,\ngateways.md 99", ["2: gateways.md 99: docs/protocol/gateways.md has no 99"]),
        ("(protocol.md 1.1\n 1)\n\nDESIGN.md, section 2", ["4: DESIGN.md: no such page"]),
        ("docs/gone.md", ["1: docs/gone.md: no such page"]),
    ],
)
def test_a_citation_that_leads_nowhere_is_found(tmp_path: Path, text: str, found: list[str]) -> None:
    (tmp_path / "code.py").write_text(text)
    assert list(broken_citations(tmp_path / "code.py", tmp_path)) == [f"code.py:{problem}" for problem in found]
