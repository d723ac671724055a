"""Energy actuators F522, F523 (WHO 18). protocol.md 4.18, gateways.md 6."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, BusObject, register
from .energy import ENERGY_DIAGNOSTICS

ACTUATOR = re.compile(r"7(?P<number>[1-9]\d{0,2})#0")
ENABLE, FORCE, END_FORCING, RESET = "71", "73", "74", "75"
# Forced for T * 10 minutes, T 1-254.
UNIT, MAX_UNITS = 600.0, 254


def _installed() -> datetime:
    return datetime.now()  # noqa: DTZ005 - a meter's clock is local


@dataclass(slots=True)
class Totalizer:
    """A counter that can be reset."""

    energy: float
    since: datetime


@register
class EnergyActuator(BusObject):
    """An energy actuator, WHERE `7N#0`: measures its load and can be forced on against the load control.

    It pushes no power (protocol.md 4.18). How long "default" lasts when forced without a time is not documented: here
    until it is ended.
    """

    kind = "energy_actuator"
    who = 18
    diagnostics: ClassVar[int] = ENERGY_DIAGNOSTICS
    facets: ClassVar[tuple[str, ...]] = (
        "power",
        "enabled",
        "forced",
        "below_threshold",
        "protection",
        "local_phase",
        "energy",
    )
    fields: ClassVar[tuple[Field, ...]] = (
        Field("power", FieldType.INTEGER, "Watt of its load.", default=0, minimum=0),
        Field("total", FieldType.INTEGER, "Watt hours in totalizers 1 and 2.", default=0, minimum=0),
        Field("enabled", FieldType.BOOLEAN, "Whether it has current at the start.", default=True),
        Field("level", FieldType.INTEGER, "Differential current level.", default=1, minimum=1, maximum=3),
        Field("basic", FieldType.BOOLEAN, "A basic actuator instead of an advanced one.", default=False),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what the plant says."""
        super().__init__(spec)
        self.power = spec.integer("power")
        self.enabled = spec.flag("enabled")
        self.forced = False
        self.below_threshold = True
        self.protection = False
        self.local_phase = True
        self.level = spec.integer("level")
        self._basic = spec.flag("basic")
        self.totalizers = {number: Totalizer(spec.number("total"), _installed()) for number in ("1", "2")}
        self._cancel: Callable[[], None] | None = None

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 71#0-7255#0."""
        match = ACTUATOR.fullmatch(where)
        if match is None or int(match["number"]) > 255:
            raise ValueError(f"{where!r} is not an energy actuator 71#0-7255#0")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own address only."""
        return frame.where == self.where

    @property
    def energy(self) -> dict[str, int]:
        """Return Wh by totalizer."""
        return {number: int(totalizer.energy) for number, totalizer in self.totalizers.items()}

    def state_frame(self) -> str:
        """Return dimension 71: disabled, forced, threshold (1 below), protection, phase (1 local), kind (2 basic)."""
        flags = (not self.enabled, self.forced, self.below_threshold, self.protection, self.local_phase)
        return self._tells("71", *(str(int(flag)) for flag in flags), "2" if self._basic else "1")

    def _tells(self, *values: str) -> str:
        return f"*#18*{self.where}*{'*'.join(values)}##"

    def set_power(self, watt: int) -> None:
        """Let the load use so much; nobody is told."""
        self.power = watt

    def set_enabled(self, enabled: bool) -> None:
        """Let the load control take its current, or give it back."""
        self.enabled = enabled
        self.report(self.state_frame())

    def set_below_threshold(self, below: bool) -> None:
        """Let the load go over its threshold, or below again."""
        self.below_threshold = below
        self.report(self.state_frame())

    def set_protection(self, protection: bool) -> None:
        """Let the differential protection trip, or reset it."""
        self.protection = protection
        self.report(self.state_frame())

    @override
    def command(self, telegram: Telegram) -> bool:
        """Enable, force, end forcing, reset a totalizer; the state follows, which is assumed."""
        what, params = telegram.frame.what, telegram.frame.what_params
        if what == ENABLE:
            self.enabled = True
        elif what == FORCE:
            return self._force(telegram)
        elif what == END_FORCING:
            self._end_forcing()
        elif what == RESET and params and params[0] in self.totalizers:
            self.totalizers[params[0]] = Totalizer(0.0, _installed())
            self.report(self._totalizer_frame(params[0]), cause=telegram, after=0.1)
            return True
        else:
            return False
        self.report(self.state_frame(), cause=telegram, after=0.1)
        return True

    def _force(self, telegram: Telegram) -> bool:
        params = telegram.frame.what_params
        units = int(params[0]) if params and params[0].isdigit() else 0
        if units > MAX_UNITS:
            return False
        self._end_forcing()
        self.forced = self.enabled = True
        if units:
            self._cancel = self.later(units * UNIT, self._time_is_up)
        self.report(self.state_frame(), cause=telegram, after=0.1)
        return True

    def _end_forcing(self) -> None:
        self.forced = False
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _time_is_up(self) -> None:
        self._cancel = None
        self.forced = False
        self.report(self.state_frame())

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Power, state, a totalizer, the level of the differential current."""
        if frame.dimension == "113":
            yield 0.1, self._tells("113", str(self.power))
        elif frame.dimension == "71":
            yield 0.1, self.state_frame()
        elif frame.dimension == "72" and "".join(frame.dimension_params) in self.totalizers:
            yield 0.1, self._totalizer_frame(frame.dimension_params[0])
        elif frame.dimension == "73":
            yield 0.1, self._tells("73", str(self.level))

    def _totalizer_frame(self, number: str) -> str:
        totalizer = self.totalizers[number]
        since = totalizer.since
        when = (since.day, since.month, since.year, since.hour, since.minute)
        return self._tells(f"72#{number}", str(int(totalizer.energy)), *map(str, when))

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Count."""
        if self.enabled:
            for totalizer in self.totalizers.values():
                totalizer.energy += self.power * seconds / 3600

    @override
    def halt(self) -> None:
        """What is forced stays so."""
        self._cancel = None
