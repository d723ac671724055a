"""Ten thousand commands under random faults."""

import asyncio
import random

import pytest

from .conftest import MakeHouse
from .house import House, People, windows
from .table import FAULTS, MODELS, MOMENTS, why_not
from .test_combinations import Record
from .trouble import TRUE_AFTER, Trouble

COMMANDS = 10_000
SEED = 4


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("model", MODELS)
async def test_nothing_is_lost_or_doubled_in_ten_thousand_commands(
    model: str, make_house: MakeHouse, record_property: Record
) -> None:
    house = await make_house(model)
    chance = random.Random(f"{SEED} {model}")
    people = People(house, SEED, every=0.6)
    people.start()
    recovery: dict[str, list[float]] = {}
    differences: list[str] = []
    while len(house.ledger.actions) < COMMANDS // len(MODELS):
        await asyncio.sleep(chance.uniform(5, 60))
        fault = chance.choice([name for name in FAULTS if not FAULTS[name].needs_a_person])
        moment = chance.choice([moment for moment in MOMENTS if why_not(fault, moment, model) is None])
        seconds = await Trouble(house, people, FAULTS[fault]).happen(MOMENTS[moment])
        recovery.setdefault(fault, []).append(seconds)
        differences += [f"after {fault}, {moment}: {line}" for line in await untrue(house, people)]
    await people.stop()
    await house.simulator.wait_idle()
    balance = house.ledger.balance()
    record_property("recovery", recovery)
    record_property("most", windows(house.attempts))
    record_property("counts", {verdict.name: count for verdict, count in balance.counts.items()})
    record_property("differences", differences)
    assert balance.wrong == []
    assert differences == []
    assert windows(house.attempts) <= 10


async def untrue(house: House, people: People) -> list[str]:
    """Return what is shown and not true, thirty seconds after all was well, in a moment of calm."""
    await people.calm()
    try:
        await house.agreement(TRUE_AFTER)
    except AssertionError:
        return house.differences()
    finally:
        people.paused = False
    return []
