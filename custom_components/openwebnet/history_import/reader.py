"""Reader of the history of a meter: days and months, the newest first."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..errors import async_call_gateway
from ..own import InvalidAuthentication, OWNException, ResponseError
from ..own.procedures.meter_history import HOURS, read_days, read_hours
from ..timing import TIMING
from .target import Meter

HOURLY_MONTHS: Final = 12
"""The months of which a meter keeps the hours, with the present one; of older ones it keeps days."""
NOON: Final = 12
"""The hour that the energy of a day is given to: it exists once on every day, and in every time zone's day."""
ATTEMPTS: Final = 3
"""How often a day is asked for: a connection may be lost for a moment."""
MAX_REFUSED: Final = 31
"""Days refused, with nothing but refusals before, after which a meter counts as one without a history."""

_LOGGER = logging.getLogger(__name__)


def now() -> dt.datetime:
    """Return the present time at home."""
    return dt_util.now()


class Reader:
    """Reads days, the newest first, so that what was read when it fails goes on into what is known."""

    def __init__(self, hass: HomeAssistant, meter: Meter, *, shows: bool = True) -> None:
        self.hours: Final[dict[dt.datetime, float]] = {}
        self.days_without_data = 0
        self.failure: HomeAssistantError | None = None
        """Why it ended too soon."""
        self._hass: Final = hass
        self._meter: Final = meter
        self._shows: Final = shows

    async def read(self, days: Sequence[dt.date]) -> None:
        """Read days. A refusal is a day without data, but not where nothing is answered at all."""
        refused = month = 0
        for asked, day in enumerate(days, 1):
            if day.month != month:
                month = day.month
                _LOGGER.debug("Reading the history of %s: %s", self._meter.name, f"{day:%Y-%m}")
                await self.show(day)
            try:
                told = await async_call_gateway(
                    _ask(partial(read_hours, self._meter.item, day, begun=_begun(day))), self._meter.name, asks=True
                )
            except HomeAssistantError as error:
                refused += isinstance(error.__cause__, ResponseError)
                if not isinstance(error.__cause__, ResponseError) or refused == min(len(days), MAX_REFUSED) == asked:
                    self.failure = error
                    return
                told = {}
            self.days_without_data += not told
            self._take(day, told)

    async def read_months(self, months: Sequence[dt.date], end: dt.date) -> None:
        """Read the days before `end` of months, unless what comes after them could not be read."""
        for month in months:
            if self.failure is not None or month >= end:
                continue
            await self.show(month)
            told: Mapping[dt.date, int] = {}
            try:
                told = await async_call_gateway(
                    _ask(partial(read_days, self._meter.item, month, now().date())), self._meter.name, asks=True
                )
            except HomeAssistantError as error:
                if not isinstance(error.__cause__, ResponseError):
                    self.failure = error
                    return
            for day in _days_of(month, end):
                if day in told:
                    self.hours[moments(day, NOON, dt_util.get_default_time_zone())[0]] = told[day]
                else:
                    self.days_without_data += 1

    def _take(self, day: dt.date, told: Mapping[int, int]) -> None:
        for hour, energy in told.items():
            parts = moments(day, hour, dt_util.get_default_time_zone())
            for moment in parts:
                self.hours[moment] = self.hours.get(moment, 0.0) + energy / len(parts)

    async def show(self, month: dt.date | None) -> None:
        """Let the person see how far it is; `None` when it is over.

        Home Assistant shows no progress of an action that runs: a notification is all there is for it.
        """
        if not self._shows:
            return
        notification_id = f"{DOMAIN}_history_{self._meter.entity_id}"
        if month is None:
            persistent_notification.async_dismiss(self._hass, notification_id)
            return
        texts = await async_get_translations(self._hass, self._hass.config.language, "common", {DOMAIN})
        text = texts[f"component.{DOMAIN}.common.history_reading"]
        title = texts[f"component.{DOMAIN}.common.history_title"]
        message = text.format(name=self._meter.name, month=f"{month:%Y-%m}", hours=len(self.hours))
        persistent_notification.async_create(self._hass, message, title, notification_id)


def _begun(day: dt.date) -> int:
    """Return how many hours of a day have begun."""
    return now().hour + 1 if day == now().date() else HOURS


async def _ask[T](read: Callable[[], Awaitable[T]]) -> T:
    """Read a day or a month until it is answered, or refused twice: the bus may have been busy."""
    refused = False
    for _ in range(ATTEMPTS - 1):
        try:
            return await read()
        except InvalidAuthentication:
            raise
        except ResponseError:
            if refused:
                raise
            refused = True
        except (OWNException, TimeoutError) as error:
            _LOGGER.debug("No history: %s", error)
            await asyncio.sleep(TIMING.history_pause)
    return await read()


def days_of_months(end: dt.datetime, months: int) -> Sequence[dt.date]:
    """Return the days up to the one of `end`, the newest first, as far as the months go."""
    today = now().date()
    before = today.year * 12 + today.month - months
    first = dt.date(before // 12, before % 12 + 1, 1)
    last = min(dt_util.as_local(end).date(), today)
    return [last - dt.timedelta(days=number) for number in range((last - first).days + 1)]


def months_of_days(months: int) -> Sequence[dt.date]:
    """Return the first days of the months of which a meter keeps days only, the newest first."""
    today = now().date()
    numbers = [today.year * 12 + today.month - 1 - ago for ago in range(HOURLY_MONTHS, months)]
    found = [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]
    return [month for month in found if month.year == today.year - 1]


def _days_of(month: dt.date, end: dt.date) -> Iterator[dt.date]:
    """Return the days of a month that are before `end`."""
    day = month
    while day.month == month.month and day < end:
        yield day
        day += dt.timedelta(days=1)


def moments(day: dt.date, hour: int, zone: dt.tzinfo) -> Sequence[dt.datetime]:
    """Return the hours in UTC that an hour of the local day is.

    In autumn one hour is two: its energy belongs to both. In spring one does not exist: what a meter told of it
    belongs to the next. Where the time is not in step with UTC's full hours, these are the hours it begins in.
    """
    local = dt.datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    utc = [local.replace(fold=fold).astimezone(dt.UTC).replace(minute=0) for fold in (0, 1)]
    # The second one comes earlier for an hour that does not exist.
    return utc if utc[0] < utc[1] else utc[:1]
