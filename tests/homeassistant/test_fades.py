"""Fades: a transition takes the time that was asked for, ends where it should, and floods no bus."""

import asyncio
from functools import partial

import pytest
from homeassistant.components.cover import DOMAIN as COVER, SERVICE_STOP_COVER
from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_HS_COLOR,
    ATTR_TRANSITION,
    DOMAIN as LIGHT,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    LightEntityFeature,
)
from homeassistant.components.select import DOMAIN as SELECT, SERVICE_SELECT_OPTION
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.openwebnet.const import CONF_OBJECTS, CONF_TRAITS
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator
from tests.waiting import until

from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of

MANY = [f"{area}{point}" for area in range(1, 5) for point in range(1, 6)]
HUNDRED = {CONF_TRAITS: {"steps": 100}}
TEN = {CONF_TRAITS: {"steps": 10}}


@pytest.fixture
def plant() -> Plant:
    """Dimmers of both kinds, a relay, and a shutter."""
    dimmers = "\n".join(f'  - {{kind: dimmer, where: "{where}", steps: 100}}' for where in MANY)
    return plant_of(f"""
{dimmers}
  - {{kind: dimmer, where: "61", steps: 10}}
  - {{kind: relay, where: "62"}}
  - {{kind: shutter, where: "81"}}
""")


async def begin(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    """Set up a house in which all dimmers are known."""
    known = {**{f"1-{where}": HUNDRED for where in MANY}, "1-61": TEN, "1-62": {}, "2-81": {}}
    await set_up(hass, config_entry(options={CONF_OBJECTS: known}))
    await settle(hass, simulator)
    simulator.executed.clear()


async def call(hass: HomeAssistant, service: str, *wheres: str, **data: object) -> None:
    """Call an action of lights and wait for it."""
    target = {ATTR_ENTITY_ID: [entity_id(hass, LIGHT, f"1-{where}") for where in wheres]}
    await hass.services.async_call(LIGHT, service, {**target, **data}, blocking=True)


def levels(simulator: Simulator, where: str) -> list[int]:
    """Return the levels that a dimmer of a hundred steps was told by dimension."""
    head = f"*#1*{where}*#1*"
    return [int(frame.removeprefix(head).split("*")[0]) - 100 for frame in simulator.executed if frame.startswith(head)]


async def test_a_transition_takes_the_seconds_that_were_asked_for(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    began = asyncio.get_running_loop().time()
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 204, ATTR_TRANSITION: 4})
    assert asyncio.get_running_loop().time() - began < 0.5
    assert levels(simulator, "11") == [1]
    await asyncio.sleep(2)
    assert simulator.objects["1-11"].level == pytest.approx(40, abs=5)
    assert state_of(hass, LIGHT, "1-11").state == STATE_ON
    await until(lambda: simulator.objects["1-11"].level == 80)
    assert asyncio.get_running_loop().time() - began == pytest.approx(4, abs=0.5)
    await until(lambda: state_of(hass, LIGHT, "1-11").attributes[ATTR_BRIGHTNESS] == 204)
    way = levels(simulator, "11")
    assert way == sorted(set(way))
    assert 15 <= len(way) <= 4 / TIMING.gradual_gap + 2
    await asyncio.sleep(10)
    assert levels(simulator, "11") == way


async def test_a_lamp_is_faded_out_and_comes_back_as_it_was(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 153})
    await until(lambda: state_of(hass, LIGHT, "1-11").attributes.get(ATTR_BRIGHTNESS) == 153)
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 2})
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_OFF)
    assert simulator.executed[-1] == "*1*0*11##"
    assert levels(simulator, "11") == sorted(levels(simulator, "11"), reverse=True)
    await call(hass, SERVICE_TURN_ON, "11")
    await until(lambda: state_of(hass, LIGHT, "1-11").attributes.get(ATTR_BRIGHTNESS) == 153)
    # From now on that is the dimmer's own affair again.
    simulator.objects["1-11"].press("0")
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_OFF)
    await call(hass, SERVICE_TURN_ON, "11")
    assert simulator.executed[-1] == "*1*1*11##"


