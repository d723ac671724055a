"""From the bytes on the socket to the state in Home Assistant."""

import asyncio
import gc
import time
from asyncio import events as asyncio_events
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import override

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, callback

from custom_components.openwebnet.lights.light_entity import OpenWebNetLight
from custom_components.openwebnet.own import BaseMessage
from custom_components.openwebnet.own.items import BaseItem
from custom_components.openwebnet.own.observer import GatewayObserver, Way

from .house import House, house
from .measure import Result, Scale, at_most

FEW = 20
MOST_OF_WRITING = 1.3
MOST_BETWEEN_SIZES = 1.10
LONGEST_CALLBACK = 0.020
MOST_OF_ECHO = 3.0
LATENCIES = 60
_COLLECTOR = {False: ", garbage collector off", True: ", garbage collector on"}


def measure(scale: Scale) -> list[Result]:
    """Measure throughput, order and latency."""
    return asyncio.run(_measure(scale))


async def _measure(scale: Scale) -> list[Result]:
    async with house(scale.entities) as middle:
        await middle.settle()
        reading, writing = await _beside_writing(middle, scale)
        burst = await _burst(middle, scale)
        latency = await _latency(middle, scale)
    async with house(FEW) as small, house(scale.many) as large:
        await small.settle()
        await large.settle()
        sizes = await _sizes(small, large, scale)
    ratio = reading / writing
    return [
        at_most(
            2,
            f"Event to state, {scale.entities} entities: CPU of writing the states alone",
            ratio,
            MOST_OF_WRITING,
            f"{1e6 * reading:.0f} us an event, writing {1e6 * writing:.0f} us",
            unit="x",
        ),
        *sizes,
        *burst,
        latency,
    ]


def changing_frames(wheres: list[str], count: int) -> list[str]:
    """Return events that each change a state: all lights in turns, on and off."""
    return [f"*1*{1 - index // len(wheres) % 2}*{wheres[index % len(wheres)]}##" for index in range(count)]


class Telling:
    """Events that come, and the moment at which the last of them is shown."""

    def __init__(self, one: House, frames: list[str]) -> None:
        what, where = frames[-1][3:-2].split("*")
        self._house = one
        self._data = "".join(frames).encode()
        self._entity_id = one.entity_id(where)
        self._wanted = "on" if what == "1" else "off"
        self._left = len(frames)
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def tell(self) -> None:
        """Let the events come. Raises `TimeoutError` when one is not shown."""
        # A frame is told to these after its item and the entities have taken it in.
        remove = self._house.entry.runtime_data.objects.add_frame_listener(self._on_frame)
        self._house.gateway.tell(self._data)
        async with asyncio.timeout(120):
            await self._done
        remove()
        state = self._house.hass.states.get(self._entity_id)
        if state is None or state.state != self._wanted:
            message = f"{self._entity_id} is {state}, not {self._wanted}"
            raise RuntimeError(message)

    def _on_frame(self, _: BaseItem) -> None:
        self._left -= 1
        if not self._left:
            self._done.set_result(None)


async def _off(one: House) -> None:
    """Begin with all lights off."""
    for what in (1, 0):
        await Telling(one, [f"*1*{what}*{where}##" for where in one.wheres]).tell()


async def _cpu_of_events(one: House, count: int) -> float:
    await _off(one)
    telling = Telling(one, changing_frames(one.wheres, count))
    begin = time.process_time()
    await telling.tell()
    return (time.process_time() - begin) / count


