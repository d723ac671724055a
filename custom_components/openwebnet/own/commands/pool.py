"""Pool of the command sessions of a gateway, opened on demand, as many as it has.

A session that was idle is closed by us, before the gateway does it without a word; a frame written into a session that
the gateway has closed is lost while the write succeeds (protocol.md 2.8).
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Final

from ..client import Client
from ..exceptions import InvalidAuthentication, InvalidSession, NotSent
from ..profiles import Profile
from ..timing import Timing
from ..wire.connection import ConnectionParams
from ..wire.handshake import SessionType
from ..wire.messages import BaseMessage
from .connect_limiter import SPARED, SPARED_IN_VAIN, ConnectLimiter
from .queue import Job


class CommandSession:
    """A command session, open or not, and the work that it does."""

    def __init__(self, client: Client) -> None:
        """Prepare; nothing is connected yet."""
        self.client: Final = client
        self.job: Job | None = None
        """What it does; another may take that over while this one is still being opened."""
        self.task: asyncio.Task[None] | None = None
        self.heard = 0.0
        """The event loop's time at which the gateway last said something, or was asked."""
        self.written: float | None = None
        """The event loop's time at which the frame of its job was written; `None` before that."""
        self.is_preempted = False
        """Something more urgent needs it."""
        self.is_surplus = False
        """The gateway has no more sessions than those that are open without it."""
        self.idle: asyncio.TimerHandle | None = None

    @property
    def is_opening(self) -> bool:
        """Whether what it is to write waits for it to be opened."""
        return self.written is None and not self.client.is_connected

    def begin(self, job: Job, work: Coroutine[None, None, None]) -> None:
        """Do a job."""
        if self.idle is not None:
            self.idle.cancel()
            self.idle = None
        self.written = None
        self.job = job
        self.task = asyncio.get_running_loop().create_task(work)

    def end(self) -> None:
        """Have nothing to do."""
        self.job = self.task = None
        self.is_preempted = False

    async def read(self, seconds: float) -> BaseMessage:
        """Return the next frame. Raises as `BaseClient.read_message` does."""
        reply = await self.client.read_message(seconds)
        self.heard = asyncio.get_running_loop().time()
        return reply


