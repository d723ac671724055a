"""A page of the panel that is open, without a browser: its commands, and what it is told."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.openwebnet.const import CONF_ADD_AUTOMATICALLY, CONF_IGNORED, CONF_OBJECTS
from simulator import Plant, Simulator

from ..kit import plant_of, set_up, settle

KNOWN: dict[str, dict[str, str]] = {"1-12": {}, "1-13": {}, "2-16": {}, "2-17": {}, "25-31": {}}


@pytest.fixture
def plant() -> Plant:
    return plant_of("""
  - {kind: relay, where: "12"}
  - {kind: relay, where: "13"}
  - {kind: relay, where: "88"}
  - {kind: shutter, where: "16"}
  - {kind: shutter, where: "17"}
  - {kind: contact, where: "31"}
""")


@pytest.fixture(autouse=True)
async def web(hass: HomeAssistant) -> None:
    """As a Home Assistant with a frontend, whose own files no test needs."""
    assert await async_setup_component(hass, "http", {})
    assert await async_setup_component(hass, "websocket_api", {})
    hass.config.components.add("frontend")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry) -> MockConfigEntry:
    entry = config_entry(options={CONF_OBJECTS: KNOWN, CONF_ADD_AUTOMATICALLY: False, CONF_IGNORED: ["1-88"]})
    await set_up(hass, entry)
    await settle(hass, simulator)
    return entry


class Browser:
    """A page that is open."""

    def __init__(self, client: MockHAClientWebSocket, entry_id: str) -> None:
        self.client = client
        self._entry_id = entry_id

    async def send(self, command: str, **data: Any) -> dict[str, Any]:
        """Send a command, about the gateway unless it is about all; return the whole answer."""
        message = {"type": f"openwebnet/{command}", **data}
        if command not in ("subscribe", "acknowledge", "undo"):
            message.setdefault("config_entry_id", self._entry_id)
        await self.client.send_json_auto_id(message)
        answer: dict[str, Any] = await self.client.receive_json()
        return answer

    async def call(self, command: str, **data: Any) -> Any:
        """Send a command; return its result."""
        answer = await self.send(command, **data)
        assert answer["success"], answer
        return answer["result"]


@pytest.fixture
async def browser(hass_ws_client: WebSocketGenerator, entry: MockConfigEntry) -> Browser:
    return Browser(await hass_ws_client(), entry.entry_id)


class Feed:
    """A page that looks on, on a connection of its own."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.plant: dict[str, Any] = {}
        self.frames: list[dict[str, Any]] = []
        self.outcomes: list[dict[str, Any]] = []
        self.lost = 0
        self.messages = 0
        self.last: tuple[int, int] = (0, 0)

    async def receive(self, *, acknowledge: bool = True) -> None:
        """Take the next message."""
        told = (await self._browser.client.receive_json())["event"]
        self.messages += 1
        self.plant = told.get("plant", self.plant)
        self.frames += told.get("frames", [])
        self.outcomes += told.get("outcomes", [])
        self.lost += told.get("lost", 0)
        self.last = (told["feed"], told["seq"])
        if acknowledge:
            await self.acknowledge()

    async def acknowledge(self) -> None:
        await self._browser.client.send_json_auto_id(
            {"type": "openwebnet/acknowledge", "subscription": self.last[0], "seq": self.last[1]}
        )
        assert (await self._browser.client.receive_json())["success"]

    async def until(self, condition: Callable[[], object]) -> None:
        while not condition():
            await self.receive()

    def row(self, key: str) -> dict[str, Any]:
        return next(row for row in self.plant["objects"] if row["key"] == key)


@pytest.fixture
def look_on(hass_ws_client: WebSocketGenerator, entry: MockConfigEntry) -> Callable[[], Awaitable[Feed]]:
    async def begin() -> Feed:
        browser = Browser(await hass_ws_client(), entry.entry_id)
        await browser.call("subscribe")
        feed = Feed(browser)
        await feed.receive()
        return feed

    return begin


@pytest.fixture
async def feed(look_on) -> Feed:
    page: Feed = await look_on()
    return page
