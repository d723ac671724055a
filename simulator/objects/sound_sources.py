"""Sound sources, most of them tuners (WHO 16 and 22). protocol.md 4.16 and 4.22, gateways.md 7."""

import re
from collections.abc import Callable, Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, BusObject, register
from .sound import NEW, OFF, OLD, ON, ROUTE, STATUS, old_step

# kHz: the FM band, a step, and what a search moves (nobody sends in this plant: a search ends half a MHz on).
LOWEST, HIGHEST, STEP, SEARCH = 87_500, 108_000, 50, 500
STATIONS = 15
OLD_STEPS = {"frequency": (5000, 5100), "station": (6000, 6100)}
RDS_LENGTH = 8
RDS_ON, RDS_OFF = ("101", "31"), ("102", "32")
# WHO 22: WHAT and what it does.
NEW_STEPS = {"5": ("frequency", 1), "6": ("frequency", -1), "9": ("station", 1), "10": ("station", -1)}
TRACKS = ("11", "12")
STORE = "33"


@register
class Source(BusObject):
    """A source, WHERE `10S` in WHO 16 and `2#S` in WHO 22: on for the environments it is connected to, with a tuner."""

    kind = "source"
    who = OLD
    also: ClassVar[frozenset[int]] = frozenset((NEW,))
    facets: ClassVar[tuple[str, ...]] = ("on", "frequency", "station", "rds", "rds_on")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("on", FieldType.BOOLEAN, "Whether it is on at the start.", default=False),
        Field("tuner", FieldType.BOOLEAN, "Whether it is a radio.", default=True),
        Field("frequency", FieldType.INTEGER, "kHz.", default=96_200, minimum=LOWEST, maximum=HIGHEST),
        Field("station", FieldType.INTEGER, "Stored station or track.", default=1, minimum=1, maximum=STATIONS),
        Field("rds", FieldType.TEXT, "What the station calls itself, at most 8 characters.", default=""),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the state at the start."""
        super().__init__(spec)
        self.on = spec.flag("on")
        self.tuner = spec.flag("tuner")
        self.frequency = spec.integer("frequency")
        self.station = spec.integer("station")
        self.rds = spec.text("rds")
        self.rds_on = False
        self.areas: set[str] = set()
        """The environments that are connected to it."""
        self.number = self.where[2]
        self._new = f"2#{self.number}"

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 101-109."""
        if not re.fullmatch(r"10[1-9]", where):
            raise ValueError(f"{where!r} is not a source 101-109")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match the source, all sources, everybody, and connections of any environment."""
        if frame.who == OLD:
            return frame.where in (self.where, "100", "0") or ROUTE.fullmatch(frame.where) is not None
        return frame.where.removeprefix("5#") == self._new or frame.where == "6"

    def set_rds(self, text: str) -> None:
        """Let the station call itself something; told while RDS is on."""
        self.rds = text
        if self.rds_on:
            self.report(self._rds_frame())

    # Commands

    @override
    def command(self, telegram: Telegram) -> bool:
        """Do what WHAT says, in either language; of what is said to all amplifiers nothing concerns it."""
        frame = telegram.frame
        if frame.who == NEW:
            return self._new_command(telegram, frame)
        if frame.where == "0":
            return False
        if route := ROUTE.fullmatch(frame.where):
            return self._route(route["area"], route["source"], telegram)
        step = old_step(frame.what, OLD_STEPS)
        if step is not None and self.tuner:
            self._move(*step, telegram)
            return True
        if frame.what in ("5000", "5100") and self.tuner:
            self._tune(self.frequency + (SEARCH if frame.what == "5000" else -SEARCH), telegram)
            return True
        return self._common(telegram, {ON: True, OFF: False})

    def _common(self, telegram: Telegram, switches: dict[str, bool]) -> bool:
        """Carry out what both languages have: on, off and RDS."""
        what = telegram.frame.what
        if what in switches:
            self._switch(switches[what], telegram)
        elif what in RDS_ON + RDS_OFF:
            self.rds_on = what in RDS_ON
            if self.rds_on and self.tuner:
                self.report(self._rds_frame(), cause=telegram)
        else:
            return False
        return True

    def _new_command(self, telegram: Telegram, frame: Frame) -> bool:
        count = "".join(frame.what_params[:1])
        if frame.what in NEW_STEPS and self.tuner:
            name, direction = NEW_STEPS[frame.what]
            if name == "frequency" and not count:
                self._tune(self.frequency + direction * SEARCH, telegram)
            else:
                self._move(name, direction * int(count or 1), telegram)
            return True
        if frame.what in TRACKS or frame.what == STORE:
            return True
        return self._common(telegram, {"0": False, "1": True})

    def _route(self, area: str, source: str, telegram: Telegram) -> bool:
        """An environment is connected to this source, or to another; without any it switches itself off."""
        if source == self.number:
            self.areas.add(area)
            self.on = True
            self.report(f"*16*{ON}*1{area}{self.number}##", self._state_frame(), cause=telegram)
            return True
        if area in self.areas:
            self.areas.discard(area)
            if not self.areas:
                self._switch(False, telegram)
        return False

    def _switch(self, on: bool, telegram: Telegram) -> None:
        self.on = on
        self.report(self._state_frame(), cause=telegram)

    def _move(self, name: str, count: int, telegram: Telegram) -> None:
        if name == "frequency":
            self._tune(self.frequency + count * STEP, telegram)
        else:
            self._choose((self.station - 1 + count) % STATIONS + 1, telegram)

    def _tune(self, frequency: int, telegram: Telegram) -> None:
        self.frequency = min(HIGHEST, max(LOWEST, frequency))
        self.report(self._frequency_frame(), cause=telegram)
        # Live (MH200N): the text is blanked right after tuning.
        self.rds = ""
        self.report(self._rds_frame(), cause=telegram)

    def _choose(self, station: int, telegram: Telegram) -> None:
        self.station = station
        self.report(self._station_frame(), cause=telegram)

    @override
    def write(self, telegram: Telegram) -> bool:
        """Tune: the frequency needs a 0 before it, without it nothing happens. Choose a station."""
        frame = telegram.frame
        values = [int(value) for value in frame.values if value]
        if frame.who == OLD and frame.dimension == "6" and self.tuner:
            if len(values) == 2 and values[0] == 0:
                self._tune(values[1], telegram)
            return True
        if len(values) == 1 and frame.dimension in (("7", "10") if frame.who == OLD else ("6",)):
            self._choose(values[0], telegram)
            return True
        return False

    # What it tells

    def _state_frame(self) -> str:
        return f"*16*{ON if self.on else OFF}*{self.where}##"

    def _frequency_frame(self) -> str:
        return self._tells("6", "0", str(self.frequency))

    def _station_frame(self) -> str:
        return self._tells("7", "0", str(self.station))

    def _rds_frame(self) -> str:
        return self._tells("8", *self._rds_codes())

    def _rds_codes(self) -> list[str]:
        return [str(ord(character)) for character in self.rds[:RDS_LENGTH].ljust(RDS_LENGTH)]

    def _tells(self, *values: str) -> str:
        return f"*#16*{self.where}*{'*'.join(values)}##"

    def _new_value(self, dimension: str) -> str | None:
        """Return a WHO 22 dimension; frequencies are taken to be kHz there too."""
        tellers: dict[str, Callable[[], str]] = {
            "5": lambda: f"1*{self.frequency}",
            "6": lambda: str(self.station),
            "10": lambda: "*".join(self._rds_codes()),
            "11": lambda: f"1*{self.frequency}*{self.station}",
            "12": lambda: "1*4" if self.on else "0*10",
        }
        if dimension not in tellers or (dimension != "12" and not self.tuner):
            return None
        return tellers[dimension]()

    def _new_answer(self, frame: Frame, dimension: str) -> Iterable[Answer]:
        value = self._new_value(dimension)
        if value is not None:
            prefix = "5#" if frame.where.startswith("5#") else ""
            yield 0.0, f"*#22*{prefix}{self._new}*{dimension}*{value}##"

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """WHO 22 only: dimension 12."""
        return self._new_answer(frame, "12") if frame.who == NEW else ()

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Answer in the language of the question."""
        if frame.who == NEW:
            return self._new_answer(frame, frame.dimension)
        tellers = {STATUS: self._state_frame}
        if self.tuner:
            tellers |= {"6": self._frequency_frame, "7": self._station_frame, "8": self._rds_frame}
        return [(0.0, tellers[frame.dimension]())] if frame.dimension in tellers else ()
