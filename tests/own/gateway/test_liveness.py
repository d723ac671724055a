"""A quiet bus is told from a dead event session, and the gateway is told that we are here."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from custom_components.openwebnet.own import InvalidAuthentication, ResponseError
from custom_components.openwebnet.own.gateway.event_session import ConnectionState
from custom_components.openwebnet.own.gateway.gateway import Gateway
from custom_components.openwebnet.own.observer import Way
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ...waiting import until
from ..conftest import Serve
from ..kit import ACK, NACK, Desk, Watcher, gateway_of, light_of, now, pauses, running, status, switch

CONNECTED, LOST, STOPPED = ConnectionState.CONNECTED, ConnectionState.LOST, ConnectionState.STOPPED
ALIVE = "*#13**15##"
"""What the gateway is asked to find out whether it is there."""
PRESS = "*15*01*22##"
"""An event that leaves nothing to be asked."""

PLANT = """
model: {model}
password: "12345"
event_idle: 0
clock: false
objects:
  - {{kind: relay, where: "11", on: true}}
  - {{kind: relay, where: "12"}}
  - {{kind: zone, where: "1"}}
"""


@pytest.fixture
async def f454(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway that tells nothing by itself."""
    async with Simulator(Plant.parse(PLANT.format(model="F454"))) as simulator:
        yield simulator


async def mirror(desk: Desk, gateway: Gateway) -> None:
    """Let a gateway show three answers on its event session too; then nothing more is asked."""
    for where in ("11", "12", "13"):
        desk.answers[f"*#1*{where}##"] = f"*1*0*{where}##{ACK}"
        await gateway.request(status(where))
        desk.tell(f"*1*0*{where}##")
    await asyncio.sleep(20)


async def test_the_gateway_is_told_every_75_s_that_we_are_here(serve: Serve) -> None:
    """Some close an event session that is silent for 105 s (protocol.md 2.8)."""
    desk = Desk()
    async with running(gateway_of(await serve(desk))) as states:
        await until(lambda: states)
        begin = now()
        # Events do not count: what the gateway waits for is a word of ours.
        for _ in range(40):
            await asyncio.sleep(10)
            desk.tell(PRESS)
    assert [sign.frame for sign in desk.signs] == [ACK] * 5
    assert [sign.at - begin for sign in desk.signs] == pytest.approx([75, 150, 225, 300, 375], abs=0.02)


async def test_a_sign_of_life_that_is_refused_changes_nothing(serve: Serve) -> None:
    """A MH201 answers with NACK, the others with nothing; both are right (protocol.md 2.8)."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway) as states:
        await until(lambda: desk.signs, 100)
        desk.tell("*#*0##", "*1*1*12##")
        # What comes after the NACK is heard as before.
        await until(lambda: light_of(gateway, "12").state.on)
        await until(lambda: len(desk.signs) == 2, 100)
    assert states == [CONNECTED, STOPPED]


async def test_a_gateway_that_speaks_is_not_asked_whether_it_is_there(serve: Serve) -> None:
    desk = Desk()
    async with running(gateway_of(await serve(desk))):
        await asyncio.sleep(20)
        asked, connected = desk.frames, len(desk.connected)
        for _ in range(10):
            desk.tell(PRESS)
            await asyncio.sleep(TIMING.silence - 1)
        assert desk.frames == asked
        assert len(desk.connected) == connected


async def test_a_gateway_that_is_silent_for_90_s_is_asked_whether_it_is_there(serve: Serve) -> None:
    desk = Desk()
    async with running(gateway_of(await serve(desk))) as states:
        await until(lambda: states)
        begin = now()
        await asyncio.sleep(20)
        desk.heard.clear()
        await asyncio.sleep(370)
        assert desk.frames == [ALIVE] * 4
        assert [heard.at - begin for heard in desk.heard] == pytest.approx([90, 180, 270, 360], abs=0.02)
    assert states == [CONNECTED, STOPPED]


async def test_where_nothing_can_be_provoked_the_event_session_is_renewed_and_nothing_missed(serve: Serve) -> None:
    """The new one is open before the old one is closed."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway) as states:
        await until(lambda: desk.listened == [1, 2, 1, 2, 1], 200)
        desk.tell("*1*1*12##")
        await until(lambda: light_of(gateway, "12").state.on)
    assert states == [CONNECTED, STOPPED]


