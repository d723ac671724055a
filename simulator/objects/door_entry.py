"""Door entry and its camera (WHO 6 and 7). protocol.md 4.6 and 4.7."""

import re
from collections.abc import Callable
from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Spec
from ..frames import Frame, Kind
from .base import BusObject, register

VIDEO = 7
STATION = re.compile(r"40\d\d")
# Calls are for everybody.
BROADCAST = "4100"
CAMERA_ON, CALL, CAMERA_OFF, LOCK, LIGHT_OFF, LIGHT_ON, LOCK_IN_CALL = "0", "6", "9", "10", "11", "12", "22"
VIEWED = frozenset(("120", "121", "130", "131", "140", "141", "150", "151", "160", "161", "170", "171", "180", "181"))


@register
class DoorStation(BusObject):
    """A station at a door, WHERE `40NN`: it calls, has a lock, a light and a camera.

    What is sent in WHO 6 is what everybody is told, which is assumed; WHO 8 is refused by every gateway here.
    """

    kind = "door_station"
    who = 6
    also: ClassVar[frozenset[int]] = frozenset((VIDEO,))

    facets: ClassVar[tuple[str, ...]] = ("unlocked", "light", "camera")

    def __init__(self, spec: Spec) -> None:
        """Start closed, dark and unwatched."""
        super().__init__(spec)
        self.unlocked = 0
        """How often its lock was released."""
        self.light = False
        self.camera = False

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 4000-4099."""
        if not STATION.fullmatch(where):
            raise ValueError(f"{where!r} is not a door station 4000-4099")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its own address; freeing the video and what follows a picture has no WHERE."""
        return frame.kind is Kind.COMMAND and (frame.where == self.where or (frame.who == VIDEO and not frame.where))

    def ring(self) -> None:
        """Let somebody ring at the door."""
        self.transmit(f"*6*{CALL}*{BROADCAST}##")

    @override
    def command(self, telegram: Telegram) -> bool:
        """Release the lock, switch light and camera."""
        what = telegram.frame.what
        actions: dict[str, Callable[[], None]] = {
            CAMERA_ON: lambda: self._watch(True),
            CAMERA_OFF: lambda: self._watch(False),
            LOCK: self._unlock,
            LOCK_IN_CALL: self._unlock,
            LIGHT_ON: lambda: self._illuminate(True),
            LIGHT_OFF: lambda: self._illuminate(False),
        }
        if telegram.frame.who == VIDEO:
            if what in (CAMERA_ON, CAMERA_OFF):
                self._watch(what == CAMERA_ON)
            return what in (CAMERA_ON, CAMERA_OFF) or (self.camera and what in VIEWED)
        if what in actions:
            actions[what]()
        return what in actions

    def _watch(self, on: bool) -> None:
        self.camera = on

    def _unlock(self) -> None:
        self.unlocked += 1

    def _illuminate(self, on: bool) -> None:
        self.light = on

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody rings."""
        self.ring()
        return True
