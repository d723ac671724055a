"""Known findings of the fixed seeds: what the suite lets pass until it is mended. The aim is an empty list."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from .findings import Fault, Finding
from .run import Result

SEEDS: Final = range(1, 601)
"""The sequences of the short run."""
_FILE: Final = Path(__file__).with_name("known.txt")


def known() -> dict[int, frozenset[tuple[str, str]]]:
    """Return the faults and objects that are known of a seed: lines of seed, object, fault."""
    found: dict[int, set[tuple[str, str]]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        seed, key, fault = line.split(maxsplit=2)
        found.setdefault(int(seed), set()).add((str(Fault(fault)), key))
    return {seed: frozenset(faults) for seed, faults in found.items()}


def write(results: Iterable[Result]) -> None:
    """Take what was found for known."""
    found = [(one.sequence.seed, *pair) for one in results for pair in sorted({_of(line) for line in one.findings})]
    _FILE.write_text("".join(f"{seed} {key} {fault}\n" for seed, fault, key in found), encoding="utf-8")


def unknown(result: Result) -> tuple[Finding, ...]:
    """Return what is wrong with a sequence and not known."""
    of_seed = known().get(result.sequence.seed, frozenset())
    return tuple(one for one in result.findings if _of(one) not in of_seed)


def _of(finding: Finding) -> tuple[str, str]:
    return str(finding.fault), finding.key
