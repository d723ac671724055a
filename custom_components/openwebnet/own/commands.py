"""The way of commands and requests to the gateway: one at a time, over a command session that is opened on demand.

A gateway closes an idle command session without a word, and a frame written into it then is lost while the write
succeeds (protocol.md 2.8). So the session is closed from this side first, and what was written is never written
again, unless it only asks.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from .client import Client
from .exceptions import InvalidSession
from .items import OnFrame
from .messages import BaseMessage, MessageType
from .profiles import DEFAULT, Profile
from .session import SessionType

_ASKS: Final = frozenset((MessageType.STATUS_REQUEST, MessageType.DIMENSION_REQUEST))

_LOGGER = logging.getLogger(__name__)


class Commands:
    """Sends frames in the order they are asked for; each waits for its answer."""

    def __init__(self, host: str, port: int, password: str, *, deliver: Callable[[BaseMessage], None]) -> None:
        """Prepare the way; `deliver` is given each data frame of an answer the moment it comes."""
        self.profile: Profile = DEFAULT
        self._client: Final = Client(host, port, password, SessionType.CommandSession)
        self._deliver: Final = deliver
        self._lock: Final = asyncio.Lock()
        self._last_use = 0.0
        self._closed = False
        self._idle: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def request(self, message: BaseMessage, *, on_frame: OnFrame | None = None) -> Sequence[BaseMessage]:
        """Send a frame; return the data frames of its answer.

        Raises `ResponseError` when the gateway refuses it, `TimeoutError` when the gateway cannot be reached or does
        not answer, `InvalidSession` when the session is refused, or lost before the answer came. A command is sent
        once at the most; a request is sent again once if the connection was lost.
        """
        async with self._lock:
            self._keep()
            try:
                try:
                    return await self._request(message, on_frame)
                except InvalidSession:
                    if message.type not in _ASKS or self._closed:
                        raise
                    await self._client.close()
                    return await self._request(message, on_frame)
            finally:
                self._last_use = asyncio.get_running_loop().time()
                if not self._closed:
                    self._idle = asyncio.get_running_loop().call_later(self.profile.command_idle, self._close_idle)

    async def _request(self, message: BaseMessage, on_frame: OnFrame | None) -> Sequence[BaseMessage]:
        if self._closed:
            raise InvalidSession("the connection to the gateway was closed")
        if not self._client.is_connected:
            await self._client.close()
            await self._client.start()
        pause = self._last_use + self.profile.gap - asyncio.get_running_loop().time()
        if pause > 0:
            await asyncio.sleep(pause)

        def take(frame: BaseMessage) -> None:
            self._deliver(frame)
            if on_frame is not None:
                on_frame(frame)

        return await self._client.request(message, on_frame=take)

    def _keep(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _close_idle(self) -> None:
        if not self._lock.locked():
            _LOGGER.debug("Closing the idle command session")
            self._closing = asyncio.get_running_loop().create_task(self._client.close())

    async def close(self) -> None:
        """Close for good; whoever waits for an answer, or asks for one later, gets `InvalidSession`."""
        self._closed = True
        self._keep()
        await self._client.close()
        if self._closing is not None:
            await self._closing
