"""Finding what is on the bus: one general request after the other, each when the bus is quiet again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from custom_components.openwebnet.own import InvalidSession, NotSent, Who, parse_message
from custom_components.openwebnet.own.gateway.general_requests import (
    MAX_ABSENT_METERS,
    Quiet,
    ask_all,
    find_meters,
)
from custom_components.openwebnet.own.items.registry import general_requests
from custom_components.openwebnet.own.observer import Way
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ...waiting import until
from ..conftest import Serve
from ..kit import ACK, NACK, Desk, Watcher, commands_of, gateway_of, leaves_at_once, light_of, now, pauses, running

LIGHTS, SHUTTERS = parse_message("*#1*0##"), parse_message("*#2*0##")
HEATING, HEATING_DIAGNOSTICS = parse_message("*#4*0##"), parse_message("*#1004*0*7##")


class Bus:
    """When the bus was heard last, told by the test, and whether all that is known has answered."""

    def __init__(self, *, is_known: bool = False) -> None:
        self.last: dict[Who | None, float] = {}
        self.is_told = False
        self.quiet = Quiet(lambda who: self.last.get(who, 0.0), lambda _: is_known, lambda _, __: self.is_told, TIMING)

    def speak(self, who: Who = Who.LIGHTING) -> None:
        """Let an event come now."""
        self.last[None] = self.last[who] = now()


async def answered(bus: Bus) -> None:
    """Wait for the answers to a request about lights that was just sent."""
    await bus.quiet.wait(LIGHTS, now())


# Quiet


async def test_a_bus_on_which_nothing_happens_is_quiet_after_a_while() -> None:
    begin = now()
    await answered(Bus())
    assert now() - begin == pytest.approx(TIMING.quiet)


async def test_what_is_known_is_given_time_for_its_first_answer() -> None:
    begin = now()
    await answered(Bus(is_known=True))
    assert now() - begin == pytest.approx(TIMING.first_answer)


async def test_the_quiet_begins_anew_with_each_event() -> None:
    bus = Bus()
    begin = now()
    waiting = asyncio.create_task(answered(bus))
    for _ in range(10):
        await asyncio.sleep(0.7)
        bus.speak()
    await waiting
    assert now() - begin == pytest.approx(7 + TIMING.quiet)


async def test_what_is_told_of_other_things_is_no_answer() -> None:
    bus = Bus()
    begin = now()
    waiting = asyncio.create_task(answered(bus))
    while not waiting.done():
        bus.speak(Who.THERMOREGULATION)
        await asyncio.sleep(0.1)
    assert now() - begin == pytest.approx(TIMING.quiet, abs=0.11)


async def test_when_all_that_is_known_has_answered_a_quiet_bus_tells_that_there_is_no_more() -> None:
    """One that is not quiet may bring something that is not known."""
    bus = Bus()
    waiting = asyncio.create_task(answered(bus))
    for _ in range(3):
        await asyncio.sleep(0.2)
        bus.speak()
    bus.is_told = True
    for _ in range(2):
        await asyncio.sleep(0.25)
        bus.speak(Who.THERMOREGULATION)
    last = now()
    await waiting
    assert now() - last == pytest.approx(TIMING.quiet - 0.5, abs=0.01)
    bus.speak()
    last = now()
    await answered(bus)
    assert now() - last == pytest.approx(TIMING.quiet_when_told)


async def test_a_bus_that_is_never_quiet_is_not_waited_for_for_ever() -> None:
    bus = Bus()
    begin = now()
    waiting = asyncio.create_task(answered(bus))
    while not waiting.done():
        bus.speak()
        await asyncio.sleep(0.1)
    assert now() - begin == pytest.approx(TIMING.longest_answer, abs=0.11)


# General requests


async def test_everything_is_asked_in_order_and_each_in_quiet(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    told: list[str] = []
    requests = general_requests(has_colours=True)
    await ask_all(commands, Bus().quiet, requests, before=lambda request: told.append(str(request)))
    assert desk.frames == told == [str(request) for request in requests]
    assert pauses([heard.at for heard in desk.heard]) == pytest.approx([TIMING.quiet] * (len(told) - 1))
    await commands.close()


async def test_a_system_that_is_refused_is_left_out_and_the_others_asked(serve: Serve) -> None:
    """Nothing comes of a request that is refused."""
    begin = now()
    desk = Desk({"*#4*0##": NACK})
    commands = commands_of(await serve(desk))
    await ask_all(commands, Bus().quiet, (HEATING, HEATING_DIAGNOSTICS, LIGHTS))
    assert desk.frames == ["*#4*0##", "*#1004*0*7##", "*#1*0##"]
    assert now() - begin == pytest.approx(2 * TIMING.quiet)
    await commands.close()


async def test_a_system_that_meets_silence_is_not_asked_again_nor_for_its_diagnostics(serve: Serve) -> None:
    """A gateway without heating says nothing for a minute (gateways.md 1)."""
    desk = Desk({"*#4*0##": ""})
    commands = commands_of(await serve(desk))
    begin = now()
    await ask_all(commands, Bus().quiet, (HEATING, HEATING_DIAGNOSTICS, parse_message("*#4*#0##"), LIGHTS))
    assert desk.frames == ["*#4*0##", "*#1*0##"]
    assert desk.heard[1].at - begin == pytest.approx(TIMING.scan_timeout + TIMING.quiet)
    await commands.close()


async def test_what_could_not_be_asked_raises(serve: Serve) -> None:
    commands = commands_of(await serve(leaves_at_once))
    with pytest.raises(NotSent):
        await ask_all(commands, Bus().quiet, (LIGHTS, SHUTTERS))
    await commands.close()


async def test_an_answer_that_is_lost_with_its_session_raises(serve: Serve) -> None:
    """Not everything was asked."""
    desk = Desk(leaves_after=["*#2*0##"] * 2)
    commands = commands_of(await serve(desk))
    with pytest.raises(InvalidSession):
        await ask_all(commands, Bus().quiet, (LIGHTS, SHUTTERS, HEATING))
    assert desk.frames == ["*#1*0##", "*#2*0##", "*#2*0##"]
    await commands.close()


PLANT = """
model: F454
password: "12345"
objects:
  - {kind: relay, where: "11", on: true}
  - {kind: relay, where: "12"}
  - {kind: shutter, where: "21", opening_time: 20, closing_time: 18}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
