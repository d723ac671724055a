"""Frames per second from text to WHO, WHAT, WHERE, dimension and values."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from custom_components.openwebnet.own import BaseMessage, parse_message

from .measure import Result, Scale, at_most

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "tests" / "own" / "facts" / "frames.jsonl"
MOST_OF_SPLIT = 8.0
LEAST_OF_PEER = 3.0
PEERS = {
    "OWNd 0.7.49": (".venv-peer-ownd", "OWNd"),
    "OWNd 2.0.0b11": (".venv-peer-ownd2", "OWNd"),
    "pyown 0.6.0": (".venv-peer-pyown", "pyown"),
}
"""The environments that scripts/bench makes, and the library in each."""

# Every frame counts as one that was never seen: what is read again is remembered, and no peer does that.
_parse: Callable[[str], BaseMessage] = parse_message.__wrapped__


def frames() -> list[str]:
    """Return the valid frames of the test corpus."""
    rows = [json.loads(line) for line in FACTS.read_text().splitlines()]
    return [row["frame"] for row in rows if row["kind"] not in ("invalid", "ack", "nack", "session", "auth")]


class Peer:
    """Another library, in a process of its own."""

    def __init__(self, name: str, texts: Sequence[str]) -> None:
        """Start it; where it does not start, `error` says why."""
        self.name = name
        self.seconds: list[float] = []
        self.failed = 0
        self.error = ""
        environment, library = PEERS[name]
        python = ROOT / environment / "bin" / "python"
        if not python.exists():
            self.error = f"there is no {environment}: scripts/bench makes it"
            return
        self._process = subprocess.Popen(
            [python, Path(__file__).with_name("peer.py"), library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._say(json.dumps(texts))

    def _say(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()

    def read(self) -> None:
        """Let it read the corpus once."""
        if self.error:
            return
        try:
            self._say("")
            answer = self._process.stdout.readline() if self._process.stdout is not None else ""
        except BrokenPipeError:
            answer = ""
        if answer:
            told = json.loads(answer)
            self.seconds.append(told["seconds"])
            self.failed = told["failed"]
        else:
            self.error = (self._process.communicate()[1].strip().splitlines() or ["it ended"])[-1]

    def end(self) -> None:
        """End it."""
        if not self.error:
            self._process.communicate()


def measure(scale: Scale) -> list[Result]:
    """Time our reader, a bare split and the peers' readers over the same frames, in turns."""
    texts = frames()
    peers = [Peer(name, texts) for name in PEERS]
    ours: list[float] = []
    split: list[float] = []
    for _ in range(scale.rounds):
        for _ in range(scale.corpus):
            ours.append(_ours(texts))
            split.append(_split(texts))
        for peer in peers:
            peer.read()
    for peer in peers:
        peer.end()
    count = len(texts)
    each, bare = median(ours) / count, median(split) / count
    return [
        at_most(
            1,
            "Decode: time of a bare split",
            each / bare,
            MOST_OF_SPLIT,
            f"{1e6 * each:.2f} us, split {1e6 * bare:.2f} us a frame",
            unit="x",
        ),
        *(_beside(peer, each, count) for peer in peers),
    ]


def _ours(texts: Sequence[str]) -> float:
    begin = time.perf_counter()
    for text in texts:
        message = _parse(text)
        _ = message.who, message.what, message.where, message.dimension, message.values
    return time.perf_counter() - begin


def _split(texts: Sequence[str]) -> float:
    begin = time.perf_counter()
    for text in texts:
        text[1:-2].split("*")
    return time.perf_counter() - begin


def _beside(peer: Peer, ours: float, count: int) -> Result:
    what, target = f"Decode: speed of {peer.name}", f"at least {LEAST_OF_PEER:g} x"
    if not peer.seconds:
        return Result(1, what, None, target, None, peer.error)
    theirs = median(peer.seconds) / count
    failures = f"; it cannot read {peer.failed} of {count}" if peer.failed else ""
    ratio = theirs / ours
    return Result(1, what, ratio, target, ratio >= LEAST_OF_PEER, f"{1e6 * theirs:.2f} us a frame{failures}")
