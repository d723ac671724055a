"""What is behind the integration's cog wheel."""

import re

import pytest
from playwright.sync_api import expect

from .bus import Bus
from .pages import Pages

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

NEW_DEVICES = re.compile("^New devices")
IGNORED_DEVICES = re.compile("^Ignored devices")


def test_a_light_is_added_by_hand_and_taken_away_again(house: Pages):
    house.add_by_hand(area=4, point=4, name="Pergola")
    expect(house.text("Pergola")).to_be_visible()
    house.delete_device("Pergola")
    house.open_options(IGNORED_DEVICES)
    expect(house.text("Light 44 (A 4 / PL 4)")).to_be_visible()
    house.shoot("options-ignored")


def test_an_address_that_cannot_be_is_told(house: Pages):
    house.open_options("Add a device manually")
    house.submit()
    house.number("Area (A)").fill("0")
    house.number("Light point (PL)").fill("0")
    house.submit()
    expect(house.text(re.compile("Enter a whole number from 0 to 15"))).to_be_visible()


@pytest.mark.parametrize("form", ["Add a device manually", "Virtual actuators"])
def test_the_address_that_a_form_begins_with_is_free(house: Pages, form: str):
    house.open_options(form)
    if form == "Add a device manually":
        house.submit()
    expect(house.number("Area (A)")).to_have_value("0")
    # The first light of the house is at point 1.
    expect(house.number("Light point (PL)")).to_have_value("2")
    house.shoot(f"options-free-{'virtual' if form.startswith('Virtual') else 'device'}")
    house.number("Light point (PL)").fill("1")
    if form == "Add a device manually":
        house.submit()
        expect(house.text("This device has already been added.")).to_be_visible()
        house.shoot("options-taken")


def test_new_devices_wait_to_be_added_where_they_are_not_added_by_themselves(house: Pages, bus: Bus):
    house.open_options("Settings")
    automatically = house.page.get_by_role("checkbox").first
    expect(automatically).to_be_checked()
    house.shoot("options-settings")
    house.click(automatically)
    house.submit()
    house.finish_options()

    bus.do(lambda simulator: simulator.emit("*1*1*99##"))
    bus.do(lambda simulator: simulator.emit("*2*0*98##"))
    house.open_options(NEW_DEVICES)
    expect(house.text("Cover 98 (A 9 / PL 8)").first).to_be_visible()
    house.shoot("options-new")
    house.submit()
    house.finish_options()
    for name in ("Light 99", "Cover 98"):
        expect(house.text(name)).to_be_visible()
