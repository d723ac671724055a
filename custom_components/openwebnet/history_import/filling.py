"""What rows to add to those that Home Assistant has: before its first one, and where it was off.

All in watt hours, by the hour in UTC that begins then; a sum and a reading are those at the end of the hour.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

HOUR: Final = dt.timedelta(hours=1)

type Hours = Mapping[dt.datetime, float]
"""Watt hours of each hour, as the meter tells them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the statistics."""

    start: dt.datetime
    sum: float
    reading: float | None
    """What the meter showed; `None` where that is not known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours that are not known, between what is known."""

    first: dt.datetime
    next: dt.datetime
    """The first hour after it."""
    before: Row
    sum: float
    """The sum at the end of the next hour, or now where that still goes on."""


@dataclass(frozen=True, slots=True)
class Known:
    """What Home Assistant has counted."""

    rows: Sequence[Row]
    zero: float | None
    """What the meter showed when Home Assistant began to count."""
    total: float | None
    """What it shows now."""

    @property
    def start(self) -> dt.datetime | None:
        """The first hour."""
        return self.rows[0].start if self.rows else None

    def gaps(self, end: dt.datetime) -> Iterator[Gap]:
        """Yield the gaps before `end`, the hour that goes on, in which something was used."""
        for before, after in pairwise(self.rows):
            if after.start - before.start > HOUR and after.sum > before.sum:
                yield Gap(before.start + HOUR, after.start, before, after.sum)
        last = self.rows[-1] if self.rows else None
        if last is None or last.start + HOUR >= end or last.reading is None or self.total is None:
            return
        if self.total > last.reading:
            yield Gap(last.start + HOUR, end, last, last.sum + self.total - last.reading)


def rows_before(known: Known, hours: Hours, end: dt.datetime) -> Sequence[Row]:
    """Return rows that end where the first known hour begins, the newest first; their sums begin anywhere.

    Home Assistant was started in its first hour and has not seen all of it; the meter has.
    """
    begin = known.start or end
    if known.rows:
        first = known.rows[0]
        running = first.sum - hours.get(first.start, first.sum)
        reading = None if first.reading is None else first.reading - first.sum
    else:
        # It counts from `zero` on; what the hour that goes on had used until then is no part of that.
        reading = known.zero
        counted = 0.0 if known.total is None or known.zero is None else known.total - known.zero
        running = min(counted - hours.get(end, counted), 0.0)
    rows: list[Row] = []
    for hour in sorted((hour for hour in hours if hour < begin), reverse=True):
        shown = None if reading is None else reading + running
        # A meter that was reset has shown more before than it tells now.
        rows.append(Row(hour, running, None if shown is None or shown < 0 else shown))
        running -= hours[hour]
    return rows


def rows_within(gap: Gap, hours: Hours) -> Sequence[Row]:
    """Return rows for the hours of a gap, the newest first.

    What was used beyond that, in the rest of the hour before it, goes to the first of them; never more than was used.
    """
    within = sorted((hour for hour in hours if gap.first <= hour < gap.next), reverse=True)
    low = gap.before.sum
    own = hours.get(gap.next)
    running = low + sum(hours[hour] for hour in within) if own is None else gap.sum - own
    running = min(max(running, low), gap.sum)
    rows: list[Row] = []
    for hour in within:
        reading = gap.before.reading
        rows.append(Row(hour, running, None if reading is None else reading + running - low))
        running = max(running - hours[hour], low)
    return rows
