#!/usr/bin/env python3
"""Compare the words of strings and documentation: with Home Assistant's own names, and with docs/terms.md.

scripts/check_words.py       needs home-assistant-frontend: run it with the Python of .venv-e2e
"""

import importlib.util
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
TRANSLATIONS: Final = ROOT / "custom_components" / "openwebnet" / "translations"
LANGUAGES: Final = ("en", "it", "fr", "de", "es", "nl", "pt")
"""In the order of the columns of docs/terms.md."""

FRAGMENTS: Final = ("", "config/")
"""Parts of the frontend's translations that hold the names of buttons and pages."""

NAMES: Final = {
    "Actions": "ui.panel.config.tools.tabs.actions.title",
    "Add": "ui.common.add",
    "Add integration": "ui.panel.config.integrations.add_integration",
    "Automations & scenes": "ui.panel.config.dashboard.automations.main",
    "Blueprints": "ui.panel.config.blueprint.caption",
    "Configure": "ui.panel.config.integrations.config_entry.configure",
    "Delete": "ui.panel.config.integrations.config_entry.delete",
    "Devices & services": "ui.panel.config.dashboard.devices.main",
    "Disable": "ui.common.disable",
    "Download diagnostics": "ui.panel.config.integrations.config_entry.download_diagnostics",
    "Expose": "ui.panel.config.voice_assistants.expose.caption",
    "Finish": "ui.panel.config.integrations.config_flow.finish",
    "Marketplace": "panel.marketplace",
    "Reconfigure": "ui.panel.config.integrations.config_entry.reconfigure",
    "Repairs": "ui.panel.config.repairs.caption",
    "Settings": "panel.config",
    "Submit": "ui.panel.config.integrations.config_flow.submit",
    "System": "ui.panel.config.dashboard.system.main",
    "System information": "ui.panel.config.repairs.system_information",
    "Tools": "ui.panel.config.dashboard.tools.main",
    "Voice assistants": "ui.panel.config.dashboard.voice_assistants.main",
}
"""What strings and pages name of Home Assistant's own -> its key in the frontend's translations."""

NOT_TRANSLATED: Final = {"⋮", "OpenWebNet", "MyHOME", "Home Assistant", "Remove", "Rimuovi"}
"""What a path through pages may name that is neither Home Assistant's nor the integration's."""

ENGLISH: Final = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/performance.md")
"""Pages for people that are not in a folder of a language."""

BOLD: Final = re.compile(r"\*\*([^*{]+)\*\*")
PATH: Final = re.compile(
    r"(?<![*\w])\*(?=[^\s*])((?:[^*|`\n]|\n(?!\s*\n))*?→(?:[^*|`\n]|\n(?!\s*\n))*?)(?<=\S)\*(?!\*)"
)
QUOTED: Final = re.compile(r'"([^"]+)"')
QUOTES: Final = {"fr": "«\N{NO-BREAK SPACE}%s\N{NO-BREAK SPACE}»", "de": "„%s“"}
"""How a language quotes a name; the others do as English does."""

PLACE: Final = ("Settings", "Devices & services")
"""A path that texts without bold letters name: Settings > Devices & services."""

SPELLINGS: Final = {
    "fr": (
        (re.compile(r"(?<!\N{NO-BREAK SPACE})(?:[;?!»]|:(?=\s|$))"), "no non-breaking space before it"),
        (re.compile(r"«(?!\N{NO-BREAK SPACE})"), "no non-breaking space behind it"),
        (re.compile(r'"'), "the quotes are « and »"),
    ),
    "de": ((re.compile(r'"'), "the quotes are „ and “"),),
}
"""What a language spells otherwise than English: what is wrong, and why."""
LISTS: Final = ("config_panel.list.example",)
"""Lines of a file: they are spelled as it is."""

CODE: Final = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|\{\w+\}", re.DOTALL)

type Texts = Mapping[str, str]


def main() -> int:
    """Print what is wrong; 1 where something is."""
    texts = {language: dict(_texts(TRANSLATIONS / f"{language}.json")) for language in LANGUAGES}
    pages = {language: dict(_pages(language)) for language in ("en", "it")}
    frontend = {language: _frontend(language) for language in LANGUAGES}
    problems = [*names_in_strings(texts, frontend), *names_in_quotes(texts, frontend)]
    problems += [*names_in_pages(texts, frontend, pages), *spelling(texts)]
    tables = [row for row in map(_cells, (ROOT / "docs" / "terms.md").read_text(encoding="utf-8").splitlines()) if row]
    problems += terms([row for row in tables if len(row) == len(LANGUAGES) + 1], texts)
    problems += forbidden([row for row in tables if len(row) == 4 and row[0] in LANGUAGES], texts, pages)
    for problem in problems:
        print(problem)
    print(f"{len(NAMES)} names, {len(tables)} rows of terms, {len(problems)} problems")
    return 1 if problems else 0


def names_in_strings(texts: Mapping[str, Texts], frontend: Mapping[str, Texts]) -> Iterator[str]:
    """What a string names in bold is a button or page of Home Assistant, by the name that it has in that language."""
    for key, english in texts["en"].items():
        named = BOLD.findall(english)
        for name in set(named) - NAMES.keys():
            yield f"en.json: {key}: {name!r} is no name that scripts/check_words.py knows"
        for language in LANGUAGES:
            wanted = sorted(frontend[language][NAMES[name]] for name in named if name in NAMES)
            found = sorted(BOLD.findall(texts[language][key]))
            if found != wanted:
                yield f"{language}.json: {key}: names {found}, Home Assistant's are {wanted}"


