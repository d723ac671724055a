"""State of a light (WHO 1): what it knows of itself, and the table of what frames do to it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from .table import Args, Row, Table, whole

MIN_LEVEL: Final = 1
MAX_LEVEL: Final = 100
DEFAULT_SPEED: Final = 255
MIN_MIRED: Final = 1
MAX_MIRED: Final = 65534
NO_TEMPERATURE: Final = "1"
"""What a lamp without white temperature answers (gateways.md 3)."""
NO_COLOUR: Final = ("511", "127", "255")
"""What a lamp without colour answers (gateways.md 3)."""


class LightState(NamedTuple):
    """What a light actuator, or a sensor that shares its subsystem, has told. `None` is unknown."""

    on: bool | None = None
    level: int | None = None
    """Percent, 0 when off; `None` while on with a level that was not told."""
    level_is_nominal: bool = False
    """One of the ten steps was told by a dimmer that knows a hundred; the real level differs (gateways.md 3)."""
    step: int | None = None
    """The step that such a dimmer has told for its level."""
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
    speed: int | None = None
    """The speed told with the last level, 0-255; its unit is not documented."""
    hsv: tuple[int, int, int] | None = None
    """Hue 0-359, saturation and value 0-100."""
    has_colour: bool | None = None
    mired: int | None = None
    """White temperature, 1000000 / kelvin."""
    is_white: bool | None = None
    """Whether it shows a white temperature, not a colour: by what it told of its own accord last."""
    has_white: bool | None = None
    """Whether the white temperature can be set."""
    pir_sensitivity: int | None = None
    """0 low, 1 medium, 2 high, 3 very high."""
    motion_timeout: int | None = None
    """Seconds without motion until its end is told."""
    working_hours: int | None = None
    max_working_hours: int | None = None
    group_on: bool | None = None
    """What the gateway says of a group as a whole."""


TIMERS: Final[dict[int, float]] = {11: 60, 12: 120, 13: 180, 14: 240, 15: 300, 16: 900, 17: 30, 18: 0.5}
"""WHAT -> seconds. 17 is 30 s; one title of the official text prints 30 min (protocol.md 6, row 15)."""


COLOURS: Final = frozenset(("12", "14"))
"""The dimensions that are a colour, or a temperature of white."""
COLOUR: Final = frozenset(("colour",))
"""What an action asks for that asks for a colour, or a temperature of white."""
ON: Final = frozenset(("on",))
LEVEL: Final = frozenset(("level",))
ON_AND_LEVEL: Final = frozenset(("on", "level"))
RELATIVE: Final = frozenset(("30", "31", "32"))
"""The WHATs that are a step up or down, or a toggle: none tells where it leads."""
WITHOUT_LEVEL: Final = frozenset(
    ("1", *(str(what) for what in TIMERS), *(str(what) for what in range(20, 30)), "30", "31")
)
"""The WHATs that tell that a light is on, and not how bright."""
CHANGED: Final = {
    "1": ON_AND_LEVEL,
    "2": ON,
    # A lamp that is off is switched on by its colour (protocol.md 4.1).
    "12": ON_AND_LEVEL | {"colour"},
    "14": ON_AND_LEVEL | {"white"},
}
"""Dimension -> what writing it changes."""
TOLD: Final = {
    **dict.fromkeys(("1", "4", "13"), ON_AND_LEVEL),
    "12": frozenset(("colour",)),
    "14": frozenset(("white",)),
}
"""Dimension -> what its report tells."""


def together(of_group: LightState, states: Sequence[LightState]) -> LightState:
    """Return a group's state by those of its members: on where one is; the level is the mean of the dimmers on."""
    lit = [state for state in states if state.on]
    dimmers = [state.steps for state in states if state.steps]
    levels = [state.level for state in lit if state.level is not None and state.steps]
    are_known = len(levels) == sum(1 for state in lit if state.steps)
    steps = min(dimmers, default=None)
    if lit:
        level = round(sum(levels) / len(levels)) if levels and are_known else None
        return of_group._replace(on=True, level=level, steps=steps)
    if any(state.on is None for state in states):
        # Of one that has told nothing it is not known that it is off.
        return of_group._replace(on=None, level=None, steps=steps)
    return of_group._replace(on=False, level=0, steps=steps)


