"""What waits to be sent: in which order, and what makes something else pointless."""

import asyncio

import pytest

from custom_components.openwebnet.own import BaseMessage, NotSent, ResponseError, parse_message
from custom_components.openwebnet.own.commands.exchange import Exchange
from custom_components.openwebnet.own.commands.queue import CommandQueue, Job, asks
from custom_components.openwebnet.own.priority import Priority

from ..kit import now


def job(text: str, priority: Priority = Priority.USER, replaces: str = "") -> Job:
    """Return a job that nobody waits for yet."""
    message, done = parse_message(text), asyncio.get_running_loop().create_future()
    return Job(message, priority, replaces, now() + 10, done, Exchange(message, priority, now()))


def waiting(jobs: CommandQueue) -> list[str]:
    """Return the frames that wait, in their order."""
    return [str(waits.message) for waits in jobs]


@pytest.mark.parametrize(
    ("frame", "only_asks"),
    [("*#1*11##", True), ("*#18*51*113##", True), ("*1*1*11##", False), ("*#1*11*#1*150*0##", False)],
)
def test_requests_only_ask(frame: str, only_asks: bool) -> None:
    assert asks(parse_message(frame)) is only_asks


async def test_the_most_urgent_goes_first_and_equals_keep_their_order() -> None:
    jobs = CommandQueue()
    for frame, priority in (
        ("*#1*0##", Priority.SCAN),
        ("*#1*11##", Priority.REFRESH),
        ("*#1*12##", Priority.REFRESH),
        ("*1*1*11##", Priority.USER),
        ("*1*1*12##", Priority.USER),
        ("*2*0*21##", Priority.STOP),
    ):
        jobs.add(job(frame, priority))
    assert waiting(jobs) == ["*2*0*21##", "*1*1*11##", "*1*1*12##", "*#1*11##", "*#1*12##", "*#1*0##"]
    assert len(jobs) == 6


async def test_what_has_to_be_done_once_more_goes_before_its_equals() -> None:
    jobs = CommandQueue()
    again = job("*#1*13##", Priority.REFRESH)
    jobs.add(job("*#1*11##", Priority.REFRESH))
    jobs.add(job("*1*1*11##"))
    jobs.add_again(again)
    assert waiting(jobs) == ["*1*1*11##", "*#1*13##", "*#1*11##"]


async def test_what_waits_can_be_taken_out_once() -> None:
    jobs = CommandQueue()
    first, second = job("*1*1*11##"), job("*1*1*11##")
    jobs.add(first)
    jobs.add(second)
    assert jobs.remove(first)
    assert not jobs.remove(first)
    assert list(jobs) == [second]


async def test_jobs_may_be_taken_out_while_one_goes_through_them() -> None:
    jobs = CommandQueue()
    for where in range(11, 16):
        jobs.add(job(f"*1*1*{where}##"))
    for waits in jobs:
        assert jobs.remove(waits)
    assert len(jobs) == 0
    assert not jobs


@pytest.mark.parametrize(
    ("priority", "is_person"),
    [(Priority.STOP, True), (Priority.USER, True), (Priority.REFRESH, False), (Priority.SCAN, False)],
)
async def test_people_wait_for_their_commands_and_for_no_request(priority: Priority, is_person: bool) -> None:
    jobs = CommandQueue()
    assert not jobs.people_wait
    waits = job("*1*1*11##", priority)
    jobs.add(waits)
    assert jobs.people_wait is is_person
    assert waits.is_background is not is_person
    jobs.remove(waits)
    assert not jobs.people_wait


async def test_an_equal_request_is_found_and_an_equal_command_is_not() -> None:
    jobs = CommandQueue()
    request = job("*#1*11##", Priority.REFRESH)
    jobs.add(request)
    jobs.add(job("*1*1*11##"))
    assert jobs.equal(parse_message("*#1*11##"), Priority.REFRESH) is request
    assert jobs.equal(parse_message("*#1*12##"), Priority.REFRESH) is None
    # One that is more urgent does not wait behind it.
    assert jobs.equal(parse_message("*#1*11##"), Priority.USER) is None
    # Twice the same command may be meant.
    assert jobs.equal(parse_message("*1*1*11##"), Priority.USER) is None


