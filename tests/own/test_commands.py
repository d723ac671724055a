"""The pipeline: what goes first, what is dropped, joined, sent again, and what never is."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from custom_components.openwebnet.own import (
    BaseMessage,
    DimensionWriting,
    InvalidAuthentication,
    InvalidSession,
    NormalMessage,
    NotConfirmed,
    NotSent,
    ResponseError,
    StatusRequest,
    Who,
    commands as commands_module,
    pool as pool_module,
)
from custom_components.openwebnet.own.budget import BUDGET_ATTEMPTS, SPARED_IN_VAIN, Budget
from custom_components.openwebnet.own.commands import Commands
from custom_components.openwebnet.own.profiles import Profile
from custom_components.openwebnet.own.sender import Priority

from .conftest import ScriptedGateway, Serve, read_frame

FAST = Profile(gap=0)


class Desk:
    """A gateway that notes what it is sent and answers when the test says so."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.sessions = 0
        self.most_sessions = 0
        self.open = asyncio.Event()
        self.open.set()
        self.silent: set[str] = set()
        self.answers: dict[str, str] = {}
        self.leave_after: set[str] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await read_frame(reader)
        writer.write(b"*#*1##")
        self.sessions += 1
        self.most_sessions = max(self.most_sessions, self.sessions)
        try:
            while True:
                frame = await read_frame(reader)
                self.frames.append(frame)
                await self.open.wait()
                if frame in self.leave_after:
                    self.leave_after.discard(frame)
                    return
                if frame not in self.silent:
                    writer.write(self.answers.get(frame, "*#*1##").encode())
        finally:
            self.sessions -= 1


def commands_of(gateway: ScriptedGateway, profile: Profile = FAST, password: str = "") -> Commands:
    """Return a pipeline to a gateway."""
    commands = Commands("127.0.0.1", gateway.port, password, deliver=lambda _: None)
    commands.profile = profile
    return commands


def light(what: str, where: str = "11") -> BaseMessage:
    """Return a command for a light."""
    return NormalMessage((Who.LIGHTING, what, where))


def level(percent: int, where: str = "11") -> BaseMessage:
    """Return a level for a light."""
    return DimensionWriting((Who.LIGHTING, where, "1", str(100 + percent), "255"))


def status(where: str) -> BaseMessage:
    """Return a request for a light."""
    return StatusRequest((Who.LIGHTING, where))


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def gathered(*tasks: asyncio.Task[Sequence[BaseMessage]]) -> list[object]:
    """Return the outcomes, errors as their classes."""
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    return [type(outcome) if isinstance(outcome, BaseException) else outcome for outcome in outcomes]


async def test_a_stop_goes_before_everything(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    desk.open.clear()
    tasks = [asyncio.create_task(commands.request(status(f"{n}1"))) for n in range(1, 10)]
    tasks += [asyncio.create_task(commands.request(light("1", f"{n}2"))) for n in range(1, 10)]
    await until(lambda: len(desk.frames) == 1)
    stop = NormalMessage((Who.AUTOMATION, "0", "55"))
    tasks.append(asyncio.create_task(commands.request(stop, priority=Priority.STOP)))
    await asyncio.sleep(0)
    desk.open.set()
    await asyncio.gather(*tasks)
    assert desk.frames[1] == "*2*0*55##"
    assert all(frame.startswith("*1*") for frame in desk.frames[2:11])
    assert all(frame.startswith("*#1*") for frame in desk.frames[11:])
    await commands.close()


async def test_order_is_kept_for_one_address_over_several_sessions(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk), Profile(gap=0, command_sessions=4))
    whats = ["1", "0"] * 10
    await asyncio.gather(*(commands.request(light(what, where)) for what in whats for where in ("11", "12", "13")))
    for where in ("11", "12", "13"):
        assert [frame[3] for frame in desk.frames if frame.endswith(f"*{where}##")] == whats
    assert 1 < desk.most_sessions <= 4
    await commands.close()


