"""Handover: the gateway that a config flow has read goes over to the entry that comes of it, with all its states."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..own.gateway import Gateway
from ..own.wire.connection import ConnectionParams

_HANDED_OVER: Final[HassKey[dict[ConnectionParams, Gateway]]] = HassKey(f"{DOMAIN}_handed_over")


@callback
def hand_over(hass: HomeAssistant, params: ConnectionParams, gateway: Gateway) -> None:
    """Leave a gateway to the entry that is set up next for it. Nobody else runs it any more."""
    hass.data.setdefault(_HANDED_OVER, {})[params] = gateway


@callback
def take_over(hass: HomeAssistant, params: ConnectionParams) -> Gateway | None:
    """Take what was left; whoever does has to run it, or to close it."""
    return hass.data.get(_HANDED_OVER, {}).pop(params, None)
