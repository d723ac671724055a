"""The bus: who speaks when, where many want to."""

import asyncio

import pytest

from simulator.bus import AHEAD, Bus, Source, Telegram
from simulator.clock import Clock


async def _order(*frames: tuple[str, Source]) -> list[str]:
    """Queue telegrams at once; return them in the order in which they were carried."""
    clock = Clock()
    clock.start()
    bus = Bus(clock, 15.0)
    for text, source in frames:
        bus.send(Telegram.make(text, source))
    await bus.wait_idle()
    await asyncio.sleep(0)
    return [one.text for one in bus.carried]


ANSWERS = [(f"*#4*{zone}*0*0200##", Source.OBJECT) for zone in range(1, 41)]


async def test_a_command_does_not_wait_for_all_who_answer() -> None:
    """gateways.md 13.5: 0.1 to 1.2 s on a busy bus."""
    order = await _order(*ANSWERS, ("*1*1*21##", Source.CLIENT), ("*2*0*22##", Source.WALL))
    assert order.index("*1*1*21##") == AHEAD
    assert order.index("*2*0*22##") == 2 * AHEAD + 1
    assert [text for text in order if text.startswith("*#4")] == [text for text, _ in ANSWERS]


@pytest.mark.parametrize("command", ["*1*1*21##", "*1*1*2##", "*1*1*0##", "*1*1*#3##"])
async def test_a_command_does_not_overtake_what_its_object_has_said(command: str) -> None:
    answers = [(f"*1*0*2{point}##", Source.OBJECT) for point in range(1, 10)] * 3
    order = await _order(*answers, (command, Source.CLIENT))
    assert order.index(command) > max(place for place, text in enumerate(order) if text == "*1*0*21##")


async def test_commands_keep_their_order() -> None:
    commands = [(f"*1*{on}*2{point}##", Source.CLIENT) for on, point in [(1, 1), (1, 2), (0, 1), (0, 2)]]
    order = await _order(*ANSWERS, *commands)
    assert [text for text in order if text.startswith("*1*")] == [text for text, _ in commands]
