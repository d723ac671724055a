"""Travel times measured by full runs."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from custom_components.openwebnet.own import Client, SessionType, Where, Who, calibration
from custom_components.openwebnet.own.calibration import RunDisturbed, measure_runs
from custom_components.openwebnet.own.items import Automation
from custom_components.openwebnet.own.items.automation import Movement
from simulator import Plant, Simulator

PLANT = """
model: F454
auth: none
speed: 0
command_idle: 0
event_idle: 0
objects:
  - {kind: shutter, where: "21", opening_time: 20, closing_time: 10, position: 30}
"""
FACTOR = 40


@pytest.fixture(autouse=True)
def quick_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less, where everything is fast."""
    monkeypatch.setattr(calibration, "REST", 0.2)


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    async with Simulator(Plant.parse(PLANT), port=0, time_factor=FACTOR) as simulator:
        yield simulator


@pytest.fixture
async def shutter(simulator: Simulator) -> AsyncIterator[Automation]:
    """The shutter as a client sees it."""
    events = Client("127.0.0.1", simulator.port, "", SessionType.EventSession)
    commands = Client("127.0.0.1", simulator.port, "")
    await events.start()
    await commands.start()
    item = events.get_item(Who.AUTOMATION, Where("21"), client=commands)
    assert isinstance(item, Automation)
    task = asyncio.create_task(events.loop(client=commands))
    yield item
    await events.close()
    await commands.close()
    await task


async def test_both_directions_are_measured(simulator: Simulator, shutter: Automation) -> None:
    runs = await measure_runs(shutter)
    assert runs.opening * FACTOR == pytest.approx(20, rel=0.2)
    assert runs.closing * FACTOR == pytest.approx(10, rel=0.2)
    assert simulator.executed == ["*2*1*21##", "*2*2*21##", "*2*1*21##"]


async def test_a_motor_that_does_not_start_is_told(
    simulator: Simulator, shutter: Automation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "START_WITHIN", 0.05)
    simulator.faults.lose_events(1000)
    with pytest.raises(TimeoutError):
        await measure_runs(shutter)


async def heard(shutter: Automation, movement: Movement) -> None:
    """Wait until the client knows of a movement."""
    async with asyncio.timeout(5):
        while shutter.state.movement is not movement:
            await asyncio.sleep(0.001)


async def test_a_motor_that_moves_is_stopped_first(simulator: Simulator, shutter: Automation) -> None:
    simulator.objects["2-21"].press("2")
    await heard(shutter, Movement.DOWN)
    runs = await measure_runs(shutter)
    assert simulator.executed == ["*2*0*21##", "*2*1*21##", "*2*2*21##", "*2*1*21##"]
    assert runs.opening > runs.closing


@pytest.mark.parametrize("presses", [("1",), ("0", "2")])
async def test_a_wall_switch_that_moves_it_meanwhile_is_told(
    simulator: Simulator, shutter: Automation, presses: tuple[str, ...]
) -> None:
    """Turned round on its way down, or stopped and sent on."""
    measuring = asyncio.create_task(measure_runs(shutter))
    await heard(shutter, Movement.DOWN)
    for press in presses:
        simulator.objects["2-21"].press(press)
        await heard(shutter, Movement.STOPPED)
    with pytest.raises(RunDisturbed):
        await measuring