@pytest.mark.parametrize(
    ("new", "rest"),
    [
        # What sets the same of the same address.
        (("*#1*11*#1*150*0##", Priority.USER, "level"), ["*1*1*11##", "*#1*12*#1*120*0##", "*#1*11##"]),
        # Something else of it.
        (
            ("*#1*11*#12*1*2*3##", Priority.USER, "colour"),
            ["*#1*11*#1*110*0##", "*1*1*11##", "*#1*12*#1*120*0##", "*#1*11##"],
        ),
        # A command that replaces nothing.
        (
            ("*1*0*11##", Priority.USER, ""),
            ["*#1*11*#1*110*0##", "*1*1*11##", "*#1*12*#1*120*0##", "*#1*11##"],
        ),
        # A stop makes every command for its address pointless, but no question.
        (("*1*0*11##", Priority.STOP, ""), ["*#1*12*#1*120*0##", "*#1*11##"]),
        # A question makes nothing pointless.
        (
            ("*#1*11*1##", Priority.REFRESH, "level"),
            ["*#1*11*#1*110*0##", "*1*1*11##", "*#1*12*#1*120*0##", "*#1*11##"],
        ),
    ],
)
async def test_what_a_newer_one_makes_pointless_waits_no_more(new: tuple[str, Priority, str], rest: list[str]) -> None:
    jobs = CommandQueue()
    jobs.add(job("*#1*11*#1*110*0##", replaces="level"))
    jobs.add(job("*1*1*11##"))
    jobs.add(job("*#1*12*#1*120*0##", replaces="level"))
    jobs.add(job("*#1*11##", Priority.REFRESH))
    jobs.add(job(*new))
    assert [frame for frame in waiting(jobs) if frame != new[0]] == rest


async def test_a_frame_without_an_address_makes_nothing_pointless() -> None:
    jobs = CommandQueue()
    jobs.add(job("*5*7##", replaces="mode"))
    jobs.add(job("*5*7##", replaces="mode"))
    assert waiting(jobs) == ["*5*7##", "*5*7##"]


ANSWER: list[BaseMessage] = [parse_message("*1*1*11##")]


async def test_who_waited_for_a_pointless_one_gets_the_outcome_of_the_newer_one() -> None:
    jobs = CommandQueue()
    chain = [job(f"*#1*11*#1*{level}*0##", replaces="level") for level in (110, 120, 130)]
    for waits in chain:
        jobs.add(waits)
    chain[-1].succeed(ANSWER)
    async with asyncio.timeout(1):
        assert [await waits.done for waits in chain] == [ANSWER] * 3


async def test_who_waited_for_a_pointless_one_gets_the_error_of_the_newer_one() -> None:
    jobs = CommandQueue()
    old, new = job("*2*1*21##"), job("*2*0*21##", Priority.STOP)
    jobs.add(old)
    jobs.add(new)
    new.fail(ResponseError("no"))
    async with asyncio.timeout(1):
        with pytest.raises(ResponseError):
            await old.done


async def test_a_pointless_one_is_given_up_with_the_newer_one() -> None:
    jobs = CommandQueue()
    old, new = job("*2*1*21##"), job("*2*0*21##", Priority.STOP)
    jobs.add(old)
    jobs.add(new)
    new.done.cancel()
    async with asyncio.timeout(1):
        await asyncio.wait((old.done,))
    assert old.done.cancelled()


async def test_the_first_outcome_counts() -> None:
    done, failed = job("*1*1*11##"), job("*1*1*12##")
    done.succeed(ANSWER)
    done.fail(NotSent("too late"))
    done.succeed(())
    failed.fail(NotSent("no"))
    failed.succeed(ANSWER)
    assert done.done.result() == ANSWER
    assert isinstance(failed.done.exception(), NotSent)


@pytest.mark.parametrize(
    ("frame", "address"),
    [
        ("*1*1*0002##", ("1", "02")),
        ("*#18*51*113##", ("18", "51")),
        ("*#13**1##", ("13", "")),
        ("*#5##", None),
        ("*99*0##", None),
    ],
)
async def test_the_address_of_a_job_is_that_of_its_frame(frame: str, address: tuple[str, str] | None) -> None:
    assert job(frame).address == address
