"""Energy meters (WHO 18). protocol.md 4.18, gateways.md 6."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random
from typing import ClassVar, override

from simulator.bus import Telegram
from simulator.fields import Field, FieldType, Spec
from simulator.frames import Frame

from .base import Answer, BusObject, register

ENERGY_DIAGNOSTICS = 1018
METER = re.compile(r"5(?P<number>[1-9]\d{0,2})")
# Pushed values (MyHomeServer1 and F454, sessions.jsonl): confirmation, first value, then at changes, and when steady.
CONFIRM_DELAY, FIRST_DELAY, CHANGE_EVERY, STEADY_EVERY = 0.235, 0.071, 2.0, 30.0
MAX_MINUTES = 255
NO_DATA = 4294967295
# What a household uses in each hour of a day, in parts of the day's total, for the history.
HOURS = (2, 2, 2, 2, 2, 2, 4, 6, 5, 4, 3, 4, 6, 5, 4, 3, 3, 4, 6, 9, 9, 7, 4, 2)


@register
class Meter(BusObject):
    """A meter (F520, F523): power, totals, a made-up history, and values pushed for some minutes."""

    kind = "meter"
    who = 18
    diagnostics: ClassVar[int] = ENERGY_DIAGNOSTICS
    facets: ClassVar[tuple[str, ...]] = ("power", "total", "month", "day", "pushing")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("power", FieldType.INTEGER, "Watt at the start.", default=0, minimum=0),
        Field("total", FieldType.INTEGER, "Watt hours since it was installed.", default=0, minimum=0),
        Field("month", FieldType.INTEGER, "Watt hours this month.", default=0, minimum=0),
        Field("day", FieldType.INTEGER, "Watt hours today.", default=0, minimum=0),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says."""
        super().__init__(spec)
        self.power = spec.integer("power")
        self.base_power = self.power
        self._total, self._month, self._day = (float(spec.integer(name)) for name in ("total", "month", "day"))
        self._pushed = -1
        self._pushed_at = 0.0
        self.push_until = 0.0
        """When the pushing ends, on the simulator's clock."""
        self._cancel: Callable[[], None] | None = None
        self.archive: dict[tuple[int, int], tuple[int | None, ...]] | None = None
        """Watt hours by the hours of a day, by month and day, instead of made-up ones; what is missing is no data."""
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

    @property
    def total(self) -> int:
        """Return Wh since it was installed."""
        return int(self._total)

    @property
    def month(self) -> int:
        """Return Wh this month."""
        return int(self._month)

    @property
    def day(self) -> int:
        """Return Wh today."""
        return int(self._day)

    @property
    def pushing(self) -> bool:
        """Return whether values are being pushed."""
        return self._cancel is not None

    def set_power(self, watt: int) -> None:
        """Let the house use so much; a client that asked for pushes hears it at the next one."""
        self.power = watt

    def tells(self, *values: str) -> str:
        """Return a dimension reply; the first value is the dimension."""
        return f"*#18*{self.where}*{'*'.join(values)}##"

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Power, totals, one month, and the history series."""
        simple = {"113": self.power, "51": self.total, "53": self.month, "54": self.day}
        params = tuple(int(text) for text in frame.dimension_params if text)
        if frame.dimension in simple and not params:
            yield 0.1, self.tells(frame.dimension, str(simple[frame.dimension]))
        elif frame.dimension == "52" and len(params) == 2:
            year, month = frame.dimension_params
            yield 0.1, self.tells(f"52#{year}#{month}", str(self._of_month(int(year), int(month))))
        else:
            yield from self._history(frame.dimension, params)

    @override
    def command(self, telegram: Telegram) -> bool:
        """WHAT 57-59 and 510 start the same series as dimensions 511-514; the frames come unasked, as events."""
        dimension = {"57": "511", "58": "512", "59": "513", "510": "514"}.get(telegram.frame.what)
        params = tuple(int(text) for text in telegram.frame.what_params if text)
        for delay, text in self._history(dimension or "", params):
            self.report(text, cause=telegram, after=delay)
        return True

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 1200: push for so many minutes, 0 to stop."""
        frame = telegram.frame
        if frame.dimension == "1200" and frame.values and frame.values[0]:
            self._stop()
            minutes = min(MAX_MINUTES, int(frame.values[0]))
            kind = "#".join(("1200", *frame.dimension_params))
            self.report(self.tells(kind, str(minutes)), cause=telegram, after=CONFIRM_DELAY)
            if minutes:
                self.push_until = self.now() + minutes * 60
                self._pushed = -1
                self._cancel = self.later(CONFIRM_DELAY + FIRST_DELAY, self._push)
        return True

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Count, and let appliances come and go."""
        used = self.power * seconds / 3600
        self._total += used
        self._month += used
        self._day += used
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
        if self.power != self._pushed or self.now() - self._pushed_at >= STEADY_EVERY:
            self._pushed = self.power
            self._pushed_at = self.now()
            self.report(self.tells("113", str(self.power)))
        self._cancel = self.later(CHANGE_EVERY, self._push)

    def _stop(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    # History: the same numbers every time, so that a test can compare them

    def _of_day(self, month: int, day: int) -> int:
        return 4000 + (int(self.where) * 37 + month * 531 + day * 197) % 8000

    def _of_month(self, year: int, month: int) -> int:
        today = datetime.now()  # noqa: DTZ005 - a meter counts in local time
        age = (today.year % 100 - year) * 12 + today.month - month
        if age == 0:
            return self.month
        return sum(self._of_day(month, day) for day in range(1, 31)) if 0 < age <= 24 else NO_DATA

    def _history(self, dimension: str, params: tuple[int, ...]) -> Iterable[Answer]:
        if dimension == "511" and len(params) == 2 and self.archive is not None:
            kept = self.archive.get((params[0], params[1]), ())
            yield from self._kept(f"511#{params[0]}#{params[1]}", (*kept, *(None,) * (len(HOURS) - len(kept))))
        elif dimension == "511" and len(params) == 2:
            yield from self._hours(f"511#{params[0]}#{params[1]}", self._of_day(*params))
        elif dimension == "512" and len(params) == 1:
            yield from self._hours(f"512#{params[0]}", self._of_day(params[0], 15))
        elif dimension in ("513", "514") and len(params) == 1:
            for day in range(1, 32):
                yield 0.1, self.tells(f"{dimension}#{params[0]}", str(day), str(self._of_day(params[0], day)))

    def _hours(self, dimension: str, total: int) -> Iterable[Answer]:
        for hour, part in enumerate(HOURS, start=1):
            yield 0.1, self.tells(dimension, str(hour), str(total * part // sum(HOURS)))
        yield 0.1, self.tells(dimension, "25", str(total))

    def _kept(self, dimension: str, hours: tuple[int | None, ...]) -> Iterable[Answer]:
        known = [energy for energy in hours if energy is not None]
        lost, self.values_to_lose = self.values_to_lose, 0
        for hour, energy in enumerate((*hours, sum(known) if known else None), start=1):
            if hour > lost:
                yield 0.1, self.tells(dimension, str(hour), str(NO_DATA if energy is None else energy))
