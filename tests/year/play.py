"""Play of a part of a year: lets everything happen, looks at random moments, and compares what was counted."""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from homeassistant.exceptions import HomeAssistantError

from custom_components.openwebnet.const import CONF_FILL_GAPS
from tests.stories.climates import Thermostat
from tests.stories.steps import Thing

from .agenda import SOLAR, Act, Deed, Outage, Part, Program, Wall
from .consumption import MINUTE, Consumption
from .recorded import CALM, ROME, Calendar, RecordedHome

_LOGGER: Final = logging.getLogger(__name__)
_ROOM_EVERY: Final = 20
"""Minutes between two looks of a thermostat at its room."""
_ROOM_SECONDS: Final = 120.0
"""What the room changes by then: as much as a quicker one in this time."""
_QUIET: Final = 5.0
"""Seconds without a frame of the heating, after which what is shown has to be so."""
_LONGEST: Final = 120.0
_BACK: Final = 180.0
"""Seconds after Home Assistant and the gateway are there again; all is asked by then."""
HOUR: Final = dt.timedelta(hours=1)


@dataclass
class Report:
    """What came of a part."""

    part: Part
    hours: int = 0
    """Of energy that were compared, of all meters."""
    imported: int = 0
    """Those among them that were before the beginning."""
    worst: float = 0.0
    """The most that one of them is wrong by, in readings."""
    wrong: list[str] = field(default_factory=list)
    """Hours that are wrong by more than a reading."""
    moments: int = 0
    zones: int = 0
    """How many zones were compared at all moments together."""
    untrue: list[str] = field(default_factory=list)
    """Zones that were shown otherwise than they were."""
    outages: int = 0
    deeds: int = 0
    refused: list[str] = field(default_factory=list)
    """Actions that raised."""
    complaints: dict[str, Any] = field(default_factory=dict)
    """What Home Assistant says of its statistics."""
    seconds: float = 0.0
    """Of processor time."""

    def lines(self) -> Iterator[str]:
        """Yield it for a person."""
        yield (
            f"{self.part.name}: {(self.part.end - self.part.begin).days} days, {self.part.zones} zones,"
            f" {self.part.meters} meters, {self.outages} outages, {self.deeds} deeds ({len(self.refused)} refused)"
        )
        yield (
            f"  energy: {self.hours} hours compared ({self.imported} imported), {len(self.wrong)} wrong,"
            f" at most {self.worst:.2f} of a reading"
        )
        yield f"  heating: {self.moments} moments, {self.zones} states compared, {len(self.untrue)} untrue"
        yield f"  recorder/validate_statistics: {self.complaints or 'empty'}"
        yield f"  {self.seconds:.0f} s of processor time"
        yield from (f"  {line}" for line in (*self.wrong, *self.untrue, *self.refused))


