"""Check of a gateway: how it behaves, found by asking it while nobody else of ours is connected; the last is kept."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.json import JsonObjectType

from .const import DOMAIN
from .coordinator import OpenWebNetConfigEntry
from .errors import async_call_gateway, async_result_of
from .objects.devices import connection_params
from .own.checkup import check, document

_CHECKS: Final[HassKey[dict[str, JsonObjectType]]] = HassKey(f"{DOMAIN}_checks")


async def async_check_gateway(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> JsonObjectType:
    """Return how the gateway behaves, beside what is known of its model; nothing in it is private.

    Meanwhile it is not connected, since our own sessions would be counted. Raises `HomeAssistantError`, also when Home
    Assistant stops.
    """
    await hass.config_entries.async_unload(entry.entry_id)
    # Home Assistant cancels it when it stops.
    task = hass.async_create_background_task(check(connection_params(entry.data)), f"{DOMAIN} {entry.title} check")
    try:
        report = await async_call_gateway(async_result_of(task, entry.title), entry.title, asks=True)
    finally:
        task.cancel()
        if hass.is_running:
            await hass.config_entries.async_setup(entry.entry_id)
    found = document(report)
    hass.data.setdefault(_CHECKS, {})[entry.entry_id] = found
    return found


def last_check(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> Mapping[str, object] | None:
    """Return what the last check since the start of Home Assistant has found."""
    return hass.data.get(_CHECKS, {}).get(entry.entry_id)


async def async_check_and_tell(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> None:
    """Check the gateway for somebody who gets no response: notifications tell that it is checked, and where to look."""
    texts = await async_get_translations(hass, hass.config.language, "common", {DOMAIN})

    def tell(key: str) -> None:
        title, text = (texts[f"component.{DOMAIN}.common.{one}"] for one in ("check_title", key))
        notification_id = f"{DOMAIN}_check_{entry.entry_id}"
        persistent_notification.async_create(hass, text.format(name=entry.title), title, notification_id)

    tell("check_running")
    try:
        await async_check_gateway(hass, entry)
    except BaseException:
        persistent_notification.async_dismiss(hass, f"{DOMAIN}_check_{entry.entry_id}")
        raise
    tell("check_done")
