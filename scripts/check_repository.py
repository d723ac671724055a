"""What no other tool checks: translations, manifest, and what must not stand in any file."""

import ast
import json
import re
import struct
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
INTEGRATION = ROOT / "custom_components" / "openwebnet"

# What the lower parts may import beside themselves and the standard library.
CLOSED_PACKAGES = {
    INTEGRATION / "own": set[str](),
    ROOT / "cli": {"custom_components"},
    ROOT / "simulator": {"pytest", "simulator", "yaml"},
}

# A package-index address makes the repository depend on one network, a machine's path on one machine.
INDEX_ADDRESS = re.compile(r"--(?:extra-)?index-url\s*[=\s]\s*\S|https?://[^\s\"'<>]*/simple\b|pypi\.org|pythonhosted")
MACHINE_PATH = re.compile(r"(?<![\w.~/$}*-])/(?:home|root|Users|work|builds?|workspace)/\w")

HACS_KEYS = {
    "content_in_root": bool,
    "country": list,
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "zip_release": bool,
}
"""What the store reads of hacs.json, and of which type each is."""
STORE_NEEDS = ("codeowners", "documentation", "domain", "issue_tracker", "name", "version")
"""What the store wants in the manifest of an integration."""
VERSION = re.compile(r"\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?")
USES = re.compile(r"(?m)^\s*(?:- )?uses:\s*(?P<action>[^\s@]+)(?:@(?P<version>\S+))?(?P<comment>.*)$")
WITHOUT_VERSIONS = {"home-assistant/actions/hassfest", "hacs/action"}
"""Actions that have no versions: what they check goes with Home Assistant and the store."""

CHECKS: list[Callable[[], Iterator[str]]] = []


def check(function: Callable[[], Iterator[str]]) -> Callable[[], Iterator[str]]:
    CHECKS.append(function)
    return function


def main() -> int:
    problems = [problem for function in CHECKS for problem in function()]
    for problem in problems:
        print(problem)
    print(f"{len(CHECKS)} checks, {len(problems)} problems")
    return 1 if problems else 0


@check
def manifest() -> Iterator[str]:
    path = INTEGRATION / "manifest.json"
    content = _load(path)
    keys = list(content)
    if keys != ["domain", "name", *sorted(set(keys) - {"domain", "name"})]:
        yield f"{_name(path)}: keys must be domain, name, then the others in alphabetical order"
    if content["version"] not in (ROOT / "CHANGELOG.md").read_text():
        yield f"CHANGELOG.md: says nothing of version {content['version']}"


@check
def store() -> Iterator[str]:
    """What the store (HACS) checks of its own file."""
    content = _load(ROOT / "hacs.json")
    for key, value in content.items():
        if key not in HACS_KEYS:
            yield f"hacs.json: the store knows no {key}"
        elif not isinstance(value, HACS_KEYS[key]):
            yield f"hacs.json: {key} must be of the type {HACS_KEYS[key].__name__}"
    if "name" not in content:
        yield "hacs.json: has no name"
    if content.get("zip_release") and not str(content.get("filename", "")).endswith(".zip"):
        yield "hacs.json: zip_release needs the filename of an archive"
    if not re.fullmatch(r"\d{4}\.\d{1,2}\.\d+", str(content.get("homeassistant", ""))):
        yield "hacs.json: homeassistant must be a version of Home Assistant"


@check
def store_integration() -> Iterator[str]:
    """What the store checks of the integration itself."""
    described = _load(INTEGRATION / "manifest.json")
    for key in STORE_NEEDS:
        if not described.get(key):
            yield f"{_name(INTEGRATION / 'manifest.json')}: the store needs {key}"
    if not VERSION.fullmatch(str(described.get("version", ""))):
        yield f"{_name(INTEGRATION / 'manifest.json')}: {described.get('version')} is no version"
    if described.get("domain") != INTEGRATION.name:
        yield f"{_name(INTEGRATION / 'manifest.json')}: the folder is not called as the domain"
    others = [path.name for path in (ROOT / "custom_components").iterdir() if (path / "manifest.json").exists()]
    if others != [INTEGRATION.name]:
        yield f"custom_components: the store takes one integration, not {', '.join(sorted(others))}"
    for name in ("README.md", "LICENSE", f"{INTEGRATION.relative_to(ROOT)}/brand/icon.png"):
        if not (ROOT / name).is_file():
            yield f"{name}: is missing, and the store shows it"


@check
def workflows() -> Iterator[str]:
    """An action is what a digest says, with its version beside it for people."""
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        for found in USES.finditer(path.read_text(encoding="utf-8")):
            action = found["action"]
            if action.startswith("./") or action in WITHOUT_VERSIONS:
                continue
            if not re.fullmatch(r"[0-9a-f]{40}", found["version"] or ""):
                yield f"{_name(path)}: {action} is not pinned by its digest"
            elif not re.fullmatch(r"\s*# v\d+\.\d+\.\d+", found["comment"]):
                yield f"{_name(path)}: {action} has not its version behind it"


