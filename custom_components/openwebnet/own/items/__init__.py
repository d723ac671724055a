"""The bus objects, one module per subsystem; `registry` knows them all."""

from .alarm import Alarm, AlarmDevice, AlarmSystem, AlarmZone
from .automation import Automation
from .auxiliary import Auxiliary
from .base import BaseItem, Traits
from .cen import Cen
from .cen_plus import CenPlus
from .central_unit import CentralUnit
from .diagnostics import AutomationDiagnostics, EnergyDiagnostics, ThermoDiagnostics
from .door_entry import Camera, DoorEntry, DoorEntryTelephony
from .energy import Energy, EnergyActuator
from .fading import Fade
from .gateway import GatewayDiagnostics, GatewayItem
from .lighting import Light
from .lighting_management import LightingManagement
from .load import Load
from .locking import ActuatorLock
from .occurrence import Occurrence
from .registry import all_classes, item_class
from .scenario import ScenarioModule
from .scene import Scene
from .sender import Sender
from .sound import SoundSystem
from .sound_diffusion import SoundDiffusion
from .stop_and_go import StopAndGo
from .temperature import Temperature
from .thermo_actuators import SplitUnit, ThermoActuator

__all__ = [
    "ActuatorLock",
    "Alarm",
    "AlarmDevice",
    "AlarmSystem",
    "AlarmZone",
    "Automation",
    "AutomationDiagnostics",
    "Auxiliary",
    "BaseItem",
    "Camera",
    "Cen",
    "CenPlus",
    "CentralUnit",
    "DoorEntry",
    "DoorEntryTelephony",
    "Energy",
    "EnergyActuator",
    "EnergyDiagnostics",
    "Fade",
    "GatewayDiagnostics",
    "GatewayItem",
    "Light",
    "LightingManagement",
    "Load",
    "Occurrence",
    "ScenarioModule",
    "Scene",
    "Sender",
    "SoundDiffusion",
    "SoundSystem",
    "SplitUnit",
    "StopAndGo",
    "Temperature",
    "ThermoActuator",
    "ThermoDiagnostics",
    "Traits",
    "all_classes",
    "item_class",
]
