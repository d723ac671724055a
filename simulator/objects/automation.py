"""Shutters (WHO 2). protocol.md 4.2, gateways.md 4; times of a motor: gateways.md 13.5 (start 0.55 s, stop 0.08 s)."""

from collections.abc import Callable, Iterable
from random import Random
from typing import ClassVar, override

from ..bus import Telegram
from ..fields import Field, FieldType, Spec
from ..frames import Frame
from .base import Answer, PointObject, register

START_DELAY = 0.55
STOP_DELAY = 0.08
# "A few milliseconds" (gateways.md 12).
REPEATED_AFTER = 0.005
# What a shutter's relay is set to when it leaves the factory (gateways.md 13.5).
FACTORY_RUN_TIME = 60.0
STOP, UP, DOWN = "0", "1", "2"
DIRECTIONS = {UP: "up", DOWN: "down"}
WHATS = {"up": UP, "down": DOWN, None: STOP}
OPEN, CLOSED = 100.0, 0.0

TIMES = (
    Field("opening_time", FieldType.NUMBER, "Seconds from closed to open.", default=20.0, minimum=0.1),
    Field("closing_time", FieldType.NUMBER, "Seconds from open to closed.", default=20.0, minimum=0.1),
    Field(
        "position",
        FieldType.NUMBER,
        "Where it is at the start, 0 closed to 100 open.",
        default=100.0,
        minimum=0,
        maximum=100,
    ),
    Field(
        "motor_delay",
        FieldType.NUMBER,
        "Seconds from the frame that tells of the movement to the motor turning.",
        default=0.0,
        minimum=0,
    ),
    Field(
        "slat_share",
        FieldType.NUMBER,
        "Percent of the way in which the curtain rests on the sill and only its slats open or close.",
        default=0.0,
        minimum=0,
        maximum=90,
    ),
    Field(
        "opening_half",
        FieldType.NUMBER,
        "Percent that the curtain is open after half of its opening time; 50 for a motor that winds evenly.",
        default=50.0,
        minimum=1,
        maximum=99,
    ),
    Field(
        "closing_half",
        FieldType.NUMBER,
        "The same after half of its closing time.",
        default=50.0,
        minimum=1,
        maximum=99,
    ),
    Field(
        "slat_time",
        FieldType.NUMBER,
        "Seconds of the opening and closing time in which the slats turn, before the curtain moves.",
        default=0.0,
        minimum=0,
    ),
)


