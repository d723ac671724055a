"""Sessions, routing and the ways in which models differ."""

import asyncio
import re

import pytest

from simulator import Plant, Simulator
from simulator.auth import Auth, client_digest, from_digits, open_result, server_digest, to_digits

from .kit import ACK, NACK, Wire, plant, until

# Sessions


async def test_the_gateway_speaks_first(simulator: Simulator) -> None:
    wire = await Wire.connect(simulator)
    assert await wire.read() == ACK


@pytest.mark.parametrize(("selector", "kind"), [("0", "command"), ("9", "command"), ("1", "event")])
async def test_sessions(simulator: Simulator, selector: str, kind: str) -> None:
    await Wire.open(simulator, selector)
    assert [session.kind for session in simulator.sessions] == [kind]


async def test_an_unknown_session_is_refused_and_another_may_follow(simulator: Simulator) -> None:
    wire = await Wire.connect(simulator)
    assert await wire.read() == ACK
    assert await wire.ask("*99*7##") == [NACK]
    assert await wire.ask("*99*9##") == [ACK]


async def test_the_selector_may_come_before_the_greeting_was_read(simulator: Simulator) -> None:
    wire = await Wire.connect(simulator)
    wire.send("*99*0##*1*1*11##")
    assert [await wire.read() for _ in range(3)] == [ACK, ACK, ACK]
    assert simulator.objects["1-11"].on


async def test_frames_may_come_in_any_pieces(simulator: Simulator, command: Wire) -> None:
    for piece in ("*1*1*1", "1#", "#*1*1*12##*1*1", "*13##"):
        command.send(piece)
        await asyncio.sleep(0.01)
    assert [await command.read() for _ in range(3)] == [ACK, ACK, ACK]
    assert simulator.executed == ["*1*1*11##", "*1*1*12##", "*1*1*13##"]


async def test_the_numeric_password(start) -> None:
    simulator = await start(plant(password="'012345'"))
    for password, last in (("12345", ACK), ("54321", NACK)):
        wire = await Wire.connect(simulator)
        await wire.read()
        wire.send("*99*0##")
        nonce = (await wire.read())[2:-2]
        wire.send(f"*#{open_result(password, nonce)}##")
        assert await wire.read() == last
    assert await wire.read() == ""


