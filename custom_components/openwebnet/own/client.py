"""One TCP session each: `BaseClient` opens, sends and reads; `Client` also keeps the items of the bus.

The names and behaviour follow the published reference API.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Final, override

from .exceptions import InvalidMessage, InvalidSession, OWNException, ResponseError, Unreachable
from .items import BaseItem
from .items.action import Action
from .items.pace import Pace
from .items.sender import Sender
from .items.store import ItemStore
from .priority import Priority
from .timing import TIMING, Timing
from .wire.connection import Connection
from .wire.handshake import Handshake, SessionType
from .wire.messages import NACK, BaseMessage, MessageType, parse_message
from .wire.tags import Where, Who

MAX_ANSWER: Final = 1024
"""Frames in one answer; more than 100 occur (protocol.md 5.1)."""

_FRAMES_PER_TURN: Final = 64

_LOGGER = logging.getLogger(__name__)

type Callback = Callable[[BaseItem, BaseMessage], Awaitable[None] | None]


class _SelectorRefused(InvalidSession):
    """The gateway has refused a selector and hung up."""


async def _always() -> bool:
    return True


class BaseClient(ABC):
    """One session with a gateway."""

    def __init__(
        self,
        host: str,
        port: int,
        password: str,
        session_type: SessionType = SessionType.CommandSession,
        *,
        loop: asyncio.AbstractEventLoop | None = None,
        timing: Timing = TIMING,
    ) -> None:
        """Prepare a session; nothing is connected yet.

        `password` may be empty where the gateway asks for none. `loop` is the event loop to connect on, the running
        one by default.
        """
        self.timing: Final = timing
        self.pace: Final = Pace(timing.gradual_gap)
        """The pace of what goes on by itself."""
        self._host: Final = host
        self._port: Final = port
        self._password: Final = password
        self._session_type: Final = session_type
        self._kind: Final = session_type.name
        self._loop: Final = loop
        self._connection: Connection | None = None
        self._is_open = False
        self.newer_first = False
        """Begin with the newer selector: the gateway has hung up at the older one."""
        self.admit: Callable[[], Awaitable[bool]] = _always
        """Asked before the second connection that `start` may need; `False` leaves it at the first."""
        self._request_lock: Final = asyncio.Lock()
        self.invalid_frames = 0
        """What was received and is no frame."""
        self._silent_until = float("-inf")

    @property
    def delivers_answers(self) -> bool:
        """Whether the items get the frames of answers without asking for them: a session knows none but its own."""
        return False

    def drop(self, action: Action) -> bool:
        """Do nothing: what is asked for is written at once, or waits for the session's answer to something else."""
        return False

    def expect_stop(self, key: str, at: float | None) -> None:  # noqa: B027 - a session has no queue
        """Do nothing: what is asked for is written at once."""

    def is_cmd_session(self) -> bool:
        """Tell whether this is a command session."""
        return self._session_type is not SessionType.EventSession

    @property
    def is_connected(self) -> bool:
        """Whether the session is open and the connection is not known to be lost."""
        return self._is_open and self._connection is not None and not self._connection.lost

    async def start(self) -> None:
        """Connect and do the handshake.

        Raises `TimeoutError` when the gateway cannot be reached or does not answer, `InvalidSession` when it refuses
        the session or asks for an unknown algorithm, `InvalidAuthentication` when the password is refused. No socket
        is left open after raising.

        Some gateways hang up when they have refused a selector, instead of waiting for the other one: that one is tried
        on a connection of its own, and remembered.
        """
        if self._connection is not None:
            raise InvalidSession("the session is started already")
        try:
            await self._start()
        except _SelectorRefused:
            if not await self.admit():
                raise
            self.newer_first = not self.newer_first
            try:
                await self._start()
            except OWNException, TimeoutError:
                self.newer_first = not self.newer_first
                raise

    async def _start(self) -> None:
        connection = self._connection = Connection()
        try:
            await self._connect(connection)
            await self._shake_hands(connection)
        except BaseException:
            connection.close()
            self._connection = None
            raise
        if connection.lost:
            self._connection = None
            raise InvalidSession("the session was closed while it was being opened")
        self._is_open = True

    async def connect(self) -> None:
        """Do the same as `start`."""
        await self.start()

    async def renew(self) -> None:
        """Put another connection in the place of the present one; nothing is missed between the two.

        Raises what `start` raises; then the present connection goes on.
        """
        old = self._started()
        connection = Connection()
        try:
            await self._connect(connection)
            await self._shake_hands(connection)
        except BaseException:
            connection.close()
            raise
        if self._connection is not old or connection.lost:
            connection.close()
            raise InvalidSession("the session was closed while it was being renewed")
        # What the old one has received and nobody has read yet comes first; both may have heard the same.
        missed = [frame for frame in old.frames if frame not in connection.frames]
        connection.frames.extendleft(reversed(missed))
        self._connection = connection
        old.close()

    async def _connect(self, connection: Connection) -> None:
        loop = self._loop or asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.timing.connect_timeout):
                await loop.create_connection(lambda: connection, self._host, self._port)
        except TimeoutError:
            limit = self.timing.connect_timeout
            raise TimeoutError(f"no connection to {self._host}:{self._port} in {limit:.0f} s") from None
        except (OSError, ValueError, OverflowError) as error:
            # A name that is none, or a port that is none, cannot be reached either.
            raise Unreachable(f"cannot reach {self._host}:{self._port}: {error}") from error

    async def _shake_hands(self, connection: Connection) -> None:
        handshake = Handshake(self._session_type, self._password, newer_first=self.newer_first)
        try:
            async with asyncio.timeout(self.timing.handshake_timeout):
                while not handshake.is_open:
                    try:
                        frame = await connection.next_frame()
                    except InvalidSession:
                        if handshake.selector_refused and not handshake.is_answered:
                            raise _SelectorRefused("the gateway hangs up when it refuses a selector") from None
                        raise handshake.refused(doubtful=True) from None
                    try:
                        answers = handshake.receive(frame)
                    except InvalidSession:
                        connection.write(str(NACK()))
                        raise
                    for answer in answers:
                        connection.write(answer)
        except TimeoutError:
            if handshake.is_answered:
                raise handshake.refused(doubtful=True) from None
            raise TimeoutError(f"no answer from {self._host}:{self._port} to the handshake") from None

    async def send_message(self, message: BaseMessage, *, force: bool = False) -> None:
        """Send a frame.

        Raises `InvalidSession` on an event session unless `force` is set, on a session that is not started, and when
        the connection is known to be lost; then nothing was sent.
        """
        if not self.is_cmd_session() and not force:
            raise InvalidSession("an event session takes no commands")
        connection = self._started()
        _LOGGER.debug("%s > %s", self._kind, message)
        connection.write(str(message))

    async def read_message(self, timeout: float | None = 5) -> BaseMessage:  # noqa: ASYNC109 - the reference API
        """Return the next frame; what is no frame is logged and skipped.

        Raises `TimeoutError` after `timeout` seconds (`None` waits for ever), `InvalidSession` when the session is
        not started, is closed, or the connection is lost while waiting.
        """
        connection = self._started()
        async with asyncio.timeout(timeout):
            while True:
                message = self._read(await connection.next_frame())
                if message is not None:
                    return message

    def _read(self, text: str) -> BaseMessage | None:
        """Return the frame that a text is; what is none is logged."""
        try:
            message = parse_message(text)
        except InvalidMessage as error:
            self._note_invalid(error)
            return None
        _LOGGER.debug("%s < %s", self._kind, message)
        return message

    def _note_invalid(self, error: InvalidMessage) -> None:
        """Count what is no frame, and log it once an hour: a disturbed line brings a lot of it."""
        self.invalid_frames += 1
        now = asyncio.get_running_loop().time()
        if now >= self._silent_until:
            self._silent_until = now + self.timing.same_warning
            _LOGGER.warning("Skipped what is %s; %d since the session was made", error, self.invalid_frames)
        else:
            _LOGGER.debug("Skipped what is %s", error)

    async def request(
        self,
        message: BaseMessage,
        *,
        priority: Priority | None = None,
        replaces: str = "",
    ) -> Sequence[BaseMessage]:
        """Send a command or a request and return the frames up to the ACK that ends its answer.

        One at a time: the protocol has no request numbers. Raises `ResponseError` when the gateway answers NACK,
        `TimeoutError` when it falls silent for 10 s (the session is closed then), `InvalidSession` when the session is
        not open or is lost.
        """
        async with self._request_lock:
            await self.send_message(message)
            try:
                return await self._read_answer(message)
            except TimeoutError, asyncio.CancelledError:
                # What comes later would be taken for the answer to the next request.
                await self.close()
                raise

    async def _read_answer(self, message: BaseMessage) -> Sequence[BaseMessage]:
        answer: list[BaseMessage] = []
        while len(answer) <= MAX_ANSWER:
            reply = await self.read_message(self.timing.answer_timeout)
            match reply.type:
                case MessageType.ACK:
                    return answer
                case MessageType.NACK:
                    raise ResponseError(f"the gateway refused {message}")
                case _:
                    answer.append(reply)
        raise TimeoutError(f"the answer to {message} does not end")

    async def close(self) -> None:
        """Close the session. May be called twice, and from another task: whoever waits for a frame is released."""
        connection, self._connection = self._connection, None
        self._is_open = False
        if connection is not None:
            connection.close()
            # Let the transport's own closing callback run before the caller goes on.
            await asyncio.sleep(0)

    def part(self, seconds: float) -> Coroutine[None, None, None]:
        """Close the session at once; return what waits up to so many seconds until the gateway has closed it too."""
        connection, self._connection = self._connection, None
        self._is_open = False
        if connection is None:
            return asyncio.sleep(0)
        connection.give_up()
        return connection.part(seconds)

    def _started(self) -> Connection:
        if self._connection is None or not self._is_open:
            raise InvalidSession("the session is not started")
        return self._connection

    async def read_events(self, receive: Callable[[BaseMessage], Awaitable[None] | None]) -> None:
        """Read frames and hand each to `receive`, in the order of arrival.

        Returns when `close()` was called; raises `InvalidSession` when the connection was lost, on a command session,
        and when not started. A frame that cannot be understood is logged.
        """
        if self.is_cmd_session():
            raise InvalidSession("a command session has no events")
        connection = self._started()
        turn = 0
        while True:
            try:
                text = connection.frames.popleft() if connection.frames else await connection.next_frame()
            except InvalidSession:
                if self._connection is connection:
                    raise
                if self._connection is None:
                    return
                # It was renewed.
                connection = self._connection
                continue
            turn += 1
            if turn > _FRAMES_PER_TURN:
                # A burst must not keep everything else waiting.
                turn = 0
                await asyncio.sleep(0)
            message = self._read(text)
            if message is not None:
                result = receive(message)
                if result is not None:
                    await result

    @abstractmethod
    async def loop(self) -> None:
        """Read events until the session is closed."""


