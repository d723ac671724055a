"""Registry of the classes of bus objects, and what is derived from what each says of itself."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from ..wire.messages import BaseMessage
from ..wire.tags import Where, Who
from .base import BaseItem, GeneralRequest, Item
from .kinds import Kind

_FIRST: Final = 20
"""The highest rank of a general request for what people look at first."""
_CLASSES: Final[dict[Who, list[type[BaseItem]]]] = {}


def register[T: BaseItem](item_type: type[T]) -> type[T]:
    """Make a class the one of its subsystem, for the addresses that it `accepts`; the latest is asked first."""
    _CLASSES.setdefault(item_type.who, []).insert(0, item_type)
    return item_type


def all_classes() -> Sequence[type[BaseItem]]:
    """Return every class, by subsystem; where one has several, the general one first."""
    return [item_type for who in sorted(_CLASSES, key=int) for item_type in reversed(_CLASSES[who])]


def has_class(who: Who | None) -> bool:
    """Tell whether a subsystem has objects."""
    return who in _CLASSES


def item_class(who: Who, where: Where) -> type[BaseItem]:
    """Return the class of a subsystem's object at an address.

    Raises `KeyError` for a WHO that has none, and for an address that names nothing in it.
    """
    # What ends with an empty parameter could not be sent back: the frame would end there.
    if not str(where).endswith("#"):
        for item_type in _CLASSES.get(who, ()):
            if item_type.accepts(where):
                return item_type
    raise KeyError(where)


def kind_of(who: Who, where: Where, traits: Iterable[str] = ()) -> Kind | None:
    """Return the kind of the object at an address, by what it has shown itself to be; `None` for no device."""
    try:
        return item_class(who, where).kind_of(where, traits)
    except KeyError:
        return None


def kinds() -> Sequence[tuple[Who, Kind]]:
    """Return every kind, with its subsystem."""
    return [(item_type.who, kind) for item_type in all_classes() for kind in item_type.own_kinds()]


def first_read() -> frozenset[Who]:
    """Return the subsystems that people look at first."""
    requests = (request for item_type in all_classes() for request in vars(item_type).get("general_requests", ()))
    return frozenset(one.message.who for one in requests if one.rank <= _FIRST and one.message.who is not None)


@cache
def with_groups() -> frozenset[Who]:
    """Return the subsystems of which groups, areas and all are told together."""
    return frozenset(one.who for one in all_classes() if one.has_members)


def general_requests(*, has_colours: bool) -> Sequence[BaseMessage]:
    """Return what finds everything that can be asked for, in the order to ask (protocol.md 5.4)."""
    requests = [request for item_type in all_classes() for request in vars(item_type).get("general_requests", ())]
    wanted: list[GeneralRequest] = [request for request in requests if has_colours or not request.needs_colours]
    return [request.message for request in sorted(wanted, key=lambda request: request.rank)]


def system_of(who: Who) -> Who:
    """Return the subsystem that a WHO belongs to: its own, or the one whose devices it diagnoses."""
    return next((one.diagnoses for one in _CLASSES.get(who, ()) if one.diagnoses is not None), who)


def diagnosed_by(item: BaseItem) -> tuple[Who, Where] | None:
    """Return WHO and WHERE of the device that has answered a request for diagnostics; `None` for all, and for none."""
    if item.diagnoses is None or item.where.key in ("", "0"):
        return None
    try:
        item_class(item.diagnoses, item.where)
    except KeyError:
        return None
    return item.diagnoses, item.where


def tells_answers_apart() -> frozenset[Who]:
    """Return the subsystems of which a frame means something else when it answers a request."""
    found = (one for one in all_classes() if issubclass(one, Item) and one.table.tells_answers_apart)
    return frozenset(one.who for one in found)
