"""What is pending: an alarm, say, whose end nobody tells to who was not connected then.

An answer to a general request tells all that is pending. What is not in it has ended.
"""

from typing import Final, override

from ..items import BaseItem
from ..observer import GatewayObserver, Way
from ..wire.messages import BaseMessage
from ..wire.tags import Who


class Pending(GatewayObserver):
    """Ends what a subsystem does not tell any more."""

    def __init__(self) -> None:
        """Know of nothing yet."""
        self._items: Final[dict[BaseItem, None]] = {}
        """The objects that tell what is pending, devices or not."""

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if item is not None and item.tells_pending:
            self._items[item] = None

    @override
    def on_told(self, who: Who, since: float) -> None:
        items = [item for item in self._items if item.who is who]
        ended = [item for item in items if item.end_untold(since)]
        if ended:
            # What one of them shows may be told of another.
            for item in items:
                item.notify()
