"""Scenes that a gateway holds: MH200N, MH202 (WHO 17). protocol.md 4.17."""

from collections.abc import Iterable
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, BusObject, register

START, STOP, ENABLE, DISABLE = "1", "2", "3", "4"
LAST = 300


@register
class Scene(BusObject):
    """A scene. Gateways refuse frames to one that does not exist (gateways.md 2); a disabled one does not start."""

    kind = "scene"
    who = 17
    facets: ClassVar[tuple[str, ...]] = ("enabled", "running")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("enabled", FieldType.BOOLEAN, "Whether it can be started.", default=True),
        Field("running", FieldType.BOOLEAN, "Whether it runs at the start.", default=False),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the state at the start."""
        super().__init__(spec)
        self.enabled = spec.flag("enabled")
        self.running = spec.flag("running")

    @classmethod
    @override
    def canonical(cls, where: str) -> str:
        """Accept 1-300."""
        if not where.isdigit() or where.startswith("0") or int(where) > LAST:
            raise ValueError(f"{where!r} is not a scene 1-{LAST}")
        return where

    @override
    def concerns(self, frame: Frame) -> bool:
        """Match its number, and all scenes."""
        return frame.where in ("0", self.where)

    @override
    def command(self, telegram: Telegram) -> bool:
        """Start, stop, enable, disable: everybody is told by the frame itself."""
        what = telegram.frame.what
        if what == START:
            self.running = self.running or self.enabled
        elif what == STOP:
            self.running = False
        elif what in (ENABLE, DISABLE):
            self.enabled = what == ENABLE
        else:
            return False
        return True

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with running or not, then enabled or not."""
        whats = (START if self.running else STOP, ENABLE if self.enabled else DISABLE)
        return [(0.0, f"*17*{what}*{self.where}##") for what in whats]
