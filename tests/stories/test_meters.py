"""Meters over time: power that never stands still, counters that never dip, all of them found."""

import re

import pytest

from custom_components.openwebnet.own.timing import TIMING

from .conftest import MakeHouse
from .scripted import NACK, SILENCE, ScriptedBus

POWER, PUSH = "*#18*51*113##", "*#18*51*#1200#1*125##"
METER: dict[str, dict[str, str]] = {"18-51": {}}


class Meter:
    """A meter that reports its power every 30 s, for as long as it was asked to."""

    def __init__(self, bus: ScriptedBus, where: str = "51", *, limit: float = 255.0) -> None:
        self.power = 100
        self.until = 0.0
        self._bus = bus
        self._where = where
        self._limit = limit
        bus.answer(f"*#18*{where}*113##", lambda: [self._tells()])
        bus.on(rf"\*#18\*{where}\*#1200#1\*(\d+)##", self._push)
        bus.later(0.0, self._report)

    def _tells(self) -> str:
        return f"*#18*{self._where}*113*{self.power}##"

    def _push(self, match: re.Match[str]) -> None:
        self.obey(int(match[1]))

    def obey(self, minutes: int) -> None:
        """Report for so many minutes, whoever asks."""
        self.until = self._bus.later(0.0, lambda: None).when() + min(minutes, self._limit) * 60
        self._bus.tell(f"*#18*{self._where}*1200#1*{minutes}##", after=0.2)

    def _report(self) -> None:
        timer = self._bus.later(30.0, self._report)
        if timer.when() - 30.0 < self.until:
            self._bus.tell(self._tells())


