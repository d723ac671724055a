"""Scenarios that can be started: of modules (WHO 0) and of the gateway (WHO 17)."""

import pytest
from homeassistant.components.event import ATTR_EVENT_TYPE, DOMAIN as EVENT
from homeassistant.components.scene import DOMAIN as SCENE
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC
from .conftest import MakeEntry
from .kit import entity_id, plant_of, set_up, settle, state_of


@pytest.fixture
def plant() -> Plant:
    """Scenarios of both kinds, on the one gateway that has both."""
    return plant_of(
        """
  - {kind: relay, where: "11"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: meter, where: "51"}
  - {kind: scenario_module, where: "02", scenarios: [3, 12]}
  - {kind: scene, where: "7"}
""",
        model="MH202",
    )


async def activate(hass: HomeAssistant, key: str) -> None:
    """Start a scenario."""
    data = {ATTR_ENTITY_ID: entity_id(hass, SCENE, key)}
    await hass.services.async_call(SCENE, SERVICE_TURN_ON, data, blocking=True)


async def test_a_scenario_is_there_once_it_was_heard_and_can_be_started(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    entry = config_entry()
    await set_up(hass, entry)
    registry = er.async_get(hass)
    simulator.objects["0-02"].press(12)
    await until(lambda: registry.async_get_entity_id(SCENE, DOMAIN, f"{MAC}-0-02-12") is not None)
    assert registry.async_get_entity_id(SCENE, DOMAIN, f"{MAC}-0-02-3") is None
    simulator.objects["0-02"].played.clear()
    await activate(hass, "0-02-12")
    assert simulator.executed[-1] == "*0*12*02##"
    assert simulator.objects["0-02"].played == [12]
    assert state_of(hass, SCENE, "0-02-12").name.endswith("Scenario 12")
    simulator.objects["0-02"].press(3)
    await until(lambda: registry.async_get_entity_id(SCENE, DOMAIN, f"{MAC}-0-02-3") is not None)
    await until(lambda: state_of(hass, EVENT, "0-02-activated").attributes.get("scenario") == 3)
    await hass.config_entries.async_reload(entry.entry_id)
    await activate(hass, "0-02-3")
    assert simulator.executed[-1] == "*0*3*02##"


async def test_a_scene_of_the_gateway_is_started_and_tells_its_starts(
    hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry
) -> None:
    await set_up(hass, config_entry(options={CONF_OBJECTS: {"17-7": {}}}))
    await activate(hass, "17-7")
    assert simulator.executed[-1] == "*17*1*7##"
    assert simulator.objects["17-7"].running is True
    await until(lambda: state_of(hass, EVENT, "17-7-activated").attributes.get(ATTR_EVENT_TYPE) == "activated")
    assert "scenario" not in state_of(hass, EVENT, "17-7-activated").attributes


async def test_a_refused_scenario_raises(hass: HomeAssistant, simulator: Simulator, config_entry: MakeEntry) -> None:
    await set_up(
        hass, config_entry(options={CONF_OBJECTS: {"17-7": {}, "0-02": {"traits": {"scenarios": 8}}, "18-51": {}}})
    )
    await settle(hass, simulator)
    for key in ("17-7", "0-02-3"):
        simulator.faults.nack_next(1)
        with pytest.raises(HomeAssistantError) as error:
            await activate(hass, key)
        assert error.value.translation_key == "refused"
