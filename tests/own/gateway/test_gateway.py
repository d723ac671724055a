"""A gateway kept alive: what is found behind it, what happens when the connection is lost, and who it is."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import override

import pytest

from custom_components.openwebnet.own import (
    AnotherGateway,
    BaseMessage,
    InvalidAuthentication,
    InvalidSession,
    NotSent,
    Where,
    Who,
    parse_message,
)
from custom_components.openwebnet.own.gateway.event_session import ConnectionState, Problem
from custom_components.openwebnet.own.gateway.gateway import Gateway, Sessions
from custom_components.openwebnet.own.gateway.identity import UNKNOWN
from custom_components.openwebnet.own.items import Automation, BaseItem, Energy, Light, Temperature
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from custom_components.openwebnet.own.profiles import Profile, profile_of
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator
from simulator.faults import Moment

from ...waiting import until
from ..conftest import Script, Serve
from ..kit import (
    ACK,
    Desk,
    Watcher,
    gateway_of,
    item_of,
    leaves_at_once,
    light_of,
    now,
    params_of,
    pauses,
    running,
    says_nothing,
    switch,
)

CONNECTING, CONNECTED, LOST = ConnectionState.CONNECTING, ConnectionState.CONNECTED, ConnectionState.LOST
REFUSED, STOPPED = ConnectionState.REFUSED, ConnectionState.STOPPED

PLANT = """
model: {model}
password: "12345"
auth: open
mac: "00:03:50:01:02:03"
event_idle: 0
objects:
  - {{kind: relay, where: "11", on: true}}
  - {{kind: dimmer, where: "12", steps: 100, groups: [1]}}
  - {{kind: dimmer, where: "13", steps: 10}}
  - {{kind: shutter, where: "21", opening_time: 20, closing_time: 18}}
  - {{kind: advanced_shutter, where: "22", opening_time: 20, closing_time: 18, position: 40}}
  - {{kind: zone, where: "1", temperature: 20.5, set_point: 21.0}}
  - {{kind: meter, where: "51", power: 350, total: 1234567}}
