"""Rows of Home Assistant's long-term statistics: what has been counted, and what is added to it."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Final, Literal

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN, get_instance
from homeassistant.components.recorder.db_schema import StatisticsShortTerm
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
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import EnergyConverter

from .filling import Hours, Known, Row, rows_before, rows_within
from .target import Meter, renamed

_BEGINNING: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SHORT_TERM: Final = dt.timedelta(minutes=5)


async def look_up(hass: HomeAssistant, meter: Meter) -> Known:
    """Return what Home Assistant knows, when all that it has in mind is written."""
    await _settle(hass)
    entity_id = renamed(hass, meter).entity_id
    read = get_instance(hass).async_add_executor_job
    rows = [_row(row) for row in await read(lambda: _rows(hass, entity_id, "hour"))]
    recent = [_row(row) for row in await read(lambda: _rows(hass, entity_id, "5minute"))]
    total = meter.item.total
    zero = total if not recent or recent[0].reading is None else recent[0].reading - recent[0].sum
    return Known(rows, zero, total)


def _rows(hass: HomeAssistant, statistic_id: str, period: Literal["hour", "5minute"]) -> list[StatisticsRow]:
    units: dict[str, str] = {EnergyConverter.UNIT_CLASS: UnitOfEnergy.WATT_HOUR}
    rows = statistics_during_period(hass, _BEGINNING, None, {statistic_id}, period, units, {"state", "sum"})
    return rows.get(statistic_id, [])


def _row(row: StatisticsRow) -> Row:
    return Row(dt.datetime.fromtimestamp(row["start"], dt.UTC), row["sum"] or 0.0, row["state"])


async def write(hass: HomeAssistant, meter: Meter, hours: Hours, end: dt.datetime) -> int:
    """Write the hours before `end` that are not known; return how many they are.

    Sums begin with the first row. What was counted keeps the energy of each hour; its sums go up by what was used
    before.
    """
    known = await look_up(hass, meter)
    before = rows_before(known, hours, end)
    within = [row for gap in known.gaps(end) for row in rows_within(gap, hours)]
    if not before and not within:
        return 0
    rise = max(hours[before[-1].start] - before[-1].sum, 0.0) if before else 0.0
    instance = get_instance(hass)
    entity_id = renamed(hass, meter).entity_id
    found = await instance.async_add_executor_job(lambda: get_metadata(hass, statistic_ids={entity_id}))
    metadata = found[entity_id][1] if found else _new_metadata(entity_id, meter.unit)
    convert = EnergyConverter.converter_factory(UnitOfEnergy.WATT_HOUR, metadata["unit_of_measurement"])
    if rise and found:
        instance.async_adjust_statistics(entity_id, known.start or end, rise, UnitOfEnergy.WATT_HOUR)
    rows = [_data(row, rise, convert) for row in (*before, *within)]
    async_import_statistics(hass, metadata, rows)
    if not known.rows and not found and known.zero is not None:
        # The sensor's own statistics go on from the last row of five minutes, and from nothing else: without one, its
        # sum would begin with zero behind the imported hours. Nothing public writes such a row; its reading is the one
        # that counting began with, and its sum the one that the imported hours end with.
        moment = dt_util.utcnow() - _SHORT_TERM
        start = moment.replace(minute=moment.minute - moment.minute % 5, second=0, microsecond=0)
        last = Row(start, 0.0, known.zero)
        instance.async_import_statistics(metadata, [_data(last, rise, convert)], StatisticsShortTerm)
    await _settle(hass)
    return len(rows)


def _data(row: Row, rise: float, convert: Callable[[float], float]) -> StatisticData:
    data = StatisticData(start=row.start, sum=convert(row.sum + rise))
    if row.reading is not None:
        data["state"] = convert(row.reading)
    return data


async def _settle(hass: HomeAssistant) -> None:
    """Wait for all that the recorder has to do now.

    What is public for it, `async_block_till_done`, returns at once where the queue is empty, and so overlooks the task
    that the recorder has just taken from there.
    """
    done: asyncio.Future[None] = hass.loop.create_future()
    get_instance(hass).queue_task(SynchronizeTask(done))
    await done


def _new_metadata(entity_id: str, unit: str) -> StatisticMetaData:
    return StatisticMetaData(
        mean_type=StatisticMeanType.NONE,
        has_sum=True,
        name=None,
        source=RECORDER_DOMAIN,
        statistic_id=entity_id,
        unit_class=EnergyConverter.UNIT_CLASS,
        unit_of_measurement=unit,
    )
