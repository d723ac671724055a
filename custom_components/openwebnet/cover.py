"""Shutters, blinds and gates: WHO 2."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, override

from homeassistant.components.cover import (
    ATTR_POSITION,
    ATTR_TILT_POSITION,
    CoverEntityFeature,
)
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import ExtraStoredData, RestoredExtraData, RestoreEntity

from .const import (
    CONF_CLOSING_TIME,
    CONF_OPENING_TIME,
    CONF_SLAT_TIME,
    SHORTEST_TRAVEL_TIME,
)
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .covers.cover_entity import OpenWebNetCoverEntity
from .covers.driver import DIRECTIONS, Driver
from .covers.group import MOVERS, CoverGroup, Mover
from .covers.mechanics import mechanics_of
from .covers.timed_move import TimedMove
from .entity import one_action
from .own.items import Automation, BaseItem
from .own.procedures.calibration import Runs
from .own.travel import CLOSED, OPEN, Direction, Goal, Mechanics, Part, Travel

_LOGGER = logging.getLogger(__name__)

# Commands queue up in the library, which knows what a gateway can take.
PARALLEL_UPDATES = 0

_CURTAIN: Final = (
    CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP | CoverEntityFeature.SET_POSITION
)
_SLATS: Final = (
    CoverEntityFeature.OPEN_TILT
    | CoverEntityFeature.CLOSE_TILT
    | CoverEntityFeature.STOP_TILT
    | CoverEntityFeature.SET_TILT_POSITION
)


async def async_setup_entry(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Give every actuator its entity."""
    entry.runtime_data.add_platform(Platform.COVER, async_add_entities, entities)


def entities(coordinator: Coordinator, item: BaseItem) -> Iterable[OpenWebNetCover | CoverGroup]:
    """Return the entities of an object."""
    if isinstance(item, Automation):
        yield CoverGroup(coordinator, item) if item.is_collective else OpenWebNetCover(coordinator, item)


