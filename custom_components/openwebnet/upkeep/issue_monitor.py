"""Issue monitor: a device that says nothing, a fault of an actuator, a clock without a zone, while all else works."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, override

from homeassistant.core import Event, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import Coordinator
from ..issues import Issue, close_issue, open_issue, open_issues
from ..objects.key import ObjectKey
from ..own import Who
from ..own.items import AutomationDiagnostics, BaseItem, GatewayItem, Light
from ..own.observer import GatewayObserver
from ..timing import TIMING
from .silences import Silences

_NAME_THE_DEVICE: Final = frozenset((Issue.ACTUATOR_FAULT, Issue.CLOCK_WITHOUT_TIME_ZONE, Issue.SILENT_DEVICE))
"""Those that are opened here."""


class IssueMonitor(GatewayObserver):
    """Opens the issues of one gateway's objects, and closes them."""

    def __init__(self, coordinator: Coordinator) -> None:
        """Prepare."""
        self._coordinator: Final = coordinator
        self._hass: Final = coordinator.hass
        self._entry: Final = coordinator.entry
        self._open: Final = set(open_issues(self._hass, self._entry))
        """What a person has been told, also before a reload or a restart."""
        self._timers: Final[dict[BaseItem, Callable[[], None]]] = {}
        self._silences: Final = Silences(self._hass, self._entry)

    async def async_start(self) -> None:
        """Watch until the entry is unloaded."""
        await self._silences.async_load()
        self._entry.async_on_unload(self._coordinator.gateway.add_observer(self))
        self._entry.async_on_unload(self._coordinator.objects.add_frame_listener(self._on_frame))
        self._entry.async_on_unload(
            self._hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._on_device_updated)
        )
        for item in self._coordinator.gateway.items:
            # Whoever has set up the entry has read the bus.
            if item.heard:
                self._on_frame(item)
        self._entry.async_on_unload(self._stop)
        self._entry.async_on_unload(self._silences.async_save)

    @callback
    def _stop(self) -> None:
        for cancel in self._timers.values():
            cancel()
        self._timers.clear()

    @callback
    def _on_frame(self, item: BaseItem) -> None:
        """Look at an object that has told something, or was added."""
        if isinstance(item, Light):
            if item.state.fault or self._open:
                self._set(Issue.ACTUATOR_FAULT, ObjectKey.of(item), is_open=item.state.fault, item=item)
        elif isinstance(item, AutomationDiagnostics):
            self._tell_bits(item)
        elif isinstance(item, GatewayItem):
            self._set(Issue.CLOCK_WITHOUT_TIME_ZONE, "", is_open=item.state.zone_is_unset)
        if (self._open or self._silences) and item.heard and self._coordinator.gateway.silent_since(item) is None:
            self._on_answer(ObjectKey.of(item))

    def _tell_bits(self, item: AutomationDiagnostics) -> None:
        """Say what an actuator tells with its fault: what each bit means is not documented, and helps who knows it."""
        with suppress(KeyError):
            light = self._coordinator.gateway.get_item(Who.LIGHTING, item.where)
            key = ObjectKey.of(light)
            if (Issue.ACTUATOR_FAULT, key) in self._open:
                self._set(Issue.ACTUATOR_FAULT, key, is_open=True, item=light)

    def _bits(self, key: ObjectKey) -> str:
        if key.who is not Who.LIGHTING:
            return ""
        diagnostics = self._coordinator.gateway.get_item(Who.AUTOMATION_DIAGNOSTICS, key.where)
        told = diagnostics.state.bits if isinstance(diagnostics, AutomationDiagnostics) else None
        return told or "-"

    @override
    def on_silence(self, item: BaseItem) -> None:
        cancel = self._timers.pop(item, None)
        if cancel is not None:
            cancel()
        key = ObjectKey.of(item)
        if self._coordinator.gateway.silent_since(item) is None:
            self._on_answer(key)
            return

        @callback
        def tell(_: datetime) -> None:
            del self._timers[item]
            self._set(Issue.SILENT_DEVICE, key, is_open=True, item=item)

        silent_for = dt_util.utcnow().timestamp() - self._silences.begin(key)
        self._timers[item] = async_call_later(self._hass, max(TIMING.silent_for - silent_for, 0), tell)

    def _on_answer(self, key: ObjectKey) -> None:
        self._silences.end(key)
        if self._open:
            self._set(Issue.SILENT_DEVICE, key, is_open=False)

    def _set(self, issue: Issue, key: str, *, is_open: bool | None, item: BaseItem | None = None) -> None:
        if is_open is False and (issue, key) in self._open:
            self._open.remove((issue, key))
            close_issue(self._hass, self._entry, issue, key)
        elif is_open and (item is None or ObjectKey.of(item) in self._coordinator.store.objects):
            self._open.add((issue, key))
            open_issue(self._hass, self._entry, issue, self._placeholders(key), key=key)

    @callback
    def _on_device_updated(self, event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        """Call a device what it is called now: what is wrong with it may be known before it is a device."""
        for issue, key in self._open:
            device = self._device(key) if issue in _NAME_THE_DEVICE else None
            if device is not None and device.id == event.data["device_id"]:
                open_issue(self._hass, self._entry, issue, self._placeholders(key), key=key)

    def _device(self, key: str) -> dr.DeviceEntry | None:
        gateway_id = self._coordinator.gateway_id
        identifier = ObjectKey(key).identifier(gateway_id) if key else (DOMAIN, gateway_id)
        return dr.async_get(self._hass).async_get_device_by_identifier(identifier, self._entry.entry_id)

    def _placeholders(self, key: str) -> dict[str, str]:
        """Return what the texts name: the device, and its address where it has one."""
        device = self._device(key)
        name = (device.name_by_user or device.name if device else None) or self._entry.title
        if not key:
            return {"name": name}
        return {"name": name, "address": ObjectKey(key).address, "bits": self._bits(ObjectKey(key))}
