"""The panel's commands, over a real websocket, with a gateway behind them."""

from typing import Any

import pytest
from homeassistant.components.frontend import async_panel_exists
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.openwebnet.const import CONF_IGNORED, CONF_OBJECTS, DOMAIN
from custom_components.openwebnet.objects.key import ObjectKey
from simulator import Simulator
from tests.waiting import until

from .. import MAC
from ..kit import state_of
from .conftest import KNOWN, Browser, Feed


def device_of(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> Any:
    return dr.async_get(hass).async_get_device_by_identifier((DOMAIN, f"{MAC}-{key}"), entry.entry_id)


# The page ------------------------------------------------------------------------------------------------------


async def test_the_page_is_there_while_a_gateway_is(hass: HomeAssistant, entry: MockConfigEntry, hass_client) -> None:
    assert async_panel_exists(hass, "openwebnet")
    panel = hass.data["frontend_panels"]["openwebnet"]
    assert panel.require_admin
    custom = panel.config["_panel_custom"]
    assert (custom["name"], custom["embed_iframe"]) == ("openwebnet-panel", False)
    client = await hass_client()
    answer = await client.get(custom["module_url"])
    assert answer.status == 200
    assert "openwebnet-panel" in await answer.text()
    await hass.config_entries.async_unload(entry.entry_id)
    assert not async_panel_exists(hass, "openwebnet")
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert async_panel_exists(hass, "openwebnet")


async def test_the_page_stays_until_the_last_gateway_is_unloaded(
    hass: HomeAssistant, entry: MockConfigEntry, config_entry
) -> None:
    other = config_entry(unique_id="000350aabbcc", data={"port": 1})
    other.add_to_hass(hass)
    await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(entry.entry_id)
    # One that is only out of reach has a plant to be looked at, too.
    assert async_panel_exists(hass, "openwebnet")
    await hass.config_entries.async_unload(other.entry_id)
    assert not async_panel_exists(hass, "openwebnet")


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("subscribe", {}),
        ("acknowledge", {"subscription": 1, "seq": 1}),
        ("details", {"key": "1-12"}),
        ("set", {"keys": ["1-12"], "settings": {}}),
        ("copy_settings", {"keys": ["1-12"], "source": "1-13", "preview": True}),
        ("add", {"key": "1-88"}),
        ("ignore", {"keys": ["1-12"]}),
        ("restore", {"keys": ["1-88"]}),
        ("identify", {"key": "1-12"}),
        ("list/preview", {"text": ""}),
        ("list/apply", {"text": ""}),
        ("list/export", {}),
        ("undo", {"devices": [], "areas": []}),
        ("frame/describe", {"frame": "*1*1*12##"}),
        ("frame/send", {"frame": "*1*1*12##"}),
        ("gateway", {}),
    ],
)
async def test_nobody_but_an_administrator_may(
    hass_admin_user: MockUser, browser: Browser, simulator: Simulator, command: str, data: dict[str, Any]
) -> None:
    before = list(simulator.executed)
    hass_admin_user.groups = []
    answer = await browser.send(command, **data)
    assert answer["error"]["code"] == "unauthorized"
    assert simulator.executed == before


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("details", {"key": "nonsense"}),
        ("details", {"key": 12}),
        ("set", {"keys": [], "settings": {}}),
        ("set", {"keys": ["1-12"], "settings": {"used_as": []}}),
        ("add", {"key": "1-88", "used_as": "spaceship"}),
        ("add", {"key": "1-88", "name": "x" * 1000}),
        ("list/preview", {"text": 1}),
        ("undo", {"devices": [{"device_id": "x", "name": ["only one"]}], "areas": []}),
        ("frame/send", {"frame": ""}),
        ("gateway", {"config_entry_id": []}),
    ],
)
async def test_what_a_command_may_say_is_checked(browser: Browser, command: str, data: dict[str, Any]) -> None:
    assert (await browser.send(command, **data))["error"]["code"] == "invalid_format"


