"""The pictures of the documentation: used in both languages, small, and made by tests of the browser."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PICTURES = {path.stem: path for path in (ROOT / "docs" / "images").glob("*.png")}
LARGEST = 150_000
"""Bytes: a page of the documentation has several."""
SHOWN = re.compile(r"!\[[^\]]+\]\((?:\.\./|docs/)images/([\w-]+)\.png\)")
MADE = re.compile(r'\.picture\("([\w-]+)"')


def shown_on(page: Path) -> list[str]:
    """Return the pictures of a page, in their order."""
    return SHOWN.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "docs" / "en").glob("*.md")))
def test_both_languages_show_the_same_pictures(name: str) -> None:
    assert shown_on(ROOT / "docs" / "en" / name) == shown_on(ROOT / "docs" / "it" / name)


def test_each_picture_is_shown_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs" / "en").glob("*.md")]
    assert {name for page in pages for name in shown_on(page)} == PICTURES.keys()


def test_each_picture_is_made_by_a_test_of_the_browser() -> None:
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "e2e").glob("*.py")]
    made = [name for text in tests for name in MADE.findall(text)]
    assert sorted(made) == sorted(PICTURES)


def test_pictures_are_small() -> None:
    assert {name: path.stat().st_size for name, path in PICTURES.items() if path.stat().st_size > LARGEST} == {}
