"""The history of a meter in the long-term statistics: every hour once, and nothing that was there is changed."""

import asyncio
import datetime as dt
import re
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    async_import_statistics,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.recorder import session_scope

from custom_components.openwebnet.const import CONF_COMMAND_GAP, CONF_FILL_GAPS, DOMAIN
from custom_components.openwebnet.history_import.reader import MAX_REFUSED, moments
from custom_components.openwebnet.timing import TIMING
from simulator import Simulator
from simulator.faults import Moment
from simulator.frames import take_apart
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, set_up, settle
from .recorder import until_written, watch_recorder

ROME = ZoneInfo("Europe/Rome")
NOW = dt.datetime(2026, 11, 22, 14, 20, tzinfo=ROME)
DAY = tuple(range(100, 124))
"""100 Wh in the first hour, 101 in the second ..."""
BEFORE_DAY = tuple(range(200, 224))
COUNTED = dt.datetime(2027, 1, 3, 14, tzinfo=ROME).astimezone(dt.UTC)

type Archive = dict[tuple[int, int], tuple[int | None, ...]]


@pytest.fixture
async def watched_recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    watch_recorder(monkeypatch)


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(watched_recorder, recorder_mock, enable_custom_integrations):
    """The recorder has to be there before Home Assistant is."""


