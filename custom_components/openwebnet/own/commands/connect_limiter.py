"""Limiter of attempts to connect: no gateway is ever stormed."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary

from ..timing import TIMING, Timing
from ..wire.connection import ConnectionParams

MAX_ATTEMPTS: Final = 10
"""Never more attempts to connect than this in `Timing.connect_window`."""
SPARED: Final = 2
"""Attempts that commands leave to the event session."""
SPARED_WHEN_AWAY: Final = 1
"""Attempts that the event session leaves while there is none, for the session that reads the bus after it."""
SPARED_IN_VAIN: Final = 7
"""The same, once one was in vain: whatever people press while the gateway is away, the event session comes back."""
_ROUNDING: Final = 1e-6
"""Seconds: what a window that is over may still seem to lack, by the rounding of two sums of times."""

type _Attempts = deque[float]

_ATTEMPTS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, int], _Attempts]]] = WeakKeyDictionary()
"""When each gateway was connected to lately, by the clock of an event loop: whoever does it, and however often what
does it is made anew."""


def _attempts_at(params: ConnectionParams) -> _Attempts:
    gateways = _ATTEMPTS.setdefault(asyncio.get_running_loop(), {})
    return gateways.setdefault((params.host, params.port), deque(maxlen=MAX_ATTEMPTS))


class ConnectLimiter:
    """Counts attempts to connect, so that no gateway is ever stormed."""

    def __init__(
        self,
        timing: Timing = TIMING,
        on_attempt: Callable[[], None] = lambda: None,
        *,
        params: ConnectionParams | None = None,
    ) -> None:
        """Count the attempts at a gateway together with all others at the same address; alone where none is given.

        `on_attempt` is called for each attempt made by this one.
        """
        self._on_attempt: Final = on_attempt
        self._window: Final = timing.connect_window
        alone: _Attempts = deque(maxlen=MAX_ATTEMPTS)
        self._attempts: Final = alone if params is None else _attempts_at(params)

    def wait_time(self, now: float, *, spared: int = 0) -> float:
        """Return the seconds until one more attempt is allowed that leaves as many as `spared` to others."""
        allowed = MAX_ATTEMPTS - spared
        if len(self._attempts) < allowed:
            return 0.0
        return max(self._attempts[-allowed] + self._window - now, 0.0)

    def spend(self, now: float) -> None:
        """Count an attempt."""
        self._attempts.append(now)
        self._on_attempt()

    async def take(self, *, spared: int = 0, until: float = float("inf")) -> bool:
        """Wait for an attempt and count it; `False` when there is none before `until`, on the event loop's clock.

        Others may take the one that was waited for: what counts is what is left at the moment of spending.
        """
        loop = asyncio.get_running_loop()
        while rest := self.wait_time(loop.time(), spared=spared):
            if loop.time() + rest > until:
                return False
            await asyncio.sleep(rest + _ROUNDING)
        self.spend(loop.time())
        return True