"""


@pytest.fixture
async def f454(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway that acknowledges a general request at once, and whose answers are cut short by the next one."""
    async with Simulator(Plant.parse(PLANT)) as simulator:
        yield simulator


async def test_no_general_request_cuts_the_answers_to_another_one_short(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    watcher = Watcher(gateway)
    async with running(gateway):
        await until(lambda: watcher.times_of("*#18*52*113##", Way.SENT), 60)
        assert light_of(gateway, "11").state.on is True
        assert light_of(gateway, "12").state.on is False
    requests = [str(request) for request in general_requests(has_colours=gateway.profile.has_colours)]
    general = [told for told in watcher.told if told.way is Way.SENT and told.frame in requests]
    events = [told.at for told in watcher.told if told.way is Way.EVENT]
    assert events
    assert [told.frame for told in general] == requests
    for told in general[1:]:
        before = max((event for event in events if event <= told.at), default=0.0)
        assert told.at - before >= TIMING.quiet_when_told - 1e-6, told.frame


# Meters


async def test_meters_are_not_looked_for_where_a_gateway_only_acknowledges(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    await find_meters(commands)
    assert desk.frames == ["*#18*51*113##", "*#18*52*113##"]
    await commands.close()


@pytest.mark.parametrize("absent", [NACK, ACK])
async def test_meters_are_looked_for_until_two_in_a_row_are_not_there(serve: Serve, absent: str) -> None:
    there = (1, 2, 4, 6)
    desk = Desk({f"*#18*5{number}*113##": absent for number in range(1, 256)})
    desk.answers |= {f"*#18*5{number}*113##": f"*#18*5{number}*113*100##{ACK}" for number in there}
    commands = commands_of(await serve(desk))
    await find_meters(commands)
    assert desk.frames == [f"*#18*5{number}*113##" for number in range(1, max(there) + MAX_ABSENT_METERS + 1)]
    await commands.close()


async def test_no_more_meters_are_looked_for_than_there_can_be(serve: Serve) -> None:
    desk = Desk({f"*#18*5{number}*113##": f"*#18*5{number}*113*100##{ACK}" for number in range(1, 300)})
    commands = commands_of(await serve(desk))
    await find_meters(commands)
    assert len(desk.frames) == 255
    assert desk.frames[-1] == "*#18*5255*113##"
    await commands.close()


async def test_a_meter_that_says_nothing_is_not_there(serve: Serve) -> None:
    desk = Desk({"*#18*51*113##": "", "*#18*52*113##": ""})
    commands = commands_of(await serve(desk))
    begin = now()
    await find_meters(commands)
    assert now() - begin == pytest.approx(2 * TIMING.scan_timeout)
    assert desk.frames == ["*#18*51*113##", "*#18*52*113##"]
    await commands.close()
