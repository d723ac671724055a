"""Moving in, and the way back: rows of the entity registry change hands, entity ids and history with them.

A row keeps its entity id and all that a person gave it (name, area, labels, icon, aliases, voice exposure, hidden,
disabled); only platform, unique id and device change. The recorder keys states and statistics by entity id and hears
of no change of that, so history goes on; so do helpers and device automations, which know a row by its id.
"""

from collections.abc import Mapping
from typing import Any, Final, TypedDict

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryDisabler
from homeassistant.helpers.entity_registry import RegistryEntry
from homeassistant.helpers.storage import Store

from ..const import CONF_TRAITS, DOMAIN
from ..objects.devices import async_come_to_rest, gateway_id, object_device_info
from ..objects.key import ObjectKey
from ..objects.store import ObjectStore
from .neighbour import MYHOME, async_disable, plan_of
from .plan import Move

_VERSION: Final = 1


class StillRunning(Exception):
    """An entry was disabled, and is still loaded: only a restart ends it."""


class _Row(TypedDict):
    """A row that moved, and what it was."""

    id: str
    unique_id: str
    device_id: str | None
    is_named: bool
    """Whether it got a name because ours would be called otherwise."""


class _Moved(TypedDict):
    """What moved, and from which entry."""

    entry_id: str
    rows: list[_Row]


@callback
def replaced_by(hass: HomeAssistant, entry: ConfigEntry, move: Move) -> list[str]:
    """Return our entities that one that moves takes the place of: also where it was of another type here."""
    unique_id = move.key.unique_id(gateway_id(entry), move.part)
    rows = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    is_same = (row for row in rows if row.unique_id == unique_id)
    return [row.entity_id for row in is_same if move.part is None or row.domain == move.row.domain]


