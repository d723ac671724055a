"""Buttons: the gateway's clock, door locks, virtual presses, and "which one is it?"."""

import asyncio

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS, ButtonDeviceClass
from homeassistant.components.cover import ATTR_CURRENT_POSITION, DOMAIN as COVER
from homeassistant.components.event import ATTR_EVENT_TYPE, DOMAIN as EVENT
from homeassistant.components.light import DOMAIN as LIGHT
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_ENTITY_ID, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

OBJECTS: dict[str, dict[str, object]] = {
    "1-11": {},
    "1-12": {},
    "1-18": {"traits": {"motion": 1}},
    "2-21": {"opening_time": 50.0, "closing_time": 25.0},
    "2-22": {},
    "6-4001": {},
    "6-4100": {"traits": {"call": 1}},
    "15-0112": {"traits": {"buttons": 0b10010}},
    "18-51": {},
    "25-21": {"traits": {"buttons": 1 << 31}},
}


@pytest.fixture
def plant(request: pytest.FixtureRequest) -> Plant:
    """What something can be done to, behind a bus that carries so many telegrams a second, or everything at once."""
    return plant_of(
        """
  - {kind: relay, where: "11", on: true}
  - {kind: dimmer, where: "12", steps: 100, level: 60}
  - {kind: shutter, where: "21", opening_time: 50, closing_time: 25, position: 0, run_time: 60}
  - {kind: advanced_shutter, where: "22", opening_time: 50, closing_time: 50, position: 40}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: meter, where: "51"}
  - {kind: door_station, where: "4001"}
  - {kind: cen, where: "0112"}
  - {kind: cen_plus, where: "21"}
""",
        speed=getattr(request, "param", 0),
    )


@pytest.fixture
async def entry(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, all_enabled: None
) -> MockConfigEntry:
    """An entry that knows the objects, and has asked for what there is."""
    entry = config_entry(options={CONF_OBJECTS: OBJECTS})
    await set_up(hass, entry)
    await settle(hass, simulator)
    return entry


async def press(hass: HomeAssistant, key: str) -> None:
    """Press a button and wait for it."""
    await hass.services.async_call(BUTTON, SERVICE_PRESS, {ATTR_ENTITY_ID: entity_id(hass, BUTTON, key)}, blocking=True)


def sent(simulator: Simulator) -> list[str]:
    """Return every frame that was sent, those that the gateway answers by itself as well."""
    return [received.frame for received in simulator.received]


async def test_the_clock_of_the_gateway_is_set(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await hass.config.async_set_time_zone("Europe/Rome")
    freezer.move_to("2026-11-22 13:20:05+00:00")
    await press(hass, "sync_clock")
    assert sent(simulator)[-1] == "*#13**#22*14*20*05*001*00*22*11*2026##"
    known = er.async_get(hass).async_get(entity_id(hass, BUTTON, "sync_clock"))
    assert known is not None
    assert known.device_id == entry.runtime_data.device_id
    device = dr.async_get(hass).async_get(entry.runtime_data.device_id)
    assert device is not None
    assert device.identifiers == {(DOMAIN, MAC)}


async def test_a_door_is_opened_once(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    await press(hass, "6-4001-open_lock")
    assert simulator.executed[-1] == "*6*10*4001##"
    assert simulator.objects["6-4001"].unlocked == 1
    assert er.async_get(hass).async_get_entity_id(BUTTON, DOMAIN, f"{MAC}-6-4100-open_lock") is None
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "6-4001-open_lock")
    assert error.value.translation_key == "refused"


async def test_a_virtual_press_is_heard_as_one(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await press(hass, "25-21-press_31")
    assert sent(simulator)[-1] == "*25*21#31*21##"
    await until(lambda: state_of(hass, EVENT, "25-21-31").attributes.get(ATTR_EVENT_TYPE) == "press_end")
    await press(hass, "15-0112-press_4")
    assert sent(simulator)[-2:] == ["*15*04*0112##", "*15*04#1*0112##"]
    await until(lambda: state_of(hass, EVENT, "15-0112-4").attributes.get(ATTR_EVENT_TYPE) == "press_end")


@pytest.mark.parametrize(("key", "whats"), [("1-11", "0101"), ("1-12", "1010")])
async def test_a_light_shows_itself_and_is_as_it_was(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str, whats: str
) -> None:
    assert state_of(hass, BUTTON, f"{key}-identify").attributes[ATTR_DEVICE_CLASS] == ButtonDeviceClass.IDENTIFY
    before = simulator.objects[key].on
    simulator.executed.clear()
    await press(hass, f"{key}-identify")
    where = key.partition("-")[2]
    assert simulator.executed == [f"*1*{what}*{where}##" for what in whats]
    assert simulator.objects[key].on is before


@pytest.mark.parametrize("plant", [15], indirect=True)
@pytest.mark.parametrize("gap", [0, 0.5, 2, 3.1])
@pytest.mark.parametrize("key", ["1-11", "1-12"])
async def test_who_is_asked_twice_to_show_itself_is_as_it_was(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, key: str, gap: float
) -> None:
    simulator.objects[key].press("1")
    await settle(hass, simulator)
    first = hass.async_create_task(press(hass, f"{key}-identify"))
    await asyncio.sleep(gap)
    await press(hass, f"{key}-identify")
    await first
    await settle(hass, simulator)
    assert simulator.objects[key].on
    assert state_of(hass, LIGHT, key).state == STATE_ON


async def test_a_sensor_has_nothing_to_show(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    assert er.async_get(hass).async_get_entity_id(BUTTON, DOMAIN, f"{MAC}-1-18-identify") is None


async def test_a_light_that_refuses_raises(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "1-11-identify")
    assert error.value.translation_key == "refused"


async def test_a_shutter_shows_itself_and_comes_back(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.executed.clear()
    await press(hass, "2-22-identify")
    assert [frame for frame in simulator.executed if frame.startswith("*2*")] == [
        "*2*2*22##",
        "*2*0*22##",
        "*2*1*22##",
        "*2*0*22##",
    ]
    await settle(hass, simulator)
    # It takes as long to start and to stop in either direction.
    assert simulator.objects["2-22"].position == pytest.approx(40)


async def test_a_shutter_at_an_end_goes_back_to_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await hass.services.async_call(
        COVER, "close_cover", {ATTR_ENTITY_ID: entity_id(hass, COVER, "2-21")}, blocking=True
    )
    await until(lambda: state_of(hass, COVER, "2-21").state == "closed", 90)
    assert state_of(hass, COVER, "2-21").attributes[ATTR_CURRENT_POSITION] == 0
    assert simulator.objects["2-21"].moving is None
    simulator.executed.clear()
    await press(hass, "2-21-identify")
    assert simulator.executed == ["*2*1*21##", "*2*0*21##", "*2*2*21##"]
    await until(lambda: state_of(hass, COVER, "2-21").state == "closed", 90)
    assert simulator.objects["2-21"].position == 0


async def test_a_shutter_that_moves_is_left_alone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.objects["2-22"].press("1")
    await until(lambda: state_of(hass, COVER, "2-22").state == "opening")
    simulator.executed.clear()
    with pytest.raises(ServiceValidationError) as error:
        await press(hass, "2-22-identify")
    assert error.value.translation_key == "is_moving"
    assert simulator.executed == []
