"""One session: opening, sending, reading, closing; over TCP, against scripted gateways and the simulator."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator

import pytest

from custom_components.openwebnet.own import (
    BaseItem,
    BaseMessage,
    Client,
    DimensionWriting,
    InvalidAuthentication,
    InvalidSession,
    NormalMessage,
    ResponseError,
    SessionType,
    StatusRequest,
    Where,
    Who,
    parse_message,
)
from custom_components.openwebnet.own.items import Light
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ..waiting import until
from .conftest import Script, Serve, accepting, read_frame
from .kit import ACK, Desk, now, pauses, says_nothing

PLANT = """
model: F454
password: "{password}"
auth: {auth}
objects:
  - {{kind: relay, where: "11"}}
  - {{kind: dimmer, where: "12", steps: 100}}
"""


async def start_simulator(auth: str = "none", password: str = "") -> Simulator:
    """Start a simulated gateway."""
    simulator = Simulator(Plant.parse(PLANT.format(auth=auth, password=password)))
    await simulator.start()
    return simulator


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway without a password."""
    simulator = await start_simulator()
    yield simulator
    await simulator.stop()


def client_of(port: int, session_type: SessionType = SessionType.CommandSession, password: str = "") -> Client:
    """Return a client that is not started."""
    return Client("127.0.0.1", port, password, session_type)


@pytest.mark.parametrize(
    ("auth", "password"), [("none", ""), ("open", "12345"), ("sha1", "Abcdef123"), ("sha256", "Abcdef123")]
)
@pytest.mark.parametrize("session_type", list(SessionType))
async def test_every_handshake_opens_every_session(
    socket_enabled: None, auth: str, password: str, session_type: SessionType
) -> None:
    """None, OPEN, HMAC SHA-1 and SHA-256."""
    simulator = await start_simulator(auth, password)
    client = client_of(simulator.port, session_type, password)
    await client.start()
    assert client.is_connected
    assert client.is_cmd_session() is (session_type is not SessionType.EventSession)
    await client.close()
    assert not client.is_connected
    await simulator.stop()


@pytest.mark.parametrize(("auth", "password"), [("open", "12345"), ("sha1", "Abcdef123"), ("sha256", "Abcdef123")])
@pytest.mark.parametrize("wrong", ["", "99999", "Wrong123"])
async def test_a_wrong_password_is_invalid_authentication(
    socket_enabled: None, auth: str, password: str, wrong: str
) -> None:
    """Wrong, missing, or letters where only digits can answer."""
    simulator = await start_simulator(auth, password)
    client = client_of(simulator.port, password=wrong)
    with pytest.raises(InvalidAuthentication):
        await client.start()
    assert not client.is_connected
    await simulator.stop()


async def challenge_then(writer: asyncio.StreamWriter, reader: asyncio.StreamReader, answer: bytes) -> None:
    """Ask for a numeric password and answer something to it."""
    writer.write(b"*#*1##")
    await read_frame(reader)
    writer.write(b"*#603356072##")
    assert await read_frame(reader) == "*#25280520##"
    writer.write(answer)


async def test_a_close_after_the_answer_is_a_wrong_password(serve: Serve) -> None:
    """Some gateways say nothing and close."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await challenge_then(writer, reader, b"")

    gateway = await serve(script)
    with pytest.raises(InvalidAuthentication):
        await client_of(gateway.port, password="12345").start()


async def test_silence_after_the_answer_is_a_wrong_password(serve: Serve) -> None:
    """Some say nothing at all."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await challenge_then(writer, reader, b"")
        await reader.read()

    gateway = await serve(script)
    begin = now()
    with pytest.raises(InvalidAuthentication) as raised:
        await client_of(gateway.port, password="12345").start()
    assert now() - begin == pytest.approx(TIMING.handshake_timeout)
    # One that restarts at that moment says nothing either.
    assert raised.value.doubtful


