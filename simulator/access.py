"""Access to the gateway: its password, wrong logins before, how many sessions there can be, how long they idle."""

from collections import deque

from .auth import Auth
from .behaviour import BLOCKED_FOR, FAILED_LOGINS, FAILED_WITHIN, Model
from .clock import Clock
from .plant import Plant


class Access:
    """Who may open a session, and for how long."""

    def __init__(self, plant: Plant, clock: Clock) -> None:
        """Take the plant, whose password can change while the gateway runs."""
        self._plant = plant
        self._clock = clock
        self._failed_logins: deque[float] = deque(maxlen=FAILED_LOGINS)
        self._blocked_until = 0.0

    @property
    def model(self) -> Model:
        """Return the model, which says what differs."""
        return self._plant.model

    @property
    def password(self) -> str | None:
        """Return what clients have to know; None when nothing is asked."""
        return self._plant.password

    @property
    def auth(self) -> Auth:
        """Return the way it is asked for."""
        return self._plant.auth

    def limit(self, kind: str) -> int:
        """Return how many sessions of a kind there can be."""
        return self.model.command_sessions if kind == "command" else self.model.event_sessions

    def idle_time(self, kind: str) -> float:
        """Return the seconds after which an idle session is closed; 0 for never."""
        if kind == "event":
            return self.model.event_idle if self._plant.event_idle is None else self._plant.event_idle
        return self.model.command_idle if self._plant.command_idle is None else self._plant.command_idle

    @property
    def login_blocked(self) -> bool:
        """Return whether no password is taken now, because of wrong ones before."""
        return self._clock.time() < self._blocked_until

    def login_failed(self) -> None:
        """Count a wrong password; too many in a short time, and none is taken for a while."""
        now = self._clock.time()
        self._failed_logins.append(now)
        if len(self._failed_logins) == FAILED_LOGINS and now - self._failed_logins[0] <= FAILED_WITHIN:
            self._blocked_until = now + BLOCKED_FOR
            self._failed_logins.clear()

    def clear(self) -> None:
        """Forget the wrong passwords: the gateway restarts."""
        self._failed_logins.clear()
        self._blocked_until = 0.0
