"""States that stay true: what is asked for without anybody's wish, when, and who does not answer any more."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import pytest

from custom_components.openwebnet.own import NormalMessage, StatusRequest, Where, Who
from custom_components.openwebnet.own.gateway.event_session import ConnectionState
from custom_components.openwebnet.own.gateway.gateway import Gateway
from custom_components.openwebnet.own.gateway.state_updater import ASK_AGAIN
from custom_components.openwebnet.own.items import Energy, Temperature
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ...waiting import until
from ..conftest import Serve
from ..kit import ACK, NACK, Desk, Watcher, gateway_of, item_of, light_of, now, pauses, running, status, switch

PLANT = """
model: F454
password: "12345"
clock: false
event_idle: 0
objects:
  - {kind: relay, where: "11", on: true}
  - {kind: relay, where: "12"}
  - {kind: dimmer, where: "13", steps: 100, level: 60, on: true}
  - {kind: zone, where: "1"}
  - {kind: meter, where: "51"}
"""
NOBODY = Where("21")
"""An address where nothing is."""
FIRST_SCAN = 20.0
"""Seconds after which everything was read once."""


@pytest.fixture
async def f454(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A gateway with some objects."""
    async with Simulator(Plant.parse(PLANT)) as simulator:
        yield simulator


@pytest.fixture
async def gateway(f454: Simulator) -> AsyncIterator[Gateway]:
    """The same, connected and read."""
    gateway = gateway_of(f454)
    async with running(gateway):
        await asyncio.sleep(FIRST_SCAN)
        assert (light_of(gateway, "11").state.on, light_of(gateway, "12").state.on) == (True, False)
        yield gateway


def asked(simulator: Simulator, frame: str) -> int:
    """Return how often a frame was sent to a gateway."""
    return sum(received.frame == frame for received in simulator.received)


def without_command_sessions(simulator: Simulator) -> None:
    """Close the command sessions, and let no other in."""
    simulator.faults.busy = True
    for session in simulator.sessions:
        if session.kind == "command":
            session.close()


async def know(desk: Desk, gateway: Gateway, *wheres: str) -> None:
    """Let lights that are off answer, and everything be read once."""
    for where in wheres:
        desk.answers[f"*#1*{where}##"] = f"*1*0*{where}##{ACK}"
        await gateway.request(status(where))
    await asyncio.sleep(FIRST_SCAN)
    desk.heard.clear()


# After a command


async def test_a_command_whose_event_is_lost_is_shown_all_the_same(f454: Simulator, gateway: Gateway) -> None:
    before = asked(f454, "*#1*12##")
    f454.faults.lose_events(1)
    begin = now()
    await light_of(gateway, "12").turn_on()
    assert light_of(gateway, "12").state.on is False
    await until(lambda: light_of(gateway, "12").state.on)
    assert now() - begin == pytest.approx(TIMING.effect, abs=0.2)
    assert asked(f454, "*#1*12##") == before + 1


async def test_a_command_that_shows_its_effect_is_not_asked_about(f454: Simulator, gateway: Gateway) -> None:
    before = asked(f454, "*#1*12##")
    await light_of(gateway, "12").turn_on()
    await until(lambda: light_of(gateway, "12").state.on)
    # A command to another light, whose event is lost: that one is asked about.
    await asyncio.sleep(1)
    f454.faults.lose_events(1)
    await light_of(gateway, "11").turn_off()
    await until(lambda: light_of(gateway, "11").state.on is False)
    assert asked(f454, "*#1*12##") == before


