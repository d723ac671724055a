"""Import of the history that meters keep, into Home Assistant's long-term statistics.

A meter keeps the energy of every hour of this month and the eleven before it, in its gateway's local time (protocol.md
4.18). Of last year's months before those it keeps the days: each becomes one row, with the energy of the whole day in
the hour at noon. So the sums of those days, months and years are exact, and only their hours are not.

What Home Assistant has counted itself keeps its hours: those before its first one are filled in backwards, and those in
which it was off so that they and what follows tell together what was told before. Sums begin with the first row, so
those of Home Assistant go up by what was used before it began.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..errors import STOPPED
from ..timing import TIMING
from .clock import clock_ahead
from .filling import Known
from .reader import HOURLY_MONTHS, Reader, days_of_months, months_of_days, now
from .statistics import look_up, write
from .target import Meter, reloaded

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


async def import_history(
    hass: HomeAssistant, meter: Meter, months: int, *, only_gaps: bool = False, shows: bool = True
) -> Outcome:
    """Import the hours of the last months, 1-24 with the present one, that Home Assistant has not counted.

    `only_gaps` leaves out what was before it began to count. `shows` tells a person how far it is.

    Of months of which only days are kept, each day is one hour; those that nothing is kept of are left out.

    One meter at a time; this takes some seconds a day. Raises `HomeAssistantError` when the meter or the gateway does
    not answer; what was read until then has been imported.
    """
    async with hass.data.setdefault(_BUSY, asyncio.Lock()):
        ahead = await clock_ahead(meter)
        known = await look_up(hass, meter)
        reader = Reader(hass, meter, shows=shows)
        end = (now() - MARGIN).replace(minute=0, second=0, microsecond=0)
        try:
            await reader.read(_days(known, end, min(months, HOURLY_MONTHS), only_gaps=only_gaps))
            if not only_gaps:
                await reader.read_months(months_of_days(months), dt_util.as_local(known.start or end).date())
        finally:
            await reader.show(None)
        hours = {hour - ahead: energy for hour, energy in reader.hours.items()}
        first = (known.start or end) if only_gaps else min(hours, default=end)
        count = await write(hass, meter, {hour: hours[hour] for hour in hours if first <= hour <= end}, end)
    if reader.failure is None:
        return Outcome(count, reader.days_without_data)
    if not count:
        raise reader.failure
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="history_incomplete",
        translation_placeholders={"name": meter.name, "hours": str(count)},
    ) from reader.failure


async def import_until_done(hass: HomeAssistant, meter: Meter, months: int) -> Outcome:
    """Import as `import_history` does, and begin again when the entry was loaded again meanwhile.

    Raises `HomeAssistantError`, also when the entry is unloaded for good.
    """
    while True:
        try:
            return await meter.coordinator.run_until_stopped(import_history(hass, meter, months))
        except HomeAssistantError as error:
            again = await _loaded_again(hass, meter) if error.translation_key == STOPPED else None
            if again is None:
                raise
            meter = again


async def _loaded_again(hass: HomeAssistant, meter: Meter) -> Meter | None:
    """Wait until a meter is there again; `None` when its entry stays unloaded."""
    entry_id = meter.coordinator.entry.entry_id
    end = hass.loop.time() + TIMING.reload_wait
    while not hass.is_stopping and hass.loop.time() < end:
        await asyncio.sleep(TIMING.reload_look)
        again = reloaded(hass, meter)
        entry = hass.config_entries.async_get_entry(entry_id)
        if again is not None or entry is None or entry.disabled_by is not None:
            return again
        if entry.state in _COMING:
            end = hass.loop.time() + TIMING.reload_wait
    return None


_COMING: Final = (ConfigEntryState.UNLOAD_IN_PROGRESS, ConfigEntryState.SETUP_IN_PROGRESS)
"""States of an entry that is just being loaded again."""


def _days(known: Known, end: dt.datetime, months: int, *, only_gaps: bool) -> Sequence[dt.date]:
    """Return the days of which something is not known, the newest first."""
    wanted = set() if only_gaps else set(days_of_months(known.start or end, months))
    for gap in known.gaps(end):
        first = dt_util.as_local(gap.first).date()
        wanted.update(day for day in days_of_months(gap.next, months) if day >= first)
    return sorted(wanted, reverse=True)
