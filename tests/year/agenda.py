"""Agenda of a house: seasons, programs, vacations, what people do at walls and in Home Assistant, and what fails."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.stories.steps import House, Thing

from .recorded import ROME

CENTRAL: Final = "4-#0"
SOLAR: Final = "18-51"
_COMFORT: Final = (19.5, 20, 20.5, 21, 21.5, 22, 23)


@dataclass(frozen=True, slots=True)
class Wall:
    """Somebody does something at an object, or it does so by itself: a method of the simulated one."""

    thing: str
    method: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """A person calls an action of Home Assistant; nobody does while it is down."""

    service: str
    thing: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Program:
    """The weekly program chooses another temperature for the zones that follow it."""

    degrees: float


@dataclass(frozen=True, slots=True)
class Outage:
    """Home Assistant or the gateway is down for some hours."""

    what: str
    """`stopped`, `mains` of the machine it runs on, or `gateway`."""
    hours: float


type Deed = Wall | Act | Program | Outage
type Entry = tuple[dt.datetime, Deed]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year: from a moment to another, beginning with a mode of the central unit."""

    name: str
    begin: dt.datetime
    end: dt.datetime
    season: str
    mode: str
    fixed: tuple[Entry, ...]
    """What has its date."""
    moments: int
    """At so many random ones the zones are compared."""
    zones: int = 12
    meters: int = 10
    keep_days: int = 10
    """For which the recorder keeps states; Home Assistant's own number."""
    deeds: float = 3.0
    """Things that people do on a day."""
    months: int = 2
    """Of history that is imported at the beginning."""

    @property
    def dated(self) -> Sequence[Entry]:
        """What has its date, and is in this part."""
        return [entry for entry in self.fixed if self.begin < entry[0] < self.end]

    @property
    def house(self) -> House:
        """The house: zones on a central unit, and meters that do not report their power by themselves."""
        mode = "off" if self.mode == "303" else "auto"
        zones = [
            Thing("zone", f"4-{number}", {"season": self.season, "mode": mode, "set_point": 20.0})
            for number in range(1, self.zones + 1)
        ]
        meters = [Thing("meter", f"18-5{number}", {"push": "refused"}) for number in range(1, self.meters + 1)]
        central = Thing("central_unit", CENTRAL, {"season": self.season, "mode": self.mode})
        return House("F454", (*zones, central, *meters), {"speed": 0, "command_idle": 0, "event_idle": 0})

    def entries(self, seed: int) -> list[Entry]:
        """Return everything that happens, in order."""
        chance = Random(seed)
        entries = [*self.dated, *self._programs(), *(one for day in self._days() for one in self._deeds(day, chance))]
        return sorted((one for one in entries if self.begin < one[0] < self.end), key=lambda entry: entry[0])

    def _days(self) -> Iterator[dt.date]:
        day = self.begin.date()
        while day <= self.end.date():
            yield day
            day += dt.timedelta(days=1)

    def _programs(self) -> Iterator[Entry]:
        for day in self._days():
            rises, rests = (8, 23) if day.weekday() >= 5 else (6, 22)
            yield at(day, rises), Program(20.5)
            yield at(day, rests), Program(17.0)
            yield at(day, 0, 0, 20), Wall(CENTRAL, "pass_midnight")

    def _deeds(self, day: dt.date, chance: Random) -> Iterator[Entry]:
        for _ in range(round(self.deeds * chance.uniform(0.5, 1.5))):
            moment = at(day, chance.randint(6, 22), chance.randint(0, 59), chance.randint(0, 59))
            zone = f"4-{chance.randint(1, self.zones)}"
            degrees = chance.choice(_COMFORT)
            yield (
                moment,
                chance.choice(
                    (
                        Wall(zone, "press", (str(degrees),)),
                        Wall(zone, "press", ("off",)),
                        Wall(zone, "press", ("auto",)),
                        Wall(zone, "press", ("protection",)),
                        Wall(zone, "turn_knob", (chance.randint(-3, 3),)),
                        Wall(zone, "turn_knob", (0,)),
                        Wall(zone, "set_knob", (chance.choice(("off", "protection")),)),
                        Act("climate.set_temperature", zone, {"temperature": degrees}),
                        Act("climate.set_hvac_mode", zone, {"hvac_mode": "auto"}),
                        Act("climate.set_hvac_mode", zone, {"hvac_mode": "auto"}),
                        Act("climate.turn_off", zone),
                        Act("climate.set_preset_mode", zone, {"preset_mode": "protection"}),
                    )
                ),
            )


def at(day: dt.date, hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    """Return a moment of a day in Rome."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ROME)


def on(text: str) -> dt.datetime:
    """Return a moment in Rome, `2026-03-28 22:40`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ROME)


