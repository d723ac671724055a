"""Calibration of a basic actuator as a person sees it: one at a time, ended by anything else that is wanted of it."""

import asyncio
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..own import OWNException
from ..own.items import Automation
from ..own.procedures.calibration import EndNotTold, Runs, measure_runs


class Calibration:
    """The measuring of one shutter, if there is one."""

    def __init__(self, item: Automation) -> None:
        """Measure nothing yet."""
        self._item: Final = item
        self._running: asyncio.Timeout | None = None
        """The measuring that goes on, to be cut short."""

    @property
    def goes_on(self) -> bool:
        """Whether it is being measured."""
        return self._running is not None

    @property
    def is_of_use(self) -> bool:
        """Whether there is something to measure: one shutter, whose actuator does not report its position."""
        return not (self._item.is_collective or self._item.state.is_advanced)

    def check(self, name: str) -> None:
        """Raise `ServiceValidationError` when there is nothing to measure, or when it is being measured already."""
        if self._item.is_collective:
            raise _error(ServiceValidationError, "moves_many", name)
        if self._item.state.is_advanced:
            raise _error(ServiceValidationError, "needs_no_times", name)
        if self._running is not None:
            raise _error(ServiceValidationError, "is_measured", name)

    async def measure(self, name: str) -> Runs:
        """Move it up, down and up, and return how long that took; minutes go by.

        Raises `ServiceValidationError` when there is nothing to measure, or when it is being measured already;
        `HomeAssistantError` when it does not move, does not say that it has arrived, or when another command comes.
        """
        self.check(name)
        limit = self._running = asyncio.timeout(None)
        # How long it takes is not known: a question by the times that are set could meet the end.
        longest, self._item.longest_run = self._item.longest_run, None
        try:
            async with limit:
                return await measure_runs(self._item)
        except (OWNException, TimeoutError) as error:
            key = "end_not_told" if isinstance(error, EndNotTold) else "not_measured"
            raise _error(HomeAssistantError, "measuring_ended" if limit.expired() else key, name) from error
        finally:
            self._item.longest_run = longest
            if self._running is limit:
                self._running = None

    def end(self) -> None:
        """Cut it short, where it goes on."""
        if self._running is not None:
            self._running.reschedule(asyncio.get_running_loop().time())
            self._running = None


def _error(error: type[HomeAssistantError], key: str, name: str) -> HomeAssistantError:
    return error(translation_domain=DOMAIN, translation_key=key, translation_placeholders={"name": name})