async def test_power_reports_that_another_client_ends_are_asked_for_again_at_once(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    meter = Meter(bus)
    house = await live_in(METER)
    for minutes in (0, 2):
        meter.power += 100
        meter.obey(minutes)
        begin = house.now
        await house.wait(5)
        assert bus.frames(since=begin) == [PUSH]
        await house.wait(40)
        assert house.state("sensor", "18-51-power") == str(meter.power)


async def test_a_time_that_another_client_writes_counts_though_the_meter_says_nothing(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    Meter(bus)
    house = await live_in(METER)
    begin = house.now
    bus.tell("*#18*51*#1200#1*0##")
    await house.wait(TIMING.power_check + 1)
    assert bus.frames(since=begin) == [PUSH]


async def test_power_reports_that_end_without_a_word_are_asked_for_again_soon(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    meter = Meter(bus)
    house = await live_in(METER)
    meter.until = 0.0
    meter.power = 2500
    begin = house.now
    await house.wait(TIMING.power_silence + TIMING.power_check + 1)
    assert house.state("sensor", "18-51-power") == "2500"
    assert bus.times(re.escape(PUSH), begin)


async def test_a_meter_that_ends_its_reports_by_itself_is_asked_in_time(bus: ScriptedBus, live_in: MakeHouse) -> None:
    meter = Meter(bus, limit=5.0)
    house = await live_in(METER)
    for power in range(200, 1200, 100):
        meter.power = power
        await house.wait(120)
        assert house.state("sensor", "18-51-power") == str(power)


async def test_power_reports_are_renewed_before_their_time_is_over(bus: ScriptedBus, live_in: MakeHouse) -> None:
    Meter(bus)
    house = await live_in(METER)
    begin = house.now
    await house.wait(4 * 3600)
    assert len(bus.frames(re.escape(PUSH), begin)) == 4
    assert not bus.frames(re.escape(POWER), begin)


async def test_a_meter_that_refuses_to_report_is_asked_for_its_power(bus: ScriptedBus, live_in: MakeHouse) -> None:
    power = 100
    bus.answer(POWER, lambda: [f"*#18*51*113*{power}##"])
    bus.on(r"\*#18\*51\*#1200.*", lambda _: NACK)
    house = await live_in(METER)
    begin = house.now
    for power in range(200, 1200, 100):
        await house.wait(TIMING.power_poll + TIMING.power_check)
        assert house.state("sensor", "18-51-power") == str(power)
    assert len(bus.frames(re.escape(PUSH), begin)) <= 1
    assert len(bus.frames(re.escape(POWER), begin)) <= 13


async def test_the_power_of_an_actuator_is_asked_for(bus: ScriptedBus, live_in: MakeHouse) -> None:
    power = 100
    bus.answer("*#18*71#0*113##", lambda: [f"*#18*71#0*113*{power}##"])
    house = await live_in({"18-71#0": {}})
    power = 250
    await house.wait(TIMING.power_poll + TIMING.power_check)
    assert house.state("sensor", "18-71#0-power") == "250"
    assert not bus.frames(r".*1200.*")


async def test_a_power_that_nobody_tells_any_more_is_unknown(bus: ScriptedBus, live_in: MakeHouse) -> None:
    meter = Meter(bus)
    bus.answer("*#18*51*51##", "*#18*51*51*7000##")
    house = await live_in(METER)
    assert house.state("sensor", "18-51-power") == "100"
    meter.until = 0.0
    bus.on(r"\*#18\*51\*#1200.*", lambda _: NACK)
    meter_answers = bus.forget(POWER)
    bus.losing = r"\*#18\*51\*(113|1200)"
    begin = house.now
    await house.wait(TIMING.power_unknown + 60)
    assert house.state("sensor", "18-51-power") == "unknown"
    await house.wait(6 * 3600)
    # It is not asked without end; a request that is refused is sent once more.
    assert len(bus.frames(re.escape(POWER), begin)) <= 2 * (6 * 3600 / TIMING.meter_poll + 10)
    bus.answer(POWER, meter_answers)
    await house.wait(TIMING.meter_poll + TIMING.power_check)
    assert house.state("sensor", "18-51-power") == "100"


@pytest.mark.parametrize(
    ("key", "dimension", "counted"),
    [("energy_total", "51", "43.086"), ("energy_month", "53", "43.086"), ("energy_day", "54", "43.086")],
)
@pytest.mark.usefixtures("all_enabled")
async def test_an_empty_answer_changes_nothing(
    bus: ScriptedBus, live_in: MakeHouse, key: str, dimension: str, counted: str
) -> None:
    house = await live_in(METER)
    bus.tell(f"*#18*51*{dimension}*43086##")
    await house.wait(1)
    assert house.state("sensor", f"18-51-{key}") == counted
    bus.tell(f"*#18*51*{dimension}*##")
    await house.wait(1)
    assert house.state("sensor", f"18-51-{key}") == counted


async def test_a_total_does_not_dip_where_the_first_answer_after_a_start_is_empty(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    house = await live_in(METER)
    bus.tell("*#18*51*51*43086##")
    await house.wait(1)
    assert house.state("sensor", "18-51-energy_total") == "43.086"
    bus.answer("*#18*51*51##", "*#18*51*51*##")
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    begin = house.now
    await house.settle()
    assert bus.frames(r"\*#18\*51\*51##", begin)
    assert house.state("sensor", "18-51-energy_total") == "43.086"
    bus.tell("*#18*51*51*43090##")
    await house.wait(1)
    assert house.state("sensor", "18-51-energy_total") == "43.09"
    # From here on 0 is a word: somebody has set the meter to zero.
    bus.tell("*#18*51*51*0##")
    await house.wait(1)
    assert house.state("sensor", "18-51-energy_total") == "0.0"


@pytest.mark.usefixtures("all_enabled")
async def test_month_and_day_of_an_actuator_are_asked_for(bus: ScriptedBus, live_in: MakeHouse) -> None:
    bus.answer("*#18*71#0*113##", "*#18*71#0*113*10##")
    bus.answer("*#18*71#0*53##", "*#18*71#0*53*5000##")
    bus.answer("*#18*71#0*54##", "*#18*71#0*54*700##")
    house = await live_in({"18-71#0": {}})
    assert house.state("sensor", "18-71#0-energy_month") == "5.0"
    assert house.state("sensor", "18-71#0-energy_day") == "0.7"
    bus.answer("*#18*71#0*54##", "*#18*71#0*54*900##")
    await house.wait(TIMING.meter_poll)
    assert house.state("sensor", "18-71#0-energy_day") == "0.9"


async def test_what_an_actuator_refuses_is_soon_asked_for_no_more(bus: ScriptedBus, live_in: MakeHouse) -> None:
    bus.answer("*#18*71#0*72#1##", "*#18*71#0*72#1*77000*1*6*2026*12*0##")
    house = await live_in({"18-71#0": {}})
    await house.wait(3600)
    begin = house.now
    await house.wait(3600)
    assert not bus.frames(r"\*#18\*71#0\*5[34]##", begin)
    assert len(bus.frames(r"\*#18\*71#0\*72#1##", begin)) >= 11


@pytest.mark.parametrize("heard", [None, "53"])
async def test_meters_are_found_where_the_gateway_does_not_ask_them_all_at_once(
    bus: ScriptedBus, live_in: MakeHouse, heard: str | None
) -> None:
    for where in ("51", "54", "510"):
        bus.answer(f"*#18*{where}*113##", f"*#18*{where}*113*{where}##")
    if heard is not None:
        bus.tell(f"*#18*{heard}*113*7##", after=0.5)
    house = await live_in()
    assert [house.state("sensor", f"18-{where}-power") for where in ("51", "54", "510")] == ["51", "54", "510"]
    # Politely: each address once, and no more when there seems to be nothing more.
    asked = bus.frames(r"\*#18\*5\d+\*113##")
    absent = [frame for frame in asked if asked.count(frame) == 1]
    assert len(absent) <= 20


async def test_where_the_gateway_says_nothing_of_energy_the_search_is_soon_over(
    bus: ScriptedBus, live_in: MakeHouse
) -> None:
    silent = ("*#1018*0*7##", *(f"*#18*5{number}*113##" for number in range(1, 256)))
    for frame in silent:
        bus.on(re.escape(frame), lambda _: SILENCE)
    await live_in()
    assert bus.frames(r"\*#18\*5\d+\*113##") == ["*#18*51*113##", "*#18*52*113##"]
