"""OpenWebNet: BTicino and Legrand MyHOME homes in Home Assistant."""

from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN, PLATFORMS
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .issues import Issue, close_issue, open_issues
from .objects.devices import gateway_id
from .objects.key import ObjectKey
from .objects.store import ObjectStore
from .panel.panel import async_setup_panel
from .services import register_services
from .upkeep.clock import ClockKeeper
from .upkeep.issue_monitor import IssueMonitor
from .upkeep.silences import Silences

CONFIG_SCHEMA: Final = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, _: ConfigType) -> bool:
    """Offer the actions, which are there whether a gateway is or not, and the page."""
    register_services(hass)
    await async_setup_panel(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> bool:
    """Connect to a gateway; its objects come by themselves, remembered ones first."""
    coordinator = Coordinator(hass, entry)
    coordinator.restore()
    await coordinator.async_connect()
    entry.runtime_data = coordinator
    await IssueMonitor(coordinator).async_start()
    coordinator.async_start()
    ClockKeeper(coordinator).async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> bool:
    """Take the entities away; the sessions are closed when that is done."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> None:
    """Leave nothing behind that tells of a gateway that is gone."""
    for issue, key in tuple(open_issues(hass, entry)):
        close_issue(hass, entry, issue, key)
    await Silences(hass, entry).async_remove()


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: OpenWebNetConfigEntry, device: DeviceEntry
) -> bool:
    """Let the user remove an object: it stays away until asked for again. The gateway itself stays."""
    keys = ObjectKey.of_device(device, gateway_id(entry))
    for key in keys:
        for issue in (Issue.SILENT_DEVICE, Issue.ACTUATOR_FAULT):
            close_issue(hass, entry, issue, key)
        if entry.state is ConfigEntryState.LOADED:
            entry.runtime_data.remove_object(key)
        else:
            ObjectStore(hass, entry).remove(key)
    return bool(keys)