async def close_at_once(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """A gateway without a free session."""


async def nack_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Another one."""
    writer.write(b"*#*0##")
    await reader.read()


async def nack_every_selector(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One that takes no session."""
    writer.write(b"*#*1##")
    while True:
        await read_frame(reader)
        writer.write(b"*#*0##")


async def unknown_algorithm(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One from the future."""
    writer.write(b"*#*1##")
    await read_frame(reader)
    writer.write(b"*98*3##")
    assert await read_frame(reader) == "*#*0##"


@pytest.mark.parametrize("script", [close_at_once, nack_at_once, nack_every_selector, unknown_algorithm])
async def test_a_refused_session_is_not_a_wrong_password(serve: Serve, script: Script) -> None:
    """Busy, not allowed, or an algorithm that nobody knows."""
    gateway = await serve(script)
    client = client_of(gateway.port, password="12345")
    with pytest.raises(InvalidSession) as error:
        await client.start()
    assert not isinstance(error.value, InvalidAuthentication)


async def test_a_server_that_cannot_prove_itself_is_refused(serve: Serve) -> None:
    """It could be anybody; the client says so and leaves."""
    last: list[str] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await read_frame(reader)
        writer.write(b"*98*2##")
        await read_frame(reader)
        writer.write(b"*#" + b"0102" * 32 + b"##")
        await read_frame(reader)
        writer.write(b"*#" + b"0304" * 32 + b"##")
        last.append(await read_frame(reader))

    gateway = await serve(script)
    with pytest.raises(InvalidAuthentication, match="prove"):
        await client_of(gateway.port, password="12345").start()
    await until(lambda: last)
    assert last == ["*#*0##"]


@pytest.mark.parametrize("nonce", ["0102", "01" * 63, "99" * 64])
async def test_a_challenge_of_the_wrong_shape_is_refused(serve: Serve, nonce: str) -> None:
    """Too short, odd, or pairs above 15."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await read_frame(reader)
        writer.write(b"*98*2##")
        await read_frame(reader)
        writer.write(f"*#{nonce}##".encode())
        await reader.read()

    gateway = await serve(script)
    with pytest.raises(InvalidSession, match="length"):
        await client_of(gateway.port, password="12345").start()


async def test_the_other_selector_is_tried_on_the_same_connection(serve: Serve) -> None:
    """protocol.md 2.2."""
    seen: list[str] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        seen.append(await read_frame(reader))
        writer.write(b"*#*0##")
        seen.append(await read_frame(reader))
        writer.write(b"*#*1##")
        await reader.read()

    gateway = await serve(script)
    client = client_of(gateway.port)
    await client.start()
    assert seen == ["*99*0##", "*99*9##"]
    assert gateway.connections == 1
    await client.close()


@pytest.mark.parametrize("is_let_in", [True, False])
async def test_the_other_selector_is_tried_anew_where_the_gateway_hangs_up(serve: Serve, is_let_in: bool) -> None:
    """It is remembered where it was right, and forgotten where it was not."""
    seen: list[str] = []

    async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        seen.append(await read_frame(reader))
        writer.write(b"*#*0##")
        writer.close()

    async def lets_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        seen.append(await read_frame(reader))
        writer.write(b"*#*1##")
        await reader.read()

    gateway = await serve(hangs_up, lets_in if is_let_in else hangs_up)
    client = client_of(gateway.port)
    if is_let_in:
        await client.start()
        await client.close()
        await client.start()
        assert seen == ["*99*0##", "*99*9##", "*99*9##"]
        await client.close()
    else:
        with pytest.raises(InvalidSession):
            await client.start()
        with pytest.raises(InvalidSession):
            await client.start()
        assert seen == ["*99*0##", "*99*9##"] * 2


@pytest.mark.parametrize("greeting", [b"", b"*#*1##"])
async def test_no_answer_is_a_timeout_and_leaves_no_socket(serve: Serve, greeting: bytes) -> None:
    """Neither greeting nor challenge."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()

    gateway = await serve(script)
    begin = now()
    with pytest.raises(TimeoutError, match="handshake"):
        await client_of(gateway.port).start()
    assert now() - begin == pytest.approx(TIMING.handshake_timeout)
    await until(lambda: gateway.open == 0)


async def test_a_handshake_that_goes_on_and_on_has_its_time_as_a_whole(serve: Serve) -> None:
    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"*1*1*11##")
            await asyncio.sleep(1)

    begin = now()
    with pytest.raises(TimeoutError):
        await client_of((await serve(script)).port).start()
    assert now() - begin == pytest.approx(TIMING.handshake_timeout)


async def test_a_gateway_that_takes_no_connection_is_a_timeout(socket_enabled: None) -> None:
    """It does not even refuse it."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        # The system takes one that nobody accepts; then the queue is full.
        with socket.create_connection(("127.0.0.1", port)):
            begin = now()
            with pytest.raises(TimeoutError, match="no connection to"):
                await client_of(port).start()
            assert now() - begin == pytest.approx(TIMING.connect_timeout)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1)])
async def test_an_address_that_is_none_cannot_be_reached(socket_enabled: None, host: str, port: int) -> None:
    with pytest.raises(TimeoutError, match="cannot reach"):
        await Client(host, port, "").start()


