"""The way of commands to a gateway: order, replacement, what is never done twice, and people first."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from custom_components.openwebnet.own import (
    BaseMessage,
    DimensionWriting,
    InvalidSession,
    NormalMessage,
    NotConfirmed,
    NotSent,
    ResponseError,
    StatusRequest,
    Who,
    parse_message,
)
from custom_components.openwebnet.own.commands.connect_limiter import MAX_ATTEMPTS, ConnectLimiter
from custom_components.openwebnet.own.commands.exchange import Outcome
from custom_components.openwebnet.own.commands.pipeline import CommandPipeline
from custom_components.openwebnet.own.priority import Priority
from custom_components.openwebnet.own.profiles import PROFILES, Profile
from custom_components.openwebnet.own.timing import TIMING

from ...waiting import until
from ..conftest import Serve, accepting, read_frame
from ..kit import (
    ACK,
    NACK,
    Asking,
    CommandLog,
    Desk,
    ask,
    commands_of,
    leaves_at_once,
    now,
    outcomes_of,
    pauses,
    status,
    switch,
)

STOP = NormalMessage((Who.AUTOMATION, "0", "55"))
HEATING = StatusRequest((Who.THERMOREGULATION, "0"))


def level(percent: int, where: str = "11") -> BaseMessage:
    """Return a level for a light."""
    return DimensionWriting((Who.LIGHTING, where, "1", str(100 + percent), "255"))


async def busy(desk: Desk, commands: CommandPipeline) -> Asking:
    """Let a gateway be busy with a first command, until it is `is_open` again."""
    desk.is_open.clear()
    first = ask(commands, switch("1", "99"))
    await until(lambda: desk.frames == ["*1*1*99##"])
    return first


# Order


async def test_a_stop_goes_before_everything(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    tasks = [await busy(desk, commands)]
    tasks += [ask(commands, status(f"{n}1")) for n in range(1, 10)]
    tasks += [ask(commands, switch("1", f"{n}2")) for n in range(1, 10)]
    tasks += [ask(commands, STOP, priority=Priority.STOP)]
    await until(lambda: commands.waiting == 19)
    desk.is_open.set()
    assert await outcomes_of(*tasks) == [[]] * 20
    assert desk.frames[1:] == [
        "*2*0*55##",
        *(f"*1*1*{n}2##" for n in range(1, 10)),
        *(f"*#1*{n}1##" for n in range(1, 10)),
    ]
    await commands.close()


async def test_what_is_asked_without_a_priority_is_a_persons_command_or_a_request(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    tasks = [await busy(desk, commands)]
    frames = (status("11"), parse_message("*#18*51*113##"), switch("1"), level(30, "12"))
    tasks += [ask(commands, frame) for frame in frames]
    await until(lambda: commands.waiting == 4)
    desk.is_open.set()
    await asyncio.gather(*tasks)
    assert desk.frames[1:] == ["*1*1*11##", str(level(30, "12")), "*#1*11##", "*#18*51*113##"]
    await commands.close()


async def test_order_is_kept_for_one_address_over_several_sessions(serve: Serve) -> None:
    desk = Desk(delay=0.1)
    commands = commands_of(await serve(desk), Profile(gap=0, command_sessions=4))
    whats = ["1", "0"] * 10
    await asyncio.gather(*(commands.request(switch(what, where)) for what in whats for where in ("11", "12", "13")))
    for where in ("11", "12", "13"):
        assert [frame[3] for frame in desk.frames if frame.endswith(f"*{where}##")] == whats
        # One at a time, though there is a session free for another.
        times = [heard.at for heard in desk.heard if heard.frame.endswith(f"*{where}##")]
        assert min(pauses(times)) == pytest.approx(0.1)
    assert desk.most_sessions == 3
    await commands.close()


@pytest.mark.parametrize("many", ["0", "1", "#1"])
async def test_order_is_kept_between_many_and_one_of_them(serve: Serve, many: str) -> None:
    desk = Desk(delay=0.1)
    commands = commands_of(await serve(desk), Profile(gap=0, command_sessions=4))
    orders = [("1", many), ("0", many), ("1", "11"), ("0", "11"), ("1", many), ("1", "11")]
    await asyncio.gather(*(commands.request(switch(what, where)) for what, where in orders))
    assert desk.frames == [f"*1*{what}*{where}##" for what, where in orders]
    await commands.close()


async def test_a_newer_level_replaces_one_that_is_not_written(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    desk.is_open.clear()
    tasks = [ask(commands, level(percent), replaces="level") for percent in range(1, 61)]
    tasks.append(ask(commands, level(7, "12"), replaces="level"))
    await until(lambda: desk.frames)
    desk.is_open.set()
    assert await outcomes_of(*tasks) == [[]] * 61
    assert desk.frames == [str(level(1)), str(level(60)), str(level(7, "12"))]
    await commands.close()


async def test_the_caller_of_a_replaced_level_gets_the_newer_ones_result(serve: Serve) -> None:
    desk = Desk({str(level(3)): NACK})
    commands = commands_of(await serve(desk))
    desk.is_open.clear()
    tasks = [ask(commands, level(percent), replaces="level") for percent in (1, 2, 3)]
    await until(lambda: desk.frames)
    desk.is_open.set()
    assert await outcomes_of(*tasks) == [[], ResponseError, ResponseError]
    await commands.close()


async def test_a_stop_makes_a_movement_that_waits_pointless(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    tasks = [await busy(desk, commands)]
    tasks.append(ask(commands, NormalMessage((Who.AUTOMATION, "1", "55"))))
    tasks.append(ask(commands, NormalMessage((Who.AUTOMATION, "1", "56"))))
    await until(lambda: commands.waiting == 2)
    tasks.append(ask(commands, STOP, priority=Priority.STOP))
    await until(lambda: commands.waiting == 2)
    desk.is_open.set()
    assert await outcomes_of(*tasks) == [[]] * 4
    assert desk.frames[1:] == ["*2*0*55##", "*2*1*56##"]
    await commands.close()


async def test_equal_requests_are_sent_once(serve: Serve) -> None:
    desk = Desk({"*#1*12##": f"*1*1*12##{ACK}"})
    log = CommandLog()
    commands = commands_of(await serve(desk), observer=log)
    first = await busy(desk, commands)
    tasks = [ask(commands, status("12")) for _ in range(5)]
    await asyncio.sleep(1)
    assert commands.waiting == 1
    tasks[0].cancel()
    desk.is_open.set()
    await first
    assert await outcomes_of(*tasks) == [asyncio.CancelledError, *[[parse_message("*1*1*12##")]] * 4]
    assert log.answers == [ACK, "*1*1*12##", ACK]
    assert desk.frames[1:] == ["*#1*12##"]
    await commands.close()


async def test_what_nobody_waits_for_any_more_is_not_sent(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    first = await busy(desk, commands)
    second = ask(commands, switch("0"))
    await until(lambda: commands.waiting == 1)
    second.cancel()
    await until(lambda: commands.waiting == 0)
    desk.is_open.set()
    await first
    await commands.request(switch("1", "12"))
    assert desk.frames[1:] == ["*1*1*12##"]
    await commands.close()


# Outcomes


async def test_the_frames_of_an_answer_are_delivered_when_they_come(serve: Serve) -> None:

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for frame in ("*1*1*11##", "*1*0*12##", ACK):
            await asyncio.sleep(1)
            writer.write(frame.encode())
        await reader.readuntil(b"*1*1*11##")
        writer.write(NACK.encode())
        await reader.read()

    log = CommandLog()
    commands = commands_of(await serve(accepting(then=slow)), observer=log)
    question = ask(commands, parse_message("*#1*0##"))
    await asyncio.sleep(0.5)
    for count in range(3):
        assert (len(log.answers), question.done()) == (count, False)
        await asyncio.sleep(1)
    assert [str(frame) for frame in await question] == ["*1*1*11##", "*1*0*12##"]
    assert await outcomes_of(ask(commands, switch("1"))) == [ResponseError]
    # What ends an answer is a frame of it, too.
    assert log.answers == ["*1*1*11##", "*1*0*12##", ACK, NACK]
    await commands.close()


async def test_a_frame_is_told_of_when_it_is_written(serve: Serve) -> None:
    desk = Desk()
    log = CommandLog()
    commands = commands_of(await serve(desk), observer=log)
    first = await busy(desk, commands)
    second = ask(commands, switch("0"))
    third = ask(commands, status("11"))
    await until(lambda: commands.waiting == 2)
    assert log.sent == ["*1*1*99##"]
    desk.is_open.set()
    await asyncio.gather(first, second, third)
    assert log.sent == ["*1*1*99##", "*1*0*11##", "*#1*11##"]
    await commands.close()


async def test_what_is_written_twice_is_told_of_twice_and_is_one_exchange(serve: Serve) -> None:
    desk = Desk(leaves_after=["*#1*11##"])
    log = CommandLog()
    commands = commands_of(await serve(desk), observer=log)
    await commands.request(status("11"))
    assert log.sent == ["*#1*11##"] * 2
    assert log.exchanges == [("*#1*11##", Outcome.PENDING), ("*#1*11##", Outcome.CONFIRMED)]
    await commands.close()


async def test_an_exchange_is_told_of_once_when_it_is_asked_for_and_once_when_it_has_ended(serve: Serve) -> None:
    desk = Desk({"*1*0*11##": NACK})
    log = CommandLog()
    commands = commands_of(await serve(desk), observer=log)
    tasks = [await busy(desk, commands)]
    # Who asks the same asks for no other exchange.
    tasks += [ask(commands, status("12")) for _ in range(3)]
    tasks += [ask(commands, switch("0"))]
    await until(lambda: commands.waiting == 2)
    assert log.exchanges == [(frame, Outcome.PENDING) for frame in ("*1*1*99##", "*#1*12##", "*1*0*11##")]
    log.exchanges.clear()
    desk.is_open.set()
    assert await outcomes_of(*tasks) == [[], [], [], [], ResponseError]
    assert log.exchanges == [
        ("*1*1*99##", Outcome.CONFIRMED),
        ("*1*0*11##", Outcome.REFUSED),
        ("*#1*12##", Outcome.CONFIRMED),
    ]
    await commands.close()


async def test_how_long_the_last_answer_took_is_known(serve: Serve) -> None:
    desk = Desk(delay=0.4)
    commands = commands_of(await serve(desk))
    assert commands.answer_time is None
    await commands.request(status("11"))
    assert commands.answer_time == pytest.approx(0.4)
    await commands.close()


async def test_a_refused_command_raises_and_the_next_one_goes_through(serve: Serve) -> None:
    """NACK is for one frame, not for the session."""
    desk = Desk({"*1*1*11##": NACK})
    commands = commands_of(await serve(desk))
    with pytest.raises(ResponseError):
        await commands.request(switch("1"))
    await commands.request(switch("0"))
    assert [(heard.session, heard.frame) for heard in desk.heard] == [(1, "*1*1*11##"), (1, "*1*0*11##")]
    await commands.close()


async def test_a_refused_request_is_asked_once_more_and_a_refused_command_is_not(serve: Serve) -> None:
    desk = Desk({"*#1*11##": NACK, "*1*1*11##": NACK})
    commands = commands_of(await serve(desk))
    with pytest.raises(ResponseError):
        await commands.request(status("11"))
    with pytest.raises(ResponseError):
        await commands.request(switch("1"))
    assert desk.frames == ["*#1*11##", "*#1*11##", "*1*1*11##"]
    await commands.close()


async def test_a_refused_scan_says_that_there_is_no_such_system_and_is_not_asked_again(serve: Serve) -> None:
    desk = Desk({"*#4*0##": NACK})
    commands = commands_of(await serve(desk))
    with pytest.raises(ResponseError):
        await commands.request(HEATING, priority=Priority.SCAN)
    assert desk.frames == ["*#4*0##"]
    await commands.close()


@pytest.mark.parametrize("frame", ["*1*32*11##", "*1*1*11##", "*#1*11*#1*150*0##"])
async def test_a_command_whose_connection_is_lost_is_never_written_again(serve: Serve, frame: str) -> None:
    """A toggle done twice is worse than one that may not have been done."""
    desk = Desk(leaves_after=[frame])
    commands = commands_of(await serve(desk))
    with pytest.raises(NotConfirmed):
        await commands.request(parse_message(frame))
    await commands.request(switch("1", "12"))
    assert desk.frames == [frame, "*1*1*12##"]
    await commands.close()


async def test_a_command_that_is_not_answered_is_not_confirmed_and_never_written_again(serve: Serve) -> None:
    desk = Desk({"*1*32*11##": ""})
    commands = commands_of(await serve(desk))
    begin = now()
    with pytest.raises(NotConfirmed):
        await commands.request(switch("32"))
    assert now() - begin == pytest.approx(TIMING.command_timeout)
    # A late answer must not be taken for the next one's: that is sent on another session.
    await commands.request(switch("1", "12"))
    assert [(heard.session, heard.frame) for heard in desk.heard] == [(1, "*1*32*11##"), (2, "*1*1*12##")]
    await commands.close()


async def test_a_command_whose_answer_does_not_end_is_not_confirmed_after_its_time(serve: Serve) -> None:
    """Frames that come meanwhile do not prolong it."""

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"*1*1*11##")
            await asyncio.sleep(1)

    commands = commands_of(await serve(accepting(then=babble)))
    begin = now()
    with pytest.raises(NotConfirmed):
        await commands.request(switch("1"))
    assert now() - begin == pytest.approx(TIMING.command_timeout)
    await commands.close()


async def test_a_request_whose_answer_was_lost_is_asked_once_more(serve: Serve) -> None:
    desk = Desk(leaves_after=["*#1*11##"])
    commands = commands_of(await serve(desk))
    await commands.request(status("11"))
    assert desk.frames == ["*#1*11##", "*#1*11##"]
    await commands.close()


async def test_a_request_whose_answer_was_lost_twice_is_given_up(serve: Serve) -> None:
    desk = Desk(leaves_after=["*#1*11##"] * 2)
    commands = commands_of(await serve(desk))
    with pytest.raises(InvalidSession):
        await commands.request(status("11"))
    assert desk.frames == ["*#1*11##", "*#1*11##"]
    await commands.close()


@pytest.mark.parametrize(
    ("priority", "seconds"),
    [
        (Priority.REFRESH, TIMING.ask_timeout),
        (Priority.SCAN, TIMING.scan_timeout),
        (Priority.USER, TIMING.command_timeout),
    ],
)
async def test_a_silent_request_is_given_up_after_its_time(serve: Serve, priority: Priority, seconds: float) -> None:
    desk = Desk({"*#1*11##": ""})
    commands = commands_of(await serve(desk))
    begin = now()
    with pytest.raises(TimeoutError):
        await commands.request(status("11"), priority=priority)
    assert now() - begin == pytest.approx(seconds)
    await commands.request(status("12"))
    assert desk.frames == ["*#1*11##", "*#1*12##"]
    await commands.close()


async def test_a_request_whose_answer_goes_on_is_not_given_up(serve: Serve) -> None:
    """Silence is what counts."""

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for where in range(11, 21):
            await asyncio.sleep(4)
            writer.write(f"*1*1*{where}##".encode())
        writer.write(ACK.encode())
        await reader.read()

    commands = commands_of(await serve(accepting(then=slow)))
    begin = now()
    assert len(await commands.request(parse_message("*#1*0##"))) == 10
    assert now() - begin == pytest.approx(40)
    await commands.close()


async def test_an_energy_write_that_a_myhomeserver1_refuses_was_executed(serve: Serve) -> None:
    write = DimensionWriting((Who.ENERGY_MANAGEMENT, "51", "1200#1", "125"))
    desk = Desk({str(write): NACK, "*1*1*11##": NACK, "*#18*51*113##": NACK})
    gateway = await serve(desk)
    server = commands_of(gateway, PROFILES["MyHomeServer1"])
    assert await server.request(write) == ()
    # A question that it refuses, and a command of another system, are refused.
    for message in (parse_message("*#18*51*113##"), switch("1")):
        with pytest.raises(ResponseError):
            await server.request(message)
    await server.close()
    other = commands_of(gateway)
    with pytest.raises(ResponseError):
        await other.request(write)
    await other.close()


async def test_a_gateway_that_is_gone_fails_everything_that_waits(serve: Serve) -> None:
    gateway = await serve(leaves_at_once)
    await gateway.stop()
    commands = commands_of(gateway)
    tasks = [ask(commands, switch("1", f"1{n}")) for n in range(1, 6)]
    tasks.append(ask(commands, status("16")))
    begin = now()
    assert await outcomes_of(*tasks) == [NotSent] * 6
    assert now() == begin
    await commands.close()


# In time


async def test_a_person_is_told_in_time_that_nothing_was_sent_and_it_is_not_sent_later(serve: Serve) -> None:
    """After 10 s it is not executed any more, whatever the sessions are busy with."""
    came: list[str] = []

    async def take_its_time(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(await read_frame(reader))
        for _ in range(60):
            writer.write(b"*1*1*11##")
            await asyncio.sleep(0.25)
        while True:
            writer.write(ACK.encode())
            came.append(await read_frame(reader))

    commands = commands_of(await serve(accepting(then=take_its_time)))
    scan = ask(commands, parse_message("*#1*0##"), priority=Priority.SCAN)
    await until(lambda: came)
    begin = now()
    with pytest.raises(NotSent, match="10 s"):
        await commands.request(switch("1", "12"))
    assert now() - begin == pytest.approx(TIMING.user_deadline)
    assert not scan.done()
    await commands.request(switch("0", "13"))
    assert came == ["*#1*0##", "*1*0*13##"]
    assert len(await scan) == 60
    await commands.close()


async def open_slowly_for_a_command_that_has_waited(serve: Serve) -> tuple[Desk, CommandPipeline, Asking]:
    """Let a person's command wait for 5 s behind another one, and then for a session that takes 7 s to open."""
    desk = Desk({"*1*1*99##": ""})

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(7)
        await desk(reader, writer)

    commands = commands_of(await serve(desk, slow))
    first = ask(commands, switch("1", "99"))
    await until(lambda: desk.frames)
    late = ask(commands, switch("1"))
    assert await outcomes_of(first) == [NotConfirmed]
    return desk, commands, late


