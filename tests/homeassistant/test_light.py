"""Lights, both ways: what the bus says is shown, what is clicked reaches the bus."""

from functools import partial

import pytest
from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_MODE,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_FLASH,
    ATTR_HS_COLOR,
    DOMAIN as LIGHT,
    FLASH_LONG,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    ColorMode,
    LightEntityFeature,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of


@pytest.fixture
def plant() -> Plant:
    """Lights of all kinds."""
    return plant_of("""
  - {kind: relay, where: "11", on: true}
  - {kind: dimmer, where: "12", steps: 100}
  - {kind: dimmer, where: "13", steps: 10}
  - {kind: relay, where: "02"}
  - {kind: relay, where: "14#4#01"}
""")


async def call(hass: HomeAssistant, service: str, key: str, **data: object) -> None:
    """Call an action of a light and wait for it."""
    await hass.services.async_call(LIGHT, service, {ATTR_ENTITY_ID: entity_id(hass, LIGHT, key), **data}, blocking=True)


async def test_a_light_switched_in_home_assistant_lights_up_on_the_bus(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 4)
    assert state_of(hass, LIGHT, "1-11").state == STATE_ON
    await call(hass, SERVICE_TURN_OFF, "1-11")
    assert simulator.executed[-1] == "*1*0*11##"
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_OFF)
    assert simulator.objects["1-11"].on is False
    await call(hass, SERVICE_TURN_ON, "1-11")
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_ON)
    assert simulator.objects["1-11"].on is True


def _is(hass: HomeAssistant, state: str) -> bool:
    return state_of(hass, LIGHT, "1-11").state == state


async def test_a_wall_switch_is_followed(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 4)
    for state in (STATE_OFF, STATE_ON):
        simulator.objects["1-11"].press()
        await until(partial(_is, hass, state))


async def test_a_dimmer_of_100_steps_is_dimmed_by_the_percent(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 4)
    assert state_of(hass, LIGHT, "1-12").attributes["supported_color_modes"] == [ColorMode.ONOFF]
    simulator.objects["1-12"].press()
    # It is a dimmer by its WHAT, and one of 100 steps by the level that follows.
    await until(
        lambda: state_of(hass, LIGHT, "1-12").attributes[ATTR_SUPPORTED_FEATURES] & LightEntityFeature.TRANSITION
    )
    assert state_of(hass, LIGHT, "1-12").attributes.get(ATTR_COLOR_MODE) == ColorMode.BRIGHTNESS
    await call(hass, SERVICE_TURN_ON, "1-12", **{ATTR_BRIGHTNESS: 94})
    assert simulator.executed[-1] == "*#1*12*#1*137*255##"
    await until(lambda: state_of(hass, LIGHT, "1-12").attributes[ATTR_BRIGHTNESS] == 94)
    assert simulator.objects["1-12"].level == 37
    await call(hass, SERVICE_TURN_ON, "1-12", **{ATTR_BRIGHTNESS: 1})
    assert simulator.executed[-1] == "*#1*12*#1*101*255##"


async def test_a_dimmer_of_10_steps_gets_the_nearest_one(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 4)
    simulator.objects["1-13"].press("5")
    await until(lambda: state_of(hass, LIGHT, "1-13").attributes.get(ATTR_COLOR_MODE) == ColorMode.BRIGHTNESS)
    await call(hass, SERVICE_TURN_ON, "1-13", **{ATTR_BRIGHTNESS: 180})
    assert simulator.executed[-1] == "*1*7*13##"
    await call(hass, SERVICE_TURN_ON, "1-13", **{ATTR_BRIGHTNESS: 1})
    assert simulator.executed[-1] == "*1*2*13##"


async def test_what_a_dimmer_was_seen_to_be_is_kept_over_a_restart(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 4)
    simulator.objects["1-12"].press()
    await until(lambda: entry.options[CONF_OBJECTS]["1-12"].get("traits") == {"steps": 100})
    simulator.objects["1-12"].press()
    await until(lambda: state_of(hass, LIGHT, "1-12").state == STATE_OFF)
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, LIGHT, "1-12").attributes["supported_color_modes"] == [ColorMode.BRIGHTNESS]