"""
DEVICES = {"1-11", "1-12", "1-13", "2-21", "2-22", "4-1", "18-51"}
PROOF = r"^\*#\d+##$"


@pytest.fixture
async def f454(socket_enabled: None) -> AsyncIterator[Simulator]:
    """One gateway."""
    async with Simulator(Plant.parse(PLANT.format(model="F454"))) as simulator:
        yield simulator


def devices(gateway: Gateway) -> set[str]:
    """Return the devices behind a gateway that it has told of."""
    return {f"{item.who.value}-{item.key}" for item in gateway.items if item.is_device and item.heard}


def frames_to(simulator: Simulator) -> list[str]:
    """Return what a gateway was sent."""
    return [received.frame for received in simulator.received]


# What is behind it


@pytest.mark.parametrize("model", ["F454", "MH201", "MH202", "MyHomeServer1"])
async def test_everything_on_the_bus_is_found(socket_enabled: None, model: str) -> None:
    """Whatever session the model answers on."""
    async with Simulator(Plant.parse(PLANT.format(model=model))) as simulator:
        gateway = gateway_of(simulator)
        async with running(gateway):
            await until(lambda: devices(gateway) == DEVICES, 60)
            assert light_of(gateway, "11").state.on is True
            cover = item_of(Automation, gateway, Who.AUTOMATION, "22")
            await until(lambda: cover.state.position == 40)
            zone = item_of(Temperature, gateway, Who.THERMOREGULATION, "1")
            await until(lambda: (zone.state.temperature, zone.state.set_point) == (20.5, 21.0))
            meter = item_of(Energy, gateway, Who.ENERGY_MANAGEMENT, "51")
            await until(lambda: (meter.state.energy_total, meter.state.power) == (1234567, 350))


async def test_a_dimmer_is_known_by_what_it_reports(f454: Simulator) -> None:
    """Off it looks like a relay; on, the level is there."""
    gateway = gateway_of(f454)
    async with running(gateway):
        await until(lambda: devices(gateway) == DEVICES, 60)
        light = light_of(gateway, "12")
        assert light.state.steps is None
        await light.set_level(100)
        await until(lambda: light.state.on)
        await until(lambda: light.state.steps == 100)
        await light.turn_off()
        await until(lambda: light.state.on is False)
        await light.set_level(37)
        await until(lambda: light.state.level == 37)


async def test_an_object_is_one_and_remembers_what_it_told_before(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    item = gateway.get_item(Who.LIGHTING, Where("12"), {"steps": 100})
    assert item.traits == {"steps": 100}
    assert gateway.get_item(Who.LIGHTING, Where("12")) is item
    assert list(gateway.items) == [item]
    with pytest.raises(KeyError):
        gateway.get_item(Who.SYSTEM_DIAGNOSTICS, Where("1"))


async def test_every_frame_is_told_from_whichever_session(serve: Serve) -> None:
    desk = Desk({"*#1*11##": f"*1*0*11##{ACK}"})
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(20)
        watcher = Watcher(gateway)
        await gateway.request(parse_message("*#1*11##"))
        desk.tell("*1*1*12##", "*#*1##", "*77*1*1##")
        await until(lambda: len(watcher.told) == 6)
        lights = light_of(gateway, "11"), light_of(gateway, "12")
        assert [(told.way, told.frame, told.item) for told in watcher.told] == [
            (Way.SENT, "*#1*11##", lights[0]),
            (Way.ANSWER, "*1*0*11##", lights[0]),
            (Way.ANSWER, ACK, None),
            (Way.EVENT, "*1*1*12##", lights[1]),
            (Way.EVENT, ACK, None),
            (Way.EVENT, "*77*1*1##", None),
        ]
        watcher.end()
        desk.tell("*1*0*12##")
        await until(lambda: light_of(gateway, "12").state.on is False)
        assert len(watcher.told) == 6


async def test_an_object_has_taken_a_frame_in_before_anybody_is_told_of_it(serve: Serve) -> None:
    desk = Desk({"*#1*11##": f"*1*0*11##{ACK}"})
    gateway = gateway_of(await serve(desk))
    seen: list[tuple[Way, bool | None]] = []

    class Looking(GatewayObserver):
        @override
        def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
            if isinstance(item, Light) and item.key == "11" and way is not Way.SENT:
                seen.append((way, item.state.on))

    async with running(gateway):
        await asyncio.sleep(20)
        gateway.add_observer(Looking())
        await gateway.request(parse_message("*#1*11##"))
        desk.tell("*1*1*11##")
        await until(lambda: seen == [(Way.ANSWER, False), (Way.EVENT, True)])


async def test_when_the_last_event_came_is_known(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    assert gateway.last_frame is None
    async with running(gateway):
        await asyncio.sleep(20)
        assert gateway.last_frame is None
        desk.tell("*15*01*22##")
        await until(lambda: gateway.last_frame)
        await asyncio.sleep(60)
        before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=60)
        assert gateway.last_frame is not None
        assert abs((gateway.last_frame - before).total_seconds()) < 1


# Who it is


async def test_a_gateway_is_treated_as_what_it_says_it_is(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    told: list[str | None] = []

    class Asking(GatewayObserver):
        @override
        def on_state(self) -> None:
            told.append(gateway.identity.model)

    gateway.add_observer(Asking())
    assert gateway.identity is UNKNOWN
    assert gateway.profile == Profile()
    await gateway.connect(identify=True)
    assert told == [None, None, "F454"]
    assert gateway.identity.mac == "000350010203"
    assert gateway.profile == profile_of("F454")
    await gateway.close()
    assert gateway.state is STOPPED


async def test_what_a_person_has_set_goes_before_what_the_model_is_known_to_take(f454: Simulator) -> None:
    gateway = Gateway(params_of(f454), sessions=1, gap=0.3)
    await gateway.connect(identify=True)
    assert (gateway.profile.command_sessions, gateway.profile.gap) == (1, 0.3)
    assert gateway.profile.keep_alive == profile_of("F454").keep_alive
    gateway.tune(None, 0.7)
    assert (gateway.profile.command_sessions, gateway.profile.gap) == (profile_of("F454").command_sessions, 0.7)
    watcher = Watcher(gateway)
    await asyncio.gather(*(gateway.request(switch(what)) for what in ("1", "0", "1")))
    assert pauses([told.at for told in watcher.told if told.way is Way.SENT]) == pytest.approx([0.7, 0.7])
    gateway.tune(None, None)
    assert gateway.profile == profile_of("F454")
    await gateway.close()


async def test_another_gateway_at_the_address_is_not_touched(f454: Simulator) -> None:
    """Nobody else's bus is asked, and no command goes there."""
    gateway = gateway_of(f454, mac="000350aabbcc")
    light = light_of(gateway, "11")
    with pytest.raises(AnotherGateway) as raised:
        await gateway.run()
    assert raised.value.mac == "000350010203"
    assert gateway.state is STOPPED
    assert not gateway.available
    assert frames_to(f454) == ["*#13**12##", "*#13**15##", "*#13**16##", "*#1013**1##"]
    assert f454.executed == []
    with pytest.raises(NotSent):
        await light.turn_on()
    await until(lambda: not f454.sessions)


