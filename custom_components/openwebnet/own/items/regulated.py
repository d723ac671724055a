"""Regulated: what zones and central units of WHO 4 share, their intent above all (protocol.md 4.4).

The bus tells a second later what was asked: until then an action is composed from what was asked last.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final, Protocol, override

from ..wire.messages import BaseMessage, DimensionWriting, NormalMessage
from ..wire.tags import Where
from .action import Intent, current_action
from .base import BaseItem, Item, State
from .occurrence import monotonic
from .sender import Sender
from .thermo_values import SEASON_WHATS, Season, ThermoMode, set_point

_LATE: Final = 1.5
"""Seconds in which a zone tells what it was set to before: its set point comes after 1.2 s (gateways.md 5)."""
_LATEST: Final = 4.0
"""Seconds after which nothing is told any more of what a zone was set to before, on a busy bus too."""
_SOONEST: Final = 60.0
"""Seconds until it is asked whether something for some hours is over, at the soonest."""
_TIMED_FOR_LONGER: Final = 3600.0
"""Seconds in which that is asked: what goes on then was set anew."""
_BY_HAND: Final = (ThermoMode.MANUAL, ThermoMode.MANUAL_TIMED)
_OF_OLDER: Final = frozenset(("older",))
_RELEASE: Final = "40"
"""The WHAT that undoes what was set at a knob: no mode."""
REGULATION: Final = frozenset(("regulation",))
SEASON_CODES: Final = {Season.HEATING: "1", Season.COOLING: "2", None: "3"}


class RegulatedState(State, Protocol):
    """What their states share."""

    @property
    def set_point(self) -> float | None:
        """Degrees Celsius by hand."""
        ...

    @property
    def season(self) -> Season | None:
        """Whether it heats or cools."""
        ...

    @property
    def mode(self) -> ThermoMode | None:
        """What it was set to."""
        ...

    @property
    def acting(self) -> ThermoMode | None:
        """What it does."""
        ...


class ThermoIntent:
    """What was asked of a zone or a central unit, and not told yet."""

    def __init__(self, sender: Sender) -> None:
        """Start with nothing asked; after `echo_of_command` what was not told does not count any more."""

        def seconds() -> float:
            return sender.timing.echo_of_command

        self.set_point: Final[Intent[float]] = Intent(seconds, late=_LATE)
        self.season: Final[Intent[Season]] = Intent(seconds, late=_LATE)
        self.mode: Final[Intent[ThermoMode]] = Intent(seconds, late=_LATE)
        self.last_set_point: tuple[float, float] | None = None
        """Degrees that were asked for last, whether they were told or not, and when by the event loop's time."""
        self.last_season: tuple[Season, float] | None = None
        """The same of the season."""
        self.timed_until: float | None = None
        """The event loop's time at which what was set for some hours is over."""
        self._modes: Sequence[tuple[ThermoMode, float]] = ()
        """The last two modes that were asked for, and when by the event loop's time."""

    def instead_of(self, told: ThermoMode | None) -> ThermoMode | None:
        """Return the mode that was asked for last, where the one told is what was asked for just before it.

        A zone tells some of what it was set to a second later, after it has told what it was set to next.
        """
        if len(self._modes) < 2:
            return None
        (before, asked_at), (last, _) = self._modes
        is_late = told is before and told is not last and monotonic() - asked_at < _LATEST
        return last if is_late else None

    def written(self, command: BaseMessage) -> None:
        """Take note that what was asked for is written, in the order in which it was asked."""
        if command.dimension is not None:
            is_set_point = isinstance(command, DimensionWriting) and command.dimension.tag == "14"
            if is_set_point:
                self.mode.written()
                self.set_point.written()
            if is_set_point and command.values[1:2] != (SEASON_CODES[None],):
                self.season.written()
        elif isinstance(command, NormalMessage) and command.what.tag in SEASON_WHATS:
            self.season.written()
        elif isinstance(command, NormalMessage) and command.what.tag != _RELEASE:
            self.mode.written()

    def told(self, before: RegulatedState, after: RegulatedState) -> None:
        """Count off what a frame has told."""
        if after.set_point != before.set_point and after.set_point is not None:
            self.set_point.told(after.set_point)
        if after.season is not before.season and after.season is not None:
            self.season.told(after.season)
        if after.mode is not before.mode and after.mode is not None:
            self.mode.told(after.mode)

    @contextmanager
    def asking(
        self,
        mode: ThermoMode | None = None,
        *,
        temperature: float | None = None,
        season: Season | None = None,
        hours: int | None = None,
    ) -> Iterator[None]:
        """Ask for something, a mode perhaps for some hours; it does not count when it is not accepted."""
        with ExitStack() as asked:
            if mode is not None:
                asked.enter_context(self.mode.asking(mode))
                asked.enter_context(self._noting(mode, hours))
            if temperature is not None:
                asked.enter_context(self.set_point.asking(temperature))
                self.last_set_point = temperature, monotonic()
            if season is not None:
                asked.enter_context(self.season.asking(season))
                self.last_season = season, monotonic()
            yield

    @contextmanager
    def _noting(self, mode: ThermoMode, hours: int | None) -> Iterator[None]:
        before, now = (self._modes, self.timed_until), monotonic()
        # What it tells may come before the answer to the command.
        self._modes, self.timed_until = (*self._modes[-1:], (mode, now)), None if hours is None else now + 3600 * hours
        try:
            yield
        except BaseException:
            self._modes, self.timed_until = before
            raise


