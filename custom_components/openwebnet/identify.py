"""Letting an actuator show where it is: a light blinks, a shutter moves a little, and each is as it was after it."""

import asyncio
from typing import Final
from weakref import WeakKeyDictionary

from homeassistant.components.cover import ATTR_CURRENT_POSITION
from homeassistant.const import Platform
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .coordinator import Coordinator
from .errors import async_call_gateway
from .objects.key import ObjectKey
from .own.items import Automation, BaseItem, Light
from .own.items.automation_state import Movement
from .own.travel import CLOSED, OPEN
from .timing import TIMING

FLASHES: Final = 2

_turns: Final[WeakKeyDictionary[BaseItem, asyncio.Lock]] = WeakKeyDictionary()
"""Whoever lets an object show itself has its lock meanwhile."""


async def async_identify(coordinator: Coordinator, item: Light | Automation, name: str) -> None:
    """Let an actuator show which one it is. Raises what a person can read; `name` is what it is called there.

    One that shows itself already is waited for: a second press asks for nothing else.
    """
    turn = _turns.setdefault(item, asyncio.Lock())
    is_shown = turn.locked()
    async with turn:
        if is_shown:
            return
        if isinstance(item, Light):
            await _blink(item, name)
        else:
            await _move(coordinator, item, name)


async def _blink(light: Light, name: str) -> None:
    """Switch a light twice; it is as it was asked to be afterwards, which the bus may not have told yet."""
    is_on, off_at = bool(light.is_expected_on), light.timed_until
    for number in range(2 * FLASHES):
        if number:
            await asyncio.sleep(TIMING.identify)
        switch_on = is_on is (number % 2 == 1)
        await async_call_gateway(light.turn_on() if switch_on else light.turn_off(), name)
    if is_on and off_at is not None:
        await async_call_gateway(light.turn_on_until(off_at), name)


async def _move(coordinator: Coordinator, motor: Automation, name: str) -> None:
    """Move a shutter for a second, and back."""
    if motor.state.movement in (Movement.UP, Movement.DOWN):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="is_moving")
    position = _position(coordinator, motor)
    # One that is open, or may be, comes back to where it was.
    there, back = (motor.open, motor.close) if position == CLOSED else (motor.close, motor.open)
    await async_call_gateway(there(), name)
    await asyncio.sleep(TIMING.identify)
    await async_call_gateway(motor.stop(), name)
    await asyncio.sleep(TIMING.identify_rest)
    await async_call_gateway(back(), name)
    if position not in (CLOSED, OPEN):
        await asyncio.sleep(TIMING.identify)
        await async_call_gateway(motor.stop(), name)


def _position(coordinator: Coordinator, motor: Automation) -> int | None:
    """Where it stands; for a basic actuator only the cover knows it. At an end it is left to run to that end."""
    known = motor.state.position
    if known is not None:
        return known
    cover = cover_entity_id(coordinator, motor)
    state = coordinator.hass.states.get(cover) if cover else None
    shown: int | None = state.attributes.get(ATTR_CURRENT_POSITION) if state else None
    return shown


def cover_entity_id(coordinator: Coordinator, motor: Automation) -> str | None:
    """Return the entity id of the cover that an object is shown as."""
    main = ObjectKey.of(motor).unique_id(coordinator.gateway_id)
    return er.async_get(coordinator.hass).async_get_entity_id(Platform.COVER, DOMAIN, main)
