"""The devices of objects: found or made by the key of the object, named, placed, and moved to another gateway."""

from collections.abc import Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN, MANUFACTURER
from .naming import device_kind, device_label, device_model


def gateway_id(entry: ConfigEntry) -> str:
    """Return what all ids of an entry begin with."""
    return entry.unique_id or entry.entry_id


@callback
def furnish(
    hass: HomeAssistant,
    entry: ConfigEntry,
    key: str,
    traits: Mapping[str, int],
    *,
    name: str | None = None,
    area_id: str | None = None,
) -> None:
    """Give the device of an object a name and an area; it is made where the object has none yet.

    Before the object has entities, so that they are called after it.
    """
    if name is None and area_id is None:
        return
    registry = dr.async_get(hass)
    gateway = registry.async_get_device_by_identifier((DOMAIN, gateway_id(entry)), entry.entry_id)
    device = registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, f"{gateway_id(entry)}-{key}")},
        manufacturer=MANUFACTURER,
        model=device_model(key),
        translation_key=device_kind(key, traits),
        translation_placeholders={"where": device_label(key)},
        via_device_id=gateway.id if gateway else None,
    )
    if name is not None:
        registry.async_update_device(device.id, name_by_user=name)
    if area_id is not None:
        registry.async_update_device(device.id, area_id=area_id)


@callback
def move_to_gateway(hass: HomeAssistant, entry: ConfigEntry, new: str) -> None:
    """Give every device and entity of an entry the ids of another gateway. The entry must not be loaded."""
    old = gateway_id(entry)

    def moved(identifier: str) -> str:
        is_ours = identifier == old or identifier.startswith(f"{old}-")
        return f"{new}{identifier.removeprefix(old)}" if is_ours else identifier

    devices = dr.async_get(hass)
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        identifiers = {(domain, moved(text) if domain == DOMAIN else text) for domain, text in device.identifiers}
        if (DOMAIN, new) in identifiers:
            connections = {(dr.CONNECTION_NETWORK_MAC, dr.format_mac(new))}
            devices.async_update_device(device.id, new_identifiers=identifiers, new_connections=connections)
        else:
            devices.async_update_device(device.id, new_identifiers=identifiers)
    entities = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        if (unique_id := moved(entity.unique_id)) != entity.unique_id:
            entities.async_update_entity(entity.entity_id, new_unique_id=unique_id)
