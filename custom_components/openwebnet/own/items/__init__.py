"""The bus objects, one module per subsystem."""

from collections.abc import Callable
from typing import Final

from ..sender import OnFrame, Sender
from ..tags import DIGITS, Where, Who
from .alarm import Alarm, AlarmDevice, AlarmSystem, AlarmZone, alarm_class
from .automation import Automation
from .auxiliary import Auxiliary
from .base import BaseItem, Occurrence, Traits
from .cen import Cen
from .cen_plus import CenPlus
from .central_unit import CentralUnit
from .diagnostics import AutomationDiagnostics, EnergyDiagnostics, ThermoDiagnostics
from .door_entry import Camera, DoorEntry, DoorEntryTelephony
from .energy import Energy, EnergyActuator
from .gateway import GatewayDiagnostics, GatewayItem
from .lighting import Light
from .lighting_management import LightingManagement
from .load import Load
from .locking import ActuatorLock
from .scenario import ScenarioModule
from .scene import Scene
from .sound import SoundSystem
from .sound_diffusion import SoundDiffusion
from .sound_values import SoundScope, sound_address
from .stop_and_go import StopAndGo
from .temperature import Temperature
from .thermo_actuators import SplitUnit, ThermoActuator
from .thermo_values import ThermoKind, thermo_kind

__all__ = [
    "ALL_CLASSES",
    "ITEM_CLASSES",
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
    "GatewayDiagnostics",
    "GatewayItem",
    "Light",
    "LightingManagement",
    "Load",
    "Occurrence",
    "OnFrame",
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
    "item_class",
]

ITEM_CLASSES: Final[dict[Who, type[BaseItem]]] = {
    item_type.who: item_type
    for item_type in (
        ScenarioModule,
        Light,
        Automation,
        Load,
        Temperature,
        AlarmDevice,
        DoorEntry,
        Camera,
        DoorEntryTelephony,
        Auxiliary,
        GatewayItem,
        ActuatorLock,
        Cen,
        SoundSystem,
        Scene,
        Energy,
        SoundDiffusion,
        LightingManagement,
        CenPlus,
        AutomationDiagnostics,
        ThermoDiagnostics,
        GatewayDiagnostics,
        EnergyDiagnostics,
    )
}
"""The class of each subsystem; where the address decides, the one for what has no class of its own."""

_THERMO_CLASSES: Final[dict[ThermoKind, type[BaseItem]]] = {
    ThermoKind.CENTRAL: CentralUnit,
    ThermoKind.ACTUATOR: ThermoActuator,
    ThermoKind.SPLIT: SplitUnit,
}


def _thermo_class(where: Where) -> type[BaseItem]:
    return _THERMO_CLASSES.get(thermo_kind(where), Temperature)


def _energy_class(where: Where) -> type[BaseItem]:
    """Tell by the first digit: `7N#0` is an actuator, `1N` a Stop&Go (protocol.md 3.3)."""
    text = str(where)
    if text.startswith("7") and text.endswith("#0"):
        return EnergyActuator
    return StopAndGo if text.startswith("1") and len(text) in (2, 3, 4) and not text.strip(DIGITS) else Energy


def _sound_class(where: Where) -> type[BaseItem]:
    return SoundSystem if sound_address(SoundSystem.who, where).scope is not SoundScope.OTHER else _no_class(where)


def _sound_diffusion_class(where: Where) -> type[BaseItem]:
    return (
        SoundDiffusion if sound_address(SoundDiffusion.who, where).scope is not SoundScope.OTHER else _no_class(where)
    )


def _no_class(where: Where) -> type[BaseItem]:
    raise KeyError(where)


_BY_ADDRESS: Final[dict[Who, Callable[[Where], type[BaseItem]]]] = {
    Who.THERMOREGULATION: _thermo_class,
    Who.BURGLAR_ALARM: alarm_class,
    Who.ENERGY_MANAGEMENT: _energy_class,
    Who.SOUND_DIFFUSION_1: _sound_class,
    Who.SOUND_DIFFUSION_2: _sound_diffusion_class,
}

_WITHOUT_ADDRESS: Final = frozenset(
    (Who.BURGLAR_ALARM, Who.VIDEO_DOOR_ENTRY, Who.GATEWAY, Who.DOOR_ENTRY_TELEPHONY, Who.DEVICE_DIAGNOSTICS)
)
"""The subsystems in which an empty address is one (protocol.md 1.7)."""

ALL_CLASSES: Final[tuple[type[BaseItem], ...]] = tuple(
    dict.fromkeys(
        (*ITEM_CLASSES.values(), *_THERMO_CLASSES.values(), AlarmSystem, AlarmZone, EnergyActuator, StopAndGo)
    )
)
"""Every class of bus object."""


def item_class(who: Who, where: Where) -> type[BaseItem]:
    """Return the class of a subsystem's object at an address.

    Raises `KeyError` for a WHO that has none, and for an address that names nothing in it.
    """
    text = str(where)
    # What ends with an empty parameter could not be sent back: the frame would end there.
    if text.endswith("#") or (not text and who not in _WITHOUT_ADDRESS):
        raise KeyError(where)
    choose = _BY_ADDRESS.get(who)
    return ITEM_CLASSES[who] if choose is None else choose(where)