_DATES: Final[tuple[Entry, ...]] = (
    (on("2026-03-06 10:50"), Outage("stopped", 0.6)),
    (on("2026-03-16 02:20"), Outage("mains", 5.2)),
    (on("2026-03-28 22:40"), Outage("stopped", 9.1)),
    (on("2026-04-02 18:10"), Act("climate.set_preset_mode", CENTRAL, {"preset_mode": "program_2"})),
    (on("2026-04-10 23:30"), Outage("gateway", 2.7)),
    (on("2026-04-20 09:00"), Wall(CENTRAL, "set_mode", ("303",))),
    (on("2026-04-30 21:15"), Outage("mains", 4.0)),
    (on("2026-05-09 14:25"), Outage("gateway", 0.4)),
    (on("2026-05-22 08:00"), Outage("stopped", 50.0)),
    (on("2026-06-05 10:00"), Wall(CENTRAL, "set_season", ("cooling",))),
    (on("2026-06-05 10:05"), Wall(CENTRAL, "set_mode", ("2102",))),
    (on("2026-06-18 11:52"), Outage("mains", 0.2)),
    (on("2026-07-03 16:00"), Outage("gateway", 26.0)),
    (on("2026-07-20 13:00"), Act("climate.set_preset_mode", CENTRAL, {"preset_mode": "scenario_3"})),
    (on("2026-07-24 13:00"), Act("climate.set_preset_mode", CENTRAL, {"preset_mode": "program_2"})),
    (on("2026-07-31 12:40"), Outage("stopped", 1.0)),
    (on("2026-08-01 07:00"), Act("openwebnet.set_vacation", CENTRAL, {"days": 14, "program": 2})),
    (on("2026-08-07 19:05"), Outage("mains", 30.0)),
    (on("2026-08-25 20:00"), Wall(CENTRAL, "set_mode", ("210#0250",))),
    (on("2026-08-28 20:00"), Wall(CENTRAL, "set_mode", ("2101",))),
    (on("2026-09-12 09:00"), Wall(CENTRAL, "set_mode", ("303",))),
    (on("2026-09-20 17:25"), Outage("gateway", 3.0)),
    (on("2026-10-01 06:30"), Outage("mains", 2.0)),
    (on("2026-10-12 10:00"), Wall(CENTRAL, "set_season", ("heating",))),
    (on("2026-10-12 10:05"), Act("climate.set_preset_mode", CENTRAL, {"preset_mode": "program_1"})),
    (on("2026-10-24 23:10"), Outage("mains", 6.3)),
    (on("2026-11-08 12:10"), Outage("gateway", 49.0)),
    (on("2026-11-19 20:45"), Outage("stopped", 0.15)),
    (on("2026-11-30 20:00"), Outage("stopped", 12.0)),
    (on("2026-12-08 07:00"), Act("climate.set_preset_mode", CENTRAL, {"preset_mode": "holiday"})),
    (on("2026-12-14 15:00"), Wall(CENTRAL, "set_mode", ("102",))),
    (on("2026-12-15 15:00"), Wall(CENTRAL, "set_mode", ("110#0205",))),
    (on("2026-12-18 15:00"), Wall(CENTRAL, "set_mode", ("1101",))),
    (on("2026-12-20 07:00"), Wall(CENTRAL, "set_mode", ("13007#1101",))),
    (on("2026-12-31 22:35"), Outage("stopped", 5.0)),
    (on("2027-01-12 10:03"), Wall("18-53", "replace")),
    (on("2027-01-15 09:40"), Outage("mains", 3.0)),
    (on("2027-01-28 05:10"), Outage("gateway", 1.5)),
    (on("2027-01-31 22:20"), Outage("gateway", 4.0)),
    (on("2027-02-10 03:00"), Outage("stopped", 7.0)),
)


def _part(name: str, begin: str, end: str, season: str, mode: str) -> Part:
    return Part(name, on(begin), on(end), season, mode, _DATES, 170)


YEAR: Final = (
    _part("March and April", "2026-03-01 09:20", "2026-05-01 12:00", "heating", "1101"),
    _part("May and June", "2026-05-01 08:40", "2026-07-01 12:00", "heating", "303"),
    _part("July and August", "2026-07-01 07:55", "2026-09-01 12:00", "cooling", "2102"),
    _part("September and October", "2026-09-01 08:35", "2026-11-01 12:00", "cooling", "2101"),
    _part("November and December", "2026-11-01 10:10", "2027-01-01 12:00", "heating", "1101"),
    _part("January and February", "2027-01-01 06:30", "2027-03-01 12:00", "heating", "1101"),
)
"""Each a plant of its own, whose past is imported, so that they can be played side by side."""
SHORT: Final = Part(
    "some weeks",
    on("2026-10-24 21:20"),
    on("2027-01-01 18:30"),
    "heating",
    "1101",
    (
        (on("2026-10-25 09:25"), Outage("stopped", 0.4)),
        (on("2026-10-25 13:40"), Outage("mains", 67 * 24.0 + 5.7)),
        (on("2026-12-31 22:35"), Outage("gateway", 2.2)),
        (on("2027-01-01 10:03"), Wall("18-52", "replace")),
        (on("2027-01-01 13:50"), Outage("mains", 1.4)),
    ),
    moments=60,
    zones=4,
    meters=2,
    keep_days=2,
    deeds=12.0,
    months=1,
)
"""The end of summer time, a journey of ten weeks on which the mains fail, New Year, a replaced meter."""
