"""The documentation: its links lead somewhere, both languages say as much, and it names what there is."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from homeassistant.components.automation.config import PLATFORM_SCHEMA
from homeassistant.core import HomeAssistant
from probatio import Invalid

from custom_components.openwebnet import const
from custom_components.openwebnet.flows.options_flow import OpenWebNetOptionsFlow
from simulator import Plant

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "openwebnet"
ENGLISH, ITALIAN = ROOT / "docs" / "en", ROOT / "docs" / "it"
PAGES = sorted(path.name for path in ENGLISH.glob("*.md"))

FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^(?P<level>#{1,6}) (?P<text>.+)$", re.MULTILINE)
RUNNABLE = "sh runnable"
LONGEST_RUN = 60.0
"""Seconds that a runnable block of commands may take."""


def markdown_files() -> Iterator[Path]:
    """Yield every page that is or could be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in sorted(filter(None, listed.split("\0"))):
        if (ROOT / name).is_file():
            yield ROOT / name


FILES = list(markdown_files())


def prose(path: Path) -> str:
    """Return a page without its code."""
    return CODE.sub("", FENCE.sub("", path.read_text(encoding="utf-8")))


def headings(path: Path) -> list[tuple[int, str]]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return [(len(match["level"]), match["text"]) for match in HEADING.finditer(text)]


def anchors(path: Path) -> set[str]:
    """Return the anchors of the headings, as GitHub makes them."""
    found: set[str] = set()
    seen: Counter[str] = Counter()
    for _, heading in headings(path):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def broken_links(path: Path) -> Iterator[str]:
    """Yield the relative links of a page that lead nowhere."""
    for match in LINK.finditer(prose(path)):
        target = match["target"]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        if not linked.exists():
            yield f"{target}: no such file"
        elif anchor and (linked.suffix != ".md" or anchor not in anchors(linked)):
            yield f"{target}: no such heading"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    assert list(broken_links(path)) == []


def test_a_broken_link_and_a_broken_anchor_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n## It's here!\n\n## It's here!\n\n[a](#its-here-1) [b](page.md#its-here) [c](page.md#gone)"
        " [d](gone.md) `[e](gone.md)`\n\n```\n[f](gone.md)\n## no heading\n```\n[g](#no-heading)\n"
    )
    assert list(broken_links(page)) == [
        "page.md#gone: no such heading",
        "gone.md: no such file",
        "#no-heading: no such heading",
    ]


