"""What was asked and has not been told yet."""

import asyncio
from collections.abc import Sequence
from typing import override

from custom_components.openwebnet.own import BaseMessage, Where, parse_message
from custom_components.openwebnet.own.items import Automation, Light
from custom_components.openwebnet.own.items.action import Intent
from custom_components.openwebnet.own.items.automation_state import Movement
from custom_components.openwebnet.own.items.light_intent import LightIntent
from custom_components.openwebnet.own.priority import Priority

from .kit import Recorder, make


async def test_what_is_told_once_more_takes_nothing_from_what_is_still_to_be_told() -> None:
    intent: Intent[int] = Intent(lambda: 15.0)
    for level in (1, 2, 4):
        intent.ask(level)
    intent.told(1)
    intent.told(1)
    assert intent.pending == (2, 4)


async def test_what_came_from_elsewhere_takes_the_place_of_what_was_asked() -> None:
    intent: Intent[int] = Intent(lambda: 15.0)
    intent.ask(2)
    intent.told(70)
    assert intent.pending == ()


async def test_what_was_refused_is_not_waited_for() -> None:
    intent: Intent[int] = Intent(lambda: 15.0)
    intent.ask(1)
    intent.ask(2)
    intent.withdraw(2, 0.0)
    assert intent.last == 1


async def test_a_colour_that_was_asked_for_shows_it_although_it_may_be_an_answer() -> None:
    intent = LightIntent(lambda: 15.0)
    message = parse_message("*#1*11*12*40*30*30##")
    assert not intent.is_effect(message)
    with intent.colour.asking(("12", "40", "30", "30")):
        assert not intent.is_effect(message)
    assert intent.is_effect(message)
    assert not intent.is_effect(parse_message("*#1*11*12*41*30*30##"))


async def test_the_step_of_a_group_and_the_percent_that_it_is_are_no_answer_to_a_later_level() -> None:
    lamp = make("1", "11")
    assert isinstance(lamp, Light)
    lamp.restore({"steps": 100, "colour": 1})
    lamp.written_to_many(parse_message("*1*5*#2##"))
    # The recorder accepts at once, and tells nothing.
    await lamp.set_hsv(240, 30, 5)
    for told in ("*1*5*11##", "*#1*11*1*130*5##"):
        lamp.receive(parse_message(told))
    assert lamp.untold_levels == (5,)
    lamp.receive(parse_message("*#1*11*1*105*5##"))
    assert lamp.untold_levels == ()


class _Busy(Recorder):
    """A sender whose gateway has no turn for anything yet."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = asyncio.Event()

    @override
    async def request(
        self, message: BaseMessage, *, priority: Priority | None = None, replaces: str = ""
    ) -> Sequence[BaseMessage]:
        await self.turn.wait()
        return await super().request(message, priority=priority, replaces=replaces)


async def test_what_a_motor_is_asked_for_and_waits_is_what_it_is_expected_to_do() -> None:
    busy = _Busy()
    motor = Automation(busy, Where("31"))
    motor.receive(parse_message("*2*0*31##"))
    closing = asyncio.create_task(motor.close())
    await asyncio.sleep(0)
    assert motor.expected_movement is Movement.DOWN
    closing.cancel()
    await asyncio.gather(closing, return_exceptions=True)
    assert motor.expected_movement is Movement.STOPPED
