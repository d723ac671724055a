"""A ledger that cannot complain is worth nothing."""

import pytest

from .ledger import Ledger, Report, Verdict


@pytest.fixture
def executed() -> list[str]:
    return []


@pytest.fixture
def ledger(executed: list[str]) -> Ledger:
    return Ledger(executed, frozenset(("1-11", "1-12", "2-21")))


def verdicts(ledger: Ledger) -> list[Verdict]:
    return [verdict for _, verdict in ledger.balance().verdicts]


@pytest.mark.parametrize(
    ("report", "times", "verdict"),
    [
        (Report.DONE, 1, Verdict.DONE),
        (Report.DONE, 0, Verdict.UNDONE),
        (Report.DONE, 2, Verdict.TWICE),
        (Report.NOT_SENT, 0, Verdict.NOT_SENT),
        (Report.NOT_SENT, 1, Verdict.DENIED),
        (Report.REFUSED, 0, Verdict.REFUSED),
        (Report.REFUSED, 1, Verdict.DENIED),
        (Report.SKIPPED, 0, Verdict.SKIPPED),
        (Report.SKIPPED, 1, Verdict.DENIED),
        (Report.NOT_CONFIRMED, 0, Verdict.LOST),
        (Report.NOT_CONFIRMED, 1, Verdict.NOT_CONFIRMED),
        (Report.NOT_CONFIRMED, 2, Verdict.TWICE),
        (None, 0, Verdict.UNANSWERED),
        (None, 1, Verdict.UNANSWERED),
    ],
)
def test_every_pair_of_report_and_execution_has_its_verdict(
    ledger: Ledger, executed: list[str], report: Report | None, times: int, verdict: Verdict
) -> None:
    action = ledger.call("*1*1*11##", "1-11")
    executed.extend(["*1*1*11##"] * times)
    if report is not None:
        ledger.told(action, report)
    assert verdicts(ledger) == [verdict]
    sound = {(Report.DONE, 1), (Report.NOT_CONFIRMED, 0), (Report.NOT_CONFIRMED, 1)}
    failed = {(report, 0) for report in (Report.NOT_SENT, Report.REFUSED, Report.SKIPPED)}
    assert bool(ledger.balance().wrong) is ((report, times) not in sound | failed)


def test_a_doubled_command_is_found_long_after_it_was_reported(ledger: Ledger, executed: list[str]) -> None:
    first = ledger.call("*1*1*11##", "1-11")
    executed.append("*1*1*11##")
    ledger.told(first, Report.DONE)
    other = ledger.call("*1*1*12##", "1-12")
    executed.extend(("*1*1*12##", "*1*1*11##"))
    ledger.told(other, Report.DONE)
    assert verdicts(ledger) == [Verdict.TWICE, Verdict.DONE]
    assert len(ledger.balance().wrong) == 1


def test_the_same_frame_again_belongs_to_the_action_that_asked_again(ledger: Ledger, executed: list[str]) -> None:
    for frame in ("*1*1*11##", "*1*0*11##", "*1*1*11##"):
        action = ledger.call(frame, "1-11")
        executed.append(frame)
        ledger.told(action, Report.DONE)
    assert verdicts(ledger) == [Verdict.DONE] * 3
    assert not ledger.balance().wrong


def test_what_was_acknowledged_may_wait_for_the_bus_while_the_next_is_called(
    ledger: Ledger, executed: list[str]
) -> None:
    for frame in ("*1*1*11##", "*1*0*11##", "*1*1*11##"):
        ledger.told(ledger.call(frame, "1-11"), Report.DONE)
    executed.extend(("*1*1*11##", "*1*0*11##", "*1*1*11##"))
    assert not ledger.balance().wrong
    executed.append("*1*1*11##")
    assert Verdict.TWICE in verdicts(ledger)


def test_what_nobody_asked_for_is_found(ledger: Ledger, executed: list[str]) -> None:
    executed.append("*1*1*11##")
    action = ledger.call("*1*1*11##", "1-11")
    ledger.told(action, Report.NOT_SENT)
    assert ledger.balance().strays == ["*1*1*11##"]
    assert len(ledger.balance().wrong) == 1


