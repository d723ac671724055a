"""Command sessions: opened on demand, as many as the gateway has, and closed before it does that silently."""

import asyncio

import pytest

from custom_components.openwebnet.own import InvalidAuthentication, NotSent
from custom_components.openwebnet.own.commands.connect_limiter import MAX_ATTEMPTS, SPARED_IN_VAIN, ConnectLimiter
from custom_components.openwebnet.own.profiles import PROFILES, Profile
from custom_components.openwebnet.own.timing import TIMING

from ...waiting import until
from ..conftest import Serve, accepting, read_frame
from ..kit import (
    ACK,
    Desk,
    ask,
    commands_of,
    leaves_at_once,
    noting,
    now,
    outcomes_of,
    pauses,
    says_nothing,
    status,
    switch,
)


async def test_nothing_is_opened_before_there_is_something_to_send(serve: Serve) -> None:
    gateway = await serve(Desk())
    commands = commands_of(gateway)
    await asyncio.sleep(60)
    assert gateway.connections == 0
    assert commands.sessions == (0, 0)
    await commands.request(switch("1"))
    assert gateway.connections == 1
    await commands.close()


async def test_an_idle_command_session_is_closed_from_this_side(serve: Serve) -> None:
    """Before the gateway does it silently; the next command opens another."""
    desk = Desk()
    commands = commands_of(await serve(desk))
    await commands.request(status("11"))
    await asyncio.sleep(14.9)
    await commands.request(switch("0"))
    last = now()
    await asyncio.sleep(14.9)
    assert commands.sessions == (1, 0)
    await until(lambda: desk.ended)
    assert desk.ended[0][1] - last == pytest.approx(Profile().command_idle)
    assert commands.sessions == (0, 0)
    await commands.request(switch("1"))
    assert [heard.session for heard in desk.heard] == [1, 1, 2]
    await commands.close()


@pytest.mark.parametrize("model", ["MH200", "MH201", "F454", "MyHomeServer1"])
async def test_commands_keep_their_order_and_the_gap_of_their_gateway(serve: Serve, model: str) -> None:
    """One at a time, even where it answers at once."""
    desk = Desk()
    commands = commands_of(await serve(desk), PROFILES[model])
    whats = ("1", "0", "1", "0", "1")
    await asyncio.gather(*(commands.request(switch(what)) for what in whats))
    assert desk.frames == [str(switch(what)) for what in whats]
    assert pauses([heard.at for heard in desk.heard]) == pytest.approx([PROFILES[model].gap] * 4)
    await commands.close()


async def test_an_answer_that_takes_longer_than_the_gap_is_followed_at_once(serve: Serve) -> None:
    desk = Desk(delay=0.4)
    commands = commands_of(await serve(desk), Profile(gap=0.15))
    await asyncio.gather(*(commands.request(switch(what)) for what in ("1", "0", "1")))
    assert pauses([heard.at for heard in desk.heard]) == pytest.approx([0.4, 0.4])
    await commands.close()


async def test_a_session_that_is_closed_in_the_gap_is_opened_again(serve: Serve) -> None:
    written: list[str] = []

    async def answer_and_leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        written.append(await read_frame(reader))
        writer.write(ACK.encode())
        await writer.drain()
        await asyncio.sleep(0.05)

    gateway = await serve(accepting(then=answer_and_leave))
    commands = commands_of(gateway, PROFILES["MH200"])
    await asyncio.gather(*(commands.request(switch(what)) for what in ("1", "0", "1")))
    assert written == ["*1*1*11##", "*1*0*11##", "*1*1*11##"]
    assert gateway.connections == 3
    await commands.close()


async def test_a_session_that_the_gateway_closed_is_opened_again_before_writing(serve: Serve) -> None:
    """Nothing is written into a dead socket."""
    written: list[str] = []

    async def answer_and_leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        written.append(await read_frame(reader))
        writer.write(ACK.encode())

    gateway = await serve(accepting(then=answer_and_leave))
    commands = commands_of(gateway)
    for what in ("1", "0"):
        await commands.request(switch(what))
        await until(lambda: commands.sessions == (0, 0))
    assert written == ["*1*1*11##", "*1*0*11##"]
    assert gateway.connections == 2
    await commands.close()


