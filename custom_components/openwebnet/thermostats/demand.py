"""Demand: whether a zone heats or cools at this moment, by its valves and by the actuators that belong to it."""

from typing import Final

from ..own import Where
from ..own.gateway import Gateway
from ..own.items import BaseItem, Temperature, ThermoActuator
from ..own.items.thermo_values import Season

_ACTUATORS: Final = range(1, 10)


class Demand:
    """What flows to a zone."""

    def __init__(self, gateway: Gateway, zone: Temperature) -> None:
        """Look at a zone and at the actuators that may belong to it."""
        self._zone: Final = zone
        self.actuators: Final[list[BaseItem]] = [
            gateway.get_item(zone.who, Where(f"{zone.where}#{number}")) for number in _ACTUATORS
        ]

    @property
    def seasons(self) -> frozenset[Season] | None:
        """Whether it heats, cools, or neither; `None` while nothing has told."""
        state = self._zone.state
        told = [actuator.state.is_active for actuator in self.actuators if isinstance(actuator, ThermoActuator)]
        told.append(None if state.actuator is None else state.actuator.is_active)
        if all(one is None for one in (state.heating_valve, state.cooling_valve, *told)):
            return None
        valves = {Season.HEATING: state.heating_valve, Season.COOLING: state.cooling_valve}
        # An actuator does not say which of the two it does.
        by_actuators = {state.season or Season.HEATING} if any(told) else set()
        return frozenset(by_actuators | {season for season, is_open in valves.items() if is_open})
