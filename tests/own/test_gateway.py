"""A gateway kept alive: what is asked, in which order, and what happens when the connection is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from custom_components.openwebnet.own import (
    AnotherGateway,
    InvalidAuthentication,
    InvalidSession,
    NormalMessage,
    NotConfirmed,
    NotSent,
    ResponseError,
    StatusRequest,
    Where,
    Who,
    budget as budget_module,
    client as client_module,
    commands as commands_module,
    gateway as gateway_module,
    link as link_module,
    liveness as liveness_module,
    refresh as refresh_module,
    scan as scan_module,
)
from custom_components.openwebnet.own.commands import Commands
from custom_components.openwebnet.own.gateway import Gateway
from custom_components.openwebnet.own.items import Automation, Energy, Light, Temperature
from custom_components.openwebnet.own.link import ConnectionState, Problem
from custom_components.openwebnet.own.profiles import Profile, model_name, profile_of
from custom_components.openwebnet.own.sender import Priority
from simulator import Plant, Simulator
from simulator.faults import Moment

from .conftest import Serve, accepting, read_frame

PLANT = """
model: {model}
password: "12345"
auth: open
mac: "00:03:50:01:02:03"
speed: 0
command_idle: 0
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


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than with a real bus."""
    monkeypatch.setattr(scan_module, "QUIET", 0.05)
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.SCAN, 1.0)
    monkeypatch.setattr(gateway_module, "FIRST_REREAD_PAUSE", 0.02)
    monkeypatch.setattr(link_module, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(link_module, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(refresh_module, "COMPLETION_DELAY", 0.05)


@pytest.fixture(params=["F454", "MH201", "MH202", "MyHomeServer1"])
async def simulator(request: pytest.FixtureRequest, socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway of each temper."""
    simulator = Simulator(Plant.parse(PLANT.format(model=request.param)), port=0, time_factor=50)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def f454(socket_enabled: None) -> AsyncIterator[Simulator]:
    """One gateway."""
    simulator = Simulator(Plant.parse(PLANT.format(model="F454")), port=0, time_factor=50)
    await simulator.start()
    yield simulator
    await simulator.stop()


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


class Running:
    """A gateway of ours that runs until the end of a `with`."""

    def __init__(self, port: int, password: str = "12345") -> None:
        self.gateway = Gateway("127.0.0.1", port, password)
        self.states: list[ConnectionState] = []
        self.gateway.add_state_listener(self._note)
        self.task: asyncio.Task[None] | None = None

    def _note(self) -> None:
        if self.states[-1:] != [self.gateway.state]:
            self.states.append(self.gateway.state)

    async def __aenter__(self) -> Gateway:
        self.task = asyncio.create_task(self.gateway.run())
        return self.gateway

    async def __aexit__(self, *_: object) -> None:
        assert self.task is not None
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.gateway.close()


async def test_identity_is_read_over_the_session(simulator: Simulator) -> None:
    """MAC, model and firmware; the model in WHO 1013 where WHO 13 has the shared type."""
    gateway = Gateway("127.0.0.1", simulator.port, "12345")
    await gateway.connect(identify=True)
    assert gateway.identity.mac == "000350010203"
    # A MH201 tells nothing but the type that it shares with others.
    model = simulator.plant.model.name
    assert gateway.identity.model == (None if model == "MH201" else model)
    assert gateway.identity.firmware
    await gateway.close()
    assert gateway.state is ConnectionState.STOPPED


async def test_another_gateway_at_the_address_is_not_touched(f454: Simulator) -> None:
    """Nobody else's bus is asked, and no command goes there."""
    gateway = Gateway("127.0.0.1", f454.port, "12345", mac="000350aabbcc")
    light = gateway.get_item(Who.LIGHTING, Where("11"))
    assert isinstance(light, Light)
    with pytest.raises(AnotherGateway) as raised:
        await gateway.run()
    assert raised.value.mac == "000350010203"
    assert gateway.state is ConnectionState.STOPPED
    assert not gateway.available
    assert not [received.frame for received in f454.received if received.frame.startswith("*#1*")]
    with pytest.raises(NotSent):
        await light.turn_on()
    await until(lambda: not f454.sessions)


async def test_a_gateway_that_is_replaced_meanwhile_is_found(f454: Simulator) -> None:
    """It is asked what it is after each connection."""
    gateway = Gateway("127.0.0.1", f454.port, "12345", mac="000350010203")
    running = asyncio.create_task(gateway.run())
    await until(lambda: gateway.identity.model == "F454")
    await f454.stop()
    other = Plant.parse(PLANT.format(model="F454").replace("00:03:50:01:02:03", "00:03:50:aa:bb:cc"))
    async with Simulator(other, port=f454.port, time_factor=50):
        with pytest.raises(AnotherGateway):
            await running


