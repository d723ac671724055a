"""The clock that a meter's hours go by: its gateway's."""

import datetime as dt
import logging
from typing import Final, cast

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..own import OWNException, Where, Who
from ..own.items import GatewayItem
from ..timing import TIMING
from .target import Meter

_LOGGER: Final = logging.getLogger(__name__)


async def check_clock(meter: Meter) -> None:
    """Compare the gateway's clock with the time at home: hours of another clock would be written to the wrong ones.

    What counts is what a person would read off it; a gateway that does not tell its time is believed. Raises
    `HomeAssistantError`.
    """
    item = cast("GatewayItem", meter.coordinator.gateway.get_item(Who.GATEWAY, Where()))
    try:
        await item.read_clock()
    except (OWNException, TimeoutError) as error:
        _LOGGER.debug("The clock of %s is not known: %s", meter.coordinator.entry.title, error)
        return
    date, time = item.state.date, item.state.time
    if date is None or time is None:
        return
    told = dt.datetime.combine(date, time.replace(tzinfo=None))
    now = dt_util.now().replace(tzinfo=None)
    if abs(told - now) > TIMING.history_clock_off:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="history_clock_off",
            translation_placeholders={
                "name": meter.coordinator.entry.title,
                "clock": f"{told:%Y-%m-%d %H:%M}",
                "time": f"{now:%Y-%m-%d %H:%M}",
            },
        )
