"""What a command costs: warm, after silence, behind a long queue, and when a slider is dragged."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from statistics import median
from typing import Any

from homeassistant.components.light import ATTR_BRIGHTNESS, DOMAIN as LIGHT, SERVICE_TURN_ON
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.util.color import value_to_brightness

from custom_components.openwebnet.own import DimensionWriting, NormalMessage, StatusRequest, Who
from custom_components.openwebnet.own.commands.pipeline import CommandPipeline
from custom_components.openwebnet.own.priority import Priority
from custom_components.openwebnet.own.profiles import DEFAULT
from custom_components.openwebnet.own.wire.connection import ConnectionParams

from .gateway import ACK, PlainGateway, elsewhere
from .house import House, addresses, house
from .measure import Result, Scale, at_most

COMMANDS = 50
REFRESHES = 200
LEVELS = 50
IDLE = 0.02
SILENCE = 4 * IDLE
MOST_OF_BARE = 3.0
MOST_HANDSHAKES = 1.0
DRAGS = 60
DRAGGED_FOR = 1.0
TAKES = 0.1
MOST_SENT = 12


def measure(scale: Scale) -> list[Result]:
    """Run all of it, each in an event loop of its own."""
    return [
        *asyncio.run(_through_home_assistant(scale)),
        asyncio.run(_after_silence(scale)),
        asyncio.run(_stop_behind_a_queue()),
        *asyncio.run(_slider()),
    ]


async def _warm(action: Callable[[], Awaitable[object]], commands: int) -> float:
    begin = time.perf_counter()
    for _ in range(commands):
        await action()
    return (time.perf_counter() - begin) / commands


async def _through_home_assistant(scale: Scale) -> list[Result]:
    """Time an action of Home Assistant, the library alone, and a bare request and answer."""
    async with elsewhere() as port, house(1, port=port) as one:
        await one.settle()
        gateway = one.entry.runtime_data.gateway
        gateway.tune(1, 0.0)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await _open(reader, writer)
        message = NormalMessage((Who.LIGHTING, "1", one.wheres[0]))
        target = {ATTR_ENTITY_ID: one.entity_id(one.wheres[0])}

        async def bare() -> None:
            writer.write(str(message).encode())
            await reader.readuntil(b"##")

        async def call() -> None:
            await one.hass.services.async_call(LIGHT, SERVICE_TURN_ON, target, blocking=True)

        times: dict[str, list[float]] = {"bare": [], "library": [], "action": []}
        await call()
        for _ in range(scale.rounds):
            times["bare"].append(await _warm(bare, COMMANDS))
            times["library"].append(await _warm(lambda: gateway.request(message), COMMANDS))
            times["action"].append(await _warm(call, COMMANDS))
        writer.close()
    alone, library, action = (median(times[name]) for name in ("bare", "library", "action"))
    return [
        at_most(
            7,
            "Command from action to done, as a multiple of a bare request and its answer",
            action / alone,
            MOST_OF_BARE,
            f"{1e6 * action:.0f} us, bare {1e6 * alone:.0f} us",
            unit="x",
        ),
        at_most(
            7, "The same without Home Assistant", library / alone, MOST_OF_BARE, f"{1e6 * library:.0f} us", unit="x"
        ),
    ]


async def _open(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"##")
    writer.write(b"*99*0##")
    if await reader.readuntil(b"##") != ACK:
        message = "the session is refused"
        raise RuntimeError(message)


async def _after_silence(scale: Scale) -> Result:
    """Time a command after a silence in which the session was closed, and after one in which it was not."""
    message = NormalMessage((Who.LIGHTING, "1", "12"))
    closed: list[float] = []
    kept: list[float] = []
    handshakes = []
    async with PlainGateway() as gateway:
        # How long the silence is makes no difference, but for what the machine's caches forget: all have the same.
        for _ in range(5 * scale.rounds):
            for idle, times in ((IDLE, closed), (10.0, kept)):
                commands = CommandPipeline(ConnectionParams("127.0.0.1", gateway.port, ""))
                commands.profile = replace(DEFAULT, gap=0.0, command_idle=idle)
                await commands.request(message)
                await asyncio.sleep(SILENCE)
                begin = time.perf_counter()
                await commands.request(message)
                times.append(time.perf_counter() - begin)
                await commands.close()
            await asyncio.sleep(SILENCE)
            begin = time.perf_counter()
            reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
            await _open(reader, writer)
            handshakes.append(time.perf_counter() - begin)
            writer.close()
    more = (median(closed) - median(kept)) / median(handshakes)
    return at_most(
        8,
        "Command after silence, more than on a session that is open: in handshakes",
        more,
        MOST_HANDSHAKES,
        f"{1e6 * median(closed):.0f} us, open {1e6 * median(kept):.0f} us, "
        f"bare connection and handshake {1e6 * median(handshakes):.0f} us",
    )


async def _stop_behind_a_queue() -> Result:
    async with PlainGateway() as gateway:
        commands = CommandPipeline(ConnectionParams("127.0.0.1", gateway.port, ""))
        commands.profile = replace(DEFAULT, gap=0.0)
        gateway.held.clear()
        lights = addresses(REFRESHES)
        tasks = [asyncio.create_task(commands.request(StatusRequest((Who.LIGHTING, where)))) for where in lights]
        tasks += [
            asyncio.create_task(commands.request(DimensionWriting((Who.LIGHTING, where, "1", "150", "255"))))
            for where in lights[:LEVELS]
        ]
        while not gateway.frames:
            await asyncio.sleep(0)
        waiting = commands.waiting
        stop = NormalMessage((Who.AUTOMATION, "0", "55"))
        tasks.append(asyncio.create_task(commands.request(stop, priority=Priority.STOP)))
        await asyncio.sleep(0)
        gateway.held.set()
        await asyncio.gather(*tasks)
        await commands.close()
    between = gateway.frames.index(str(stop)) - 1
    return at_most(
        9,
        f"Stop with {REFRESHES} refreshes and {LEVELS} levels called: frames before it",
        between,
        0,
        f"beside the one that was on the wire; {waiting} were waiting",
    )


async def _slider() -> list[Result]:
    """Drag a slider for a second, on a gateway that takes ten commands in it."""
    async with house(1, dimmers=True, pause=TAKES) as one:
        await one.settle()
        one.gateway.frames.clear()
        levels = [1 + index for index in range(DRAGS)]
        await asyncio.gather(*(_drag(one, level, index) for index, level in enumerate(levels)))
        sent = [frame for frame in one.gateway.frames if frame.startswith("*#1*") and "*#1*" in frame[2:]]
        where = one.wheres[0]
        last = f"*#1*{where}*#1*{100 + levels[-1]}*255##"
        # The plain gateway has no lights: it tells what a real one would.
        one.gateway.tell(f"*#1*{where}*1*{100 + levels[-1]}*5##".encode())
        await asyncio.sleep(0.1)
        state = one.hass.states.get(one.entity_id(where))
    brightness: Any = state.attributes.get(ATTR_BRIGHTNESS) if state is not None else None
    is_right = bool(sent) and sent[-1] == last and brightness == _brightness(levels[-1])
    return [
        at_most(10, f"Slider: {DRAGS} levels in a second: frames sent", len(sent), MOST_SENT, ""),
        Result(
            10,
            "Slider: the last level is sent last, and shown",
            float(is_right),
            "1",
            is_right,
            f"last frame {sent[-1] if sent else None}",
        ),
    ]


async def _drag(one: House, level: int, index: int) -> None:
    await asyncio.sleep(index * DRAGGED_FOR / DRAGS)
    data = {ATTR_ENTITY_ID: one.entity_id(one.wheres[0]), ATTR_BRIGHTNESS: _brightness(level)}
    await one.hass.services.async_call(LIGHT, SERVICE_TURN_ON, data, blocking=True)


def _brightness(level: int) -> int:
    return value_to_brightness((1, 100), level)
