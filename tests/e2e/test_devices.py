"""Looking at the devices of a house, and working with them."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from scripts.develop import HomeAssistant
from simulator import Plant

from .bus import Bus
from .pages import Pages
from .states import state, wait_for_state

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def test_a_click_switches_the_light_on_the_bus(house: Pages, bus: Bus):
    house.open_device("Light 14")
    light = house.switch
    expect(light).not_to_be_checked()
    house.click(light)
    bus.wait_for("*1*1*14##")
    assert bus.do(lambda simulator: simulator.objects["1-14"].on)
    expect(light).to_be_checked()
    house.click(light)
    bus.wait_for("*1*0*14##")
    expect(light).not_to_be_checked()


def test_a_button_on_the_wall_changes_the_page(house: Pages, bus: Bus):
    house.open_device("Light 23")
    light = house.switch
    expect(light).not_to_be_checked()
    bus.press("1-23")
    expect(light).to_be_checked()
    bus.press("1-23")
    expect(light).not_to_be_checked()


def test_a_cover_moves_and_tells_where_it_is(house: Pages, bus: Bus):
    house.open_device("Cover 36")
    house.button("Open cover").click()
    bus.wait_for("*2*1*36##")
    expect(house.button("Open cover")).to_be_disabled()
    house.text("Cover 36").last.click()
    expect(house.page.get_by_role("slider", name="Position")).to_have_attribute("aria-valuenow", "100")
    assert bus.do(lambda simulator: simulator.objects["2-36"].position) == 100


@pytest.mark.parametrize("name", ["Alarm", "Contact 1", "Cover 16", "Energy meter 1", "F454", "Zone 1"])
def test_a_device_has_a_page(house: Pages, name: str):
    house.open_device(name)
    for texts in house.page.locator("ha-config-device-page").all_inner_texts():
        assert "component." not in texts
        assert "state." not in texts


def test_a_device_is_renamed(house: Pages):
    house.open_device("Light 15")
    house.button("Edit settings").click()
    house.page.get_by_placeholder("Light 15").fill("Stairs")
    house.shoot("rename")
    house.button("Update").click()
    expect(house.text("Stairs").first).to_be_visible()
    expect(house.button("Update")).to_be_hidden()
    house.open_integration()
    expect(house.text("Stairs")).to_be_visible()
    expect(house.text("Light 15")).to_be_hidden()


def test_an_actuator_becomes_an_outlet_and_its_light_goes(house: Pages, web: HomeAssistant, bus: Bus):
    assert state(web, "light.light_33") == "off"
    # Settings are disabled at first.
    house.enable("select.light_33_used_as")
    wait_for_state(web, "select.light_33_used_as", "light", seconds=60)
    house.open_device("Light 33")
    house.page.get_by_label("Used as").first.click()
    house.text("Outlet").click()
    expect(house.page.get_by_label("Used as").first).to_contain_text("Outlet")
    house.click(house.switch)
    bus.wait_for("*1*1*33##")
    expect(house.switch).to_be_checked()
    # The page shows what was clicked before the bus has told it.
    wait_for_state(web, "switch.light_33", "on")
    assert state(web, "light.light_33") is None


def test_an_entity_that_is_disabled_goes_from_the_page(house: Pages, web: HomeAssistant):
    house.open_device("Energy meter 2")
    house.text("Total energy").click()
    house.button("Settings").last.click()
    house.shoot("entity")
    house.click(house.switch_of("Enabled"))
    house.button("Update").click()
    expect(house.text("+3 disabled entities")).to_be_visible()
    expect(house.text("Total energy")).to_be_hidden()
    assert state(web, "sensor.energy_meter_2_total_energy") is None


def test_diagnostics_are_downloaded_and_hold_no_password(house: Pages, plant: Plant, tmp_path: Path):
    file = tmp_path / "diagnostics.json"
    house.download_diagnostics().save_as(file)
    text = file.read_text()
    assert json.loads(text)["data"]
    assert plant.password
    for secret in (plant.password, plant.mac, plant.mac.replace(":", "").lower(), "127.0.0.1"):
        assert secret not in text
