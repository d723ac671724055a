"""Reading the days that a meter has kept: what is lost on the way is asked for again."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import pytest

from custom_components.openwebnet.own import Client, ResponseError, SessionType, Where, Who, history
from custom_components.openwebnet.own.history import read_days
from custom_components.openwebnet.own.items import Energy, energy_history

from .conftest import Serve, read_frame

NO_DATA = 4294967295


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live on a day in November, and wait less than for a real bus."""
    monkeypatch.setattr(energy_history, "today", lambda: dt.date(2026, 11, 22))
    monkeypatch.setattr(history, "SILENCE", 0.1)


class Archive:
    """A gateway that answers each request with the next of some answers, the last one again and again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*#*1##")
        await read_frame(reader)
        writer.write(b"*#*1##")
        while True:
            self.asked.append(await read_frame(reader))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            writer.write("".join(answer).encode())


def _month(dimension: str, days: range) -> list[str]:
    return [f"*#18*51*{dimension}*{day}*{1000 + day}##" for day in days]


async def _read(serve: Serve, archive: Archive, month: dt.date) -> dict[dt.date, int]:
    gateway = await serve(archive)
    client = Client("127.0.0.1", gateway.port, "12345", SessionType.CommandSession)
    await client.start()
    try:
        meter = client.get_item(Who.ENERGY_MANAGEMENT, Where("51"), client=client)
        assert isinstance(meter, Energy)
        return dict(await read_days(meter, month))
    finally:
        await client.close()


@pytest.mark.parametrize(("month", "dimension"), [(dt.date(2026, 4, 1), "513#4"), (dt.date(2025, 4, 1), "514#4")])
async def test_the_days_of_this_year_and_of_the_last(serve: Serve, month: dt.date, dimension: str) -> None:
    # Some gateways tell 31 days of every month.
    archive = Archive([*_month(dimension, range(1, 32)), "*#*1##"])
    told = await _read(serve, archive, month)
    assert archive.asked == [f"*#18*51*{dimension}##"]
    assert told == {month.replace(day=day): 1000 + day for day in range(1, 31)}


async def test_a_month_that_came_in_part_is_asked_for_once_more(serve: Serve) -> None:
    archive = Archive([*_month("514#4", range(4, 31)), "*#*1##"], [*_month("514#4", range(1, 4)), "*#*1##"])
    told = await _read(serve, archive, dt.date(2025, 4, 1))
    assert archive.asked == ["*#18*51*514#4##"] * 2
    assert len(told) == 30


async def test_a_day_without_data_is_left_out_and_what_is_of_other_days_is_not_taken(serve: Serve) -> None:
    other = ["*#18*51*513#4*5*7##", "*#18*51*514#5*5*7##", "*#18*51*511#4#5*5*7##"]
    days = [*_month("514#4", range(1, 30)), f"*#18*51*514#4*30*{NO_DATA}##"]
    told = await _read(serve, Archive([*days[:4], *other, *days[4:], "*#*1##"]), dt.date(2025, 4, 1))
    assert told == {dt.date(2025, 4, day): 1000 + day for day in range(1, 30)}


async def test_a_month_of_which_nothing_is_told_is_not_asked_for_again(serve: Serve) -> None:
    archive = Archive(["*#*1##"])
    assert await _read(serve, archive, dt.date(2025, 4, 1)) == {}
    assert len(archive.asked) == 1


async def test_a_refusal_is_raised(serve: Serve) -> None:
    with pytest.raises(ResponseError):
        await _read(serve, Archive(["*#*0##"]), dt.date(2025, 4, 1))