class Client(BaseClient):
    """A session that knows the items of the bus: the same object for the same address on every call."""

    def __init__(
        self,
        host: str,
        port: int,
        password: str,
        session_type: SessionType = SessionType.CommandSession,
        *,
        loop: asyncio.AbstractEventLoop | None = None,
        timing: Timing = TIMING,
    ) -> None:
        """Prepare a session; see `BaseClient`."""
        super().__init__(host, port, password, session_type, loop=loop, timing=timing)
        self._store: Final = ItemStore()
        self._callbacks: Final[list[Callback]] = []

    @property
    def items(self) -> Sequence[BaseItem]:
        """All items known so far."""
        return self._store.items

    def get_item(self, who: Who, where: Where, *, client: Sender) -> BaseItem:
        """Return the item of an address; a new one will send its commands with `client`.

        Raises `KeyError` for a WHO that has no item class.
        """
        return self._store.get(who, where, client)

    def add_callback(self, callback: Callback) -> None:
        """Call `callback(item, event)` for every frame of an item; a coroutine function is awaited, in order."""
        self._callbacks.append(callback)

    @override
    async def loop(self, *, client: Sender | None = None) -> None:
        """Read frames; update the item of each and call the callbacks, in the order of arrival.

        `client` is what new items send their commands with, this one by default. Returns when `close()` was called;
        raises `InvalidSession` when the connection was lost, on a command session, and when not started. A frame that
        cannot be understood, or a callback that raises, is logged and ends nothing.
        """
        sender = client or self

        async def receive(message: BaseMessage) -> None:
            item = self._store.receive(message, sender)
            if item is not None:
                await self._call_back(item, message)

        await self.read_events(receive)

    async def _call_back(self, item: BaseItem, message: BaseMessage) -> None:
        for callback in self._callbacks:
            try:
                result = callback(item, message)
                if result is not None:
                    await result
            except Exception:
                _LOGGER.exception("Error in a callback for %s", message)
