"""Scan of a bus before there is an entry for its gateway."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, override

from homeassistant.core import HomeAssistant

from ..const import DOMAIN
from ..objects.handover import hand_over, take_over
from ..own import BaseMessage, Who
from ..own.gateway import Gateway
from ..own.items import BaseItem
from ..own.observer import GatewayObserver, Way
from ..own.wire.connection import ConnectionParams
from ..timing import TIMING

_LOGGER = logging.getLogger(__name__)


class Scanner(GatewayObserver):
    """Asks the whole bus of a gateway once, and follows it until it is handed over to an entry."""

    def __init__(self, hass: HomeAssistant, params: ConnectionParams, gateway: Gateway) -> None:
        """Take a gateway that is connected, and the way to it."""
        self._hass: Final = hass
        self._params: Final = params
        self._gateway: Final = gateway
        self._running: asyncio.Task[None] | None = None
        self._is_handed_over = False
        self._heard = 0.0
        """The event loop's time of the last frame."""

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if way is not Way.SENT:
            self._heard = asyncio.get_running_loop().time()

    async def scan(self) -> None:
        """Return when the whole bus has been asked, or nothing came for long; never raises what a gateway can do wrong.

        It is followed from then on.
        """
        loop = asyncio.get_running_loop()
        self._heard = loop.time()
        end = self._gateway.add_observer(self)
        running = self._running = self._hass.async_create_background_task(self._run(), f"{DOMAIN} scan")
        scanned = self._hass.async_create_background_task(self._gateway.scanned.wait(), f"{DOMAIN} scanned")
        try:
            while (rest := self._heard + TIMING.longest_scan - loop.time()) > 0:
                done, _ = await asyncio.wait((running, scanned), timeout=rest, return_when=asyncio.FIRST_COMPLETED)
                if done:
                    break
        finally:
            end()
            scanned.cancel()

    async def _run(self) -> None:
        try:
            async with asyncio.timeout(TIMING.longest_flow):
                await self._gateway.run()
        except Exception as error:  # noqa: BLE001 - the entry meets it again, and tells a person
            _LOGGER.debug("The scan came to no end: %s", error)
            await self._gateway.close()

    async def hand_over(self) -> None:
        """Leave the gateway to the entry that is about to be set up, unless it is lost."""
        running, self._running = self._running, None
        if running is None or running.done():
            return
        running.cancel()
        await asyncio.wait((running,))
        hand_over(self._hass, self._params, self._gateway)
        self._is_handed_over = True

    async def close(self) -> None:
        """End it; what nobody has taken over is closed."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.wait((running,))
        if not self._is_handed_over or take_over(self._hass, self._params) is self._gateway:
            await self._gateway.close()

    @property
    def found(self) -> Sequence[BaseItem]:
        """What was heard of; what two subsystems tell of (gateways.md 7) stands there once."""
        found = [item for item in self._gateway.items if item.heard and item.is_device and not item.is_part_of_others]
        addresses = {(item.who, item.where) for item in found}
        return [item for item in found if item.who is not Who.SOUND_DIFFUSION_2 or item.twin not in addresses]
