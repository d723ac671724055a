"""What scripts/check_repository.py finds, on small made-up repositories."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import check_repository


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    integration = tmp_path / "custom_components" / "openwebnet"
    (integration / "translations").mkdir(parents=True)
    (integration / "own" / "items").mkdir(parents=True)
    monkeypatch.setattr(check_repository, "ROOT", tmp_path)
    monkeypatch.setattr(check_repository, "INTEGRATION", integration)
    monkeypatch.setattr(check_repository, "CLOSED_PACKAGES", {integration / "own": {"yaml"}})
    return tmp_path


def write(root: Path, name: str, content: object) -> None:
    path = root / "custom_components" / "openwebnet" / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def test_translations_must_have_the_keys_and_placeholders_of_english(root):
    write(root, "translations/en.json", {"a": {"b": "{host} and {port}", "c": "text"}})
    write(root, "translations/it.json", {"a": {"b": "{host}", "d": "testo"}})
    assert list(check_repository.translations()) == [
        "it.json: a.c is missing",
        "it.json: a.d is not in en.json",
        "it.json: a.b has other placeholders than en.json",
    ]


def test_a_reference_to_a_common_text_is_refused(root):
    write(root, "translations/en.json", {"a": "[%key:common::config_flow::data::host%]"})
    assert list(check_repository.translations()) != []


def test_the_library_may_only_import_itself_and_the_standard_library(root):
    write(root, "own/good.py", "import asyncio\nfrom .items import x\nfrom . import y\nimport yaml.nodes\n")
    write(root, "own/items/good.py", "from ..tags import x\nfrom . import base\n")
    write(root, "own/bad.py", "from ..const import DOMAIN\nimport homeassistant.core\n")
    write(root, "own/items/bad.py", "def f():\n    from ...const import DOMAIN\n")
    assert sorted(check_repository.closed_packages()) == [
        "custom_components/openwebnet/own/bad.py:1: imports from above custom_components/openwebnet/own",
        "custom_components/openwebnet/own/bad.py:2: imports homeassistant",
        "custom_components/openwebnet/own/items/bad.py:2: imports from above custom_components/openwebnet/own",
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("--extra-" + "index-url https://example.org", True),
        ("https://example.org/" + "simple/", True),
        ("cd /" + "home/someone/project", True),
        ('path = "/' + 'root/x"', True),
        ("see https://example.org/home/someone", False),
        ("~/home/x and $HOME/work/x and /config/custom_components", False),
    ],
)
def test_addresses_and_paths_of_one_machine_are_found(root, line: str, found: bool, monkeypatch: pytest.MonkeyPatch):
    def files() -> Iterator[Path]:
        yield root / "file.txt"

    monkeypatch.setattr(check_repository, "_files", files)
    (root / "file.txt").write_text(line)
    assert bool(list(check_repository.addresses_and_paths())) is found


@pytest.fixture
def offered(root: Path) -> Path:
    """A repository that the store would take."""
    manifest = dict.fromkeys(check_repository.STORE_NEEDS, "x") | {"domain": "openwebnet", "version": "0.1.0"}
    write(root, "manifest.json", manifest)
    (root / "custom_components" / "openwebnet" / "brand").mkdir()
    hacs = {"name": "x", "homeassistant": "2026.10.0", "zip_release": True, "filename": "openwebnet.zip"}
    (root / "hacs.json").write_text(json.dumps(hacs))
    for name in ("README.md", "LICENSE", "custom_components/openwebnet/brand/icon.png"):
        (root / name).write_text("")
    (root / ".github" / "workflows").mkdir(parents=True)
    return root


def test_the_store_takes_a_repository_that_has_all_it_needs(offered):
    assert [*check_repository.store(), *check_repository.store_integration()] == []


def test_the_store_refuses_what_it_does_not_know_and_misses_what_it_needs(offered):
    (offered / "hacs.json").write_text(
        json.dumps({"zip_release": "yes", "homeassistant": "2026", "render_readme": True})
    )
    write(offered, "manifest.json", {"domain": "other", "version": "1"})
    (offered / "LICENSE").unlink()
    found = [*check_repository.store(), *check_repository.store_integration()]
    assert "hacs.json: zip_release must be of the type bool" in found
    assert "hacs.json: the store knows no render_readme" in found
    assert "hacs.json: has no name" in found
    assert "hacs.json: zip_release needs the filename of an archive" in found
    assert "hacs.json: homeassistant must be a version of Home Assistant" in found
    assert "custom_components/openwebnet/manifest.json: the store needs codeowners" in found
    assert "custom_components/openwebnet/manifest.json: 1 is no version" in found
    assert "custom_components/openwebnet/manifest.json: the folder is not called as the domain" in found
    assert "LICENSE: is missing, and the store shows it" in found


def test_the_store_takes_one_integration_of_a_repository(offered):
    (offered / "custom_components" / "another").mkdir()
    (offered / "custom_components" / "another" / "manifest.json").write_text("{}")
    assert list(check_repository.store_integration()) == [
        "custom_components: the store takes one integration, not another, openwebnet"
    ]


@pytest.mark.parametrize(
    ("uses", "problem"),
    [
        ("actions/checkout@" + "0" * 40 + " # v7.0.1", None),
        ("hacs/action@main", None),
        ("./.github/workflows/test.yml", None),
        ("actions/checkout@v7", "is not pinned by its digest"),
        ("actions/checkout@" + "0" * 40, "has not its version behind it"),
    ],
)
def test_actions_are_pinned_by_their_digest(offered, uses, problem):
    (offered / ".github" / "workflows" / "a.yml").write_text(f"jobs:\n  a:\n    steps:\n      - uses: {uses}\n")
    expected = [] if problem is None else [f".github/workflows/a.yml: actions/checkout {problem}"]
    assert list(check_repository.workflows()) == expected
