"""How often a gateway may be called: never more than ten times a minute, whoever calls."""

import asyncio

import pytest

from custom_components.openwebnet.own.commands.connect_limiter import (
    MAX_ATTEMPTS,
    SPARED,
    SPARED_IN_VAIN,
    ConnectLimiter,
)

from ..kit import now


async def take_all(budget: ConnectLimiter, *, spared: int) -> int:
    """Take what there is at once; return how many that were."""
    taken = 0
    while await budget.take(spared=spared, until=now()):
        taken += 1
    return taken


def test_the_budget_comes_back_with_time() -> None:
    budget = ConnectLimiter()
    for second in range(10):
        assert budget.wait_time(second) == 0
        budget.spend(second)
    assert budget.wait_time(10) == 50
    assert budget.wait_time(59) == 1
    assert budget.wait_time(60) == 0
    budget.spend(60)
    # The second of the first ten is what is waited for now.
    assert budget.wait_time(60) == 1


def test_what_is_spared_is_waited_for_longer() -> None:
    budget = ConnectLimiter()
    for second in range(10):
        budget.spend(second)
    assert [budget.wait_time(10, spared=spared) for spared in (0, 1, 2, 7)] == [50, 51, 52, 57]


async def test_an_attempt_is_never_spent_twice() -> None:
    budget = ConnectLimiter()
    begin = now()
    times: list[float] = []

    async def connect() -> None:
        assert await budget.take()
        times.append(now() - begin)

    await asyncio.gather(*(connect() for _ in range(25)))
    assert times == pytest.approx([0] * 10 + [60] * 10 + [120] * 5)


async def test_some_attempts_are_left_for_the_event_session() -> None:
    budget = ConnectLimiter()
    assert await take_all(budget, spared=SPARED_IN_VAIN) == MAX_ATTEMPTS - SPARED_IN_VAIN
    assert await take_all(budget, spared=SPARED) == SPARED_IN_VAIN - SPARED
    assert await take_all(budget, spared=0) == SPARED


async def test_who_cannot_get_one_in_time_is_told_at_once_and_spends_none() -> None:
    budget = ConnectLimiter()
    await take_all(budget, spared=0)
    begin = now()
    assert not await budget.take(until=begin + 59.9)
    assert now() == begin
    assert await budget.take(until=begin + 60.1)
    assert now() - begin == pytest.approx(60)
    # It was the first of the window's ten: the other nine came back with it, and none was spent in vain.
    assert await take_all(budget, spared=0) == MAX_ATTEMPTS - 1
