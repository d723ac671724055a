"""What is kept of the wire: the last frames and commands, what they mean, and nothing that is private."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Sequence
from typing import override

import pytest

from custom_components.openwebnet.own import (
    BaseMessage,
    InvalidAuthentication,
    InvalidSession,
    NotConfirmed,
    NotSent,
    ResponseError,
    parse_message,
)
from custom_components.openwebnet.own.commands.exchange import CommandObserver, Exchange, Outcome
from custom_components.openwebnet.own.commands.pipeline import CommandPipeline
from custom_components.openwebnet.own.gateway.gateway import Gateway, Sessions
from custom_components.openwebnet.own.items import BaseItem
from custom_components.openwebnet.own.journal import Journal, meaning, redact
from custom_components.openwebnet.own.journal.records import EXCHANGES, FRAMES, KINDS
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from custom_components.openwebnet.own.priority import Priority
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ...waiting import until
from ..conftest import ScriptedGateway, Serve, read_frame
from ..kit import Watcher, commands_of, gateway_of, now, running

PLANT = """
model: F454
password: "12345"
auth: open
clock: false
objects:
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "12", steps: 100}
"""


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway with two lights."""
    async with Simulator(Plant.parse(PLANT)) as simulator:
        yield simulator


@pytest.fixture
async def gateway(simulator: Simulator) -> AsyncIterator[Gateway]:
    """Connected, and reading events."""
    gateway = gateway_of(simulator)
    await gateway.connect(identify=True)
    async with running(gateway):
        yield gateway


async def until_heard(gateway: Gateway, frame: str) -> None:
    """Wait for an event."""
    await until(lambda: (Way.EVENT, frame) in [(noted.way, str(noted.message)) for noted in gateway.journal.frames])


async def test_every_frame_is_kept_with_the_way_it_went(simulator: Simulator, gateway: Gateway) -> None:
    await gateway.request(parse_message("*1*1*11##"))
    await until_heard(gateway, "*1*1*11##")
    ways = [noted.way for noted in gateway.journal.frames if str(noted.message) == "*1*1*11##"]
    assert sorted(way.value for way in ways) == ["event", "sent"]
    answers = {str(noted.message) for noted in gateway.journal.frames if noted.way is Way.ANSWER}
    assert {"*#*1##", "*#13**15*200##"} <= answers
    assert sum(gateway.journal.counts.values()) == len(gateway.journal.frames)


async def test_what_is_said_while_a_session_is_opened_is_not_kept(simulator: Simulator, gateway: Gateway) -> None:
    """Neither the challenge nor what answers it."""
    await gateway.request(parse_message("*#1*11##"))
    assert {session.kind for session in simulator.sessions} == {"event", "command"}
    kept = [str(noted.message) for noted in gateway.journal.frames]
    assert "*#1*11##" in kept
    assert not [frame for frame in kept if frame.startswith("*99*") or (frame[2:-2].isdigit() and len(frame) > 7)]


async def test_the_sessions_and_attempts_to_connect_are_told(simulator: Simulator, gateway: Gateway) -> None:
    # Until everything was read, and the session that was used for it closed.
    await asyncio.sleep(70)
    assert gateway.sessions == Sessions(event=True, command=0, busy=0)
    await gateway.request(parse_message("*#1*11##"))
    assert gateway.sessions == Sessions(event=True, command=1, busy=0)
    assert gateway.journal.connections(now(), seconds=3600) == simulator.connections
    await asyncio.sleep(59.9)
    assert gateway.journal.connections(now()) == 1
    await asyncio.sleep(0.2)
    assert gateway.journal.connections(now()) == 0
    await gateway.close()
    assert gateway.sessions == Sessions(event=False, command=0, busy=0)


async def test_the_memory_is_bounded() -> None:
    journal = Journal()
    loop = asyncio.get_running_loop()
    outcomes: list[weakref.ref[asyncio.Future[Sequence[BaseMessage]]]] = []
    for number in range(2000):
        message = parse_message(f"*1*{number}*11##")
        journal.on_frame(Way.EVENT, message, None)
        done: asyncio.Future[Sequence[BaseMessage]] = loop.create_future()
        exchange = Exchange(message, Priority.USER, now())
        journal.on_exchange(exchange)
        journal.on_frame(Way.SENT, message, None)
        done.set_result(())
        exchange.end(done)
        journal.on_exchange(exchange)
        outcomes.append(weakref.ref(done))
    del done
    await asyncio.sleep(0)
    gc.collect()
    assert (len(journal.frames), len(journal.commands), len(journal.requests)) == (FRAMES, EXCHANGES, 0)
    assert str(journal.frames[-1].message) == str(journal.commands[-1].message) == "*1*1999*11##"
    assert journal.counts == {Way.EVENT: 2000, Way.ANSWER: 0, Way.SENT: 2000}
    assert journal.kinds_left_out == 2000 - KINDS
    # What has ended is not held on to.
    assert not [outcome for outcome in outcomes if outcome() is not None]


