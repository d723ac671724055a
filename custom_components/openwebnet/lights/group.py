"""Group of lights: a group, an area, or all of them.

One frame for all of them, except what each does by itself: a fade, a flash, and a brightness where not all that can be
dimmed understand the same frame for it. A step of ten is nominal for a dimmer with a hundred, and a percent is nothing
to one with ten (gateways.md 3).
"""

import asyncio
from typing import Any, override

from homeassistant.components.light import ATTR_BRIGHTNESS, ATTR_FLASH
from homeassistant.util.color import brightness_to_value, value_to_brightness

from ..const import USED_AS_LIGHT
from ..coordinator import Coordinator
from ..objects.key import ObjectKey
from ..own.items import Light
from ..own.items.light_state import MIN_LEVEL
from .light_entity import LEVELS, LIGHTS, OpenWebNetLight


class LightGroup(OpenWebNetLight):
    """Many lights, switched by one frame. Each fades for itself: one that is switched off meanwhile stays off."""

    def __init__(self, coordinator: Coordinator, item: Light) -> None:
        """Show a group."""
        super().__init__(coordinator, item)
        self._owed: dict[OpenWebNetLight, int] = {}

    @property
    def _members(self) -> list[OpenWebNetLight]:
        """The members that are lights here: what is used as something else is not faded."""
        lights = self.hass.data.get(LIGHTS, {})
        return [lights[member] for member in self.coordinator.gateway.members(self.item) if member in lights]

    @property
    def _unseen(self) -> list[Light]:
        """The members that would be lights here, and have no entity: they are switched at once with the others."""
        used_as, lights = self.coordinator.store.used_as, self.hass.data.get(LIGHTS, {})
        members = (member for member in self.coordinator.gateway.members(self.item) if isinstance(member, Light))
        return [one for one in members if one not in lights and used_as(ObjectKey.of(one)) == USED_AS_LIGHT]

    @property
    def _have_other_steps(self) -> bool:
        """Whether some members have ten steps, and others a hundred."""
        members = [member for member in self.coordinator.gateway.members(self.item) if isinstance(member, Light)]
        return len({one.has_hundred_steps for one in members if one.has_hundred_steps or one.state.steps}) > 1

    def _is_done_by_each(self, kwargs: dict[str, Any]) -> bool:
        """Tell whether each member does by itself what is asked for."""
        if ATTR_FLASH in kwargs or self._fade_time(kwargs) is not None:
            # Each fades from where it is, and is afterwards as it was when it has flashed.
            return True
        return ATTR_BRIGHTNESS in kwargs and self._have_other_steps

    async def _light_up(self, light: Light, kwargs: dict[str, Any]) -> None:
        """Switch a member on that has no entity, as bright as it is asked for, if it can be."""
        if ATTR_BRIGHTNESS in kwargs and (light.state.steps is not None or light.has_hundred_steps):
            level = max(round(brightness_to_value(LEVELS, kwargs[ATTR_BRIGHTNESS])), MIN_LEVEL)
            await self._command(light.set_level(level))
        else:
            await self._command(light.turn_on())

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on, blink, or set colour and brightness; what was faded out gets its own level back."""
        members = self._members
        if members and self._is_done_by_each(kwargs):
            await asyncio.gather(
                *(member.turn_on_with_others(kwargs, self._context) for member in members),
                *(self._light_up(light, kwargs) for light in self._unseen if ATTR_FLASH not in kwargs),
            )
            return
        led = [] if ATTR_BRIGHTNESS in kwargs else [(member, member.led_to) for member in members]
        owed = self._owed = {member: level for member, level in led if level}
        await super().async_turn_on(**kwargs)
        await asyncio.gather(
            *(
                member.turn_on_with_others({ATTR_BRIGHTNESS: value_to_brightness(LEVELS, level)}, self._context)
                for member, level in owed.items()
                # Whoever has asked for something since is not overruled.
                if member.owed == level
            )
        )

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        self._owed, members = {}, self._members
        if members and self._fade_time(kwargs) is not None:
            for member in members:
                member.act_with(self._context)
            await asyncio.gather(
                *(member.async_turn_off(**kwargs) for member in members),
                *(self._command(light.turn_off()) for light in self._unseen),
            )
        else:
            await super().async_turn_off(**kwargs)

    @override
    def end_what_goes_on(self) -> None:
        for member in self._members:
            member.end_what_goes_on()
            member.owed = self._owed.get(member)
        super().end_what_goes_on()