class OpenWebNetCover(OpenWebNetCoverEntity, RestoreEntity):
    """An actuator with a motor.

    An advanced one reports its position and is sent to one. For a basic one position and tilt are told from the time
    that the bus says the motor runs, and it is stopped in time.
    """

    def __init__(self, coordinator: Coordinator, item: Automation) -> None:
        """Show an actuator."""
        super().__init__(coordinator, item)
        self._travel: Final = Travel(self._mechanics())
        self._move: Final = TimedMove(self._travel)
        self._is_connected = True
        self._halted_at = float("-inf")
        """When a movement was told to have ended last, by the event loop's time."""
        self._doubted: tuple[Direction, float] | None = None
        """A movement that was told and may be none, and when."""
        self._driver: Final = Driver(
            item,
            self._move,
            self.calibration,
            send=self._command,
            run_in_background=coordinator.run_in_background,
        )

    def _mechanics(self) -> Mechanics:
        return mechanics_of(self.coordinator.store, self.object_key)

    @property
    @override
    def position(self) -> float | None:
        if self.item.state.is_advanced:
            return self.item.state.position
        return self._travel.position(self.hass.loop.time())

    @property
    def has_slats(self) -> bool:
        """Whether its slats can be turned: where a time is set for that. Advanced actuators know no tilt."""
        return not self.item.state.is_advanced and self.coordinator.store.number(self.object_key, CONF_SLAT_TIME, 0) > 0

    @property
    @override
    def supported_features(self) -> CoverEntityFeature:
        return _CURTAIN | _SLATS if self.has_slats else _CURTAIN

    @property
    @override
    def assumed_state(self) -> bool:
        """Whether it is shown closed and may be closed further: the curtain is down, the slats in it are still open.

        Home Assistant's page takes the button away that would close what is closed, unless the state is assumed.
        """
        if self.item.state.is_advanced or not self.is_closed:
            return False
        return self._travel.way(self.hass.loop.time()) != CLOSED

    @property
    @override
    def current_cover_tilt_position(self) -> int | None:
        if not self.has_slats:
            return None
        tilt = self._travel.tilt(self.hass.loop.time())
        return None if tilt is None else round(tilt)

    @override
    @one_action("position", "tilt")
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open fully."""
        await self._run_to(OPEN, instead=True)

    @override
    @one_action("position", "tilt")
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close fully."""
        await self._run_to(CLOSED, instead=True)

    @override
    @one_action("position", "tilt")
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop."""
        await self._driver.instead(self.item.stop())

    @override
    @one_action("position")
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move to a position; the ends are full runs, which the actuator ends by itself."""
        target: int = kwargs[ATTR_POSITION]
        if self.item.state.is_advanced:
            await self._driver.instead(self.item.move_to(target))
        elif target in (CLOSED, OPEN):
            await self._run_to(target)
        else:
            await self._driver.go(Goal(Part.CURTAIN, target))

    async def _run_to(self, end: float, *, instead: bool = False) -> None:
        """Run to an end, `instead` of turning the slats too; that is said again where it may be there already."""
        direction = Direction.UP if end == OPEN else Direction.DOWN
        if self.item.state.is_advanced:
            await self._driver.instead(self._driver.run(direction))
        else:
            await self._driver.go(Goal(Part.CURTAIN, end), instead=instead, again=direction)

    @override
    @one_action("tilt")
    async def async_open_cover_tilt(self, **kwargs: Any) -> None:
        """Open the slats."""
        await self._tilt(OPEN)

    @override
    @one_action("tilt")
    async def async_close_cover_tilt(self, **kwargs: Any) -> None:
        """Close the slats."""
        await self._tilt(CLOSED)

    @override
    @one_action("tilt")
    async def async_set_cover_tilt_position(self, **kwargs: Any) -> None:
        """Turn the slats."""
        await self._tilt(kwargs[ATTR_TILT_POSITION])

    @override
    async def async_stop_cover_tilt(self, **kwargs: Any) -> None:
        """Stop; there is one motor."""
        await self.async_stop_cover()

    async def _tilt(self, target: float) -> None:
        if (together := self._driver.ordered_with_others) is not None:
            # The slats are turned when the curtain is where it is about to go.
            self._move.expect_to_follow(*together)
        await self._driver.go(Goal(Part.SLATS, target))

    async def async_calibrate(self) -> None:
        """Measure how long it takes, and keep that. Raises as `Calibration.measure` does."""
        self._move.end()
        try:
            runs = await self.calibration.measure(self.device_name)
        except ServiceValidationError:
            raise
        except HomeAssistantError:
            # Whoever moved or stopped it: by times that may be wrong nobody knows where it is.
            self._travel.place(None)
            self.async_write_ha_state()
            raise
        self._keep(runs)

    def _keep(self, runs: Runs) -> None:
        """Keep what was measured; after it the shutter is open."""
        delay = self._mechanics().start_delay

        def turned(seconds: float) -> float:
            return max(round(seconds - delay, 1), SHORTEST_TRAVEL_TIME)

        self.coordinator.objects.set_settings(
            self.item, **{CONF_OPENING_TIME: turned(runs.opening), CONF_CLOSING_TIME: turned(runs.closing)}
        )
        self._travel.place(OPEN, OPEN)
        self.async_write_ha_state()

    @override
    async def async_added_to_hass(self) -> None:
        # Before what only shows the state: that is to show what was just taken in.
        self.async_on_remove(self.coordinator.objects.add_listener(self.item, self._tune))
        self.async_on_remove(self.coordinator.objects.add_listener(self.item, self._on_connection))
        await super().async_added_to_hass()
        last = await self.async_get_last_extra_data()
        if last is not None:
            stored = last.as_dict()
            self._travel.place(_percent(stored, "way"), _percent(stored, "tilt"))
        self.async_on_remove(self.coordinator.add_shutdown(self._driver.shut_down))
        self.async_on_remove(self.item.for_many.add_listener(self._on_following))
        self._follow()
        movers = self.hass.data.setdefault(MOVERS, {})
        movers[self.item] = Mover(lambda: self.position, self._move_to, self._driver.give_up)
        self.async_on_remove(partial(movers.__delitem__, self.item))

    @callback
    def _on_following(self, at: float) -> None:
        self._driver.follow_others(at)

    async def _move_to(self, position: int, context: Context | None) -> None:
        """Move with the others of a group."""
        self.act_with(context)
        await self.async_set_cover_position(**{ATTR_POSITION: position})

    @override
    async def async_will_remove_from_hass(self) -> None:
        await self._driver.shut_down()
        self._driver.take_over()
        await super().async_will_remove_from_hass()

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep where it stands; where it will stand after a movement that goes on, or may, is not known.

        At its end it stands, though its relay is on for longer.
        """
        now, direction = self.hass.loop.time(), self._travel.direction
        way, tilt = self._travel.way(now), self._travel.tilt(now)
        is_at_end = direction is None or direction.end == way
        # What was told just now may be the stop between two directions.
        is_settled = way in (CLOSED, OPEN) or now - self._halted_at > self.item.client.timing.motor_settled
        if self._driver.expected is not direction or not is_at_end or not is_settled or self.item.has_untold_run:
            way = tilt = None
        return RestoredExtraData({"way": way, "tilt": tilt})

    @callback
    @override
    def _on_change(self) -> None:
        self._follow()
        super()._on_change()

    def _follow(self) -> None:
        """Let position and tilt by time follow what the bus says of the motor."""
        now = self.hass.loop.time()
        direction = DIRECTIONS.get(self.item.state.movement)
        if direction is None:
            self._doubted = None
            if self._travel.direction is not None:
                self._halted_at = now
            missed_run = self.item.take_missed_run()
            if missed_run is not None:
                missed, begin = missed_run
                self._travel.start(DIRECTIONS[missed], begin)
                self._travel.stop(now)
            self._travel.stop(self.item.since)
            self._tune()
            self._stop_showing()
        elif self.item.state.is_doubtful:
            # It is asked in a moment whether it moves at all.
            self._doubted = (direction, now)
            return
        else:
            doubted = self._doubted[1] if self._doubted and self._doubted[0] is direction else float("-inf")
            self._travel.start(direction, max(doubted, self.item.since))
            self._doubted = None
            if not self.item.state.is_advanced:
                self._start_showing()
        if self.item.is_settled:
            self._driver.hear(direction)

    def _tune(self) -> None:
        """Take in what has been set; a movement goes on as it began."""
        if self._travel.direction is None:
            mechanics = self._travel.mechanics = self._mechanics()
            if self.calibration.goes_on:
                return
            self.item.longest_run = mechanics.start_delay + max(map(mechanics.full_time, Direction))

    def _on_connection(self) -> None:
        """Measure and calculate nothing by frames that were not heard."""
        was_connected, self._is_connected = self._is_connected, self.coordinator.is_connected
        if self._is_connected or not was_connected:
            return
        self.calibration.end()
        direction = self._travel.direction
        # At its end it stands, though its relay is on for longer.
        is_at_end = direction is not None and self._travel.way(self.hass.loop.time()) == direction.end
        is_going = not is_at_end or self._driver.expected is not direction
        may_move = self._move.is_under_way or (
            (direction is not None or self._driver.expected is not None) and is_going
        )
        may_move |= self.item.has_untold_run
        if not self.item.state.is_advanced and may_move:
            self._move.lost(self.hass.loop.time())
            self._travel.place(None)
            self._stop_showing()
            self._driver.schedule()

    @callback
    @override
    def _show_position(self, _: datetime) -> None:
        super()._show_position(_)
        direction = self._travel.direction
        if direction is not None and self._travel.way(self.hass.loop.time()) == direction.end:
            # It stands at its end, or is stuck: nothing changes any more until the bus tells.
            self._stop_showing()


def _percent(stored: Mapping[str, object], name: str) -> float | None:
    value = stored.get(name)
    return float(value) if isinstance(value, int | float) and CLOSED <= value <= OPEN else None
