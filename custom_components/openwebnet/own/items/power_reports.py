"""Power reports of a meter: whether they still come, when to ask for them again, when to ask for the power itself.

A meter reports its power for as long as it was asked to (dimension 1200, protocol.md 4.18): at each change, and about
every 30 s when it is steady. The last client that asks decides for all of them, and some meters refuse.
"""

from typing import Final

from ..timing import Timing

PUSH_MINUTES: Final = 125
"""The time that is asked for."""
_RARELY: Final = 10
"""Doublings of a pause, after which it is the longest in any case."""
_NEVER: Final = float("-inf")


class PowerReports:
    """What is known of the reports of one meter. Every moment is one of the event loop's clock."""

    def __init__(self, timing: Timing) -> None:
        """Begin with nothing heard and nothing asked."""
        self._timing: Final = timing
        self._heard = _NEVER
        """When a power was told last, asked or not."""
        self._reported = _NEVER
        """When one was told that nobody asked for."""
        self._polled = _NEVER
        self._written = _NEVER
        self._until = float("inf")
        """When the reports end, by the meter's own word."""
        self._is_cut = False
        """Whether another client has ended them, or shortened their time."""
        self._in_vain = 0
        """How often in a row reports were asked for and none came."""
        self._unanswered = 0
        """How often in a row the power was asked for and not told."""

    @property
    def is_cut(self) -> bool:
        """Whether they have to be asked for at once, because another client has put an end to them."""
        return self._is_cut

    def hear_power(self, now: float, *, is_answer: bool) -> None:
        """Take note of a power; what follows a request of ours is an answer, also as an event (protocol.md 5.3)."""
        self._heard = now
        self._unanswered = 0
        if not is_answer and now - self._polled > self._timing.echo:
            self._reported = now
            self._in_vain = 0

    def hear_minutes(self, now: float, minutes: int) -> None:
        """Take note of the time for which the meter says it will report.

        One that is shorter than ours was set by another client, or is all that this meter gives; that is told by
        whether we have just asked.
        """
        self._until = now + minutes * 60
        is_ours = now - self._written <= self._timing.echo_of_command
        self._is_cut = minutes < PUSH_MINUTES and not is_ours

    def hear_of_write(self, now: float) -> None:
        """Take note that reports were asked for."""
        self._written = now
        self._is_cut = False

    def hear_of_poll(self, now: float) -> None:
        """Take note that the power was asked for."""
        self._polled = now

    def come(self, now: float) -> bool:
        """Tell whether reports come."""
        return now - self._reported <= self._timing.power_silence

    def wants_write(self, now: float) -> bool:
        """Tell whether it is time to ask for reports: again and again while they come, ever more rarely while not."""
        if self._is_cut:
            return True
        since = now - self._written
        if self.come(now):
            return since >= self._timing.power_reports or (
                self._until - now <= self._timing.power_silence and since >= self._timing.power_silence
            )
        return since >= min(self._timing.power_silence * 2.0 ** min(self._in_vain, _RARELY), self._timing.power_reports)

    def end_write(self, *, refused: bool) -> None:
        """Take note that an attempt is over. A refusal is repeated at the pace of a renewal only."""
        self._in_vain = _RARELY if refused else self._in_vain + 1

    def wants_poll(self, now: float, pace: float) -> bool:
        """Tell whether it is time to ask for the power: reports do not come, and nobody has told it for `pace`."""
        if self.come(now):
            return False
        pause = min(pace * 2.0 ** min(self._unanswered, _RARELY), max(pace, self._timing.meter_poll))
        return now - max(self._heard, self._polled) >= pause

    def end_poll(self) -> None:
        """Take note that a request is over; `hear_power` has come before where it was answered."""
        if self._heard < self._polled:
            self._unanswered += 1

    def is_unknown(self, now: float) -> bool:
        """Tell whether what was told last is too old to be true."""
        return now - self._heard > self._timing.power_unknown and now - self._polled > self._timing.echo
