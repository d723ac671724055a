"""What the tests of the bus objects share: a sender that only notes down, and objects made from frames."""

from collections.abc import Sequence

from custom_components.openwebnet.own import BaseMessage, Where, parse_message
from custom_components.openwebnet.own.items import BaseItem, item_class
from custom_components.openwebnet.own.items.action import Action
from custom_components.openwebnet.own.items.pace import Pace
from custom_components.openwebnet.own.priority import Priority
from custom_components.openwebnet.own.timing import TIMING
from custom_components.openwebnet.own.wire.tags import Who


class Recorder:
    """A sender that answers everything with ACK."""

    timing = TIMING
    delivers_answers = False
    pace = Pace(0)

    def expect_stop(self, key: str, at: float | None) -> None:
        """Have nothing else to send."""

    def drop(self, action: Action) -> bool:
        """Have no queue."""
        return False

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.options: list[tuple[Priority | None, str]] = []

    async def request(
        self,
        message: BaseMessage,
        *,
        priority: Priority | None = None,
        replaces: str = "",
    ) -> Sequence[BaseMessage]:
        self.sent.append(str(message))
        self.options.append((priority, replaces))
        return ()


def make(who: str, where: str) -> BaseItem:
    """Make the object of an address; its client is a `Recorder`."""
    address = Where(where)
    return item_class(Who(who), address)(Recorder(), address)


def sent_by(item: BaseItem) -> list[str]:
    """Return the frames that an object of `make` has sent."""
    assert isinstance(item.client, Recorder)
    return item.client.sent


def heard(*frames: str) -> BaseItem:
    """Make the object that the first frame is about, and let it hear them all."""
    messages = [parse_message(frame) for frame in frames]
    first = messages[0]
    assert first.who is not None
    item = make(first.who, str(first.where or ""))
    for message in messages:
        item.receive(message)
    return item
