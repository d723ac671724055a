"""Known findings of the fixed seeds: what the suite lets pass until it is mended. The aim is an empty list."""

from pathlib import Path
from typing import Final

from .judge import Fault
from .run import Result

SEEDS: Final = range(1, 321)
"""The sequences of the short run."""
_FILE: Final = Path(__file__).with_name("known.txt")


def known() -> dict[int, frozenset[tuple[str, str]]]:
    """Return the faults and objects that are known of a seed: lines of seed, object, fault."""
    found: dict[int, set[tuple[str, str]]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        seed, key, fault = line.split(maxsplit=2)
        found.setdefault(int(seed), set()).add((str(Fault(fault)), key))
    return {seed: frozenset(faults) for seed, faults in found.items()}


def write(results: list[Result]) -> None:
    """Take what was found for known."""
    lines = [f"{one.sequence.seed} {key} {fault}" for one in results for fault, key in sorted(one.faults)]
    _FILE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def unknown(result: Result) -> list[str]:
    """Tell what is wrong with a sequence and not known."""
    of_seed = known().get(result.sequence.seed, frozenset())
    return [str(one) for one in result.findings if (str(one.fault), one.key) not in of_seed]