class Moved:
    """What has moved into one entry, kept for the way back."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Move things into `entry`, and back."""
        self._hass: Final = hass
        self._entry: Final = entry
        self._store: Final = Store[_Moved](hass, _VERSION, f"{DOMAIN}.{entry.entry_id}.moved")

    async def async_origin(self) -> ConfigEntry | None:
        """Return the entry that things came from, if it is still there: they can go back to it."""
        moved = await self._store.async_load()
        return None if moved is None else self._hass.config_entries.async_get_entry(moved["entry_id"])

    async def async_remove(self) -> None:
        """Forget everything, with the entry."""
        await self._store.async_remove()

    async def async_move_in(self, other: ConfigEntry) -> None:
        """Disable `other` and take what can be taken of it. Raises `StillRunning`, with nothing taken."""
        await async_disable(self._hass, other)
        plan = plan_of(self._hass, self._entry, other)
        if other.state is not ConfigEntryState.NOT_LOADED:
            raise StillRunning
        before = await self._store.async_load()
        known = before["rows"] if before is not None and before["entry_id"] == other.entry_id else []
        await async_come_to_rest(self._entry)
        await self._hass.config_entries.async_unload(self._entry.entry_id)
        try:
            rows = self._take(plan.moves, plan.devices)
            await self._store.async_save({"entry_id": other.entry_id, "rows": [*known, *rows]})
        finally:
            await self._hass.config_entries.async_setup(self._entry.entry_id)

    async def async_move_back(self) -> None:
        """Disable the entry, give everything back, and enable the one that it came from. Raises `StillRunning`."""
        moved = await self._store.async_load()
        other = await self.async_origin()
        if moved is None or other is None:
            return
        await async_come_to_rest(self._entry)
        await async_disable(self._hass, self._entry)
        if self._entry.state is not ConfigEntryState.NOT_LOADED:
            raise StillRunning
        for row in moved["rows"]:
            self._give_back(row, other)
        await self._store.async_remove()
        await self._hass.config_entries.async_set_disabled_by(other.entry_id, None)

    @callback
    def _take(self, moves: list[Move], devices: dict[ObjectKey, str]) -> list[_Row]:
        store = ObjectStore(self._hass, self._entry)
        for move in moves:
            store.add(move.key, move.traits, move.settings)
        ours = {key: self._device(key, theirs) for key, theirs in devices.items() if key in store.objects}
        return [self._take_row(move, ours.get(move.key)) for move in moves]

    def _device(self, key: ObjectKey, device_id: str) -> str:
        """Make the device of an object as theirs is: what a person has given ours already stays. Return its id."""
        registry = dr.async_get(self._hass)
        gateway = registry.async_get_device_by_identifier((DOMAIN, gateway_id(self._entry)), self._entry.entry_id)
        traits = ObjectStore(self._hass, self._entry).settings(key).get(CONF_TRAITS)
        info = object_device_info(
            gateway_id(self._entry), gateway.id if gateway else None, key, traits if isinstance(traits, dict) else {}
        )
        device = registry.async_get_or_create(config_entry_id=self._entry.entry_id, **info)
        theirs = registry.async_get(device_id)
        if theirs is not None:
            registry.async_update_device(
                device.id,
                name_by_user=device.name_by_user or theirs.name_by_user or theirs.name,
                area_id=device.area_id or theirs.area_id,
                labels=device.labels | theirs.labels,
                disabled_by=device.disabled_by
                if theirs.disabled_by is DeviceEntryDisabler.CONFIG_ENTRY
                else theirs.disabled_by,
            )
        return device.id

    def _take_row(self, move: Move, device_id: str | None) -> _Row:
        registry = er.async_get(self._hass)
        row = move.row
        shown = er.async_get_full_entity_name(self._hass, row)
        device = dr.async_get(self._hass).async_get(device_id) if device_id else None
        unique_id = move.key.unique_id(gateway_id(self._entry), move.part)
        for ours in replaced_by(self._hass, self._entry, move):
            # What was heard while both were there: the id that people use is the other one.
            registry.async_remove(ours)
        registry.async_update_entity_platform(
            row.entity_id,
            DOMAIN,
            new_config_entry_id=self._entry.entry_id,
            new_unique_id=unique_id,
            new_device_id=device_id,
        )
        # Home Assistant wants an entity that has an area of its own to have a name of its own.
        is_named = row.name is None and (row.area_id is not None or self._would_be_renamed(move, shown, device))
        if is_named:
            registry.async_update_entity(row.entity_id, name=shown)
        self._keep_unit(row)
        return {"id": row.id, "unique_id": row.unique_id, "device_id": row.device_id, "is_named": is_named}

    @staticmethod
    def _would_be_renamed(move: Move, shown: str, device: dr.AnyDeviceEntry | None) -> bool:
        """Tell whether an entity would be called otherwise by us; of several at a device, words of ours are as good."""
        if move.part is not None:
            return not move.row.has_entity_name and bool(shown)
        return device is not None and shown not in ("", device.name_by_user or device.name)

    def _keep_unit(self, row: RegistryEntry) -> None:
        """Go on in the unit in which energy was shown: automations compare numbers."""
        options: Mapping[str, Any] = row.options.get(Platform.SENSOR, {})
        if (
            row.domain == Platform.SENSOR
            and row.original_device_class == "energy"
            and row.unit_of_measurement is not None
            and CONF_UNIT_OF_MEASUREMENT not in options
        ):
            er.async_get(self._hass).async_update_entity_options(
                row.entity_id, Platform.SENSOR, {**options, CONF_UNIT_OF_MEASUREMENT: row.unit_of_measurement}
            )

    def _give_back(self, moved: _Row, other: ConfigEntry) -> None:
        registry = er.async_get(self._hass)
        row = registry.entities.get_entry(moved["id"])
        if row is None or row.platform != DOMAIN:
            # A person has removed it.
            return
        theirs = registry.async_get_entity_id(row.domain, MYHOME, moved["unique_id"])
        if theirs is not None:
            # It was made anew when both ran.
            registry.async_remove(theirs)
        device_id = moved["device_id"]
        is_there = device_id is not None and dr.async_get(self._hass).async_get(device_id) is not None
        registry.async_update_entity_platform(
            row.entity_id,
            MYHOME,
            new_config_entry_id=other.entry_id,
            new_unique_id=moved["unique_id"],
            new_device_id=device_id if is_there else None,
        )
        if moved["is_named"]:
            registry.async_update_entity(row.entity_id, name=None)
