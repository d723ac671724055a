"""`python -m benchmarks [--json FILE] [--update] [NAME...]`: measure everything, or some of it, and print one table."""

import argparse
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path

from . import commands, decode, events, fades, idle, memory, page, panel, plant, setup, truth
from .measure import FULL, SMOKE, Result, table
from .pages import PAGES, updated

BENCHMARKS = {
    "decode": decode.measure,
    "events": events.measure,
    "plant": plant.measure,
    "commands": commands.measure,
    "memory": memory.measure,
    "setup": setup.measure,
    "idle": idle.measure,
    "fades": fades.measure,
    "truth": truth.measure,
    "panel": panel.measure,
    "page": page.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    parser.add_argument("--update", action="store_true", help="write the figures into the pages that repeat them")
    parser.add_argument("--smoke", action="store_true", help="measure little, only to see that it runs")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*BENCHMARKS, []], help=", ".join(BENCHMARKS))
    options = parser.parse_args()
    # Home Assistant warns of every integration that is not its own.
    logging.disable(logging.WARNING)
    results: list[Result] = []
    for name in options.names or BENCHMARKS:
        sys.stderr.write(f"bench: {name} ...\n")
        results += BENCHMARKS[name](SMOKE if options.smoke else FULL)
    print(table(results))
    if options.update:
        for page in PAGES:
            page.write_text(updated(page.read_text(encoding="utf-8"), results), encoding="utf-8")
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")


if __name__ == "__main__":
    main()
