"""Meters: one history behind every total and series, the gateway's clock, and pushes that end."""

from datetime import datetime, timedelta

import pytest

from .kit import ACK, NACK, House, plant, until

NO_DATA = 4294967295
FRIDAY = datetime(2026, 11, 20, 14, 20)  # noqa: DTZ001 - the gateway's wall clock
METER = "\n  - {{kind: meter, where: '57', power: 500{more}}}\n"


async def meter_at(start, moment: datetime, more: str = "", time_factor: float = 50, **changes: str) -> House:
    """Start a house whose gateway's clock shows this moment, with meter 57."""
    ahead = (moment - datetime.now()).total_seconds()  # noqa: DTZ005
    wanted = plant(METER.format(more=more), clock_offset=f"{ahead:f}", **changes)
    return await House.of(await start(wanted, time_factor))


async def series(house: House, dimension: str) -> dict[int, int]:
    """Ask for a series; return the values by their tag."""
    *frames, last = await house.ask(f"*#18*57*{dimension}##")
    assert last == ACK
    values = [frame.removesuffix("##").split("*")[4:] for frame in frames]
    return {int(tag): int(value) for tag, value in values}


async def value(house: House, dimension: str) -> int:
    answer, last = await house.ask(f"*#18*57*{dimension}##")
    assert last == ACK
    return int(answer.removesuffix("##").rpartition("*")[2])


def known(values: dict[int, int]) -> dict[int, int]:
    return {tag: energy for tag, energy in values.items() if energy != NO_DATA}


# One history (protocol.md 4.18)


@pytest.mark.parametrize("more", ["", ", month: 43210, day: 1234, total: 1234567"])
async def test_totals_and_series_are_sums_of_one_history(start, more: str) -> None:
    house = await meter_at(start, FRIDAY, more, model="F459")
    today, this_month = await series(house, "511#11#20"), await series(house, "513#11")
    assert sum(energy for hour, energy in known(today).items() if hour < 25) == today[25] == await value(house, "54")
    assert (today[25], this_month[19]) == (this_month[20], (await series(house, "511#11#19"))[25])
    assert sum(known(this_month).values()) == await value(house, "53") == await value(house, "52#26#11")
    assert sum(known(await series(house, "514#12")).values()) == await value(house, "52#25#12")
    if more:
        assert (house["18-57"].day, house["18-57"].month, house["18-57"].total) == (1234, 43210, 1234567)


async def test_the_total_of_a_meter_that_was_never_reset_holds_its_history(start) -> None:
    house = await meter_at(start, FRIDAY)
    months = [(2026, month) for month in range(1, 12)] + [(2025, month) for month in range(1, 13)] + [(2024, 12)]
    assert house["18-57"].total == sum(house["18-57"].history.of_month(*month) or 0 for month in months)


async def test_513_is_this_year_and_514_the_last(start) -> None:
    house = await meter_at(start, FRIDAY, model="F459")
    this_year, last_year = await series(house, "513#4"), await series(house, "514#4")
    assert list(this_year) == list(last_year) == list(range(1, 32))
    assert this_year[31] == last_year[31] == NO_DATA
    assert all(this_year[day] != last_year[day] for day in range(1, 31))
    assert sum(known(this_year).values()) == await value(house, "52#26#4")
    assert sum(known(last_year).values()) == await value(house, "52#25#4")


async def test_days_and_months_to_come_have_no_values(start) -> None:
    house = await meter_at(start, FRIDAY, model="F459")
    assert not known(await series(house, "513#12"))
    assert await value(house, "52#26#12") == NO_DATA
    assert list(known(await series(house, "513#11"))) == list(range(1, 21))
    assert list(known(await series(house, "511#11#20"))) == [*range(1, 16), 25]
    assert not known(await series(house, "511#11#21"))


async def test_a_request_without_a_year_means_the_last_such_month(start) -> None:
    """protocol.md 4.18: a month later than the current one belongs to last year."""
    house = await meter_at(start, FRIDAY, model="F459")
    assert (await series(house, "511#12#5"))[25] == (await series(house, "514#12"))[5]
    assert (await series(house, "511#10#5"))[25] == (await series(house, "513#10"))[5]
    assert await house.ask("*#18*57*511#2#30##") == [ACK]


async def test_the_average_day_of_a_month(start) -> None:
    house = await meter_at(start, FRIDAY, model="F459")
    average = await series(house, "512#10")
    assert sum(average[hour] for hour in range(1, 25)) == average[25]
    assert average[25] == pytest.approx(await value(house, "52#26#10") / 31, abs=24)


