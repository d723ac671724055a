"""Session: one TCP connection with its greeting, handshake, and the bytes in both directions."""

import asyncio
import logging
import re
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import override

from .access import Access
from .auth import OFFERS, Auth, check_hmac, check_open, new_nonce, new_random, to_digits
from .behaviour import WhenFull
from .clock import Clock
from .faults import Faults, Moment
from .frames import ACK, NACK, Splitter

_LOGGER = logging.getLogger(__name__)

SELECTOR = re.compile(r"\*99\*(?P<number>\d+)##")
KINDS = {"0": "command", "9": "command", "1": "event"}
# Seconds for the handshake; a client that says nothing is closed (assumed: nobody measured it). Clients do not run
# faster with the simulator's clock: so many real seconds they get in any case.
HANDSHAKE_TIME = 60.0
HANDSHAKE_AT_LEAST = 5.0
# Real seconds in which the last words of a session that ends are written.
LAST_WORDS = 2.0
# Real seconds between the halves of a frame that something interrupts: the first one arrives alone.
HALF_PAUSE = 0.005
# SO_LINGER with time 0: closing sends RST instead of FIN.
RESET = struct.pack("ii", 1, 0)
# Frames that wait for a client that does not read; then the gateway gives up on it.
MAX_WAITING = 20_000
# Between the pieces of a split write, real seconds: enough for two segments instead of one.
SPLIT_PAUSE = 0.001
# A client that sends and closes at once still gets its frames carried out: simulated seconds.
LINGER = 1.0


@dataclass(frozen=True, slots=True)
class SessionContext:
    """What the sessions of a gateway share."""

    access: Access
    faults: Faults
    clock: Clock
    take: Callable[[Session, str], Awaitable[None]]
    """Carries out a frame of a client whose handshake is done."""
    sessions: list[Session] = field(default_factory=list)
    """The connections that are open."""


