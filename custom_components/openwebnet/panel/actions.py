"""What the page does to objects: add, ignore, take back; and to the bus: a frame."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..coordinator import Coordinator, OpenWebNetConfigEntry
from ..errors import async_call_gateway
from ..objects.devices import async_set_device_name_and_area
from ..objects.key import ObjectKey
from ..objects.store import ObjectStore, Setting
from ..own import BaseMessage
from ..own.items import Traits
from ..own.journal import meaning, redact
from ..services import ASKING
from .plant import coordinator_of


@callback
def add_object(
    hass: HomeAssistant,
    entry: OpenWebNetConfigEntry,
    key: ObjectKey,
    traits: Traits,
    settings: Mapping[str, Setting],
    *,
    name: str | None = None,
    area_id: str | None = None,
) -> None:
    """Add an object, or settings to one that is there: at once where the gateway is running."""
    coordinator = coordinator_of(entry)
    waiting = coordinator.objects.discovered.get(key) if coordinator is not None else None
    traits = {**(waiting.traits if waiting is not None else {}), **traits}
    # First, so that its entities are called after it.
    async_set_device_name_and_area(hass, entry, key, traits, name=name, area_id=area_id)
    if coordinator is None:
        ObjectStore(hass, entry).add(key, traits, settings)
    else:
        item = coordinator.objects.add(key, traits, **settings)
        # It may have been there as something else.
        coordinator.objects.recreate_entities(item)


@callback
def ignore_objects(hass: HomeAssistant, entry: OpenWebNetConfigEntry, keys: Sequence[ObjectKey]) -> None:
    """Drop objects, with their devices, until somebody takes them back."""
    coordinator = coordinator_of(entry)
    devices = dr.async_get(hass)
    gateway = coordinator.gateway_id if coordinator is not None else entry.unique_id or entry.entry_id
    for key in keys:
        if coordinator is None:
            ObjectStore(hass, entry).remove(key)
        else:
            coordinator.remove_object(key)
        device = devices.async_get_device_by_identifier(key.identifier(gateway), entry.entry_id)
        if device is not None:
            devices.async_update_device(device.id, remove_config_entry_id=entry.entry_id)


@callback
def restore_objects(hass: HomeAssistant, entry: OpenWebNetConfigEntry, keys: Sequence[ObjectKey]) -> None:
    """Take ignored objects back: those that were heard are there at once."""
    coordinator = coordinator_of(entry)
    if coordinator is None:
        ObjectStore(hass, entry).restore_ignored(keys)
    else:
        coordinator.objects.restore_ignored(keys)


async def send_frame(coordinator: Coordinator, message: BaseMessage) -> dict[str, Any]:
    """Send a frame; return the frames of the answer, and how long it took in seconds."""
    text = str(message)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    frames = await async_call_gateway(coordinator.gateway.request(message), text, asks=message.type in ASKING)
    return {
        "frames": [{"frame": redact(frame), "meaning": meaning(frame)} for frame in frames],
        "answered": round(loop.time() - begin, 3),
    }