async def test_where_an_answer_is_an_event_too_a_light_is_asked_for_one(serve: Serve) -> None:
    """A quiet bus is not a dead one, however long; and no session is opened in the place of one that lives."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway) as states:
        await mirror(desk, gateway)
        for _ in range(5):
            desk.heard.clear()
            desk.tell("*1*0*11##")
            told = now()
            await until(lambda: desk.frames == [ALIVE, "*#1*11##"], 100)
            # It looks for the event twenty times in the 5 s that it waits for it.
            assert desk.heard[0].at - told == pytest.approx(TIMING.silence, abs=TIMING.echo / 20 + 0.02)
            # The gateway takes its time to show it on the event session.
            await asyncio.sleep(4)
        assert desk.listened == [1]
    assert states == [CONNECTED, STOPPED]


async def test_who_refuses_something_on_both_sessions_does_not_show_answers_on_both(serve: Serve) -> None:
    """A MH201 refuses our sign of life on the event session, and what it does not know on a command session."""
    desk = Desk({"*1*1*12##": NACK})
    gateway = gateway_of(await serve(desk))
    async with running(gateway) as states:
        await asyncio.sleep(20)
        for _ in range(5):
            with pytest.raises(ResponseError):
                await gateway.request(switch("1", "12"))
            desk.tell(NACK, ACK)
        # Nothing can be provoked: the session is renewed, and not taken for a dead one.
        await until(lambda: desk.listened == [1, 2, 1], 100)
    assert states == [CONNECTED, STOPPED]


@pytest.mark.parametrize("model", ["F454", "MH201", "MH202", "MyHomeServer1"])
async def test_a_quiet_bus_is_not_a_dead_one(socket_enabled: None, model: str) -> None:
    """The gateway is asked now and then; nothing changes, and what happens at last is heard."""
    async with Simulator(Plant.parse(PLANT.format(model=model))) as simulator:
        gateway = gateway_of(simulator)
        async with running(gateway) as states:
            await until(lambda: light_of(gateway, "11").state.on)
            await asyncio.sleep(60)
            watcher = Watcher(gateway)
            await asyncio.sleep(1800)
            assert pauses(watcher.times_of(ALIVE, Way.SENT))[:18] == pytest.approx([TIMING.silence] * 18, abs=0.3)
            simulator.objects["1-12"].press()
            await until(lambda: light_of(gateway, "12").state.on)
        assert states == [CONNECTED, STOPPED]


async def test_a_dead_event_session_of_a_gateway_that_answers_is_found(serve: Serve) -> None:
    """A command session that works hides it from a library that looks at the commands alone."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway) as states:
        await mirror(desk, gateway)
        desk.tell(PRESS)
        last = now()
        await until(lambda: gateway.reconnections == 1, 200)
        # It is opened again at once. 90 s of silence, and 5 s in which the answer would have come.
        assert now() - last == pytest.approx(TIMING.silence + TIMING.echo, abs=0.5)
        await until(lambda: gateway.state is CONNECTED)
        desk.tell("*1*1*12##")
        await until(lambda: light_of(gateway, "12").state.on)
    assert states == [CONNECTED, LOST, CONNECTED, STOPPED]


async def test_a_gateway_that_answers_nothing_any_more_is_lost(f454: Simulator) -> None:
    """Half-open: the connections stand, nothing comes."""
    gateway = gateway_of(f454)
    async with running(gateway) as states:
        await until(lambda: light_of(gateway, "11").state.on)
        await asyncio.sleep(30)
        f454.objects["1-12"].press()
        await until(lambda: light_of(gateway, "12").state.on)
        await asyncio.sleep(20)
        f454.emit(PRESS)
        last = now()
        await asyncio.sleep(1)
        f454.faults.half_open = True
        await until(lambda: gateway.state is LOST, 200)
        # 90 s of silence; then neither a command session nor another event session is opened in 8 s.
        assert now() - last == pytest.approx(TIMING.silence + 2 * TIMING.handshake_timeout, abs=0.3)
        f454.faults.half_open = False
        await until(lambda: gateway.state is CONNECTED, 60)
        assert gateway.reconnections == 1
        f454.objects["1-11"].press()
        await until(lambda: light_of(gateway, "11").state.on is False)
    assert states == [CONNECTED, LOST, CONNECTED, STOPPED]


async def test_an_answer_that_is_lost_with_its_session_says_nothing_of_the_event_session(serve: Serve) -> None:
    """It is renewed, since nobody knows; and not lost."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway) as states:
        await asyncio.sleep(20)
        desk.heard.clear()
        # A question is asked twice.
        desk.leaves_after += [ALIVE] * 2
        await until(lambda: desk.listened == [1, 2, 1], 100)
        assert desk.frames == [ALIVE, ALIVE]
        desk.tell("*1*1*12##")
        await until(lambda: light_of(gateway, "12").state.on)
    assert states == [CONNECTED, STOPPED]


async def test_a_quiet_event_session_outlives_a_gateway_without_a_free_command_session(f454: Simulator) -> None:
    """Others may use them: that says nothing of the event session."""
    gateway = gateway_of(f454)
    async with running(gateway) as states:
        await until(lambda: light_of(gateway, "11").state.on)
        await asyncio.sleep(60)
        f454.faults.busy = True
        events = [session.number for session in f454.sessions]
        connections = f454.connections
        await asyncio.sleep(600)
        # It was tried, in vain.
        assert f454.connections > connections
        assert [session.number for session in f454.sessions] == events
        f454.objects["1-12"].press()
        await until(lambda: light_of(gateway, "12").state.on)
    assert states == [CONNECTED, STOPPED]


async def test_a_password_that_is_refused_when_the_gateway_is_asked_ends_the_run(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    task = asyncio.create_task(gateway.run())
    await until(lambda: light_of(gateway, "11").state.on)
    await asyncio.sleep(60)
    f454.password = "67890"
    connections = f454.connections
    with pytest.raises(InvalidAuthentication):
        await task
    assert gateway.state is ConnectionState.REFUSED
    assert f454.connections == connections + 1
    await gateway.close()
