"""The event session, kept: opened again with growing pauses, given up only for a wrong password, and told about."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import override

import pytest

from custom_components.openwebnet.own import InvalidAuthentication, InvalidSession
from custom_components.openwebnet.own.commands.connect_limiter import MAX_ATTEMPTS, SPARED_WHEN_AWAY, ConnectLimiter
from custom_components.openwebnet.own.gateway.event_session import ConnectionState, EventSession, Problem, jittered
from custom_components.openwebnet.own.observer import GatewayObserver
from custom_components.openwebnet.own.timing import TIMING, Timing

from ...waiting import until
from ..conftest import Script, ScriptedGateway, Serve, accepting, read_frame
from ..kit import Desk, leaves_at_once, noting, now, params_of, pauses, says_nothing

CONNECTING, CONNECTED, LOST = ConnectionState.CONNECTING, ConnectionState.CONNECTED, ConnectionState.LOST
REFUSED, STOPPED = ConnectionState.REFUSED, ConnectionState.STOPPED


class Kept(GatewayObserver):
    """An event session with a gateway, and what is told of it."""

    def __init__(self, server: ScriptedGateway, *, timing: Timing = TIMING) -> None:
        self.session = EventSession(params_of(server), limiter=ConnectLimiter(timing), observer=self, timing=timing)
        self.told: list[tuple[float, ConnectionState, bool, Problem | None]] = []
        """When something was told, and what `state`, `available` and `problem` were then."""
        self.lives = 0

    @override
    def on_state(self) -> None:
        self.told.append((now(), self.session.state, self.session.available, self.session.problem))

    @property
    def states(self) -> list[ConnectionState]:
        """The states that were told."""
        return [state for _, state, _, _ in self.told]

    async def live(self) -> None:
        """Read events as long as the session stands."""
        self.lives += 1
        with suppress(InvalidSession):
            await self.session.read(lambda _: None)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[EventSession]:
        """Keep the session."""
        task = asyncio.create_task(self.session.keep(self.live))
        try:
            yield self.session
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.session.close()


async def leaves_when_told_the_password(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close the connection without a word when the password comes, as some do for a wrong one."""
    writer.write(b"*#*1##")
    await read_frame(reader)
    writer.write(b"*#603356072##")
    await read_frame(reader)


