"""Scenes and scenarios: what starts one is counted, what answers a request for it is not, wherever it is shown.

Both are told in the same frame, and gateways differ in where they show an answer (protocol.md 5.3).
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import pytest

from custom_components.openwebnet.own import Client, NotConfirmed, ResponseError, Where, Who, parse_message
from custom_components.openwebnet.own.gateway.gateway import Gateway
from custom_components.openwebnet.own.items import ScenarioModule, Scene
from custom_components.openwebnet.own.observer import Way
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ...waiting import until
from ..conftest import Serve
from ..items.kit import heard, make
from ..kit import ACK, NACK, Desk, Watcher, gateway_of, item_of, now, running

SECONDS = 0.2
"""That the gateway takes for an answer."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is started, and can be asked for."""

    who: Who
    where: str
    kind: type[Scene | ScenarioModule]
    request: str
    start: str
    also: str
    """What else its answer holds, if anything."""

    def count(self, gateway: Gateway) -> int:
        """Return how many starts were counted."""
        state = item_of(self.kind, gateway, self.who, self.where).state
        return 0 if state.activated is None else state.activated.number

    def is_known(self, gateway: Gateway) -> bool:
        """Tell whether what the answer says was taken in."""
        item = item_of(self.kind, gateway, self.who, self.where)
        if isinstance(item, Scene):
            return (item.state.running, item.state.enabled) == (True, True)
        return item.state.scenarios == {3}


SCENE = Subject(Who.MH200N_SCENE, "12", Scene, "*#17*12##", "*17*1*12##", "*17*3*12##")
SCENARIO = Subject(Who.SCENE, "05", ScenarioModule, "*#0*05##", "*0*3*05##", "")
each_subject = pytest.mark.parametrize("subject", [SCENE, SCENARIO], ids=["scene", "scenario"])
# On the command session; on both, first here or first there; on the event session only, before the ACK or after it.
each_way = pytest.mark.parametrize(
    ("is_answer", "event_after"),
    [(True, None), (True, 0.1), (True, 0.4), (False, 0.1), (False, 0.4)],
    ids=["command", "both-event-first", "both-event-last", "event-before-ack", "event-after-ack"],
)


async def ask(desk: Desk, gateway: Gateway, subject: Subject, *, is_answer: bool, event_after: float | None) -> None:
    """Ask for the state, and let it be shown where the gateway shows it."""
    shown = subject.start + subject.also
    desk.answers[subject.request] = f"{shown if is_answer else ''}{ACK}"
    desk.delays[subject.request] = SECONDS
    begin = now()
    asked = len(desk.times_of(subject.request))
    question = asyncio.create_task(gateway.request(parse_message(subject.request)))
    await until(lambda: len(desk.times_of(subject.request)) > asked)
    if event_after is not None:
        await asyncio.sleep(begin + event_after - now())
        desk.tell(shown)
    await question


async def settle() -> None:
    """Wait until what is shown now is an answer no more."""
    await asyncio.sleep(TIMING.event_delay + 0.1)


@each_subject
@each_way
async def test_an_answer_counts_no_start_and_the_event_of_a_start_counts_one(
    serve: Serve, subject: Subject, is_answer: bool, event_after: float | None
) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(20)
        for starts in range(1, 4):
            await ask(desk, gateway, subject, is_answer=is_answer, event_after=event_after)
            await until(lambda: subject.is_known(gateway))
            await settle()
            assert subject.count(gateway) == starts - 1
            desk.tell(subject.start)
            await settle()
            assert subject.count(gateway) == starts


@each_subject
async def test_each_of_two_equal_starts_counts(serve: Serve, subject: Subject) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    told: list[int] = []
    async with running(gateway):
        await asyncio.sleep(20)
        item = item_of(subject.kind, gateway, subject.who, subject.where)
        item.add_listener(lambda: told.append(subject.count(gateway)))
        desk.tell(subject.start, subject.start)
        await until(lambda: len(told) == 2)
    assert told == [1, 2]


@each_subject
@pytest.mark.parametrize("is_shown", [True, False], ids=["shown-on-both", "shown-as-event"])
async def test_a_start_of_ours_counts_once(serve: Serve, subject: Subject, is_shown: bool) -> None:
    """Some gateways show the frame in the answer to the command as well."""
    desk = Desk({subject.start: f"{subject.start if is_shown else ''}{ACK}"})
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(20)
        item = item_of(subject.kind, gateway, subject.who, subject.where)
        await (item.start() if isinstance(item, Scene) else item.activate(3))
        desk.tell(subject.start)
        await settle()
    assert subject.count(gateway) == 1