async def test_a_command_is_asked_about_after_4_s_until_its_effect_is_shown(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11")
        # From now on it takes what is asked of it, and says nothing of it.
        desk.answers["*#1*11##"] = ACK
        begin = now()
        await gateway.request(switch("0"))
        await until(lambda: len(desk.times_of("*#1*11##")) == 2)
        desk.tell("*1*0*11##")
        await asyncio.sleep(60)
    assert [at - begin for at in desk.times_of("*#1*11##")] == pytest.approx([4, 8], abs=0.02)


# Objects that fall silent


async def test_a_silent_object_is_asked_more_and_more_seldom(serve: Serve) -> None:
    """Every 4 s, then after a minute, doubled up to an hour."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11")
        desk.answers["*#1*11##"] = ACK
        told = Watcher(gateway).silences
        light = light_of(gateway, "11")
        begin = now()
        await gateway.request(switch("0"))
        await asyncio.sleep(4 * 3600)
        times = desk.times_of("*#1*11##")
        assert [round(at - begin) for at in times[: ASK_AGAIN + 1]] == [4, 8, 12, 16]
        assert pauses(times)[ASK_AGAIN:] == pytest.approx([60, 120, 240, 480, 960, 1920, 3600, 3600], abs=0.1)
        # After the third time in vain it counts as silent.
        assert told == [(pytest.approx(begin + 16, abs=0.02), "11", True)]
        assert gateway.silent_since(light) == told[0][0]
        desk.tell("*1*0*11##")
        await until(lambda: gateway.silent_since(light) is None)
        assert [silent for _, _, silent in told] == [True, False]
        desk.heard.clear()
        await asyncio.sleep(2 * 3600)
        assert desk.times_of("*#1*11##") == []


async def test_a_device_that_is_gone_falls_silent_alone_and_comes_back(f454: Simulator, gateway: Gateway) -> None:
    watcher = Watcher(gateway)
    f454.objects["1-11"].unplugged = True
    assert await gateway.scan()
    await until(lambda: [told[1:] for told in watcher.silences] == [("11", True)], 60)
    assert gateway.silent_since(light_of(gateway, "12")) is None
    f454.objects["1-11"].unplugged = False
    f454.objects["1-11"].press()
    await until(lambda: [told[1:] for told in watcher.silences] == [("11", True), ("11", False)])


async def test_a_silent_device_whose_place_an_entity_takes_is_not_silent_any_more(
    f454: Simulator, gateway: Gateway
) -> None:
    light = light_of(gateway, "11")
    f454.objects["1-11"].unplugged = True
    assert await gateway.scan()
    await until(lambda: light.is_silent, 60)
    gateway.stand_in(Who.LIGHTING, Where("11"))
    assert not light.is_silent


async def test_a_silent_device_is_asked_again_and_found_when_it_answers(f454: Simulator, gateway: Gateway) -> None:
    # What the gateway reads at the start is over.
    await asyncio.sleep(60)
    f454.objects["1-11"].unplugged = True
    assert await gateway.scan()
    await until(lambda: gateway.silent_since(light_of(gateway, "11")) is not None, 60)
    begin = gateway.silent_since(light_of(gateway, "11"))
    assert begin is not None
    # It is asked once more at that moment, twice, and refused after 2 s each time.
    await asyncio.sleep(10)
    f454.objects["1-11"].unplugged = False
    await until(lambda: gateway.silent_since(light_of(gateway, "11")) is None, 100)
    assert now() - begin == pytest.approx(TIMING.silent_pause, abs=0.5)


async def test_what_never_answered_is_not_called_silent(f454: Simulator, gateway: Gateway) -> None:
    """Some tell what happens, and nothing else."""
    f454.emit("*9*1*4##")
    channel = gateway.get_item(Who.AUXILIARY, Where("4"))
    await until(lambda: channel.heard)
    told = Watcher(gateway).silences
    # One that has answered is found to be silent meanwhile.
    f454.objects["1-11"].unplugged = True
    for _ in range(2):
        assert await gateway.scan()
    await until(lambda: told, 60)
    await asyncio.sleep(600)
    assert [(key, silent) for _, key, silent in told] == [("11", True)]
    assert gateway.silent_since(channel) is None


async def test_an_object_that_does_not_answer_to_all_is_asked_alone(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11", "12")
        desk.answers["*#1*0##"] = f"*1*0*11##{ACK}"
        assert await gateway.scan()
        assert desk.times_of("*#1*12##")
        assert not desk.times_of("*#1*11##")


async def test_one_that_was_refused_before_another_of_its_kind_answered_is_asked_again(serve: Serve) -> None:
    desk = Desk()
    desk.answers |= {"*#1*0##": NACK, "*#1*11##": NACK, "*#1*12##": f"*1*0*12##{ACK}"}
    gateway = gateway_of(await serve(desk))
    refused, answers = light_of(gateway, "11"), light_of(gateway, "12")
    async with running(gateway):
        await until(lambda: answers.heard)
        assert not refused.heard
        desk.answers["*#1*11##"] = f"*1*1*11##{ACK}"
        await until(lambda: refused.heard, 60)


@pytest.mark.parametrize("is_there", [True, False])
async def test_one_that_is_refused_and_was_never_heard_is_asked_once_more(serve: Serve, is_there: bool) -> None:
    desk = Desk()
    desk.answers |= {"*#1*0##": NACK, "*#1*11##": NACK}
    gateway = gateway_of(await serve(desk))
    light = light_of(gateway, "11")
    async with running(gateway):
        await gateway.scanned.wait()
        assert not light.heard
        if is_there:
            desk.answers["*#1*11##"] = f"*1*1*11##{ACK}"
        await asyncio.sleep(3600)
        assert light.heard is is_there
        # What is refused is sent once more at once.
        assert is_there or len(desk.times_of("*#1*11##")) == 4


async def test_who_answers_is_not_silent_although_it_does_not_do_what_was_asked(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        dimmer = light_of(gateway, "13")
        dimmer.restore({"steps": 100})
        await know(desk, gateway, "13")
        silent = False
        for level in (40, 70):
            await dimmer.set_level(level)
            for _ in range(60):
                await asyncio.sleep(0.5)
                silent |= gateway.silent_since(dimmer) is not None
        assert not silent


# What a frame leaves open


async def test_the_level_of_a_dimmer_is_asked_for_where_no_frame_tells_it(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        light_of(gateway, "13").restore({"steps": 100})
        await know(desk, gateway, "13")
        desk.answers["*#1*13*1##"] = f"*#1*13*1*160*5##{ACK}"
        begin = now()
        desk.tell("*1*1*13##")
        await asyncio.sleep(30)
        assert [(heard.frame, heard.at - begin) for heard in desk.heard] == [
            ("*#1*13*1##", pytest.approx(TIMING.completion_delay, abs=0.02))
        ]


async def test_a_level_that_is_told_in_time_is_not_asked_for(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        dimmer = light_of(gateway, "13")
        dimmer.restore({"steps": 100})
        await know(desk, gateway, "13")
        desk.tell("*1*1*13##")
        await asyncio.sleep(0.9)
        desk.tell("*#1*13*1*160*5##")
        await until(lambda: dimmer.state.level == 60)
        await asyncio.sleep(60)
        assert desk.frames == []


async def test_a_level_that_could_not_be_asked_for_is_asked_for_later(f454: Simulator, gateway: Gateway) -> None:
    dimmer = light_of(gateway, "13")
    await asyncio.sleep(30)
    without_command_sessions(f454)
    f454.emit("*1*5*13##")
    await until(lambda: dimmer.state.level_is_nominal)
    connections = f454.connections
    await asyncio.sleep(60)
    assert f454.connections > connections, "it was tried"
    assert dimmer.state.level_is_nominal
    f454.faults.busy = False
    await until(lambda: dimmer.state.level == 60 and not dimmer.state.level_is_nominal, 70)


# Frames to many


@pytest.mark.parametrize("where", ["1", "0", "#7"])
async def test_after_a_frame_to_many_the_members_are_asked_together(serve: Serve, where: str) -> None:
    """Some gateways tell nothing of them."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11", "12")
        begin = now()
        desk.tell(f"*1*1*{where}##")
        await asyncio.sleep(30)
        assert [(heard.frame, heard.at - begin) for heard in desk.heard] == [
            (f"*#1*{where}##", pytest.approx(TIMING.broadcast_delay, abs=0.02))
        ]


