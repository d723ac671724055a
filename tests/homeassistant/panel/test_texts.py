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
from custom_components.openwebnet.panel.words import COLUMNS, KINDS, plain

ROOT = Path(__file__).parents[3]
TRANSLATIONS = {
    path.stem: json.loads(path.read_text())
    for path in sorted((ROOT / "custom_components/openwebnet/translations").glob("*.json"))
}
TEXTS = TRANSLATIONS["en"]["config_panel"]
OR = {"de": "oder", "en": "or", "es": "o", "fr": "ou", "it": "o", "nl": "of", "pt": "ou"}
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


@pytest.mark.parametrize("kind", ADDABLE)
@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_list_may_call_a_kind_what_the_page_calls_it(language: str, kind: str) -> None:
    texts = TRANSLATIONS[language]
    shown = texts["selector"]["kind"]["options"][kind]
    device = texts["device"].get(kind, {"name": shown})["name"]
    names = {shown, shown.upper(), *re.split(rf",| {OR[language]} ", shown)}
    if kind != "central_unit_4":
        # Without its number of zones, a control unit is the one of 99.
        names |= {shown.partition("(")[0], device.replace("{where}", "")}
    assert {name: KINDS.get(plain(name)) for name in names} == dict.fromkeys(names, kind)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_heading_may_be_called_what_the_page_calls_it(language: str) -> None:
    shown = TRANSLATIONS[language]["config_panel"]["plant"]
    assert {column: COLUMNS.get(plain(shown[column])) for column in ("kind", "address", "name", "room")} == {
        "kind": "kind",
        "address": "address",
        "name": "name",
        "room": "room",
    }


@pytest.mark.parametrize("spelling", ["Éclairage", "eclairage", "ÉCLAIRAGE:", "E\u0301clairage"])
def test_accents_capitals_and_signs_do_not_count(spelling: str) -> None:
    assert KINDS[plain(spelling)] == "light"
