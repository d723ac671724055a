"""History of a meter: watt hours by the hour, from which every total and every series is summed. protocol.md 4.18.

Before the meter began to count, the history is made up, the same every time; what is counted after that is added. Days
and months are those of the gateway's clock.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise

# How long hours and days are kept: 12 and 24 months (an F454, gateways.md 6).
HOURLY_MONTHS, DAILY_MONTHS = 12, 24
# What a household uses in each hour of a day, in parts of the day's total.
SHAPE = (2, 2, 2, 2, 2, 2, 4, 6, 5, 4, 3, 4, 6, 5, 4, 3, 3, 4, 6, 9, 9, 7, 4, 2)

NOTHING = (0,) * len(SHAPE)

type Hours = tuple[int | None, ...]
"""Watt hours of the 24 hours of a day; None is no data."""


def shared(total: int, weights: Iterable[int]) -> list[int]:
    """Return a total in parts like the weights, whose sum is the total."""
    marks = list(accumulate(weights, initial=0))
    return [total * after // marks[-1] - total * before // marks[-1] for before, after in pairwise(marks)]


def months_before(today: date, year: int, month: int) -> int:
    """Return how many months a month lies before that of today; negative for one to come."""
    return (today.year - year) * 12 + today.month - month


class History:
    """Watt hours by the hour."""

    def __init__(
        self, number: int, now: Callable[[], datetime], month: int | None, day: int | None, *, is_new: bool = False
    ) -> None:
        """Begin to count now; `month` and `day` are the totals until now, made up where they are not given.

        Of a meter that is new there is no data of the days before.
        """
        self.archive: dict[tuple[int, int], Hours] | None = None
        """The hours of a day by month and day, instead of all that is known by the hour."""
        self._number = number
        self._now = now
        self._is_new = is_new
        self._counted: dict[date, list[int]] = {}
        self._begin = now()
        today = self._begin.date()
        self._days_of_this_month = {
            today.replace(day=number): self._invented_total(today.replace(day=number)) for number in range(1, today.day)
        }
        if day is None:
            self._today = self._invented(today)[: self._begin.hour]
        else:
            self._today = shared(day, SHAPE[: self._begin.hour + 1])
        self._rest_of_month = 0
        """What the plant says of this month, and no day of it: only on the first."""
        if month is not None:
            before = max(month - sum(self._today), 0)
            if self._days_of_this_month:
                parts = shared(before, self._days_of_this_month.values())
                self._days_of_this_month = dict(zip(self._days_of_this_month, parts, strict=True))
            else:
                self._rest_of_month = before

    def count(self, energy: int) -> None:
        """Add watt hours to this hour."""
        now = self._now()
        self._counted.setdefault(now.date(), [0] * len(SHAPE))[now.hour] += energy

    def hours(self, day: date) -> Hours:
        """Return the hours of a day as far as they are over or going on."""
        if self.archive is not None:
            kept = self.archive.get((day.month, day.day), ())
            return (*kept, *(None,) * (len(SHAPE) - len(kept)))
        now = self._now()
        if not self._is_kept(day, HOURLY_MONTHS, now.date()):
            return (None,) * len(SHAPE)
        over = len(SHAPE) if day < now.date() else now.hour + 1
        known = self._known(day)
        return tuple(known[hour] if hour < over else None for hour in range(len(SHAPE)))

    def of_day(self, day: date) -> int | None:
        """Return the total of a day; None for one to come and for one that is no more kept."""
        return self._of_day(day, self._now().date())

    def _of_day(self, day: date, today: date) -> int | None:
        if not self._is_kept(day, DAILY_MONTHS, today):
            return None
        if self.archive is not None and day in (self.latest(day.month, day.day), today):
            kept = [energy for energy in self.archive.get((day.month, day.day), ()) if energy is not None]
            if kept:
                return sum(kept)
        return sum(self._counted.get(day, NOTHING)) if day > self._begin.date() else sum(self._known(day))

    def of_month(self, year: int, month: int) -> int | None:
        """Return the total of a month; None for one to come and for one that is no more kept."""
        today = self._now().date()
        days = (self._of_day(date(year, month, number), today) for number in range(1, monthrange(year, month)[1] + 1))
        known = [energy for energy in days if energy is not None]
        if not known:
            return None
        begun = (self._begin.year, self._begin.month) == (year, month)
        return sum(known) + (self._rest_of_month if begun else 0)

    def whole(self) -> int:
        """Return the total of all that is kept."""
        today = self._now().date()
        months = (divmod(today.year * 12 + today.month - 1 - age, 12) for age in range(DAILY_MONTHS))
        return sum(self.of_month(year, month + 1) or 0 for year, month in months)

    def latest(self, month: int, day: int) -> date | None:
        """Return the day that a request without a year means: a month later than this one is last year's."""
        today = self._now().date()
        try:
            return date(today.year - (month > today.month), month, day)
        except ValueError:
            return None

    def average(self, month: int) -> Hours:
        """Return the average day of a month, by the hour."""
        first = self.latest(month, 1)
        if first is None:
            return (None,) * len(SHAPE)
        days = [self.hours(first + timedelta(number)) for number in range(monthrange(first.year, month)[1])]
        averages: list[int | None] = []
        for hour in zip(*days, strict=True):
            known = [energy for energy in hour if energy is not None]
            averages.append(sum(known) // len(known) if known else None)
        return tuple(averages)

    def _is_kept(self, day: date, months: int, today: date) -> bool:
        if day > today or (self._is_new and day < self._begin.date()):
            return False
        return 0 <= months_before(today, day.year, day.month) < months

    def _known(self, day: date) -> list[int]:
        """Return the hours of a day that is not to come: made up until the meter began, then what was counted."""
        begin = self._begin.date()
        if day > begin:
            base = [0] * len(SHAPE)
        elif day == begin:
            base = [*self._today, *[0] * (len(SHAPE) - len(self._today))]
        else:
            base = self._invented(day)
        return [energy + more for energy, more in zip(base, self._counted.get(day, NOTHING), strict=True)]

    def _invented(self, day: date) -> list[int]:
        total = self._days_of_this_month.get(day)
        return shared(self._invented_total(day) if total is None else total, SHAPE)

    def _invented_total(self, day: date) -> int:
        return 4000 + (self._number * 37 + day.year * 71 + day.month * 531 + day.day * 197) % 8000
