"""The panel: the plant, what is new, and the monitor."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from .bus import Bus
from .pages import Pages

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


class Panel:
    """The panel in a browser."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.page: Page = pages.page

    def open(self, tab: str = "plant") -> None:
        self.page.goto(f"{self.pages.url}/openwebnet/{tab}")
        expect(self.tab(tab)).to_have_attribute("aria-selected", "true")

    def tab(self, name: str) -> Locator:
        return self.page.locator(f"[data-tab={name}]")

    def row(self, key: str) -> Locator:
        return self.page.locator(f'[data-key="{key}"]')

    @property
    def rows(self) -> Locator:
        return self.page.locator("openwebnet-plant tbody tr[data-key]")

    @property
    def frames(self) -> Locator:
        return self.page.locator("openwebnet-monitor [data-frame]")

    def dialog(self, name: str) -> Locator:
        return self.page.get_by_role("dialog", name=re.compile(name))

    def close(self) -> None:
        self.page.get_by_role("dialog").get_by_role("button", name="Close").click()


@pytest.fixture
def console(house: Pages) -> Iterator[list[str]]:
    """What the browser complains about."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "openwebnet" in f"{message.text} {message.location}":
            said.append(message.text)

    def fail(error: Exception) -> None:
        said.append(str(error))

    house.page.on("console", note)
    house.page.on("pageerror", fail)
    yield said
    house.page.remove_listener("console", note)
    house.page.remove_listener("pageerror", fail)


@pytest.fixture
def panel(house: Pages, console: list[str]) -> Iterator[Panel]:
    yield Panel(house)
    assert console == []


def test_the_plant_is_a_table_that_is_searched_by_name_and_address(panel: Panel):
    panel.open()
    expect(panel.row("1-12")).to_contain_text("A 1 / PL 2")
    panel.pages.shoot("panel-plant")
    search = panel.page.get_by_role("searchbox")
    for text in ("12", "1/2", "A1 PL2", "a 1 / pl 2", "1-12"):
        search.fill(text)
        expect(panel.row("1-12")).to_be_visible()
        expect(panel.row("2-16")).to_be_hidden()
    search.fill("")


def test_a_row_is_renamed_and_placed(panel: Panel, bus: Bus):
    panel.open()
    name = panel.row("1-12").locator("[data-field=name]")
    name.fill("Kitchen light")
    name.press("Enter")
    room = panel.row("1-12").locator("[data-field=room]")
    room.fill("Scullery")
    room.press("Enter")
    panel.page.wait_for_function("window.hassConnection")
    panel.page.reload()
    expect(panel.row("1-12").locator("[data-field=name]")).to_have_value("Kitchen light")
    expect(panel.row("1-12").locator("[data-field=room]")).to_have_value("Scullery")
    before = panel.row("1-12").locator(".state").inner_text()
    bus.press("1-12")
    expect(panel.row("1-12").locator(".state")).not_to_have_text(before)


def test_the_bus_is_heard_in_sentences(panel: Panel, bus: Bus, tmp_path: Path):
    panel.open("monitor")
    bus.press("1-12")
    expect(panel.frames.first).to_contain_text("Kitchen light (A 1 / PL 2)")
    panel.pages.shoot("panel-monitor")
    panel.page.locator("[data-action=pause]").click()
    count = panel.frames.count()
    bus.press("1-12")
    expect(panel.page.locator("[data-action=resume]")).not_to_contain_text("+0")
    assert panel.frames.count() == count
    panel.page.locator("[data-action=resume]").click()
    with panel.page.expect_download() as download:
        panel.page.locator("[data-action=export]").click()
    path = tmp_path / "trace.jsonl"
    download.value.save_as(path)
    head, *frames = [json.loads(line) for line in path.read_text().splitlines()]
    assert head["format"] == "openwebnet-trace"
    assert {"time", "way", "frame"} == set(frames[-1])


def test_a_frame_is_sent_after_it_was_explained(panel: Panel, bus: Bus):
    panel.open("monitor")
    panel.page.locator("[data-field=frame]").fill("*1*1*22##")
    panel.page.locator("[data-action=describe]").click()
    send = panel.page.locator("[data-action=send]")
    expect(send).to_be_visible()
    panel.pages.shoot("panel-send")
    send.click()
    bus.wait_for("*1*1*22##")
    expect(panel.page.locator("[data-answer]")).to_contain_text("accepted")


def test_details_have_settings_that_need_no_entities(panel: Panel):
    panel.open()
    panel.row("2-16").get_by_role("button", name="Details").click()
    dialog = panel.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Entities")
    panel.pages.shoot("panel-details")
    panel.close()
    expect(dialog).to_be_hidden()


def test_a_list_is_looked_at_before_it_is_taken(panel: Panel):
    panel.open()
    panel.page.locator("[data-action=list]").click()
    panel.page.locator("[data-field=list]").fill("A 1 / PL 2; Lamp; Kitchen\n99; what; is this\n16; Shutter; Kitchen")
    panel.page.locator("[data-action=preview]").click()
    expect(panel.page.locator('tr[data-status="bad"]')).to_have_count(1)
    panel.pages.shoot("panel-list")
    panel.page.locator("[data-action=apply]").click()
    panel.close()
    expect(panel.row("1-12").locator("[data-field=name]")).to_have_value("Lamp")


def test_rooms_by_a(panel: Panel):
    panel.open()
    panel.page.locator("[data-action=rooms]").click()
    panel.page.locator('tr[data-area="2"] input').fill("Living room")
    panel.pages.shoot("panel-rooms")
    panel.page.locator("[data-action=apply]").click()
    panel.close()
    expect(panel.row("1-22").locator("[data-field=room]")).to_have_value("Living room")


def test_what_is_pressed_at_the_wall_shines_and_is_added(panel: Panel, bus: Bus):
    panel.open("new")
    bus.do(lambda simulator: simulator.emit("*1*1*88##"))
    expect(panel.row("1-88")).to_be_visible()
    panel.pages.shoot("panel-new")


@pytest.mark.parametrize("tab", ["plant", "new", "monitor"])
def test_each_tab_on_a_phone_and_in_the_dark(panel: Panel, tab: str):
    panel.page.set_viewport_size({"width": 390, "height": 844})
    panel.open(tab)
    panel.page.wait_for_timeout(800)
    panel.pages.shoot(f"panel-{tab}-phone")
    panel.page.emulate_media(color_scheme="dark")
    panel.page.set_viewport_size({"width": 1200, "height": 800})
    panel.page.wait_for_timeout(500)
    panel.pages.shoot(f"panel-{tab}-dark")
    panel.page.emulate_media(color_scheme="light")