@pytest.mark.parametrize(("auth", "offer"), [(Auth.SHA1, "*98*1##"), (Auth.SHA256, "*98*2##")])
@pytest.mark.parametrize("right", [True, False])
async def test_the_hmac_exchange(start, auth: Auth, offer: str, right: bool) -> None:
    simulator = await start(plant(password="Abcdef123", auth=auth))
    wire = await Wire.connect(simulator)
    await wire.read()
    wire.send("*99*1##")
    assert await wire.read() == offer
    wire.send(ACK)
    ra = from_digits((await wire.read())[2:-2])
    assert ra is not None
    rb = "ab" * (len(ra) // 2)
    password = "Abcdef123" if right else "abcdef123"
    wire.send(f"*#{to_digits(rb)}*{to_digits(client_digest(auth, password, ra, rb))}##")
    if not right:
        assert [await wire.read(), await wire.read()] == [NACK, ""]
        return
    assert await wire.read() == f"*#{to_digits(server_digest(auth, password, ra, rb))}##"
    wire.send(ACK)
    await until(lambda: simulator.sessions[0].kind == "event")
    simulator.emit("*1*1*99##")
    assert await wire.read() == "*1*1*99##"


async def test_the_password_can_be_changed_while_running(start) -> None:
    simulator = await start()
    wire = await Wire.open(simulator, "0")
    simulator.password = "12345"
    other = await Wire.connect(simulator)
    await other.read()
    other.send("*99*0##")
    assert re.fullmatch(r"\*#\d+##", await other.read())
    assert await wire.ask("*1*1*11##") == [ACK]


async def test_a_password_with_letters_means_hmac(start) -> None:
    simulator = await start(plant(password="Casa1234"))
    wire = await Wire.connect(simulator)
    await wire.read()
    wire.send("*99*0##")
    assert await wire.read() == "*98*2##"


async def test_an_idle_command_session_is_closed_silently_and_an_event_session_is_not(start) -> None:
    simulator = await start(plant(command_idle="30"), time_factor=60)
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    for _ in range(3):
        await asyncio.sleep(0.25)
        assert (await command.ask("*#13**0##"))[-1] == ACK
    assert await command.read() == ""
    assert [session.kind for session in simulator.sessions] == ["event"]
    simulator.emit("*1*1*11##")
    assert await events.read() == "*1*1*11##"


async def test_a_session_too_many_is_refused_as_the_model_does(start) -> None:
    f454 = await start(plant())
    taken = [await Wire.open(f454, "0") for _ in range(4)]
    wire = await Wire.connect(f454)
    await wire.read()
    assert await wire.ask("*99*0##") == [NACK]
    assert len(taken) == sum(session.kind == "command" for session in f454.sessions)
    mh201 = await start(plant(model="MH201"))
    first = await Wire.open(mh201, "0")
    wire = await Wire.connect(mh201)
    await wire.read()
    assert await wire.ask("*99*0##") == [""]
    first.close()
    await until(lambda: all(session.kind != "command" for session in mh201.sessions))
    await Wire.open(mh201, "0")


async def test_frames_of_a_client_that_closes_at_once_are_carried_out(simulator: Simulator, command: Wire) -> None:
    command.send("*1*1*11##")
    await command.writer.drain()
    command.close()
    await until(lambda: not simulator.sessions)
    await simulator.wait_idle()
    assert simulator.objects["1-11"].on


async def test_stop_and_start_keep_the_port_and_the_states(socket_enabled: None) -> None:
    simulator = Simulator(plant(), time_factor=50)
    async with simulator:
        port = simulator.port
        wire = await Wire.open(simulator, "0")
        await wire.ask("*1*1*11##")
        await simulator.wait_idle()
        simulator.objects["2-14"].press("2")
        await asyncio.sleep(0.06)
    assert await wire.read() == ""
    with pytest.raises(OSError):
        await Wire.connect(simulator)
    async with simulator:
        assert simulator.port == port
        assert simulator.connections == 0
        wire = await Wire.open(simulator, "0")
        assert await wire.ask("*#1*11##") == ["*1*1*11##", ACK]
        assert simulator.objects["2-14"].moving is None
        assert 0 < simulator.objects["2-14"].position < 100


async def test_what_clients_send_is_remembered(simulator: Simulator, command: Wire, events: Wire) -> None:
    await command.ask("*#1*11##")
    await command.ask("*1*1*11##")
    events.send(ACK)
    await until(lambda: len(simulator.received) == 3)
    assert [(item.session, item.frame) for item in simulator.received] == [
        ("command", "*#1*11##"),
        ("command", "*1*1*11##"),
        ("event", ACK),
    ]
    assert simulator.executed == ["*1*1*11##"]
    assert simulator.connections == 2
    assert all(session.frames_sent for session in simulator.sessions)


# Answers


@pytest.mark.parametrize("frame", ["*1*a*11##", "**1##", "*1*1##x*1##", "*19*1*1##", "*#1*11*1*150##", "*1*1*101##"])
async def test_malformed_frames_and_frames_nobody_routes_get_nack(command: Wire, frame: str) -> None:
    assert (await command.ask(frame))[-1] == NACK


async def test_an_ack_on_a_command_session_is_nothing_to_answer(command: Wire) -> None:
    command.send(ACK)
    assert await command.ask("*#1*11##") == ["*1*0*11##", ACK]


@pytest.mark.parametrize(
    ("model", "answer", "request_answer"),
    [("F454", ACK, NACK), ("MyHomeServer1", NACK, NACK), ("MH200N", ACK, NACK), ("MH202", ACK, ACK)],
)
async def test_nobody_there(start, model: str, answer: str, request_answer: str) -> None:
    simulator = await start(plant(model=model))
    command = await Wire.open(simulator, "0")
    assert await command.ask("*1*1*99##") == [answer]
    assert simulator.executed == ["*1*1*99##"]
    assert await command.ask("*#1*99##") == [request_answer]


async def test_the_nack_of_a_silent_bus_takes_two_seconds(start) -> None:
    simulator = await start(plant(model="MyHomeServer1"), time_factor=10)
    command = await Wire.open(simulator, "0")
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await command.ask("*1*1*99##") == [NACK]
    assert 0.19 < loop.time() - began < 1.5


async def test_a_plant_without_heating_is_silence_on_an_f454(start) -> None:
    simulator = await start(Plant.parse("model: F454\ncommand_idle: 0"), time_factor=20)
    command = await Wire.open(simulator, "0")
    command.send("*#4*0##")
    assert await command.rest(0.5) == []


async def test_a_general_request_of_an_f454_is_acknowledged_at_once_and_answered_on_events(
    command: Wire, events: Wire
) -> None:
    assert await command.ask("*#1*0##") == [ACK]
    assert set(await events.rest()) == {
        "*1*0*11##",
        "*1*0*12##",
        "*1*0*13##",
        "*1*0*21##",
        "*1*0*02##",
        "*1*0*11#4#02##",
    }


async def test_a_general_request_of_an_f459_is_answered_on_both(start) -> None:
    simulator = await start(plant(model="F459"))
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    pairs = ["*2*0*14##", "*#2*15*10*10*40*001*0##", "*2*0*15##"]
    assert await command.ask("*#2*0##") == [*pairs, ACK]
    assert await events.rest() == pairs


async def test_light_states_of_an_mh201_come_on_events_only(start) -> None:
    simulator = await start(plant(model="MH201"))
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    assert await command.ask("*#1*11##") == [ACK]
    assert await events.rest() == ["*#1*11##", "*1*0*11##"]
    assert await command.ask("*#2*14##") == ["*2*0*14##", ACK]
    events.send(ACK)
    assert (await events.rest())[-1] == NACK


async def test_zone_states_of_an_f455_come_on_events_only(start) -> None:
    simulator = await start(plant(model="F455"))
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    assert await command.ask("*#4*1##") == [ACK]
    assert len(await events.rest()) == 5


async def test_an_f454_shows_no_translation_of_its_own_command_and_an_mh202_does(start) -> None:
    for model, expected in (("F454", ["*1*1*02##"]), ("MH202", ["*1*1000#1*02##", "*1*1*02##"])):
        simulator = await start(plant(model=model))
        command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
        assert await command.ask("*1*1*02##") == [ACK]
        assert await events.rest() == expected


async def test_an_mh202_normalises_area_0_echoes_writes_and_adds_dimension_13(start) -> None:
    simulator = await start(plant(model="MH202"))
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    assert await command.ask("*1*1*0002##") == [ACK]
    assert await events.rest() == ["*1*1000#1*02##", "*1*1*02##"]
    assert await command.ask("*#1*12*#1*150*5##") == [ACK]
    assert await events.rest() == [
        "*#1*12*#1*150*5##",
        "*#1*12*#13*2*150*5*0##",
        "*#1*12*1*150*5##",
        "*#1*12*13*2*150*5*0##",
    ]
    assert await command.ask("*8*1*1##") == [NACK]
    assert await events.rest() == [NACK]


async def test_a_myhomeserver_relays_a_stop_before_the_direction(start) -> None:
    simulator = await start(plant(model="MyHomeServer1"), time_factor=10)
    command, events = await Wire.open(simulator, "0"), await Wire.open(simulator, "1")
    await command.ask("*2*2*14##")
    assert [await events.read() for _ in range(3)] == ["*2*0*14##", "*2*1000#2*14##", "*2*2*14##"]


async def test_groups_are_shown_before_or_after_their_members(start) -> None:
    f454 = await start(plant())
    command, events = await Wire.open(f454, "0"), await Wire.open(f454, "1")
    await command.ask("*1*1*#1##")
    assert (await events.rest())[0] == "*1*1*#1##"
    server = await start(plant(model="MyHomeServer1"))
    command, events = await Wire.open(server, "0"), await Wire.open(server, "1")
    await command.ask("*1*1*#1##")
    assert (await events.rest())[-1] == "*1*1*#1##"


@pytest.mark.parametrize(
    ("frame", "answer"),
    [
        ("*#13**0##", r"\*#13\*\*0\*\d\d\*\d\d\*\d\d\*[01]\d\d##"),
        ("*#13**1##", r"\*#13\*\*1\*0[0-6]\*\d\d\*\d\d\*20\d\d##"),
        ("*#13**10##", r"\*#13\*\*10\*127\*0\*0\*1##"),
        ("*#13**11##", r"\*#13\*\*11\*\d+\*\d+\*\d+\*\d+##"),
        ("*#13**12##", r"\*#13\*\*12\*0\*3\*80\*1\*2\*255##"),
        ("*#13**15##", r"\*#13\*\*15\*200##"),
        ("*#13**16##", r"\*#13\*\*16\*2\*0\*51##"),
        ("*#13**17##", r"\*#13\*\*17\*\d+\*\d+\*\d+##"),
        ("*#13**19##", r"\*#13\*\*19\*0\*0\*0\*\d+##"),
        ("*#13**22##", r"\*#13\*\*22\*\d\d\*\d\d\*\d\d\*\d{3}\*0[0-6]\*\d\d\*\d\d\*20\d\d##"),
        ("*#13**23##", r"\*#13\*\*23\*\d+\*\d+\*\d+##"),
        ("*#13**24##", r"\*#13\*\*24\*\d+\*\d+\*\d+##"),
        ("*#1013*0*1##", r"\*#1013\*\*1\*51\*15\*5\*0##"),
        ("*#1013**1##", r"\*#1013\*\*1\*51\*15\*5\*0##"),
    ],
)
async def test_what_the_gateway_says_of_itself(start, frame: str, answer: str) -> None:
    simulator = await start(plant(mac='"00:03:50:01:02:FF"'))
    command = await Wire.open(simulator, "0")
    data, end = await command.ask(frame)
    assert re.fullmatch(answer, data)
    assert end == ACK


async def test_the_clock_can_be_set_and_is_told_to_events(command: Wire, events: Wire) -> None:
    written = "*#13**#22*09*37*30*001*03*01*05*2019##"
    assert await command.ask(written) == [ACK]
    assert await events.read() == written
    assert (await command.ask("*#13**1##"))[0] == "*#13**1*03*01*05*2019##"
    assert await command.ask("*#13**#22*09*37*30*001*03*31*02*2019##") == [NACK]


@pytest.mark.parametrize(
    ("model", "first"),
    [("F454", "*#13**#1*"), ("MyHomeServer1", "*#13**#0*"), ("MH202", "*#13**22*"), ("MH200", "*#13**0*")],
)
async def test_clock_broadcasts(start, model: str, first: str) -> None:
    simulator = await start(plant(model=model, clock="true"), time_factor=100)
    events = await Wire.open(simulator, "1")
    assert (await events.read()).startswith(first)


async def test_the_bus_carries_so_many_telegrams_a_second(start) -> None:
    simulator = await start(plant(speed="10", model="F459"), time_factor=10)
    command = await Wire.open(simulator, "0")
    loop = asyncio.get_running_loop()
    began = loop.time()
    frames = await command.ask("*#1*0##")
    assert len(frames) == 7
    assert 0.055 < loop.time() - began < 1.0
