"""Items of a bus: the same object for the same address on every call."""

from collections.abc import Sequence
from typing import Final

from ..wire.messages import BaseMessage, readdressed
from ..wire.tags import Where, Who
from .base import BaseItem
from .registry import item_class
from .sender import Sender


class ItemStore:
    """The objects that were heard of or asked for."""

    def __init__(self) -> None:
        """Start with none."""
        self._items: Final[dict[Who, dict[str, BaseItem]]] = {}

    @property
    def items(self) -> Sequence[BaseItem]:
        """All of them, in the order they were heard of."""
        return list(dict.fromkeys(item for items in self._items.values() for item in items.values()))

    def get(self, who: Who, where: Where, sender: Sender) -> BaseItem:
        """Return the item of an address; a new one will send its commands with `sender`.

        Raises `KeyError` for a WHO that has no item class, and for an address that names nothing in it.
        """
        known = self._items.get(who)
        item = known.get(where.key) if known is not None else None
        return self._make(who, where, sender) if item is None else item

    def _make(self, who: Who, where: Where, sender: Sender) -> BaseItem:
        item_type = item_class(who, where)
        known = self._items.setdefault(who, {})
        # An address that has more than one spelling for this WHO is one item, found by each of them.
        key = item_type.canonical(where)
        item = known.get(key)
        if item is None:
            item = known[key] = item_type(sender, where)
        if where.key != key:
            known[where.key] = item
        return item

    def receive(self, message: BaseMessage, sender: Sender, *, is_answer: bool = False) -> BaseItem | None:
        """Update the item that a frame is about and return it; `None` for a frame of no item. Raises nothing.

        `is_answer` tells a frame that answers a request of ours from one that tells what has just happened.
        """
        who, where = message.who, message.where
        if who is None:
            return None
        try:
            item = self.get(who, where or Where(), sender)
        except KeyError:
            return None
        if where is None and "" not in item.broadcasts:
            return None
        item.receive(message, is_answer=is_answer)
        if item.broadcasts and item.key in item.broadcasts:
            for member in self._items[who].values():
                if member is not item:
                    member.receive(readdressed(message, member.where), is_answer=is_answer)
        return item
