"""A coverage-guided fuzzer for everything that reads what a gateway sends: bytes, frames, items.

    python -m tests.fuzz.reader [--seconds 300]

Needs atheris (dependency group `fuzz`). Ends with how many inputs were tried; anything that is raised, other than
`InvalidMessage` from the parser, is a finding and ends it at once.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["custom_components.openwebnet.own"]):
    from custom_components.openwebnet.own import BaseMessage, InvalidMessage, parse_message
    from custom_components.openwebnet.own.items.action import Action
    from custom_components.openwebnet.own.items.pace import Pace
    from custom_components.openwebnet.own.items.store import ItemStore
    from custom_components.openwebnet.own.timing import TIMING
    from custom_components.openwebnet.own.wire.framing import FrameSplitter

FACTS = Path(__file__).parent.parent / "own" / "facts" / "frames.jsonl"

counted = 0


class Nowhere:
    """Takes what items would send."""

    timing = TIMING
    delivers_answers = False
    pace = Pace(0)

    def expect_stop(self, key: str, at: float | None) -> None:
        """Have nothing else to send."""

    def drop(self, action: Action) -> bool:
        """Nothing waits."""
        return False

    async def request(self, message: BaseMessage, **_: object) -> Sequence[BaseMessage]:
        return ()


def read(data: bytes) -> None:
    """Read bytes as a session would, in two pieces, and let the items of a bus take the frames in."""
    global counted  # noqa: PLW0603 - atheris calls a plain function
    counted += 1
    splitter = FrameSplitter()
    bus = ItemStore()
    cut = data[0] if data else 0
    for piece in (data[1 : 1 + cut], data[1 + cut :]):
        for text in splitter.feed(piece):
            try:
                message = parse_message(text)
            except InvalidMessage:
                continue
            if str(message) != text or parse_message(str(message)) != message:
                raise AssertionError(text)
            for part in (message.who, message.what, message.where, message.dimension, message.values):
                str(part)
            item = bus.receive(message, Nowhere(), is_answer=bool(cut % 2))
            if item is not None:
                str(item.key)
                dict(item.traits)
                item.completion_requests()
                item.status_requests()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--corpus", type=Path, default=None, help="folder for inputs that are worth keeping")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    folder = []
    if options.corpus is not None:
        options.corpus.mkdir(parents=True, exist_ok=True)
        for number, line in enumerate(FACTS.read_text().splitlines()):
            (options.corpus / f"{number}").write_bytes(b"\x05" + json.loads(line)["frame"].encode())
        folder = [str(options.corpus)]
    atheris.Setup([sys.argv[0], f"-max_total_time={options.seconds}", "-max_len=200", *folder], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
