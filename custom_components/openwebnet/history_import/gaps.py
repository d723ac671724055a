"""Gaps in the energy, filled from the memory of the meters: hours in which Home Assistant or the gateway was off."""

import asyncio
import logging
from typing import Final, override

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import Coordinator
from ..own.gateway import Gateway
from ..own.observer import GatewayObserver
from ..timing import TIMING
from .importer import import_history
from .reader import HOURLY_MONTHS
from .target import meters_of

_LOGGER: Final = logging.getLogger(__name__)


class _Returns(GatewayObserver):
    """Tells when a gateway has come back that was unavailable."""

    def __init__(self, gateway: Gateway) -> None:
        """Watch a gateway; add it to its observers."""
        self.has_returned: Final = asyncio.Event()
        self._gateway: Final = gateway
        self._was_available = gateway.available

    @override
    def on_state(self) -> None:
        is_available = self._gateway.available
        if is_available and not self._was_available:
            self.has_returned.set()
        self._was_available = is_available


async def fill_gaps(coordinator: Coordinator) -> None:
    """Fill the gaps of all meters of a gateway, where a person wants it: after a start, and when it was away.

    Not before everything else is read, and what the meters have counted meanwhile is told.
    """
    gateway = coordinator.gateway
    returns = _Returns(gateway)
    remove = gateway.add_observer(returns)
    try:
        await gateway.scanned.wait()
        while True:
            await asyncio.sleep(TIMING.gaps_after)
            if not returns.has_returned.is_set():
                await _fill(coordinator)
                await returns.has_returned.wait()
            # Away once more while this waited: it begins anew.
            returns.has_returned.clear()
    finally:
        remove()


async def _fill(coordinator: Coordinator) -> None:
    hass = coordinator.hass
    if not coordinator.store.fills_gaps or RECORDER_DOMAIN not in hass.config.components:
        return
    for meter in meters_of(coordinator):
        try:
            outcome = await import_history(hass, meter, HOURLY_MONTHS, only_gaps=True, shows=False)
        except HomeAssistantError as error:
            # It is tried again after the next start; who wants to know why asks by the action.
            _LOGGER.info("%s: the hours in which nobody listened are not filled: %s", meter.name, error)
        else:
            if outcome.hours:
                _LOGGER.info("%s: %s hours in which nobody listened are filled", meter.name, outcome.hours)
