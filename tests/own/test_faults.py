"""What the fault suite (tests/faults) has found, one by one, on a small scale."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from custom_components.openwebnet.own import (
    InvalidAuthentication,
    NormalMessage,
    NotSent,
    StatusRequest,
    Where,
    Who,
    budget as budget_module,
    commands as commands_module,
    gateway as gateway_module,
    link as link_module,
    liveness as liveness_module,
    pool as pool_module,
    refresh as refresh_module,
    scan as scan_module,
)
from custom_components.openwebnet.own.budget import BUDGET_ATTEMPTS, SPARED, Budget
from custom_components.openwebnet.own.commands import Commands
from custom_components.openwebnet.own.gateway import Gateway
from custom_components.openwebnet.own.items import Light
from custom_components.openwebnet.own.link import ConnectionState
from custom_components.openwebnet.own.profiles import Profile
from custom_components.openwebnet.own.sender import Priority
from simulator import Plant, Simulator
from simulator.faults import Moment

from .conftest import Serve, accepting, read_frame

PLANT = """
model: {model}
password: "12345"
auth: open
speed: 0
objects:
  - {{kind: relay, where: "11", on: true}}
  - {{kind: relay, where: "12"}}
  - {{kind: dimmer, where: "13", steps: 100, level: 60, on: true}}
  - {{kind: zone, where: "1"}}
  - {{kind: meter, where: "51"}}