@pytest.mark.parametrize(("before", "after"), [(0.9, None), (None, 0.1)])
async def test_members_that_report_before_or_after_a_frame_to_all_are_not_asked(
    serve: Serve, before: float | None, after: float | None
) -> None:
    """A MyHomeServer1 takes 0.9 s for the frame (protocol.md 5.2)."""
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11", "12", "21")
        if before is not None:
            desk.tell("*1*0*11##", "*1*0*12##")
            await asyncio.sleep(before)
        desk.tell("*1*0*1##")
        if after is not None:
            await asyncio.sleep(after)
            desk.tell("*1*0*11##", "*1*0*12##")
        await asyncio.sleep(30)
        assert desk.frames == []


async def test_members_that_report_in_part_are_asked(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11", "12")
        desk.tell("*1*0*11##", "*1*0*1##")
        await asyncio.sleep(30)
        assert desk.frames == ["*#1*1##"]


async def test_frames_to_many_in_a_row_are_asked_about_once(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11", "12")
        for _ in range(10):
            desk.tell("*1*1*1##")
            await asyncio.sleep(0.3)
        last = now() - 0.3
        await asyncio.sleep(30)
        assert [heard.at - last for heard in desk.heard] == pytest.approx([TIMING.broadcast_delay], abs=0.02)


# Everything


async def test_everything_is_read_once_more_each_day(serve: Serve) -> None:
    desk = Desk()
    # Nobody looks for a dead session here: that would be done a thousand times a day.
    timing = replace(TIMING, silence=10 * TIMING.reread)
    async with running(gateway_of(await serve(desk), timing=timing)):
        await asyncio.sleep(2 * TIMING.reread + 60)
    times = desk.times_of("*#1*0##")
    # The day begins when everything was read.
    assert pauses(times) == pytest.approx([TIMING.reread] * 2, abs=FIRST_SCAN)


async def test_what_could_not_be_read_after_the_connection_came_back_is_read_later(
    f454: Simulator, gateway: Gateway
) -> None:
    await f454.faults.refuse(True)
    f454.faults.close_all()
    await until(lambda: gateway.state is ConnectionState.LOST)
    f454.objects["1-11"].press()
    await f454.wait_idle()

    # The event session gets in, the command sessions do not.
    f454.faults.refused_selectors = frozenset("09")
    await f454.faults.refuse(False)
    await until(lambda: gateway.state is ConnectionState.CONNECTED)
    await asyncio.sleep(60)
    assert light_of(gateway, "11").state.on is True
    f454.faults.refused_selectors = frozenset()
    await until(lambda: light_of(gateway, "11").state.on is False, 70)


async def test_a_bus_that_cannot_be_read_is_tried_again_with_a_growing_pause(serve: Serve) -> None:
    """2 s, up to 15 s, about; and not more than a few times a minute over the wire."""
    desk = Desk()
    tried: list[float] = []

    async def events_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if desk.listening:
            tried.append(now())
        else:
            await desk(reader, writer)

    gateway = gateway_of(await serve(events_only))
    async with running(gateway) as states:
        await asyncio.sleep(58)
        asked = [request.asked for request in gateway.journal.requests]
        # The first attempt asks twice for a session, at 0 and 0.5 s, and would again at 1.5 s.
        assert pauses(asked)[:5] == [
            pytest.approx(1.5 + 2, abs=0.4),
            pytest.approx(4, rel=0.2),
            pytest.approx(8, rel=0.2),
            pytest.approx(15, rel=0.2),
            pytest.approx(15, rel=0.2),
        ]
        assert pauses(tried) == pytest.approx([TIMING.refused_pause])
        assert states == [ConnectionState.CONNECTED]


async def test_a_zone_is_asked_for_what_its_frames_leave_out(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(FIRST_SCAN)
        desk.heard.clear()
        zone = item_of(Temperature, gateway, Who.THERMOREGULATION, "1")
        begin = now()
        desk.tell("*#4*1*0*0215##")
        await until(lambda: zone.state.temperature == 21.5)
        desk.answers["*#4*1##"] = f"*#4*1*14*0200*3##{ACK}"
        await until(lambda: zone.state.set_point == 20)
        assert desk.heard[0].at - begin == pytest.approx(TIMING.completion_delay, abs=0.02)


# Again and again


async def test_a_meter_is_asked_every_five_minutes_and_for_reports_that_do_not_come_more_rarely(
    serve: Serve,
) -> None:
    energy, reports = "*#18*51*51##", "*#18*51*#1200#1*125##"
    desk = Desk(dict.fromkeys(("*#18*51*113##", reports), f"*#18*51*113*350##{ACK}"))
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(FIRST_SCAN)
        (first,) = desk.times_of(reports)
        desk.heard.clear()
        await asyncio.sleep(first + 2 * 3600 + 60 - now())
        assert item_of(Energy, gateway, Who.ENERGY_MANAGEMENT, "51").state.power == 350
    # The gap between two frames, and the answers, move them a little.
    assert [at - first for at in desk.times_of(energy)] == pytest.approx(list(range(300, 7201, 300)), abs=0.5)
    asked = [first, *desk.times_of(reports)]
    assert all(later > 1.5 * before for before, later in pairwise(pauses(asked)))
    assert 4 <= len(asked) <= 8


async def test_what_is_refused_again_and_again_ends_nothing(serve: Serve) -> None:
    desk = Desk({"*#18*51*113##": f"*#18*51*113*350##{ACK}", "*#18*51*51##": NACK})
    gateway = gateway_of(await serve(desk))
    async with running(gateway) as states:
        await asyncio.sleep(3600)
        assert len(desk.times_of("*#18*51*51##")) > 2 * 3600 / TIMING.meter_poll
        assert states == [ConnectionState.CONNECTED]


async def test_a_general_request_of_ours_and_a_translation_are_no_frames_to_many(serve: Serve) -> None:
    desk = Desk()
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await know(desk, gateway, "11")
        desk.tell(str(StatusRequest((Who.LIGHTING, "0"))), "*1*1000#1*0##", str(NormalMessage((Who.CEN_1, "1", "22"))))
        await asyncio.sleep(30)
        assert desk.frames == []


async def test_an_address_that_is_stood_in_for_is_no_device_and_asked_for_nothing(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    async with running(gateway):
        item = gateway.stand_in(Who.LIGHTING, NOBODY)
        await asyncio.sleep(FIRST_SCAN)
        f454.received.clear()
        await gateway.request(NormalMessage((Who.LIGHTING, "1", NOBODY)))
        f454.emit("*1*5*21##")
        await until(lambda: item.heard)
        await asyncio.sleep(25 * 3600)
        assert not item.is_device
        assert not [one.frame for one in f454.received if one.frame.startswith("*#1*21")]


async def test_what_was_known_is_forgotten_when_it_is_stood_in_for(f454: Simulator) -> None:
    gateway = gateway_of(f454)
    async with running(gateway):
        item = light_of(gateway, "12")
        await until(lambda: item.heard)
        await asyncio.sleep(FIRST_SCAN)
        await gateway.request(NormalMessage((Who.LIGHTING, "1", item.where)))
        assert gateway.stand_in(Who.LIGHTING, item.where) is item
        f454.received.clear()
        f454.objects["1-12"].unplugged = True
        await asyncio.sleep(25 * 3600)
        assert not [one.frame for one in f454.received if one.frame.startswith("*#1*12")]
        assert gateway.silent_since(item) is None


async def test_only_a_point_can_be_stood_in_for(f454: Simulator) -> None:
    with pytest.raises(KeyError):
        gateway_of(f454).stand_in(Who.ENERGY_MANAGEMENT, Where("51"))
