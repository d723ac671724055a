"""What a WHERE of lights, automation and CEN names."""

import pytest
from hypothesis import given, strategies as st

from custom_components.openwebnet.own import Where
from custom_components.openwebnet.own.wire.addresses import Address, Scope, parse_address, spellings

GENERAL, AREA, GROUP, POINT, OTHER = Scope.GENERAL, Scope.AREA, Scope.GROUP, Scope.POINT, Scope.OTHER


@pytest.mark.parametrize(
    ("where", "address"),
    [
        ("0", Address(GENERAL)),
        ("0#4#01", Address(GENERAL, bus="#4#01")),
        ("00", Address(AREA, 0)),
        ("1", Address(AREA, 1)),
        ("9", Address(AREA, 9)),
        ("100", Address(AREA, 10)),
        ("1#4#15", Address(AREA, 1, bus="#4#15")),
        ("#1", Address(GROUP, group=1)),
        ("#255", Address(GROUP, group=255)),
        ("#7#4#01", Address(GROUP, group=7, bus="#4#01")),
        ("12", Address(POINT, 1, 2)),
        ("02", Address(POINT, 0, 2)),
        ("0002", Address(POINT, 0, 2)),
        ("0115", Address(POINT, 1, 15)),
        ("1015", Address(POINT, 10, 15)),
        ("10", Address(POINT, 1, 0)),
        ("12#4#02", Address(POINT, 1, 2, bus="#4#02")),
        # The riser spelled out.
        ("12#3", Address(POINT, 1, 2)),
    ],
)
def test_an_address_names_everything_an_area_a_group_or_a_point(where: str, address: Address) -> None:
    assert parse_address(Where(where)) == address


@pytest.mark.parametrize("where", ["", "#", "#0000", "#1234", "123", "12345", "701", "702053501"])
def test_what_fits_no_rule_is_something_else_and_raises_nothing(where: str) -> None:
    assert parse_address(Where(where)).scope is OTHER


@pytest.mark.parametrize(
    ("where", "key"),
    [
        ("0", "0"),
        ("0#4#01", "0#4#01"),
        ("00", "00"),
        ("100", "100"),
        ("5", "5"),
        ("#012", "#12"),
        ("#3#4#02", "#3#4#02"),
        ("02", "02"),
        ("0002", "02"),
        ("0010", "0010"),
        ("12", "12"),
        ("0102", "12"),
        ("10", "10"),
        ("0100", "10"),
        ("0110", "0110"),
        ("1002", "1002"),
        ("12#3", "12"),
        ("0002#4#01", "02#4#01"),
        ("11#4#1", "11#4#01"),
        ("#7#4#1", "#7#4#01"),
    ],
)
def test_an_address_has_one_canonical_spelling(where: str, key: str) -> None:
    assert parse_address(Where(where)).key == key


@pytest.mark.parametrize(
    ("frame_for", "covers", "does_not_cover"),
    [
        # To all, behind interfaces too; to all behind one interface.
        ("0", ("11", "02", "1015", "11#4#01"), ()),
        ("0#4#01", ("11#4#01",), ("11", "11#4#02")),
        ("1", ("11", "0115", "10"), ("21", "01", "11#4#01")),
        ("00", ("01", "0010"), ("11",)),
        ("100", ("1001", "1015"), ("11",)),
        ("1#4#01", ("11#4#01",), ("11", "11#4#02")),
        ("11", ("11", "0101"), ("12", "11#4#01")),
        # The members of a group cannot be told from their addresses.
        ("#1", (), ("11",)),
        ("123", (), ("11",)),
    ],
)
def test_a_frame_for_an_address_concerns_the_points_that_it_covers(
    frame_for: str, covers: tuple[str, ...], does_not_cover: tuple[str, ...]
) -> None:
    address = parse_address(Where(frame_for))
    assert [where for where in (*covers, *does_not_cover) if address.covers(parse_address(Where(where)))] == [*covers]


@pytest.mark.parametrize(
    ("where", "both"),
    [
        ("02", ("02", "0002")),
        ("0002", ("02", "0002")),
        ("09#4#01", ("09#4#01", "0009#4#01")),
        ("0002#4#01", ("02#4#01", "0002#4#01")),
        ("0010", ("0010",)),
        ("12", ("12",)),
        ("00", ("00",)),
        ("0", ("0",)),
        ("#2", ("#2",)),
    ],
)
def test_a_point_of_area_0_has_two_spellings_and_all_others_one(where: str, both: tuple[str, ...]) -> None:
    assert tuple(str(spelling) for spelling in spellings(Where(where))) == both


@given(area=st.integers(0, 10), point=st.integers(0, 15), bus=st.sampled_from(["", "#4#01", "#4#15"]))
def test_every_point_is_found_by_its_canonical_spelling(area: int, point: int, bus: str) -> None:
    address = Address(POINT, area, point, bus=bus)
    if (area, point) == (0, 0):
        # It would be the spelling of area 0: nobody can have it.
        return
    assert parse_address(Where(address.key)) == address


@given(st.text("0123456789#", max_size=12).filter(lambda text: "##" not in text))
def test_no_address_raises(where: str) -> None:
    address = parse_address(Where(where))
    assert isinstance(address.key, str)
    assert not (address.scope is OTHER and address.covers(address))
