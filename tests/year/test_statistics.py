"""Statistics that Home Assistant's own recorder compiles: nothing dips, nothing is counted twice."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from homeassistant.helpers.entity import Entity

from custom_components.openwebnet.const import CONF_FILL_GAPS
from tests.stories.steps import House, Thing

from .agenda import on
from .consumption import MINUTE
from .recorded import CALM, ROME, Calendar, RecordedHome

KEY: Final = "18-51"
USED: Final = 10
"""Watt hours in each minute."""
READING: Final = 6 * USED
"""The most that is used between two readings."""

pytestmark = pytest.mark.usefixtures("freezer", "socket_enabled", "everything_enabled")


@pytest.fixture
def everything_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count days and months, too."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)


class Metered:
    """A home with one meter, which uses the same in every minute."""

    def __init__(self, home: RecordedHome, calendar: Calendar) -> None:
        self.home: Final = home
        self.calendar: Final = calendar
        self.meter: Final[Any] = home.simulator.objects[KEY]

    async def until(self, text: str) -> None:
        """Let time pass."""
        await self.calendar.until(on(text))

    async def use(self) -> None:
        """Use energy, for ever."""
        while True:
            now = self.calendar.now
            await self.calendar.until(now.replace(second=30, microsecond=0) + (now.second >= 30) * MINUTE)
            self.meter.use(USED)

    async def be_down(self, what: str, until: str) -> None:
        """Let Home Assistant or the gateway be away until a moment: `stopped`, `mains`, `gateway`."""
        faults = self.home.simulator.faults
        if what == "gateway":
            await faults.refuse()
            faults.reset_all()
            await self.until(until)
            await faults.refuse(refused=False)
        else:
            await self.home.go_down(mains=what == "mains")
            await self.until(until)
            await self.home.come_up()

    async def sums(self, name: str) -> dict[dt.datetime, float]:
        """Return the sum at the end of each hour, Wh, by its local time."""
        found = self.home.entity_id("sensor", f"{KEY}-{name}")
        assert found is not None
        rows = await self.home.rows(found)
        return {dt.datetime.fromtimestamp(row["start"], ROME): row["sum"] or 0.0 for row in rows}

    async def changes(self, name: str = "energy_total") -> dict[str, float]:
        """Return what each hour has used."""
        sums = await self.sums(name)
        return {f"{hour:%m-%d %H}": after - before for (_, before), (hour, after) in pairwise(sums.items())}

    async def import_history(self) -> None:
        """Import the hours of this month."""
        data = {"entity_id": self.home.entity_id("sensor", f"{KEY}-energy_total"), "months": 1}
        await self.home.hass.services.async_call("openwebnet", "import_energy_history", data, blocking=True)

    async def complaints(self) -> dict[str, Any]:
        """Return what Home Assistant says is wrong with what is recorded."""
        return {name: why for name, why in (await self.home.complaints()).items() if "energy" in name}

    def asked(self) -> Sequence[str]:
        """Return the days of which the hours were asked for."""
        received = (item.frame for item in self.home.simulator.received)
        return [frame.partition("*511#")[2][:-2] for frame in received if "*511#" in frame]


type Live = Callable[..., Any]


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    """Live from a moment on: `async with live("2026-03-10 10:02") as metered`."""

    @asynccontextmanager
    async def make(begin: str, *, fills: bool = False) -> AsyncIterator[Metered]:
        calendar = Calendar(on(begin))
        house = House("F454", (Thing("meter", KEY, {"push": "refused"}),), {"speed": 0})
        options = {CONF_FILL_GAPS: fills}
        home = RecordedHome(
            house, tmp_path / "recorder.db", monkeypatch, options=options, recorded=("sensor.*energy*",), timing=CALM
        )
        metered = Metered(home, calendar)
        using = asyncio.create_task(metered.use())
        try:
            await home.start()
            yield metered
        finally:
            using.cancel()
            await home.stop()

    return make


def _are_right(changes: dict[str, float]) -> None:
    """Each hour within a reading, and all together."""
    assert {hour: used for hour, used in changes.items() if abs(used - 60 * USED) > READING} == {}
    assert abs(sum(changes.values()) - 60 * USED * len(changes)) <= READING


@pytest.mark.parametrize(
    ("what", "back"), [("stopped", "00:47"), ("mains", "00:47"), ("mains", "00:03"), ("gateway", "00:47")]
)
async def test_hours_in_which_nobody_listened_are_filled_from_the_meter(live: Live, what: str, back: str) -> None:
    """After a failure of the mains the recorder makes rows of these hours, in which nothing was used."""
    async with live("2026-11-24 19:30", fills=True) as metered:
        await metered.until("2026-11-24 20:22")
        await metered.be_down(what, f"2026-11-25 {back}")
        await metered.until("2026-11-25 02:10")
        _are_right(await metered.changes())
        assert await metered.complaints() == {}


@pytest.mark.parametrize("what", ["stopped", "mains", "gateway"])
async def test_what_was_used_around_the_end_of_an_hour_goes_to_the_hour_it_was_used_in(live: Live, what: str) -> None:
    async with live("2026-11-24 19:30", fills=True) as metered:
        await metered.until("2026-11-24 20:31")
        await metered.be_down(what, "2026-11-24 21:14")
        await metered.until("2026-11-24 22:10")
        _are_right(await metered.changes())


@pytest.mark.parametrize("what", ["stopped", "mains"])
async def test_an_hour_that_is_filled_is_not_asked_for_again(live: Live, what: str) -> None:
    async with live("2026-11-24 19:30", fills=True) as metered:
        await metered.until("2026-11-24 20:22")
        await metered.be_down(what, "2026-11-25 00:47")
        await metered.until("2026-11-25 01:10")
        assert metered.asked() == ["11#25", "11#24"]
        await metered.be_down(what, "2026-11-25 02:12")
        await metered.until("2026-11-25 02:40")
        assert metered.asked()[2:] == ["11#25"]
        await metered.be_down(what, "2026-11-25 02:41")
        await metered.until("2026-11-25 03:10")
        assert len(metered.asked()) == 3
        _are_right(await metered.changes())


async def test_a_meter_that_is_replaced_goes_on_from_what_was_counted(live: Live) -> None:
    async with live("2026-11-24 19:30") as metered:
        await metered.until("2026-11-24 20:22")
        metered.meter.replace()
        await metered.until("2026-11-24 22:10")
        _are_right(await metered.changes())
        # The reading begins anew, the sum does not.
        assert metered.meter.total < 2 * 60 * USED + READING * 2
        sums = list((await metered.sums("energy_total")).values())
        assert sums == sorted(sums)


async def test_a_meter_that_is_replaced_while_nobody_listens_counts_from_then_on(live: Live) -> None:
    async with live("2026-11-24 19:30", fills=True) as metered:
        await metered.until("2026-11-24 20:22")
        await metered.home.go_down()
        await metered.until("2026-11-24 21:00")
        metered.meter.replace()
        await metered.until("2026-11-24 23:14")
        await metered.home.come_up()
        await metered.until("2026-11-25 01:10")
        changes = await metered.changes()
        # What the old one has counted since it was read last is lost with it.
        assert 15 * USED <= changes.pop("11-24 20") <= 60 * USED
        _are_right(changes)


@dataclass(frozen=True)
class Period:
    """A day or a month that ends, and when Home Assistant or the gateway is away."""

    name: str
    begin: str
    end: str
    down: str = ""
    up: str = ""
    what: str = "stopped"


PERIODS: Final = {
    "a midnight": Period("energy_day", "2026-11-24 22:10", "2026-11-25 02:10"),
    "off over a midnight": Period(
        "energy_day", "2026-11-24 22:10", "2026-11-25 02:10", "2026-11-24 22:50", "2026-11-25 00:40"
    ),
    "a failure of the mains over a midnight": Period(
        "energy_day", "2026-11-24 22:10", "2026-11-25 02:10", "2026-11-24 22:50", "2026-11-25 00:40", "mains"
    ),
    "without the gateway over a midnight": Period(
        "energy_day", "2026-11-24 22:10", "2026-11-25 02:10", "2026-11-24 22:50", "2026-11-25 00:40", "gateway"
    ),
    "off over two midnights": Period(
        "energy_day", "2026-11-24 22:10", "2026-11-26 02:10", "2026-11-24 22:50", "2026-11-26 00:40"
    ),
    "a month's end": Period("energy_month", "2026-11-30 22:10", "2026-12-01 02:10"),
    "off over a month's end": Period(
        "energy_month", "2026-11-30 22:10", "2026-12-01 02:10", "2026-11-30 22:50", "2026-12-01 00:40"
    ),
    "a failure of the mains over New Year": Period(
        "energy_month", "2026-12-31 22:10", "2027-01-01 02:10", "2026-12-31 22:50", "2027-01-01 00:40", "mains"
    ),
    "off over a midnight within a month": Period(
        "energy_month", "2026-11-12 22:10", "2026-11-13 02:10", "2026-11-12 22:50", "2026-11-13 00:40"
    ),
}


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
async def test_a_day_and_a_month_are_counted_once(live: Live, period: Period) -> None:
    """What was used between the last reading and the end of its period is lost; nothing else, and nothing twice."""
    async with live(period.begin) as metered:
        if period.down:
            await metered.until(period.down)
            await metered.be_down(period.what, period.up)
        await metered.until(period.end)
        sums = await metered.sums(period.name)
        values = list(sums.values())
        assert values == sorted(values)
        minutes = (max(sums) - min(sums)) / MINUTE
        anew = on(period.end).replace(hour=0, minute=0)
        if period.down and (period.name == "energy_day" or anew.day == 1):
            # Of what was used until the period began that goes on, nobody knows any more.
            minutes -= (anew - on(period.down)) / MINUTE
        assert values[-1] - values[0] == pytest.approx(minutes * USED, abs=2 * READING)


async def test_what_is_imported_and_what_is_counted_afterwards_are_one(live: Live) -> None:
    async with live("2026-11-24 19:30") as metered:
        await metered.until("2026-11-24 20:22")
        await metered.import_history()
        await metered.be_down("mains", "2026-11-24 20:47")
        await metered.until("2026-11-24 23:10")
        sums = await metered.sums("energy_total")
        values = list(sums.values())
        assert values == sorted(values)
        # All of this month until then, and nothing else.
        assert min(sums) == on("2026-11-01 00:00")
        rest = 11 * USED
        assert values[-1] == pytest.approx(metered.meter.month - rest, abs=READING)
        assert await metered.complaints() == {}
