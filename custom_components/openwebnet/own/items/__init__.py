"""The bus objects, one module per subsystem."""

from typing import Final

from ..tags import Who
from .automation import Automation
from .base import BaseItem, OnFrame, Sender, Traits
from .energy import Energy
from .gateway import GatewayDiagnostics, GatewayItem
from .lighting import Light
from .temperature import Temperature

__all__ = [
    "ITEM_CLASSES",
    "Automation",
    "BaseItem",
    "Energy",
    "GatewayDiagnostics",
    "GatewayItem",
    "Light",
    "OnFrame",
    "Sender",
    "Temperature",
    "Traits",
    "item_class",
]

ITEM_CLASSES: Final[dict[Who, type[BaseItem]]] = {
    item_type.who: item_type for item_type in (Light, Automation, Temperature, Energy, GatewayItem, GatewayDiagnostics)
}


def item_class(who: Who) -> type[BaseItem]:
    """Return the class of a subsystem's objects. Raises `KeyError` for one that has none."""
    return ITEM_CLASSES[who]
