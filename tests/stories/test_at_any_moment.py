"""A person acts while everything is only just being read: also where there is one session for all of it."""

import asyncio
from itertools import count

import pytest
from homeassistant.core import HomeAssistant

from simulator.bus import AHEAD
from simulator.models import MODELS

from .conftest import MakeSimulated

LONGEST = 1.5 + AHEAD / 15
"""Seconds from an action to its end, with those that a command waits for a busy bus of 15 telegrams a second."""
MINUTES = 2.0

OBJECTS = """
  - {kind: relay, where: "11"}
  - {kind: relay, where: "12"}
  - {kind: dimmer, where: "13"}
  - {kind: shutter, where: "21", opening_time: 20, closing_time: 18}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
"""
ABSENT = ("1-14", "1-15", "2-22")
"""Objects that are known and do not answer."""


@pytest.mark.parametrize("pause", [0.7, 1.5, 6.1, 17.0])
@pytest.mark.parametrize("model", [model for model in MODELS if model != "F450"])
async def test_a_person_acts_at_any_moment_of_the_first_minutes(
    hass: HomeAssistant, live_with: MakeSimulated, model: str, pause: float
) -> None:
    """On every model, whatever is being asked that nobody answers. A F450 has no lights."""
    known: dict[str, dict[str, object]] = {key: {} for key in ("1-11", "1-12", "1-13", "2-21", "4-1", *ABSENT)}
    house, simulator = await live_with(OBJECTS, known=known, settle=False, model=model)
    begin = house.now
    connections = simulator.connections
    took: list[float] = []
    for number in count():
        if house.now - begin > MINUTES * 60:
            break
        before = house.now
        await house.call("light", "turn_on" if number % 4 < 2 else "turn_off", f"1-1{1 + number % 2}")
        took.append(house.now - before)
        await asyncio.sleep(pause)
    assert max(took) <= LONGEST, [round(seconds, 2) for seconds in took]
    assert len(simulator.executed) == len(took)
    assert simulator.connections - connections <= 10 * MINUTES
