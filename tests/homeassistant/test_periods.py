"""Energy of a day and of a month: counted once, whenever Home Assistant was off and whatever the gateway's clock."""

import datetime as dt
from collections.abc import Sequence

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data

from custom_components.openwebnet.const import CONF_COMMAND_GAP
from custom_components.openwebnet.sensors.periods import Counted, begin_of_day, follow
from simulator import Simulator

from .conftest import MakeEntry
from .kit import entity_id, set_up, settle

MIDNIGHT = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
DAY_BEFORE = MIDNIGHT - dt.timedelta(days=1)


def _sum(values: Sequence[tuple[int, float]]) -> float:
    """Return what Home Assistant counts of values, each with its minutes after midnight; the first is its zero."""
    counted: Counted | None = None
    total = 0.0
    for minutes, value in values:
        now = MIDNIGHT + dt.timedelta(minutes=minutes)
        before, begin = counted, MIDNIGHT if minutes >= 0 else DAY_BEFORE
        counted = follow(before, value, now, begin)
        if before is not None:
            total += value if counted.since != before.since else value - before.value
    return total


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        pytest.param([(-10, 2400), (-5, 2410), (3, 12), (8, 30)], 40, id="a clock that is right"),
        pytest.param([(-10, 2400), (-5, 2410), (1, 2415), (6, 12), (600, 900)], 915, id="a clock that is behind"),
        pytest.param([(-10, 2400), (-5, 12), (3, 20), (600, 900)], 900, id="a clock that is ahead"),
        pytest.param([(-200, 2400), (500, 3000)], 3000, id="off over midnight, and more was used since"),
        pytest.param([(-200, 2400), (500, 700)], 700, id="off over midnight, and less was used since"),
        pytest.param([(10, 5), (600, 900), (700, 899), (800, 950)], 945, id="a value that dips"),
        pytest.param([(10, 5), (600, 900), (700, 0), (800, 50)], 945, id="a meter that is reset"),
    ],
)
def test_what_a_day_counts_is_counted_once(values: Sequence[tuple[int, float]], counted: float) -> None:
    assert _sum(values) == counted


@pytest.mark.parametrize(
    ("zone", "moment", "midnight"),
    [
        ("Europe/Rome", "2026-11-24T23:40:00+00:00", "2026-11-25T00:00:00+01:00"),
        ("Europe/Rome", "2026-07-31T22:10:00+00:00", "2026-08-01T00:00:00+02:00"),
        ("America/New_York", "2026-11-25T03:00:00+00:00", "2026-11-24T00:00:00-05:00"),
    ],
)
async def test_a_day_begins_at_midnight_at_home(hass: HomeAssistant, zone: str, moment: str, midnight: str) -> None:
    await hass.config.async_set_time_zone(zone)
    assert begin_of_day(dt.datetime.fromisoformat(moment)) == dt.datetime.fromisoformat(midnight)


@pytest.mark.usefixtures("all_enabled")
async def test_a_day_that_began_while_home_assistant_was_off_is_told_as_one(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    await hass.config.async_set_time_zone("Europe/Rome")
    freezer.move_to("2026-11-23 09:00:00+00:00")
    stored = {"value": 2400, "since": "2026-11-21T23:00:00+00:00", "at": "2026-11-22T20:00:00+00:00"}
    of_month = {"value": 10, "since": "2026-10-31T23:00:00+00:00", "at": "2026-11-22T20:00:00+00:00"}
    ids = ("sensor.energy_meter_1_energy_today", "sensor.energy_meter_1_energy_this_month")
    mock_restore_cache_with_extra_data(hass, [(State(ids[0], "2.4"), stored), (State(ids[1], "90"), of_month)])
    await set_up(hass, config_entry(options={CONF_COMMAND_GAP: 0}), 7)
    await settle(hass, simulator)
    day, month = (hass.states.get(name) for name in ids)
    assert day is not None
    assert month is not None
    assert entity_id(hass, "sensor", "18-51-energy_day") == ids[0]
    assert dt.datetime.fromisoformat(day.attributes["last_reset"]) == dt.datetime(2026, 11, 22, 23, tzinfo=dt.UTC)
    assert dt.datetime.fromisoformat(month.attributes["last_reset"]) == dt.datetime(2026, 10, 31, 23, tzinfo=dt.UTC)