def names_in_quotes(texts: Mapping[str, Texts], frontend: Mapping[str, Texts]) -> Iterator[str]:
    """What a string names in quotes is shown by Home Assistant or the integration, by the name that it has there."""
    shown: dict[str, list[str]] = {}
    for key, english in texts["en"].items():
        shown.setdefault(_without_count(english), []).append(key)
    for key, english in texts["en"].items():
        named = [name for name in QUOTED.findall(english) if "{" not in name]
        for name in set(named) - NAMES.keys() - shown.keys():
            yield f"en.json: {key}: {name!r} is shown nowhere"
        for language in LANGUAGES:
            text, words = texts[language][key], frontend[language]
            for name in named:
                ours = {_without_count(texts[language][one]) for one in shown.get(name, ())}
                wanted = ours | ({words[NAMES[name]]} if name in NAMES else set())
                if wanted and not any(QUOTES.get(language, '"%s"') % one in text for one in wanted):
                    yield f"{language}.json: {key}: {sorted(wanted)} is not quoted there"
            if " > ".join(PLACE) in english and " > ".join(words[NAMES[name]] for name in PLACE) not in text:
                yield f"{language}.json: {key}: does not name {' > '.join(PLACE)} as Home Assistant does"


def spelling(texts: Mapping[str, Texts]) -> Iterator[str]:
    """Each language has its own quotes and spaces; an ellipsis stands at its word everywhere but in German."""
    for language in LANGUAGES:
        rules = SPELLINGS.get(language, ())
        if language != "de":
            rules = (*rules, (re.compile("(?<=\\s)…"), "no space before it"))
        for key, text in texts[language].items():
            for wrong, why in rules:
                if key not in LISTS and (found := wrong.search(CODE.sub("", text))) is not None:
                    yield f"{language}.json: {key}: {found[0]!r}: {why}"


def names_in_pages(
    texts: Mapping[str, Texts], frontend: Mapping[str, Texts], pages: Mapping[str, Texts]
) -> Iterator[str]:
    """Paths such as *Settings → System* name what Home Assistant or the integration shows in the page's language."""
    for language, contents in pages.items():
        known = {frontend[language][key] for key in NAMES.values()} | set(texts[language].values()) | NOT_TRANSLATED
        known |= {_without_count(text) for text in known}
        for page, content in contents.items():
            for path in PATH.findall(content):
                for name in re.split(r"\s*→\s*", " ".join(path.split())):
                    if name not in known:
                        yield f"{page}: {name!r} in {path!r} is no name in {language}"


def terms(rows: list[list[str]], texts: Mapping[str, Texts]) -> Iterator[str]:
    """A term stands in the string whose key its row gives."""
    for row in rows:
        key = row[-1].strip("`")
        if "." not in key:
            continue
        for language, term in zip(LANGUAGES, row, strict=False):
            text = texts[language].get(key)
            if text is None:
                yield f"docs/terms.md: there is no string {key}"
                break
            if language != "en" and term.lower() not in text.lower():
                yield f"{language}.json: {key}: {text!r} has not the term {term!r}"


def forbidden(rows: list[list[str]], texts: Mapping[str, Texts], pages: Mapping[str, Texts]) -> Iterator[str]:
    """Words that have a better one are in no string, and where the table says so in no page."""
    for language, words, better, in_pages in rows:
        found = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words.split(', ')))})(?![\w-])", re.IGNORECASE)
        if words.isupper():
            found = re.compile(found.pattern)
        places = {f"{language}.json: {key}": text for key, text in texts[language].items()}
        if in_pages:
            places |= pages.get(language, {})
        for place, text in places.items():
            for word in found.findall(CODE.sub("", text)):
                yield f"{place}: {word!r}, but the word is {better!r}"


def _without_count(text: str) -> str:
    """Return the name of a menu that says how much there is behind it."""
    return re.sub(r" \(\{\w+\}\)$", "", text)


def _frontend(language: str) -> Texts:
    """Return the frontend's own translations."""
    spec = importlib.util.find_spec("hass_frontend")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("check_words: home-assistant-frontend is not installed; run this with .venv-e2e/bin/python")
    folder = Path(spec.submodule_search_locations[0]) / "static" / "translations"
    texts: dict[str, str] = {}
    for fragment in FRAGMENTS:
        [path] = (one for one in (folder / fragment).glob("*.json") if re.fullmatch(language + "-[0-9a-f]+", one.stem))
        texts |= json.loads(path.read_text(encoding="utf-8"))
    return texts


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    def flat(node: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
        for key, value in node.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield f"{prefix}{key}", str(value)

    return flat(json.loads(path.read_text(encoding="utf-8")), "")


def _pages(language: str) -> Iterator[tuple[str, str]]:
    """Pages that were written for people; the library's is made from its source."""
    paths = [path for path in sorted((ROOT / "docs" / language).glob("*.md")) if path.name != "library.md"]
    for path in [*paths, *((ROOT / name for name in ENGLISH) if language == "en" else ())]:
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []


if __name__ == "__main__":
    sys.exit(main())
