"""Reading the hours and days that a meter has kept: what is lost on the way is asked for again."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence

import pytest
from freezegun.api import FrozenDateTimeFactory

from custom_components.openwebnet.own import Client, NotSent, ResponseError, SessionType, Where, Who
from custom_components.openwebnet.own.gateway.gateway import Gateway
from custom_components.openwebnet.own.items import Energy
from custom_components.openwebnet.own.procedures.meter_history import read_days, read_hours
from custom_components.openwebnet.own.timing import TIMING

from ...waiting import until
from ..conftest import Serve, read_frame
from ..kit import ACK, NACK, Desk, gateway_of, item_of, now, running

NO_DATA = 4294967295
APRIL, APRIL_BEFORE = dt.date(2026, 4, 1), dt.date(2025, 4, 1)


@pytest.fixture(autouse=True)
def in_november(freezer: FrozenDateTimeFactory) -> None:
    """Live on a day in November."""
    freezer.move_to("2026-11-22 12:00")


class Archive:
    """A gateway that answers each request with the next of some answers, the last one again and again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACK.encode())
        await read_frame(reader)
        writer.write(ACK.encode())
        while True:
            self.asked.append(await read_frame(reader))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            writer.write("".join(answer).encode())


def month(dimension: str, days: range) -> list[str]:
    """Return the values of some days."""
    return [f"*#18*51*{dimension}*{day}*{1000 + day}##" for day in days]


def hours(numbers: range) -> list[str]:
    """Return the values of some hours of 5 April, by the hour that ends then; the 25th is the total."""
    return [f"*#18*51*511#4#5*{number}*{1000 + number}##" for number in numbers]


async def meter_of(serve: Serve, archive: Archive) -> tuple[Client, Energy]:
    """Return a meter that is asked over a plain session."""
    client = Client("127.0.0.1", (await serve(archive)).port, "12345", SessionType.CommandSession)
    await client.start()
    meter = client.get_item(Who.ENERGY_MANAGEMENT, Where("51"), client=client)
    assert isinstance(meter, Energy)
    return client, meter


async def days_of(serve: Serve, archive: Archive, of: dt.date) -> dict[dt.date, int]:
    """Read the days of a month."""
    client, meter = await meter_of(serve, archive)
    try:
        return dict(await read_days(meter, of))
    finally:
        await client.close()


async def hours_of(serve: Serve, archive: Archive) -> dict[int, int]:
    """Read the hours of 5 April."""
    client, meter = await meter_of(serve, archive)
    try:
        return dict(await read_hours(meter, dt.date(2026, 4, 5)))
    finally:
        await client.close()


# Days


@pytest.mark.parametrize(("of", "dimension"), [(APRIL, "513#4"), (APRIL_BEFORE, "514#4")])
async def test_the_days_of_this_year_and_of_the_last(serve: Serve, of: dt.date, dimension: str) -> None:
    # Some gateways tell 31 days of every month.
    archive = Archive([*month(dimension, range(1, 32)), ACK])
    begin = now()
    told = await days_of(serve, archive, of)
    assert archive.asked == [f"*#18*51*{dimension}##"]
    assert told == {of.replace(day=day): 1000 + day for day in range(1, 31)}
    # It is over when all have come.
    assert now() == begin


async def test_a_month_that_came_in_part_is_asked_for_once_more(serve: Serve) -> None:
    archive = Archive([*month("514#4", range(4, 31)), ACK], [*month("514#4", range(1, 4)), ACK])
    begin = now()
    told = await days_of(serve, archive, APRIL_BEFORE)
    assert archive.asked == ["*#18*51*514#4##"] * 2
    assert told == {APRIL_BEFORE.replace(day=day): 1000 + day for day in range(1, 31)}
    assert now() - begin == pytest.approx(TIMING.history_silence)


