"""What a frame is: the frame kinds, how a text becomes one and how one becomes text again.

A message keeps its text and the pieces between the `*`; WHO, WHAT, WHERE, DIMENSION and values are made from
them when asked for. Kinds and their order of recognition: protocol.md 1.2 and 1.8.
"""

from abc import ABC
from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Final, override

from .exceptions import InvalidMessage
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


class BaseMessage(ABC):
    """One frame. `str()` is the frame exactly as it came, or as it will be sent."""

    __slots__ = ("_tags", "_text", "_who")

    type: ClassVar[MessageType]

    _tags: Sequence[str]
    _text: str
    _who: Who | None

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
        return tuple(self._tags)

    @property
    def who(self) -> Who | None:
        """The subsystem; `None` where the kind has none."""
        return self._who

    @property
    def what(self) -> What | None:
        """The action or state; `None` where the kind has none."""
        return None

    @property
    def where(self) -> Where | None:
        """The address; `None` where the frame has none. An empty address is an address."""
        return None

    @property
    def dimension(self) -> Dimension | None:
        """The quantity, without the `#` of a write; `None` where the kind has none."""
        return None

    @property
    def values(self) -> tuple[str, ...]:
        """The values of a dimension, in order; a value can be empty."""
        return ()


class GenericMessage(BaseMessage):
    """A well-formed frame of no other kind: session selectors, handshakes, subsystems that nobody knows."""

    __slots__ = ()
    type = MessageType.GENERIC

    def __init__(self, tags: Sequence[str]) -> None:
        """Make a frame of the pieces between the `*`. Raises `InvalidMessage` if that is not a frame."""
        self._tags = tuple(tags)
        self._who = None
        self._text = f"*{'*'.join(tags)}##"
        _check(self._text)


class ACK(BaseMessage):
    """`*#*1##`: accepted, or the end of an answer."""

    __slots__ = ()
    type = MessageType.ACK

    def __init__(self) -> None:
        """Make the one frame of this kind."""
        self._text, self._tags, self._who = "*#*1##", ("#", "1"), None


class NACK(BaseMessage):
    """`*#*0##`: refused. `*#*6##` is busy; any other digit is read as a refusal too (protocol.md 1.4)."""

    __slots__ = ()
    type = MessageType.NACK

    def __init__(self, code: str = "0") -> None:
        """Make a NACK; `code` is one digit other than 1."""
        self._text, self._tags, self._who = f"*#*{code}##", ("#", code), None

    @property
    def code(self) -> str:
        """The digit: 0 refused, 6 busy."""
        return self._tags[1]


class _AddressedMessage(BaseMessage):
    """What the kinds with a WHO share: they are made of parts, and checked when they are."""

    __slots__ = ()

    _who: Who

    def __init__(self, parts: Sequence[Part]) -> None:
        """Make a frame of its parts, in the order of the frame. Raises `InvalidMessage` if that is none."""
        texts = [str(part) for part in parts]
        self._text = self._print(texts)
        made = parse_message(self._text)
        if type(made) is not type(self):
            raise InvalidMessage(self._text)
        self._tags, self._who = made._tags, made._who

    @staticmethod
    def _print(texts: Sequence[str]) -> str:
        raise NotImplementedError

    @property
    @override
    def who(self) -> Who:
        return self._who


class NormalMessage(_AddressedMessage):
    """`*WHO*WHAT*WHERE##`: a command of a client; a state, an event or a translation of the gateway."""

    __slots__ = ()
    type = MessageType.NORMAL

    @staticmethod
    @override
    def _print(texts: Sequence[str]) -> str:
        return f"*{'*'.join(texts)}##"

    @property
    @override
    def what(self) -> What:
        return cached_what(self._tags[1])

    @property
    @override
    def where(self) -> Where | None:
        return cached_where(self._tags[2]) if len(self._tags) > 2 else None

    @property
    def is_translation(self) -> bool:
        """Whether this tells of a command (`1000#...`) and not of a state."""
        what = self._tags[1]
        return what.startswith(TRANSLATION) and what[4:5] in ("", "#")


class _HashMessage(_AddressedMessage):
    """What the kinds that begin with `*#` share."""

    __slots__ = ()

    @staticmethod
    @override
    def _print(texts: Sequence[str]) -> str:
        return f"*#{'*'.join(texts)}##"

    @property
    @override
    def where(self) -> Where | None:
        return cached_where(self._tags[1]) if len(self._tags) > 1 else None


class StatusRequest(_HashMessage):
    """`*#WHO*WHERE##`, or `*#WHO##` for the whole subsystem: asks for the state."""

    __slots__ = ()
    type = MessageType.STATUS_REQUEST


class _DimensionMessage(_HashMessage):
    """What the kinds with a dimension share."""

    __slots__ = ()

    @property
    @override
    def where(self) -> Where:
        return cached_where(self._tags[1])

    @property
    @override
    def dimension(self) -> Dimension:
        return cached_dimension(self._tags[2].removeprefix("#"))

    @property
    @override
    def values(self) -> tuple[str, ...]:
        return tuple(self._tags[3:])


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


def parse_message(text: str) -> BaseMessage:
    """Return the frame that a text is.

    Well-formed frames that fit no kind become a `GenericMessage`. Raises `InvalidMessage`, and nothing else, for
    every text that is not a frame. The text is read a fixed number of times, whatever it holds.
    """
    _check(text)
    tags = text[1:-2].split("*")
    first = tags[0]
    who = _WHO.get(first)
    if who is not None:
        kind: type[BaseMessage] = _normal_kind(text, tags)
    elif first[:1] == "#":
        who = _WHO.get(first[1:])
        kind = _signal_kind(text, tags) if who is None else _hash_kind(text, tags)
    elif first and len(tags) > 1:
        kind = GenericMessage
    else:
        raise InvalidMessage(text)
    message = kind.__new__(kind)
    message._text = text
    message._tags = tags
    message._who = None if kind is GenericMessage else who
    return message


def _check(text: str) -> None:
    # strip() looks at each character once, in C, and stops at the first that does not belong.
    if text[:1] != "*" or text.find("##") != len(text) - 2 or len(text) < 4 or text.strip(FRAME_CHARACTERS):
        raise InvalidMessage(text)


def _normal_kind(text: str, tags: list[str]) -> type[BaseMessage]:
    count = len(tags)
    if count < 2 or not tags[1]:
        raise InvalidMessage(text)
    # Alarm units and cameras put one or two empty tags behind (protocol.md 1.7).
    return GenericMessage if count > 3 and any(tags[3:]) else NormalMessage


def _signal_kind(text: str, tags: list[str]) -> type[BaseMessage]:
    """Return the kind of a frame that begins with `#` and has no WHO: ACK and NACK, handshakes, the unknown."""
    if tags[0] == "#":
        if len(tags) == 2 and len(tags[1]) == 1 and tags[1] != "#":
            return ACK if tags[1] == "1" else NACK
        if not any(tags[1:]):
            raise InvalidMessage(text)
    return GenericMessage


def _hash_kind(text: str, tags: list[str]) -> type[BaseMessage]:
    count = len(tags)
    if count < 3:
        return StatusRequest
    dimension = tags[2]
    if dimension[:1] != "#":
        if not dimension:
            raise InvalidMessage(text)
        return DimensionRequest if count == 3 else DimensionResponse
    if dimension == "#":
        raise InvalidMessage(text)
    return DimensionWriting
