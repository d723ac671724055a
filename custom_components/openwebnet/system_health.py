"""How the gateways are, at a glance: Settings > System > Repairs > System information."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import CONF_OBJECTS, DOMAIN
from .coordinator import OpenWebNetConfigEntry
from .own.gateway import ConnectionState

type Value = str | int | bool | dt.datetime | None
"""The frontend shows a time as the user likes it, and anything else as it is: only the names have translations."""


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Offer it."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    """Return each figure of each gateway; nothing is asked of a gateway for it."""
    entries: Sequence[OpenWebNetConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    figures = {key: _joined(entries, figure) for key, figure in _FIGURES.items()} if entries else {}
    return {"gateways": len(entries), **figures}


def _joined(entries: Sequence[OpenWebNetConfigEntry], figure: Callable[[OpenWebNetConfigEntry], Value]) -> Value:
    """Return the figure of the one gateway, or those of all with their names."""
    if len(entries) == 1:
        return figure(entries[0])
    return "; ".join(f"{entry.title}: {_text(figure(entry))}" for entry in entries)


def _text(value: Value) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return str(value).lower()
        case dt.datetime():
            return value.isoformat()
        case _:
            return str(value)


def _is_loaded(entry: OpenWebNetConfigEntry) -> bool:
    return entry.state is ConfigEntryState.LOADED


def _connection(entry: OpenWebNetConfigEntry) -> str:
    """Return how it stands with the event session, and why, where it is not there."""
    if not _is_loaded(entry):
        return str(entry.state.value)
    gateway = entry.runtime_data.gateway
    if gateway.state is ConnectionState.CONNECTED or gateway.problem is None:
        return gateway.state.value
    return f"{gateway.state.value} ({gateway.problem.value})"


def _last_frame(entry: OpenWebNetConfigEntry) -> dt.datetime | None:
    last = entry.runtime_data.gateway.last_frame if _is_loaded(entry) else None
    return last.replace(microsecond=0) if last else None


_FIGURES: Final[dict[str, Callable[[OpenWebNetConfigEntry], Value]]] = {
    "connected": lambda entry: _is_loaded(entry) and entry.runtime_data.available,
    "connection": _connection,
    "model": lambda entry: entry.runtime_data.gateway.model if _is_loaded(entry) else None,
    "firmware": lambda entry: entry.runtime_data.gateway.identity.firmware if _is_loaded(entry) else None,
    "objects": lambda entry: len(entry.options.get(CONF_OBJECTS, {})),
    "last_frame": _last_frame,
    "reconnections": lambda entry: entry.runtime_data.gateway.reconnections if _is_loaded(entry) else None,
}
