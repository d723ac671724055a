"""What a gateway stops at: too many wrong passwords, overlapping general requests; and the simulator's own memory."""

import copy

import pytest

from simulator import Simulator
from simulator.auth import client_digest, from_digits, to_digits
from simulator.journal import Journal

from .kit import ACK, NACK, House, Wire, plant


async def try_password(simulator: Simulator, password: str) -> list[str]:
    """Give what the gateway says from its offer on."""
    wire = await Wire.connect(simulator)
    await wire.read()
    wire.send("*99*0##")
    offer = await wire.read()
    if offer == NACK:
        return [offer]
    wire.send(ACK)
    ra = from_digits((await wire.read())[2:-2])
    assert ra is not None
    rb = "ab" * (len(ra) // 2)
    digest = client_digest(simulator.plant.auth, password, ra, rb)
    wire.send(f"*#{to_digits(rb)}*{to_digits(digest)}##")
    return [offer, (await wire.read())[:5]]


@pytest.mark.parametrize("auth", ["sha1", "sha256"])
async def test_three_wrong_passwords_block_the_right_one_for_a_minute(start, auth: str) -> None:
    simulator = await start(plant(password="Abcdef123", auth=auth), time_factor=200)
    for _ in range(3):
        assert (await try_password(simulator, "wrong"))[-1] == NACK[:5]
    assert await try_password(simulator, "Abcdef123") == [NACK]
    await wait(simulator, 61)
    assert (await try_password(simulator, "Abcdef123"))[-1] != NACK[:5]


async def test_two_wrong_passwords_a_minute_are_not_too_many(start) -> None:
    simulator = await start(plant(password="Abcdef123", auth="sha256"), time_factor=1000)
    for _ in range(4):
        await try_password(simulator, "wrong")
        await wait(simulator, 40)
    assert (await try_password(simulator, "Abcdef123"))[-1] != NACK[:5]


async def wait(simulator: Simulator, seconds: float) -> None:
    await simulator._clock.sleep(seconds)


async def test_a_second_general_request_cuts_the_first_one_short(start) -> None:
    house = await House.of(await start(plant(speed="20"), time_factor=10))
    assert await house.ask("*#1*0##") == [ACK]
    assert await house.events.read() == "*1*0*11##"
    assert await house.ask("*#2*0##") == [ACK]
    rest = await house.events.rest(0.2)
    assert rest[-3:] == ["*2*0*14##", "*#2*15*10*10*40*001*0##", "*2*0*15##"]
    assert "*1*0*11#4#02##" not in rest
    await house.simulator.wait_idle()
    assert await house.ask("*#1*0##") == [ACK]
    assert len(await house.events.rest(0.2)) == 6


async def test_a_request_to_one_object_cuts_nothing(start) -> None:
    house = await House.of(await start(plant(speed="20"), time_factor=10))
    await house.ask("*#1*0##")
    await house.ask("*#2*14##")
    assert len(await house.events.rest(0.2)) == 7


async def test_a_gateway_that_waits_for_its_answers_cuts_nothing(start) -> None:
    house = await House.of(await start(plant(speed="50", model="F459"), time_factor=10))
    other = await Wire.open(house.simulator, "0")
    other.send("*#1*0##")
    assert len(await house.ask("*#2*0##")) == 4
    assert len(await house.events.rest(0.2)) == 9


async def test_the_journal_is_a_list_that_forgets() -> None:
    journal: Journal[int] = Journal(limit=10)
    for number in range(1000):
        journal.append(number)
    assert 10 <= len(journal) < 20
    assert journal[-1] == 999
    assert journal == list(range(1000 - len(journal), 1000))
    assert copy.copy(journal) == journal
    journal.clear()
    assert journal == []


async def test_what_a_simulator_remembers_is_bounded(simulator: Simulator) -> None:
    assert isinstance(simulator.received, Journal)
    assert isinstance(simulator.executed, Journal)
