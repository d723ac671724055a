"""A bus with buttons that nobody answers, and entities that are not of the bus."""

import asyncio
from typing import Any, override

import pytest
from homeassistant.components.cover import ATTR_POSITION, CoverEntity, CoverEntityFeature
from homeassistant.components.light import ATTR_BRIGHTNESS, ColorMode, LightEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from simulator import Plant

from ..kit import plant_of


class Lamp(LightEntity):
    """A dimmable lamp of another system."""

    _attr_should_poll = False
    _attr_name = "Desk lamp"
    _attr_unique_id = "desk_lamp"
    _attr_color_mode = ColorMode.BRIGHTNESS
    _attr_supported_color_modes = {ColorMode.BRIGHTNESS}  # noqa: RUF012 - as Home Assistant's own are
    _attr_is_on = False
    _attr_brightness: int | None = 255
    is_broken = False

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Light up."""
        if self.is_broken:
            raise HomeAssistantError("no power")
        self._attr_is_on, self._attr_brightness = True, kwargs.get(ATTR_BRIGHTNESS, self._attr_brightness)
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Go out."""
        self._attr_is_on = False
        self.async_write_ha_state()


class Curtain(CoverEntity):
    """A curtain of another system, that takes ten seconds."""

    _attr_should_poll = False
    _attr_name = "Curtain"
    _attr_unique_id = "curtain"
    _attr_current_cover_position: int | None = 0
    _attr_is_closed = True
    _attr_supported_features = (
        CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP | CoverEntityFeature.SET_POSITION
    )
    _move: asyncio.Task[None] | None = None

    def _go(self, goal: int) -> None:
        if self._move is not None:
            self._move.cancel()
        self._move = self.hass.async_create_background_task(self._to(goal), "curtain")

    async def _to(self, goal: int) -> None:
        here = self._attr_current_cover_position or 0
        self._attr_is_opening, self._attr_is_closing = goal > here, goal < here
        self.async_write_ha_state()
        while here != goal:
            await asyncio.sleep(1)
            here += max(-10, min(10, goal - here))
            self._attr_current_cover_position = here
        self._rest()

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


@pytest.fixture
def model() -> str:
    """The gateway's model."""
    return "F454"


@pytest.fixture
def plant(model: str) -> Plant:
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "13", steps: 100}
  - {kind: light_button, where: "21"}
  - {kind: light_button, where: "22"}
  - {kind: shutter_button, where: "23"}
""",
        model=model,
    )


@pytest.fixture
async def lamp(hass: HomeAssistant) -> Lamp:
    """A lamp, `light.desk_lamp`."""
    lamp = Lamp()
    await async_setup_component(hass, "homeassistant", {})
    setup_test_component_platform(hass, "light", [lamp])
    await async_setup_component(hass, "light", {"light": {"platform": "test"}})
    await hass.async_block_till_done()
    return lamp


@pytest.fixture
async def curtain(hass: HomeAssistant) -> Curtain:
    """A curtain, `cover.curtain`."""
    curtain = Curtain()
    await async_setup_component(hass, "homeassistant", {})
    setup_test_component_platform(hass, "cover", [curtain])
    await async_setup_component(hass, "cover", {"cover": {"platform": "test"}})
    await hass.async_block_till_done()
    return curtain
