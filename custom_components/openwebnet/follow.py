"""Whoever follows the gateways beyond a reload: attached to each while it is loaded, and only then."""

from collections.abc import Callable

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import DOMAIN
from .coordinator import OpenWebNetConfigEntry


@callback
def follow_gateways(hass: HomeAssistant, attach: Callable[[OpenWebNetConfigEntry], CALLBACK_TYPE]) -> CALLBACK_TYPE:
    """Call `attach(entry)` for every gateway that is loaded, now or later, and what that returns when it is so no more.

    Returns the way to end it.
    """
    attached: dict[str, CALLBACK_TYPE] = {}

    @callback
    def follow(entry: ConfigEntry) -> None:
        is_loaded = entry.state is ConfigEntryState.LOADED
        if is_loaded and entry.entry_id not in attached:
            attached[entry.entry_id] = attach(entry)
        elif not is_loaded and entry.entry_id in attached:
            attached.pop(entry.entry_id)()

    @callback
    def changed(_: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            follow(entry)

    # It is told of every change of an entry, that of its state as well.
    remove = async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)
    for entry in hass.config_entries.async_entries(DOMAIN):
        follow(entry)

    @callback
    def detach() -> None:
        remove()
        for stop in attached.values():
            stop()
        attached.clear()

    return detach
