"""The frames that are known from the field, and what is known of them (facts/frames.jsonl)."""

import json
from pathlib import Path
from typing import Any, Final

type Fact = dict[str, Any]

FACTS: Final[list[Fact]] = [
    json.loads(line) for line in (Path(__file__).parent / "facts/frames.jsonl").read_text().splitlines()
]
SENSELESS: Final = [fact for fact in FACTS if fact["kind"] == "invalid"]

_WRONG_FORMS: Final = ("not a frame", "no terminator", "is not a number", "too few fields", "does not start with *")
NO_FRAMES: Final = [fact for fact in SENSELESS if any(why in fact["meaning"]["why"] for why in _WRONG_FORMS)]
"""What is refused for its form already; of the other senseless ones it is for the objects to drop what they say."""
NO_SENSE: Final = [fact for fact in SENSELESS if fact not in NO_FRAMES]


def ids(facts: list[Fact]) -> list[str]:
    """Return the frames: the names of the tests."""
    return [fact["frame"] for fact in facts]
