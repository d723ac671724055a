"""What a frame is: the frame kinds, how a text becomes one and how one becomes text again.

A message keeps its text, and WHO, WHAT, WHERE, DIMENSION and values as they were read from it, once. Kinds and their
order of recognition: protocol.md 1.2 and 1.8.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Final, override

from ..exceptions import InvalidMessage
from .tags import (
    TAG_CHARACTERS,
    Dimension,
    What,
    Where,
    Who,
    cached_dimension,
    cached_what,
    cached_where,
)

FRAME_CHARACTERS: Final = TAG_CHARACTERS + "*"
TRANSLATION: Final = "1000"
"""A WHAT of 1000 tells that a command was seen on the bus; its parameters are the command, not a state."""

_WHO: Final[dict[str, Who]] = {who.value: who for who in Who}
_HASH_WHO: Final[dict[str, Who]] = {f"#{who.value}": who for who in Who}
_new: Final = object.__new__
_CACHE_SIZE: Final = 8192
"""Frames that are read once: a house says the same few hundred again and again. A bound keeps noise from growing it."""

type Part = str | Where
"""One piece of a frame as a caller has it: a text, a tag, or a `Where`."""


class MessageType(StrEnum):
    """The kinds of frame (protocol.md 1.2)."""

    ACK = "ACK"
    NACK = "NACK"
    NORMAL = "NORMAL"
    STATUS_REQUEST = "STATUS REQUEST"
    DIMENSION_REQUEST = "DIMENSION REQUEST"
    DIMENSION_WRITING = "DIMENSION WRITING"
    DIMENSION_RESPONSE = "DIMENSION RESPONSE"
    GENERIC = "GENERIC"


class BaseMessage:
    """One frame. `str()` is the frame exactly as it came, or as it will be sent. Nothing of it ever changes."""

    __slots__ = ("_text", "dimension", "values", "what", "where", "who")

    type: ClassVar[MessageType]

    who: Who | None
    """The subsystem; `None` where the kind has none."""
    what: What | None
    """The action or state; `None` where the kind has none."""
    where: Where | None
    """The address; `None` where the frame has none. An empty address is an address."""
    dimension: Dimension | None
    """The quantity, without the `#` of a write; `None` where the kind has none."""
    values: tuple[str, ...]
    """The values of a dimension, in order; a value can be empty."""

    _text: str

    @override
    def __str__(self) -> str:
        """Return the frame."""
        return self._text

    @override
    def __repr__(self) -> str:
        """Show the kind and the frame."""
        return f"<{type(self).__name__} {self._text}>"

    @override
    def __eq__(self, other: object) -> bool:
        """Two messages are equal when their kind and their text are."""
        if not isinstance(other, BaseMessage):
            return NotImplemented
        return self._text == other._text and type(self) is type(other)

    @override
    def __hash__(self) -> int:
        """Hash by text."""
        return hash(self._text)

    @property
    def tags(self) -> tuple[str, ...]:
        """The pieces between the `*`, as they stand in the frame."""
        return tuple(self._text[1:-2].split("*"))

    def _be_bare(self, text: str) -> None:
        """Be a frame without a subsystem."""
        self._text = text
        self.who = self.what = self.where = self.dimension = None
        self.values = ()


class GenericMessage(BaseMessage):
    """A well-formed frame of no other kind: session selectors, handshakes, subsystems that nobody knows."""

    __slots__ = ()
    type = MessageType.GENERIC

    def __init__(self, tags: Sequence[str]) -> None:
        """Make a frame of the pieces between the `*`. Raises `InvalidMessage` if that is not a frame."""
        self._be_bare(f"*{'*'.join(tags)}##")
        parse_message(self._text)


class ACK(BaseMessage):
    """`*#*1##`: accepted, or the end of an answer."""

    __slots__ = ()
    type = MessageType.ACK

    def __init__(self) -> None:
        """Make the one frame of this kind."""
        self._be_bare("*#*1##")


class NACK(BaseMessage):
    """`*#*0##`: refused. `*#*6##` is busy; any other digit is read as a refusal too (protocol.md 1.4)."""

    __slots__ = ()
    type = MessageType.NACK

    def __init__(self, code: str = "0") -> None:
        """Make a NACK; `code` is one digit other than 1."""
        self._be_bare(f"*#*{code}##")

    @property
    def code(self) -> str:
        """The digit: 0 refused, 6 busy."""
        return self._text[3:-2]


class _AddressedMessage(BaseMessage):
    """What the kinds with a WHO share: they are made of parts, and checked when they are."""

    __slots__ = ()

    who: Who

    def __init__(self, parts: Sequence[Part]) -> None:
        """Make a frame of its parts, in the order of the frame. Raises `InvalidMessage` if that is none."""
        self._text = self._print([str(part) for part in parts])
        made = parse_message(self._text)
        if type(made) is not type(self):
            raise InvalidMessage(self._text)
        self.who, self.what, self.where = made.who, made.what, made.where
        self.dimension, self.values = made.dimension, made.values

    @staticmethod
    def _print(texts: Sequence[str]) -> str:
        raise NotImplementedError


class NormalMessage(_AddressedMessage):
    """`*WHO*WHAT*WHERE##`: a command of a client; a state, an event or a translation of the gateway."""

    __slots__ = ()
    type = MessageType.NORMAL

    what: What

    @staticmethod
    @override
    def _print(texts: Sequence[str]) -> str:
        return f"*{'*'.join(texts)}##"

    @property
    def is_translation(self) -> bool:
        """Whether this tells of a command (`1000#...`) and not of a state."""
        return self.what.tag == TRANSLATION


class _HashMessage(_AddressedMessage):
    """What the kinds that begin with `*#` share."""

    __slots__ = ()

    @staticmethod
    @override
    def _print(texts: Sequence[str]) -> str:
        return f"*#{'*'.join(texts)}##"


class StatusRequest(_HashMessage):
    """`*#WHO*WHERE##`, or `*#WHO##` for the whole subsystem: asks for the state."""

    __slots__ = ()
    type = MessageType.STATUS_REQUEST


class _DimensionMessage(_HashMessage):
    """What the kinds with a dimension share."""

    __slots__ = ()

    where: Where
    dimension: Dimension


class DimensionRequest(_DimensionMessage):
    """`*#WHO*WHERE*DIMENSION##`: asks for a quantity."""

    __slots__ = ()
    type = MessageType.DIMENSION_REQUEST


class DimensionResponse(_DimensionMessage):
    """`*#WHO*WHERE*DIMENSION*VALUE...##`: tells a quantity."""

    __slots__ = ()
    type = MessageType.DIMENSION_RESPONSE


class DimensionWriting(_DimensionMessage):
    """`*#WHO*WHERE*#DIMENSION*VALUE...##`: sets a quantity; gateways echo it on event sessions."""

    __slots__ = ()
    type = MessageType.DIMENSION_WRITING

    @staticmethod
    @override
    def _print(texts: Sequence[str]) -> str:
        who, where, dimension, *values = texts
        return f"*#{'*'.join((who, where, '#' + dimension, *values))}##"


@lru_cache(maxsize=_CACHE_SIZE)
def parse_message(text: str) -> BaseMessage:
    """Return the frame that a text is.

    Well-formed frames that fit no kind become a `GenericMessage`. Raises `InvalidMessage`, and nothing else, for
    every text that is not a frame. The text is read a fixed number of times, whatever it holds.
    """
    # strip() looks at each character once, in C, and stops at the first that does not belong.
    if text[:1] != "*" or text.find("##") != len(text) - 2 or text.strip(FRAME_CHARACTERS):
        raise InvalidMessage(text)
    tags = text[1:-2].split("*")
    who = _WHO.get(tags[0])
    if who is None:
        who = _HASH_WHO.get(tags[0])
        return _read_bare(text, tags) if who is None else _read_hash(text, tags, who)
    count = len(tags)
    if count < 2 or not tags[1]:
        raise InvalidMessage(text)
    # Alarm units and cameras put one or two empty tags behind (protocol.md 1.7).
    if count > 3 and any(tags[3:]):
        return _bare(GenericMessage, text)
    message = _new(NormalMessage)
    message._text = text
    message.who = who
    message.what = cached_what(tags[1])
    message.where = cached_where(tags[2]) if count > 2 else None
    message.dimension = None
    message.values = ()
    return message


def _read_hash(text: str, tags: list[str], who: Who) -> BaseMessage:
    count = len(tags)
    dimension = tags[2] if count > 2 else ""
    kind: type[_HashMessage] = StatusRequest
    if dimension[:1] == "#":
        kind = DimensionWriting
        dimension = dimension[1:]
    elif count > 2:
        kind = DimensionRequest if count == 3 else DimensionResponse
    if count > 2 and not dimension:
        raise InvalidMessage(text)
    message = _new(kind)
    message._text = text
    message.who = who
    message.what = None
    message.where = cached_where(tags[1]) if count > 1 else None
    message.dimension = cached_dimension(dimension) if dimension else None
    message.values = tuple(tags[3:]) if count > 3 else ()
    return message


def _read_bare(text: str, tags: list[str]) -> BaseMessage:
    """Read a frame that has no WHO: ACK and NACK, handshakes, the unknown."""
    first = tags[0]
    kind: type[BaseMessage] = GenericMessage
    if first == "#":
        if len(tags) == 2 and len(tags[1]) == 1 and tags[1] != "#":
            kind = ACK if tags[1] == "1" else NACK
        elif not any(tags[1:]):
            raise InvalidMessage(text)
    elif first[:1] != "#" and (not first or len(tags) < 2):
        raise InvalidMessage(text)
    return _bare(kind, text)


def _bare(kind: type[BaseMessage], text: str) -> BaseMessage:
    message = _new(kind)
    message._be_bare(text)
    return message


def readdressed(message: BaseMessage, where: Where) -> BaseMessage:
    """Return a message that has an address with another one in its place."""
    at = 2 if isinstance(message, NormalMessage) else 1
    tags = [*message.tags[:at], str(where), *message.tags[at + 1 :]]
    return parse_message(f"*{'*'.join(tags)}##")
