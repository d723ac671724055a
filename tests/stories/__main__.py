"""Random use from the command line; see `python -m tests.stories --help`."""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence as Row
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from simulator.models import MODELS

from .findings import Fault
from .known import SEEDS, unknown, write
from .people import random_sequence
from .run import Result, run
from .shrink import play_seed, shrink
from .steps import read


def _say(*lines: object) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _results(arguments: argparse.Namespace) -> Iterator[tuple[Result, Result | None]]:
    seeds = range(arguments.seed, arguments.seed + arguments.sequences)
    jobs = [(seed, arguments.model, not (arguments.no_shrink or arguments.new)) for seed in seeds]
    if arguments.processes == 1:
        yield from map(play_seed, jobs)
        return
    with ProcessPoolExecutor(arguments.processes) as pool:
        yield from pool.map(play_seed, jobs, chunksize=4)


def _table(results: Row[Result]) -> None:
    by_model: dict[str, list[Result]] = {}
    for result in results:
        by_model.setdefault(result.sequence.house.model, []).append(result)
    rows = [(model, by_model[model]) for model in MODELS if model in by_model]
    _say(f"{'model':14} {'sequences':>9} {'actions':>8} " + " ".join(f"{fault:>15}" for fault in Fault))
    for model, some in [*rows, ("all", list(results))]:
        faults = Counter(fault for result in some for fault in {finding.fault for finding in result.findings})
        counts = " ".join(f"{faults[fault]:15}" for fault in Fault)
        _say(f"{model:14} {len(some):9} {sum(result.actions for result in some):8} {counts}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.stories", description=__doc__)
    parser.add_argument("--sequences", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1, help="of the first sequence; the next ones count up")
    parser.add_argument("--model", default="", help="of gateway; any where not given")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--no-shrink", action="store_true", help="print findings only, which is much faster")
    parser.add_argument("--replay", type=Path, help="play the Sequence(...) of a file")
    parser.add_argument("--print", type=int, metavar="SEED", help="print the sequence of a seed")
    parser.add_argument("--known", action="store_true", help="play the short run and take what is found for known")
    parser.add_argument("--new", action="store_true", help="let pass what is known, and shrink only the first")
    arguments = parser.parse_args()
    if arguments.known:
        arguments.seed, arguments.sequences, arguments.no_shrink = SEEDS.start, len(SEEDS), True
    return arguments


def main() -> int:
    """Play sequences, or one again; status 1 when something was found."""
    arguments = _arguments()
    if arguments.print is not None:
        _say(random_sequence(arguments.print, arguments.model))
        return 0
    if arguments.replay is not None:
        result = run(read(arguments.replay.read_text(encoding="utf-8")))
        _say(*result.findings)
        return bool(result.findings)
    began = time.monotonic()
    results: list[Result] = []
    for played, smallest in _results(arguments):
        result = replace(played, findings=unknown(played)) if arguments.new else played
        if arguments.new and result.findings and not any(one.findings for one in results):
            smallest = shrink(result)  # noqa: PLW2901 - only the first one is worth the time
        results.append(result)
        _say(*(f"seed {result.sequence.seed} {result.sequence.house.model}: {one}" for one in result.findings))
        if smallest is not None:
            _say("shrunk:", *smallest.findings, smallest.sequence)
    seconds = time.monotonic() - began
    if arguments.known:
        write(results)
    _table(results)
    _say(f"{len(results) / seconds * 60:.0f} sequences a minute, seeds from {arguments.seed}")
    return any(result.findings for result in results)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of texts have an order, too, and a seed is to be the same every time.
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        os.execve(sys.executable, [sys.executable, "-m", "tests.stories", *sys.argv[1:]], environment)
    sys.exit(main())
