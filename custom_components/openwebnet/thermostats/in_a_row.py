"""In a row: what one caller asks of a thermostat, one action after the other.

A scene gives back mode, temperature and preset in three actions, each of which Home Assistant awaits:

    mode           temperature                               preset
    -------------  ----------------------------------------  ----------------------------------------------------------
    off            stays off: to set one would switch it on  none: nothing runs that it could end
    auto           the program has its own                   none: goes on; another: is begun
    heat, cool     by hand                                   protection: the set point by hand is put back before it

What somebody else asks meanwhile is later than the row: the rest of it is dropped.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import update_wrapper
from typing import Final, Protocol, cast

from homeassistant.components.climate import HVACMode
from homeassistant.core import Context

from ..timing import TIMING


@dataclass(slots=True)
class Row:
    """What one caller has asked so far."""

    context: Context
    until: float
    """The event loop's time at which the next action is another story."""
    mode: HVACMode | None = None
    """The mode that was asked for, once it was accepted."""
    set_point: float | None = None
    """Degrees by hand before that."""
    is_overruled: bool = False


current_row: Final[ContextVar[Row | None]] = ContextVar("current_row", default=None)
"""The row of the action that is being done."""


class Rows:
    """The rows of one thermostat that may go on."""

    def __init__(self) -> None:
        """Start with none."""
        self._rows: list[Row] = []

    def begin(self, context: Context | None) -> Row:
        """Return the row that an action belongs to; it overrules those of others."""
        now = asyncio.get_running_loop().time()
        self._rows = [row for row in self._rows if now <= row.until]
        context = context or Context()
        row = next((row for row in self._rows if row.context.id == context.id), None)
        if row is None:
            row = Row(context, float("inf"))
            self._rows.append(row)
        if not row.is_overruled:
            row.until = float("inf")
            for other in self._rows:
                other.is_overruled |= other is not row
        return row

    def end(self, row: Row) -> None:
        """Let the next action of the caller come at once, or be another story."""
        row.until = asyncio.get_running_loop().time() + TIMING.in_a_row


class HasRows(Protocol):
    """A thermostat."""

    rows: Rows
    _context: Context | None


def in_a_row[F: Callable[..., Awaitable[None]]](method: F) -> F:
    """Let an action of a thermostat belong to what the same caller asked just before."""

    async def perform(entity: HasRows, *args: object, **kwargs: object) -> None:
        if current_row.get() is not None:
            # A part of another action.
            await method(entity, *args, **kwargs)
            return
        row = entity.rows.begin(entity._context)  # noqa: SLF001 - Home Assistant has no other way to tell the caller
        if row.is_overruled:
            return
        token = current_row.set(row)
        try:
            await method(entity, *args, **kwargs)
        finally:
            current_row.reset(token)
            entity.rows.end(row)

    return cast("F", update_wrapper(perform, method))