class Player:
    """Plays one part in a home."""

    def __init__(self, part: Part, home: RecordedHome, calendar: Calendar, seed: int) -> None:
        """Prepare it; nothing happens yet."""
        self.report: Final = Report(part)
        self._part: Final = part
        self._home: Final = home
        self._calendar: Final = calendar
        self._seed: Final = seed
        self._objects: Final = home.simulator.objects
        self._zones: Final = [thing for thing in home.house.things if thing.kind == "zone"]
        meters = {thing.key: self._objects[thing.key] for thing in home.house.things if thing.kind == "meter"}
        # The archive of before, which is made up by the simulator.
        self._archives: Final = {key: meter.history for key, meter in meters.items()}
        self._consumption: Final = Consumption(meters, SOLAR, seed, part.begin.astimezone(dt.UTC))
        self._is_down = 0
        self._back_at = 0.0
        self._looks: Final[list[asyncio.Task[None]]] = []

    async def play(self) -> None:
        """Let everything happen, and compare."""
        time_passes = asyncio.create_task(self._pass_time())
        await self._home.start()
        await asyncio.sleep(_BACK)
        await self._import()
        agenda: list[tuple[dt.datetime, Deed | None]] = [*self._part.entries(self._seed), *self._moments()]
        for moment, deed in sorted(agenda, key=lambda entry: entry[0]):
            await self._calendar.until(moment)
            if deed is None:
                self._looks.append(asyncio.create_task(self._look()))
            elif isinstance(deed, Outage):
                await self._go_down(deed)
            else:
                await self._do(deed)
        await self._calendar.until(self._part.end)
        await asyncio.gather(*self._looks)
        time_passes.cancel()
        await self._compare()

    # What happens

    async def _pass_time(self) -> None:
        chance = Random(self._seed)
        begin = self._calendar.now
        while True:
            # Nobody reads a meter while all are away.
            minutes = 30 if self._home.loop.time() < self._back_at - 3600 and begin.minute % 30 == 0 else 1
            # In the middle, so that all of it belongs to one hour.
            await self._calendar.until(begin + minutes * MINUTE / 2)
            self._consumption.pass_minutes(begin.astimezone(ROME), minutes)
            begin += minutes * MINUTE
            if begin.minute % _ROOM_EVERY == 0:
                for thing in self._zones:
                    self._objects[thing.key].tick(_ROOM_SECONDS, chance)
            if (begin.hour, begin.minute) == (0, 0) and begin.day % 10 == 1:
                _LOGGER.warning("%s: %s, %.0f s", self._part.name, f"{begin:%Y-%m-%d}", time.process_time())
            if begin.minute == 0:
                self._home.simulator.received.clear()
                self._home.simulator.carried.clear()

    async def _import(self) -> None:
        for key in self._archives:
            data = {"entity_id": self._total(key), "months": self._part.months}
            await self._home.hass.services.async_call("openwebnet", "import_energy_history", data, blocking=True)

    async def _do(self, deed: Wall | Act | Program) -> None:
        self.report.deeds += 1
        match deed:
            case Program(degrees):
                for thing in self._zones:
                    self._objects[thing.key].follow_program(degrees)
            case Wall(thing, method, values):
                getattr(self._objects[thing], method)(*values)
            case Act(service, thing, data) if not self._is_down:
                domain, _, name = service.partition(".")
                call = {"entity_id": self._home.entity_id("climate", thing), **data}
                try:
                    await self._home.hass.services.async_call(domain, name, call, blocking=True)
                except HomeAssistantError as error:
                    self.report.refused.append(f"{self._calendar.now:%Y-%m-%d %H:%M} {deed}: {error!r}")

    async def _go_down(self, outage: Outage) -> None:
        self.report.outages += 1
        faults = self._home.simulator.faults
        self._is_down += 1
        self._back_at = self._home.loop.time() + outage.hours * 3600
        if outage.what == "gateway":
            await faults.refuse()
            faults.reset_all()
        else:
            await self._home.go_down(mains=outage.what == "mains")
        self._looks.append(asyncio.create_task(self._come_back(outage)))

    async def _come_back(self, outage: Outage) -> None:
        await asyncio.sleep(outage.hours * 3600)
        if outage.what == "gateway":
            await self._home.simulator.faults.refuse(refused=False)
        else:
            await self._home.come_up()
        self._is_down -= 1

    # Heating

    def _moments(self) -> Iterator[tuple[dt.datetime, None]]:
        """Choose moments at which all is in order; what is down is not looked at."""
        chance = Random(self._seed + 1)
        down = [(moment, moment + deed.hours * HOUR) for moment, deed in self._part.dated if isinstance(deed, Outage)]
        left = self._part.moments
        while left:
            moment = self._part.begin + (self._part.end - self._part.begin) * chance.uniform(0.001, 0.999)
            if not any(begin - HOUR / 20 <= moment <= end + HOUR / 4 for begin, end in down):
                left -= 1
                yield moment, None

    async def _look(self) -> None:
        begin = self._home.loop.time()
        heard = -1
        while heard != (heard := self._heard()) and self._home.loop.time() < begin + _LONGEST:
            await asyncio.sleep(_QUIET)
        self.report.moments += 1
        for thing in self._zones:
            self.report.zones += 1
            for text in self._untrue(thing):
                self.report.untrue.append(
                    f"{self._calendar.now.astimezone(ROME):%Y-%m-%d %H:%M:%S} {thing.key}: {text}"
                )

    def _heard(self) -> int:
        return sum(carried.text.startswith(("*4*", "*#4*")) for carried in self._home.simulator.carried)

    def _untrue(self, thing: Thing) -> Iterator[str]:
        """Compare a zone with what is shown."""
        item, state, kind = self._objects[thing.key], self._home.state(thing), Thermostat()
        if state is None:
            yield "is not there"
            return
        shown = kind.shown(state)
        for name, want in kind.true(thing, kind.facts(thing, item)).items():
            if not want.holds(shown.get(name)):
                yield f"{name} is {shown.get(name)}, not {want} ({state.state} {dict(state.attributes)})"
        measured = state.attributes.get("current_temperature")
        # A thermostat tells changes of a tenth.
        if measured is None or abs(measured - item.temperature) > 0.151:
            yield f"temperature is {measured}, not {item.temperature:.2f}"
        action = str(state.attributes.get("hvac_action"))
        wanted = {"heating" if item.heats else "cooling"} if item.valve else {"idle", "off"}
        if action not in wanted:
            yield f"action is {action}, not {wanted}"

    # Energy

    def _total(self, key: str) -> str:
        found = self._home.entity_id("sensor", f"{key}-energy_total")
        assert found is not None
        return found

    async def _compare(self) -> None:
        for key in self._archives:
            rows = await self._home.rows(self._total(key))
            hours = {dt.datetime.fromtimestamp(row["start"], dt.UTC): row for row in rows}
            # What was filled from the meter is marked by the moment since when it counts.
            filled = {hour for hour, row in hours.items() if row.get("last_reset") is not None}
            self._compare_hours(key, {hour: row["sum"] or 0.0 for hour, row in hours.items()}, filled)
        # Everything is recorded for a while, as at home; what is compared is enough for a year.
        await self._home.go_down()
        self._home.record("sensor.*")
        await self._home.come_up()
        await asyncio.sleep(_BACK)
        self.report.complaints.update(await self._home.complaints())

    def _compare_hours(self, key: str, counted: dict[dt.datetime, float], filled: Collection[dt.datetime]) -> None:
        first = next(iter(counted))
        sums = {first - HOUR: 0.0, **counted}
        changes = {hour: after - before for (_, before), (hour, after) in pairwise(sums.items())}
        true = self._consumption.hours(key)
        begin = min(true)
        for hour, energy in self._before(key, first, begin):
            self.report.imported += 1
            reading = self._consumption.reading(key, begin) if hour == begin - HOUR else 0
            self._judge(key, hour, changes.pop(hour, 0.0), energy, reading)
        # What is left over is an hour that the meter does not know: it has used nothing.
        last = max(counted)
        for hour in sorted({*changes, *(hour for hour in true if hour <= last)}):
            if _is_doubled(hour):
                continue
            together = [hour, hour - HOUR] if _is_doubled(hour - HOUR) else [hour]
            seen = sum(changes.get(one, 0.0) for one in together)
            reading = max(self._consumption.reading(key, one) for one in (hour, _begin_of_gap(hour, filled)))
            self._judge(key, hour, seen, sum(true.get(one, 0) for one in together), reading)

    def _before(self, key: str, first: dt.datetime, begin: dt.datetime) -> Iterator[tuple[dt.datetime, int]]:
        """Yield the hours before the beginning, and that of it, as the meter has kept them."""
        hour = first
        while hour < begin:
            local = hour.astimezone(ROME)
            energy = self._archives[key].hours(local.date())[local.hour] or 0
            # Of an hour that is there twice, nobody knows more than the half.
            yield hour, energy // 2 if _is_doubled(hour) or _is_doubled(hour - HOUR) else energy
            hour += HOUR

    def _judge(self, key: str, hour: dt.datetime, seen: float, energy: int, reading: int) -> None:
        self.report.hours += 1
        off = abs(seen - energy)
        self.report.worst = max(self.report.worst, off / max(reading, 1))
        if off > reading + 1:
            local = hour.astimezone(ROME)
            self.report.wrong.append(
                f"{key} {local:%Y-%m-%d %H:%M}: {seen:.0f} Wh, not {energy} (a reading: {reading})"
            )


