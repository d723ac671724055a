"""People, walls and faults by chance, in houses by chance: what is shown is true, and what was asked is done.

A longer run: `python -m tests.stories --sequences 5000 --seed 1000 --processes 2`.
"""

import itertools

import pytest

from .known import SEEDS, known, unknown
from .people import random_sequence
from .run import run, shrink

IN_ONE_TEST = 20


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("seeds", itertools.batched(SEEDS, IN_ONE_TEST), ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_whatever_people_do_it_is_done_and_shown(seeds: tuple[int, ...]) -> None:
    failed = [result for seed in seeds if unknown(result := run(random_sequence(seed)))]
    for result in failed:
        print(f"seed {result.sequence.seed}:", *unknown(result), sep="\n    ")
    if failed:
        print("shrunk:", *(smallest := shrink(failed[0])).findings, smallest.sequence, sep="\n")
    assert [(result.sequence.seed, unknown(result)) for result in failed] == []


def test_only_what_the_short_run_plays_is_known() -> None:
    assert set(known()) <= set(SEEDS)
