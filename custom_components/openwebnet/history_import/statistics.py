"""Rows of Home Assistant's long-term statistics: what has been counted, and what is filled in before it."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN, get_instance
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    async_import_statistics,
    get_metadata,
    statistics_during_period,
)
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.util.unit_conversion import EnergyConverter

from .target import Meter

BEGINNING: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The row that takes the first sum upon itself: before any meter that can be read."""
_HOUR: Final = dt.timedelta(hours=1)

type Hours = Mapping[dt.datetime, float]
"""Watt hours by the hour, in UTC, that begins then."""


@dataclass(frozen=True, slots=True)
class Known:
    """What Home Assistant has counted, in watt hours."""

    base: float | None
    """The sum that an earlier import began with."""
    start: dt.datetime | None
    """Its first hour."""
    sum: float
    state: float | None


async def look_up(hass: HomeAssistant, meter: Meter) -> Known:
    """Return what Home Assistant knows, when all that it has in mind is written."""
    await _settle(hass)
    rows = await get_instance(hass).async_add_executor_job(_rows, hass, meter.entity_id)
    base = next((row["sum"] for row in rows if row["start"] == BEGINNING.timestamp()), None)
    first = next((row for row in rows if row["start"] != BEGINNING.timestamp()), None)
    if first is None:
        return Known(base, None, 0.0, None)
    return Known(base, dt.datetime.fromtimestamp(first["start"], dt.UTC), first["sum"] or 0.0, first["state"])


def _rows(hass: HomeAssistant, statistic_id: str) -> list[StatisticsRow]:
    units: dict[str, str] = {EnergyConverter.UNIT_CLASS: UnitOfEnergy.WATT_HOUR}
    rows = statistics_during_period(hass, BEGINNING, None, {statistic_id}, "hour", units, {"state", "sum"})
    return rows.get(statistic_id, [])


async def write(hass: HomeAssistant, meter: Meter, hours: Hours, end: dt.datetime) -> int:
    """Write the hours before those that are known; return how many they are."""
    known = await look_up(hass, meter)
    before = sorted((hour for hour in hours if hour < (known.start or end)), reverse=True)
    if not before:
        return 0
    instance = get_instance(hass)
    found = await instance.async_add_executor_job(lambda: get_metadata(hass, statistic_ids={meter.entity_id}))
    metadata = found[meter.entity_id][1] if found else _new_metadata(meter)
    convert = EnergyConverter.converter_factory(UnitOfEnergy.WATT_HOUR, metadata["unit_of_measurement"])
    async_import_statistics(hass, metadata, list(_fill(known, before, hours, meter.item.total, convert)))
    await _settle(hass)
    return len(before)


async def _settle(hass: HomeAssistant) -> None:
    """Wait for all that the recorder has to do now; its own way to wait overlooks what it is just doing."""
    done: asyncio.Future[None] = hass.loop.create_future()
    get_instance(hass).queue_task(SynchronizeTask(done))
    await done


def _new_metadata(meter: Meter) -> StatisticMetaData:
    return StatisticMetaData(
        mean_type=StatisticMeanType.NONE,
        has_sum=True,
        name=None,
        source=RECORDER_DOMAIN,
        statistic_id=meter.entity_id,
        unit_class=EnergyConverter.UNIT_CLASS,
        unit_of_measurement=meter.unit,
    )


def _fill(
    known: Known, before: Sequence[dt.datetime], hours: Hours, total: float | None, convert: Callable[[float], float]
) -> Iterator[StatisticData]:
    """Return rows that end where the known ones begin. `before` are their hours, the newest first."""
    running = _sum_before(known, hours)
    # The reading of the meter when its sum was 0. Where nothing is counted yet, Home Assistant begins now, with 0.
    reading = total if known.start is None else None if known.state is None else known.state - known.sum

    def row(start: dt.datetime) -> StatisticData:
        data = StatisticData(start=start, sum=convert(running))
        if reading is not None:
            data["state"] = convert(reading + running)
        return data

    for hour in before:
        yield row(hour)
        running -= hours[hour]
    yield row(BEGINNING)


def _sum_before(known: Known, hours: Hours) -> float:
    """Return the sum at the beginning of the first known hour.

    Home Assistant was started in that hour and has not seen all of it; the meter has.
    """
    if known.start is None:
        return 0.0
    if known.base is not None:
        return known.base
    return known.sum - hours.get(known.start, known.sum)
