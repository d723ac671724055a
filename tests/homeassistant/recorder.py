"""The recorder in virtual time: its thread says whether it is busy, so that the clock can wait for it."""

import asyncio
import queue
from collections.abc import Callable
from types import SimpleNamespace
from typing import Final, override

import pytest
from homeassistant.components.recorder import core, get_instance
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.core import HomeAssistant

from tests.virtual_time import VirtualTimeLoop


class _WatchedQueue(queue.SimpleQueue[object]):
    """A queue that knows whether what was put into it is dealt with: its reader has come for more."""

    last: _WatchedQueue | None = None

    def __init__(self) -> None:
        super().__init__()
        self._put = 0
        self._taken = 0
        self._is_read = False
        """Whether its reader waits for more."""
        type(self).last = self

    @property
    def is_busy(self) -> bool:
        return not (self._is_read and self._put == self._taken)

    @override
    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:
        self._put += 1
        super().put(item, block, timeout)

    @override
    def put_nowait(self, item: object) -> None:
        self.put(item)

    @override
    def get(self, block: bool = True, timeout: float | None = None) -> object:
        self._is_read = block
        item = super().get(block, timeout)
        self._is_read = False
        self._taken += 1
        return item

    @override
    def get_nowait(self) -> object:
        return self.get(block=False)


def watch_recorder(monkeypatch: pytest.MonkeyPatch, is_running: Callable[[], bool] = lambda: True) -> None:
    """Let the clock of the running loop stand still while the recorder that is set up next has something to do.

    A recorder does nothing before Home Assistant has started, and nothing more after it was stopped: `is_running`.
    """
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    before: Final = _WatchedQueue.last
    monkeypatch.setattr(core, "queue", SimpleNamespace(SimpleQueue=_WatchedQueue, Empty=queue.Empty))

    def is_busy() -> bool:
        last = _WatchedQueue.last
        return is_running() and last is not None and last is not before and last.is_busy

    loop.watch(is_busy)


async def until_written(hass: HomeAssistant) -> None:
    """Wait until the recorder has done all that it has to do now, what it is doing included."""
    done: asyncio.Future[None] = hass.loop.create_future()
    get_instance(hass).queue_task(SynchronizeTask(done))
    await done
