"""The words of the page: there is one for everything that the server can say."""

import json
import re
from pathlib import Path

import pytest

from custom_components.openwebnet.objects.kinds import ADDABLE
from custom_components.openwebnet.own.commands.exchange import Outcome
from custom_components.openwebnet.own.gateway import ConnectionState, Problem
from custom_components.openwebnet.own.items.base import Item
from custom_components.openwebnet.own.items.registry import all_classes
from custom_components.openwebnet.own.observer import Way
from custom_components.openwebnet.panel import frames
from custom_components.openwebnet.panel.addresses import Reason
from custom_components.openwebnet.panel.list_plan import Status
from custom_components.openwebnet.panel.words import KINDS

ROOT = Path(__file__).parents[3]
TEXTS = json.loads((ROOT / "custom_components/openwebnet/translations/en.json").read_text())["config_panel"]
OF_FRAMES = {"accepted", "busy", "refused", "a_command_was_seen_on_the_bus"}
"""What a frame means without a table."""


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("outcome", [outcome.value for outcome in Outcome]),
        ("state", [state.value for state in ConnectionState]),
        ("problem", [problem.value for problem in Problem]),
        ("page", [f"problem_{problem.value}" for problem in Problem]),
        ("way", [way.value for way in Way]),
        ("by", [frames.HOME_ASSISTANT, frames.ANSWER, frames.GATEWAY, frames.DEVICE, frames.BUS]),
        ("reason", [reason.value for reason in Reason]),
        ("list", [status.value for status in Status]),
    ],
)
def test_whatever_the_server_says_has_a_text(section: str, names: list[str]) -> None:
    assert set(names) <= TEXTS[section].keys()


def test_every_text_that_the_source_names_exists_and_none_is_left_over() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "frontend/src").glob("*.ts"))
    named = set(re.findall(r"[\"'`]([a-z]+\.[a-z_]+)[\"'`]", source))
    known = {f"{section}.{name}" for section, content in TEXTS.items() for name in content}
    assert {name for name in named if name.partition(".")[0] in TEXTS} <= known
    computed = {"outcome", "state", "problem", "way", "by", "reason", "meaning"}
    by_parts = {"monitor.", "page.", "plant.", "list.", "sessions."}
    prefixes = by_parts | set(re.findall(r"`([a-z]+\.[a-z_]*)\$\{", source))
    left = {
        name
        for name in known - named
        if name.partition(".")[0] not in computed and not any(name.startswith(prefix) for prefix in prefixes)
    }
    assert left <= {f"new.{status}_status" for status in ("added", "waiting", "ignored")}


def test_every_meaning_of_a_table_has_a_text_and_none_is_left_over() -> None:
    meanings = {
        re.sub(r"^_|_$", "", re.sub(r"[^a-z0-9]+", "_", re.sub(r"\d+(?:\.\d+)?", "n", row.meaning).lower()))
        for item_type in all_classes()
        if issubclass(item_type, Item)
        for row in (*item_type.table.whats.values(), *item_type.table.dimensions.values())
    }
    assert TEXTS["meaning"].keys() == meanings | OF_FRAMES


def test_words_for_kinds_mean_kinds() -> None:
    assert set(KINDS.values()) == ADDABLE.keys()