@pytest.mark.parametrize("entry_id", ["nonsense", None])
async def test_another_entry_is_no_gateway(hass: HomeAssistant, browser: Browser, entry_id: str | None) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    answer = await browser.send("gateway", config_entry_id=entry_id or other.entry_id)
    assert answer["error"]["translation_key"] == "no_gateway"


async def test_a_gateway_that_is_not_running_is_told_as_such(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    answer = await browser.send("gateway")
    assert answer["error"]["translation_key"] == "not_loaded"


# The plant -----------------------------------------------------------------------------------------------------


async def test_the_plant_is_told_at_once_and_anew_when_it_changes(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, feed: Feed
) -> None:
    assert {row["key"]: row["status"] for row in feed.plant["objects"]} == {
        **dict.fromkeys(KNOWN, "added"),
        "1-88": "ignored",
    }
    row = feed.row("1-12")
    assert (row["kind"], row["address"], row["numbers"]) == ("light", "A 1 / PL 2", {"area": 1, "point": 2})
    assert row["entity_id"] == state_of(hass, "light", "1-12").entity_id
    assert row["device_id"] == device_of(hass, entry, "1-12").id
    assert row["heard"] is not None
    assert feed.plant["gateways"][0]["is_connected"]
    simulator.emit("*1*1*99##")
    await feed.until(lambda: any(row["key"] == "1-99" for row in feed.plant["objects"]))
    assert feed.row("1-99")["status"] == "waiting"


async def test_a_gateway_that_goes_away_is_told(simulator: Simulator, feed: Feed) -> None:
    await simulator.stop()
    await feed.until(lambda: not feed.plant["gateways"][0]["is_connected"])
    await simulator.start()
    await feed.until(lambda: feed.plant["gateways"][0]["is_connected"])


async def test_what_is_known_is_told_of_a_gateway_that_is_not_running(
    hass: HomeAssistant, entry: MockConfigEntry, feed: Feed
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await feed.until(lambda: not feed.plant["gateways"][0]["is_loaded"])
    assert {row["key"] for row in feed.plant["objects"]} == {*KNOWN, "1-88"}
    await hass.config_entries.async_setup(entry.entry_id)
    await feed.until(lambda: feed.plant["gateways"][0]["is_connected"])


async def test_two_gateways_of_one_title_are_told_apart(
    hass: HomeAssistant, entry: MockConfigEntry, config_entry, feed: Feed
) -> None:
    def titles() -> dict[str, str]:
        return {row["entry_id"]: row["title"] for row in feed.plant["gateways"]}

    assert titles() == {entry.entry_id: entry.title}
    other = config_entry(unique_id="000350aabbcc", data={"host": "192.0.2.7", "port": 20000}, title=entry.title)
    other.add_to_hass(hass)
    third = config_entry(unique_id="000350aabbcd", data={"host": "192.0.2.7", "port": 20001}, title=entry.title)
    third.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, options={**entry.options, "command_gap": 50})
    await feed.until(lambda: len(titles()) == 3)
    assert titles() == {
        entry.entry_id: f"{entry.title} ({entry.data['host']})",
        other.entry_id: f"{entry.title} (192.0.2.7:20000)",
        third.entry_id: f"{entry.title} (192.0.2.7:20001)",
    }


async def test_visit_on_the_page_of_a_device_leads_to_its_row(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert device_of(hass, entry, "1-12").configuration_url == f"homeassistant://openwebnet/plant/{MAC}-1-12"
    gateway = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, MAC), entry.entry_id)
    assert gateway is not None
    assert gateway.configuration_url == "homeassistant://openwebnet"


# New ones ------------------------------------------------------------------------------------------------------


