"""The gateway's clock is kept in step where the user wants it, and left alone where not."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.openwebnet.clock import is_off
from custom_components.openwebnet.const import CONF_KEEP_CLOCK
from custom_components.openwebnet.own import Where, parse_message
from custom_components.openwebnet.own.items import GatewayItem
from simulator import Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import set_up, settle

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture(autouse=True)
async def in_the_simulators_zone(hass: HomeAssistant) -> None:
    """Live where the simulated gateway does: in the zone of the machine."""
    offset = dt.datetime.now().astimezone().utcoffset() or dt.timedelta()
    hours = round(offset.total_seconds() / 3600)
    await hass.config.async_set_time_zone(f"Etc/GMT{-hours:+d}")


def _count(simulator: Simulator, start: str) -> int:
    return sum(received.frame.startswith(start) for received in simulator.received)


def _set(simulator: Simulator) -> int:
    return _count(simulator, "*#13**#22*")


def _asked(simulator: Simulator) -> int:
    return _count(simulator, "*#13**22##")


def _put_off(simulator: Simulator, **time: float) -> None:
    """Let the gateway's clock be wrong."""
    simulator._gateway.data._offset = dt.timedelta(**time)


def _off(simulator: Simulator) -> float:
    """Return by how many seconds it is."""
    return abs(simulator._gateway.data._offset.total_seconds())


async def test_a_clock_that_is_off_is_set_at_connection(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    _put_off(simulator, minutes=7)
    await set_up(hass, config_entry(options={CONF_KEEP_CLOCK: True}), 7)
    await until(lambda: _set(simulator) == 1)
    await until(lambda: _off(simulator) < 3)
    simulator.faults.reset_all()
    await until(lambda: _asked(simulator) == 2)
    await settle(hass, simulator)
    # It is right now.
    assert _set(simulator) == 1


async def test_nothing_is_asked_or_set_where_nobody_wants_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    _put_off(simulator, minutes=7)
    await set_up(hass, config_entry(), 7)
    await settle(hass, simulator)
    async_fire_time_changed(hass, _next(4, 17))
    await settle(hass, simulator)
    assert (_asked(simulator), _set(simulator)) == (0, 0)


async def test_it_begins_when_it_is_switched_on(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    _put_off(simulator, minutes=-7)
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(result["flow_id"], {"next_step_id": "settings"})
    await hass.config_entries.options.async_configure(
        result["flow_id"], {"add_automatically": True, CONF_KEEP_CLOCK: True}
    )
    await until(lambda: _off(simulator) < 3)
    assert _set(simulator) == 1


async def test_it_is_looked_at_once_a_night(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(options={CONF_KEEP_CLOCK: True}), 7)
    await until(lambda: _asked(simulator) == 1)
    await settle(hass, simulator)
    assert _set(simulator) == 0
    _put_off(simulator, seconds=30)
    async_fire_time_changed(hass, _next(4, 17))
    await until(lambda: _set(simulator) == 1)


async def test_it_is_set_when_daylight_saving_changes(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_KEEP_CLOCK: True}), 7)
    await until(lambda: _asked(simulator) == 1)
    await settle(hass, simulator)
    hour = dt_util.utcnow().replace(minute=0, second=1, microsecond=0) + dt.timedelta(hours=1)
    async_fire_time_changed(hass, hour, fire_all=True)
    await settle(hass, simulator)
    asked = _asked(simulator)
    # The zone is another from one hour to the next, as it is when daylight saving begins.
    offset = dt_util.now().utcoffset() or dt.timedelta()
    await hass.config.async_set_time_zone(f"Etc/GMT{-round(offset.total_seconds() / 3600) - 1:+d}")
    async_fire_time_changed(hass, hour + dt.timedelta(hours=1), fire_all=True)
    await until(lambda: _asked(simulator) == asked + 1)
    await until(lambda: _set(simulator) == 1)
    # It shows the new hour.
    assert 3590 < _off(simulator) < 3610


async def test_a_gateway_that_tells_time_and_date_apart_is_kept_as_well(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    _put_off(simulator, days=2)
    # Refused twice: a question is repeated once.
    simulator.faults.nack_next(2)
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_KEEP_CLOCK: True})
    await until(lambda: _set(simulator) == 1)
    assert _count(simulator, "*#13**0##") == 1
    assert _count(simulator, "*#13**1##") == 1


async def test_a_gateway_that_refuses_is_left_in_peace_until_the_next_time(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    _put_off(simulator, days=2)
    simulator.faults.nack_next(4)
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_KEEP_CLOCK: True})
    await until(lambda: _count(simulator, "*#13**0##") == 2)
    await settle(hass, simulator)
    assert _set(simulator) == 0
    async_fire_time_changed(hass, _next(4, 17))
    await until(lambda: _set(simulator) == 1)


def _next(hour: int, minute: int) -> dt.datetime:
    """Return the next time it is so late."""
    now = dt_util.now()
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=500000)
    return then if then > now else then + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("14*20*03*001*00*22*11*2026", False),
        ("14*20*09*001*00*22*11*2026", True),
        ("14*20*03**00*22*11*2026", False),
        ("14*20*03*999*00*22*11*2026", False),
        ("14*20*03*001*00*21*11*2026", True),
        # The right moment, and the wrong hour for a person.
        ("13*20*03*000*00*22*11*2026", True),
        # The right hour in a zone where it is another moment.
        ("14*20*03*002*00*22*11*2026", True),
    ],
)
def test_what_counts_is_what_a_person_reads(told: str, expected: bool) -> None:
    item = GatewayItem(_Nobody(), Where())
    assert not is_off(item, dt.datetime(2026, 11, 22, 14, 20, tzinfo=ROME))
    item.receive(parse_message(f"*#13**22*{told}##"))
    assert is_off(item, dt.datetime(2026, 11, 22, 14, 20, tzinfo=ROME)) is expected


class _Nobody:
    """Sends nothing."""

    async def request(self, message, *, on_frame=None, priority=None, replaces=""):
        raise NotImplementedError
