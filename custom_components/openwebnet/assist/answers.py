"""What the tools tell: objects as Home Assistant shows them, and frames in sentences; what is private is left out."""

from collections.abc import Iterator
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import OpenWebNetConfigEntry
from ..objects.key import ObjectKey
from ..own import BaseMessage
from ..own.journal import HIDDEN, Noted
from ..own.observer import Way
from ..own.wire.addresses import parse_address
from ..panel.frames import decoded, is_of_points, key_of
from ..panel.plant import IGNORED, gateway_row, object_rows

type Answer = dict[str, Any]

_WAYS: Final = {
    Way.EVENT: "the bus told",
    Way.ANSWER: "answered to Home Assistant",
    Way.SENT: "Home Assistant sent",
}
_MEANINGLESS: Final = "nobody has described this frame"


class NoAnswer(Exception):
    """What was asked cannot be answered; the text says why, to a model."""


def entries(hass: HomeAssistant, gateway: str | None = None) -> list[OpenWebNetConfigEntry]:
    """Return the gateways, or the one that is called so. Raises `NoAnswer` where there is none."""
    known: list[OpenWebNetConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    names = {gateway_name(entry): entry for entry in known}
    if gateway is None:
        return known
    if gateway not in names:
        raise NoAnswer(f"There is no gateway {gateway!r}. There are: {', '.join(names)}.")
    return [entry for entry in known if gateway_name(entry) == gateway]


def gateway_name(entry: OpenWebNetConfigEntry) -> str:
    """Return what a person calls a gateway, without its place in the network."""
    return entry.title.replace(str(entry.data["host"]), HIDDEN)


def gateway_answer(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> Answer:
    """Return what is told of a gateway."""
    row = gateway_row(hass, entry)
    shown = {name: row[name] for name in ("model", "firmware", "is_loaded", "is_connected", "problem")}
    return {"name": gateway_name(entry), **shown}


def object_answers(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> Iterator[Answer]:
    """Yield what is told of each object of a gateway, those that wait to be added among them."""
    devices, areas = dr.async_get(hass), ar.async_get(hass)
    for row in object_rows(hass, entry):
        if row["status"] == IGNORED:
            continue
        device = devices.async_get(row["device_id"]) if row["device_id"] is not None else None
        area = areas.async_get_area(device.area_id) if device is not None and device.area_id is not None else None
        yield {
            "object": str(row["key"]),
            "gateway": gateway_name(entry),
            "kind": row["kind"],
            "address": row["address"],
            "name": (device.name_by_user or device.name) if device is not None else None,
            "area": area.name if area is not None else None,
            "status": row["status"],
            "entity_id": row["entity_id"],
            "state": _state(hass, row["entity_id"]),
            "last_heard": _moment(row["heard"]),
            "is_silent": row["is_silent"],
            "is_faulty": row["is_faulty"],
        }


def find(hass: HomeAssistant, text: str, gateway: str | None) -> tuple[OpenWebNetConfigEntry, ObjectKey, str]:
    """Return the object that is meant by its key, entity or name. Raises `NoAnswer` for none, and for several."""
    wanted = text.strip().casefold()
    registered = er.async_get(hass).async_get(wanted)
    found = [
        (entry, answer)
        for entry in entries(hass, gateway)
        for answer in object_answers(hass, entry)
        if wanted in (answer["object"], answer["entity_id"], (answer["name"] or "").casefold())
        or (registered is not None and ObjectKey(answer["object"]).owns(_gateway(registered), registered.unique_id))
    ]
    if not found:
        raise NoAnswer(f"There is no object {text!r}. list_bus_objects tells which there are.")
    if len(found) > 1:
        those = "; ".join(f"{one['object']} of gateway {one['gateway']}" for _, one in found[:10])
        raise NoAnswer(f"{text!r} may be several objects: {those}. Name one by object and gateway.")
    entry, answer = found[0]
    return entry, ObjectKey(answer["object"]), answer["name"] or answer["object"]


def _gateway(registered: er.RegistryEntry) -> str:
    """Return the gateway's id, with which unique ids begin."""
    return registered.unique_id.partition("-")[0]


def frames_of(entry: OpenWebNetConfigEntry, key: ObjectKey) -> list[Noted]:
    """Return the frames about an object that are kept, the oldest first. Raises `NoAnswer` without a gateway."""
    if entry.state is not ConfigEntryState.LOADED:
        raise NoAnswer(f"The gateway {gateway_name(entry)!r} is not set up: no frames of it are kept.")
    return [noted for noted in entry.runtime_data.gateway.journal.frames if _concerns(noted.message, key)]


def _concerns(message: BaseMessage, key: ObjectKey) -> bool:
    """Tell whether a frame is about an object, or about an area or all that it belongs to."""
    if message.who is not key.who or message.where is None:
        return False
    if key_of(message) == key:
        return True
    return is_of_points(message) and parse_address(message.where).covers(parse_address(key.where))


def frame_answer(noted: Noted) -> Answer:
    """Return a frame that is kept as a sentence, with the frame itself."""
    shown = decoded(str(noted.message))
    return {"at": _moment(noted.at), "says": f"{_WAYS[noted.way]}: {sentence(noted.message)}", "frame": shown["frame"]}


def sentence(message: BaseMessage) -> str:
    """Return what a frame means, for whom, and with which values."""
    shown = decoded(str(message))
    parts = [shown["asked"] if shown.get("asked") else shown["meaning"] or _MEANINGLESS]
    if "scope" in shown:
        scope, *number = shown["scope"]
        parts.append(f"for {scope} {number[0]}" if number else "for all")
    if "values" in shown:
        parts.append(f"values {' '.join(shown['values'])}")
    return ", ".join(parts)


def _state(hass: HomeAssistant, entity_id: str | None) -> str | None:
    """Return a state with its unit, as Home Assistant shows it."""
    state = hass.states.get(entity_id) if entity_id is not None else None
    if state is None:
        return None
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    return f"{state.state} {unit}" if unit is not None else state.state


def _moment(at: float | None) -> str | None:
    if at is None:
        return None
    return dt_util.as_local(dt_util.utc_from_timestamp(at)).isoformat(timespec="seconds")
