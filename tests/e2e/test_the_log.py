"""What Home Assistant logged while all of this happened. The last of the files, because they run in order."""

import re
from pathlib import Path

import pytest

from .pages import Pages

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

COMPLAINT = re.compile(r" (WARNING|ERROR|CRITICAL) \([^)]*\) \[([\w.]+)\] (.*)")
TRACEBACK = re.compile(r'^ *File ".*/custom_components/openwebnet/.*', re.MULTILINE)
EXPECTED = re.compile("We found a custom integration openwebnet")


def test_home_assistant_has_nothing_to_say_against_the_integration(house: Pages, artefacts: Path):
    log = (artefacts / "config" / "console.log").read_text()
    complaints = [found[0] for found in COMPLAINT.finditer(log) if "openwebnet" in found[0]]
    assert [line for line in complaints if not EXPECTED.search(line)] == []
    assert TRACEBACK.findall(log) == []
