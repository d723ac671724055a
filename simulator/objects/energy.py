"""Energy meters (WHO 18). protocol.md 4.18, gateways.md 6."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from math import ceil
from random import Random
from typing import ClassVar, override

from ..behaviour import Model
from ..bus import Bus, Telegram
from ..clock import Clock
from ..fields import Field, FieldType, Spec
from ..frames import Frame, Kind
from .base import Answer, BusObject, register
from .consumption import History, Hours

ENERGY_DIAGNOSTICS = 1018
METER = re.compile(r"5(?P<number>[1-9]\d{0,2})")
# Pushed values (MyHomeServer1 and F454, sessions.jsonl): confirmation, first value, then at changes, and when steady.
CONFIRM_DELAY, FIRST_DELAY, CHANGE_EVERY, STEADY_EVERY = 0.235, 0.071, 2.0, 30.0
MAX_MINUTES = 255
PUSHES = "1200"
CENTURY = 2000
DAYS = 31
# Two moments are one within this part of a step.
EXACT = 1e-6
# What a month that has no data tells (protocol.md 4.18 [FB]); that hours and days tell the same is assumed.
NO_DATA = 4294967295


@register
class Meter(BusObject):
    """A meter (F520, F523): power, the history that all its totals are summed from, values pushed for some minutes."""

    kind = "meter"
    who = 18
    diagnostics: ClassVar[int] = ENERGY_DIAGNOSTICS
    facets: ClassVar[tuple[str, ...]] = ("power", "total", "month", "day", "pushing")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("power", FieldType.INTEGER, "Watt at the start.", default=0, minimum=0),
        Field(
            "total",
            FieldType.INTEGER,
            "Watt hours since it was installed; by its history where not given. Less than that: it was reset.",
            minimum=0,
        ),
        Field("month", FieldType.INTEGER, "Watt hours this month until now; made up where not given.", minimum=0),
        Field("day", FieldType.INTEGER, "Watt hours today until now; made up where not given.", minimum=0),
        Field(
            "no_data",
            FieldType.TEXT,
            "How days and hours without data are told in a series: ones (4294967295, as a month), or nothing.",
            default="ones",
            choices=("ones", "nothing"),
        ),
        Field(
            "push",
            FieldType.TEXT,
            "What becomes of a request to push power (dimension 1200): taken, refused, or acknowledged and ignored.",
            default="taken",
            choices=("taken", "refused", "ignored"),
        ),
        Field("push_limit", FieldType.NUMBER, "Minutes after which pushing ends, whatever was asked.", minimum=0),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says."""
        super().__init__(spec)
        self._power = self.base_power = spec.integer("power")
        self._counters = {name: spec.optional(name) for name in ("total", "month", "day")}
        self._history: History | None = None
        self._installed = 0
        """What `total` has more than was counted since the start."""
        self._counted = 0
        self._fraction = 0.0
        self._pushed = -1
        self._looked_at = 0.0
        """When it looked last at whether to push; it does so every two seconds, where there is something to see."""
        self.push_until = 0.0
        """When the pushing ends, on the simulator's clock."""
        self._cancel: Callable[[], None] | None = None
        self._no_data = spec.text("no_data")
        self._push_what = spec.text("push")
        self._push_limit = spec.optional("push_limit")
        self.values_to_lose = 0
        """How many values of the next day that is asked for get lost on the bus, the first ones."""

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 51-5255."""
        match = METER.fullmatch(where)
        if match is None or int(match["number"]) > 255:
            raise ValueError(f"{where!r} is not a meter 51-5255")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own address only: there is no general one for meters."""
        return frame.where == self.where

    @override
    def attach(self, bus: Bus, clock: Clock, model: Model) -> None:
        """Connect to the bus, and begin to count."""
        super().attach(bus, clock, model)
        month, day = (None if (value := self._counters[name]) is None else int(value) for name in ("month", "day"))
        self._history = History(int(self.where), clock.now, month, day)
        total = self._counters["total"]
        self._installed = self._history.whole() if total is None else int(total)

    @property
    def power(self) -> int:
        """Watt, now. A client that asked for pushes hears of a change at the next one."""
        return self._power

    @power.setter
    def power(self, watt: int) -> None:
        self._power = watt
        if self._cancel is not None and watt != self._pushed:
            self._look_at(self.now())

    @property
    def history(self) -> History:
        """Return what it used, by the hour."""
        if self._history is None:
            raise RuntimeError(f"{self.key} is not on a bus")
        return self._history

    @property
    def archive(self) -> dict[tuple[int, int], Hours] | None:
        """Return the hours of days, by month and day, that are kept instead of made-up ones; the rest is no data."""
        return self.history.archive

    @archive.setter
    def archive(self, archive: dict[tuple[int, int], Hours] | None) -> None:
        self.history.archive = archive

    def energy_of(self, day: date) -> int | None:
        """Return the Wh of a day as its series tell it; None for no data."""
        return self.history.of_day(day)

    @property
    def total(self) -> int:
        """Return Wh since it was installed."""
        return self._installed + self._counted

    @property
    def month(self) -> int:
        """Return Wh this month: 0 again when another one begins on the gateway's clock."""
        today = self.clock.now()
        return self.history.of_month(today.year, today.month) or 0

    @property
    def day(self) -> int:
        """Return Wh today: 0 again at midnight on the gateway's clock."""
        return self.history.of_day(self.clock.now().date()) or 0

    def use(self, energy: int) -> None:
        """Use so many Wh in this hour."""
        self._counted += energy
        self.history.count(energy)

    def replace(self) -> None:
        """Put another one in its place: it has counted nothing, pushes nothing, and keeps nothing of before."""
        self._stop()
        self._history = History(int(self.where), self.clock.now, 0, 0, is_new=True)
        self._installed = self._counted = 0
        self._fraction = 0.0

    @property
    def pushing(self) -> bool:
        """Return whether values are being pushed."""
        return self._cancel is not None

    def set_power(self, watt: int) -> None:
        """Let the house use so much; a client that asked for pushes hears it at the next one."""
        self.power = watt

    def request_push(self, minutes: int) -> None:
        """Let a client of another gateway ask for pushes during so many minutes; 0 ends them, for everybody."""
        self.transmit(f"*#18*{self.where}*#{PUSHES}#1*{minutes}##")

    def tells(self, *values: str) -> str:
        """Return a dimension reply; the first value is the dimension."""
        return f"*#18*{self.where}*{'*'.join(values)}##"

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Power, totals, one month, and the history series."""
        simple = {"113": "power", "51": "total", "53": "month", "54": "day"}
        params = tuple(int(text) for text in frame.dimension_params if text)
        if frame.dimension in simple and not params:
            yield 0.1, self.tells(frame.dimension, str(getattr(self, simple[frame.dimension])))
        elif frame.dimension == "52" and len(params) == 2:
            year, month = frame.dimension_params
            yield 0.1, self.tells(f"52#{year}#{month}", self._coded(self._of_month(*params)))
        else:
            yield from self._series(frame.dimension, params)

    @override
    def command(self, telegram: Telegram) -> bool:
        """WHAT 57-59 and 510 start the same series as dimensions 511-514; the frames come unasked, as events."""
        dimension = {"57": "511", "58": "512", "59": "513", "510": "514"}.get(telegram.frame.what)
        params = tuple(int(text) for text in telegram.frame.what_params if text)
        for delay, text in self._series(dimension or "", params):
            self.report(text, cause=telegram, after=delay)
        return True

    @override
    def refuses(self, frame: Frame) -> bool:
        """Refuse to push, where it does: F522 and F523 mostly do (gateways.md 13.8)."""
        return (
            self._push_what == "refused"
            and frame.kind is Kind.WRITE
            and (frame.who, frame.where, frame.dimension) == (self.who, self.where, PUSHES)
        )

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 1200: push for so many minutes, 0 to stop; the last client that writes it decides for all."""
        frame = telegram.frame
        if frame.dimension == PUSHES and frame.values and frame.values[0] and self._push_what == "taken":
            self._stop()
            minutes = min(MAX_MINUTES, int(frame.values[0]))
            kind = "#".join((PUSHES, *frame.dimension_params))
            self.report(self.tells(kind, str(minutes)), cause=telegram, after=CONFIRM_DELAY)
            if minutes:
                lasts = minutes if self._push_limit is None else min(minutes, self._push_limit)
                self.push_until = self.now() + lasts * 60
                self._pushed = -1
                self._looked_at = self.now() + CONFIRM_DELAY + FIRST_DELAY
                self._look_at(self._looked_at)
        return True

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Count, and let appliances come and go."""
        whole, self._fraction = divmod(self._fraction + self.power * seconds / 3600, 1)
        self.use(int(whole))
        if random.random() < seconds / 30:
            self.power = max(
                0, round(self.base_power * random.uniform(0.5, 2.0)) + random.choice((0, 0, 0, 1200, 2000))
            )
        elif random.random() < seconds / 5:
            self.power = max(0, self.power + random.randint(-8, 8))

    @override
    def halt(self) -> None:
        """Pushing ends with the simulator."""
        self._cancel = None

    def _push(self) -> None:
        self._cancel = None
        if self.now() >= self.push_until:
            return
        self._looked_at = self.now()
        self._pushed = self.power
        self.report(self.tells("113", str(self.power)))
        self._look_at(min(self._looked_at + STEADY_EVERY, self.push_until))

    def _look_at(self, moment: float) -> None:
        """Look at the first of its moments that is not before this one."""
        self._stop()
        steps = max(0, ceil((moment - self._looked_at) / CHANGE_EVERY - EXACT))
        self._cancel = self.later(self._looked_at + steps * CHANGE_EVERY - self.now(), self._push)

    def _stop(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    # Series

    def _of_month(self, year: int, month: int) -> int | None:
        return self.history.of_month(CENTURY + year, month) if 1 <= month <= 12 else None

    def _series(self, dimension: str, params: tuple[int, ...]) -> Iterable[Answer]:
        """511: hours of a day. 512: of a month's average day. 513, 514: days of a month of this year, of the last."""
        history = self.history
        if dimension == "511" and len(params) == 2:
            day = history.latest(*params)
            if day is not None:
                yield from self._hours(f"511#{params[0]}#{params[1]}", history.hours(day))
        elif dimension == "512" and len(params) == 1 and 1 <= params[0] <= 12:
            yield from self._hours(f"512#{params[0]}", history.average(params[0]))
        elif dimension in ("513", "514") and len(params) == 1 and 1 <= params[0] <= 12:
            yield from self._days(f"{dimension}#{params[0]}", self.clock.now().year - (dimension == "514"), params[0])

    def _days(self, dimension: str, year: int, month: int) -> Iterable[Answer]:
        last = monthrange(year, month)[1]
        for number in range(1, DAYS + 1):
            yield from self._value(
                dimension, number, self.history.of_day(date(year, month, number)) if number <= last else None
            )

    def _hours(self, dimension: str, hours: Hours) -> Iterable[Answer]:
        known = [energy for energy in hours if energy is not None]
        lost, self.values_to_lose = self.values_to_lose, 0
        for hour, energy in enumerate((*hours, sum(known) if known else None), start=1):
            if hour > lost:
                yield from self._value(dimension, hour, energy)

    def _value(self, dimension: str, number: int, energy: int | None) -> Iterable[Answer]:
        if energy is not None or self._no_data == "ones":
            yield 0.1, self.tells(dimension, str(number), self._coded(energy))

    @staticmethod
    def _coded(energy: int | None) -> str:
        return str(NO_DATA if energy is None else energy)
