"""Calm: what the log says that nobody can do anything about, and what is left when the integration is gone."""

import asyncio
import logging
from collections.abc import Iterator
from functools import partial
from types import MethodType
from typing import Final

from homeassistant.core import HassJob, HomeAssistant
from homeassistant.util.async_ import get_scheduled_timer_handles

from .findings import Fault, Finding
from .home import OURS, Home, LogBook, LogLine
from .play import Spell, Story

OWN_LOGGER: Final = "custom_components.openwebnet"
LINES_A_FAULT: Final = 2
"""Warnings that a fault is worth: that something is lost, and that something was not done."""
AFTER_UNLOAD: Final = 30.0
"""Seconds after which nothing is left."""


def uncalm(book: LogBook, story: Story) -> Iterator[Finding]:
    """Tell which lines of the log nobody can do anything about."""
    in_troubles: dict[Spell, list[LogLine]] = {}
    for line in book.lines:
        trouble = next(
            (one for one in story.troubles if one.begin <= line.time and story.troubled(*(line.time,) * 2)), None
        )
        is_told = trouble is not None and not line.traceback and line.level <= logging.WARNING
        if is_told and trouble is not None and line.logger.startswith(OWN_LOGGER):
            in_troubles.setdefault(trouble, []).append(line)
        elif _is_ours(line):
            yield Finding(Fault.UNCALM, "log", f"{line.logger}: {line.text.strip()[-200:]}")
    for lines in in_troubles.values():
        if len(lines) > LINES_A_FAULT:
            yield Finding(Fault.UNCALM, "log", f"{len(lines)} lines after one fault: {lines[-1].text}")


def _is_ours(line: LogLine) -> bool:
    if line.text.startswith("Updating state for "):
        # It took long, by a clock that is not the house's: the machine was busy.
        return False
    if "was still running after final writes" in line.text and f"{OURS}/entity.py" in line.text:
        # An action that a person waits for has just been given its outcome, and had no turn yet to take it in; one that
        # goes on is found among what is left.
        return False
    if line.logger.startswith(OWN_LOGGER) or line.level >= logging.ERROR:
        # What an action raises is told to its caller; a scene's is logged by Home Assistant.
        return "homeassistant.helpers.service" not in line.logger
    return "openwebnet" in line.text or "never retrieved" in line.text or "was destroyed" in line.text


async def leftovers(home: Home) -> list[Finding]:
    """Unload the entry, and tell what is left of it."""
    if home.loaded:
        await home.hass.config_entries.async_unload(home.entry.entry_id)
    await asyncio.sleep(AFTER_UNLOAD)
    found = [f"task {task.get_name()}" for task in asyncio.all_tasks() if _file(task.get_coro()).find(OURS) >= 0]
    timers = [handle for handle in get_scheduled_timer_handles(home.loop) if not handle.cancelled()]
    # A Home Assistant that was stopped before is gone with its timers.
    timers = [
        one for one in timers if not any(isinstance(of, HomeAssistant) and of is not home.hass for of in _called(one))
    ]
    found += [f"timer {timer!r}"[:200] for timer in timers if any(OURS in _file(one) for one in _called(timer))]
    found += [f"listener of {event}" for event, listener in _listeners(home.hass) if OURS in _file(listener)]
    found += [f"session {session!r}" for session in home.simulator.sessions]
    return [Finding(Fault.UNCALM, "unload", f"is left: {what}") for what in found]


def _called(handle: asyncio.TimerHandle) -> Iterator[object]:
    """Give what a timer calls, and what it is given."""
    yield getattr(handle, "_callback")  # noqa: B009 - typeshed does not know it
    for arg in handle._args or ():
        yield arg.target if isinstance(arg, HassJob) else arg


def _listeners(hass: HomeAssistant) -> Iterator[tuple[str, object]]:
    for event, listeners in hass.bus._listeners.items():
        # Actions stay as long as Home Assistant runs, and so may what the integration itself hears.
        for job, *_ in listeners:
            yield str(event), job.target


def _file(called: object) -> str:
    """Return the file of a function, a method, a partial or a coroutine."""
    while isinstance(called, partial | MethodType):
        called = called.func if isinstance(called, partial) else called.__func__
    code = getattr(called, "__code__", None) or getattr(called, "cr_code", None)
    return str(code.co_filename) if code is not None else ""
