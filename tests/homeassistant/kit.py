"""What the platform tests share: a plant, an entry, an entity by its unique id, the end of what is asked by itself."""

import asyncio
import json
from typing import Final, override

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.own import BaseMessage
from custom_components.openwebnet.own.items import BaseItem
from custom_components.openwebnet.own.observer import GatewayObserver, Way
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator
from tests.waiting import until

from . import MAC, PASSWORD

_QUIET: Final = TIMING.scan_timeout + 10
"""Seconds without a frame of a client: more than a general request waits for an answer."""


def plant_of(objects: str, *, model: str = "F454", mac: str = MAC, **head: object) -> Plant:
    """Make a plant of `objects`, lines of a plant file; `head` is what else stands before them there.

    Its bus carries everything at once, so that nothing but its objects takes time.
    """
    fields = {
        "model": model,
        "password": PASSWORD,
        "auth": "open",
        "mac": dr.format_mac(mac),
        "speed": 0,
        "command_idle": 0,
        "event_idle": 0,
        **head,
    }
    lines = [f"{name}: {json.dumps(value)}" for name, value in fields.items()]
    if objects.strip():
        lines += ["objects:", objects.strip("\n")]
    return Plant.parse("\n".join(lines))


async def start_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up an entry, however that ends."""
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def set_up(hass: HomeAssistant, entry: MockConfigEntry, objects: int = 0) -> None:
    """Set up an entry and wait for as many objects."""
    await start_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    await until(lambda: len(entry.options[CONF_OBJECTS]) >= objects)
    await hass.async_block_till_done()


async def settle(hass: HomeAssistant, simulator: Simulator) -> None:
    """Wait for the end of what the integration asks by itself, so that a test meets its own frames."""
    before = -1
    while before != len(simulator.received):
        before = len(simulator.received)
        await asyncio.sleep(_QUIET)
    await hass.async_block_till_done()


async def scanned(hass: HomeAssistant, result: ConfigFlowResult) -> ConfigFlowResult:
    """Look on while a new entry's bus is asked, as the page does; return what comes after that."""
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert result["step_id"] == "scan"
    await hass.async_block_till_done()
    return await hass.config_entries.flow.async_configure(result["flow_id"])


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


class Received(GatewayObserver):
    """Notes the frames that a gateway sends."""

    def __init__(self, frames: list[str]) -> None:
        self._frames = frames

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if way is not Way.SENT and item is not None:
            self._frames.append(str(message))
