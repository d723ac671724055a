"""WHO 1001, 1004, 1018: what devices say of their health, read only (protocol.md 4.99).

Bit masks begin with the highest bit; **0 is a fault**, 1 is fine. The commands that look for devices by their factory
number and configure them can disturb a plant and are not here.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, override

from ..wire.messages import BaseMessage, DimensionRequest
from ..wire.tags import Who
from .base import GeneralRequest, Item
from .registry import register
from .sends import sends
from .table import Args, Row, Table, whole

CENTRAL_FAULTS: Final[Mapping[int, str]] = {
    13: "probe failure",
    14: "probe silent",
    15: "battery",
    16: "EEPROM",
    21: "generic",
    22: "configuration",
    23: "hardware",
    24: "busy",
}
"""Bits of a central unit, of 24."""
ZONE_FAULTS: Final[Mapping[int, str]] = {
    11: "probe silent",
    12: "pump silent",
    13: "EEPROM",
    14: "temperature out of range",
    15: "slave silent",
    16: "actuator silent",
}
"""Bits of a zone, of 16."""


class DiagnosticState(NamedTuple):
    """What a device has told of itself. `None` is unknown."""

    bits: str | None = None
    """The last mask, as told."""
    model: int | None = None
    firmware: str | None = None
    hardware: str | None = None
    factory_id: int | None = None
    """The 32-bit number that is printed in hex on the device."""
    aborted: bool = False
    """A scan is busy or was broken off."""
    silent_zones: int | None = None
    failed_zones: int | None = None

    @property
    def faults(self) -> frozenset[int] | None:
        """The numbers of the bits that tell a fault, 1 being the last digit. See `CENTRAL_FAULTS`, `ZONE_FAULTS`.

        Not every bit has a meaning: a healthy light has two that are 0. The highest bit stands first in the notes of
        one capture; the official text does not say.
        """
        if self.bits is None:
            return None
        return frozenset(number for number, digit in enumerate(reversed(self.bits), 1) if digit == "0")

    def named(self, names: Mapping[int, str]) -> list[str]:
        """Return the faults that have a name, in the order of their bits."""
        return [name for number, name in names.items() if number in (self.faults or ())]


def _bits(state: DiagnosticState, args: Args) -> DiagnosticState:
    bits = args.values[0]
    if not bits or bits.strip("01") or len(bits) > 32:
        raise ValueError(f"{bits!r} is no bit mask")
    return state._replace(bits=bits)


def _version(args: Args) -> str:
    major, minor, build, *_ = (whole(value, 0, 255) for value in args.values)
    return f"{major}.{minor}.{build}"


def _counts(state: DiagnosticState, args: Args) -> DiagnosticState:
    silent, failed, *_ = args.values
    return state._replace(silent_zones=whole(silent, 0, 99), failed_zones=whole(failed, 0, 99))


_COMMON: Final[Mapping[str, Row[DiagnosticState]]] = {
    "1": Row(
        "model, configurators, brand, line", lambda state, args: state._replace(model=whole(args.values[0], 0, 65535))
    ),
    "2": Row("firmware version", lambda state, args: state._replace(firmware=_version(args))),
    "3": Row("hardware version", lambda state, args: state._replace(hardware=_version(args))),
    "7": Row("bit mask", _bits, source="0 is a fault"),
    "8": Row("second bit mask", source="live capture of a F454; its bits are not documented"),
    "11": Row("bit mask, by itself", _bits, source="with *1*19*W## of a light (firmware, live capture)"),
    "13": Row("factory number", lambda state, args: state._replace(factory_id=whole(args.values[0], 0, 2**32 - 1))),
}

DIAGNOSTICS: Final = Table[DiagnosticState](
    whats={
        "3": Row("scan busy or broken off", lambda state, _: state._replace(aborted=True), source="live capture"),
        "4": Row("end of the data of a device", lambda state, _: state._replace(aborted=False), source="live capture"),
    },
    dimensions=_COMMON,
)

THERMO_DIAGNOSTICS: Final = Table[DiagnosticState](
    whats={},
    dimensions={
        **_COMMON,
        "20": Row("zones with failures", source="the form of the list is not documented"),
        "21": Row("bit mask of a zone, 16 bits", _bits, source="0 is a fault"),
        "22": Row("bit mask of a zone, by itself", _bits),
        "23": Row("how many zones are silent, and failed", _counts),
    },
)


class Diagnostics(Item[DiagnosticState]):
    """What the classes of diagnostics share: they belong to a device that has a WHO of its own."""

    table = DIAGNOSTICS
    new_state = DiagnosticState
    private_dimensions = frozenset(("13",))
    """The number printed on a device (protocol.md 4.99)."""
    has_private_parameters = True

    @override
    def status_requests(self) -> Sequence[BaseMessage]:
        """Return nothing: devices are asked only when a person wants to know."""
        return ()


@register
class AutomationDiagnostics(Diagnostics):
    """WHO 1001: lights and automation. Faults come by themselves; nothing here asks."""

    who = Who.AUTOMATION_DIAGNOSTICS
    title = "diagnostics of lights and automation"


@register
class ThermoDiagnostics(Diagnostics):
    """WHO 1004: heating; `#0` is the central unit."""

    who = Who.THERMOREGULATION_DIAGNOSTICS
    table = THERMO_DIAGNOSTICS
    title = "diagnostics of heating"
    diagnoses = Who.THERMOREGULATION
    general_requests = (GeneralRequest(DimensionRequest((Who.THERMOREGULATION_DIAGNOSTICS, "0", "7")), 81),)

    @sends("*#1004*W*7##", source="`0` asks all: one answer for each device, used to find them (protocol.md 4.99)")
    async def send_diagnostic_request(self) -> None:
        """Ask for the bit mask. Raises `ResponseError` for a NACK."""
        await self._send(DimensionRequest((self.who, self.where, "7")))

    @sends("*#1004*W*20##", "*#1004*W*23##")
    async def send_failure_request(self) -> None:
        """Ask a central unit which zones have failures, and how many. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("20")
        await self.send_dimension_request("23")

    @sends("*#1004*W*21##")
    async def send_zone_request(self) -> None:
        """Ask for the bit mask of a zone. Raises `ResponseError` for a NACK."""
        await self.send_dimension_request("21")


@register
class EnergyDiagnostics(Diagnostics):
    """WHO 1018: meters and actuators."""

    who = Who.ENERGY_DIAGNOSTICS
    title = "diagnostics of energy"
    diagnoses = Who.ENERGY_MANAGEMENT
    # Every energy device answers its diagnostics; there is no general status request for them.
    general_requests = (GeneralRequest(DimensionRequest((Who.ENERGY_DIAGNOSTICS, "0", "7")), 30),)

    @sends("*#1018*W*7##", source="`0` asks all: one answer for each device, used to find them (protocol.md 4.99)")
    async def send_diagnostic_request(self) -> None:
        """Ask for the bit mask. Raises `ResponseError` for a NACK."""
        await self._send(DimensionRequest((self.who, self.where, "7")))