async def test_as_many_sessions_are_opened_as_there_is_work_for_and_no_more_than_the_gateway_has(serve: Serve) -> None:
    desk = Desk(delay=1)
    commands = commands_of(await serve(desk), Profile(gap=0, command_sessions=4))
    await commands.request(switch("1"))
    assert desk.most_sessions == 1
    tasks = [ask(commands, switch("1", str(where))) for where in range(11, 19)]
    await until(lambda: desk.sessions == 4)
    assert commands.sessions == (4, 4)
    assert await outcomes_of(*tasks) == [[]] * 8
    assert desk.most_sessions == 4
    assert commands.sessions == (4, 0)
    await commands.close()
    assert commands.sessions == (0, 0)


async def test_a_gateway_with_fewer_sessions_than_its_kind_has_uses_those(serve: Serve) -> None:
    """It is asked for another one only after a minute, not with every command."""
    desk = Desk(delay=1)
    refused, times = noting(leaves_at_once)
    gateway = await serve(desk, refused)
    commands = commands_of(gateway, Profile(gap=0, command_sessions=2))
    await commands.request(switch("1", "91"))
    begin = now()
    number = 0
    while now() - begin < 100:
        tasks = [ask(commands, switch("1", str(where))) for where in range(11, 16)]
        number += len(tasks)
        assert await outcomes_of(*tasks) == [[]] * 5
    assert len(desk.heard) == 1 + number
    assert {heard.session for heard in desk.heard} == {1}
    assert [at - begin for at in times] == pytest.approx([0, TIMING.full_pause], abs=1.01)
    await commands.close()


async def test_what_waits_for_a_session_to_be_opened_goes_through_the_first_that_is_free(serve: Serve) -> None:
    desk = Desk(delay=1)
    gateway = await serve(desk, says_nothing)
    commands = commands_of(gateway, Profile(gap=0, command_sessions=2))
    begin = now()
    first = ask(commands, switch("1", "11"))
    await asyncio.sleep(0.1)
    second = ask(commands, switch("1", "12"))
    assert await outcomes_of(first, second) == [[], []]
    assert now() - begin == pytest.approx(2, abs=0.1)
    assert commands.sessions == (1, 0)
    await asyncio.sleep(TIMING.handshake_timeout + 1)
    assert [heard.session for heard in desk.heard] == [1, 1]
    await commands.close()


async def test_a_refused_session_is_asked_for_again_with_a_growing_pause(serve: Serve) -> None:
    refused, times = noting(leaves_at_once)
    desk = Desk()
    gateway = await serve(refused, refused, desk)
    commands = commands_of(gateway)
    await commands.request(switch("1"))
    assert pauses([*times, *desk.connected]) == pytest.approx([0.5, 1])
    await commands.close()


async def test_a_gateway_is_never_stormed(serve: Serve) -> None:
    """Attempts in vain are not more than a few in a minute; the others are left to the event session."""
    refused, times = noting(leaves_at_once)
    commands = commands_of(await serve(refused))
    begin = now()
    for minute in range(3):
        for _ in range(20):
            with pytest.raises(NotSent):
                await commands.request(switch("1"))
        # All are told at once, but the one that has tried.
        assert now() - begin == pytest.approx(minute * 60 + 3.5)
        await asyncio.sleep(56.5)
    few = MAX_ATTEMPTS - SPARED_IN_VAIN
    assert [at - begin for at in times] == pytest.approx(
        [minute * 60 + second for minute in range(3) for second in (0, 0.5, 1.5)]
    )
    assert len(times) == 3 * few


async def test_when_the_gateway_has_let_another_session_in_more_may_be_tried(serve: Serve) -> None:
    refused, times = noting(leaves_at_once)
    commands = commands_of(await serve(refused))
    for _ in range(10):
        commands.welcome()
        with pytest.raises(NotSent):
            await commands.request(switch("1"))
    # The first of each may be one of those that are left to the event session: it has what it needs.
    assert len(times) == MAX_ATTEMPTS
    await commands.close()


