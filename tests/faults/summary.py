"""What the fault suite counted, printed after all tests; tests/conftest.py hands it to pytest.

A hook in this folder's conftest would only be heard where the folder is named: of several processes, the one that
prints collects no tests.
"""

import pytest

from .ledger import WRONG, Verdict


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the figures: recovery and connections by fault, and the ledgers of all tests added up."""
    reports = [report for key in ("passed", "failed") for report in terminalreporter.stats.get(key, ())]
    figures = [dict(report.user_properties) for report in reports if "recovery" in dict(report.user_properties)]
    if not figures:
        return
    terminalreporter.section("fault suite")
    write = terminalreporter.write_line
    write(f"{'fault':20} {'times':>5} {'recovery, s: median':>20} {'longest':>8} {'connections in 60 s':>20}")
    for fault in dict.fromkeys(name for one in figures for name in one["recovery"]):
        times = sorted(time for one in figures for time in one["recovery"].get(fault, ()))
        most = max(one["most"] for one in figures if fault in one["recovery"])
        write(f"{fault:20} {len(times):5} {times[len(times) // 2]:20.1f} {times[-1]:8.1f} {most:20}")
    totals = {verdict: sum(one["counts"].get(verdict.name, 0) for one in figures) for verdict in Verdict}
    write(f"{sum(totals.values()):6} actions")
    for verdict, count in totals.items():
        if count or verdict in WRONG:
            write(f"{count:6} {verdict}")
    differences = [line for one in figures for line in one.get("differences", ())]
    write(f"{len(differences):6} states that were not true 30 s after a fault")
