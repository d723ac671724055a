"""What rows to add to those that Home Assistant has: before its first one, and where it or the gateway was off.

All in watt hours, by the hour in UTC that begins then; a sum and a reading are those at the end of the hour.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

HOUR: Final = dt.timedelta(hours=1)

LATE: Final = dt.timedelta(minutes=1)
"""After the end of an hour; the recorder makes its row within seconds."""
_AT_ONCE: Final = dt.timedelta(seconds=10)
"""Between two rows that the recorder makes after one another when it starts."""
_FALLEN: Final = 0.9
"""The part of a reading below which Home Assistant takes it for one that begins anew."""

type Hours = Mapping[dt.datetime, float]
"""Watt hours of each hour, as the meter tells them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the statistics."""

    start: dt.datetime
    sum: float
    reading: float | None
    """What the meter showed; `None` where that is not known."""
    written: dt.datetime | None = None
    """When the recorder made it; `None` for one of an import, which is as true as the meter."""

    @property
    def is_late(self) -> bool:
        """Whether the recorder was off when the hour ended, and made it by what it knew last."""
        return self.written is not None and self.written - self.start > HOUR + LATE


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours of which something is not known, between what is known."""

    first: dt.datetime
    next: dt.datetime
    """The first hour after it."""
    before: Row
    sum: float
    """The sum at the end of the next hour, or now where that still goes on."""
    counted: Mapping[dt.datetime, float]
    """What Home Assistant has counted in hours of it that it has seen in part."""


@dataclass(frozen=True, slots=True)
class Known:
    """What Home Assistant has counted."""

    rows: Sequence[Row]
    zero: float | None
    """What the meter showed when Home Assistant began to count."""
    total: float | None
    """What it shows now."""
    broken_off: frozenset[dt.datetime] = frozenset()
    """Hours that were counted at first and not at their end: the gateway was away then, or Home Assistant."""

    @property
    def start(self) -> dt.datetime | None:
        """The first hour."""
        return self.rows[0].start if self.rows else None

    def gaps(self, end: dt.datetime) -> Iterator[Gap]:
        """Yield the gaps before `end`, the hour that goes on, in which something was used."""
        changes = {after.start: after.sum - before.sum for before, after in pairwise(self.rows)}
        unseen = self._unseen()
        seen = [row for row in self.rows if row.start not in unseen]
        for before, after in pairwise(seen):
            if after.start - before.start > HOUR and after.sum > before.sum:
                yield _gap(before, after.start, after.sum, changes)
        last = seen[-1] if seen else None
        if last is None or last.start + HOUR >= end or self._rise <= 0:
            return
        yield _gap(last, end, self.rows[-1].sum + self._rise, changes)

    @property
    def _rise(self) -> float:
        """Return what was used since the last row, as Home Assistant will count it."""
        reading = self.rows[-1].reading
        if reading is None or self.total is None:
            return 0.0
        # A meter that was set to zero, or replaced, begins anew.
        return self.total if self.total < reading * _FALLEN else self.total - reading

    def _unseen(self) -> frozenset[dt.datetime]:
        """Return the hours that have a row though nobody saw their end: the rest of them stands in a later one.

        A recorder that starts makes the rows of all hours since it stopped. Where it was stopped in order, the meter
        is unavailable then, and there is only the row of the hour that was going on. After a failure of the mains it
        shows what it showed last: one hour breaks off, and those after it have used nothing.
        """
        found = {hour for hour in self.broken_off if hour != self.start}
        for number in range(len(self.rows) - 1, 0, -1):
            before, row, *after = self.rows[number - 1 : number + 2]
            # The last of them may have been made just after its hour.
            is_made_up = row.is_late or _are_at_once(before, row)
            if is_made_up and all(_ends_at(row, one) or (one.start in found and one.sum == row.sum) for one in after):
                found.add(row.start)
        return frozenset(found)


def _ends_at(row: Row, after: Row) -> bool:
    """Tell whether `row` is the last of those that the recorder made when it started."""
    return row.written is not None and after.written is not None and not _are_at_once(row, after)


def _are_at_once(row: Row, after: Row) -> bool:
    """Tell whether the recorder made two rows after one another, and not an hour apart."""
    return row.written is not None and after.written is not None and after.written - row.written <= _AT_ONCE


def _gap(before: Row, end: dt.datetime, total: float, changes: Mapping[dt.datetime, float]) -> Gap:
    first = before.start + HOUR
    return Gap(first, end, before, total, {hour: used for hour, used in changes.items() if first <= hour < end})


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


def rows_of_gaps(known: Known, hours: Hours, end: dt.datetime) -> Sequence[Row]:
    """Return rows for all gaps before `end`, the hour that went on when the meter was read."""
    # That hour may be over by now: of all that it has used, the meter has told a part.
    is_over = bool(known.rows) and known.rows[-1].start >= end
    told = {hour: energy for hour, energy in hours.items() if hour < end} if is_over else hours
    return [row for gap in known.gaps(end) for row in _rows_within(gap, told)]


def _rows_within(gap: Gap, hours: Hours) -> Sequence[Row]:
    """Return rows for the hours of a gap, the newest first; none where the meter has kept nothing of them.

    They begin where the hour before them has ended, and end where the next one begins; together they are never more
    than was used. What the meter has kept too little, beside what was counted, goes to the first of them.
    """
    kept = {hour: energy for hour, energy in hours.items() if gap.first <= hour < gap.next}
    if not kept:
        return ()
    used = {**gap.counted, **kept}
    low = gap.before.sum
    own = hours.get(gap.next)
    running = low + sum(used.values()) if own is None else gap.sum - own
    running = min(max(running, low), gap.sum)
    rows: list[Row] = []
    for hour in sorted(used, reverse=True):
        reading = gap.before.reading
        rows.append(Row(hour, running, None if reading is None else reading + running - low))
        running = max(running - used[hour], low)
    return rows