async def test_what_is_missing_twice_stays_unknown(serve: Serve) -> None:
    archive = Archive([*month("514#4", range(4, 31)), ACK])
    told = await days_of(serve, archive, APRIL_BEFORE)
    assert archive.asked == ["*#18*51*514#4##"] * 2
    assert told == {APRIL_BEFORE.replace(day=day): 1000 + day for day in range(4, 31)}


async def test_a_day_without_data_is_left_out_and_what_is_of_other_days_is_not_taken(serve: Serve) -> None:
    other = ["*#18*51*513#4*5*7##", "*#18*51*514#5*5*7##", "*#18*51*511#4#5*5*7##"]
    days = [*month("514#4", range(1, 30)), f"*#18*51*514#4*30*{NO_DATA}##"]
    archive = Archive([*days[:4], *other, *days[4:], ACK])
    told = await days_of(serve, archive, APRIL_BEFORE)
    assert told == {dt.date(2025, 4, day): 1000 + day for day in range(1, 30)}
    # A day without data was told, too: nothing is missing.
    assert archive.asked == ["*#18*51*514#4##"]


async def test_a_month_of_which_nothing_is_told_is_not_asked_for_again(serve: Serve) -> None:
    archive = Archive([ACK])
    begin = now()
    assert await days_of(serve, archive, APRIL_BEFORE) == {}
    assert archive.asked == ["*#18*51*514#4##"]
    assert now() - begin == pytest.approx(TIMING.history_silence)


# Hours


async def test_the_hours_of_a_day_are_over_with_its_total(serve: Serve) -> None:
    archive = Archive([*hours(range(1, 26)), ACK])
    begin = now()
    told = await hours_of(serve, archive)
    assert archive.asked == ["*#18*51*511#4#5##"]
    assert told == {hour: 1001 + hour for hour in range(24)}
    assert now() == begin


async def test_a_day_that_came_in_part_is_asked_for_once_more(serve: Serve) -> None:
    archive = Archive([*hours(range(3, 26)), ACK], [*hours(range(1, 3)), *hours(range(25, 26)), ACK])
    told = await hours_of(serve, archive)
    assert archive.asked == ["*#18*51*511#4#5##"] * 2
    assert told == {hour: 1001 + hour for hour in range(24)}


async def test_an_hour_without_data_is_left_out_and_what_is_of_other_days_is_not_taken(serve: Serve) -> None:
    frames = hours(range(1, 26))
    frames[7] = f"*#18*51*511#4#5*8*{NO_DATA}##"
    archive = Archive(["*#18*51*511#4#6*5*7##", *frames[:4], "*#18*51*511#5#5*25*7##", *frames[4:], ACK])
    assert await hours_of(serve, archive) == {hour: 1001 + hour for hour in range(24) if hour != 7}
    assert archive.asked == ["*#18*51*511#4#5##"]


async def test_what_hours_have_lost_twice_is_shared_out_by_the_total_of_the_day(serve: Serve) -> None:
    frames = [*hours(range(11, 25)), "*#18*51*511#4#5*25*27937##", ACK]
    told = await hours_of(serve, Archive(frames))
    assert sum(told.values()) == 27937
    assert {hour: told[hour] for hour in range(10, 24)} == {hour: 1001 + hour for hour in range(10, 24)}
    assert max(told[hour] for hour in range(10)) - min(told[hour] for hour in range(10)) <= 1


async def test_a_day_of_which_only_the_total_is_told_is_shared_among_its_hours(serve: Serve) -> None:
    told = await hours_of(serve, Archive(["*#18*51*511#4#5*25*2400##", ACK]))
    assert told == dict.fromkeys(range(24), 100)