def _cpu_of_writing(one: House, count: int) -> float:
    """Write as many states that each are another, and nothing else."""
    lights = [light for light in one.lights if isinstance(light, OpenWebNetLight)]
    states = [light.item.state for light in lights]
    changed = [[state._replace(on=is_on) for state in states] for is_on in (True, False)]
    begin = time.process_time()
    for index in range(count):
        number = index % len(lights)
        light = lights[number]
        light.item._state = changed[index // len(lights) % 2][number]
        light.async_write_ha_state()
    return (time.process_time() - begin) / count


async def _beside_writing(one: House, scale: Scale) -> tuple[float, float]:
    reading, writing = [], []
    for _ in range(scale.rounds):
        reading.append(await _cpu_of_events(one, scale.events))
        await _off(one)
        writing.append(_cpu_of_writing(one, scale.events))
        await asyncio.sleep(0)
    return median(reading), median(writing)


@contextmanager
def _collector(*, runs: bool) -> Iterator[None]:
    """Python's garbage collector looks at all that is in the process, most of which is not ours."""
    gc.collect()
    if not runs:
        gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _sizes(small: House, large: House, scale: Scale) -> list[Result]:
    results = []
    for collects in (False, True):
        few: list[float] = []
        many: list[float] = []
        few_written: list[float] = []
        many_written: list[float] = []
        for _ in range(scale.rounds):
            for one, times, written in ((small, few, few_written), (large, many, many_written)):
                with _collector(runs=collects):
                    times.append(await _cpu_of_events(one, scale.events))
                    await _off(one)
                    written.append(_cpu_of_writing(one, scale.events))
                    await asyncio.sleep(0)
        results.append(
            at_most(
                3,
                f"Event to state: CPU with {scale.many} entities, of that with {FEW}{_COLLECTOR[collects]}",
                median(many) / median(few),
                MOST_BETWEEN_SIZES,
                f"{1e6 * median(many):.0f} us and {1e6 * median(few):.0f} us an event; "
                f"writing alone {median(many_written) / median(few_written):.2f} x",
                unit="x",
            )
        )
    return results


@contextmanager
def _longest_callback() -> Iterator[list[float]]:
    """Time every callback of the event loop."""
    longest = [0.0]
    run = asyncio_events.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        begin = time.perf_counter()
        run(handle)
        longest[0] = max(longest[0], time.perf_counter() - begin)

    asyncio_events.Handle._run = timed  # type: ignore[assignment, method-assign]
    try:
        yield longest
    finally:
        asyncio_events.Handle._run = run  # type: ignore[method-assign]


class _Frames(GatewayObserver):
    """Keeps the frames of the event session."""

    def __init__(self, got: list[str]) -> None:
        self._got = got

    @override
    def on_frame(self, way: Way, message: BaseMessage, item: BaseItem | None) -> None:
        if way is Way.EVENT:
            self._got.append(str(message))


async def _burst(one: House, scale: Scale) -> list[Result]:
    """Send as many frames as TCP takes."""
    await _off(one)
    frames = changing_frames(one.wheres, scale.events)
    got: list[str] = []
    remove = one.entry.runtime_data.gateway.add_observer(_Frames(got))
    longest: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(scale.rounds):
        for collects, times in longest.items():
            telling = Telling(one, frames)
            with _collector(runs=collects), _longest_callback() as seconds:
                await telling.tell()
            times.append(seconds[0])
    remove()
    wrong = sum(a != b for a, b in zip(got, frames * 2 * scale.rounds, strict=True))
    return [
        at_most(4, f"Burst of {scale.events} frames: lost, or out of order", wrong, 0, f"{len(got)} frames"),
        *(
            at_most(
                4,
                f"Burst: longest callback of the event loop, in ms{_COLLECTOR[collects]}",
                1e3 * median(times),
                1e3 * LONGEST_CALLBACK,
                "Home Assistant's and the sender's counted too",
            )
            for collects, times in longest.items()
        ),
    ]


async def _latency(one: House, scale: Scale) -> Result:
    """Time a single event on an idle system, and an echo."""
    loop = asyncio.get_running_loop()

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    where = one.wheres[0]
    entity_id = one.entity_id(where)
    shown: asyncio.Future[float] = loop.create_future()

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] == entity_id and not shown.done():
            shown.set_result(time.perf_counter())

    remove = one.hass.bus.async_listen(EVENT_STATE_CHANGED, changed)
    await _off(one)
    events: list[float] = []
    echoes: list[float] = []
    for number in range(max(LATENCIES, scale.rounds)):
        await asyncio.sleep(0.01)
        shown = loop.create_future()
        begin = time.perf_counter()
        one.gateway.tell(f"*1*{1 - number % 2}*{where}##".encode())
        events.append(await shown - begin)
        await asyncio.sleep(0.01)
        begin = time.perf_counter()
        writer.write(b"*1*1*12##")
        await reader.readuntil(b"##")
        echoes.append(time.perf_counter() - begin)
    remove()
    writer.close()
    server.close()
    ratio = median(events) / median(echoes)
    return at_most(
        5,
        "A single event, idle system: median time of an echo over loopback",
        ratio,
        MOST_OF_ECHO,
        f"{1e6 * median(events):.0f} us, echo {1e6 * median(echoes):.0f} us",
        unit="x",
    )
