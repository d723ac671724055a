"""Lets a fault happen at its moment, and end."""

import asyncio
from collections.abc import Awaitable
from typing import Final

from simulator.faults import Moment

from .house import WALL_LIGHT, House, People
from .table import Fault, When

RECOVERY: Final = 90.0
"""Seconds after the end of a fault in which everything works again: the longest pause, its jitter, and a scan."""
TRUE_AFTER: Final = 30.0
"""Seconds after the last fault, or after the connection is back, in which what is shown is true."""
WAITING: Final = 90.0
"""Seconds in which a moment comes."""


class Trouble:
    """One fault in a house."""

    def __init__(self, house: House, people: People, fault: Fault) -> None:
        """Let it happen in a house where people are about."""
        self._house: Final = house
        self._people: Final = people
        self._fault: Final = fault
        self._began: Final = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def happen(self, when: When) -> float:
        """Wait for the moment, for the end of the fault, and until all is well; return the seconds of the last."""
        await self._wait(when)
        return await self._recovery()

    async def _wait(self, when: When) -> None:
        if when.moment is None:
            await self._people.calm()
            await asyncio.sleep(2)
            self._begin()
            await asyncio.sleep(3)
            self._people.paused = False
        else:
            self._house.simulator.faults.at(when.moment, self._begin, when.pattern)
            if when.reconnect:
                self._house.simulator.faults.close_all()
            await self._until_it_began(when.moment)
        assert self._task is not None
        await self._task

    async def _until_it_began(self, moment: Moment) -> None:
        try:
            async with asyncio.timeout(WAITING):
                await self._began.wait()
        except TimeoutError:
            raise AssertionError(f"never came: {moment}") from None

    def _begin(self) -> None:
        # It happens now, at the moment itself; nothing may come between.
        change = self._fault.begin(self._house.simulator)
        self._task = asyncio.get_running_loop().create_task(self._last(change))
        self._began.set()

    async def _last(self, change: Awaitable[None] | None) -> None:
        if change is not None:
            await change
        if self._fault.tells:
            await asyncio.sleep(1)
            self._house.simulator.objects[WALL_LIGHT].press()
        await asyncio.sleep(self._fault.lasts)
        change = self._fault.end(self._house.simulator)
        if change is not None:
            await change

    async def _recovery(self) -> float:
        loop = asyncio.get_running_loop()
        ended = loop.time()
        if self._fault.needs_a_person:
            await self._see_that_it_was_given_up()
        while not self._house.connected or self._house.differences():
            assert loop.time() - ended < RECOVERY, self._house.differences()
            await asyncio.sleep(0.1)
        return loop.time() - ended

    async def _see_that_it_was_given_up(self) -> None:
        attempts = len(self._house.attempts)
        await asyncio.sleep(30)
        flows = self._house.hass.config_entries.flow.async_progress()
        assert [flow["context"]["source"] for flow in flows] == ["reauth"]
        assert len(self._house.attempts) == attempts
        await self._house.hass.config_entries.async_reload(self._house.entry.entry_id)