async def test_what_a_gateway_is_does_not_hang_on_one_answer(f454: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.REFRESH, 0.1)
    gateway = Gateway("127.0.0.1", f454.port, "12345")
    f454.faults.at(Moment.REQUEST, lambda: f454.faults.drop_acks(1), r"\*#13\*\*15##")
    await gateway.connect(identify=True)
    assert (gateway.identity.mac, gateway.identity.model) == ("000350010203", "F454")
    await gateway.close()


async def test_a_gateway_whose_answer_was_lost_is_asked_again_after_the_bus(
    f454: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is, is of less interest than what its lights do."""
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.REFRESH, 0.1)

    def fall_silent() -> None:
        f454.faults.half_open = True
        asyncio.get_running_loop().call_later(0.05, wake)

    def wake() -> None:
        f454.faults.half_open = False

    f454.faults.at(Moment.REQUEST, fall_silent, r"\*#13\*\*12##")
    async with Running(f454.port) as gateway:
        await until(lambda: len([item for item in gateway.items if item.is_device]) == 7)
        await until(lambda: gateway.identity.model == "F454")
    asked = [received.frame for received in f454.received]
    assert asked.index("*#1*0##") < asked.index("*#13**15##")


async def test_everything_on_the_bus_is_found(simulator: Simulator) -> None:
    """Whatever session the model answers on."""
    async with Running(simulator.port) as gateway:
        await until(lambda: len([item for item in gateway.items if item.is_device]) == 7)
        light = gateway.get_item(Who.LIGHTING, Where("11"))
        assert isinstance(light, Light)
        assert light.state.on is True
        cover = gateway.get_item(Who.AUTOMATION, Where("22"))
        assert isinstance(cover, Automation)
        await until(lambda: cover.state.position == 40)
        zone = gateway.get_item(Who.THERMOREGULATION, Where("1"))
        assert isinstance(zone, Temperature)
        await until(lambda: zone.state.temperature == 20.5 and zone.state.set_point == 21.0)
        meter = gateway.get_item(Who.ENERGY_MANAGEMENT, Where("51"))
        assert isinstance(meter, Energy)
        await until(lambda: meter.state.energy_total == 1234567)


async def test_a_dimmer_is_known_by_what_it_reports(f454: Simulator) -> None:
    """Off it looks like a relay; on, the level is there."""
    async with Running(f454.port) as gateway:
        await until(lambda: len([item for item in gateway.items if item.is_device]) == 7)
        light = gateway.get_item(Who.LIGHTING, Where("12"))
        assert isinstance(light, Light)
        await light.set_level(100)
        await until(lambda: light.state.on is True)
        await light.turn_off()
        await until(lambda: light.state.on is False)
        if light.state.steps == 100:
            await light.set_level(37)
            await until(lambda: light.state.level == 37)


async def test_the_next_general_request_waits_for_quiet(f454: Simulator) -> None:
    """One that comes while the first is still being answered cuts it short."""
    async with Running(f454.port) as gateway:
        await until(lambda: len([item for item in gateway.items if item.is_device]) == 7)
    asked = [received.frame for received in f454.received if received.session == "command"]
    general = [frame for frame in asked if frame.endswith("*0##")]
    assert general == ["*#1*0##", "*#2*0##", "*#9*0##", "*#5*0##", "*#4*0##"]
    assert len(general) == len(set(general))


async def test_a_lost_connection_comes_back_with_the_truth(f454: Simulator) -> None:
    """What happened meanwhile is read again."""
    running = Running(f454.port)
    async with running as gateway:
        light = gateway.get_item(Who.LIGHTING, Where("11"))
        assert isinstance(light, Light)
        await until(lambda: light.state.on is True)
        await f454.faults.refuse(True)
        f454.faults.close_all()
        await until(lambda: gateway.state is ConnectionState.LOST)
        f454.objects["1-11"].press()
        await f454.wait_idle()
        await f454.faults.refuse(False)
        await until(lambda: gateway.state is ConnectionState.CONNECTED)
        await until(lambda: light.state.on is False)
    assert running.states == [
        ConnectionState.CONNECTED,
        ConnectionState.LOST,
        ConnectionState.CONNECTED,
        ConnectionState.STOPPED,
    ]


async def test_a_wrong_password_ends_the_run(f454: Simulator) -> None:
    """Three failures lock some gateways: a person has to act."""
    running = Running(f454.port, "99999")
    with pytest.raises(InvalidAuthentication):
        await running.gateway.run()
    assert running.states == [ConnectionState.REFUSED]
    assert f454.connections == 1
    with pytest.raises(InvalidAuthentication):
        await running.gateway.connect()


async def test_no_gateway_is_tried_again_with_a_growing_pause(serve: Serve) -> None:
    """A gateway that accepts and closes is not stormed."""

    async def close(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    gateway = await serve(close)
    async with Running(gateway.port):
        await asyncio.sleep(0.5)
    assert 3 <= gateway.connections <= 10


async def test_signs_of_life_and_their_nack(f454: Simulator) -> None:
    """A MH201 answers them with NACK; nothing happens."""
    gateway = Gateway("127.0.0.1", f454.port, "12345")
    await gateway.connect(identify=True)
    gateway._commands.profile = Profile(keep_alive=0.05)
    task = asyncio.create_task(gateway.run())
    await until(lambda: sum(received.frame == "*#*1##" for received in f454.received) > 2)
    f454.emit("*#*0##")
    await asyncio.sleep(0.1)
    assert gateway.state is ConnectionState.CONNECTED
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await gateway.close()


def commands_of(port: int, profile: Profile | None = None) -> Commands:
    """Return a way for commands."""
    commands = Commands("127.0.0.1", port, "12345", deliver=lambda _: None)
    if profile is not None:
        commands.profile = profile
    return commands


async def test_an_idle_command_session_is_closed_from_this_side(f454: Simulator) -> None:
    """Before the gateway does it silently; the next command opens another."""
    commands = commands_of(f454.port, Profile(command_idle=0.05))
    await commands.request(StatusRequest((Who.LIGHTING, "11")))
    await until(lambda: not f454.sessions)
    await commands.request(NormalMessage((Who.LIGHTING, "0", "11")))
    assert f454.executed == ["*1*0*11##"]
    await commands.close()


async def test_a_refused_command_raises_and_the_next_one_goes_through(f454: Simulator) -> None:
    """NACK is for one frame, not for the session."""
    commands = commands_of(f454.port)
    f454.faults.nack_next(1)
    with pytest.raises(ResponseError):
        await commands.request(NormalMessage((Who.LIGHTING, "0", "11")))
    await commands.request(NormalMessage((Who.LIGHTING, "0", "11")))
    await commands.close()


async def test_a_command_whose_connection_is_lost_is_never_written_again(serve: Serve) -> None:
    """A toggle done twice is worse than one that may not have been done; a request only asks."""
    written: list[str] = []

    async def leave(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        written.append(await read_frame(reader))

    gateway = await serve(accepting(then=leave))
    commands = commands_of(gateway.port)
    with pytest.raises(NotConfirmed):
        await commands.request(NormalMessage((Who.LIGHTING, "32", "11")))
    assert written == ["*1*32*11##"]
    with pytest.raises(InvalidSession):
        await commands.request(StatusRequest((Who.LIGHTING, "11")))
    assert written == ["*1*32*11##", "*#1*11##", "*#1*11##"]
    await commands.close()


async def test_a_session_that_the_gateway_closed_is_opened_again_before_writing(f454: Simulator) -> None:
    """Nothing is written into a dead socket."""
    commands = commands_of(f454.port)
    await commands.request(StatusRequest((Who.LIGHTING, "11")))
    for session in list(f454.sessions):
        session.close()
    await until(lambda: not f454.sessions)
    await asyncio.sleep(0.02)
    await commands.request(NormalMessage((Who.LIGHTING, "0", "11")))
    assert f454.executed == ["*1*0*11##"]
    await commands.close()


async def test_commands_keep_their_order_and_their_gap(f454: Simulator) -> None:
    """One at a time."""
    commands = commands_of(f454.port, Profile(gap=0.03))
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await asyncio.gather(
        *(commands.request(NormalMessage((Who.LIGHTING, what, "11"))) for what in ("1", "0", "1", "0"))
    )
    assert f454.executed == ["*1*1*11##", "*1*0*11##", "*1*1*11##", "*1*0*11##"]
    assert loop.time() - begin >= 0.09
    await commands.close()


@pytest.mark.parametrize(
    ("object_model", "device_type", "name"),
    [(51, 200, "F454"), (None, 44, "MH200N"), (None, 200, None), (999, 4, "MH200"), (None, None, None)],
)
def test_the_model_comes_from_who_1013_first(object_model: int | None, device_type: int | None, name: str) -> None:
    """The type of WHO 13 is shared by many."""
    assert model_name(object_model, device_type) == name


def test_an_unknown_model_is_treated_gently() -> None:
    """Like most."""
    assert profile_of(None) == profile_of("X1") == Profile()
    assert profile_of("MH200N").gap == 0.15


async def test_a_quiet_bus_is_not_a_dead_one(f454: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway is asked now and then; nothing changes."""
    monkeypatch.setattr(liveness_module, "SILENCE", 0.1)
    running = Running(f454.port)
    async with running as gateway:
        await until(lambda: len([item for item in gateway.items if item.is_device]) == 7)
        await until(lambda: sum(received.frame == "*#13**15##" for received in f454.received) > 4)
        f454.objects["1-12"].press()
        light = gateway.get_item(Who.LIGHTING, Where("12"))
        assert isinstance(light, Light)
        await until(lambda: light.state.on is True)
    assert running.states == [ConnectionState.CONNECTED, ConnectionState.STOPPED]


async def test_a_gateway_that_answers_nothing_any_more_is_lost(
    f454: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-open: the connections stand, nothing comes."""
    monkeypatch.setattr(liveness_module, "SILENCE", 0.2)
    monkeypatch.setattr(commands_module, "PATIENCE", 0.1)
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.REFRESH, 0.2)
    monkeypatch.setattr(client_module, "HANDSHAKE_TIMEOUT", 0.3)
    async with Running(f454.port) as gateway:
        await until(lambda: len([item for item in gateway.items if item.is_device]) == 7)
        f454.faults.half_open = True
        await until(lambda: gateway.state is ConnectionState.LOST)
        f454.faults.half_open = False
        await until(lambda: gateway.state is ConnectionState.CONNECTED)
        assert gateway.reconnections == 1


async def test_a_dead_event_session_of_a_gateway_that_answers_is_found(
    f454: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its command sessions answer: nothing else tells that events are missing."""
    monkeypatch.setattr(liveness_module, "SILENCE", 0.2)
    monkeypatch.setattr(liveness_module, "ECHO", 0.2)
    monkeypatch.setattr(budget_module, "BUDGET_SECONDS", 1.0)
    async with Running(f454.port) as gateway:
        await until(lambda: len([item for item in gateway.items if item.is_device]) == 7)
        f454.faults.lose_events(10_000)
        light = gateway.get_item(Who.LIGHTING, Where("12"))
        assert isinstance(light, Light)
        first = [session for session in f454.sessions if session.kind == "event"]
        await until(lambda: not set(first) & set(f454.sessions))
        f454.faults.lose_events(0)
        f454.objects["1-12"].press()
        await until(lambda: light.state.on is True)


async def test_a_short_loss_is_not_shown(f454: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """For ten seconds nobody is told."""
    monkeypatch.setattr(link_module, "GRACE", 0.2)
    async with Running(f454.port) as gateway:
        await until(lambda: gateway.state is ConnectionState.CONNECTED)
        seen: list[bool] = []
        gateway.add_state_listener(lambda: seen.append(gateway.available))
        f454.faults.close_all()
        await until(lambda: gateway.state is ConnectionState.LOST)
        await until(lambda: gateway.state is ConnectionState.CONNECTED)
        assert all(seen)
        await f454.faults.refuse(True)
        f454.faults.close_all()
        await until(lambda: not gateway.available)
        assert gateway.problem is Problem.NO_ANSWER
        await f454.faults.refuse(False)
        await until(lambda: gateway.available)
        assert gateway.problem is None


async def test_a_gateway_without_a_free_session_is_told_from_a_wrong_password(f454: Simulator) -> None:
    """It closes before it asks for one."""
    async with Running(f454.port) as gateway:
        await until(lambda: gateway.state is ConnectionState.CONNECTED)
        f454.faults.accept_then_close = True
        f454.faults.close_all()
        await until(lambda: gateway.problem is Problem.SESSION_REFUSED)
        assert gateway.state is ConnectionState.LOST
        f454.faults.accept_then_close = False
        await until(lambda: gateway.state is ConnectionState.CONNECTED)


async def test_ten_attempts_a_minute_are_the_most(f454: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the gateway does, even with pauses that are far too short."""
    monkeypatch.setattr(link_module, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(link_module, "LONGEST_PAUSE", 0.001)
    f454.faults.accept_then_close = True
    async with Running(f454.port):
        await asyncio.sleep(0.5)
    assert f454.connections == 10
