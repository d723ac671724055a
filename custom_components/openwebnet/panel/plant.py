"""The plant as the page shows it: gateways, and the objects that were added, that wait, and that are ignored.

Names, areas and states are not here: the page has them from Home Assistant itself, by device and entity.
"""

from collections.abc import Iterator
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import CONF_USED_AS, DOMAIN, USED_AS_LIGHT
from ..coordinator import Coordinator, OpenWebNetConfigEntry
from ..issues import Issue, open_issues
from ..moving.neighbour import neighbour_of, plan_of
from ..objects.devices import gateway_id
from ..objects.key import ObjectKey
from ..objects.store import ObjectStore
from ..own.items import Automation, BaseItem, Light, Traits

ADDED: Final = "added"
WAITING: Final = "waiting"
IGNORED: Final = "ignored"

type Row = dict[str, Any]


def coordinator_of(entry: OpenWebNetConfigEntry) -> Coordinator | None:
    """Return what runs a gateway; nothing does while the entry is not loaded."""
    return entry.runtime_data if entry.state is ConfigEntryState.LOADED else None


def snapshot(hass: HomeAssistant) -> dict[str, list[Row]]:
    """Return all there is to show, as JSON."""
    entries: list[OpenWebNetConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    return {
        "gateways": [gateway_row(hass, entry) for entry in entries],
        "objects": [row for entry in entries for row in object_rows(hass, entry)],
    }


def distinct_title(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> str:
    """Return what a gateway is called: with its host where another one, of the same model say, has the same title."""

    def spellings(one: OpenWebNetConfigEntry) -> tuple[str, ...]:
        host, port = one.data[CONF_HOST], one.data[CONF_PORT]
        return one.title, f"{one.title} ({host})", f"{one.title} ({host}:{port})"

    others = [spellings(one) for one in hass.config_entries.async_entries(DOMAIN) if one is not entry]
    own = spellings(entry)
    return next((one for one in own if not any(one in other for other in others)), own[-1])


def gateway_row(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> Row:
    """Return what the page shows of a gateway."""
    coordinator = coordinator_of(entry)
    gateway = coordinator.gateway if coordinator is not None else None
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, gateway_id(entry)), entry.entry_id)
    return {
        "entry_id": entry.entry_id,
        "title": distinct_title(hass, entry),
        "device_id": device.id if device is not None else None,
        "is_loaded": gateway is not None,
        "is_connected": coordinator is not None and coordinator.is_connected,
        "problem": gateway.problem.value if gateway is not None and gateway.problem is not None else None,
        "model": gateway.model if gateway is not None else None,
        "firmware": gateway.identity.firmware if gateway is not None else None,
        "adds_automatically": ObjectStore(hass, entry).adds_automatically,
        "neighbour": _neighbour(hass, entry),
    }


def _neighbour(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> str | None:
    """Return what the entry of the MyHOME integration is called that has something to move in."""
    other = neighbour_of(hass, entry)
    return other.title if other is not None and plan_of(hass, entry, other).moves else None


def object_rows(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> Iterator[Row]:
    """Yield what the page shows of each object of a gateway."""
    coordinator = coordinator_of(entry)
    store = ObjectStore(hass, entry)
    items = {ObjectKey.of(item): item for item in coordinator.gateway.items} if coordinator is not None else {}
    faulty = {key for issue, key in open_issues(hass, entry) if issue is Issue.ACTUATOR_FAULT}
    registered = {
        key: device
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        for key in ObjectKey.of_device(device, gateway_id(entry))
    }
    mains = {
        entity.unique_id: entity.entity_id
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        if entity.disabled_by is None
    }
    found = [
        *((key, ADDED) for key in store.objects),
        *((key, WAITING) for key in (coordinator.objects.discovered if coordinator is not None else ())),
        *((key, IGNORED) for key in store.ignored if key not in store.objects),
    ]
    for key, status in found:
        item = items.get(key)
        traits: Traits = {**store.traits(key), **(item.traits if item is not None else {})}
        device = registered.get(key)
        yield {
            "entry_id": entry.entry_id,
            "key": key,
            "status": status,
            **describe(key, traits),
            "device_id": device.id if device is not None else None,
            "entity_id": mains.get(key.unique_id(gateway_id(entry))) or _first(mains, key, gateway_id(entry)),
            "used_as": store.settings(key).get(CONF_USED_AS, USED_AS_LIGHT) if _has_uses(key, traits) else None,
            "can_identify": isinstance(item, Light | Automation) and _is_actuator(item, traits),
            "is_cover": isinstance(item, Automation),
            "is_silent": _is_silent(coordinator, item),
            "is_faulty": key in faulty,
            "heard": _heard(coordinator, item),
        }


def describe(key: ObjectKey, traits: Traits) -> Row:
    """Return what an object is, and what its address is made of."""
    kind = key.kind(traits)
    numbers = kind.numbers(key.where) if kind is not None else None
    return {
        "who": int(key.who),
        "where": str(key.where),
        "kind": key.kind_name(traits),
        "label": key.label,
        "address": key.place or str(key.where),
        "numbers": numbers or {},
    }


def _first(entities: dict[str, str], key: ObjectKey, gateway: str) -> str | None:
    """Return an entity of an object that has no main one."""
    return next((entity_id for unique_id, entity_id in entities.items() if key.owns(gateway, unique_id)), None)


def _is_actuator(item: BaseItem, traits: Traits) -> bool:
    return not isinstance(item, Light) or "light" in traits or traits.keys().isdisjoint(("motion", "illuminance"))


def _has_uses(key: ObjectKey, traits: Traits) -> bool:
    return key.kind_name(traits) == "light" and "steps" not in traits


def _is_silent(coordinator: Coordinator | None, item: BaseItem | None) -> bool:
    return coordinator is not None and item is not None and coordinator.gateway.silent_since(item) is not None


def _heard(coordinator: Coordinator | None, item: BaseItem | None) -> float | None:
    """Return when an object told something last, in seconds since 1970."""
    at = coordinator.gateway.heard_at(item) if coordinator is not None and item is not None else None
    return round(at.timestamp(), 1) if at is not None else None
