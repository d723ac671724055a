"""Identify: what somebody orders meanwhile is the last word; what gateways tell of it is nobody's order."""

import asyncio
from contextlib import suppress

import pytest
from homeassistant.exceptions import HomeAssistantError

from custom_components.openwebnet.const import DOMAIN
from simulator import Simulator

from .conftest import House, MakeHouse, MakeSimulated
from .identifying import identified
from .scripted import Motor, ScriptedBus

TIMES = {"opening_time": 20, "closing_time": 20}
LAMP = "1-12"
DIMMER = "  - {kind: dimmer, where: '12', steps: 100, on: true, level: 60, groups: [3]}"
GROUP = {LAMP: {"traits": {"steps": 100}}, "1-13": {}, "1-#3": {"members": [LAMP, "1-13"]}, "1-1": {}}
LAMPS = f"{DIMMER}\n  - {{kind: relay, where: '13', groups: [3]}}"
pytestmark = pytest.mark.usefixtures("all_enabled")


def written(simulator: Simulator, key: str, since: float) -> list[str]:
    """Return what was written to an object after a time."""
    where = key.partition("-")[2]
    return [one.frame for one in simulator.received if one.time >= since and one.frame.endswith(f"*{where}##")]


# Others ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["us", "the wall"])
@pytest.mark.parametrize("was_on", [True, False])
@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("after", [0.6, 1.3, 2.6])
async def test_a_light_that_is_switched_while_it_shows_itself_is_as_it_was_switched(
    live_with: MakeSimulated, by: str, was_on: bool, is_on: bool, after: float
) -> None:
    house, simulator = await live_with(f"  - {{kind: relay, where: '11', on: {str(was_on).lower()}}}")

    async def switch() -> None:
        if by == "us":
            await house.call("light", "turn_on" if is_on else "turn_off", "1-11")
        else:
            simulator.objects["1-11"].press("1" if is_on else "0")

    await identified(house, "1-11", after, switch)
    assert simulator.objects["1-11"].on is is_on
    assert house.state("light", "1-11") == ("on" if is_on else "off")


async def test_a_light_that_is_dimmed_at_the_wall_while_it_shows_itself_is_as_it_was_dimmed(
    live_with: MakeSimulated,
) -> None:
    house, simulator = await live_with(DIMMER)

    async def dim() -> None:
        simulator.objects[LAMP].press("3")

    begin = house.now
    await identified(house, LAMP, 1.6, dim)
    assert written(simulator, LAMP, begin + 1.6) == []
    assert simulator.objects[LAMP].on


@pytest.mark.parametrize("after", [0.5, 1.5, 2.5])
@pytest.mark.parametrize("brightness", [80, 20])
async def test_a_fade_that_is_begun_while_a_light_shows_itself_goes_to_its_end(
    live_with: MakeSimulated, after: float, brightness: int
) -> None:
    house, simulator = await live_with(DIMMER)

    async def fade() -> None:
        await house.call("light", "turn_on", LAMP, brightness_pct=brightness, transition=8)

    await identified(house, LAMP, after, fade)
    assert simulator.objects[LAMP].level == brightness


