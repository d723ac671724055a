"""The simulator's own splitter and its taking apart of frames."""

import pytest

from simulator.address import Address
from simulator.frames import Kind, Splitter, take_apart


@pytest.mark.parametrize(
    ("chunks", "frames"),
    [
        ([b"*1*1*12##*1*0*13##"], ["*1*1*12##", "*1*0*13##"]),
        ([b"*1*1*1", b"2#", b"#*#*1##"], ["*1*1*12##", "*#*1##"]),
        ([b"xx\r\n*1*1*12##"], ["*1*1*12##"]),
        ([b"*1*1*12#", b"#"], ["*1*1*12##"]),
        ([b"##*1*1*12##"], ["*1*1*12##"]),
        ([b"\xff\xfe*1*1*12##"], ["*1*1*12##"]),
        ([b"1" * 9000, b"*1*1*12##"], ["*1*1*12##"]),
        ([b"*" + b"1" * 9000, b"##*1*1*12##"], ["*1*1*12##"]),
    ],
)
def test_splitting(chunks: list[bytes], frames: list[str]) -> None:
    splitter = Splitter()
    assert [frame for chunk in chunks for frame in splitter.feed(chunk)] == frames


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("*1*1*12##", Kind.COMMAND),
        ("*5*8*##", Kind.COMMAND),
        ("*5*8##", Kind.COMMAND),
        ("*#1*12##", Kind.REQUEST),
        ("*#5##", Kind.REQUEST),
        ("*#13**12##", Kind.DIMENSION),
        ("*#18*51*52#26#9##", Kind.DIMENSION),
        ("*#1*12*#1*150*5##", Kind.WRITE),
        ("*#1*12*1*150*5##", Kind.REPLY),
        ("*#*1##", Kind.SIGNAL),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    frame = take_apart(text)
    assert frame is not None
    assert frame.kind is kind


@pytest.mark.parametrize("text", ["*1*a*123##", "**12##", "4##", "*1##", "*1*##", "*1**1##", "*1*1*12", "*#x*1##"])
def test_malformed(text: str) -> None:
    assert take_apart(text) is None


@pytest.mark.parametrize(
    ("where", "canonical"),
    [
        ("0", "0"),
        ("00", "00"),
        ("3", "3"),
        ("100", "100"),
        ("#7", "#7"),
        ("12", "12"),
        ("0002", "02"),
        ("02", "02"),
        ("0015", "0015"),
        ("0115", "0115"),
        ("1003", "1003"),
        ("10", "10"),
        ("12#4#02", "12#4#02"),
        ("12#3", "12"),
        ("0#3", "0#3"),
        ("0#4#02", "0#4#02"),
    ],
)
def test_addresses_have_one_spelling(where: str, canonical: str) -> None:
    assert str(Address.parse(where)) == canonical


@pytest.mark.parametrize("where", ["", "101", "1116", "#0", "#256", "12#4#2", "12#5", "12345"])
def test_impossible_addresses(where: str) -> None:
    assert Address.parse(where) is None
