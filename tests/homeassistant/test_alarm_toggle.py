"""An alarm whose channel toggles it: what is as it is wanted already, or comes to that, is not toggled again."""

import asyncio

import pytest
from homeassistant.components.alarm_control_panel import DOMAIN as ALARM, AlarmControlPanelState
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_ALARM_ARM_AWAY,
    SERVICE_ALARM_ARM_HOME,
    SERVICE_ALARM_DISARM,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

TOGGLE = "*9*2*7##"
SETTINGS = {f"{order}_channel": 7 for order in ("arm", "home", "disarm")} | {
    f"{order}_action": "toggle" for order in ("arm", "home", "disarm")
}
ARMED, HOME, DISARMED = (
    AlarmControlPanelState.ARMED_AWAY,
    AlarmControlPanelState.ARMED_HOME,
    AlarmControlPanelState.DISARMED,
)


@pytest.fixture
def plant() -> Plant:
    """An alarm that one channel toggles, which takes a second."""
    return plant_of("""
  - {kind: relay, where: "11"}
  - {kind: alarm, where: "0", zones: [1], arm_aux: 7, arm_what: "2", disarm_what: "2", takes: 1}
""")


@pytest.fixture(autouse=True)
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    """An entry that knows the alarm, and that it is disarmed."""
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"5-0": {"traits": {"panel": 1}, **SETTINGS}}}))
    await settle(hass, simulator)
    assert shown(hass) == DISARMED


async def call(hass: HomeAssistant, service: str) -> None:
    """Call an action of the alarm and wait for it."""
    await hass.services.async_call(ALARM, service, {ATTR_ENTITY_ID: entity_id(hass, ALARM, "5-0")}, blocking=True)


def shown(hass: HomeAssistant) -> str:
    """Return what the alarm is shown as."""
    return state_of(hass, ALARM, "5-0").state


def toggles(simulator: Simulator) -> int:
    """Return how often it was toggled."""
    return simulator.executed.count(TOGGLE)


async def test_what_is_as_it_is_wanted_is_not_toggled(hass: HomeAssistant, simulator: Simulator) -> None:
    await call(hass, SERVICE_ALARM_DISARM)
    assert toggles(simulator) == 0
    await call(hass, SERVICE_ALARM_ARM_HOME)
    for service in (SERVICE_ALARM_ARM_HOME, SERVICE_ALARM_ARM_AWAY):
        await call(hass, service)
    await asyncio.sleep(3)
    assert (toggles(simulator), shown(hass), simulator.objects["5-0"].armed) == (1, HOME, True)
    for _ in range(2):
        await call(hass, SERVICE_ALARM_DISARM)
    await asyncio.sleep(3)
    assert (toggles(simulator), shown(hass), simulator.objects["5-0"].armed) == (2, DISARMED, False)


@pytest.mark.parametrize("gap", [0, 0.5])
async def test_two_people_who_want_the_same_get_it(hass: HomeAssistant, simulator: Simulator, gap: float) -> None:
    for services, state in (
        ((SERVICE_ALARM_ARM_HOME, SERVICE_ALARM_ARM_AWAY), HOME),
        ((SERVICE_ALARM_DISARM, SERVICE_ALARM_DISARM), DISARMED),
    ):
        simulator.executed.clear()
        first = asyncio.ensure_future(call(hass, services[0]))
        await asyncio.sleep(gap)
        await asyncio.gather(first, call(hass, services[1]))
        await asyncio.sleep(3)
        assert (toggles(simulator), shown(hass)) == (1, state)


async def test_of_two_who_want_the_opposite_the_later_gets_it(hass: HomeAssistant, simulator: Simulator) -> None:
    arming = asyncio.ensure_future(call(hass, SERVICE_ALARM_ARM_AWAY))
    await asyncio.sleep(0.5)
    await call(hass, SERVICE_ALARM_DISARM)
    await arming
    await asyncio.sleep(3)
    assert (toggles(simulator), shown(hass), simulator.objects["5-0"].armed) == (2, DISARMED, False)
    await call(hass, SERVICE_ALARM_ARM_AWAY)
    await asyncio.sleep(3)
    assert (toggles(simulator), shown(hass)) == (3, ARMED)


@pytest.mark.parametrize("at_home", ["arm", "disarm"])
async def test_what_may_have_changed_while_nobody_listened_is_asked_for_first(
    hass: HomeAssistant, simulator: Simulator, at_home: str
) -> None:
    alarm = simulator.objects["5-0"]
    if at_home == "disarm":
        await call(hass, SERVICE_ALARM_ARM_AWAY)
    simulator.executed.clear()
    # A frame that is lost leaves it shown as it was.
    await simulator.faults.refuse()
    simulator.faults.reset_all()
    await asyncio.sleep(1)
    await simulator.faults.refuse(refused=False)
    await until(lambda: shown(hass) in (ARMED, DISARMED) and len(simulator.sessions) > 0)
    await settle(hass, simulator)
    simulator.faults.lose_events(1)
    getattr(alarm, at_home)()
    await asyncio.sleep(1)
    await call(hass, SERVICE_ALARM_ARM_AWAY if at_home == "arm" else SERVICE_ALARM_DISARM)
    await asyncio.sleep(3)
    assert toggles(simulator) == 0
    assert alarm.armed is (at_home == "arm")


async def test_a_toggle_that_may_have_been_carried_out_is_not_sent_again_unless_the_panel_says_so(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.faults.drop_acks(1)
    simulator.faults.lose_events(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_ALARM_ARM_AWAY)
    assert error.value.translation_key == "not_confirmed"
    await asyncio.sleep(3)
    await call(hass, SERVICE_ALARM_ARM_AWAY)
    assert (toggles(simulator), simulator.objects["5-0"].armed) == (1, True)
    await until(lambda: shown(hass) == ARMED)


async def test_a_toggle_that_was_refused_is_sent_again(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_ALARM_ARM_AWAY)
    assert error.value.translation_key == "refused"
    await call(hass, SERVICE_ALARM_ARM_AWAY)
    assert shown(hass) == ARMED


async def test_an_alarm_while_it_is_disarmed_is_not_ended_by_what_arms_it(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.objects["5-0"].tamper(1)
    await until(lambda: shown(hass) == AlarmControlPanelState.TRIGGERED)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_ALARM_DISARM)
    assert error.value.translation_key == "toggle_not_sent"
    assert toggles(simulator) == 0


async def test_a_key_that_is_turned_later_is_followed(hass: HomeAssistant, simulator: Simulator) -> None:
    await call(hass, SERVICE_ALARM_ARM_AWAY)
    simulator.objects["5-0"].disarm()
    await until(lambda: shown(hass) == DISARMED)
    await call(hass, SERVICE_ALARM_ARM_HOME)
    await until(lambda: shown(hass) == HOME)
    assert toggles(simulator) == 2


async def test_where_nothing_is_known_it_is_asked_first(hass: HomeAssistant, simulator: Simulator) -> None:
    alarm = simulator.objects["5-0"]
    alarm.arm()
    alarm.unplugged = True
    (known,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_reload(known.entry_id)
    await settle(hass, simulator)
    assert shown(hass) == STATE_UNKNOWN
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_ALARM_ARM_AWAY)
    assert error.value.translation_key == "refused"
    alarm.unplugged = False
    await call(hass, SERVICE_ALARM_ARM_AWAY)
    assert (toggles(simulator), shown(hass)) == (0, ARMED)
    await call(hass, SERVICE_ALARM_DISARM)
    await until(lambda: shown(hass) == DISARMED)
    assert toggles(simulator) == 1
