"""WHO 18: the history of a meter, one frame for each value (protocol.md 4.18, gateways.md 6)."""

import datetime as dt
from enum import Enum
from typing import Final, NamedTuple

from .table import Args, whole

NO_DATA: Final = 4294967295
"""All ones: the meter has no value (protocol.md 4.18)."""
TOTAL: Final = 25
"""The "25th hour" of a day is its total."""


class Series(Enum):
    """The kinds of history, by their dimension."""

    HOURS = "511"
    AVERAGE_DAY = "512"
    DAYS = "513"
    DAYS_LAST_YEAR = "514"
    MONTH = "52"

    @property
    def command(self) -> str | None:
        """The WHAT that asks for it."""
        return _COMMANDS.get(self.value)

    @property
    def meaning(self) -> str:
        """What it holds."""
        return _MEANINGS[self.value]

    @property
    def source(self) -> str:
        """Where its oddities come from."""
        return _SOURCES.get(self.value, "")


_COMMANDS: Final = {"511": "57", "512": "58", "513": "59", "514": "510"}
_MEANINGS: Final = {
    "511": "energy by hours of a day, and the day's total, Wh",
    "512": "energy by hours of a month's average day, and its total, Wh",
    "513": "energy by days of a month, this year, Wh",
    "514": "energy by days of a month, last year, Wh",
    "52": "energy of a month, Wh",
}
_SOURCES: Final = {
    "511": "no year: a month later than the present one is last year's (protocol.md 4.18)",
    "52": "4294967295 is no data (protocol.md 4.18)",
}


class Sample(NamedTuple):
    """One value of a history."""

    series: Series
    year: int
    month: int
    day: int | None = None
    """`None` for a month and for an average day."""
    hour: int | None = None
    """0-23, the hour that begins then; `None` for the total of the day."""
    energy: int | None = None
    """Watt hours; `None` where the meter has no data."""


def amount(text: str) -> int | None:
    """Read watt or watt hours: nothing is 0, all ones is no data (gateways.md 6)."""
    value = whole(text or "0", 0, NO_DATA)
    return None if value == NO_DATA else value


def today() -> dt.date:
    """Return the present day: the frames leave out the year."""
    return dt.datetime.now().astimezone().date()


def _year_of(month: int) -> int:
    now = today()
    return now.year - (month > now.month)


def read_sample(args: Args) -> Sample:
    """Read a frame of a history. Raises `ValueError` or `LookupError` for what makes no sense or cannot have been."""
    series = Series(args.tag)
    if series is Series.MONTH:
        year, of_year = args.parameters
        return Sample(series, 2000 + whole(year, 0, 99), whole(of_year, 1, 12), energy=amount(args.values[0]))
    month = whole(args.parameters[0], 1, 12)
    number, value = args.values[:2]
    match series:
        case Series.HOURS:
            day = dt.date(_year_of(month), month, int(args.parameters[1]))
            return Sample(series, day.year, month, day.day, _hour(number), amount(value))
        case Series.AVERAGE_DAY:
            return Sample(series, _year_of(month), month, None, _hour(number), amount(value))
        case _:
            day = dt.date(today().year - (series is Series.DAYS_LAST_YEAR), month, int(number))
            return Sample(series, day.year, month, day.day, None, amount(value))


def _hour(tag: str) -> int | None:
    """Read 1-24, the hour that ends then; 25 is the total."""
    number = whole(tag, 1, TOTAL)
    return None if number == TOTAL else number - 1


def history_parameters(series: Series, month: int, day: int | None, year: int | None) -> str:
    """Return what follows the dimension in a request. Raises `ValueError` for what is missing or no date."""
    month = whole(str(month), 1, 12)
    match series:
        case Series.MONTH:
            if year is None:
                raise ValueError("the year is missing")
            return f"{whole(str(year), 2000, 2099) - 2000:02}#{month}"
        case Series.HOURS:
            if day is None:
                raise ValueError("the day is missing")
            return f"{month}#{whole(str(day), 1, 31)}"
        case _:
            return str(month)
