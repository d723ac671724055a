"""Identity and clock of the gateway (WHO 13 and 1013). protocol.md 4.13 and 4.99, gateways.md 8.

The gateway is no object of the bus: it answers its own clients, and nothing of it is carried on the wire.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from .clock import Clock
from .frames import Frame, Kind
from .plant import Plant

SENSIBLE_YEARS = range(2000, 2100)
NETMASK = "255*255*255*0"
HARDWARE = "1*0*0"
KERNEL, DISTRIBUTION = "2*6*32", "1*0*0"


class GatewayData:
    """Clock and identity of the gateway."""

    def __init__(self, plant: Plant, clock: Clock, address: Callable[[], str]) -> None:
        """Take the identity; `address` tells the IP address that is listened on."""
        self._model = plant.model
        self._mac = "*".join(str(int(part, 16)) for part in plant.mac.split(":"))
        self._firmware = (plant.firmware or plant.model.firmware).replace(".", "*")
        self._address = address
        self._clock = clock
        self._started = datetime.now().astimezone()

    def restarted(self) -> None:
        """Begin the uptime anew."""
        self._started = datetime.now().astimezone()

    def now(self) -> datetime:
        """Return the gateway's time, which a client can set."""
        return self._clock.now()

    def answer(self, frame: Frame) -> str | None:
        """Answer a dimension request; None for a dimension that there is not."""
        if frame.who == 1013:
            return f"*#1013**1*{self._model.object_model}*15*5*0##" if frame.dimension == "1" else None
        value = self._value(frame.dimension)
        return f"*#13**{frame.dimension}*{value}##" if value is not None else None

    def _value(self, dimension: str) -> str | None:
        up = datetime.now().astimezone() - self._started
        seconds = int(up.total_seconds())
        values: dict[str, Callable[[], str]] = {
            "0": self.time_text,
            "1": self.date_text,
            "10": lambda: self._address().replace(".", "*"),
            "11": lambda: NETMASK,
            "12": lambda: self._mac,
            "15": lambda: str(self._model.device_type),
            "16": lambda: self._firmware,
            "17": lambda: HARDWARE,
            "19": lambda: f"{seconds // 86400}*{seconds // 3600 % 24}*{seconds // 60 % 60}*{seconds % 60}",
            "22": lambda: f"{self.time_text()}*{self.date_text()}",
            "23": lambda: KERNEL,
            "24": lambda: DISTRIBUTION,
        }
        return values[dimension]() if dimension in values else None

    def zone_text(self) -> str:
        """Return the time zone: a digit for the sign, two for whole hours."""
        hours = round((self.now().utcoffset() or timedelta()).total_seconds() / 3600)
        return f"{'1' if hours < 0 else '0'}{abs(hours):02}"

    def time_text(self) -> str:
        """Return hours, minutes, seconds and what this model says of its zone."""
        return f"{self.now():%H*%M*%S}" + self._model.zone_form.replace("ZZZ", self.zone_text())

    def date_text(self) -> str:
        """Return weekday (00 is Sunday), day, month, year."""
        now = self.now()
        return f"{now.isoweekday() % 7:02}*{now:%d*%m*%Y}"

    def write(self, frame: Frame) -> bool:
        """Set time, date or both; whether the values are possible."""
        if frame.who != 13 or frame.kind is not Kind.WRITE or not all(value.isdigit() for value in frame.values[:3]):
            return False
        try:
            wanted = self._wanted(frame)
        except ValueError, IndexError:
            return False
        if wanted is None:
            return False
        self._clock.offset += wanted - self.now()
        return True

    def _wanted(self, frame: Frame) -> datetime | None:
        now = self.now()
        values = frame.values
        if frame.dimension in ("0", "22"):
            now = now.replace(hour=int(values[0]), minute=int(values[1]), second=int(values[2]))
        day = {"1": 0, "22": 4}.get(frame.dimension)
        if day is not None:
            _, day_of_month, month, year = (int(value) for value in values[day : day + 4])
            if year not in SENSIBLE_YEARS:
                return None
            wanted = date(year, month, day_of_month)
            now = now.replace(year=wanted.year, month=wanted.month, day=wanted.day)
        return now if frame.dimension in ("0", "1", "22") else None
