"""Occurrence: what happens and does not last, counted, so that two equal ones are told apart."""

import asyncio
from dataclasses import dataclass, field


def monotonic() -> float:
    """Return the event loop's time; 0 outside of a loop, where nobody listens."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return 0.0


@dataclass(frozen=True, slots=True)
class Occurrence[E]:
    """The last of the things that happen instead of lasting, and how many there were."""

    what: E
    number: int
    """1 for the first since the object was made: two equal ones are told apart by it."""
    at: float = field(default_factory=monotonic, compare=False)
    """When it was heard of, on the event loop's clock: what is old is no news to who begins to listen later."""

    @staticmethod
    def after[T](before: Occurrence[T] | None, what: T) -> Occurrence[T]:
        """Return the one that follows `before`."""
        return Occurrence(what, 1 if before is None else before.number + 1)