async def test_a_gateway_that_is_not_there_is_a_timeout(serve: Serve) -> None:
    """A refused connection is one that cannot be reached."""
    gateway = await serve(close_at_once)
    await gateway.stop()
    with pytest.raises(TimeoutError, match="cannot reach"):
        await client_of(gateway.port).start()


async def test_connect_is_start_and_a_started_session_is_not_started_again(simulator: Simulator) -> None:
    """The name of the reference's usage example."""
    client = client_of(simulator.port)
    await client.connect()
    with pytest.raises(InvalidSession, match="already"):
        await client.start()
    await client.close()
    await client.start()
    await client.close()


async def test_an_event_session_takes_commands_only_by_force(simulator: Simulator) -> None:
    """And no session takes any before it is started."""
    message = NormalMessage((Who.LIGHTING, "1", "11"))
    client = client_of(simulator.port, SessionType.EventSession)
    with pytest.raises(InvalidSession):
        await client.send_message(message, force=True)
    with pytest.raises(InvalidSession):
        await client.read_message()
    await client.start()
    with pytest.raises(InvalidSession):
        await client.send_message(message)
    await client.send_message(parse_message("*#*1##"), force=True)
    await client.close()


async def test_read_message_times_out(serve: Serve) -> None:
    """After the seconds that were asked for."""
    gateway = await serve(accepting())
    client = client_of(gateway.port)
    await client.start()
    for seconds in (0.05, 5, 3600):
        begin = now()
        with pytest.raises(TimeoutError):
            await client.read_message(timeout=seconds)
        assert now() - begin == pytest.approx(seconds)
    begin = now()
    with pytest.raises(TimeoutError):
        await client.read_message()
    assert now() - begin == pytest.approx(5)
    await client.close()


