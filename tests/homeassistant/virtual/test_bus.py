"""Virtual actuators on the bus: what a wall button does, what the bus is told, and that it ends there."""

import asyncio
import logging

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, CONF_VIRTUAL, DOMAIN
from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.own import Who, parse_message
from simulator import Simulator
from tests.foreign import Curtain, Lamp
from tests.waiting import until

from ..conftest import MakeEntry
from ..kit import set_up, settle, state_of

LAMP, CURTAIN = "light.desk_lamp", "cover.curtain"
_KNOWN: dict[str, object] = {key: {} for key in ("1-11", "1-13")}


async def _begin(
    hass: HomeAssistant, simulator: Simulator, make: MakeEntry, **virtual: str | dict[str, object]
) -> MockConfigEntry:
    """Set up an entry with virtual actuators, `light_21="light.desk_lamp"`, and wait until all is quiet."""
    options = {
        f"{'1' if name.startswith('light') else '2'}-{name.rpartition('_')[2]}": (
            {"entity_id": what} if isinstance(what, str) else what
        )
        for name, what in virtual.items()
    }
    entry = make(options={CONF_OBJECTS: dict(_KNOWN), CONF_VIRTUAL: options})
    await set_up(hass, entry)
    await settle(hass, simulator)
    simulator.received.clear()
    simulator.executed.clear()
    return entry


def _is(hass: HomeAssistant, entity_id: str, state: str) -> bool:
    found = hass.states.get(entity_id)
    return found is not None and found.state == state


def _percent(hass: HomeAssistant) -> int:
    found = hass.states.get(LAMP)
    assert found is not None
    return round((found.attributes["brightness"] or 0) / 2.55)


def _sent(simulator: Simulator) -> list[str]:
    """Return what was sent about lights and shutters."""
    return [one.frame for one in simulator.received if one.frame.strip("*#").startswith(("1*", "2*"))]


async def _call(hass: HomeAssistant, service: str, one: str, **data: object) -> None:
    domain, _, name = service.partition(".")
    await hass.services.async_call(domain, name, {"entity_id": one, **data}, blocking=True)