def test_a_level_replaced_by_a_newer_one_is_told_its_result(ledger: Ledger, executed: list[str]) -> None:
    older = ledger.call("*#1*12*#1*120*255##", "1-12", replaceable=True)
    newer = ledger.call("*#1*12*#1*130*255##", "1-12", replaceable=True)
    executed.append("*#1*12*#1*130*255##")
    ledger.told(older, Report.DONE)
    ledger.told(newer, Report.DONE)
    assert verdicts(ledger) == [Verdict.REPLACED, Verdict.DONE]
    assert not ledger.balance().wrong


def test_a_level_that_was_replaced_is_not_taken_for_executed_when_it_comes_again(
    ledger: Ledger, executed: list[str]
) -> None:
    replaced = ledger.call("*#1*12*#1*120*255##", "1-12", replaceable=True)
    for level in (130, 140, 120):
        action = ledger.call(f"*#1*12*#1*{level}*255##", "1-12", replaceable=True)
        executed.append(action.frame)
        ledger.told(action, Report.DONE)
        if replaced.report is None:
            ledger.told(replaced, Report.DONE)
    assert verdicts(ledger) == [Verdict.REPLACED, Verdict.DONE, Verdict.DONE, Verdict.DONE]


def test_a_level_that_nothing_replaced_in_time_is_missed(ledger: Ledger, executed: list[str]) -> None:
    older = ledger.call("*#1*12*#1*120*255##", "1-12", replaceable=True)
    ledger.told(older, Report.DONE)
    executed.append("*1*1*11##")
    ledger.told(ledger.call("*1*1*11##", "1-11"), Report.DONE)
    newer = ledger.call("*#1*12*#1*130*255##", "1-12", replaceable=True)
    executed.append("*#1*12*#1*130*255##")
    ledger.told(newer, Report.DONE)
    assert Verdict.UNDONE in verdicts(ledger)


def test_a_level_is_missed_though_the_next_one_follows_at_once(ledger: Ledger, executed: list[str]) -> None:
    ledger.told(ledger.call("*#1*12*#1*120*255##", "1-12", replaceable=True), Report.DONE)
    newer = ledger.call("*#1*12*#1*130*255##", "1-12", replaceable=True)
    executed.append("*#1*12*#1*130*255##")
    ledger.told(newer, Report.DONE)
    assert verdicts(ledger) == [Verdict.UNDONE, Verdict.DONE]


def test_a_level_is_not_replaced_by_one_that_was_not_executed(ledger: Ledger) -> None:
    older = ledger.call("*#1*12*#1*120*255##", "1-12", replaceable=True)
    newer = ledger.call("*#1*12*#1*130*255##", "1-12", replaceable=True)
    ledger.told(older, Report.DONE)
    ledger.told(newer, Report.NOT_SENT)
    assert verdicts(ledger) == [Verdict.UNDONE, Verdict.NOT_SENT]


def test_a_refused_command_to_nobody_may_have_been_on_the_bus(ledger: Ledger, executed: list[str]) -> None:
    """A MyHomeServer1 refuses it for that reason, after it was sent (gateways.md 2)."""
    action = ledger.call("*1*1*99##", "1-99")
    executed.append("*1*1*99##")
    ledger.told(action, Report.REFUSED)
    assert verdicts(ledger) == [Verdict.NOBODY]
    assert not ledger.balance().wrong


def test_what_a_gateway_forgot_is_nobodys_lie_but_only_once(executed: list[str]) -> None:
    ledger = Ledger(executed, frozenset(("1-11",)), forgotten=["*1*1*11##"])
    for _ in range(2):
        ledger.told(ledger.call("*1*1*11##", "1-11"), Report.DONE)
    assert verdicts(ledger) == [Verdict.FORGOTTEN, Verdict.UNDONE]


def test_the_counts_show_what_must_be_zero(ledger: Ledger, executed: list[str]) -> None:
    executed.append("*1*1*11##")
    lines = list(ledger.balance().lines())
    assert "     0 executed twice" in lines
    assert "     1 executed, and never asked for" in lines
