"""The first seconds after a start of Home Assistant, in which the house is read."""

import asyncio

import pytest
from homeassistant.core import HomeAssistant

from custom_components.openwebnet.const import CONF_OBJECTS, CONF_VIRTUAL
from simulator import Simulator
from tests.foreign import Lamp
from tests.waiting import until

from ..conftest import MakeEntry
from ..kit import set_up

LAMP = "light.desk_lamp"


@pytest.mark.parametrize("model", ["F454", "F459", "MH202", "MH200N"])
async def test_a_button_that_is_pressed_while_the_house_is_read_counts_at_once(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry, lamp: Lamp
) -> None:
    options = {CONF_OBJECTS: {"1-11": {}, "1-13": {}}, CONF_VIRTUAL: {"1-21": {"entity_id": LAMP}}}
    await set_up(hass, config_entry(options=options))
    await until(lambda: any(session.kind == "event" for session in simulator.sessions))
    await asyncio.sleep(0.5)
    simulator.objects["1-21-button"].press("1")
    await asyncio.sleep(1)
    state = hass.states.get(LAMP)
    assert state is not None
    assert state.state == "on"
