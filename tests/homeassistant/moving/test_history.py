"""History and long-term statistics go on under the entity id that people use, there and back."""

import datetime as dt

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import get_instance, history
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import async_import_statistics, statistics_during_period
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util

from custom_components.openwebnet.moving.moved import Moved
from simulator import Simulator
from tests.homeassistant.conftest import MakeEntry
from tests.homeassistant.kit import entity_id, set_up
from tests.homeassistant.recorder import watch_recorder
from tests.waiting import until

from .theirs import Theirs, have_theirs, set_up_theirs, state, their_id

HOUR = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
HOUSE = (
    Theirs(Platform.LIGHT, "1-12", "Table", state="off"),
    Theirs(Platform.SENSOR, "18-51", "House", "power", "power", "W", "123"),
    Theirs(Platform.SENSOR, "18-51", "House", "total-energy", "energy", "Wh", "7600000"),
)


@pytest.fixture
async def watched_recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    watch_recorder(monkeypatch)


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(watched_recorder, recorder_mock, enable_custom_integrations):
    """The recorder has to be there before Home Assistant is."""


async def _states(hass: HomeAssistant, one: str) -> list[str]:
    recorder = get_instance(hass)
    await recorder.async_block_till_done()
    found = await recorder.async_add_executor_job(
        lambda: history.get_significant_states(
            hass, dt_util.utcnow() - dt.timedelta(days=1), None, [one], significant_changes_only=False
        )
    )
    return [past.state for past in found.get(one, []) if isinstance(past, State)]


async def _sums(hass: HomeAssistant, one: str) -> list[float | None]:
    recorder = get_instance(hass)
    await recorder.async_block_till_done()
    found = await recorder.async_add_executor_job(
        lambda: statistics_during_period(hass, HOUR, None, {one}, "hour", None, {"sum"})
    )
    return [row["sum"] for row in found.get(one, [])]


async def test_history_and_statistics_go_on_and_come_back(
    hass: HomeAssistant,
    simulator: Simulator,
    config_entry: MakeEntry,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    freezer.move_to(HOUR + dt.timedelta(hours=3))
    have_theirs(hass, HOUSE)
    theirs = await set_up_theirs(hass)
    light = their_id(hass, Platform.LIGHT, "1-12")
    power = their_id(hass, Platform.SENSOR, "18-51-power")
    total = their_id(hass, Platform.SENSOR, "18-51-total-energy")
    async_import_statistics(
        hass,
        StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=None,
            source="recorder",
            statistic_id=total,
            unit_class="energy",
            unit_of_measurement="Wh",
        ),
        [StatisticData(start=HOUR, state=7_600_000, sum=1_000)],
    )
    entry = config_entry()
    await set_up(hass, entry, 7)
    assert entity_id(hass, "light", "1-12") != light, "ours has been there, and has a history of its own"
    freezer.tick(60)
    await Moved(hass, entry).async_move_in(theirs)
    await hass.async_block_till_done()
    await until(lambda: state(hass, power).state == "350" and state(hass, light).state == "on")
    assert state(hass, total).attributes["unit_of_measurement"] == "Wh"
    states = await _states(hass, light)
    assert (states[0], states[-1]) == ("off", "on")
    watts = await _states(hass, power)
    assert (watts[0], watts[-1]) == ("123", "350")
    assert await _sums(hass, total) == [1_000]

    freezer.tick(60)
    await Moved(hass, entry).async_move_back()
    await hass.async_block_till_done()
    assert their_id(hass, Platform.SENSOR, "18-51-power") == power
    watts = await _states(hass, power)
    assert (watts[0], watts[-1]) == ("123", "123")
    assert "350" in watts
    assert await _sums(hass, total) == [1_000]
    assert "already in use" not in caplog.text