def left_open_by(state: LightState, colour: str, before: frozenset[str]) -> frozenset[str]:
    """Return what the dimension of a colour, or a white, that was told just now leaves open; not all lamps tell it.

    `before` is what was left open by one before.
    """
    if state.on is False:
        return ON
    if colour != "12":
        # A white has no value, and tells nothing of what was open.
        return before & LEVEL
    # What the value is to the level is not documented: one that is another may have changed it.
    is_other = state.on and state.hsv is not None and state.hsv[2] != state.level
    return LEVEL if is_other else frozenset()


def traits(state: LightState) -> dict[str, int]:
    """Return what a light, or a sensor, has shown itself to be; see `Light.traits`."""
    shown: dict[str, int] = {}
    if state.steps:
        shown["steps"] = state.steps
    if state.has_colour:
        shown["colour"] = 1
    if state.has_white:
        shown["white"] = 1
    if state.fault:
        shown["fault"] = 1
    if state.motion is not None or state.pir_sensitivity is not None or state.motion_timeout is not None:
        shown["motion"] = 1
    if state.illuminance is not None:
        shown["illuminance"] = 1
    # What shares its address with a sensor is a light only if it was heard to be one.
    if state.on is not None and ("motion" in shown or "illuminance" in shown):
        shown["light"] = 1
    return shown


_SPEEDS: Final = frozenset(str(speed) for speed in range(256))


def _speed(state: LightState, parameters: Sequence[str]) -> LightState:
    # What a light does must not be lost for a speed that makes no sense.
    return state._replace(speed=int(parameters[0])) if parameters and parameters[0] in _SPEEDS else state


def switched_off(state: LightState, args: Args) -> LightState:
    return _speed(state, args.parameters)._replace(
        on=False, level=0, level_is_nominal=False, fault=False, timer=None, blinking=None
    )


def switched_on(state: LightState, args: Args) -> LightState:
    # A dimmer says "on" without a level: the last one counts only while it was on already.
    level = state.level or None
    return _speed(state, args.parameters)._replace(on=True, level=level, fault=False, timer=None, blinking=None)


def dimmed(state: LightState, args: Args) -> LightState:
    nominal, step = state.steps == MAX_LEVEL, int(args.tag)
    # The step that it has told for its level before is no news of that.
    level = state.level if nominal and state.level and state.step == step else 10 * step
    return switched_on(state, args)._replace(
        level=level, level_is_nominal=nominal, step=step, steps=MAX_LEVEL if nominal else 10
    )


def timed(state: LightState, args: Args) -> LightState:
    return switched_on(state, args)._replace(timer=TIMERS[int(args.tag)])


def blinking(state: LightState, args: Args) -> LightState:
    return switched_on(state, args)._replace(blinking=0.5 * (int(args.tag) - 19))


def _level(state: LightState, level: str, speed: Sequence[str]) -> LightState:
    """Take a level as dimensions 1, 4 and 13 write it: 100 is off, 200 is full; anything else is no level."""
    percent = whole(level, 100, 200) - 100
    # Some tell how bright it is when it begins to blink.
    is_same = percent > 0 and (not state.level or state.level_is_nominal or state.level == percent)
    is_of_step = state.level_is_nominal or state.steps != MAX_LEVEL or state.level == percent
    return _speed(state, speed)._replace(
        on=percent > 0,
        level=percent,
        level_is_nominal=False,
        step=state.step if is_of_step else None,
        steps=MAX_LEVEL,
        fault=False,
        timer=None if percent == 0 else state.timer,
        blinking=state.blinking if is_same else None,
    )


def first_level(state: LightState, args: Args) -> LightState:
    return _level(state, args.values[0], args.values[1:2])


def answered_level(state: LightState, args: Args) -> LightState:
    """Take in the answer to a request: it tells how bright a lamp is, not whether it blinks."""
    return first_level(state, args)._replace(blinking=state.blinking)