async def test_a_lost_connection_ends_waiting(serve: Serve) -> None:
    """What came before it is still read; then nobody waits for ever."""

    async def leave(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    gateway = await serve(accepting("*1*1*12##", then=leave))
    client = client_of(gateway.port)
    await client.start()
    assert str(await client.read_message(timeout=None)) == "*1*1*12##"
    with pytest.raises(InvalidSession):
        await client.read_message(timeout=None)
    with pytest.raises(InvalidSession):
        await client.send_message(parse_message("*#1*12##"))
    await client.close()


async def test_close_releases_a_reader_and_may_be_called_twice(serve: Serve) -> None:
    """Also from another task."""
    gateway = await serve(accepting())
    client = client_of(gateway.port)
    await client.start()
    readers = [asyncio.create_task(client.read_message(timeout=None)) for _ in range(2)]
    await asyncio.sleep(3600)
    assert not any(reader.done() for reader in readers)
    await client.close()
    await client.close()
    for reader in readers:
        with pytest.raises(InvalidSession):
            await reader


async def test_close_while_opening_ends_the_opening(serve: Serve) -> None:
    """Nobody is left with half a session."""

    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    gateway = await serve(silent)
    client = client_of(gateway.port)
    opening = asyncio.create_task(client.start())
    await until(lambda: gateway.open)
    begin = now()
    await client.close()
    with pytest.raises(InvalidSession):
        await opening
    assert now() == begin
    assert not client.is_connected
    await until(lambda: gateway.open == 0)


async def test_broken_frames_are_skipped_and_logged(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing behind them is lost, and a noisy line fills no log."""
    gateway = await serve(accepting("*1*a*12##", "xx*1*1*\xff12##", "*1*1*12##"))
    client = client_of(gateway.port)
    await client.start()
    with caplog.at_level(logging.WARNING):
        assert str(await client.read_message()) == "*1*1*12##"
    assert sum("Skipped" in record.message for record in caplog.records) == 1
    await client.close()


async def test_request_returns_the_frames_before_the_ack(simulator: Simulator) -> None:
    """And raises for a NACK; the session goes on."""
    client = client_of(simulator.port)
    await client.start()
    answer = await client.request(StatusRequest((Who.LIGHTING, "11")))
    assert [str(frame) for frame in answer] == ["*1*0*11##"]
    with pytest.raises(ResponseError, match="refused"):
        await client.request(DimensionWriting((Who.LIGHTING, "12", "1", "220", "0")))
    assert await client.request(StatusRequest((Who.LIGHTING, "11")))
    await client.close()


async def test_an_unanswered_request_closes_the_session(serve: Serve) -> None:
    """Its answer must not be taken for the one to the next request."""
    gateway = await serve(accepting())
    client = client_of(gateway.port)
    await client.start()
    begin = now()
    with pytest.raises(TimeoutError):
        await client.request(StatusRequest((Who.LIGHTING, "11")))
    assert now() - begin == pytest.approx(TIMING.answer_timeout)
    assert not client.is_connected
    await until(lambda: gateway.open == 0)


async def test_a_request_that_nobody_waits_for_any_more_closes_the_session(serve: Serve) -> None:
    gateway = await serve(accepting())
    client = client_of(gateway.port)
    await client.start()
    request = asyncio.create_task(client.request(StatusRequest((Who.LIGHTING, "11"))))
    await asyncio.sleep(1)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert not client.is_connected


async def test_requests_are_answered_one_after_the_other(serve: Serve) -> None:
    """The protocol has no request numbers."""
    desk = Desk({f"*#1*{where}##": f"*1*1*{where}##{ACK}" for where in (11, 12, 13)}, delay=1)
    client = client_of((await serve(desk)).port)
    await client.start()
    begin = now()
    answers = await asyncio.gather(
        *(client.request(StatusRequest((Who.LIGHTING, str(where)))) for where in (11, 12, 13))
    )
    assert [[str(frame) for frame in answer] for answer in answers] == [[f"*1*1*{where}##"] for where in (11, 12, 13)]
    assert [heard.at - begin for heard in desk.heard] == pytest.approx([0, 1, 2])
    await client.close()


# A fresh session in the place of one


async def test_a_session_is_renewed_and_nothing_is_missed(serve: Serve) -> None:
    """The old one is closed when the new one stands; what both have heard is heard once."""
    desk = Desk()
    client = client_of((await serve(desk)).port, SessionType.EventSession)
    heard: list[str] = []
    client.add_callback(lambda _, event: heard.append(str(event)))
    await client.start()
    await until(lambda: desk.listening == 1)
    desk.tell("*1*1*11##", "*1*1*12##")
    renewing = asyncio.create_task(client.renew())
    await renewing
    await until(lambda: desk.listened == [1, 2, 1])
    task = asyncio.create_task(client.loop())
    desk.tell("*1*1*13##")
    await until(lambda: len(heard) == 3)
    assert heard == ["*1*1*11##", "*1*1*12##", "*1*1*13##"]
    assert client.is_connected
    await client.close()
    await task


async def test_a_session_that_cannot_be_renewed_goes_on(serve: Serve) -> None:
    desk = Desk()
    client = client_of((await serve(desk, close_at_once)).port, SessionType.EventSession)
    heard: list[str] = []
    client.add_callback(lambda _, event: heard.append(str(event)))
    await client.start()
    task = asyncio.create_task(client.loop())
    with pytest.raises(InvalidSession):
        await client.renew()
    desk.tell("*1*1*13##")
    await until(lambda: heard == ["*1*1*13##"])
    await client.close()
    await task


async def test_a_session_that_is_not_started_or_closed_meanwhile_is_not_renewed(serve: Serve) -> None:
    desk = Desk()
    gateway = await serve(desk, says_nothing)
    client = client_of(gateway.port, SessionType.EventSession)
    with pytest.raises(InvalidSession):
        await client.renew()
    await client.start()
    renewing = asyncio.create_task(client.renew())
    await until(lambda: gateway.open == 2)
    await client.close()
    with pytest.raises(TimeoutError):
        await renewing
    assert not client.is_connected
    await until(lambda: gateway.open == 0)


async def test_an_endless_answer_is_given_up(serve: Serve) -> None:
    """It is bounded."""

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_frame(reader)
        writer.write(b"*1*1*12##" * 3000)
        await reader.read()

    gateway = await serve(accepting(then=endless))
    client = client_of(gateway.port)
    await client.start()
    with pytest.raises(TimeoutError, match="does not end"):
        await client.request(StatusRequest((Who.LIGHTING, "0")))


async def collect(client: Client, count: int) -> list[tuple[str, str]]:
    """Run the loop until `count` events were seen."""
    seen: list[tuple[str, str]] = []
    done = asyncio.Event()

    def note(item: BaseItem, event: BaseMessage) -> None:
        seen.append((str(item.where), str(event)))
        if len(seen) >= count:
            done.set()

    client.add_callback(note)
    await client.start()
    task = asyncio.create_task(client.loop())
    async with asyncio.timeout(5):
        await done.wait()
    await client.close()
    await task
    return seen


async def test_the_usage_example_of_the_reference(simulator: Simulator) -> None:
    """As printed there, with something switched meanwhile."""
    client = client_of(simulator.port, SessionType.EventSession)
    events: list[tuple[BaseItem, BaseMessage]] = []
    client.add_callback(lambda item, event: events.append((item, event)))
    await client.connect()
    task = asyncio.create_task(client.loop())
    simulator.objects["1-11"].press()
    await until(lambda: "*1*1*11##" in [str(event) for _, event in events])
    await client.close()
    await task
    light = client.get_item(Who.LIGHTING, Where("11"), client=client)
    assert isinstance(light, Light)
    assert light.state.on is True


async def test_loop_updates_items_in_order_and_survives_everything(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    """Noise, frames that nobody knows, callbacks that raise, plain and coroutine functions alike."""
    frames = [f"*1*{n % 2}*{11 + n % 9}##" for n in range(300)]
    gateway = await serve(accepting("*1*a*1##", "*19*1*1##", "*#*0##", "*7*120##", *frames))
    client = client_of(gateway.port, SessionType.EventSession)
    order: list[str] = []

    async def slow(_: BaseItem, event: BaseMessage) -> None:
        await asyncio.sleep(0)
        order.append(str(event))

    def broken(_: BaseItem, event: BaseMessage) -> None:
        if str(event) == frames[7]:
            raise ValueError("broken callback")

    client.add_callback(broken)
    client.add_callback(slow)
    seen = await collect(client, len(frames))
    assert [event for _, event in seen] == frames == order
    assert "broken callback" in caplog.text


async def test_loop_raises_when_the_connection_is_lost(serve: Serve) -> None:
    """And on a command session, and when not started."""

    async def leave(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    gateway = await serve(accepting(then=leave))
    client = client_of(gateway.port, SessionType.EventSession)
    with pytest.raises(InvalidSession):
        await client.loop()
    await client.start()
    with pytest.raises(InvalidSession):
        await client.loop()
    await client.close()
    command = client_of(gateway.port)
    with pytest.raises(InvalidSession):
        await command.loop()


async def test_items_send_with_the_client_of_the_loop(simulator: Simulator) -> None:
    """A light that was heard of is switched over the command session."""
    events = client_of(simulator.port, SessionType.EventSession)
    commands = client_of(simulator.port)
    await commands.start()
    await events.start()
    task = asyncio.create_task(events.loop(client=commands))
    simulator.objects["1-11"].press()
    await until(lambda: events.items)
    (light,) = events.items
    assert isinstance(light, Light)
    await light.turn_off()
    await until(lambda: simulator.executed)
    assert simulator.executed == ["*1*0*11##"]
    await light.send_status_request()
    assert light.state.on is False
    await events.close()
    await commands.close()
    await task


async def test_one_item_for_all_spellings_of_an_address(simulator: Simulator) -> None:
    """protocol.md 3.1; and none for a subsystem without items."""
    client = client_of(simulator.port)
    item = client.get_item(Who.LIGHTING, Where("02"), client=client)
    assert client.get_item(Who.LIGHTING, Where("0002"), client=client) is item
    assert client.get_item(Who.LIGHTING, Where("02#3"), client=client) is item
    behind = client.get_item(Who.LIGHTING, Where("02#4#01"), client=client)
    shutter = client.get_item(Who.AUTOMATION, Where("02"), client=client)
    assert list(client.items) == [item, behind, shutter]
    with pytest.raises(KeyError):
        client.get_item(Who.SYSTEM_DIAGNOSTICS, Where("12"), client=client)


async def test_a_burst_is_read_whole(serve: Serve) -> None:
    """More than the queue takes at once."""
    frames = [f"*1*{number % 2}*{11 + number % 9}##" for number in range(20_000)]
    gateway = await serve(accepting("".join(frames)))
    client = client_of(gateway.port, SessionType.EventSession)
    assert [frame for _, frame in await collect(client, 20_000)] == frames


async def test_a_burst_does_not_keep_everything_else_waiting(serve: Serve) -> None:
    gateway = await serve(accepting("*1*1*12##" * 20_000))
    client = client_of(gateway.port, SessionType.EventSession)
    seen = 0
    turns: list[int] = []

    def note(_: BaseItem, __: BaseMessage) -> None:
        nonlocal seen
        seen += 1

    async def count_turns() -> None:
        while seen < 20_000:
            turns.append(seen)
            await asyncio.sleep(0)

    client.add_callback(note)
    await client.start()
    task = asyncio.create_task(client.loop())
    await count_turns()
    # Two turns of 64 frames at most: that of the counting task may come before or after that of the loop.
    assert max(pauses(turns)) <= 128
    await client.close()
    await task
