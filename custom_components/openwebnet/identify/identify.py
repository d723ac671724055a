"""Letting an actuator show where it is: a light blinks, a shutter moves a little, and each is as it was after it."""

import asyncio

from homeassistant.components.cover import ATTR_CURRENT_POSITION
from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..coordinator import Coordinator
from ..errors import async_result_of
from ..objects.key import ObjectKey
from ..own.items import Automation, Light
from .blink import Blink
from .nudge import Nudge
from .showing import showing_of


async def async_identify(coordinator: Coordinator, item: Light | Automation, name: str) -> None:
    """Let an actuator show which one it is. Raises what a person can read; `name` is what it is called there.

    One that shows itself already is waited for: a second press asks for nothing else. It goes on to its end, whoever
    waits for it.
    """
    running = showing_of(item)
    if running is not None and not running.outcome.done():
        await asyncio.wait((running.outcome,))
        return
    if isinstance(item, Light):
        showing: Blink | Nudge = Blink(coordinator, item, name)
    else:
        showing = Nudge(coordinator, item, name, _position(coordinator, item))
    showing.start(running)
    await async_result_of(showing.outcome, name)


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
