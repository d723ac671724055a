"""The demo house as its owner has furnished it: pictures for the documentation. After all that knows other names."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from scripts.develop import HomeAssistant
from scripts.furnish import furnish
from simulator import HOUSE, Plant

from .bus import Bus
from .pages import Pages
from .states import wait_for_state

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def furnished(added: None, web: HomeAssistant) -> None:
    """Names and areas of the demo house."""
    work = furnish(web.url, web.tokens["access_token"], Plant.load(HOUSE))
    # The browser has an event loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, work).result() > 30


def test_the_devices_of_a_house_stand_by_area(house: Pages, furnished: None):
    house.page.goto(f"{house.url}/config/devices/dashboard")
    house.page.get_by_text("Group by").first.click()
    house.page.get_by_role("menuitem", name="Area").first.click()
    expect(house.text("Specchio").first).to_be_visible()
    house.rest()
    house.picture("overview")


def test_a_shutter_has_a_page(house: Pages, web: HomeAssistant, bus: Bus, furnished: None):
    bus.do(lambda simulator: simulator.objects["2-16"].press("2"))
    wait_for_state(web, "cover.cover_16", "closing")
    house.open_device("Tapparella sud")
    house.rest()
    house.picture("device")


def test_a_room_has_a_dashboard(house: Pages, web: HomeAssistant, furnished: None):
    web.request("POST", "/api/services/light/turn_on", {"entity_id": "light.light_12", "brightness_pct": 63})
    for entity_id in ("light.light_14", "media_player.sound_11"):
        web.request("POST", "/api/services/homeassistant/turn_on", {"entity_id": entity_id})
        wait_for_state(web, entity_id, "on")
    house.page.goto(house.url)
    house.button("Soggiorno").first.click(force=True)
    expect(house.text("Lampadario")).to_be_visible()
    house.rest()
    house.picture("room")
