"""What is told to all amplifiers or to those of an environment: each is asked what became of it, unless it tells."""

import re

import pytest

from .conftest import House, MakeHouse, MakeSimulated
from .scripted import ScriptedBus

TO_MANY = (
    "*16*13*0##",
    "*16*10*0##",
    "*16*13*#1##",
    "*22*0#4#1*4#1##",
    "*22*0#4#1*3#1#0##",
    "*22*0#4#0*5#3#0#0##",
    "*22*0*6##",
    "*#22*4#1*12*0*4##",
)
"""Off, in each spelling of all, and of environment 1."""
TO_ONE = ("*16*13*11##", "*22*0#4#1*3#1#1##", "*22*0#4#1*5#3#1#1##", "*#22*3#1#1*12*0*4##", "*#22*5#3#1#1*12*0*4##")
"""Off, in each of the words of both subsystems."""
ASKED = r"\*#(16|22)\*.*"
TWO = """
  - {kind: amplifier, where: "11", on: true, volume: 10%s}
  - {kind: amplifier, where: "21", on: true, volume: 10%s}
"""
QUIET = ", tells_of_many: false"


class Hall:
    """Amplifier 1 of environment 1 on a scripted bus: it tells nothing by itself, and answers."""

    def __init__(self, bus: ScriptedBus) -> None:
        """Be on, at volume 10."""
        self.on = True
        self.volume = 10
        self._bus = bus
        for request in ("*#16*11*5##", "*#16*0*5##"):
            bus.answer(request, lambda: [f"*16*{3 if self.on else 13}*11##", f"*#16*11*1*{self.volume}##"])
        bus.on(r"\*#22\*3#1#1(\*1)?##", self._answer)

    def _answer(self, _: object) -> None:
        self._bus.tell(f"*#22*3#1#1*12*{int(self.on)}*4##", f"*#22*3#1#1*1*{self.volume}##", after=0.1)


async def shown_on(bus: ScriptedBus, live_in: MakeHouse, key: str) -> tuple[House, Hall]:
    """Return a house that shows the amplifier on."""
    hall = Hall(bus)
    house = await live_in({key: {}})
    assert house.state("media_player", key) == "on"
    return house, hall


@pytest.mark.parametrize("frame", [*TO_MANY, *TO_ONE])
@pytest.mark.parametrize("key", ["16-11", "22-3#1#1"])
async def test_an_amplifier_that_was_switched_off_with_others_is_shown_off(
    bus: ScriptedBus, live_in: MakeHouse, key: str, frame: str
) -> None:
    house, hall = await shown_on(bus, live_in, key)
    hall.on = False
    bus.tell(frame)
    await house.wait(10)
    assert house.state("media_player", key) == "off"


@pytest.mark.parametrize("key", ["16-11", "22-3#1#1"])
async def test_an_amplifier_that_did_not_follow_is_still_shown_on(
    bus: ScriptedBus, live_in: MakeHouse, key: str
) -> None:
    house, _ = await shown_on(bus, live_in, key)
    bus.tell("*16*13*0##")
    await house.wait(1)
    assert house.state("media_player", key) == "on"
    await house.wait(10)
    assert house.state("media_player", key) == "on"


@pytest.mark.parametrize(
    "frame", ["*16*1005*0##", "*16*1005*#1##", "*#16*#1*#1*15##", "*22*3#5*4#1##", "*#22*4#1*#1*15##", "*#16*#1*1*15##"]
)
async def test_the_volume_that_many_were_given_is_shown(bus: ScriptedBus, live_in: MakeHouse, frame: str) -> None:
    house, hall = await shown_on(bus, live_in, "16-11")
    hall.volume = 15
    bus.tell(frame)
    await house.wait(10)
    assert house.attribute("media_player", "16-11", "volume_level") == pytest.approx(15 / 31)


@pytest.mark.parametrize("frame", ["*16*13*0##", "*16*13*#1##", "*#16*0*#1*15##", "*22*0#4#0*5#3#0#0##"])
async def test_what_is_sent_to_many_by_an_action_is_asked_about_too(
    bus: ScriptedBus, live_in: MakeHouse, frame: str
) -> None:
    house, hall = await shown_on(bus, live_in, "16-11")

    def obey(_: object) -> None:
        hall.on, hall.volume = "#1*15" in frame, 15

    bus.on(frame.replace("*", r"\*"), obey)
    await house.hass.services.async_call("openwebnet", "send_frame", {"frame": frame}, blocking=True)
    await house.wait(10)
    if hall.on:
        assert house.attribute("media_player", "16-11", "volume_level") == pytest.approx(15 / 31)
    else:
        assert house.state("media_player", "16-11") == "off"


