"""The gateway's clock is kept in step where the user wants it, and left alone where not."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.openwebnet.const import CONF_KEEP_CLOCK
from custom_components.openwebnet.own import Client, Where, parse_message
from custom_components.openwebnet.own.items import GatewayItem
from custom_components.openwebnet.upkeep.clock import is_off
from simulator import Simulator
from tests.waiting import until

from . import HOST, PASSWORD
from .conftest import MakeEntry
from .kit import set_up, settle

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture(autouse=True)
async def in_the_simulators_zone(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Live where the simulated gateway does, in the zone of the machine; on a day on which it is twenty past two."""
    freezer.move_to(dt.datetime(2026, 11, 22, 14, 20).astimezone())
    offset = dt.datetime.now().astimezone().utcoffset() or dt.timedelta()
    await hass.config.async_set_time_zone(f"Etc/GMT{-round(offset.total_seconds() / 3600):+d}")


def _written(simulator: Simulator) -> list[str]:
    return [received.frame for received in simulator.received if received.frame.startswith("*#13**#22*")]


def _asked(simulator: Simulator, dimension: int = 22) -> int:
    return [received.frame for received in simulator.received].count(f"*#13**{dimension}##")


def _right() -> str:
    """Return what sets a clock right."""
    now = dt_util.now()
    offset = now.utcoffset() or dt.timedelta()
    zone = f"{int(offset < dt.timedelta())}{abs(round(offset.total_seconds() / 3600)):02}"
    return f"*#13**#22*{now:%H*%M*%S}*{zone}*{now.isoweekday() % 7:02}*{now:%d*%m*%Y}##"


async def _put_off(simulator: Simulator, **time: float) -> None:
    """Let another client set the gateway's clock to a wrong time."""
    client = Client(simulator.host, simulator.port, PASSWORD)
    await client.start()
    await GatewayItem(client, Where()).set_clock(dt_util.now() + dt.timedelta(**time))
    await client.close()
    simulator.received.clear()


async def test_a_clock_that_is_off_is_set_at_connection(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await _put_off(simulator, minutes=7)
    await set_up(hass, config_entry(options={CONF_KEEP_CLOCK: True}), 7)
    await settle(hass, simulator)
    assert _written(simulator) == [_right()]
    simulator.faults.reset_all()
    await until(lambda: _asked(simulator) == 2)
    await settle(hass, simulator)
    # It is right now.
    assert _written(simulator) == [_right()]


async def test_nothing_is_asked_or_set_where_nobody_wants_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    await _put_off(simulator, minutes=7)
    await set_up(hass, config_entry(), 7)
    await settle(hass, simulator)
    await _wait_until(hass, freezer, _next(4, 17))
    await settle(hass, simulator)
    assert (_asked(simulator), _written(simulator)) == (0, [])


async def test_it_begins_when_it_is_switched_on(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    await _put_off(simulator, minutes=-7)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(result["flow_id"], {"next_step_id": "settings"})
    await hass.config_entries.options.async_configure(
        result["flow_id"], {"add_automatically": True, CONF_KEEP_CLOCK: True}
    )
    await settle(hass, simulator)
    assert _written(simulator) == [_right()]


async def test_it_is_looked_at_once_a_night(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, config_entry(options={CONF_KEEP_CLOCK: True}), 7)
    await settle(hass, simulator)
    assert (_asked(simulator), _written(simulator)) == (1, [])
    await _put_off(simulator, seconds=30)
    await _wait_until(hass, freezer, _next(4, 17))
    await settle(hass, simulator)
    assert (_asked(simulator), _written(simulator)) == (1, [_right()])


async def test_it_is_set_when_daylight_saving_changes(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    await set_up(hass, config_entry(options={CONF_KEEP_CLOCK: True}), 7)
    await settle(hass, simulator)
    hour = dt_util.utcnow().replace(minute=0, second=1, microsecond=0) + dt.timedelta(hours=1)
    await _wait_until(hass, freezer, hour)
    await settle(hass, simulator)
    assert (_asked(simulator), _written(simulator)) == (1, [])
    # The zone is another from one hour to the next, as it is when daylight saving begins.
    offset = dt_util.now().utcoffset() or dt.timedelta()
    await hass.config.async_set_time_zone(f"Etc/GMT{-round(offset.total_seconds() / 3600) - 1:+d}")
    await _wait_until(hass, freezer, hour + dt.timedelta(hours=1))
    await settle(hass, simulator)
    assert (_asked(simulator), _written(simulator)) == (2, [_right()])


async def test_a_gateway_that_tells_time_and_date_apart_is_kept_as_well(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    await _put_off(simulator, days=2)
    # Refused twice: a question is repeated once.
    simulator.faults.nack_next(2)
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_KEEP_CLOCK: True})
    await settle(hass, simulator)
    assert (_asked(simulator, 0), _asked(simulator, 1)) == (1, 1)
    assert _written(simulator) == [_right()]


async def test_a_gateway_that_refuses_is_left_in_peace_until_the_next_time(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, freezer: FrozenDateTimeFactory
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 7)
    await settle(hass, simulator)
    await _put_off(simulator, days=2)
    simulator.faults.nack_next(4)
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_KEEP_CLOCK: True})
    await settle(hass, simulator)
    assert (_asked(simulator), _asked(simulator, 0), _written(simulator)) == (2, 2, [])
    await _wait_until(hass, freezer, _next(4, 17))
    await settle(hass, simulator)
    assert _written(simulator) == [_right()]


def _next(hour: int, minute: int) -> dt.datetime:
    """Return the next time it is so late."""
    now = dt_util.now()
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=500000)
    return then if then > now else then + dt.timedelta(days=1)


async def _wait_until(hass: HomeAssistant, freezer: FrozenDateTimeFactory, moment: dt.datetime) -> None:
    """Let it be so late."""
    freezer.move_to(moment)
    async_fire_time_changed(hass, moment, fire_all=True)
    await hass.async_block_till_done()


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
    item = GatewayItem(Client(HOST, 0, ""), Where())
    assert not is_off(item, dt.datetime(2026, 11, 22, 14, 20, tzinfo=ROME))
    item.receive(parse_message(f"*#13**22*{told}##"))
    assert is_off(item, dt.datetime(2026, 11, 22, 14, 20, tzinfo=ROME)) is expected
