"""Shutters, blinds and gates: WHO 2."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.components.cover import ATTR_POSITION, CoverDeviceClass, CoverEntity, CoverEntityFeature
from homeassistant.const import CONF_DEVICE_CLASS, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.helpers.restore_state import ExtraStoredData, RestoredExtraData, RestoreEntity

from .const import CONF_CLOSING_TIME, CONF_OPENING_TIME, DEFAULT_TRAVEL_TIME, DOMAIN
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .entity import OpenWebNetEntity
from .own import BaseMessage, OWNException
from .own.calibration import measure_runs
from .own.items import Automation, BaseItem
from .own.items.automation import Movement
from .own.travel import CLOSED, OPEN, Direction, Travel

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0

SHOW_EVERY: Final = timedelta(seconds=1)
"""How often the position is shown while a shutter moves."""
STOP_DELAY: Final = 0.08
"""Seconds from the write of a stop to the motor standing, measured (field.md E)."""
START_WITHIN: Final = 5.0
"""Seconds in which a motor has to start after the command; what moves later was moved by somebody else."""
END_MARGIN: Final = 1.0
"""Seconds added to a full run, for a motor that is slower than its time says."""

_LOGGER = logging.getLogger(__name__)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every actuator its entity."""
    entry.runtime_data.add_platform(Platform.COVER, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[OpenWebNetCover]:
    """Return the entities of an object."""
    if isinstance(item, Automation):
        yield OpenWebNetCover(coordinator, item)


class OpenWebNetCover(OpenWebNetEntity[Automation], CoverEntity, RestoreEntity):
    """An actuator with a motor.

    An advanced one reports its position and is sent to one. For a basic one the position is told from the time that
    the bus says the motor runs, and it is stopped in time.
    """

    _attr_supported_features = (
        CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP | CoverEntityFeature.SET_POSITION
    )

    def __init__(self, coordinator: Coordinator, item: Automation) -> None:
        """Show an actuator."""
        super().__init__(coordinator, item)
        self._travel: Final = Travel(*self._times())
        self._course: Final = Course(self)
        self._show: CALLBACK_TYPE | None = None

    def _times(self) -> tuple[float, float]:
        seconds = self.coordinator.number_setting
        return (
            seconds(self.item, CONF_OPENING_TIME, DEFAULT_TRAVEL_TIME),
            seconds(self.item, CONF_CLOSING_TIME, DEFAULT_TRAVEL_TIME),
        )

    @property
    def position(self) -> float | None:
        """Where it is, 0 closed .. 100 open."""
        if self.item.state.is_advanced:
            return self.item.state.position
        return self._travel.position(self.hass.loop.time())

    @property
    @override
    def device_class(self) -> CoverDeviceClass | None:
        chosen = self.coordinator.settings(self.item).get(CONF_DEVICE_CLASS)
        return CoverDeviceClass(chosen) if chosen in list(CoverDeviceClass) else CoverDeviceClass.SHUTTER

    @property
    @override
    def current_cover_position(self) -> int | None:
        position = self.position
        return None if position is None else round(position)

    @property
    @override
    def is_closed(self) -> bool | None:
        position = self.current_cover_position
        return None if position is None else position == CLOSED

    @property
    @override
    def is_opening(self) -> bool:
        return self.item.state.movement is Movement.UP

    @property
    @override
    def is_closing(self) -> bool:
        return self.item.state.movement is Movement.DOWN

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open fully."""
        self._course.end()
        await self._command(self.item.open())

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close fully."""
        self._course.end()
        await self._command(self.item.close())

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop."""
        self._course.end()
        await self._command(self.item.stop())

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move to a position; the ends are full runs, which the actuator ends by itself."""
        target: int = kwargs[ATTR_POSITION]
        self._course.end()
        if self.item.state.is_advanced or target in (CLOSED, OPEN):
            await self._command(self.item.move_to(target))
        else:
            await self._course.begin(target)

    async def async_calibrate(self) -> None:
        """Move it up, down and up, and keep how long that took; minutes go by.

        Raises `HomeAssistantError` when it does not move, or does not say that it has arrived.
        """
        self._course.end()
        try:
            runs = await measure_runs(self.item)
        except (OWNException, TimeoutError) as error:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="not_measured",
                translation_placeholders={"name": str(self.entity_id)},
            ) from error
        times = {CONF_OPENING_TIME: round(runs.opening, 1), CONF_CLOSING_TIME: round(runs.closing, 1)}
        self.coordinator.remember(self.item, **times)
        self._travel.place(OPEN)
        self.async_write_ha_state()

    async def move(self, direction: Direction) -> None:
        """Send a direction. Raises `HomeAssistantError`."""
        await self._command(self.item.open() if direction is Direction.UP else self.item.close())

    async def halt(self) -> None:
        """Send a stop. Raises `HomeAssistantError`."""
        await self._command(self.item.stop())

    @property
    def travel(self) -> Travel:
        """The position by time."""
        return self._travel

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        last = await self.async_get_last_extra_data()
        if last is not None:
            position = last.as_dict().get("position")
            if isinstance(position, int | float):
                self._travel.place(float(position))
        self._follow()

    @override
    async def async_will_remove_from_hass(self) -> None:
        self._course.end()
        self._stop_showing()

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep where it stands; where it will stand after a movement is not known."""
        moving = self._travel.direction is not None
        return RestoredExtraData({"position": None if moving else self._travel.position(0)})

    @callback
    @override
    def _on_frame(self, message: BaseMessage) -> None:
        self._follow()
        super()._on_frame(message)

    def _follow(self) -> None:
        """Let the position by time follow what the bus says of the motor."""
        now = self.hass.loop.time()
        direction = _DIRECTIONS.get(self.item.state.movement)
        if direction is None:
            self._travel.stop(now)
            self._stop_showing()
        else:
            if self._travel.direction is None:
                self._travel.opening_time, self._travel.closing_time = self._times()
            self._travel.start(direction, now)
            if self._show is None and not self.item.state.is_advanced:
                self._show = async_track_time_interval(self.hass, self._show_position, SHOW_EVERY)
        self._course.moved(direction)

    @callback
    def _show_position(self, _: datetime) -> None:
        self.async_write_ha_state()

    def _stop_showing(self) -> None:
        if self._show is not None:
            self._show()
            self._show = None


_DIRECTIONS: Final[dict[Movement | None, Direction]] = {Movement.UP: Direction.UP, Movement.DOWN: Direction.DOWN}


class Course:
    """A movement of a basic actuator to a position: begun by a command, timed by the bus, ended by a stop.

    The motor starts about 0.55 s after the command, so the clock runs from the frame that says it moves. Anything that
    happens on the bus meanwhile, a wall switch say, ends the course.
    """

    def __init__(self, cover: OpenWebNetCover) -> None:
        """Have no course."""
        self._cover: Final = cover
        self._target: float | None = None
        self._direction: Direction | None = None
        self._deadline = 0.0
        self._timer: CALLBACK_TYPE | None = None

    def end(self) -> None:
        """Give up the course; the motor is left as it is."""
        self._target = self._direction = None
        if self._timer is not None:
            self._timer()
            self._timer = None

    async def begin(self, target: float) -> None:
        """Move to `target`, between the ends. Raises `HomeAssistantError` when the command is not accepted.

        From an unknown position it goes to the nearer end first, since only there the position becomes known.
        """
        now = self._cover.hass.loop.time()
        position = self._cover.travel.position(now)
        if position is None:
            direction = Direction.UP if target >= OPEN / 2 else Direction.DOWN
        elif round(position) == round(target):
            if self._cover.travel.direction is not None:
                await self._cover.halt()
            return
        else:
            direction = Direction.UP if target > position else Direction.DOWN
        self._target, self._direction = target, direction
        self._deadline = now + START_WITHIN
        if self._cover.travel.direction is direction:
            self.moved(direction)
            return
        try:
            await self._cover.move(direction)
        except HomeAssistantError:
            self.end()
            raise

    def moved(self, direction: Direction | None) -> None:
        """Take in what the bus says of the motor; `None` is that it stands."""
        if self._target is None:
            return
        if self._timer is None and direction is None:
            # Stood before, or was stopped by the gateway to turn round; the direction comes after it.
            return
        now = self._cover.hass.loop.time()
        if self._timer is not None or direction is not self._direction or now > self._deadline:
            self.end()
            return
        seconds = self._cover.travel.time_to(self._target, now)
        if seconds is None:
            travel = self._cover.travel
            seconds = travel.opening_time if direction is Direction.UP else travel.closing_time
            self._timer = async_call_later(self._cover.hass, seconds + END_MARGIN, self._turn)
        else:
            self._timer = async_call_later(self._cover.hass, max(seconds - STOP_DELAY, 0), self._arrive)

    async def _arrive(self, _: datetime) -> None:
        self.end()
        try:
            await self._cover.halt()
        except HomeAssistantError as error:
            _LOGGER.warning("%s goes on to its end, it could not be stopped: %s", self._cover.entity_id, error)

    async def _turn(self, _: datetime) -> None:
        """Go on from an end, where the position is known."""
        target = self._target
        self.end()
        if target is None:
            return
        try:
            await self.begin(target)
        except HomeAssistantError as error:
            _LOGGER.warning("%s stays at its end: %s", self._cover.entity_id, error)
