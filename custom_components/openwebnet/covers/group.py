"""A group of shutters, an area of them, or all (WHO 2): moved by one frame, and shown as its members are."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, NamedTuple, override

from homeassistant.components.cover import ATTR_POSITION, CoverDeviceClass, CoverEntity, CoverEntityFeature
from homeassistant.const import CONF_DEVICE_CLASS
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..entity import OpenWebNetEntity, one_action
from ..own.items import BaseItem
from ..own.items.automation import Automation, Movement
from ..own.travel import CLOSED, OPEN
from ..timing import TIMING


class Mover(NamedTuple):
    """What a group needs of the entity of a member: of a shutter that tells no position, only that knows it."""

    position: Callable[[], float | None]
    move_to: Callable[[int], Awaitable[None]]


MOVERS: Final[HassKey[dict[BaseItem, Mover]]] = HassKey(f"{DOMAIN}_movers")
"""The members that have an entity."""


class CoverGroup(OpenWebNetEntity[Automation], CoverEntity):
    """Many actuators. Its position is the mean of theirs, and unknown where one of them is."""

    _attr_supported_features = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP
    _show: CALLBACK_TYPE | None = None

    @property
    def _members(self) -> list[Mover]:
        movers = self.hass.data.get(MOVERS, {})
        return [movers[member] for member in self.coordinator.gateway.members(self.item) if member in movers]

    @property
    @override
    def supported_features(self) -> CoverEntityFeature:
        can_move = CoverEntityFeature.SET_POSITION if self._members else CoverEntityFeature(0)
        return self._attr_supported_features | can_move

    @property
    @override
    def device_class(self) -> CoverDeviceClass | None:
        chosen = self.coordinator.store.settings(self.object_key).get(CONF_DEVICE_CLASS)
        return CoverDeviceClass(chosen) if chosen in list(CoverDeviceClass) else CoverDeviceClass.SHUTTER

    @property
    @override
    def current_cover_position(self) -> int | None:
        positions = [member.position() for member in self._members]
        known = [position for position in positions if position is not None]
        return round(sum(known) / len(known)) if known and len(known) == len(positions) else None

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
    @one_action("position", "tilt")
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open fully."""
        await self._command(self.item.open())

    @override
    @one_action("position", "tilt")
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close fully."""
        await self._command(self.item.close())

    @override
    @one_action("position", "tilt")
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop."""
        await self._command(self.item.stop())

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move to a position: each member for itself, since each takes its own time; to the ends by one frame."""
        target: int = kwargs[ATTR_POSITION]
        if target == OPEN:
            await self.async_open_cover()
        elif target == CLOSED:
            await self.async_close_cover()
        else:
            await asyncio.gather(*(member.move_to(target) for member in self._members))

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.add_frame_listener(self._on_frame))
        self.async_on_remove(self._stop_showing)

    @callback
    def _on_frame(self, item: BaseItem) -> None:
        """Show what a member has told, and go on showing while one of them moves."""
        members = self.coordinator.gateway.members(self.item)
        if item not in members:
            return
        self.async_write_ha_state()
        moves = any(isinstance(one, Automation) and one.state.movement in _RUNS for one in members)
        if moves and self._show is None:
            self._show = async_track_time_interval(self.hass, self._tick, TIMING.show_position)
        elif not moves:
            self._stop_showing()

    @callback
    def _tick(self, _: datetime) -> None:
        self.async_write_ha_state()

    @callback
    def _stop_showing(self) -> None:
        if self._show is not None:
            self._show()
            self._show = None


_RUNS: Final = frozenset((Movement.UP, Movement.DOWN))
