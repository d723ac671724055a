"""What an item needs of whatever carries its commands."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Protocol

from .messages import BaseMessage
from .timing import Timing

type OnFrame = Callable[[BaseMessage], None]


class Priority(IntEnum):
    """How urgent a frame is; the lowest goes first."""

    STOP = 0
    """Stops a motor: goes before everything."""
    USER = 1
    """A person's command."""
    REFRESH = 2
    """Reads the state of one object."""
    SCAN = 3
    """Asks the whole bus."""


class Sender(Protocol):
    """What carries commands and requests to the gateway."""

    @property
    def timing(self) -> Timing:
        """The durations that count for what is sent with it."""
        ...

    async def request(
        self,
        message: BaseMessage,
        *,
        on_frame: OnFrame | None = None,
        priority: Priority | None = None,
        replaces: str = "",
    ) -> Sequence[BaseMessage]:
        """Send a frame; return the data frames of its answer when ACK came.

        `on_frame` sees each data frame at the moment it comes, so that no newer event can be overwritten by it.
        `priority` and `replaces` are for a sender that has a queue; see `Commands.request`.
        Raises `OWNException` or `TimeoutError` when the command was refused or not delivered.
        """
