"""Frames: from bytes to tags, written for the gateway's side of the wire.

Grammar: protocol.md 1.1, 1.2 and 1.6. Written independently of the client library on purpose, so that a
mistake in one of the two shows up in a test instead of being shared.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

ACK = "*#*1##"
NACK = "*#*0##"

END = "##"
ALPHABET = re.compile(r"\*[0-9*#]*##")
TAG = re.compile(r"#?\d*(#\d*)*")
# A client that sends this much without "##" sends noise: protocol.md 1.5.
MAX_BUFFER = 4096


class Kind(StrEnum):
    """What a frame asks for or says."""

    SIGNAL = "signal"
    COMMAND = "command"
    REQUEST = "status request"
    DIMENSION = "dimension request"
    WRITE = "write"
    REPLY = "dimension reply"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, taken apart. Tags stay text: leading zeros are significant."""

    text: str
    kind: Kind
    who: int = -1
    where: str = ""
    what: str = ""
    what_params: tuple[str, ...] = ()
    dimension: str = ""
    dimension_params: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Return whether it only asks, and changes nothing."""
        return self.kind in (Kind.REQUEST, Kind.DIMENSION)

    @property
    def full_what(self) -> str:
        """Return WHAT with its parameters, as on the wire."""
        return "#".join((self.what, *self.what_params))


class Splitter:
    """Cuts a byte stream into frames, wherever the segments were cut."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._rest = ""

    def feed(self, data: bytes) -> list[str]:
        """Return the pieces that end in ``##``; noise before a frame's first ``*`` is dropped."""
        self._rest += data.decode("ascii", "ignore")
        *complete, self._rest = self._split()
        if len(self._rest) > MAX_BUFFER:
            self._rest = self._rest[self._rest.rfind("*") :] if "*" in self._rest[-MAX_BUFFER:] else ""
        return [piece[piece.find("*") :] for piece in complete if "*" in piece]

    def _split(self) -> list[str]:
        pieces = []
        rest = self._rest
        while (end := rest.find(END)) >= 0:
            pieces.append(rest[: end + 2])
            rest = rest[end + 2 :]
        return [*pieces, rest]


def take_apart(text: str) -> Frame | None:
    """Return the tags of a frame, or None where a gateway would call it malformed."""
    if not ALPHABET.fullmatch(text):
        return None
    tags = text[1:-2].split("*")
    if not all(TAG.fullmatch(tag) for tag in tags):
        return None
    if tags[0] == "#":
        return Frame(text, Kind.SIGNAL, values=tuple(tags[1:]))
    if tags[0].startswith("#"):
        return _asking(text, tags)
    return _telling(text, tags)


def _asking(text: str, tags: list[str]) -> Frame | None:
    """Frames that start with ``*#``: requests, writes and dimension replies."""
    who = tags[0][1:]
    if not who.isdigit():
        return None
    where = tags[1] if len(tags) > 1 else ""
    if len(tags) <= 2:
        return Frame(text, Kind.REQUEST, int(who), where)
    written = tags[2].startswith("#")
    dimension, *params = tags[2].removeprefix("#").split("#")
    if not dimension:
        return None
    values = tuple(tags[3:])
    kind = Kind.WRITE if written else Kind.REPLY if values else Kind.DIMENSION
    return Frame(
        text,
        kind,
        int(who),
        where,
        dimension=dimension,
        dimension_params=tuple(params),
        values=values,
    )


def _telling(text: str, tags: list[str]) -> Frame | None:
    """Frames that start with ``*WHO``: commands, which are also how states are told."""
    if not tags[0].isdigit() or len(tags) < 2 or not tags[1]:
        return None
    what, *params = tags[1].split("#")
    where = tags[2] if len(tags) > 2 else ""
    if not what:
        return None
    return Frame(text, Kind.COMMAND, int(tags[0]), where, what=what, what_params=tuple(params))
