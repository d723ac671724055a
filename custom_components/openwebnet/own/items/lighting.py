"""WHO 1: lights, dimmers, colour, motion and light sensors (protocol.md 4.1, gateways.md 3)."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final, override

from ..listeners import Listeners
from ..priority import Priority
from ..wire.messages import BaseMessage, DimensionRequest, NormalMessage, StatusRequest
from ..wire.tags import Where, Who
from .base import NOTHING, STATE, GeneralRequest, Traits
from .kinds import AREAS, BUS, NUMBER, POINTS, Field, Kind
from .light_intent import LightIntent, ordered_level
from .light_state import (
    CHANGED,
    COLOUR,
    COLOURS,
    DEFAULT_SPEED,
    LEVEL,
    LIGHTING,
    MAX_LEVEL,
    MAX_MIRED,
    MIN_MIRED,
    ON,
    ON_AND_LEVEL,
    RELATIVE,
    TIMERS,
    TOLD,
    WITHOUT_LEVEL,
    LightState,
    left_open_by,
    together,
    traits,
)
from .light_timer import LightTimer
from .occurrence import monotonic
from .point import PointItem
from .registry import register
from .sender import Sender
from .sends import sends
from .table import whole

_SENSORS: Final = {
    "motion": Kind("motion_sensor", POINTS, traits={"motion": 1}),
    "illuminance": Kind("light_sensor", POINTS, traits={"illuminance": 1}),
}
"""What shares the addresses of lights and is none: trait -> kind."""


@register
class Light(PointItem[LightState]):
    """A light actuator, a motion sensor or a light sensor; what it is shows in what it reports."""

    who = Who.LIGHTING
    table = LIGHTING
    new_state = LightState
    has_members = True
    title = "lighting"
    kinds = (
        Kind("light", POINTS),
        Kind("light_group", {NUMBER: Field(1, 255), **BUS}, "#{number}"),
        Kind("light_area", AREAS),
        Kind("light_all", pattern="0"),
        *_SENSORS.values(),
    )
    tells_orders_apart = True
    motion_time: float | None = None
    """Seconds after which motion is over, where the sensor tells neither its end nor its own time."""
    on_time: float | None = None
    """Seconds after which it goes off by itself, as a person has said, where it tells of no timer."""
    general_requests = (
        GeneralRequest(StatusRequest((Who.LIGHTING, "0")), 10),
        GeneralRequest(DimensionRequest((Who.LIGHTING, "0", "12")), 90, needs_colours=True),
        GeneralRequest(DimensionRequest((Who.LIGHTING, "0", "14")), 91, needs_colours=True),
    )

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known."""
        super().__init__(client, where)
        self._timer: Final = LightTimer()
        self._command_listeners: Final[Listeners[BaseMessage]] = Listeners()
        self._frame_listeners: Final[Listeners[BaseMessage, bool]] = Listeners()
        self._told_with_others: tuple[int, float] | None = None
        """The level that many were told, until it tells itself, and when by the event loop's time."""
        self._open_by_colour = NOTHING
        """What a colour has left open: it switches on what is off, and its value is a brightness (protocol.md 4.1)."""
        self._wanted: Final = LightIntent(self._echo_after)

    @classmethod
    @override
    def kind_of(cls, where: Where, traits: Iterable[str] = ()) -> Kind | None:
        """Return the kind; what shares the addresses of lights and is none is known by what it has told."""
        kind = super().kind_of(where)
        known = set(traits)
        if kind is None or kind.name != "light" or "light" in known:
            return kind
        return next((sensor for trait, sensor in _SENSORS.items() if trait in known), kind)

    @property
    @override
    def is_switched(self) -> bool:
        return self.is_device and ("light" in self.traits or self.traits.keys().isdisjoint(_SENSORS))

    @override
    def together(self, states: Sequence[LightState]) -> LightState | None:
        """Return on where one of them is; the level is the mean of the dimmers that are on."""
        return together(self._state, states)

    @override
    def written(self, command: BaseMessage) -> None:
        self._timer.written(command)
        if not isinstance(command, StatusRequest | DimensionRequest):
            self._wanted.written(command)
            self._command_listeners.notify(command)

    @override
    def receive(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        has_changed = super().receive(message, is_answer=is_answer)
        if message.what is not None:
            self._told_with_others = None
        self._frame_listeners.notify(message, is_answer)
        return has_changed

    @override
    def told_to_many(self, message: BaseMessage) -> None:
        self._timer.told(message)
        self._timer.doubt(self.client.timing.effect)
        level = ordered_level(message) if message.what is not None else None
        self._told_with_others = None if level is None else (level, monotonic())
        self._frame_listeners.notify(message, False)

    @override
    def written_to_many(self, command: BaseMessage) -> None:
        """Expect what it asks for, as if this lamp had been asked alone: what is told of it comes from here."""
        self._wanted.ask(command)
        super().written_to_many(command)

    @override
    def refused_to_many(self, command: BaseMessage, since: float) -> None:
        self._wanted.withdraw(command, since)

    @override
    def changes(self, command: BaseMessage) -> frozenset[str]:
        dimension = command.dimension
        return ON if dimension is None else CHANGED.get(dimension.tag, STATE)

    @override
    def purpose(self, command: BaseMessage) -> frozenset[str]:
        dimension = command.dimension
        return COLOUR if dimension is not None and dimension.tag in COLOURS else self.changes(command)

    @override
    def leaves_open(self, order: BaseMessage) -> frozenset[str]:
        what = order.what
        if what is None or not isinstance(order, NormalMessage):
            return NOTHING
        asked = what.parameters[0] if order.is_translation and what.parameters else what.tag
        is_dimmer = self._state.steps is not None or self.has_hundred_steps
        return (ON_AND_LEVEL if is_dimmer else ON) if asked in RELATIVE else NOTHING

    @override
    def tells(self, message: BaseMessage) -> frozenset[str]:
        if not super().tells(message) or (message.what is not None and message.what.tag in RELATIVE):
            return NOTHING
        if message.dimension is not None:
            told = NOTHING if self._wanted.is_older_colour(message) else TOLD.get(message.dimension.tag, NOTHING)
        else:
            told = ON if message.what is not None and message.what.tag in WITHOUT_LEVEL else ON_AND_LEVEL
        asked = self._wanted.level.last
        older = self._wanted.of_older(self._state, None if asked is None else self.nearest_level(asked))
        if self._wanted.asked_on is not None and self.is_expected_on is not self._state.on:
            older |= ON
        return told - older if older else told

    @override
    def requests_for(self, aspects: frozenset[str]) -> Sequence[BaseMessage]:
        requests = list(self.status_requests()) if aspects & ON_AND_LEVEL or aspects == STATE else []
        if "level" in aspects:
            requests.append(DimensionRequest((self.who, self.where, "1")))
        wanted = {"colour": "12", "white": "14"}
        return [
            *requests,
            *(DimensionRequest((self.who, self.where, wanted[one])) for one in sorted(aspects & wanted.keys())),
        ]

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        before = self._state
        is_answer = is_answer and not self._wanted.is_effect(message)
        changed = super().update(message, is_answer=is_answer)
        self._wanted.told(before, self._state, message, is_answer=is_answer)
        self._timer.told(message)
        if message.what is not None and not is_answer:
            self._timer.doubt(self.client.timing.effect)
        was_open = self._open_by_colour
        if message.dimension is None and not was_open:
            return changed
        if message.dimension is not None and message.dimension.tag in COLOURS and not is_answer:
            self._open_by_colour = left_open_by(self._state, message.dimension.tag, was_open)
        elif was_open & self.tells(message):
            self._open_by_colour = NOTHING
        return changed or self._open_by_colour != was_open

    @property
    def has_hundred_steps(self) -> bool:
        """Whether a level can be any percent: heard of a dimmer, and so of every lamp with colour or white."""
        state = self._state
        return state.steps == MAX_LEVEL or bool(state.has_colour or state.has_white)

    @property
    def expected_level(self) -> int | None:
        """Percent that was asked for last, or told where that is settled."""
        asked = self._wanted.level.last
        return self._state.level if asked is None else asked

    @property
    def is_expected_on(self) -> bool | None:
        """Whether it is on, by what was asked for last, or told where that is settled."""
        asked, at = self._wanted.asked_on or (self._state.on, float("-inf"))
        return asked if monotonic() - at < self.client.timing.effect else self._state.on

    @property
    def untold_levels(self) -> Sequence[int]:
        """Percents that were asked for and not told yet, of it or of many, the oldest first."""
        pending = self._wanted.level.pending
        level, at = self._told_with_others or (None, float("-inf"))
        # What many were told just now, by anybody.
        is_untold = level is not None and level not in pending and monotonic() - at < self.client.timing.effect
        return (level, *pending) if level is not None and is_untold else pending

    @property
    def is_expected_white(self) -> bool | None:
        """Whether it shines white, and no colour, by what was accepted last, or told where that is settled."""
        asked = self._wanted.white.accepted
        return self._state.is_white if asked is None else asked

    @property
    def has_own_level_to_tell(self) -> bool:
        """Whether it was switched on a moment ago, and has not told yet how bright."""
        return self._wanted.on.last is not None

    @property
    def timed_until(self) -> float | None:
        """The event loop's time at which a timer that was heard, or set, ends; `None` where none runs for sure."""
        until = self._timer.until
        return until if until is not None and until > monotonic() else None

    @property
    @override
    def passes_after(self) -> float | None:
        """Seconds of a timer, or that it is on for, or of a motion: the sensor's own time where it has told one."""
        state = self._state
        if state.motion:
            return state.motion_timeout or self.motion_time or self.client.timing.motion
        if state.timer is None and state.on and (left := self._timer.left()) is not None:
            return left
        if state.blinking and not state.timer:
            return self.client.timing.blinking
        return state.timer or (self.on_time if state.on else None)

    @override
    def expire(self) -> bool:
        if not self._state.motion:
            return False
        self._state = self._state._replace(motion=False)
        self._listeners.notify()
        return True

    @property
    @override
    def traits(self) -> Traits:
        """What it can do and has shown.

        `steps` of a dimmer, `colour` and `white` of a lamp; `motion` and `illuminance` of a sensor, `light` if that is
        a light too; `fault` if it had one.
        """
        return traits(self._state)

    @override
    def restore(self, traits: Traits) -> None:
        if traits.get("steps") in (10, MAX_LEVEL):
            self._state = self._state._replace(steps=traits["steps"])
        if traits.get("colour"):
            self._state = self._state._replace(has_colour=True)
        if traits.get("white"):
            self._state = self._state._replace(has_white=True)

    @sends("*1*1*W##", "*1*1#SPEED*W##")
    async def turn_on(self, *, speed: int | None = None) -> None:
        """Switch on; a dimmer goes to its last level, with a speed of 0-255 if one is given.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        what = _with_speed("1", speed)
        with self._wanted.switching(value=True), self._wanted.on.asking(value=True):
            await self.send_normal_message(what)

    @sends("*1*0*W##", "*1*0#SPEED*W##")
    async def turn_off(self, *, speed: int | None = None) -> None:
        """Switch off, with a speed of 0-255 if one is given.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        what = _with_speed("0", speed)
        with self._wanted.switching(value=False), self._wanted.level.asking(0):
            await self.send_normal_message(what)

    @sends(
        "*#1*W*#1*LEVEL*SPEED##",
        *(f"*1*{step}*W##" for step in range(2, 11)),
        "*1*0*W##",
        source="level 100, which would be off, is refused by most gateways (gateways.md 3)",
    )
    async def set_level(self, percent: int, *, speed: int = DEFAULT_SPEED) -> None:
        """Dim to 0-100 %. Raises `ValueError` outside, `ResponseError` for a NACK.

        A dimmer that was heard to have 10 steps, or not heard yet, gets the nearest of them: 20, 30 .. 100 %; a lamp
        with colour or white has 100 (gateways.md 3). `speed`
        (0 last used, 1-254, 255 default; its unit is not documented) is for dimmers with 100 steps.
        """
        await self._set_level(percent, whole(str(speed), 0, 255))

    @sends("*#1*W*#1*LEVEL*SPEED##", *(f"*1*{step}*W##" for step in range(2, 11)), "*1*0*W##")
    async def fade_to(self, percent: int) -> None:
        """Take one step of a fade, 0-100 %: what anybody asks for goes first. Raises as `set_level` does."""
        await self._set_level(percent, DEFAULT_SPEED, Priority.GRADUAL)

    async def _set_level(self, percent: int, speed: int, priority: Priority | None = None) -> None:
        percent = whole(str(percent), 0, MAX_LEVEL)
        with self._wanted.switching(value=bool(percent)), self._wanted.level.asking(percent):
            if percent and self.has_hundred_steps:
                texts = str(100 + percent), str(speed)
                await self.send_dimension_writing("1", *texts, priority=priority, replaces="level")
            else:
                what = str(self.nearest_level(percent) // 10)
                await self.send_normal_message(what, priority=priority, replaces="level")

    def nearest_level(self, percent: int) -> int:
        """Return the level that comes nearest to one of 0-100 %."""
        return percent if self.has_hundred_steps or not percent else 10 * min(max(round(percent / 10), 2), 10)

    def is_level(self, command: BaseMessage, percent: int) -> bool:
        """Tell whether a command sets a level."""
        if command.dimension is not None:
            return command.dimension.tag == "1" and command.values[:1] == (str(100 + percent),)
        is_step = not percent or not self.has_hundred_steps
        return is_step and command.what is not None and command.what.tag == str(self.nearest_level(percent) // 10)

    def add_command_listener(self, listener: Callable[[BaseMessage], None]) -> Callable[[], None]:
        """Call `listener(message)` for every command of this address that is written. Returns the way to end it."""
        return self._command_listeners.add(listener)

    def add_frame_listener(self, listener: Callable[[BaseMessage, bool], None]) -> Callable[[], None]:
        """Call `listener(message, is_answer)` for what the bus shows of it, or of many of which it is one.

        That is after its state has changed, where it has. Returns the way to end it.
        """
        return self._frame_listeners.add(listener)

    @property
    def recent_orders(self) -> Sequence[BaseMessage]:
        """The last commands that were written, to it or to many of which it is one, and may still be shown."""
        return self._wanted.orders

    @sends("*1*30*W##", "*1*30#STEPS#SPEED*W##")
    async def step_up(self, steps: int | None = None, *, speed: int = DEFAULT_SPEED) -> None:
        """Dim one level up, or as many as `steps` (1-100) with a speed of 0-255.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        await self.send_normal_message(_with_steps("30", steps, speed))

    @sends("*1*31*W##", "*1*31#STEPS#SPEED*W##")
    async def step_down(self, steps: int | None = None, *, speed: int = DEFAULT_SPEED) -> None:
        """Dim one level down, or as many as `steps` (1-100) with a speed of 0-255.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        await self.send_normal_message(_with_steps("31", steps, speed))

    @sends("*1*32*W##")
    async def toggle(self) -> None:
        """Change between on and off. Never repeat it. Raises `ResponseError` for a NACK."""
        await self.send_normal_message("32")

    @sends(*(f"*1*{what}*W##" for what in TIMERS))
    async def turn_on_timed(self, seconds: float) -> None:
        """Switch on for one of the fixed times: 0.5, 30, 60, 120, 180, 240, 300 or 900 s.

        Raises `ValueError` for any other, `ResponseError` for a NACK.
        """
        for what, time in TIMERS.items():
            if time == seconds:
                await self.send_normal_message(str(what))
                return
        raise ValueError(f"there is no timer of {seconds} s")

    @sends("*#1*W*#2*HOURS*MINUTES*SECONDS##")
    async def turn_on_for(self, hours: int, minutes: int, seconds: int) -> None:
        """Switch on for a time: 0-255 h, 0-59 min, 0-59 s. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing(
            "2", str(whole(str(hours), 0, 255)), str(whole(str(minutes), 0, 59)), str(whole(str(seconds), 0, 59))
        )

    @sends("*#1*W*#2*HOURS*MINUTES*SECONDS##", "*1*0*W##")
    async def turn_on_until(self, end: float) -> None:
        """Switch on until a time of the event loop, in whole seconds; off where that has gone by.

        Raises `ValueError` for more than 255 h, `ResponseError` for a NACK.
        """
        left = math.ceil(end - monotonic())
        if left > 0:
            hours, rest = divmod(left, 3600)
            await self.turn_on_for(hours, *divmod(rest, 60))
        else:
            await self.turn_off()

    @sends(*(f"*1*{what}*W##" for what in range(20, 30)))
    async def blink(self, period: float) -> None:
        """Blink with a period of 0.5-5 s in steps of 0.5 s. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_normal_message(str(19 + whole(str(round(period * 2)), 1, 10)))

    @sends("*#1*W*#12*HUE*SATURATION*VALUE##", source="a F461 only (protocol.md 4.1)")
    async def set_hsv(self, hue: int, saturation: int, value: int) -> None:
        """Set a colour: hue 0-359, saturation and value 0-100.

        Raises `ValueError` outside, `ResponseError` for a NACK.
        """
        hsv = whole(str(hue), 0, 359), whole(str(saturation), 0, 100), whole(str(value), 0, MAX_LEVEL)
        texts = tuple(map(str, hsv))
        with (
            self._wanted.switching(value=bool(value)),
            self._wanted.level.asking(value),
            self._wanted.white.asking(not saturation),
            self._wanted.colour.asking(("12", *texts)),
        ):
            await self.send_dimension_writing("12", *texts, replaces="colour")

    @sends("*#1*W*#14*MIRED##", source="a F461 only (protocol.md 4.1)")
    async def set_mired(self, mired: int) -> None:
        """Set the white temperature: 1-65534 mired. Raises `ValueError` outside, `ResponseError` for a NACK."""
        text = str(whole(str(mired), MIN_MIRED, MAX_MIRED))
        with self._wanted.white.asking(value=True), self._wanted.colour.asking(("14", text)):
            await self.send_dimension_writing("14", text, replaces="colour")

    @sends("*#1*W*#9*HOURS##")
    async def set_max_working_hours(self, hours: int) -> None:
        """Set the working time to be warned at: 1-100000 h. Raises `ValueError` outside, `ResponseError` for a NACK."""
        await self.send_dimension_writing("9", str(whole(str(hours), 1, 100000)))

    @sends("*#1*W*1##")
    async def send_level_request(self, *, priority: Priority | None = None) -> None:
        """Ask for level and speed. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("1", priority=priority)

    @sends("*#1*W*12##", "*#1*W*14##")
    async def send_colour_request(self) -> None:
        """Ask for colour and white temperature. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("12")
        await self.send_dimension_request("14")

    @sends("*#1*W*5##", "*#1*W*6##", "*#1*W*7##")
    async def send_sensor_request(self) -> None:
        """Ask a sensor for sensitivity, illuminance and motion time. Raises `ResponseError` for a NACK."""
        for dimension in ("5", "6", "7"):
            await self.send_dimension_request(dimension)

    @sends("*#1*W*8##", "*#1*W*9##")
    async def send_working_time_request(self) -> None:
        """Ask for the working time and its maximum. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("8")
        await self.send_dimension_request("9")

    @sends("*#1*W*3##")
    async def send_lit_request(self) -> None:
        """Ask which lights of a general, area or group address are on. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("3")

    @override
    @sends("*#1*W*1##", "*#1*W*7##")
    def completion_requests(self) -> Sequence[BaseMessage]:
        """Ask for what a frame has left open: the level of a dimmer, the time of a sensor that has seen a motion.

        The ten steps that are told of a level are nominal for a dimmer that has a hundred.
        """
        state = self._state
        if state.motion and state.motion_timeout is None:
            return (DimensionRequest((self.who, self.where, "7")),)
        if self._open_by_colour == ON:
            return self.status_requests()
        if not state.on:
            return ()
        is_open = state.level is None if state.steps == MAX_LEVEL else state.steps is not None
        is_open |= self._open_by_colour == LEVEL
        dimensions = ("1",) if is_open or state.level_is_nominal else self._colours_to_ask()
        return tuple(DimensionRequest((self.who, self.where, dimension)) for dimension in dimensions)

    def _colours_to_ask(self) -> list[str]:
        """Return the dimensions of a lamp that has colour or white, and has not told which."""
        state = self._state
        open_ones = {"12": state.has_colour and state.hsv is None, "14": state.has_white and state.mired is None}
        return [dimension for dimension, is_open in open_ones.items() if is_open]


def _with_speed(what: str, speed: int | None) -> str:
    return what if speed is None else f"{what}#{whole(str(speed), 0, 255)}"


def _with_steps(what: str, steps: int | None, speed: int) -> str:
    return what if steps is None else f"{what}#{whole(str(steps), 1, 100)}#{whole(str(speed), 0, 255)}"
