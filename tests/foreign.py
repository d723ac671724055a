"""Entities of another system: a lamp and a curtain that are on no bus."""

import asyncio
from typing import Any, Self, override

from homeassistant.components.cover import ATTR_POSITION, CoverEntity, CoverEntityFeature
from homeassistant.components.light import ATTR_BRIGHTNESS, ColorMode, LightEntity
from homeassistant.exceptions import HomeAssistantError


class Lamp(LightEntity):
    """A dimmable lamp of another system."""

    _attr_should_poll = False
    _attr_color_mode = ColorMode.BRIGHTNESS
    _attr_supported_color_modes = {ColorMode.BRIGHTNESS}  # noqa: RUF012 - as Home Assistant's own are
    _attr_is_on = False
    _attr_brightness: int | None = 255
    is_broken = False
    seconds = 0.0
    """It takes to go out."""

    def __init__(self, name: str = "Desk lamp") -> None:
        """Be off."""
        self._attr_name, self._attr_unique_id = name, name
        self._one_by_one = asyncio.Lock()

    def again(self) -> Self:
        """Return the entity of the same lamp in a Home Assistant that starts anew."""
        other = type(self)(str(self._attr_name))
        other._attr_is_on, other._attr_brightness = self._attr_is_on, self._attr_brightness
        return other

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Light up."""
        if self.is_broken:
            raise HomeAssistantError("no power")
        async with self._one_by_one:
            self._attr_is_on, self._attr_brightness = True, kwargs.get(ATTR_BRIGHTNESS, self._attr_brightness)
            self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Go out."""
        async with self._one_by_one:
            await asyncio.sleep(self.seconds)
            self._attr_is_on = False
            self.async_write_ha_state()


class Curtain(CoverEntity):
    """A curtain of another system, that takes ten seconds."""

    _attr_should_poll = False
    _attr_current_cover_position: int | None = 0
    _attr_is_closed = True
    _attr_supported_features = (
        CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP | CoverEntityFeature.SET_POSITION
    )
    _move: asyncio.Task[None] | None = None

    def __init__(self, name: str = "Curtain") -> None:
        """Be closed."""
        self._attr_name, self._attr_unique_id = name, name

    def again(self) -> Self:
        """Return the entity of the same curtain in a Home Assistant that starts anew; it stands."""
        other = type(self)(str(self._attr_name))
        other._attr_current_cover_position, other._attr_is_closed = self._attr_current_cover_position, not self._here
        return other

    def _go(self, goal: int) -> None:
        if self._move is not None:
            self._move.cancel()
        self._move = self.hass.async_create_background_task(self._to(goal), "curtain")

    async def _to(self, goal: int) -> None:
        here = self._here
        self._attr_is_opening, self._attr_is_closing = goal > here, goal < here
        self.async_write_ha_state()
        while here != goal:
            await asyncio.sleep(1)
            here += max(-10, min(10, goal - here))
            self._attr_current_cover_position = here
        self._rest()

    @property
    def _here(self) -> int:
        return self._attr_current_cover_position or 0

    def _rest(self) -> None:
        self._attr_is_opening = self._attr_is_closing = False
        self._attr_is_closed = self._attr_current_cover_position == 0
        self.async_write_ha_state()

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open."""
        self._go(100)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close."""
        self._go(0)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Go somewhere."""
        self._go(kwargs[ATTR_POSITION])

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop."""
        if self._move is not None:
            self._move.cancel()
        self._rest()
