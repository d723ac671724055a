"""A group of shutters, an area of them, or all (WHO 2): moved by one frame, and shown as its members are."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple, override

from homeassistant.components.cover import ATTR_POSITION, CoverEntityFeature
from homeassistant.core import Context, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..entity import one_action
from ..own.items import BaseItem
from ..own.items.automation import Automation
from ..own.items.automation_state import Movement
from ..own.travel import CLOSED, OPEN
from .cover_entity import OpenWebNetCoverEntity


class Mover(NamedTuple):
    """What a group needs of the entity of a member: of a shutter that tells no position, only that knows it."""

    position: Callable[[], float | None]
    move_to: Callable[[int, Context | None], Awaitable[None]]
    give_up: Callable[[], None]
    """Order nothing more of what was asked for before."""


MOVERS: Final[HassKey[dict[BaseItem, Mover]]] = HassKey(f"{DOMAIN}_movers")
"""The members that have an entity."""


class CoverGroup(OpenWebNetCoverEntity):
    """Many actuators. Its position is the mean of theirs, and unknown where one of them is."""

    _attr_supported_features = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP

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
    def position(self) -> float | None:
        movers = self.hass.data.get(MOVERS, {})
        members = (member for member in self.coordinator.gateway.members(self.item) if not member.is_silent)
        positions = [movers[member].position() for member in members if member in movers]
        known = [position for position in positions if position is not None]
        return sum(known) / len(known) if known and len(known) == len(positions) else None

    @property
    @override
    def is_closed(self) -> bool | None:
        """Whether all are; a mean is rounded."""
        position = self.position
        return None if position is None else position == CLOSED

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
        """Stop; a member that waits to go on to where it was sent does not."""
        for member in self._members:
            member.give_up()
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
            await asyncio.gather(*(member.move_to(target, self._context) for member in self._members))

    async def async_calibrate(self) -> None:
        """Measure nothing. Raises `ServiceValidationError`."""
        self.calibration.check(self.device_name)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.objects.add_frame_listener(self._on_frame))

    @callback
    def _on_frame(self, item: BaseItem) -> None:
        """Show what a member has told, and go on showing while one of them moves."""
        members = self.coordinator.gateway.members(self.item)
        if item not in members:
            return
        self.async_write_ha_state()
        if any(isinstance(one, Automation) and one.state.movement in _RUNS for one in members):
            self._start_showing()
        else:
            self._stop_showing()


_RUNS: Final = frozenset((Movement.UP, Movement.DOWN))
