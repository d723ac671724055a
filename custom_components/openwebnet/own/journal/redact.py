"""Redaction of frames: what is private in one, and the frame without it."""

from typing import Final

from ..items import BaseItem, item_class
from ..items.diagnostics import Diagnostics
from ..wire.messages import BaseMessage, GenericMessage
from ..wire.tags import Where, Who

HIDDEN: Final = "x"
"""What stands in the place of each private value."""


def redact(message: BaseMessage) -> str:
    """Return a frame as it may be shown to others, with `HIDDEN` for each private value.

    Hidden are what identifies the gateway in its network, factory numbers, what may be the code of an alarm, and
    what looks like a part of a handshake. What is private of an object, its class says.
    """
    tags = message.tags
    who = message.who
    if who is None:
        is_handshake = isinstance(message, GenericMessage) and tags[0].startswith("#") and len(tags) <= 2
        return f"*#{'*'.join(HIDDEN for _ in tags)}##" if is_handshake else str(message)
    item_type = _class_of(who, message.where or Where())
    if item_type is None:
        return str(message)
    if message.what is not None and message.what.parameters and item_type.has_private_parameters:
        what = "#".join((message.what.tag, *(HIDDEN for _ in message.what.parameters)))
        return f"*{'*'.join((tags[0], what, *tags[2:]))}##"
    dimension = message.dimension
    if dimension is not None and message.values:
        is_private = dimension.tag in item_type.private_dimensions or who is Who.ACCESS_CONTROL_DIAGNOSTICS
        if is_private:
            return f"*{'*'.join((*tags[:3], *(HIDDEN for _ in message.values)))}##"
    return str(message)


def _class_of(who: Who, where: Where) -> type[BaseItem] | None:
    """Return the class that says what is private; of diagnostics that have none, what all diagnostics share."""
    try:
        return item_class(who, where)
    except KeyError:
        return Diagnostics if int(who.value) >= int(Who.DIAGNOSTICS.value) else None
