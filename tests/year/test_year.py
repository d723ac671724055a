"""A year in virtual time: every hour of energy is what the meters counted, every zone is shown as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .agenda import SHORT, YEAR, Part
from .play import play

pytestmark = pytest.mark.usefixtures("freezer", "socket_enabled")

type Property = Callable[[str, object], None]


async def _is_true(part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Property) -> None:
    report = await play(part, tmp_path / "recorder.db", monkeypatch)
    record_property("figures", ["a year in virtual time", *report.lines()])
    assert report.wrong == []
    assert report.untrue == []
    assert report.complaints == {}


async def test_some_weeks_with_the_end_of_summer_time_and_new_year_are_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Property
) -> None:
    await _is_true(SHORT, tmp_path, monkeypatch, record_property)


@pytest.mark.year
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", YEAR, ids=lambda part: part.name)
async def test_a_year_is_true(
    part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Property
) -> None:
    await _is_true(part, tmp_path, monkeypatch, record_property)
