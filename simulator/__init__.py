"""Simulator of an OpenWebNet gateway with its bus, over real TCP: see README.md in this folder."""

from .auth import Auth
from .behaviour import Model
from .fields import PlantError
from .gateway import Received
from .models import MODELS
from .plant import HOUSE, Plant
from .simulator import Simulator

__all__ = ["HOUSE", "MODELS", "Auth", "Model", "Plant", "PlantError", "Received", "Simulator"]
