"""Locks and valves, both ways: what is asked for reaches the bus, and what the bus tells is shown."""

import asyncio

import pytest
from homeassistant.components.lock import DOMAIN as LOCK, SERVICE_LOCK, SERVICE_UNLOCK, LockState
from homeassistant.components.number import DOMAIN as NUMBER, SERVICE_SET_VALUE
from homeassistant.components.valve import (
    DOMAIN as VALVE,
    SERVICE_CLOSE_VALVE,
    SERVICE_OPEN_VALVE,
    ValveState,
)
from homeassistant.const import ATTR_CODE, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import CONF_LOCK_CODE, CONF_OBJECTS, DEFAULT_UNLOCK_TIME, DOMAIN
from custom_components.openwebnet.timing import TIMING
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

OBJECTS = {"1-11": {"used_as": "lock"}, "1-12": {"used_as": "valve"}, "6-4000": {}}


@pytest.fixture
def plant() -> Plant:
    """A relay that releases a lock, one that opens a valve, and an entrance."""
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: relay, where: "12"}
  - {kind: door_station, where: "4000"}
""",
        model="MH202",
    )


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, **options: object) -> None:
    """Set up the house."""
    await set_up(hass, config_entry(options={CONF_OBJECTS: OBJECTS, **options}))
    await settle(hass, simulator)
    simulator.executed.clear()


async def call(hass: HomeAssistant, domain: str, service: str, key: str, **data: object) -> None:
    """Call an action of a lock or valve and wait for it."""
    target = {ATTR_ENTITY_ID: entity_id(hass, domain, key)}
    await hass.services.async_call(domain, service, {**target, **data}, blocking=True)


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("chosen", "seconds", "frame"),
    [
        (1, 1, "*#1*11*#2*0*0*1##"),
        (0.5, 0.5, "*1*18*11##"),
        (10, 10, "*#1*11*#2*0*0*10##"),
        # The bus knows no others; a strike is not released for less.
        (0.6, 1, "*#1*11*#2*0*0*1##"),
        (2.5, 3, "*#1*11*#2*0*0*3##"),
    ],
)
async def test_a_lock_is_unlocked_for_its_time_by_the_actuator(  # noqa: PLR0917 - fixtures
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, chosen: float, seconds: float, frame: str
) -> None:
    await begin(hass, simulator, config_entry)
    assert state_of(hass, LOCK, "1-11").state == LockState.LOCKED
    if chosen != DEFAULT_UNLOCK_TIME:
        await call(hass, NUMBER, SERVICE_SET_VALUE, "1-11-unlock_time", value=chosen)
    assert float(state_of(hass, NUMBER, "1-11-unlock_time").state) == seconds
    await call(hass, LOCK, SERVICE_UNLOCK, "1-11")
    assert simulator.executed == [frame]
    await until(lambda: state_of(hass, LOCK, "1-11").state == LockState.UNLOCKED)
    begun = asyncio.get_running_loop().time()
    await until(lambda: state_of(hass, LOCK, "1-11").state == LockState.LOCKED)
    assert asyncio.get_running_loop().time() - begun == pytest.approx(seconds, abs=0.3)
    assert simulator.executed == [frame]


async def test_a_lock_can_be_locked_before_its_time_and_follows_a_wall_switch(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    for service in (SERVICE_UNLOCK, SERVICE_LOCK, SERVICE_UNLOCK, SERVICE_LOCK):
        await call(hass, LOCK, service, "1-11")
    await until(lambda: state_of(hass, LOCK, "1-11").state == LockState.LOCKED)
    assert simulator.objects["1-11"].on is False
    assert simulator.executed[-1] == "*1*0*11##"
    simulator.objects["1-11"].press("1")
    await until(lambda: state_of(hass, LOCK, "1-11").state == LockState.UNLOCKED)


async def test_of_an_unlock_and_a_lock_at_once_the_later_one_counts(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await asyncio.gather(
        *(call(hass, LOCK, service, "1-11") for service in (SERVICE_UNLOCK, SERVICE_LOCK, SERVICE_UNLOCK, SERVICE_LOCK))
    )
    await asyncio.sleep(3)
    assert simulator.objects["1-11"].on is False
    assert state_of(hass, LOCK, "1-11").state == LockState.LOCKED


@pytest.mark.parametrize("key", ["1-11", "6-4000-lock"])
async def test_a_code_is_asked_for_where_one_is_set(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, key: str
) -> None:
    await begin(hass, simulator, config_entry, **{CONF_LOCK_CODE: "1234"})
    assert state_of(hass, LOCK, key).attributes["code_format"] == r"^\d+$"
    with pytest.raises(ServiceValidationError):
        await call(hass, LOCK, SERVICE_UNLOCK, key)
    with pytest.raises(ServiceValidationError) as error:
        await call(hass, LOCK, SERVICE_UNLOCK, key, **{ATTR_CODE: "4321"})
    assert error.value.translation_key == "wrong_code"
    assert simulator.executed == []
    await call(hass, LOCK, SERVICE_UNLOCK, key, **{ATTR_CODE: "1234"})
    assert len(simulator.executed) == 1


async def test_the_code_is_set_and_taken_away_behind_the_cog_wheel(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    for given, kept in (({"code": " Open "}, "Open"), ({"code": "   "}, None), ({"code": "1"}, "1"), ({}, None)):
        shown = await hass.config_entries.options.async_init(entry.entry_id)
        assert "lock_code" in shown["menu_options"]
        step = await hass.config_entries.options.async_configure(shown["flow_id"], {"next_step_id": "lock_code"})
        await hass.config_entries.options.async_configure(step["flow_id"], given)
        assert entry.options.get(CONF_LOCK_CODE) == kept
    await call(hass, LOCK, SERVICE_UNLOCK, "1-11")


async def test_no_button_goes_round_the_code_and_none_releases_a_lock_to_show_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry, **{CONF_LOCK_CODE: "1234"})
    with pytest.raises(ServiceValidationError) as error:
        await call(hass, "button", "press", "6-4000-open_lock")
    assert error.value.translation_key == "needs_code"
    assert simulator.objects["6-4000"].unlocked == 0
    assert er.async_get(hass).async_get_entity_id("button", DOMAIN, f"{MAC}-1-11-identify") is None


async def test_the_lock_of_an_entrance_is_shown_as_released_when_the_bus_tells_so(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    assert state_of(hass, LOCK, "6-4000-lock").state == LockState.LOCKED
    await call(hass, LOCK, SERVICE_UNLOCK, "6-4000-lock")
    assert simulator.objects["6-4000"].unlocked == 1
    # What nobody tells is not shown, and somebody at a handset tells it too.
    simulator.emit("*6*10*4000##")
    await until(lambda: state_of(hass, LOCK, "6-4000-lock").state == LockState.UNLOCKED)
    await asyncio.sleep(TIMING.door_release + 0.1)
    assert state_of(hass, LOCK, "6-4000-lock").state == LockState.LOCKED
    with pytest.raises(ServiceValidationError) as error:
        await call(hass, LOCK, SERVICE_LOCK, "6-4000-lock")
    assert error.value.translation_key == "locks_by_itself"


async def test_a_refused_unlock_raises(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await begin(hass, simulator, config_entry)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, LOCK, SERVICE_UNLOCK, "1-11")
    assert error.value.translation_key == "refused"
    assert state_of(hass, LOCK, "1-11").state == LockState.LOCKED


@pytest.mark.usefixtures("all_enabled")
async def test_a_valve_is_opened_with_the_timer_of_its_actuator_which_closes_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    assert state_of(hass, VALVE, "1-12").state == ValveState.CLOSED
    await call(hass, VALVE, SERVICE_OPEN_VALVE, "1-12")
    assert simulator.executed == ["*#1*12*#2*1*0*0##"]
    await until(lambda: state_of(hass, VALVE, "1-12").state == ValveState.OPEN)
    await call(hass, VALVE, SERVICE_CLOSE_VALVE, "1-12")
    await until(lambda: state_of(hass, VALVE, "1-12").state == ValveState.CLOSED)
    await call(hass, NUMBER, SERVICE_SET_VALUE, "1-12-open_for", value=1)
    await call(hass, VALVE, SERVICE_OPEN_VALVE, "1-12")
    await until(lambda: state_of(hass, VALVE, "1-12").state == ValveState.OPEN)
    await asyncio.sleep(61)
    assert state_of(hass, VALVE, "1-12").state == ValveState.CLOSED
    await call(hass, NUMBER, SERVICE_SET_VALUE, "1-12-open_for", value=0.4)
    await call(hass, VALVE, SERVICE_OPEN_VALVE, "1-12")
    assert simulator.executed[-1] == "*#1*12*#2*0*0*24##", "never without a timer"
    await call(hass, NUMBER, SERVICE_SET_VALUE, "1-12-open_for", value=0)
    await call(hass, VALVE, SERVICE_OPEN_VALVE, "1-12")
    assert simulator.executed[-1] == "*1*1*12##"
    for minutes, seconds in ((0.005, 1), (0.991, 59), (0.3333, 20)):
        await call(hass, NUMBER, SERVICE_SET_VALUE, "1-12-open_for", value=minutes)
        assert float(state_of(hass, NUMBER, "1-12-open_for").state) == pytest.approx(seconds / 60, abs=0.0001)
        await call(hass, VALVE, SERVICE_OPEN_VALVE, "1-12")
        assert simulator.executed[-1] == f"*#1*12*#2*0*0*{seconds}##", "what is shown is what is sent"
