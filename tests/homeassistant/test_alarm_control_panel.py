"""The burglar alarm: watched over WHO 5, armed and disarmed by the auxiliary channels that the user names."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

import pytest
from homeassistant.components.alarm_control_panel import (
    DOMAIN as ALARM,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
    CodeFormat,
)
from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.number import DOMAIN as NUMBER
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    CONF_CODE,
    SERVICE_ALARM_ARM_AWAY,
    SERVICE_ALARM_ARM_NIGHT,
    SERVICE_ALARM_DISARM,
    STATE_OFF,
    STATE_ON,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS
from custom_components.openwebnet.diagnostics import async_get_config_entry_diagnostics
from custom_components.openwebnet.objects.key import ObjectKey
from simulator import Plant, Simulator
from simulator.behaviour import Ack, Ask
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

PANEL: dict[str, object] = {"traits": {"panel": 1}}


@pytest.fixture
def acknowledges_at_once() -> bool:
    """Whether the gateway acknowledges what it asks a panel before that has answered, if it ever does."""
    return False


@pytest.fixture
def plant(acknowledges_at_once: bool) -> Plant:
    """An alarm that listens to channel 9."""
    plant = plant_of("""
  - {kind: relay, where: "11"}
  - {kind: meter, where: "51"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: alarm, where: "0", zones: [1, 2], arm_aux: 9}