async def test_another_gateway_is_found_before_anything_is_set_up(f454: Simulator) -> None:
    gateway = gateway_of(f454, mac="000350aabbcc")
    with pytest.raises(AnotherGateway):
        await gateway.connect(identify=True)
    assert gateway.sessions == Sessions(event=False, command=0, busy=0)


async def test_a_gateway_that_is_replaced_meanwhile_is_found(f454: Simulator) -> None:
    """It is asked what it is after each connection."""
    gateway = gateway_of(f454, mac="000350010203")
    task = asyncio.create_task(gateway.run())
    await until(lambda: gateway.identity.model == "F454")
    await f454.stop()
    other = Plant.parse(PLANT.format(model="F454").replace("00:03:50:01:02:03", "00:03:50:aa:bb:cc"))
    async with Simulator(other, port=f454.port):
        async with asyncio.timeout(60):
            with pytest.raises(AnotherGateway):
                await task


async def test_a_gateway_whose_answer_was_lost_is_asked_again_after_the_bus(f454: Simulator) -> None:
    """What it is, is of less interest than what its lights do."""

    def fall_silent() -> None:
        f454.faults.half_open = True
        asyncio.get_running_loop().call_later(1, wake)

    def wake() -> None:
        f454.faults.half_open = False

    f454.faults.at(Moment.REQUEST, fall_silent, r"\*#13\*\*12##")
    gateway = gateway_of(f454)
    async with running(gateway):
        await until(lambda: devices(gateway) == DEVICES, 60)
        assert gateway.identity is UNKNOWN
        await until(lambda: gateway.identity.model == "F454", 60)
    asked = frames_to(f454)
    # It was not asked anything else of itself before.
    assert asked.count("*#13**15##") == 1
    assert asked.index("*#1*0##") < asked.index("*#13**15##")


# Its connection


