"""What a command costs: warm, after silence, and behind a long queue."""

import asyncio
import time
from dataclasses import replace
from statistics import median

from custom_components.openwebnet.own import DimensionWriting, NormalMessage, StatusRequest, Who
from custom_components.openwebnet.own.commands import Commands
from custom_components.openwebnet.own.profiles import DEFAULT
from custom_components.openwebnet.own.sender import Priority

from .gateway import PlainGateway
from .measure import Result

ROUNDS = 7
COMMANDS = 50
REFRESHES = 200
LEVELS = 50
IDLE = 0.02
MOST_OF_BARE = 3.0


def measure() -> list[Result]:
    """Run all of it in one event loop."""
    return asyncio.run(_measure())


async def _measure() -> list[Result]:
    async with PlainGateway() as gateway:
        bare, warm, cold, handshake = await _times(gateway)
        between = await _stop_behind_a_queue(gateway)
    return [
        Result(
            "Command, warm session: time of a bare request and answer",
            warm / bare,
            f"at most {MOST_OF_BARE:g} x",
            warm / bare <= MOST_OF_BARE,
            f"{1e6 * warm:.0f} us, bare {1e6 * bare:.0f} us",
        ),
        Result(
            "Command after silence: in handshakes more than a warm one",
            (cold - warm) / handshake,
            "at most 1.5",
            (cold - warm) / handshake <= 1.5,
            f"{1e6 * cold:.0f} us, connecting and handshake alone {1e6 * handshake:.0f} us",
        ),
        Result(
            f"Stop with {REFRESHES} refreshes and {LEVELS} levels waiting: frames before it",
            between,
            "0",
            between == 0,
            "beside the one that was on the wire",
        ),
    ]


def _light(number: int) -> str:
    return f"{number % 9 + 1:02}{number // 9 % 15 + 1:02}"


async def _times(gateway: PlainGateway) -> tuple[float, float, float, float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    await reader.readuntil(b"##")
    writer.write(b"*99*0##")
    await reader.readuntil(b"##")
    commands = Commands("127.0.0.1", gateway.port, "", deliver=lambda _: None)
    commands.profile = replace(DEFAULT, gap=0.0)
    message = NormalMessage((Who.LIGHTING, "1", "12"))
    times: dict[str, list[float]] = {"bare": [], "warm": [], "cold": [], "handshake": []}
    await commands.request(message)
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(COMMANDS):
            writer.write(b"*1*1*12##")
            await reader.readuntil(b"##")
        times["bare"].append((time.perf_counter() - begin) / COMMANDS)
        begin = time.perf_counter()
        for _ in range(COMMANDS):
            await commands.request(message)
        times["warm"].append((time.perf_counter() - begin) / COMMANDS)
    writer.close()
    await commands.close()
    for _ in range(ROUNDS):
        # Silence long enough for the session to be closed from this side; how long it is makes no difference.
        fresh = Commands("127.0.0.1", gateway.port, "", deliver=lambda _: None)
        fresh.profile = replace(DEFAULT, gap=0.0, command_idle=IDLE)
        await fresh.request(message)
        await asyncio.sleep(4 * IDLE)
        begin = time.perf_counter()
        await fresh.request(message)
        times["cold"].append(time.perf_counter() - begin)
        await fresh.close()
        begin = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        await reader.readuntil(b"##")
        writer.write(b"*99*0##")
        await reader.readuntil(b"##")
        times["handshake"].append(time.perf_counter() - begin)
        writer.close()
    return (median(times["bare"]), median(times["warm"]), median(times["cold"]), median(times["handshake"]))


async def _stop_behind_a_queue(gateway: PlainGateway) -> int:
    commands = Commands("127.0.0.1", gateway.port, "", deliver=lambda _: None)
    commands.profile = replace(DEFAULT, gap=0.0)
    gateway.frames.clear()
    gateway.held.clear()
    tasks = [
        asyncio.create_task(commands.request(StatusRequest((Who.LIGHTING, _light(number)))))
        for number in range(REFRESHES)
    ]
    tasks += [
        asyncio.create_task(commands.request(DimensionWriting((Who.LIGHTING, _light(number), "1", "150", "255"))))
        for number in range(LEVELS)
    ]
    while not gateway.frames:
        await asyncio.sleep(0)
    stop = NormalMessage((Who.AUTOMATION, "0", "55"))
    tasks.append(asyncio.create_task(commands.request(stop, priority=Priority.STOP)))
    await asyncio.sleep(0)
    gateway.held.set()
    await asyncio.gather(*tasks)
    await commands.close()
    return gateway.frames.index(str(stop)) - 1