def _begin_of_gap(hour: dt.datetime, filled: Collection[dt.datetime]) -> dt.datetime:
    """Return the first of the filled hours before an hour that was counted, or that hour itself.

    What was used after the last reading before a gap is told by the first one after it: between them are the meter's
    own hours, which are exact.
    """
    if hour in filled:
        return hour
    while hour - HOUR in filled:
        hour -= HOUR
    return hour


def _is_doubled(hour: dt.datetime) -> bool:
    """Tell whether this is the first of the two hours in autumn that the meter counts as one."""
    local = hour.astimezone(ROME)
    return local.replace(fold=1).astimezone(dt.UTC) > hour and local.fold == 0


async def play(part: Part, database: Path, monkeypatch: pytest.MonkeyPatch, seed: int = 1) -> Report:
    """Play a part on the running loop; the time of day has to be frozen."""
    begin = time.process_time()
    calendar = Calendar(part.begin)
    home = RecordedHome(
        part.house,
        database,
        monkeypatch,
        options={CONF_FILL_GAPS: True},
        recorded=("sensor.*_total_energy",),
        keep_days=part.keep_days,
        timing=CALM,
    )
    player = Player(part, home, calendar, seed)
    try:
        await player.play()
    finally:
        await home.stop()
    player.report.seconds = time.process_time() - begin
    _LOGGER.warning("%s", "\n".join(player.report.lines()))
    return player.report
