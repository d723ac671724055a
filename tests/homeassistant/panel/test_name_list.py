"""Lists of names as people have them: each line becomes a row that is understood, or says why it is not."""

import random
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.panel.addresses import Reason
from custom_components.openwebnet.panel.name_list import MAX_ROWS, MAX_SIZE, BrokenList, Row, read_list

KNOWN = [
    ObjectKey(key)
    for key in ("1-12", "1-13", "1-0115", "1-02", "1-12#4#02", "2-16", "4-1", "9-1", "18-51", "25-31", "5-0", "0-1")
]


def read(text: str) -> list[tuple[str | None, str, str]]:
    return [(row.key, row.name, row.room) for row in read_list(text, KNOWN)]


def reasons(text: str) -> list[str | None]:
    return [row.reason for row in read_list(text, KNOWN)]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("12", "1-12"),
        ("1/2", "1-12"),
        ("1.2", "1-12"),
        ("A1 PL2", "1-12"),
        ("a1pl2", "1-12"),
        ("A 1 / PL 2", "1-12"),
        ("A=1 PL=2", "1-12"),
        ("1-12", "1-12"),
        ("0115", "1-0115"),
        ("A 1 / PL 15", "1-0115"),
        ("1/15", "1-0115"),
        ("02", "1-02"),
        ("A 0 / PL 2", "1-02"),
        ("12#4#02", "1-12#4#02"),
        ("12i2", "1-12#4#02"),
        ("A 1 / PL 2 / I 2", "1-12#4#02"),
        ("16", "2-16"),
        ("51", "18-51"),
        ("31", "25-31"),
        ("18-51", "18-51"),
    ],
)
def test_an_address_is_read_in_any_spelling(address: str, key: str) -> None:
    assert read(f"{address};A name;A room") == [(key, "A name", "A room")]


@pytest.mark.parametrize(
    ("kind", "address", "key"),
    [
        ("light", "22", "1-22"),
        ("Luce", "2/2", "1-22"),
        ("tapparella", "A2 PL2", "2-22"),
        ("Rollladen", "22", "2-22"),
        ("2", "22", "2-22"),
        ("WHO 2", "22", "2-22"),
        ("zone", "7", "4-7"),
        ("zona", "7", "4-7"),
        ("meter", "3", "18-53"),
        ("meter", "53", "18-53"),
        ("contact", "5", "25-35"),
        ("contact", "35", "25-35"),
        ("cen", "22", "15-22"),
        ("aux", "4", "9-4"),
        ("probe", "501", "4-501"),
        ("alarm", "", "5-0"),
        ("scenario_module", "1", "0-1"),
        ("light_group", "G 5", "1-#5"),
        ("18", "51", "18-51"),
    ],
)
def test_a_kind_is_a_word_or_a_who(kind: str, address: str, key: str) -> None:
    assert read(f"kind;address;name\n{kind};{address};A name") == [(key, "A name", "")]


@pytest.mark.parametrize(
    "text",
    [
        "12;Light;Kitchen\n13;Table;Kitchen\n16;Blind;Hall",
        "12\tLight\tKitchen\n13\tTable\tKitchen\n16\tBlind\tHall",
        "12,Light,Kitchen\n13,Table,Kitchen\n16,Blind,Hall",
        "12|Light|Kitchen\n13|Table|Kitchen\n16|Blind|Hall",
        "Kitchen;12;Light\nKitchen;13;Table\nHall;16;Blind",
        "Light;Kitchen;12\nTable;Kitchen;13\nBlind;Hall;16",
        "name;room;address\nLight;Kitchen;12\nTable;Kitchen;13\nBlind;Hall;16",
        "Stanza;Indirizzo;Nome\nKitchen;12;Light\nKitchen;13;Table\nHall;16;Blind",
        "A;PL;Name;Raum\n1;2;Light;Kitchen\n1;3;Table;Kitchen\n1;6;Blind;Hall",
        "1;2;Light;Kitchen\n1;3;Table;Kitchen\n1;6;Blind;Hall",
        "1;12;Light;Kitchen\n1;13;Table;Kitchen\n2;16;Blind;Hall",
        "light;12;Light;Kitchen\nlight;13;Table;Kitchen\ncover;16;Blind;Hall",
        "\ufeff\r\n12;Light;Kitchen\r\n\r\n13;Table;Kitchen\r\n16;Blind;Hall\r\n",
        '"12";"Light";"Kitchen"\n"13";"Table";"Kitchen"\n"16";"Blind";"Hall"',
        '[{"where":"12","name":"Light","area":"Kitchen"},{"where":"13","name":"Table","room":"Kitchen"},'
        '{"where":"16","name":"Blind","area":"Hall"}]'.replace('"area"', '"room"'),
    ],
)
def test_columns_are_found_in_any_order_with_and_without_heading(text: str) -> None:
    assert read(text) == [("1-12", "Light", "Kitchen"), ("1-13", "Table", "Kitchen"), ("2-16", "Blind", "Hall")]


