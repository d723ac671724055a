"""The check of a gateway tells what the gateway does."""

import asyncio
import dataclasses
import json
import re

import pytest

from custom_components.openwebnet.own import InvalidAuthentication, InvalidSession
from custom_components.openwebnet.own.checkup import Asked, Outcome, Reply, Report, check, document
from custom_components.openwebnet.own.profiles import OBJECT_MODELS
from custom_components.openwebnet.own.timing import TIMING
from simulator import HOUSE, MODELS, Model, Plant, Simulator
from simulator.auth import Auth
from simulator.behaviour import Ack, AnswersOn, Ask, WhenFull
from simulator.faults import Moment

from ..conftest import Serve
from ..kit import params_of, says_nothing

AUTHENTICATIONS = {Auth.OPEN: "open", Auth.SHA1: "hmac-sha1", Auth.SHA256: "hmac-sha256"}
REFUSALS = {WhenFull.NACK: Reply.REFUSED, WhenFull.CLOSE: Reply.CLOSED}

pytestmark = pytest.mark.usefixtures("socket_enabled")


def house_of(model: str) -> Plant:
    plant = Plant.load(HOUSE)
    plant.choose(model, None, None)
    return plant


async def checked(plant: Plant, password: str = "12345") -> tuple[Report, Simulator]:
    async with Simulator(plant, "127.0.0.1", 0) as simulator:
        report = await check(params_of(simulator, password))
    return report, simulator


def asked(report: Report, frame: str) -> Asked:
    return next(one for one in report.general if one.request == frame)


@pytest.mark.parametrize("name", MODELS)
async def test_it_tells_what_each_model_does(name: str) -> None:
    model = MODELS[name]
    report, simulator = await checked(house_of(name))
    assert report.model == OBJECT_MODELS.get(model.object_model)
    assert (report.firmware, report.object_model) == (model.firmware, model.object_model)
    assert report.device_type == model.device_type
    assert report.authentication == AUTHENTICATIONS[model.auth]
    assert report.selectors == dict.fromkeys("091", Reply.GRANTED)
    assert report.command_sessions.given == model.command_sessions
    assert report.event_sessions.given == model.event_sessions
    assert report.command_sessions.refusal is report.event_sessions.refusal is REFUSALS[model.when_full]
    if model.command_idle < TIMING.idle_watch:
        assert report.idle_close == pytest.approx(model.command_idle, abs=0.5)
    else:
        assert report.idle_close is None
        assert report.idle_watched >= TIMING.idle_watch
    assert report.sign_of_life == ("NACK" if model.keep_alive_nack else "nothing")
    assert report.echoes_requests == model.echoes_requests
    assert report.shows_refusals in (model.shows_nacks, None)
    assert report.is_whole
    assert report.seconds <= TIMING.longest_check
    requests_are_told(report, model)
    assert not [one for one in report.comparison if not one.fits and one.name != "model"]
    # It switches and writes nothing.
    assert simulator.executed == []
    assert all(one.frame.startswith("*#") for one in simulator.received)


def requests_are_told(report: Report, model: Model) -> None:
    for who in (1, 2):
        scan = asked(report, f"*#{who}*0##")
        if who not in model.routes:
            assert scan.outcome is Outcome.REFUSED
            continue
        assert scan.outcome is Outcome.ANSWERED
        is_queued = model.ack_of_who.get((who, Ask.GENERAL), model.ack[Ask.GENERAL]) is Ack.QUEUED
        assert scan.at_once == is_queued
        ways = model.answers.get(who, AnswersOn.BOTH)
        assert (scan.on_event > 0) == (ways is not AnswersOn.COMMAND)
        assert (scan.on_command > 0) == (ways is not AnswersOn.EVENT and not is_queued)
    if 1 in model.routes:
        assert report.absent is not None
        taken = model.ack_of_who.get((1, Ask.REQUEST), model.ack[Ask.REQUEST])
        outcome = Outcome.ACKNOWLEDGED if taken is Ack.ALWAYS else Outcome.REFUSED
        assert report.absent.outcome is outcome


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"command_sessions": 3}, "command sessions"),
        ({"command_idle": 20.0}, "idle command session closed after"),
        ({"keep_alive_nack": True}, "answer to a sign of life"),
        ({"echoes_requests": True}, "requests shown as events"),
        ({"shows_nacks": True}, "refusals shown as events"),
        ({"selectors": frozenset("01")}, "command selectors"),
    ],
)
async def test_a_habit_of_its_own_is_told_as_a_difference(change: dict[str, object], name: str) -> None:
    plant = house_of("F454")
    plant.model = dataclasses.replace(plant.model, **change)  # type: ignore[arg-type]  # the field's own type
    report, _ = await checked(plant)
    assert [one.name for one in report.comparison if not one.fits] == [name]