async def test_a_gateway_that_says_nothing_costs_one_attempt(serve: Serve) -> None:
    gateway = await serve(says_nothing)
    commands = commands_of(gateway)
    begin = now()
    with pytest.raises(NotSent, match="handshake"):
        await commands.request(switch("1"))
    assert now() - begin == pytest.approx(TIMING.handshake_timeout)
    assert gateway.connections == 1
    await commands.close()


async def test_where_a_session_stands_the_password_is_right_though_the_gateway_leaves_when_told_it(
    serve: Serve,
) -> None:
    """It has other reasons: no more sessions."""

    async def open_with_password(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await leave_when_told(reader, writer)
        writer.write(ACK.encode())
        while True:
            await read_frame(reader)
            await asyncio.sleep(1)
            writer.write(ACK.encode())

    async def leave_when_told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACK.encode())
        await read_frame(reader)
        writer.write(b"*#603356072##")
        await read_frame(reader)

    gateway = await serve(open_with_password, leave_when_told)
    commands = commands_of(gateway, Profile(gap=0, command_sessions=2), password="12345")
    tasks = [ask(commands, switch("1", str(where))) for where in (11, 12, 13)]
    assert await outcomes_of(*tasks) == [[]] * 3
    assert not commands.password_refused.is_set()
    assert gateway.connections == 2
    await commands.close()


async def test_a_gateway_that_hangs_up_at_the_older_selector_is_asked_with_the_newer_one(serve: Serve) -> None:
    """On a fresh connection; from then on at once."""
    selectors: list[str] = []

    async def takes_the_newer_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACK.encode())
        selectors.append(await read_frame(reader))
        if selectors[-1] == "*99*0##":
            writer.write(b"*#*0##")
            return
        writer.write(ACK.encode())
        while True:
            await read_frame(reader)
            writer.write(ACK.encode())

    gateway = await serve(takes_the_newer_one)
    commands = commands_of(gateway)
    for _ in range(3):
        await commands.request(switch("1"))
        await asyncio.sleep(2 * Profile().command_idle)
    assert selectors == ["*99*0##", "*99*9##", "*99*9##", "*99*9##"]
    await commands.close()


async def test_the_second_connection_of_a_try_is_an_attempt_like_the_first(serve: Serve) -> None:
    """Which is waited for where all are spent: the gateway hangs up at the older selector."""
    times: list[float] = []

    async def takes_the_newer_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        times.append(now())
        writer.write(ACK.encode())
        if await read_frame(reader) == "*99*0##":
            writer.write(b"*#*0##")
            return
        writer.write(ACK.encode())
        while True:
            await read_frame(reader)
            writer.write(ACK.encode())

    limiter = ConnectLimiter()
    others: list[float] = []
    while len(others) < MAX_ATTEMPTS - 1:
        await limiter.take()
        others.append(now())
        await asyncio.sleep(0.1)
    await asyncio.sleep(TIMING.connect_window - TIMING.open_deadline)
    commands = commands_of(await serve(takes_the_newer_one), limiter=limiter)
    commands.welcome()
    assert await commands.request(switch("1")) == []
    attempts = [*others, *times]
    assert len(attempts) == MAX_ATTEMPTS + 1
    assert attempts[-1] - attempts[0] >= TIMING.connect_window
    await commands.close()


async def test_a_refused_password_is_not_tried_again(serve: Serve) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACK.encode())
        await read_frame(reader)
        writer.write(b"*#603356072##")
        await read_frame(reader)
        writer.write(b"*#*0##")

    gateway = await serve(refuse)
    commands = commands_of(gateway, password="99999")
    for _ in range(3):
        with pytest.raises(InvalidAuthentication):
            await commands.request(switch("1"))
    assert commands.password_refused.is_set()
    assert gateway.connections == 1
    await commands.close()
