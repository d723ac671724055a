"""Event session of a gateway: kept open, opened again when it is lost, and what becomes of it told."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Final

from ..client import Client
from ..commands.connect_limiter import SPARED, SPARED_WHEN_AWAY, ConnectLimiter
from ..exceptions import InvalidAuthentication, InvalidSession, Unreachable
from ..observer import GatewayObserver
from ..timing import Timing
from ..wire.connection import ConnectionParams
from ..wire.handshake import SessionType
from ..wire.messages import ACK, BaseMessage

_DOUBTS: Final = 3
"""How often in a row a gateway has to leave, or fall silent, without a word when it is told the password, to have
refused it. One that restarts at that moment does the same; three failures lock some for a minute (protocol.md 2.5)."""

_LOGGER = logging.getLogger(__name__)


class ConnectionState(Enum):
    """How it stands with the event session."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"
    REFUSED = "refused"
    """The password is wrong: a person has to act; some gateways lock after three failures."""
    STOPPED = "stopped"


class Problem(Enum):
    """Why there is no connection."""

    NO_ANSWER = "no_answer"
    """It cannot be reached, or says nothing."""
    SESSION_REFUSED = "session_refused"
    """It closes the connection before it asks for a password: no free session, or this address is not allowed."""
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 - the name of a problem


