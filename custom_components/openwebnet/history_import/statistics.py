"""Rows of Home Assistant's long-term statistics: what has been counted, and what is added to it."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, Literal

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN, get_instance
from homeassistant.components.recorder.db_schema import Statistics, StatisticsMeta, StatisticsShortTerm
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
from homeassistant.helpers.recorder import session_scope
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import EnergyConverter

from .filling import HOUR, Hours, Known, Row, rows_before, rows_of_gaps
from .target import Meter, renamed

_BEGINNING: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SHORT_TERM: Final = dt.timedelta(minutes=5)
_SAME: Final = 0.5
"""Watt hours by which two sums may differ."""
_NEVER: Final = float("inf")


async def look_up(hass: HomeAssistant, meter: Meter) -> Known:
    """Return what Home Assistant knows, when all that it has in mind is written."""
    await _settle(hass)
    entity_id = renamed(hass, meter).entity_id
    return await get_instance(hass).async_add_executor_job(lambda: _known(hass, entity_id, meter.item.total))


def _known(hass: HomeAssistant, entity_id: str, total: float | None) -> Known:
    written = _written(hass, entity_id)
    rows = [_row(row, written) for row in _rows(hass, entity_id, "hour")]
    recent = [_row(row, {}) for row in _rows(hass, entity_id, "5minute")]
    zero = total if not recent or recent[0].reading is None else recent[0].reading - recent[0].sum
    moments = {row.start for row in recent}
    hours = {moment.replace(minute=0) for moment in moments}
    broken_off = {hour for hour in hours if hour + HOUR - _SHORT_TERM not in moments}
    return Known(rows, zero, total, frozenset(row.start for row in rows if row.written and row.start in broken_off))


def _rows(hass: HomeAssistant, statistic_id: str, period: Literal["hour", "5minute"]) -> list[StatisticsRow]:
    units: dict[str, str] = {EnergyConverter.UNIT_CLASS: UnitOfEnergy.WATT_HOUR}
    rows = statistics_during_period(
        hass, _BEGINNING, None, {statistic_id}, period, units, {"last_reset", "state", "sum"}
    )
    return rows.get(statistic_id, [])


def _written(hass: HomeAssistant, statistic_id: str) -> Mapping[float, float]:
    """Return when the recorder made the row of each hour. There is no public way to ask for it."""
    with session_scope(hass=hass, read_only=True) as session:
        found = (
            session.query(Statistics.start_ts, Statistics.created_ts)
            .join(StatisticsMeta, Statistics.metadata_id == StatisticsMeta.id)
            .filter(StatisticsMeta.statistic_id == statistic_id)
        )
        return {start: created for start, created in found if start is not None and created is not None}


def _row(row: StatisticsRow, written: Mapping[float, float]) -> Row:
    # What an import has written is marked by the moment since when it counts; nothing else reads that of a total.
    created = written.get(row["start"]) if row.get("last_reset") is None else None
    at = None if created is None else dt.datetime.fromtimestamp(created, dt.UTC)
    return Row(dt.datetime.fromtimestamp(row["start"], dt.UTC), row["sum"] or 0.0, row["state"], at)


async def write(hass: HomeAssistant, meter: Meter, hours: Hours, end: dt.datetime) -> int:
    """Write the hours before `end` that are not known; return how many have changed.

    Sums begin with the first row. What was counted keeps the energy of each hour; its sums go up by what was used
    before.
    """
    known = await look_up(hass, meter)
    before = rows_before(known, hours, end)
    within = rows_of_gaps(known, hours, end)
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
    # What is written is marked as such (`_row`).
    rows = [StatisticData(**_data(row, rise, convert), last_reset=row.start) for row in (*before, *within)]
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
    counted = {row.start: row.sum for row in known.rows}
    return sum(abs(row.sum - counted.get(row.start, _NEVER)) > _SAME for row in (*before, *within))


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
