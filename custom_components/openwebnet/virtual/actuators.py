"""All virtual actuators of one gateway, as the options name them."""

from typing import Any, Final, override

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..coordinator import Coordinator
from ..issues import Issue, close_issue
from ..objects.key import ObjectKey
from ..own import BaseMessage
from ..own.items import BaseItem
from ..own.items.point import PointItem
from ..own.observer import GatewayObserver, Way
from .actuator import VirtualActuator


class VirtualActuators(GatewayObserver):
    """Runs the virtual actuators of a gateway while its entry is loaded."""

    def __init__(self, coordinator: Coordinator) -> None:
        """Prepare."""
        self._coordinator: Final = coordinator
        self._running: Final[dict[ObjectKey, VirtualActuator]] = {}
        self._by_item: Final[dict[BaseItem, VirtualActuator]] = {}
        self._is_connected = False

    @callback
    def async_start(self) -> None:
        """Run them until the entry is unloaded; before the first frame comes."""
        coordinator = self._coordinator
        entry = coordinator.entry
        entry.async_on_unload(coordinator.gateway.add_observer(self))
        entry.async_on_unload(coordinator.objects.add_listener(None, self._on_state))
        entry.async_on_unload(async_dispatcher_connect(coordinator.hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry))
        entry.async_on_unload(self._stop)
        self._follow_options(is_new=False)
        self._on_state()

    @callback
    def _stop(self) -> None:
        for key in tuple(self._running):
            self._remove(key)

    def _remove(self, key: ObjectKey) -> None:
        actuator = self._running.pop(key)
        del self._by_item[actuator.item]
        actuator.stop()

    @callback
    def _on_state(self) -> None:
        was_connected, self._is_connected = self._is_connected, self._coordinator.is_connected
        for actuator in self._running.values():
            if self._is_connected and not was_connected:
                actuator.connect()
            else:
                actuator.resume()

    @callback
    def _on_entry(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry is self._coordinator.entry:
            self._follow_options()

    def _follow_options(self, *, is_new: bool = True) -> None:
        """Begin with those that are new or changed, and end the others."""
        coordinator = self._coordinator
        wanted = {key: one for key, one in coordinator.store.virtual.items() if key not in coordinator.store.objects}
        for key, actuator in tuple(self._running.items()):
            if wanted.get(key) != actuator.virtual:
                actuator.forget()
                self._remove(key)
                actuator.item.is_virtual = False
                if key not in wanted:
                    close_issue(coordinator.hass, coordinator.entry, Issue.VIRTUAL_ADDRESS_TAKEN, key)
                if key in coordinator.store.objects:
                    # It is a device by now.
                    coordinator.gateway.get_item(key.who, key.where)
        for key, virtual in wanted.items():
            if key not in self._running:
                coordinator.objects.discovered.pop(key, None)
                actuator = self._running[key] = VirtualActuator(coordinator, key, virtual, is_new=is_new)
                self._by_item[actuator.item] = actuator
                actuator.start()
                if self._is_connected:
                    actuator.connect()

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if not self._by_item or item is None:
            return
        actuator = self._by_item.get(item)
        if actuator is not None:
            actuator.hear(way, message)
        elif isinstance(item, PointItem) and item.is_collective:
            self._on_collective(way, message, item)

    def _on_collective(self, way: Way, message: BaseMessage, item: PointItem[Any]) -> None:
        for actuator in tuple(self._running.values()):
            is_reached = item.who is actuator.item.who and item.address.covers(actuator.item.address)
            if is_reached and actuator.virtual.follows_all:
                actuator.hear_all(way, message)
