"""Shutters, blinds and gates: WHO 2."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, override

from homeassistant.components.cover import (
    ATTR_POSITION,
    ATTR_TILT_POSITION,
    CoverEntityFeature,
)
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
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
from .covers.calibration import Calibration
from .covers.cover_entity import OpenWebNetCoverEntity
from .covers.group import MOVERS, CoverGroup, Mover
from .covers.mechanics import mechanics_of
from .covers.timed_move import Course, Order, Phase, TimedMove
from .entity import one_action
from .errors import NOT_CONFIRMED
from .own.items import Automation, BaseItem
from .own.items.action import Superseded
from .own.items.automation_state import Movement
from .own.procedures.calibration import Runs
from .own.travel import CLOSED, OPEN, Direction, Goal, Mechanics, Part, Travel
from .timing import TIMING

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
        self._due: CALLBACK_TYPE | None = None
        self._ordering: asyncio.Task[None] | None = None
        """What sends an order that nobody waits for."""
        self._asked_at = float("-inf")
        """When somebody has asked for a move last, by the event loop's time."""
        self._is_connected = True
        self._doubted: tuple[Direction, float] | None = None
        """A movement that was told and may be none, and when."""
        self._calibration: Final = Calibration(item)

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
        await self._instead(self.item.stop())

    @override
    @one_action("position")
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move to a position; the ends are full runs, which the actuator ends by itself."""
        target: int = kwargs[ATTR_POSITION]
        if self.item.state.is_advanced:
            await self._instead(self.item.move_to(target))
        elif target in (CLOSED, OPEN):
            await self._run_to(target)
        else:
            self._calibration.end()
            await self._carry_out(self._move.begin(Goal(Part.CURTAIN, target), self._now, self._expected))

    async def _run_to(self, end: float, *, instead: bool = False) -> None:
        """Run to an end, `instead` of turning the slats too; that is said again where it may be there already."""
        direction = Direction.UP if end == OPEN else Direction.DOWN
        if self.item.state.is_advanced or not self.has_slats:
            await self._instead(self._run(direction))
            return
        self._calibration.end()
        order = self._move.begin(Goal(Part.CURTAIN, end), self._now, self._expected, instead=instead)
        await self._carry_out(Order(direction) if order is None else order)

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
        self._calibration.end()
        if (together := self._ordered_with_others) is not None:
            # The slats are turned when the curtain is where it is about to go.
            self._move.expect_to_follow(*together)
        await self._carry_out(self._move.begin(Goal(Part.SLATS, target), self._now, self._expected))

    # Timed moves -----------------------------------------------------------------------------------------------

    @property
    def _now(self) -> float:
        return self.hass.loop.time()

    @property
    def _expected(self) -> Direction | None:
        """What the motor does, or will do by the last command that was written."""
        return _DIRECTIONS.get(self.item.expected_movement)

    async def _carry_out(self, order: Order | None, *, is_awaited: bool = True) -> None:
        """Send what a move wants to be sent. Raises `HomeAssistantError` when it is not accepted."""
        leg = self._move.leg
        if is_awaited:
            self._asked_at = self._now
        try:
            if order is Order.STOP:
                await self._command(self.item.stop())
            elif order is not None:
                await self._command(self._run(order.value))
        except HomeAssistantError as error:
            if order is not None and self._move.leg is leg:
                maybe_done = error.translation_key == NOT_CONFIRMED
                self._move.failed(order, self._now, maybe_done=maybe_done, is_awaited=is_awaited)
            raise
        except Superseded:
            # Many are told something else, this one among them: it is not ordered any more.
            if self._move.leg is leg and self._move.phase is Phase.ASKED:
                self._move.end()
            raise
        else:
            if order not in (None, Order.STOP) and self._move.leg is leg:
                self._move.accepted(self._now)
        finally:
            self._schedule()

    async def _carry_out_later(self, order: Order) -> None:
        """Send what a move wants to be sent while nobody waits for it."""
        try:
            await self._carry_out(order, is_awaited=False)
        except HomeAssistantError as error:
            _LOGGER.debug("%s: %s", self.device_name, error)

    def _schedule(self) -> None:
        """See that the move is told when something is due."""
        if self._due is not None:
            self._due()
            self._due = None
        if self._move.due is not None:
            self._due = self.hass.loop.call_at(self._move.due, self._tick).cancel
        self.item.expect_stop(self._move.stop_due)

    @callback
    def _tick(self) -> None:
        self._due = None
        until = self.item.may_follow_until
        if self._now < until:
            # A stop of its own would end what many have just been told.
            self._due = self.hass.loop.call_at(until, self._tick).cancel
            return
        self._follow_up(self._move.tick(max(self._now, self._move.due or 0.0), self._expected))

    def _follow_up(self, order: Order | None) -> None:
        if order is not None:
            self._ordering = self.coordinator.run_in_background(self._carry_out_later(order), "move")
        self._schedule()

    @property
    def _ordered_with_others(self) -> tuple[Direction, float] | None:
        """Where many were told to go just now, and when, if that was later than what it was asked for itself."""
        movement, at = self.item.ordered_with_others or (None, float("-inf"))
        direction = _DIRECTIONS.get(movement)
        return None if direction is None or at <= self._asked_at else (direction, at)

    async def _shut_down(self) -> None:
        """Stop what nobody would stop any more; not what has just been told to go on with others."""
        if self._ordered_with_others is not None:
            self._move.end()
        order = self._move.shut_down()
        self._schedule()
        end = self._now + TIMING.shutdown
        while order is not None and self._now < end:
            try:
                await self._carry_out(order)
            except HomeAssistantError as error:
                _LOGGER.debug("%s: %s", self.device_name, error)
                await asyncio.sleep(TIMING.order_again)
            else:
                return

    async def async_calibrate(self) -> None:
        """Measure how long it takes, and keep that. Raises as `Calibration.measure` does."""
        self._move.end()
        try:
            runs = await self._calibration.measure(self.device_name)
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

    def _take_over(self) -> Course | None:
        """End what moves it by itself."""
        course = self._move.take_over()
        self._schedule()
        self._calibration.end()
        return course

    @callback
    def _on_following(self, at: float) -> None:
        """Give up a move of its own that is older than what it was told together with others."""
        # What waits to be written is later than what is done.
        if at < self._asked_at or self._move.phase is Phase.ASKED:
            return
        self._take_over()
        direction = _DIRECTIONS.get(self.item.state.movement)
        if direction is not None and self.has_slats:
            self._move.follow(direction, self._now)
            self._schedule()

    async def _instead(self, command: Awaitable[None]) -> None:
        """Send a command instead of what moves it by itself, which goes on where that is refused.

        Raises `HomeAssistantError` when it is not accepted.
        """
        course = self._take_over()
        try:
            await self._command(command)
        except HomeAssistantError as error:
            if error.translation_key != NOT_CONFIRMED:
                self._move.resume(course)
                self._schedule()
            raise

    def _run(self, direction: Direction) -> Awaitable[None]:
        return self.item.open() if direction is Direction.UP else self.item.close()

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
        self.async_on_remove(self.coordinator.add_shutdown(self._shut_down))
        self.async_on_remove(self.item.add_following_listener(self._on_following))
        self._follow()
        movers = self.hass.data.setdefault(MOVERS, {})
        movers[self.item] = Mover(lambda: self.position, self._move_to, self._give_up)
        self.async_on_remove(partial(movers.__delitem__, self.item))

    async def _move_to(self, position: int, context: Context | None) -> None:
        """Move with the others of a group."""
        self.act_with(context)
        await self.async_set_cover_position(**{ATTR_POSITION: position})

    @callback
    def _give_up(self) -> None:
        """Go on to nothing after a stop for a group: from an end, or with an order that waits, which it overtakes.

        What is to be stopped on its way is: not every member does what its group is told.
        """
        waits = self._move.phase is Phase.ASKED and self._ordering is not None
        if waits and self._ordering is not None:
            self._ordering.cancel()
        if waits or (self._move.leg is not None and self._move.leg.is_full_run):
            self._take_over()

    @override
    async def async_will_remove_from_hass(self) -> None:
        await self._shut_down()
        self._take_over()
        await super().async_will_remove_from_hass()

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Keep where it stands; where it will stand after a movement, begun or ordered, is not known.

        At its end it stands, though its relay is on for longer.
        """
        now, direction = self._now, self._travel.direction
        way, tilt = self._travel.way(now), self._travel.tilt(now)
        is_at_end = direction is None or direction.end == way
        if self._expected is not direction or not is_at_end or self.item.has_untold_run:
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
        direction = _DIRECTIONS.get(self.item.state.movement)
        if direction is None:
            self._doubted = None
            missed_run = self.item.take_missed_run()
            if missed_run is not None:
                missed, begin = missed_run
                self._travel.start(_DIRECTIONS[missed], begin)
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
            self._follow_up(self._move.told(direction, self.item.since, self._expected))

    def _tune(self) -> None:
        """Take in what has been set; a movement goes on as it began."""
        if self._travel.direction is None:
            mechanics = self._travel.mechanics = self._mechanics()
            self.item.longest_run = mechanics.start_delay + max(map(mechanics.full_time, Direction))

    def _on_connection(self) -> None:
        """Measure and calculate nothing by frames that were not heard."""
        was_connected, self._is_connected = self._is_connected, self.coordinator.is_connected
        if self._is_connected or not was_connected:
            return
        self._calibration.end()
        direction = self._travel.direction
        # At its end it stands, though its relay is on for longer.
        is_at_end = direction is not None and self._travel.way(self._now) == direction.end
        is_going = not is_at_end or self._expected is not direction
        may_move = self._move.is_under_way or ((direction is not None or self._expected is not None) and is_going)
        may_move |= self.item.has_untold_run
        if not self.item.state.is_advanced and may_move:
            self._move.lost(self._now)
            self._travel.place(None)
            self._stop_showing()
            self._schedule()

    @callback
    @override
    def _show_position(self, _: datetime) -> None:
        super()._show_position(_)
        direction = self._travel.direction
        if direction is not None and self._travel.way(self._now) == direction.end:
            # It stands at its end, or is stuck: nothing changes any more until the bus tells.
            self._stop_showing()


_DIRECTIONS: Final[dict[Movement | None, Direction]] = {Movement.UP: Direction.UP, Movement.DOWN: Direction.DOWN}


def _percent(stored: Mapping[str, object], name: str) -> float | None:
    value = stored.get(name)
    return float(value) if isinstance(value, int | float) and CLOSED <= value <= OPEN else None