async def test_new_year_is_when_the_plant_says_so(serve: Serve, freezer: FrozenDateTimeFactory) -> None:
    # The operating system, in UTC, still has December.
    freezer.move_to("2026-12-31 23:30")
    archive = Archive([*month("514#1", range(1, 32)), ACK])
    client, meter = await meter_of(serve, archive)
    january = dt.date(2026, 1, 1)
    try:
        told = await read_days(meter, january, dt.date(2027, 1, 1))
    finally:
        await client.close()
    assert archive.asked == ["*#18*51*514#1##"]
    assert told == {january.replace(day=day): 1000 + day for day in range(1, 32)}


@pytest.mark.parametrize("read", [days_of, hours_of])
async def test_a_refusal_is_raised(serve: Serve, read: object) -> None:
    with pytest.raises(ResponseError):
        await (days_of(serve, Archive([NACK]), APRIL) if read is days_of else hours_of(serve, Archive([NACK])))


# Over the sessions of a gateway


@pytest.fixture
async def desk() -> Desk:
    """A gateway that confirms everything, and tells nothing by itself."""
    return Desk()


@pytest.fixture
async def gateway(serve: Serve, desk: Desk) -> AsyncIterator[Gateway]:
    """The same, as it runs."""
    gateway = gateway_of(await serve(desk))
    async with running(gateway):
        await asyncio.sleep(20)
        yield gateway


async def test_values_may_come_on_the_event_session_long_after_the_confirmation(desk: Desk, gateway: Gateway) -> None:
    """protocol.md 4.18."""
    meter = item_of(Energy, gateway, Who.ENERGY_MANAGEMENT, "51")
    reading = asyncio.create_task(read_days(meter, APRIL))
    await until(lambda: desk.times_of("*#18*51*513#4##"))
    for frame in month("513#4", range(1, 31)):
        await asyncio.sleep(2.9)
        assert not reading.done()
        desk.tell(frame)
    assert len(await reading) == 30
    assert len(desk.times_of("*#18*51*513#4##")) == 1


async def test_what_is_lost_on_the_way_is_asked_for_again_after_three_seconds_of_silence(
    desk: Desk, gateway: Gateway
) -> None:
    meter = item_of(Energy, gateway, Who.ENERGY_MANAGEMENT, "51")
    reading = asyncio.create_task(read_hours(meter, dt.date(2026, 4, 5)))
    await until(lambda: desk.times_of("*#18*51*511#4#5##"))
    for frame in hours(range(1, 20)):
        await asyncio.sleep(0.1)
        desk.tell(frame)
    last = now()
    await until(lambda: len(desk.times_of("*#18*51*511#4#5##")) == 2)
    assert desk.times_of("*#18*51*511#4#5##")[1] - last == pytest.approx(TIMING.history_silence, abs=0.02)
    desk.tell(*hours(range(20, 26)))
    assert dict(await reading) == {hour: 1001 + hour for hour in range(24)}


async def test_it_is_asked_for_when_nobody_waits_for_anything_else(desk: Desk, gateway: Gateway) -> None:
    meter = item_of(Energy, gateway, Who.ENERGY_MANAGEMENT, "51")
    # What is asked of a meter that was just heard of has its time, before the next is due.
    await asyncio.sleep(60)
    desk.heard.clear()
    desk.is_open.clear()
    first = asyncio.create_task(meter.send_power_request())
    await until(lambda: desk.frames)
    reading = asyncio.create_task(read_days(meter, APRIL))
    await until(lambda: gateway.waiting == 1)
    second = asyncio.create_task(meter.send_energy_request())
    await until(lambda: gateway.waiting == 2)
    desk.is_open.set()
    await asyncio.gather(first, second, reading)
    assert desk.frames[:3] == ["*#18*51*113##", "*#18*51*51##", "*#18*51*513#4##"]


async def test_a_gateway_that_is_closed_meanwhile_ends_it(desk: Desk, serve: Serve) -> None:
    gateway = gateway_of(await serve(desk))
    meter = item_of(Energy, gateway, Who.ENERGY_MANAGEMENT, "51")
    await gateway.close()
    with pytest.raises(NotSent):
        await read_days(meter, APRIL)
