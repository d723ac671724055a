"""A home whose Home Assistant has a recorder, with a file that outlives it, and starts as a real one does."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal, override
from zoneinfo import ZoneInfo

import pytest
from freezegun.api import FrozenDateTimeFactory, freeze_factories
from homeassistant.components.recorder import DOMAIN as RECORDER, get_instance
from homeassistant.components.recorder.statistics import StatisticsRow, statistics_during_period, validate_statistics
from homeassistant.core import CoreState
from homeassistant.helpers import recorder as recorder_helper
from homeassistant.setup import async_setup_component

from custom_components.openwebnet.objects.handover import hand_over
from custom_components.openwebnet.own.gateway import Gateway
from custom_components.openwebnet.own.timing import TIMING, Timing
from custom_components.openwebnet.own.wire.connection import ConnectionParams
from tests.homeassistant.recorder import until_written, watch_recorder
from tests.stories.home import Home
from tests.stories.steps import MAC, House

ROME: Final = ZoneInfo("Europe/Rome")
CALM: Final = replace(TIMING, power_check=900.0, power_poll=3600.0)
"""What power takes, by the minute, would be most of the time; it is not compared, and energy is read as ever."""
_BEGINNING: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class Calendar(FrozenDateTimeFactory):
    """The time of day, which goes as the clock of the running loop does."""

    def __init__(self, begin: dt.datetime) -> None:
        """Begin at a moment; the time of day has to be frozen already."""
        super().__init__(begin.astimezone(dt.UTC).replace(tzinfo=None))
        loop = asyncio.get_running_loop()
        self._loop: Final = loop
        self._zero: Final = loop.time()
        # Asked for when somebody wants to know it: the clock jumps much more often.
        freeze_factories[-1] = self

    @override
    def __call__(self) -> dt.datetime:
        return self.time_to_freeze + dt.timedelta(seconds=self._loop.time() - self._zero)

    @property
    def now(self) -> dt.datetime:
        """The present moment, UTC."""
        return self().replace(tzinfo=dt.UTC)

    async def until(self, moment: dt.datetime) -> None:
        """Let the time pass until a moment."""
        await asyncio.sleep((moment - self.now).total_seconds())


class RecordedHome(Home):
    """A home with a recorder in a file. Home Assistant is not running before its entry is set up."""

    begins_as = CoreState.not_running

    def __init__(
        self,
        house: House,
        database: Path,
        monkeypatch: pytest.MonkeyPatch,
        *,
        options: Mapping[str, Any] | None = None,
        recorded: Sequence[str] = ("sensor.*",),
        keep_days: int = 10,
        timing: Timing | None = None,
    ) -> None:
        """Prepare the house; `recorded` are globs of the entities that have a history, `options` those of the entry.

        `timing` is that of its gateway, where it is not to be the usual one.
        """
        super().__init__(house)
        self._timing: Final = timing
        self.entry_options.update(options or {})
        self.clock: Final = next(iter(self.simulator.objects.values())).clock
        self.clock.zone = ROME
        self._database: Final = database
        self._config: Final[dict[str, Any]] = {
            "db_url": f"sqlite:///{database}",
            "purge_keep_days": keep_days,
            "include": {"entity_globs": list(recorded)},
        }
        self._is_up = False
        watch_recorder(monkeypatch, lambda: self._is_up)

    @override
    async def _furnish_core(self) -> None:
        await super()._furnish_core()
        await self.hass.config.async_set_time_zone(ROME.key)
        recorder_helper.async_initialize_recorder(self.hass)
        self._is_up = True
        assert await async_setup_component(self.hass, RECORDER, {RECORDER: self._config})
        # From here on it waits for Home Assistant to have started.
        self._is_up = False
        if self._timing is not None:
            simulator = self.simulator
            params = ConnectionParams(simulator.host, simulator.port, self.house.password)
            gateway = Gateway(params, mac=MAC, gap=0.0, model=self.house.model, timing=self._timing)
            hand_over(self.hass, params, gateway)

    @override
    async def _start_home_assistant(self, options: dict[str, Any]) -> None:
        await super()._start_home_assistant(options)
        await self.hass.async_start()
        self._is_up = True

    @override
    async def _stop_home_assistant(self) -> None:
        self._is_up = False
        await super()._stop_home_assistant()

    async def go_down(self, *, mains: bool = False) -> None:
        """Stop Home Assistant, or let it lose its power: then nobody writes anything any more."""
        if not mains:
            await self._stop_home_assistant()
            return
        await until_written(self.hass)
        kept, storage = self._database.with_suffix(".kept"), deepcopy(self._storage)
        with closing(sqlite3.connect(self._database)) as now, closing(sqlite3.connect(kept)) as then:
            now.backup(then)
        await self._stop_home_assistant()
        for file in self._database.parent.glob(f"{self._database.name}*"):
            file.unlink()
        kept.rename(self._database)
        self._storage.clear()
        self._storage.update(storage)

    async def come_up(self) -> None:
        """Start Home Assistant again."""
        await self._start_home_assistant({**self.entry.options})

    def record(self, *globs: str) -> None:
        """Let these entities have a history, from the next start on."""
        self._config["include"] = {"entity_globs": [*globs]}

    async def rows(self, statistic_id: str, period: Literal["5minute", "hour"] = "hour") -> list[StatisticsRow]:
        """Return the rows of some statistics, in Wh, that are written when all is written."""
        await until_written(self.hass)
        found = await get_instance(self.hass).async_add_executor_job(
            lambda: statistics_during_period(
                self.hass,
                _BEGINNING,
                None,
                {statistic_id},
                period,
                {"energy": "Wh"},
                {"state", "sum", "last_reset"},
            )
        )
        return found.get(statistic_id, [])

    async def complaints(self) -> Mapping[str, Any]:
        """Return what Home Assistant says is wrong with its statistics."""
        return await get_instance(self.hass).async_add_executor_job(validate_statistics, self.hass)
