"""Reading the history that a meter keeps (protocol.md 4.18): a request, and the many frames that it brings."""

import asyncio
import calendar
import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from ..items import Energy, energy_history
from ..items.energy_history import Sample, Series

HOURS: Final = 24


async def read_hours(meter: Energy, day: dt.date, *, begun: int = HOURS) -> Mapping[int, int]:
    """Return the watt hours of each hour of a day, by the hour that begins then (0-23); an unknown hour is left out.

    What comes in part is asked for once more: values are events, and events get lost. What is lost twice is shared out
    by the total of the day, which the meter tells as well; of today so many hours have `begun`.
    The request leaves out the year: `day` lies in the present month or one of the eleven before it. It is asked for
    when nobody waits for anything else. Raises `ResponseError` for a NACK, `TimeoutError`, or an `OWNException` when
    the request could not be sent.
    """
    told: dict[int | None, int | None] = {}

    def take(sample: Sample) -> bool:
        is_wanted = (sample.series, sample.month, sample.day) == (Series.HOURS, day.month, day.day)
        if is_wanted:
            told[sample.hour] = sample.energy
        return is_wanted

    async def ask() -> None:
        told.pop(None, None)
        await meter.send_history_request(Series.HOURS, day.month, day=day.day, background=True)

    # The total is the last value of a day.
    await _collect(
        meter, ask, take, is_over=lambda: None in told, is_whole=lambda: len(told.keys() - {None}) in (0, HOURS)
    )
    hours = {hour: energy for hour, energy in told.items() if hour is not None and energy is not None}
    return {**hours, **_lost(hours, told.get(None), [hour for hour in range(begun) if hour not in told])}


def _lost(hours: Mapping[int, int], total: int | None, lost: Sequence[int]) -> Mapping[int, int]:
    """Return what the hours that nobody heard of have used together, shared among them."""
    rest = 0 if total is None else total - sum(hours.values())
    if rest <= 0 or not lost:
        return {}
    share, more = divmod(rest, len(lost))
    return {hour: share + (number < more) for number, hour in enumerate(lost)}


async def read_days(meter: Energy, month: dt.date, today: dt.date | None = None) -> Mapping[dt.date, int]:
    """Return the watt hours of each day of a month of this year or the one before it; an unknown day is left out.

    `month` is any day of it, `today` the day at the plant: the request leaves out the year, and the machine's own time
    zone may be another. What comes in part is asked for once more. Raises what `read_hours` raises.
    """
    year = (today or energy_history.today()).year
    series = Series.DAYS if month.year == year else Series.DAYS_LAST_YEAR
    told: dict[dt.date, int | None] = {}
    count = calendar.monthrange(month.year, month.month)[1]

    def take(sample: Sample) -> bool:
        is_wanted = (sample.series, sample.month) == (series, month.month)
        if is_wanted and sample.day is not None:
            told[month.replace(day=sample.day)] = sample.energy
        return is_wanted

    async def ask() -> None:
        await meter.send_history_request(series, month.month, background=True)

    await _collect(meter, ask, take, is_over=lambda: len(told) == count, is_whole=lambda: len(told) in (0, count))
    return {day: energy for day, energy in told.items() if energy is not None}


async def _collect(
    meter: Energy,
    ask: Callable[[], Awaitable[None]],
    take: Callable[[Sample], bool],
    *,
    is_over: Callable[[], bool],
    is_whole: Callable[[], bool],
) -> None:
    """Ask, and take what comes until it is over or nothing more comes; ask once more for what came in part.

    `take` tells whether a value is one that was asked for.
    """
    news = asyncio.Event()
    before = meter.state.sample

    def listen() -> None:
        latest = meter.state.sample
        if latest is not None and latest is not before and take(latest.what):
            news.set()

    remove = meter.add_listener(listen)
    try:
        for _ in range(2):
            await ask()
            # Some gateways tell all on the event session, after the ACK.
            with contextlib.suppress(TimeoutError):
                while not is_over():
                    news.clear()
                    async with asyncio.timeout(meter.client.timing.history_silence):
                        await news.wait()
            if is_whole():
                break
    finally:
        remove()
