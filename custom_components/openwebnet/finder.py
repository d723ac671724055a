"""Finding what is on a bus before there is an entry for its gateway."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final, override

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT

from .own import OWNException, Who
from .own.gateway import Gateway
from .own.items import BaseItem, SoundDiffusion
from .timing import TIMING

_LOGGER = logging.getLogger(__name__)


class Scanner(Gateway):
    """A gateway that tells when the whole bus has been asked."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the connection of an entry's data."""
        super().__init__(data[CONF_HOST], data[CONF_PORT], data[CONF_PASSWORD])
        self._swept: Final = asyncio.Event()

    @override
    async def sweep(self) -> bool:
        is_whole = await super().sweep()
        self._swept.set()
        return is_whole

    async def scan(self) -> None:
        """Return when the whole bus has been asked; never raises what a gateway can do wrong."""
        try:
            async with asyncio.timeout(TIMING.longest_scan):
                await self.connect()
                async with asyncio.TaskGroup() as tasks:
                    running = tasks.create_task(self.run())
                    waiting = tasks.create_task(self._swept.wait())
                    waiting.add_done_callback(lambda _: running.cancel())
        except (OWNException, TimeoutError, ExceptionGroup) as error:
            _LOGGER.debug("The scan came to no end: %s", error)
        finally:
            await self.close()

    @property
    def found(self) -> Sequence[BaseItem]:
        """What was heard of; amplifiers that were told twice (gateways.md 7) stand there once."""
        found = [item for item in self.items if item.heard and item.is_device and not item.is_part_of_others]
        amplifiers = {item.where for item in found if item.who is Who.SOUND_DIFFUSION_1}
        return [item for item in found if not (isinstance(item, SoundDiffusion) and item.twin in amplifiers)]
