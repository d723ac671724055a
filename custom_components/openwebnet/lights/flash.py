"""Flash: a lamp blinks for some seconds; afterwards it is as it was, or where it was about to be.

A timer that ran goes on: blinking ends it at the actuator, so that it is set anew, for what is left of it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Final

from homeassistant.components.light import FLASH_LONG, FLASH_SHORT
from homeassistant.exceptions import HomeAssistantError

from ..own.items import Fade, Light
from ..own.items.before import Before, give_back
from ..own.items.light_intent import ordered_level
from ..own.wire.messages import BaseMessage

_LOGGER = logging.getLogger(__name__)

PERIODS: Final = {FLASH_SHORT: 0.5, FLASH_LONG: 1.5}
"""Seconds; a light blinks until it is switched."""
TIMES: Final = {FLASH_SHORT: 2.0, FLASH_LONG: 9.0}
"""Seconds after which it is as it was before."""
_MORE_TRIES: Final = 10
"""How often more it is tried to end a flash: a lamp must not flash for ever after its gateway was away."""


type Send = Callable[[Awaitable[None]], Awaitable[None]]
"""Awaits the gateway's answer to a command. Raises `HomeAssistantError`."""


class Flash:
    """The flash of one lamp, if there is one."""

    def __init__(
        self,
        light: Light,
        *,
        send: Send,
        run_in_background: Callable[[Coroutine[None, None, None], str], asyncio.Task[None]],
    ) -> None:
        """Let nothing blink yet."""
        self._light: Final = light
        self._send: Final = send
        self._run_in_background: Final = run_in_background
        self._task: asyncio.Task[None] | None = None
        """What ends it."""
        self.before = Before()
        self.level_after: int | None = None
        """Percent that it is given when the flash is over, or ended: it was led there when that began."""
        self._times_ended = 0
        self._is_blinking: bool | None = False
        """Whether it blinks, as it has told; `None` where it was told to, and that was not told yet."""

    @property
    def is_running(self) -> bool:
        """Whether it will be ended."""
        return self._task is not None

    async def begin(self, length: str, before: Before, fade: Fade | None) -> None:
        """Blink; then be as `before`, of which a `fade` has been the way. Raises `HomeAssistantError`."""
        self.before, number = before, self._times_ended
        remove = self._light.add_command_listener(partial(self._on_order, fade))
        try:
            await self._send(self._light.blink(PERIODS[length]))
        finally:
            remove()
        if not self._is_blinking:
            self._is_blinking = None
        if self._times_ended == number:
            self._task = self._run_in_background(self._stop_later(self.before, TIMES[length]), "flash")

    def end(self) -> None:
        """Leave the lamp as it is: somebody wants something else of it."""
        self._times_ended += 1
        self.level_after = None
        self._cancel()

    def hear(self) -> None:
        """Take in what the lamp tells of itself."""
        if self._light.state.blinking is not None:
            self._is_blinking = True
        elif self._is_blinking:
            self._is_blinking = False
            self._cancel()

    async def shut_down(self) -> None:
        """End it now: nobody would any more."""
        if self._task is not None:
            self._cancel()
            with suppress(HomeAssistantError):
                await self._send(give_back(self._light, self.before))

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_order(self, fade: Fade | None, order: BaseMessage) -> None:
        """Take in what was asked for before, and is written now: of it, or of many; not a step of a fade."""
        if fade is not None and fade.is_step(order):
            return
        level = ordered_level(order)
        if level is not None:
            self.before = Before(bool(level), level)
        elif (off_at := self._light.timed_until) is not None or (order.what is not None and order.what.tag == "1"):
            self.before = Before(True, self.before.level or None, off_at)

    async def _stop_later(self, before: Before, seconds: float) -> None:
        number = self._times_ended
        pauses = self._light.client.timing.fade_pauses
        for pause in (seconds, *pauses, *(_MORE_TRIES * pauses[-1:])):
            await asyncio.sleep(pause)
            # What the lamp tells of it is no reason to give it up.
            task, self._task = self._task, None
            try:
                await self._send(give_back(self._light, before))
                self.level_after = None
            except HomeAssistantError as error:
                _LOGGER.debug("%r: %s", self._light, error)
                if self._is_blinking is not False and self._times_ended == number:
                    self._task = task
                    continue
            return
