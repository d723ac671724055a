"""Base of cover entities: what a motor does, what kind of cover it moves, and its position while that changes."""

from datetime import datetime
from typing import Final, override

from homeassistant.components.cover import CoverDeviceClass, CoverEntity
from homeassistant.const import CONF_DEVICE_CLASS
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_track_time_interval

from ..coordinator import Coordinator
from ..entity import OpenWebNetEntity
from ..own.items.automation import Automation
from ..own.items.automation_state import Movement
from ..own.travel import CLOSED
from ..timing import TIMING
from .calibration import Calibration


class OpenWebNetCoverEntity(OpenWebNetEntity[Automation], CoverEntity):
    """One actuator or many. While it moves nothing is told of its position: that is calculated, and shown at times."""

    _show: CALLBACK_TYPE | None = None

    def __init__(self, coordinator: Coordinator, item: Automation) -> None:
        """Show what a motor does."""
        super().__init__(coordinator, item)
        self.calibration: Final = Calibration(item)

    @property
    def position(self) -> float | None:
        """Where it is, 0 closed .. 100 open."""
        raise NotImplementedError

    @property
    @override
    def device_class(self) -> CoverDeviceClass | None:
        chosen = self.coordinator.store.settings(self.object_key).get(CONF_DEVICE_CLASS)
        return CoverDeviceClass(chosen) if chosen in list(CoverDeviceClass) else CoverDeviceClass.SHUTTER

    @property
    @override
    def current_cover_position(self) -> int | None:
        position = self.position
        return None if position is None else round(position)

    @property
    @override
    def is_closed(self) -> bool | None:
        position = self.current_cover_position
        return None if position is None else position == CLOSED

    @property
    @override
    def is_opening(self) -> bool:
        return self.item.state.movement is Movement.UP

    @property
    @override
    def is_closing(self) -> bool:
        return self.item.state.movement is Movement.DOWN

    @override
    async def async_will_remove_from_hass(self) -> None:
        self._stop_showing()

    def _start_showing(self) -> None:
        """Write the state every now and then."""
        if self._show is None:
            self._show = async_track_time_interval(self.hass, self._show_position, TIMING.show_position)

    @callback
    def _show_position(self, _: datetime) -> None:
        self.async_write_ha_state()

    def _stop_showing(self) -> None:
        if self._show is not None:
            self._show()
            self._show = None
