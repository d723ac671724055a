"""What an item needs of whatever carries its commands."""

from collections.abc import Sequence
from typing import Protocol

from ..priority import Priority
from ..timing import Timing
from ..wire.messages import BaseMessage
from .action import Action
from .pace import Pace


class Sender(Protocol):
    """What carries commands and requests to the gateway."""

    @property
    def timing(self) -> Timing:
        """The durations that count for what is sent with it."""
        ...

    @property
    def pace(self) -> Pace:
        """The pace of what goes on by itself, by everybody who sends with it."""
        ...

    @property
    def delivers_answers(self) -> bool:
        """Whether it hands the frames of answers to their items itself; else the item that asks takes them in."""
        ...

    def drop(self, action: Action) -> bool:
        """Take what an action has not written yet out of the queue: it raises `Superseded`. Tell whether it waited."""
        ...

    def expect_stop(self, key: str, at: float | None) -> None:
        """Be ready for the stop of an object at a time of the event loop; `None` when there is none to come."""
        ...

    async def request(
        self,
        message: BaseMessage,
        *,
        priority: Priority | None = None,
        replaces: str = "",
    ) -> Sequence[BaseMessage]:
        """Send a frame; return the data frames of its answer when ACK came.

        `priority` and `replaces` are for a sender that has a queue; see `CommandPipeline.request`.
        Raises `OWNException` or `TimeoutError` when the command was refused or not delivered.
        """
