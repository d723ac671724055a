"""Objects of the bus. Every module of this folder is loaded, and its registered kinds can stand in a plant file."""

from importlib import import_module
from pkgutil import iter_modules

from .base import KINDS, BusObject, register

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")

__all__ = ["KINDS", "BusObject", "register"]
