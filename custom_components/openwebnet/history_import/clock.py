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


async def clock_ahead(meter: Meter) -> dt.timedelta:
    """Return the hours that the gateway's clock is ahead of the time at home: those of its meters are, too.

    What counts is what a person would read off it; a gateway that does not tell its time is believed. Raises
    `HomeAssistantError` for a clock that is wrong by anything but hours, or by more than a day.
    """
    item = cast("GatewayItem", meter.coordinator.gateway.get_item(Who.GATEWAY, Where()))
    try:
        await item.read_clock()
    except (OWNException, TimeoutError) as error:
        _LOGGER.debug("The clock of %s is not known: %s", meter.coordinator.entry.title, error)
        return dt.timedelta()
    date, time = item.state.date, item.state.time
    if date is None or time is None:
        return dt.timedelta()
    told = dt.datetime.combine(date, time.replace(tzinfo=None))
    now = dt_util.now().replace(tzinfo=None)
    ahead = dt.timedelta(hours=round((told - now) / dt.timedelta(hours=1)))
    if abs(told - now - ahead) > TIMING.history_clock_off or abs(ahead) > dt.timedelta(days=1):
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="history_clock_off",
            translation_placeholders={
                "name": meter.coordinator.entry.title,
                "clock": f"{told:%Y-%m-%d %H:%M}",
                "time": f"{now:%Y-%m-%d %H:%M}",
            },
        )
    return ahead