async def test_a_new_one_is_added_with_name_area_and_use(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, browser: Browser, feed: Feed
) -> None:
    simulator.emit("*1*1*99##")
    await feed.until(lambda: any(row["key"] == "1-99" for row in feed.plant["objects"]))
    area = ar.async_get(hass).async_create("Cellar")
    await browser.call("add", key="1-99", name="Pump", area_id=area.id, used_as="switch")
    await hass.async_block_till_done()
    device = device_of(hass, entry, "1-99")
    assert (device.name_by_user, device.area_id) == ("Pump", area.id)
    assert state_of(hass, "switch", "1-99").entity_id.endswith("pump")
    await feed.until(lambda: feed.row("1-99")["status"] == "added")


async def test_ignored_ones_lose_their_device_and_come_back_when_they_are_restored(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser, feed: Feed
) -> None:
    await browser.call("ignore", keys=["1-12", "2-16"])
    await hass.async_block_till_done()
    assert device_of(hass, entry, "1-12") is None
    assert device_of(hass, entry, "2-16") is None
    await feed.until(lambda: feed.row("1-12")["status"] == "ignored")
    await browser.call("restore", keys=["1-12"])
    await hass.async_block_till_done()
    assert device_of(hass, entry, "1-12") is not None
    await feed.until(lambda: feed.row("1-12")["status"] == "added")
    assert feed.row("2-16")["status"] == "ignored"


