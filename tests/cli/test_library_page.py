"""The page of the library: its reference is that of the code, and its examples run."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from custom_components.openwebnet import own
from simulator import Simulator

from .installed import ROOT

PAGES = [ROOT / "docs" / language / "library.md" for language in ("en", "it")]
EXAMPLE = re.compile(r"^### (?P<title>[^\n]+)\n(?:(?!^#).)*?^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(page: Path) -> dict[str, str]:
    return {match["title"]: match["code"] for match in EXAMPLE.finditer(page.read_text(encoding="utf-8"))}


def test_the_reference_is_that_of_the_code() -> None:
    text = runpy.run_path(str(ROOT / "scripts" / "library_reference.py"))["reference"]()
    for page in PAGES:
        assert page.read_text(encoding="utf-8").endswith(f"\n{text}".rstrip() + "\n")


def test_the_reference_has_every_exported_name() -> None:
    headings = set(re.findall(r"^#### (\w+)$", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE))
    assert set(own.__all__) - headings == set()


def test_both_languages_have_the_same_examples_line_by_line() -> None:
    english, italian = (page.read_text(encoding="utf-8") for page in PAGES)
    assert list(examples(PAGES[0]).values()) == list(examples(PAGES[1]).values())
    assert len(english.splitlines()) == len(italian.splitlines())


PRINTED = {
    "Listen": "That is all.",
    "Switch": "on",
    "Ask": "*#13**16*2*0*51## firmware version",
    "Keep a gateway": "model='F454'",
    "An object of your own": "GateState(moving=True)",
}


@pytest.mark.parametrize("title", PRINTED)
async def test_an_example_runs(
    title: str,
    site: Path,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the package as it is installed, in the loop of the simulator: so it waits in virtual time."""
    code, runs, after = examples(PAGES[0])[title].rpartition("asyncio.run(main())\n")
    assert (bool(runs), after) == (True, "")
    monkeypatch.syspath_prepend(site)
    names: dict[str, Any] = {"__name__": "example"}
    exec(code.replace("192.168.1.50", "127.0.0.1").replace("20000", str(simulator.port)), names)
    await names["main"]()
    assert PRINTED[title] in capsys.readouterr().out


def test_there_is_no_other_example() -> None:
    assert examples(PAGES[0]).keys() == PRINTED.keys()
