"""A wall button whose actuator was taken out, and an entity that takes its place."""

import re

import pytest
from playwright.sync_api import expect

from custom_components.openwebnet.timing import TIMING
from scripts.develop import HomeAssistant

from .bus import Bus
from .pages import Pages
from .states import wait_for_state

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LAMP = "input_boolean.floor_lamp"


def test_a_wall_button_without_an_actuator_controls_an_entity_and_is_told_of_it(
    house: Pages, web: HomeAssistant, bus: Bus
):
    house.call("input_boolean/create", name="Floor lamp")
    house.open_options("Virtual actuators")
    house.number("Area (A)").fill("6")
    house.number("Light point (PL)").fill("1")
    house.page.locator("ha-entity-picker").click()
    house.page.get_by_placeholder(re.compile("Search")).last.fill("Floor lamp")
    house.text("Floor lamp").last.click()
    house.picture("virtual")
    house.submit()
    house.finish_options()
    # The bus is told what the lamp is. For a while after that, the same from the wall could be the echo of it.
    bus.wait_for("*1*0*61##")
    house.page.wait_for_timeout(1000 * TIMING.effect_shown)
    bus.press("1-61-button")
    wait_for_state(web, LAMP, "on")
    bus.press("1-61-button", "0")
    wait_for_state(web, LAMP, "off")
    bus.forget()
    web.request("POST", "/api/services/input_boolean/turn_on", {"entity_id": LAMP})
    bus.wait_for("*1*1*61##")
    house.open_options("Virtual actuators")
    expect(house.text(re.compile(r"A 6 / PL 1.*Floor lamp"))).to_be_visible()
