"""What a person can send along with a bug report: no password, no address of the network."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, cast

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_UNIQUE_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .const import CONF_OBJECTS, DOMAIN
from .coordinator import Coordinator, OpenWebNetConfigEntry, object_key
from .own.items import BaseItem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

TO_REDACT: Final = {CONF_HOST, CONF_PASSWORD, CONF_UNIQUE_ID, "ip_address", "mac", "netmask", "title"}


async def async_get_config_entry_diagnostics(_: HomeAssistant, entry: OpenWebNetConfigEntry) -> dict[str, Any]:
    """Tell all about an entry; of one that is not set up, what it was to be set up with."""
    content: dict[str, Any] = {
        "entry": {
            "title": entry.title,
            "unique_id": entry.unique_id,
            "source": entry.source,
            "state": entry.state.value,
            "data": dict(entry.data),
            "options": dict(entry.options),
        },
    }
    if entry.state is ConfigEntryState.LOADED:
        coordinator = entry.runtime_data
        content["gateway"] = _gateway(coordinator)
        content["waiting"] = list(coordinator.waiting)
        content["objects"] = [_object(item) for item in coordinator.gateway.items]
    return async_redact_data(content, TO_REDACT)


async def async_get_device_diagnostics(
    _: HomeAssistant, entry: OpenWebNetConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Tell all about one device."""
    content: dict[str, Any] = {"model": device.model, "sw_version": device.sw_version}
    if entry.state is ConfigEntryState.LOADED:
        coordinator = entry.runtime_data
        keys = set(_keys(coordinator, device))
        objects: Mapping[str, object] = entry.options.get(CONF_OBJECTS, {})
        content["gateway"] = _gateway(coordinator)
        content["settings"] = {key: settings for key, settings in objects.items() if key in keys}
        content["objects"] = [_object(item) for item in coordinator.gateway.items if object_key(item) in keys]
    return async_redact_data(content, TO_REDACT)


def _keys(coordinator: Coordinator, device: DeviceEntry) -> Iterable[str]:
    """Return the keys of the objects that a device stands for; the gateway's own device has none."""
    prefix = f"{coordinator.gateway_id}-"
    for domain, identifier in device.identifiers:
        if domain == DOMAIN and identifier.startswith(prefix):
            yield identifier.removeprefix(prefix)


def _gateway(coordinator: Coordinator) -> dict[str, Any]:
    gateway = coordinator.gateway
    return {"state": gateway.state.value, **_facts(gateway.identity)}


def _object(item: BaseItem) -> dict[str, Any]:
    return {"who": item.who.value, "where": str(item.where), "key": item.key, "state": _facts(item.state)}


def _facts(facts: object) -> dict[str, Any]:
    """Return the fields of a dataclass as JSON can hold them."""
    return asdict(
        cast("DataclassInstance", facts),
        dict_factory=lambda fields: {name: _plain(value) for name, value in fields},
    )


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return value.total_seconds()
        case _:
            return value
