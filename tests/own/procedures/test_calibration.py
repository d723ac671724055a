"""Travel times measured by full runs."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from custom_components.openwebnet.own import Client, SessionType, Where, Who
from custom_components.openwebnet.own.items import Automation
from custom_components.openwebnet.own.items.automation_state import Movement
from custom_components.openwebnet.own.procedures.calibration import RunDisturbed, measure_runs
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ...waiting import until
from ..kit import now

PLANT = """
model: F454
auth: none
command_idle: 0
event_idle: 0
objects:
  - {kind: shutter, where: "21", opening_time: 20, closing_time: 10, position: 30, run_time: 0}
  - {kind: shutter, where: "22", opening_time: 18, closing_time: 16, position: 30, run_time: 20}
"""


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    async with Simulator(Plant.parse(PLANT)) as simulator:
        yield simulator


@pytest.fixture
async def shutter(simulator: Simulator, request: pytest.FixtureRequest) -> AsyncIterator[Automation]:
    """A shutter as a client sees it: the first, where a test asks for no other."""
    events = Client("127.0.0.1", simulator.port, "", SessionType.EventSession)
    commands = Client("127.0.0.1", simulator.port, "")
    await events.start()
    await commands.start()
    item = events.get_item(Who.AUTOMATION, Where(getattr(request, "param", "21")), client=commands)
    assert isinstance(item, Automation)
    task = asyncio.create_task(events.loop(client=commands))
    yield item
    await events.close()
    await commands.close()
    await task


async def test_both_directions_are_measured(simulator: Simulator, shutter: Automation) -> None:
    """Between the actuator's own frames, each of which takes its time on the bus."""
    runs = await measure_runs(shutter)
    assert runs.opening == pytest.approx(20, abs=0.1)
    assert runs.closing == pytest.approx(10, abs=0.1)
    assert simulator.executed == ["*2*1*21##", *2 * ("*2*2*21##", "*2*1*21##")]


async def test_a_motor_that_is_open_already_is_measured_all_the_same(simulator: Simulator, shutter: Automation) -> None:
    """It may stand for the first command, and is waited for."""
    await shutter.open()
    await until(lambda: shutter.state.movement is Movement.UP)
    await until(lambda: shutter.state.movement is Movement.STOPPED, 30)
    simulator.executed.clear()
    begin = now()
    runs = await measure_runs(shutter)
    assert (runs.opening, runs.closing) == (pytest.approx(20, abs=0.1), pytest.approx(10, abs=0.1))
    assert simulator.executed == ["*2*1*21##", *2 * ("*2*2*21##", "*2*1*21##")]
    assert now() - begin < 5 + 2 * (20 + 10) + 5 * 5


@pytest.mark.parametrize("shutter", ["22"], indirect=True)
async def test_what_the_timer_of_the_actuator_ends_is_measured_by_three_runs(
    simulator: Simulator, shutter: Automation
) -> None:
    """All of them take its time, and so confirm each other."""
    runs = await measure_runs(shutter)
    assert (runs.opening, runs.closing) == (pytest.approx(20, abs=0.1), pytest.approx(20, abs=0.1))
    assert simulator.executed == ["*2*1*22##", "*2*2*22##", "*2*1*22##"]


def _moves(simulator: Simulator, shutter: Automation, movement: Movement) -> bool:
    """Tell whether a run after the first has begun."""
    return shutter.state.movement is movement and len(simulator.executed) > 1


@pytest.mark.parametrize("stopped", ["down", "up", "both"])
async def test_a_run_that_is_stopped_at_the_wall_is_told_by_the_next(
    simulator: Simulator, shutter: Automation, stopped: str
) -> None:
    motor = simulator.objects["2-21"]
    measuring = asyncio.create_task(measure_runs(shutter))
    for movement, name in ((Movement.DOWN, "down"), (Movement.UP, "up")):
        await until(partial(_moves, simulator, shutter, movement), 90)
        if stopped in (name, "both"):
            await asyncio.sleep(4)
            motor.press("0")
    with pytest.raises(RunDisturbed):
        await measuring


async def test_a_motor_that_does_not_start_is_told(simulator: Simulator, shutter: Automation) -> None:
    """5 s for a first command that may leave it where it is, and 5 for the next."""
    simulator.faults.lose_events(1000)
    begin = now()
    with pytest.raises(TimeoutError):
        await measure_runs(shutter)
    assert now() - begin == pytest.approx(2 * TIMING.motor_start_timeout, abs=0.2)
    assert simulator.executed == ["*2*1*21##", "*2*2*21##"]


async def test_a_motor_whose_end_is_not_reported_is_told(simulator: Simulator, shutter: Automation) -> None:
    measuring = asyncio.create_task(measure_runs(shutter))
    await until(lambda: shutter.state.movement is Movement.UP)
    begin = now()
    simulator.faults.lose_events(1000)
    with pytest.raises(TimeoutError):
        await measuring
    assert now() - begin == pytest.approx(TIMING.longest_run, abs=0.02)


async def test_a_motor_that_moves_is_stopped_first(simulator: Simulator, shutter: Automation) -> None:
    simulator.objects["2-21"].press("2")
    await until(lambda: shutter.state.movement is Movement.DOWN)
    runs = await measure_runs(shutter)
    assert simulator.executed == ["*2*0*21##", "*2*1*21##", *2 * ("*2*2*21##", "*2*1*21##")]
    assert (runs.opening, runs.closing) == (pytest.approx(20, abs=0.1), pytest.approx(10, abs=0.1))


@pytest.mark.parametrize("presses", [("1",), ("0", "2")])
async def test_a_wall_switch_that_moves_it_meanwhile_is_told(
    simulator: Simulator, shutter: Automation, presses: tuple[str, ...]
) -> None:
    """Turned round on its way down, or stopped and sent on."""
    measuring = asyncio.create_task(measure_runs(shutter))
    await until(lambda: shutter.state.movement is Movement.DOWN, 60)
    for press in presses:
        simulator.objects["2-21"].press(press)
        await until(lambda: shutter.state.movement is Movement.STOPPED)
    with pytest.raises(RunDisturbed):
        await measuring
