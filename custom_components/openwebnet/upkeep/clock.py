"""Clock of the gateway, kept in step with Home Assistant's: its timers, scenarios and heating programs go by it."""

import asyncio
import datetime as dt
import logging
from typing import Final, cast

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from ..coordinator import Coordinator
from ..own import OWNException, Where, Who
from ..own.gateway import ConnectionState
from ..own.items import GatewayItem
from ..timing import TIMING

QUIET_TIME: Final = dt.time(4, 17)
"""When the house sleeps, and daylight saving has begun or ended."""

_LOGGER = logging.getLogger(__name__)


class ClockKeeper:
    """Sets the clock of one gateway where it is off: at connection, once a day, and when daylight saving changes."""

    def __init__(self, coordinator: Coordinator) -> None:
        """Prepare."""
        self._coordinator: Final = coordinator
        self._item: Final = cast("GatewayItem", coordinator.gateway.get_item(Who.GATEWAY, Where()))
        self._wake: Final = asyncio.Event()
        self._is_connected = False
        self._is_wanted = False
        self._offset = dt_util.now().utcoffset()

    @callback
    def async_start(self) -> None:
        """Keep it until the entry is unloaded."""
        coordinator = self._coordinator
        hass, entry = coordinator.hass, coordinator.entry
        entry.async_on_unload(coordinator.objects.add_listener(None, self._on_state))
        entry.async_on_unload(async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry))
        entry.async_on_unload(
            async_track_time_change(hass, self._on_quiet_time, hour=QUIET_TIME.hour, minute=QUIET_TIME.minute, second=0)
        )
        # Every zone changes at the full hour, or half past it.
        entry.async_on_unload(async_track_time_change(hass, self._on_hour, minute=(0, 30), second=1))
        coordinator.run_in_background(self._run(), "clock")
        self._on_state()
        self._on_entry(ConfigEntryChange.UPDATED, entry)

    def _on_state(self) -> None:
        was_connected, self._is_connected = (
            self._is_connected,
            self._coordinator.gateway.state is ConnectionState.CONNECTED,
        )
        if self._is_connected and not was_connected:
            self._wake.set()

    @callback
    def _on_entry(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry is not self._coordinator.entry:
            return
        was_wanted, self._is_wanted = self._is_wanted, self._coordinator.store.keeps_clock
        if self._is_wanted and not was_wanted:
            self._wake.set()

    @callback
    def _on_quiet_time(self, _: dt.datetime) -> None:
        self._wake.set()

    @callback
    def _on_hour(self, _: dt.datetime) -> None:
        before, self._offset = self._offset, dt_util.now().utcoffset()
        if self._offset != before:
            self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if not self._is_wanted or not self._is_connected:
                continue
            try:
                await self._keep()
            except (OWNException, TimeoutError) as error:
                # It comes again, at the next connection or the next day.
                _LOGGER.debug("Cannot keep the clock of %s: %s", self._coordinator.entry.title, error)

    async def _keep(self) -> None:
        """Read the clock, and set it if it is off. Raises `OWNException` or `TimeoutError`."""
        await self._item.read_clock()
        now = dt_util.now()
        if is_off(self._item, now):
            _LOGGER.info("Setting the clock of %s", self._coordinator.entry.title)
            await self._item.set_clock(now)


def is_off(gateway: GatewayItem, now: dt.datetime) -> bool:
    """Tell whether the time that a gateway has just told, or its time zone, is another than `now`.

    What counts is what a person would read off it: one hour off in a zone one hour off is the right moment, and the
    wrong time for a scenario at seven.
    """
    date, time = gateway.state.date, gateway.state.time
    if date is None or time is None:
        return False
    off = abs(dt.datetime.combine(date, time.replace(tzinfo=None)) - now.replace(tzinfo=None))
    return off > TIMING.clock_off or _is_in_another_zone(time.utcoffset(), now.utcoffset())


def _is_in_another_zone(told: dt.timedelta | None, ours: dt.timedelta | None) -> bool:
    # The bus knows whole hours only (protocol.md 4.13).
    return told is not None and ours is not None and not ours % dt.timedelta(hours=1) and told != ours
