"""Every fault at every moment on every model: it recovers, nothing is lost or doubled, and what is shown is true."""

import asyncio
from collections.abc import Callable
from zlib import crc32

import pytest

from .conftest import MakeHouse
from .house import People, windows
from .table import EVERY, FAULTS, MODELS, MOMENTS, SENSIBLE, Combination, why_not
from .trouble import RECOVERY, TRUE_AFTER, Trouble

type Record = Callable[[str, object], None]


@pytest.mark.parametrize("combination", SENSIBLE, ids=str)
async def test_it_recovers(combination: Combination, make_house: MakeHouse, record_property: Record) -> None:
    """Let a fault happen while people are about; afterwards all is well, and the ledger is in order."""
    house = await make_house(combination.model)
    people = People(house, seed=crc32(str(combination).encode()))
    people.start()
    await asyncio.sleep(3)
    recovery = await Trouble(house, people, FAULTS[combination.fault]).happen(MOMENTS[combination.moment])
    await asyncio.sleep(5)
    await people.stop()
    await house.agreement(TRUE_AFTER)
    await house.obeys(RECOVERY)
    await house.agreement(TRUE_AFTER)
    balance = house.ledger.balance()
    record_property("recovery", {combination.fault: [recovery]})
    record_property("most", windows(house.attempts))
    record_property("counts", {verdict.name: count for verdict, count in balance.counts.items()})
    assert balance.wrong == []
    assert windows(house.attempts) <= 10


def test_the_table_leaves_nothing_out_without_a_reason() -> None:
    assert len(EVERY) == len(FAULTS) * len(MOMENTS) * len(MODELS)
    left_out = set(EVERY) - set(SENSIBLE)
    assert all(why_not(one.fault, one.moment, one.model) for one in left_out)
    assert {one.fault for one in SENSIBLE} == set(FAULTS)
