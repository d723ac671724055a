"""The history that meters keep, in Home Assistant's long-term statistics.

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
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN, get_instance
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    async_import_statistics,
    get_metadata,
    statistics_during_period,
)
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, UnitOfEnergy
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.unit_conversion import EnergyConverter

from .const import DOMAIN
from .coordinator import OpenWebNetConfigEntry
from .errors import delivered
from .own import InvalidAuthentication, OWNException, ResponseError
from .own.history import read_days, read_hours
from .own.items import Energy
from .timing import TIMING

MAX_MONTHS: Final = 24
HOURLY_MONTHS: Final = 12
"""The months of which a meter keeps the hours, with the present one; of older ones it keeps days."""
NOON: Final = 12
"""The hour that the energy of a day is given to: it exists once on every day, and in every time zone's day."""
TOTAL: Final = "-energy_total"
"""How the unique id of a meter's total ends."""
BEGINNING: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The row that takes the first sum upon itself: before any meter that can be read."""
ATTEMPTS: Final = 3
"""How often a day is asked for: a connection may be lost for a moment."""
MAX_REFUSED: Final = 31
"""Days refused, with nothing but refusals before, after which a meter counts as one without a history."""
MARGIN: Final = dt.timedelta(minutes=1)
"""Home Assistant closes an hour within seconds of its end; until then it is not ours to write."""

_HOUR: Final = dt.timedelta(hours=1)
_BUSY: Final[HassKey[asyncio.Lock]] = HassKey(f"{DOMAIN}_history")
_LOGGER = logging.getLogger(__name__)

type Hours = Mapping[dt.datetime, float]
"""Watt hours by the hour, in UTC, that begins then."""


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter whose history is wanted."""

    item: Energy
    entity_id: str
    """The sensor of its total, whose statistics these are."""
    unit: str
    """The sensor's unit, for statistics that do not exist yet."""
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has been imported."""

    hours: int
    """A day of which the meter has kept no hours is one."""
    days_without_data: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What Home Assistant has counted, in watt hours."""

    base: float | None
    """The sum that an earlier import began with."""
    start: dt.datetime | None
    """Its first hour."""
    sum: float
    state: float | None


def now() -> dt.datetime:
    """Return the present time at home."""
    return dt_util.now()


@callback
def meters(hass: HomeAssistant, target: TargetSelection) -> Sequence[Meter]:
    """Return the meters that an action is for: those of the named sensors, and of the named devices.

    Raises `ServiceValidationError` when there are none, or when a named entity is not the total of one.
    """
    selected = async_extract_referenced_entity_ids(hass, target)
    found: list[Meter] = []
    for entity_id in sorted(selected.referenced | selected.indirectly_referenced):
        meter = _meter(hass, entity_id)
        if meter is not None:
            found.append(meter)
        elif entity_id in selected.referenced:
            raise _no_meter(entity_id)
    if not found:
        raise _no_meter("-")
    return found


def _no_meter(name: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key="no_meter", translation_placeholders={"name": name}
    )


def _meter(hass: HomeAssistant, entity_id: str) -> Meter | None:
    known = er.async_get(hass).async_get(entity_id)
    state = hass.states.get(entity_id)
    if known is None or state is None or known.platform != DOMAIN or not known.unique_id.endswith(TOTAL):
        return None
    entry: OpenWebNetConfigEntry | None = hass.config_entries.async_get_entry(known.config_entry_id or "")
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return None
    coordinator = entry.runtime_data
    key = known.unique_id.removeprefix(f"{coordinator.gateway_id}-").removesuffix(TOTAL)
    item = coordinator.item_of(key)
    if not isinstance(item, Energy):
        return None
    return Meter(item, entity_id, state.attributes[ATTR_UNIT_OF_MEASUREMENT], state.name)


async def import_history(hass: HomeAssistant, meter: Meter, months: int) -> Outcome:
    """Import the hours of the last months, 1-24 with the present one, that Home Assistant has not counted.

    Of months of which only days are kept, each day is one hour; those that nothing is kept of are left out.

    One meter at a time; this takes some seconds a day. Raises `HomeAssistantError` when the meter or the gateway does
    not answer; what was read until then has been imported.
    """
    async with hass.data.setdefault(_BUSY, asyncio.Lock()):
        known = await _look_up(hass, meter)
        reader = _Reader(hass, meter)
        end = (now() - MARGIN).replace(minute=0, second=0, microsecond=0)
        try:
            await reader.read(_days(known.start or end, min(months, HOURLY_MONTHS)))
            await reader.read_months(_months_of_days(months), dt_util.as_local(known.start or end).date())
        finally:
            await reader.show(None)
        count = await _write(hass, meter, {hour: energy for hour, energy in reader.hours.items() if hour < end}, end)
    if reader.failure is None:
        return Outcome(count, reader.days_without_data)
    if not count:
        raise reader.failure
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="history_incomplete",
        translation_placeholders={"name": meter.name, "hours": str(count), "error": str(reader.failure)},
    ) from reader.failure


