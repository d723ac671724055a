"""Stories of endings: however a time was told, or set, what does not tell its end is asked."""

import asyncio
from typing import Any, Final

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.exceptions import HomeAssistantError

from custom_components.openwebnet.const import DOMAIN
from tests.virtual_time import VirtualTimeLoop

from .conftest import House, MakeHouse
from .scripted import ScriptedBus

pytestmark = pytest.mark.usefixtures("all_enabled")


async def _timed(bus: ScriptedBus, house: House, *frames: str) -> None:
    """Let frames tell of a timer of a minute, and its end not be told."""
    is_on = [True]
    for request in ("*#1*12##", "*#1*#3##", "*#1*1##"):
        bus.answer(request, lambda: ["*1*1*12##" if is_on else "*1*0*12##"])
    bus.tell(*frames)
    bus.later(60, is_on.clear)
    await house.wait(10)
    assert house.state("light", "1-12") == "on"
    await house.wait(600)


@pytest.mark.parametrize(
    "frames",
    [
        ("*1*11*#3##",),
        ("*1*11*#3##", "*1*1*12##"),
        ("*1*11*1##", "*1*1*12##"),
        ("*#1*12*2*0*1*0##", "*1*1*12##"),
        ("*#1*12*#2*0*1*0##", "*1*1*12##"),
    ],
)
async def test_a_timer_ends_that_was_told_to_many_or_as_hours_and_minutes(
    bus: ScriptedBus, live_in: MakeHouse, frames: tuple[str, ...]
) -> None:
    bus.answer("*#1*12##", "*1*0*12##")
    house = await live_in({"1-12": {}, "1-1": {}, "1-#3": {"members": ["1-12"]}})
    await _timed(bus, house, *frames)
    assert house.state("light", "1-12") == "off"


RELEASED: Final = {
    "lock": ("unlock", "unlock_time", 10, 10, "locked"),
    "valve": ("open_valve", "open_for", 2, 120, "closed"),
}
"""What begins it, its setting and that one's value, the seconds that it lasts, and how it is then."""


@pytest.mark.parametrize("used", RELEASED)
async def test_what_is_on_for_its_time_ends_although_the_entry_was_loaded_again_meanwhile(
    bus: ScriptedBus, live_in: MakeHouse, used: str
) -> None:
    service, setting, value, seconds, ended = RELEASED[used]
    is_on: list[bool] = []
    bus.answer("*#1*12##", lambda: ["*1*1*12##" if is_on else "*1*0*12##"])

    def switch(_: Any) -> None:
        is_on.append(True)
        bus.tell("*1*1*12##", after=0.3)
        bus.later(seconds, is_on.clear)

    bus.on(r"\*1\*11\*12##|\*#1\*12\*#2\*.*", switch)
    house = await live_in({"1-12": {"used_as": used, setting: value}})
    await house.call(used, service, "1-12")
    await house.wait(3)
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.wait(600)
    assert house.state(used, "1-12") == ended


async def test_a_motion_whose_end_is_not_told_ends_after_the_time_that_a_person_has_set(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await live_in({"1-12": {"traits": {"motion": 1}}})
    bus.tell("*1*34*12##")
    await house.wait(100)
    assert house.state("binary_sensor", "1-12-motion") == "on", "two minutes, where nobody has said better"
    await house.call("number", "set_value", "1-12-motion_time", value=30)
    bus.tell("*1*34*12##")
    await house.wait(25)
    assert house.state("binary_sensor", "1-12-motion") == "on"
    await house.wait(20)
    assert house.state("binary_sensor", "1-12-motion") == "off"


@pytest.mark.parametrize(("told", "delay"), [(0.5, 0.0), (0.1, 1.0)], ids=["after its answer", "before its answer"])
@pytest.mark.parametrize("is_disturbed", [False, True])
async def test_a_boost_whose_end_is_not_told_is_asked_for(
    bus: ScriptedBus, live_in: MakeHouse, told: float, delay: float, is_disturbed: bool
) -> None:
    mode = ["*4*111*1##", "*#4*1*12*0180*3##", "*#4*1*14*0180*3##"]
    bus.answer("*#4*1##", lambda: mode)
    bus.answer("*#4*#0##", "*4*21*#0##", "*4*3101*#0##")
    house = await live_in({"4-1": {}, "4-#0": {}})

    def boost(_: Any) -> None:
        mode[:] = ["*4*110*1##", "*#4*1*12*0240*3##", "*#4*1*14*0240*3##"]
        bus.tell(*mode, after=told)

    bus.on(r"\*4\*312#.*", boost)
    bus.on(r"\*4\*303\*.*", lambda _: "*#*0##")
    bus.delay = delay
    target = {"entity_id": house.entity_id("climate", "4-1"), "temperature": 24, "hours": 1}
    await house.hass.services.async_call(DOMAIN, "boost", target, blocking=True)
    if is_disturbed:
        with pytest.raises(HomeAssistantError):
            await house.call("climate", "turn_off", "4-1")
    await house.wait(3580)
    assert house.state("climate", "4-1") == "heat"
    mode[:] = ["*4*111*1##", "*#4*1*12*0180*3##", "*#4*1*14*0180*3##"]
    await house.wait(300)
    assert house.state("climate", "4-1") == "auto"
    count = len(bus.frames(r"\*#4\*1##"))
    await house.wait(3600)
    assert len(bus.frames(r"\*#4\*1##")) == count, "nothing goes on that would have to be asked for"


async def test_a_holiday_whose_end_is_not_told_is_asked_for_after_midnight(
    bus: ScriptedBus, live_in: MakeHouse, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-05-04 20:00:00+00:00")
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    loop.lead(freezer.tick)
    mode = ["*4*21*#0##", "*4*3101*#0##"]
    bus.answer("*#4*#0##", lambda: mode)
    house = await live_in({"4-#0": {}})
    mode[1] = "*4*315#1*#0##"
    bus.tell(*mode)
    await house.wait(3600)
    assert house.attribute("climate", "4-#0", "preset_mode") == "holiday"
    mode[1] = "*4*3101*#0##"
    await house.wait(6 * 3600)
    assert house.attribute("climate", "4-#0", "preset_mode") == "program_1"
