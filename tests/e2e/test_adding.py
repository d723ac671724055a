"""A new Home Assistant, and a gateway that is added to it."""

import pytest
from playwright.sync_api import expect

from scripts.develop import HomeAssistant
from simulator import HOUSE, Plant

from .bus import Bus
from .pages import INTEGRATION, Pages

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def test_a_wrong_password_is_told_in_the_dialog(pages: Pages, bus: Bus):
    pages.open_setup()
    pages.shoot("setup")
    pages.connect(bus.port, "54321")
    expect(pages.text("The gateway did not accept the password.")).to_be_visible()
    pages.shoot("setup-refused")
    # What was typed is still there, but for the password.
    expect(pages.number("Port")).to_have_value(str(bus.port))
    pages.button("Close").click()
    expect(pages.text("Connect to a gateway")).to_be_hidden()


def test_what_is_on_the_bus_is_looked_for_shown_and_added(pages: Pages, web: HomeAssistant, bus: Bus, plant: Plant):
    assert web.entry() is None
    assert plant.password
    found = pages.add_gateway(bus.port, plant.password)
    # Three kinds only tell of themselves when they are used: CEN, CEN+, scenarios. A source of sound is no device.
    assert len(found) >= len(Plant.load(HOUSE).objects) - 4
    assert {"Light 12 (A 1 / PL 2)", "Cover 16 (A 1 / PL 6)", "Zone 1", "Energy meter 1", "Contact 1"} <= set(found)
    entry = web.entry()
    assert entry is not None
    assert (entry["state"], entry["title"]) == ("loaded", "F454")


def test_the_devices_of_the_house_are_listed(house: Pages):
    house.open_integration()
    expect(house.text("F454").first).to_be_visible()
    for name in ("Light 12", "Cover 16", "Zone 1", "Energy meter 1", "Alarm"):
        expect(house.text(name)).to_be_visible()
    house.shoot("integration")


def test_the_integration_stands_among_the_others_without_a_complaint(house: Pages):
    house.page.goto(house.page.url.split("/config")[0] + "/config/integrations/dashboard")
    card = house.page.locator("ha-integration-card", has_text=INTEGRATION)
    expect(card).to_be_visible()
    expect(card).to_contain_text("devices")
    expect(card).not_to_contain_text("failed")
