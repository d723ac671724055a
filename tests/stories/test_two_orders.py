"""Two orders at once, and a gateway that loses what is told of the second: what it did is asked for."""

from collections.abc import Mapping
from typing import Final

import pytest

from .run import run
from .steps import Act, House, Plain, Sequence, Thing, Trouble

pytestmark = pytest.mark.usefixtures("socket_enabled")

AMPLIFIER: Final = (Thing("amplifier", "16-11", {"on": True, "volume": 5}), Thing("source", "16-101"))
UNIT: Final = (
    Thing("central_unit", "4-#0", {"mode": "110#0200", "season": "heating"}),
    Thing("zone", "4-1", {"season": "heating", "set_point": 20}),
)
type Order = tuple[str, Mapping[str, Plain]]
ORDERS: Final[Mapping[str, tuple[tuple[Thing, ...], Order, Order]]] = {
    "volume": (AMPLIFIER, ("media_player.volume_set", {"volume_level": 0.3}), ("media_player.volume_up", {})),
    "sound": (AMPLIFIER, ("media_player.turn_off", {}), ("media_player.turn_on", {})),
    "relay": ((Thing("relay", "1-11", {"on": True}),), ("light.turn_off", {}), ("light.turn_on", {})),
    "dimmer": ((Thing("dimmer", "1-11", {"on": True, "tells": "all"}),), ("light.turn_off", {}), ("light.turn_on", {})),
    "program": (
        UNIT,
        ("climate.set_preset_mode", {"preset_mode": "program_2"}),
        ("climate.set_preset_mode", {"preset_mode": "program_3"}),
    ),
    "set point": (
        UNIT,
        ("climate.set_temperature", {"temperature": 21.0}),
        ("climate.set_temperature", {"temperature": 23.0}),
    ),
}


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant beside the one that is played in."""


@pytest.mark.parametrize("lost_after", [0.15, 0.25])
@pytest.mark.parametrize("pause", [0.0, 0.2])
@pytest.mark.parametrize("model", ["F454", "MH201"])
@pytest.mark.parametrize("orders", ORDERS)
def test_what_is_told_of_the_first_does_not_settle_what_became_of_the_second(
    orders: str, model: str, pause: float, lost_after: float
) -> None:
    things, first, second = ORDERS[orders]
    key = things[0].key
    steps = (
        Act(first[0], (key,), first[1], after=20.0),
        Act(second[0], (key,), second[1], after=pause),
        Trouble("lose_events", 10.0, after=lost_after),
    )
    assert [str(one) for one in run(Sequence(0, House(model, things), steps)).findings] == []
