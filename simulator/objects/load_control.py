"""Load control, the old one (WHO 3). protocol.md 4.3, gateways.md 6."""

import re
from collections.abc import Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame, Kind
from .base import Answer, BusObject, register

LOAD = re.compile(r"#[1-8]")
DISABLED, ENABLED, FORCED, END_OF_FORCING = "0", "1", "2", "3"


@register
class Load(BusObject):
    """A load that can be switched off when too much is used, WHERE `#N`: its priority. It can only be forced on."""

    kind = "load"
    who = 3
    facets: ClassVar[tuple[str, ...]] = ("enabled", "forced")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("enabled", FieldType.BOOLEAN, "Whether it has current at the start.", default=True),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the state at the start."""
        super().__init__(spec)
        self.enabled = spec.flag("enabled")
        self.forced = False

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept #1-#8."""
        if not LOAD.fullmatch(where):
            raise ValueError(f"{where!r} is not a load #1-#8")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own priority."""
        return frame.where == self.where

    @override
    def command(self, telegram: Telegram) -> bool:
        """Be forced on, and say so."""
        if telegram.frame.what != FORCED:
            return False
        self.forced = True
        self.report(self._frame(FORCED), cause=telegram)
        return True

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with the state."""
        return [(0.1, self._frame(FORCED if self.forced else ENABLED if self.enabled else DISABLED))]

    def set_enabled(self, enabled: bool) -> None:
        """Let the load control take its current, or give it back; it lets one alone that is forced (assumed)."""
        if self.forced:
            return
        self.enabled = enabled
        self.report(self._frame(ENABLED if enabled else DISABLED))

    def end_forcing(self) -> None:
        """Let the load control have it again."""
        self.forced = False
        self.report(self._frame(END_OF_FORCING))

    def _frame(self, what: str) -> str:
        return f"*3*{what}*{self.where}##"


@register
class LoadControl(BusObject):
    """Load control itself, WHERE `10`: what it measures, in dimensions 1-4, and all of it in dimension 0."""

    kind = "load_control"
    who = 3
    facets: ClassVar[tuple[str, ...]] = ("voltage", "current", "power", "energy")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("voltage", FieldType.INTEGER, "Volt.", default=230, minimum=0),
        Field("current", FieldType.INTEGER, "Ampere.", default=0, minimum=0),
        Field("power", FieldType.INTEGER, "Watt.", default=0, minimum=0),
        Field("energy", FieldType.INTEGER, "The counter; its unit is not known.", default=0, minimum=0),
    )

    def __init__(self, spec: Spec) -> None:
        """Take what is measured."""
        super().__init__(spec)
        self.voltage, self.current = spec.integer("voltage"), spec.integer("current")
        self.power, self.energy = spec.integer("power"), spec.integer("energy")

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 10."""
        if where != "10":
            raise ValueError(f"{where!r} is not the load control: 10")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match requests for its dimensions."""
        return frame.where == self.where and frame.kind is Kind.DIMENSION

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Answer with one value, or with all of them."""
        if frame.dimension in ("0", "1", "2", "3", "4"):
            number = int(frame.dimension)
            measured = [self.voltage, self.current, self.power, self.energy]
            values = measured[number - 1 : number] if number else measured
            yield 0.1, f"*#3*{self.where}*{number}*{'*'.join(map(str, values))}##"
