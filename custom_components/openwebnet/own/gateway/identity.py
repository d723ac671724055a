"""What a gateway says it is."""

import logging
from dataclasses import dataclass
from typing import Final

from ..exceptions import ResponseError
from ..items import GatewayDiagnostics, GatewayItem
from ..items.sender import Sender
from ..profiles import model_name

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a gateway says it is. `None` where it says nothing."""

    mac: str | None
    """12 lower-case hex digits."""
    model: str | None
    firmware: str | None


UNKNOWN: Final = Identity(None, None, None)


async def ask_identity(
    sender: Sender, gateway: GatewayItem, device: GatewayDiagnostics, *, briefly: bool = False
) -> Identity:
    """Ask the gateway behind `sender` what it is; what it refuses to tell stays unknown.

    `briefly` asks for its MAC address alone; the rest is what it has told before.

    Raises `TimeoutError` when it does not answer, `NotSent`, `InvalidSession` or `InvalidAuthentication` when it
    cannot be asked.
    """
    answers = False
    requests = (*gateway.status_requests(), *device.status_requests())
    for request in requests[:1] if briefly else requests:
        try:
            await sender.request(request)
            answers = True
        except ResponseError:
            answers = True
            _LOGGER.debug("The gateway refuses %s", request)
        except TimeoutError:
            # One answer can be lost, but who does not answer the first is not asked for long.
            if not answers:
                raise
            _LOGGER.debug("The gateway does not answer %s", request)
    told = gateway.state
    return Identity(told.mac, model_name(device.state.model, told.device_type), told.firmware)
