"""Telling a dead event session from a quiet bus, and keeping it from dying."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Final

from .budget import SPARED, Budget
from .client import Client
from .commands import Commands
from .echoes import Echoes
from .exceptions import InvalidAuthentication, InvalidSession, NotSent, ResponseError
from .items import BaseItem
from .messages import ACK, BaseMessage, DimensionRequest, StatusRequest
from .refresh import SWITCHED_TOGETHER
from .tags import Who

SILENCE: Final = 90.0
"""Seconds without an event after which the gateway is asked whether it is there; a healthy one can be silent for
minutes (protocol.md 2.8), so silence alone means nothing."""
ECHO: Final = 5.0
"""Seconds in which an answer appears on the event session, on a gateway that shows answers there."""

_LOGGER = logging.getLogger(__name__)


class Liveness:
    """Looks after an event session."""

    def __init__(
        self, name: str, events: Client, commands: Commands, budget: Budget, devices: Callable[[], Sequence[BaseItem]]
    ) -> None:
        """Prepare. `devices` tells what there is on the bus that could be asked to provoke an event."""
        self.last_event = 0.0
        """The event loop's time of the last event, 0 before the first."""
        self._name: Final = name
        self._events: Final = events
        self._commands: Final = commands
        self._budget: Final = budget
        self._devices: Final = devices
        self._echoes: Final = Echoes()

    def told(self, message: BaseMessage) -> None:
        """Take note of an event."""
        self.last_event = asyncio.get_running_loop().time()
        self._echoes.told(message)

    def answered(self, message: BaseMessage) -> None:
        """Take note of a frame of an answer."""
        self._echoes.answered(message)

    async def stay_alive(self) -> None:
        """Say now and then that we are here, until cancelled. Raises `InvalidSession` when the session is lost."""
        while True:
            await asyncio.sleep(self._commands.profile.keep_alive)
            # A MH201 answers this with NACK, the others with nothing; both are right (protocol.md 2.8).
            await self._events.send_message(ACK(), force=True)

    async def watch_silence(self) -> None:
        """Tell a dead event session from a quiet bus. Raises `InvalidSession` or `TimeoutError` for a dead one."""
        loop = asyncio.get_running_loop()
        checked = loop.time()
        while True:
            quiet_since = max(self.last_event, checked)
            await asyncio.sleep(max(quiet_since + SILENCE - loop.time(), 0))
            if self.last_event > quiet_since:
                continue
            await self._probe()
            checked = loop.time()

    async def _probe(self) -> None:
        """Ask the gateway whether it is there, and whether the event session still is one."""
        device = next((item for item in self._devices() if item.who in SWITCHED_TOGETHER), None)
        try:
            with contextlib.suppress(ResponseError):
                await self._commands.request(DimensionRequest((Who.GATEWAY, "", "15")))
            if device is None or not self._echoes.are_certain:
                # Nothing can be provoked on the event session of this gateway.
                await self._renew()
                return
            before = self.last_event
            with contextlib.suppress(ResponseError):
                await self._commands.request(StatusRequest((device.who, device.where)))
        except InvalidAuthentication:
            raise
        except NotSent, InvalidSession:
            # It gives us no command session now: others may use them. That says nothing of the event session.
            await self._renew()
            return
        end = asyncio.get_running_loop().time() + ECHO
        while self.last_event == before:
            if asyncio.get_running_loop().time() > end:
                raise InvalidSession("the gateway answers, but its event session is dead")
            await asyncio.sleep(ECHO / 20)

    async def _renew(self) -> None:
        """Put a fresh event session, which is surely alive, in the place of the present one.

        It is opened before the other is closed, so that nothing is missed; where the gateway has none to spare, the
        present one goes on. Raises `TimeoutError` when the gateway does not answer.
        """
        await self._budget.take(spared=SPARED)
        try:
            await self._events.renew()
        except InvalidSession as error:
            if isinstance(error, InvalidAuthentication) or not self._events.is_connected:
                raise
            _LOGGER.debug("%s: %s", self._name, error)
