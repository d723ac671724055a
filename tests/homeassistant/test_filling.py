"""Rows for the hours that nobody has counted, worked out from what was counted and what the meter has kept."""

import datetime as dt
from itertools import pairwise
from typing import Final

import pytest

from custom_components.openwebnet.history_import.filling import HOUR, Known, Row, rows_of_gaps

NOON: Final = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
KEPT: Final = {NOON + number * HOUR: 100.0 + number for number in range(1, 6)}
"""101 Wh in the hour after noon's, 102 in the next ..."""


def _row(number: int, total: float, *, late: float = 0.0) -> Row:
    """Return the row of an hour after noon; the recorder made it so many hours too late."""
    start = NOON + number * HOUR
    return Row(start, total, 7000 + total, start + HOUR + dt.timedelta(hours=late, seconds=10))


def _used(rows: list[Row], known: Known) -> list[float]:
    """Return what each hour has used when these rows are written."""
    sums = {row.start: row.sum for row in (*known.rows, *rows)}
    ordered = [sums[hour] for hour in sorted(sums)]
    return [after - before for before, after in pairwise(ordered)]


def test_an_hour_that_ended_while_the_days_before_it_were_read_is_whole() -> None:
    """The meter told 20 Wh of it when it was asked, a quarter of an hour before its end; it has used 104."""
    known = Known([_row(0, 0), _row(4, 101 + 102 + 103 + 104)], 7000, 7410)
    rows = rows_of_gaps(known, {**KEPT, NOON + 4 * HOUR: 20.0}, NOON + 4 * HOUR)
    assert _used(list(rows), known) == [101, 102, 103, 104]


def test_an_hour_that_goes_on_is_what_the_meter_tells_of_it() -> None:
    known = Known([_row(0, 0)], 7000, 7000 + 101 + 102 + 103 + 20)
    rows = rows_of_gaps(known, {**KEPT, NOON + 4 * HOUR: 20.0}, NOON + 4 * HOUR)
    assert _used(list(rows), known) == [101, 102, 103]


def test_rows_that_the_recorder_made_by_what_it_knew_last_are_a_gap() -> None:
    """The mains failed at half past one, and were there again at ten past four."""
    known = Known(
        [_row(0, 0), _row(1, 50, late=2.2), _row(2, 50, late=1.2), _row(3, 50, late=0.2), _row(4, 410)], 0, 7410
    )
    rows = rows_of_gaps(known, KEPT, NOON + 6 * HOUR)
    assert _used(list(rows), known) == [101, 102, 103, 104]


def test_the_mains_may_be_there_again_just_after_a_full_hour() -> None:
    known = Known(
        [_row(0, 0), _row(1, 50, late=2.05), _row(2, 50, late=1.05), _row(3, 50, late=0.01), _row(4, 410)], 0, 7410
    )
    rows = rows_of_gaps(known, KEPT, NOON + 6 * HOUR)
    assert _used(list(rows), known) == [101, 102, 103, 104]


def test_an_hour_at_whose_end_the_mains_had_failed_is_completed() -> None:
    """They were there again three minutes after it."""
    known = Known([_row(0, 0), _row(1, 101), _row(2, 150, late=0.05), _row(3, 306)], 0, 7306)
    rows = rows_of_gaps(known, KEPT, NOON + 6 * HOUR)
    assert _used(list(rows), known) == [101, 102, 103]


def test_hours_in_which_nothing_was_used_are_none() -> None:
    """Nobody was off: each row was made when its hour was over."""
    known = Known([_row(0, 0), _row(1, 0), _row(2, 0), _row(3, 0), _row(4, 410)], 0, 7410)
    assert rows_of_gaps(known, KEPT, NOON + 5 * HOUR) == []


def test_what_was_imported_is_no_gap_however_late_it_was_written() -> None:
    rows = [_row(0, 0), *(Row(NOON + number * HOUR, 0, None) for number in (1, 2, 3)), _row(4, 410)]
    assert rows_of_gaps(Known(rows, 0, 7410), KEPT, NOON + 5 * HOUR) == []


def test_rows_that_were_made_late_though_their_hours_were_counted_stay_but_for_the_last() -> None:
    """The recorder was busy for some hours, while everything was noted: it made their rows afterwards."""
    known = Known(
        [_row(0, 0), _row(1, 101, late=2.2), _row(2, 203, late=1.2), _row(3, 300, late=0.2), _row(4, 410)], 0, 0
    )
    rows = rows_of_gaps(known, KEPT, NOON + 5 * HOUR)
    assert [row.start for row in rows] == [NOON + 3 * HOUR]
    assert _used(list(rows), known) == [101, 102, 103, 104]


@pytest.mark.parametrize("kept", [{}, {NOON + 9 * HOUR: 5.0}], ids=["nothing", "other hours"])
def test_a_gap_of_which_the_meter_has_kept_nothing_stays(kept: dict[dt.datetime, float]) -> None:
    known = Known([_row(0, 0), _row(4, 410)], 0, 7410)
    assert rows_of_gaps(known, kept, NOON + 5 * HOUR) == []


def test_an_hour_that_the_meter_has_lost_keeps_what_was_counted_of_it() -> None:
    known = Known(
        [_row(0, 0), _row(1, 50, late=2.2), _row(2, 50, late=1.2), _row(3, 50, late=0.2), _row(4, 410)], 0, 7410
    )
    kept = {hour: KEPT[hour] for hour in KEPT if hour != NOON + 2 * HOUR}
    used = _used(list(rows_of_gaps(known, kept, NOON + 6 * HOUR)), known)
    # What is left over goes to the first of them, and no hour is negative.
    assert used == [203, 0, 103, 104]


def test_a_meter_that_was_replaced_in_a_gap_counts_from_nothing() -> None:
    """Home Assistant will count all that the new one shows."""
    known = Known([_row(0, 0)], 7000, 102 + 103 + 20)
    rows = rows_of_gaps(known, {NOON + 2 * HOUR: 102.0, NOON + 3 * HOUR: 103.0, NOON + 4 * HOUR: 20.0}, NOON + 4 * HOUR)
    assert _used(list(rows), known) == [102, 103]
