"""A client of a few lines, that shares nothing with the library or the simulator: bytes in, frames out."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from simulator import Plant, Simulator

ACK, NACK = "*#*1##", "*#*0##"
FAST = 50.0
# Real seconds after which a frame that has not come will not come any more.
PATIENCE = 3.0

PLANT = """
model: F454
speed: 0
command_idle: 0
event_idle: 0
objects:
  - {kind: relay, where: "11", groups: [1]}
  - {kind: dimmer, where: "12", steps: 100, groups: [1, 2], level: 60}
  - {kind: dimmer, where: "13", steps: 10}
  - {kind: relay, where: "21"}
  - {kind: relay, where: "02"}
  - {kind: relay, where: "11#4#02", groups: [1]}
  - {kind: shutter, where: "14", opening_time: 20, closing_time: 10, groups: [5]}
  - {kind: advanced_shutter, where: "15", opening_time: 20, closing_time: 10, position: 40, groups: [5]}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: zone, where: "2", temperature: 19.0, set_point: 18.0}
  - {kind: probe, where: "105", temperature: 12.0}
  - {kind: central_unit, where: "#0"}
  - {kind: meter, where: "51", power: 350, total: 1234567, month: 43210, day: 1234}
"""


# One of every kind that PLANT has not.
MORE = """
  - {kind: dali, where: "16", colour: true, white: true}
  - {kind: dali, where: "17"}
  - {kind: motion_sensor, where: "18", lux: 350, timeout: 90, sensitivity: 2}
  - {kind: light_sensor, where: "0015", lux: 24125}
  - {kind: actuator, where: "1#1"}
  - {kind: actuator, where: "1#2", type: fan}
  - {kind: energy_actuator, where: "71#0", power: 17, total: 5000}
  - {kind: stop_and_go, where: "11"}
  - {kind: light_button, where: "0014"}
  - {kind: shutter_button, where: "0014"}
  - {kind: contact, where: "31"}
  - {kind: contact, where: "3201", on: true}
  - {kind: cen, where: "73"}
  - {kind: cen_plus, where: "22047"}
  - {kind: aux, where: "1", pulse: 3.9}
  - {kind: aux, where: "9"}
  - {kind: scenario_module, where: "01", scenarios: [3, 5]}
  - {kind: scene, where: "12"}
  - {kind: load, where: "#2"}
  - {kind: load_control, where: "10", current: 12, power: 2760, energy: 1520}
  - {kind: amplifier, where: "31", source: 3}
  - {kind: amplifier, where: "32"}
  - {kind: source, where: "101", rds: KRONEHIT}
  - {kind: source, where: "103"}
  - {kind: alarm, where: "0", zones: [1, 2, 3, 4, 5, 6, 12], divided: [4], arm_aux: 9}
  - {kind: door_station, where: "4000"}
  - {kind: light_management, where: "1001"}
"""


def whole_plant(**changes: str) -> Plant:
    """Make a plant with every kind of object."""
    return plant(MORE, **changes)


def plant(more: str = "", /, **changes: str) -> Plant:
    """Make the tests' plant with other top-level fields, and possibly more objects."""
    head, objects = (PLANT.rstrip() + more).split("objects:")
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    fields |= changes
    return Plant.parse("\n".join(f"{name}: {value}" for name, value in fields.items()) + "\nobjects:" + objects)


class Wire:
    """One raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, simulator: Simulator) -> Self:
        return cls(*await asyncio.open_connection(simulator.host, simulator.port))

    @classmethod
    async def open(cls, simulator: Simulator, selector: str) -> Self:
        wire = await cls.connect(simulator)
        assert await wire.read() == ACK
        wire.send(f"*99*{selector}##")
        assert await wire.read() == ACK
        return wire

    def send(self, text: str) -> None:
        self.writer.write(text.encode())

    async def read(self) -> str:
        """Give the next frame; "" when the connection is closed, TimeoutError when none comes."""
        async with asyncio.timeout(PATIENCE):
            try:
                return (await self._reader.readuntil(b"##")).decode("latin-1")
            except asyncio.IncompleteReadError as error:
                return error.partial.decode("latin-1")

    async def read_until(self, frame: str) -> list[str]:
        """Give the frames up to this one."""
        frames = [await self.read()]
        while frames[-1] != frame:
            assert frames[-1], f"closed before {frame}: {frames}"
            frames.append(await self.read())
        return frames

    async def raw(self) -> bytes:
        """Give what one TCP read brings."""
        async with asyncio.timeout(PATIENCE):
            return await self._reader.read(65536)

    async def ask(self, text: str) -> list[str]:
        """Send a frame and give the answer up to ACK or NACK."""
        self.send(text)
        frames = [await self.read()]
        while not re.fullmatch(r"\*#\*\d##|", frames[-1]):
            frames.append(await self.read())
        return frames

    async def rest(self, seconds: float = 0.1) -> list[str]:
        """Give the frames that come until nothing comes for some real seconds."""
        frames: list[str] = []
        try:
            while True:
                async with asyncio.timeout(seconds):
                    frames.append((await self._reader.readuntil(b"##")).decode())
        except TimeoutError, asyncio.IncompleteReadError:
            return frames

    def close(self) -> None:
        self.writer.close()


@dataclass(frozen=True, slots=True)
class House:
    """A simulator with a command and an event session of it."""

    simulator: Simulator
    command: Wire
    events: Wire

    @classmethod
    async def of(cls, simulator: Simulator) -> Self:
        return cls(simulator, await Wire.open(simulator, "0"), await Wire.open(simulator, "1"))

    def __getitem__(self, key: str) -> Any:
        return self.simulator.objects[key]

    async def ask(self, text: str) -> list[str]:
        return await self.command.ask(text)

    async def told(self, *frames: str) -> bool:
        """Tell whether the next events are these, in this order."""
        seen = [await self.events.read() for _ in frames]
        assert seen == list(frames), seen
        return True

    def close(self) -> None:
        self.command.close()
        self.events.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so; TimeoutError when it will not be."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)
