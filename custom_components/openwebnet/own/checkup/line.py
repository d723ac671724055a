"""One session, seen closely: how it was granted, and when each frame came."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from ..exceptions import InvalidMessage, InvalidSession
from ..gateway.general_requests import Quiet
from ..timing import Timing
from ..wire.connection import Connection, ConnectionParams
from ..wire.handshake import Handshake, HandshakeState, SessionType
from ..wire.messages import ACK, NACK, BaseMessage, parse_message
from ..wire.tags import Who


class Reply(StrEnum):
    """What a gateway says to the request for a session."""

    GRANTED = "granted"
    REFUSED = "refused"
    """By a NACK."""
    CLOSED = "closed"
    """The connection was closed without a word."""
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    """There was no connection at all."""


class Authentication(StrEnum):
    """How a gateway asks for its password (protocol.md 2.3)."""

    NONE = "none"
    OPEN = "open"
    """The numeric password."""
    SHA1 = "hmac-sha1"
    SHA256 = "hmac-sha256"


class Heard(NamedTuple):
    """What came."""

    at: float
    """The event loop's time."""
    text: str
    message: BaseMessage | None
    """`None` for what is no frame."""


def quiet_after(last_event: Callable[[Who | None], float], timing: Timing) -> Quiet:
    """Return how to wait for answers of which nobody knows how many come; for `last_event` see `Quiet`."""
    return Quiet(last_event, is_known=lambda _: False, is_told=lambda *_: False, timing=timing)


_ANNOUNCED: Final = {"*98*1##": Authentication.SHA1, "*98*2##": Authentication.SHA256}


class Line:
    """One session. It may be opened once."""

    def __init__(self, params: ConnectionParams, session_type: SessionType, timing: Timing) -> None:
        """Prepare; nothing is connected yet."""
        self.authentication: Authentication | None = None
        """How the password was asked for; `None` before it was."""
        self.used = 0.0
        """The event loop's time at which something was sent or came."""
        self._params: Final = params
        self._type: Final = session_type
        self._timing: Final = timing
        self._connection: Final = Connection()

    async def open(self) -> Reply:
        """Ask for the session, and tell what the gateway says to that.

        Raises `InvalidAuthentication` when the password is refused, `InvalidSession` for what fits no handshake.
        """
        try:
            async with asyncio.timeout(self._timing.connect_timeout):
                loop = asyncio.get_running_loop()
                await loop.create_connection(lambda: self._connection, self._params.host, self._params.port)
        except TimeoutError, OSError:
            return Reply.UNREACHABLE
        handshake = Handshake(self._type, self._params.password, only=True)
        try:
            reply = await self._shake_hands(handshake)
        except InvalidSession:
            self.close()
            raise
        if reply is not Reply.GRANTED:
            self.close()
        return reply

    async def _shake_hands(self, handshake: Handshake) -> Reply:
        try:
            async with asyncio.timeout(self._timing.handshake_timeout):
                while not handshake.is_open:
                    before = handshake.state
                    text = await self._next()
                    if before is HandshakeState.SELECTED:
                        self._note_authentication(text)
                    if text == str(NACK()) and before in (HandshakeState.GREETING, HandshakeState.SELECTED):
                        return Reply.REFUSED
                    for answer in handshake.receive(text):
                        self._connection.write(answer)
        except TimeoutError:
            if handshake.is_answered:
                raise handshake.refused(doubtful=True) from None
            return Reply.SILENT
        except InvalidSession:
            if self._connection.lost and not handshake.is_answered:
                return Reply.CLOSED
            raise
        return Reply.GRANTED

    def _note_authentication(self, text: str) -> None:
        if text in _ANNOUNCED:
            self.authentication = _ANNOUNCED[text]
        elif text == str(ACK()):
            self.authentication = Authentication.NONE
        elif not text.startswith("*#*"):
            self.authentication = Authentication.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it is not known to be lost."""
        return not self._connection.lost

    def send(self, message: BaseMessage) -> None:
        """Send a frame. Raises `InvalidSession` when the session is known to be lost."""
        self.used = asyncio.get_running_loop().time()
        self._connection.write(str(message))

    async def hear(self) -> Heard:
        """Return what comes next. Raises `InvalidSession` when the session is lost."""
        text = await self._next()
        try:
            message = parse_message(text)
        except InvalidMessage:
            message = None
        return Heard(self.used, text, message)

    async def _next(self) -> str:
        text = await self._connection.next_frame()
        self.used = asyncio.get_running_loop().time()
        return text

    def close(self) -> None:
        """Close it. May be called twice."""
        self._connection.close()
