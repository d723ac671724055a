"""Stop&Go, circuit breakers that close again by themselves (WHO 18). protocol.md 4.18, gateways.md 6."""

import re
from collections.abc import Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, BusObject, register
from .energy import ENERGY_DIAGNOSTICS

DEVICE = re.compile(r"1(?P<number>[1-9]\d{0,2})")
LAST = 127
OPEN, CLOSE = "21", "22"
# Dimension 250 has all bits, the highest first; dimensions 251-263 have one each.
MASK, FIRST_BIT = "250", 251
BITS = (
    "open",
    "failure",
    "blocked",
    "open_by_short_circuit",
    "ground_fault",
    "over_voltage",
    "self_test_disabled",
    "auto_reset_off",
    "check_off",
    "waiting_for_closing",
    "first_day_of_opening",
    "power_failure_downstream",
    "power_failure_upstream",
)
# Commands and the bit that they set or clear; 23 and 24 test the differential and change nothing that is told.
SETTINGS = {
    OPEN: ("open", True),
    CLOSE: ("open", False),
    "26": ("auto_reset_off", False),
    "27": ("auto_reset_off", True),
    "28": ("check_off", False),
    "29": ("check_off", True),
}
TESTS = frozenset(("23", "24"))
SELF_TEST_DAYS = "212"


@register
class StopAndGo(BusObject):
    """A Stop&Go, WHERE `1N`: open or closed, 12 more bits, and automatic reset.

    That it tells dimension 250 after every change is assumed; so is that "tracking" (28, 29) is the bit "check off".
    """

    kind = "stop_and_go"
    who = 18
    diagnostics: ClassVar[int] = ENERGY_DIAGNOSTICS
    facets: ClassVar[tuple[str, ...]] = ("is_open", "bits", "days")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("open", FieldType.BOOLEAN, "Whether it is open at the start.", default=False),
        Field("days", FieldType.INTEGER, "Days between self-tests.", default=30, minimum=0, maximum=255),
    )

    def __init__(self, spec: Spec) -> None:
        """Start as the plant says, without any fault."""
        super().__init__(spec)
        self.bits = dict.fromkeys(BITS, False)
        self.bits["open"] = spec.flag("open")
        self.days = spec.integer("days")

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 11-1127."""
        match = DEVICE.fullmatch(where)
        if match is None or int(match["number"]) > LAST:
            raise ValueError(f"{where!r} is not a Stop&Go 11-1127")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own address only."""
        return frame.where == self.where

    @property
    def is_open(self) -> bool:
        """Return whether the circuit is interrupted."""
        return self.bits["open"]

    def set_bit(self, name: str, state: bool) -> None:
        """Let something happen to it: one of `BITS`. KeyError for another name."""
        if name not in self.bits:
            raise KeyError(name)
        self.bits[name] = state
        self.report(self.mask_frame())

    def trip(self) -> None:
        """Let a ground fault open it."""
        self.bits |= {"open": True, "ground_fault": True}
        self.report(self.mask_frame())

    def mask_frame(self) -> str:
        """Return dimension 250."""
        return self._tells(MASK, "".join(str(int(self.bits[name])) for name in reversed(BITS)))

    def _tells(self, *values: str) -> str:
        return f"*#18*{self.where}*{'*'.join(values)}##"

    @override
    def command(self, telegram: Telegram) -> bool:
        """Open, close, automatic reset, tracking, tests; a closed one has its fault behind it."""
        what = telegram.frame.what
        if what in SETTINGS:
            name, state = SETTINGS[what]
            self.bits[name] = state
            if what == CLOSE:
                self.bits["ground_fault"] = False
            self.report(self.mask_frame(), cause=telegram, after=0.1)
        return what in SETTINGS or what in TESTS

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 212: days between self-tests."""
        frame = telegram.frame
        if frame.dimension != SELF_TEST_DAYS or len(frame.values) != 1 or not frame.values[0]:
            return False
        self.days = int(frame.values[0])
        self.report(self._tells(SELF_TEST_DAYS, str(self.days)), cause=telegram, after=0.1)
        return True

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """All bits, one bit, or the days between self-tests."""
        if frame.dimension == MASK:
            yield 0.1, self.mask_frame()
        elif frame.dimension == SELF_TEST_DAYS:
            yield 0.1, self._tells(SELF_TEST_DAYS, str(self.days))
        elif frame.dimension.isdigit() and 0 <= int(frame.dimension) - FIRST_BIT < len(BITS):
            bit = self.bits[BITS[int(frame.dimension) - FIRST_BIT]]
            yield 0.1, self._tells(frame.dimension, str(int(bit)))
