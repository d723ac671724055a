"""What an entity is told to do what a frame asks for, and what its state is to the bus."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from homeassistant.components.cover import ATTR_CURRENT_POSITION, ATTR_POSITION
from homeassistant.components.fan import ATTR_PERCENTAGE
from homeassistant.components.light import ATTR_BRIGHTNESS, ATTR_BRIGHTNESS_PCT
from homeassistant.const import (
    SERVICE_CLOSE_COVER,
    SERVICE_OPEN_COVER,
    SERVICE_SET_COVER_POSITION,
    SERVICE_STOP_COVER,
    SERVICE_TOGGLE,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_CLOSED,
    STATE_CLOSING,
    STATE_OFF,
    STATE_OPENING,
    STATE_STANDBY,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)

from ..own import Who
from .frames import Act, Shown, Wanted

COVER: Final = "cover"
FAN: Final = "fan"
LIGHT: Final = "light"
SCENE: Final = "scene"
_EVERYTHING: Final = "homeassistant"
_HALF: Final = 50

type Attributes = Mapping[str, Any]


class Call(NamedTuple):
    """An action of Home Assistant for one entity."""

    domain: str
    name: str
    data: Mapping[str, Any] = {}


def call_for(domain: str, asked: Wanted, attributes: Attributes, *, is_on: bool) -> Call | None:
    """Return the action for an entity of a domain; `None` where it can do nothing of the kind.

    `attributes` and `is_on` are its state.
    """
    if domain == COVER:
        return _of_cover(asked, attributes)
    if asked.act is Act.STOP:
        return None
    if domain == SCENE:
        return None if asked.act is Act.OFF else Call(SCENE, SERVICE_TURN_ON)
    if asked.act is Act.LEVEL and asked.percent == 0:
        asked = Wanted(Act.OFF)
    if asked.act in (Act.LEVEL, Act.STEP):
        return _to_level(domain, asked, attributes, is_on=is_on)
    names = {Act.ON: SERVICE_TURN_ON, Act.OFF: SERVICE_TURN_OFF, Act.TOGGLE: SERVICE_TOGGLE}
    return Call(_EVERYTHING, names[asked.act])


def _to_level(domain: str, asked: Wanted, attributes: Attributes, *, is_on: bool) -> Call | None:
    percent = asked.percent
    if asked.act is Act.STEP:
        now = _level(domain, attributes)
        if not is_on or now is None:
            # What is off is lit by a step up; what has no level does nothing else.
            return Call(_EVERYTHING, SERVICE_TURN_ON) if percent > 0 and not is_on else None
        # A button that is held dims; it does not switch off.
        percent = min(max(now + percent, 1), 100)
    if domain == LIGHT:
        return Call(LIGHT, SERVICE_TURN_ON, {ATTR_BRIGHTNESS_PCT: percent})
    if domain == FAN and ATTR_PERCENTAGE in attributes:
        return Call(FAN, "set_percentage", {ATTR_PERCENTAGE: percent})
    return Call(_EVERYTHING, SERVICE_TURN_ON)


def _of_cover(asked: Wanted, attributes: Attributes) -> Call:
    position = attributes.get(ATTR_CURRENT_POSITION)
    if asked.act in (Act.LEVEL, Act.STEP) and position is None:
        is_open = asked.percent > 0 if asked.act is Act.STEP else asked.percent >= _HALF
        asked = Wanted(Act.ON if is_open else Act.OFF)
    match asked.act:
        case Act.ON:
            return Call(COVER, SERVICE_OPEN_COVER)
        case Act.OFF:
            return Call(COVER, SERVICE_CLOSE_COVER)
        case Act.STOP:
            return Call(COVER, SERVICE_STOP_COVER)
        case Act.TOGGLE:
            return Call(COVER, SERVICE_TOGGLE)
        case Act.STEP:
            goal = min(max(int(position or 0) + asked.percent, 0), 100)
        case Act.LEVEL:
            goal = asked.percent
    return Call(COVER, SERVICE_SET_COVER_POSITION, {ATTR_POSITION: goal})


def shown_of(who: Who, domain: str, state: str | None, attributes: Attributes) -> Shown | None:
    """Return what the bus is told of an entity's state; `None` where that is not known, or just changes."""
    if state is None or state == STATE_UNAVAILABLE or (state == STATE_UNKNOWN and domain != SCENE):
        return None
    if who is Who.AUTOMATION:
        return Shown({STATE_OPENING: "1", STATE_CLOSING: "2"}.get(state, "0"))
    if domain == COVER:
        if state in (STATE_OPENING, STATE_CLOSING):
            return None
        return Shown("0") if state == STATE_CLOSED else Shown("1", _level(domain, attributes))
    # A scene is never on: what it has set may have changed since.
    if domain == SCENE or state in (STATE_OFF, STATE_STANDBY):
        return Shown("0")
    return Shown("1", _level(domain, attributes))


def is_on(state: str | None) -> bool:
    """Tell whether a state is one of something that is on."""
    return state not in (None, STATE_OFF, STATE_STANDBY, STATE_CLOSED, STATE_UNAVAILABLE, STATE_UNKNOWN)


def _level(domain: str, attributes: Attributes) -> int | None:
    """Return percent of an entity that has a level."""
    match domain:
        case "light":
            brightness = attributes.get(ATTR_BRIGHTNESS)
            level = None if brightness is None else round(brightness / 255 * 100)
        case "fan":
            level = attributes.get(ATTR_PERCENTAGE)
        case "cover":
            level = attributes.get(ATTR_CURRENT_POSITION)
        case _:
            level = None
    return None if level is None else max(int(level), 1)
