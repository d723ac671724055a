"""What the platform tests share: set up an entry, find an entity by its unique id, wait for what the bus brings."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from tests.waiting import until

from . import MAC


async def set_up(hass: HomeAssistant, entry: MockConfigEntry, objects: int = 0) -> None:
    """Set up an entry and wait for as many objects."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    await until(lambda: len(entry.options[CONF_OBJECTS]) >= objects)
    await hass.async_block_till_done()


def entity_id(hass: HomeAssistant, platform: str, key: str) -> str:
    """Return the entity of an object: `12-1`, `18-51-power`. Fails when there is none."""
    found = er.async_get(hass).async_get_entity_id(platform, DOMAIN, f"{MAC}-{key}")
    assert found is not None, f"no {platform} {key}"
    return found


def state_of(hass: HomeAssistant, platform: str, key: str) -> State:
    """Return the state of an object's entity."""
    state = hass.states.get(entity_id(hass, platform, key))
    assert state is not None
    return state
