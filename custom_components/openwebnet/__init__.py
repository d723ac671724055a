"""OpenWebNet: BTicino and Legrand MyHOME homes in Home Assistant."""

from datetime import datetime
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.typing import ConfigType

from .assist.api import offer_tools
from .const import DOMAIN, PLATFORMS
from .coordinator import Coordinator, OpenWebNetConfigEntry
from .history_import.gaps import fill_gaps
from .issues import Issue, close_issue, open_issues
from .moving.moved import Moved
from .objects.devices import gateway_id
from .objects.key import ObjectKey
from .objects.store import ObjectStore
from .panel.panel import async_setup_panel
from .services import register_services
from .timing import TIMING
from .upkeep.clock import ClockKeeper
from .upkeep.issue_monitor import IssueMonitor
from .upkeep.neighbours import watch_neighbours
from .upkeep.silences import Silences
from .virtual.actuators import VirtualActuators

CONFIG_SCHEMA: Final = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, _: ConfigType) -> bool:
    """Offer the actions, which are there whether a gateway is or not, the tools for conversations, and the page."""
    register_services(hass)
    watch_neighbours(hass)
    offer_tools(hass)
    await async_setup_panel(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> bool:
    """Show what is known of a gateway and connect to it; what is new comes by itself."""
    coordinator = Coordinator(hass, entry)
    coordinator.objects.restore()
    entry.runtime_data = coordinator
    await IssueMonitor(coordinator).async_start()
    VirtualActuators(coordinator).async_start()
    try:
        await coordinator.async_connect()
    except ConfigEntryAuthFailed:
        _try_password_again(hass, entry)
        raise
    ClockKeeper(coordinator).async_start()
    coordinator.run_in_background(fill_gaps(coordinator), "energy gaps")
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


@callback
def _try_password_again(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> None:
    """Set up an entry once more after a while, if nobody has: its password may be right again at the gateway."""

    @callback
    def try_again(_: datetime) -> None:
        if entry.state is ConfigEntryState.SETUP_ERROR:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    async_call_later(hass, TIMING.password_pause, HassJob(try_again, cancel_on_shutdown=True))


async def async_unload_entry(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> bool:
    """Take the entities away; the sessions are closed when that is done."""
    entry.runtime_data.objects.close()
    is_unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if is_unloaded and entry.disabled_by is not None:
        _close_issues(hass, entry)
    return is_unloaded


def _close_issues(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> None:
    """Let nobody mend what nobody uses."""
    for issue, key in tuple(open_issues(hass, entry)):
        close_issue(hass, entry, issue, key)


async def async_remove_entry(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> None:
    """Leave nothing behind that tells of a gateway that is gone."""
    _close_issues(hass, entry)
    await Silences(hass, entry).async_remove()
    await Moved(hass, entry).async_remove()


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
