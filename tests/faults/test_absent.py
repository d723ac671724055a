"""A device that Home Assistant remembers and that is not on the bus any more: what each model says of it."""

import pytest

from .conftest import MakeHouse
from .house import ABSENT
from .ledger import Report, Verdict


@pytest.mark.parametrize(
    ("model", "report", "verdict"),
    [
        # They acknowledge when the command is queued: done is that it was sent.
        ("F454", Report.DONE, Verdict.DONE),
        ("MH201", Report.DONE, Verdict.DONE),
        ("MH200N", Report.DONE, Verdict.DONE),
        # It waits 2 s for somebody on the bus to take it.
        ("MyHomeServer1", Report.REFUSED, Verdict.NOBODY),
    ],
)
async def test_a_command_to_nobody(make_house: MakeHouse, model: str, report: Report, verdict: Verdict) -> None:
    house = await make_house(model, {ABSENT: {}})
    assert await house.light(ABSENT, None) is report
    await house.simulator.wait_idle()
    balance = house.ledger.balance()
    assert [one for _, one in balance.verdicts] == [verdict]
    assert balance.wrong == []
    assert house.state(ABSENT).state == "unknown"
