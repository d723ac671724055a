"""Blink: a light changes twice, and is as it was, or was about to be."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Final, override

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import Coordinator
from ..errors import async_call_gateway
from ..own.items import BaseItem, Light
from ..own.items.before import Before, give_back
from ..timing import TIMING
from .showing import Showing, showing_of

FLASHES: Final = 2
_MORE_TRIES: Final = 10
"""How often more than a fade it is tried to give a lamp back, once its gateway is away for long."""

TAKE_OVERS: Final[HassKey[dict[BaseItem, Callable[[], Before]]]] = HassKey(f"{DOMAIN}_take_overs")
"""Of the lights that have an entity: ends their fades and flashes, and returns what they were about to be."""


class Blink(Showing[Light]):
    """The blinking of one light, or of many that are switched by one frame."""

    def __init__(self, coordinator: Coordinator, light: Light, name: str) -> None:
        """Take note of how each is to be afterwards, and end what went on with it."""
        super().__init__(coordinator, light, name)
        self._is_on: Final = bool(light.is_expected_on)
        take_overs = coordinator.hass.data.get(TAKE_OVERS, {})
        self.before: Final = {one: _before(one, take_overs.get(one)) for one in self.targets}
        self._given_back: Final[set[Light]] = set()

    @property
    @override
    def pauses(self) -> Iterable[float]:
        pauses = self._item.client.timing.fade_pauses
        return (*pauses, *(_MORE_TRIES * pauses[-1:]))

    @override
    async def show(self) -> None:
        """Switch it, but for the last time."""
        for light, before in self.before.items():
            if before.is_on is None:
                await self._read(light)
        is_on = self._is_on if len(self.targets) > 1 else bool(self.before[self.targets[0]].is_on)
        for number in range(2 * FLASHES - 1):
            switch_on = is_on is (number % 2 == 1)
            await self.send(self._item.turn_on if switch_on else self._item.turn_off)
            await asyncio.sleep(TIMING.identify)

    async def _read(self, light: Light) -> None:
        """Ask a light how it is, where nothing has told that yet; one that does not say counts as off."""
        if light.is_collective:
            return
        try:
            await async_call_gateway(light.send_status_request(), self._name, asks=True)
        except HomeAssistantError:
            return
        self.before[light] = Before(light.is_expected_on)

    @override
    async def give_back(self, targets: Collection[Light]) -> None:
        rest = [light for light in targets if light not in self._given_back]
        befores = {self.before[light] for light in rest}
        is_alike = len(befores) == 1 and not any(one.is_on and (one.level or one.off_at) for one in befores)
        if len(rest) == len(self.targets) > 1 and is_alike:
            await self.send(partial(give_back, self._item, befores.pop()))
            return
        done = await asyncio.gather(*map(self._give_one_back, rest), return_exceptions=True)
        for error in done:
            if error is not None:
                raise error

    async def _give_one_back(self, light: Light) -> None:
        await self.send(partial(give_back, light, self.before[light]))
        self._given_back.add(light)


def before_showing(light: Light) -> Before | None:
    """Return what a light is given back to, where it shows itself."""
    showing = showing_of(light)
    return showing.before.get(light) if isinstance(showing, Blink) else None


def _before(light: Light, take_over: Callable[[], Before] | None) -> Before:
    before = before_showing(light)
    if before is not None:
        return before
    if take_over is not None:
        return take_over()
    is_on = light.is_expected_on
    return Before(is_on, off_at=light.timed_until if is_on else None)
