"""From bytes to frames."""

import logging

import pytest
from hypothesis import given, strategies as st

from custom_components.openwebnet.own.wire.framing import MAX_FRAME, FrameSplitter


def test_several_frames_in_one_segment() -> None:
    """An ACK often comes together with data."""
    assert FrameSplitter().feed(b"*1*1*12##*1*0*13##*#*1##") == ["*1*1*12##", "*1*0*13##", "*#*1##"]


def test_one_frame_in_several_segments() -> None:
    """Also split between the two `#` of its end."""
    splitter = FrameSplitter()
    assert splitter.feed(b"*1*1*1") == []
    assert splitter.feed(b"2#") == []
    assert splitter.feed(b"#*#*1##") == ["*1*1*12##", "*#*1##"]


def test_noise_before_a_frame_is_dropped() -> None:
    """Line ends, zeros, the end of a broken frame."""
    assert FrameSplitter().feed(b"xx\r\n*1*1*12##\x00\x00*1*0*12##2##*#*1##") == ["*1*1*12##", "*1*0*12##", "*#*1##"]


def test_a_foreign_byte_breaks_its_frame_and_no_other() -> None:
    """It must not make another valid frame of it."""
    frames = FrameSplitter().feed(b"*1*1*1\xff2##*1*0*13##")
    assert frames[1:] == ["*1*0*13##"]
    assert frames[0] != "*1*1*12##"


def test_an_endless_run_is_bounded_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """And what comes after it is read."""
    splitter = FrameSplitter()
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            assert splitter.feed(b"1" * 1000) == []
            assert splitter.pending <= MAX_FRAME
        assert splitter.feed(b"*1" * 5000) == []
        assert splitter.pending <= MAX_FRAME
    assert len(caplog.records) == 1
    assert splitter.feed(b"##*1*1*12##")[-1] == "*1*1*12##"


@given(st.lists(st.sampled_from(["*1*1*12##", "*#*1##", "*#1*12*1*150*5##", "*#13**1##"])), st.data())
def test_frames_do_not_depend_on_segments(frames: list[str], data: st.DataObject) -> None:
    """Any way of cutting the stream gives the same frames."""
    stream = "".join(frames).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    splitter = FrameSplitter()
    got: list[str] = []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        got += splitter.feed(stream[begin:end])
    assert got == frames


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_no_bytes_raise(pieces: list[bytes]) -> None:
    """Whatever comes."""
    splitter = FrameSplitter()
    for piece in pieces:
        for frame in splitter.feed(piece):
            assert frame.startswith("*")
            assert frame.endswith("##")