async def test_a_fault_is_not_on(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 4)
    simulator.objects["1-02"].set_fault(True)
    await simulator.wait_idle()
    simulator.objects["1-11"].press()
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_OFF)
    assert state_of(hass, LIGHT, "1-02").state == STATE_OFF


@pytest.mark.parametrize("what", ["11", "18", "20", "29"])
async def test_timers_and_blinking_are_on(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: str
) -> None:
    await set_up(hass, config_entry(), 4)
    simulator.emit(f"*1*{what}*02##")
    await until(lambda: state_of(hass, LIGHT, "1-02").state == STATE_ON)


async def test_requests_echoes_and_translations_change_nothing(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 5)
    known = dict(entry.options[CONF_OBJECTS])
    for frame in (
        "*1*1000#1*02##",
        "*#1*02##",
        "*#1*02*#1*150*5##",
        "*1*1000#1*77##",
        "*#1*78*#1*150*5##",
        "*1*1*0##",
        "*1*1*#1##",
        "*1*1*7##",
    ):
        simulator.emit(frame)
    simulator.emit("*1*0*11##")
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_OFF)
    assert state_of(hass, LIGHT, "1-02").state == STATE_OFF
    assert entry.options[CONF_OBJECTS] == known


async def test_a_refused_command_raises(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 4)
    await settle(hass, simulator)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_TURN_OFF, "1-11")
    assert error.value.translation_key == "refused"
    assert error.value.translation_placeholders == {"name": "Light 11"}
    assert state_of(hass, LIGHT, "1-11").state == STATE_ON


async def test_a_command_whose_answer_is_lost_raises_though_the_bus_shows_it(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 4)
    await settle(hass, simulator)
    simulator.faults.drop_acks(1)
    with pytest.raises(HomeAssistantError) as error:
        # Somebody's wall switch may have done what is shown.
        await call(hass, SERVICE_TURN_OFF, "1-11")
    assert error.value.translation_key == "not_confirmed"
    assert simulator.executed.count("*1*0*11##") == 1
    assert state_of(hass, LIGHT, "1-11").state == STATE_OFF


async def test_a_command_whose_answer_is_lost_raises_where_nothing_changed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 4)
    await settle(hass, simulator)
    simulator.faults.drop_acks(1)
    with pytest.raises(HomeAssistantError) as error:
        # It is on already: that it is on afterwards tells nothing.
        await call(hass, SERVICE_TURN_ON, "1-11")
    assert error.value.translation_key == "not_confirmed"
    assert simulator.executed.count("*1*1*11##") == 1


async def test_without_a_gateway_lights_are_unavailable_and_commands_raise(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 4)
    await simulator.faults.refuse(True)
    simulator.faults.close_all()
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_UNAVAILABLE)
    light = hass.data["entity_components"][LIGHT].get_entity(entity_id(hass, LIGHT, "1-11"))
    with pytest.raises(HomeAssistantError) as error:
        await light.async_turn_on()
    assert error.value.translation_key == "not_sent"
    await simulator.faults.refuse(False)
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_ON)


async def test_area_zero_and_the_local_bus(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 4)
    await call(hass, SERVICE_TURN_ON, "1-02")
    assert simulator.executed[-1] == "*1*1*02##"
    simulator.emit("*1*1*14#4#01##")
    await until(lambda: hass.states.get("light.light_14_i_1") is not None)
    await call(hass, SERVICE_TURN_OFF, "1-14#4#01")
    assert simulator.executed[-1] == "*1*0*14#4#01##"


@pytest.fixture
def colours() -> Plant:
    """Lamps with colour, with white only, and without either, on the gateway that has such."""
    return plant_of(
        """
  - {kind: dali, where: "11", colour: true, white: true, on: true}
  - {kind: dali, where: "12", colour: false, white: true, on: true}
  - {kind: dali, where: "13", colour: false, white: false, on: true}
""",
        model="F461",
        auth="sha256",
    )


