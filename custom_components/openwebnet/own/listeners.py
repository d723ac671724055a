"""Listeners: functions that are called when something happens."""

import logging
from collections.abc import Callable

_LOGGER = logging.getLogger(__name__)


class Listeners[*Ts]:
    """Functions that are called when something happens, in the order in which they were added."""

    __slots__ = ("_all",)

    def __init__(self) -> None:
        """Start with none."""
        # Replaced when it changes: a listener may add or remove one while they are called.
        self._all: tuple[Callable[[*Ts], object], ...] = ()

    def add(self, listener: Callable[[*Ts], object]) -> Callable[[], None]:
        """Add one. Returns the way to remove it, which may be gone more than once."""
        self._all = (*self._all, listener)
        return lambda: self._remove(listener)

    def _remove(self, listener: Callable[[*Ts], object]) -> None:
        self._all = tuple(other for other in self._all if other != listener)

    def notify(self, *args: *Ts) -> None:
        """Call all; one that raises is logged, and keeps it from no other."""
        for listener in self._all:
            try:
                listener(*args)
            except Exception:
                _LOGGER.exception("Error in a listener of %s", args)