async def test_a_session_that_opens_too_late_costs_only_the_command_that_is_late(serve: Serve) -> None:
    desk, commands, late = await open_slowly_for_a_command_that_has_waited(serve)
    question = ask(commands, status("12"))
    assert await outcomes_of(late, question) == [NotSent, []]
    # The session that was opened for the command is used for the question.
    assert [(heard.session, heard.frame) for heard in desk.heard] == [(1, "*1*1*99##"), (2, "*#1*12##")]
    await commands.close()


async def test_a_person_is_told_in_time_though_a_session_is_just_being_opened_for_it(serve: Serve) -> None:
    begin = now()
    _, commands, late = await open_slowly_for_a_command_that_has_waited(serve)
    assert await outcomes_of(late) == [NotSent]
    await commands.close()
    assert now() - begin == pytest.approx(TIMING.user_deadline, abs=0.02)


async def test_the_deadline_of_a_person_is_no_concern_of_a_request(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    desk.is_open.clear()
    first = ask(commands, HEATING, priority=Priority.SCAN)
    await until(lambda: desk.frames)
    question = ask(commands, status("11"))
    await asyncio.sleep(TIMING.user_deadline + 5)
    assert commands.waiting == 1
    desk.is_open.set()
    assert await outcomes_of(first, question) == [[], []]
    await commands.close()


# People first


async def test_a_person_does_not_wait_for_a_request_that_nobody_answers(serve: Serve) -> None:
    """A silent one has to make way after a moment, and is asked again when people have been calm for a while."""
    desk = Desk({"*#4*0##": ""})
    commands = commands_of(await serve(desk))
    scan = ask(commands, HEATING, priority=Priority.SCAN)
    await until(lambda: desk.frames)
    await asyncio.sleep(3)
    begin = now()
    await commands.request(switch("1"))
    assert now() - begin == pytest.approx(TIMING.patience)
    await until(lambda: desk.frames == ["*#4*0##", "*1*1*11##", "*#4*0##"], 60)
    assert now() - begin == pytest.approx(TIMING.calm, abs=0.02)
    begin = now()
    assert await outcomes_of(scan) == [TimeoutError]
    assert now() - begin == pytest.approx(TIMING.scan_timeout, abs=0.02)
    await commands.close()


async def test_a_request_that_is_being_answered_makes_no_way(serve: Serve) -> None:
    frames: list[str] = []

    async def scan_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for where in range(11, 19):
            await asyncio.sleep(0.3)
            writer.write(f"*1*1*{where}##".encode())
        writer.write(ACK.encode())
        frames.append((await reader.readuntil(b"*11##")).decode())
        writer.write(ACK.encode())
        await reader.read()

    gateway = await serve(accepting(then=scan_slowly))
    commands = commands_of(gateway)
    begin = now()
    scan = ask(commands, parse_message("*#1*0##"), priority=Priority.SCAN)
    person = ask(commands, switch("1"))
    assert await outcomes_of(person) == [[]]
    assert now() - begin == pytest.approx(2.4)
    assert scan.done()
    assert gateway.connections == 1
    await commands.close()


async def test_making_way_for_people_does_not_use_up_the_attempts(serve: Serve) -> None:
    """Each time costs one; where four or less are left in that minute, people wait for the answer."""
    desk = Desk(delays={"*#4*0##": 5})
    commands = commands_of(await serve(desk), timing=replace(TIMING, calm=0.1))
    waited: list[float] = []
    for number in range(8):
        desk.heard.clear()
        scan = ask(commands, HEATING, priority=Priority.SCAN)
        await until(lambda: desk.frames == ["*#4*0##"])
        begin = now()
        await commands.request(switch("1", f"2{number}"))
        waited.append(now() - begin)
        assert await scan == []
    # The gateway does not close the session before it has answered.
    way = TIMING.patience + TIMING.farewell
    assert waited == pytest.approx([way] * 5 + [5] * 3, abs=0.02)
    assert len(desk.connected) == MAX_ATTEMPTS - 4
    await asyncio.sleep(TIMING.connect_window)
    desk.heard.clear()
    scan = ask(commands, HEATING, priority=Priority.SCAN)
    await until(lambda: desk.frames)
    begin = now()
    await commands.request(switch("1"))
    assert now() - begin == pytest.approx(way)
    await commands.close()
    assert await outcomes_of(scan) == [InvalidSession]


async def test_requests_stand_back_while_people_act_once_one_had_to_make_way(serve: Serve) -> None:
    """Not for ever."""
    desk = Desk({"*#4*0##": ""})
    commands = commands_of(await serve(desk))
    scan = ask(commands, HEATING, priority=Priority.SCAN)
    await until(lambda: desk.frames)
    begin = now()
    while now() - begin < TIMING.longest_calm:
        before = now()
        await commands.request(switch("1"))
        assert now() - before <= TIMING.patience + 1e-6
        await asyncio.sleep(1.5)
    assert desk.frames.count("*#4*0##") == 1
    await until(lambda: desk.frames.count("*#4*0##") == 2)
    assert len(desk.connected) == 2
    await commands.close()
    assert await outcomes_of(scan) == [InvalidSession]


async def test_a_request_waits_for_a_stop_that_is_due_in_a_moment(serve: Serve) -> None:
    """What is asked before that moment is asked at once, and what never comes is waited for no longer."""
    desk = Desk({})
    commands = commands_of(await serve(desk))
    begin = now()
    commands.expect_stop("31", begin + 10)
    await commands.request(parse_message("*#1*11##"))
    assert now() - begin < 1
    await asyncio.sleep(begin + 10 - TIMING.before_stop - now())
    request = asyncio.create_task(commands.request(parse_message("*#1*12##")))
    await asyncio.sleep(TIMING.before_stop / 2)
    assert desk.frames == ["*#1*11##"]
    await commands.request(switch("1"))
    assert desk.frames == ["*#1*11##", "*1*1*11##"]
    assert await request == []
    assert now() - begin == pytest.approx(10, abs=0.1)
    commands.expect_stop("31", now() + 1)
    later = asyncio.create_task(commands.request(parse_message("*#1*13##")))
    await asyncio.sleep(0.2)
    assert len(desk.frames) == 3
    commands.expect_stop("31", None)
    begin = now()
    assert await later == []
    assert now() - begin < 0.2
    await commands.close()


async def test_a_gateway_with_two_sessions_has_one_for_a_stop_anyway(serve: Serve) -> None:
    desk = Desk({})
    commands = commands_of(await serve(desk))
    commands.profile = PROFILES["F454"]
    begin = now()
    commands.expect_stop("31", begin + 1)
    await commands.request(parse_message("*#1*11##"))
    assert now() - begin < 0.5
    await commands.close()


async def test_a_request_waits_for_a_stop_that_was_refused_and_will_be_tried_again(serve: Serve) -> None:
    desk = Desk({"*2*0*31##": NACK})
    commands = commands_of(await serve(desk))
    stop = ask(commands, parse_message("*2*0*31##"), priority=Priority.STOP)
    await until(lambda: desk.frames == ["*2*0*31##"])
    request = asyncio.create_task(commands.request(parse_message("*#9*5##")))
    assert await outcomes_of(stop) == [ResponseError]
    again = ask(commands, parse_message("*2*0*31##"), priority=Priority.STOP)
    assert await outcomes_of(again) == [ResponseError]
    assert desk.frames == ["*2*0*31##", "*2*0*31##"]
    assert await request == []
    await commands.close()


async def test_a_request_waits_for_a_stop_also_where_no_other_session_can_be_opened_now(serve: Serve) -> None:
    desk, limiter = Desk({}), ConnectLimiter()
    commands = commands_of(await serve(desk), PROFILES["F454"], limiter=limiter)
    await commands.request(parse_message("*#1*11##"))
    for _ in range(MAX_ATTEMPTS):
        limiter.spend(now())
    begin = now()
    commands.expect_stop("31", begin + 1)
    await commands.request(parse_message("*#1*12##"))
    assert now() - begin == pytest.approx(1, abs=0.1)
    await commands.close()


async def test_a_refusal_before_the_gateway_has_let_go_of_the_last_session_is_waited_out(serve: Serve) -> None:
    """It is no attempt in vain: people go on having most of the attempts."""
    desk = Desk({"*#4*0##": ""})

    async def lets_go_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if desk.sessions:
            return
        with suppress(asyncio.IncompleteReadError):
            await desk(reader, writer)
        writer.close()
        desk.sessions += 1
        await asyncio.sleep(1.2)
        desk.sessions -= 1

    commands = commands_of(await serve(lets_go_late))
    scan = ask(commands, HEATING, priority=Priority.SCAN)
    await until(lambda: desk.frames)
    await commands.request(switch("1"))
    for _ in range(MAX_ATTEMPTS):
        await commands.request(switch("1"))
    assert "*1*1*11##" in desk.frames
    await commands.close()
    assert await outcomes_of(scan) == [NotSent]


async def test_one_session_is_kept_free_for_people_where_there_are_two(serve: Serve) -> None:
    desk = Desk({"*#1*11##": "", "*#1*12##": ""})
    commands = commands_of(await serve(desk), Profile(gap=0, command_sessions=2))
    asks = [ask(commands, status(where)) for where in ("11", "12")]
    await until(lambda: desk.frames)
    begin = now()
    await commands.request(switch("1", "13"))
    assert now() == begin
    assert desk.frames == ["*#1*11##", "*1*1*13##"]
    # The second question had to wait for the first.
    assert await outcomes_of(*asks) == [TimeoutError, TimeoutError]
    first, second = desk.times_of("*#1*11##"), desk.times_of("*#1*12##")
    assert second[0] - first[0] == pytest.approx(TIMING.ask_timeout)
    await commands.close()


# The end


async def test_closing_ends_everything(serve: Serve) -> None:
    desk = Desk({"*1*1*11##": ""})
    commands = commands_of(await serve(desk))
    written = ask(commands, switch("1"))
    await until(lambda: desk.frames)
    waiting = ask(commands, switch("1", "12"))
    await until(lambda: commands.waiting == 1)
    await commands.close()
    assert await outcomes_of(written, waiting) == [NotConfirmed, NotSent]
    with pytest.raises(NotSent):
        await commands.request(switch("1"))
    await until(lambda: desk.sessions == 0)
    assert desk.frames == ["*1*1*11##"]


async def test_a_command_whose_work_has_not_begun_ends_with_the_connection(serve: Serve) -> None:
    """Its caller is not left waiting for ever."""
    commands = commands_of(await serve(Desk()))
    command = ask(commands, switch("1"))
    await asyncio.sleep(0)
    await commands.close()
    assert await outcomes_of(command) == [NotSent]


async def test_a_request_that_is_being_answered_ends_with_the_connection(serve: Serve) -> None:
    desk = Desk({"*#1*11##": ""})
    commands = commands_of(await serve(desk))
    question = ask(commands, status("11"))
    await until(lambda: desk.frames)
    await commands.close()
    assert await outcomes_of(question) == [InvalidSession]
    assert desk.frames == ["*#1*11##"]
