"""Scan of a bus before there is an entry for its gateway."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..objects.devices import connection_params
from ..own import OWNException, Who
from ..own.gateway import Gateway
from ..own.items import BaseItem
from ..timing import TIMING

_LOGGER = logging.getLogger(__name__)


class Scanner:
    """Asks the whole bus of a gateway once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the connection of an entry's data."""
        self._gateway: Final = Gateway(connection_params(data))

    async def scan(self) -> None:
        """Return when the whole bus has been asked; never raises what a gateway can do wrong."""
        gateway = self._gateway
        try:
            async with asyncio.timeout(TIMING.longest_scan):
                await gateway.connect()
                async with asyncio.TaskGroup() as tasks:
                    running = tasks.create_task(gateway.run())
                    swept = tasks.create_task(gateway.swept.wait())
                    swept.add_done_callback(lambda _: running.cancel())
        except (OWNException, TimeoutError, ExceptionGroup) as error:
            _LOGGER.debug("The scan came to no end: %s", error)
        finally:
            await gateway.close()

    @property
    def found(self) -> Sequence[BaseItem]:
        """What was heard of; what two subsystems tell of (gateways.md 7) stands there once."""
        found = [item for item in self._gateway.items if item.heard and item.is_device and not item.is_part_of_others]
        addresses = {(item.who, item.where) for item in found}
        return [item for item in found if item.who is not Who.SOUND_DIFFUSION_2 or item.twin not in addresses]
