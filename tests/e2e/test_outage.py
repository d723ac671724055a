"""A gateway that goes away and comes back, seen on a page that stays open."""

import pytest
from playwright.sync_api import expect

from .bus import Bus
from .pages import Pages

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def test_a_page_recovers_from_a_restart_of_the_gateway(house: Pages, bus: Bus):
    house.open_device("Light 22")
    light = house.switch
    expect(light).to_be_checked()
    bus.stop()
    expect(light).to_be_disabled(timeout=30_000)
    house.shoot("gateway-away")
    bus.start()
    # Nobody listens yet.
    bus.press("1-22")
    expect(light).to_be_enabled(timeout=60_000)
    expect(light).not_to_be_checked()
    house.click(light)
    bus.wait_for("*1*1*22##")
    expect(light).to_be_checked()
