"""What a person can send along with a bug report: no password, no address of the network.

The frames are there as they went, but for what `redact` hides: they tell what was switched when, as any report about
a fault has to, and nothing of whose house it is.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from enum import Enum
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PASSWORD, CONF_UNIQUE_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .const import CONF_LOCK_CODE
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .gateway_check import last_check
from .objects.key import ObjectKey
from .own import BaseMessage
from .own.commands.exchange import Exchange
from .own.items import BaseItem
from .own.items.base import State
from .own.journal import Journal, Noted, Unknown, meaning, redact

TO_REDACT: Final = {
    CONF_CODE,
    CONF_HOST,
    CONF_LOCK_CODE,
    CONF_PASSWORD,
    CONF_UNIQUE_ID,
    "factory_id",
    "ip_address",
    "mac",
    "netmask",
    "title",
}


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> dict[str, Any]:
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
        "check": last_check(hass, entry),
    }
    if entry.state is ConfigEntryState.LOADED:
        coordinator = entry.runtime_data
        gateway = coordinator.gateway
        content["gateway"] = _gateway(coordinator)
        content["discovered"] = list(coordinator.objects.discovered)
        content["objects"] = [_object(coordinator, item) for item in gateway.items]
        content["unknown_frames"] = [_unknown(unknown) for unknown in gateway.journal.unknown()]
        content.update(_journal(gateway.journal))
    return async_redact_data(content, TO_REDACT)


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Tell all about one device: its object, and the frames and commands of it; of the gateway, those of all."""
    content: dict[str, Any] = {"model": device.model, "sw_version": device.sw_version}
    if entry.state is ConfigEntryState.LOADED:
        coordinator = entry.runtime_data
        keys = set(ObjectKey.of_device(device, coordinator.gateway_id))
        items = [item for item in coordinator.gateway.items if ObjectKey.of(item) in keys]
        content["gateway"] = _gateway(coordinator)
        if not keys:
            content["check"] = last_check(hass, entry)
        content["settings"] = {key: coordinator.store.settings(key) for key in keys}
        content["objects"] = [_object(coordinator, item) for item in items]
        content.update(_journal(coordinator.gateway.journal, items if keys else None))
    return async_redact_data(content, TO_REDACT)


def _gateway(coordinator: Coordinator) -> dict[str, Any]:
    gateway = coordinator.gateway
    journal = gateway.journal
    return {
        "state": gateway.state.value,
        "problem": None if gateway.problem is None else gateway.problem.value,
        **_facts(asdict(gateway.identity)),
        "profile": _facts(asdict(gateway.profile)),
        "sessions": _facts(asdict(gateway.sessions)),
        "reconnections": gateway.reconnections,
        "connections_last_minute": journal.connections(asyncio.get_running_loop().time()),
        "frames": {way.value: count for way, count in journal.counts.items()},
        "frames_of_further_kinds": journal.kinds_left_out,
        "waiting": gateway.waiting,
        "answer_time": _seconds(gateway.answer_time),
        "last_frame": None if gateway.last_frame is None else gateway.last_frame.isoformat(),
    }


def _object(coordinator: Coordinator, item: BaseItem) -> dict[str, Any]:
    return {
        "who": item.who.value,
        "where": str(item.where),
        "key": item.key,
        "traits": dict(coordinator.objects.traits(item)),
        "is_silent": coordinator.gateway.silent_since(item) is not None,
        "state": _facts(item.state._asdict()),
    }


def _journal(journal: Journal, items: Sequence[BaseItem] | None = None) -> dict[str, Any]:
    """Return the last commands, requests and frames; only those of `items`, where they are given."""
    return {
        "commands": [_exchange(one) for one in journal.commands if _is_of(one.message, items)],
        "requests": [_exchange(one) for one in journal.requests if _is_of(one.message, items)],
        "frames": [_frame(one) for one in journal.frames if _is_of(one.message, items)],
    }


def _is_of(message: BaseMessage, items: Sequence[BaseItem] | None) -> bool:
    if items is None:
        return True
    where = message.where
    return where is not None and any(
        item.who is message.who and type(item).canonical(where) == item.key for item in items
    )


def _frame(noted: Noted) -> dict[str, Any]:
    return {
        "time": _moment(noted.at),
        "way": noted.way.value,
        "frame": redact(noted.message),
        "meaning": meaning(noted.message),
    }


def _exchange(command: Exchange) -> dict[str, Any]:
    return {
        "time": _moment(command.at),
        "frame": redact(command.message),
        "meaning": meaning(command.message),
        "priority": command.priority.name.lower(),
        "attempts": command.attempts,
        "waited": _seconds(command.waited),
        "answered": _seconds(command.answered),
        "outcome": command.outcome.value,
    }


def _unknown(unknown: Unknown) -> dict[str, Any]:
    return {"example": redact(unknown.example), "count": unknown.count}


def _moment(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="milliseconds")


def _seconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _facts(facts: Mapping[str, object]) -> dict[str, Any]:
    """Return facts, by name, as JSON can hold them."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: object) -> object:
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    match plain:
        case State():
            plain = _facts(plain._asdict())
        case dict():
            plain = _facts(plain)
        case Enum():
            plain = plain.value
        case dt.date() | dt.time():
            plain = plain.isoformat()
        case dt.timedelta():
            plain = plain.total_seconds()
        case frozenset():
            plain = [_plain(member) for member in sorted(plain, key=str)]
    return plain
