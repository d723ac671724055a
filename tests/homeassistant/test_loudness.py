"""How loud an amplifier is: what becomes of a mute, whatever comes between."""

import pytest

from custom_components.openwebnet.loudness import Change, Loudness, Volume

MUTED = Loudness(told=0, before_mute=8)


def _to(volume: int) -> Change:
    return lambda loudness: loudness.with_volume(volume)


def _volume(told: int, before_mute: int | None = None) -> Volume:
    volume = Volume()
    volume.restore(before_mute, told)
    return volume


def _do(volume: Volume, change: Change) -> None:
    volume.carried_out(volume.begin(change))


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (Loudness(8), _to(20), Loudness(8, (20,))),
        (Loudness(8), _to(8), Loudness(8)),
        (Loudness(8, (20,)), _to(8), Loudness(8, (20, 8))),
        (Loudness(8), Loudness.muted, Loudness(8, (0,), 8)),
        (Loudness(8, (20,)), Loudness.muted, Loudness(8, (20, 0), 20)),
        (Loudness(8, (0,), 8), Loudness.muted, Loudness(8, (0,), 8)),
        (MUTED, Loudness.muted, MUTED),
        (Loudness(0), Loudness.muted, Loudness(0, (), 0)),
        (Loudness(5, (), 8), Loudness.muted, Loudness(5, (0,), 5)),
        (MUTED, Loudness.unmuted, Loudness(0, (8,))),
        (Loudness(8), Loudness.unmuted, Loudness(8)),
        (MUTED, _to(20), Loudness(0, (20,))),
        (MUTED, _to(0), Loudness(0)),
    ],
)
def test_each_order_leads_to_what_the_next_one_builds_on(before: Loudness, change: Change, after: Loudness) -> None:
    assert change(before) == after


@pytest.mark.parametrize(
    ("before", "told", "is_done", "after"),
    [
        (Loudness(8, (20,)), 20, True, Loudness(20)),
        (Loudness(8, (5, 20)), 5, True, Loudness(5, (20,))),
        (Loudness(8, (20,)), 10, True, Loudness(10)),
        (Loudness(8, (20,)), 10, False, Loudness(10, (20,))),
        (Loudness(8, (0,), 8), 10, True, Loudness(10, (0,), 8)),
        (Loudness(8, (0,), 8), 0, True, MUTED),
        (MUTED, 5, True, Loudness(5)),
        (MUTED, 5, False, Loudness(5)),
        (Loudness(0, (8,)), 8, False, Loudness(8)),
        (Loudness(None, (), 8), None, True, Loudness(None, (), 8)),
    ],
)
def test_what_is_told_counts_for_what_was_asked_before_it(
    before: Loudness, told: int | None, is_done: bool, after: Loudness
) -> None:
    assert before.tell(told, is_done=is_done) == after


@pytest.mark.parametrize("change", [_to(28), Loudness.muted])
def test_what_was_refused_leaves_it_as_it_was(change: Change) -> None:
    volume = _volume(8)
    volume.failed(volume.begin(change), may_be_done=False)
    assert volume.loudness == Loudness(8)


@pytest.mark.parametrize("change", [_to(28), Loudness.unmuted])
@pytest.mark.parametrize("may_be_done", [False, True])
def test_what_was_muted_stays_so_until_it_is_told_to_be_louder(change: Change, may_be_done: bool) -> None:
    volume = _volume(0, 8)
    volume.failed(volume.begin(change), may_be_done=may_be_done)
    assert volume.loudness == MUTED
    volume.on_told(28)
    assert volume.loudness == Loudness(28)


def test_what_may_have_been_muted_is_so_when_it_tells_silence() -> None:
    volume = _volume(8)
    volume.failed(volume.begin(Loudness.muted), may_be_done=True)
    assert not volume.loudness.is_muted
    volume.on_told(0)
    assert volume.loudness == MUTED
    volume = _volume(8)
    volume.failed(volume.begin(Loudness.muted), may_be_done=True)
    for told in (20, 0):
        volume.on_told(told)
    assert volume.loudness == Loudness(0)


def test_what_was_asked_after_a_refused_volume_comes_back_to_the_one_before() -> None:
    volume = _volume(8)
    refused, mute = volume.begin(_to(28)), volume.begin(Loudness.muted)
    volume.failed(refused, may_be_done=False)
    volume.carried_out(mute)
    volume.on_told(0)
    assert volume.loudness == MUTED


def test_what_took_the_place_of_a_volume_that_was_never_sent_comes_back_to_it() -> None:
    volume = _volume(8)
    dropped, mute = volume.begin(_to(20)), volume.begin(Loudness.muted)
    volume.drop(dropped)
    volume.carried_out(mute)
    volume.on_told(0)
    _do(volume, Loudness.unmuted)
    assert volume.loudness == Loudness(0, (20,))


def test_what_is_later_was_carried_out_after_all_before_it() -> None:
    volume = _volume(8)
    earlier, later = volume.begin(_to(20)), volume.begin(_to(5))
    volume.carried_out(later)
    for late in (volume.carried_out, volume.drop):
        late(earlier)
    volume.failed(earlier, may_be_done=True)
    assert volume.loudness == Loudness(8, (20, 5))


def test_a_volume_from_the_wall_is_what_the_next_mute_comes_back_to() -> None:
    volume = _volume(8)
    _do(volume, _to(20))
    volume.on_told(10)
    _do(volume, Loudness.muted)
    assert volume.loudness == Loudness(10, (0,), 10)