class Regulated[S: RegulatedState](Item[S]):
    """A zone or a central unit."""

    def __init__(self, client: Sender, where: Where) -> None:
        """Make the object of an address with nothing known and nothing asked."""
        super().__init__(client, where)
        self._wanted = ThermoIntent(client)
        self.kept_season: Season | None = None
        """The season that was told before a restart: it may be another by now."""
        self.goes_after: Callable[[], Iterable[BaseItem]] | None = None
        """The central units that tell this zone what they are told."""

    @override
    def written(self, command: BaseMessage) -> None:
        super().written(command)
        self._wanted.written(command)

    @override
    def affects_others(self, message: BaseMessage) -> bool:
        return self.heard and isinstance(message, NormalMessage) and bool(self.tells(message))

    @override
    def affected_aspects(self, message: BaseMessage) -> frozenset[str]:
        return REGULATION

    @override
    def update(self, message: BaseMessage, *, is_answer: bool = False) -> bool:
        before = self.state
        changed = super().update(message, is_answer=is_answer)
        self._wanted.told(before, self.state)
        return changed

    @property
    @override
    def passes_after(self) -> float | None:
        """Seconds of what was set for some hours; of a holiday, until midnight, by which a unit ends it."""
        until = self._wanted.timed_until
        if until is not None and self.state.mode in _BY_HAND and monotonic() < until + _TIMED_FOR_LONGER:
            return max(until - monotonic(), _SOONEST)
        return _until_midnight() if self.state.mode is ThermoMode.HOLIDAY else None

    @property
    def asked_set_point(self) -> float | None:
        """Degrees that were asked for last and have not been told yet."""
        return self._wanted.set_point.last

    @property
    def wished_set_point(self) -> float | None:
        """The same, also of what the present action has just taken the place of and leaves as it was asked."""
        return self._wanted.set_point.last_wish

    @property
    def wanted_season(self) -> Season | None:
        """The season that was asked for last, or told where that is settled."""
        return self._wanted.season.last or self.state.season

    def was_asked_for_other(self, season: Season) -> bool:
        """Tell whether another season was asked for so lately that what is told may be older than that."""
        asked, asked_at = self._wanted.last_season or (season, float("-inf"))
        return asked is not season and monotonic() - asked_at < self.client.timing.echo_of_command

    @contextmanager
    def about_to_ask(self, temperature: float) -> Iterator[None]:
        """Send what comes before a set point, which is wished already: what takes the place of this leaves it so."""
        with self._wanted.asking(temperature=temperature):
            yield

    @property
    def asked_mode(self) -> ThermoMode | None:
        """The mode that was asked for last and has not been told yet."""
        return self._wanted.mode.last

    @property
    def accepted_mode(self) -> ThermoMode | None:
        """The mode that was accepted last, or told where that is settled."""
        return self._wanted.mode.accepted or self._told_mode

    @property
    def wanted_mode(self) -> ThermoMode | None:
        """The mode that was asked for last, or told where that is settled."""
        return self._wanted.mode.last or self._told_mode

    @property
    def _told_mode(self) -> ThermoMode | None:
        return self._wanted.instead_of(self.state.mode) or self.state.mode

    def _unless_older(self, told: frozenset[str]) -> frozenset[str]:
        """Return what a frame has told, or that it has told of an order before the last: that one may not be told."""
        asked = self._wanted.mode.last
        return told if asked in (None, self.state.mode) else _OF_OLDER

    async def _let_units_go_first(self) -> None:
        """Wait until a central unit has told its zones what the same caller, a scene say, has asked of it."""
        action = current_action.get()
        caller = None if action is None else action.row.caller
        if caller is None or self.goes_after is None:
            return
        # What one caller asks for at once begins in the same moment.
        await asyncio.sleep(0)
        told_by = self._units_tell_until(caller)
        while told_by > monotonic():
            await asyncio.sleep(min(told_by - monotonic(), self.client.timing.unit_pause))
            told_by = self._units_tell_until(caller)

    def _units_tell_until(self, caller: object) -> float:
        """Return until when they tell their zones what a caller has asked of them: without end while it still asks."""
        units = () if self.goes_after is None else self.goes_after()
        asked = (unit.actions.asked_until(caller) for unit in units if unit.actions is not None)
        return max(asked, default=float("-inf")) + self.client.timing.unit_tells

    async def _regulate(self, temperature: float, season: Season | None) -> None:
        """Regulate to degrees by hand. Raises `ValueError` outside of 5-40, `ResponseError` for a NACK."""
        value = set_point(temperature)
        with self._wanted.asking(ThermoMode.MANUAL, temperature=temperature, season=season):
            await self._let_units_go_first()
            await self.send_dimension_writing("14", value, SEASON_CODES[season], replaces="set point")

    async def _order(
        self, mode: ThermoMode | None, what: str, where: Where | None = None, *, hours: int | None = None
    ) -> None:
        """Send a WHAT that sets a mode, perhaps for some hours. Raises `ResponseError` for a NACK."""
        with self._wanted.asking(mode, hours=hours):
            await self._let_units_go_first()
            await self._send(NormalMessage((self.who, what, where or self.where)))

    async def _set_season(self, season: Season) -> None:
        with self._wanted.asking(season=season):
            await self._order(None, "1" if season is Season.HEATING else "0")


def _until_midnight() -> float:
    now = dt.datetime.now(dt.UTC).astimezone()
    since = dt.timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
    return (dt.timedelta(days=1) - since).total_seconds()