async def test_what_has_no_data_may_be_left_out(start) -> None:
    house = await meter_at(start, FRIDAY, ", no_data: nothing", model="F459")
    assert list(await series(house, "511#11#20")) == [*range(1, 16), 25]
    assert await series(house, "513#12") == {}
    assert await value(house, "52#26#12") == NO_DATA


# The gateway's clock


async def test_the_day_ends_at_midnight_on_the_gateway_s_clock(start) -> None:
    house = await meter_at(start, FRIDAY, ", day: 1234, month: 43210, total: 500000")
    meter = house["18-57"]
    house.simulator.clock_offset += timedelta(hours=10)
    assert (meter.day, meter.month, meter.total) == (0, 43210, 500000)
    meter.use(70)
    assert (meter.day, meter.month, meter.total) == (70, 43280, 500070)
    assert meter.energy_of(FRIDAY.date()) == 1234
    assert known(await series(house, "511#11#21")) == {1: 70, 25: 70}


async def test_the_month_ends_too(start) -> None:
    house = await meter_at(start, datetime(2026, 12, 31, 23, 30), ", day: 1234, month: 43210")  # noqa: DTZ001
    meter = house["18-57"]
    house.simulator.clock_offset += timedelta(hours=1)
    assert (meter.day, meter.month) == (0, 0)
    assert await value(house, "52#26#12") == 43210
    assert await value(house, "52#27#1") == 0


async def test_on_the_first_a_month_may_have_more_than_its_day(start) -> None:
    house = await meter_at(start, datetime(2026, 11, 1, 8, 30), ", day: 1000, month: 43210")  # noqa: DTZ001
    assert (house["18-57"].day, house["18-57"].month) == (1000, 43210)


async def test_the_clock_of_the_gateway_can_be_set(start) -> None:
    house = await meter_at(start, FRIDAY, time_zone="-5")
    zone = timedelta(hours=-5)
    assert house.simulator.now().utcoffset() == zone
    assert (await house.ask("*#13**0##"))[0].endswith("*105##")
    house.simulator.clock_offset = timedelta(hours=3)
    ahead = house.simulator.now().replace(tzinfo=None) - datetime.now(house.simulator.now().tzinfo).replace(tzinfo=None)
    assert ahead.total_seconds() == pytest.approx(3 * 3600, abs=1)
    assert await house.ask("*#13**#0*10*00*00*000##") == [ACK]
    assert f"{house.simulator.now():%H:%M}" == "10:00"


# Pushes


async def test_the_last_client_that_asks_decides_how_long_all_get_pushes(start) -> None:
    house = await meter_at(start, FRIDAY)
    meter = house["18-57"]
    assert await house.ask("*#18*57*#1200#1*255##") == [ACK]
    assert await house.told("*#18*57*1200#1*255##", "*#18*57*113*500##")
    meter.request_push(2)
    assert await house.told("*#18*57*#1200#1*2##", "*#18*57*1200#1*2##", "*#18*57*113*500##")
    assert 0 < meter.push_until - meter.now() <= 120
    meter.request_push(0)
    assert await house.told("*#18*57*#1200#1*0##", "*#18*57*1200#1*0##")
    assert not meter.truth()["pushing"]


async def test_a_meter_may_end_its_pushes_before_their_time(start) -> None:
    house = await meter_at(start, FRIDAY, ", push_limit: 1", time_factor=400)
    await house.ask("*#18*57*#1200#1*255##")
    assert await house.told("*#18*57*1200#1*255##", "*#18*57*113*500##")
    await until(lambda: not house["18-57"].pushing)


async def test_a_meter_that_refuses_to_push(start) -> None:
    """gateways.md 13.8: F522 and F523 usually do not stream."""
    house = await meter_at(start, FRIDAY, ", push: refused")
    assert await house.ask("*#18*57*#1200#1*125##") == [NACK]
    assert await value(house, "113") == 500
    assert await house.ask("*#18*51*#1200#1*125##") == [ACK]


async def test_a_meter_that_acknowledges_and_does_not_push(start) -> None:
    house = await meter_at(start, FRIDAY, ", push: ignored")
    assert await house.ask("*#18*57*#1200#1*125##") == [ACK]
    await house.simulator.wait_idle()
    house["1-11"].set_fault(False)
    assert await house.told("*1*0*11##")
    assert not house["18-57"].pushing