@pytest.mark.parametrize(
    "frame", ["*16*13*#2##", "*22*0#4#2*4#2##", "*22*0#4#2*3#2#0##", "*16*13*100##", "*16*13*12##"]
)
async def test_what_concerns_others_is_not_asked_about(bus: ScriptedBus, live_in: MakeHouse, frame: str) -> None:
    house, _ = await shown_on(bus, live_in, "16-11")
    since = house.now
    bus.tell(frame)
    await house.wait(30)
    assert not bus.frames(r"\*#(16\*11|22\*3#1#1)\*.*", since=since)


@pytest.mark.parametrize("frame", ["*#16*0*5##", "*#16*#1*5##", "*#22*4#1##"])
@pytest.mark.parametrize("ours", [True, False])
async def test_that_many_are_asked_changes_nothing(
    bus: ScriptedBus, live_in: MakeHouse, frame: str, ours: bool
) -> None:
    house, _ = await shown_on(bus, live_in, "16-11")
    since = house.now
    if ours:
        bus.answer(frame)
        await house.hass.services.async_call("openwebnet", "send_frame", {"frame": frame}, blocking=True)
    else:
        bus.tell(frame)
    await house.wait(30)
    assert bus.frames(ASKED, since=since) == ([frame] if ours else [])


@pytest.mark.parametrize(
    ("frames", "key"),
    [
        (("*16*13*0##", "*16*13*11##"), "16-11"),
        (("*16*13*0##", "*#22*3#1#1*12*0*10##"), "22-3#1#1"),
        (("*16*13*0##", "*22*0#4#0*5#3#0#0##", "*16*13*11##"), "16-11"),
        (("*16*1005*0##", "*#16*11*1*15##"), "16-11"),
    ],
)
async def test_an_amplifier_that_tells_it_itself_is_not_asked(
    bus: ScriptedBus, live_in: MakeHouse, frames: tuple[str, ...], key: str
) -> None:
    Hall(bus)
    house = await live_in({key: {}})
    since = house.now
    bus.tell(*frames)
    await house.wait(30)
    mine = r"\*#16\*11\*.*" if key.startswith("16") else r"\*#22\*3#1#1.*"
    assert not bus.frames(mine, since=since)


async def test_a_frame_to_an_environment_makes_no_amplifier(bus: ScriptedBus, live_in: MakeHouse) -> None:
    house = await live_in({})
    bus.tell("*22*1#4#1*3#1#0##", "*22*1#4#0*5#3#0#0##", "*16*3*#1##")
    await house.wait(10)
    assert not house.hass.states.async_all("media_player")


@pytest.mark.parametrize("quiet", [("", ""), (QUIET, QUIET), (QUIET, "")])
@pytest.mark.parametrize("model", ["F454", "H4890"])
async def test_all_are_shown_as_they_are_after_a_frame_to_many_at_the_wall(
    live_with: MakeSimulated, quiet: tuple[str, str], model: str
) -> None:
    house, simulator = await live_with(TWO % quiet, model=model)
    for frame, first, second in (
        ("*16*13*#1##", "off", "on"),
        ("*16*13*0##", "off", "off"),
        ("*16*3*#2##", "off", "on"),
    ):
        simulator.objects["16-11"].transmit(frame)
        await house.wait(10)
        shown = [house.state("media_player", key) for key in ("16-11", "16-21")]
        assert shown == [first, second]
        assert [simulator.objects[key].on for key in ("16-11", "16-21")] == [one == "on" for one in shown]


async def test_of_what_is_asked_in_one_subsystem_nothing_is_asked_in_the_other(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(TWO % ("", ""), known={"22-3#1#1": {}})
    simulator.received.clear()
    await house.hass.services.async_call("openwebnet", "send_frame", {"frame": "*#16*11*5##"}, blocking=True)
    await house.wait(30)
    assert [one.frame for one in simulator.received if re.match(ASKED, one.frame)] == ["*#16*11*5##"]


async def test_a_screen_that_tells_everything_twice_is_asked_nothing(live_with: MakeSimulated) -> None:
    house, simulator = await live_with(TWO % ("", ""), model="H4890")
    simulator.received.clear()
    for frame in ("*16*13*0##", "*16*3*11##", "*16*1005*11##"):
        simulator.objects["16-11"].transmit(frame)
        await house.wait(5)
    await house.wait(30)
    assert not [one.frame for one in simulator.received if re.match(ASKED, one.frame)]