class Motor(PointObject):
    """A shutter motor: it starts late, moves evenly and stops at the ends.

    What it winds is a way from 0 to 100; where the curtain is then depends on the slats.
    """

    who = 2
    fields: ClassVar[tuple[Field, ...]] = TIMES
    facets: ClassVar[tuple[str, ...]] = ("position", "tilt", "turning", "moving")

    def __init__(self, spec: Spec) -> None:
        """Take the travel times and the position."""
        super().__init__(spec)
        self.opening_time = spec.number("opening_time")
        self.closing_time = spec.number("closing_time")
        self.moving: str | None = None
        """Direction that the actuator has switched on and tells; the curtain can be at its end long before."""
        self.motor_delay = spec.number("motor_delay")
        self.slat_share = spec.number("slat_share")
        self.slat_time = spec.number("slat_time")
        self._halves = {"up": spec.number("opening_half"), "down": spec.number("closing_half")}
        self._way = self._way_to(spec.number("position"))
        self._tilt = OPEN if self._way else CLOSED
        self._since = 0.0
        self._cancel: Callable[[], None] | None = None

    @property
    def position(self) -> float:
        """Return percent that the curtain is open, now."""
        return self._curtain(self._reached()[0])

    @property
    def tilt(self) -> float:
        """Return percent that the slats are open, now."""
        return self._reached()[1]

    @property
    def turning(self) -> str | None:
        """Return the direction in which the curtain or its slats really move now; None while they stand."""
        if self.moving is None or self.now() - self._since < self.motor_delay:
            return None
        end = OPEN if self.moving == "up" else CLOSED
        return None if self._reached() == (end, end) else self.moving

    @property
    def start_position(self) -> float:
        """Return percent open when the movement began: what dimension 10 tells while it lasts."""
        return self._curtain(self._way)

    def _curtain(self, way: float) -> float:
        return max(way - self.slat_share, 0) * 100 / (100 - self.slat_share)

    def _way_to(self, position: float) -> float:
        return position and self.slat_share + position * (100 - self.slat_share) / 100

    def _winding_time(self, direction: str) -> float:
        return max((self.opening_time if direction == "up" else self.closing_time) - self.slat_time, 0.1)

    def _slats_time(self, direction: str) -> float:
        """Seconds until the slats have turned, from where they were when the movement began."""
        return (OPEN - self._tilt if direction == "up" else self._tilt) / 100 * self.slat_time

    def _reached(self) -> tuple[float, float]:
        """Percent of the way and of the slats, now."""
        if self.moving is None:
            return self._way, self._tilt
        turned = max(self.now() - self._since - self.motor_delay, 0)
        sign, end = (1, OPEN) if self.moving == "up" else (-1, CLOSED)
        slats = self._slats_time(self.moving)
        if turned < slats:
            return self._way, self._tilt + sign * turned / self.slat_time * 100
        wound = self._wound(self.moving, self._way) + (turned - slats) / self._winding_time(self.moving)
        return self._way_after(self.moving, wound), end

    def _half(self, direction: str) -> float:
        """Return the share of the way, from where a full run begins, that is behind it after half of the time."""
        position = self._halves[direction]
        # 50 is even, with slats or without.
        way = 50.0 if position == 50 else self._way_to(position)
        return (way if direction == "up" else 100 - way) / 100

    def _wound(self, direction: str, way: float) -> float:
        """Return the share of a full run's time in which it gets to a part of the way."""
        done = (way if direction == "up" else 100 - way) / 100
        half = self._half(direction)
        return done / half / 2 if done <= half else 0.5 + (done - half) / (1 - half) / 2

    def _way_after(self, direction: str, share: float) -> float:
        """Return the part of the way after a share of a full run's time."""
        half = self._half(direction)
        done = share * 2 * half if share <= 0.5 else half + (share - 0.5) * 2 * (1 - half)
        done = min(done, 1.0) * 100
        return done if direction == "up" else 100 - done

    def place(self, position: float, tilt: float = OPEN) -> None:
        """Let it stand somewhere, without anybody being told."""
        self._abort()
        self.moving = None
        self._way, self._tilt = self._way_to(position), tilt

    def press(self, what: str) -> None:
        """Press a wall switch: "1" up, "2" down, "0" stop, or an advanced WHAT with its parameters."""
        self.transmit(self.says(what))

    def drive(self, direction: str | None, telegram: Telegram | None, target: float | None = None) -> None:
        """Go up or down, to `target` percent or the end, or stop; it takes the motor a moment."""
        self._abort()
        if direction is None:
            self._cancel = self.later(STOP_DELAY, lambda: self._stopped(telegram))
            return
        if self.moving is not None and self.moving != direction:
            self._freeze()
            self.report(*self.state_frames(), cause=telegram)
        self._cancel = self.later(START_DELAY, lambda: self._started(direction, target, telegram))

    def _started(self, direction: str, target: float | None, telegram: Telegram | None) -> None:
        # A motor that turns this way already does not start anew.
        behind = min(self.now() - self._since, self.motor_delay) if self.moving == direction else 0.0
        self._freeze()
        end = target if target is not None else OPEN if direction == "up" else CLOSED
        self.moving = direction
        self._since = self.now() - behind
        self._cancel = self.later(self.run_time(direction, end) - behind, lambda: self._arrived(end))
        self.report(*self.state_frames(), cause=telegram)

    def run_time(self, direction: str, end: float) -> float:
        """Seconds until the actuator takes the power off."""
        shares = [self._wound(direction, way) for way in (self._way, self._way_to(end))]
        winding = abs(shares[1] - shares[0]) * self._winding_time(direction)
        return self.motor_delay + self._slats_time(direction) + winding

    def _arrived(self, end: float | None) -> None:
        self._freeze()
        if end is not None:
            self._way = self._way_to(end)
        self._cancel = None
        self.report(*self.state_frames())

    def _stopped(self, telegram: Telegram | None) -> None:
        self._freeze()
        self._cancel = None
        self.report(*self.state_frames(), cause=telegram)

    def _freeze(self) -> None:
        self._way, self._tilt = self._reached()
        self.moving = None

    def _abort(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def state_frames(self) -> list[str]:
        """Return the frames that tell the present state."""
        return [self.says(WHATS[self.moving])]

    @override
    def command(self, telegram: Telegram) -> bool:
        """WHAT 0, 1 and 2."""
        what = telegram.frame.what
        if what not in (STOP, UP, DOWN) or telegram.frame.what_params:
            return False
        self.drive(DIRECTIONS.get(what), telegram)
        return True

    @override
    def status(self, frame: Frame) -> Iterable[Answer]:
        """Answer with the frames of the present state."""
        return [(0.0, text) for text in self.state_frames()]

    @override
    def live_press(self, random: Random) -> bool:
        """Somebody opens or closes it, or stops it on the way."""
        self.press(STOP if self.moving else random.choice((UP, DOWN)))
        return True

    @override
    def halt(self) -> None:
        """Stay where it is."""
        self._freeze()
        self._cancel = None


@register
class Shutter(Motor):
    """A basic actuator: up, down, stop, and no idea where it is.

    It switches a relay for its own time and tells the stop when that is over, not when the curtain has arrived:
    "actuators left at the factory 60 s limit never report the real end stop" (gateways.md 13.5).
    """

    kind = "shutter"
    fields: ClassVar[tuple[Field, ...]] = (
        *TIMES,
        Field(
            "run_time",
            FieldType.NUMBER,
            "Seconds that the relay stays on, wherever the curtain is (factory setting: 60); 0 for exactly its way.",
            default=FACTORY_RUN_TIME,
            minimum=0,
        ),
        Field(
            "tells_end",
            FieldType.BOOLEAN,
            "Whether it tells the stop when the relay goes off; some tell none, and answer stop when they are asked.",
            default=True,
        ),
        Field(
            "repeats_direction",
            FieldType.BOOLEAN,
            "Whether a stop is followed by the last direction, with nothing moving (reported of an F454).",
            default=False,
        ),
        Field(
            "tells_overtaken",
            FieldType.BOOLEAN,
            "Whether a direction is told after its time although another was ordered before the relay had closed.",
            default=False,
        ),
    )

    def __init__(self, spec: Spec) -> None:
        """Take the relay's own time."""
        super().__init__(spec)
        self._run_time = spec.number("run_time")
        self._tells_end = spec.flag("tells_end")
        self._repeats_direction = spec.flag("repeats_direction")
        self._tells_overtaken = spec.flag("tells_overtaken")
        self._ordered: list[str | None] = []

    @override
    def drive(self, direction: str | None, telegram: Telegram | None, target: float | None = None) -> None:
        """Tell of an order that another one has overtaken, too; of one that was stopped before, never."""
        super().drive(direction, telegram, target)
        if self._tells_overtaken:
            self._ordered.append(direction)
            self.later(START_DELAY, self._tell_overtaken)

    def _tell_overtaken(self) -> None:
        direction, *later = self._ordered
        self._ordered = later
        if direction is not None and later and None not in later and later[0] != direction:
            self.report(self.says(WHATS[direction]))

    @override
    def halt(self) -> None:
        super().halt()
        self._ordered = []

    @override
    def run_time(self, direction: str, end: float) -> float:
        """Return the seconds that the relay stays on: its own time, or its way where that is 0."""
        return self._run_time or super().run_time(direction, end)

    @override
    def _arrived(self, end: float | None) -> None:
        if self._tells_end:
            # A relay whose time is shorter than the way stops before the end.
            super()._arrived(None if self._run_time else end)
        else:
            self._freeze()
            self._cancel = None

    @override
    def _stopped(self, telegram: Telegram | None) -> None:
        last = self.moving
        super()._stopped(telegram)
        if self._repeats_direction and last is not None:
            self.report(self.says(WHATS[last]), after=REPEATED_AFTER)


@register
class AdvancedShutter(Motor):
    """An advanced actuator: it knows its position, in dimension 10, and goes to one, with dimension 11."""

    kind = "advanced_shutter"
    fields: ClassVar[tuple[Field, ...]] = (
        *TIMES,
        Field(
            "step_text",
            FieldType.TEXT,
            "The third value of dimension 10.",
            default="001",
            choices=("000", "001"),
        ),
    )
    CODES: ClassVar = {None: "10", "up": "11", "down": "12"}
    COMMANDS: ClassVar = {"10": None, "11": "up", "12": "down"}

    def __init__(self, spec: Spec) -> None:
        """Take the text that stands in dimension 10."""
        super().__init__(spec)
        self.step_text = spec.text("step_text")

    def place_frame(self) -> str:
        """Return dimension 10; while moving it tells where the movement began (gateways.md 4)."""
        return self.tells("10", self.CODES[self.moving], str(round(self.start_position)), self.step_text, "0")

    @override
    def state_frames(self) -> list[str]:
        """Return the pair of frames that an advanced actuator always sends."""
        return [self.place_frame(), *super().state_frames()]

    @override
    def command(self, telegram: Telegram) -> bool:
        """Add WHAT 10, 11 and 12 with step and priority; a full step may be left empty."""
        frame = telegram.frame
        if frame.what not in self.COMMANDS:
            return super().command(telegram)
        direction = self.COMMANDS[frame.what]
        step = int(frame.what_params[0] or 100) if len(frame.what_params) > 1 and direction else 100
        target = None
        if direction and step < 100:
            target = min(OPEN, max(CLOSED, self.position + (step if direction == "up" else -step)))
        self.drive(direction, telegram, target)
        return True

    @override
    def write(self, telegram: Telegram) -> bool:
        """Dimension 11: go to a position; the priority is a parameter of the dimension."""
        frame = telegram.frame
        if frame.dimension != "11" or not frame.values or not frame.values[0]:
            return False
        target = min(OPEN, float(frame.values[0]))
        if round(target) == round(self.position):
            self.drive(None, telegram)
        else:
            self.drive("up" if target > self.position else "down", telegram, target)
        return True

    @override
    def dimension(self, frame: Frame) -> Iterable[Answer]:
        """Dimension 10 only: 11 cannot be read (gateways.md 13.5)."""
        if frame.dimension == "10":
            yield 0.0, self.place_frame()
