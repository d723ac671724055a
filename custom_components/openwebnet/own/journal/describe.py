"""Meaning of a frame, in the words of the items' tables."""

from typing import Any

from ..items import item_class
from ..items.base import Item
from ..items.registry import has_class
from ..items.table import Table
from ..wire.messages import (
    ACK,
    NACK,
    BaseMessage,
    DimensionRequest,
    DimensionWriting,
    NormalMessage,
    StatusRequest,
)
from ..wire.tags import Where


def meaning(message: BaseMessage) -> str | None:
    """Return what a frame means, in the words of the items' tables; `None` for what nobody has described."""
    match message:
        case ACK():
            return "accepted"
        case NACK(code=code):
            return "busy" if code == "6" else "refused"
        case StatusRequest():
            return "asks for the state" if has_class(message.who) else None
        case NormalMessage() if message.is_translation:
            return "a command was seen on the bus"
    table = _table(message)
    if table is None:
        return None
    found = table.find(message)
    return found[0].meaning if found is not None else _wish(table, message)


def _wish(table: Table[Any], message: BaseMessage) -> str | None:
    """Return what a frame asks for, or sets; `None` for one that does neither."""
    if not isinstance(message, DimensionRequest | DimensionWriting):
        return None
    row = table.dimensions.get(message.dimension.tag)
    verb = "asks for" if isinstance(message, DimensionRequest) else "sets"
    return f"{verb}: {row.meaning}" if row is not None else None


def _table(message: BaseMessage) -> Table[Any] | None:
    """Return the table of the object that a frame is about; its state may be of any class."""
    if message.who is None:
        return None
    try:
        kind = item_class(message.who, message.where or Where())
    except KeyError:
        return None
    return kind.table if issubclass(kind, Item) else None
