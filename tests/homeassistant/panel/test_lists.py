"""Lists of names against the plant: looked at row by row, taken over, and the plant as a list again."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_IGNORED, CONF_OBJECTS

from ..kit import state_of
from .conftest import Browser
from .test_panel import device_of

LIST = """address;name;room;kind
A 1 / PL 2;Lamp;Kitchen;
13;Pump;Kitchen;switch
16;Blind;Hall;
88;Bell;Hall;light
99;Fountain;;light
17;A light?;;light
hello;?;;
"""


async def rows_of(browser: Browser, text: str) -> dict[str, dict[str, Any]]:
    rows = (await browser.call("list/preview", text=text))["rows"]
    return {row["key"] or row["text"]: row for row in rows}


async def test_each_row_tells_what_becomes_of_it_before_anything_is_written(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser
) -> None:
    before = entry.options
    rows = await rows_of(browser, LIST)
    assert {key: (row["status"], row["reason"]) for key, row in rows.items()} == {
        "1-12": ("changed", None),
        "1-13": ("changed", None),
        "2-16": ("changed", None),
        "1-88": ("new", None),
        "1-99": ("new", None),
        "17;A light?;;light": ("bad", "other_kind"),
        "hello;?;;": ("bad", "bad_address"),
    }
    assert (rows["1-12"]["old_name"], rows["1-12"]["name"]) == ("Light 12", "Lamp")
    assert rows["1-13"]["settings"] == {"used_as": "switch"}
    assert rows["1-12"]["is_new_room"]
    assert entry.options is before
    assert not ar.async_get(hass).areas


async def test_a_list_names_places_and_adds(hass: HomeAssistant, entry: MockConfigEntry, browser: Browser) -> None:
    kitchen = ar.async_get(hass).async_create("Kitchen")
    assert (await browser.call("list/apply", text=LIST))["changed"] == 5
    await hass.async_block_till_done()
    lamp, pump, fountain = (device_of(hass, entry, key) for key in ("1-12", "1-13", "1-99"))
    assert (lamp.name_by_user, lamp.area_id) == ("Lamp", kitchen.id)
    assert pump.name_by_user == "Pump"
    assert state_of(hass, "switch", "1-13").name == "Pump"
    assert (fountain.name_by_user, fountain.area_id) == ("Fountain", None)
    assert "1-99" in entry.options[CONF_OBJECTS]
    assert entry.options[CONF_IGNORED] == []
    assert {area.name for area in ar.async_get(hass).areas.values()} == {"Kitchen", "Hall"}
    assert {row["status"] for row in (await rows_of(browser, LIST)).values()} == {"same", "bad"}


async def test_what_changes_is_told_with_what_is_there_now(
    entry: MockConfigEntry, browser: Browser, hass: HomeAssistant
) -> None:
    await browser.call("set", keys=["2-16"], settings={"opening_time": 20})
    rows = await rows_of(
        browser,
        "gateway:\n  light:\n    one: {where: '12', name: Lamp}\n  switch:\n    two: {where: '13'}\n"
        "  cover:\n    three: {where: '16', opening_time: 21, closing_time: 22}\n",
    )
    assert (rows["1-12"]["old_name"], rows["1-12"]["name"], rows["1-12"]["settings"]) == ("Light 12", "Lamp", {})
    assert (rows["1-13"]["old_settings"], rows["1-13"]["settings"]) == ({"used_as": "light"}, {"used_as": "switch"})
    assert rows["2-16"]["old_settings"] == {"opening_time": 20}
    assert rows["2-16"]["settings"] == {"opening_time": 21.0, "closing_time": 22.0}


async def test_a_row_that_is_not_understood_says_what_of_it(browser: Browser) -> None:
    rows = await rows_of(browser, f"{LIST}12;Again;;")
    assert rows["hello;?;;"]["about"] == "hello"
    # What is known there.
    assert rows["17;A light?;;light"]["about"] == "Cover 17"
    # The row above.
    assert (rows["12;Again;;"]["reason"], rows["12;Again;;"]["about"]) == ("twice", "2")


async def test_one_line_knows_the_areas_that_exist(hass: HomeAssistant, browser: Browser) -> None:
    ar.async_get(hass).async_create("Alfa")
    row = (await rows_of(browser, "Alfa;12;Kitchen"))["1-12"]
    assert (row["name"], row["room"], row["is_new_room"]) == ("Kitchen", "Alfa", False)


async def test_an_import_is_undone(hass: HomeAssistant, entry: MockConfigEntry, browser: Browser) -> None:
    areas = ar.async_get(hass)
    cellar = areas.async_create("Cellar")
    devices = dr.async_get(hass)
    devices.async_update_device(device_of(hass, entry, "1-12").id, name_by_user="Old", area_id=cellar.id)
    undo = (await browser.call("list/apply", text=LIST))["undo"]
    await hass.async_block_till_done()
    assert device_of(hass, entry, "1-12").name_by_user == "Lamp"
    assert (await browser.call("undo", **undo))["changed"] == 5
    lamp, pump, fountain = (device_of(hass, entry, key) for key in ("1-12", "1-13", "1-99"))
    assert (lamp.name_by_user, lamp.area_id) == ("Old", cellar.id)
    assert (pump.name_by_user, pump.area_id) == (None, None)
    # What was added stays, without what the list said of it.
    assert (fountain.name_by_user, fountain.area_id) == (None, None)
    # The areas that the list made are gone with it.
    assert {area.name for area in areas.areas.values()} == {"Cellar"}
    assert (await browser.call("undo", **undo))["changed"] == 0


async def test_what_was_changed_after_an_import_is_not_undone(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser
) -> None:
    undo = (await browser.call("list/apply", text=LIST))["undo"]
    devices, areas = dr.async_get(hass), ar.async_get(hass)
    devices.async_update_device(device_of(hass, entry, "1-12").id, name_by_user="Better")
    hall = areas.async_get_area_by_name("Hall")
    assert hall is not None
    devices.async_update_device(device_of(hass, entry, "1-12").id, area_id=hall.id)
    await browser.call("undo", **undo)
    lamp = device_of(hass, entry, "1-12")
    assert (lamp.name_by_user, lamp.area_id) == ("Better", hall.id)
    assert device_of(hass, entry, "1-13").name_by_user is None
    # Something is in the one, and nothing any more in the other.
    assert {area.name for area in areas.areas.values()} == {"Hall"}


async def test_only_devices_of_a_gateway_are_undone(hass: HomeAssistant, browser: Browser) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=other.entry_id, identifiers={("other", "1")})
    told = {"devices": [{"device_id": device.id, "name": ["Evil", None]}, {"device_id": "gone"}], "areas": ["gone"]}
    assert (await browser.call("undo", **told))["changed"] == 0


async def test_only_the_lines_that_are_wanted_are_taken(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser
) -> None:
    rows = await rows_of(browser, LIST)
    assert (await browser.call("list/apply", text=LIST, lines=[rows["2-16"]["line"]]))["changed"] == 1
    assert device_of(hass, entry, "2-16").name_by_user == "Blind"
    assert device_of(hass, entry, "1-12").name_by_user is None


async def test_the_plant_as_a_list_makes_the_round_trip(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser
) -> None:
    await browser.call("list/apply", text=LIST.replace("Lamp", '"Lamp; the ""big"" one"'))
    await hass.async_block_till_done()
    text = (await browser.call("list/export"))["text"]
    assert '"Lamp; the ""big"" one"' in text
    rows = await rows_of(browser, text)
    assert rows.keys() == entry.options[CONF_OBJECTS].keys()
    assert {row["status"] for row in rows.values()} == {"same"}
    for key, name in (("2-16", "Awning"), ("1-13", "Fan")):
        text = text.replace({"2-16": "Blind", "1-13": "Pump"}[key], name)
    changed = {key for key, row in (await rows_of(browser, text)).items() if row["status"] == "changed"}
    assert changed == {"2-16", "1-13"}


async def test_a_file_of_the_myhome_integration_is_a_list_too(hass: HomeAssistant, browser: Browser) -> None:
    rows = await rows_of(
        browser,
        """
gateway:
  light:
    one: {where: "12", name: Lamp}
    two: {where: "1101"}
  cover:
    three: {where: "16", name: Blind, opening_time: 21}
""",
    )
    assert (rows["1-12"]["status"], rows["1-12"]["name"]) == ("changed", "Lamp")
    assert rows["2-16"]["settings"] == {"opening_time": 21.0}
    assert [row["reason"] for row in rows.values() if row["status"] == "bad"] == ["bad_address"]


async def test_what_is_no_list_is_refused(browser: Browser) -> None:
    answer = await browser.send("list/preview", text="{")
    assert answer["error"]["translation_key"] == "broken_list"
