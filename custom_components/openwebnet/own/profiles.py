"""What each gateway model is called and what it can take. Data, no logic (protocol.md 2.8, gateways.md 1 and 8)."""

from dataclasses import dataclass
from typing import Final

from .wire.tags import Who


@dataclass(frozen=True, slots=True)
class Profile:
    """How gently a gateway has to be treated."""

    command_sessions: int = 1
    """Command sessions at the same time; one is what every gateway has."""
    gap: float = 0.05
    """Seconds between two frames of ours on a command session."""
    command_idle: float = 15.0
    """Seconds after which we close an idle command session; some gateways do it silently after 30 s."""
    keep_alive: float = 75.0
    """Seconds between two signs of life on the event session; one that is silent is closed after 105 s by some."""

    has_colours: bool = False
    """Whether it speaks to lamps with colour: a general request for them is answered (gateways.md 3)."""
    passes_on_presses: bool = True
    """Whether presses of WHO 15 and 25 reach the bus; what acknowledges them all the same tells nothing
    (gateways.md 2)."""
    executes_in_spite_of_nack: frozenset[Who] = frozenset()
    """Subsystems whose commands it refuses although it has sent them (gateways.md 6)."""


DEFAULT: Final = Profile()

PROFILES: Final[dict[str, Profile]] = {
    "F454": Profile(command_sessions=2),
    "F455": Profile(command_sessions=2),
    "F459": Profile(command_sessions=2),
    "F461": Profile(command_sessions=2, has_colours=True),
    "MyHomeServer1": Profile(
        command_sessions=2, gap=0.02, executes_in_spite_of_nack=frozenset((Who.ENERGY_MANAGEMENT,))
    ),
    "MH200": Profile(gap=0.15),
    "MH200N": Profile(gap=0.15),
    "MH201": Profile(gap=0.1),
    "MH202": Profile(gap=0.1, passes_on_presses=False),
    "F452": Profile(gap=0.15),
    "F453": Profile(gap=0.15),
    "F453AV": Profile(gap=0.15),
}

OBJECT_MODELS: Final[dict[int, str]] = {
    4: "MH200",
    5: "MH202",
    8: "F455",
    12: "F453AV",
    29: "H4684",
    30: "H4890",
    42: "F453",
    44: "MH200N",
    51: "F454",
    65: "F459",
    67: "MyHomeServer1",
    105: "F458",
    134: "F461",
}
"""WHO 1013 dimension 1 -> model."""

DEVICE_TYPES: Final[dict[int, str]] = {
    2: "MHServer",
    4: "MH200",
    6: "F452",
    7: "F452V",
    11: "MHServer2",
    12: "F453AV",
    13: "H4684",
    15: "F427",
    16: "F453",
    23: "H4684",
    27: "L4686SDK",
    44: "MH200N",
    51: "F454",
}
"""WHO 13 dimension 15 -> model. 200 is shared by many and tells nothing."""


def model_name(object_model: int | None, device_type: int | None) -> str | None:
    """Return the model by what the gateway says it is; `None` when it says nothing known."""
    by_object = OBJECT_MODELS.get(object_model) if object_model is not None else None
    by_type = DEVICE_TYPES.get(device_type) if device_type is not None else None
    return by_object or by_type


def profile_of(model: str | None) -> Profile:
    """Return how to treat a model; an unknown one is treated like most."""
    return PROFILES.get(model or "", DEFAULT)
