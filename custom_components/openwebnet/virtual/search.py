"""Search for a real actuator at the address of a virtual one: only that answers a status request."""

import asyncio
from typing import Any, Final, override

from ..own import BaseMessage, OWNException, ResponseError
from ..own.gateway import Gateway
from ..own.items import BaseItem
from ..own.items.point import PointItem
from ..own.observer import GatewayObserver, Way
from ..own.priority import Priority
from ..own.timing import TIMING

_TIMES: Final = 2
"""How often in a row it has to answer: somebody may press the button just when it was asked."""


class _Ear(GatewayObserver):
    """Hears whether an object tells its state: in an answer, or as an event, where answers come as such."""

    def __init__(self, item: BaseItem) -> None:
        self._item: Final = item
        self.has_heard = False

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if item is self._item and way is not Way.SENT and item.tells(message):
            self.has_heard = True


async def is_answered(gateway: Gateway, item: PointItem[Any]) -> bool | None:
    """Tell whether an actuator answers at an address; `None` where it could not be asked."""
    for _ in range(_TIMES):
        ear = _Ear(item)
        remove = gateway.add_observer(ear)
        try:
            for request in item.status_requests():
                # Refused or met with silence: nobody is there.
                await gateway.request(request, priority=Priority.SCAN)
        except ResponseError, TimeoutError:
            pass
        except OWNException:
            remove()
            return None
        # Some gateways answer on the event session only (protocol.md 5.3).
        await asyncio.sleep(TIMING.event_delay)
        remove()
        if not ear.has_heard:
            return False
    return True
