"""Every fault at every moment on every model: it recovers, nothing is lost or doubled, and what is shown is true."""

import asyncio
from collections.abc import Callable
from zlib import crc32

import pytest

from .conftest import MakeHouse
from .house import House, People, windows
from .table import EVERY, FAULTS, MODELS, MOMENTS, SENSIBLE, Combination, why_not
from .trouble import RECOVERY, TRUE_AFTER, Trouble

type Record = Callable[[str, object], None]


PAIRS = list(dict.fromkeys((one.fault, one.model) for one in SENSIBLE))
APART = 70.0
"""Seconds between two faults: the next one finds all attempts to connect unspent."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("fault", "model"), PAIRS)
async def test_it_recovers_whenever_it_happens(
    fault: str, model: str, make_house: MakeHouse, record_property: Record
) -> None:
    """Let a fault happen at each moment, one after the other, while people are about; after each one all is well."""
    house = await make_house(model)
    recovery: list[float] = []
    for combination in SENSIBLE:
        if (combination.fault, combination.model) == (fault, model):
            try:
                recovery.append(await recovered(house, combination))
            except AssertionError as error:
                error.add_note(f"after: {combination}")
                raise
            assert house.ledger.balance().wrong == [], str(combination)
            await asyncio.sleep(APART)
    counts = house.ledger.balance().counts
    record_property("recovery", {fault: recovery})
    record_property("most", windows(house.attempts))
    record_property("counts", {verdict.name: count for verdict, count in counts.items()})
    assert windows(house.attempts) <= 10


async def recovered(house: House, combination: Combination) -> float:
    """Let a fault happen in a house; return the seconds after which all was well again."""
    people = People(house, seed=crc32(str(combination).encode()))
    people.start()
    await asyncio.sleep(3)
    recovery = await Trouble(house, people, FAULTS[combination.fault]).happen(MOMENTS[combination.moment])
    await asyncio.sleep(5)
    await people.stop()
    await house.agreement(TRUE_AFTER)
    await house.obeys(RECOVERY)
    await house.agreement(TRUE_AFTER)
    return recovery


def test_the_table_leaves_nothing_out_without_a_reason() -> None:
    assert len(EVERY) == len(FAULTS) * len(MOMENTS) * len(MODELS)
    left_out = set(EVERY) - set(SENSIBLE)
    assert all(why_not(one.fault, one.moment, one.model) for one in left_out)
    assert {one.fault for one in SENSIBLE} == set(FAULTS)
