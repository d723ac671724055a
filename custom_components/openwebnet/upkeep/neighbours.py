"""Neighbours: whether the MyHOME integration is enabled for a gateway that is ours too, which is told as a repair."""

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN
from ..issues import Issue, close_issue, open_issue
from ..moving.neighbour import MYHOME, are_both_enabled, neighbour_of


@callback
def watch_neighbours(hass: HomeAssistant) -> None:
    """Look after it as long as Home Assistant runs: either of the two may be enabled at any time."""

    @callback
    def changed(_: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain in (DOMAIN, MYHOME):
            for ours in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
                _check(hass, ours)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)


@callback
def _check(hass: HomeAssistant, entry: ConfigEntry) -> None:
    other = neighbour_of(hass, entry)
    if other is not None and are_both_enabled(entry, other):
        placeholders = {"name": entry.title, "other": other.title, "host": str(entry.data[CONF_HOST])}
        open_issue(hass, entry, Issue.TWO_INTEGRATIONS, placeholders)
    else:
        close_issue(hass, entry, Issue.TWO_INTEGRATIONS)
