"""What becomes of a list of names, row by row, before anything is written; and the plant as a list."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr

from ..const import CONF_USED_AS, USED_AS_LIGHT
from ..coordinator import OpenWebNetConfigEntry
from ..flows.myhome_yaml import BrokenFile, read_plan
from ..objects.devices import async_set_device_name_and_area, gateway_id
from ..objects.key import ObjectKey
from ..objects.store import ObjectStore, Setting
from .actions import add_object
from .addresses import Reason
from .name_list import BrokenList, Row, read_list
from .plant import coordinator_of
from .undo import Undo, noted_changes

_YAML: Final = re.compile(r"(?m)^\s*(?:light|switch|cover|climate|sensor|binary_sensor|media_player|lock)\s*:\s*$")
_HEADING: Final = ("who", "kind", "address", "name", "room")


class Status(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Step:
    """A row, and what becomes of it."""

    row: Row
    status: Status
    old_name: str = ""
    old_room: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """Those that change."""
    old_settings: Mapping[str, Setting] = field(default_factory=dict)
    """What they are now; one that nobody has set is not among them."""
    is_new_room: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the step as the page shows it."""
        row = self.row
        return {
            "line": row.line,
            "text": row.text[:200],
            "key": row.key,
            "address": row.key.address if row.key is not None else None,
            "kind": row.key.kind_name(row.traits) if row.key is not None else None,
            "name": row.name,
            "room": row.room,
            "old_name": self.old_name,
            "old_room": self.old_room,
            "settings": dict(self.settings),
            "old_settings": dict(self.old_settings),
            "is_new_room": self.is_new_room,
            "status": self.status.value,
            "reason": row.reason.value if row.reason is not None else None,
            "about": row.about,
        }


@callback
def plan(hass: HomeAssistant, entry: OpenWebNetConfigEntry, text: str) -> list[Step]:
    """Return what would become of each row of a list. Raises `BrokenList`."""
    store = ObjectStore(hass, entry)
    coordinator = coordinator_of(entry)
    known = {*store.objects, *(coordinator.objects.discovered if coordinator is not None else ())}
    areas = ar.async_get(hass)
    rooms = [area.name for area in areas.async_list_areas()]
    is_yaml = _YAML.search(text) is not None
    rows = _from_yaml(text, gateway_id(entry)) if is_yaml else read_list(text, (*known, *store.ignored), rooms)
    devices = _devices(hass, entry)
    spots = {key.spot: key for key in store.objects}
    return [_step(row, store, devices, areas, spots) for row in rows]


def _step(
    row: Row,
    store: ObjectStore,
    devices: Mapping[ObjectKey, dr.DeviceEntry],
    areas: ar.AreaRegistry,
    spots: Mapping[str, ObjectKey],
) -> Step:
    key = row.key
    if key is None:
        return Step(row, Status.BAD)
    other = spots.get(key.spot)
    if other is not None and other.who is not key.who:
        about = _name(devices.get(other)) or other.address
        return Step(replace(row, key=None, reason=Reason.OTHER_KIND, about=about), Status.BAD)
    device = devices.get(key)
    old_name = _name(device)
    old_area = areas.async_get_area(device.area_id) if device is not None and device.area_id else None
    old_room = old_area.name if old_area is not None else ""
    area = areas.async_get_area_by_name(row.room) if row.room else None
    old_settings, settings = _changed(row, store)
    is_changed = (
        bool(settings)
        or (row.name not in ("", old_name))
        or (bool(row.room) and (area is None or old_area is None or area.id != old_area.id))
    )
    status = Status.NEW if key not in store.objects else Status.CHANGED if is_changed else Status.SAME
    return Step(row, status, old_name, old_room, settings, old_settings, is_new_room=bool(row.room) and area is None)


def _name(device: dr.DeviceEntry | None) -> str:
    return (device.name_by_user or device.name or "") if device is not None else ""


def _changed(row: Row, store: ObjectStore) -> tuple[dict[str, Setting], dict[str, Setting]]:
    """Return the settings of a row that are other than those known: what is set, as far as anything is, and the new."""
    if row.key is None:
        return {}, {}
    known = {CONF_USED_AS: USED_AS_LIGHT, **store.settings(row.key)}
    new = {name: value for name, value in row.settings.items() if known.get(name) != value}
    return {name: known[name] for name in new if name in known}, new


def _devices(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> dict[ObjectKey, dr.DeviceEntry]:
    return {
        key: device
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        for key in ObjectKey.of_device(device, gateway_id(entry))
    }


def _from_yaml(text: str, gateway: str) -> list[Row]:
    """Return the rows of a configuration file of the MyHOME integration."""
    try:
        found = read_plan(text, gateway)
    except BrokenFile as error:
        raise BrokenList from error
    rows = [
        Row(number, f"{one.name or ''} {one.key}".strip(), one.key, one.name or "", "", one.settings, one.traits)
        for number, one in enumerate(found.taken, 1)
    ]
    left = enumerate(found.left, len(rows) + 1)
    return [*rows, *(Row(number, one.what, reason=Reason(one.reason.value)) for number, one in left)]


@callback
def apply(hass: HomeAssistant, entry: OpenWebNetConfigEntry, steps: Iterable[Step]) -> tuple[int, Undo]:
    """Do what was planned; return how many objects were added or changed, and how to give back names and areas."""
    done = 0
    areas = ar.async_get(hass)
    with noted_changes(hass, entry) as undo:
        for step in steps:
            row = step.row
            if row.key is None or step.status not in (Status.NEW, Status.CHANGED):
                continue
            area_id = areas.async_get_or_create(row.room).id if row.room else None
            if step.status is Status.NEW:
                add_object(hass, entry, row.key, row.traits, step.settings, name=row.name or None, area_id=area_id)
            else:
                name = row.name if row.name not in ("", step.old_name) else None
                store = ObjectStore(hass, entry)
                async_set_device_name_and_area(hass, entry, row.key, store.traits(row.key), name=name, area_id=area_id)
                if step.settings:
                    add_object(hass, entry, row.key, {}, step.settings)
            done += 1
    return done, undo


@callback
def as_csv(hass: HomeAssistant, entry: OpenWebNetConfigEntry) -> str:
    """Return the plant as a list for a spreadsheet, which `plan` reads again."""
    store = ObjectStore(hass, entry)
    areas = ar.async_get(hass)
    devices = _devices(hass, entry)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADING)
    for key in sorted(store.objects, key=lambda key: (int(key.who), len(str(key.where)), str(key.where))):
        device = devices.get(key)
        area = areas.async_get_area(device.area_id) if device is not None and device.area_id else None
        kind = key.kind_name(store.traits(key))
        used_as = store.used_as(key)
        writer.writerow(
            (
                key.who.value,
                used_as if kind == "light" and used_as != USED_AS_LIGHT else kind,
                key.place or str(key.where),
                (device.name_by_user or device.name or "") if device is not None else "",
                area.name if area is not None else "",
            )
        )
    # A spreadsheet takes it for what it is only with this sign in front.
    return "\ufeff" + file.getvalue()