async def refuses_the_password(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say that the password is wrong."""
    await leaves_when_told_the_password(reader, writer)
    writer.write(b"*#*0##")


def stays_for(seconds: float) -> Script:
    """Return a script that opens a session and closes it after some seconds."""

    async def stay(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)

    return accepting(then=stay)


# Pauses


def about(*pauses: float) -> list[object]:
    """Return about so many seconds each."""
    return [pytest.approx(pause, rel=0.2, abs=0.02) for pause in pauses]


async def test_no_gateway_is_tried_again_with_a_growing_pause(serve: Serve) -> None:
    """A gateway that accepts and closes is not stormed, and found within 15 s when it is well again."""
    script, times = noting(leaves_at_once)
    async with Kept(await serve(script)).kept():
        await until(lambda: len(times) == 8, 600)
    assert pauses(times) == about(1, 2, 4, 8, 10, 10, 10)


async def test_a_session_that_is_lost_is_opened_again_at_once(serve: Serve) -> None:
    desk = Desk()
    async with Kept(await serve(desk)).kept() as session:
        await until(lambda: session.state is CONNECTED)
        lost = now()
        desk.hang_up()
        await until(lambda: session.reconnections == 1)
        assert now() == pytest.approx(lost, abs=0.01)


async def test_the_pause_grows_too_where_the_session_opens_and_does_not_last(serve: Serve) -> None:
    """Let in, and thrown out."""
    script, times = noting(stays_for(10))
    async with Kept(await serve(script)).kept():
        await until(lambda: len(times) == 8, 600)
    assert [pause - 10 for pause in pauses(times)] == about(0, 2, 4, 8, 16, 32, 60)


async def test_after_a_session_that_lasted_the_pause_is_the_first_one_again(serve: Serve) -> None:
    """More than half a minute."""
    script, times = noting(leaves_at_once)
    gateway = await serve(script, script, script, stays_for(31), script)
    async with Kept(gateway).kept():
        await until(lambda: len(times) == 6, 600)
    # Three attempts, the session (whose beginning is not noted), and three more.
    before, during, after = pauses(times)[:2], pauses(times)[2], pauses(times)[3:]
    assert before == about(1, 2)
    assert during == pytest.approx(4 + 31, abs=0.2 * 4)
    assert after == about(1, 2)


def is_back(session: EventSession, times: int) -> bool:
    """Tell whether a session has come back so often."""
    return session.reconnections == times


async def test_where_nobody_listens_the_return_is_noticed_within_moments(serve: Serve) -> None:
    """As soon as ten attempts a minute allow, one of which is left to read the bus."""
    desk = Desk()
    gateway = await serve(desk)
    async with Kept(gateway).kept() as session:
        await until(lambda: session.state is CONNECTED)
        for number, (away, within) in enumerate(((5, 3), (60, 15), (3600, 8)), 1):
            await gateway.stop()
            await asyncio.sleep(away)
            assert session.state is LOST
            returned = now()
            await gateway.start()
            await until(partial(is_back, session, number))
            assert now() - returned <= within
            await asyncio.sleep(60)


async def test_nine_attempts_a_minute_are_the_most_however_short_the_pauses_are(serve: Serve) -> None:
    script, times = noting(leaves_at_once)
    timing = replace(TIMING, reconnect_refused=(0.001,))
    async with Kept(await serve(script), timing=timing).kept():
        await until(lambda: len(times) >= 3 * MAX_ATTEMPTS, 300)
    for early, late in zip(times, times[MAX_ATTEMPTS - SPARED_WHEN_AWAY :], strict=False):
        assert late - early == pytest.approx(60, abs=0.02)


def test_a_pause_is_about_as_long_as_it_is_said_to_be() -> None:
    pauses = [jittered(10) for _ in range(1000)]
    assert 8 <= min(pauses) < 8.3
    assert 11.7 < max(pauses) <= 12


# What is told


async def test_what_becomes_of_the_session_is_told(serve: Serve) -> None:
    desk = Desk()
    kept = Kept(await serve(desk))
    async with kept.kept() as session:
        await until(lambda: session.state is CONNECTED)
        desk.hang_up()
        await until(lambda: session.reconnections == 1)
    assert kept.states == [CONNECTED, LOST, CONNECTED, STOPPED]
    assert kept.lives == 2


async def test_a_short_loss_is_not_shown(serve: Serve) -> None:
    """For ten seconds nobody is told that anything is not available."""
    desk = Desk()
    kept = Kept(await serve(desk, *(leaves_at_once,) * 5, desk))
    async with kept.kept() as session:
        await until(lambda: session.state is CONNECTED)
        desk.hang_up()
        # What is tried at once, and after 1, 2, 4 and 8 s more, is in vain; after 12 more it is not, but too late.
        await until(lambda: not session.available, 20)
        await until(lambda: session.available, 40)
        lost = next(at for at, state, _, _ in kept.told if state is LOST)
        gone = [at - lost for at, state, available, _ in kept.told if state is LOST and not available]
        assert gone == [pytest.approx(10)]
    # Once more when it has been well for a while.
    assert kept.states == [CONNECTED, LOST, LOST, LOST, CONNECTED, CONNECTED, STOPPED]


async def test_who_is_back_within_ten_seconds_was_available_all_the_time(serve: Serve) -> None:
    desk = Desk()
    kept = Kept(await serve(desk))
    async with kept.kept() as session:
        await until(lambda: session.state is CONNECTED)
        desk.hang_up()
        await until(lambda: session.reconnections == 1)
        await asyncio.sleep(20)
        assert [available for _, _, available, _ in kept.told] == [True] * 4
    assert [available for _, _, available, _ in kept.told] == [True] * 4 + [False]


@pytest.mark.parametrize(
    ("script", "problem"), [(leaves_at_once, Problem.SESSION_REFUSED), (says_nothing, Problem.NO_ANSWER)]
)
async def test_why_there_is_no_connection_is_told_until_there_is_one(
    serve: Serve, script: Script, problem: Problem
) -> None:
    desk = Desk()
    kept = Kept(await serve(desk, script, desk))
    async with kept.kept() as session:
        await until(lambda: session.state is CONNECTED)
        desk.hang_up()
        await until(lambda: session.problem is problem, 20)
        assert session.state is LOST
        await until(lambda: session.state is CONNECTED, 20)
        assert session.problem is None


async def test_a_gateway_that_is_not_there_does_not_answer(serve: Serve) -> None:
    gateway = await serve(leaves_at_once)
    await gateway.stop()
    kept = Kept(gateway)
    async with kept.kept() as session:
        await until(lambda: session.problem is Problem.NO_ANSWER)
        # It never was there.
        assert (session.state, session.available) == (CONNECTING, False)


async def test_a_session_that_was_lost_before_it_is_kept_counts_as_lost(serve: Serve) -> None:
    desk = Desk()
    kept = Kept(await serve(desk))
    await kept.session.open()
    desk.hang_up()
    await until(lambda: not kept.session.is_connected)
    async with kept.kept():
        await until(lambda: kept.session.reconnections == 1)
    assert kept.states == [CONNECTING, CONNECTED, LOST, CONNECTED, STOPPED]


# The password


async def test_a_refused_password_is_told_and_not_tried_again(serve: Serve) -> None:
    gateway = await serve(refuses_the_password)
    kept = Kept(gateway)
    with pytest.raises(InvalidAuthentication):
        await kept.session.keep(kept.live)
    assert (kept.session.state, kept.session.problem) == (REFUSED, Problem.PASSWORD_REFUSED)
    assert gateway.connections == 1
    assert kept.lives == 0


async def test_a_gateway_that_leaves_every_time_when_told_the_password_has_refused_it(serve: Serve) -> None:
    """Three failures lock some gateways for a minute (protocol.md 2.5)."""
    script, times = noting(leaves_when_told_the_password)
    kept = Kept(await serve(script))
    with pytest.raises(InvalidAuthentication) as raised:
        await kept.session.open()
    assert raised.value.doubtful
    assert pauses(times) == [pytest.approx(2), pytest.approx(2)]
    times.clear()
    with pytest.raises(InvalidAuthentication):
        await kept.session.keep(kept.live)
    assert pauses(times) == about(2, 2)
    assert kept.session.state is REFUSED


async def test_a_gateway_that_leaves_now_and_then_when_told_the_password_has_not_refused_it(serve: Serve) -> None:
    """One that restarts does."""
    leaves = leaves_when_told_the_password
    desk = Desk()
    kept = Kept(await serve(leaves, leaves, desk, leaves, leaves, desk))
    async with kept.kept() as session:
        await until(lambda: session.state is CONNECTED, 20)
        desk.hang_up()
        await until(lambda: session.reconnections == 1, 120)
    assert REFUSED not in kept.states


async def test_other_failures_in_between_take_the_doubt_away(serve: Serve) -> None:
    leaves = leaves_when_told_the_password
    kept = Kept(await serve(leaves, leaves, leaves_at_once, leaves, leaves, Desk()))
    async with kept.kept() as session:
        await until(lambda: session.state is CONNECTED, 120)


async def test_a_password_that_turns_out_to_be_wrong_later_closes_the_session(serve: Serve) -> None:
    desk = Desk()
    kept = Kept(await serve(desk))
    await kept.session.open()
    await until(lambda: desk.listening == 1)
    await kept.session.refuse()
    await until(lambda: desk.listening == 0)
    assert (kept.session.state, kept.session.problem, kept.session.available) == (
        REFUSED,
        Problem.PASSWORD_REFUSED,
        False,
    )


async def test_the_first_opening_raises_what_stands_in_its_way(serve: Serve) -> None:
    with pytest.raises(InvalidSession):
        await Kept(await serve(leaves_at_once)).session.open()
    begin = now()
    with pytest.raises(TimeoutError):
        await Kept(await serve(says_nothing)).session.open()
    assert now() - begin == pytest.approx(TIMING.handshake_timeout)
