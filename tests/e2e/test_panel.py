"""The panel: the plant, what is new, and the monitor."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from scripts.develop import HomeAssistant
from simulator.trace import plant_of, read

from .bus import Bus
from .conftest import WINDOW
from .panel import Panel

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def test_the_plant_is_a_table_that_is_searched_by_name_and_address(panel: Panel):
    panel.open()
    expect(panel.row("1-12")).to_contain_text("A 1 / PL 2")
    everything = panel.rows.count()
    search = panel.page.get_by_role("searchbox")
    for text in ("12", "1/2", "A1 PL2", "a 1 / pl 2", "1-12"):
        search.fill(text)
        expect(panel.row("1-12")).to_be_visible()
        expect(panel.row("2-16")).to_be_hidden()
    search.fill("nothing is called like this")
    expect(panel.rows).to_have_count(0)
    search.fill("")
    expect(panel.rows).to_have_count(everything)
    panel.page.get_by_label("Type").select_option(label="Shutter, blind or gate")
    expect(panel.row("2-16")).to_be_visible()
    expect(panel.row("1-12")).to_be_hidden()


def test_points_stand_in_the_order_of_their_numbers(panel: Panel):
    panel.open()
    expect(panel.row("1-12")).to_be_visible()
    keys = panel.rows.evaluate_all("rows => rows.map(row => row.dataset.key)")
    order = ["1-01", "1-11", "1-12", "2-16", "1-24", "1-0210", "1-31", "1-41#4#02", "4-1"]
    assert [key for key in keys if key in order] == order


def test_a_row_is_renamed_and_placed_and_its_state_is_live(panel: Panel, bus: Bus):
    panel.open()
    panel.fill("1-12", "name", "Kitchen light")
    panel.fill("1-12", "room", "Scullery")
    expect(panel.row("1-12").locator("[data-field=name]")).not_to_have_class(re.compile("unnamed"))
    # An area that is new is made first, then given.
    expect(panel.field("1-12", "room")).to_have_attribute("data-known", "Scullery")
    panel.page.reload()
    expect(panel.field("1-12", "name")).to_have_value("Kitchen light")
    expect(panel.field("1-12", "room")).to_have_value("Scullery")
    before = panel.row("1-12").locator(".state").inner_text()
    bus.press("1-12")
    expect(panel.row("1-12").locator(".state")).not_to_have_text(before)
    expect(panel.row("1-12")).to_have_class(re.compile("heard"))


ROOMS = ("Hall", "Dining room", "Kitchen", "Bedroom", "Bathroom", "Study")


def test_thirty_things_are_named_by_a_list_that_is_looked_at_first(panel: Panel, bus: Bus):
    bus.do(lambda simulator: simulator.objects["25-21"].press(1))
    panel.open()
    expect(panel.row("1-12")).to_be_visible()
    keys = panel.rows.evaluate_all("rows => rows.map(row => row.dataset.key)")[:30]
    names = {key: (f"{ROOMS[number % 6]} {number // 6 + 1}", ROOMS[number % 6]) for number, key in enumerate(keys)}
    lines = [f"{key}; {name}; {room}" for key, (name, room) in names.items()]
    assert len(lines) == 30
    panel.page.locator("[data-action=list]").click()
    panel.page.locator("[data-field=list]").fill("\n".join([*lines, "nonsense; ?; ?"]))
    panel.page.locator("[data-action=preview]").click()
    expect(panel.page.locator('tr[data-status="bad"]')).to_have_count(1)
    expect(panel.page.locator('tr[data-status="changed"]')).to_have_count(len(lines))
    panel.pages.shoot("panel-list")
    panel.page.locator("[data-action=apply]").click()
    panel.close()
    for key, (name, room) in names.items():
        expect(panel.field(key, "name")).to_have_value(name)
        expect(panel.field(key, "room")).to_have_value(room)
    # Whatever the states are, nothing is beyond the edge.
    expect(panel.row("25-21").locator(".state")).to_contain_text(":")
    wide = panel.page.locator("openwebnet-plant .scroll")
    assert wide.evaluate("one => one.scrollWidth <= one.clientWidth")
    panel.page.locator("[data-action=undo] + button").click()
    panel.pages.picture("panel")


def test_one_line_is_imported_and_undone_from_the_page(panel: Panel):
    panel.open()
    before = [panel.field("1-12", name).input_value() for name in ("name", "room")]
    panel.page.locator("[data-action=list]").click()
    panel.page.locator("[data-field=list]").fill("Lamp;12;Boot room")
    panel.page.locator("[data-action=preview]").click()
    row = panel.page.locator('tr[data-status="changed"]')
    expect(row).to_contain_text(f"{before[0]} → Lamp")
    expect(row).to_contain_text(f"{before[1]} → Boot room")
    expect(panel.page.get_by_role("dialog")).to_contain_text("Names to change: 1")
    panel.page.locator("[data-action=apply]").click()
    expect(panel.page.get_by_role("dialog").locator("[data-action=undo]")).to_be_visible()
    panel.pages.shoot("panel-list-done")
    panel.close()
    expect(panel.field("1-12", "room")).to_have_value("Boot room")
    # It is there as long as the page is.
    panel.tab("monitor").click()
    panel.tab("plant").click()
    panel.pages.shoot("panel-undo")
    panel.page.locator("[data-action=undo]").click()
    for name, value in zip(("name", "room"), before, strict=True):
        expect(panel.field("1-12", name)).to_have_value(value)
    expect(panel.page.locator("[data-undone]")).to_contain_text("1")
    areas = panel.page.evaluate(
        "Object.values(document.querySelector('home-assistant').hass.areas).map(one => one.name)"
    )
    assert "Boot room" not in areas
    panel.page.locator("[data-action=undo]").wait_for(state="detached")


def test_the_plant_is_downloaded_as_a_list_that_changes_nothing(panel: Panel, tmp_path: Path):
    panel.open()
    panel.page.locator("[data-action=list]").click()
    with panel.page.expect_download() as download:
        panel.page.locator("[data-action=export]").click()
    path = tmp_path / "plant.csv"
    download.value.save_as(path)
    panel.page.locator("input[type=file]").set_input_files(path)
    expect(panel.page.locator('tr[data-status="same"]').first).to_be_visible()
    for status in ("changed", "new", "bad"):
        expect(panel.page.locator(f'tr[data-status="{status}"]')).to_have_count(0)
    panel.close()


def test_rooms_by_a_leave_what_has_an_area(panel: Panel):
    panel.open()
    panel.fill("1-21", "room", "")
    expect(panel.field("1-21", "room")).to_have_attribute("data-known", "")
    placed = {key: panel.field(key, "room").input_value() for key in ("1-21", "1-22", "2-25")}
    panel.page.locator("[data-action=rooms]").click()
    panel.page.locator('tr[data-area="2"] input').fill("Attic")
    panel.pages.shoot("panel-rooms")
    panel.page.locator("[data-action=preview]").click()
    # Those that have an area keep it, unless somebody says otherwise.
    step = panel.page.locator('tr[data-step="1-22"]')
    expect(step).to_contain_text(f"{placed['1-22']} → Attic")
    expect(step.get_by_role("checkbox")).not_to_be_checked()
    expect(panel.page.locator('tr[data-step="1-21"]').get_by_role("checkbox")).to_be_checked()
    step.get_by_role("checkbox").check()
    panel.pages.shoot("panel-rooms-preview")
    panel.page.locator("[data-action=apply]").click()
    expect(panel.page.get_by_role("dialog")).to_contain_text("assigned")
    panel.close()
    for key, room in {"1-21": "Attic", "1-22": "Attic", "2-25": placed["2-25"]}.items():
        expect(panel.field(key, "room")).to_have_value(room)
    panel.page.locator("[data-action=undo]").click()
    for key, room in placed.items():
        expect(panel.field(key, "room")).to_have_value(room)


def test_settings_need_no_entities_and_are_copied_to_other_shutters(panel: Panel):
    panel.open()
    panel.row("2-16").get_by_role("button", name="Details").click()
    time = panel.page.locator("[data-setting=opening_time]")
    time.fill("33000")
    time.press("Tab")
    dialog = panel.page.get_by_role("dialog")
    # Where it belongs: at the field.
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be set")
    expect(time).to_have_attribute("aria-invalid", "true")
    panel.pages.shoot("panel-details-refused")
    time.fill("33")
    time.press("Tab")
    expect(dialog.get_by_text("Saved")).to_be_visible()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    panel.pages.shoot("panel-details")
    panel.page.get_by_role("button", name="Copy to other devices").click()
    # The one that was looked at is copied to the others.
    expect(panel.page.locator("[data-field=source] option:checked")).to_contain_text("(A 1 / PL 6)")
    expect(panel.page.get_by_role("dialog")).to_contain_text("33")
    panel.pages.shoot("panel-copy")
    panel.page.locator("[data-action=apply]").click()
    expect(panel.page.get_by_role("dialog")).to_contain_text("Changed: ")
    panel.close()
    panel.row("2-17").get_by_role("button", name="Details").click()
    expect(panel.page.locator("[data-setting=opening_time]")).to_have_value("33")
    panel.page.keyboard.press("Escape")
    expect(panel.page.get_by_role("dialog")).to_be_hidden()


def test_several_are_put_into_a_room_at_once(panel: Panel):
    panel.open()
    for key in ("1-31", "1-32"):
        panel.row(key).get_by_role("checkbox").check()
    room = panel.page.locator("[data-bulk=room]")
    room.fill("Bedroom")
    room.press("Enter")
    for key in ("1-31", "1-32"):
        expect(panel.field(key, "room")).to_have_value("Bedroom")


def test_what_is_pressed_at_the_wall_shines_and_is_named_and_added(panel: Panel, bus: Bus):
    panel.pages.open_options("Settings")
    automatically = panel.page.get_by_role("checkbox").first
    expect(automatically).to_be_visible()
    if automatically.is_checked():
        panel.pages.click(automatically)
    panel.pages.submit()
    panel.pages.finish_options()
    panel.open("new")
    bus.do(lambda simulator: simulator.emit("*1*1*88##"))
    row = panel.row("1-88")
    expect(row).to_have_class(re.compile("heard"))
    expect(panel.page.get_by_role("status").first).to_contain_text("A 8 / PL 8")
    panel.pages.shoot("panel-new")
    search = panel.page.get_by_role("searchbox")
    search.fill("1/1")
    expect(row).to_have_count(0)
    for text in ("88", "8/8", "a8 pl8"):
        search.fill(text)
        expect(row).to_be_visible()
    row.locator("[data-field=name]").fill("Pergola")
    row.locator("[data-field=room]").fill("Garden")
    row.get_by_role("combobox", name="Used as").select_option("switch")
    row.locator("[data-action=add]").click()
    # It waits no longer.
    expect(row.locator("[data-action=add]")).to_have_count(0)
    panel.open()
    expect(panel.field("1-88", "name")).to_have_value("Pergola")
    expect(panel.field("1-88", "room")).to_have_value("Garden")
    expect(panel.row("1-88")).to_contain_text("Switch")


def test_what_is_ignored_is_restored(panel: Panel, bus: Bus):
    panel.open("new")
    bus.do(lambda simulator: simulator.emit("*1*1*89##"))
    panel.row("1-89").get_by_role("button", name="Ignore").click()
    restore = panel.row("1-89").locator("[data-action=restore]")
    restore.click()
    expect(restore).to_have_count(0)
    panel.open()
    expect(panel.row("1-89")).to_be_visible()


def test_the_bus_is_heard_in_sentences_paused_filtered_and_exported(panel: Panel, bus: Bus, tmp_path: Path):
    panel.open("monitor")
    name = "A 2 / PL 3"
    bus.press("1-23")
    # The gateway may have told its time since.
    expect(panel.frames.filter(has_text=name).first).to_be_visible()
    panel.pages.picture("monitor")
    panel.page.locator("[data-action=pause]").click()
    count = panel.frames.count()
    bus.press("1-23")
    expect(panel.page.locator("[data-action=resume]")).not_to_contain_text("+0")
    assert panel.frames.count() == count
    panel.page.locator("[data-action=resume]").click()
    panel.page.get_by_role("searchbox").fill(name)
    expect(panel.frames.first).to_contain_text(name)
    expect(panel.frames.filter(has_not_text=name)).to_have_count(0)
    shown = panel.frames.count()
    with panel.page.expect_download() as download:
        panel.page.locator("[data-action=export]").click()
    path = tmp_path / "trace.jsonl"
    download.value.save_as(path)
    head, *frames = [json.loads(line) for line in path.read_text().splitlines()]
    assert (head["format"], head["model"]) == ("openwebnet-trace", "F454")
    assert len(frames) >= shown
    assert {frame["way"] for frame in frames} <= {"event", "answer", "sent"}
    assert all("23" in frame["frame"] for frame in frames)
    # The simulator can begin with it.
    trace = read(path)
    assert trace.told[-1].at > 0
    plant, unknown = plant_of(trace)
    assert (plant.model.name, unknown) == ("F454", [])
    assert [spec.text("where") for spec in plant.objects] == ["23"]


def test_a_frame_is_sent_after_it_was_explained(panel: Panel, bus: Bus):
    panel.open("monitor")
    panel.page.locator("[data-field=frame]").fill("*1*0*24##")
    panel.page.locator("[data-action=describe]").click()
    expect(panel.page.locator("openwebnet-send")).to_contain_text("A 2 / PL 4")
    panel.pages.shoot("panel-send")
    assert "*1*0*24##" not in bus.do(lambda simulator: list(simulator.executed))
    panel.page.locator("[data-action=send]").click()
    bus.wait_for("*1*0*24##")
    expect(panel.page.locator("[data-answer]")).to_contain_text("confirmed")
    panel.page.locator("[data-field=frame]").fill("nonsense")
    panel.page.locator("[data-action=describe]").click()
    expect(panel.page.get_by_role("alert")).to_contain_text("is not a valid OpenWebNet command or request")


def test_the_connection_has_a_view_of_its_own(panel: Panel):
    panel.open("monitor")
    panel.page.get_by_role("button", name="Connection").click()
    expect(panel.page.locator("openwebnet-gateways")).to_contain_text("connected")
    panel.pages.shoot("panel-connection")


def test_the_gateway_goes_away_and_comes_back(panel: Panel, bus: Bus):
    panel.open()
    bus.stop()
    expect(panel.page.get_by_text(re.compile("The last known state is shown"))).to_be_visible(timeout=60_000)
    expect(panel.row("1-12")).to_be_visible()
    panel.pages.shoot("panel-away")
    bus.start()
    expect(panel.page.get_by_text(re.compile("The last known state is shown"))).to_be_hidden(timeout=60_000)


def test_the_page_is_put_away_and_back(panel: Panel, bus: Bus):
    panel.open("monitor")
    expect(panel.frames.first).to_be_visible()
    element = panel.page.locator("openwebnet-panel")
    element.evaluate("element => { window.taken = [element, element.parentNode]; element.remove(); }")
    bus.press("1-24")
    panel.page.evaluate("window.taken[1].append(window.taken[0])")
    panel.page.get_by_role("searchbox").fill("A 2 / PL 4")
    expect(panel.frames.first).to_be_visible()
    before = panel.frames.count()
    bus.press("1-24")
    expect(panel.frames).not_to_have_count(before)


def test_it_needs_none_of_home_assistants_elements(panel: Panel):
    panel.page.set_viewport_size({"width": 390, "height": 844})
    panel.open("new")
    panel.page.evaluate("customElements.get = () => undefined")
    panel.tab("plant").click()
    expect(panel.row("1-12")).to_be_visible()
    expect(panel.page.get_by_role("button", name="Menu", exact=True)).to_be_visible()


def test_the_keyboard_is_enough(panel: Panel):
    panel.open()
    panel.tab("plant").focus()
    panel.page.keyboard.press("ArrowRight")
    expect(panel.tab("new")).to_have_attribute("aria-selected", "true")
    expect(panel.tab("new")).to_be_focused()
    panel.page.keyboard.press("ArrowLeft")
    button = panel.row("1-12").get_by_role("button")
    button.focus()
    panel.page.keyboard.press("Enter")
    expect(panel.page.get_by_role("dialog")).to_be_visible()
    panel.page.keyboard.press("Escape")
    expect(button).to_be_focused()


@pytest.mark.parametrize("key", ["1-12", "1-41#4#02"])
def test_the_page_of_a_device_leads_to_its_row(panel: Panel, key: str):
    panel.open()
    panel.row(key).get_by_role("button", name="Details").click()
    panel.page.get_by_role("button", name="Open device page").click()
    expect(panel.pages.text("Device info")).to_be_visible()
    # It is called "Visit"; beside others it is an icon only.
    panel.page.locator('[href*="/openwebnet/plant/"]').first.click()
    expect(panel.row(key)).to_have_class(re.compile("target"))
    expect(panel.row(key)).to_be_in_viewport()
    expect(panel.row(key).get_by_role("button")).to_be_focused()
    panel.pages.shoot(f"panel-visit-{key.partition('#')[0]}")


def test_who_is_no_administrator_does_not_get_it(panel: Panel, web: HomeAssistant):
    panel.open()
    panel.page.evaluate(
        """async () => {
            const { hass } = document.querySelector("home-assistant");
            const guest = { name: "Guest", group_ids: ["system-users"] };
            const { user } = await hass.callWS({ type: "config/auth/create", ...guest });
            const who = { user_id: user.id, username: "guest", password: "guest guest" };
            await hass.callWS({ type: "config/auth_provider/homeassistant/create", ...who });
        }"""
    )
    browser = panel.page.context.browser
    assert browser is not None
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(web.url)
    page.get_by_role("textbox", name="Username").fill("guest")
    page.get_by_role("textbox", name="Password").fill("guest guest")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_function("document.querySelector('home-assistant')?.hass?.user")
    refused = page.evaluate(
        """async () => {
            const { hass } = document.querySelector("home-assistant");
            const answer = await hass.callWS({ type: "openwebnet/subscribe" }).catch((error) => error);
            return [answer.code, "openwebnet" in hass.panels];
        }"""
    )
    assert refused == ["unauthorized", False]
    context.close()


def test_each_preview_fits_a_phone_with_its_button_in_reach(panel: Panel):
    panel.page.set_viewport_size({"width": 390, "height": 844})
    panel.open()
    expect(panel.row("1-12")).to_be_visible()
    keys = panel.rows.evaluate_all("rows => rows.map(row => row.dataset.key)")
    long = "An uncommonly long name of a thing, Donaudampfschifffahrtsgesellschaftskapitänskajüte"
    dialog = panel.page.get_by_role("dialog")

    def look(name: str, button: str | None) -> None:
        assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth"), name
        for inner in dialog.locator(".scroll").all():
            assert inner.evaluate("one => one.scrollWidth <= one.clientWidth"), name
        if button is not None:
            expect(dialog.locator(f"[data-action={button}]")).to_be_in_viewport()
        panel.pages.shoot(f"panel-{name}-phone")
        panel.page.emulate_media(color_scheme="dark")
        panel.pages.shoot(f"panel-{name}-phone-dark")
        panel.page.emulate_media(color_scheme="light")

    panel.page.locator("[data-action=list]").click()
    look("list-input", None)
    lines = [f"{key};{long} {number};Room {number}" for number, key in enumerate(keys)]
    panel.page.locator("[data-field=list]").fill("\n".join(["hello;?;?", "77;?;?", *lines, f"{keys[0]};again;?"]))
    panel.page.locator("[data-action=preview]").click()
    look("list", "apply")
    panel.close()
    panel.page.locator("[data-action=rooms]").click()
    look("rooms-input", "preview")
    panel.page.locator('tr[data-area="1"] input').fill(long)
    panel.page.locator("[data-action=preview]").click()
    look("rooms", "apply")
    panel.close()
    panel.row("2-16").get_by_role("button", name="Details").click()
    time = panel.page.locator("[data-setting=opening_time]")
    time.fill("34")
    time.press("Tab")
    expect(dialog.get_by_text("Saved")).to_be_visible()
    look("details", None)
    panel.page.get_by_role("button", name="Copy to other devices").click()
    look("copy", "apply")
    panel.close()


@pytest.mark.parametrize("tab", ["plant", "new", "monitor"])
def test_each_tab_fits_a_phone_and_the_dark(panel: Panel, tab: str):
    panel.page.set_viewport_size({"width": 390, "height": 844})
    panel.open(tab)
    panel.page.wait_for_timeout(500)
    assert panel.page.evaluate("document.documentElement.scrollWidth") <= 390
    for control in panel.page.locator("main button, main input, main select").all():
        box = control.bounding_box()
        assert box is None or box["x"] + box["width"] <= 390, control.evaluate("element => element.outerHTML")
    panel.pages.shoot(f"panel-{tab}-phone")
    panel.page.emulate_media(color_scheme="dark")
    panel.page.set_viewport_size(WINDOW)
    panel.page.wait_for_timeout(500)
    panel.pages.shoot(f"panel-{tab}-dark")
