"""Random use from the command line; see `python -m tests.stories --help`."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from simulator.models import MODELS

from .judge import Fault
from .known import SEEDS, write
from .people import random_sequence
from .run import Result, play_seed, run
from .steps import read


def _results(arguments: argparse.Namespace) -> Iterator[tuple[Result, Result | None]]:
    seeds = range(arguments.seed, arguments.seed + arguments.sequences)
    jobs = [(seed, arguments.model, not arguments.no_shrink) for seed in seeds]
    if arguments.processes == 1:
        yield from map(play_seed, jobs)
        return
    with ProcessPoolExecutor(arguments.processes) as pool:
        yield from pool.map(play_seed, jobs, chunksize=4)


def _table(results: Iterable[Result]) -> None:
    by_model: dict[str, list[Result]] = {}
    for result in results:
        by_model.setdefault(result.sequence.house.model, []).append(result)
    print(f"{'model':14} {'sequences':>9} {'actions':>8} " + " ".join(f"{fault:>15}" for fault in Fault))
    rows = [(model, by_model[model]) for model in MODELS if model in by_model]
    for model, some in [*rows, ("all", [result for _, some in rows for result in some])]:
        faults = Counter(fault for result in some for fault in {finding.fault for finding in result.findings})
        counts = " ".join(f"{faults[fault]:15}" for fault in Fault)
        print(f"{model:14} {len(some):9} {sum(result.actions for result in some):8} {counts}")


def main() -> int:
    """Play sequences, or one again; status 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.stories", description=__doc__)
    parser.add_argument("--sequences", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1, help="of the first sequence; the next ones count up")
    parser.add_argument("--model", default="", help="of gateway; any where not given")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--no-shrink", action="store_true", help="print findings only, which is much faster")
    parser.add_argument("--replay", type=Path, help="play the Sequence(...) of a file")
    parser.add_argument("--print", type=int, metavar="SEED", help="print the sequence of a seed")
    parser.add_argument("--known", action="store_true", help="play the short run and take what is found for known")
    arguments = parser.parse_args()
    if arguments.known:
        arguments.seed, arguments.sequences, arguments.no_shrink = SEEDS.start, len(SEEDS), True
    if arguments.print is not None:
        print(random_sequence(arguments.print, arguments.model))
        return 0
    if arguments.replay is not None:
        result = run(read(arguments.replay.read_text(encoding="utf-8")))
        print(*result.findings, sep="\n")
        return bool(result.findings)
    began, results = time.monotonic(), []
    for result, smallest in _results(arguments):
        results.append(result)
        for finding in result.findings:
            print(f"seed {result.sequence.seed} {result.sequence.house.model}: {finding}", flush=True)
        if smallest is not None:
            print("    shrunk:", *smallest.findings, sep="\n    ")
            print(smallest.sequence, flush=True)
    seconds = time.monotonic() - began
    if arguments.known:
        write(results)
    _table(results)
    print(f"{len(results) / seconds * 60:.0f} sequences a minute, seeds from {arguments.seed}")
    return any(result.findings for result in results)


if __name__ == "__main__":
    sys.exit(main())
