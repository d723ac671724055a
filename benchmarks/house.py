"""A Home Assistant with the integration on a plain gateway, and as many lights as wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from homeassistant import loader
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import DATA_DOMAIN_PLATFORM_ENTITIES
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS, DOMAIN

from .gateway import PlainGateway

MAC = "000350010203"
CALM = 3.0
"""Seconds without an answer after which nothing is asked any more."""
STEPS = {"traits": {"steps": 100}}


def addresses(count: int) -> list[str]:
    """Return addresses of light points: on the bus itself first, then behind one interface after the other.

    There are 2416, of which one (A 10 / PL 0) is spelled in a way of its own.
    """
    points = [f"{area}{point}" for area in range(1, 10) for point in range(1, 10)]
    points += [f"{area:02}{point:02}" for area in range(1, 11) for point in range(16) if area == 10 or point > 9]
    return [f"{point}{bus}" for bus in ("", *(f"#4#{number:02}" for number in range(1, 16))) for point in points][
        :count
    ]


@dataclass(slots=True)
class House:
    """What runs."""

    hass: HomeAssistant
    gateway: PlainGateway
    entry: MockConfigEntry
    wheres: list[str]

    def entity_id(self, where: str) -> str:
        """Return the entity of a light."""
        found = er.async_get(self.hass).async_get_entity_id("light", DOMAIN, f"{MAC}-1-{where}")
        if found is None:
            message = f"there is no light {where}"
            raise LookupError(message)
        return found

    @property
    def lights(self) -> list[Entity]:
        """The entities of the lights."""
        return list(self.hass.data[DATA_DOMAIN_PLATFORM_ENTITIES]["light", DOMAIN].values())

    async def settle(self) -> None:
        """Wait until nothing is asked any more: three seconds without an answer."""
        loop = asyncio.get_running_loop()
        gateway = self.entry.runtime_data.gateway
        # No two answers take the same time.
        seen, since = gateway.answer_time, loop.time()
        while loop.time() - since < CALM:
            await asyncio.sleep(0.1)
            if gateway.answer_time != seen:
                seen, since = gateway.answer_time, loop.time()


@asynccontextmanager
async def house(
    count: int, *, dimmers: bool = False, pause: float = 0.0, port: int | None = None
) -> AsyncIterator[House]:
    """Run a house with `count` lights until the end of the block.

    Its gateway takes `pause` seconds for a frame, or is another one, at `port`.
    """
    wheres = addresses(count)
    async with PlainGateway(wheres, pause=pause) as gateway, async_test_home_assistant() as hass:
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        entry = MockConfigEntry(
            domain=DOMAIN,
            unique_id=MAC,
            data={CONF_HOST: "127.0.0.1", CONF_PORT: port or gateway.port, CONF_PASSWORD: ""},
            options={
                CONF_OBJECTS: {f"1-{where}": STEPS if dimmers else {} for where in wheres},
                CONF_IGNORED: [],
                CONF_ADD_AUTOMATICALLY: True,
            },
        )
        entry.add_to_hass(hass)
        if not await hass.config_entries.async_setup(entry.entry_id):
            message = f"the entry is not set up: {entry.reason}"
            raise RuntimeError(message)
        await hass.async_block_till_done()
        yield House(hass, gateway, entry, wheres)
        await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_stop(force=True)