"""
PROOF = r"^\*#\d+##$"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than with a real bus."""
    monkeypatch.setattr(scan_module, "QUIET", 0.02)
    monkeypatch.setattr(gateway_module, "FIRST_REREAD_PAUSE", 0.02)
    monkeypatch.setattr(link_module, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(link_module, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(refresh_module, "EFFECT", 0.1)
    monkeypatch.setattr(pool_module, "FIRST_PAUSE", 0.02)
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.SCAN, 0.3)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try to connect again as seldom as is needed to count who tries."""
    monkeypatch.setattr(link_module, "FIRST_PAUSE", 0.5)
    monkeypatch.setattr(link_module, "LONGEST_PAUSE", 0.5)


@pytest.fixture
async def f454(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway with two lights."""
    async with Simulator(Plant.parse(PLANT.format(model="F454")), time_factor=50) as simulator:
        yield simulator


@pytest.fixture
async def running(f454: Simulator) -> AsyncIterator[Gateway]:
    """The gateway, connected and read."""
    gateway = Gateway("127.0.0.1", f454.port, "12345")
    task = asyncio.create_task(gateway.run())
    await until(lambda: light(gateway, "11").state.on is True and light(gateway, "12").state.on is False)
    await until(lambda: sum(received.frame.startswith("*#18*5") for received in f454.received) >= 1)
    yield gateway
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await gateway.close()


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def light(gateway: Gateway, where: str) -> Light:
    """Return a light."""
    item = gateway.get_item(Who.LIGHTING, Where(where))
    assert isinstance(item, Light)
    return item


def switch(what: str, where: str = "11") -> NormalMessage:
    """Return a command for a light."""
    return NormalMessage((Who.LIGHTING, what, where))


def commands_of(port: int, profile: Profile) -> Commands:
    """Return a pipeline without a password."""
    commands = Commands("127.0.0.1", port, "", deliver=lambda _: None)
    commands.profile = profile
    return commands


# The pipeline


async def test_a_session_that_is_closed_in_the_gap_is_opened_again(serve: Serve) -> None:
    written: list[str] = []

    async def answer_and_leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        written.append(await read_frame(reader))
        writer.write(b"*#*1##")
        await writer.drain()
        await asyncio.sleep(0.05)

    gateway = await serve(accepting(then=answer_and_leave))
    commands = commands_of(gateway.port, Profile(gap=0.2))
    await asyncio.gather(*(commands.request(switch(what)) for what in ("1", "0", "1")))
    assert written == ["*1*1*11##", "*1*0*11##", "*1*1*11##"]
    await commands.close()


async def test_a_gateway_with_fewer_sessions_than_its_kind_has_uses_those(serve: Serve) -> None:
    sessions: list[list[str]] = []

    async def work(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sessions.append([])
        frames = sessions[-1]
        while True:
            frames.append(await read_frame(reader))
            await asyncio.sleep(0.05)
            writer.write(b"*#*1##")

    async def busy(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    gateway = await serve(accepting(then=work), busy)
    commands = commands_of(gateway.port, Profile(gap=0, command_sessions=2))
    await commands.request(switch("1", "91"))
    await asyncio.gather(*(commands.request(switch("1", f"1{number}")) for number in range(1, 9)))
    assert len(sessions) == 1
    assert len(sessions[0]) == 9
    # It is not asked for a second one with every command.
    assert gateway.connections == 2
    await commands.close()


async def test_a_session_that_opens_too_late_costs_only_the_command_that_is_late(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands_module, "USER_DEADLINE", 0.2)
    asked: list[str] = []

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        await accepting(then=work)(reader, writer)

    async def work(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            asked.append(await read_frame(reader))
            writer.write(b"*#*1##")

    gateway = await serve(slow)
    commands = commands_of(gateway.port, Profile(gap=0))
    late = asyncio.create_task(commands.request(switch("1")))
    ask = asyncio.create_task(commands.request(StatusRequest((Who.LIGHTING, "12"))))
    with pytest.raises(NotSent):
        await late
    assert await ask == []
    assert asked == ["*#1*12##"]
    assert gateway.connections == 1
    await commands.close()


async def test_a_person_is_told_in_time_that_nothing_was_sent(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_module, "USER_DEADLINE", 0.1)

    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    gateway = await serve(accepting(then=silent))
    commands = commands_of(gateway.port, Profile(gap=0))
    first = asyncio.create_task(commands.request(switch("1")))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(1):
        with pytest.raises(NotSent):
            await commands.request(switch("1", "12"))
    assert not first.done()
    await commands.close()
    await asyncio.gather(first, return_exceptions=True)


async def test_making_way_for_people_does_not_use_up_the_attempts(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands_module, "PATIENCE", 0.02)
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.SCAN, 0.2)
    asked: list[str] = []

    async def slow_when_asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            asked.append(await read_frame(reader))
            if asked[-1].startswith("*#"):
                await asyncio.sleep(0.1)
            writer.write(b"*#*1##")

    gateway = await serve(accepting(then=slow_when_asked))
    commands = commands_of(gateway.port, Profile(gap=0))
    for number in range(10):
        scan = StatusRequest((Who.LIGHTING, f"{number}"))
        asking = asyncio.create_task(commands.request(scan, priority=Priority.SCAN))
        while str(scan) not in asked:
            await asyncio.sleep(0.005)
        await commands.request(switch("1", f"2{number}"))
        await asking
    assert gateway.connections < BUDGET_ATTEMPTS / 2
    await commands.close()


async def test_meters_are_not_looked_for_where_a_gateway_only_acknowledges(serve: Serve) -> None:
    asked: list[str] = []

    async def acknowledge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            asked.append(await read_frame(reader))
            writer.write(b"*#*1##")

    commands = commands_of((await serve(accepting(then=acknowledge))).port, Profile(gap=0))
    await scan_module.find_meters(commands)
    assert asked == ["*#18*51*113##", "*#18*52*113##"]
    await commands.close()


# The budget


async def test_an_attempt_is_never_spent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget_module, "BUDGET_SECONDS", 0.2)
    budget = Budget()
    loop = asyncio.get_running_loop()
    times: list[float] = []

    async def connect() -> None:
        assert await budget.take()
        times.append(loop.time())

    await asyncio.gather(*(connect() for _ in range(25)))
    assert len(times) == 25
    for index, time in enumerate(times[BUDGET_ATTEMPTS:]):
        assert time - times[index] >= 0.2


async def test_some_attempts_are_left_for_the_event_session() -> None:
    budget = Budget()
    loop = asyncio.get_running_loop()
    taken = 0
    while await budget.take(spared=SPARED, until=loop.time()):
        taken += 1
    assert taken == BUDGET_ATTEMPTS - SPARED
    for _ in range(SPARED):
        assert await budget.take(until=loop.time())
    assert not await budget.take(until=loop.time())


async def test_what_people_press_while_the_gateway_is_away_does_not_keep_it_away(
    f454: Simulator, patient: None, running: Gateway
) -> None:
    # Attempts of the event session itself are rare; those in vain of people are few.
    await f454.faults.refuse(True)
    f454.faults.close_all()
    await until(lambda: running.state is ConnectionState.LOST)
    await asyncio.gather(*(light(running, "11").turn_on() for _ in range(3)), return_exceptions=True)
    for _ in range(12):
        await asyncio.gather(light(running, "11").turn_off(), return_exceptions=True)
    assert running._budget.wait_time(asyncio.get_running_loop().time()) == 0
    await f454.faults.refuse(False)
    await until(lambda: running.state is ConnectionState.CONNECTED)
    await light(running, "11").turn_off()


# The gateway


async def test_a_gateway_that_leaves_once_when_told_the_password_has_not_refused_it(
    f454: Simulator, running: Gateway
) -> None:
    f454.faults.at(Moment.HANDSHAKE, f454.faults.reset_all, PROOF)
    f454.faults.close_all()
    await until(lambda: running.reconnections == 1)
    assert running.state is ConnectionState.CONNECTED


async def test_a_gateway_that_leaves_every_time_when_told_the_password_has_refused_it(f454: Simulator) -> None:
    gateway = Gateway("127.0.0.1", f454.port, "12345")
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
    assert gateway.state is ConnectionState.REFUSED
    await gateway.close()


async def test_a_password_that_a_command_session_is_refused_is_tried_only_once(f454: Simulator) -> None:
    gateway = Gateway("127.0.0.1", f454.port, "12345")
    task = asyncio.create_task(gateway.run())
    await until(lambda: light(gateway, "11").state.on is True)
    f454.password = "67890"
    for session in f454.sessions:
        if session.kind == "command":
            session.close()
    connections = f454.connections
    await asyncio.gather(light(gateway, "11").turn_off(), return_exceptions=True)
    with pytest.raises(InvalidAuthentication):
        await task
    assert gateway.state is ConnectionState.REFUSED
    with pytest.raises(InvalidAuthentication):
        await light(gateway, "11").turn_off()
    assert f454.connections <= connections + 2
    await gateway.close()


async def test_what_could_not_be_read_after_the_connection_came_back_is_read_later(
    f454: Simulator, running: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands_module, "USER_DEADLINE", 0.1)
    monkeypatch.setattr(budget_module, "BUDGET_SECONDS", 1.0)
    await f454.faults.refuse(True)
    f454.faults.close_all()
    await until(lambda: running.state is ConnectionState.LOST)
    f454.objects["1-11"].press()
    await f454.wait_idle()

    # The event session gets in, the command sessions do not.
    monkeypatch.setattr(scan_module, "QUIET", 0.2)
    await f454.faults.refuse(False)
    await until(lambda: running.state is ConnectionState.CONNECTED)
    f454.faults.busy = True
    await asyncio.sleep(0.6)
    f454.faults.busy = False
    await until(lambda: light(running, "11").state.on is False)


async def test_a_quiet_event_session_outlives_a_gateway_without_a_free_command_session(
    f454: Simulator, running: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liveness_module, "SILENCE", 0.1)
    monkeypatch.setattr(commands_module, "USER_DEADLINE", 0.05)
    states: list[ConnectionState] = []
    running.add_state_listener(lambda: states.append(running.state))
    f454.faults.busy = True
    for session in f454.sessions:
        if session.kind == "command":
            session.close()
    await asyncio.sleep(0.8)
    assert states == []
    f454.objects["1-12"].press()
    await until(lambda: light(running, "12").state.on is True)


async def test_a_command_whose_event_is_lost_is_shown_all_the_same(f454: Simulator, running: Gateway) -> None:
    f454.faults.lose_events(1000)
    await light(running, "12").turn_on()
    await until(lambda: light(running, "12").state.on is True)
    assert sum(received.frame == "*#1*12##" for received in f454.received) >= 1


async def test_a_level_that_could_not_be_asked_for_is_asked_for_later(
    f454: Simulator, running: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh_module, "COMPLETION_DELAY", 0.01)
    monkeypatch.setattr(commands_module, "USER_DEADLINE", 0.05)
    monkeypatch.setattr(budget_module, "BUDGET_SECONDS", 0.5)
    dimmer = light(running, "13")
    dimmer.restore({"steps": 100})
    f454.faults.busy = True
    for session in f454.sessions:
        if session.kind == "command":
            session.close()
    f454.emit("*1*5*13##")
    await until(lambda: dimmer.state.level_is_nominal)
    await asyncio.sleep(0.5)
    f454.faults.busy = False
    await until(lambda: dimmer.state.level == 60 and not dimmer.state.level_is_nominal)


async def test_a_command_that_shows_its_effect_is_not_asked_about(f454: Simulator, running: Gateway) -> None:
    before = sum(received.frame == "*#1*12##" for received in f454.received)
    await light(running, "12").turn_on()
    await until(lambda: light(running, "12").state.on is True)
    await asyncio.sleep(0.3)
    assert sum(received.frame == "*#1*12##" for received in f454.received) == before


async def test_a_connection_that_is_lost_before_it_is_kept_alive_counts_as_lost(f454: Simulator) -> None:
    gateway = Gateway("127.0.0.1", f454.port, "12345")
    await gateway.connect()
    await f454.faults.refuse(True)
    f454.faults.close_all()
    await until(lambda: not gateway._events.is_connected)
    task = asyncio.create_task(gateway.run())
    await until(lambda: gateway.state is ConnectionState.LOST)
    await f454.faults.refuse(False)
    await until(lambda: gateway.state is ConnectionState.CONNECTED)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await gateway.close()


async def test_a_device_that_is_gone_falls_silent_alone_and_comes_back(f454: Simulator, running: Gateway) -> None:
    told: list[tuple[str, bool]] = []
    running.add_silence_listener(lambda item: told.append((item.key, running.silent_since(item) is not None)))
    f454.objects["1-11"].unplugged = True
    assert await running.sweep()
    await until(lambda: told == [("11", True)], 20)
    assert running.silent_since(light(running, "12")) is None
    f454.objects["1-11"].unplugged = False
    f454.objects["1-11"].press()
    await until(lambda: told == [("11", True), ("11", False)])


async def test_a_silent_device_is_asked_again_and_found_when_it_answers(
    f454: Simulator, running: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh_module, "SILENT_PAUSE", 0.2)
    f454.objects["1-11"].unplugged = True
    assert await running.sweep()
    await until(lambda: running.silent_since(light(running, "11")) is not None, 20)
    f454.objects["1-11"].unplugged = False
    await until(lambda: running.silent_since(light(running, "11")) is None)


async def test_what_never_answered_is_not_called_silent(f454: Simulator, running: Gateway) -> None:
    f454.emit("*9*1*4##")
    channel = running.get_item(Who.AUXILIARY, Where("4"))
    await until(lambda: channel.heard)
    for _ in range(2):
        assert await running.sweep()
    await asyncio.sleep(0.8)
    assert running.silent_since(channel) is None