@each_subject
async def test_a_start_of_ours_whose_answer_is_lost_is_not_confirmed_and_counts_when_it_is_told(
    serve: Serve, subject: Subject
) -> None:
    desk = Desk({subject.start: ""})
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(20)
        item = item_of(subject.kind, gateway, subject.who, subject.where)
        command = asyncio.create_task(item.start() if isinstance(item, Scene) else item.activate(3))
        await until(lambda: desk.times_of(subject.start))
        # That it came true changes nothing: the gateway has not said so.
        desk.tell(subject.start)
        with pytest.raises(NotConfirmed):
            await command
    assert subject.count(gateway) == 1


@each_subject
async def test_what_starts_while_another_is_asked_for_counts(serve: Serve, subject: Subject) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(20)
        desk.is_open.clear()
        question = asyncio.create_task(gateway.request(parse_message(subject.request)))
        await until(lambda: desk.times_of(subject.request))
        desk.tell(subject.start.replace(f"*{subject.where}##", "*07##"))
        other = item_of(subject.kind, gateway, subject.who, "07")
        await until(lambda: other.state.activated is not None)
        desk.is_open.set()
        await question
        await settle()
    assert subject.count(gateway) == 0


@each_subject
@pytest.mark.parametrize(
    ("answer", "error"), [(NACK, ResponseError), ("", TimeoutError)], ids=["refused", "not-answered"]
)
async def test_a_request_that_came_to_nothing_hides_no_start_for_longer_than_an_answer_takes(
    serve: Serve, subject: Subject, answer: str, error: type[Exception]
) -> None:
    desk = Desk({subject.request: answer})
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(20)
        with pytest.raises(error):
            await gateway.request(parse_message(subject.request))
        await settle()
        desk.tell(subject.start)
        await until(lambda: subject.count(gateway) == 1)


@each_subject
async def test_whoever_asks_over_a_plain_session_takes_the_answer_for_one(serve: Serve, subject: Subject) -> None:
    desk = Desk({subject.request: f"{subject.start}{subject.also}{ACK}"})
    client = Client("127.0.0.1", (await serve(desk)).port, "")
    await client.start()
    item = client.get_item(subject.who, Where(subject.where), client=client)
    assert isinstance(item, Scene | ScenarioModule)
    if isinstance(item, Scene):
        await item.send_state_request()
        assert (item.state.running, item.state.enabled, item.state.activated) == (True, True, None)
    else:
        # It cannot be asked but by hand.
        assert not item.status_requests()
    await client.close()


@pytest.mark.parametrize("subject", [SCENE, SCENARIO], ids=["scene", "scenario"])
def test_the_frame_of_an_answer_tells_the_state_and_no_start(subject: Subject) -> None:
    item = make(subject.who, subject.where)
    told: list[object] = []
    item.add_listener(lambda: told.append(item.state))
    message = parse_message(subject.start)
    assert item.receive(message, is_answer=True)
    assert not item.receive(message, is_answer=True)
    assert isinstance(item, Scene | ScenarioModule)
    assert item.state.activated is None
    assert item.heard
    # As the event tells it, but for the start.
    assert item.state == heard(subject.start).state._replace(activated=None)  # type: ignore[attr-defined]
    assert item.receive(message)
    assert item.state.activated is not None
    assert item.state.activated.number == 1
    assert len(told) == 2


PLANT = """
model: {model}
password: "12345"
clock: false
event_idle: 0
objects:
  - {{kind: scene, where: "12"}}
  - {{kind: scenario_module, where: "05", scenarios: [3, 5]}}
"""


@pytest.mark.parametrize("model", ["F454", "MH201", "MH202", "MyHomeServer1"])
async def test_a_scene_that_is_asked_again_and_again_is_started_as_often_as_it_is(
    socket_enabled: None, model: str
) -> None:
    async with Simulator(Plant.parse(PLANT.format(model=model))) as simulator:
        gateway = gateway_of(simulator)
        async with running(gateway):
            # A MH201 without heating lets it be asked for in vain for half a minute.
            await asyncio.sleep(120)
            watcher = Watcher(gateway)
            scene = item_of(Scene, gateway, Who.MH200N_SCENE, "12")
            await scene.start()
            await until(lambda: SCENE.count(gateway) == 1)
            for _ in range(3):
                with suppress(ResponseError):
                    await scene.send_state_request()
                await settle()
            assert SCENE.count(gateway) == 1
            simulator.emit(SCENE.start)
            await until(lambda: SCENE.count(gateway) == 2)
            await settle()
            assert SCENE.count(gateway) == 2
        assert watcher.times_of(SCENE.start, Way.EVENT)