@pytest.mark.usefixtures("all_enabled")
async def test_lamps_have_the_colours_that_they_report(
    hass: HomeAssistant, socket_enabled: None, colours: Plant
) -> None:
    async with Simulator(colours, port=0) as simulator:
        entry = MockConfigEntry(
            domain=DOMAIN,
            unique_id=MAC,
            data={CONF_HOST: "127.0.0.1", CONF_PORT: simulator.port, CONF_PASSWORD: "12345"},
            options={CONF_OBJECTS: {}},
        )
        await set_up(hass, entry, 3)

        def modes(key: str) -> set[str]:
            return set(state_of(hass, LIGHT, key).attributes["supported_color_modes"])

        await until(lambda: modes("1-11") == {ColorMode.HS, ColorMode.COLOR_TEMP})
        # Some gateways tell the colour of a lamp that has none: it can be said so, and taken back.
        shown = {ATTR_ENTITY_ID: entity_id(hass, "switch", "1-11-colour")}
        await hass.services.async_call("switch", SERVICE_TURN_OFF, shown, blocking=True)
        assert modes("1-11") == {ColorMode.BRIGHTNESS}
        await hass.services.async_call("switch", SERVICE_TURN_ON, shown, blocking=True)
        assert modes("1-11") == {ColorMode.HS, ColorMode.COLOR_TEMP}
        await until(lambda: modes("1-12") == {ColorMode.COLOR_TEMP})
        await settle(hass, simulator)
        assert modes("1-13") == {ColorMode.BRIGHTNESS}
        await call(hass, SERVICE_TURN_ON, "1-11", **{ATTR_HS_COLOR: [240, 87], ATTR_BRIGHTNESS: 204})
        assert simulator.executed[-1] == "*#1*11*#12*240*87*80##"
        await until(lambda: state_of(hass, LIGHT, "1-11").attributes[ATTR_HS_COLOR] == (240, 87))
        await call(hass, SERVICE_TURN_ON, "1-12", **{ATTR_COLOR_TEMP_KELVIN: 4000})
        assert simulator.executed[-1] == "*#1*12*#14*250##"
        await until(lambda: state_of(hass, LIGHT, "1-12").attributes[ATTR_COLOR_TEMP_KELVIN] == 4000)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_flash_blinks(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(hass, config_entry(), 4)
    await call(hass, SERVICE_TURN_ON, "1-11", **{ATTR_FLASH: FLASH_LONG})
    assert simulator.executed[-1] == "*1*22*11##"


@pytest.mark.parametrize("frame", ["*1*1*0##", "*1*1*1##", "*1*1*#7##"])
async def test_members_are_asked_for_once_after_a_frame_to_all_of_them(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, frame: str
) -> None:
    entry = config_entry()
    await set_up(hass, entry, 5)
    await settle(hass, simulator)
    simulator.received.clear()
    for _ in range(3):
        simulator.emit(frame)
    await settle(hass, simulator)
    asked = [received.frame for received in simulator.received if received.frame.startswith("*#1*")]
    assert asked == [f"*#1*{frame.split('*')[3]}"]
    assert len(entry.options[CONF_OBJECTS]) == 5


async def test_flash_gives_back_the_real_level_where_only_a_step_of_ten_was_told(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(), 5)
    await settle(hass, simulator)
    await call(hass, SERVICE_TURN_ON, "1-12")
    # Now it is known to have a hundred steps.
    await until(lambda: state_of(hass, LIGHT, "1-12").attributes.get(ATTR_BRIGHTNESS) == 255)
    await call(hass, SERVICE_TURN_ON, "1-12", **{ATTR_BRIGHTNESS: 128})
    await until(lambda: state_of(hass, LIGHT, "1-12").attributes[ATTR_BRIGHTNESS] == 128)
    simulator.emit("*1*7*12##")
    await until(lambda: state_of(hass, LIGHT, "1-12").attributes[ATTR_BRIGHTNESS] == 178)
    await call(hass, SERVICE_TURN_ON, "1-12", **{ATTR_FLASH: FLASH_LONG})
    await until(lambda: simulator.executed[-1].startswith("*#1*12*#1*"))
    assert simulator.executed[-1] == "*#1*12*#1*150*255##"
