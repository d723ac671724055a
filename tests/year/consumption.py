"""Consumption of a house by the minute: what each simulated meter has really counted."""

import datetime as dt
from array import array
from collections.abc import Mapping
from random import Random
from typing import Any, Final

MINUTE: Final = dt.timedelta(minutes=1)
_READING: Final = 6
"""Minutes of what may be counted in the next hour: meters are read every five, and reading takes its time."""
_APPLIANCES: Final = (0, 0, 0, 400, 1200, 2000)


class Consumption:
    """Lets meters count, and remembers what they have counted."""

    def __init__(self, meters: Mapping[str, Any], solar: str, seed: int, begin: dt.datetime) -> None:
        """Take simulated meters by their keys; `solar` is one that stands still at night."""
        self._meters: Final = meters
        self._solar: Final = solar
        self._chance: Final = Random(seed)
        self._begin: Final = begin.replace(second=0, microsecond=0)
        self._used: Final = {key: array("L") for key in meters}
        self._rest: Final = dict.fromkeys(meters, 0)

    def pass_minutes(self, local: dt.datetime, minutes: int) -> None:
        """Count what was used in some minutes of an hour; every half an hour, something else is switched on."""
        for key, meter in self._meters.items():
            if local.minute % 30 == 0 or not self._used[key]:
                meter.set_power(self._power(key, local.hour))
            power, used, rest, whole = meter.power, self._used[key], self._rest[key], 0
            for _ in range(minutes):
                energy, rest = divmod(rest + power, 60)
                used.append(energy)
                whole += energy
            self._rest[key] = rest
            meter.use(whole)

    def _power(self, key: str, hour: int) -> int:
        if key == self._solar:
            return max(0, 8 - abs(hour - 12)) * self._chance.randint(100, 400)
        night = hour < 6 or hour >= 23
        return self._chance.randint(20, 300) + (0 if night else self._chance.choice(_APPLIANCES))

    def hours(self, key: str) -> Mapping[dt.datetime, int]:
        """Return the watt hours of each whole hour."""
        used = self._used[key]
        first = -self._begin.minute % 60
        return {
            self._begin + minute * MINUTE: sum(used[minute : minute + 60])
            for minute in range(first, len(used) - 59, 60)
        }

    def reading(self, key: str, hour: dt.datetime) -> int:
        """Return the most that was used between two readings, from an hour before to an hour after this one."""
        used = self._used[key]
        minute = (hour - self._begin) // MINUTE
        around = range(max(0, minute - 60), min(len(used), minute + 120) - _READING + 1)
        return max(sum(used[start : start + _READING]) for start in around)