async def test_unknown_frames_are_counted_by_kind(simulator: Simulator, gateway: Gateway) -> None:
    for frame in ("*1*77*11##", "*1*77*12##", "*#13**99*1##", "*78*1*1##", "*78*1*2##", "*78*1*3##", "*1*0*11##"):
        simulator.emit(frame)
    await until_heard(gateway, "*1*0*11##")
    assert [(str(unknown.example), unknown.count) for unknown in gateway.journal.unknown()] == [
        ("*78*1*1##", 3),
        ("*1*77*11##", 2),
        ("*#13**99*1##", 1),
    ]


async def test_an_observer_is_told_of_every_frame_until_it_ends_and_cannot_break_anything(
    simulator: Simulator, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(GatewayObserver):
        @override
        def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
            raise RuntimeError("observer")

    gateway.add_observer(Failing())
    watcher = Watcher(gateway)
    simulator.emit("*78*1*1##")
    await until_heard(gateway, "*78*1*1##")
    assert watcher.times_of("*78*1*1##", Way.EVENT)
    assert "Error in an observer" in caplog.text
    watcher.end()
    simulator.emit("*78*1*2##")
    await until_heard(gateway, "*78*1*2##")
    assert not watcher.times_of("*78*1*2##", Way.EVENT)


# The ledger --------------------------------------------------------------------------------------------------------


TAKES = 0.4
"""Seconds that an answer takes."""


class Clerk:
    """A gateway that answers each frame after a while as it was told to: a text, `None` for silence, or it leaves."""

    def __init__(self, answers: dict[str, str | None]) -> None:
        self.answers = answers

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await read_frame(reader)
        writer.write(b"*#*1##")
        while True:
            answer = self.answers.get(await read_frame(reader), "*#*1##")
            if answer == "":
                return
            if answer is not None:
                await asyncio.sleep(TAKES)
                writer.write(answer.encode())


class Telling(CommandObserver):
    """Tells a journal what command sessions do, as a gateway does."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @override
    def on_sent(self, message: BaseMessage) -> None:
        self._journal.on_frame(Way.SENT, message, None)

    @override
    def on_exchange(self, exchange: Exchange) -> None:
        self._journal.on_exchange(exchange)


def _commands(gateway: ScriptedGateway, journal: Journal) -> CommandPipeline:
    return commands_of(gateway, observer=Telling(journal))


@pytest.mark.parametrize(
    ("frame", "answer", "error", "outcome", "seconds"),
    [
        ("*1*1*11##", "*#*1##", None, Outcome.CONFIRMED, TAKES),
        ("*1*1*11##", "*#*0##", ResponseError, Outcome.REFUSED, TAKES),
        ("*1*1*11##", None, NotConfirmed, Outcome.NOT_CONFIRMED, TIMING.command_timeout),
        ("*1*1*11##", "", NotConfirmed, Outcome.NOT_CONFIRMED, 0),
        ("*#1*11##", None, TimeoutError, Outcome.NOT_ANSWERED, TIMING.ask_timeout),
        ("*#1*11##", "", InvalidSession, Outcome.NO_SESSION, 0),
    ],
)
async def test_the_outcome_of_each_command_and_request_is_kept(  # noqa: PLR0917 - fixtures
    serve: Serve,
    frame: str,
    answer: str | None,
    error: type[Exception] | None,
    outcome: Outcome,
    seconds: float,
) -> None:
    journal = Journal()
    commands = _commands(await serve(Clerk({frame: answer})), journal)
    if error is None:
        await commands.request(parse_message(frame))
    else:
        with pytest.raises(error):
            await commands.request(parse_message(frame))
    await asyncio.sleep(0)
    (command,) = (*journal.commands, *journal.requests)
    assert (str(command.message), command.outcome) == (frame, outcome)
    assert bool(journal.requests) is frame.startswith("*#")
    assert command.attempts == (2 if outcome is Outcome.NO_SESSION else 1)
    assert command.waited == pytest.approx(0)
    assert command.answered == pytest.approx(seconds)
    await commands.close()


async def test_what_waits_and_what_takes_its_time_are_told_apart(serve: Serve) -> None:
    journal = Journal()
    commands = _commands(await serve(Clerk({})), journal)
    frames = [parse_message(f"*1*1*1{number}##") for number in range(1, 4)]
    await asyncio.gather(*(commands.request(frame) for frame in frames))
    await asyncio.sleep(0)
    assert [command.waited for command in journal.commands] == pytest.approx([0, TAKES, 2 * TAKES])
    assert [command.answered for command in journal.commands] == pytest.approx([TAKES] * 3)
    await commands.close()


async def test_a_command_that_a_newer_one_replaces_says_so(serve: Serve) -> None:
    journal = Journal()
    commands = _commands(await serve(Clerk({})), journal)
    levels = [parse_message(f"*#1*11*#1*{level}*0##") for level in (110, 120, 130)]
    await asyncio.gather(*(commands.request(level, replaces="level") for level in levels))
    await asyncio.sleep(0)
    assert [command.outcome for command in journal.commands] == [
        Outcome.CONFIRMED,
        Outcome.REPLACED,
        Outcome.CONFIRMED,
    ]
    assert [command.attempts for command in journal.commands] == [1, 0, 1]
    assert journal.commands[1].waited is None
    assert journal.commands[1].answered is None
    await commands.close()


async def test_what_nobody_waits_for_any_more_and_what_could_not_be_sent(serve: Serve) -> None:
    journal = Journal()
    clerk = Clerk({"*1*1*11##": None})
    commands = _commands(await serve(clerk), journal)
    first = asyncio.create_task(commands.request(parse_message("*1*1*11##")))
    given_up = asyncio.create_task(commands.request(parse_message("*1*1*12##")))
    unsent = asyncio.create_task(commands.request(parse_message("*1*1*13##")))
    await until(lambda: journal.counts[Way.SENT])
    assert [command.outcome for command in journal.commands] == [Outcome.PENDING] * 3
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    await commands.close()
    await asyncio.gather(first, unsent, return_exceptions=True)
    await asyncio.sleep(0)
    assert [command.outcome for command in journal.commands] == [
        Outcome.NOT_CONFIRMED,
        Outcome.GIVEN_UP,
        Outcome.NOT_SENT,
    ]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (InvalidAuthentication("no"), Outcome.PASSWORD_REFUSED),
        (NotSent("no"), Outcome.NOT_SENT),
        (RuntimeError("no"), Outcome.FAILED),
    ],
)
async def test_rarer_outcomes(error: Exception, outcome: Outcome) -> None:
    journal = Journal()
    done: asyncio.Future[Sequence[BaseMessage]] = asyncio.get_running_loop().create_future()
    exchange = Exchange(parse_message("*1*1*11##"), Priority.USER, now())
    journal.on_exchange(exchange)
    assert journal.commands[0].outcome is Outcome.PENDING
    done.set_exception(error)
    exchange.end(done)
    journal.on_exchange(exchange)
    (kept,) = journal.commands
    assert kept.outcome is outcome


# Meaning and discretion --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("*#*1##", "accepted"),
        ("*#*0##", "refused"),
        ("*#*6##", "busy"),
        ("*1*1*12##", "on"),
        ("*1*1000#1*12##", "a command was seen on the bus"),
        ("*#1*12##", "asks for the state"),
        ("*#1##", "asks for the state"),
        ("*5*8##", "engaged: armed"),
        ("*#13**15##", "asks for: device type"),
        ("*#13**15*200##", "device type"),
        ("*#13**#22*21*30*05*001*02*13*10*2026##", "date and time"),
        ("*#18*51*#1200#1*10##", "sets: minutes of power reports"),
        ("*1*77*12##", None),
        ("*#1*12*99*1##", None),
        ("*#1*12*99##", None),
        ("*22*1*9##", None),
        ("*77*1*12##", None),
    ],
)
def test_a_frame_has_the_meaning_of_its_table(frame: str, expected: str | None) -> None:
    assert meaning(parse_message(frame)) == expected


@pytest.mark.parametrize(
    ("frame", "shown"),
    [
        ("*1*1*12##", None),
        ("*#4*1*0*0215##", None),
        ("*#13**15*200##", None),
        ("*#13**12##", None),
        ("*5*8*0##", None),
        ("*5*11*#1##", None),
        ("*77*1*12##", None),
        ("*#1001*12*1*5*1*2*3##", None),
        ("*#*1##", None),
        ("*#13**12*0*3*80*1*2*3##", "*#13**12*x*x*x*x*x*x##"),
        ("*#13**12*0*3*80*1##", "*#13**12*x*x*x*x##"),
        ("*#13**#12*0*3*80*1*2*3##", "*#13**#12*x*x*x*x*x*x##"),
        ("*#13**10*192*168*1*35##", "*#13**10*x*x*x*x##"),
        ("*#13**11*255*255*255*0##", "*#13**11*x*x*x*x##"),
        ("*5*8#86420*0##", "*5*8#x*0##"),
        ("*5*9#864#20*0##", "*5*9#x#x*0##"),
        ("*#1001*12*13*305419896##", "*#1001*12*13*x##"),
        ("*#1013**13*305419896##", "*#1013**13*x##"),
        ("*1001*10#305419896*0##", "*1001*10#x*0##"),
        ("*#1023*1*5*86420##", "*#1023*1*5*x##"),
        ("*#603356072##", "*#x##"),
        ("*#0102*0304##", "*#x*x##"),
    ],
)
def test_what_is_private_is_hidden_and_nothing_else(frame: str, shown: str | None) -> None:
    assert redact(parse_message(frame)) == (shown or frame)