async def test_what_is_decided_of_a_gateway_that_is_not_running_holds_when_it_runs(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser, feed: Feed
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await browser.call("add", key="1-77", name="Lamp", area_id=None)
    await browser.call("ignore", keys=["1-12"])
    await browser.call("restore", keys=["1-88"])
    await feed.until(lambda: feed.row("1-12")["status"] == "ignored")
    assert device_of(hass, entry, "1-12") is None
    await hass.config_entries.async_setup(entry.entry_id)
    await feed.until(lambda: feed.row("1-77")["status"] == "added")
    assert feed.row("1-12")["status"] == "ignored"
    device = device_of(hass, entry, "1-77")
    assert device is not None
    assert device.name_by_user == "Lamp"
    assert "1-88" not in entry.options[CONF_IGNORED]


async def test_one_is_identified_without_an_entity_for_it(simulator: Simulator, browser: Browser) -> None:
    simulator.executed.clear()
    await browser.call("identify", key="1-12")
    assert [frame for frame in simulator.executed if frame.endswith("*12##")] == [
        "*1*1*12##",
        "*1*0*12##",
        "*1*1*12##",
        "*1*0*12##",
    ]
    assert (await browser.send("identify", key="25-31"))["error"]["translation_key"] == "invalid_value"
    assert (await browser.send("identify", key="1-77"))["error"]["translation_key"] == "no_object"


# Settings ------------------------------------------------------------------------------------------------------


async def test_details_tell_settings_entities_and_what_was_said(
    hass: HomeAssistant, simulator: Simulator, browser: Browser
) -> None:
    simulator.objects["2-16"].press("1")
    await until(lambda: state_of(hass, "cover", "2-16").state == "opening")
    await browser.call("frame/send", frame="*2*0*16##")
    details = await browser.call("details", key="2-16")
    settings = {field["name"]: field for field in details["settings"]}
    assert settings["opening_time"] | {"value": 25.0, "min": 1.0, "max": 300, "unit": "s"} == settings["opening_time"]
    assert "shutter" in settings["device_class"]["options"]
    assert state_of(hass, "cover", "2-16").entity_id in [one["entity_id"] for one in details["entities"]]
    assert "up" in [frame["meaning"] for frame in details["frames"]]
    assert all(frame["key"] == "2-16" for frame in details["frames"])
    assert details["exchanges"][-1]["outcome"] == "confirmed"


async def test_settings_are_kept_for_all_that_are_chosen_or_for_none(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser
) -> None:
    await browser.call("set", keys=["2-16", "2-17"], settings={"opening_time": 31.5})
    objects = entry.options[CONF_OBJECTS]
    assert (objects["2-16"]["opening_time"], objects["2-17"]["opening_time"]) == (31.5, 31.5)
    for settings in ({"opening_time": 1000}, {"opening_time": True}, {"device_class": "boat"}, {"nonsense": 1}):
        answer = await browser.send("set", keys=["2-16"], settings=settings)
        assert answer["error"]["translation_key"] == "invalid_value"
    answer = await browser.send("set", keys=["2-16", "1-12"], settings={"opening_time": 40})
    assert not answer["success"]
    assert entry.options[CONF_OBJECTS]["2-16"]["opening_time"] == 31.5


async def test_a_flag_is_set_by_yes_or_no_alone(entry: MockConfigEntry, browser: Browser) -> None:
    (field,) = [one for one in (await browser.call("details", key="25-31"))["settings"] if one["type"] == "flag"]
    assert field["value"] is False
    answer = await browser.send("set", keys=["25-31"], settings={field["name"]: "yes"})
    assert answer["error"]["translation_key"] == "invalid_value"
    await browser.call("set", keys=["25-31"], settings={field["name"]: True})
    assert entry.options[CONF_OBJECTS]["25-31"][field["name"]] is True


async def test_a_channel_is_a_whole_number(entry: MockConfigEntry, browser: Browser) -> None:
    entry.runtime_data.objects.add(ObjectKey("5-0"))
    answer = await browser.send("set", keys=["5-0"], settings={"arm_channel": 2.5})
    assert answer["error"]["translation_key"] == "invalid_value"
    await browser.call("set", keys=["5-0"], settings={"arm_channel": 3})
    assert entry.options[CONF_OBJECTS]["5-0"]["arm_channel"] == 3


async def test_what_it_is_used_as_changes_its_entity(hass: HomeAssistant, browser: Browser) -> None:
    await browser.call("set", keys=["1-12"], settings={"used_as": "outlet"})
    await hass.async_block_till_done()
    assert state_of(hass, "switch", "1-12").attributes["device_class"] == "outlet"


async def test_settings_are_copied_after_a_look_at_what_changes(
    hass: HomeAssistant, entry: MockConfigEntry, browser: Browser
) -> None:
    await browser.call("set", keys=["2-16"], settings={"opening_time": 20, "device_class": "blind"})
    before = entry.options
    copy = {"source": "2-16", "keys": ["2-16", "2-17", "1-12"]}
    changes = (await browser.call("copy_settings", **copy, preview=True))["changes"]
    assert {(one["key"], one["name"], one["old"], one["new"]) for one in changes} == {
        ("2-17", "opening_time", 25.0, 20),
        ("2-17", "device_class", "shutter", "blind"),
    }
    assert entry.options is before
    await browser.call("copy_settings", **copy, names=["opening_time"], preview=False)
    assert entry.options[CONF_OBJECTS]["2-17"]["opening_time"] == 20
    assert "device_class" not in entry.options[CONF_OBJECTS]["2-17"]


# The monitor ---------------------------------------------------------------------------------------------------


async def test_frames_are_told_with_their_meaning_and_who_caused_them(
    hass: HomeAssistant, simulator: Simulator, browser: Browser, feed: Feed
) -> None:
    simulator.objects["1-12"].press("1")
    await feed.until(lambda: any(frame["frame"] == "*1*1*12##" for frame in feed.frames))
    frame = next(frame for frame in feed.frames if frame["frame"] == "*1*1*12##")
    assert (frame["way"], frame["meaning"], frame["key"], frame["by"]) == ("event", "on", "1-12", "bus")
    count = len(feed.frames)
    light = state_of(hass, "light", "1-13").entity_id
    await hass.services.async_call("light", "turn_on", {"entity_id": light}, blocking=True)
    await feed.until(lambda: feed.outcomes and len(feed.frames) > count + 1)
    await feed.until(lambda: any(one["frame"] == "*1*1*13##" and one["way"] == "event" for one in feed.frames))
    sent, told = (
        next(one for one in feed.frames if one["way"] == way and one["frame"] == "*1*1*13##")
        for way in ("sent", "event")
    )
    assert (sent["by"], told["by"]) == ("home_assistant", "home_assistant")
    outcome = next(one for one in feed.outcomes if one["n"] == sent["n"])
    assert outcome["outcome"] == "confirmed"
    assert outcome["answered"] >= 0


async def test_a_refused_command_is_marked(simulator: Simulator, browser: Browser, feed: Feed) -> None:
    simulator.faults.nack_next(1)
    answer = await browser.send("frame/send", frame="*1*1*13##")
    assert answer["error"]["translation_key"] == "refused"
    await feed.until(lambda: any(one["outcome"] == "refused" for one in feed.outcomes))


async def test_a_frame_is_explained_and_then_sent(simulator: Simulator, browser: Browser) -> None:
    simulator.executed.clear()
    told = await browser.call("frame/describe", frame=" *1*1*12## ")
    assert (told["meaning"], told["key"], told["asks"]) == ("on", "1-12", False)
    assert simulator.executed == []
    assert (await browser.call("frame/send", frame="*1*1*12##"))["frames"] == []
    assert simulator.executed == ["*1*1*12##"]
    answer = await browser.call("frame/send", frame="*#1*12##")
    assert answer["frames"] == [{"frame": "*1*1*12##", "meaning": "on"}]
    for wrong in ("nonsense", "*#*1##"):
        assert (await browser.send("frame/describe", frame=wrong))["error"]["translation_key"] == "invalid_frame"


async def test_nothing_listens_while_nobody_looks(hass: HomeAssistant, entry: MockConfigEntry, look_on) -> None:
    observers = entry.runtime_data.gateway._observers
    before = observers._all
    feed = await look_on()
    assert len(observers._all) == len(before) + 1
    await feed._browser.client.close()
    await until(lambda: observers._all == before)


async def test_a_page_that_ends_its_subscription_is_told_no_more(entry: MockConfigEntry, browser: Browser) -> None:
    observers = entry.runtime_data.gateway._observers
    before = observers._all
    await browser.client.send_json_auto_id({"type": "openwebnet/subscribe"})
    number = (await browser.client.receive_json())["id"]
    await browser.client.receive_json()
    await browser.client.send_json_auto_id({"type": "unsubscribe_events", "subscription": number})
    await until(lambda: observers._all == before)


async def test_a_slow_page_loses_frames_and_is_told_how_many(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, look_on
) -> None:
    slow: Feed = await look_on()
    quick: Feed = await look_on()
    emitted = 0
    while slow.messages < 5:
        simulator.emit(f"*1*{emitted % 2}*12##")
        emitted += 1
        await slow.receive(acknowledge=False)
        await quick.receive()
    for _ in range(2500):
        simulator.emit(f"*1*{emitted % 2}*13##")
        emitted += 1
    await quick.until(lambda: quick.frames[-1]["frame"].endswith("*13##"))
    await until(lambda: len(entry.runtime_data.gateway.journal.frames) == 500)
    seen = len(slow.frames)
    await slow.acknowledge()
    await slow.receive()
    assert len(slow.frames) - seen == 1000
    assert slow.lost > 0
    numbers = [frame["n"] for frame in slow.frames[seen:]]
    assert numbers == list(range(numbers[0], numbers[0] + 1000))


async def test_the_connection_of_a_gateway_has_a_history(simulator: Simulator, browser: Browser, feed: Feed) -> None:
    await simulator.stop()
    await feed.until(lambda: not feed.plant["gateways"][0]["is_connected"])
    await simulator.start()
    await feed.until(lambda: feed.plant["gateways"][0]["is_connected"])
    status = await browser.call("gateway")
    states = [change["state"] for change in status["history"]]
    assert "lost" in states
    assert states[-1] == "connected"
    assert status["event_session"]
    assert status["reconnections"] == 1