class _Reader:
    """Reads days, the newest first, so that what was read when it fails goes on into what is known."""

    def __init__(self, hass: HomeAssistant, meter: Meter) -> None:
        self.hours: Final[dict[dt.datetime, float]] = {}
        self.days_without_data = 0
        self.failure: HomeAssistantError | None = None
        """Why it ended too soon."""
        self._hass: Final = hass
        self._meter: Final = meter

    async def read(self, days: Sequence[dt.date]) -> None:
        """Read days. A refusal is a day without data, but not where nothing is answered at all."""
        refused = month = 0
        for asked, day in enumerate(days, 1):
            if day.month != month:
                month = day.month
                _LOGGER.debug("Reading the history of %s: %s", self._meter.name, f"{day:%Y-%m}")
                await self.show(day)
            try:
                told = await delivered(_ask(partial(read_hours, self._meter.item, day)), self._meter.name, asks=True)
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
                told = await delivered(_ask(partial(read_days, self._meter.item, month)), self._meter.name, asks=True)
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
        """Let the person see how far it is; `None` when it is over."""
        notification_id = f"{DOMAIN}_history_{self._meter.entity_id}"
        if month is None:
            persistent_notification.async_dismiss(self._hass, notification_id)
            return
        texts = await async_get_translations(self._hass, self._hass.config.language, "selector", {DOMAIN})
        text = texts[f"component.{DOMAIN}.selector.history.options.reading"]
        title = texts[f"component.{DOMAIN}.selector.history.options.title"]
        message = text.format(name=self._meter.name, month=f"{month:%Y-%m}", hours=len(self.hours))
        persistent_notification.async_create(self._hass, message, title, notification_id)


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


def _days(end: dt.datetime, months: int) -> Sequence[dt.date]:
    """Return the days up to the one of `end`, the newest first, as far as the months go."""
    today = now().date()
    before = today.year * 12 + today.month - months
    first = dt.date(before // 12, before % 12 + 1, 1)
    last = min(dt_util.as_local(end).date(), today)
    return [last - dt.timedelta(days=number) for number in range((last - first).days + 1)]


def _months_of_days(months: int) -> Sequence[dt.date]:
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


async def _look_up(hass: HomeAssistant, meter: Meter) -> _Known:
    """Return what Home Assistant knows, when all that it has in mind is written."""
    await _settle(hass)
    rows = await get_instance(hass).async_add_executor_job(_rows, hass, meter.entity_id)
    base = next((row["sum"] for row in rows if row["start"] == BEGINNING.timestamp()), None)
    first = next((row for row in rows if row["start"] != BEGINNING.timestamp()), None)
    if first is None:
        return _Known(base, None, 0.0, None)
    return _Known(base, dt.datetime.fromtimestamp(first["start"], dt.UTC), first["sum"] or 0.0, first["state"])


def _rows(hass: HomeAssistant, statistic_id: str) -> list[StatisticsRow]:
    units: dict[str, str] = {EnergyConverter.UNIT_CLASS: UnitOfEnergy.WATT_HOUR}
    rows = statistics_during_period(hass, BEGINNING, None, {statistic_id}, "hour", units, {"state", "sum"})
    return rows.get(statistic_id, [])


async def _write(hass: HomeAssistant, meter: Meter, hours: Hours, end: dt.datetime) -> int:
    """Write the hours before those that are known; return how many they are."""
    known = await _look_up(hass, meter)
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
    known: _Known, before: Sequence[dt.datetime], hours: Hours, total: float | None, convert: Callable[[float], float]
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


def _sum_before(known: _Known, hours: Hours) -> float:
    """Return the sum at the beginning of the first known hour.

    Home Assistant was started in that hour and has not seen all of it; the meter has.
    """
    if known.start is None:
        return 0.0
    if known.base is not None:
        return known.base
    return known.sum - hours.get(known.start, known.sum)
