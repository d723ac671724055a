"""Movements of a motor of which the begin was not heard: what was ordered tells when it was."""

import asyncio

import pytest

from custom_components.openwebnet.own import parse_message
from custom_components.openwebnet.own.items import Automation
from custom_components.openwebnet.own.items.automation_state import Movement
from custom_components.openwebnet.own.timing import TIMING

from .kit import make

UP, DOWN, STOP = "*2*1*31##", "*2*2*31##", "*2*0*31##"


def motor() -> Automation:
    item = make("2", "31")
    assert isinstance(item, Automation)
    item.receive(parse_message(STOP))
    return item


async def test_a_run_that_a_stop_has_ended_before_it_was_told_was_one() -> None:
    item, begin = motor(), asyncio.get_running_loop().time()
    item.written(parse_message(UP))
    await asyncio.sleep(1.5)
    item.written(parse_message(STOP))
    await asyncio.sleep(0.1)
    item.receive(parse_message(STOP))
    assert item.take_missed_run() == (Movement.UP, pytest.approx(begin + TIMING.motor_start))


async def test_a_motor_that_was_stopped_before_it_started_has_not_run() -> None:
    item = motor()
    item.written(parse_message(UP))
    await asyncio.sleep(0.4)
    item.written(parse_message(STOP))
    await asyncio.sleep(0.1)
    item.receive(parse_message(STOP))
    assert item.take_missed_run() is None


async def test_what_a_motor_was_turned_round_for_is_a_run_although_only_its_end_was_heard() -> None:
    item = motor()
    item.written(parse_message(DOWN))
    await asyncio.sleep(0.6)
    item.receive(parse_message(DOWN))
    await asyncio.sleep(3)
    begin = asyncio.get_running_loop().time()
    item.written(parse_message(UP))
    await asyncio.sleep(2.5)
    item.receive(parse_message(STOP))
    assert item.take_missed_run() == (Movement.UP, pytest.approx(begin + TIMING.motor_start))


@pytest.mark.parametrize("late", [0.1, 1.1, 1.8])
async def test_the_stop_with_which_a_motor_turns_round_ends_no_run(late: float) -> None:
    """Also where a busy bus tells it late."""
    item = motor()
    item.written(parse_message(DOWN))
    await asyncio.sleep(0.6)
    item.receive(parse_message(DOWN))
    await asyncio.sleep(3)
    item.written(parse_message(UP))
    await asyncio.sleep(late)
    item.receive(parse_message(STOP))
    assert item.take_missed_run() is None
