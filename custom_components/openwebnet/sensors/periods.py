"""Counters that begin anew with a day or a month: since when a value counts.

Home Assistant counts such a value anew when its `last_reset` changes. The meter begins its day by the gateway's clock,
which may be some minutes off; so a value that falls tells that a period has begun, and the calendar only tells it
where nobody listened meanwhile.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, Self, override

from homeassistant.helpers.restore_state import ExtraStoredData
from homeassistant.util import dt as dt_util

from ..timing import TIMING

_FALLEN: Final = 0.9
"""The part of a value below which it has begun anew; Home Assistant counts a sum that always grows by the same."""


@dataclass(frozen=True, slots=True)
class Counted(ExtraStoredData):
    """What a counter showed last, and since when it counts."""

    value: float
    since: dt.datetime
    at: dt.datetime
    """When that was heard."""

    @override
    def as_dict(self) -> dict[str, Any]:
        return {"value": self.value, "since": self.since.isoformat(), "at": self.at.isoformat()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self | None:
        """Take back what was stored; `None` for what is not understood."""
        since, at = (dt_util.parse_datetime(str(data.get(name))) for name in ("since", "at"))
        value = data.get("value")
        if since is None or at is None or not isinstance(value, int | float):
            return None
        return cls(value, since, at)


def begin_of_day(now: dt.datetime) -> dt.datetime:
    """Return the beginning of the local day."""
    # A moment in UTC has another date for an hour or more of each day.
    return dt_util.start_of_local_day(dt_util.as_local(now))


def begin_of_month(now: dt.datetime) -> dt.datetime:
    """Return the beginning of the local month."""
    return dt_util.start_of_local_day(dt_util.as_local(now).date().replace(day=1))


def follow(before: Counted | None, value: float, now: dt.datetime, begin: dt.datetime) -> Counted:
    """Return what is known after a value; `begin` is when the present period began by the calendar."""
    if before is None:
        return Counted(value, begin, now)
    has_fallen = value < before.value * _FALLEN
    if before.since > begin - TIMING.period_slack:
        # A gateway whose clock is ahead begins before the calendar does; a meter may be reset at any time.
        return Counted(value, now if has_fallen else before.since, now)
    was_heard = max(now - before.at, now - begin) < TIMING.period_slack
    return Counted(value, before.since if was_heard and not has_fallen else begin, now)