async def test_a_password_of_another_kind_is_told_as_a_difference() -> None:
    plant = house_of("MH201")
    plant.model = dataclasses.replace(plant.model, object_model=44, auths=frozenset(Auth), keep_alive_nack=False)
    plant.choose(None, None, "sha256")
    report, _ = await checked(plant)
    assert report.model == "MH200N"
    assert "authentication" in [one.name for one in report.comparison if not one.fits]


async def test_what_is_met_with_silence_is_told_and_not_asked_again() -> None:
    plant = house_of("F454")
    plant.objects = tuple(spec for spec in plant.objects if spec.kind not in ("zone", "probe"))
    report, _ = await checked(plant)
    assert asked(report, "*#4*0##").outcome is Outcome.SILENT
    assert asked(report, "*#4*#0##").outcome is Outcome.NOT_TRIED
    assert report.seconds <= TIMING.longest_check


async def test_it_ends_in_time_where_nothing_is_answered(serve: Serve) -> None:
    async def grants_and_falls_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await reader.readuntil(b"##")
        writer.write(b"*#*1##")
        await reader.read()

    gateway = await serve(grants_and_falls_silent)
    report = await check(params_of(gateway))
    assert not report.is_whole
    assert report.model is None
    assert report.seconds <= TIMING.longest_check + TIMING.check_silence


async def test_a_session_that_is_closed_in_the_middle_is_opened_anew() -> None:
    async with Simulator(house_of("F454"), "127.0.0.1", 0) as simulator:
        simulator.faults.at(Moment.REQUEST, lambda: simulator.faults.close_before_ack(1), r"\*#1\*0##")
        report = await check(params_of(simulator))
    assert asked(report, "*#1*0##").outcome is Outcome.LOST
    assert asked(report, "*#2*0##").outcome is Outcome.ANSWERED
    assert report.is_whole


async def test_one_that_goes_away_in_the_middle_is_told_as_far_as_it_was_asked() -> None:
    async with Simulator(house_of("F454"), "127.0.0.1", 0) as simulator:

        def go_away() -> None:
            simulator.faults.accept_then_close = True
            simulator.faults.reset_all()

        simulator.faults.at(Moment.REQUEST, go_away, r"\*#2\*0##")
        report = await check(params_of(simulator))
    assert asked(report, "*#1*0##").outcome is Outcome.ANSWERED
    assert asked(report, "*#2*0##").outcome is Outcome.LOST
    assert not report.is_whole
    assert report.sign_of_life is None


async def test_frames_that_nobody_has_described_are_told_without_what_is_private() -> None:
    async with Simulator(house_of("F454"), "127.0.0.1", 0) as simulator:
        loop = asyncio.get_running_loop()
        for frame in ("*1*77*12##", "*#13**12*0*3*80*1*2*3##", "*1*77*12##", "*1*x*12##"):
            loop.call_later(3, simulator.emit, frame)
        report = await check(params_of(simulator))
    assert report.not_understood == {"*1*77*12##": 2}
    assert report.no_frames == 1


async def test_nothing_in_the_document_tells_whose_gateway_it_is() -> None:
    plant = house_of("MyHomeServer1")
    report, _ = await checked(plant)
    text = json.dumps(document(report))
    assert plant.password is not None
    mac = [str(int(part, 16)) for part in plant.mac.split(":")]
    for private in (plant.mac, "*".join(mac), plant.password, "127.0.0.1", "127*0*0*1"):
        assert private not in text
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", text)


async def test_a_wrong_password_ends_it() -> None:
    with pytest.raises(InvalidAuthentication):
        await checked(house_of("F454"), "54321")


async def test_a_gateway_without_a_free_session_ends_it() -> None:
    async with Simulator(house_of("F454"), "127.0.0.1", 0) as simulator:
        simulator.faults.busy = True
        with pytest.raises(InvalidSession, match="no command session: refused with selector 0 and refused"):
            await check(params_of(simulator))


async def test_a_gateway_that_says_nothing_ends_it(serve: Serve) -> None:
    with pytest.raises(InvalidSession, match="silent"):
        await check(params_of(await serve(says_nothing)))


async def test_a_gateway_that_is_away_ends_it(serve: Serve) -> None:
    gateway = await serve(says_nothing)
    await gateway.stop()
    with pytest.raises(TimeoutError):
        await check(params_of(gateway))


async def test_it_never_storms() -> None:
    times: list[float] = []
    async with Simulator(house_of("F454"), "127.0.0.1", 0) as simulator:

        async def watch() -> None:
            seen = 0
            while True:
                if simulator.connections > seen:
                    seen = simulator.connections
                    times.append(asyncio.get_running_loop().time())
                await asyncio.sleep(0.05)

        watching = asyncio.create_task(watch())
        await check(params_of(simulator))
        watching.cancel()
    for first, eleventh in zip(times, times[10:], strict=False):
        assert eleventh - first > TIMING.connect_window - 1