@check
def translations() -> Iterator[str]:
    folder = INTEGRATION / "translations"
    if not (folder / "en.json").exists():
        yield f"{_name(folder)}: no en.json"
        return
    english = dict(_texts(_load(folder / "en.json")))
    for key, text in english.items():
        if "[%key:" in text:
            yield f"en.json: {key}: references are not resolved in a custom integration"
    for path in sorted(folder.glob("*.json")):
        texts = dict(_texts(_load(path)))
        for key in sorted(english.keys() - texts.keys()):
            yield f"{path.name}: {key} is missing"
        for key in sorted(texts.keys() - english.keys()):
            yield f"{path.name}: {key} is not in en.json"
        for key in sorted(english.keys() & texts.keys()):
            if _placeholders(texts[key]) != _placeholders(english[key]):
                yield f"{path.name}: {key} has other placeholders than en.json"
            if not texts[key].strip():
                yield f"{path.name}: {key} is empty"


@check
def icons() -> Iterator[str]:
    path = INTEGRATION / "icons.json"
    if not path.exists():
        return
    english = _load(INTEGRATION / "translations" / "en.json")
    content = _load(path)
    for platform, entities in content.get("entity", {}).items():
        for key in entities:
            if key not in english.get("entity", {}).get(platform, {}):
                yield f"icons.json: entity.{platform}.{key} is no entity of en.json"
    for service in content.get("services", {}).keys() ^ english.get("services", {}).keys():
        yield f"services.{service}: in one of icons.json and en.json only"


@check
def closed_packages() -> Iterator[str]:
    """`own`, `cli` and `simulator` run by themselves: what they import, they bring along."""
    for package, allowed in CLOSED_PACKAGES.items():
        for path in sorted(package.rglob("*.py")):
            depth = len(path.parent.relative_to(package).parts) + 1
            for node in ast.walk(ast.parse(path.read_bytes())):
                match node:
                    case ast.ImportFrom(level=level) if level > depth:
                        yield f"{_name(path)}:{node.lineno}: imports from above {_name(package)}"
                        continue
                    case ast.ImportFrom(level=0, module=str(module)):
                        modules = [module]
                    case ast.Import(names=names):
                        modules = [alias.name for alias in names]
                    case _:
                        continue
                for top in {module.partition(".")[0] for module in modules}:
                    if top not in sys.stdlib_module_names | allowed:
                        yield f"{_name(path)}:{node.lineno}: imports {top}"


@check
def locked_dependencies() -> Iterator[str]:
    """What pyproject.toml asks for, scripts/lock has written."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    included = {one["include-group"] for wanted in groups.values() for one in wanted if not isinstance(one, str)}
    for group in groups:
        path = ROOT / "requirements" / f"{group}.txt"
        # What others only share has no environment to be installed in.
        if group in included and not path.exists():
            continue
        locked = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", path.read_text())) if path.exists() else {}
        for requirement in _wanted(groups, group):
            name, _, version = requirement.lower().partition("==")
            if version not in ("", locked.get(name)) or name not in locked:
                yield f"requirements/{group}.txt: has no {requirement}; run scripts/lock"


@check
def brand_images() -> Iterator[str]:
    for theme in ("", "dark_"):
        for suffix, side in (("", 256), ("@2x", 512)):
            for kind in ("icon", "logo"):
                path = INTEGRATION / "brand" / f"{theme}{kind}{suffix}.png"
                # Width and height stand at the same place of every PNG.
                width, height = struct.unpack(">II", path.read_bytes()[16:24])
                if kind == "icon" and (width, height) != (side, side):
                    yield f"{_name(path)}: {width} by {height}, must be {side} by {side}"
                if kind == "logo" and not side // 2 <= min(width, height) <= side:
                    yield f"{_name(path)}: the shorter side must have {side // 2} to {side}"


@check
def addresses_and_paths() -> Iterator[str]:
    for path in _files():
        if path.name == "uv.lock":
            yield f"{_name(path)}: carries addresses; requirements/ has the locked versions"
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if path == Path(__file__):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if INDEX_ADDRESS.search(line):
                yield f"{_name(path)}:{number}: the address of a package index"
            if MACHINE_PATH.search(line):
                yield f"{_name(path)}:{number}: a path of one machine"


def _wanted(groups: dict[str, list[str | dict[str, str]]], group: str) -> Iterator[str]:
    for one in groups[group]:
        if isinstance(one, str):
            yield one
        else:
            yield from _wanted(groups, one["include-group"])


def _files() -> Iterator[Path]:
    """All files that are or could be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in listed.split("\0"):
        if name and (ROOT / name).is_file():
            yield ROOT / name


def _texts(node: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _texts(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
