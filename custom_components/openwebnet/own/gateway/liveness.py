"""Liveness of the event session: a dead one is told from a quiet bus, and kept from dying."""

import asyncio
import contextlib
from typing import Final, override

from ..commands.pipeline import CommandPipeline
from ..exceptions import InvalidAuthentication, InvalidSession, NotSent, ResponseError
from ..items import BaseItem
from ..observer import GatewayObserver, Way
from ..wire.messages import BaseMessage, DimensionRequest, StatusRequest
from ..wire.tags import Who
from .echoes import Echoes
from .event_session import EventSession


class Liveness(GatewayObserver):
    """Looks after an event session."""

    def __init__(self, session: EventSession, commands: CommandPipeline) -> None:
        """Prepare."""
        self.last_event = 0.0
        """The event loop's time of the last event, 0 before the first."""
        self._session: Final = session
        self._commands: Final = commands
        self._echoes: Final = Echoes()
        self._askable: BaseItem | None = None
        """An object that can be asked to provoke an event."""

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if message.who is None:
            # ACK and NACK are of one session: a MH201 refuses our sign of life on the event session.
            return
        if way is Way.EVENT:
            self.last_event = asyncio.get_running_loop().time()
            self._echoes.told(message)
        elif way is Way.ANSWER:
            self._echoes.answered(message)
        if self._askable is None and item is not None and item.is_device and item.has_members:
            self._askable = item

    async def stay_alive(self) -> None:
        """Say now and then that we are here, until cancelled. Raises `InvalidSession` when the session is lost."""
        while True:
            await asyncio.sleep(self._commands.profile.keep_alive)
            await self._session.send_keep_alive()

    async def watch_silence(self) -> None:
        """Tell a dead event session from a quiet bus. Raises `InvalidSession` or `TimeoutError` for a dead one."""
        loop = asyncio.get_running_loop()
        checked = loop.time()
        while True:
            quiet_since = max(self.last_event, checked)
            await asyncio.sleep(max(quiet_since + self._commands.timing.silence - loop.time(), 0))
            if self.last_event > quiet_since:
                continue
            await self._probe()
            checked = loop.time()

    async def _probe(self) -> None:
        """Ask the gateway whether it is there, and whether the event session still is one."""
        device = self._askable
        try:
            with contextlib.suppress(ResponseError):
                await self._commands.request(DimensionRequest((Who.GATEWAY, "", "15")))
            if device is None or not self._echoes.are_certain:
                # Nothing can be provoked on the event session of this gateway.
                await self._session.renew()
                return
            before = self.last_event
            with contextlib.suppress(ResponseError):
                await self._commands.request(StatusRequest((device.who, device.where)))
        except InvalidAuthentication:
            raise
        except NotSent, InvalidSession:
            # It gives us no command session now: others may use them. That says nothing of the event session.
            await self._session.renew()
            return
        loop = asyncio.get_running_loop()
        echo = self._commands.timing.echo
        end = loop.time() + echo
        while self.last_event == before:
            if loop.time() > end:
                raise InvalidSession("the gateway answers, but its event session is dead")
            await asyncio.sleep(echo / 20)
