"""What an entity is told, and what the bus is told of it."""

from typing import Any

import pytest

from custom_components.openwebnet.own import Who
from custom_components.openwebnet.virtual.entities import call_for, is_on, shown_of
from custom_components.openwebnet.virtual.frames import Act, Shown, Wanted

_LIT = {"brightness": 128}
_HALF_OPEN = {"current_position": 40}
_TURNING = {"percentage": 30}


@pytest.mark.parametrize(
    ("domain", "asked", "state", "attributes", "action"),
    [
        ("light", Wanted(Act.ON), "off", {}, ("homeassistant.turn_on", {})),
        ("input_boolean", Wanted(Act.OFF), "on", {}, ("homeassistant.turn_off", {})),
        ("switch", Wanted(Act.TOGGLE), "on", {}, ("homeassistant.toggle", {})),
        ("switch", Wanted(Act.LEVEL, 40), "off", {}, ("homeassistant.turn_on", {})),
        ("light", Wanted(Act.LEVEL, 40), "off", {}, ("light.turn_on", {"brightness_pct": 40})),
        ("light", Wanted(Act.LEVEL, 0), "on", _LIT, ("homeassistant.turn_off", {})),
        ("light", Wanted(Act.STEP, 10), "on", _LIT, ("light.turn_on", {"brightness_pct": 60})),
        ("light", Wanted(Act.STEP, -60), "on", _LIT, ("light.turn_on", {"brightness_pct": 1})),
        ("light", Wanted(Act.STEP, 10), "off", {}, ("homeassistant.turn_on", {})),
        ("light", Wanted(Act.STEP, -10), "off", {}, None),
        ("switch", Wanted(Act.STEP, 10), "on", {}, None),
        ("fan", Wanted(Act.LEVEL, 70), "on", _TURNING, ("fan.set_percentage", {"percentage": 70})),
        ("fan", Wanted(Act.STEP, 10), "on", _TURNING, ("fan.set_percentage", {"percentage": 40})),
        ("fan", Wanted(Act.LEVEL, 70), "off", {}, ("homeassistant.turn_on", {})),
        ("light", Wanted(Act.STOP), "on", {}, None),
        ("scene", Wanted(Act.ON), None, {}, ("scene.turn_on", {})),
        ("scene", Wanted(Act.OFF), None, {}, None),
        ("script", Wanted(Act.ON), "off", {}, ("homeassistant.turn_on", {})),
        ("cover", Wanted(Act.ON), "closed", {}, ("cover.open_cover", {})),
        ("cover", Wanted(Act.OFF), "open", {}, ("cover.close_cover", {})),
        ("cover", Wanted(Act.STOP), "opening", {}, ("cover.stop_cover", {})),
        ("cover", Wanted(Act.TOGGLE), "open", {}, ("cover.toggle", {})),
        ("cover", Wanted(Act.LEVEL, 70), "open", _HALF_OPEN, ("cover.set_cover_position", {"position": 70})),
        ("cover", Wanted(Act.STEP, -70), "open", _HALF_OPEN, ("cover.set_cover_position", {"position": 0})),
        ("cover", Wanted(Act.LEVEL, 70), "open", {}, ("cover.open_cover", {})),
        ("cover", Wanted(Act.LEVEL, 30), "open", {}, ("cover.close_cover", {})),
        ("cover", Wanted(Act.STEP, -10), "open", {}, ("cover.close_cover", {})),
    ],
)
def test_what_an_entity_is_told(
    domain: str, asked: Wanted, state: str | None, attributes: dict[str, Any], action: tuple[str, dict[str, int]] | None
) -> None:
    call = call_for(domain, asked, attributes, is_on=is_on(state))
    assert (call and (f"{call.domain}.{call.name}", call.data)) == action


@pytest.mark.parametrize(
    ("domain", "state", "attributes", "shown"),
    [
        ("light", "on", {}, Shown("1")),
        ("light", "on", _LIT, Shown("1", 50)),
        ("light", "on", {"brightness": 1}, Shown("1", 1)),
        ("light", "off", {"brightness": None}, Shown("0")),
        ("fan", "on", _TURNING, Shown("1", 30)),
        ("switch", "on", {}, Shown("1")),
        ("media_player", "standby", {}, Shown("0")),
        ("climate", "heat", {}, Shown("1")),
        ("cover", "open", _HALF_OPEN, Shown("1", 40)),
        ("cover", "closed", {"current_position": 0}, Shown("0")),
        ("cover", "opening", _HALF_OPEN, None),
        ("scene", "unknown", {}, Shown("0")),
        ("scene", "2026-11-27T10:00:00+00:00", {}, Shown("0")),
        ("light", "unavailable", {}, None),
        ("light", "unknown", {}, None),
        ("light", None, {}, None),
    ],
)
def test_what_a_light_of_the_bus_shows_of_it(
    domain: str, state: str | None, attributes: dict[str, Any], shown: Shown | None
) -> None:
    assert shown_of(Who.LIGHTING, domain, state, attributes) == shown


@pytest.mark.parametrize(
    ("domain", "state", "shown"),
    [
        ("cover", "opening", Shown("1")),
        ("cover", "closing", Shown("2")),
        ("cover", "open", Shown("0")),
        ("light", "on", Shown("0")),
        ("cover", "unavailable", None),
    ],
)
def test_what_a_shutter_of_the_bus_shows_of_it(domain: str, state: str, shown: Shown | None) -> None:
    assert shown_of(Who.AUTOMATION, domain, state, {}) == shown
