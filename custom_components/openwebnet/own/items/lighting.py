"""WHO 1: lights, dimmers, motion and light sensors (protocol.md 4.1, gateways.md 3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, override

from ..messages import BaseMessage, DimensionRequest, DimensionWriting, NormalMessage
from ..tags import Who
from .base import Args, Row, Table, Traits, whole
from .point import PointItem

MIN_LEVEL: Final = 1
MAX_LEVEL: Final = 100
DEFAULT_SPEED: Final = 255


@dataclass(frozen=True, slots=True)
class LightState:
    """What a light actuator, or a sensor that shares its subsystem, has told. `None` is unknown."""

    on: bool | None = None
    level: int | None = None
    """Percent, 0 when off; `None` while on with a level that was not told."""
    level_is_nominal: bool = False
    """The level is one of the ten steps of a dimmer that knows a hundred; the real one differs (gateways.md 3)."""
    steps: int | None = None
    """10 or 100, by the frames the actuator was heard to report; `None` for a relay, or a dimmer not heard yet."""
    fault: bool = False
    """The actuator reported a fault (WHAT 19)."""
    timer: float | None = None
    """Seconds of the timer it was switched on with."""
    blinking: float | None = None
    """Period in seconds."""
    motion: bool | None = None
    illuminance: int | None = None
    """Lux."""


_TIMERS: Final[dict[int, float]] = {11: 60, 12: 120, 13: 180, 14: 240, 15: 300, 16: 900, 17: 30, 18: 0.5}
"""WHAT -> seconds. 17 is 30 s; one title of the official text prints 30 min (protocol.md 6, row 15)."""


def _off(state: LightState, _: Args) -> LightState:
    return replace(state, on=False, level=0, level_is_nominal=False, fault=False, timer=None, blinking=None)


def _on(state: LightState, _: Args) -> LightState:
    # A dimmer says "on" without a level: the last one counts only while it was on already.
    level = state.level or None
    return replace(state, on=True, level=level, fault=False, timer=None, blinking=None)


def _step(state: LightState, args: Args) -> LightState:
    nominal = state.steps == MAX_LEVEL
    return replace(
        _on(state, args), level=10 * int(args.tag), level_is_nominal=nominal, steps=MAX_LEVEL if nominal else 10
    )


def _timer(state: LightState, args: Args) -> LightState:
    return replace(_on(state, args), timer=_TIMERS[int(args.tag)])


def _blink(state: LightState, args: Args) -> LightState:
    return replace(_on(state, args), blinking=0.5 * (int(args.tag) - 19))


def _level(state: LightState, level: int) -> LightState:
    """Take a level as dimensions 1, 4 and 13 write it: 100 is off, 200 is full; anything else is no level."""
    percent = whole(str(level), 100, 200) - 100
    return replace(
        state,
        on=percent > 0,
        level=percent,
        level_is_nominal=False,
        steps=MAX_LEVEL,
        fault=False,
        timer=None if percent == 0 else state.timer,
        blinking=None,
    )


def _first_level(state: LightState, args: Args) -> LightState:
    return _level(state, int(args.values[0]))


def _second_level(state: LightState, args: Args) -> LightState:
    return _level(state, int(args.values[1]))


LIGHTING: Final = Table[LightState](
    whats={
        "0": Row("off", _off),
        "1": Row("on", _on),
        **{str(what): Row(f"dimmed to step {what} of 10", _step) for what in range(2, 11)},
        **{str(what): Row(f"on for {seconds:g} s", _timer) for what, seconds in _TIMERS.items()},
        "19": Row(
            "fault of the actuator",
            lambda state, _: replace(state, fault=True),
            source="firmware, live capture: comes with *#1001*W*11*bits##; it is not 'on' (protocol.md 4.1)",
        ),
        **{str(what): Row(f"blinking, period {0.5 * (what - 19):g} s", _blink) for what in range(20, 30)},
        "30": Row("up"),
        "31": Row("down"),
        "32": Row("toggle"),
        "34": Row("motion", lambda state, _: replace(state, motion=True)),
        "39": Row("end of motion", lambda state, _: replace(state, motion=False)),
    },
    dimensions={
        "1": Row("level and speed", _first_level),
        "4": Row("level and speed, status of a 100-step dimmer", _first_level),
        "6": Row("illuminance, lux", lambda state, args: replace(state, illuminance=whole(args.values[0], 0, 65535))),
        "13": Row("extended status", _second_level, source="live capture of a MH202: state*level*speed*0"),
    },
)


class Light(PointItem[LightState]):
    """A light actuator, a motion sensor or a light sensor; what it is shows in what it reports."""

    who = Who.LIGHTING
    table = LIGHTING
    new_state = LightState

    @property
    @override
    def traits(self) -> Traits:
        """`steps` of a dimmer; `motion` and `illuminance` of a sensor."""
        state = self.state
        shown = {"steps": state.steps, "motion": state.motion is not None, "illuminance": state.illuminance is not None}
        return {name: int(value) for name, value in shown.items() if value}

    @override
    def restore(self, traits: Traits) -> None:
        if traits.get("steps") in (10, MAX_LEVEL):
            self._state = replace(self._state, steps=traits["steps"])

    async def turn_on(self) -> None:
        """Switch on; a dimmer goes to its last level. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("1")

    async def turn_off(self) -> None:
        """Switch off. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("0")

    async def set_level(self, percent: int, *, speed: int = DEFAULT_SPEED) -> None:
        """Dim to 0-100 %. Raises `ValueError` outside, `ResponseError` for a NACK.

        A dimmer that was heard to have 10 steps, or not heard yet, gets the nearest of them: 20, 30 .. 100 %. `speed`
        (0 last used, 1-254, 255 default; its unit is not documented) is for dimmers with 100 steps.
        """
        percent = whole(str(percent), 0, MAX_LEVEL)
        if percent == 0:
            # Level 100, which would be off, is refused by most gateways (gateways.md 3).
            await self.turn_off()
        elif self.state.steps == MAX_LEVEL:
            await self._send(DimensionWriting((self.who, self.where, "1", str(100 + percent), str(speed))))
        else:
            await self._send(NormalMessage((self.who, str(min(max(round(percent / 10), 2), 10)), self.where)))

    async def turn_on_for(self, hours: int, minutes: int, seconds: int) -> None:
        """Switch on for a time: 0-255 h, 0-59 min, 0-59 s. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing(
            "2", str(whole(str(hours), 0, 255)), str(whole(str(minutes), 0, 59)), str(whole(str(seconds), 0, 59))
        )

    async def blink(self, period: float) -> None:
        """Blink with a period of 0.5-5 s in steps of 0.5 s. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(str(19 + whole(str(round(period * 2)), 1, 10)))

    @override
    def missing(self) -> Sequence[BaseMessage]:
        state = self.state
        if state.on and state.steps == MAX_LEVEL and (state.level is None or state.level_is_nominal):
            return (DimensionRequest((self.who, self.where, "1")),)
        return ()