def second_level(state: LightState, args: Args) -> LightState:
    return _level(state, args.values[1], args.values[2:3])


def duration(args: Args) -> int:
    hours, minutes, seconds, *_ = args.values
    return 3600 * whole(hours, 0, 255) + 60 * whole(minutes, 0, 59) + whole(seconds, 0, 59)


def coloured(state: LightState, args: Args) -> LightState:
    if args.values[:3] == NO_COLOUR:
        return state._replace(hsv=None, has_colour=False)
    hue, saturation, value, *_ = args.values
    hsv = (whole(hue, 0, 359), whole(saturation, 0, 100), whole(value, 0, 100))
    # Without saturation it is white.
    return state._replace(hsv=hsv, has_colour=True, is_white=not hsv[1])


def white(state: LightState, args: Args) -> LightState:
    if args.values[0] == NO_TEMPERATURE:
        return state._replace(mired=None, has_white=False)
    return state._replace(mired=whole(args.values[0], MIN_MIRED, MAX_MIRED), has_white=True, is_white=True)


def told_colour(state: LightState, args: Args) -> LightState:
    """Take in the answer to a request: a lamp with white tells it also while it shines white."""
    told = coloured(state, args)
    return told._replace(is_white=state.is_white) if state.has_white else told


def told_white(state: LightState, args: Args) -> LightState:
    """Take in the answer to a request: a lamp with colour tells it also while it shines in a colour."""
    told = white(state, args)
    return told._replace(is_white=state.is_white) if state.has_colour else told


LIGHTING: Final = Table[LightState](
    whats={
        "0": Row("off", switched_off),
        "1": Row("on", switched_on),
        **{str(what): Row(f"dimmed to step {what} of 10", dimmed) for what in range(2, 11)},
        **{str(what): Row(f"on for {seconds:g} s", timed) for what, seconds in TIMERS.items()},
        "19": Row(
            "fault of the actuator",
            lambda state, _: state._replace(fault=True),
            source="firmware, live capture: comes with *#1001*W*11*bits##; it is not 'on' (protocol.md 4.1)",
        ),
        **{str(what): Row(f"blinking, period {0.5 * (what - 19):g} s", blinking) for what in range(20, 30)},
        "30": Row("up; a level follows"),
        "31": Row("down; a level follows"),
        "32": Row("toggle; a state follows"),
        "34": Row("motion", lambda state, _: state._replace(motion=True)),
        "39": Row("end of motion", lambda state, _: state._replace(motion=False)),
    },
    dimensions={
        "1": Row("level and speed", first_level, apply_answer=answered_level),
        "2": Row("time it is on for", lambda state, args: state._replace(timer=duration(args) or None)),
        "3": Row("asks for what is on; the answer is WHATs"),
        "4": Row("level and speed, status of a 100-step dimmer", first_level),
        "5": Row("sensitivity", lambda state, args: state._replace(pir_sensitivity=whole(args.values[0], 0, 3))),
        "6": Row("illuminance, lux", lambda state, args: state._replace(illuminance=whole(args.values[0], 0, 65535))),
        "7": Row("time until the end of motion", lambda state, args: state._replace(motion_timeout=duration(args))),
        "8": Row("working time, h", lambda state, args: state._replace(working_hours=whole(args.values[0], 0, 100000))),
        "9": Row(
            "maximum working time, h",
            lambda state, args: state._replace(max_working_hours=whole(args.values[0], 0, 100000)),
        ),
        "12": Row(
            "hue, saturation, value",
            coloured,
            apply_answer=told_colour,
            source="511*127*255 is a lamp without colour (gateways.md 3)",
        ),
        "13": Row("extended status", second_level, source="live capture of a MH202: state*level*speed*0"),
        "14": Row(
            "white temperature, mired",
            white,
            apply_answer=told_white,
            source="1 is a lamp without it (gateways.md 3)",
        ),
        "15": Row(
            "summary of a group",
            lambda state, args: state._replace(group_on=bool(whole(args.values[0], 0, 1))),
            source="live capture of a F461 (gateways.md 3)",
        ),
    },
)