async def test_a_light_that_shows_itself_in_a_fade_is_where_that_was_to_lead_it(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(DIMMER)
    await house.call("light", "turn_on", LAMP, brightness_pct=20, transition=8)
    await house.wait(2)
    await identified(house, LAMP, 0, lambda: asyncio.sleep(0))
    assert simulator.objects[LAMP].level == 20


@pytest.mark.parametrize("after", [0.5, 1.5])
async def test_a_light_that_flashes_while_it_shows_itself_is_as_it_was_before_both(
    live_with: MakeSimulated, after: float
) -> None:
    house, simulator = await live_with(DIMMER)
    await identified(house, LAMP, after, lambda: house.call("light", "turn_on", LAMP, flash="short"))
    assert simulator.objects[LAMP].level == 60


async def test_a_light_that_was_faded_out_comes_back_as_bright_after_it_has_shown_itself(
    live_with: MakeSimulated,
) -> None:
    house, simulator = await live_with(DIMMER)
    await house.call("light", "turn_off", LAMP, transition=3)
    await house.wait(10)
    await identified(house, LAMP, 0, lambda: asyncio.sleep(0))
    assert not simulator.objects[LAMP].on
    await house.call("light", "turn_on", LAMP)
    await house.wait(10)
    assert simulator.objects[LAMP].level == 60


@pytest.mark.parametrize("group", ["1-#3", "1-1"])
@pytest.mark.parametrize("by", ["us", "the wall"])
@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("after", [0.5, 1.3])
async def test_a_light_whose_group_is_switched_while_it_shows_itself_is_as_that_was_switched(
    live_with: MakeSimulated, group: str, by: str, is_on: bool, after: float
) -> None:
    house, simulator = await live_with(LAMPS, known=GROUP)

    async def switch() -> None:
        if by == "us":
            await house.call("light", "turn_on" if is_on else "turn_off", group)
        else:
            simulator.objects[LAMP].transmit(f"*1*{int(is_on)}*{group.partition('-')[2]}##")

    await identified(house, LAMP, after, switch)
    assert [simulator.objects[one].on for one in (LAMP, "1-13")] == [is_on, is_on]


async def test_lights_that_show_themselves_by_one_frame_are_each_as_they_were(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(LAMPS, known=GROUP)
    begin = house.now
    await identified(house, "1-#3", 0, lambda: asyncio.sleep(0))
    assert (simulator.objects[LAMP].level, simulator.objects["1-13"].on) == (60, False)
    assert written(simulator, "1-#3", begin) == ["*1*0*#3##", "*1*1*#3##", "*1*0*#3##"]


async def test_of_lights_that_show_themselves_by_one_frame_one_is_switched(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(LAMPS, known=GROUP)
    await identified(house, "1-#3", 1.4, lambda: house.call("light", "turn_off", LAMP))
    assert [simulator.objects[one].on for one in (LAMP, "1-13")] == [False, False]


async def test_a_light_is_given_back_when_what_was_asked_meanwhile_is_refused(live_with: MakeSimulated) -> None:
    house, simulator = await live_with("  - {kind: relay, where: '11', on: true}")

    async def refused() -> None:
        simulator.faults.nack_next(1)
        with suppress(HomeAssistantError):
            await house.call("light", "turn_off", "1-11")

    await identified(house, "1-11", 0.6, refused)
    assert simulator.objects["1-11"].on


async def test_an_outlet_that_is_switched_off_while_it_shows_itself_stays_off(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(
        "  - {kind: relay, where: '11', on: true}", known={"1-11": {"used_as": "outlet"}}
    )
    await identified(house, "1-11", 0.4, lambda: house.call("switch", "turn_off", "1-11"))
    assert not simulator.objects["1-11"].on


async def test_a_light_that_is_switched_on_for_a_time_while_it_shows_itself_goes_out_then(
    live_with: MakeSimulated,
) -> None:
    house, simulator = await live_with("  - {kind: relay, where: '11', on: true}")

    async def timed() -> None:
        target = {"entity_id": house.entity_id("light", "1-11"), "duration": 60}
        await house.hass.services.async_call(DOMAIN, "turn_on_timed", target, blocking=True)

    await identified(house, "1-11", 1.4, timed)
    assert not simulator.objects["1-11"].on


async def at_sixty(bus: ScriptedBus, live_in: MakeHouse) -> tuple[Motor, House]:
    """Live with a shutter that is known to be at 60 percent."""
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})
    await house.call("cover", "close_cover", "2-51")
    await house.wait(70)
    await house.call("cover", "set_cover_position", "2-51", position=60)
    await house.wait(40)
    return motor, house


@pytest.mark.parametrize("target", [20, 80])
@pytest.mark.parametrize("after", [0.5, 1.2, 1.9])
async def test_a_shutter_that_is_sent_somewhere_while_it_shows_itself_goes_there(
    bus: ScriptedBus, live_in: MakeHouse, target: int, after: float
) -> None:
    motor, house = await at_sixty(bus, live_in)
    await identified(house, "2-51", after, lambda: house.call("cover", "set_cover_position", "2-51", position=target))
    assert motor.at == pytest.approx(target, abs=3)


async def test_a_shutter_that_is_to_be_where_it_is_while_it_shows_itself_stays_there(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    motor, house = await at_sixty(bus, live_in)
    here: list[float] = []

    async def stay() -> None:
        here.append(motor.at)
        await house.call("cover", "set_cover_position", "2-51", position=round(motor.at))

    await identified(house, "2-51", 1.2, stay)
    assert motor.at == here[0]


@pytest.mark.parametrize("after", [0.9, 1.2, 2.4])
@pytest.mark.parametrize(("what", "end"), [("1", 100), ("2", 0)])
async def test_a_shutter_that_is_moved_at_the_wall_while_it_shows_itself_goes_there(
    bus: ScriptedBus, live_in: MakeHouse, after: float, what: str, end: int
) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})

    async def press() -> None:
        motor.press(what)

    await identified(house, "2-51", after, press)
    assert motor.at == end


@pytest.mark.parametrize("frame", ["*2*1*5##", "*2*1*0##"])
async def test_a_shutter_whose_area_is_opened_at_the_wall_while_it_shows_itself_opens(
    bus: ScriptedBus, live_in: MakeHouse, frame: str
) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES, "2-5": {}, "2-0": {}})

    async def press() -> None:
        bus.tell(frame)
        bus.later(0.55, motor.press, "1")

    await identified(house, "2-51", 0.8, press)
    assert motor.at == 100


