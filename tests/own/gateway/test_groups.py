"""Who belongs to an area, and to all."""

from custom_components.openwebnet.own import Who
from custom_components.openwebnet.own.items.automation import Automation
from simulator import Plant, Simulator

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
