"""Devices of the gateway and of its objects: made, named, placed, and moved to another gateway."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntry, DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.typing import UNDEFINED

from ..const import DOMAIN, MANUFACTURER
from ..own.gateway.identity import Identity
from ..own.wire.connection import ConnectionParams
from .key import ObjectKey

PANEL: Final = f"homeassistant://{DOMAIN}"
"""Where "Visit" on the page of a device leads: the panel."""


def gateway_id(entry: ConfigEntry) -> str:
    """Return what all ids of an entry begin with."""
    return entry.unique_id or entry.entry_id


def connection_params(data: Mapping[str, Any]) -> ConnectionParams:
    """Return where the gateway of an entry's data is, and its password."""
    return ConnectionParams(data[CONF_HOST], data[CONF_PORT], data[CONF_PASSWORD])


def object_device_info(gateway: str, device_id: str | None, key: ObjectKey, traits: Iterable[str]) -> DeviceInfo:
    """Return the device of an object; `device_id` is the one of its gateway."""
    info = DeviceInfo(
        identifiers={key.identifier(gateway)},
        manufacturer=MANUFACTURER,
        # The table of devices has a column for the model and none for its id: there the address could not be seen.
        model=key.address,
        translation_key=key.kind_name(traits),
        translation_placeholders={"where": key.label},
        # Its row in the plant, which the panel knows by the identifier: two gateways have the same addresses.
        configuration_url=f"{PANEL}/plant/{quote(key.unique_id(gateway))}",
    )
    if device_id is not None:
        info["via_device_id"] = device_id
    return info


@callback
def update_gateway_device(
    hass: HomeAssistant, entry: ConfigEntry, identity: Identity, model: str | None
) -> DeviceEntry:
    """Make the gateway's device, or update it, with what the gateway has told of itself so far, or others of it."""
    mac = identity.mac or entry.unique_id
    return dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, gateway_id(entry))},
        connections={(dr.CONNECTION_NETWORK_MAC, mac)} if mac else set(),
        manufacturer=MANUFACTURER,
        model=model or UNDEFINED,
        name=entry.title,
        configuration_url=PANEL,
        sw_version=identity.firmware or UNDEFINED,
    )


@callback
def follow_title(hass: HomeAssistant, entry: ConfigEntry) -> CALLBACK_TYPE:
    """Let the gateway's device be called as its entry is, also when that is renamed. Returns the way to end it."""

    @callback
    def changed(_: ConfigEntryChange, other: ConfigEntry) -> None:
        registry = dr.async_get(hass)
        device = registry.async_get_device_by_identifier((DOMAIN, gateway_id(entry)), entry.entry_id)
        if other is entry and device is not None and device.name != entry.title:
            registry.async_update_device(device.id, name=entry.title)

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)


@callback
def async_set_device_name_and_area(
    hass: HomeAssistant,
    entry: ConfigEntry,
    key: ObjectKey,
    traits: Iterable[str],
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
    info = object_device_info(gateway_id(entry), gateway.id if gateway else None, key, traits)
    device = registry.async_get_or_create(config_entry_id=entry.entry_id, **info)
    if name is not None:
        registry.async_update_device(device.id, name_by_user=name)
    if area_id is not None:
        registry.async_update_device(device.id, area_id=area_id)


async def async_come_to_rest(entry: ConfigEntry) -> None:
    """Wait until an entry is neither being set up nor unloaded: meanwhile it can be neither."""
    async with entry.setup_lock:
        pass


async def async_replace_gateway(
    hass: HomeAssistant, entry: ConfigEntry, new: str, data: Mapping[str, Any] | None = None
) -> None:
    """Give everything that an entry has to the gateway `new`, whose own entry, if any, is removed.

    The entry is not loaded after it.
    """
    other = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, new)
    if other is not None and other is not entry:
        await async_come_to_rest(other)
        await hass.config_entries.async_remove(other.entry_id)
    await async_come_to_rest(entry)
    await hass.config_entries.async_unload(entry.entry_id)
    move_to_gateway(hass, entry, new)
    hass.config_entries.async_update_entry(entry, unique_id=new, data={**entry.data, **(data or {})})


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


@callback
def move_entity_settings(
    hass: HomeAssistant, entry: ConfigEntry, old: er.RegistryEntry, platform: Platform | None
) -> None:
    """Give the entity of another platform that takes the place of `old`, which is removed, what a person gave that."""
    if platform is None:
        return
    registry = er.async_get(hass)
    new = registry.async_get_or_create(
        platform,
        DOMAIN,
        old.unique_id,
        config_entry=entry,
        device_id=old.device_id,
        suggested_object_id=old.entity_id.partition(".")[2],
    )
    registry.async_update_entity(
        new.entity_id,
        name=old.name,
        icon=old.icon,
        area_id=old.area_id,
        labels=old.labels,
        aliases=old.aliases,
        categories=old.categories,
        hidden_by=old.hidden_by,
        disabled_by=old.disabled_by,
    )
    for domain, options in old.options.items():
        if domain != old.domain:
            registry.async_update_entity_options(new.entity_id, domain, options)
