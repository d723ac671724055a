"""Who belongs to an area, and to all."""

import asyncio

from custom_components.openwebnet.own import Who, parse_message
from custom_components.openwebnet.own.gateway.groups import GroupTracker
from custom_components.openwebnet.own.items.automation import Automation
from custom_components.openwebnet.own.timing import TIMING
from simulator import Plant, Simulator

from ..items.kit import make
from ..kit import gateway_of, item_of


async def test_all_are_those_that_are_known_also_before_they_are_heard(socket_enabled: None) -> None:
    async with Simulator(Plant.parse("model: MH201\nobjects: []")) as simulator:
        gateway = gateway_of(simulator)
        first, second, other = (item_of(Automation, gateway, Who.AUTOMATION, where) for where in ("31", "32", "41"))
        area, everything = (item_of(Automation, gateway, Who.AUTOMATION, where) for where in ("3", "0"))
        assert gateway.members(area) == {first, second}
        assert gateway.members(everything) == {first, second, other}
        # An address where no actuator is.
        gateway.stand_in(Who.AUTOMATION, second.where)
        assert gateway.members(area) == {first}


async def test_what_members_tell_when_their_area_is_asked_is_an_answer() -> None:
    """The end of a run, of which nothing was heard, is news: that a motor stands, as it did before, is none."""
    groups = GroupTracker(TIMING)
    member, area = make("2", "31"), make("2", "3")
    assert isinstance(member, Automation)
    assert isinstance(area, Automation)
    groups.get_to_know(member)
    member.receive(parse_message("*2*0*31##"))
    groups.note_written(area, parse_message("*2*2*3##"))
    await asyncio.sleep(14)
    groups.note_written(area, parse_message("*#2*3##"))
    await asyncio.sleep(0.1)
    member.receive(parse_message("*2*0*31##"))
    assert member.take_missed_run() is None