async def test_a_lamp_is_faded_in_to_where_it_was_last(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 153})
    await until(lambda: state_of(hass, LIGHT, "1-11").attributes.get(ATTR_BRIGHTNESS) == 153)
    await call(hass, SERVICE_TURN_OFF, "11")
    await until(lambda: state_of(hass, LIGHT, "1-11").state == STATE_OFF)
    simulator.executed.clear()
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_TRANSITION: 3})
    await until(lambda: state_of(hass, LIGHT, "1-11").attributes.get(ATTR_BRIGHTNESS) == 153)
    way = levels(simulator, "11")
    assert way == sorted(way)
    assert (way[0], way[-1]) == (1, 60)
    assert len(way) > 10


async def test_a_dimmer_of_ten_steps_is_faded_by_its_steps(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "61", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 5})
    await until(lambda: simulator.objects["1-61"].level == 100)
    # A step that is due while the dimmer is asked something is left out.
    steps = [int(frame.split("*")[2]) for frame in simulator.executed]
    assert steps[0] == 2
    assert len(steps) >= 4
    assert steps == sorted(set(steps))


async def test_a_relay_has_no_transition(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await begin(hass, simulator, config_entry)
    assert not state_of(hass, LIGHT, "1-62").attributes[ATTR_SUPPORTED_FEATURES] & LightEntityFeature.TRANSITION
    await call(hass, SERVICE_TURN_ON, "62", **{ATTR_TRANSITION: 5})
    assert simulator.executed == ["*1*1*62##"]


@pytest.mark.parametrize("what", ["off", "on", "level", "fade"])
async def test_a_later_action_ends_a_fade(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: str
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 10})
    await asyncio.sleep(3)
    match what:
        case "off":
            await call(hass, SERVICE_TURN_OFF, "11")
        case "on":
            await call(hass, SERVICE_TURN_ON, "11")
        case "level":
            await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 51})
        case "fade":
            await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 51, ATTR_TRANSITION: 1})
    await asyncio.sleep(2)
    level = simulator.objects["1-11"].level
    sent = list(simulator.executed)
    # Who turns on what fades in wants it as it was asked to be.
    assert level == {"off": 0, "on": 100}.get(what, 20)
    await asyncio.sleep(10)
    assert simulator.executed == sent


async def test_who_turns_on_what_is_only_just_asked_to_fade_in_wants_it_as_it_was_asked_to_be(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    """Its first level was not even confirmed; the lamp's own last level would have been that."""
    await begin(hass, simulator, config_entry)
    first = call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 191, ATTR_TRANSITION: 6})
    await asyncio.gather(first, call(hass, SERVICE_TURN_ON, "11"))
    await asyncio.sleep(10)
    assert simulator.objects["1-11"].level == 75


@pytest.mark.parametrize("what", ["0", "2", "10"])
async def test_a_wall_switch_ends_a_fade(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: str
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 204, ATTR_TRANSITION: 10})
    await asyncio.sleep(5)
    simulator.objects["1-11"].press(what)
    level = {"0": 0, "2": 5, "10": 100}[what]
    await until(lambda: simulator.objects["1-11"].level == level)
    await asyncio.sleep(10)
    assert simulator.objects["1-11"].level == level


async def test_a_frame_to_all_ends_every_fade(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", "12", "13", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 10})
    await asyncio.sleep(4)
    await hass.services.async_call(
        "openwebnet",
        "send_frame",
        {"config_entry_id": hass.config_entries.async_entries("openwebnet")[0].entry_id, "frame": "*1*0*0##"},
        blocking=True,
    )
    await asyncio.sleep(10)
    assert [simulator.objects[f"1-{where}"].level for where in ("11", "12", "13")] == [0, 0, 0]


async def test_a_refused_fade_raises_and_nothing_follows(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    simulator.faults.nack_next(1)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 3})
    assert error.value.translation_key == "refused"
    await asyncio.sleep(5)
    assert levels(simulator, "11") == []


async def test_a_level_that_is_lost_on_the_way_spoils_no_fade(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 3})
    simulator.faults.nack_next(2)
    await until(lambda: simulator.objects["1-11"].level == 100)


async def test_a_last_level_that_is_refused_is_written_once_more(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 1})
    await asyncio.sleep(0.95)
    simulator.faults.nack_next(2)
    await until(lambda: simulator.objects["1-11"].level == 100)
    await until(lambda: state_of(hass, LIGHT, "1-11").attributes.get(ATTR_BRIGHTNESS) == 255)


