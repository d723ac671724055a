"""People, walls and faults by chance, in houses by chance: what is shown is true, and what was asked is done.

A longer run: `python -m tests.stories --sequences 5000 --seed 1000 --processes 2`.
"""

import os
import subprocess
import sys

import pytest

from .known import SEEDS, known

IN_ONE_TEST = 50


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


@pytest.mark.parametrize("seed", SEEDS[::IN_ONE_TEST])
def test_whatever_people_do_it_is_done_and_shown(seed: int) -> None:
    # A process of its own: sets of texts have an order that has to be the same every time.
    command = [sys.executable, "-m", "tests.stories", "--new", f"--seed={seed}", f"--sequences={IN_ONE_TEST}"]
    played = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False
    )
    assert played.returncode == 0, played.stdout + played.stderr


def test_only_what_the_short_run_plays_is_known() -> None:
    assert set(known()) <= set(SEEDS)
