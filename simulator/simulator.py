"""Simulator as a Python object: a plant, served over TCP."""

from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Any, Self

from .bus import Bus, Carried
from .clock import Clock
from .faults import Faults
from .gateway import Gateway, Received
from .life import Life
from .objects import BusObject
from .plant import Plant, check_auth
from .session import Session


class Simulator:
    """A gateway with its bus. `time_factor` 20 makes all delays a twentieth, idle times of sessions included."""

    def __init__(self, plant: Plant, host: str = "127.0.0.1", port: int = 0, time_factor: float = 1.0) -> None:
        """Build the plant; nothing runs before `start`."""
        self.plant = plant
        self._clock = Clock(time_factor)
        self._clock.offset = timedelta(seconds=plant.clock_offset)
        if plant.time_zone is not None:
            self._clock.zone = timezone(timedelta(hours=plant.time_zone))
        self._bus = Bus(self._clock, plant.speed)
        built = plant.make_objects()
        for item in built.values():
            item.attach(self._bus, self._clock, plant.model)
        self._gateway = Gateway(plant, self._bus, self._clock, tuple(built.values()), host=host, port=port)
        self._life = Life(self._clock, tuple(built.values()), plant.seed)
        self._built = built
        # Any: a test knows which class stands at an address, and need not say so each time.
        self.objects: dict[str, Any] = dict(built)
        """The bus objects by WHO and canonical WHERE: `objects["1-12"]`."""

    async def start(self) -> None:
        """Listen. After `stop`, the same port is used again, and the objects are as they were."""
        self._clock.start()
        try:
            await self._gateway.start()
        except OSError:
            self._clock.stop()
            raise
        if self.plant.life:
            self._life.start()

    async def stop(self) -> None:
        """Close everything and cancel every timer."""
        for item in self._built.values():
            item.halt()
        self._clock.cancel_all()
        await self._gateway.stop()
        self._clock.stop()
        self._bus.clear()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    def object[T: BusObject](self, kind: type[T], key: str) -> T:
        """Return an object as its class, for those who want their tools to know it; TypeError for another class."""
        item = self._built[key]
        if not isinstance(item, kind):
            raise TypeError(f"{key} is a {type(item).__name__}")
        return item

    @property
    def running(self) -> bool:
        """Whether it is started: between `stop` and `start` the bus has no current."""
        return self._clock.running

    @property
    def host(self) -> str:
        """Return the address it listens on."""
        return self._gateway.host

    @property
    def port(self) -> int:
        """Return the port it listens on; 0 before the first start when a free one is to be found."""
        return self._gateway.port

    @property
    def password(self) -> str | None:
        """Return the password that is accepted from now on; None asks for none. Open sessions stay open."""
        return self.plant.password

    @password.setter
    def password(self, password: str | None) -> None:
        self.plant.auth = check_auth(self.plant.model, password, self.plant.auth, chosen=False)
        self.plant.password = password

    @property
    def clock_offset(self) -> timedelta:
        """Return how far the gateway's clock is ahead of the machine's; can be set, by a client as well (WHO 13)."""
        return self._clock.offset

    @clock_offset.setter
    def clock_offset(self, offset: timedelta) -> None:
        self._clock.offset = offset

    def now(self) -> datetime:
        """Return the time that the gateway's clock shows, with its zone."""
        return self._clock.now()

    @property
    def faults(self) -> Faults:
        """Return what can go wrong."""
        return self._gateway.faults

    @property
    def sessions(self) -> list[Session]:
        """Return the connections that are open now."""
        return list(self._gateway.sessions)

    @property
    def connections(self) -> int:
        """Return TCP connections accepted since the last start."""
        return self._gateway.connections

    @property
    def received(self) -> list[Received]:
        """Return every frame of a client after its handshake; may be cleared. At least the last hundred thousand."""
        return self._gateway.received

    @property
    def executed(self) -> list[str]:
        """Return commands and writes of clients that reached the bus; may be cleared, and is bounded as `received`."""
        return self._gateway.executed

    @property
    def refused(self) -> list[str]:
        """Return frames of clients that the gateway's own rules refuse before the bus, faults aside; as `executed`."""
        return self._gateway.refused

    @property
    def carried(self) -> list[Carried]:
        """Return every frame that was on the bus; as `executed`."""
        return self._bus.carried

    @property
    def forgotten(self) -> list[str]:
        """Commands that waited for the bus when the gateway was switched off; some models acknowledge these at once."""
        return self._bus.forgotten

    def emit(self, frame: str) -> None:
        """Send a text to every event session, as if it came from the bus; it need not be a frame."""
        self._gateway.tell_events(frame)

    async def wait_idle(self) -> None:
        """Wait until the bus has nothing queued."""
        await self._bus.wait_idle()
