"""Nudge: a shutter moves for a second, and back; one that was at an end runs to that."""

import asyncio
from collections.abc import Collection, Iterable
from contextlib import suppress
from itertools import repeat
from typing import Final, override

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..coordinator import Coordinator
from ..errors import NOT_CONFIRMED
from ..own.items import Automation
from ..own.items.automation_state import RUNS
from ..own.items.occurrence import monotonic
from ..own.travel import CLOSED, OPEN
from ..timing import TIMING
from .showing import Showing


class Nudge(Showing[Automation]):
    """The movement of one shutter, or of many that are moved by one frame."""

    def __init__(self, coordinator: Coordinator, motor: Automation, name: str, position: int | None) -> None:
        """Know where it stands, if anybody does. Raises `ServiceValidationError` where it moves."""
        super().__init__(coordinator, motor, name)
        if any(one.state.movement in RUNS or one.expected_movement in RUNS for one in (motor, *self.targets)):
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="is_moving")
        self._is_at_end: Final = position in (CLOSED, OPEN)
        # One that is open, or may be, comes back to where it was.
        self._there, self._back = (motor.open, motor.close) if position == CLOSED else (motor.close, motor.open)
        self._is_sure = True
        """Whether nobody doubts when it was stopped."""
        self._back_at = 0.0
        """When it was told to come back."""

    @property
    @override
    def pauses(self) -> Iterable[float]:
        # After that, the relay has opened by itself.
        return repeat(TIMING.order_again, round(self._item.client.timing.relay_run / TIMING.order_again))

    @override
    async def show(self) -> None:
        """Move it, and back for as long."""
        await self.send(self._there)
        begin = monotonic()
        await asyncio.sleep(TIMING.identify)
        is_stopped = await self.insist(self._stop, self.pauses)
        ran = monotonic() - begin
        if is_stopped and (self._is_at_end or self._is_sure):
            await asyncio.sleep(TIMING.identify_rest)
            await self._until_sure()
            await self._return(ran)
        self.is_touched = False

    async def _until_sure(self) -> None:
        """Wait until nothing that was told is in doubt: a direction that is told with a stop may be somebody else's."""
        has_changed = asyncio.Event()
        removers = [motor.add_listener(has_changed.set) for motor in self.targets]
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._item.client.timing.effect):
                    while any(motor.state.is_doubtful for motor in self.targets):
                        has_changed.clear()
                        await has_changed.wait()
        finally:
            for remove in removers:
                remove()

    async def _return(self, seconds: float) -> None:
        if await self.insist(self._go_back, self.pauses) and not self._is_at_end:
            # It takes as long to be accepted as the stop does.
            await asyncio.sleep(seconds - (monotonic() - self._back_at))
            await self.insist(self._stop, self.pauses)

    async def _stop(self) -> None:
        try:
            await self.send(self._item.stop)
        except HomeAssistantError as error:
            self._is_sure &= error.translation_key != NOT_CONFIRMED
            raise

    async def _go_back(self) -> None:
        self._back_at = monotonic()
        try:
            await self.send(self._back)
        except HomeAssistantError as error:
            if self._is_at_end or error.translation_key != NOT_CONFIRMED:
                raise
            # It may be on its way, and is stopped in any case.
            self.tell(error)

    @override
    async def give_back(self, targets: Collection[Automation]) -> None:
        """Stop it; one that was at an end goes back to that."""
        is_whole = len(targets) == len(self.targets)
        for motor in (self._item,) if is_whole else targets:
            await self.send(motor.stop)
        if self._is_at_end and is_whole:
            await asyncio.sleep(TIMING.identify_rest)
            await self.send(self._back)