MY_LINKS = {"blueprint_import", "config_energy", "config_flow_start", "hacs_repository", "marketplace_repository"}
"""Links to pages of Home Assistant that its frontend knows."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_into_home_assistant_open_what_there_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = [match["target"] for match in LINK.finditer(text) if "my.home-assistant.io" in match["target"]]
    links = [urlsplit(target) for target in targets]
    assert {link.path.split("/")[2] for link in links} <= MY_LINKS
    blueprints = [parse_qs(link.query)["blueprint_url"][0] for link in links if "blueprint_import" in link.path]
    assert [one for one in blueprints if not (ROOT / one.partition("/blob/main/")[2]).is_file()] == []


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(path.name for path in ITALIAN.glob("*.md")) == PAGES
    assert "index.md" in PAGES


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_structure(name: str) -> None:
    assert [level for level, _ in headings(ENGLISH / name)] == [level for level, _ in headings(ITALIAN / name)]


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_as_many_rows_and_the_same_code(name: str) -> None:
    def shape(path: Path) -> tuple[int, list[str]]:
        text = path.read_text(encoding="utf-8")
        rows = sum(line.startswith("|") for line in text.splitlines())
        return rows, [match["info"] for match in FENCE.finditer(text)]

    assert shape(ENGLISH / name) == shape(ITALIAN / name)


def runnable() -> Iterator[tuple[str, str]]:
    for path in FILES:
        for number, match in enumerate(FENCE.finditer(path.read_text(encoding="utf-8")), 1):
            if match["info"].strip() == RUNNABLE:
                yield f"{path.relative_to(ROOT)}:{number}", match["code"]


@pytest.mark.parametrize("code", dict.fromkeys(code for _, code in runnable()))
def test_the_commands_that_are_printed_as_runnable_run(code: str) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_RUN,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_commands_to_run() -> None:
    assert {name.partition(":")[0] for name, _ in runnable()} >= {"docs/en/contributing.md", "simulator/README.md"}


@pytest.mark.parametrize("folder", [ENGLISH, ITALIAN], ids=lambda folder: folder.name)
def test_every_platform_action_trigger_and_setting_is_described(folder: Path) -> None:
    text = (folder / "platforms.md").read_text(encoding="utf-8")
    # In Italian, a heading has a word for people before the name: Luci (light).
    named = {heading.rpartition("(")[2].removesuffix(")") for _, heading in headings(folder / "platforms.md")}
    assert [platform for platform in const.PLATFORMS if platform.value not in named] == []
    for kind in ("services", "triggers"):
        described: dict[str, Any] = yaml.safe_load((INTEGRATION / f"{kind}.yaml").read_text())
        for name, content in described.items():
            assert f"`openwebnet.{name}`" in text
            for field in (content or {}).get("fields", {}):
                assert f"`{field}`" in text, f"{name}: {field}"
    missing = [key for key in setting_keys() if f"`{key}`" not in text]
    assert missing == []


# What is kept and not set by a person.
KEPT = {const.CONF_IGNORED, const.CONF_OBJECTS, const.CONF_TRAITS}


def setting_keys() -> set[str]:
    """Return the keys of all options, and of all settings of devices."""
    return {value for name, value in vars(const).items() if name.startswith("CONF_")} - KEPT


def texts(language: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((INTEGRATION / "translations" / f"{language}.json").read_text("utf-8"))
    return content


def names_on_screen(language: str) -> Iterator[str]:
    content = texts(language)
    for kind in ("services", "triggers"):
        yield from (one["name"] for one in content[kind].values())
    yield from content["options"]["step"]["settings"]["data"].values()
    yield content["options"]["step"]["new_devices"]["data"]["one_by_one"]
    for platform in ("binary_sensor", "number", "select", "sensor"):
        yield from (one["name"] for one in content["entity"][platform].values())
    yield from (
        re.sub(r" \(\{\w+\}\)", "", title) for title in content["options"]["step"]["init"]["menu_options"].values()
    )


@pytest.mark.parametrize("folder", [ENGLISH, ITALIAN], ids=lambda folder: folder.name)
def test_things_are_called_as_on_the_screen(folder: Path) -> None:
    text = " ".join((folder / "platforms.md").read_text(encoding="utf-8").split()).lower()
    assert [name for name in names_on_screen(folder.name) if name.lower() not in text] == []


def test_every_menu_of_the_options_has_a_heading() -> None:
    steps = {name.removeprefix("async_step_") for name in dir(OpenWebNetOptionsFlow) if name.startswith("async_step_")}
    menu = texts("en")["options"]["step"]["init"]["menu_options"]
    assert menu.keys() <= steps
    named = {heading for _, heading in headings(ENGLISH / "platforms.md")}
    assert [title for title in menu.values() if re.sub(r" \(.*\)", "", title) not in named] == []


@pytest.mark.parametrize(("folder", "title"), [(ENGLISH, "Repairs"), (ITALIAN, "Riparazioni")])
def test_every_repair_is_described(folder: Path, title: str) -> None:
    _, _, text = (folder / "troubleshooting.md").read_text(encoding="utf-8").partition(f"\n## {title}\n")
    rows = [line for line in text.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    assert len(rows) - 1 == len(texts("en")["issues"])


DEMANDED = {
    "index.md": [
        "What this is",  # docs-high-level-description
        "What it is for",  # docs-use-cases
        "Installation",  # docs-installation-instructions
        "What is asked for",  # docs-installation-parameters
        "Examples",  # docs-examples
        "Removal",  # docs-removal-instructions
    ],
    "gateways.md": ["Supported gateways", "Supported devices", "Enable OpenWebNet", "Known limitations"],
    "platforms.md": ["Data update", "Supported functions", "Actions", "Triggers", "Conditions", "Configuration"],
    "troubleshooting.md": ["Troubleshooting"],
}


@pytest.mark.parametrize("name", DEMANDED)
def test_what_the_quality_scale_demands_has_a_heading(name: str) -> None:
    named = {heading for _, heading in headings(ENGLISH / name)}
    assert [heading for heading in DEMANDED[name] if heading not in named] == []


def test_a_release_waits_for_all_that_a_change_is_tested_with() -> None:
    release, tests = (
        yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
        for name in ("release.yml", "test.yml")
    )
    assert release["jobs"]["release"]["needs"] == "test"
    assert release["jobs"]["test"]["uses"] == "./.github/workflows/test.yml"
    # YAML takes the key `on` for a truth value.
    assert "workflow_call" in tests[True]
    assert tests["jobs"].keys() == {"lint", "test", "e2e"}


def workflows() -> Iterator[Path]:
    yield from sorted((ROOT / ".github").rglob("*.y*ml"))


@pytest.mark.parametrize("path", workflows(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_github_reads_is_yaml(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    if path.parent.name != "workflows":
        return
    # YAML takes the key `on` for a truth value.
    assert {"name", True, "permissions", "jobs"} <= content.keys()
    # What an action is, scripts/check_repository.py looks at.
    assert all("steps" in job or "uses" in job for job in content["jobs"].values())
    secrets = re.findall(r"secrets\.(\w+)", path.read_text(encoding="utf-8"))
    assert set(secrets) <= {"GITHUB_TOKEN"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda path: path.name
)
def test_an_issue_asks_for_the_diagnostics(path: Path) -> None:
    template = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= template.keys()
    assert any(field.get("id") == "diagnostics" for field in template["body"])


def examples() -> Iterator[tuple[str, str]]:
    for path in FILES:
        for number, match in enumerate(FENCE.finditer(path.read_text(encoding="utf-8")), 1):
            if match["info"].strip() == "yaml":
                yield f"{path.relative_to(ROOT)}:{number}", match["code"]


@pytest.mark.parametrize(("name", "code"), examples())
def test_examples_can_be_read(name: str, code: str) -> None:
    content = yaml.safe_load(code)
    if "objects" in content:
        assert Plant.parse(code, name).make_objects()
    for automation in content.get("automation", ()):
        assert {"alias", "triggers", "actions"} == automation.keys()
        for trigger in automation["triggers"]:
            assert named_of_ours(trigger["trigger"]) <= set(texts("en")["triggers"])
        assert set().union(*map(named_of_ours, called_in(automation["actions"]))) <= set(texts("en")["services"])


async def test_home_assistant_takes_every_automation_that_is_printed(hass: HomeAssistant) -> None:
    automations = [one for _, code in examples() for one in yaml.safe_load(code).get("automation", ())]
    assert len(automations) >= 8
    for automation in automations:
        PLATFORM_SCHEMA(automation)
    with pytest.raises(Invalid):
        PLATFORM_SCHEMA({**automations[0], "actions": [{"if": "no condition", "then": 1}]})


def called_in(node: object) -> Iterator[str]:
    """Yield the actions that are called anywhere in a sequence."""
    match node:
        case {"action": str(name)}:
            yield name
        case dict():
            yield from (name for part in node.values() for name in called_in(part))
        case list():
            yield from (name for part in node for name in called_in(part))


def named_of_ours(name: str) -> set[str]:
    domain, _, own = name.partition(".")
    return {own} if domain == const.DOMAIN else set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_actions_and_triggers_that_are_mentioned_exist(path: Path) -> None:
    mentioned = set(re.findall(r"`openwebnet\.(\w+)`", path.read_text(encoding="utf-8"))) - {"zip"}
    assert mentioned <= {*texts("en")["services"], *texts("en")["triggers"]}