async def test_the_connection_is_opened_once_and_closed(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    states = Watcher(gateway).states
    assert (gateway.state, gateway.available, gateway.sessions.event) == (STOPPED, False, False)
    await gateway.connect()
    assert (gateway.state, gateway.available, gateway.sessions) == (CONNECTED, True, Sessions(True, 0, 0))
    await gateway.request(switch("1"))
    assert gateway.sessions == Sessions(event=True, command=1, busy=0)
    await gateway.close()
    assert gateway.sessions == Sessions(event=False, command=0, busy=0)
    await until(lambda: (desk.listening, desk.sessions) == (0, 0))
    assert states == [CONNECTING, CONNECTED, STOPPED]
    with pytest.raises(NotSent):
        await gateway.request(switch("1"))


@pytest.mark.parametrize("identify", [False, True])
@pytest.mark.parametrize(("script", "error"), [(leaves_at_once, InvalidSession), (says_nothing, TimeoutError)])
async def test_nothing_stays_open_when_the_connection_cannot_be_made(
    serve: Serve, script: Script, error: type[Exception], identify: bool
) -> None:
    server = await serve(script)
    gateway = gateway_of(server)
    with pytest.raises(error):
        await gateway.connect(identify=identify)
    assert gateway.state is STOPPED
    await until(lambda: server.open == 0)


async def test_nothing_stays_open_when_a_gateway_does_not_say_what_it_is(serve: Serve) -> None:
    server = await serve(Desk({"*#13**12##": ""}))
    gateway = gateway_of(server)
    begin = now()
    with pytest.raises(TimeoutError):
        await gateway.connect(identify=True)
    assert now() - begin == pytest.approx(TIMING.ask_timeout)
    await until(lambda: server.open == 0)


async def test_a_lost_connection_comes_back_with_the_truth(f454: Simulator) -> None:
    """What happened meanwhile is read again."""
    gateway = gateway_of(f454)
    async with running(gateway) as states:
        light = light_of(gateway, "11")
        await until(lambda: light.state.on)
        await f454.faults.refuse(True)
        f454.faults.close_all()
        await until(lambda: gateway.state is LOST)
        f454.objects["1-11"].press()
        await f454.wait_idle()
        await f454.faults.refuse(False)
        await until(lambda: gateway.state is CONNECTED)
        await until(lambda: light.state.on is False, 30)
    assert states == [CONNECTED, LOST, CONNECTED, STOPPED]


async def test_a_loss_is_not_shown_for_ten_seconds_and_then_why(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    async with running(gateway):
        await until(lambda: gateway.state is CONNECTED)
        lost_at = now()
        await f454.faults.refuse(True)
        f454.faults.close_all()
        await until(lambda: gateway.state is LOST)
        assert gateway.available
        await until(lambda: not gateway.available, 20)
        assert now() - lost_at == pytest.approx(TIMING.grace, abs=0.05)
        assert gateway.problem is Problem.NO_ANSWER
        await f454.faults.refuse(False)
        await until(lambda: gateway.available, 60)
        assert gateway.problem is None
        assert gateway.reconnections == 1


async def test_a_gateway_without_a_free_session_is_told_from_a_wrong_password(f454: Simulator) -> None:
    """It closes before it asks for one."""
    gateway = gateway_of(f454)
    async with running(gateway):
        await until(lambda: gateway.state is CONNECTED)
        f454.faults.accept_then_close = True
        f454.faults.close_all()
        await until(lambda: gateway.problem is Problem.SESSION_REFUSED)
        assert gateway.state is LOST
        f454.faults.accept_then_close = False
        await until(lambda: gateway.state is CONNECTED)


async def test_a_connection_that_is_lost_before_it_is_kept_alive_counts_as_lost(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    await gateway.connect()
    await f454.faults.refuse(True)
    f454.faults.close_all()
    await until(lambda: not gateway.sessions.event)
    async with running(gateway) as states:
        await until(lambda: gateway.state is LOST)
        await f454.faults.refuse(False)
        await until(lambda: gateway.state is CONNECTED)
    assert states == [LOST, CONNECTED, STOPPED]


async def test_what_people_press_while_the_gateway_is_away_does_not_keep_it_away(f454: Simulator) -> None:
    """Attempts in vain of people are few: there are always some left for the event session, and one to read the bus."""
    gateway = gateway_of(f454)
    async with running(gateway):
        light = light_of(gateway, "11")
        await until(lambda: light.state.on)
        await asyncio.sleep(60)
        await f454.faults.refuse(True)
        f454.faults.close_all()
        await until(lambda: gateway.state is LOST)
        lost = now()
        for _ in range(200):
            with pytest.raises(NotSent):
                await light.turn_off()
            await asyncio.sleep(0.1)
        # Of the ten that are allowed in a minute.
        assert gateway.journal.connections(now()) <= 9
        await f454.faults.refuse(False)
        returned = now()
        await until(lambda: gateway.state is CONNECTED, 60)
        assert now() - returned <= 15
        assert now() - lost <= 35
        await light.turn_off()
        await until(lambda: light.state.on is False)


# Its password


@pytest.mark.parametrize("is_right", [True, False])
async def test_the_password_stands_in_no_log(
    socket_enabled: None, caplog: pytest.LogCaptureFixture, is_right: bool
) -> None:
    plant = PLANT.format(model="F454").replace("12345", "918273645")
    async with Simulator(Plant.parse(plant)) as simulator:
        password = "918273645" if is_right else "546372819"
        gateway = Gateway(params_of(simulator, password))
        with caplog.at_level(logging.DEBUG, "custom_components.openwebnet"), suppress(InvalidAuthentication):
            await gateway.connect(identify=True)
            await gateway.request(switch("1"))
        await gateway.close()
    ours = [record for record in caplog.records if record.name.startswith("custom_components.openwebnet")]
    assert bool(ours) is is_right
    assert not [record for record in ours if password in record.getMessage() or password in (record.exc_text or "")]
    assert password not in repr((gateway.journal.frames, gateway.journal.commands, gateway.journal.requests))


async def test_a_wrong_password_ends_the_run(f454: Simulator) -> None:
    """Three failures lock some gateways: a person has to act."""
    gateway = Gateway(params_of(f454, "99999"))
    states = Watcher(gateway).states
    with pytest.raises(InvalidAuthentication):
        await gateway.run()
    assert states == [REFUSED]
    assert f454.connections == 1
    with pytest.raises(InvalidAuthentication):
        await gateway.connect()
    assert f454.connections == 2
    await gateway.close()


async def test_a_gateway_that_leaves_once_when_told_the_password_has_not_refused_it(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    async with running(gateway) as states:
        await until(lambda: gateway.state is CONNECTED)
        f454.faults.at(Moment.HANDSHAKE, f454.faults.reset_all, PROOF)
        f454.faults.close_all()
        await until(lambda: gateway.reconnections == 1)
    assert states == [CONNECTED, LOST, CONNECTED, STOPPED]


async def test_a_gateway_that_leaves_every_time_when_told_the_password_has_refused_it(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    connections = 0

    def again() -> None:
        nonlocal connections
        connections += 1
        f454.faults.close_all()
        f454.faults.at(Moment.HANDSHAKE, again, PROOF)

    f454.faults.at(Moment.HANDSHAKE, again, PROOF)
    with pytest.raises(InvalidAuthentication):
        await gateway.connect()
    assert connections == 3
    with pytest.raises(InvalidAuthentication):
        await gateway.run()
    assert connections == 6
    assert (gateway.state, gateway.problem) == (REFUSED, Problem.PASSWORD_REFUSED)
    await gateway.close()


async def test_a_password_that_a_command_session_is_refused_is_tried_only_once(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    task = asyncio.create_task(gateway.run())
    await until(lambda: light_of(gateway, "11").state.on)
    await asyncio.sleep(60)
    f454.password = "67890"
    connections = f454.connections
    with pytest.raises(InvalidAuthentication):
        await light_of(gateway, "11").turn_off()
    with pytest.raises(InvalidAuthentication):
        await task
    assert (gateway.state, gateway.problem) == (REFUSED, Problem.PASSWORD_REFUSED)
    for _ in range(3):
        with pytest.raises(InvalidAuthentication):
            await light_of(gateway, "11").turn_off()
    assert f454.connections == connections + 1
    await until(lambda: not f454.sessions)
    await gateway.close()


async def test_a_run_that_is_cancelled_leaves_nothing_behind(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    task = asyncio.create_task(gateway.run())
    await until(lambda: gateway.state is CONNECTED)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await gateway.close()
    await until(lambda: not f454.sessions)
    connections = f454.connections
    await asyncio.sleep(600)
    assert f454.connections == connections
