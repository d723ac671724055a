"""Import of the history that meters keep, into Home Assistant's long-term statistics.

A meter keeps the energy of every hour of this month and the eleven before it, in its gateway's local time (protocol.md
4.18). Of last year's months before those it keeps the days: each becomes one row, with the energy of the whole day in
the hour at noon. So the sums of those days, months and years are exact, and only their hours are not.

What Home Assistant has counted itself is never changed: the hours before its first one are filled in backwards, so that
its sum goes on from theirs. They are therefore negative, and end at the sum that the first hour began with.

Home Assistant takes the very first sum of all for energy that was used in that hour. One row of our own, long before
there was anything to measure, takes this upon itself: it has the sum that the imported history begins with, and is the
only row that another import, which reaches further back, writes again.

Gaps in what Home Assistant has counted stay: its later sums tell that nothing, or everything, was used in them.
"""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .reader import HOURLY_MONTHS, Reader, days_of_months, months_of_days, now
from .statistics import look_up, write
from .target import Meter

MAX_MONTHS: Final = 24
MARGIN: Final = dt.timedelta(minutes=1)
"""Home Assistant closes an hour within seconds of its end; until then it is not ours to write."""

_BUSY: Final[HassKey[asyncio.Lock]] = HassKey(f"{DOMAIN}_history")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has been imported."""

    hours: int
    """A day of which the meter has kept no hours is one."""
    days_without_data: int


async def import_history(hass: HomeAssistant, meter: Meter, months: int) -> Outcome:
    """Import the hours of the last months, 1-24 with the present one, that Home Assistant has not counted.

    Of months of which only days are kept, each day is one hour; those that nothing is kept of are left out.

    One meter at a time; this takes some seconds a day. Raises `HomeAssistantError` when the meter or the gateway does
    not answer; what was read until then has been imported.
    """
    async with hass.data.setdefault(_BUSY, asyncio.Lock()):
        known = await look_up(hass, meter)
        reader = Reader(hass, meter)
        end = (now() - MARGIN).replace(minute=0, second=0, microsecond=0)
        try:
            await reader.read(days_of_months(known.start or end, min(months, HOURLY_MONTHS)))
            await reader.read_months(months_of_days(months), dt_util.as_local(known.start or end).date())
        finally:
            await reader.show(None)
        count = await write(hass, meter, {hour: energy for hour, energy in reader.hours.items() if hour < end}, end)
    if reader.failure is None:
        return Outcome(count, reader.days_without_data)
    if not count:
        raise reader.failure
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="history_incomplete",
        translation_placeholders={"name": meter.name, "hours": str(count)},
    ) from reader.failure