@pytest.mark.parametrize(
    "cells",
    [
        ("12", "Sofa", "Living room"),
        ("12", "Lamp", "Kitchen"),
        ("12", "Kitchen light", "Kitchen"),
        ("12", "Table", "Bedroom 2"),
        ("A 1 / PL 2", "Luce", "Cucina"),
        ("1/2", "Luce tavolo", "Sala da pranzo"),
        ("16", "Tapparella", "Cameretta"),
        ("16", "Volet", "Salle à manger"),
        ("16", "Rollladen links", "Gästezimmer"),
        ("12", "Lamp", "Boot room"),
        ("12", "Kitchen table", "Hall"),
        ("12", "Tavolo cucina", "Camera Luca"),
        # A room that exists is one, whatever it is called.
        ("12", "Lampe", "Alfa"),
        ("12", "Kitchen", "Alfa"),
    ],
)
@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
@pytest.mark.parametrize("other", [None, ("13", "Hood", "Garage")])
def test_one_line_or_two_are_read_in_any_order(
    cells: tuple[str, str, str], separator: str, other: tuple[str, str, str] | None
) -> None:
    for order in permutations(range(3)):
        lines = [separator.join(line[column] for column in order) for line in (cells, other) if line is not None]
        row = read_list("\n".join(lines), KNOWN, ("Alfa",))[0]
        assert (row.key in KNOWN, row.name, row.room, row.settings) == (True, *cells[1:], {}), lines


@pytest.mark.parametrize("cells", [("77", "Sofa", "Kitchen", "light"), ("7/7", "Finestra", "Cucina", "tapparella")])
def test_one_line_that_tells_the_kind_is_read_in_any_order(cells: tuple[str, str, str, str]) -> None:
    key = "1-77" if cells[3] == "light" else "2-77"
    for line in permutations(cells):
        assert read(";".join(line)) == [(key, *cells[1:3])]
    for line in permutations((cells[0], cells[1], cells[3])):
        assert read(";".join(line)) == [(key, cells[1], "")]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("12;Lamp", ("1-12", "Lamp", "")),
        ("Lamp;12", ("1-12", "Lamp", "")),
        ("12;Kitchen", ("1-12", "Kitchen", "")),
        ("12;;Kitchen", ("1-12", "Kitchen", "")),
        ("12;101", ("1-12", "101", "")),
        ("1;2;Lamp;Kitchen", ("1-12", "Lamp", "Kitchen")),
        ("Kitchen;1;2;Lamp", ("1-12", "Lamp", "Kitchen")),
        ("12,Lamp; left,Kitchen", ("1-12", "Lamp; left", "Kitchen")),
        ("1,2;Lamp;Kitchen", ("1-12", "Lamp", "Kitchen")),
        ("Kitchen light A1 PL2", ("1-12", "Kitchen light", "")),
        # What nobody knows yet: the only word for a kind tells it, and may be all of the name.
        ("77;Lamp;Kitchen", ("1-77", "Lamp", "Kitchen")),
        ("77;Lamp", ("1-77", "Lamp", "")),
        ("7;7;Blind;Hall", ("2-77", "Blind", "Hall")),
        ("77;tapparella;Salotto finestra", ("2-77", "Salotto finestra", "")),
    ],
)
def test_one_line_without_a_heading_is_read(text: str, row: tuple[str, str, str]) -> None:
    assert read(text) == [row]


@pytest.mark.parametrize("heading", ["Indirizzo;Luce;Stanza", "Address;x;y", "where;what;room"])
def test_a_heading_of_which_not_all_is_understood_is_a_heading(heading: str) -> None:
    assert read(f"{heading}\n12;Table;Kitchen") == [("1-12", "Table", "Kitchen")]


def test_a_list_of_rooms_alone_has_no_names() -> None:
    assert read("12;Kitchen\n13;Kitchen\n16;Hall") == [
        ("1-12", "", "Kitchen"),
        ("1-13", "", "Kitchen"),
        ("2-16", "", "Hall"),
    ]


