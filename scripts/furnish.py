"""Names and rooms for the devices of the demo house, as its owner would give them: from the names in the plant file."""

import asyncio
from typing import Any

import aiohttp

from simulator import Plant

DOMAIN = "openwebnet"
PATIENCE = 20.0
"""Seconds without a new device after which no more are waited for: buttons are heard when they are pressed."""


def names_of(plant: Plant) -> dict[str, tuple[str, str]]:
    """Return `<WHO>-<WHERE>` -> (room, name); "Kitchen, ceiling" is in a room, "Kitchen" alone only if there is one."""
    names = {key: item.name for key, item in plant.make_objects().items() if item.name}
    rooms = {room for room, comma, _ in (name.partition(", ") for name in names.values()) if comma}
    named: dict[str, tuple[str, str]] = {}
    for key, text in names.items():
        room, _, name = text.partition(", ")
        named[key] = (room if room in rooms else "", (name[:1].upper() + name[1:]) or text)
    return named


async def furnish(url: str, token: str, plant: Plant) -> int:
    """Give names and areas over Home Assistant's websocket as the devices are found; return how many got theirs."""
    wanted = names_of(plant)
    areas: dict[str, str] = {}
    done: set[str] = set()
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}/api/websocket") as socket:
        number = 0

        async def ask(kind: str, **data: str) -> Any:  # noqa: ANN401
            nonlocal number
            number += 1
            await socket.send_json({"id": number, "type": kind, **data})
            answer = await socket.receive_json()
            return answer["result"]

        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": token})
        await socket.receive_json()
        for area in await ask("config/area_registry/list"):
            await ask("config/area_registry/delete", area_id=area["area_id"])
        end = asyncio.get_running_loop().time() + PATIENCE
        while len(done) < len(wanted) and asyncio.get_running_loop().time() < end:
            for device in await ask("config/device_registry/list"):
                for domain, identifier in device["identifiers"]:
                    key = identifier.partition("-")[2]
                    if domain != DOMAIN or key not in wanted or key in done:
                        continue
                    done.add(key)
                    end = asyncio.get_running_loop().time() + PATIENCE
                    room, name = wanted[key]
                    if room and room not in areas:
                        areas[room] = (await ask("config/area_registry/create", name=room))["area_id"]
                    area = {"area_id": areas[room]} if room else {}
                    await ask("config/device_registry/update", device_id=device["id"], name_by_user=name, **area)
            await asyncio.sleep(1)
    return len(done)