class Session:
    """A connection of a client; `kind` is "handshake" until it has opened a command or an event session."""

    def __init__(
        self, context: SessionContext, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        """Take the connection."""
        self.kind = "handshake"
        self.frames_sent = 0
        self.number = number
        self.open = True
        self.busy = False
        """A frame of it is being carried out."""
        self._context = context
        self._access = context.access
        self._clock = context.clock
        self._reader = reader
        self._writer = writer
        self._incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self._outgoing: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._written = asyncio.Event()
        self._written.set()
        self._idle: asyncio.TimerHandle | None = None
        self._age: asyncio.TimerHandle | None = None

    @override
    def __repr__(self) -> str:
        """Name it as the log does."""
        return f"{self.kind} {self.number}"

    # From outside

    def send(self, frame: str) -> None:
        """Queue a frame for the client."""
        if not self.open or self._context.faults.half_open:
            return
        self.frames_sent += 1
        _LOGGER.info("%r -> %s", self, frame)
        self.write(frame.encode("ascii"))

    def write(self, data: bytes) -> None:
        """Queue bytes for the client."""
        self._outgoing.append(data)
        self._written.clear()
        self._wake.set()
        if self.kind == "command":
            self._touch()
        if len(self._outgoing) > MAX_WAITING:
            _LOGGER.warning("%r does not read, closing it", self)
            self.reset()

    def close(self) -> None:
        """Close the connection (FIN); what is queued is still written, unless it is being written in pieces."""
        if self.open:
            self._end()
            if self._outgoing and not self._context.faults.split_writes:
                self._writer.write(b"".join(self._outgoing))
                self._outgoing.clear()
            self._writer.close()

    def reset(self) -> None:
        """Close the connection with a reset (RST)."""
        if self.open:
            self._end()
            sock = self._writer.get_extra_info("socket")
            if sock is not None:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._writer.transport.abort()

    def _end(self) -> None:
        self.open = False
        self._clock.cancel(self._idle)
        self._clock.cancel(self._age)
        if self in self._context.sessions:
            self._context.sessions.remove(self)
        _LOGGER.info("%r closed", self)

    # The life of a connection

    async def run(self) -> None:
        """Serve until one side closes."""
        worker = asyncio.create_task(self._work())
        pump = asyncio.create_task(self._pump())
        reader = asyncio.create_task(self._read())
        try:
            await asyncio.wait((worker, reader), return_when=asyncio.FIRST_COMPLETED)
            if self.open and not worker.done():
                self._incoming.put_nowait(None)
                await asyncio.wait((worker,), timeout=self._clock.real(LINGER))
            if self.open and not pump.done():
                last = asyncio.create_task(self._written.wait())
                try:
                    await asyncio.wait((last, pump), timeout=LAST_WORDS, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    last.cancel()
        finally:
            for task in (worker, pump, reader):
                task.cancel()
            await asyncio.gather(worker, pump, reader, return_exceptions=True)
            self.close()
        for task in (worker, pump):
            if not task.cancelled() and (error := task.exception()) and not isinstance(error, ConnectionError):
                raise error

    async def _read(self) -> None:
        splitter = Splitter()
        while True:
            try:
                data = await self._reader.read(4096)
            except ConnectionError:
                return
            if not data:
                return
            for frame in splitter.feed(data):
                self._incoming.put_nowait(frame)

    async def _pump(self) -> None:
        """Write what is queued, together when several frames are due."""
        faults = self._context.faults
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._outgoing:
                if faults.slow and self.kind != "event":
                    await self._clock.sleep(faults.slow)
                    data = self._outgoing.popleft()
                else:
                    data = b"".join(self._outgoing)
                    self._outgoing.clear()
                data = await self._interrupted(data)
                size = faults.split_writes or max(len(data), 1)
                for start in range(0, len(data), size):
                    self._writer.write(data[start : start + size])
                    await self._writer.drain()
                    if faults.split_writes:
                        await asyncio.sleep(SPLIT_PAUSE)
            self._written.set()

    async def _interrupted(self, data: bytes) -> bytes:
        """Write half a frame where a fault waits for that, let it happen, and return what is left to write."""
        if self.kind == "handshake":
            return data
        faults = self._context.faults
        moment = Moment.EVENT if self.kind == "event" else Moment.ANSWER
        text = data.decode("latin-1")
        cut = faults.cut(moment, text)
        if cut is None:
            return data
        self._writer.write(data[:cut])
        await self._writer.drain()
        await asyncio.sleep(HALF_PAUSE)
        faults.reached(moment, text)
        return data[cut:] if self.open and not faults.half_open else b""

    async def _work(self) -> None:
        """Do the handshake, then take one frame after another."""
        faults = self._context.faults
        if faults.accept_then_close:
            return
        try:
            async with asyncio.timeout(max(HANDSHAKE_AT_LEAST, self._clock.real(HANDSHAKE_TIME))):
                opened = await self._handshake()
        except TimeoutError:
            return
        if not opened:
            return
        self._touch()
        if self.kind == "event" and self._access.model.event_age:
            self._age = self._clock.call_later(self._access.model.event_age, self.close)
        while (text := await self._next()) is not None:
            self._touch()
            self.busy = True
            await self._context.take(self, text)
            self.busy = False
            self._touch()

    async def _next(self) -> str | None:
        frame = await self._incoming.get()
        if frame is None:
            return None
        _LOGGER.info("%r <- %s", self, frame)
        self._context.faults.reached(Moment.HANDSHAKE if self.kind == "handshake" else Moment.REQUEST, frame)
        # What came just before the end is lost with the session.
        return frame if self.open else None

    def _touch(self) -> None:
        """Begin to count idle time anew; event sessions count the client's words only."""
        self._clock.cancel(self._idle)
        limit = self._access.idle_time(self.kind)
        if self.open and limit and self._clock.running:
            self._idle = self._clock.call_later(limit, self._idle_too_long)

    def _idle_too_long(self) -> None:
        if self.busy:
            self._touch()
        else:
            self.close()

    # The handshake

    async def _handshake(self) -> bool:
        faults = self._context.faults
        if faults.silent_handshake or faults.half_open:
            while await self._next() is not None:
                pass
            return False
        self.send(ACK)
        kind = await self._selected()
        if kind is None or not await self._authenticate():
            return False
        self.kind = kind
        _LOGGER.info("%r opened", self)
        return True

    async def _selected(self) -> str | None:
        """Wait for a session request that this gateway grants."""
        access, faults = self._access, self._context.faults
        while (text := await self._next()) is not None:
            match = SELECTOR.fullmatch(text)
            number = match["number"] if match else ""
            granted = number in access.model.selectors and number not in faults.refused_selectors
            if not granted or faults.busy:
                self.send(NACK)
            elif self._is_full(KINDS[number]):
                if access.model.when_full is WhenFull.CLOSE:
                    return None
                self.send(NACK)
            else:
                return KINDS[number]
        return None

    def _is_full(self, kind: str) -> bool:
        """Return whether all sessions of a kind are in use."""
        return sum(session.kind == kind for session in self._context.sessions) >= self._access.limit(kind)

    async def _authenticate(self) -> bool:
        password, auth = self._access.password, self._access.auth
        if password is None or auth is Auth.NONE:
            self.send(ACK)
            return True
        return await (self._open(password) if auth is Auth.OPEN else self._hmac(password, auth))

    def _wrong_password(self) -> bool:
        self.send(NACK)
        return False

    async def _open(self, password: str) -> bool:
        nonce = new_nonce()
        self.send(f"*#{nonce}##")
        answer = await self._next()
        if answer is None or not password.isdigit() or not check_open(password, nonce, answer):
            return self._wrong_password()
        self.send(ACK)
        return True

    async def _hmac(self, password: str, auth: Auth) -> bool:
        if self._access.login_blocked:
            # That it says NACK is assumed: the facts only know that authentication is disabled.
            self.send(NACK)
            return False
        self.send(OFFERS[auth])
        if await self._next() != ACK:
            return False
        ra = new_random(auth)
        self.send(f"*#{to_digits(ra)}##")
        proof = check_hmac(auth, password, ra, await self._next() or "")
        if proof is None:
            self._access.login_failed()
            return self._wrong_password()
        if self._context.faults.wrong_proof:
            proof = f"*#{to_digits(new_random(auth))}##"
        self.send(proof)
        return await self._next() == ACK
