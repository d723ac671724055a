"""Whether a gateway shows answers on its event sessions too: told by answers that were seen on both."""

import pytest

from custom_components.openwebnet.own import parse_message
from custom_components.openwebnet.own.gateway.echoes import MIRRORED, Echoes

FRAMES = [parse_message(f"*1*1*{where}##") for where in range(11, 50)]


@pytest.mark.parametrize("first", ["answer", "event"])
def test_three_answers_that_were_events_too_are_enough_whatever_came_first(first: str) -> None:
    echoes = Echoes()
    for number, frame in enumerate(FRAMES[:MIRRORED]):
        assert not echoes.are_certain, number
        for note in (echoes.answered, echoes.told) if first == "answer" else (echoes.told, echoes.answered):
            note(frame)
    assert echoes.are_certain


def test_answers_that_are_no_events_tell_nothing_however_many() -> None:
    echoes = Echoes()
    for frame in FRAMES:
        echoes.answered(frame)
    for frame in FRAMES[:3]:
        # As it was said before, so long ago that it says nothing any more.
        echoes.told(frame)
    assert not echoes.are_certain


def test_one_answer_is_seen_again_only_once() -> None:
    echoes = Echoes()
    for _ in range(2):
        echoes.answered(FRAMES[0])
    for _ in range(5):
        echoes.told(FRAMES[0])
    assert not echoes.are_certain


def test_what_was_found_out_once_stays() -> None:
    echoes = Echoes()
    for frame in FRAMES[:MIRRORED]:
        echoes.told(frame)
        echoes.answered(frame)
    for frame in FRAMES:
        echoes.answered(frame)
    assert echoes.are_certain
