"""Actions of one object: whose word is the last."""

import asyncio

from custom_components.openwebnet.own.items.action import Actions, Intent, current_action


async def _nothing() -> None:
    """Send nothing."""


async def test_what_is_under_way_ends_when_somebody_asks_otherwise_however_many_have_asked_for_something_else() -> None:
    actions = Actions(lambda _: False, lambda: 0.25)
    go_on = asyncio.Event()
    written: list[str] = []

    async def scene() -> None:
        await go_on.wait()
        action = current_action.get()
        assert action is not None
        action.check(frozenset(("level",)))
        written.append("level of the scene")

    under_way = asyncio.create_task(actions.perform(frozenset(("on", "level")), scene, "scene"))
    await asyncio.sleep(0)
    for automation in range(40):
        await actions.perform(frozenset(("colour",)), _nothing, automation)
    await actions.perform(frozenset(("level",)), _nothing, "person")
    go_on.set()
    await under_way
    assert written == []


async def test_what_waits_to_be_written_is_not_what_is_told() -> None:
    seasons: Intent[str] = Intent(lambda: 30.0)
    with seasons.asking("heating"):
        seasons.written()
    with seasons.asking("cooling"):
        seasons.written()
    with seasons.asking("heating"):
        # Of the first one, and of the second.
        seasons.told("heating")
        seasons.told("cooling")
        assert seasons.last == "heating"
        seasons.written()
    assert seasons.last == "heating"
    seasons.told("heating")
    assert seasons.last is None


async def test_who_was_overruled_asks_for_nothing_any_more() -> None:
    actions = Actions(lambda _: False, lambda: 0.25)
    await actions.perform(frozenset(("mode",)), _nothing, "scene")
    await actions.perform(frozenset(("mode",)), _nothing, "person")
    # The next part of the scene is older than that.
    await actions.perform(frozenset(("mode",)), _nothing, "scene")
    assert actions.asked_until("scene") > asyncio.get_running_loop().time()
    await asyncio.sleep(1)
    assert actions.asked_until("scene") < asyncio.get_running_loop().time()
    assert actions.asked_until("nobody") == float("-inf")
