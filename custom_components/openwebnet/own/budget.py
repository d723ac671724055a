"""How often a gateway may be called."""

from collections import deque
from typing import Final

BUDGET_ATTEMPTS: Final = 10
BUDGET_SECONDS: Final = 60.0
"""Never more attempts to connect than this in this time; a MH201 without free sessions does not survive a storm."""


class Budget:
    """Counts attempts to connect, so that no gateway is ever stormed."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self._attempts: Final[deque[float]] = deque(maxlen=BUDGET_ATTEMPTS)

    def wait_time(self, now: float) -> float:
        """Return the seconds until one more attempt is allowed."""
        if len(self._attempts) < BUDGET_ATTEMPTS:
            return 0.0
        return max(self._attempts[0] + BUDGET_SECONDS - now, 0.0)

    def spend(self, now: float) -> None:
        """Count an attempt."""
        self._attempts.append(now)
