"""A bus with buttons that nobody answers, and entities that are not of the bus."""

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from simulator import Plant
from tests.foreign import Curtain, Lamp

from ..kit import plant_of


@pytest.fixture
def model() -> str:
    """The gateway's model."""
    return "F454"


@pytest.fixture
def speed() -> float:
    """Telegrams per second on the bus; 0 for no limit."""
    return 0


@pytest.fixture
def plant(model: str, speed: float) -> Plant:
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: dimmer, where: "13", steps: 100}
  - {kind: light_button, where: "21"}
  - {kind: light_button, where: "22"}
  - {kind: shutter_button, where: "23"}
""",
        model=model,
        speed=speed,
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
