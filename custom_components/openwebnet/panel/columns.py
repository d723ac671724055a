"""Columns of a list of names: which one holds the address, the kind, the name and the room.

A heading tells. Without one, every arrangement that what stands there allows is tried, and the best is taken: the one
that names the most objects, then the one whose texts are most likely a name and a room. Nothing depends on the number
of lines, but that the more of them there are, the more often a room stands there again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Final, NamedTuple

from ..objects.key import ObjectKey
from ..objects.kinds import ADDABLE, AddableKind
from .addresses import ADDRESS, Reason, find_object, read_kind
from .words import COLUMNS, KINDS, Column, is_device, plain, roominess

type Cells = Sequence[str]
type Layout = Mapping[Column, int]

_SAMPLE: Final = 50
"""Lines that an arrangement is tried with."""
_MOST_NUMBERS: Final = 3
"""Columns of numbers that are looked at."""
_ROLES: Final = (
    (),
    (Column.ADDRESS,),
    (Column.AREA, Column.POINT),
    (Column.WHO, Column.ADDRESS),
    (Column.AREA, Column.POINT, Column.INTERFACE),
    (Column.WHO, Column.AREA, Column.POINT),
)
"""What columns of numbers may hold; the first of two that explain as much is taken."""


class Reading(NamedTuple):
    """What a line says: the object, or why there is none."""

    key: ObjectKey | None = None
    kind: AddableKind | None = None
    """What the line itself says that it is."""
    reason: Reason | None = None
    about: str = ""
    """What it is about: the cell that was not understood."""


def read_cells(cells: Cells, layout: Layout, known: Collection[ObjectKey]) -> Reading:
    """Return the object that a line names; `known` are those that an address may mean where no kind is told."""
    address = cell_of(cells, layout, Column.ADDRESS)
    area, point = cell_of(cells, layout, Column.AREA), cell_of(cells, layout, Column.POINT)
    if not address and area and point:
        address = f"A {area} / PL {point}"
        if interface := cell_of(cells, layout, Column.INTERFACE):
            address += f" / I {interface}"
    word, who = cell_of(cells, layout, Column.KIND), cell_of(cells, layout, Column.WHO)
    if not address:
        # An alarm and a load control are the only ones of their kind.
        only = ADDABLE.get(KINDS.get(plain(word), ""))
        if only is None or only.kind.fields:
            return Reading(reason=Reason.NO_ADDRESS)
    try:
        kinds = read_kind(word, who)
    except ValueError as error:
        return Reading(reason=Reason.UNKNOWN_KIND, about=str(error))
    found = find_object(address, kinds, known)
    return Reading(reason=found, about=address) if isinstance(found, Reason) else Reading(*found)


def cell_of(cells: Cells, layout: Layout, column: Column) -> str:
    """Return what a line has in a column."""
    number = layout.get(column)
    return cells[number].strip() if number is not None and number < len(cells) else ""


def is_address(cell: str) -> bool:
    """Tell whether a cell is spelled as an address, or a part of one, is."""
    return ADDRESS.fullmatch(cell.strip()) is not None


def find_columns(
    lines: Sequence[Cells], known: Collection[ObjectKey], rooms: Collection[str] = ()
) -> tuple[Layout, bool]:
    """Return which column holds what, and whether the first line is a heading; `rooms` are the rooms that exist."""
    if not lines:
        return {}, False
    heading: dict[Column, int] = {}
    for number, cell in enumerate(lines[0]):
        column = COLUMNS.get(plain(cell))
        if column is not None:
            heading.setdefault(column, number)
    has_address = Column.ADDRESS in heading or {Column.AREA, Column.POINT} <= heading.keys()
    is_heading = has_address and (len(heading) > 1 or (len(lines) > 1 and not any(map(is_address, lines[0]))))
    if not is_heading:
        return _guess(lines, known, rooms), False
    if Column.NAME in heading or len(lines) == 1:
        return heading, True
    # It calls the names something of its own; where only the address is understood, all else is found as without it.
    guessed = _guess(lines[1:], known, rooms)
    if len(heading) > 1:
        guessed = {column: number for column, number in guessed.items() if column is Column.NAME}
    return {**{column: n for column, n in guessed.items() if n not in heading.values()}, **heading}, True


def _guess(lines: Sequence[Cells], known: Collection[ObjectKey], rooms: Collection[str]) -> Layout:
    columns = [_Cells(lines, number, rooms) for number in range(max(len(cells) for cells in lines))]
    sample = lines[:: -(-len(lines) // _SAMPLE)]
    best: tuple[float, int, float] | None = None
    layout: Layout = {}
    for numbers in _numbers(columns):
        for kind in (None, *(one for one in columns if one.holds_kinds and one.number not in numbers.values())):
            tried = dict(numbers) if kind is None else {**numbers, Column.KIND: kind.number}
            score = sum(_worth(read_cells(cells, tried, known), known) for cells in sample)
            if best is not None and (score, len(numbers)) < best[:2]:
                continue
            worth, texts = _texts([one for one in columns if one.number not in numbers.values()], kind)
            if best is None or (score, len(numbers), worth) > best:
                best, layout = (score, len(numbers), worth), {**tried, **texts}
    return layout


class _Cells:
    """What stands in a column."""

    def __init__(self, lines: Sequence[Cells], number: int, rooms: Collection[str]) -> None:
        self.number: Final = number
        cells = [cells[number] for cells in lines if number < len(cells) and cells[number]]
        count = len(cells) or 1
        self.filled: Final = len(cells) / len(lines)
        self.addresses: Final = sum(map(is_address, cells)) / count
        """The share of cells that are spelled as addresses."""
        kinds = sum(plain(cell) in KINDS and not cell.isdigit() for cell in cells) / count
        self.holds_kinds: Final = kinds >= 0.8
        # A room and a kind stand there again and again, a name does not.
        repeated = 3 * (1 - len({plain(cell) for cell in cells}) / count) if cells else 0
        known = {plain(room) for room in rooms}
        roomy = sum(roominess(cell, known) for cell in cells) / count
        devices = sum(map(is_device, cells)) / count
        exact = sum(cell in ADDABLE for cell in cells) / count
        # One word for a kind may be a name; ten of them are not.
        self.as_kind: Final = 0.2 + repeated + 1.5 * exact + min(2, 0.5 * (len(cells) - 1))
        # A text of which a device is a part is a name, "kitchen light"; one that is a word for a kind may be one.
        self.as_name: Final = self.filled - roomy - repeated + (-1 if self.holds_kinds else devices)
        self.as_room: Final = roomy + repeated - 1.5 * devices


def _numbers(columns: Sequence[_Cells]) -> Iterator[Layout]:
    """Yield what the columns of numbers may hold."""
    most = max(one.addresses for one in columns)
    numeric = [one for one in columns if one.addresses > 0 and one.addresses >= min(most, 0.6)]
    numeric = sorted(numeric, key=lambda one: -one.addresses)[:_MOST_NUMBERS]
    numbers = sorted(one.number for one in numeric)
    for roles in _ROLES:
        for chosen in permutations(numbers, len(roles)):
            yield dict(zip(roles, chosen, strict=True))


def _worth(reading: Reading, known: Collection[ObjectKey]) -> float:
    """Return how much it says for an arrangement that a line reads so."""
    if reading.key is None:
        # It is an address at least.
        return 0.5 if reading.reason is Reason.KIND_NEEDED else 0
    if reading.key in known:
        return 4
    digits = len(str(reading.key.where))
    if reading.kind is None and digits == 1:
        # `1` and `2` are all lights of area 2; but far more often point 2 of area 1.
        return 0.4
    # `1` and `12` are point 12 of area 1; but more often address 12 of subsystem 1.
    return (1 if reading.kind is None else 2) - 0.1 * (digits == 4)


def _texts(columns: Sequence[_Cells], kind: _Cells | None) -> tuple[float, Layout]:
    """Return which texts are most likely the name and the room, and how likely that is."""
    # A number is a name only where there is no other.
    texts = [one for one in columns if one.filled and one.addresses < 0.6] or [one for one in columns if one.filled]
    names = [(name, None) for name in texts]
    rooms = [(None, room) for room in texts]
    return max(
        (
            _likely(name, room, kind, texts)
            for name, room in ((None, None), *names, *rooms, *permutations(texts, 2))
            if room is None or room is not kind
        ),
        key=lambda found: found[0],
    )


def _likely(
    name: _Cells | None, room: _Cells | None, kind: _Cells | None, texts: Sequence[_Cells]
) -> tuple[float, dict[Column, int]]:
    """Return how likely it is that columns hold names, rooms and kinds."""
    worth = kind.as_kind if kind is not None else 0.0
    found: dict[Column, int] = {}
    if name is not None:
        found[Column.NAME] = name.number
        # "Shutter" may tell the kind, and be all of the name.
        worth += name.as_name - (2 if name is kind else 0)
    if room is not None:
        found[Column.ROOM] = room.number
        # Who makes a list gives names, and perhaps rooms.
        worth += room.as_room - (5 if name is None else 0)
    if name is not None and room is not None:
        # First the name, then the room, side by side.
        worth += 0.9 * (name.number < room.number) + 0.35 * (name.number + 1 == room.number)
    unused = [one for one in texts if one is not kind and one is not name and one is not room]
    return worth - len(unused) - (0 if found else 3), found
