"""What a person has to mend: opened as an issue of Home Assistant's repairs, and closed when it is over."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, issue_registry as ir

from .const import DOMAIN
from .own.gateway import Problem

ISSUE: Final = "issue"
ENTRY: Final = "entry_id"
KEY: Final = "key"
MAC: Final = "mac"
"""What an issue keeps for its repair."""


class Issue(StrEnum):
    """What can be wrong; also the translation key."""

    SESSION_REFUSED = "session_refused"
    GATEWAY_REPLACED = "gateway_replaced"
    CLOCK_WITHOUT_TIME_ZONE = "clock_without_time_zone"
    SILENT_DEVICE = "silent_device"
    ACTUATOR_FAULT = "actuator_fault"
    CORRUPTED_OPTIONS = "corrupted_options"
    TWO_INTEGRATIONS = "two_integrations"
    VIRTUAL_ADDRESS_TAKEN = "virtual_address_taken"


_LASTING: Final = frozenset((Issue.SILENT_DEVICE, Issue.VIRTUAL_ADDRESS_TAKEN))
"""Kept over a restart: only what has answered before can fall silent, and where an actuator is nobody acts for it."""
_WARNINGS: Final = frozenset(
    (
        Issue.CLOCK_WITHOUT_TIME_ZONE,
        Issue.SILENT_DEVICE,
        Issue.CORRUPTED_OPTIONS,
        Issue.TWO_INTEGRATIONS,
        Issue.VIRTUAL_ADDRESS_TAKEN,
    )
)
"""The gateway and everything else work all the same."""


def issue_id(entry: ConfigEntry, issue: Issue, key: str = "") -> str:
    """Return the id of an issue of a gateway, or of the object with `key` behind it."""
    return "_".join(filter(None, (issue, entry.entry_id, key)))


@callback
def open_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    issue: Issue,
    placeholders: dict[str, str],
    *,
    key: str = "",
    mac: str | None = None,
) -> None:
    """Tell a person what is wrong with a gateway, or with the object with `key` behind it.

    `mac` is the gateway that is found instead of the one of the entry.
    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(entry, issue, key),
        is_fixable=True,
        is_persistent=issue in _LASTING,
        severity=ir.IssueSeverity.WARNING if issue in _WARNINGS else ir.IssueSeverity.ERROR,
        translation_key=issue,
        translation_placeholders=placeholders,
        data={ISSUE: issue, ENTRY: entry.entry_id, KEY: key, MAC: mac},
    )


@callback
def close_issue(hass: HomeAssistant, entry: ConfigEntry, issue: Issue, key: str = "") -> None:
    """Take an issue away, if it is there."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(entry, issue, key))


def open_issues(hass: HomeAssistant, entry: ConfigEntry) -> Iterable[tuple[Issue, str]]:
    """Return the issues of an entry that are open, each with the key of its object."""
    for known in tuple(ir.async_get(hass).issues.values()):
        if known.domain == DOMAIN and known.active and known.data and known.data.get(ENTRY) == entry.entry_id:
            yield Issue(str(known.data[ISSUE])), str(known.data[KEY])


@callback
def report_problem(hass: HomeAssistant, entry: ConfigEntry, problem: Problem | None) -> None:
    """Open the repair issue of sessions that are refused, or close it.

    A gateway that does not answer comes back by itself. For a password, Home Assistant opens a repair of its own.
    """
    if problem is Problem.SESSION_REFUSED:
        open_issue(hass, entry, Issue.SESSION_REFUSED, {"host": str(entry.data[CONF_HOST])})
    else:
        close_issue(hass, entry, Issue.SESSION_REFUSED)


@callback
def report_another(hass: HomeAssistant, entry: ConfigEntry, mac: str) -> dict[str, str]:
    """Open the repair issue of a gateway, `mac`, that answers instead of the one of an entry; return what it names."""
    placeholders = {
        "name": entry.title,
        "host": str(entry.data[CONF_HOST]),
        "old": dr.format_mac(entry.unique_id or ""),
        "new": dr.format_mac(mac),
    }
    open_issue(hass, entry, Issue.GATEWAY_REPLACED, placeholders, mac=mac)
    return placeholders


@callback
def report_corrupted(hass: HomeAssistant, entry: ConfigEntry, places: Sequence[str]) -> None:
    """Open the repair issue of places in the options that cannot be read, or close it."""
    if places:
        open_issue(hass, entry, Issue.CORRUPTED_OPTIONS, {"name": entry.title, "places": ", ".join(places)})
    else:
        close_issue(hass, entry, Issue.CORRUPTED_OPTIONS)
