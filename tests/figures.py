"""Figures that tests have found, printed after all tests; tests/conftest.py hands it to pytest.

A test keeps its lines by `record_property("figures", [title, line, ...])`.
"""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the lines of all tests, by their titles."""
    reports = [report for key in ("passed", "failed") for report in terminalreporter.stats.get(key, ())]
    kept: dict[str, list[str]] = {}
    for report in reports:
        for name, value in report.user_properties:
            if name == "figures" and report.when == "call":
                title, *lines = map(str, value)
                kept.setdefault(title, []).extend(lines)
    for title, lines in kept.items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