async def test_a_last_level_that_may_have_been_carried_out_is_not_written_again(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, caplog: pytest.LogCaptureFixture
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 1})
    await asyncio.sleep(0.95)
    simulator.faults.drop_acks(1)
    await asyncio.sleep(30)
    assert levels(simulator, "11").count(100) == 1
    assert "was not faded to its end" in caplog.text


async def test_twenty_lamps_at_once_do_not_flood_the_bus(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    began = asyncio.get_running_loop().time()
    fading = hass.async_create_task(call(hass, SERVICE_TURN_ON, *MANY, **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 3}))
    await asyncio.sleep(1)
    before = len(simulator.executed)
    assert before <= 1 / TIMING.gradual_gap + 2
    # Whatever a person wants goes first.
    target = {ATTR_ENTITY_ID: entity_id(hass, COVER, "2-81")}
    await hass.services.async_call(COVER, SERVICE_STOP_COVER, target, blocking=True)
    assert simulator.executed[before : before + 2].count("*2*0*81##") == 1
    await until(lambda: all(simulator.objects[f"1-{where}"].level == 100 for where in MANY))
    took = asyncio.get_running_loop().time() - began
    assert took <= 3 + len(MANY) * TIMING.gradual_gap + 1
    assert len(simulator.executed) / took <= 1 / TIMING.gradual_gap + 1
    await fading
    for where in MANY:
        await until(partial(_is_full, hass, where))


def _is_full(hass: HomeAssistant, where: str) -> bool:
    return state_of(hass, LIGHT, f"1-{where}").attributes.get(ATTR_BRIGHTNESS) == 255


async def test_a_fade_that_is_ended_by_an_unload_goes_to_its_end_at_once(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 60})
    await hass.config_entries.async_unload(hass.config_entries.async_entries("openwebnet")[0].entry_id)
    await until(lambda: simulator.objects["1-11"].level == 100)


@pytest.mark.usefixtures("all_enabled")
async def test_the_speed_of_the_dimmer_itself_can_be_chosen(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    target = {ATTR_ENTITY_ID: entity_id(hass, SELECT, "1-11-fading")}
    await hass.services.async_call(SELECT, SERVICE_SELECT_OPTION, {**target, "option": "speed"}, blocking=True)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 20})
    await call(hass, SERVICE_TURN_OFF, "11", **{ATTR_TRANSITION: 500})
    assert simulator.executed == ["*#1*11*#1*200*20##", "*1*0#254*11##"]


class TestColours:
    """Lamps with colour: the colour at once, the brightness in its time."""

    @pytest.fixture
    def plant(self) -> Plant:
        """A lamp with colour and white, off."""
        return plant_of(
            """
  - {kind: dali, where: "11", colour: true, white: true, on: false}
""",
            model="F461",
            auth="sha256",
        )

    @pytest.mark.parametrize("what", [{ATTR_HS_COLOR: [240, 87]}, {ATTR_COLOR_TEMP_KELVIN: 4000}])
    async def test_a_lamp_is_faded_in_with_its_colour(
        self, hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, what: dict[str, object]
    ) -> None:
        known = {"1-11": {CONF_TRAITS: {"steps": 100, "colour": 1, "white": 1}}}
        await set_up(hass, config_entry(options={CONF_OBJECTS: known}))
        await settle(hass, simulator)
        simulator.executed.clear()
        await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 204, ATTR_TRANSITION: 2, **what})
        first, colour, *_ = simulator.executed
        assert first == "*#1*11*#1*101*255##"
        assert colour in ("*#1*11*#12*240*87*1##", "*#1*11*#14*250##")
        assert simulator.objects["1-11"].level < 10
        await until(lambda: simulator.objects["1-11"].level == 80)
        assert levels(simulator, "11") == sorted(levels(simulator, "11"))


async def test_a_fade_in_which_the_gateway_starts_anew_ends_where_it_was_to_end(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await begin(hass, simulator, config_entry)
    await call(hass, SERVICE_TURN_ON, "11", **{ATTR_BRIGHTNESS: 255, ATTR_TRANSITION: 6})
    await asyncio.sleep(1)
    await simulator.faults.refuse()
    simulator.faults.reset_all()
    await asyncio.sleep(100)
    await simulator.faults.refuse(refused=False)
    await until(lambda: simulator.objects["1-11"].level == 100, 150)
