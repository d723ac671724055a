"""Frames per second from text to WHO, WHAT, WHERE, dimension and values."""

import contextlib
import json
from pathlib import Path

from OWNd.message import OWNMessage

from custom_components.openwebnet.own import parse_message

from .measure import Result, side_by_side

FACTS = Path(__file__).parent.parent / "tests" / "own" / "facts" / "frames.jsonl"
REPEAT = 20
MOST_OF_SPLIT = 8.0
LEAST_OF_PEER = 3.0


def frames() -> list[str]:
    """Return the valid frames of the test corpus."""
    rows = [json.loads(line) for line in FACTS.read_text().splitlines()]
    return [row["frame"] for row in rows if row["kind"] not in ("invalid", "ack", "nack", "session", "auth")]


def measure() -> list[Result]:
    """Time our reader, a bare split and the peer's reader over the same frames."""
    texts = frames()

    def ours() -> None:
        for _ in range(REPEAT):
            for text in texts:
                message = parse_message(text)
                _ = message.who, message.what, message.where, message.dimension, message.values

    def split() -> None:
        for _ in range(REPEAT):
            for text in texts:
                text[1:-2].split("*")

    def peer() -> None:
        for text in texts:
            # It raises for some of them; that is quicker than reading them.
            with contextlib.suppress(Exception):
                OWNMessage.parse(text)

    times = side_by_side({"ours": ours, "split": split, "peer": peer})
    count = len(texts)
    ours_each = times["ours"] / count / REPEAT
    split_each = times["split"] / count / REPEAT
    peer_each = times["peer"] / count
    return [
        Result(
            "Decode: time of a bare split",
            ours_each / split_each,
            f"at most {MOST_OF_SPLIT:g} x",
            ours_each / split_each <= MOST_OF_SPLIT,
            f"{1e6 * ours_each:.2f} us, split {1e6 * split_each:.2f} us a frame",
        ),
        Result(
            "Decode: speed of OWNd 0.7.49",
            peer_each / ours_each,
            f"at least {LEAST_OF_PEER:g} x",
            peer_each / ours_each >= LEAST_OF_PEER,
            f"OWNd {1e6 * peer_each:.2f} us a frame",
        ),
    ]
