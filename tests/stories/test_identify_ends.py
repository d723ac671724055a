"""Identify: whatever comes in between, a light is as it was, and a shutter nearly where it was."""

import asyncio
from contextlib import suppress

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .conftest import House, MakeHouse, MakeSimulated
from .identifying import identified
from .scripted import Motor, ScriptedBus

TIMES = {"opening_time": 20, "closing_time": 20}
pytestmark = pytest.mark.usefixtures("all_enabled")


def stop(house: House) -> None:
    """Begin to stop Home Assistant: before it tells so, it cancels what goes on in the background."""
    for task in house.hass._background_tasks:
        task.cancel()
    house.hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)


async def interrupt(house: House, bus: ScriptedBus, motor: Motor, how: str) -> None:
    """Let something come in between."""
    if how == "reload":
        await house.hass.config_entries.async_reload(house.entry.entry_id)
    elif how == "unload":
        await house.hass.config_entries.async_unload(house.entry.entry_id)
    elif how == "deletion":
        await house.hass.config_entries.async_remove(house.entry.entry_id)
    elif how == "stop":
        stop(house)
    elif how == "refused":
        motor.refuses = 1
    elif how == "refused again and again":
        motor.refuses = 4
    else:
        await bus.leave()
        await asyncio.sleep(3)
        await bus.come_back()


ENDS = ["reload", "unload", "deletion", "stop", "refused", "refused again and again", "away"]


@pytest.mark.parametrize("after", [0.3, 1.2, 2.2])
@pytest.mark.parametrize("how", ENDS)
async def test_a_shutter_that_shows_itself_stays_nearly_where_it_was(
    bus: ScriptedBus, live_in: MakeHouse, how: str, after: float
) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})
    await identified(house, "2-51", after, lambda: interrupt(house, bus, motor, how))
    assert not motor.moves
    assert motor.at == pytest.approx(50, abs=25 if how in ("away", "refused again and again") else 6)


@pytest.mark.parametrize("how", ENDS)
async def test_a_shutter_that_is_closed_and_shows_itself_is_closed_again(
    bus: ScriptedBus, live_in: MakeHouse, how: str
) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})
    await house.call("cover", "close_cover", "2-51")
    await house.wait(70)
    await identified(house, "2-51", 0.3, lambda: interrupt(house, bus, motor, how))
    assert motor.at == 0


@pytest.mark.parametrize("after", [0.3, 0.8, 1.2, 2.2])
async def test_an_actuator_with_a_position_is_stopped_where_its_gateway_is_unloaded(
    live_with: MakeSimulated, after: float
) -> None:
    house, simulator = await live_with(
        "  - {kind: advanced_shutter, where: '22', opening_time: 50, closing_time: 50, position: 40}"
    )
    unload = house.hass.config_entries.async_unload
    await identified(house, "2-22", after, lambda: unload(house.entry.entry_id))
    assert simulator.objects["2-22"].moving is None
    assert simulator.objects["2-22"].position == pytest.approx(40, abs=4)


async def test_a_shutter_whose_cover_is_disabled_is_stopped_too(bus: ScriptedBus, live_in: MakeHouse) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})
    er.async_get(house.hass).async_update_entity(
        house.entity_id("cover", "2-51"), disabled_by=er.RegistryEntryDisabler.USER
    )
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.settle()
    await identified(house, "2-51", 0.3, lambda: interrupt(house, bus, motor, "unload"))
    assert motor.at == pytest.approx(50, abs=6)


async def test_a_stop_of_a_shutter_that_is_refused_once_while_all_ends_is_tried_again(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})
    motor.refuses = 1
    await identified(house, "2-51", 0.7, lambda: interrupt(house, bus, motor, "unload"))
    assert motor.at == pytest.approx(50, abs=10)


async def test_a_shutter_is_stopped_when_what_was_asked_meanwhile_is_refused(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})
    bus.on(r"\*2\*1\*51##", lambda _: "*#*0##")

    async def refused() -> None:
        with suppress(HomeAssistantError):
            await house.call("cover", "open_cover", "2-51")

    await identified(house, "2-51", 0.7, refused)
    assert not motor.moves
    assert bus.commands()[-1] == "*2*0*51##"


@pytest.mark.parametrize("was_on", [True, False])
@pytest.mark.parametrize("after", [0.0, 0.5, 1.5, 2.5])
@pytest.mark.parametrize("how", ["reload", "unload", "deletion", "stop", "nack", "away", "cancelled"])
async def test_a_light_that_shows_itself_is_as_it_was_whatever_comes_in_between(
    live_with: MakeSimulated, was_on: bool, after: float, how: str
) -> None:
    house, simulator = await live_with(f"  - {{kind: relay, where: '11', on: {str(was_on).lower()}}}")
    entries, entry_id = house.hass.config_entries, house.entry.entry_id
    pressed = house.calling("button", "press", "1-11-identify")
    await asyncio.sleep(after)
    if how == "reload":
        await entries.async_reload(entry_id)
    elif how == "unload":
        await entries.async_unload(entry_id)
    elif how == "deletion":
        await entries.async_remove(entry_id)
    elif how == "stop":
        stop(house)
    elif how == "nack":
        simulator.faults.nack_next(2)
    elif how == "away":
        await simulator.faults.refuse()
        simulator.faults.reset_all()
        await asyncio.sleep(5)
        await simulator.faults.refuse(refused=False)
    else:
        pressed.cancel()
    with suppress(HomeAssistantError, asyncio.CancelledError):
        await pressed
    await house.wait(100)
    assert simulator.objects["1-11"].on is was_on


# Two presses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [0.0, 0.5, 1.5, 2.9, 3.2])
@pytest.mark.parametrize("was_on", [True, False])
async def test_a_second_press_leaves_a_light_as_it_was(live_with: MakeSimulated, gap: float, was_on: bool) -> None:
    house, simulator = await live_with(f"  - {{kind: relay, where: '11', on: {str(was_on).lower()}}}")
    await identified(house, "1-11", gap, lambda: house.call("button", "press", "1-11-identify"))
    assert simulator.objects["1-11"].on is was_on


async def test_a_second_press_while_a_light_could_not_be_given_back_leaves_it_as_it_was(
    live_with: MakeSimulated,
) -> None:
    house, simulator = await live_with("  - {kind: relay, where: '11', on: true}")

    async def again() -> None:
        simulator.faults.nack_next(4)
        await asyncio.sleep(4)
        with suppress(HomeAssistantError):
            await house.call("button", "press", "1-11-identify")

    await identified(house, "1-11", 0.5, again)
    assert simulator.objects["1-11"].on


@pytest.mark.parametrize("gap", [0.0, 0.5, 1.2, 2.2])
async def test_a_second_press_leaves_a_shutter_where_it_was(bus: ScriptedBus, live_in: MakeHouse, gap: float) -> None:
    motor = Motor(bus, at=50)
    house = await live_in({"2-51": TIMES})
    await identified(house, "2-51", gap, lambda: house.call("button", "press", "2-51-identify"))
    assert motor.at == pytest.approx(50, abs=1)
    assert len([frame for frame in bus.commands() if frame.startswith("*2*")]) == 4