""")
    acks = {(5, ask): Ack.QUEUED for ask in (Ask.REQUEST, Ask.GENERAL)} if acknowledges_at_once else {}
    acks |= plant.model.ack_of_who
    return replace(plant, model=replace(plant.model, ack_of_who=MappingProxyType(acks)))


async def set_up_alarm(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, **settings: object
) -> MockConfigEntry:
    """Set up an entry that knows the alarm."""
    entry = config_entry(options={CONF_OBJECTS: {"5-0": PANEL | settings, "5-#1": {}, "5-#2": {}, "18-51": {}}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    return entry


async def call(hass: HomeAssistant, service: str) -> None:
    """Call an action of the alarm and wait for it."""
    await hass.services.async_call(ALARM, service, {ATTR_ENTITY_ID: entity_id(hass, ALARM, "5-0")}, blocking=True)


def _is(hass: HomeAssistant, state: AlarmControlPanelState) -> bool:
    return state_of(hass, ALARM, "5-0").state == state


def _zone(hass: HomeAssistant, zone: int, state: str) -> bool:
    return state_of(hass, BINARY_SENSOR, f"5-#{zone}").state == state


async def test_arming_at_the_panel_is_followed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up_alarm(hass, simulator, config_entry)
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))
    simulator.objects["5-0"].arm()
    await until(lambda: _is(hass, AlarmControlPanelState.ARMED_AWAY))
    simulator.objects["5-0"].disarm()
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))


@pytest.mark.parametrize("what", ["intrude", "tamper", "panic"])
async def test_an_alarm_in_a_zone_triggers_the_panel_until_it_is_disarmed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: str
) -> None:
    await set_up_alarm(hass, simulator, config_entry)
    simulator.objects["5-0"].arm()
    await until(lambda: _is(hass, AlarmControlPanelState.ARMED_AWAY))
    assert _zone(hass, 1, STATE_OFF)
    getattr(simulator.objects["5-0"], what)(1)
    await until(lambda: _is(hass, AlarmControlPanelState.TRIGGERED))
    assert _zone(hass, 1, STATE_ON)
    assert _zone(hass, 2, STATE_OFF)
    simulator.objects["5-0"].disarm()
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))
    assert _zone(hass, 1, STATE_OFF)


@pytest.mark.parametrize("what", ["tamper", "panic"])
async def test_an_alarm_while_nothing_was_armed_ends_when_it_is_disarmed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: str
) -> None:
    await set_up_alarm(hass, simulator, config_entry)
    getattr(simulator.objects["5-0"], what)(1)
    await until(lambda: _is(hass, AlarmControlPanelState.TRIGGERED))
    simulator.objects["5-0"].disarm()
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))
    assert _zone(hass, 1, STATE_OFF)


async def test_a_technical_alarm_is_no_burglar_and_its_channel_no_zone(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await set_up_alarm(hass, simulator, config_entry)
    for channel in (1, 9):
        simulator.objects["5-0"].raise_technical(channel)
        await until(lambda: state_of(hass, BINARY_SENSOR, "5-0-technical").state == STATE_ON)
        assert _is(hass, AlarmControlPanelState.DISARMED)
        assert _zone(hass, 1, STATE_OFF)
        simulator.objects["5-0"].reset_technical(channel)
        await until(lambda: state_of(hass, BINARY_SENSOR, "5-0-technical").state == STATE_OFF)
    assert "5-#9" not in entry.options[CONF_OBJECTS]


async def test_mains_and_battery(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up_alarm(hass, simulator, config_entry)
    simulator.objects["5-0"].set_mains(False)
    simulator.objects["5-0"].set_battery("low")
    await until(lambda: state_of(hass, BINARY_SENSOR, "5-0-battery").state == STATE_ON)
    assert state_of(hass, BINARY_SENSOR, "5-0-mains").state == STATE_OFF


async def test_it_is_armed_and_disarmed_by_its_channels(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up_alarm(hass, simulator, config_entry, arm_channel=9, disarm_channel=9)
    features = state_of(hass, ALARM, "5-0").attributes[ATTR_SUPPORTED_FEATURES]
    assert features == AlarmControlPanelEntityFeature.ARM_AWAY
    await call(hass, SERVICE_ALARM_ARM_AWAY)
    assert "*9*6*9##" in simulator.executed
    await until(lambda: _is(hass, AlarmControlPanelState.ARMED_AWAY))
    await call(hass, SERVICE_ALARM_DISARM)
    assert "*9*7*9##" in simulator.executed
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_ALARM_DISARM)
    assert error.value.translation_key == "refused"


@pytest.mark.parametrize("channel", [None, 0, 10])
async def test_without_channels_it_is_only_watched(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, channel: int | None
) -> None:
    settings = {} if channel is None else {"arm_channel": channel, "disarm_channel": channel}
    entry = await set_up_alarm(hass, simulator, config_entry, **settings)
    assert state_of(hass, ALARM, "5-0").attributes[ATTR_SUPPORTED_FEATURES] == 0
    with pytest.raises(ServiceValidationError) as error:
        await call(hass, SERVICE_ALARM_DISARM)
    assert error.value.translation_key == "no_alarm_channel"
    assert not [frame for frame in simulator.executed if frame.startswith(("*5*", "*9*"))]
    coordinator = entry.runtime_data
    coordinator.objects.set_settings(coordinator.objects.add(ObjectKey("5-0")), arm_channel=3)
    features = state_of(hass, ALARM, "5-0").attributes[ATTR_SUPPORTED_FEATURES]
    assert features == AlarmControlPanelEntityFeature.ARM_AWAY


@pytest.mark.usefixtures("all_enabled")
async def test_the_channels_are_named_on_the_page_of_the_alarm(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await set_up_alarm(hass, simulator, config_entry)
    assert not state_of(hass, ALARM, "5-0").attributes[ATTR_SUPPORTED_FEATURES]
    for key in ("arm_channel", "disarm_channel"):
        assert state_of(hass, NUMBER, f"5-0-{key}").state == "0.0"
        data = {ATTR_ENTITY_ID: entity_id(hass, NUMBER, f"5-0-{key}"), "value": 9}
        await hass.services.async_call(NUMBER, "set_value", data, blocking=True)
        assert entry.options[CONF_OBJECTS]["5-0"][key] == 9
        # What is between two channels is none.
        with pytest.raises(ServiceValidationError) as error:
            await hass.services.async_call(NUMBER, "set_value", {**data, "value": 2.5}, blocking=True)
        assert error.value.translation_key == "invalid_value"
        assert float(state_of(hass, NUMBER, f"5-0-{key}").state) == 9
    supported = state_of(hass, ALARM, "5-0").attributes[ATTR_SUPPORTED_FEATURES]
    assert supported == AlarmControlPanelEntityFeature.ARM_AWAY
    panel = {ATTR_ENTITY_ID: entity_id(hass, ALARM, "5-0")}
    await hass.services.async_call(ALARM, SERVICE_ALARM_ARM_AWAY, panel, blocking=True)
    await until(lambda: state_of(hass, ALARM, "5-0").state == AlarmControlPanelState.ARMED_AWAY)
    await hass.services.async_call(ALARM, SERVICE_ALARM_DISARM, panel, blocking=True)
    await until(lambda: state_of(hass, ALARM, "5-0").state == AlarmControlPanelState.DISARMED)


async def test_a_code_that_was_set_is_asked_for_and_shown_nowhere(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await set_up_alarm(hass, simulator, config_entry, arm_channel=9, disarm_channel=9)
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))
    assert state_of(hass, ALARM, "5-0").attributes["code_format"] is None
    flows = hass.config_entries.options
    menu = await flows.async_init(entry.entry_id)
    assert "alarm" in menu["menu_options"]
    await flows.async_configure(menu["flow_id"], {"next_step_id": "alarm"})
    await flows.async_configure(menu["flow_id"], {CONF_CODE: "   "})
    assert state_of(hass, ALARM, "5-0").attributes["code_format"] is None
    menu = await flows.async_init(entry.entry_id)
    await flows.async_configure(menu["flow_id"], {"next_step_id": "alarm"})
    await flows.async_configure(menu["flow_id"], {CONF_CODE: " 4711 "})
    assert state_of(hass, ALARM, "5-0").attributes["code_format"] == CodeFormat.NUMBER
    target = {ATTR_ENTITY_ID: entity_id(hass, ALARM, "5-0")}
    for wrong in ({}, {CONF_CODE: "4712"}):
        with pytest.raises(ServiceValidationError):
            await hass.services.async_call(ALARM, SERVICE_ALARM_ARM_AWAY, target | wrong, blocking=True)
    assert not [frame for frame in simulator.executed if frame.startswith("*9*")]
    await hass.services.async_call(ALARM, SERVICE_ALARM_ARM_AWAY, target | {CONF_CODE: "4711"}, blocking=True)
    assert _is(hass, AlarmControlPanelState.ARMED_AWAY)
    assert "4711" not in str(await async_get_config_entry_diagnostics(hass, entry))


async def test_the_way_it_was_armed_is_remembered_until_it_is_disarmed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = await set_up_alarm(hass, simulator, config_entry, night_channel=9, disarm_channel=9)
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))
    await call(hass, SERVICE_ALARM_ARM_NIGHT)
    assert _is(hass, AlarmControlPanelState.ARMED_NIGHT)
    await hass.config_entries.async_reload(entry.entry_id)
    await until(lambda: _is(hass, AlarmControlPanelState.ARMED_NIGHT))
    await call(hass, SERVICE_ALARM_DISARM)
    assert _is(hass, AlarmControlPanelState.DISARMED)
    simulator.objects["5-0"].arm()
    await until(lambda: _is(hass, AlarmControlPanelState.ARMED_AWAY))


async def test_of_two_orders_in_half_a_second_the_later_one_counts(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    """The earlier one is over with it, and says nothing of a panel that did not change."""
    await set_up_alarm(hass, simulator, config_entry, arm_channel=8, night_channel=9, disarm_channel=9)
    await until(lambda: _is(hass, AlarmControlPanelState.DISARMED))
    begin = hass.loop.time()
    # Nothing listens to channel 8.
    first = asyncio.ensure_future(call(hass, SERVICE_ALARM_ARM_AWAY))
    await asyncio.sleep(0.5)
    await call(hass, SERVICE_ALARM_ARM_NIGHT)
    await first
    assert hass.loop.time() - begin < 10
    assert _is(hass, AlarmControlPanelState.ARMED_NIGHT)


@pytest.mark.parametrize("acknowledges_at_once", [True])
@pytest.mark.parametrize("unplugged", [True, False])
async def test_a_panel_that_says_nothing_any_more_has_not_ended_its_alarm(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, unplugged: bool
) -> None:
    """Somebody has cut its bus: it is asked after an order, and silence is no answer."""
    await set_up_alarm(hass, simulator, config_entry, arm_channel=9, disarm_channel=9)
    simulator.objects["5-0"].panic(1)
    await until(lambda: _is(hass, AlarmControlPanelState.TRIGGERED))
    simulator.objects["5-0"].unplugged = unplugged
    if not unplugged:
        # What it tells of the order is lost, and it answers.
        simulator.faults.lose_events(2)
    with suppress(HomeAssistantError):
        await call(hass, SERVICE_ALARM_DISARM)
    await asyncio.sleep(60)
    assert _is(hass, AlarmControlPanelState.TRIGGERED if unplugged else AlarmControlPanelState.DISARMED)
