"""Undo of names and areas that were given to many devices at once.

The page keeps what is needed for as long as it is open, and hands it back: nothing is kept here. What somebody has
changed since is left as it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self

import probatio
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)

from ..const import DOMAIN
from ..coordinator import OpenWebNetConfigEntry

_PAIR: Final = probatio.All([probatio.Any(str, None)], probatio.Length(min=2, max=2))
"""What was, and what has come."""
SCHEMA: Final[Mapping[probatio.Marker, Any]] = {
    probatio.Required("devices"): probatio.All(
        [
            {
                probatio.Required("device_id"): cv.string,
                probatio.Optional("name"): _PAIR,
                probatio.Optional("area"): _PAIR,
            }
        ],
        probatio.Length(max=5000),
    ),
    probatio.Required("areas"): [cv.string],
}


@dataclass(slots=True)
class Undo:
    """What has changed, and what was before."""

    devices: list[dict[str, Any]] = field(default_factory=list)
    """Device, and what of its `name` and `area` has changed: before and after."""
    areas: list[str] = field(default_factory=list)
    """Areas that were made."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Return what a page has kept; it is as `SCHEMA` says."""
        return cls(told["devices"], told["areas"])

    def as_json(self) -> dict[str, Any]:
        """Return what a page keeps."""
        return {"devices": self.devices, "areas": self.areas}


type _Looks = tuple[str | None, str | None]


@contextmanager
def noted_changes(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> Iterator[Undo]:
    """Note what names and areas the devices of a gateway are given meanwhile, and which areas are made."""
    undo = Undo()
    areas = ar.async_get(hass)
    looks, known = _looks(hass, entry), set(areas.areas)
    yield undo
    for device_id, (name, area) in _looks(hass, entry).items():
        old_name, old_area = looks.get(device_id, (None, None))
        changed = {
            **({"name": [old_name, name]} if name != old_name else {}),
            **({"area": [old_area, area]} if area != old_area else {}),
        }
        if changed:
            undo.devices.append({"device_id": device_id, **changed})
    undo.areas += [area_id for area_id in areas.areas if area_id not in known]


def _looks(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> dict[str, _Looks]:
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return {device.id: (device.name_by_user, device.area_id) for device in devices}


@callback
def give_back(hass: HomeAssistant, undo: Undo) -> int:
    """Give devices the names and areas that they had, where nobody has given others since; return to how many.

    Areas that were made and that nothing is in any more go.
    """
    devices, entities, areas = dr.async_get(hass), er.async_get(hass), ar.async_get(hass)
    ours = {
        device.id: device
        for entry in hass.config_entries.async_entries(DOMAIN)
        for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
    }
    done = 0
    for told in undo.devices:
        device = ours.get(told["device_id"])
        if device is None:
            continue
        old_name, new_name = told.get("name", (None, None))
        old_area, new_area = told.get("area", (None, None))
        name = old_name if "name" in told and device.name_by_user == new_name else device.name_by_user
        area = old_area if "area" in told and device.area_id == new_area else device.area_id
        if area is not None and areas.async_get_area(area) is None:
            area = None
        if (name, area) != (device.name_by_user, device.area_id):
            devices.async_update_device(device.id, name_by_user=name, area_id=area)
            done += 1
    for area_id in undo.areas:
        is_used = dr.async_entries_for_area(devices, area_id) or er.async_entries_for_area(entities, area_id)
        if not is_used and areas.async_get_area(area_id) is not None:
            areas.async_delete(area_id)
    return done
