"""Motion and light sensors, green switches (WHO 1). protocol.md 4.1."""

from collections.abc import Callable, Iterable
from random import Random
from typing import ClassVar, override

from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, PointObject, register

MOTION, END_OF_MOTION = "34", "39"
LUX_FIELD = Field("lux", FieldType.INTEGER, "Illuminance at the start.", default=100, minimum=0, maximum=65535)


@register
class LightSensor(PointObject):
    """A light sensor: dimension 6, in lux, told when it changes. It says nothing after a general request."""

    kind = "light_sensor"
    who = 1
    lockable: ClassVar[bool] = False
    facets: ClassVar[tuple[str, ...]] = ("lux",)
    fields: ClassVar[tuple[Field, ...]] = (LUX_FIELD,)

    def __init__(self, spec: Spec) -> None:
        """Take the light at the start."""
        super().__init__(spec)
        self.lux = spec.integer("lux")

    def set_lux(self, lux: int) -> None:
        """Measure this, and push it."""
        self.lux = lux
        self.report(self._lux_frame())

    def _lux_frame(self) -> str:
        return self.tells("6", str(self.lux))

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Dimension 6."""
        if frame.dimension == "6":
            yield 0.1, self._lux_frame()

    @override
    def tick(self, seconds: float, random: Random) -> None:
        """Clouds come and go."""
        if random.random() < seconds / 60:
            self.set_lux(max(0, round(self.lux * random.uniform(0.8, 1.25)) + random.randint(-2, 2)))


@register
class MotionSensor(LightSensor):
    """A motion sensor that measures light as well: WHAT 34 and 39, which are no states of a light.

    After a general request it is found as a light would be (protocol.md 5.4); that it answers with 34 or 39 there is
    assumed.
    """

    kind = "motion_sensor"
    facets: ClassVar[tuple[str, ...]] = ("motion", "lux", "sensitivity", "timeout")
    fields: ClassVar[tuple[Field, ...]] = (
        LUX_FIELD,
        Field("sensitivity", FieldType.INTEGER, "0 low to 3 very high.", default=1, minimum=0, maximum=3),
        Field("timeout", FieldType.INTEGER, "Seconds from the last motion to its end.", default=60, minimum=1),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the settings."""
        super().__init__(spec)
        self.sensitivity = spec.integer("sensitivity")
        self.timeout = spec.integer("timeout")
        self.motion = False
        self._cancel: Callable[[], None] | None = None

    def detect(self) -> None:
        """Let something move: told at once, and its end when nothing has moved for the time-out."""
        self._forget()
        self.motion = True
        self.report(self.says(MOTION))
        self._cancel = self.later(self.timeout, self.end)

    def end(self) -> None:
        """End the motion now."""
        self._forget()
        self.motion = False
        self.report(self.says(END_OF_MOTION))

    def _forget(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with motion or none."""
        return [(0.0, self.says(MOTION if self.motion else END_OF_MOTION))]

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Dimensions 5 and 7, and the light."""
        if frame.dimension == "5":
            yield 0.1, self.tells("5", str(self.sensitivity))
        elif frame.dimension == "7":
            seconds = self.timeout
            yield 0.1, self.tells("7", str(seconds // 3600), str(seconds // 60 % 60), str(seconds % 60))
        else:
            yield from super().dimension(frame)

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody walks by."""
        self.detect()
        return True

    @override
    def halt(self) -> None:
        """A motion that was going on does not end by itself any more."""
        self._cancel = None
