"""What is done for some hours: the timed manual mode of zones and central units (protocol.md 4.4, WHAT 12).

No capture tells what a plant says of it. That it tells what it tells of the manual mode, that what was before comes
back, and that any other order ends it, is assumed.
"""

from collections.abc import Callable

type Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Does something after some seconds; what it returns cancels that."""

TIMED = "12"


class ForHours[B]:
    """A time that runs, and what was before it."""

    def __init__(self) -> None:
        """Let nothing run."""
        self._before: B | None = None
        self._cancel: Callable[[], None] | None = None

    def begin(self, before: B, hours: int, later: Later, end: Callable[[B], None]) -> None:
        """Begin, or begin anew: what was before the first time comes back."""
        first = before if self._before is None else self._before
        self.forget()
        self._before = first

        def over() -> None:
            self.forget()
            end(first)

        self._cancel = later(3600.0 * hours, over)

    def forget(self) -> None:
        """Let no time run: what is done now is done for good."""
        if self._cancel is not None:
            self._cancel()
        self._before = self._cancel = None


def hours_of(params: tuple[str, ...]) -> int | None:
    """Read a set point and hours; None where they are none."""
    if len(params) != 2 or len(params[0]) != 4 or not params[1].isdigit():
        return None
    hours = int(params[1])
    return hours if 1 <= hours <= 24 else None
