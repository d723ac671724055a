"""Lighting management BMNE500 (WHO 24). protocol.md 4.24."""

import re
from collections.abc import Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, BusObject, register

ZONE = re.compile(r"1(?P<zone>\d{3})")
EVERY_ZONE = "1000"
# Dimensions that can be read and written: name, and the value at the start.
SETTINGS = {"1": 100, "2": 500, "3": 300, "4": 1, "5": 0, "6": 1, "7": 300, "8": 0, "9": 0, "10": 20, "11": 0, "12": 0}
LIMITS = {
    "1": 100,
    "2": 2000,
    "3": 2000,
    "4": 1,
    "5": 300,
    "6": 1,
    "7": 900,
    "8": 3600,
    "9": 900,
    "10": 100,
    "11": 100,
    "12": 100,
}
STATE, SENSOR = "17", "18"
PROFILE, SLAVE_OFFSET = "1", "2"


@register
class LightManagement(BusObject):
    """A zone of the lighting management, WHERE `1000` + zone. A frame's WHERE is `RECIPIENT#DEV#00#SENDER#DEV`.

    Its answers have the WHERE of the question: how recipient and sender are swapped is not documented.
    """

    kind = "light_management"
    who = 24
    facets: ClassVar[tuple[str, ...]] = ("lux", "state", "profile")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("lux", FieldType.INTEGER, "What its sensor measures.", default=300, minimum=0, maximum=2000),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the light."""
        super().__init__(spec)
        self.lux = spec.integer("lux")
        self.settings = dict(SETTINGS)
        self.state: tuple[int, ...] = (1, 4, 0, 0, 0)
        """Mode (0 stop, 1 auto, 2 manual), how it ends, hours, minutes, seconds: dimension 17."""
        self.profile = 0

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 1001-1999."""
        match = ZONE.fullmatch(where)
        if match is None or where == EVERY_ZONE:
            raise ValueError(f"{where!r} is not a zone of the lighting management: 1000 + its number")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match the recipient."""
        return frame.where.split("#")[0] in (self.where, EVERY_ZONE)

    @override
    def command(self, telegram: Telegram) -> bool:
        """Take a profile, or the slave offset on or off."""
        frame = telegram.frame
        if frame.what == PROFILE and frame.what_params:
            self.profile = int(frame.what_params[0] or 0)
        return frame.what in (PROFILE, SLAVE_OFFSET)

    @override
    def write(self, telegram: Telegram) -> bool:
        """Set a setting within its limits, or the state."""
        frame = telegram.frame
        values = tuple(int(value) for value in frame.values if value)
        if frame.dimension == STATE and len(values) == 5:
            self.state = values
        elif frame.dimension in LIMITS and len(values) == 1 and values[0] <= LIMITS[frame.dimension]:
            self.settings[frame.dimension] = values[0]
        else:
            return False
        self.report(*(text for _, text in self.dimension(frame)), cause=telegram, after=0.1)
        return True

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """A setting, the state, or what the sensor says."""
        name = frame.dimension
        if name in self.settings:
            yield 0.1, f"*#24*{frame.where}*{name}*{self.settings[name]}##"
        elif name == STATE:
            yield 0.1, f"*#24*{frame.where}*{name}*{'*'.join(map(str, self.state))}##"
        elif name == SENSOR:
            sensor = "".join(frame.dimension_params[:1]) or "1"
            yield 0.1, f"*#24*{frame.where}*{name}*{sensor}*{self.lux}*0##"
