"""Answers on the event session: what is told once more, and what has just happened."""

import asyncio

from custom_components.openwebnet.own import parse_message
from custom_components.openwebnet.own.gateway.answers import Answers
from custom_components.openwebnet.own.timing import TIMING

ASKED, OFF = parse_message("*#5*0##"), parse_message("*5*9*0##")


def asked() -> Answers:
    """Return answers to a panel's request, of which the first frame has come where it was asked for."""
    answers = Answers(TIMING)
    answers.asked(ASKED)
    answers.answered(OFF)
    answers.ended(ASKED)
    return answers


async def test_a_frame_of_an_answer_is_told_once_more_and_then_it_is_news() -> None:
    answers = asked()
    assert [answers.is_answer(OFF), answers.is_answer(OFF)] == [True, False]


async def test_a_frame_that_is_told_later_than_an_answer_is_news_whatever_was_answered_since() -> None:
    answers = asked()
    await asyncio.sleep(TIMING.event_delay + 0.1)
    answers.asked(ASKED)
    answers.answered(parse_message("*5*7*0##"))
    answers.ended(ASKED)
    assert not answers.is_answer(OFF)


async def test_where_nothing_came_with_the_answer_all_that_fits_is_one_for_a_while() -> None:
    answers = Answers(TIMING)
    answers.asked(ASKED)
    answers.ended(ASKED)
    assert answers.is_answer(OFF)
    await asyncio.sleep(TIMING.event_delay + 0.1)
    assert not answers.is_answer(OFF)


async def test_of_what_a_meter_tells_nothing_is_remembered() -> None:
    """Each of its values is another frame: what waits for an event that never comes would grow for ever."""
    answers, request = Answers(TIMING), parse_message("*#18*51*113##")
    for power in range(100):
        answers.asked(request)
        answers.answered(parse_message(f"*#18*51*113*{power}##"))
        answers.ended(request)
    assert not answers._copies
    assert not answers._until
