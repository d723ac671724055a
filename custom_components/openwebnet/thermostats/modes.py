"""What a house has: heating, cooling, or both. The bus does not tell; a person says it, of a zone or a central unit."""

from typing import Final

from ..const import CONF_MODES, MODES
from ..coordinator import Coordinator
from ..objects.key import ObjectKey
from ..own.items import BaseItem, CentralUnit
from ..own.items.thermo_values import Season

SEASONS: Final = {
    "heat_cool": (Season.HEATING, Season.COOLING),
    "heat": (Season.HEATING,),
    "cool": (Season.COOLING,),
}


def modes_of(coordinator: Coordinator, item: BaseItem) -> str:
    """Return what an object can do: as was said of it, or else of the central units, where they agree."""
    units = [unit for unit in coordinator.gateway.items if isinstance(unit, CentralUnit)]
    said = {_said(coordinator, unit) for unit in units} - {None}
    return _said(coordinator, item) or (said.pop() if len(said) == 1 else None) or MODES[0]


def _said(coordinator: Coordinator, item: BaseItem) -> str | None:
    modes = coordinator.store.settings(ObjectKey.of(item)).get(CONF_MODES)
    return modes if isinstance(modes, str) and modes in MODES else None