@pytest.mark.parametrize(
    ("row", "about"),
    [
        ("hello;Lamp;Kitchen;light", "hello"),
        ("115;Lamp;Kitchen;", "115"),
        ("02;Lamp;Kitchen;spaceship", "spaceship"),
        ("A 1 / PL 2;Lamp;Kitchen;light", "2"),
        (f"02;{'x' * 200};Kitchen;light", f"{'x' * 20}…"),
    ],
)
def test_a_reason_says_what_it_is_about(row: str, about: str) -> None:
    rows = read_list(f"address;name;room;kind\n12;Table;Hall;light\n{row}", KNOWN)
    assert (rows[-1].key, rows[-1].about) == (None, about)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";No address;x", Reason.NO_ADDRESS),
        ("hello;A word;x", Reason.BAD_ADDRESS),
        ("115;Zeros lost;x", Reason.KIND_NEEDED),
        ("1;Zone or auxiliary;x", Reason.KIND_NEEDED),
        ("77;Nobody knows it;x", Reason.KIND_NEEDED),
        ("1-1101;All;x", Reason.BAD_ADDRESS),
        ("12;Again;x", Reason.TWICE),
        ("A 1 / PL 2;Again;x", Reason.TWICE),
        (f"13;{'x' * 200};x", Reason.TOO_LONG),
    ],
)
def test_what_is_not_understood_says_why(row: str, reason: Reason) -> None:
    text = f"12;Light;Kitchen\n13;Table;Kitchen\n16;Blind;Hall\n0115;Door;Hall\n{row}"
    last = read_list(text.replace("13;Table;Kitchen\n", "") if row.startswith("13") else text, KNOWN)[-1]
    assert (last.key, last.reason) == (None, reason)
    assert last.text == row


def test_a_kind_that_nobody_knows_is_told() -> None:
    assert reasons("kind;address;name\nlight;12;x\nspaceship;13;y") == [None, Reason.UNKNOWN_KIND]


def test_a_quote_that_is_never_closed_costs_no_line() -> None:
    lines = ('12;"Light;Kitchen', "13;Table;Kitchen", "16;Blind;Hall", "0115;Door;Hall", "02;Bell;Hall", "51;M;Hall")
    rows = read_list("\n".join(lines), KNOWN)
    assert [row.key for row in rows] == ["1-12", "1-13", "2-16", "1-0115", "1-02", "18-51"]
    assert rows[0].name == '"Light'


def test_a_name_may_go_over_lines_and_hold_a_separator() -> None:
    assert read('12;"Light; the big\none";Kitchen\n13;Table;Kitchen\n16;Blind;Hall')[0] == (
        "1-12",
        "Light; the big one",
        "Kitchen",
    )


def test_lines_without_a_separator_are_an_address_and_a_name() -> None:
    assert read("A1 PL2 Kitchen light\n13: Table\n16 - Blind") == [
        ("1-12", "Kitchen light", ""),
        ("1-13", "Table", ""),
        ("2-16", "Blind", ""),
    ]


def test_what_a_light_is_used_as_is_a_kind_too() -> None:
    rows = read_list("kind;address;name\nswitch;12;Pump\nlight;13;Lamp\noutlet;0115;Socket", KNOWN)
    assert [row.settings for row in rows] == [{"used_as": "switch"}, {"used_as": "light"}, {"used_as": "outlet"}]


def test_devices_are_found_in_nested_json() -> None:
    text = '{"platforms": [{"blinds": [{"name": "Blind", "address": 16}]}, {"lights": {"x": {"where": "12"}}}]}'
    assert read(text) == [("2-16", "Blind", ""), ("1-12", "", "")]


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[]", "x" * (MAX_SIZE + 1), "12;x\n" * (MAX_ROWS + 1)])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BrokenList):
        read_list(text, KNOWN)


@pytest.mark.parametrize("text", ["", "\n\n", " ; ; \n;;"])
def test_an_empty_list_has_no_rows(text: str) -> None:
    assert read_list(text, KNOWN) == []


@given(st.lists(st.text(alphabet="012APLIi#*-/.,;\t|\"' \r\nluce", max_size=30), max_size=12))
def test_no_line_is_lost_whatever_stands_there(lines: list[str]) -> None:
    text = "12;Light;Kitchen\n" + "\n".join(lines)
    rows: list[Row] = read_list(text, KNOWN)
    told = "\n".join(row.text for row in rows)
    for line in text.splitlines():
        if line.strip("\t;|, \x00") and "{" not in line:
            assert line in told or line == text.splitlines()[0]
    assert all((row.key is None) != (row.reason is None) for row in rows)


def test_the_order_of_lines_does_not_matter() -> None:
    lines = [
        f"A {area} / PL {point};Lamp {area} {point};Room {area};light" for area in (1, 2, 3) for point in range(1, 9)
    ]
    random.Random(17).shuffle(lines)
    assert all(row.reason is None for row in read_list("\n".join(lines), ()))
