"""Frames and states for people and for programs."""

import datetime as dt
import os
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Final, TextIO

from custom_components.openwebnet.own import BaseMessage, Where, Who
from custom_components.openwebnet.own.items.base import BaseItem
from custom_components.openwebnet.own.items.kinds import label, place
from custom_components.openwebnet.own.items.occurrence import Occurrence
from custom_components.openwebnet.own.items.registry import kind_of
from custom_components.openwebnet.own.journal import meaning

type Plain = str | int | float | bool | list[Plain] | dict[str, Plain] | None
"""What JSON can say."""

UNKNOWN: Final = "not understood"


def plain(value: object) -> Plain:
    """Return a value of a state as JSON can say it."""
    result: Plain
    match value:
        case Occurrence():
            result = plain(value.what)
        case Enum():
            result = value.value if isinstance(value.value, str) else value.name.lower()
        case None | str() | bool() | int() | float():
            result = value
        case Mapping():
            result = {str(plain(key)): plain(one) for key, one in value.items()}
        case tuple() if hasattr(value, "_asdict"):
            result = plain(value._asdict())
        case frozenset() | set():
            result = sorted((plain(one) for one in value), key=str)
        case list() | tuple():
            result = [plain(one) for one in value]
        case dt.date() | dt.time():
            result = value.isoformat()
        case _ if is_dataclass(value):
            result = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            result = str(value)
    return result


def known(item: BaseItem) -> dict[str, Plain]:
    """Return what is known of an object."""
    state = {name: plain(value) for name, value in item.state._asdict().items()}
    return {name: value for name, value in state.items() if value not in (None, [], {})}


def told(state: Mapping[str, Plain]) -> str:
    """Return a state in one line."""
    return ", ".join(f"{name} {_short(value)}" for name, value in state.items())


def _short(value: Plain) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return f"({told({name: one for name, one in value.items() if one is not None})})"
        case list():
            return "/".join(_short(one) for one in value)
    return str(value)


def kind_name(who: Who, where: Where) -> str | None:
    """Return the kind of the object at an address in words; `None` for what is no single object."""
    kind = kind_of(who, where)
    return kind.name.replace("_", " ") if kind is not None else None


def address(who: Who, where: Where) -> str:
    """Return an address in the words of the configurators, or as the frame has it."""
    kind = kind_of(who, where)
    return place(kind, where) or label(kind, where)


def subject(message: BaseMessage) -> str:
    """Return what a frame is about."""
    if message.who is None:
        return ""
    where = message.where or Where()
    name = kind_name(message.who, where)
    if name is not None:
        return f"{name} {address(message.who, where)}"
    return f"{message.who.name.lower().replace('_', ' ')} {where}".rstrip()


def sentence(message: BaseMessage, news: Mapping[str, Plain] | None = None) -> str:
    """Return a frame in words, with what it has changed."""
    about = subject(message)
    text = meaning(message) or UNKNOWN
    changed = f" ({told(news)})" if news else ""
    return f"{about}: {text}{changed}" if about else f"{text}{changed}"


def frame_json(at: dt.datetime, message: BaseMessage, news: Mapping[str, Plain] | None = None) -> dict[str, Plain]:
    """Return a frame for programs."""
    who, where = message.who, message.where
    return {
        "time": at.isoformat(timespec="milliseconds"),
        "frame": str(message),
        "who": who.value if who is not None else None,
        "where": str(where) if where is not None else None,
        "kind": kind_name(who, where or Where()) if who is not None else None,
        "meaning": meaning(message),
        "changed": dict(news or {}),
    }


def coloured(text: str, code: int, stream: TextIO | None = None) -> str:
    """Return a text in a colour where it goes to a terminal."""
    stream = stream or sys.stdout
    return f"\x1b[{code}m{text}\x1b[0m" if stream.isatty() and not os.environ.get("NO_COLOR") else text


DIM: Final = 2
BOLD: Final = 1
CYAN: Final = 36
RED: Final = 31
GREEN: Final = 32


def table(rows: list[tuple[str, ...]]) -> str:
    """Return rows in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


class Progress:
    """A line on the standard error that tells what is going on."""

    def __init__(self) -> None:
        """Look whether it is a terminal, where a line can be written again."""
        self._is_terminal: Final = sys.stderr.isatty()
        self._last = ""

    def show(self, text: str) -> None:
        """Show what is going on now."""
        if text == self._last:
            return
        self._last = text
        if self._is_terminal:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave nothing on the terminal."""
        if self._is_terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
