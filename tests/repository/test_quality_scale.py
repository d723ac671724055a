"""quality_scale.yaml: every rule of Home Assistant has its word, and each word can be looked up."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from homeassistant.const import Platform

from custom_components.openwebnet.const import PLATFORMS

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "openwebnet"
RULES: dict[str, dict[str, Any]] = yaml.safe_load((INTEGRATION / "quality_scale.yaml").read_text())["rules"]
ENGLISH: dict[str, Any] = json.loads((INTEGRATION / "translations" / "en.json").read_text(encoding="utf-8"))

BRONZE = """
action-setup appropriate-polling brands common-modules config-flow config-flow-test-coverage dependency-transparency
docs-actions docs-conditions docs-high-level-description docs-installation-instructions docs-removal-instructions
docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data test-before-configure test-before-setup
unique-config-entry
"""
SILVER = """
action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters entity-unavailable
integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage
"""
GOLD = """
devices diagnostics discovery discovery-update-info docs-data-update docs-examples docs-known-limitations
docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices entity-category
entity-device-class entity-disabled-by-default entity-translations exception-translations icon-translations
reconfiguration-flow repair-issues stale-devices
"""
PLATINUM = "async-dependency inject-websession strict-typing"
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*\.(?:py|md|yaml|json|toml|png|ambr)\b")
ANCHOR = re.compile(r"([\w./-]+\.md)#([\w-]+)")
TEST = re.compile(r"\btest_\w+\b(?!\.py)")


def test_every_rule_of_every_level_is_there_in_order() -> None:
    assert list(RULES) == [*BRONZE.split(), *SILVER.split(), *GOLD.split(), *PLATINUM.split()]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_done_or_exempt_and_says_why(rule: str) -> None:
    assert RULES[rule].keys() == {"status", "comment"}
    assert RULES[rule]["status"] in ("done", "exempt")
    assert RULES[rule]["status"] == "exempt" or FILE.search(RULES[rule]["comment"])


@pytest.mark.parametrize("rule", RULES)
def test_what_a_comment_names_is_there(rule: str) -> None:
    comment = RULES[rule]["comment"]
    files = FILE.findall(comment)
    for name in files:
        assert (ROOT / name).is_file(), name
    sources = "".join((ROOT / name).read_text(encoding="utf-8") for name in files if name.endswith(".py"))
    for name in TEST.findall(FILE.sub("", comment)):
        assert f"def {name}(" in sources, name


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.startswith("docs-")])
def test_what_has_to_be_documented_stands_under_a_heading(rule: str) -> None:
    anchors = ANCHOR.findall(RULES[rule]["comment"])
    assert anchors
    for name, anchor in anchors:
        headings = re.findall(r"^#+ (.+)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(INTEGRATION.glob("*.py")):
        yield path, ast.parse(path.read_bytes())


def test_every_platform_says_how_many_updates_run_at_once() -> None:
    for platform in PLATFORMS:
        assert isinstance(platform, Platform)
        assert re.search(r"^PARALLEL_UPDATES = 0$", (INTEGRATION / f"{platform}.py").read_text(), re.MULTILINE), (
            platform
        )


HA_ERRORS = {
    "ConfigEntryAuthFailed",
    "ConfigEntryError",
    "ConfigEntryNotReady",
    "HomeAssistantError",
    "InvalidDeviceAutomationConfig",
    "ServiceValidationError",
}


def _keys(call: ast.Call) -> set[str]:
    """Return the translation keys that a call may use; none where it takes a variable, `""` where it has none."""
    values = [keyword.value for keyword in call.keywords if keyword.arg == "translation_key"]
    if not values:
        return {""}
    return {str(node.value) for value in values for node in ast.walk(value) if isinstance(node, ast.Constant)}


def test_every_error_that_reaches_a_person_is_translated() -> None:
    calls = [
        (path.name, node)
        for path, module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HA_ERRORS
    ]
    assert len(calls) > 10
    for name, call in calls:
        assert _keys(call) <= ENGLISH["exceptions"].keys(), f"{name}:{call.lineno}"


def test_no_icon_stands_in_code() -> None:
    assert not [path.name for path, _ in _modules() if "_attr_icon" in path.read_text() or '"mdi:' in path.read_text()]


def _steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for flow in ("config", "options"):
        for name, step in ENGLISH[flow]["step"].items():
            yield f"{flow}.{name}", step
            for section_name, section in step.get("sections", {}).items():
                yield f"{flow}.{name}.{section_name}", section


@pytest.mark.parametrize(("name", "step"), _steps(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_field_of_every_form_is_described(name: str, step: dict[str, Any]) -> None:
    assert step.get("data", {}).keys() == step.get("data_description", {}).keys()


def test_triggers_and_services_are_described_and_have_icons() -> None:
    icons = json.loads((INTEGRATION / "icons.json").read_text())
    for kind, inner in (("triggers", "trigger"), ("services", "service")):
        described = yaml.safe_load((INTEGRATION / f"{kind}.yaml").read_text())
        assert described.keys() == ENGLISH[kind].keys() == icons[kind].keys()
        for name, content in described.items():
            assert (content or {}).get("fields", {}).keys() == ENGLISH[kind][name].get("fields", {}).keys()
            assert icons[kind][name][inner].startswith("mdi:")