class EventSession:
    """Keeps the event session of a gateway."""

    def __init__(
        self, params: ConnectionParams, *, limiter: ConnectLimiter, observer: GatewayObserver, timing: Timing
    ) -> None:
        """Prepare; nothing is connected yet. `observer` is told of changes."""
        self.state = ConnectionState.STOPPED
        self.problem: Problem | None = None
        """Why there is no connection, as far as the last attempt told."""
        self.reconnections = 0
        """How often the connection came back."""
        self._name: Final = str(params)
        self._client: Final = Client(params.host, params.port, params.password, SessionType.EventSession, timing=timing)
        self._observer: Final = observer
        self._limiter: Final = limiter
        self._timing: Final = timing
        self._unwell_since: float | None = None
        """Since when the connection has not been good for a while: the first loss of a story of several."""
        self._grace_is_over = False
        self._timer: asyncio.TimerHandle | None = None
        """The end of the grace while it is lost; when it counts as well while it stands."""
        self._doubts = 0

    @property
    def available(self) -> bool:
        """Whether the connection is good, or was until a moment ago; a short one in between does not count."""
        if self._unwell_since is None:
            return self.state is ConnectionState.CONNECTED
        return self.state in (ConnectionState.CONNECTED, ConnectionState.LOST) and not self._grace_is_over

    @property
    def is_connected(self) -> bool:
        """Whether the session is open, and not known to be lost."""
        return self._client.is_connected

    async def read(self, receive: Callable[[BaseMessage], None]) -> None:
        """Hand each event to `receive`, until the session is lost. Raises `InvalidSession`."""
        await self._client.read_events(receive)
        raise InvalidSession("the event session was closed")

    async def send_keep_alive(self) -> None:
        """Say that we are here. Raises `InvalidSession` when the session is lost."""
        # A MH201 answers this with NACK, the others with nothing; both are right (protocol.md 2.8).
        await self._client.send_message(ACK(), force=True)

    async def renew(self) -> None:
        """Put a fresh session, which is surely alive, in the place of the present one.

        It is opened before the other is closed, so that nothing is missed; where the gateway has none to spare, the
        present one goes on. Raises `TimeoutError` when the gateway does not answer, `InvalidAuthentication` when it
        refuses the password.
        """
        await self._limiter.take(spared=SPARED)
        try:
            await self._client.renew()
        except InvalidSession as error:
            if isinstance(error, InvalidAuthentication) or not self._client.is_connected:
                raise
            _LOGGER.debug("%s: %s", self._name, error)

    async def open(self) -> None:
        """Open the event session for the first time.

        Raises `TimeoutError`, `InvalidSession` or `InvalidAuthentication` as `BaseClient.start` does.
        """
        self._change(ConnectionState.CONNECTING)
        for doubts in range(1, _DOUBTS + 1):
            await self._limiter.take()
            try:
                await self._client.start()
            except InvalidAuthentication as error:
                if not error.doubtful or doubts == _DOUBTS:
                    raise
                await asyncio.sleep(self._timing.doubt_pause)
            else:
                self._change(ConnectionState.CONNECTED)
                return

    async def keep(self, live: Callable[[], Awaitable[None]]) -> None:
        """Keep the event session open, until cancelled; it never gives up.

        `live()` is awaited with each session, and returns when the session is lost. Raises `InvalidAuthentication`
        when the gateway refuses the password, and what `live` raises: a person has to act.
        """
        loop = asyncio.get_running_loop()
        pauses = Pauses(self._timing)
        if self.state is ConnectionState.STOPPED:
            # Nobody is told: nothing has happened yet.
            self.state = ConnectionState.CONNECTING
        elif self.state is ConnectionState.CONNECTED and not self._client.is_connected:
            self._change(ConnectionState.LOST)
        while True:
            failure = await self._open_again()
            if failure is None:
                begin = loop.time()
                await live()
                # It may stand and be dead all the same.
                await self._client.close()
                self._change(ConnectionState.LOST)
                pauses.opened(is_good=loop.time() - begin > self._timing.healthy)
            await asyncio.sleep(jittered(pauses.after(failure)))

    async def _open_again(self) -> Exception | None:
        """Open the session unless it is; return why it could not be."""
        if not self._client.is_connected:
            await self._client.close()
            await self._limiter.take(spared=SPARED_WHEN_AWAY)
            try:
                await self._client.start()
            except InvalidAuthentication as error:
                self._doubts += 1
                if not error.doubtful or self._doubts >= _DOUBTS:
                    self._change(ConnectionState.REFUSED, Problem.PASSWORD_REFUSED)
                    raise
                _LOGGER.debug("%s left when it was told the password", self._name)
                self._change(self.state, Problem.NO_ANSWER)
                return error
            except (InvalidSession, TimeoutError) as error:
                _LOGGER.debug("%s: %s", self._name, error)
                self._doubts = 0
                is_refused = isinstance(error, InvalidSession)
                self._change(self.state, Problem.SESSION_REFUSED if is_refused else Problem.NO_ANSWER)
                return error
        self._doubts = 0
        self._change(ConnectionState.CONNECTED)
        return None

    async def refuse(self) -> None:
        """Close because the gateway refuses the password; nothing is tried any more."""
        await self._client.close()
        self._change(ConnectionState.REFUSED, Problem.PASSWORD_REFUSED)

    async def close(self) -> None:
        """Close. Whoever runs `keep` has to cancel it first."""
        await self._client.close()
        self._change(ConnectionState.STOPPED)

    def _change(self, state: ConnectionState, problem: Problem | None = None) -> None:
        before, self.state = self.state, state
        if before is state and problem is self.problem:
            return
        self.problem = problem
        if state is not before:
            self._follow_health(before)
        self._observer.on_state()

    def _follow_health(self, before: ConnectionState) -> None:
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.state is ConnectionState.LOST and before is ConnectionState.CONNECTED:
            if self._unwell_since is None:
                _LOGGER.info("Lost the connection to %s", self._name)
                self._unwell_since = loop.time()
                self._grace_is_over = False
            self._timer = loop.call_at(self._unwell_since + self._timing.grace, self._end_grace)
        elif self.state is ConnectionState.CONNECTED and self._unwell_since is not None:
            self.reconnections += 1
            self._timer = loop.call_later(self._timing.well, self._be_well)
        elif self.state is not ConnectionState.LOST:
            self._unwell_since = None

    def _end_grace(self) -> None:
        self._timer = None
        self._grace_is_over = True
        self._observer.on_state()

    def _be_well(self) -> None:
        self._timer = self._unwell_since = None
        _LOGGER.info("The connection to %s is back", self._name)
        self._observer.on_state()


class Pauses:
    """The pauses between attempts to open a session, by what became of the last one."""

    def __init__(self, timing: Timing) -> None:
        """Begin with the shortest."""
        self._timing: Final = timing
        self._failures = 0
        """Attempts in vain since a session was open."""
        self._short = 0
        """Sessions that did not last, since one did."""

    def opened(self, *, is_good: bool) -> None:
        """Take note of a session that was open, and whether it lasted."""
        self._failures = 0
        if is_good:
            self._short = 0

    def after(self, failure: Exception | None) -> float:
        """Return the pause after an attempt that failed, or after the end of a session."""
        if failure is None:
            pauses, number = self._timing.reconnect_thrown_out, self._short
            self._short += 1
        else:
            is_absent = isinstance(failure, Unreachable)
            pauses = self._timing.reconnect_absent if is_absent else self._timing.reconnect_refused
            if isinstance(failure, InvalidAuthentication):
                pauses = tuple(max(pause, self._timing.doubt_pause) for pause in pauses)
            number = self._failures
            self._failures += 1
        return pauses[min(number, len(pauses) - 1)]


def jittered(pause: float) -> float:
    """Return about so many seconds, so that what fails at once is not tried again at once."""
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
