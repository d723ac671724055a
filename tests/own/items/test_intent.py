"""What was asked and has not been told yet."""

from custom_components.openwebnet.own.items.action import Intent


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
