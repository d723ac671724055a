"""Probes, slave and external (WHO 4). protocol.md 4.4, gateways.md 5."""

import re
from collections.abc import Iterable
from random import Random
from typing import ClassVar, override

from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, register
from .temperature import TEMPERATURE, Thermal, coded

PROBE = re.compile(r"[1-9]\d\d")


@register
class Probe(Thermal):
    """A slave probe (WHERE PZZ) or an external one (P00): it pushes its temperature and answers no request of its own.

    Only the request to all probes of a zone, ``0ZZ``, is answered by its slaves (official text; nobody captured it).
    """

    kind = "probe"
    diagnostics: ClassVar[int] = 0
    facets: ClassVar[tuple[str, ...]] = ("temperature",)
    fields: ClassVar[tuple[Field, ...]] = (
        TEMPERATURE,
        Field(
            "dimension",
            FieldType.TEXT,
            "What it pushes: 0 (seen live), or 15 with the probe's number before the temperature.",
            default="0",
            choices=("0", "15"),
        ),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the dimension."""
        super().__init__(spec)
        self._dimension = spec.text("dimension")

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept PZZ."""
        if not PROBE.fullmatch(where):
            raise ValueError(f"{where!r} is not a probe 100-999")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Listen to requests to all probes of the zone only: it NACKs a poll (gateways.md 5)."""
        return frame.where == f"0{self.where[1:]}" and self.where[1:] != "00"

    @override
    def temperature_frame(self) -> str:
        """Return dimension 0, or 15 with a first value whose meaning is not known (4J tests show 1)."""
        if self._dimension == "15":
            return self.tells("15", "1", coded(self.temperature))
        return super().temperature_frame()

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Answer dimension 0."""
        if frame.dimension == "0":
            yield 0.1, self.tells("0", coded(self.temperature))

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Drift a little."""
        self.temperature += random.uniform(-0.002, 0.002) * seconds
        if abs(self.temperature - self._told) >= 0.1:
            self.set_temperature(self.temperature)
