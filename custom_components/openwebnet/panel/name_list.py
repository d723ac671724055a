"""Lists of names as people have them: pasted lines, spreadsheets, files of other programs. Knows no Home Assistant.

Every line becomes a row: one that is understood names an object, any other says why it does not. Nothing is dropped
but empty lines.
"""

import contextlib
import csv
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, Final

from ..const import CONF_USED_AS, USED_AS_LIGHT
from ..objects.key import ObjectKey
from ..objects.kinds import ADDABLE, AddableKind
from ..objects.store import Setting
from .addresses import ADDRESS, LEADING_ADDRESS, Reason, find_object, read_kind
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


type Cells = Sequence[str]
type Layout = Mapping[Column, int]


def read_list(text: str, known: Collection[ObjectKey] = ()) -> list[Row]:
    """Read a list; `known` are the objects that an address may mean where no kind is told. Raises `BrokenList`."""
    if len(text) > MAX_SIZE:
        raise BrokenList
    text = text.removeprefix("\ufeff").replace("\x00", "")
    lines = list(_from_json(text) if text.lstrip()[:1] in ("{", "[") else _from_lines(text))
    if len(lines) > MAX_ROWS:
        raise BrokenList
    layout, has_heading = _layout([cells for _, _, cells in lines], known)
    rows: list[Row] = []
    taken: set[ObjectKey] = set()
    for line, raw, cells in lines[has_heading:]:
        row = _row(line, raw, cells, layout, known)
        if row.key is not None and row.key in taken:
            row = Row(line, raw, name=row.name, room=row.room, reason=Reason.TWICE)
        if row.key is not None:
            taken.add(row.key)
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
    """Return what parts the columns: what most lines have."""
    filled = [line for line in lines if line.strip()]
    counts = {separator: sum(separator in line for line in filled) for separator in _SEPARATORS}
    best = max(counts, key=lambda separator: counts[separator])
    return best if counts[best] * 2 >= len(filled) and counts[best] else None


def _cells(line: str, separator: str | None) -> Cells:
    if separator is None:
        # `A 1 / PL 2 Kitchen`, `12 Kitchen`
        found = LEADING_ADDRESS.match(line.strip())
        return [found[1].strip(), line.strip()[found.end() :].strip(" :-=")] if found else [line.strip()]
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


# Columns -------------------------------------------------------------------------------------------------------


def _layout(lines: Sequence[Cells], known: Collection[ObjectKey]) -> tuple[Layout, bool]:
    """Return which column holds what, and whether the first line says so itself."""
    if not lines:
        return {}, False
    heading: dict[Column, int] = {}
    for number, cell in enumerate(lines[0]):
        column = COLUMNS.get(plain(cell))
        if column is not None:
            heading.setdefault(column, number)
    if len(heading) > 1 and (Column.ADDRESS in heading or {Column.AREA, Column.POINT} <= heading.keys()):
        return heading, True
    return _guess(lines, known), False


def _guess(lines: Sequence[Cells], known: Collection[ObjectKey]) -> Layout:
    """Tell the columns by what stands in them."""
    columns = range(max(len(cells) for cells in lines))
    values = {column: [cells[column] for cells in lines if column < len(cells) and cells[column]] for column in columns}
    layout: dict[Column, int] = {}
    for column, cells in values.items():
        # Kinds come again and again; a few things may be called by their kind.
        repeats = len(set(cells)) < len(cells) or len(cells) == 1
        if repeats and _share(cells, lambda cell: plain(cell) in KINDS and not cell.isdigit()) >= 0.8:
            layout.setdefault(Column.KIND, column)
    numeric = [
        column
        for column, cells in values.items()
        if column not in layout.values() and _share(cells, lambda cell: bool(ADDRESS.fullmatch(cell.strip()))) > 0.6
    ]
    layout |= _guess_numbers(lines, numeric[:3], layout, known)
    texts = [column for column in columns if column not in layout.values() and values[column] and column not in numeric]
    # A room stands there again and again, a name does not.
    texts.sort(key=lambda column: (-len(set(values[column])), column))
    if texts:
        layout[Column.NAME] = texts[0]
    if len(texts) > 1:
        layout[Column.ROOM] = texts[-1]
    return layout


_ROLES: Final = (
    (Column.ADDRESS,),
    (Column.WHO, Column.ADDRESS),
    (Column.AREA, Column.POINT),
    (Column.WHO, Column.AREA, Column.POINT),
    (Column.AREA, Column.POINT, Column.INTERFACE),
)


def _guess_numbers(
    lines: Sequence[Cells], numeric: Sequence[int], layout: Layout, known: Collection[ObjectKey]
) -> Layout:
    """Tell what columns of numbers hold: what makes sense of the most lines."""
    best: tuple[int, Layout] = (-1, {})
    for roles in _ROLES:
        for columns in permutations(numeric, len(roles)):
            tried = {**layout, **dict(zip(roles, columns, strict=True))}
            keys = [_row(0, "", cells, tried, known).key for cells in lines[:200]]
            score = sum((key is not None) + 2 * (key in known) for key in keys)
            if score > best[0] or (score == best[0] and len(roles) > len(best[1])):
                best = (score, dict(zip(roles, columns, strict=True)))
    return best[1]


def _share(cells: Sequence[str], fits: Any) -> float:  # noqa: ANN401
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


# Rows ----------------------------------------------------------------------------------------------------------


def _row(line: int, raw: str, cells: Cells, layout: Layout, known: Collection[ObjectKey]) -> Row:
    def cell(column: Column) -> str:
        number = layout.get(column)
        return cells[number].strip() if number is not None and number < len(cells) else ""

    name, room = cell(Column.NAME), cell(Column.ROOM)

    def bad(reason: Reason) -> Row:
        return Row(line, raw, name=name, room=room, reason=reason)

    if max(len(name), len(room)) > MAX_TEXT:
        return Row(line, raw, reason=Reason.TOO_LONG)
    address = cell(Column.ADDRESS)
    if not address and cell(Column.AREA) and cell(Column.POINT):
        address = f"A {cell(Column.AREA)} / PL {cell(Column.POINT)}"
        if cell(Column.INTERFACE):
            address += f" / I {cell(Column.INTERFACE)}"
    if not address:
        # An alarm and a load control are the only ones of their kind.
        kind = ADDABLE.get(KINDS.get(plain(cell(Column.KIND)), ""))
        if kind is None or kind.kind.fields:
            return bad(Reason.NO_ADDRESS)
    try:
        kinds = read_kind(cell(Column.KIND), cell(Column.WHO))
    except ValueError:
        return bad(Reason.UNKNOWN_KIND)
    found = find_object(address, kinds, known)
    if isinstance(found, Reason):
        return bad(found)
    key, kind = found
    settings = _settings(kind) if kind is not None else {}
    return Row(line, raw, key, name, room, settings, dict(kind.kind.traits) if kind is not None else {})


def _settings(kind: AddableKind) -> Mapping[str, Setting]:
    """Return what a kind says of an object; a light that was used as something else is a light again."""
    return {CONF_USED_AS: USED_AS_LIGHT} if kind is ADDABLE[USED_AS_LIGHT] else kind.settings
