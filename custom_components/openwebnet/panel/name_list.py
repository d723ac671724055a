"""Lists of names as people have them: pasted lines, spreadsheets, files of other programs. Knows no Home Assistant.

Every line becomes a row: one that is understood names an object, any other says why it does not. Nothing is dropped
but empty lines.
"""

import contextlib
import csv
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..const import CONF_USED_AS, USED_AS_LIGHT
from ..objects.key import ObjectKey
from ..objects.kinds import ADDABLE, AddableKind
from ..objects.store import Setting
from .addresses import LEADING_ADDRESS, TRAILING_ADDRESS, Reason
from .columns import Cells, Layout, cell_of, find_columns, is_address, read_cells
from .words import COLUMNS, KINDS, Column, plain

MAX_SIZE: Final = 500_000
"""Characters of a list; a plant of 175 objects has some ten thousand."""
MAX_ROWS: Final = 3000
MAX_TEXT: Final = 120
"""Characters of a name or a room."""
_SEPARATORS: Final = ("\t", ";", "|", ",")
_DEEPEST: Final = 8
"""Levels of a configuration in JSON."""
_LONGEST_FIELD: Final = 4
"""Lines that a text in quotes may go over."""


class BrokenList(Exception):
    """What is no list at all, or larger than any plant."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list."""

    line: int
    """Counted from 1."""
    text: str
    """As it stands there."""
    key: ObjectKey | None = None
    name: str = ""
    room: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    traits: Mapping[str, int] = field(default_factory=dict)
    reason: Reason | None = None
    about: str = ""
    """What a reason is about: the cell that was not understood, or the line above that has the same address."""


def read_list(text: str, known: Collection[ObjectKey] = (), rooms: Collection[str] = ()) -> list[Row]:
    """Read a list. Raises `BrokenList`.

    `known` are the objects that an address may mean where no kind is told, `rooms` the rooms that exist.
    """
    if len(text) > MAX_SIZE:
        raise BrokenList
    text = text.removeprefix("\ufeff").replace("\x00", "")
    lines = list(_from_json(text) if text.lstrip()[:1] in ("{", "[") else _from_lines(text))
    if len(lines) > MAX_ROWS:
        raise BrokenList
    known = frozenset(known)
    layout, has_heading = find_columns([cells for _, _, cells in lines], known, rooms)
    rows: list[Row] = []
    taken: dict[ObjectKey, int] = {}
    for line, raw, cells in lines[has_heading:]:
        row = _row(line, raw, cells, layout, known)
        if row.key is not None and taken.setdefault(row.key, line) != line:
            row = Row(line, raw, name=row.name, room=row.room, reason=Reason.TWICE, about=str(taken[row.key]))
        rows.append(row)
    return rows


# Lines ---------------------------------------------------------------------------------------------------------


def _from_lines(text: str) -> Iterator[tuple[int, str, Cells]]:
    """Yield the lines that are not empty: number, text, cells."""
    lines = text.splitlines()
    separator = _separator(lines)
    number = 0
    while number < len(lines):
        first, joined = number, lines[number]
        number += 1
        if not joined.strip().strip("".join(_SEPARATORS)).strip():
            continue
        # A text in quotes may go on; a quote that nobody closes is only a sign.
        for following in range(number, min(number + _LONGEST_FIELD, len(lines))):
            if joined.count('"') % 2 == 0:
                break
            longer = "\n".join((*lines[first : following + 1],))
            if longer.count('"') % 2 == 0:
                joined, number = longer, following + 1
        yield first + 1, joined, _cells(joined, separator)


def _separator(lines: Iterable[str]) -> str | None:
    """Return what parts the columns: what most lines have, and leaves the most addresses whole."""
    filled = [line for line in lines if line.strip()]
    counts = {separator: sum(separator in line for line in filled) for separator in _SEPARATORS}
    most = max(counts.values())
    if not most or most * 2 < len(filled):
        return None
    found = [separator for separator in _SEPARATORS if counts[separator] == most]
    return max(found, key=lambda separator: sum(any(map(is_address, line.split(separator))) for line in filled))


def _cells(line: str, separator: str | None) -> Cells:
    if separator is None:
        # `A 1 / PL 2 Kitchen`, `12 Kitchen`, `Kitchen A 1 / PL 2`
        line = line.strip()
        if found := LEADING_ADDRESS.match(line):
            return [found[1].strip(), line[found.end() :].strip(" :-=")]
        found = TRAILING_ADDRESS.search(line)
        return [found[1].strip(), line[: found.start()].strip(" :-=")] if found else [line]
    cells = line.split(separator)
    if line.count('"') % 2 == 0:
        with contextlib.suppress(csv.Error):
            cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), cells)
    return [" ".join(cell.split()) for cell in cells]


def _from_json(text: str) -> Iterator[tuple[int, str, Cells]]:
    """Yield a heading and the devices of a configuration in JSON: whatever stands in a list and has an address."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenList from error
    devices = list(_devices(content, ""))
    if not devices:
        raise BrokenList
    columns = [*dict.fromkeys(name for device in devices for name in device)]
    yield 0, "", columns
    for number, device in enumerate(devices, 1):
        shown = json.dumps({name: value for name, value in device.items() if value}, ensure_ascii=False)
        yield number, shown, [device.get(name, "") for name in columns]


def _devices(node: Any, parent: str, depth: int = 0) -> Iterator[dict[str, str]]:  # noqa: ANN401 - as JSON is
    """Yield what has an address; the name of the list that it stands in may tell its kind."""
    inside: Iterable[tuple[str, Any]] = ()
    if isinstance(node, list):
        inside = [(parent, one) for one in node]
    elif isinstance(node, dict):
        inside = [(str(name), value) for name, value in node.items()]
        told = _told(inside)
        if Column.ADDRESS in told or {Column.AREA, Column.POINT} <= told.keys():
            if plain(parent) in KINDS:
                told.setdefault(Column.KIND, parent)
            yield told
    if depth < _DEEPEST:
        for name, value in inside:
            yield from _devices(value, name, depth + 1)


def _told(fields: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return what the fields of a device say, by column."""
    told: dict[str, str] = {}
    for name, value in fields:
        column = COLUMNS.get(plain(name))
        if column is not None and isinstance(value, str | int | float):
            told.setdefault(column, str(value))
    return told


# Rows ----------------------------------------------------------------------------------------------------------


def _row(line: int, raw: str, cells: Cells, layout: Layout, known: Collection[ObjectKey]) -> Row:
    name, room = (cell_of(cells, layout, column) for column in (Column.NAME, Column.ROOM))
    if max(len(name), len(room)) > MAX_TEXT:
        return Row(line, raw, reason=Reason.TOO_LONG, about=f"{max(name, room, key=len)[:20]}…")
    key, kind, reason, about = read_cells(cells, layout, known)
    if key is None:
        return Row(line, raw, name=name, room=room, reason=reason, about=about)
    settings = _settings(kind) if kind is not None else {}
    return Row(line, raw, key, name, room, settings, dict(kind.kind.traits) if kind is not None else {})


def _settings(kind: AddableKind) -> Mapping[str, Setting]:
    """Return what a kind says of an object; a light that was used as something else is a light again."""
    return {CONF_USED_AS: USED_AS_LIGHT} if kind is ADDABLE[USED_AS_LIGHT] else kind.settings
