"""The entry of the MyHOME integration that is for the same gateway as one of ours, and what is known of it."""

from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..objects.store import ObjectStore
from .plan import Plan, plan_move

MYHOME = "myhome"
"""The domain of the MyHOME integration."""


@callback
def neighbour_of(hass: HomeAssistant, entry: ConfigEntry) -> ConfigEntry | None:
    """Return the entry of the MyHOME integration for the gateway of `entry`, disabled or not; an enabled one first."""
    others = [
        other
        for other in hass.config_entries.async_entries(MYHOME, include_ignore=False)
        if (_mac(other) is not None and _mac(other) == entry.unique_id)
        or other.data.get(CONF_HOST) == entry.data.get(CONF_HOST)
    ]
    return min(others, key=lambda other: other.disabled_by is not None, default=None)


def _mac(other: ConfigEntry) -> str | None:
    return (other.unique_id or "").replace(":", "").lower() or None


def are_both_enabled(entry: ConfigEntry, other: ConfigEntry) -> bool:
    """Tell whether two entries would use the same gateway at the same time."""
    return entry.disabled_by is None and other.disabled_by is None


@callback
def plan_of(hass: HomeAssistant, entry: ConfigEntry, other: ConfigEntry) -> Plan:
    """Plan what becomes of `other` in `entry`, from the registries; nothing is changed."""
    return plan_move(
        er.async_entries_for_config_entry(er.async_get(hass), other.entry_id),
        dr.async_entries_for_config_entry(dr.async_get(hass), other.entry_id),
        entry.unique_id,
        MYHOME,
        ObjectStore(hass, entry).virtual,
    )


async def async_disable(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Disable an entry: its sessions are closed after it."""
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
