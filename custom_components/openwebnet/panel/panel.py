"""The page itself: there while a gateway is set up, and Home Assistant has a frontend to show it in."""

import hashlib
from pathlib import Path
from typing import Final

from homeassistant.components import frontend, panel_custom
from homeassistant.components.http import StaticPathConfig
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN
from .websocket import register_commands

ELEMENT: Final = "openwebnet-panel"
TITLE: Final = "OpenWebNet"
ICON: Final = "mdi:home-switch-outline"
MODULE: Final = Path(__file__).parent / "openwebnet-panel.js"
MODULE_URL: Final = f"/{DOMAIN}_static/{MODULE.name}"

_SHOWN_IN: Final = (ConfigEntryState.LOADED, ConfigEntryState.SETUP_RETRY, ConfigEntryState.SETUP_IN_PROGRESS)
"""States of an entry in which there is something to show: of a gateway that cannot be reached, what is known."""


async def async_setup_panel(hass: HomeAssistant) -> None:
    """Show the page from now on, whenever there is a gateway; without a frontend there is nothing to do."""
    if frontend.DOMAIN not in hass.config.components:
        return
    register_commands(hass)
    await hass.http.async_register_static_paths([StaticPathConfig(MODULE_URL, str(MODULE), cache_headers=True)])
    # Browsers keep the module for a month, and another one has another address.
    digest = await hass.async_add_executor_job(lambda: hashlib.sha256(MODULE.read_bytes()).hexdigest())
    module_url = f"{MODULE_URL}?v={digest[:12]}"

    async def show() -> None:
        await panel_custom.async_register_panel(
            hass,
            DOMAIN,
            ELEMENT,
            sidebar_title=TITLE,
            sidebar_icon=ICON,
            module_url=module_url,
            require_admin=True,
        )

    @callback
    def follow(_: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain != DOMAIN:
            return
        is_wanted = any(one.state in _SHOWN_IN for one in hass.config_entries.async_entries(DOMAIN))
        is_shown = frontend.async_panel_exists(hass, DOMAIN)
        if is_wanted and not is_shown:
            # It does not wait for anything.
            hass.async_create_task(show(), f"{DOMAIN} panel", eager_start=True)
        elif is_shown and not is_wanted:
            frontend.async_remove_panel(hass, DOMAIN)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, follow)