@pytest.mark.parametrize("after", [0.8, 1.2, 2.2])
@pytest.mark.parametrize(("service", "end"), [("open_cover", 100), ("close_cover", 0)])
async def test_a_shutter_whose_area_is_moved_while_it_shows_itself_moves_too(
    bus: ScriptedBus, live_in: MakeHouse, after: float, service: str, end: int
) -> None:
    motor = Motor(bus, at=50)
    bus.on(r"\*2\*([012])\*5##", motor._command)
    house = await live_in({"2-51": TIMES, "2-5": {}})
    await identified(house, "2-51", after, lambda: house.call("cover", service, "2-5"))
    assert motor.at == end


# Nobody else ------------------------------------------------------------------------------------------------------

MODELS = ["F454", "F455", "F459", "F453AV", "F461", "MyHomeServer1", "MH200", "MH200N", "MH201", "MH202", "H4890"]


@pytest.mark.parametrize("speed", [0, 8, 15])
@pytest.mark.parametrize("model", MODELS)
async def test_what_gateways_tell_of_what_shows_itself_is_nobody_elses_order(
    live_with: MakeSimulated, model: str, speed: int
) -> None:
    plant = f"""{LAMPS}
  - {{kind: dimmer, where: '14', steps: 10, on: true, level: 60, tells: all}}
  - {{kind: dali, where: '21', on: true, level: 50, tells: all}}
  - {{kind: advanced_shutter, where: '22', opening_time: 50, closing_time: 50, position: 40}}
  - {{kind: shutter, where: '23', opening_time: 50, closing_time: 50, position: 40}}"""
    known = {**GROUP, "1-14": {}, "1-21": {}, "2-22": {}, "2-23": {}}
    house, simulator = await live_with(plant, known=known, model=model, speed=speed)
    for key in (LAMP, "1-13", "1-14", "1-21", "1-#3", "2-22", "2-23"):
        begin = house.now
        await house.call("button", "press", f"{key}-identify")
        await house.wait(30)
        orders = [one for one in written(simulator, key, begin) if not one.startswith("*#")]
        assert len(orders) == (3 if key == "1-#3" else 4), (key, orders)
    assert [simulator.objects[key].on for key in (LAMP, "1-13", "1-14", "1-21")] == [True, False, True, True]
    assert [simulator.objects[key].position for key in ("2-22", "2-23")] == pytest.approx([40, 40], abs=2)
