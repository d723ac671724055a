"""Timed movement of a basic actuator to a position (WHO 2): it knows none, so it is stopped in time."""

import logging
import math
from datetime import datetime
from typing import Final, Protocol

from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later

from ..errors import NOT_CONFIRMED
from ..own.travel import Direction, Goal, Part, Travel
from ..timing import TIMING

_LOGGER = logging.getLogger(__name__)


class Motor(Protocol):
    """What a timed movement needs of a cover."""

    hass: HomeAssistant

    @property
    def travel(self) -> Travel:
        """Where it is, by time."""
        ...

    @property
    def device_name(self) -> str:
        """What the person calls it."""
        ...

    async def move(self, direction: Direction) -> None:
        """Send a direction. Raises `HomeAssistantError`."""
        ...

    async def halt(self) -> None:
        """Send a stop. Raises `HomeAssistantError`."""
        ...


class TimedMove:
    """A movement to a position or a tilt: begun by a command, timed by the bus, ended by a stop.

    The relay closes about 0.55 s after the command, so the clock runs from the frame that says it moves. Anything that
    happens on the bus meanwhile, a wall switch say, ends the movement.
    """

    def __init__(self, motor: Motor) -> None:
        """Have no goal."""
        self._motor: Final = motor
        self._goal: Goal | None = None
        self._direction: Direction | None = None
        self._deadline = 0.0
        self._timer: CALLBACK_TYPE | None = None

    def end(self) -> None:
        """Give up the movement; the motor is left as it is."""
        self._goal = self._direction = None
        if self._timer is not None:
            self._timer()
            self._timer = None

    async def begin(self, goal: Goal) -> None:
        """Move to `goal`. Raises `HomeAssistantError` when the command is not accepted.

        From an unknown place it goes to the nearer end first, since only there the place becomes known.
        """
        self.end()
        now, travel = self._now, self._motor.travel
        if travel.is_at(goal, now):
            if travel.direction is not None:
                await self._motor.halt()
            return
        direction = travel.toward(goal, now)
        self._goal, self._direction = goal, direction
        # The command may wait for its turn on a busy bus: the motor has its time to start when it was accepted.
        self._deadline = math.inf
        if travel.direction is direction:
            self.moved(direction)
            return
        try:
            await self._motor.move(direction)
        except HomeAssistantError as error:
            if self._goal is goal and error.translation_key != NOT_CONFIRMED:
                self.end()
            elif self._goal is goal:
                # It may be on its way: then the bus tells of it.
                self._deadline = self._now + TIMING.start_within
            raise
        if self._goal is goal:
            self._deadline = self._now + TIMING.start_within

    def moved(self, direction: Direction | None) -> None:
        """Take in a change that the bus tells of the motor; `None` is that it stands."""
        if self._goal is None or self._direction is None:
            return
        if self._timer is None and direction is None:
            # Stood before, or was stopped by the gateway to turn round; the direction comes after it (protocol.md 4.2).
            return
        now, travel = self._now, self._motor.travel
        if self._timer is not None or direction is not self._direction or now > self._deadline:
            self.end()
            return
        seconds = travel.time_to(self._goal, now)
        if seconds is None:
            margin = TIMING.end_margin if self._goal.part is Part.CURTAIN else 0.0
            seconds = travel.time_to_know(self._goal.part, direction, now) + margin
            self._timer = async_call_later(self._motor.hass, seconds, self._go_on)
        else:
            self._timer = async_call_later(self._motor.hass, max(seconds - TIMING.stop_delay, 0), self._arrive)

    @property
    def _now(self) -> float:
        return self._motor.hass.loop.time()

    async def _arrive(self, _: datetime) -> None:
        self.end()
        try:
            await self._motor.halt()
        except HomeAssistantError as error:
            _LOGGER.warning("%s goes on to its end, it could not be stopped: %s", self._motor.device_name, error)

    async def _go_on(self, _: datetime) -> None:
        """Go on from an end, where the place is known."""
        goal = self._goal
        if goal is None:
            return
        try:
            await self.begin(goal)
        except HomeAssistantError as error:
            _LOGGER.warning("%s stays at its end: %s", self._motor.device_name, error)
