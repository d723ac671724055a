"""What scripts/check_words.py finds, in a few strings and pages."""

import pytest

from scripts import check_words
from scripts.check_words import (
    LANGUAGES,
    forbidden,
    names_in_pages,
    names_in_quotes,
    names_in_strings,
    spelling,
    terms,
)

SUBMIT = {"en": "Submit", "it": "Invia", "fr": "Valider", "de": "OK", "es": "Enviar", "nl": "Verzend", "pt": "Enviar"}


@pytest.fixture
def frontend(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
    monkeypatch.setattr(check_words, "NAMES", {"Submit": "submit"})
    return {language: {"submit": SUBMIT[language]} for language in LANGUAGES}


def test_a_button_has_the_name_that_home_assistant_gives_it_in_each_language(frontend):
    texts = {language: {"a.b": f"… **{SUBMIT[language]}** …"} for language in LANGUAGES}
    assert list(names_in_strings(texts, frontend)) == []
    texts["it"]["a.b"] = "Premi **Conferma**"
    texts["nl"]["a.b"] = "Kies Verzend"
    assert list(names_in_strings(texts, frontend)) == [
        "it.json: a.b: names ['Conferma'], Home Assistant's are ['Invia']",
        "nl.json: a.b: names [], Home Assistant's are ['Verzend']",
    ]


def test_what_an_english_string_names_in_bold_has_to_be_known(frontend):
    texts = {language: {"a.b": "**Save**"} for language in LANGUAGES}
    assert "en.json: a.b: 'Save' is no name that scripts/check_words.py knows" in list(
        names_in_strings(texts, frontend)
    )


def test_a_path_of_a_page_names_what_is_shown_in_its_language(frontend):
    texts = {"en": {"a": "New devices ({waiting})"}, "it": {"a": "Nuovi dispositivi ({waiting})"}}
    pages = {
        "en": {"english page": "*Submit → OpenWebNet →\n⋮ → New devices* and *not this* → there"},
        "it": {"italian page": "*Submit → Nuovi dispositivi*"},
    }
    assert list(names_in_pages(texts, frontend, pages)) == [
        "italian page: 'Submit' in 'Submit → Nuovi dispositivi' is no name in it"
    ]


def test_a_term_stands_in_the_string_of_its_row():
    texts = {language: {"device.cover.name": f"Word {language}"} for language in LANGUAGES}
    row = [*(f"word {language}" for language in LANGUAGES), "`device.cover.name`"]
    assert list(terms([row], texts)) == []
    texts["fr"]["device.cover.name"] = "Mot"
    assert list(terms([row], texts)) == ["fr.json: device.cover.name: 'Mot' has not the term 'word fr'"]
    assert list(terms([[*row[:-1], "`device.gone.name`"]], texts)) == [
        "docs/terms.md: there is no string device.gone.name"
    ]


def test_a_word_with_a_better_one_is_found_in_strings_and_where_wanted_in_pages():
    texts = {"en": {"a": "Tick it: sticky, {tick}"}, "it": {"a": "La stanza"}}
    pages = {"en": {"english page": "Untick; `tick`; tick"}}
    assert list(forbidden([["en", "tick, ticks", "select", ""]], texts, pages)) == [
        "en.json: a: 'Tick', but the word is 'select'"
    ]
    assert list(forbidden([["en", "tick", "select", "yes"]], texts, pages)) == [
        "en.json: a: 'Tick', but the word is 'select'",
        "english page: 'tick', but the word is 'select'",
    ]


def test_a_name_in_quotes_is_what_home_assistant_or_the_integration_shows(frontend, monkeypatch):
    monkeypatch.setattr(check_words, "NAMES", {"Submit": "submit", "Settings": "settings"})
    monkeypatch.setattr(check_words, "PLACE", ("Settings", "Submit"))
    quotes = {"fr": "«\N{NO-BREAK SPACE}%s\N{NO-BREAK SPACE}»", "de": "„%s“"}
    texts = {}
    for language in LANGUAGES:
        frontend[language]["settings"] = f"Settings {language}"
        quoted = [quotes.get(language, '"%s"') % name for name in (SUBMIT[language], f"New {language}", "{name}")]
        place = f"Settings {language} > {SUBMIT[language]}"
        texts[language] = {"new": f"New {language} ({{count}})", "a": " ".join((*quoted, place))}
    texts["en"] |= {"new": "New ({count})", "a": '"Submit" "New" "{name}" Settings > Submit'}
    frontend["en"]["settings"] = "Settings"
    assert list(names_in_quotes(texts, frontend)) == []
    texts["it"]["a"] = '"Invia" "Novità" Settings it > Invia'
    texts["nl"]["a"] = '"Verzend" "New nl" Settings > Verzend'
    assert list(names_in_quotes(texts, frontend)) == [
        "it.json: a: ['New it'] is not quoted there",
        "nl.json: a: does not name Settings > Submit as Home Assistant does",
    ]


def test_what_is_quoted_is_shown_somewhere(frontend):
    texts = {language: {"a": '"Nowhere"'} for language in LANGUAGES}
    assert "en.json: a: 'Nowhere' is shown nowhere" in list(names_in_quotes(texts, frontend))


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        (
            "fr",
            "Une trame\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}{name}\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}? 10:30",
            [],
        ),
        ("fr", "Une trame : oui", ["':': no non-breaking space before it"]),
        ("fr", "Une trame; oui", ["';': no non-breaking space before it"]),
        ("fr", "« oui\N{NO-BREAK SPACE}»", ["'«': no non-breaking space behind it"]),
        ("fr", 'Sous "Nouveaux"', ["'\"': the quotes are « and »"]),
        ("fr", "Chargement …", ["'…': no space before it"]),
        ("fr", "Chargement\N{NO-BREAK SPACE}…", ["'…': no space before it"]),
        ("de", 'Unter "Neu"', ["'\"': the quotes are „ and “"]),
        ("de", "Licht, Rollladen …", []),
        ("it", "Caricamento …", ["'…': no space before it"]),
        ("it", 'In "Nuovi": sì', []),
    ],
)
def test_a_language_has_its_own_quotes_and_spaces(language, text, wrong):
    texts = {one: {"a": text if one == language else "-"} for one in LANGUAGES}
    assert list(spelling(texts)) == [f"{language}.json: a: {one}" for one in wrong]


def test_a_line_of_a_file_is_spelled_as_the_file_is():
    texts = {language: {"config_panel.list.example": "A 1 / PL 2; Cuisine"} for language in LANGUAGES}
    assert list(spelling(texts)) == []
