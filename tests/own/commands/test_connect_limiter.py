"""How often a gateway may be called: never more than ten times a minute, whoever calls."""

import asyncio
import random

import pytest

from custom_components.openwebnet.own.commands.connect_limiter import (
    MAX_ATTEMPTS,
    SPARED,
    SPARED_IN_VAIN,
    ConnectLimiter,
)
from custom_components.openwebnet.own.timing import TIMING

from ..kit import now


async def take_all(limiter: ConnectLimiter, *, spared: int) -> int:
    """Take what there is at once; return how many that were."""
    taken = 0
    while await limiter.take(spared=spared, until=now()):
        taken += 1
    return taken


def test_attempts_come_back_with_time() -> None:
    limiter = ConnectLimiter()
    for second in range(10):
        assert limiter.wait_time(second) == 0
        limiter.spend(second)
    assert limiter.wait_time(10) == 50
    assert limiter.wait_time(59) == 1
    assert limiter.wait_time(60) == 0
    limiter.spend(60)
    # The second of the first ten is what is waited for now.
    assert limiter.wait_time(60) == 1


def test_what_is_spared_is_waited_for_longer() -> None:
    limiter = ConnectLimiter()
    for second in range(10):
        limiter.spend(second)
    assert [limiter.wait_time(10, spared=spared) for spared in (0, 1, 2, 7)] == [50, 51, 52, 57]


async def test_an_attempt_is_never_spent_twice() -> None:
    limiter = ConnectLimiter()
    begin = now()
    times: list[float] = []

    async def connect() -> None:
        assert await limiter.take()
        times.append(now() - begin)

    await asyncio.gather(*(connect() for _ in range(25)))
    assert times == pytest.approx([0] * 10 + [60] * 10 + [120] * 5)


async def test_no_window_has_one_more_by_the_rounding_of_its_times() -> None:
    limiter = ConnectLimiter()
    chance = random.Random(1)
    times: list[float] = []
    for _ in range(200):
        await asyncio.sleep(chance.uniform(0, 5))
        await limiter.take()
        times.append(now())
    assert all(late - early >= TIMING.connect_window for early, late in zip(times, times[MAX_ATTEMPTS:], strict=False))


async def test_some_attempts_are_left_for_the_event_session() -> None:
    limiter = ConnectLimiter()
    assert await take_all(limiter, spared=SPARED_IN_VAIN) == MAX_ATTEMPTS - SPARED_IN_VAIN
    assert await take_all(limiter, spared=SPARED) == SPARED_IN_VAIN - SPARED
    assert await take_all(limiter, spared=0) == SPARED


async def test_who_cannot_get_one_in_time_is_told_at_once_and_spends_none() -> None:
    limiter = ConnectLimiter()
    await take_all(limiter, spared=0)
    begin = now()
    assert not await limiter.take(until=begin + 59.9)
    assert now() == begin
    assert await limiter.take(until=begin + 60.1)
    assert now() - begin == pytest.approx(60)
    # It was the first of the window's ten: the other nine came back with it, and none was spent in vain.
    assert await take_all(limiter, spared=0) == MAX_ATTEMPTS - 1


async def test_each_attempt_is_told() -> None:
    times: list[float] = []
    limiter = ConnectLimiter(on_attempt=lambda: times.append(now()))
    begin = now()
    for _ in range(MAX_ATTEMPTS):
        await limiter.take()
    # One that there is not is none.
    assert not await limiter.take(until=now())
    await limiter.take()
    assert [at - begin for at in times] == pytest.approx([*[0] * MAX_ATTEMPTS, 60])
