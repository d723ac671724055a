"""`python -m benchmarks [--json FILE]`: measure everything and print one table."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from . import commands, decode
from .measure import Result, table

BENCHMARKS = (decode.measure, commands.measure)


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    options = parser.parse_args()
    results: list[Result] = []
    for measure in BENCHMARKS:
        results += measure()
    print(table(results))
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")


main()
