"""What people do every day beyond switching, in the browser; pictures of it are in the documentation."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Final

import pytest
from playwright.sync_api import expect

from scripts.develop import HomeAssistant
from simulator import Simulator

from .bus import Bus
from .pages import Pages
from .panel import Panel
from .states import wait_for_attribute, wait_for_state

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

NAMES: Final[Mapping[str, str]] = {
    "1-11": "Hall",
    "1-12": "Dining table",
    "1-13": "Living room wall",
    "1-14": "Reading lamp",
    "1-21": "Kitchen table",
    "1-24": "Garden valve",
    "1-32": "Garden gate",
    "2-25": "Curtain",
    "4-3": "Bedroom",
    "5-0": "Alarm",
    "16-11": "Living room speakers",
    "25-21": "Keypad",
}


def name(pages: Pages, key: str, called: str) -> None:
    """Rename a device; nothing where it is not known yet."""
    for device in pages.call("config/device_registry/list"):
        if any(domain == "openwebnet" and one.partition("-")[2] == key for domain, one in device["identifiers"]):
            pages.call("config/device_registry/update", device_id=device["id"], name_by_user=called)


@pytest.fixture
def named(house: Pages) -> Panel:
    """The panel of a house in which a person has named what is looked at here."""
    for key, called in NAMES.items():
        name(house, key, called)
    return Panel(house)


def test_a_group_has_the_members_that_are_selected(named: Panel, web: HomeAssistant, bus: Bus):
    pages = named.pages
    pages.open_options("Add a device manually")
    pages.page.get_by_label("Type").click()
    pages.text("Light group").click()
    pages.submit()
    pages.number("Number").fill("1")
    pages.submit()
    pages.fill("Name", "Living room")
    pages.submit()
    pages.finish_options()
    pages.open_options("Members of a group")
    pages.submit()
    for name in ("Dining table", "Living room wall", "Reading lamp"):
        pages.click(pages.page.get_by_role("checkbox", name=re.compile(f"^{name}")))
    pages.picture("members")
    pages.submit()
    pages.finish_options()
    wait_for_state(web, "light.living_room", "on")
    bus.do(lambda simulator: simulator.objects["1-61-button"].press_all("0", "#1"))
    wait_for_state(web, "light.living_room", "off")
    web.request("POST", "/api/services/light/turn_on", {"entity_id": "light.living_room"})
    bus.wait_for("*1*1*#1##")
    wait_for_state(web, "light.light_14", "on")


def test_what_unlocks_a_gate_is_a_lock(named: Panel, web: HomeAssistant, bus: Bus):
    dialog = named.details("1-32")
    dialog.locator("[data-setting=used_as]").select_option("lock")
    expect(dialog.locator("[data-setting=unlock_time]")).to_be_visible()
    expect(dialog.get_by_role("button", name=re.compile(r"^lock\."))).to_be_visible()
    named.pages.picture("used-as", dialog)
    wait_for_state(web, "lock.light_32", "locked")
    bus.press("1-32")
    wait_for_state(web, "lock.light_32", "unlocked")
    web.request("POST", "/api/services/lock/lock", {"entity_id": "lock.light_32"})
    bus.wait_for("*1*0*32##")


def test_a_curtain_that_moves_unevenly_is_told_where_its_half_is(named: Panel):
    dialog = named.details("2-25")
    dialog.locator("[data-setting=device_class]").select_option("curtain")
    expect(dialog.get_by_text("Saved")).to_be_visible()
    half = dialog.locator("[data-setting=opening_half]")
    half.fill("38")
    half.press("Tab")
    expect(half.locator("xpath=ancestor::div[1]").get_by_text("Saved")).to_be_visible()
    named.pages.picture("curtain", dialog)


def test_the_alarm_is_armed_by_its_channel_with_a_code(named: Panel, web: HomeAssistant, bus: Bus):
    pages = named.pages
    pages.open_options("Alarm code")
    pages.fill("Code", "1234")
    pages.submit()
    pages.finish_options()
    dialog = named.details("5-0")
    for setting, channel in (("arm_channel", "9"), ("disarm_channel", "9"), ("home_channel", "8")):
        field = dialog.locator(f"[data-setting={setting}]")
        field.fill(channel)
        field.press("Tab")
        expect(dialog.get_by_text("Saved")).to_be_visible()
    pages.more_info("alarm_control_panel.alarm")
    expect(pages.text("Home").first).to_be_visible()
    pages.rest()
    pages.picture("alarm")
    armed = {"entity_id": "alarm_control_panel.alarm", "code": "1234"}
    web.request("POST", "/api/services/alarm_control_panel/alarm_arm_away", armed)
    bus.wait_for("*9*6*9##")
    wait_for_state(web, "alarm_control_panel.alarm", "armed_away")
    web.request("POST", "/api/services/alarm_control_panel/alarm_disarm", armed)
    bus.wait_for("*9*7*9##")


def test_a_dimmer_says_how_it_fades(named: Panel):
    dialog = named.details("1-12")
    expect(dialog.locator("[data-setting=fading]")).to_be_visible()
    named.pages.picture("fading", dialog)


def test_a_faulty_lamp_is_a_repair_in_words_that_calls_it_what_a_person_does(house: Pages, bus: Bus):
    house.page.goto(f"{house.url}/config/repairs")
    expect(house.text("Light 0210 reports a fault")).to_be_visible()
    name(house, "1-0210", "Laundry lamp")
    house.text("Laundry lamp reports a fault").click()
    expect(house.text(re.compile("^The actuator at"))).to_be_visible()
    house.picture("repair")
    house.button("Close").click()
    bus.do(lambda simulator: simulator.objects["1-0210"].set_fault(False))
    # The dialog is on its way out, too.
    expect(house.text("Laundry lamp reports a fault")).to_have_count(0)


def test_a_load_that_is_cut_off_is_told(house: Pages, web: HomeAssistant, bus: Bus):
    bus.do(lambda simulator: simulator.objects["3-#2"].set_enabled(False))
    wait_for_state(web, "binary_sensor.load_2_enabled", "off")
    house.open_device("Load #2")
    expect(house.text("Force on").first).to_be_visible()
    expect(house.text("Priority").first).to_be_visible()
    house.rest()
    house.picture("load")
    house.button("Press").first.click()
    bus.wait_for("*3*2*#2##")


def test_a_zone_tells_what_is_in_effect_and_how_its_knob_is_turned(named: Panel, web: HomeAssistant, bus: Bus):
    pages = named.pages
    bus.do(lambda simulator: simulator.objects["4-3"].turn_knob(2))
    wait_for_state(web, "sensor.zone_3_knob", "plus_2")
    wait_for_state(web, "sensor.zone_3_target_temperature_in_effect", "20.5")
    bus.do(lambda simulator: simulator.objects["4-3"].set_valve(True))
    wait_for_attribute(web, "climate.zone_3", "hvac_action", "heating")
    pages.open_device("Bedroom")
    expect(pages.text("Target temperature in effect")).to_be_visible()
    pages.rest()
    pages.picture("zone")


def test_sources_have_names_on_the_player(named: Panel, bus: Bus):
    pages = named.pages
    pages.open_options("Names of the sources")
    pages.fill("Source 1", "Radio")
    pages.fill("Source 2", "Record player")
    pages.submit()
    pages.finish_options()
    for where in ("101", "102"):
        bus.do(partial(Simulator.emit, frame=f"*16*3*{where}##"))
    bus.do(lambda simulator: simulator.objects["16-11"].press())
    pages.more_info("media_player.sound_11")
    pages.button("Source").click()
    expect(pages.text("Record player")).to_be_visible()
    pages.rest()
    pages.picture("sound")
    pages.text("Record player").click()
    bus.wait_for("*16*3*102##")


def test_a_button_that_is_pressed_twice_says_so(named: Panel, web: HomeAssistant, bus: Bus):
    pages = named.pages
    for _ in range(2):
        bus.do(lambda simulator: simulator.objects["25-21"].press(1))
    wait_for_attribute(web, "event.cen_1_button_1", "event_type", "multi_press_end")
    name(pages, "25-21", "Keypad")
    pages.open_device("Keypad")
    expect(pages.text("Pressed several times").first).to_be_visible()
    pages.rest()
    pages.picture("buttons")
