"""Gaps in the energy, filled from the memory of the meters: the hours in which Home Assistant was off."""

import asyncio
import logging
from typing import Final

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import Coordinator
from ..timing import TIMING
from .importer import import_history
from .reader import HOURLY_MONTHS
from .target import meters_of

_LOGGER: Final = logging.getLogger(__name__)


async def fill_gaps(coordinator: Coordinator) -> None:
    """Fill the gaps of all meters of a gateway once, where a person wants it; not before everything else is read."""
    hass = coordinator.hass
    await coordinator.gateway.swept.wait()
    await asyncio.sleep(TIMING.gaps_after)
    if not coordinator.store.fills_gaps or RECORDER_DOMAIN not in hass.config.components:
        return
    for meter in meters_of(coordinator):
        try:
            outcome = await import_history(hass, meter, HOURLY_MONTHS, only_gaps=True, shows=False)
        except HomeAssistantError as error:
            # It is tried again after the next start; who wants to know why asks by the action.
            _LOGGER.info("%s: the hours in which Home Assistant was off are not filled: %s", meter.name, error)
        else:
            if outcome.hours:
                _LOGGER.info("%s: %s hours in which Home Assistant was off are filled", meter.name, outcome.hours)