async def test_a_newer_level_replaces_one_that_is_not_written(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    desk.open.clear()
    tasks = [asyncio.create_task(commands.request(level(percent), replaces="level")) for percent in range(1, 61)]
    tasks.append(asyncio.create_task(commands.request(level(7, "12"), replaces="level")))
    await until(lambda: len(desk.frames) == 1)
    desk.open.set()
    assert await gathered(*tasks) == [[]] * 61
    assert desk.frames == [str(level(1)), str(level(60)), str(level(7, "12"))]
    await commands.close()


async def test_the_caller_of_a_replaced_level_gets_the_newer_ones_result(serve: Serve) -> None:
    desk = Desk()
    desk.answers[str(level(3))] = "*#*0##"
    commands = commands_of(await serve(desk))
    desk.open.clear()
    tasks = [asyncio.create_task(commands.request(level(percent), replaces="level")) for percent in (1, 2, 3)]
    await until(lambda: len(desk.frames) == 1)
    desk.open.set()
    assert await gathered(*tasks) == [[], ResponseError, ResponseError]
    await commands.close()


async def test_a_stop_makes_a_movement_that_waits_pointless(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    desk.open.clear()
    first = asyncio.create_task(commands.request(light("1")))
    await until(lambda: len(desk.frames) == 1)
    up = asyncio.create_task(commands.request(NormalMessage((Who.AUTOMATION, "1", "55"))))
    other = asyncio.create_task(commands.request(NormalMessage((Who.AUTOMATION, "1", "56"))))
    await asyncio.sleep(0)
    stop = NormalMessage((Who.AUTOMATION, "0", "55"))
    halt = asyncio.create_task(commands.request(stop, priority=Priority.STOP))
    await asyncio.sleep(0)
    desk.open.set()
    assert await gathered(first, up, other, halt) == [[]] * 4
    assert desk.frames == ["*1*1*11##", "*2*0*55##", "*2*1*56##"]
    await commands.close()


async def test_equal_requests_are_sent_once(serve: Serve) -> None:
    desk = Desk()
    desk.answers["*#1*12##"] = "*1*1*12##*#*1##"
    commands = commands_of(await serve(desk))
    desk.open.clear()
    first = asyncio.create_task(commands.request(status("11")))
    await until(lambda: len(desk.frames) == 1)
    seen: list[str] = []
    tasks = [
        asyncio.create_task(commands.request(status("12"), on_frame=lambda frame: seen.append(str(frame))))
        for _ in range(5)
    ]
    await asyncio.sleep(0)
    assert commands.waiting == 1
    tasks[0].cancel()
    desk.open.set()
    await first
    assert [str(frame) for frame in await tasks[4]] == ["*1*1*12##"]
    await asyncio.gather(*tasks, return_exceptions=True)
    assert seen == ["*1*1*12##"] * 5
    assert desk.frames == ["*#1*11##", "*#1*12##"]
    await commands.close()


async def test_what_nobody_waits_for_any_more_is_not_sent(serve: Serve) -> None:
    desk = Desk()
    commands = commands_of(await serve(desk))
    desk.open.clear()
    first = asyncio.create_task(commands.request(light("1")))
    await until(lambda: len(desk.frames) == 1)
    second = asyncio.create_task(commands.request(light("0")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    desk.open.set()
    await first
    await commands.request(light("1", "12"))
    assert desk.frames == ["*1*1*11##", "*1*1*12##"]
    await commands.close()


async def test_a_command_that_cannot_be_sent_in_time_fails_and_is_not_sent_later(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands_module, "USER_DEADLINE", 0.1)
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.USER, 0.3)
    desk = Desk()
    desk.silent.add("*1*1*11##")
    commands = commands_of(await serve(desk))
    first = asyncio.create_task(commands.request(light("1")))
    await until(lambda: len(desk.frames) == 1)
    late = asyncio.create_task(commands.request(light("1", "12")))
    assert await gathered(first, late) == [NotConfirmed, NotSent]
    assert desk.frames == ["*1*1*11##"]
    await commands.close()


async def test_a_lost_answer_is_not_confirmed_and_never_sent_again(serve: Serve) -> None:
    desk = Desk()
    desk.leave_after.add("*1*32*11##")
    commands = commands_of(await serve(desk))
    with pytest.raises(NotConfirmed):
        await commands.request(light("32"))
    await commands.request(light("1", "12"))
    assert desk.frames == ["*1*32*11##", "*1*1*12##"]
    await commands.close()


async def test_a_request_whose_answer_was_lost_is_asked_once_more(serve: Serve) -> None:
    desk = Desk()
    desk.leave_after.add("*#1*11##")
    commands = commands_of(await serve(desk))
    await commands.request(status("11"))
    assert desk.frames == ["*#1*11##", "*#1*11##"]
    await commands.close()


async def test_a_refused_request_is_asked_once_more_and_a_refused_command_is_not(serve: Serve) -> None:
    desk = Desk()
    desk.answers["*#1*11##"] = desk.answers["*1*1*11##"] = "*#*0##"
    commands = commands_of(await serve(desk))
    with pytest.raises(ResponseError):
        await commands.request(status("11"))
    with pytest.raises(ResponseError):
        await commands.request(light("1"))
    assert desk.frames == ["*#1*11##", "*#1*11##", "*1*1*11##"]
    await commands.close()


async def test_an_energy_write_that_a_myhomeserver1_refuses_was_executed(serve: Serve) -> None:
    desk = Desk()
    write = DimensionWriting((Who.ENERGY_MANAGEMENT, "51", "1200#1", "125"))
    desk.answers[str(write)] = "*#*0##"
    gateway = await serve(desk)
    server = commands_of(gateway, Profile(executes_in_spite_of_nack=frozenset((Who.ENERGY_MANAGEMENT,))))
    assert await server.request(write) == ()
    await server.close()
    other = commands_of(gateway)
    with pytest.raises(ResponseError):
        await other.request(write)
    await other.close()


async def test_a_person_does_not_wait_for_a_request_that_nobody_answers(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands_module, "PATIENCE", 0.05)
    desk = Desk()
    desk.silent.add("*#4*0##")
    commands = commands_of(await serve(desk))
    scan = asyncio.create_task(commands.request(StatusRequest((Who.THERMOREGULATION, "0")), priority=Priority.SCAN))
    await until(lambda: len(desk.frames) == 1)
    async with asyncio.timeout(1):
        await commands.request(light("1"))
    assert desk.frames[:2] == ["*#4*0##", "*1*1*11##"]
    await until(lambda: desk.frames[2:] == ["*#4*0##"])
    scan.cancel()
    await asyncio.gather(scan, return_exceptions=True)
    await commands.close()


async def test_one_session_is_kept_free_for_people_where_there_are_two(serve: Serve) -> None:
    desk = Desk()
    desk.silent |= {"*#1*11##", "*#1*12##"}
    commands = commands_of(await serve(desk), Profile(gap=0, command_sessions=2))
    asks = [asyncio.create_task(commands.request(status(where))) for where in ("11", "12")]
    await until(lambda: len(desk.frames) == 1)
    async with asyncio.timeout(0.5):
        await commands.request(light("1", "13"))
    assert desk.frames == ["*#1*11##", "*1*1*13##"]
    await commands.close()
    assert set(await gathered(*asks)) <= {NotSent, NotConfirmed, InvalidSession}


async def test_a_silent_request_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(commands_module._TIMEOUTS, Priority.REFRESH, 0.1)
    desk = Desk()
    desk.silent.add("*#1*11##")
    commands = commands_of(await serve(desk))
    with pytest.raises(TimeoutError):
        await commands.request(status("11"))
    await commands.request(status("12"))
    await commands.close()


async def test_a_gateway_that_is_gone_fails_everything_that_waits(serve: Serve) -> None:
    gateway = await serve(Desk())
    await gateway.stop()
    commands = commands_of(gateway)
    tasks = [asyncio.create_task(commands.request(light("1", f"1{n}"))) for n in range(1, 6)]
    assert await gathered(*tasks) == [NotSent] * 5
    await commands.close()


async def test_a_refused_session_is_asked_for_again(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "FIRST_PAUSE", 0.02)

    async def busy(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    gateway = await serve(busy, busy, Desk())
    commands = commands_of(gateway)
    await commands.request(light("1"))
    assert gateway.connections == 3
    await commands.close()


async def test_a_refused_password_is_not_tried_again(serve: Serve) -> None:
    async def asks_for_a_password(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await read_frame(reader)
        writer.write(b"*#603356072##")
        await read_frame(reader)
        writer.write(b"*#*0##")

    gateway = await serve(asks_for_a_password)
    commands = commands_of(gateway, password="99999")
    with pytest.raises(InvalidAuthentication):
        await commands.request(light("1"))
    assert gateway.connections == 1
    await commands.close()


async def test_a_gateway_is_never_stormed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts in vain are not more than a few in a minute; the others are left to the event session."""
    monkeypatch.setattr(pool_module, "FIRST_PAUSE", 0.001)

    async def busy(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    gateway = await serve(busy)
    commands = commands_of(gateway)
    for _ in range(4):
        with pytest.raises((NotSent, InvalidSession)):
            await commands.request(light("1"))
    assert gateway.connections == BUDGET_ATTEMPTS - SPARED_IN_VAIN
    await commands.close()


def test_the_budget_comes_back_with_time() -> None:
    budget = Budget()
    for second in range(10):
        assert budget.wait_time(second) == 0
        budget.spend(second)
    assert budget.wait_time(10) == pytest.approx(50)
    assert budget.wait_time(60) == 0


async def test_closing_ends_everything(serve: Serve) -> None:
    desk = Desk()
    desk.silent |= {"*1*1*11##"}
    commands = commands_of(await serve(desk))
    written = asyncio.create_task(commands.request(light("1")))
    await until(lambda: len(desk.frames) == 1)
    waiting = asyncio.create_task(commands.request(light("1", "12")))
    await asyncio.sleep(0)
    await commands.close()
    assert await gathered(written, waiting) == [NotConfirmed, NotSent]
    with pytest.raises(NotSent):
        await commands.request(light("1"))
    await until(lambda: desk.sessions == 0)