# From the wall to the entity ---------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["F454", "MyHomeServer1", "MH202", "MH200N"])
async def test_a_wall_button_switches_the_entity_and_nothing_is_said_to_that(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    lamp._attr_brightness = None
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.objects["1-21-button"].press("1")
    await until(lambda: _is(hass, LAMP, "on"))
    simulator.objects["1-21-button"].press("0")
    await until(lambda: _is(hass, LAMP, "off"))
    await settle(hass, simulator)
    assert _sent(simulator) == []


async def test_a_touch_screen_dims_the_entity(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.objects["1-21-button"].dim(37)
    await until(lambda: _is(hass, LAMP, "on"))
    assert _percent(hass) == 37
    simulator.objects["1-21-button"].press("8")
    await until(lambda: _percent(hass) == 80)
    simulator.objects["1-21-button"].press("31")
    await until(lambda: simulator.executed == ["*1*7*21##"])
    assert _percent(hass) == 70
    simulator.objects["1-21-button"].press("32")
    await until(lambda: _is(hass, LAMP, "off"))
    await settle(hass, simulator)
    assert simulator.executed == ["*1*7*21##", "*1*0*21##"], "a step and a toggle do not tell where they lead"


@pytest.mark.parametrize("pause", [0.0, 90.0])
async def test_what_was_lit_for_a_time_goes_off_although_the_entry_is_loaded_again_meanwhile(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, pause: float
) -> None:
    entry = await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.objects["1-21-button"].press("11")
    await until(lambda: _is(hass, LAMP, "on"))
    await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.sleep(pause)
    await hass.config_entries.async_setup(entry.entry_id)
    if not pause:
        await asyncio.sleep(50)
        assert _is(hass, LAMP, "on")
    await asyncio.sleep(15)
    assert _is(hass, LAMP, "off")


async def test_who_lights_the_entity_again_has_set_no_timer(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.objects["1-21-button"].press("11")
    await until(lambda: _is(hass, LAMP, "on"))
    for service in ("turn_off", "turn_on"):
        await _call(hass, f"light.{service}", LAMP)
    await asyncio.sleep(120)
    assert _is(hass, LAMP, "on")


async def test_a_timed_press_ends(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    lamp._attr_brightness = None
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.objects["1-21-button"].press("17")
    await until(lambda: _is(hass, LAMP, "on"))
    await asyncio.sleep(29)
    assert _is(hass, LAMP, "on")
    await until(lambda: _is(hass, LAMP, "off"))
    await until(lambda: simulator.executed == ["*1*0*21##"])


async def test_a_frame_that_looks_like_a_state_is_a_press_too(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.emit("*1*1*21##")
    await until(lambda: _is(hass, LAMP, "on"))
    await settle(hass, simulator)
    assert _sent(simulator) == ["*1*10*21##"], "how bright it is, and nothing is asked"


async def test_a_press_while_the_bus_is_read_is_carried_out_when_nobody_has_answered(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = config_entry(options={CONF_OBJECTS: dict(_KNOWN), CONF_VIRTUAL: {"1-21": {"entity_id": LAMP}}})
    await set_up(hass, entry)
    await until(lambda: entry.runtime_data.gateway.asked_at_once is Who.LIGHTING)
    # It could be the answer of an actuator.
    simulator.emit("*1*1*21##")
    await until(lambda: _is(hass, LAMP, "on"))
    await settle(hass, simulator)
    assert simulator.executed == ["*1*10*21##"]


async def test_a_press_right_after_the_start_waits_until_it_is_known_that_nobody_is_there(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = config_entry(options={CONF_OBJECTS: dict(_KNOWN), CONF_VIRTUAL: {"1-21": {"entity_id": LAMP}}})
    await set_up(hass, entry)
    await until(lambda: any(one.frame == "*#1*21##" for one in simulator.received))
    simulator.objects["1-21-button"].press("1")
    await until(lambda: _is(hass, LAMP, "on"), 5)


async def test_a_shutter_button_moves_a_cover_and_others_see_how_it_goes(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, curtain: Curtain
) -> None:
    await _begin(hass, simulator, config_entry, cover_23=CURTAIN)
    simulator.objects["2-23-button"].press("1")
    await until(lambda: _is(hass, CURTAIN, "opening"))
    await asyncio.sleep(3.5)
    simulator.objects["2-23-button"].press("0")
    await until(lambda: _is(hass, CURTAIN, "open"))
    assert curtain.current_cover_position == 30
    simulator.objects["2-23-button"].press("2")
    await until(lambda: _is(hass, CURTAIN, "closed"))
    await settle(hass, simulator)
    assert simulator.executed == ["*2*0*23##"], "only that it has come to its end by itself"
    simulator.objects["2-23-button"].move_to(50)
    await until(lambda: _is(hass, CURTAIN, "open"))
    assert curtain.current_cover_position == 50


async def test_a_script_runs_once_for_a_press(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    run = {"count": 0}
    hass.bus.async_listen("script_started", lambda _: run.update(count=run["count"] + 1))
    await async_setup_component(hass, "script", {"script": {"welcome": {"sequence": [{"delay": 2}]}}})
    await _begin(hass, simulator, config_entry, light_21="script.welcome")
    # A gateway that shows a command, and the same once more as if it were a state.
    simulator.emit("*1*1000#1*21##")
    simulator.emit("*1*1*21##")
    await until(lambda: _is(hass, "script.welcome", "on"))
    await until(lambda: _is(hass, "script.welcome", "off"))
    await until(lambda: simulator.executed == ["*1*0*21##"])
    await asyncio.sleep(10)
    assert run["count"] == 1


async def test_an_entity_that_does_not_follow_is_told_to_the_bus(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, caplog: pytest.LogCaptureFixture
) -> None:
    await async_setup_component(hass, "homeassistant", {})
    hass.states.async_set("switch.stuck", "off")
    await _begin(hass, simulator, config_entry, light_21="switch.stuck")
    simulator.objects["1-21-button"].press("1")
    await until(lambda: simulator.executed == ["*1*0*21##"])
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_what_cannot_be_carried_out_is_in_the_log(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp, caplog: pytest.LogCaptureFixture
) -> None:
    lamp.is_broken = True
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.objects["1-21-button"].press("5")
    await until(lambda: f"The virtual actuator 1-21 cannot control {LAMP}: no power" in caplog.text)
    await until(lambda: simulator.executed == ["*1*0*21##"])


async def test_a_frame_to_its_area_and_to_all_reaches_it_if_wanted(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await async_setup_component(hass, "input_boolean", {"input_boolean": {"deaf": {"initial": True}}})
    deaf = {"entity_id": "input_boolean.deaf", "follows_all": False}
    await _begin(hass, simulator, config_entry, light_21=LAMP, light_22=deaf)
    simulator.objects["1-21-button"].press_all("1", "2")
    await until(lambda: _is(hass, LAMP, "on"))
    simulator.objects["1-21-button"].press_all("0", "1")
    simulator.objects["1-21-button"].press_all("0", "0")
    await until(lambda: _is(hass, LAMP, "off"))
    await settle(hass, simulator)
    assert _is(hass, "input_boolean.deaf", "on")


async def test_a_wall_switch_for_all_counts_soon_after_home_assistant_has_said_the_same_to_all(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = await _begin(hass, simulator, config_entry, light_21=LAMP)
    await _call(hass, "light.turn_on", LAMP)
    await settle(hass, simulator)
    await entry.runtime_data.gateway.request(parse_message("*1*0*0##"))
    await asyncio.sleep(3)
    assert _is(hass, LAMP, "on"), "what is written from here asks for nothing"
    simulator.objects["1-21-button"].press_all("0", "0")
    await until(lambda: _is(hass, LAMP, "off"))


async def test_what_all_are_told_comes_after_what_the_button_has_just_asked_of_a_slow_lamp(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    # It tells no level.
    lamp._attr_brightness = None
    await _call(hass, "light.turn_on", LAMP)
    await settle(hass, simulator)
    lamp.seconds = 1.0
    button = simulator.objects["1-21-button"]
    button.press("0")
    await asyncio.sleep(0.3)
    assert _is(hass, LAMP, "on"), "not yet"
    button.press_all("1", "0")
    await settle(hass, simulator)
    assert _is(hass, LAMP, "on")


# From the entity to the bus ----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["F454", "MyHomeServer1", "MH202", "MH200N"])
async def test_a_change_in_home_assistant_is_told_once(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    await _call(hass, "light.turn_on", LAMP, brightness_pct=60)
    await until(lambda: simulator.executed == ["*1*6*21##"])
    await _call(hass, "light.turn_off", LAMP)
    await _call(hass, "light.turn_on", LAMP, brightness_pct=30)
    await settle(hass, simulator)
    assert simulator.executed[-1] == "*1*3*21##"
    assert _is(hass, LAMP, "on")
    assert _percent(hass) == 30
    assert not [one for one in _sent(simulator) if one.startswith("*#1*21")]


@pytest.mark.parametrize("speed", [8])
async def test_what_a_late_bus_carries_after_a_button_is_told_anew(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    lamp._attr_brightness = None
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    for what in "01" * 8:
        simulator.objects["1-22-button"].press(what)
    simulator.objects["1-21-button"].press("0")
    await _call(hass, "light.turn_on", LAMP)
    await until(lambda: simulator.executed == ["*1*1*21##"])
    assert _is(hass, LAMP, "off"), "the button was first on the bus"
    await settle(hass, simulator)
    assert simulator.executed == ["*1*1*21##", "*1*0*21##"], "who listens takes the last frame for the state"


async def test_a_lamp_that_fades_does_not_flood_the_bus(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    for percent in range(1, 101):
        await _call(hass, "light.turn_on", LAMP, brightness_pct=percent)
        await asyncio.sleep(0.02)
    await settle(hass, simulator)
    assert simulator.executed[0] == "*1*2*21##"
    assert simulator.executed[-1] == "*1*10*21##"
    assert len(simulator.executed) <= 6


@pytest.mark.parametrize("model", ["F454", "MyHomeServer1"])
async def test_a_cover_that_home_assistant_moves_is_told(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, curtain: Curtain
) -> None:
    await _begin(hass, simulator, config_entry, cover_23=CURTAIN)
    await _call(hass, "cover.open_cover", CURTAIN)
    await until(lambda: _is(hass, CURTAIN, "open"))
    await settle(hass, simulator)
    assert simulator.executed == ["*2*1*23##", "*2*0*23##"]
    assert curtain.current_cover_position == 100, "the stop that some gateways tell with a direction is nobody's"


async def test_what_the_gateway_refuses_at_once_is_told_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.faults.nack_next(2)
    await _call(hass, "light.turn_on", LAMP)
    await until(lambda: simulator.executed == ["*1*10*21##"])
    await asyncio.sleep(60)
    assert simulator.executed == ["*1*10*21##"]


async def test_a_gateway_that_refuses_everything_is_not_asked_for_ever(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _begin(hass, simulator, config_entry, light_21=LAMP)
    simulator.faults.nack_next(1000)
    await _call(hass, "light.turn_on", LAMP)
    await asyncio.sleep(600)
    assert len([one for one in _sent(simulator) if one == "*1*10*21##"]) < 20


@pytest.mark.parametrize("model", ["F454", "MyHomeServer1", "MH202"])
async def test_two_at_one_entity_do_not_talk_to_each_other(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    lamp._attr_brightness = None
    await _begin(hass, simulator, config_entry, light_21=LAMP, light_22=LAMP)
    simulator.objects["1-21-button"].press("1")
    await until(lambda: simulator.executed == ["*1*1*22##"])
    simulator.objects["1-22-button"].press("0")
    await until(lambda: simulator.executed == ["*1*1*22##", "*1*0*21##"])
    for _ in range(5):
        await _call(hass, "light.toggle", LAMP)
    await settle(hass, simulator)
    assert _is(hass, LAMP, "on")
    assert [[one for one in simulator.executed if where in one][-1] for where in ("*21#", "*22#")] == [
        "*1*1*21##",
        "*1*1*22##",
    ]
    count = len(simulator.executed)
    await asyncio.sleep(600)
    assert len(simulator.executed) == count


async def test_one_that_drives_a_lamp_of_the_same_bus_comes_to_rest(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await async_setup_component(hass, "homeassistant", {})
    entry = config_entry(options={CONF_OBJECTS: dict(_KNOWN)})
    await set_up(hass, entry)
    ours = er.async_get(hass).async_get_entity_id("light", DOMAIN, "000350010203-1-11")
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_VIRTUAL: {"1-21": {"entity_id": ours}}}
    )
    await settle(hass, simulator)
    simulator.executed.clear()
    simulator.objects["1-21-button"].press("1")
    await until(lambda: simulator.objects["1-11"].on)
    simulator.objects["1-11"].press()
    await settle(hass, simulator)
    assert simulator.executed == ["*1*1*11##", "*1*0*21##"]


@pytest.mark.parametrize("model", ["F454", "MyHomeServer1", "MH202"])
async def test_one_that_drives_its_own_area_comes_to_rest(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await async_setup_component(hass, "homeassistant", {})
    entry = config_entry(options={CONF_OBJECTS: {"1-11": {}, "1-1": {}}})
    await set_up(hass, entry)
    area = er.async_get(hass).async_get_entity_id("light", DOMAIN, "000350010203-1-1")
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_VIRTUAL: {"1-14": {"entity_id": area}}}
    )
    await settle(hass, simulator)
    for service in ("turn_on", "turn_off") * 3:
        await _call(hass, f"light.{service}", "light.lights_of_area_1")
        await asyncio.sleep(5)
    simulator.executed.clear()
    simulator.emit("*1*1000#1*14##")
    await until(lambda: simulator.objects["1-11"].on)
    await asyncio.sleep(60)
    assert simulator.executed == ["*1*1*1##", "*1*10*14##"]


# It is no device ---------------------------------------------------------------------------------------------


async def test_it_is_no_device_and_not_asked_for_its_state(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = await _begin(hass, simulator, config_entry, light_21=LAMP)
    for what in ("1", "0", "5"):
        simulator.emit(f"*1*{what}*21##")
        await asyncio.sleep(5)
    simulator.emit("*1*1*2##")
    await settle(hass, simulator)
    assert set(entry.options[CONF_OBJECTS]) == {"1-11", "1-13"}
    assert not dr.async_get(hass).async_get_device_by_identifier((DOMAIN, "000350010203-1-21"), entry.entry_id)
    assert not [one for one in _sent(simulator) if one.startswith("*#1*21")]


async def test_one_that_was_heard_before_is_forgotten(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = config_entry(options={CONF_OBJECTS: dict(_KNOWN), "add_automatically": False})
    await set_up(hass, entry)
    simulator.emit("*1*1*21##")
    await until(lambda: "1-21" in entry.runtime_data.objects.discovered)
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_VIRTUAL: {"1-21": {"entity_id": LAMP}}}
    )
    assert "1-21" not in entry.runtime_data.objects.discovered
    await settle(hass, simulator)
    simulator.received.clear()
    simulator.objects["1-21-button"].press("5")
    await until(lambda: _percent(hass) == 50)
    await asyncio.sleep(25 * 3600)
    assert not [one for one in _sent(simulator) if one.startswith("*#1*21")]
    assert "1-21" not in entry.runtime_data.objects.discovered


async def test_what_is_added_as_a_device_is_virtual_no_longer(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = await _begin(hass, simulator, config_entry, light_21=LAMP)
    entry.runtime_data.objects.add(ObjectKey("1-21"))
    await hass.async_block_till_done()
    assert CONF_VIRTUAL not in entry.options
    simulator.emit("*1*1*21##")
    await until(lambda: state_of(hass, "light", "1-21").state == "on")
    assert _is(hass, LAMP, "off")


# Connections and reloads -------------------------------------------------------------------------------------


async def test_the_state_is_told_at_the_first_connection_and_after_each_other(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    await _call(hass, "light.turn_on", LAMP, brightness_pct=40)
    entry = config_entry(options={CONF_OBJECTS: dict(_KNOWN), CONF_VIRTUAL: {"1-21": {"entity_id": LAMP}}})
    await set_up(hass, entry)
    await settle(hass, simulator)
    assert simulator.executed == ["*1*4*21##"]
    asked = [one.frame for one in simulator.received].index("*#1*21##")
    told = [one.frame for one in simulator.received].index("*1*4*21##")
    assert asked < told, "first of all it has to be known that nobody is there"
    await simulator.stop()
    await _call(hass, "light.turn_off", LAMP)
    await asyncio.sleep(30)
    await _call(hass, "light.turn_on", LAMP, brightness_pct=70)
    simulator.executed.clear()
    await simulator.start()
    await until(lambda: simulator.executed == ["*1*7*21##"])


async def test_a_reload_changes_nothing(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = await _begin(hass, simulator, config_entry, light_21=LAMP)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass, simulator)
    simulator.executed.clear()
    simulator.objects["1-21-button"].press("1")
    await until(lambda: _is(hass, LAMP, "on"))
    await until(lambda: simulator.executed == ["*1*10*21##"])
    assert await hass.config_entries.async_unload(entry.entry_id)
    await _call(hass, "light.turn_off", LAMP)
    await asyncio.sleep(10)
    assert simulator.executed == ["*1*10*21##"]
    assert set(entry.options[CONF_OBJECTS]) == {"1-11", "1-13"}


async def test_an_entity_that_comes_later_is_told_when_it_is_there(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    hass.states.async_set("switch.slow", "unavailable")
    await _begin(hass, simulator, config_entry, light_21="switch.slow")
    assert simulator.executed == []
    hass.states.async_set("switch.slow", "on")
    await until(lambda: simulator.executed == ["*1*1*21##"])


async def test_an_entity_that_gets_another_id_is_followed(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    entry = await _begin(hass, simulator, config_entry, light_21=LAMP)
    er.async_get(hass).async_update_entity(LAMP, new_entity_id="light.reading")
    await hass.async_block_till_done()
    assert entry.options[CONF_VIRTUAL] == {"1-21": {"entity_id": "light.reading", "follows_all": True}}
    await settle(hass, simulator)
    simulator.objects["1-21-button"].press("1")
    await until(lambda: _is(hass, "light.reading", "on"))