class SessionPool:
    """The command sessions of a gateway."""

    def __init__(
        self,
        params: ConnectionParams,
        *,
        limiter: ConnectLimiter,
        profile: Callable[[], Profile],
        timing: Timing,
    ) -> None:
        """Prepare. `profile` tells how the gateway is to be treated."""
        self._timing: Final = timing
        self._params: Final = params
        self._limiter: Final = limiter
        self._profile: Final = profile
        self._sessions: Final[list[CommandSession]] = []
        self._closing: Final[set[asyncio.Task[None]]] = set()
        self._last_write = 0.0
        self._parted = float("-inf")
        """The event loop's time at which a session of ours was closed last."""
        self._full_until = 0.0
        self._in_vain = False
        """The last attempt to connect was in vain, and nothing tells that the gateway is back."""
        self._is_welcome = False
        """The gateway has let another session in, and was not asked for one of ours yet."""
        self._newer_first = False
        """The gateway hangs up at the older selector."""
        self._closed = False

    def __iter__(self) -> Iterator[CommandSession]:
        """Go through a copy of the sessions, open or being opened."""
        return iter(tuple(self._sessions))

    @property
    def counts(self) -> tuple[int, int]:
        """How many sessions are open, and how many of them are busy."""
        is_busy = [session.task is not None for session in self._sessions if session.client.is_connected]
        return len(is_busy), sum(is_busy)

    @property
    def has_room(self) -> bool:
        """Whether the gateway may have one more."""
        if self._sessions and asyncio.get_running_loop().time() < self._full_until:
            return False
        return len(self._sessions) < self._profile().command_sessions

    @property
    def is_single(self) -> bool:
        """Whether there is one session, and no other to be had at once."""
        if self._profile().command_sessions == 1:
            return True
        now = asyncio.get_running_loop().time()
        may_open = now >= self._full_until and not self._limiter.wait_time(now, spared=self._spared)
        return self.counts[0] == 1 and not may_open

    def add(self) -> CommandSession:
        """Return one more session; it is opened when it has something to do."""
        client = Client(
            self._params.host,
            self._params.port,
            self._params.password,
            SessionType.CommandSession,
            timing=self._timing,
        )
        client.newer_first = self._newer_first
        session = CommandSession(client)
        self._sessions.append(session)
        return session

    def remove(self, session: CommandSession) -> None:
        """Forget a session that is not open."""
        self._sessions.remove(session)

    def remove_surplus(self, session: CommandSession) -> None:
        """Forget a session that the gateway has not, and ask for no other for a while."""
        self._sessions.remove(session)
        self._full_until = asyncio.get_running_loop().time() + self._timing.full_pause

    def welcome(self) -> None:
        """Take note that the gateway has just let another session in."""
        self._in_vain = False
        self._is_welcome = True

    def is_another_open(self, session: CommandSession) -> bool:
        """Tell whether there is an open session besides this one."""
        return any(other is not session and other.client.is_connected for other in self._sessions)

    async def open(self, session: CommandSession, until: float) -> None:
        """See that a session is open, when the gap is over too: the gateway may close it in that moment.

        A session that the gateway has closed is found before it is written to. Raises `NotSent` when it cannot be
        opened before `until`, on the event loop's clock, or else what `BaseClient.start` raises.
        """
        await self._keep_gap()
        while not session.client.is_connected:
            if session.is_preempted or self._closed:
                raise InvalidSession("something more urgent needs the session")
            await self._connect(session, until)
            await self._keep_gap()

    async def _keep_gap(self) -> None:
        pause = self._last_write + self._profile().gap - asyncio.get_running_loop().time()
        if pause > 0:
            await asyncio.sleep(pause)

    async def _connect(self, session: CommandSession, until: float) -> None:
        loop = asyncio.get_running_loop()
        end = min(until, loop.time() + self._timing.open_deadline)
        pause = self._timing.refused_pause
        # A gateway that hangs up at a selector takes one connection more.
        session.client.admit = lambda: self._limiter.take(until=end)
        while True:
            self.part(session)
            await session.client.close()
            if self._closing:
                # The gateway may have no other session to give.
                await asyncio.wait(self._closing)
            if not await self._limiter.take(spared=self._spared, until=end):
                raise NotSent("too many attempts to connect; the gateway needs a rest")
            self._is_welcome = False
            try:
                await session.client.start()
            except TimeoutError:
                self._in_vain = True
                raise
            except InvalidSession as error:
                # One that was just closed may not be free yet.
                self._in_vain = loop.time() - self._parted > self._timing.not_yet
                if isinstance(error, InvalidAuthentication) and not error.doubtful:
                    raise
                # No free session at this moment.
                if loop.time() + pause > end or session.is_preempted or self.is_another_open(session):
                    # The event session knows the password to be right: a gateway that just leaves has other reasons.
                    raise InvalidSession(str(error)) from error
                await asyncio.sleep(pause)
                pause *= 2
            else:
                self._in_vain = False
                self._newer_first = session.client.newer_first
                return

    @property
    def _spared(self) -> int:
        if self._in_vain:
            return SPARED_IN_VAIN
        return 0 if self._is_welcome else SPARED

    async def write(self, session: CommandSession, message: BaseMessage) -> None:
        """Write a frame. Raises `InvalidSession` when the session is known to be lost; then nothing was written."""
        loop = asyncio.get_running_loop()
        session.heard = loop.time()
        await session.client.send_message(message)
        self._last_write = session.written = loop.time()

    def rest(self, session: CommandSession) -> None:
        """Close a session that has nothing to do, when it had nothing to do for a while."""
        if session.task is None and session.idle is None:
            session.idle = asyncio.get_running_loop().call_later(self._profile().command_idle, self._end, session)

    def _end(self, session: CommandSession) -> None:
        session.idle = None
        if session.task is None:
            self._sessions.remove(session)
            self.part(session)

    def preempt(self, session: CommandSession) -> None:
        """Take a session from its job, whose answer is outstanding: it can be used for nothing else before it."""
        session.is_preempted = True
        self.part(session)

    def part(self, session: CommandSession) -> None:
        """Close a session; no other is asked for before the gateway has closed it too, or has had time to."""
        if session.client.is_connected:
            self._parted = asyncio.get_running_loop().time()
            task = asyncio.get_running_loop().create_task(session.client.part(self._timing.farewell))
            self._closing.add(task)
            task.add_done_callback(self._has_parted)

    def _has_parted(self, task: asyncio.Task[None]) -> None:
        self._closing.discard(task)
        self._parted = asyncio.get_running_loop().time()

    async def close(self) -> None:
        """Close all, and end what they do."""
        self._closed = True
        tasks = [session.task for session in self._sessions if session.task is not None]
        for session in self:
            if session.idle is not None:
                session.idle.cancel()
            self.part(session)
            await session.client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *self._closing, return_exceptions=True)
        self._sessions.clear()
