"""Journal: a list that forgets its oldest entries, so that a simulator can run for months."""

from typing import SupportsIndex, override

LIMIT = 100_000


class Journal[T](list[T]):
    """A list of at least the last `limit` entries, and never more than twice as many."""

    def __init__(self, limit: int = LIMIT) -> None:
        """Start empty."""
        super().__init__()
        self._limit = limit

    @override
    def append(self, entry: T, /) -> None:
        """Add an entry; half of the list goes when it is too long, so that adding stays cheap."""
        super().append(entry)
        if len(self) >= 2 * self._limit:
            del self[: len(self) - self._limit]

    @override
    def __reduce_ex__(self, protocol: SupportsIndex, /) -> tuple[type[list[T]], tuple[list[T]]]:
        """Copy as a plain list."""
        return list, (list(self),)