@pytest.fixture(autouse=True)
async def in_rome(auto_enable_custom_integrations: None, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Live in Rome, on a day in November."""
    await hass.config.async_set_time_zone("Europe/Rome")
    freezer.move_to(NOW)


async def _start(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, archive: Archive, **options: bool
) -> str:
    """Set up, with an archive in the meter; return the entity of its total."""
    simulator.objects["18-51"].clock.zone = ROME
    simulator.objects["18-51"].archive = archive
    await set_up(hass, config_entry(options={CONF_COMMAND_GAP: 0, **options}), 7)
    await settle(hass, simulator)
    simulator.received.clear()
    return entity_id(hass, "sensor", "18-51-energy_total")


async def _import(hass: HomeAssistant, total: str, months: int = 1) -> dict[str, Any]:
    data = {"entity_id": total, "months": months}
    response = await hass.services.async_call(
        DOMAIN, "import_energy_history", data, blocking=True, return_response=True
    )
    outcome = (response or {})[total]
    assert isinstance(outcome, dict)
    return outcome


async def _rows(hass: HomeAssistant, total: str, unit: str = "Wh") -> dict[dt.datetime, StatisticsRow]:
    """Return all rows there are, by the hour in UTC."""
    await until_written(hass)
    rows = await get_instance(hass).async_add_executor_job(
        lambda: statistics_during_period(
            hass, dt.datetime(1990, 1, 1, tzinfo=dt.UTC), None, {total}, "hour", {"energy": unit}, {"state", "sum"}
        )
    )
    return {dt.datetime.fromtimestamp(row["start"], dt.UTC): row for row in rows.get(total, [])}


async def _changes(hass: HomeAssistant, total: str) -> dict[dt.datetime, int]:
    """Return the watt hours of each hour, as the energy dashboard shows them."""
    rows = await _rows(hass, total)
    sums = [(NOW, 0.0), *((hour, row["sum"] or 0.0) for hour, row in rows.items())]
    return {hour: round(after - before) for (_, before), (hour, after) in pairwise(sums)}


async def _count_by_home_assistant(hass: HomeAssistant, total: str, *rows: tuple[dt.datetime, float]) -> None:
    """Write what Home Assistant has counted: the hour and the sum at its end, kWh; the meter shows 7000 more."""
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.NONE,
        has_sum=True,
        name=None,
        source="recorder",
        statistic_id=total,
        unit_class="energy",
        unit_of_measurement="kWh",
    )
    async_import_statistics(
        hass, metadata, [StatisticData(start=start, sum=total_sum, state=7000 + total_sum) for start, total_sum in rows]
    )
    await until_written(hass)

    def date_back() -> None:
        """Let the rows have been written when their hours were over, as the recorder does."""
        with session_scope(hass=hass) as session:
            counted = session.query(Statistics).filter(
                Statistics.start_ts.in_([start.timestamp() for start, _ in rows])
            )
            for row in counted:
                row.created_ts = (row.start_ts or 0.0) + 3610

    await get_instance(hass).async_add_executor_job(date_back)


def _asked(simulator: Simulator, where: str = "51") -> list[str]:
    """Return the days that were asked for, `11#22`."""
    prefix = f"*#18*{where}*511#"
    return [item.frame[len(prefix) : -2] for item in simulator.received if item.frame.startswith(prefix)]


def _months_asked(simulator: Simulator) -> list[str]:
    """Return the months that were asked for by days."""
    found = (re.fullmatch(r"\*#18\*51\*514#(\d+)##", item.frame) for item in simulator.received)
    return [match[1] for match in found if match]


def _kept(simulator: Simulator, month: int) -> dict[int, int]:
    """Return what the meter tells of the days of a month of last year."""
    request = take_apart(f"*#18*51*514#{month}##")
    assert request is not None
    told = [text[:-2].split("*")[-2:] for _, text in simulator.objects["18-51"].dimension(request)]
    return {int(day): int(energy) for day, energy in told}


def _at(day: int, hour: int, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=ROME).astimezone(dt.UTC)


async def test_every_hour_that_is_over_is_imported_where_nothing_was_counted(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 22): DAY, (11, 21): BEFORE_DAY})
    # 14 hours of today are over, it is twenty past two; the archive says nothing of the 20 days before yesterday.
    assert await _import(hass, total) == {"hours": 38, "days_without_data": 20}
    changes = await _changes(hass, total)
    expected = {_at(21, hour): BEFORE_DAY[hour] for hour in range(24)} | {
        _at(22, hour): DAY[hour] for hour in range(14)
    }
    assert changes == expected
    rows = await _rows(hass, total)
    assert rows[_at(22, 13)]["sum"] == pytest.approx(sum(BEFORE_DAY) + sum(DAY[:14]))
    # The meter shows what this hour has used until now as well.
    assert rows[_at(22, 13)]["state"] == pytest.approx(7654321 - DAY[14])
    assert rows[_at(22, 12)]["state"] == pytest.approx(7654321 - DAY[14] - DAY[13])
    assert _asked(simulator) == [f"11#{day}" for day in range(22, 0, -1)]


async def test_the_sums_go_on_into_what_was_counted_and_its_hours_stay_as_they_are(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY, (11, 22): DAY})
    # Home Assistant was started at half past nine, and has counted 40 Wh of the 209 of that hour.
    await _count_by_home_assistant(hass, total, (_at(21, 9), 0.04), (_at(21, 10), 0.25), (_at(21, 12), 0.5))
    counted = await _rows(hass, total)
    # Nine before, one between, and those since then: Home Assistant was off.
    assert (await _import(hass, total))["hours"] == 9 + 1 + 25
    rows = await _rows(hass, total)
    assert [rows[hour]["state"] for hour in counted] == [row["state"] for row in counted.values()]
    changes = await _changes(hass, total)
    assert {hour: changes[hour] for hour in changes if hour < _at(21, 9)} == {
        _at(21, hour): BEFORE_DAY[hour] for hour in range(9)
    }
    assert changes[_at(21, 9)] == BEFORE_DAY[9]
    assert changes[_at(21, 10)] == 210
    # The hour that it has missed is filled in; both together are what it has counted.
    assert changes[_at(21, 12)] == BEFORE_DAY[12]
    assert changes[_at(21, 11)] + changes[_at(21, 12)] == 250
    assert {hour: changes[hour] for hour in changes if hour > _at(21, 13)} == {
        **{_at(21, hour): BEFORE_DAY[hour] for hour in range(14, 24)},
        **{_at(22, hour): DAY[hour] for hour in range(14)},
    }
    assert rows[_at(21, 8)]["state"] == pytest.approx(7000040 - BEFORE_DAY[9])


@pytest.mark.parametrize("is_wanted", [True, False])
async def test_hours_in_which_home_assistant_was_off_are_filled_after_a_start_where_that_is_wanted(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, is_wanted: bool
) -> None:
    archive: Archive = {(11, 21): BEFORE_DAY, (11, 22): DAY}
    total = await _start(hass, simulator, config_entry, archive, **{CONF_FILL_GAPS: is_wanted})
    counted = {_at(21, 21): 0.2, _at(22, 2): 1.2}
    await _count_by_home_assistant(hass, total, *counted.items())
    await asyncio.sleep(TIMING.gaps_after)
    await until(lambda: not is_wanted or _asked(simulator) == ["11#22", "11#21"])
    await asyncio.sleep(60)
    filled = sorted((await _rows(hass, total)).keys() - counted.keys())
    gaps = [*(_at(21, hour) for hour in (22, 23)), *(_at(22, hour) for hour in (0, 1, *range(3, 14)))]
    assert [hour for hour in filled if hour > _at(21, 21)] == (gaps if is_wanted else [])
    assert is_wanted or _asked(simulator) == []


async def test_imported_twice_changes_nothing(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY, (11, 22): DAY})
    await _import(hass, total)
    once = await _rows(hass, total)
    assert (await _import(hass, total))["hours"] == 0
    assert await _rows(hass, total) == once


async def test_what_reaches_further_back_goes_before_what_was_imported(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(dt.datetime(2027, 1, 3, 14, 20, tzinfo=ROME))
    total = await _start(hass, simulator, config_entry, {(1, 2): BEFORE_DAY, (12, 31): DAY, (12, 1): DAY})
    await _import(hass, total)
    imported = await _changes(hass, total)
    assert (await _import(hass, total, 2))["hours"] == 48
    changes = await _changes(hass, total)
    assert {hour: changes[hour] for hour in imported} == imported
    assert changes[_at(31, 5, month=12)] == DAY[5]
    assert changes[_at(1, 5, month=12)] == DAY[5]
    assert changes[dt.datetime(2027, 1, 1, 23, tzinfo=dt.UTC)] == BEFORE_DAY[0]
    assert len(changes) == 72


async def test_twelve_months_are_this_one_and_the_eleven_before_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(12, 1): DAY})
    assert await _import(hass, total, 12) == {"hours": 24, "days_without_data": 356}
    days = [NOW.date() - dt.timedelta(days=number) for number in range(357)]
    assert days[-1] == dt.date(2025, 12, 1)
    assert _asked(simulator) == [f"{day.month}#{day.day}" for day in days]
    assert _months_asked(simulator) == []
    rows = await _rows(hass, total)
    assert dt.datetime(2025, 12, 1, tzinfo=ROME).astimezone(dt.UTC) in rows


async def test_older_months_of_last_year_are_kept_by_days(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {})
    await _count_by_home_assistant(hass, total, (dt.datetime(2025, 12, 1, 8, tzinfo=dt.UTC), 1.0), (_at(22, 13), 1.0))
    # A whole day of January to November.
    assert await _import(hass, total, 24) == {"hours": 334, "days_without_data": 1}
    assert _asked(simulator) == ["12#1"]
    assert _months_asked(simulator) == [str(month) for month in range(11, 0, -1)]
    noon = dt.datetime(2025, 1, 1, 12, tzinfo=ROME).astimezone(dt.UTC)
    assert list(await _rows(hass, total))[:2] == [noon, noon + dt.timedelta(days=1)]


async def _start_in_december(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    freezer: FrozenDateTimeFactory,
) -> str:
    """Set up on a third of December, on which the meter keeps the hours since January.

    Home Assistant has counted since then, from the third of January on.
    """
    freezer.move_to(dt.datetime(2027, 12, 3, 14, 20, tzinfo=ROME))
    total = await _start(hass, simulator, config_entry, {(1, 2): BEFORE_DAY})
    until_now = dt.datetime(2027, 12, 3, 13, tzinfo=ROME).astimezone(dt.UTC)
    await _count_by_home_assistant(hass, total, (COUNTED, 1.0), (until_now, 1.0))
    return total


async def test_a_day_of_which_no_hours_are_kept_is_one_hour_with_all_its_energy(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    total = await _start_in_december(hass, simulator, config_entry, freezer)
    assert await _import(hass, total, 14) == {"hours": 24 + 31 + 30, "days_without_data": 2}
    assert _months_asked(simulator) == ["12", "11"]
    changes = await _changes(hass, total)
    by_day = {
        _at(day, 12, month): _kept(simulator, month)[day]
        for month, days in ((11, 30), (12, 31))
        for day in range(1, days + 1)
    }
    by_hour = {
        dt.datetime(2027, 1, 2, hour, tzinfo=ROME).astimezone(dt.UTC): energy for hour, energy in enumerate(BEFORE_DAY)
    }
    assert {hour: energy for hour, energy in changes.items() if hour < COUNTED} == by_day | by_hour
    once = await _rows(hass, total)
    assert (await _import(hass, total, 14))["hours"] == 0
    assert await _rows(hass, total) == once


async def test_days_that_home_assistant_has_counted_stay_as_they_are(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    total = await _start_in_december(hass, simulator, config_entry, freezer)
    await _count_by_home_assistant(hass, total, (_at(15, 16, 12), 0.8), (_at(15, 17, 12), 1.0))
    # The fifteenth is left out, though its noon is before: the day's energy holds what has been counted as well.
    assert await _import(hass, total, 14) == {"hours": 14 + 30, "days_without_data": 0}
    changes = await _changes(hass, total)
    assert [changes[hour] for hour in changes if hour > _at(14, 12, 12)] == [800, 200, 0, 0]
    assert not _asked(simulator)


async def test_a_month_that_is_refused_is_left_out(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    total = await _start_in_december(hass, simulator, config_entry, freezer)
    await _count_by_home_assistant(hass, total, (_at(15, 16, 12), 1.0))
    monkeypatch.setattr(
        simulator.objects["18-51"],
        "refuses",
        lambda frame: frame.dimension == "514" and frame.dimension_params == ("12",),
    )
    assert await _import(hass, total, 14) == {"hours": 30, "days_without_data": 14}


async def test_a_connection_that_is_lost_between_two_months_keeps_the_first(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    total = await _start_in_december(hass, simulator, config_entry, freezer)

    def break_down() -> None:
        simulator.faults.half_open = True

    simulator.faults.at(Moment.REQUEST, break_down, r"514#11")
    with pytest.raises(HomeAssistantError) as raised:
        await _import(hass, total, 14)
    assert raised.value.translation_key == "history_incomplete"
    assert (raised.value.translation_placeholders or {})["hours"] == str(24 + 31)
    # With those that Home Assistant has counted.
    assert len(await _rows(hass, total)) == 24 + 31 + 2


async def test_sums_begin_with_the_first_row(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY})
    await _import(hass, total)
    rows = await _rows(hass, total)
    assert next(iter(rows)) == _at(21, 0)
    assert rows[_at(21, 0)]["sum"] == pytest.approx(BEFORE_DAY[0])
    assert len(rows) == 24


async def test_hours_without_data_are_left_out(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): (10, None, 30, None), (11, 20): (None,) * 24})
    assert await _import(hass, total) == {"hours": 2, "days_without_data": 21}
    assert await _changes(hass, total) == {_at(21, 0): 10, _at(21, 2): 30}


async def test_the_doubled_hour_of_autumn_is_shared(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOW.replace(month=10, day=26))
    hours = tuple(1000 + hour for hour in range(24))
    total = await _start(hass, simulator, config_entry, {(10, 25): hours})
    await _import(hass, total)
    changes = await _changes(hass, total)
    assert len(changes) == 25
    assert sum(changes.values()) == sum(hours)
    # 1 o'clock, 2 o'clock in summer time, 2 o'clock in winter time, 3 o'clock
    assert list(changes.values())[1:5] == [1001, 501, 501, 1003]


async def test_what_a_meter_tells_of_the_missing_hour_of_spring_is_not_lost(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOW.replace(month=3, day=30))
    hours = tuple(1000 + hour for hour in range(24))
    total = await _start(hass, simulator, config_entry, {(3, 29): hours})
    await _import(hass, total)
    changes = await _changes(hass, total)
    assert len(changes) == 23
    # 1 o'clock in winter time, 3 o'clock in summer time
    assert list(changes.values())[1:4] == [1001, 1002 + 1003, 1004]


async def test_an_hour_that_does_not_exist_is_the_next_one() -> None:
    spring = dt.date(2026, 3, 29)
    assert moments(spring, 2, ROME) == moments(spring, 3, ROME)
    assert len(moments(dt.date(2026, 10, 25), 2, ROME)) == 2
    (one,) = moments(dt.date(2026, 7, 1), 2, ZoneInfo("Asia/Kolkata"))
    assert one == dt.datetime(2026, 6, 30, 20, tzinfo=dt.UTC)


async def test_a_day_that_came_in_part_is_asked_for_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 22): DAY})
    simulator.objects["18-51"].values_to_lose = 3
    assert (await _import(hass, total))["hours"] == 14
    assert _asked(simulator)[:3] == ["11#22", "11#22", "11#21"]


async def test_what_was_read_before_the_connection_was_lost_is_imported(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 22): DAY, (11, 21): BEFORE_DAY})

    def break_down() -> None:
        simulator.faults.half_open = True

    simulator.faults.at(Moment.REQUEST, break_down, r"511#11#20")
    with pytest.raises(HomeAssistantError) as raised:
        await _import(hass, total)
    assert raised.value.translation_key == "history_incomplete"
    assert (raised.value.translation_placeholders or {})["hours"] == "38"
    before = await _changes(hass, total)
    assert len(before) == 38
    # The next import goes on where this one ended.
    simulator.faults.half_open = False
    simulator.faults.reset_all()
    await settle(hass, simulator)
    simulator.objects["18-51"].archive = {(11, 21): BEFORE_DAY, (11, 20): DAY}
    assert (await _import(hass, total))["hours"] == 24
    changes = await _changes(hass, total)
    assert {hour: changes[hour] for hour in before} == before


async def test_a_meter_that_refuses_every_day_is_not_asked_for_all(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {})
    simulator.faults.nack_next(100)
    with pytest.raises(HomeAssistantError) as raised:
        await _import(hass, total, 2)
    simulator.faults.nack_next(0)
    assert raised.value.translation_key == "refused"
    assert len(set(_asked(simulator))) == MAX_REFUSED
    assert await _rows(hass, total) == {}


async def test_a_command_of_a_person_goes_before_the_history(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, dict.fromkeys([(11, day) for day in range(1, 23)], DAY))
    task = hass.async_create_task(_import(hass, total))
    await until(lambda: len(_asked(simulator)) == 3)
    await hass.services.async_call("light", "turn_on", {"entity_id": entity_id(hass, "light", "1-11")}, blocking=True)
    assert len(_asked(simulator)) == 3
    assert (await task)["hours"] == 21 * 24 + 14


async def test_progress_is_shown_while_it_lasts(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY})
    texts: list[str] = []
    shown: set[str] = set()

    def note(
        change: persistent_notification.UpdateType, notifications: dict[str, persistent_notification.Notification]
    ) -> None:
        if change is persistent_notification.UpdateType.REMOVED:
            shown.difference_update(notifications)
            return
        shown.update(notifications)
        texts.extend(notification["message"] for notification in notifications.values())

    persistent_notification.async_register_callback(hass, note)
    await _import(hass, total, 2)
    assert len(texts) == 2
    assert "2026-11" in texts[0]
    assert "2026-10" in texts[1]
    assert "24" in texts[1]
    assert not shown


async def test_a_device_stands_for_its_meter_and_every_other_entity_is_refused(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY})
    known = er.async_get(hass).async_get(total)
    assert known is not None
    response = await hass.services.async_call(
        DOMAIN,
        "import_energy_history",
        {"device_id": known.device_id, "months": 1},
        blocking=True,
        return_response=True,
    )
    assert list(response or {}) == [total]
    gateway = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), known.config_entry_id or "")
    assert gateway is not None
    for target in (
        {"entity_id": entity_id(hass, "sensor", "18-51-power")},
        {"device_id": gateway.id},
    ):
        with pytest.raises(ServiceValidationError) as raised:
            await hass.services.async_call(DOMAIN, "import_energy_history", target, blocking=True)
        assert raised.value.translation_key == "no_meter"


async def test_the_rows_follow_a_meter_that_is_renamed_meanwhile(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY})

    def rename() -> None:
        er.async_get(hass).async_update_entity(total, new_entity_id="sensor.renamed")

    simulator.faults.at(Moment.REQUEST, rename, r"511#11#20")
    await hass.services.async_call(DOMAIN, "import_energy_history", {"entity_id": total, "months": 1}, blocking=True)
    assert len(await _rows(hass, "sensor.renamed")) == 24
    assert await _rows(hass, total) == {}


async def test_the_hour_of_the_set_up_is_whole_when_it_is_over(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 22): (*DAY[:14], 995)})
    await _import(hass, total)
    # What Home Assistant counts until the end of the hour goes on from there.
    recent = await get_instance(hass).async_add_executor_job(
        lambda: statistics_during_period(
            hass, NOW - dt.timedelta(hours=1), None, {total}, "5minute", {"energy": "Wh"}, {"state", "sum"}
        )
    )
    begun = (recent[total][-1]["sum"] or 0.0) + 90
    assert begun - ((await _rows(hass, total))[_at(22, 13)]["sum"] or 0.0) == pytest.approx(1085)


async def test_a_meter_that_was_reset_has_no_negative_readings(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY, (11, 20): DAY})
    simulator.objects["18-51"].report("*#18*51*51*1000##")
    await until(lambda: hass.states.get(total) is not None and hass.states.get(total).state == "1.0")  # type: ignore[union-attr]
    await _import(hass, total)
    rows = await _rows(hass, total)
    assert len(rows) == 48
    assert all(row["state"] is None or row["state"] >= 0 for row in rows.values())
    assert list((await _changes(hass, total)).values()) == [*DAY, *BEFORE_DAY]


async def test_nothing_is_written_while_the_gateways_clock_is_another(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY})
    clock = simulator.objects["18-51"].clock
    for offset in (dt.timedelta(minutes=25), dt.timedelta(days=-400)):
        clock.offset, clock.zone = offset, ROME
        with pytest.raises(HomeAssistantError) as raised:
            await _import(hass, total)
        assert raised.value.translation_key == "history_clock_off"
    assert await _rows(hass, total) == {}
    assert not _asked(simulator)
    clock.offset, clock.zone = dt.timedelta(minutes=2), ROME
    assert (await _import(hass, total))["hours"] == 24


@pytest.mark.parametrize(
    ("shown", "ahead"), [((dt.timedelta(hours=3), ROME), 3), ((dt.timedelta(), dt.UTC), -1)], ids=["ahead", "zone"]
)
async def test_the_hours_of_a_clock_that_is_hours_ahead_are_put_right(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    shown: tuple[dt.timedelta, dt.tzinfo],
    ahead: int,
) -> None:
    """Three hours ahead, or in another time zone than Home Assistant."""
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY})
    clock = simulator.objects["18-51"].clock
    clock.offset, clock.zone = shown
    await _import(hass, total)
    rows = await _rows(hass, total)
    assert min(rows) == dt.datetime(2026, 11, 21, tzinfo=ROME).astimezone(dt.UTC) - dt.timedelta(hours=ahead)
    assert len(rows) == 24


async def test_an_import_goes_on_by_itself_after_its_entry_was_loaded_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    total = await _start(hass, simulator, config_entry, {(11, 21): BEFORE_DAY})
    (entry,) = hass.config_entries.async_entries(DOMAIN)

    def reload() -> None:
        hass.config_entries.async_schedule_reload(entry.entry_id)

    simulator.faults.at(Moment.REQUEST, reload, r"511#11#20")
    assert (await _import(hass, total))["hours"] == 24
    assert len(await _rows(hass, total)) == 24
